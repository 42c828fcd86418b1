/*
 * migrate/watch.h - what statements cost, observed while they run in a scratch database
 */
#ifndef LIMBECK_MIGRATE_WATCH_H
#define LIMBECK_MIGRATE_WATCH_H

#include "migrate/cost.h"

/*
 * Fill in `arena` and `list`: what migrate_costs gave of the operations that are
 * about to run.  Those that are seen get the costs that the server has for them.
 */
struct migrate_watch {
	struct arena *arena;
	struct migrate_statements *list;
	bool online; /* they go by steps, in transactions between which others write */

	size_t at;                  /* the next one that is expected */
	struct ddl_touches touched; /* of the present one */
	void *state;                /* the driver's */
};

/* Around a statement that runs; NULL is fine. */
bool migrate_watch_before(struct migrate_watch *w, struct orm_conn *c, const char *sql,
                          struct error *err) MUST_CHECK;
bool migrate_watch_after(struct migrate_watch *w, struct orm_conn *c, const char *sql,
                         struct error *err) MUST_CHECK;

#endif
