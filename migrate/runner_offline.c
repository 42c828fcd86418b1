/*
 * migrate/runner_offline.c - run scripts on a scratch database: for their SQL, for its schema
 *
 * SQLite's changes need to know the table that they change, so even for text
 * alone the scratch first gets the schema that the database is said to have.
 */
#include "migrate/run.h"

#include <string.h>

#include "base/text.h"
#include "orm/dialect.h"
#include "reflect/write/write.h"

/* A run on the scratch database: same scripts, other connection. */
static struct run scratch_run(struct arena *a, struct migrate_runner *runner,
                              enum migrate_direction direction)
{
	return (struct run){
		.arena = a, .runner = runner, .direction = direction, .graph = *runner->graph
	};
}

/* What the script made, for longer than its context lives. */
static void keep_made(struct arena *a, struct migrate_context *ctx,
                      const struct migrate_revision *r, struct map *made)
{
	struct names here = run_objects(ctx), *out = ARENA_NEW(a, struct names);

	for (size_t i = 0; i < here.len; i++)
		vec_push(a, out, arena_strdup(a, here.items[i]));
	map_put(made, r->id, out);
}

/* Nothing is in the scratch that could be lost.  `made`: see migrate_replay_made, or NULL. */
static bool replay_all(struct arena *a, struct migrate_runner *scratch,
                       const struct migrate_revisions *list, struct map *made, struct error *err)
{
	struct migrate_runner unasked = *scratch;
	struct run run = scratch_run(a, &unasked, MIGRATE_UP);

	unasked.allow_data_loss = true;
	for (size_t i = 0; i < list->len; i++) {
		struct arena step = { 0 };
		struct migrate_context ctx = run_context(&run, &step, list->items[i]);
		bool ok = run_script(&run, &ctx, list->items[i], err);

		if (ok && made)
			keep_made(a, &ctx, list->items[i], made);
		arena_release(&step);
		if (!ok)
			return false;
	}
	return true;
}

/* Both in one transaction: the scratch takes them at the speed of one. */
bool run_in_scratch(struct orm_conn *c, bool (*work)(void *data, struct error *err), void *data,
                    struct error *err)
{
	struct error late = { 0 };
	bool ok;

	if (!orm_migrating(c, true, err))
		return false;
	ok = orm_begin(c, err) && work(data, err) && orm_commit(c, err);
	if (!ok)
		orm_rollback(c);
	return orm_migrating(c, false, ok ? err : &late) && ok;
}

struct one {
	struct migrate_runner *runner;
	const struct migrate_revision *revision;
	enum migrate_direction direction;
	bool changes;
};

static bool run_one(void *data, struct error *err)
{
	struct one *o = data;
	struct arena a = { 0 };
	struct run run = scratch_run(&a, o->runner, o->direction);
	struct migrate_context ctx = run_context(&run, &a, o->revision);
	bool ok = run_script(&run, &ctx, o->revision, err);

	o->changes = ctx.rows_change;
	arena_release(&a);
	return ok;
}

bool run_revision_in_scratch(struct migrate_runner *runner, const struct migrate_revision *r,
                             enum migrate_direction direction, bool *changes, struct error *err)
{
	struct one o = { .runner = runner, .revision = r, .direction = direction };
	bool ok = run_in_scratch(runner->conn, run_one, &o, err);

	*changes = o.changes;
	return ok;
}

struct replay {
	struct arena *arena;
	struct migrate_runner *scratch;
	struct migrate_revisions list;
	struct map *made;
};

static bool replay(void *data, struct error *err)
{
	struct replay *p = data;

	return replay_all(p->arena, p->scratch, &p->list, p->made, err);
}

bool migrate_replay_made(struct arena *a, struct migrate_runner *r, struct orm_conn *scratch,
                         const struct migrate_revisions *list, struct map *out, struct error *err)
{
	struct migrate_runner runner = *r;
	struct replay p = { .arena = a, .scratch = &runner, .list = *list, .made = out };

	runner.conn = scratch;
	return run_in_scratch(scratch, replay, &p, err);
}

bool migrate_replay_list(struct arena *a, struct migrate_runner *r, struct orm_conn *scratch,
                         const struct migrate_revisions *list, struct error *err)
{
	return migrate_replay_made(a, r, scratch, list, NULL, err);
}

bool migrate_replay(struct arena *a, struct migrate_runner *r, struct orm_conn *scratch,
                    const char *target, struct error *err)
{
	struct migrate_set none = { .ids = map_new(a) };
	struct migrate_revisions list = { 0 };

	return migrate_graph_upgrade(a, r->graph, &none, target ? target : "heads", &list, err) &&
	       migrate_replay_list(a, r, scratch, &list, err);
}

bool migrate_replay_to(struct arena *a, struct migrate_runner *r, struct orm_conn *scratch,
                       const struct migrate_revisions *targets, struct error *err)
{
	struct migrate_set applied = { .ids = map_new(a) };
	struct migrate_revisions list = { 0 };

	for (size_t i = 0; i < targets->len; i++) {
		struct migrate_revisions part = { 0 };

		if (!migrate_graph_upgrade(a, r->graph, &applied, targets->items[i]->id, &part,
		                           err))
			return false;
		for (size_t k = 0; k < part.len; k++) {
			map_put(applied.ids, part.items[k]->id, NULL);
			vec_push(a, &list, part.items[k]);
		}
	}
	return migrate_replay_list(a, r, scratch, &list, err);
}

/* The text of one upgrade or downgrade under way. */
struct offline {
	struct run run;
	struct migrate_revisions start; /* what the database has, in order */
	struct buf *out;
};

static void add_line(struct buf *out, const char *text)
{
	if (text_empty(text))
		return;
	buf_adds(out, text);
	if (!text_ends(text, "\n"))
		buf_addc(out, '\n');
}

static void add_title(struct offline *o, const struct migrate_revision *r)
{
	buf_addf(o->out, "\n-- %s %s", o->run.direction == MIGRATE_UP ? "upgrade" : "downgrade",
	         r->id);
	if (!text_empty(r->message))
		buf_addf(o->out, ": %.*s", (int)strcspn(r->message, "\r\n"), r->message);
	buf_addc(o->out, '\n');
}

static void add_row(struct offline *o, struct migrate_context *ctx,
                    const struct migrate_revision *r)
{
	const struct orm_dialect *d = orm_conn_dialect(ctx->conn);
	struct migrate_applied row = run_row(o->run.runner, r);

	row.objects = run_objects(ctx);
	buf_addf(o->out, "%s;\n",
	         o->run.direction == MIGRATE_UP ? migrate_version_insert_sql(ctx->arena, d, &row)
	                                        : migrate_version_delete_sql(ctx->arena, d, r->id));
}

static bool add_revision(struct offline *o, struct migrate_revision *r, struct error *err)
{
	struct arena a = { 0 };
	struct migrate_context ctx = run_context(&o->run, &a, r);
	struct buf guard = { 0 };
	bool ok;

	run_guard_one(&o->run, r, &a, &guard);
	ctx.sql = o->out;
	ctx.guard = buf_take(&guard, &a);
	add_title(o, r);
	ok = run_script(&o->run, &ctx, r, err);
	if (ok)
		add_row(o, &ctx, r);
	arena_release(&a);
	return ok;
}

static bool add_all(void *data, struct error *err)
{
	struct offline *o = data;
	const struct orm_dialect *d = orm_conn_dialect(o->run.runner->conn);
	char *ddl;

	if (!replay_all(o->run.arena, o->run.runner, &o->start, NULL, err))
		return false;
	add_line(o->out, d->script_begin);
	if (!o->start.len) {
		if (!migrate_version_ddl(o->run.arena, d, &ddl, err))
			return false;
		buf_addf(o->out, "%s;\n", ddl);
	}
	run_guard(&o->run, d, o->out);
	for (size_t i = 0; i < o->run.plan.len; i++)
		if (!add_revision(o, o->run.plan.items[i], err))
			return false;
	add_line(o->out, d->script_end);
	return true;
}

static bool plan(struct offline *o, const char *start, const char *end, struct error *err)
{
	struct run *run = &o->run;
	struct migrate_set none = { .ids = map_new(run->arena) };

	run->applied.ids = map_new(run->arena);
	if (!text_empty(start) &&
	    !migrate_graph_upgrade(run->arena, &run->graph, &none, start, &o->start, err))
		return false;
	for (size_t i = 0; i < o->start.len; i++)
		map_put(run->applied.ids, o->start.items[i]->id, NULL);
	if (run->direction == MIGRATE_UP)
		return migrate_graph_upgrade(run->arena, &run->graph, &run->applied, end,
		                             &run->plan, err);
	if (text_empty(start)) {
		(void)fail(err, ERR_USAGE, "a downgrade as SQL needs to know where to start");
		return fail_hint(err, "Write it as START:END.");
	}
	return migrate_graph_downgrade(run->arena, &run->graph, &run->applied, end, &run->plan,
	                               err);
}

bool migrate_offline(struct arena *a, struct migrate_runner *r, struct orm_conn *scratch,
                     enum migrate_direction direction, const char *start, const char *end,
                     struct buf *out, struct error *err)
{
	struct migrate_runner runner = *r;
	struct offline o = { .out = out };
	size_t before = out->len;
	bool done;

	runner.conn = scratch;
	o.run = scratch_run(a, &runner, direction);
	done = plan(&o, start, end, err) &&
	       (!o.run.plan.len || run_in_scratch(scratch, add_all, &o, err));
	write_encoding(out, before, orm_conn_dialect(scratch));
	return done;
}
