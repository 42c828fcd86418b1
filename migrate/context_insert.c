/*
 * migrate/context_insert.c - rows into a table, many at a time
 */
#include "migrate/context_private.h"

#include "migrate/literal.h"
#include "orm/ddl/ddl.h"

/* Values of one statement; SQLite's own limit was 999 for long. */
#define VALUES_MAX 500

static void add_row(struct buf *out, const struct orm_dialect *d, const struct migrate_row *row,
                    bool literals)
{
	for (size_t i = 0; i < row->len; i++) {
		buf_adds(out, i ? ", " : "(");
		if (literals)
			write_literal(out, d, &row->items[i]);
		else
			buf_addc(out, '?');
	}
	buf_addc(out, ')');
}

/* Sends rows `from` to before `to` as one statement. */
static bool send_rows(struct migrate_context *ctx, const struct migrate_op *op, size_t from,
                      size_t to, struct error *err)
{
	const struct orm_dialect *d = orm_conn_dialect(ctx->conn);
	struct buf sql = { 0 };
	struct {
		VEC(struct orm_value);
	} params = { 0 };
	bool ok;

	buf_adds(&sql, "INSERT INTO ");
	ddl_full_name(&sql, d, op->schema, op->table);
	buf_adds(&sql, " (");
	ddl_names(&sql, d, &op->columns);
	buf_adds(&sql, ") VALUES ");
	for (size_t i = from; i < to; i++) {
		const struct migrate_row *row = &op->rows.items[i];

		buf_adds(&sql, i > from ? ", " : "");
		add_row(&sql, d, row, ctx->sql != NULL);
		for (size_t k = 0; !ctx->sql && k < row->len; k++)
			vec_push(ctx->arena, &params, row->items[k]);
	}
	ok = context_send(ctx, buf_str(&sql), params.items, params.len, err);
	buf_release(&sql);
	return ok;
}

bool context_insert(struct migrate_context *ctx, const struct migrate_op *op, struct error *err)
{
	size_t columns = op->columns.len, step;

	if (!op->rows.len)
		return true;
	for (size_t i = 0; i < op->rows.len; i++)
		if (!columns || op->rows.items[i].len != columns) {
			(void)fail(err, ERR_INPUT, "row %zu for \"%s\" has %zu values, not %zu",
			           i + 1, op->table, op->rows.items[i].len, columns);
			return context_fail(ctx, err);
		}
	step = columns < VALUES_MAX ? VALUES_MAX / columns : 1;
	ctx->altered = ctx->rows_change = true;
	for (size_t i = 0; i < op->rows.len; i += step)
		if (!send_rows(ctx, op, i, i + step < op->rows.len ? i + step : op->rows.len, err))
			return false;
	return true;
}
