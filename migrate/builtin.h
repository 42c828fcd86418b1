/*
 * migrate/builtin.h - revisions that a C program holds itself
 *
 * Neither files nor Lua are needed to bring its database up to date when it starts:
 *
 *	static bool up(struct migrate_context *ctx, struct error *err)
 *	{
 *		struct orm_column *note = orm_column_new(ctx->arena, "note");
 *
 *		note->type = orm_type_new(ctx->arena, ORM_TYPE_TEXT);
 *		return migrate_create(ctx, NULL, "orders", &note->object, err);
 *	}
 *
 *	static bool down(struct migrate_context *ctx, struct error *err)
 *	{
 *		return migrate_drop(ctx, ORM_COLUMN, NULL, "orders", "note", err);
 *	}
 *
 *	static const struct migrate_builtin history[] = {
 *		{ .id = "a1", .script = "-- revision: a1\n-- limbeck: upgrade\n..." },
 *		{ .id = "b2", .down = { "a1" }, .upgrade = up, .downgrade = down },
 *	};
 *
 *	ok = migrate_to_heads(&arena, conn, history, COUNT(history), &report, &err);
 */
#ifndef LIMBECK_MIGRATE_BUILTIN_H
#define LIMBECK_MIGRATE_BUILTIN_H

#include "migrate/runner.h"

enum { MIGRATE_BUILTIN_NAMES = 8 };

/* A revision as const data; lists end with the first NULL. */
struct migrate_builtin {
	const char *id;
	/*
	 * The text of a script in SQL, limbeck-scripts(5), such as one that was compiled in:
	 * its header says all else.  Or, with NULL, the members below do.
	 */
	const char *script;
	const char *down[MIGRATE_BUILTIN_NAMES]; /* its parents; none = a base */
	const char *labels[MIGRATE_BUILTIN_NAMES];
	const char *depends_on[MIGRATE_BUILTIN_NAMES];
	const char *message;
	/* Operations on ctx: migrate/operations.h, migrate/context.h. */
	bool (*upgrade)(struct migrate_context *ctx, struct error *err);
	bool (*downgrade)(struct migrate_context *ctx, struct error *err); /* NULL: one way */
};

/* How revisions are run that are functions; the database keeps no text of them. */
extern const struct migrate_format migrate_builtin_format;

/*
 * Adds them to `out`, for migrate_graph_build.  ERR_INPUT when a script's header is
 * wrong or tells another id.
 */
bool migrate_builtins(struct arena *a, const struct migrate_builtin *list, size_t count,
                      struct migrate_revisions *out, struct error *err) MUST_CHECK;

/*
 * Runs what is not applied yet, as migrate_upgrade does: with the lock, of which several
 * processes that start at the same time wait for one.  Nothing to do is success, costs a
 * query, and needs neither the lock nor the right to write.  ERR_STATE: the database is
 * at a revision that isn't in the list, such as a newer program's.
 * `report` may be NULL; its revisions are in `a`.
 */
bool migrate_to_heads(struct arena *a, struct orm_conn *conn, const struct migrate_builtin *list,
                      size_t count, struct migrate_report *report, struct error *err) MUST_CHECK;

#endif
