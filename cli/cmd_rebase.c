/*
 * cli/cmd_rebase.c - limbeck rebase: let a revision follow another one
 */
#include <string.h>

#include "base/file.h"
#include "cli/command.h"
#include "cli/describe.h"
#include "cli/draft.h"
#include "cli/project.h"
#include "migrate/reparent.h"

struct rebase_args {
	const char *revision, *onto;
	bool no_verify;
};

static const struct option options[] = {
	{ 0, "onto", TEXT(rebase_args, onto), "REVISION",
	  "what it shall follow; the other head if left out" },
	{ 0, "no-verify", FLAG(rebase_args, no_verify), NULL,
	  "don't run the history on a scratch copy" },
	{ 0 },
};

static const struct argument arguments[] = {
	{ "REVISION", TEXT(rebase_args, revision), "the first that moves, with all that follow it",
	  false },
	{ 0 },
};

static const char *const examples[] = {
	"limbeck rebase ae10",
	"behind what others have added since",
	NULL,
};

static bool resolve_one(struct cli *cli, const struct migrate_graph *g, const char *text,
                        struct migrate_revision **out, struct error *err)
{
	struct migrate_revisions found = { 0 };

	return migrate_graph_resolve(cli->arena, g, NULL, text, &found, err) &&
	       describe_one(cli->arena, text, &found, out, err);
}

static bool follows(struct cli *cli, const struct migrate_revision *r,
                    const struct migrate_revision *what)
{
	struct migrate_set ancestors = { .ids = map_new(cli->arena) };

	migrate_graph_ancestors(cli->arena, r, &ancestors);
	return migrate_set_has(&ancestors, what->id);
}

/* The only head that doesn't move. */
static bool other_head(struct cli *cli, const struct migrate_graph *g,
                       const struct migrate_revision *r, struct migrate_revision **out,
                       struct error *err)
{
	struct migrate_revisions heads = { 0 };
	size_t count = 0;

	migrate_graph_heads(cli->arena, g, &heads);
	for (size_t i = 0; i < heads.len; i++) {
		if (follows(cli, heads.items[i], r))
			continue;
		*out = heads.items[i];
		count++;
	}
	if (count == 1)
		return true;
	fail(err, ERR_STATE, "there %s beside the branch of \"%s\"",
	     count ? "is more than one head" : "is no head", r->id);
	return fail_hint(err, "Say by --onto what it shall follow.");
}

static bool check_not_applied(struct cli *cli, const struct migrate_graph *graph,
                              const struct migrate_revision *r, struct error *err)
{
	const struct cli_project *p;
	struct migrate_graph fitting = *graph;
	struct migrate_set applied = { 0 };

	if (!project_get(cli, &p, err))
		return false;
	if (!p->url)
		return true;
	if (!plan_applied(cli, &fitting, &applied, err))
		return false;
	if (!migrate_set_has(&applied, r->id))
		return true;
	fail(err, ERR_STATE, "revision \"%s\" is applied already", r->id);
	return fail_hint(err, "Undo it first, or merge the branches: limbeck merge.");
}

static bool replay(struct cli *cli, const struct migrate_graph *graph, struct error *err)
{
	struct source_terms terms;
	struct source_scratch scratch;
	struct migrate_runner runner;

	if (!source_unbound(cli, &terms, err) || !plan_runner(cli, NULL, graph, &runner, err) ||
	    !source_scratch_open(&terms, &scratch, err))
		return false;
	bool ok = migrate_replay(cli->arena, &runner, scratch.conn, NULL, err);
	return source_scratch_close(&scratch, ok, err);
}

/* The history as it is now, read again. */
static bool check_history(struct cli *cli, const struct rebase_args *args, struct error *err)
{
	struct migrate_graph graph;

	return plan_graph(cli, NULL, &graph, err) && (args->no_verify || replay(cli, &graph, err));
}

static bool rewrite(struct cli *cli, const struct rebase_args *args,
                    const struct migrate_revision *r, const struct migrate_revision *onto,
                    struct error *err)
{
	struct names down = { 0 };
	struct error late;
	char *text;

	vec_push(cli->arena, &down, onto->id);
	if (!migrate_reparent(cli->arena, r, &down, &text, err) ||
	    !file_write(r->path, text, strlen(text), false, err))
		return false;
	if (check_history(cli, args, err))
		return true;
	if (!file_write(r->path, r->text, r->text_len, false, &late))
		*err = late;
	else if (!err->hint[0])
		fail_hint(err, "The script was left as it was.");
	return false;
}

static bool run(struct cli *cli, const void *data, struct error *err)
{
	const struct rebase_args *args = data;
	struct migrate_graph graph;
	struct migrate_revision *r = NULL, *onto = NULL;

	if (!plan_graph(cli, NULL, &graph, err) ||
	    !resolve_one(cli, &graph, args->revision, &r, err) ||
	    !(args->onto ? resolve_one(cli, &graph, args->onto, &onto, err)
	                 : other_head(cli, &graph, r, &onto, err)))
		return false;
	if (r->parents.len > 1)
		return fail(err, ERR_STATE, "\"%s\" merges branches: it follows all of them",
		            r->id);
	if (follows(cli, onto, r))
		return fail(err, ERR_STATE, "\"%s\" follows \"%s\" itself", onto->id, r->id);
	if (!check_not_applied(cli, &graph, r, err) || !rewrite(cli, args, r, onto, err))
		return false;
	buf_addf(&cli->out, "%s\n", r->path);
	return true;
}

const struct command rebase_command = {
	.name = "rebase",
	.group = GROUP_PROJECT,
	.summary = "let a revision that isn't applied follow another one",
	.args_size = sizeof(struct rebase_args),
	.options = options,
	.arguments = arguments,
	.examples = examples,
	.run = run,
};
