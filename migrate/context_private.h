/*
 * migrate/context_private.h - what the parts of the context share
 */
#ifndef LIMBECK_MIGRATE_CONTEXT_PRIVATE_H
#define LIMBECK_MIGRATE_CONTEXT_PRIVATE_H

#include "migrate/context.h"
#include "migrate/steps.h"
#include "orm/ddl/ddl.h"

/* What a statement means for the transaction that it is in. */
enum context_transaction {
	CONTEXT_WITHIN,     /* nothing */
	CONTEXT_BEGINS,     /* BEGIN and no more */
	CONTEXT_ENDS,       /* COMMIT and no more */
	CONTEXT_INTERFERES, /* begins or ends one in another way */
};
enum context_transaction context_transaction(const struct orm_dialect *d, const char *sql);

/* Does it set something for the session? */
bool context_sets_session(const struct orm_dialect *d, const char *sql);

/* Are changes made in steps, in transactions between which others go on? */
bool context_by_steps(const struct migrate_context *ctx);
/* ERR_UNSUPPORTED where --online can't be kept. */
bool context_can_be_online(const struct migrate_context *ctx, struct error *err) MUST_CHECK;
/* Are these changes, all of one table, to let others write? */
bool context_online(const struct migrate_context *ctx, const struct orm_changes *changes);
/* Gives rows their value; going by steps, some of them at a time where that can be. */
bool context_fill(struct migrate_context *ctx, const struct migrate_step *step,
                  struct error *err) MUST_CHECK;
/* ERR_REFUSED for a statement during which they could not, where that goes by steps. */
bool context_lets_write(const struct migrate_context *ctx, const struct ddl_statements *list,
                        struct error *err) MUST_CHECK;

/* Sends one statement, counted and announced; writes it down when offline. */
bool context_send(struct migrate_context *ctx, const char *sql, const struct orm_value *params,
                  size_t count, struct error *err) MUST_CHECK;

/* Runs a statement that can't be in a transaction. */
bool context_outside(struct migrate_context *ctx, const struct orm_outside *how, const char *sql,
                     struct error *err) MUST_CHECK;

/*
 * Runs a statement again whose effect went with the session; a warning says why that
 * isn't possible any more.
 */
void context_again(struct migrate_context *ctx, const char *sql);

/* ERR_INTERRUPTED once the user cancelled. */
bool context_go_on(const struct migrate_context *ctx, struct error *err) MUST_CHECK;

/* Says where in the script it went wrong; returns false. */
bool context_fail(const struct migrate_context *ctx, struct error *err);

/* Keeps "table orders" in the list. */
void context_note(struct migrate_context *ctx, struct names *list, enum orm_kind kind,
                  const char *schema, const char *name);

/*
 * Before changes that rows can make fail, in a transaction: a place to come back to,
 * from which can be seen why.
 */
bool context_mark(struct migrate_context *ctx, const struct orm_changes *changes, bool *marked,
                  struct error *err) MUST_CHECK;
bool context_unmark(struct migrate_context *ctx, struct error *err) MUST_CHECK;

/* When they have failed: the hint of `err` names the rows, if it was rows. */
void context_explain(struct migrate_context *ctx, const struct orm_changes *changes, bool marked,
                     struct error *err);

bool context_change(struct migrate_context *ctx, const struct migrate_op *op,
                    struct error *err) MUST_CHECK;
bool context_insert(struct migrate_context *ctx, const struct migrate_op *op,
                    struct error *err) MUST_CHECK;

#endif
