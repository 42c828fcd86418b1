/*
 * cli/cmd_revision.c - limbeck revision: write a new script
 */
#include <string.h>

#include "base/clock.h"
#include "cli/command.h"
#include "cli/draft.h"
#include "cli/plan.h"
#include "cli/project.h"
#include "migrate/script.h"

static const char *const formats[] = { "lua", "sql", NULL };

static const struct option options[] = {
	{ 'm', "message", TEXT(revision_args, message), "TEXT", "one-line summary" },
	{ 'a', "autogenerate", FLAG(revision_args, autogenerate), NULL,
	  "compare database and models, and fill it in" },
	{ 0, "format", TEXT(revision_args, format), "FORMAT", "language of the script", formats },
	{ 0, "head", TEXT(revision_args, head), "REVISION",
	  "what it follows, instead of the head" },
	{ 0, "splice", FLAG(revision_args, splice), NULL, "it may follow what is no head" },
	{ 0, "rev-id", TEXT(revision_args, rev_id), "ID", "its id, instead of a random one" },
	{ 0, "branch-label", LIST(revision_args, labels), "LABEL",
	  "label of the branch it begins" },
	{ 0, "depends-on", LIST(revision_args, depends_on), "REVISION", "what must run before it" },
	{ 0, "empty", FLAG(revision_args, empty), NULL, "write it although nothing differs" },
	{ 0, "no-verify", FLAG(revision_args, no_verify), NULL, "don't run it on a scratch copy" },
	{ 0, "drop-unmanaged", FLAG(revision_args, drop_unmanaged), NULL,
	  "drop what neither the models nor a script made" },
	{ 0 },
};

static const char *const examples[] = {
	"limbeck revision --autogenerate -m \"add orders\"",
	"write what the models have and the database lacks",
	"limbeck revision -m \"fill in nicknames\"",
	"an empty script, to be filled in by hand",
	NULL,
};

static bool is_head(const struct migrate_revision *r)
{
	return !r->children.len;
}

/* Fills r->down from --head, or from the only head there is. */
static bool find_parents(struct cli *cli, const struct migrate_graph *g,
                         const struct revision_args *args, struct migrate_revision *r,
                         struct error *err)
{
	struct migrate_revisions parents = { 0 };

	if (args->head) {
		if (!migrate_graph_resolve(cli->arena, g, NULL, args->head, &parents, err))
			return false;
	} else {
		migrate_graph_heads(cli->arena, g, &parents);
		if (parents.len > 1) {
			fail(err, ERR_STATE, "there are %zu heads: \"%s\", \"%s\"%s", parents.len,
			     parents.items[0]->id, parents.items[1]->id,
			     parents.len > 2 ? ", ..." : "");
			return fail_hint(err, "Say by --head which one the new script follows, or "
			                      "--head heads to merge them.");
		}
	}
	for (size_t i = 0; i < parents.len; i++) {
		if (!is_head(parents.items[i]) && !args->splice) {
			fail(err, ERR_STATE, "revision \"%s\" is not a head", parents.items[i]->id);
			return fail_hint(err, "--splice begins a branch there.");
		}
		vec_push(cli->arena, &r->down, parents.items[i]->id);
	}
	return true;
}

/* A line each, so that a header holds it. */
static const char *one_line(struct arena *a, const char *message)
{
	char *copy = arena_strdup(a, or_default(message, ""));

	for (char *c = copy; *c; c++)
		if (*c == '\n' || *c == '\r')
			*c = ' ';
	return copy;
}

/* The graph refuses what wouldn't fit: a used id, an unknown dependency. */
static bool check_fits(struct cli *cli, const struct migrate_graph *g,
                       const struct migrate_revision *r, struct error *err)
{
	struct migrate_revisions all = { 0 };
	struct migrate_graph with = { 0 };
	struct migrate_revision *copy = ARENA_NEW(cli->arena, struct migrate_revision);

	if (migrate_graph_find(g, r->id))
		return fail(err, ERR_USAGE, "revision \"%s\" exists already", r->id);
	for (size_t i = 0; i < g->all.len; i++) {
		struct migrate_revision *old = ARENA_NEW(cli->arena, struct migrate_revision);

		*old = *g->all.items[i];
		memset(&old->parents, 0, sizeof old->parents);
		memset(&old->children, 0, sizeof old->children);
		memset(&old->needs, 0, sizeof old->needs);
		vec_push(cli->arena, &all, old);
	}
	*copy = *r;
	vec_push(cli->arena, &all, copy);
	return migrate_graph_build(cli->arena, &all, &with, err);
}

static bool describe_revision(struct cli *cli, const struct migrate_graph *g,
                              const struct revision_args *args, struct migrate_revision *r,
                              struct error *err)
{
	r->id = args->rev_id ? args->rev_id : migrate_new_id(cli->arena);
	r->message = one_line(cli->arena, args->message);
	r->created = clock_utc(cli->arena);
	r->labels = args->labels;
	r->depends_on = args->depends_on;
	return find_parents(cli, g, args, r, err) && check_fits(cli, g, r, err);
}

static void report(struct cli *cli, const struct migrate_revision *r, const struct draft *d)
{
	if (!cli->options.json) {
		if (d->written)
			buf_addf(&cli->out, "%s\n", r->path);
		return;
	}
	struct json j = cli_json(cli);
	json_open_object(&j);
	json_key(&j, "revision");
	json_put_string(&j, d->written ? r->id : NULL);
	json_key(&j, "path");
	json_put_string(&j, d->written ? r->path : NULL);
	json_key(&j, "proven");
	json_put_bool(&j, d->proven);
	json_key(&j, "operations");
	json_put_int(&j, (int64_t)d->plan.result.ops.len);
	json_close(&j);
	buf_addc(&cli->out, '\n');
}

static bool run(struct cli *cli, const void *data, struct error *err)
{
	const struct revision_args *args = data;
	const struct cli_project *p;
	struct migrate_graph graph;
	struct migrate_revision r = { 0 };
	struct draft draft = { .args = args };

	if (!project_get(cli, &p, err) || !plan_graph(cli, NULL, &graph, err) ||
	    !describe_revision(cli, &graph, args, &r, err))
		return false;
	draft.format = or_default(args->format, p->config.script_format);
	if (args->autogenerate && !draft_compare(cli, &graph, &draft, err))
		return false;
	if (args->autogenerate && !draft.plan.result.ops.len && !args->empty)
		cli_say(cli, "nothing to write: database and models agree");
	else if (!draft_write(cli, &r, &draft, err))
		return false;
	report(cli, &r, &draft);
	return true;
}

const struct command revision_command = {
	.name = "revision",
	.group = GROUP_PROJECT,
	.summary = "write a new migration script",
	.args_size = sizeof(struct revision_args),
	.options = options,
	.examples = examples,
	.run = run,
};
