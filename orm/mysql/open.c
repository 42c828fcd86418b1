/* orm/mysql/open.c - connect as a URL and option files say, and make the session ours */
#include "orm/mysql/handle.h"

#ifdef LIMBECK_MYSQL

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "orm/dialect.h"

#define CONNECT_SECONDS 10

/* Later settings win, and what option files say comes last: when it connects. */
static bool set_all(const struct orm_conn *c, const struct my_client *my, MYSQL *db,
                    struct error *err)
{
	static const char *const files[] = { "read_default_file", "default_file", "defaults_file",
		                             NULL };
	static const char *const groups[] = { "read_default_group", "default_group", NULL };
	const char *file = my_param(&c->url, files), *group = my_param(&c->url, groups);
	struct arena a = { 0 };
	unsigned seconds = CONNECT_SECONDS, off = 0;

	if (file && access(file, R_OK) != 0)
		return fail(err, ERR_USAGE, "option file \"%s\" of the URL can't be read: %s", file,
		            strerror(errno));
	if (file)
		my->mysql_options(db, MYSQL_READ_DEFAULT_FILE, file);
	my->mysql_options(db, MYSQL_READ_DEFAULT_GROUP, group ? group : "limbeck");
	my->mysql_options(db, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
	/* No server gets to read files of ours. */
	my->mysql_options(db, MYSQL_OPT_LOCAL_INFILE, &off);
	my->mysql_options(db, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	my->mysql_options4(db, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", "limbeck");
	/* For whoever waits for our lock. */
	my->mysql_options4(db, MYSQL_OPT_CONNECT_ATTR_ADD, "limbeck_host", system_host(&a));
	my->mysql_options4(db, MYSQL_OPT_CONNECT_ATTR_ADD, "limbeck_since", clock_utc(&a));
	arena_release(&a);
	return my_set_options(&c->url, my, db, err);
}

/*
 * "localhost" means the socket to the libraries; who gives a port as well
 * means the port.  A NULL is filled in from the option files.
 */
static bool connect(const struct orm_conn *c, const struct my_client *my, MYSQL *db,
                    struct error *err)
{
	static const char *const sockets[] = { "unix_socket", "socket", NULL };
	const struct orm_url *u = &c->url;
	const char *socket = my_param(u, sockets), *host = u->host;
	unsigned tcp = MYSQL_PROTOCOL_TCP;

	if (host && strchr(host, ','))
		return fail(err, ERR_USAGE, "a %s URL has one host", u->scheme);
	if (socket)
		host = NULL;
	else if (u->port && (!host || text_same_nocase(host, "localhost")))
		my->mysql_options(db, MYSQL_OPT_PROTOCOL, &tcp);
	if (u->port && !host)
		host = socket ? NULL : "localhost";
	if (socket && u->host && !text_same_nocase(u->host, "localhost"))
		return fail(err, ERR_USAGE, "a URL has a host or a unix_socket, not both");
	if (!my->mysql_real_connect(db, socket ? "localhost" : host, u->user, u->password,
	                            text_empty(u->database) ? NULL : u->database, (unsigned)u->port,
	                            socket, CLIENT_FOUND_ROWS | CLIENT_MULTI_STATEMENTS))
		return my_fail_connect(c, my, db, err);
	return my_check_tls(u, my, db, err);
}

MYSQL *my_connect(const struct orm_conn *c, const struct my_client *my, struct error *err)
{
	MYSQL *db = my->mysql_init(NULL);
	if (!db) {
		fail(err, ERR_CONNECT, "out of memory");
		return NULL;
	}
	if (set_all(c, my, db, err) && connect(c, my, db, err))
		return db;
	my->mysql_close(db);
	return NULL;
}

/* "10.11.19-MariaDB-0+deb12u1" counts as 101119. */
static int version_number(const char *text)
{
	int parts[3] = { 0 };
	char *end;
	for (size_t i = 0; i < COUNT(parts); i++) {
		parts[i] = (int)strtol(text, &end, 10);
		if (*end != '.')
			break;
		text = end + 1;
	}
	return parts[0] * 10000 + parts[1] * 100 + parts[2];
}

/*
 * Modes in which text means something else than what we write, or in which the
 * server leaves out part of what it is asked to show.
 */
static bool is_unwanted(const char *mode)
{
	static const char *const modes[] = { "ANSI",
		                             "ANSI_QUOTES",
		                             "DB2",
		                             "EMPTY_STRING_IS_NULL",
		                             "MAXDB",
		                             "MSSQL",
		                             "MYSQL323",
		                             "MYSQL40",
		                             "NO_BACKSLASH_ESCAPES",
		                             "NO_FIELD_OPTIONS",
		                             "NO_KEY_OPTIONS",
		                             "NO_TABLE_OPTIONS",
		                             "ORACLE",
		                             "PAD_CHAR_TO_FULL_LENGTH",
		                             "POSTGRESQL" };
	for (size_t i = 0; i < COUNT(modes); i++)
		if (text_same_nocase(mode, modes[i]))
			return true;
	return false;
}

/* A value that doesn't fit is an error, never a warning. */
static void add_sql_mode(struct buf *out, const char *modes)
{
	bool strict = false;
	struct arena a = { 0 };
	buf_adds(out, "'");
	for (const char *at = modes; *at;) {
		size_t len = strcspn(at, ",");
		const char *mode = arena_strndup(&a, at, len);
		strict = strict || text_same_nocase(mode, "STRICT_TRANS_TABLES") ||
		         text_same_nocase(mode, "STRICT_ALL_TABLES");
		if (!is_unwanted(mode))
			buf_addf(out, "%s,", mode);
		at += len + (at[len] == ',');
	}
	buf_addf(out, "%s'", strict ? "" : "STRICT_TRANS_TABLES");
	arena_release(&a);
}

static long lock_seconds(const struct orm_conn *c)
{
	int ms = c->options.lock_timeout_ms;
	return ms > 0 ? (ms + 999L) / 1000 : 1;
}

/* The server reads lists of any length, and counters as they are now. */
static void add_settings(const struct orm_conn *c, struct buf *out, const char *modes)
{
	/* Also when an option file says otherwise; with the server's own collation. */
	buf_adds(out, "SET NAMES utf8mb4, SESSION sql_mode = ");
	add_sql_mode(out, modes);
	buf_addf(out,
	         ", autocommit = 1, sql_notes = 1, sql_quote_show_create = 1, "
	         "group_concat_max_len = 67108864, lock_wait_timeout = %ld, "
	         "innodb_lock_wait_timeout = %ld",
	         lock_seconds(c), lock_seconds(c));
	if (c->dialect != &orm_mariadb && c->version >= 80000)
		buf_adds(out, ", information_schema_stats_expiry = 0");
}

/* All in one round trip: the session takes several statements in one text by now. */
static bool set_session(struct orm_conn *c, const char *modes, struct error *err)
{
	struct buf sql = { 0 };
	add_settings(c, &sql, modes);
	/* As the server writes it, for who has to know what scripts have changed:
	   reflect/mysql/session.c */
	buf_adds(&sql, "; SET @limbeck_own_sql_mode = @@SESSION.sql_mode, "
	               "@limbeck_own_time_zone = @@SESSION.time_zone");
	/* A snapshot is one state of the database at this level only. */
	if (c->options.read_only)
		buf_adds(&sql, "; SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, "
		               "READ ONLY");
	bool ok = my_run(c, buf_str(&sql), err);
	buf_release(&sql);
	return ok;
}

static bool start(struct orm_conn *c, struct error *err)
{
	struct my_handle *h = my_handle(c);
	struct arena a = { 0 };
	const char *const *row;
	/* What the greeting says may be a proxy's. */
	bool ok = my_ask(c, &a, "SELECT VERSION(), @@sql_mode, @@max_allowed_packet, DATABASE()",
	                 &row, err);
	if (ok) {
		bool maria = strstr(row[0], "MariaDB") || strstr(row[0], "mariadb");
		c->version = version_number(row[0]);
		c->dialect = maria ? &orm_mariadb : &orm_mysql;
		c->dialect_name = c->dialect->name;
		h->packet_max = (size_t)strtoull(row[2], NULL, 10);
		/* It may come from an option file. */
		if (text_empty(c->url.database))
			c->url.database = arena_strdup(&c->arena, row[3]);
		ok = set_session(c, row[1], err);
	}
	arena_release(&a);
	return ok && my_start_interrupter(c, err);
}

bool my_open(struct orm_conn *c, const struct orm_connect_options *options, struct error *err)
{
	(void)options; /* c->options */
	struct my_handle *h = ARENA_NEW(&c->arena, struct my_handle);
	c->handle = h;
	h->several = true;
	h->my = my_client_load(err);
	if (!h->my)
		return false;
	h->db = my_connect(c, h->my, err);
	if (!h->db)
		return false;
	if (start(c, err))
		return true;
	h->my->mysql_close(h->db);
	return false;
}

void my_close(struct orm_conn *c)
{
	struct my_handle *h = my_handle(c);
	my_stop_interrupter(c);
	my_unlock(c);
	my_close_statements(c);
	h->my->mysql_close(h->db);
}

#endif
