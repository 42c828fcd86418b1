/*
 * reflect/sqlite/reflect.c - sqlite_schema as metadata
 *
 * One query reads everything; the stored SQL is parsed.  Only virtual tables,
 * whose columns their module decides, are asked for by pragma, all at once.
 */
#include "reflect/reflect.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "orm/dialect.h"
#include "orm/sqlite/lex.h"
#include "reflect/sqlite/parse.h"

struct reader {
	struct arena *arena;
	struct orm_conn *conn;
	const struct reflect_options *options;
	const char *schema; /* as written in metadata: NULL for main */
	const char *db;     /* the attached name, quoted */
	struct orm_metadata *m;
	bool virtual_tables;
};

static const char *copy_text(struct reader *r, struct orm_result *rows, int column)
{
	return arena_strdup(r->arena, orm_get_text(rows, column));
}

static void add_table(struct reader *r, const char *name, const char *sql)
{
	struct orm_table *t = orm_table_new(r->arena, r->schema, name);
	const char *why = NULL;
	bool is_virtual = sqlite_is_virtual(sql);

	t->object.text = sql;
	if (is_virtual)
		sqlite_parse_virtual(r->arena, sql, t, &why);
	else
		sqlite_parse_table(r->arena, sql, t, &why);
	if (why) {
		orm_metadata_leave_out(r->m, "table", name, why);
		return;
	}
	if (is_virtual) {
		t->opaque = "it is a virtual table";
		r->virtual_tables = true;
	}
	orm_metadata_add_table(r->m, t);
}

static void add_index(struct reader *r, const char *name, const char *table, const char *sql)
{
	struct orm_table *t = orm_metadata_table(r->m, r->schema, table);
	struct orm_index *i = orm_index_new(r->arena, name);
	const char *why = NULL;

	i->object.text = sql;
	if (!sqlite_parse_index(r->arena, sql, i, &why))
		orm_metadata_leave_out(r->m, "index", name, why);
	else if (t)
		orm_table_add_index(r->arena, t, i);
}

static void add_definition(struct reader *r, enum orm_kind kind, const char *name,
                           const char *table, const char *sql)
{
	struct orm_definition *d = orm_definition_new(r->arena, kind, name);
	const char *why = NULL;

	d->object.schema = r->schema;
	d->object.text = sql;
	if (kind == ORM_VIEW)
		sqlite_parse_view(r->arena, sql, d, &why);
	else
		sqlite_parse_trigger(r->arena, sql, d, &why);
	if (kind == ORM_TRIGGER) {
		d->on = table;
		d->object.table = orm_metadata_table(r->m, r->schema, table);
	}
	if (why)
		orm_metadata_leave_out(r->m, orm_kinds[kind].label, name, why);
	else
		orm_metadata_add_definition(r->m, d);
}

/* A rebuild has to carry along what ANALYZE wrote about the table. */
static void note_statistics(struct reader *r, const char *name)
{
	const char *old = orm_option_get(&r->m->settings, "sqlite", "statistics");

	orm_option_set(r->arena, &r->m->settings, "sqlite", "statistics",
	               old ? arena_printf(r->arena, "%s %s", old, name) : name);
}

static void add_row(struct reader *r, struct orm_result *rows)
{
	const char *type = orm_get_text(rows, 0), *name = copy_text(r, rows, 1);
	const char *table = copy_text(r, rows, 2), *sql = copy_text(r, rows, 3);

	if (!type || !name || !sql)
		return;
	if (text_starts(name, "sqlite_stat"))
		note_statistics(r, name);
	if (text_starts(name, "sqlite_") || !reflect_wanted(r->options, table))
		return;
	if (!strcmp(type, "table"))
		add_table(r, name, sql);
	else if (!strcmp(type, "index"))
		add_index(r, name, table, sql);
	else if (!strcmp(type, "view"))
		add_definition(r, ORM_VIEW, name, table, sql);
	else if (!strcmp(type, "trigger"))
		add_definition(r, ORM_TRIGGER, name, table, sql);
	else
		orm_metadata_leave_out(r->m, arena_strdup(r->arena, type), name,
		                       "unknown kind of object");
}

/* Tables before their indexes, views before their triggers, each as made. */
static bool read_schema(struct reader *r, const char *where, const struct orm_value *params,
                        size_t count, struct error *err)
{
	const char *sql = arena_printf(
	    r->arena,
	    "SELECT type, name, tbl_name, sql FROM %s.sqlite_master %s ORDER BY CASE type WHEN "
	    "'table' THEN 0 WHEN 'index' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, rowid",
	    r->db, where);
	struct orm_result *rows;
	enum orm_step step;

	if (!orm_query(r->conn, sql, params, count, &rows, err))
		return false;
	while ((step = orm_next(rows, err)) == ORM_ROW)
		add_row(r, rows);
	orm_result_close(rows);
	return step == ORM_DONE;
}

/* Tables in which virtual tables keep their data belong to these. */
static void drop_shadow_table(struct reader *r, const char *name)
{
	for (size_t i = 0; i < r->m->tables.len; i++) {
		if (!text_same_nocase(r->m->tables.items[i]->object.name, name))
			continue;
		vec_remove(&r->m->tables, i);
		map_remove(r->m->by_name,
		           orm_sqlite.fold(r->arena, r->schema ? arena_printf(r->arena, "%s.%s",
		                                                              r->schema, name)
		                                               : name));
		return;
	}
}

static bool is_shadow_of(const char *name, const struct orm_table *t)
{
	static const struct {
		const char *module, *suffixes;
	} known[] = {
		{ "fts3", " content segments segdir docsize stat " },
		{ "fts4", " content segments segdir docsize stat " },
		{ "fts5", " data idx content docsize config " },
		{ "rtree", " node rowid parent " },
		{ "rtree_i32", " node rowid parent " },
		{ "geopoly", " node rowid parent " },
	};
	size_t len = strlen(t->object.name);
	char suffix[32];

	if (!t->module || strlen(name) <= len + 1 || strlen(name) - len > 20 || name[len] != '_')
		return false;
	for (size_t i = 0; i < len; i++)
		if ((name[i] | 32) != (t->object.name[i] | 32))
			return false;
	snprintf(suffix, sizeof suffix, " %s ", name + len + 1);
	for (size_t i = 0; i < COUNT(known); i++) {
		size_t n = strlen(known[i].module);
		char module[16];

		if (strlen(t->module) < n)
			continue;
		memcpy(module, t->module, n);
		module[n] = 0;
		if (text_same_nocase(module, known[i].module) &&
		    !strchr("_abcdefghijklmnopqrstuvwxyz0123456789", t->module[n] | 32) &&
		    strstr(known[i].suffixes, suffix))
			return true;
	}
	return false;
}

/* By name, for modules that this library may not have. */
static void drop_known_shadow_tables(struct reader *r)
{
	struct names shadows = { 0 };

	for (size_t v = 0; v < r->m->tables.len; v++) {
		if (!r->m->tables.items[v]->module)
			continue;
		for (size_t i = 0; i < r->m->tables.len; i++)
			if (is_shadow_of(r->m->tables.items[i]->object.name, r->m->tables.items[v]))
				vec_push(r->arena, &shadows, r->m->tables.items[i]->object.name);
	}
	for (size_t i = 0; i < shadows.len; i++)
		drop_shadow_table(r, shadows.items[i]);
}

/* As SQLite itself says, from 3.37 on. */
static bool drop_listed_shadow_tables(struct reader *r, struct error *err)
{
	struct orm_result *rows;
	struct names shadows = { 0 };
	enum orm_step step;

	if (orm_conn_version(r->conn) < 33700)
		return true;
	if (!orm_query(r->conn, "SELECT schema, name FROM pragma_table_list WHERE type = 'shadow'",
	               NULL, 0, &rows, err))
		return false;
	while ((step = orm_next(rows, err)) == ORM_ROW)
		if (text_same_nocase(orm_get_text(rows, 0), r->schema ? r->schema : "main"))
			vec_push(r->arena, &shadows, copy_text(r, rows, 1));
	orm_result_close(rows);
	for (size_t i = 0; i < shadows.len; i++)
		drop_shadow_table(r, shadows.items[i]);
	return step == ORM_DONE;
}

static void add_virtual_column(struct reader *r, struct orm_result *rows)
{
	struct orm_table *t = orm_metadata_table(r->m, r->schema, orm_get_text(rows, 0));
	struct orm_column *c;

	if (!t)
		return;
	c = orm_column_new(r->arena, copy_text(r, rows, 1));
	c->type = orm_type_exact(r->arena, orm_get_text(rows, 2));
	c->nullable = ORM_YES;
	c->hidden = orm_get_int(rows, 3) == 1;
	orm_table_add_column(r->arena, t, c);
}

/* Their columns, when the module is there; the module's text says the rest. */
static bool read_virtual_columns(struct reader *r, struct error *err)
{
	const char *sql = arena_printf(r->arena,
	                               "SELECT m.name, x.name, x.type, x.hidden FROM "
	                               "%s.sqlite_master m, pragma_table_xinfo(m.name, ?) x "
	                               "WHERE m.name = ? ORDER BY x.cid",
	                               r->db);

	for (size_t i = 0; i < r->m->tables.len; i++) {
		struct orm_table *t = r->m->tables.items[i];
		struct orm_value params[] = { orm_text(r->schema ? r->schema : "main"),
			                      orm_text(t->object.name) };
		struct orm_result *rows;
		enum orm_step step;

		if (!t->module)
			continue;
		if (!orm_query(r->conn, sql, params, COUNT(params), &rows, err))
			return false;
		while ((step = orm_next(rows, err)) == ORM_ROW)
			add_virtual_column(r, rows);
		orm_result_close(rows);
		if (step != ORM_DONE) {
			/* a module that isn't loaded hides the columns, nothing else */
			error_clear(err);
			t->opaque = NULL;
			orm_metadata_hold(r->m, t,
			                  "it is a virtual table, and its module isn't loaded");
		}
	}
	return true;
}

static bool read_setting(struct reader *r, const char *name, struct error *err)
{
	struct orm_value v;

	if (!orm_query_value(r->arena, r->conn, arena_printf(r->arena, "PRAGMA %s.%s", r->db, name),
	                     NULL, 0, &v, err))
		return false;
	if (v.kind == ORM_INT && v.integer)
		orm_option_set(r->arena, &r->m->settings, NULL, name,
		               arena_printf(r->arena, "%lld", (long long)v.integer));
	return true;
}

static void start(struct reader *r, struct arena *a, struct orm_conn *c, const char *schema,
                  const struct reflect_options *options)
{
	struct buf quoted = { 0 };

	*r = (struct reader){ .arena = a, .conn = c, .options = options };
	r->schema = text_same_nocase(schema, "main") ? NULL : schema;
	ddl_name(&quoted, &orm_sqlite, r->schema ? r->schema : "main");
	r->db = buf_take(&quoted, a);
	r->m = orm_metadata_new(a);
	r->m->dialect = &orm_sqlite;
	r->m->reflected = true;
}

static bool has_schema(struct reader *r, struct error *err)
{
	struct orm_value name = orm_text(r->schema), v;

	if (!r->schema)
		return true;
	if (!orm_query_value(r->arena, r->conn, "SELECT 1 FROM pragma_database_list WHERE name = ?",
	                     &name, 1, &v, err))
		return false;
	if (v.kind == ORM_NULL) {
		fail(err, ERR_INPUT, "no schema \"%s\"", r->schema);
		return fail_hint(err, "In SQLite a schema is an attached database: add "
		                      "?attach=NAME:PATH to the URL.");
	}
	return true;
}

static bool reflect_all(struct arena *a, struct orm_conn *c, const struct reflect_options *options,
                        struct orm_metadata **out, struct error *err)
{
	struct reader r;

	start(&r, a, c, options->schema, options);
	if (!has_schema(&r, err) || !read_schema(&r, "", NULL, 0, err))
		return false;
	if (r.virtual_tables) {
		drop_known_shadow_tables(&r);
		if (!drop_listed_shadow_tables(&r, err) || !read_virtual_columns(&r, err))
			return false;
	}
	if (!read_setting(&r, "user_version", err) || !read_setting(&r, "application_id", err))
		return false;
	*out = r.m;
	return true;
}

static bool reflect_one(struct arena *a, struct orm_conn *c, const char *schema, const char *name,
                        struct orm_metadata **out, struct error *err)
{
	static const struct reflect_options all = { .own_tables = true };
	struct orm_value param = orm_text(name);
	struct reader r;

	start(&r, a, c, schema, &all);
	if (!read_schema(&r,
	                 "WHERE tbl_name = ? COLLATE NOCASE OR type IN ('view', 'trigger') OR name "
	                 "IN ('sqlite_stat1', 'sqlite_stat4')",
	                 &param, 1, err))
		return false;
	*out = orm_metadata_table(r.m, r.schema, name) ||
	               orm_metadata_definition(r.m, ORM_VIEW, r.schema, name)
	           ? r.m
	           : NULL;
	return true;
}

const struct reflector reflect_sqlite = {
	.dialect = "sqlite",
	.database = reflect_all,
	.table = reflect_one,
};
