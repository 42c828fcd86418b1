/* orm/sqlite/open.c - open a database file and make sure that it is one */
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/text.h"
#include "orm/sqlite/handle.h"

/* How the file is to be opened, when the URL says so. */
static const struct {
	const char *mode;
	int flags;
} modes[] = {
	{ "ro", SQLITE_OPEN_READONLY },
	{ "rw", SQLITE_OPEN_READWRITE },
	{ "rwc", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE },
};

static bool mode_flags(const char *mode, int *flags, struct error *err)
{
	for (size_t i = 0; i < COUNT(modes); i++) {
		if (text_same(modes[i].mode, mode)) {
			*flags = modes[i].flags;
			return true;
		}
	}
	fail(err, ERR_USAGE, "unknown mode \"%s\" in a sqlite URL", mode);
	return fail_hint(err, "Modes are ro (read only), rw, and rwc (create the file).");
}

static bool check_params(const struct orm_url *url, struct error *err)
{
	static const char *const known[] = { "mode", "attach" };
	for (size_t i = 0; i < url->params.len; i++) {
		const char *key = url->params.items[i].key;
		if (text_same(key, known[0]) || text_same(key, known[1]))
			continue;
		fail(err, ERR_USAGE, "unknown parameter \"%s\" in a sqlite URL", key);
		const char *near = text_nearest(key, known, COUNT(known));
		if (near)
			return fail_hint(err, "Did you mean \"%s\"?", near);
		return fail_hint(err, "There are mode, as in sqlite:///app.db?mode=ro, and "
		                      "attach=NAME:PATH.");
	}
	return true;
}

/* attach=NAME:PATH, as often as wanted: the file is the schema NAME. */
static bool attach(struct orm_conn *c, const char *value, struct error *err)
{
	sqlite3 *db = sqlite_handle(c)->db;
	const char *colon = strchr(value, ':');
	if (!colon || colon == value || !colon[1]) {
		fail(err, ERR_USAGE, "attach in a sqlite URL is \"%s\"", value);
		return fail_hint(err, "Write attach=NAME:PATH.");
	}
	char *sql =
	    sqlite3_mprintf("ATTACH %Q AS \"%.*w\"", colon + 1, (int)(colon - value), value);
	if (!sql)
		return fail(err, ERR_CONNECT, "out of memory");
	int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
	bool ok = rc == SQLITE_OK || sqlite_fail(c, rc, sql, err);
	sqlite3_free(sql);
	return ok;
}

static bool attach_all(struct orm_conn *c, struct error *err)
{
	for (size_t i = 0; i < c->url.params.len; i++)
		if (text_same(c->url.params.items[i].key, "attach") &&
		    !attach(c, c->url.params.items[i].value, err))
			return false;
	return true;
}

static bool check_url(const struct orm_url *url, struct error *err)
{
	if (url->host || url->user || url->password || url->port) {
		fail(err, ERR_USAGE, "a sqlite URL has neither host nor user");
		return fail_hint(err, "Write sqlite:///app.db for a file in the current folder, "
		                      "sqlite:////var/lib/app.db for an absolute path.");
	}
	return check_params(url, err);
}

bool sqlite_is_memory(const struct orm_url *url)
{
	return text_empty(url->database) || text_same(url->database, ":memory:");
}

/* What the URL says comes before what the program would like to create. */
static bool choose_flags(struct orm_conn *c, int *flags, struct error *err)
{
	const char *mode = orm_url_param(&c->url, "mode");
	*flags = SQLITE_OPEN_READWRITE;
	if (mode && !mode_flags(mode, flags, err))
		return false;
	if (!mode && c->options.create)
		*flags |= SQLITE_OPEN_CREATE;
	if (c->options.read_only)
		*flags = SQLITE_OPEN_READONLY;
	if (sqlite_is_memory(&c->url))
		*flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	c->options.read_only = *flags & SQLITE_OPEN_READONLY;
	return true;
}

static bool check_file(const char *path, int flags, struct error *err)
{
	struct stat st;
	if (stat(path, &st) != 0)
		return (flags & SQLITE_OPEN_CREATE) ||
		       fail(err, ERR_CONNECT, "database file \"%s\" does not exist", path);
	if (S_ISDIR(st.st_mode))
		return fail(err, ERR_CONNECT, "\"%s\" is a folder, not a database file", path);
	if (!S_ISREG(st.st_mode)) /* a pipe would be waited for without end */
		return fail(err, ERR_CONNECT, "\"%s\" is no ordinary file", path);
	return true;
}

/* Longer and longer waits, as in SQLite's own handler, which can't be stopped. */
static int wait_for_lock(void *data, int count)
{
	static const int delays[] = { 1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100 };
	struct orm_conn *c = data;
	struct sqlite_handle *h = sqlite_handle(c);
	int64_t now = clock_ms();
	if (count == 0)
		h->waiting_since = now;
	int64_t left = h->waiting_since + c->options.lock_timeout_ms - now;
	if (left <= 0 || h->interrupted)
		return 0;
	int delay = delays[(size_t)count < COUNT(delays) ? (size_t)count : COUNT(delays) - 1];
	clock_sleep_ms(delay < left ? delay : left);
	return !h->interrupted;
}

/* What can't be read at all, or not as a schema, is noticed now. */
static bool read_schema(struct orm_conn *c, struct error *err)
{
	int rc = sqlite3_exec(sqlite_handle(c)->db, "SELECT 1 FROM sqlite_master LIMIT 1", NULL,
	                      NULL, NULL);
	return rc == SQLITE_OK || sqlite_fail(c, rc, NULL, err);
}

/* By bytes, as BINARY does. */
static int compare_bytes(void *data, int n, const void *x, int m, const void *y)
{
	int order = memcmp(x, y, (size_t)(n < m ? n : m));
	(void)data;
	return order ? order : n - m;
}

/*
 * A database in memory is a scratch, where order doesn't matter and a schema with
 * collations of another program must do.
 */
static void add_collation(void *data, sqlite3 *db, int encoding, const char *name)
{
	(void)data;
	sqlite3_create_collation(db, name, encoding, NULL, compare_bytes);
}

void sqlite_quote_texts(struct sqlite_handle *h, bool on)
{
#ifdef SQLITE_DBCONFIG_DQS_DML
	sqlite3_db_config(h->db, SQLITE_DBCONFIG_DQS_DML, (int)on, NULL);
	sqlite3_db_config(h->db, SQLITE_DBCONFIG_DQS_DDL, (int)on, NULL);
#else
	(void)h;
	(void)on;
#endif
}

static bool open_file(struct orm_conn *c, const char *path, int flags, struct error *err)
{
	struct sqlite_handle *h = sqlite_handle(c);
	/* Where SQLite is built to read names as URIs, this one isn't meant so. */
	const char *name =
	    text_starts(path, "file:") ? arena_printf(&c->arena, "./%s", path) : path;
	int rc = sqlite3_open_v2(name, &h->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc != SQLITE_OK)
		return sqlite_fail(c, rc, NULL, err);
	sqlite3_extended_result_codes(h->db, 1);
	sqlite3_busy_handler(h->db, wait_for_lock, c);
	if (c->options.exact_names)
		sqlite_quote_texts(h, false);
	if (sqlite_is_memory(&c->url))
		sqlite3_collation_needed(h->db, NULL, add_collation);
	return read_schema(c, err) && attach_all(c, err);
}

bool sqlite_open(struct orm_conn *c, const struct orm_connect_options *options, struct error *err)
{
	int flags, version = sqlite3_libversion_number();
	(void)options; /* c->options, of which the URL may change some */
	if (!check_url(&c->url, err) || !choose_flags(c, &flags, err))
		return false;
	const char *path = sqlite_is_memory(&c->url) ? ":memory:" : c->url.database;
	if (!sqlite_is_memory(&c->url) && !check_file(path, flags, err))
		return false;

	struct sqlite_handle *h = ARENA_NEW(&c->arena, struct sqlite_handle);
	h->name = path;
	h->lock_fd = -1;
	c->handle = h;
	c->version = version / 1000000 * 10000 + version / 1000 % 1000 * 100 + version % 1000;
	if (open_file(c, path, flags, err))
		return true;
	if (err->code == ERR_DATABASE)
		err->code = ERR_CONNECT;
	sqlite3_close_v2(h->db);
	return false;
}

void sqlite_close(struct orm_conn *c)
{
	sqlite_unlock(c);
	sqlite_statement_forget(sqlite_handle(c));
	sqlite3_close_v2(sqlite_handle(c)->db);
}
