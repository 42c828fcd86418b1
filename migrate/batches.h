/*
 * migrate/batches.h - all rows of a table updated, a range of its key at a time
 *
 * Each range is a transaction of its own, so that nobody waits long for its locks.
 * A range is told by the literals at its ends: rows need not be counted, none is met
 * twice, and a run that was cut off goes on behind the last range.
 */
#ifndef LIMBECK_MIGRATE_BATCHES_H
#define LIMBECK_MIGRATE_BATCHES_H

#include "migrate/context.h"

enum { MIGRATE_BATCH_SIZE = 10000 };

struct migrate_batches {
	const char *schema, *table;
	const char *set;   /* assignments, SQL */
	const char *where; /* a condition, SQL; NULL = all rows */
	struct names key;  /* columns to go by, none of which is ever NULL; none = chosen */
	int64_t size;      /* rows of a range, at most */
	int pause_ms;      /* after each of them */
	const char *file;  /* where the script says so */
	int line;
};

/*
 * Runs it: as ctx->batches does, or where that is NULL as one statement.  ERR_INPUT
 * when there is no such table, no such column, or nothing to go by.
 */
bool migrate_context_batches(struct migrate_context *ctx, const struct migrate_batches *b,
                             struct error *err) MUST_CHECK;

/* The UPDATE of the rows for which `range` holds; NULL = of all. */
char *migrate_batches_update(struct arena *a, const struct orm_dialect *d,
                             const struct migrate_batches *b, const char *range);

/*
 * A query for the key of the last row of the next range, among the rows for which
 * `left` holds (NULL = all).  A full range; or what is left of the table, whatever it is.
 */
char *migrate_batches_full(struct arena *a, const struct orm_dialect *d,
                           const struct migrate_batches *b, const char *left);
char *migrate_batches_rest(struct arena *a, const struct orm_dialect *d,
                           const struct migrate_batches *b, const char *left);

/* The rows that come after the key in the present row of `r`; or up to it, with it. */
char *migrate_batches_bound(struct arena *a, const struct orm_dialect *d,
                            const struct migrate_batches *b, struct orm_result *r, bool after);

#endif
