/* orm/sqlite/error.c - what SQLite's result codes mean */
#include "orm/sqlite/handle.h"

#ifndef SQLITE_CONSTRAINT_DATATYPE /* since 3.37 */
#define SQLITE_CONSTRAINT_DATATYPE (SQLITE_CONSTRAINT | 12 << 8)
#endif

/*
 * The first row with the code, extended or primary, counts.  The message is
 * `subject "name" says`, or SQLite's own where that says it best.
 */
struct meaning {
	int code;
	enum error_code error;
	const char *sqlstate;
	const char *subject, *says;
	bool with_detail; /* SQLite's message follows */
	bool with_reason; /* the system's message follows */
	const char *hint;
};

static const char locked_hint[] = "Try again when the other program has finished.";
static const char damaged_hint[] = "Restore the database from a backup, or save what can be read "
				   "with sqlite3's command \".recover\".";
static const char readonly_hint[] = "Check the permissions of the file and of its folder.";
static const char full_hint[] =
    "Make room, then try again; a table that is rebuilt needs its size once more.";

#define WITH_DETAIL true, false
#define WITH_REASON false, true
#define ALONE       false, false

static const struct meaning meanings[] = {
	{ SQLITE_CONSTRAINT_UNIQUE, ERR_INTEGRITY, "23505", NULL, NULL, ALONE, NULL },
	{ SQLITE_CONSTRAINT_PRIMARYKEY, ERR_INTEGRITY, "23505", NULL, NULL, ALONE, NULL },
	{ SQLITE_CONSTRAINT_ROWID, ERR_INTEGRITY, "23505", NULL, NULL, ALONE, NULL },
	{ SQLITE_CONSTRAINT_NOTNULL, ERR_INTEGRITY, "23502", NULL, NULL, ALONE, NULL },
	{ SQLITE_CONSTRAINT_FOREIGNKEY, ERR_INTEGRITY, "23503", NULL, NULL, ALONE, NULL },
	{ SQLITE_CONSTRAINT_CHECK, ERR_INTEGRITY, "23514", NULL, NULL, ALONE, NULL },
	{ SQLITE_CONSTRAINT_DATATYPE, ERR_INTEGRITY, "42804", NULL, NULL, ALONE, NULL },
	{ SQLITE_CONSTRAINT, ERR_INTEGRITY, "23000", NULL, NULL, ALONE, NULL },
	{ SQLITE_MISMATCH, ERR_INTEGRITY, "42804", NULL, NULL, ALONE, NULL },
	{ SQLITE_READONLY_DIRECTORY, ERR_DATABASE, "25006", "the folder of database",
	  "is read-only", ALONE, readonly_hint },
	{ SQLITE_READONLY_DBMOVED, ERR_DATABASE, "25006", "the file of database",
	  "was moved or deleted meanwhile", ALONE, NULL },
	{ SQLITE_READONLY_ROLLBACK, ERR_DATABASE, "25006", "database",
	  "was left in the middle of a change, which can't be undone read-only", ALONE, NULL },
	{ SQLITE_READONLY, ERR_DATABASE, "25006", "database", "is read-only", ALONE,
	  readonly_hint },
	{ SQLITE_BUSY, ERR_LOCKED, "55P03", "database", "is locked by another connection", ALONE,
	  locked_hint },
	{ SQLITE_LOCKED, ERR_LOCKED, "55P03", "database", "is locked", WITH_DETAIL, NULL },
	{ SQLITE_PROTOCOL, ERR_LOCKED, "55P03", "database", "is locked", WITH_DETAIL, locked_hint },
	{ SQLITE_CORRUPT, ERR_DATABASE, "XX001", "database", "is damaged", WITH_DETAIL,
	  damaged_hint },
	{ SQLITE_NOTADB, ERR_DATABASE, "XX001", "file",
	  "is not a SQLite database, or it is encrypted", ALONE, NULL },
	{ SQLITE_FULL, ERR_DATABASE, "53100", "no space left for database", "", ALONE, full_hint },
	{ SQLITE_CANTOPEN, ERR_DATABASE, "58030", "can't open database file", "", WITH_REASON,
	  NULL },
	{ SQLITE_IOERR, ERR_DATABASE, "58030", "can't read or write database", "", WITH_REASON,
	  NULL },
	{ SQLITE_TOOBIG, ERR_DATABASE, "54000", NULL, NULL, ALONE, NULL },
	{ SQLITE_NOMEM, ERR_DATABASE, "53200", NULL, NULL, ALONE, NULL },
	{ SQLITE_PERM, ERR_DATABASE, "42501", NULL, NULL, ALONE, NULL },
	{ SQLITE_AUTH, ERR_DATABASE, "42501", NULL, NULL, ALONE, NULL },
	{ SQLITE_ABORT, ERR_DATABASE, "40000", NULL, NULL, ALONE, NULL },
	{ SQLITE_INTERRUPT, ERR_INTERRUPTED, "57014", NULL, NULL, ALONE, NULL },
	{ SQLITE_RANGE, ERR_USAGE, "07009", NULL, NULL, ALONE, NULL },
	{ SQLITE_ERROR, ERR_DATABASE, "42000", NULL, NULL, ALONE, NULL },
};

static const struct meaning *find(int code)
{
	static const struct meaning other = { 0, ERR_DATABASE, "HY000", NULL, NULL, ALONE, NULL };
	for (size_t i = 0; i < COUNT(meanings); i++) {
		if (meanings[i].code == code || meanings[i].code == (code & 0xFF))
			return &meanings[i];
	}
	return &other;
}

static void write_message(const struct sqlite_handle *h, const struct meaning *m, int rc,
                          struct error *err)
{
	const char *detail = h->db ? sqlite3_errmsg(h->db) : sqlite3_errstr(rc);
	int reason = h->db ? sqlite3_system_errno(h->db) : 0;
	if (!m->subject) {
		fail(err, m->error, "%s", detail);
		if (strcmp(detail, "no such function: REGEXP") == 0)
			fail_hint(err, "SQLite has no regular expressions of its own; these "
			               "have them: PostgreSQL, MySQL, MariaDB.");
		return;
	}
	const char *why = m->with_detail             ? detail
	                  : m->with_reason && reason ? strerror(reason)
	                                             : "";
	fail(err, m->error, "%s \"%s\"%s%s%s%s", m->subject, h->name, *m->says ? " " : "", m->says,
	     *why ? ": " : "", why);
	if (m->hint)
		fail_hint(err, "%s", m->hint);
}

bool sqlite_fail(const struct orm_conn *c, int rc, const char *sql, struct error *err)
{
	struct sqlite_handle *h = sqlite_handle(c);
	long position = -1;
#if SQLITE_VERSION_NUMBER >= 3038000
	if (h->db && sql)
		position = sqlite3_error_offset(h->db);
#endif
	/* A wait for a lock that was cut short ends as if its time were up. */
	if (h->interrupted && (rc & 0xFF) == SQLITE_BUSY)
		rc = SQLITE_INTERRUPT;
	const struct meaning *m = find(rc);
	if (rc == SQLITE_INTERRUPT && h->timed_out)
		fail(err, ERR_DATABASE, "the statement took longer than %d ms", h->timeout_ms);
	else if (rc == SQLITE_INTERRUPT)
		fail(err, m->error, "interrupted");
	else
		write_message(h, m, rc, err);
	memcpy(err->sqlstate, m->sqlstate, sizeof err->sqlstate);
	err->denied = rc == SQLITE_PERM || rc == SQLITE_AUTH;
	return fail_statement(err, sql, position);
}
