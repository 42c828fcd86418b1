/*
 * migrate/version.h - limbeck_version: what the database remembers
 *
 * One row per applied revision.  The table is made through the same metadata
 * and DDL compiler as any other.
 */
#ifndef LIMBECK_MIGRATE_VERSION_H
#define LIMBECK_MIGRATE_VERSION_H

#include "migrate/graph.h"
#include "orm/engine/conn.h"

#define MIGRATE_VERSION_TABLE "limbeck_version"

struct migrate_applied {
	const char *revision;
	struct names parents;
	const char *message;
	const char *checksum;
	const char *format;     /* extension of the script, "" for a stamp without one */
	const char *script;     /* the whole script, so that it can be undone without its file */
	struct names objects;   /* created by it: "table orders" */
	const char *applied_at; /* UTC, ISO 8601 */
	int64_t duration_ms;
	const char *by;          /* user@host */
	const char *limbeck;     /* version of limbeck */
	const char *state;       /* "applied"; on the way: "running" up or "undoing" down */
	int step;                /* on the way: statements done, for good */
	const char *statement;   /* on the way: the one that was started after these, or "" */
	const char *fingerprint; /* what its objects were like before it: orm_fingerprint */
	const char *compiled;    /* on the way: what changes came to, see runner_journal.c */
	int64_t position;        /* in the order of application, from 1; 0 = the next, looked up */
};

struct migrate_history {
	VEC(struct migrate_applied);
	bool exists; /* the table is there */
};

/* Reads all rows, in order of application; an absent table gives none. */
bool migrate_version_read(struct arena *a, struct orm_conn *c, struct migrate_history *out,
                          struct error *err) MUST_CHECK;

/* Makes the table unless it is there. */
bool migrate_version_ensure(struct orm_conn *c, struct error *err) MUST_CHECK;

/* The statement that makes it unless it is there, for offline SQL. */
bool migrate_version_ddl(struct arena *a, const struct orm_dialect *d, char **out,
                         struct error *err) MUST_CHECK;

bool migrate_version_insert(struct orm_conn *c, const struct migrate_applied *row,
                            struct error *err) MUST_CHECK;
/* ERR_STATE when it isn't there. */
bool migrate_version_delete(struct orm_conn *c, const char *revision, struct error *err) MUST_CHECK;

/* Sets state and all that is "on the way" of a row that is there. */
bool migrate_version_step(struct orm_conn *c, const struct migrate_applied *row,
                          struct error *err) MUST_CHECK;

/* Sets checksum, format and script of a row that is there. */
bool migrate_version_accept(struct orm_conn *c, const struct migrate_applied *row,
                            struct error *err) MUST_CHECK;

/* The same as SQL text, for offline; applied_at NULL is the time when it runs. */
char *migrate_version_insert_sql(struct arena *a, const struct orm_dialect *d,
                                 const struct migrate_applied *row);
char *migrate_version_delete_sql(struct arena *a, const struct orm_dialect *d,
                                 const char *revision);

/* A condition: these are applied, and of those there is no row. */
char *migrate_version_condition(struct arena *a, const struct orm_dialect *d,
                                const struct names *applied, const struct names *absent);

#endif
