/*
 * migrate/obstacle.h - rows that stand in the way of a plan
 *
 * One query for each change that rows can make fail, and none for others.  It reads,
 * and evaluates nothing but what the new constraint says.
 */
#ifndef LIMBECK_MIGRATE_OBSTACLE_H
#define LIMBECK_MIGRATE_OBSTACLE_H

#include "migrate/op.h"
#include "orm/dialect.h"
#include "orm/engine/conn.h"

struct migrate_obstacle {
	struct orm_change *change;
	int64_t rows;     /* how many, or how many values that several rows have; 0: none */
	bool needs_value; /* a backfill removes it */
	const char *text; /* what can't be done, how many rows, and some of them */
	const char *hint; /* what to do */
	const struct orm_table *table; /* whose rows they are, as the database has it */
	const char *where; /* which, as SQL; NULL when they are values that several rows have */
	const struct orm_trial *trial; /* what `where` needs; NULL: nothing */
};

struct migrate_obstacles {
	VEC(struct migrate_obstacle);
	struct names unread; /* tables in which the role may not look for any */
};

/*
 * What stands in the way of `ops` in the database, which is as `from` says.  Among
 * them, with no rows, are changes that only an empty table allows (`needs_value`).  A
 * query that the database refuses finds nothing: the change will tell.
 */
bool migrate_find_obstacles(struct arena *a, struct orm_conn *conn, const struct orm_metadata *from,
                            const struct orm_metadata *to, struct migrate_ops *ops,
                            struct migrate_obstacles *out, struct error *err) MUST_CHECK;

#endif
