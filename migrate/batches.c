/* migrate/batches.c - ranges of a table's key as SQL */
#include "migrate/batches.h"

#include "migrate/literal.h"
#include "orm/ddl/ddl.h"
#include "orm/dialect.h"
#include "orm/sql/dialect.h"

char *migrate_batches_update(struct arena *a, const struct orm_dialect *d,
                             const struct migrate_batches *b, const char *range)
{
	struct buf out = { 0 };

	buf_adds(&out, "UPDATE ");
	ddl_full_name(&out, d, b->schema, b->table);
	buf_addf(&out, " SET %s", b->set);
	if (range)
		buf_addf(&out, " WHERE %s", range);
	if (b->where)
		buf_addf(&out, range ? " AND (%s)" : " WHERE %s", b->where);
	return buf_take(&out, a);
}

/* SELECT key FROM table WHERE left ORDER BY key, downwards or not. */
static void add_query(struct buf *out, const struct orm_dialect *d, const struct migrate_batches *b,
                      const char *left, const char *direction)
{
	buf_adds(out, "SELECT ");
	ddl_names(out, d, &b->key);
	buf_adds(out, " FROM ");
	ddl_full_name(out, d, b->schema, b->table);
	if (left)
		buf_addf(out, " WHERE %s", left);
	for (size_t i = 0; i < b->key.len; i++) {
		buf_adds(out, i ? ", " : " ORDER BY ");
		ddl_name(out, d, b->key.items[i]);
		buf_adds(out, direction);
	}
}

char *migrate_batches_full(struct arena *a, const struct orm_dialect *d,
                           const struct migrate_batches *b, const char *left)
{
	struct buf out = { 0 };

	add_query(&out, d, b, left, "");
	buf_addf(&out, " LIMIT 1 OFFSET %lld", (long long)b->size - 1);
	return buf_take(&out, a);
}

char *migrate_batches_rest(struct arena *a, const struct orm_dialect *d,
                           const struct migrate_batches *b, const char *left)
{
	struct buf out = { 0 };

	add_query(&out, d, b, left, " DESC");
	buf_adds(&out, " LIMIT 1");
	return buf_take(&out, a);
}

static void add_value(struct buf *out, const struct orm_dialect *d, struct orm_value v)
{
	if (v.kind != ORM_BLOB) {
		write_literal(out, d, &v);
		return;
	}
	buf_adds(out, d->sql->blob_open);
	for (size_t i = 0; i < v.len; i++)
		buf_addf(out, "%02x", (unsigned)(unsigned char)v.data[i]);
	buf_adds(out, d->sql->blob_close);
}

static void add_comparison(struct buf *out, const struct orm_dialect *d,
                           const struct migrate_batches *b, struct orm_result *r, size_t i,
                           const char *how)
{
	ddl_name(out, d, b->key.items[i]);
	buf_addf(out, " %s ", how);
	add_value(out, d, orm_get(r, (int)i));
}

/* (a, b) > (1, 2) */
static void add_whole(struct buf *out, const struct orm_dialect *d, const struct migrate_batches *b,
                      struct orm_result *r, const char *how)
{
	buf_addc(out, '(');
	ddl_names(out, d, &b->key);
	buf_addf(out, ") %s (", how);
	for (size_t i = 0; i < b->key.len; i++) {
		buf_adds(out, i ? ", " : "");
		add_value(out, d, orm_get(r, (int)i));
	}
	buf_addc(out, ')');
}

/* The same as (a > 1 OR a = 1 AND (b > 2)). */
static void add_apart(struct buf *out, const struct orm_dialect *d, const struct migrate_batches *b,
                      struct orm_result *r, bool after)
{
	for (size_t i = 0; i < b->key.len; i++) {
		bool last = i + 1 == b->key.len;

		buf_addc(out, '(');
		add_comparison(out, d, b, r, i, after ? ">" : last ? "<=" : "<");
		if (!last) {
			buf_adds(out, " OR ");
			add_comparison(out, d, b, r, i, "=");
			buf_adds(out, " AND ");
		}
	}
	buf_fill(out, ')', b->key.len);
}

char *migrate_batches_bound(struct arena *a, const struct orm_dialect *d,
                            const struct migrate_batches *b, struct orm_result *r, bool after)
{
	const char *how = after ? ">" : "<=";
	struct buf out = { 0 };

	if (b->key.len == 1)
		add_comparison(&out, d, b, r, 0, how);
	else if (d->compares_rows)
		add_whole(&out, d, b, r, how);
	else
		add_apart(&out, d, b, r, after);
	return buf_take(&out, a);
}
