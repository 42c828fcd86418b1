/*
 * migrate/context_insert.c - rows into a table, many at a time
 */
#include "migrate/context_private.h"

#include <math.h>
#include <string.h>

#include "orm/ddl/ddl.h"

/* Values of one statement; SQLite's own limit was 999 for long. */
#define VALUES_MAX 500

static void add_blob(struct buf *out, const struct orm_value *v)
{
	buf_adds(out, "X'");
	for (size_t i = 0; i < v->len; i++)
		buf_addf(out, "%02X", (unsigned char)v->data[i]);
	buf_addc(out, '\'');
}

static void add_double(struct buf *out, double x)
{
	size_t start = out->len;

	if (isnan(x))
		buf_adds(out, "NULL");
	else if (isinf(x))
		buf_adds(out, x > 0 ? "9e999" : "-9e999");
	else
		buf_addf(out, "%.17g", x);
	/* It has to stay a number with a fraction in columns that take any kind. */
	if (!isnan(x) && !strpbrk(out->data + start, ".e"))
		buf_adds(out, ".0");
}

static void add_literal(struct buf *out, const struct orm_dialect *d, const struct orm_value *v)
{
	switch (v->kind) {
	case ORM_INT:
		buf_addf(out, "%lld", (long long)v->integer);
		break;
	case ORM_DOUBLE:
		add_double(out, v->real);
		break;
	case ORM_TEXT:
		/* No string literal can hold a zero byte. */
		if (!memchr(v->data, 0, v->len)) {
			ddl_string(out, d, v->data);
			break;
		}
		buf_adds(out, "CAST(");
		add_blob(out, v);
		buf_adds(out, " AS TEXT)");
		break;
	case ORM_BLOB:
		add_blob(out, v);
		break;
	default:
		buf_adds(out, "NULL");
	}
}

static void add_row(struct buf *out, const struct orm_dialect *d, const struct migrate_row *row,
		    bool literals)
{
	for (size_t i = 0; i < row->len; i++) {
		buf_adds(out, i ? ", " : "(");
		if (literals)
			add_literal(out, d, &row->items[i]);
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
	ctx->altered = true;
	for (size_t i = 0; i < op->rows.len; i += step)
		if (!send_rows(ctx, op, i, i + step < op->rows.len ? i + step : op->rows.len, err))
			return false;
	return true;
}
