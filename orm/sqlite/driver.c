/* orm/sqlite/driver.c - run statements in SQLite */
#include <math.h>

#include "orm/dialect.h"
#include "orm/sqlite/handle.h"

/* A query under way. */
struct rows {
	sqlite3_stmt *stmt; /* NULL when there was no statement */
	const char *sql;
	bool done; /* stepping again would start all over */
};

/* Goes past white space and comments, each of which makes no statement. */
static int prepare_next(sqlite3 *db, const char **sql, sqlite3_stmt **out)
{
	int rc = SQLITE_OK;
	*out = NULL;
	while (rc == SQLITE_OK && !*out && **sql)
		rc = sqlite3_prepare_v2(db, *sql, -1, out, sql);
	return rc;
}

bool sqlite_prepare(struct orm_conn *c, const char *sql, sqlite3_stmt **out, struct error *err)
{
	struct sqlite_handle *h = sqlite_handle(c);
	sqlite3_stmt *second;
	const char *rest = sql;
	h->interrupted = false;
	int rc = prepare_next(h->db, &rest, out);
	if (rc != SQLITE_OK)
		return sqlite_fail(c, rc, sql, err);
	const char *tail = rest;
	rc = prepare_next(h->db, &rest, &second);
	if (rc == SQLITE_OK && !second)
		return true;
	sqlite3_finalize(second);
	sqlite3_finalize(*out);
	*out = NULL;
	fail(err, ERR_USAGE, "more than one statement at a time");
	return fail_statement(err, sql, (long)(tail - sql));
}

/* `keep`: the data is there for as long as the statement runs. */
static int bind_one(sqlite3_stmt *stmt, int i, const struct orm_value *v, bool keep)
{
	sqlite3_destructor_type how = keep ? SQLITE_STATIC : SQLITE_TRANSIENT;
	switch (v->kind) {
	case ORM_INT:
		return sqlite3_bind_int64(stmt, i, v->integer);
	case ORM_DOUBLE:
		return sqlite3_bind_double(stmt, i, v->real);
	case ORM_TEXT:
		return sqlite3_bind_text64(stmt, i, v->data, v->len, how, SQLITE_UTF8);
	case ORM_BLOB:
		if (v->len == 0)
			return sqlite3_bind_zeroblob(stmt, i, 0);
		return sqlite3_bind_blob64(stmt, i, v->data, v->len, how);
	default:
		return sqlite3_bind_null(stmt, i);
	}
}

static bool bind_all(struct orm_conn *c, sqlite3_stmt *stmt, const char *sql,
                     const struct orm_value *params, size_t count, bool keep, struct error *err)
{
	int wanted = sqlite3_bind_parameter_count(stmt);
	if ((size_t)wanted != count) {
		fail(err, ERR_USAGE, "the statement has %d parameters, %zu values were given",
		     wanted, count);
		return fail_statement(err, sql, -1);
	}
	for (int i = 0; i < wanted; i++) {
		if (params[i].kind == ORM_DOUBLE && isnan(params[i].real)) {
			fail(err, ERR_USAGE,
			     "a value is not a number, which SQLite would make NULL of");
			return fail_statement(err, sql, -1);
		}
		int rc = bind_one(stmt, i + 1, &params[i], keep);
		if (rc != SQLITE_OK)
			return sqlite_fail(c, rc, sql, err);
	}
	return true;
}

/* Prepares and binds. */
static bool start(struct orm_conn *c, const char *sql, const struct orm_value *params, size_t count,
                  bool keep, sqlite3_stmt **out, struct error *err)
{
	if (!sqlite_statement_get(c, sql, out, err))
		return false;
	if (bind_all(c, *out, sql, params, count, keep, err))
		return true;
	sqlite_statement_put(c, sql, *out);
	return false;
}

static int64_t count_changes(sqlite3 *db)
{
#if SQLITE_VERSION_NUMBER >= 3037000
	return sqlite3_changes64(db);
#else
	return sqlite3_changes(db);
#endif
}

/* Runs what is bound to the end; rows that it may give are nobody's. */
static bool finish_one(struct orm_conn *c, sqlite3_stmt *stmt, const char *sql, struct error *err)
{
	sqlite3 *db = sqlite_handle(c)->db;
	int before = sqlite3_total_changes(db), rc;
	do
		rc = stmt ? sqlite3_step(stmt) : SQLITE_DONE;
	while (rc == SQLITE_ROW);
	if (rc != SQLITE_DONE)
		return sqlite_fail(c, rc, sql, err);
	/* What isn't INSERT, UPDATE or DELETE leaves the last one's number. */
	if (sqlite3_total_changes(db) != before) {
		c->changes = count_changes(db);
		c->last_key = sqlite3_last_insert_rowid(db);
	}
	return true;
}

static bool exec(struct orm_conn *c, const char *sql, const struct orm_value *params, size_t count,
                 struct error *err)
{
	sqlite3_stmt *stmt;
	if (!start(c, sql, params, count, true, &stmt, err))
		return false;
	sqlite_start_clock(sqlite_handle(c));
	bool ok = finish_one(c, stmt, sql, err);
	sqlite_statement_put(c, sql, stmt);
	return ok;
}

/* Prepared once, however many they are. */
static bool exec_rows(struct orm_conn *c, const char *sql, const struct orm_value *values,
                      size_t count, size_t rows, int64_t *changes, struct error *err)
{
	sqlite3_stmt *stmt;
	bool ok = sqlite_statement_get(c, sql, &stmt, err);
	if (!ok)
		return false;
	for (size_t i = 0; i < rows && ok; i++) {
		sqlite_start_clock(sqlite_handle(c));
		c->changes = 0;
		ok = bind_all(c, stmt, sql, values + i * count, count, true, err) &&
		     finish_one(c, stmt, sql, err);
		changes[i] = c->changes;
		sqlite3_reset(stmt);
	}
	sqlite_statement_put(c, sql, stmt);
	return ok;
}

/* One statement, prepared once. */
static bool insert_rows(struct orm_conn *c, const struct orm_rows *rows, struct error *err)
{
	struct arena a = { 0 };
	const char *sql = orm_insert_sql(&a, rows);
	sqlite3_stmt *stmt = NULL;
	bool ok = orm_may_run(c, sql, err) && sqlite_statement_get(c, sql, &stmt, err);
	sqlite_start_clock(sqlite_handle(c));
	for (size_t i = 0; i < rows->row_count && ok; i++) {
		const struct orm_value *row = rows->values + i * rows->column_count;
		ok = bind_all(c, stmt, sql, row, rows->column_count, true, err);
		int rc = ok ? sqlite3_step(stmt) : SQLITE_DONE;
		if (rc != SQLITE_DONE)
			ok = sqlite_fail(c, rc, sql, err);
		else if (rows->keys)
			rows->keys[i] = sqlite3_last_insert_rowid(sqlite_handle(c)->db);
		sqlite3_reset(stmt);
	}
	if (ok)
		c->last_key = sqlite3_last_insert_rowid(sqlite_handle(c)->db);
	sqlite_statement_put(c, sql, stmt);
	arena_release(&a);
	return ok;
}

/* It says so of each row. */
static bool tells_keys(struct orm_conn *c, const char *schema, const char *table)
{
	(void)c;
	(void)schema;
	(void)table;
	return true;
}

static bool query(struct orm_conn *c, const char *sql, const struct orm_value *params, size_t count,
                  struct orm_result *r, struct error *err)
{
	struct rows *rows = ARENA_NEW(&r->arena, struct rows);
	if (!start(c, sql, params, count, false, &rows->stmt, err))
		return false;
	rows->sql = arena_strdup(&r->arena, sql);
	r->handle = rows;
	r->columns = sqlite3_column_count(rows->stmt);
	rows->done = !rows->stmt;
	return true;
}

static enum orm_step next(struct orm_result *r, struct error *err)
{
	struct rows *rows = r->handle;
	if (rows->done)
		return ORM_DONE;
	sqlite_start_clock(sqlite_handle(r->conn));
	int rc = sqlite3_step(rows->stmt);
	if (rc == SQLITE_ROW)
		return ORM_ROW;
	rows->done = true;
	if (rc == SQLITE_DONE) {
		if (!sqlite3_stmt_readonly(rows->stmt))
			r->conn->last_key = sqlite3_last_insert_rowid(sqlite_handle(r->conn)->db);
		return ORM_DONE;
	}
	sqlite_fail(r->conn, rc, sqlite3_sql(rows->stmt), err);
	return ORM_FAILED;
}

static struct orm_value get(struct orm_result *r, int column)
{
	const struct rows *rows = r->handle;
	/* The connection has no mutex, so that the value is as good as a protected one. */
	sqlite3_value *v = sqlite3_column_value(rows->stmt, column);
	const void *data;
	switch (sqlite3_value_type(v)) {
	case SQLITE_INTEGER:
		return orm_int(sqlite3_value_int64(v));
	case SQLITE_FLOAT:
		return orm_double(sqlite3_value_double(v));
	case SQLITE_TEXT:
		data = sqlite3_value_text(v);
		return (struct orm_value){ .kind = ORM_TEXT,
			                   .data = data,
			                   .len = (size_t)sqlite3_value_bytes(v) };
	case SQLITE_BLOB:
		data = sqlite3_value_blob(v);
		return orm_blob(data ? data : "", (size_t)sqlite3_value_bytes(v));
	default:
		return orm_null();
	}
}

static const char *column_name(const struct orm_result *r, int column)
{
	const struct rows *rows = r->handle;
	return sqlite3_column_name(rows->stmt, column);
}

static void finish(struct orm_result *r)
{
	struct rows *rows = r->handle;
	sqlite_statement_put(r->conn, rows->sql, rows->stmt);
}

static bool in_transaction(const struct orm_conn *c)
{
	return !sqlite3_get_autocommit(sqlite_handle(c)->db);
}

static void interrupt(struct orm_conn *c)
{
	sqlite_handle(c)->interrupted = true;
	sqlite3_interrupt(sqlite_handle(c)->db);
}

static bool get_pragma(struct orm_conn *c, const char *sql, bool *out, struct error *err)
{
	struct arena a = { 0 };
	struct orm_value v;
	bool ok = orm_query_value(&a, c, sql, NULL, 0, &v, err);
	*out = ok && v.kind == ORM_INT && v.integer;
	arena_release(&a);
	return ok;
}

/*
 * With foreign keys on, dropping a table during its rebuild would delete or
 * change the rows that refer to it; with the legacy ALTER TABLE, renaming would
 * leave views and triggers behind.
 */
static bool migrating(struct orm_conn *c, bool on, struct error *err)
{
	struct sqlite_handle *h = sqlite_handle(c);
	if (on == h->migrating)
		return true;
	if (on && (!get_pragma(c, "PRAGMA foreign_keys", &h->foreign_keys, err) ||
	           !get_pragma(c, "PRAGMA legacy_alter_table", &h->legacy_alter_table, err)))
		return false;
	h->migrating = on;
	if (c->options.exact_names)
		sqlite_quote_texts(h, on);
	if (h->foreign_keys &&
	    !orm_exec(c, on ? "PRAGMA foreign_keys = OFF" : "PRAGMA foreign_keys = ON", err))
		return false;
	return !h->legacy_alter_table ||
	       orm_exec(c,
	                on ? "PRAGMA legacy_alter_table = OFF" : "PRAGMA legacy_alter_table = ON",
	                err);
}

/* Memory is its own scratch: closing the connection drops it. */
static bool make_scratch(struct orm_conn *c, struct arena *a, struct orm_url *out,
                         struct error *err)
{
	(void)c;
	return orm_url_parse(a, orm_sqlite.scratch_url, out, err);
}

static bool drop_scratch(struct orm_conn *c, const struct orm_url *url, struct error *err)
{
	(void)c;
	(void)url;
	(void)err;
	return true;
}

const struct orm_driver orm_sqlite_driver = {
	.name = "sqlite",
	.dialect = &orm_sqlite,
	.begin = "BEGIN IMMEDIATE",
	.begin_read_only = "BEGIN",
	.reads_on = "",
	.needs_begin = sqlite_needs_begin,
	.locks_whole = true,

	.open = sqlite_open,
	.close = sqlite_close,
	.exec = exec,
	.query = query,
	.query_many = orm_plain_query_many,
	.tells_keys = tells_keys,
	.insert_rows = insert_rows,
	.exec_rows = exec_rows,
	.next = next,
	.get = get,
	.column_name = column_name,
	.finish = finish,
	.in_transaction = in_transaction,
	.try_lock = sqlite_try_lock,
	.lock_holders = orm_plain_lock_holders,
	.unlock = sqlite_unlock,
	.interrupt = interrupt,
	.migrating = migrating,
	.problems = sqlite_problems,
	.set_isolation = sqlite_set_isolation,
	.set_timeout = sqlite_set_timeout,
	.is_private = sqlite_is_memory,
	.make_scratch = make_scratch,
	.drop_scratch = drop_scratch,
};
