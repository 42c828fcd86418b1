/*
 * migrate/strangers.h - what is left alone though it names what goes
 *
 * For databases that keep views and triggers as text: there they stay, broken,
 * when what they name is dropped or renamed.
 */
#ifndef LIMBECK_MIGRATE_STRANGERS_H
#define LIMBECK_MIGRATE_STRANGERS_H

#include "migrate/op.h"
#include "orm/dialect.h"

/* Does this database leave them, and is there an operation that could break some? */
bool migrate_breaks_strangers(const struct orm_dialect *d, const struct migrate_ops *ops);

/*
 * A sentence, `view "v" names column "t.a", which is dropped`, for each view, trigger,
 * routine and event of `there` that `to` doesn't have and no operation drops.
 */
void migrate_strangers(struct arena *a, const struct orm_dialect *d,
                       const struct orm_metadata *there, const struct orm_metadata *to,
                       const struct migrate_ops *ops, struct names *out);

#endif
