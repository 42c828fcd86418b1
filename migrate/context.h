/*
 * migrate/context.h - what a script acts on
 *
 * One context per revision that runs.  Operations are compiled for the
 * connection's database and executed at once; what was sent is recorded.
 */
#ifndef LIMBECK_MIGRATE_CONTEXT_H
#define LIMBECK_MIGRATE_CONTEXT_H

#include "base/buf.h"
#include "migrate/op.h"
#include "orm/engine/conn.h"

struct migrate_batches;
struct migrate_rights;
struct migrate_watch;
struct orm_outside;

/*
 * What changes of schema came to: once made they can't be compiled again, for
 * the database is another by then.
 */
struct migrate_compiled {
	struct {
		VEC(unsigned);
	} counts;                /* statements of each change */
	struct names statements; /* of the last one */
	unsigned start;          /* how many had been run before it */
	struct names dropped;    /* by all of them, as struct ddl has it */
};

struct migrate_context {
	struct arena *arena;             /* lives as long as the revision runs */
	struct orm_conn *conn;           /* the database, or a scratch one when offline */
	const struct orm_naming *naming; /* for constraints without a name; may be NULL */
	bool allow_data_loss;
	bool online;       /* refuse changes of tables during which others can't write */
	struct buf *sql;   /* offline: statements are written here too; else NULL */
	const char *guard; /* offline: what each transaction but the first begins with */

	bool single; /* the transaction is that of the whole run: nothing can end it */
	bool trial;  /* rolled back at the end: what can't be is left out, with a warning */

	/* Statements of its own run outside of the transaction; changes of schema don't. */
	bool autocommit;

	/* What a run that was cut off did: that many statements are counted, not sent. */
	unsigned done;
	const struct migrate_compiled *before; /* what it had compiled; or NULL */
	/*
	 * Runs a statement that can't be in the transaction, the next one; NULL =
	 * commits what came before, runs it and begins again.
	 */
	bool (*outside)(struct migrate_context *ctx, const struct orm_outside *how, const char *sql,
	                struct error *err);
	/* Runs an UPDATE in transactions of its own, the next statement; NULL = as it is. */
	bool (*batches)(struct migrate_context *ctx, const struct migrate_batches *b,
	                const char *sql, struct error *err);
	void (*on_warning)(void *data, const char *text); /* NULL = nobody */

	/* Called before each statement, for progress; NULL = nobody. */
	void (*on_statement)(void *data, const char *sql, unsigned index);
	void *data;
	struct migrate_watch *watch; /* sees what statements cost, see watch.h; NULL = nobody */
	volatile int *cancelled;     /* set: stop before the next statement; NULL = never */

	/* The table that the operation asked for last, while nothing has been sent since. */
	struct {
		const char *schema, *name; /* NULL name = none */
		struct orm_metadata *metadata;
		unsigned at;
	} seen;

	/* What happened so far. */
	unsigned statements; /* number of statements run */
	struct migrate_compiled compiled;
	struct migrate_rights *rights; /* of what was dropped, see rights.h; or NULL */
	struct names created;          /* "table orders", by operation or recognised SQL */
	struct names dropped;
	bool committed;   /* part of it, for a statement that can't be in a transaction */
	bool rebuilt;     /* a table was copied: check deeply before commit */
	bool altered;     /* anything else than creating ran: check before commit */
	bool rows_change; /* by a statement of the script's own, as far as its first word tells */
	bool rows_read;   /* by the script, as one that failed did in vain */
	const char *file; /* script, for errors */
	int line;         /* of the operation that runs, 0 = unknown */
};

/*
 * Between two transactions: sees what state the statement's objects are in,
 * clears away what is half done, and runs it; `resumed`: unless it is done.  One
 * that may be inside a transaction is in one, which is still open unless it ended it.
 */
bool migrate_context_outside(struct migrate_context *ctx, const struct orm_outside *how,
                             const char *sql, bool resumed, struct error *err) MUST_CHECK;

/*
 * Runs one operation.  ERR_REFUSED when it would alter or lose values that the
 * script doesn't allow to lose; errors carry ctx->file and ctx->line.
 */
bool migrate_context_run(struct migrate_context *ctx, const struct migrate_op *op,
                         struct error *err) MUST_CHECK;

/*
 * Runs SQL as it is; several statements run one by one.  ERR_INPUT for those that
 * begin or end a transaction, since the transaction is the runner's.
 */
bool migrate_context_execute(struct migrate_context *ctx, const char *sql,
                             struct error *err) MUST_CHECK;

/* Runs a query; not offline (ERR_UNSUPPORTED). */
bool migrate_context_query(struct migrate_context *ctx, const char *sql,
                           const struct orm_value *params, size_t count, struct orm_result **out,
                           struct error *err) MUST_CHECK;

#endif
