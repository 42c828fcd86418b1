/*
 * cli/plan.c - what revision, check, status and apply have in common
 */
#include "cli/plan.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "base/version.h"
#include "cli/hooks.h"
#include "cli/interrupt.h"
#include "cli/left_out.h"
#include "cli/progress.h"
#include "cli/project.h"
#include "cli/renames.h"
#include "cli/source.h"
#include "lua/luax.h"
#include "migrate/part.h"
#include "migrate/proof.h"
#include "migrate/strangers.h"
#include "orm/schema/attribute.h"

/* Long enough for a deployment in progress, short enough for a forgotten one. */
enum { DEFAULT_WAIT_MS = 300000 };

static void formats_init(struct cli *cli, const struct cli_project *p, struct migrate_formats *out)
{
	vec_push(cli->arena, out, &migrate_sql_format);
	vec_push(cli->arena, out, &luax_script_format);
	luax_script_arguments(&cli->options.x);
	luax_script_operations(p->config.operations);
}

/* Folders that aren't there hold nothing yet. */
static bool read_own(struct cli *cli, const struct cli_project *p,
                     const struct migrate_formats *formats, struct migrate_revisions *out,
                     struct error *err)
{
	for (size_t i = 0; i < p->locations.len; i++) {
		const char *dir = p->locations.items[i];

		if (!file_exists(dir))
			continue;
		if (p->config.recursive_version_locations
		        ? !migrate_scripts_read_deep(cli->arena, dir, formats, out, err)
		        : !migrate_scripts_read(cli->arena, dir, formats, out, err))
			return false;
	}
	return true;
}

bool plan_graph(struct cli *cli, const char *dir, struct migrate_graph *out, struct error *err)
{
	struct migrate_formats formats = { 0 };
	struct migrate_revisions revisions = { 0 };
	const struct cli_project *p;

	if (!project_get(cli, &p, err))
		return false;
	if (!dir && cli->graph) {
		*out = *cli->graph;
		return true;
	}
	formats_init(cli, p, &formats);
	if (dir ? !migrate_scripts_read(cli->arena, dir, &formats, &revisions, err)
	        : !read_own(cli, p, &formats, &revisions, err))
		return false;
	return migrate_graph_build(cli->arena, &revisions, out, err);
}

bool plan_folder(struct cli *cli, struct error *err)
{
	const struct cli_project *p;

	if (!project_get(cli, &p, err))
		return false;
	if (p->found && p->migrations == p->config.migrations)
		return true;
	for (size_t i = 0; i < p->locations.len; i++)
		if (file_exists(p->locations.items[i]))
			return true;
	(void)fail(err, ERR_USAGE, "there is no folder \"%s\" with scripts", p->migrations);
	return fail_hint(err, p->found ? "The folder comes from --migrations or LIMBECK_MIGRATIONS."
	                               : "Run limbeck where limbeck.lua is, or name the folder by "
	                                 "--migrations; limbeck init begins a project.");
}

bool plan_graph_takes(struct cli *cli, const struct migrate_graph *g,
                      const struct migrate_revisions *fresh, struct error *err)
{
	struct migrate_revisions all = { 0 };
	struct migrate_graph with = { 0 };

	for (size_t i = 0; i < g->all.len; i++) {
		struct migrate_revision *old = arena_copy(cli->arena, g->all.items[i], sizeof *old);

		memset(&old->parents, 0, sizeof old->parents);
		memset(&old->children, 0, sizeof old->children);
		memset(&old->needs, 0, sizeof old->needs);
		vec_push(cli->arena, &all, old);
	}
	for (size_t i = 0; i < fresh->len; i++)
		vec_push(cli->arena, &all, fresh->items[i]);
	return migrate_graph_build(cli->arena, &all, &with, err);
}

bool plan_runner(struct cli *cli, struct orm_conn *conn, const struct migrate_graph *graph,
                 struct migrate_runner *out, struct error *err)
{
	struct migrate_formats *formats = ARENA_NEW(cli->arena, struct migrate_formats);
	const struct cli_project *p;

	if (!project_get(cli, &p, err))
		return false;
	formats_init(cli, p, formats);
	*out = (struct migrate_runner){ .conn = conn,
		                        .graph = graph,
		                        .formats = formats,
		                        .naming = &p->config.naming,
		                        .limbeck_version = LIMBECK_VERSION,
		                        .wait_ms = DEFAULT_WAIT_MS };
	hooks_attach(p->config.hooks, out);
	if (conn)
		out->cancelled = interrupt_watch(conn);
	return true;
}

bool plan_status(struct cli *cli, const struct migrate_graph *graph, struct migrate_status *out,
                 struct error *err)
{
	struct orm_conn *conn;

	if (!project_open(cli, DATABASE_READ, &conn, err))
		return false;
	bool ok = migrate_read_status(cli->arena, conn, graph, out, err);
	orm_close(conn);
	return ok;
}

bool plan_applied(struct cli *cli, struct migrate_graph *graph, struct migrate_set *out,
                  struct error *err)
{
	struct migrate_history history = { 0 };
	struct orm_conn *conn;

	if (!project_open(cli, DATABASE_READ, &conn, err))
		return false;
	bool ok = migrate_read_history(cli->arena, conn, graph, &history, err);
	orm_close(conn);
	out->ids = map_new(cli->arena);
	for (size_t i = 0; i < history.len; i++)
		map_put(out->ids, history.items[i].revision, out->ids);
	return ok;
}

bool plan_wait(const char *seconds, int *out_ms, struct error *err)
{
	char *end;

	*out_ms = DEFAULT_WAIT_MS;
	if (!seconds)
		return true;
	if (!strcmp(seconds, "forever")) {
		*out_ms = -1;
		return true;
	}
	long n = strtol(seconds, &end, 10);
	if (end == seconds || *end || n < 0 || n > INT_MAX / 1000)
		return fail(err, ERR_USAGE,
		            "option \"--wait\" expects seconds or \"forever\", not \"%s\"",
		            seconds);
	*out_ms = (int)n * 1000;
	return true;
}

bool plan_wait_both(struct cli *cli, const char *seconds, int *out_ms, struct error *err)
{
	if (!plan_wait(seconds, out_ms, err))
		return false;
	cli->connect_wait_ms = seconds ? *out_ms : 0;
	return true;
}

void plan_owned_init(struct arena *a, const struct migrate_history *history, bool everything,
                     struct plan_owned *out)
{
	*out = (struct plan_owned){ .arena = a, .made = map_new(a), .everything = everything };
	for (size_t i = 0; i < history->len; i++)
		for (size_t k = 0; k < history->items[i].objects.len; k++)
			map_put(out->made, history->items[i].objects.items[k], out);
}

/*
 * What belongs to a table that the models declare is theirs; tables, views and
 * triggers that they don't name must have been made by a script.
 */
bool plan_may_drop(void *data, const struct orm_object *o)
{
	struct plan_owned *owned = data;

	if (owned->everything)
		return true;
	if (!ORM_STANDS_ALONE(o->kind))
		return true;
	const char *key = arena_printf(owned->arena, "%s %s%s%s", orm_kinds[o->kind].label,
	                               o->schema ? o->schema : "", o->schema ? "." : "", o->name);
	if (map_has(owned->made, key))
		return true;
	vec_push(owned->arena, &owned->refused, o);
	return false;
}

static bool find_models(struct cli *cli, const char **source, struct error *err)
{
	const struct cli_project *p;

	if (!project_get(cli, &p, err))
		return false;
	if (!*source)
		*source = p->models;
	if (*source)
		return true;
	fail(err, ERR_USAGE, "no models are given to compare with");
	return fail_hint(err, "Name them by --models FILE, in LIMBECK_MODELS, or as models "
	                      "in limbeck.lua.");
}

static bool compare(struct cli *cli, const struct migrate_history *history, bool drop_unmanaged,
                    struct plan *p, struct error *err)
{
	struct compare_options options = { .may_drop = plan_may_drop, .data = &p->owned };

	source_without_privileges(&p->terms, p->from);
	source_without_privileges(&p->terms, p->to);
	source_without_own_definers(&p->terms, cli->arena, p->from, p->to);
	plan_owned_init(cli->arena, history, drop_unmanaged, &p->owned);
	return hooks_keep(cli, p, err) &&
	       migrate_compare(cli->arena, p->dialect, p->from, p->to, &options, &p->result, err);
}

/* Also what the scope leaves out may name what goes. */
static bool find_broken(struct cli *cli, struct orm_conn *conn, struct plan *p, struct error *err)
{
	struct reflect_options all = p->terms.scope;
	struct orm_metadata *there = p->from;

	if (!migrate_breaks_strangers(p->dialect, &p->result.ops))
		return true;
	all.include = all.exclude = (struct names){ 0 };
	if ((p->terms.scope.include.len || p->terms.scope.exclude.len) &&
	    !reflect_database(cli->arena, conn, &all, &there, err))
		return false;
	migrate_strangers(cli->arena, p->dialect, there, p->to, &p->result.ops, &p->result.broken);
	return true;
}

/* Both sides, unless the database was read before. */
static bool load(struct cli *cli, struct orm_conn *conn, const char *source, struct plan *p,
                 struct error *err)
{
	if (p->from)
		return source_load(cli, source, &p->terms, &p->to, err);
	return source_load_beside(cli, conn, source, &p->terms, &p->from, &p->to, err);
}

/* `from`: the database as it was read; NULL: it is read here. */
static bool compare_scoped(struct cli *cli, struct orm_conn *conn, const char *source,
                           const struct migrate_history *history, bool drop_unmanaged,
                           struct orm_metadata *from, struct plan *out, struct error *err)
{
	*out = (struct plan){ .dialect = orm_conn_dialect(conn), .from = from };
	if (!find_models(cli, &source, err) || !source_beside(cli, conn, &out->terms, err) ||
	    !load(cli, conn, source, out, err) || !compare(cli, history, drop_unmanaged, out, err))
		return false;
	left_out_add(cli, &out->left_out, out->to);
	if (out->result.ops.len && !out->to->reflected && out->dialect->canonicalises &&
	    (!source_spell(cli, source, &out->terms, out->from, &out->result.ops, &out->to, err) ||
	     !compare(cli, history, drop_unmanaged, out, err)))
		return false;
	return hooks_process(cli, out, err);
}

bool plan_compare(struct cli *cli, struct orm_conn *conn, const char *source,
                  const struct migrate_history *history, bool drop_unmanaged, struct plan *out,
                  struct error *err)
{
	return compare_scoped(cli, conn, source, history, drop_unmanaged, NULL, out, err) &&
	       find_broken(cli, conn, out, err);
}

bool plan_compare_read(struct cli *cli, struct orm_conn *conn,
                       const struct migrate_history *history, struct orm_metadata *from,
                       struct plan *out, struct error *err)
{
	return compare_scoped(cli, conn, NULL, history, false, from, out, err) &&
	       find_broken(cli, conn, out, err);
}

bool plan_ask_renames(struct cli *cli, struct orm_conn *conn, const struct migrate_history *history,
                      bool drop_unmanaged, struct plan *p, struct error *err)
{
	if (!renames_ask(cli, p))
		return true;
	p->result.broken = (struct names){ 0 };
	return compare(cli, history, drop_unmanaged, p, err) && hooks_process(cli, p, err) &&
	       find_broken(cli, conn, p, err);
}

bool plan_compare_again(struct cli *cli, struct orm_conn *conn,
                        const struct migrate_history *history, bool drop_unmanaged,
                        const struct plan *before, struct plan *out, struct error *err)
{
	*out =
	    (struct plan){ .dialect = before->dialect, .terms = before->terms, .to = before->to };
	return reflect_database(cli->arena, conn, &out->terms.scope, &out->from, err) &&
	       compare(cli, history, drop_unmanaged, out, err) && hooks_process(cli, out, err);
}

static bool has(const struct orm_metadata *m, const struct orm_object *o)
{
	if (o->kind == ORM_TABLE)
		return orm_metadata_table(m, o->schema, o->name);
	return orm_metadata_definition(m, o->kind, o->schema, o->name);
}

void plan_keep_unmanaged(const struct cli *cli, struct plan *p)
{
	struct arena *a = cli->arena;

	for (size_t i = 0; i < p->owned.refused.len; i++) {
		const struct orm_object *o = p->owned.refused.items[i];

		if (has(p->to, o))
			continue;
		struct orm_object *copy = orm_object_copy(a, o);
		if (o->kind == ORM_TABLE)
			orm_metadata_add_table(p->to, (struct orm_table *)copy);
		else
			orm_metadata_add_definition(p->to, (struct orm_definition *)copy);
	}
}

/* "proved on a scratch PostgreSQL 15: no difference up or down" */
static const char *proof_line(struct arena *a, const struct orm_conn *scratch, bool down,
                              const struct migrate_rows *rows)
{
	int version = orm_conn_version(scratch), minor = version / 100 % 100;

	return arena_printf(a, "proved on a scratch %s %d%s: no difference%s%s",
	                    orm_conn_dialect(scratch)->title, version / 10000,
	                    minor ? arena_printf(a, ".%d", minor) : "", down ? " up or down" : "",
	                    plan_rows_text(a, rows));
}

struct proof {
	const struct cli *cli;
	struct plan *plan;
	const struct orm_metadata *from, *to;
	const struct migrate_ops *down;
};

static bool prove_there(struct orm_conn *scratch, void *data, struct error *err)
{
	const struct proof *f = data;
	struct plan *p = f->plan;
	struct migrate_watch watch = { .arena = f->cli->arena,
		                       .list = &p->statements,
		                       .online = p->online };

	p->rows = (struct migrate_rows){ .wanted = p->rows.wanted };
	if (!migrate_prove_watched(f->cli->arena, scratch, f->from, f->to, &p->result.ops, f->down,
	                           p->told ? &watch : NULL, &p->rows, err))
		return false;
	p->proof = proof_line(f->cli->arena, scratch, f->down != NULL, &p->rows);
	return true;
}

/* On a scratch copy of `from`. */
static bool prove(struct cli *cli, struct plan *p, const struct orm_metadata *from,
                  const struct orm_metadata *to, const struct migrate_ops *down, struct error *err)
{
	struct proof f = { .cli = cli, .plan = p, .from = from, .to = to, .down = down };

	return source_try(&p->terms, prove_there, &f, err);
}

/* Of a large schema the part concerned is enough, unless it can't be proven by itself. */
bool plan_prove(struct cli *cli, struct plan *p, const struct migrate_ops *down, struct error *err)
{
	struct error ignored = { .position = -1 };

	plan_keep_unmanaged(cli, p);
	if (p->from->reflected && p->to->reflected && !p->dialect->scratch_in_memory &&
	    migrate_is_large(p->from) &&
	    prove(cli, p, migrate_part(cli->arena, p->from, &p->result.ops),
	          migrate_part(cli->arena, p->to, &p->result.ops), down, &ignored))
		return true;
	if (ignored.code == ERR_INTERRUPTED) {
		*err = ignored;
		return false;
	}
	return prove(cli, p, p->from, p->to, down, err);
}

bool plan_need_heads(const struct migrate_status *status, struct error *err)
{
	if (status->unknown.len)
		fail(err, ERR_STATE, "revision \"%s\" is applied, but its script is missing",
		     status->unknown.items[0]);
	else if (status->pending.len)
		fail(err, ERR_STATE, "database is not up to date: %zu revision%s not applied",
		     status->pending.len, status->pending.len == 1 ? " is" : "s are");
	else
		return true;
	return fail_hint(err, status->unknown.len
	                          ? "Bring the script back, or \"limbeck downgrade\" and \"limbeck "
	                            "stamp\" say what holds."
	                          : "\"limbeck upgrade\" applies them.");
}

const char *plan_loses(const struct compare_result *r)
{
	for (size_t i = 0; i < r->ops.len; i++)
		if (r->ops.items[i].loses)
			return r->ops.items[i].loses;
	return NULL;
}

void plan_say_unmanaged(const struct cli *cli, const struct compare_result *r)
{
	for (size_t i = 0; i < r->unmanaged.len; i++)
		cli_say(cli, "left alone: %s", r->unmanaged.items[i]);
}
