/* orm/mysql/error.c - errors of MySQL and MariaDB as ours */
#include "orm/mysql/handle.h"

#ifdef LIMBECK_MYSQL

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/text.h"
#include "orm/mysql/mysql.h"

#define RIGHTS                                                                           \
	"The user that limbeck connects as lacks this right; see SHOW GRANTS and GRANT " \
	"on the server."
#define READ_ONLY "The server is a replica or set to read only (super_read_only, read_only)."

struct meaning {
	unsigned number;
	enum error_code code;
	const char *hint;
};

/*
 * Error numbers whose SQLSTATE doesn't say enough (dev.mysql.com/doc/mysql-errors,
 * mariadb.com/kb/en/mariadb-error-codes).  Those of 2000 to 2999, and MariaDB's of
 * 5000 to 5099, are the client library's own.
 */
static const struct meaning meanings[] = {
	{ 1040, ERR_CONNECT, NULL },
	{ 1044, ERR_DATABASE, RIGHTS },
	{ 1045, ERR_CONNECT,
	  "User and password come from the URL, or else from the groups [client] and [limbeck] of "
	  "an option file (~/.my.cnf)." },
	{ 1046, ERR_DATABASE, "Name it in the URL, as in mysql://user@host/database." },
	{ 1053, ERR_CONNECT, NULL },
	{ 1049, ERR_DATABASE,
	  "Make it with CREATE DATABASE; SHOW DATABASES has the names of those that are there." },
	{ 1129, ERR_CONNECT, NULL },
	{ 1130, ERR_CONNECT, NULL },
	{ 1142, ERR_DATABASE, RIGHTS },
	{ 1143, ERR_DATABASE, RIGHTS },
	{ 1153, ERR_DATABASE, "max_allowed_packet of the server is too small for it." },
	{ 1203, ERR_CONNECT, NULL },
	{ 1205, ERR_LOCKED,
	  "Another session holds a lock on it (SHOW PROCESSLIST tells whose); try again when it is "
	  "done." },
	{ 1213, ERR_LOCKED, "Try again: the other transaction was let through." },
	{ 1227, ERR_DATABASE, RIGHTS },
	{ 1290, ERR_DATABASE, READ_ONLY },
	{ 1317, ERR_DATABASE, "Somebody stopped it with KILL QUERY." },
	{ 1366, ERR_INTEGRITY, NULL },
	{ 1370, ERR_DATABASE, RIGHTS },
	{ 1419, ERR_DATABASE,
	  "With a binary log the server wants SUPER for triggers and functions, or "
	  "log_bin_trust_function_creators to be on." },
	{ 1526, ERR_INTEGRITY, NULL },
	{ 1792, ERR_DATABASE, "The connection, or the transaction, may only read." },
	{ 1737, ERR_INTEGRITY, NULL },
	{ 1836, ERR_DATABASE, READ_ONLY },
	{ 1927, ERR_CONNECT, NULL },
	{ 1969, ERR_DATABASE, "max_statement_time is too short for it." },
	{ 2026, ERR_CONNECT,
	  "ssl_ca names the file of the authority that vouches for the server's certificate, and "
	  "VERIFY_IDENTITY wants the host's name in it; see limbeck-url(7)." },
	{ 2059, ERR_CONNECT,
	  "The client library lacks the plugin for this user's way to log in; plugin_dir in the "
	  "URL says where plugins are. Oracle's library has left out mysql_native_password, which "
	  "MariaDB's has." },
	{ 2061, ERR_CONNECT,
	  "The server wants the password over a secret connection: give ssl_mode=REQUIRED, or "
	  "server_public_key_path." },
	{ 3024, ERR_DATABASE, "max_execution_time is too short for it." },
	{ 3058, ERR_LOCKED, "Try again: the other session was let through." },
	{ 3159, ERR_CONNECT, "Add ssl_mode=REQUIRED to the URL." },
	{ 3572, ERR_LOCKED,
	  "Another session holds a lock on it (SHOW PROCESSLIST tells whose); try again when it is "
	  "done." },
	{ 3819, ERR_INTEGRITY, NULL },
	{ 3948, ERR_DATABASE, NULL },
};

/* From 4000 on a number means one thing to MySQL and another one to MariaDB. */
static const struct meaning of_mysql = { 4031, ERR_CONNECT,
	                                 "The session was idle for longer than wait_timeout." };
static const struct meaning of_mariadb = { 4025, ERR_INTEGRITY, NULL };

static const struct meaning *find_meaning(const struct orm_conn *c, unsigned number)
{
	const struct meaning *own = my_is_mariadb(c->dialect) ? &of_mariadb : &of_mysql;
	for (size_t i = 0; i < COUNT(meanings); i++)
		if (meanings[i].number == number)
			return &meanings[i];
	return own->number == number ? own : NULL;
}

static bool is_of_client(unsigned number)
{
	return (number >= 2000 && number < 3000) || (number >= 5000 && number < 5100);
}

static enum error_code code_of(const struct meaning *m, unsigned number, const char *sqlstate)
{
	if (m)
		return m->code;
	if (is_of_client(number) || text_starts(sqlstate, "08"))
		return ERR_CONNECT;
	if (text_starts(sqlstate, "23"))
		return ERR_INTEGRITY;
	return ERR_DATABASE;
}

char *my_tidy(struct arena *a, const struct orm_conn *c, const char *text)
{
	return orm_url_redact_message(a, &c->url, text);
}

static const char *line_start(const char *sql, long line)
{
	while (--line > 0) {
		const char *end = strchr(sql, '\n');
		if (!end)
			break;
		sql = end + 1;
	}
	return sql;
}

/*
 * Where "... near 'TEXT' at line 2" points to: TEXT is what follows, up to 80
 * characters, and the line is where the server had read to, a token further at
 * most.
 */
static long position_of(struct arena *a, const char *sql, const char *message)
{
	static const char opening[] = "near '", closing[] = "' at line ";
	const char *near = strstr(message, opening), *end = NULL;
	if (!sql || !near)
		return -1;
	near += sizeof opening - 1;
	for (const char *at = near; (at = strstr(at, closing)); at++)
		end = at;
	if (!end)
		return -1;
	if (end == near)
		return (long)strlen(sql);
	char *text = arena_strndup(a, near, (size_t)(end - near));
	const char *line = line_start(sql, strtol(end + sizeof closing - 1, NULL, 10));
	const char *at = strstr(line, text);
	for (const char *p = sql; !at && (p = strstr(p, text)); p++)
		at = p;
	return at ? (long)(at - sql) : -1;
}

static void fill(const struct orm_conn *c, unsigned number, const char *sqlstate,
                 const char *message, const char *sql, struct error *err)
{
	struct my_handle *h = my_handle(c);
	struct arena a = { 0 };
	const struct meaning *m = find_meaning(c, number);
	if (number == 1317 && h->interrupted) {
		fail(err, ERR_INTERRUPTED, "interrupted");
		h->interrupted = false;
	} else {
		fail(err, code_of(m, number, sqlstate), "%s", my_tidy(&a, c, message));
		/* TLS was agreed on long ago: the server has gone. */
		if (m && m->hint && number != 2026)
			fail_hint(err, "%s", m->hint);
	}
	snprintf(err->sqlstate, sizeof err->sqlstate, "%s", sqlstate);
	err->denied = m && text_same(m->hint, RIGHTS);
	fail_statement(err, sql, position_of(&a, sql, message));
	arena_release(&a);
}

bool my_fail(const struct orm_conn *c, MYSQL_STMT *statement, const char *sql, struct error *err)
{
	const struct my_handle *h = my_handle(c);
	if (statement)
		fill(c, h->my->mysql_stmt_errno(statement), h->my->mysql_stmt_sqlstate(statement),
		     h->my->mysql_stmt_error(statement), sql, err);
	else
		fill(c, h->my->mysql_errno(h->db), h->my->mysql_sqlstate(h->db),
		     h->my->mysql_error(h->db), sql, err);
	return false;
}

const char *my_read_only(const struct orm_conn *c)
{
	switch (my_handle(c)->my->mysql_errno(my_handle(c)->db)) {
	case 1290:
	case 1836:
		return "the server is set to read only (read_only)";
	case 1792:
		return "transactions may only read (transaction_read_only)";
	default:
		return NULL;
	}
}

bool my_fits(const struct orm_conn *c, const char *sql, size_t bytes, struct error *err)
{
	size_t most = my_handle(c)->packet_max;
	/* a byte before them says what to do with them */
	if (!most || bytes + 1 < most)
		return true;
	fail(err, ERR_DATABASE, "a statement of %zu bytes is more than the server takes", bytes);
	fail_hint(err,
	          "max_allowed_packet is %zu there: raise it (SET GLOBAL, for new connections, and "
	          "in the server's option file), or make it several statements.",
	          most);
	return fail_statement(err, sql, -1);
}

/* Nobody answered, or not to the end. */
static bool is_unreached(unsigned number)
{
	static const unsigned numbers[] = { 2002, 2003, 2005, 2006, 2012, 2013 };
	for (size_t i = 0; i < COUNT(numbers); i++)
		if (numbers[i] == number)
			return true;
	return false;
}

bool my_is_starting(const struct orm_conn *c, const struct error *failed)
{
	(void)c;
	return text_starts(failed->sqlstate, "08");
}

bool my_fail_connect(const struct orm_conn *c, const struct my_client *my, MYSQL *db,
                     struct error *err)
{
	struct arena a = { 0 };
	unsigned number = my->mysql_errno(db);
	const struct meaning *m = find_meaning(c, number);
	fail(err, ERR_CONNECT, "%s", my_tidy(&a, c, my->mysql_error(db)));
	snprintf(err->sqlstate, sizeof err->sqlstate, "%s",
	         is_unreached(number) ? "08001" : my->mysql_sqlstate(db));
	if (m && m->hint)
		fail_hint(err, "%s", m->hint);
	else if (number == 2002 || number == 2003)
		fail_hint(err, "Is the server running there? A socket is named by unix_socket in "
		               "the URL, a port after the host.");
	arena_release(&a);
	return false;
}

#endif
