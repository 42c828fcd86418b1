/* tests/orm/pooled.c - tests of engines and their pools, each on every database */
#include "tests/orm/pooled.h"

#include <stdio.h>

TestSuite(pool, .init = enter_folder, .fini = leave_folder, .timeout = 300);
TestSuite(pool_sqlite, .init = enter_folder, .fini = leave_folder, .timeout = 300);
TestSuite(pool_postgresql, .init = enter_folder, .fini = leave_folder, .timeout = 300);
TestSuite(pool_mysql, .init = enter_folder, .fini = leave_folder, .timeout = 300);
TestSuite(pool_mariadb, .init = enter_folder, .fini = leave_folder, .timeout = 300);

struct buf seen;

void see(void *data, const char *line)
{
	(void)data;
	buf_addf(&seen, "%s|", line);
}

struct orm_engine *engine_with(const char *url, const struct orm_engine_options *options)
{
	struct orm_engine_options o = options ? *options : (struct orm_engine_options){ 0 };
	struct orm_engine *e;
	o.connect.create = true;
	cr_assert(orm_engine_new(&arena, url, &o, &e, &err), "%s", err.message);
	return e;
}

struct orm_conn *checkout(struct orm_engine *e)
{
	struct orm_conn *c;
	cr_assert(orm_engine_connect(e, &c, &err), "%s", err.message);
	return c;
}

void no_checkout(struct orm_engine *e, enum error_code code)
{
	struct orm_conn *c;
	cr_assert_not(orm_engine_connect(e, &c, &err));
	cr_expect_null(c);
	cr_expect_eq(err.code, code, "%d: %s", (int)err.code, err.message);
}

void kill_connection(const char *url, struct orm_conn *victim)
{
	char sql[100];
	bool postgresql = !strncmp(url, "postgresql", 10);
	int64_t id =
	    number(victim, postgresql ? "SELECT pg_backend_pid()" : "SELECT connection_id()");
	struct orm_conn *c = server_connect(url);
	snprintf(sql, sizeof sql,
	         postgresql ? "SELECT pg_terminate_backend(%ld, 10000)" : "KILL %ld", (long)id);
	run(c, sql);
	orm_close(c);
}

bool is_sqlite(const char *url)
{
	return !strncmp(url, "sqlite", 6);
}

const char *isolation_question(const char *url)
{
	if (!strncmp(url, "postgresql", 10))
		return "SELECT current_setting('transaction_isolation')";
	/* MariaDB has the old name, MySQL the new one. */
	return !strncmp(url, "mariadb", 7)
	           ? "SELECT LOWER(REPLACE(@@tx_isolation, '-', ' '))"
	           : "SELECT LOWER(REPLACE(@@transaction_isolation, '-', ' '))";
}

void make_table(struct orm_engine *e)
{
	struct orm_conn *c = checkout(e);
	run(c, "CREATE TABLE t (a INTEGER)");
	run(c, "INSERT INTO t VALUES (1), (2)");
	cr_assert(orm_commit(c, &err), "%s", err.message);
	orm_close(c);
}
