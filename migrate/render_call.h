/*
 * migrate/render_call.h - one change as a call in a Lua script
 */
#ifndef LIMBECK_MIGRATE_RENDER_CALL_H
#define LIMBECK_MIGRATE_RENDER_CALL_H

#include "base/buf.h"
#include "migrate/op.h"

/*
 * `on`.name(...) or `on`.name{...}; with `on` "batch" the table is left out,
 * since the batch knows it.  Inner lines are `indent` + 1 levels deep.
 */
void render_call(struct buf *out, const struct orm_dialect *d, const char *on,
                 const struct orm_change *c, int indent);

/* The table that a change is about. */
const char *render_call_table(const struct orm_change *c);

/* op.bulk_insert(...) */
void render_insert(struct buf *out, const struct migrate_op *op, int indent);

#endif
