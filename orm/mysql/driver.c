/* orm/mysql/driver.c - run statements in MySQL or MariaDB and read their rows */
#include "orm/mysql/handle.h"

#ifdef LIMBECK_MYSQL

#include <stdlib.h>

#include "base/text.h"
#include "orm/dialect.h"
#include "orm/mysql/scratch.h"

/* What comes after the first result, of CALL. */
static bool throw_rest_away(struct my_handle *h)
{
	int more;
	while ((more = h->my->mysql_next_result(h->db)) == 0)
		h->my->mysql_free_result(h->my->mysql_store_result(h->db));
	return more < 0;
}

bool my_send(struct orm_conn *c, const char *sql, size_t len, MYSQL_RES **out, struct error *err)
{
	struct my_handle *h = my_handle(c);
	*out = NULL;
	if (!my_fits(c, sql, len, err))
		return false;
	if (h->my->mysql_real_query(h->db, sql, (unsigned long)len) != 0)
		return my_fail(c, NULL, sql, err);
	*out = h->my->mysql_store_result(h->db);
	if (!*out && h->my->mysql_field_count(h->db) > 0)
		return my_fail(c, NULL, sql, err);
	c->changes = *out ? 0 : (int64_t)h->my->mysql_affected_rows(h->db);
	c->last_key = (int64_t)h->my->mysql_insert_id(h->db);
	if (h->my->mysql_more_results(h->db) && !throw_rest_away(h)) {
		h->my->mysql_free_result(*out);
		*out = NULL;
		return my_fail(c, NULL, sql, err);
	}
	h->interrupted = false;
	return true;
}

bool my_run(struct orm_conn *c, const char *sql, struct error *err)
{
	MYSQL_RES *result;
	if (!my_send(c, sql, strlen(sql), &result, err))
		return false;
	my_handle(c)->my->mysql_free_result(result);
	return true;
}

bool my_ask(struct orm_conn *c, struct arena *a, const char *sql, const char *const **out,
            struct error *err)
{
	const struct my_client *my = my_handle(c)->my;
	MYSQL_RES *result;
	*out = NULL;
	if (!my_send(c, sql, strlen(sql), &result, err))
		return false;
	MYSQL_ROW row = result ? my->mysql_fetch_row(result) : NULL;
	if (row) {
		unsigned count = my->mysql_num_fields(result);
		const char **texts = arena_alloc(a, (count + 1) * sizeof *texts);
		for (unsigned i = 0; i < count; i++)
			texts[i] = arena_strdup(a, row[i]);
		*out = texts;
	}
	my->mysql_free_result(result);
	return true;
}

bool my_allow_several(struct orm_conn *c, bool on, struct error *err)
{
	struct my_handle *h = my_handle(c);
	if (h->several == on)
		return true;
	if (h->my->mysql_set_server_option(h->db, on ? MYSQL_OPTION_MULTI_STATEMENTS_ON
	                                             : MYSQL_OPTION_MULTI_STATEMENTS_OFF) != 0)
		return my_fail(c, NULL, NULL, err);
	h->several = on;
	return true;
}

/* "WARNING", from the server's "Warning". */
static char *upper(struct arena *a, const char *text)
{
	char *copy = arena_strdup(a, text);
	for (char *p = copy; *p; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p & ~0x20);
	return copy;
}

/* MySQL minds the width of TINYINT(1), which is how it spells BOOLEAN itself. */
static bool is_of_boolean(const char *code, const char *message)
{
	return !strcmp(code, "1681") && text_starts(message, "Integer display width");
}

/* The server only counts what it has to remark; it has to be asked for the words. */
static void pass_warnings(struct orm_conn *c)
{
	struct my_handle *h = my_handle(c);
	static const char sql[] = "SHOW WARNINGS";
	int64_t changes = c->changes;
	struct arena a = { 0 };
	struct error ignored;
	MYSQL_RES *result;
	MYSQL_ROW row;
	if (!c->options.notice || h->my->mysql_warning_count(h->db) == 0)
		return;
	if (my_send(c, sql, sizeof sql - 1, &result, &ignored)) {
		while (result && (row = h->my->mysql_fetch_row(result)))
			if (!is_of_boolean(row[1], row[2]))
				c->options.notice(c->options.notice_data, upper(&a, row[0]),
				                  my_tidy(&a, c, row[2]));
		h->my->mysql_free_result(result);
	}
	arena_release(&a);
	c->changes = changes;
}

/* MySQL minds modes that go alone, as they do for one statement of a plan. */
static bool sets_modes(const char *sql)
{
	return text_starts(sql, "SET ") && strstr(sql, "@limbeck_sql_mode");
}

/* One statement has no second behind a semicolon that the server would run, too. */
static bool run_text(struct orm_conn *c, const char *sql, MYSQL_RES **out, struct error *err)
{
	*out = NULL;
	return (!strchr(sql, ';') || my_allow_several(c, false, err)) &&
	       my_send(c, sql, strlen(sql), out, err);
}

/* Prepared statements don't outlive a change of schema, which others begin with. */
static bool keeps_schema(const char *sql)
{
	static const char *const verbs[] = { "INSERT", "UPDATE",    "DELETE",   "REPLACE", "SELECT",
		                             "START",  "COMMIT",    "ROLLBACK", "SET",     "DO",
		                             "SHOW",   "SAVEPOINT", "RELEASE" };
	for (size_t i = 0; i < COUNT(verbs); i++)
		if (text_starts(sql, verbs[i]))
			return true;
	return false;
}

static bool exec(struct orm_conn *c, const char *sql, const struct orm_value *params, size_t count,
                 struct error *err)
{
	MYSQL_RES *result = NULL;
	if (!count && my_concerns_locks(c, sql))
		return my_exec_locks(c, sql, err);
	my_note_settings(c, sql);
	bool ok = count ? my_run_prepared(c, sql, params, count, NULL, err)
	                : run_text(c, sql, &result, err);
	my_handle(c)->my->mysql_free_result(result);
	if (ok && !sets_modes(sql))
		pass_warnings(c);
	if (!count && !keeps_schema(sql))
		my_close_statements(c);
	return ok;
}

void my_set_rows(struct orm_result *r, MYSQL_RES *result)
{
	struct my_rows *rows = ARENA_NEW(&r->arena, struct my_rows);
	rows->result = result;
	r->handle = rows;
	r->columns = result ? (int)my_handle(r->conn)->my->mysql_num_fields(result) : 0;
}

static bool query(struct orm_conn *c, const char *sql, const struct orm_value *params, size_t count,
                  struct orm_result *r, struct error *err)
{
	MYSQL_RES *result;
	if (count)
		return my_run_prepared(c, sql, params, count, r, err);
	if (!run_text(c, sql, &result, err))
		return false;
	my_set_rows(r, result);
	return true;
}

static enum orm_step next(struct orm_result *r, struct error *err)
{
	const struct my_client *my = my_handle(r->conn)->my;
	struct my_rows *rows = r->handle;
	if (rows->statement)
		return my_next_prepared(r, err);
	rows->row = rows->result ? my->mysql_fetch_row(rows->result) : NULL;
	if (!rows->row)
		return ORM_DONE;
	rows->lengths = my->mysql_fetch_lengths(rows->result);
	return ORM_ROW;
}

static struct orm_value get(struct orm_result *r, int column)
{
	const struct my_client *my = my_handle(r->conn)->my;
	const struct my_rows *rows = r->handle;
	if (rows->statement)
		return my_get_prepared(r, column);
	if (!rows->row || !rows->row[column])
		return orm_null();
	return my_value_of(&r->row, my->mysql_fetch_field_direct(rows->result, (unsigned)column),
	                   rows->row[column], rows->lengths[column]);
}

static const char *column_name(const struct orm_result *r, int column)
{
	const struct my_rows *rows = r->handle;
	return my_handle(r->conn)
	    ->my->mysql_fetch_field_direct(rows->result, (unsigned)column)
	    ->name;
}

static void finish(struct orm_result *r)
{
	const struct my_rows *rows = r->handle;
	if (rows->statement)
		my_finish_prepared(r);
	my_handle(r->conn)->my->mysql_free_result(rows->result);
}

static bool in_transaction(const struct orm_conn *c)
{
	const struct my_handle *h = my_handle(c);
	return h->begun || h->db->server_status & SERVER_STATUS_IN_TRANS;
}

const struct orm_driver orm_mysql_driver = {
	.name = "mysql",
	.dialect = &orm_mysql, /* open looks which it is */
	.begin = "START TRANSACTION",
	.begin_read_only = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
	.begin_trial = "START TRANSACTION READ WRITE",

	.open = my_open,
	.close = my_close,
	.exec = exec,
	.query = query,
	.stream = my_stream,
	.query_many = my_query_many,
	.query_each = my_query_in_turn,
	.tells_keys = my_tells_keys,
	.insert_rows = my_insert_rows,
	.exec_rows = my_exec_rows,
	.next = next,
	.get = get,
	.column_name = column_name,
	.finish = finish,
	.in_transaction = in_transaction,
	.try_lock = my_try_lock,
	.lock_holders = my_lock_holders,
	.unlock = my_unlock,
	.interrupt = my_interrupt,
	.migrating = my_migrating,
	.is_starting = my_is_starting,
	.reset = my_reset,
	.fingerprint = my_fingerprint,
	.set_isolation = my_set_isolation,
	.set_timeout = my_set_timeout,
	.twophase = &my_twophase,
	.problems = my_problems,
	.make_scratch = my_make_scratch,
	.drop_scratch = my_drop_scratch,
	.observe = my_observe,
};

#endif
