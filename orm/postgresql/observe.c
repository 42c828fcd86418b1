/*
 * orm/postgresql/observe.c - what a statement locks and does, as the server has it
 *
 * Locks are those of our session, and last to the end of the transaction.  A table
 * whose file is another one was rewritten; the counters of the transaction tell
 * that one was read.
 */
#include "orm/postgresql/handle.h"

#ifdef LIMBECK_LIBPQ

#include "base/map.h"
#include "base/text.h"
#include "orm/postgresql/postgresql.h"

#define RELATIONS                                                                                \
	"SELECT c.oid::text, n.nspname, c.relname, c.relfilenode::text, "                        \
	"pg_catalog.pg_stat_get_xact_numscans(c.oid), "                                          \
	"pg_catalog.current_setting('track_counts'), %s FROM pg_catalog.pg_class c "             \
	"JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace %s"                            \
	"WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> " \
	"'information_schema'"

#define LOCKS                                                                                    \
	"LEFT JOIN pg_catalog.pg_locks l ON l.relation = c.oid AND l.locktype = 'relation' AND " \
	"l.granted AND l.pid = pg_catalog.pg_backend_pid() "

/* Reads are counted on from transaction to transaction. */
#define CONCERNED "(l.pid IS NOT NULL OR pg_catalog.pg_stat_get_xact_numscans(c.oid) > 0)"

/* The number of the strongest lock in `modes`, from 1. */
#define STRONGEST                                                                 \
	"max(pg_catalog.array_position(ARRAY['AccessShareLock', 'RowShareLock', " \
	"'RowExclusiveLock', 'ShareUpdateExclusiveLock', 'ShareLock', "           \
	"'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'], l.mode))"

/* What was dropped is locked to the end. */
#define GONE                                                                             \
	" UNION ALL SELECT l.relation::text, NULL, NULL, NULL, 0, "                      \
	"pg_catalog.current_setting('track_counts'), " STRONGEST " FROM "                \
	"pg_catalog.pg_locks l WHERE l.locktype = 'relation' AND l.granted AND l.pid = " \
	"pg_catalog.pg_backend_pid() AND NOT EXISTS (SELECT FROM pg_catalog.pg_class c " \
	"WHERE c.oid = l.relation) GROUP BY l.relation"

/* Weakest first: the words of LOCK TABLE, and who waits. */
static const struct mode {
	const char *title;
	enum ddl_wait wait;
} modes[] = {
	{ "ACCESS SHARE", DDL_WAIT_NONE },     { "ROW SHARE", DDL_WAIT_NONE },
	{ "ROW EXCLUSIVE", DDL_WAIT_CHANGES }, { "SHARE UPDATE EXCLUSIVE", DDL_WAIT_CHANGES },
	{ "SHARE", DDL_WAIT_WRITES },          { "SHARE ROW EXCLUSIVE", DDL_WAIT_WRITES },
	{ "EXCLUSIVE", DDL_WAIT_WRITES },      { "ACCESS EXCLUSIVE", DDL_WAIT_ALL },
};

/* A relation that was there before. */
struct relation {
	const char *schema, *name, *file;
	int64_t scans;
	size_t strongest; /* lock held; 0 = none */
	unsigned round;   /* of the look that saw it last */
};

struct seen {
	struct map *relations; /* by oid */
	unsigned round;
};

static bool look_first(struct orm_conn *c, struct arena *a, void **state, struct error *err)
{
	struct seen *seen = ARENA_NEW(a, struct seen);
	const char *sql = arena_printf(a, RELATIONS, "NULL", "");
	struct orm_result *r;
	enum orm_step step;

	seen->relations = map_new(a);
	if (!orm_query(c, sql, NULL, 0, &r, err))
		return false;
	while ((step = orm_next(r, err)) == ORM_ROW) {
		struct relation *x = ARENA_NEW(a, struct relation);

		x->schema = arena_strdup(a, orm_get_text(r, 1));
		x->name = arena_strdup(a, orm_get_text(r, 2));
		x->file = arena_strdup(a, orm_get_text(r, 3));
		x->scans = orm_get_int(r, 4);
		if (text_same(x->schema, orm_postgresql.default_schema))
			x->schema = NULL;
		map_put(seen->relations, arena_strdup(a, orm_get_text(r, 0)), x);
	}
	orm_result_close(r);
	*state = seen;
	return step == ORM_DONE;
}

static enum ddl_work work_of(struct arena *a, struct relation *x, struct orm_result *r)
{
	const char *file = orm_get_text(r, 3);
	int64_t scans = orm_get_int(r, 4);
	enum ddl_work work = DDL_INSTANT;

	if (!text_same(orm_get_text(r, 5), "on"))
		work = DDL_UNKNOWN;
	else if (scans > x->scans)
		work = DDL_SCAN;
	if (!file)
		return DDL_INSTANT;
	if (!text_same(file, x->file))
		work = DDL_COPY;
	x->scans = scans;
	x->file = text_same(file, x->file) ? x->file : arena_strdup(a, file);
	return work;
}

/* A transaction that ended since the last look took its locks along. */
static void see(struct arena *a, struct seen *seen, struct relation *x, struct orm_result *r,
                struct ddl_touches *out)
{
	size_t mode = (size_t)orm_get_int(r, 6);
	struct ddl_touched t = { x->schema, x->name, { .work = work_of(a, x, r) }, false };

	if (!mode)
		return;
	if (x->round + 1 != seen->round)
		x->strongest = 0;
	x->round = seen->round;
	t.held = mode <= x->strongest;
	if (mode > x->strongest)
		x->strongest = mode;
	if (!x->strongest || x->strongest > COUNT(modes))
		return;
	t.cost.lock = modes[x->strongest - 1].title;
	t.cost.wait = modes[x->strongest - 1].wait;
	vec_push(a, out, t);
}

static bool look_again(struct orm_conn *c, struct arena *a, struct seen *seen,
                       struct ddl_touches *out, struct error *err)
{
	const char *sql = arena_printf(
	    a, RELATIONS " AND " CONCERNED " GROUP BY c.oid, 2, 3, 4, 5" GONE, STRONGEST, LOCKS);
	struct orm_result *r;
	enum orm_step step;

	seen->round++;
	if (!orm_query(c, sql, NULL, 0, &r, err))
		return false;
	while ((step = orm_next(r, err)) == ORM_ROW) {
		struct relation *x = map_get(seen->relations, orm_get_text(r, 0));

		if (x)
			see(a, seen, x, r, out);
	}
	orm_result_close(r);
	return step == ORM_DONE;
}

bool pg_observe(struct orm_conn *c, struct arena *a, const char *sql, bool after, void **state,
                struct ddl_touches *out, struct error *err)
{
	(void)sql;
	/* Inside of a database all is one transaction, whose locks are held already. */
	if (c->inside || !orm_in_transaction(c))
		return true;
	if (!after)
		return *state || look_first(c, a, state, err);
	return !*state || look_again(c, a, *state, out, err);
}

#endif
