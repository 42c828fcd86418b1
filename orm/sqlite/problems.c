/*
 * orm/sqlite/problems.c - what is broken in a database
 *
 * A view or trigger that needs a function, module or collation which this
 * program lacks says nothing about the database: other programs may have it.
 */
#include <inttypes.h>

#include "base/buf.h"
#include "base/text.h"
#include "orm/sqlite/handle.h"

/* Where the findings go, and what is being looked at. */
struct check {
	struct orm_conn *conn;
	struct arena *arena;
	struct orm_problems *out;
	const char *schema; /* "main", or an attached one */
	const char *prefix; /* of names in messages: "", or the schema's quoted and a dot */
	struct error *err;
};

static void report(struct check *k, const char *format, ...) PRINTF_LIKE(2, 3);

static void report(struct check *k, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	const char *text = arena_vprintf(k->arena, format, args);
	vec_push(k->arena, k->out, (struct orm_problem){ text, text, 1 });
	va_end(args);
}

/* Is the error about something that this program lacks? */
static bool is_foreign(const struct error *err)
{
	static const char *const lacking[] = {
		"no such module",    "no such function",  "no such collation sequence",
		"no such tokenizer", "unknown tokenizer",
	};
	for (size_t i = 0; i < COUNT(lacking); i++) {
		if (text_starts(err->message, lacking[i]))
			return true;
	}
	return false;
}

/* Names in SQL that is made here. */
static char *quoted(struct arena *a, const char *name)
{
	struct buf b = { 0 };
	buf_addc(&b, '"');
	for (; *name; name++) {
		if (*name == '"')
			buf_addc(&b, '"');
		buf_addc(&b, *name);
	}
	buf_addc(&b, '"');
	return buf_take(&b, a);
}

/* All values of a query's first column; `first` and `second` are its parameters. */
static bool list(struct check *k, struct names *out, const char *sql, const char *first,
                 const char *second)
{
	struct orm_result *r;
	struct orm_value params[] = { orm_text(first), orm_text(second) };
	size_t count = first && second ? 2 : first ? 1 : 0;
	enum orm_step step;
	if (!orm_query(k->conn, sql, params, count, &r, k->err))
		return false;
	while ((step = orm_next(r, k->err)) == ORM_ROW)
		vec_push(k->arena, out, arena_strdup(k->arena, orm_get_text(r, 0)));
	orm_result_close(r);
	return step == ORM_DONE;
}

/* A column of the schema's own table for objects of a type: "table", "view", "trigger". */
static bool list_objects(struct check *k, const char *column, const char *type, struct names *out)
{
	char *sql = arena_printf(
	    k->arena, "SELECT DISTINCT %s FROM %s.sqlite_master WHERE type = ? ORDER BY 1", column,
	    quoted(k->arena, k->schema));
	return list(k, out, sql, type, NULL);
}

/* Rows of one table whose foreign key leads nowhere; reported as one line. */
struct orphans {
	const char *table, *parent;
	int64_t key, count, rowid;
	bool has_rowid;
};

struct orphan_groups {
	VEC(struct orphans);
};

static void report_orphans(struct check *k, const struct orphans *o)
{
	const char *p = k->prefix;
	if (o->count == 1 && o->has_rowid)
		report(k,
		       "row %" PRId64
		       " of %s\"%s\" refers to a row of %s\"%s\" that does not exist",
		       o->rowid, p, o->table, p, o->parent);
	else if (o->count == 1)
		report(k, "a row of %s\"%s\" refers to a row of %s\"%s\" that does not exist", p,
		       o->table, p, o->parent);
	else if (o->has_rowid)
		report(k,
		       "%" PRId64 " rows of %s\"%s\", the first of them row %" PRId64
		       ", refer to rows of %s\"%s\" that do not exist",
		       o->count, p, o->table, o->rowid, p, o->parent);
	else
		report(k,
		       "%" PRId64 " rows of %s\"%s\" refer to rows of %s\"%s\" that do not exist",
		       o->count, p, o->table, p, o->parent);
}

/* The group for a row of foreign_key_check, which goes through a table once. */
static struct orphans *find_group(struct check *k, struct orphan_groups *groups,
                                  struct orm_result *r)
{
	int64_t key = orm_get_int(r, 3);
	const char *table = orm_get_text(r, 0);
	for (size_t i = groups->len; i-- > 0;) {
		struct orphans *o = &groups->items[i];
		if (!text_same(o->table, table))
			break;
		if (o->key == key)
			return o;
	}
	struct orphans *o = vec_add(k->arena, groups);
	o->table = arena_strdup(k->arena, table);
	o->parent = arena_strdup(k->arena, orm_get_text(r, 2));
	o->key = key;
	o->has_rowid = orm_get(r, 1).kind != ORM_NULL;
	o->rowid = orm_get_int(r, 1);
	return o;
}

static bool run_foreign_key_check(struct check *k, const char *sql)
{
	struct orm_result *r;
	struct orphan_groups groups = { 0 };
	enum orm_step step;
	if (!orm_query(k->conn, sql, NULL, 0, &r, k->err))
		return false;
	while ((step = orm_next(r, k->err)) == ORM_ROW)
		find_group(k, &groups, r)->count++;
	orm_result_close(r);
	for (size_t i = 0; step == ORM_DONE && i < groups.len; i++) {
		const struct orphans *o = &groups.items[i];
		report_orphans(k, o);
		struct orm_problem *p = &k->out->items[k->out->len - 1];
		p->key = arena_printf(k->arena, "orphans of %s.%s.%" PRId64 " without %s",
		                      k->schema, o->table, o->key, o->parent);
		p->rows = o->count;
	}
	return step == ORM_DONE;
}

static bool is_mismatch(const struct error *err)
{
	return text_starts(err->message, "foreign key mismatch");
}

static bool check_foreign_keys_of(struct check *k, const char *table)
{
	char *sql = arena_printf(k->arena, "PRAGMA %s.foreign_key_check(%s)",
	                         quoted(k->arena, k->schema), quoted(k->arena, table));
	if (run_foreign_key_check(k, sql) || is_foreign(k->err))
		return true;
	if (!is_mismatch(k->err))
		return false;
	report(k, "table %s\"%s\" has a foreign key to columns that are no key: %s", k->prefix,
	       table, k->err->message);
	return true;
}

/* One key that doesn't fit spoils the check of all: then table by table. */
static bool check_foreign_keys(struct check *k)
{
	struct names tables = { 0 };
	char *sql =
	    arena_printf(k->arena, "PRAGMA %s.foreign_key_check", quoted(k->arena, k->schema));
	if (run_foreign_key_check(k, sql))
		return true;
	if (!is_mismatch(k->err) && !is_foreign(k->err))
		return false;
	if (!list_objects(k, "name", "table", &tables))
		return false;
	for (size_t i = 0; i < tables.len; i++) {
		if (!check_foreign_keys_of(k, tables.items[i]))
			return false;
	}
	return true;
}

/*
 * Sets *why to what keeps a statement from compiling, NULL when nothing of the
 * database's own does.  False: it can't be told.
 */
static bool try_compile(struct check *k, const char *sql, const char **why)
{
	sqlite3_stmt *stmt;
	*why = NULL;
	if (sqlite_prepare(k->conn, sql, &stmt, k->err)) {
		sqlite3_finalize(stmt);
		return true;
	}
	if (!text_same(k->err->sqlstate, "42000"))
		return false;
	if (!is_foreign(k->err))
		*why = arena_strdup(k->arena, k->err->message);
	return true;
}

static bool check_views(struct check *k)
{
	struct names views = { 0 };
	if (!list_objects(k, "name", "view", &views))
		return false;
	for (size_t i = 0; i < views.len; i++) {
		const char *why;
		char *sql =
		    arena_printf(k->arena, "SELECT * FROM %s.%s", quoted(k->arena, k->schema),
		                 quoted(k->arena, views.items[i]));
		if (!try_compile(k, sql, &why))
			return false;
		if (why)
			report(k, "view %s\"%s\" does not compile: %s", k->prefix, views.items[i],
			       why);
	}
	return true;
}

/* A statement that sets every column, so that each UPDATE OF trigger is in it. */
static bool update_sql(struct check *k, const char *table, const char *target, const char **out)
{
	struct names columns = { 0 };
	struct buf b = { 0 };
	*out = NULL;
	if (!list(k, &columns, "SELECT name FROM pragma_table_xinfo(?, ?) WHERE hidden = 0", table,
	          k->schema))
		return is_foreign(k->err);
	for (size_t i = 0; i < columns.len; i++) {
		char *name = quoted(k->arena, columns.items[i]);
		buf_addf(&b, "%s%s = %s", i ? ", " : "", name, name);
	}
	if (columns.len)
		*out = arena_printf(k->arena, "UPDATE %s SET %s", target, buf_str(&b));
	buf_release(&b);
	return true;
}

/* Failures of a change that are not its triggers'. */
static bool is_about_change(const char *why)
{
	return text_starts(why, "cannot modify") || text_starts(why, "foreign key mismatch") ||
	       text_ends(why, "may not be modified");
}

/* `trigger "a" or "b"`: SQLite doesn't say which of them it was compiling. */
static bool name_triggers(struct check *k, const char *table, const char **out)
{
	struct names triggers = { 0 };
	struct buf b = { 0 };
	char *sql = arena_printf(k->arena,
	                         "SELECT name FROM %s.sqlite_master WHERE type = 'trigger' "
	                         "AND tbl_name = ? ORDER BY name",
	                         quoted(k->arena, k->schema));
	if (!list(k, &triggers, sql, table, NULL))
		return false;
	for (size_t i = 0; i < triggers.len; i++)
		buf_addf(&b, "%s%s\"%s\"", i ? " or " : "trigger ", k->prefix, triggers.items[i]);
	*out = buf_take(&b, k->arena);
	return true;
}

static bool check_triggers_of(struct check *k, const char *table)
{
	char *target =
	    arena_printf(k->arena, "%s.%s", quoted(k->arena, k->schema), quoted(k->arena, table));
	const char *changes[] = { arena_printf(k->arena, "INSERT INTO %s DEFAULT VALUES", target),
		                  NULL, arena_printf(k->arena, "DELETE FROM %s", target) };
	const char *why, *said = NULL, *triggers;
	if (!try_compile(k, arena_printf(k->arena, "SELECT * FROM %s", target), &why))
		return false;
	if (why)
		return true; /* a broken view, which is said already */
	if (!update_sql(k, table, target, &changes[1]) || !name_triggers(k, table, &triggers))
		return false;
	for (size_t i = 0; i < COUNT(changes); i++) {
		if (changes[i] && !try_compile(k, changes[i], &why))
			return false;
		if (!changes[i] || !why || text_same(why, said) || is_about_change(why))
			continue;
		said = why;
		report(k, "%s of \"%s\" does not compile: %s", triggers, table, why);
	}
	return true;
}

static bool check_triggers(struct check *k)
{
	struct names tables = { 0 };
	if (!list_objects(k, "tbl_name", "trigger", &tables))
		return false;
	for (size_t i = 0; i < tables.len; i++) {
		if (!check_triggers_of(k, tables.items[i]))
			return false;
	}
	return true;
}

/* A row may hold several lines. */
static void report_lines(struct check *k, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");
		if (len && !(len == 2 && text_starts(text, "ok")))
			report(k, "%s%.*s", k->prefix, (int)len, text);
		text += len + (text[len] == '\n');
	}
}

static bool run_integrity_check(struct check *k, const char *argument)
{
	struct names rows = { 0 };
	char *sql = arena_printf(k->arena, "PRAGMA %s.integrity_check%s",
	                         quoted(k->arena, k->schema), argument);
	if (!list(k, &rows, sql, NULL, NULL))
		return false;
	for (size_t i = 0; i < rows.len; i++)
		report_lines(k, rows.items[i]);
	return true;
}

/* What one table needs and this program lacks must not hide the others. */
static bool check_integrity(struct check *k)
{
	struct names tables = { 0 };
	if (run_integrity_check(k, ""))
		return true;
	if (!is_foreign(k->err))
		return false;
	if (!list_objects(k, "name", "table", &tables))
		return false;
	for (size_t i = 0; i < tables.len; i++) {
		char *argument = arena_printf(k->arena, "(%s)", quoted(k->arena, tables.items[i]));
		if (!run_integrity_check(k, argument) && !is_foreign(k->err))
			return false;
	}
	return true;
}

static bool check_schema(struct check *k, bool deep)
{
	return check_foreign_keys(k) && check_views(k) && check_triggers(k) &&
	       (!deep || check_integrity(k));
}

bool sqlite_problems(struct orm_conn *c, struct arena *a, bool deep, struct orm_problems *out,
                     struct error *err)
{
	struct check k = { .conn = c, .arena = a, .out = out, .err = err };
	struct names schemas = { 0 };
	if (!list(&k, &schemas, "SELECT name FROM pragma_database_list WHERE name <> 'temp'", NULL,
	          NULL))
		return false;
	for (size_t i = 0; i < schemas.len; i++) {
		k.schema = schemas.items[i];
		bool is_main = text_same(k.schema, "main");
		k.prefix = is_main ? "" : arena_printf(a, "%s.", quoted(a, k.schema));
		if (!check_schema(&k, deep))
			return false;
	}
	return true;
}
