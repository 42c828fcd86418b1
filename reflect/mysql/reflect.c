/*
 * reflect/mysql/reflect.c - a MySQL or MariaDB database as metadata
 *
 * One round trip finds out which database it is, one what there is in it.  Tables then
 * come as SHOW CREATE TABLE prints them, in sixteen round trips at most: that text alone
 * says everything, and on MariaDB it costs less than information_schema, which opens
 * every table too.
 */
#include "reflect/reflect.h"

#include "base/text.h"
#include "orm/dialect.h"
#include "orm/mysql/mysql.h"
#include "reflect/mysql/reader.h"

/* The database: the connection's own, unless another is asked for. */
static bool choose_database(struct my_reader *r, const char *schema, const char *own, bool is_there,
                            struct error *err)
{
	r->database = schema ? schema : own;
	r->schema = schema && !text_same(schema, own) ? arena_strdup(r->arena, schema) : NULL;
	if (!r->database) {
		fail(err, ERR_INPUT, "no database is chosen");
		return fail_hint(err, "Name it in the URL, as in mysql://user@host/database.");
	}
	return !r->schema || is_there || fail(err, ERR_INPUT, "no schema \"%s\"", schema);
}

/* `*changed`: the session isn't what it was at its beginning. */
static bool find_database(struct my_reader *r, const char *schema, bool *changed, struct error *err)
{
	struct orm_result *rows;
	char *sql =
	    arena_printf(&r->scratch,
	                 "SELECT DATABASE(), %s, EXISTS (SELECT 1 FROM information_schema.SCHEMATA "
	                 "WHERE SCHEMA_NAME = %s)",
	                 my_session_differs, schema ? my_string(&r->scratch, schema) : "NULL");
	bool found;

	if (!orm_query(r->conn, sql, NULL, 0, &rows, err))
		return false;
	found = orm_next(rows, err) == ORM_ROW &&
	        choose_database(r, schema, my_row_text(r, rows, 0), orm_get_int(rows, 2) != 0, err);
	*changed = found && orm_get_int(rows, 1) != 0;
	orm_result_close(rows);
	return found;
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

static void ask(struct my_reader *r, struct my_questions *out)
{
	const struct my_question own[] = {
		{ arena_printf(&r->scratch,
		               "SELECT @@sql_mode, DEFAULT_CHARACTER_SET_NAME, "
		               "DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA "
		               "WHERE SCHEMA_NAME = %s",
		               my_string(&r->scratch, r->database)),
		  read_facts },
		{ arena_printf(&r->scratch, "SHOW FULL TABLES FROM %s",
		               my_name(&r->scratch, r->database)),
		  read_entry },
		{ "SHOW CHARACTER SET", read_charset },
	};

	for (size_t i = 0; i < COUNT(own); i++)
		vec_push(&r->scratch, out, own[i]);
	my_ask_for_definitions(r, out);
}

struct asked {
	struct my_reader *reader;
	struct my_questions questions;
};

static bool read_answer(void *data, size_t i, struct orm_result *rows, struct error *err)
{
	const struct asked *x = data;
	enum orm_step step;

	while ((step = orm_next(rows, err)) == ORM_ROW)
		x->questions.items[i].row(x->reader, rows);
	return step == ORM_DONE;
}

/* What there is, before any object is read: one round trip. */
static bool look_around(struct my_reader *r, struct error *err)
{
	struct asked x = { .reader = r };
	struct orm_taker to = { .take = read_answer, .data = &x };
	struct names sql = { 0 };

	ask(r, &x.questions);
	for (size_t i = 0; i < x.questions.len; i++)
		vec_push(&r->scratch, &sql, x.questions.items[i].sql);
	return orm_query_each(r->conn, sql.items, sql.len, &to, err);
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

static bool read_objects(struct my_reader *r, struct error *err)
{
	return look_around(r, err) && check_names(r, err) && my_reflect_tables(r, err) &&
	       my_reflect_srids(r, err) && my_reflect_astral(r, err) &&
	       my_reflect_definitions(r, err);
}

static bool read_all(struct my_reader *r, const char *schema, struct error *err)
{
	struct error late;
	bool changed, done;

	if (!find_database(r, schema, &changed, err))
		return false;
	if (!changed)
		return read_objects(r, err);
	if (!my_enter_session(r, err))
		return false;
	done = read_objects(r, err);
	return my_leave_session(r, done ? err : &late) && done;
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

/* Is there a table, or anything else, that has this name? */
static bool is_there(const struct my_reader *r, const char *name)
{
	for (size_t i = 0; i < r->m->definitions.len; i++) {
		const struct orm_object *o = &r->m->definitions.items[i]->object;

		if (r->dialect->same_name(o->name, name))
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
