/* migrate/cost_size.c - how large the tables are that statements touch */
#include "base/buf.h"
#include "base/map.h"
#include "migrate/cost.h"
#include "orm/ddl/ddl.h"
#include "orm/dialect.h"

static const char *key_of(struct arena *a, const struct orm_dialect *d, const char *schema,
                          const char *table)
{
	return d->fold(a, arena_printf(a, "%s.%s", schema ? schema : "", table));
}

/* The names of all tables, each once, as literals. */
static size_t write_names(struct arena *a, const struct orm_dialect *d, struct buf *out,
                          const struct migrate_statements *list)
{
	struct map *seen = map_new(a);

	for (size_t i = 0; i < list->len; i++)
		for (size_t k = 0; k < list->items[i].touched.len; k++) {
			const char *name = list->items[i].touched.items[k].table;

			if (map_has(seen, name))
				continue;
			map_put(seen, name, NULL);
			buf_adds(out, map_count(seen) > 1 ? ", " : "");
			ddl_string(out, d, name);
		}
	return map_count(seen);
}

static int64_t number(struct orm_result *r, int column)
{
	return orm_get(r, column).kind == ORM_NULL ? -1 : orm_get_int(r, column);
}

static bool read_rows(struct arena *a, struct orm_result *r, struct migrate_sizes *out,
                      struct error *err)
{
	enum orm_step step;

	while ((step = orm_next(r, err)) == ORM_ROW) {
		struct migrate_size *size = ARENA_NEW(a, struct migrate_size);
		const char *name = orm_get_text(r, 1);

		size->rows = number(r, 2);
		size->bytes = number(r, 3);
		size->whole = !name;
		if (name)
			map_put(out->by_name, key_of(a, out->dialect, orm_get_text(r, 0), name),
			        size);
		else
			out->database = size;
	}
	return step == ORM_DONE;
}

/* Whoever can't look doesn't know. */
static bool is_empty(struct arena *a, struct orm_conn *c, const struct ddl_touched *t)
{
	struct error ignored = { .position = -1 };
	struct buf sql = { 0 };
	struct orm_value one;
	bool empty;

	buf_adds(&sql, "SELECT 1 FROM ");
	ddl_full_name(&sql, orm_conn_dialect(c), t->schema, t->table);
	buf_adds(&sql, " LIMIT 1");
	empty =
	    orm_query_value(a, c, buf_str(&sql), NULL, 0, &one, &ignored) && one.kind == ORM_NULL;
	buf_release(&sql);
	return empty;
}

/* A table isn't said to be empty because nobody has counted yet. */
static void doubt_empty(struct arena *a, struct orm_conn *c, const struct migrate_statements *list,
                        struct migrate_sizes *out)
{
	struct map *seen = map_new(a);

	for (size_t i = 0; out->dialect->sizes_lag && i < list->len; i++)
		for (size_t k = 0; k < list->items[i].touched.len; k++) {
			const struct ddl_touched *t = &list->items[i].touched.items[k];
			const char *key = key_of(a, out->dialect, t->schema, t->table);
			struct migrate_size *size = map_get(out->by_name, key);

			if (!size || size->rows != 0 || map_has(seen, key))
				continue;
			map_put(seen, key, NULL);
			if (!is_empty(a, c, t))
				size->rows = -1;
		}
}

bool migrate_sizes_read(struct arena *a, struct orm_conn *c, const struct migrate_statements *list,
                        struct migrate_sizes *out, struct error *err)
{
	const struct orm_dialect *d = orm_conn_dialect(c);
	struct orm_result *r;
	struct buf sql = { 0 };
	bool ok = true;

	*out = (struct migrate_sizes){ .dialect = d, .by_name = map_new(a) };
	buf_adds(&sql, d->sizes ? d->sizes : "");
	if (d->sizes && write_names(a, d, &sql, list)) {
		buf_addc(&sql, ')');
		ok = orm_query(c, buf_str(&sql), NULL, 0, &r, err);
		if (ok) {
			ok = read_rows(a, r, out, err);
			orm_result_close(r);
		}
	}
	if (ok)
		doubt_empty(a, c, list, out);
	buf_release(&sql);
	return ok;
}

const struct migrate_size *migrate_size_of(const struct migrate_sizes *sizes, const char *schema,
                                           const char *table)
{
	struct arena a = { 0 };
	const struct migrate_size *size;

	if (!sizes || !sizes->by_name)
		return NULL;
	size = map_get(sizes->by_name, key_of(&a, sizes->dialect, schema, table));
	arena_release(&a);
	return size ? size : sizes->database;
}
