/*
 * migrate/rights.h - owners and grants of what is dropped and made again
 *
 * CREATE doesn't say them, and what is there now isn't always what a script was
 * written for: so they are asked for where it runs, right before the DROP, and
 * given back after the CREATE.  Text that others run asks for itself.
 */
#ifndef LIMBECK_MIGRATE_RIGHTS_H
#define LIMBECK_MIGRATE_RIGHTS_H

#include "migrate/context.h"
#include "orm/ddl/ddl.h"

/* What is gone and may come back; a zeroed one is empty. */
struct migrate_rights {
	struct {
		VEC(struct migrate_gone *);
	} gone;
	struct map *by_key;
	unsigned count; /* of those that came back in a text */
};

/* Before a change adds statements to the list. */
void migrate_rights_before(struct migrate_rights *r, struct ddl *d, const struct orm_change *c);
/*
 * After it: gives what is there again its owner, as it was reflected, and with `grants`
 * what was granted on it; without, changes say that, but not of what new ones get.
 */
void migrate_rights_known(struct migrate_rights *r, struct ddl *d, const struct orm_change *c,
                          bool grants);
/* The same for another database: the statements ask before, and give after. */
void migrate_rights_unknown(struct migrate_rights *r, struct ddl *d, const struct orm_change *c);

/* The same on a connection: asks before, and adds the statements that are to be run after. */
bool migrate_rights_ask(struct migrate_context *ctx, const struct orm_changes *changes,
                        struct error *err) MUST_CHECK;
void migrate_rights_give(struct migrate_context *ctx, const struct orm_changes *changes,
                         struct ddl_statements *out);
/* Offline: puts what asks and gives into the text. */
void migrate_rights_write(struct migrate_context *ctx, const struct orm_changes *changes);

#endif
