/*
 * migrate/verify.h - run scripts up, down and up again on a scratch database
 */
#ifndef LIMBECK_MIGRATE_VERIFY_H
#define LIMBECK_MIGRATE_VERIFY_H

#include "migrate/rows.h"
#include "migrate/runner.h"

enum migrate_verdict {
	MIGRATE_VERIFIED,
	MIGRATE_ONE_WAY,       /* runs, and says itself that it can't be undone */
	MIGRATE_NOT_UNDONE,    /* up and down again leave a difference */
	MIGRATE_NOT_REPEATED,  /* the second time up gives another schema than the first */
	MIGRATE_VERIFY_FAILED, /* a script fails */
	MIGRATE_ROWS_LOST,     /* it doesn't keep rows as they are, and doesn't say so */
	MIGRATE_NOT_REACHED,   /* an earlier one failed */
};

struct migrate_verified {
	const struct migrate_revision *revision;
	enum migrate_verdict verdict;
	const char *text;    /* what differs, or went wrong, or can't be undone; or NULL */
	struct error *error; /* of VERIFY_FAILED */
	const struct orm_metadata *before, *after; /* the schemas; NULL: it has failed */
	const struct migrate_rows *rows;           /* that it was run with; or NULL */
};

struct migrate_verification {
	VEC(struct migrate_verified);
	bool good; /* every one is VERIFIED or ONE_WAY */
};

/*
 * Brings `scratch` (empty) to `start` (revisions, in order), then takes each
 * revision of `list` up, down and up again and compares the schemas.  Afterwards
 * scratch is where the list leads, if all of it ran.  False only when nothing can
 * be said: `start` fails, or the connection.
 */
bool migrate_verify(struct arena *a, struct migrate_runner *r, struct orm_conn *scratch,
                    const struct migrate_revisions *start, const struct migrate_revisions *list,
                    struct migrate_verification *out, struct error *err) MUST_CHECK;

/*
 * The same again in another empty database, with `wanted` rows in each table, for
 * what migrate_verify has left in `out`: are they kept?  A script whose own statements
 * change rows is only asked whether it runs.
 */
bool migrate_verify_rows(struct arena *a, struct migrate_runner *r, struct orm_conn *scratch,
                         const struct migrate_revisions *start, int64_t wanted,
                         struct migrate_verification *out, struct error *err) MUST_CHECK;

#endif
