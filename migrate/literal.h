/*
 * migrate/literal.h - values as SQL literals
 */
#ifndef LIMBECK_MIGRATE_LITERAL_H
#define LIMBECK_MIGRATE_LITERAL_H

#include "base/buf.h"
#include "orm/engine/value.h"

struct orm_dialect;

/* The value as it stands in a statement; not a number is NULL. */
void write_literal(struct buf *out, const struct orm_dialect *d, const struct orm_value *v);

/*
 * A finite number, so that it comes back the same and stays one with a fraction: in columns
 * that take any kind, and in Lua.
 */
void write_finite(struct buf *out, double x);

#endif
