/*
 * reflect/mysql/reflect.c - a MySQL or MariaDB database as metadata
 *
 * One round trip finds out what there is.  Tables then come as SHOW CREATE TABLE
 * prints them, in sixteen round trips at most: that text alone says everything, and
 * on MariaDB it costs less than information_schema, which opens every table too.
 */
#include "reflect/reflect.h"

#include "base/text.h"
#include "orm/dialect.h"
#include "orm/mysql/mysql.h"
#include "reflect/mysql/reader.h"

/* The database: the connection's own, unless another is asked for. */
static bool find_database(struct my_reader *r, const char *schema, struct error *err)
{
	struct orm_value name = orm_text(schema ? schema : ""), v;
	const char *own;

	if (!orm_query_value(r->arena, r->conn, "SELECT DATABASE()", NULL, 0, &v, err))
		return false;
	own = v.kind == ORM_NULL ? NULL : v.data;
	r->database = schema ? schema : own;
	r->schema = schema && !text_same(schema, own) ? arena_strdup(r->arena, schema) : NULL;
	if (!r->database) {
		fail(err, ERR_INPUT, "no database is chosen");
		return fail_hint(err, "Name it in the URL, as in mysql://user@host/database.");
	}
	if (!r->schema)
		return true;
	if (!orm_query_value(r->arena, r->conn,
	                     "SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?",
	                     &name, 1, &v, err))
		return false;
	return v.kind != ORM_NULL || fail(err, ERR_INPUT, "no schema \"%s\"", schema);
}

/* Facts about the database: they take no part in comparisons. */
static void read_facts(struct my_reader *r, struct orm_result *rows)
{
	r->sql_mode = my_row_text(r, rows, 0);
	orm_option_set(r->arena, &r->m->settings, r->dialect->name, "charset",
	               my_row_text(r, rows, 1));
	orm_option_set(r->arena, &r->m->settings, r->dialect->name, "collation",
	               my_row_text(r, rows, 2));
}

static void read_entry(struct my_reader *r, struct orm_result *rows)
{
	struct my_entry e = { arena_strdup(&r->scratch, orm_get_text(rows, 0)),
		              arena_strdup(&r->scratch, orm_get_text(rows, 1)) };

	vec_push(&r->scratch, &r->entries, e);
}

static void read_charset(struct my_reader *r, struct orm_result *rows)
{
	map_put(r->defaults, arena_strdup(&r->scratch, orm_get_text(rows, 0)),
	        arena_strdup(r->arena, orm_get_text(rows, 2)));
}

/* What there is, before any object is read: one round trip. */
static bool look_around(struct my_reader *r, struct error *err)
{
	const char *const sql[] = {
		arena_printf(&r->scratch,
		             "SELECT @@sql_mode, DEFAULT_CHARACTER_SET_NAME, "
		             "DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA "
		             "WHERE SCHEMA_NAME = %s",
		             my_string(&r->scratch, r->database)),
		arena_printf(&r->scratch, "SHOW FULL TABLES FROM %s",
		             my_name(&r->scratch, r->database)),
		"SHOW CHARACTER SET",
	};
	void (*const read[COUNT(sql)])(struct my_reader *, struct orm_result *) = {
		read_facts,
		read_entry,
		read_charset,
	};
	struct orm_result *results[COUNT(sql)];
	enum orm_step step = ORM_DONE;

	if (!orm_query_many(r->conn, sql, COUNT(sql), results, err))
		return false;
	for (size_t i = 0; i < COUNT(sql); i++) {
		while (step != ORM_FAILED && (step = orm_next(results[i], err)) == ORM_ROW)
			read[i](r, results[i]);
		orm_result_close(results[i]);
	}
	return step != ORM_FAILED;
}

/* To limbeck names are the same whatever their case; to the server they may not be. */
static bool check_names(struct my_reader *r, struct error *err)
{
	struct map *seen = map_new(&r->scratch);

	for (size_t i = 0; i < r->entries.len; i++) {
		const char *name = r->entries.items[i].name;
		const char *key = r->dialect->fold(&r->scratch, name);
		const char *other = map_get(seen, key);

		if (!reflect_wanted(r->options, name))
			continue;
		if (other) {
			fail(err, ERR_UNSUPPORTED,
			     "tables \"%s\" and \"%s\" differ in upper and lower case alone", other,
			     name);
			return fail_hint(err, "Leave one of them out with --exclude.");
		}
		map_put(seen, key, arena_strdup(&r->scratch, name));
	}
	return true;
}

static void start(struct my_reader *r, struct arena *a, struct orm_conn *c,
                  const struct reflect_options *options)
{
	*r = (struct my_reader){
		.arena = a, .conn = c, .dialect = orm_conn_dialect(c), .options = options
	};
	r->defaults = map_new(&r->scratch);
	r->m = orm_metadata_new(a);
	r->m->dialect = r->dialect;
	r->m->reflected = true;
}

static bool read_all(struct my_reader *r, const char *schema, struct error *err)
{
	struct error late = { 0 };
	bool entered, done;

	if (!my_enter_session(r, &entered, err))
		return false;
	done = find_database(r, schema, err) && look_around(r, err) && check_names(r, err) &&
	       my_reflect_tables(r, err) && my_reflect_srids(r, err) && my_reflect_astral(r, err) &&
	       my_reflect_definitions(r, err);
	return my_leave_session(r, entered, done ? err : &late) && done;
}

static bool reflect_all(struct arena *a, struct orm_conn *c, const struct reflect_options *options,
                        struct orm_metadata **out, struct error *err)
{
	struct my_reader r;
	bool done;

	start(&r, a, c, options);
	done = read_all(&r, options->schema, err);
	*out = r.m;
	arena_release(&r.scratch);
	return done;
}

/* Is there a table, or anything else but a trigger, that has this name? */
static bool is_there(const struct my_reader *r, const char *name)
{
	for (size_t i = 0; i < r->m->definitions.len; i++) {
		const struct orm_object *o = &r->m->definitions.items[i]->object;

		if (!ORM_HAS_OWNER(o->kind) && r->dialect->same_name(o->name, name))
			return true;
	}
	return orm_metadata_table(r->m, r->schema, name);
}

static bool reflect_one(struct arena *a, struct orm_conn *c, const char *schema, const char *name,
                        struct orm_metadata **out, struct error *err)
{
	static const struct reflect_options all = { .own_tables = true };
	struct my_reader r;
	bool done;

	start(&r, a, c, &all);
	r.table = name;
	done = read_all(&r, schema, err);
	*out = is_there(&r, name) ? r.m : NULL;
	arena_release(&r.scratch);
	return done;
}

const struct reflector reflect_mysql = {
	.dialect = "mysql",
	.database = reflect_all,
	.table = reflect_one,
};
