/*
 * cli/cmd_merge.c - limbeck merge: a script that several branches lead to
 */
#include "cli/command.h"
#include "cli/draft.h"
#include "cli/project.h"
#include "migrate/merge.h"

struct merge_args {
	struct names revisions;
	struct revision_args script;
};

static const char *const formats[] = { "lua", "sql", NULL };

static const struct option options[] = {
	{ 'm', "message", TEXT(merge_args, script.message), "TEXT", "one-line summary" },
	{ 0, "format", TEXT(merge_args, script.format), "FORMAT", "language of the script",
	  formats },
	{ 0, "splice", FLAG(merge_args, script.splice), NULL, "merge what is no head, too" },
	{ 0, "version-path", TEXT(merge_args, script.version_path), "DIR",
	  "in which of several folders of scripts it is to be" },
	{ 0, "rev-id", TEXT(merge_args, script.rev_id), "ID", "its id, instead of a random one" },
	{ 0, "branch-label", LIST(merge_args, script.labels), "LABEL",
	  "label of the branch it begins" },
	{ 0, "no-verify", FLAG(merge_args, script.no_verify), NULL,
	  "don't try both orders on scratch copies" },
	{ 0 },
};

static const struct argument arguments[] = {
	{ "REVISION", LIST(merge_args, revisions), "what to merge; heads if left out", true },
	{ 0 },
};

static const char *const examples[] = {
	"limbeck merge -m \"orders and invoices\"",
	"merge all heads",
	NULL,
};

static bool already(const struct migrate_revisions *list, const struct migrate_revision *r)
{
	for (size_t i = 0; i < list->len; i++)
		if (list->items[i] == r)
			return true;
	return false;
}

static bool find_parents(struct cli *cli, const struct migrate_graph *g, const struct names *names,
                         struct migrate_revisions *out, struct error *err)
{
	if (!names->len)
		migrate_graph_heads(cli->arena, g, out);
	for (size_t i = 0; i < names->len; i++) {
		struct migrate_revisions some = { 0 };

		if (!migrate_graph_resolve(cli->arena, g, NULL, names->items[i], &some, err))
			return false;
		for (size_t k = 0; k < some.len; k++)
			if (!already(out, some.items[k]))
				vec_push(cli->arena, out, some.items[k]);
	}
	if (out->len > 1)
		return true;
	fail(err, ERR_STATE, "there is nothing to merge");
	return fail_hint(err,
	                 out->len ? "\"%s\" is the only revision named." : "There is no revision.",
	                 out->len ? out->items[0]->id : "");
}

static bool prove_between(struct cli *cli, struct migrate_runner *runner,
                          const struct source_terms *terms, const struct migrate_revisions *parents,
                          struct error *err)
{
	struct source_scratch first, second;

	if (!source_scratch_open(terms, &first, err))
		return false;
	bool ok = source_scratch_open(terms, &second, err);
	if (ok) {
		ok = migrate_merge_prove(cli->arena, runner, parents, first.conn, second.conn, err);
		ok = source_scratch_close(&second, ok, err);
	}
	return source_scratch_close(&first, ok, err);
}

static bool prove(struct cli *cli, struct migrate_graph *graph,
                  const struct migrate_revisions *parents, struct error *err)
{
	struct migrate_runner runner;
	struct source_terms terms;

	return source_unbound(cli, &terms, err) && plan_runner(cli, NULL, graph, &runner, err) &&
	       prove_between(cli, &runner, &terms, parents, err);
}

static const char *usual_message(struct cli *cli, const struct migrate_revisions *parents)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < parents->len; i++)
		buf_addf(&text, "%s%s", i ? ", " : "merge ", parents->items[i]->id);
	return buf_take(&text, cli->arena);
}

static bool run(struct cli *cli, const void *data, struct error *err)
{
	const struct merge_args *args = data;
	const struct cli_project *p;
	struct migrate_graph graph;
	struct migrate_revisions parents = { 0 };
	struct migrate_revision r = { 0 };
	struct draft draft = { .args = &args->script };

	if (!project_get(cli, &p, err) || !plan_graph(cli, NULL, &graph, err) ||
	    !find_parents(cli, &graph, &args->revisions, &parents, err) ||
	    !draft_revision(cli, &graph, &args->script, &parents, usual_message(cli, &parents), &r,
	                    err))
		return false;
	draft.format = or_default(args->script.format, p->config.script_format);
	draft.note = "not tried on a scratch copy";
	if (!args->script.no_verify) {
		if (!prove(cli, &graph, &parents, err))
			return false;
		draft.proven = true;
		draft.note =
		    "tried on scratch copies: the branches give one schema in either order";
	}
	if (!draft_write(cli, &r, &draft, err))
		return false;
	draft_report(cli, &r, &draft);
	return true;
}

const struct command merge_command = {
	.name = "merge",
	.group = GROUP_PROJECT,
	.summary = "write a script that several branches lead to",
	.args_size = sizeof(struct merge_args),
	.options = options,
	.arguments = arguments,
	.examples = examples,
	.run = run,
};
