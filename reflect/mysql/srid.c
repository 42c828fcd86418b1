/*
 * reflect/mysql/srid.c - MariaDB's REF_SYSTEM_ID, which SHOW CREATE TABLE doesn't show
 *
 * Only tables with geometry columns are asked about: information_schema opens
 * each that it tells of.
 */
#include "base/text.h"
#include "orm/mysql/mysql.h"
#include "reflect/mysql/reader.h"

struct geometry {
	struct orm_columns columns;
	struct names sql;
};

static bool is_geometry(const struct orm_column *c)
{
	static const char *const types[] = {
		"geometry",     "point",          "linestring",
		"polygon",      "multipoint",     "multilinestring",
		"multipolygon", "geomcollection", "geometrycollection"
	};

	if (!strchr("gplm", *c->type->name))
		return false;
	for (size_t i = 0; i < COUNT(types); i++)
		if (!strcmp(c->type->name, types[i]))
			return true;
	return false;
}

static const char *question(struct my_reader *r, const struct orm_table *t,
                            const struct orm_column *c)
{
	return arena_printf(&r->scratch,
	                    "SELECT SRID FROM information_schema.GEOMETRY_COLUMNS WHERE "
	                    "F_TABLE_SCHEMA = %s AND F_TABLE_NAME = %s AND G_GEOMETRY_COLUMN = %s "
	                    "AND SRID <> 0",
	                    my_string(&r->scratch, r->database),
	                    my_string(&r->scratch, t->object.name),
	                    my_string(&r->scratch, c->object.name));
}

static void find_columns(struct my_reader *r, struct geometry *out)
{
	for (size_t i = 0; i < r->m->tables.len; i++) {
		const struct orm_table *t = r->m->tables.items[i];

		for (size_t k = 0; k < t->columns.len; k++) {
			if (!is_geometry(t->columns.items[k]))
				continue;
			vec_push(&r->scratch, &out->columns, t->columns.items[k]);
			vec_push(&r->scratch, &out->sql, question(r, t, t->columns.items[k]));
		}
	}
}

static void read_srid(struct my_reader *r, size_t i, struct orm_result *rows, void *data)
{
	struct geometry *g = data;

	orm_option_set(r->arena, &g->columns.items[i]->object.options, NULL, "ref_system_id",
	               my_row_text(r, rows, 0));
}

/* Whoever may see the table may see this; else it is gone. */
static void miss_srid(struct my_reader *r, size_t i, const struct error *why, void *data)
{
	(void)r;
	(void)i;
	(void)why;
	(void)data;
}

bool my_reflect_srids(struct my_reader *r, struct error *err)
{
	struct geometry g = { 0 };
	struct my_rows to = { read_srid, miss_srid, &g };

	if (!my_is_mariadb(r->dialect))
		return true;
	find_columns(r, &g);
	return my_query_each(r, g.sql.items, g.sql.len, &to, err);
}
