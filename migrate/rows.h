/*
 * migrate/rows.h - rows made up in a scratch database, and whether they are kept
 *
 * They satisfy the constraints of their tables: values are tried until the server takes
 * them.  What is kept is told by a count and a checksum of each table, over the columns
 * that it has, with the same type, before and after.
 */
#ifndef LIMBECK_MIGRATE_ROWS_H
#define LIMBECK_MIGRATE_ROWS_H

#include "migrate/op.h"
#include "orm/engine/conn.h"

enum { MIGRATE_ROWS_MOST = 100000 };

/* A column that both sides have. */
struct migrate_rows_column {
	const struct orm_column *from, *to;
	bool presence; /* it becomes another type: which rows have a value counts */
};

/* A table that both sides have. */
struct migrate_rows_table {
	const struct orm_table *from, *to;
	struct {
		VEC(struct migrate_rows_column);
	} columns;
	int64_t rows;
	uint64_t sum;
	int64_t had; /* rows when they were counted for the first time */
};

struct migrate_rows {
	int64_t wanted; /* of each table; 0 = none are made */

	/* What happened. */
	struct {
		VEC(struct migrate_rows_table);
	} tables;              /* that have rows, and keep them unless the plan says otherwise */
	int64_t made, kept;    /* rows of these */
	struct names unfilled; /* `"orders": why`, of tables that there are no rows for */
};

/*
 * Fills the empty tables of `from` in `scratch`, with rows that `ops`, which lead to
 * `to`, can be run with.
 */
bool migrate_rows_fill(struct arena *a, struct orm_conn *scratch, const struct orm_metadata *from,
                       const struct orm_metadata *to, struct migrate_ops *ops,
                       struct migrate_rows *out, struct error *err) MUST_CHECK;

/*
 * Deletes the rows that are in the way of `ops`, which lead from `from` to `to`, of the
 * scratch database, which is as `from` says.
 */
bool migrate_rows_clear(struct arena *a, struct orm_conn *scratch, const struct orm_metadata *from,
                        const struct orm_metadata *to, struct migrate_ops *ops,
                        struct error *err) MUST_CHECK;

/*
 * Finds the tables and columns that `from` and `to` have in common, but for those from
 * which `up` or `down` (may be NULL) say that something is lost.
 */
void migrate_rows_match(struct arena *a, const struct orm_metadata *from,
                        const struct orm_metadata *to, const struct migrate_ops *up,
                        const struct migrate_ops *down, struct migrate_rows *rows);

/* Remembers what is in them now; `after`: they are as `to` has them. */
bool migrate_rows_note(struct arena *a, struct orm_conn *scratch, bool after,
                       struct migrate_rows *rows, struct error *err) MUST_CHECK;

/* Is it the same still?  Else `text` says what isn't: `2 of 100 rows of "orders" are lost`. */
bool migrate_rows_compare(struct arena *a, struct orm_conn *scratch, bool after,
                          const struct migrate_rows *rows, const char **text,
                          struct error *err) MUST_CHECK;

#endif
