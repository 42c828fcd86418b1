/*
 * migrate/cost_touch.h - which tables a statement is about; private to cost*.c
 */
#ifndef LIMBECK_MIGRATE_COST_TOUCH_H
#define LIMBECK_MIGRATE_COST_TOUCH_H

#include "base/map.h"
#include "migrate/cost.h"

/* The tables that there were, and those that the plan makes: nobody else knows these yet. */
struct cost_tables {
	struct arena *arena;
	const struct orm_dialect *dialect;
	const struct orm_metadata *from;
	struct map *made;
	struct map *children; /* key of a table -> struct cost_children */
};

void cost_tables_find(struct arena *a, const struct orm_dialect *d, const struct orm_metadata *from,
                      struct cost_tables *out);

/* The operation's new tables and views. */
void cost_note_made(const struct cost_tables *m, const struct migrate_op *op);

/* Adds to `s` the tables that its operation concerns; `cost` is that of its own. */
void cost_touch(const struct cost_tables *m, struct migrate_statement *s,
                const struct migrate_op *op, struct ddl_cost cost);

#endif
