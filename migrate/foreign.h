/*
 * migrate/foreign.h - what other tools remember in a database
 */
#ifndef LIMBECK_MIGRATE_FOREIGN_H
#define LIMBECK_MIGRATE_FOREIGN_H

#include "migrate/graph.h"
#include "orm/engine/conn.h"

/* Names of the tools that are known, ended by NULL: "alembic", "flyway", ... */
extern const char *const migrate_foreign_tools[];

/*
 * Reads the tool's own table.  `out` are ids of the graph's revisions that are
 * applied by its account, none when it says that nothing is; numbers match
 * without regard to leading zeros.  ERR_STATE: there is no such table, a version
 * has no script, or the last run of the tool failed half way.
 */
bool migrate_foreign_read(struct arena *a, struct orm_conn *c, const char *tool,
                          const struct migrate_graph *g, struct names *out,
                          struct error *err) MUST_CHECK;

#endif
