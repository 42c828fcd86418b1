/* tests/orm/mysql.c - what the tests of MySQL's and MariaDB's driver share */
#include "tests/orm/mysql.h"

#include <criterion/criterion.h>
#include <unistd.h>

#include "base/buf.h"
#include "orm/ddl/ddl.h"

const char *url;
struct orm_conn *c;

void begin_mysql(void)
{
	url = server_mysql(&arena);
	c = server_connect(url);
}

void begin_mariadb(void)
{
	url = server_mariadb(&arena);
	c = server_connect(url);
}

void end_mysql(void)
{
	orm_close(c);
	arena_release(&arena);
}

const char *text(struct orm_conn *conn, const char *sql)
{
	struct orm_result *r;
	cr_assert(orm_query(conn, sql, NULL, 0, &r, &err), "%s: %s", sql, err.message);
	cr_assert_eq(orm_next(r, &err), ORM_ROW);
	const char *out = arena_strdup(&arena, orm_get_text(r, 0));
	orm_result_close(r);
	return out;
}

void fails(struct orm_conn *conn, const char *sql, enum error_code code, const char *sqlstate)
{
	cr_expect_not(orm_exec(conn, sql, &err), "%s", sql);
	cr_expect_eq(err.code, code, "%s: %d", err.message, (int)err.code);
	cr_expect_str_eq(err.sqlstate, sqlstate);
}

const char *with(const char *more)
{
	return arena_printf(&arena, "%s%c%s", url, strchr(url, '?') ? '&' : '?', more);
}

struct orm_url limited(const char *password)
{
	struct orm_url u;
	const char *name = arena_printf(&arena, "limbeck_%d", (int)getpid());
	cr_assert(orm_url_parse(&arena, url, &u, &err));
	struct buf sql = { 0 };
	buf_addf(&sql, "CREATE USER '%s'@'%%' IDENTIFIED BY ", name);
	ddl_string(&sql, orm_conn_dialect(c), password);
	run(c, buf_str(&sql));
	buf_release(&sql);
	run(c, arena_printf(&arena, "GRANT ALL ON %s.* TO '%s'@'%%'", u.database, name));
	u.user = name;
	u.password = password;
	return u;
}

void drop_limited(void)
{
	run(c, arena_printf(&arena, "DROP USER 'limbeck_%d'@'%%'", (int)getpid()));
}
