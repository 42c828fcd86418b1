/*
 * cli/cmd_revision.c - limbeck revision: write a new script
 */
#include "cli/command.h"
#include "cli/draft.h"
#include "cli/plan.h"
#include "cli/project.h"

static const char *const formats[] = { "lua", "sql", NULL };

static const struct option options[] = {
	{ 'm', "message", TEXT(revision_args, message), "TEXT", "one-line summary" },
	{ 'a', "autogenerate", FLAG(revision_args, autogenerate), NULL,
	  "compare database and models, and fill it in" },
	{ 0, "sql", FLAG(revision_args, sql), NULL, "touch no database: not with --autogenerate" },
	{ 0, "format", TEXT(revision_args, format), "FORMAT", "language of the script", formats },
	{ 0, "head", TEXT(revision_args, head), "REVISION",
	  "what it follows, instead of the head" },
	{ 0, "splice", FLAG(revision_args, splice), NULL, "it may follow what is no head" },
	{ 0, "version-path", TEXT(revision_args, version_path), "DIR",
	  "in which of several folders of scripts it is to be" },
	{ 0, "rev-id", TEXT(revision_args, rev_id), "ID", "its id, instead of a random one" },
	{ 0, "branch-label", LIST(revision_args, labels), "LABEL",
	  "label of the branch it begins" },
	{ 0, "depends-on", LIST(revision_args, depends_on), "REVISION", "what must run before it" },
	{ 0, "empty", FLAG(revision_args, empty), NULL, "write it although nothing differs" },
	{ 0, "backfill", LIST(revision_args, backfill), "COLUMN=SQL",
	  "value of table.column in rows that have none" },
	{ 0, "no-verify", FLAG(revision_args, no_verify), NULL, "don't run it on a scratch copy" },
	{ 0, "drop-unmanaged", FLAG(revision_args, drop_unmanaged), NULL,
	  "drop what neither the models nor a script made" },
	{ 0, "with-rows", TEXT(revision_args, with_rows), "N",
	  "prove it with N rows in each table, and that they are kept" },
	{ 0 },
};

static const char *const examples[] = {
	"limbeck revision --autogenerate -m \"add orders\"",
	"write what the models have and the database lacks",
	"limbeck revision -m \"fill in nicknames\"",
	"an empty script, to be filled in by hand",
	NULL,
};

static bool check_usage(const struct revision_args *args, struct error *err)
{
	if (args->sql && args->autogenerate) {
		(void)fail(err, ERR_USAGE,
		           "options \"--sql\" and \"--autogenerate\" exclude each other");
		return fail_hint(err, "To compare models with a database it has to be looked at.");
	}
	if (args->backfill.len && !args->autogenerate)
		return fail(err, ERR_USAGE, "option \"--backfill\" needs --autogenerate");
	if (args->with_rows && (!args->autogenerate || args->no_verify))
		return fail(err, ERR_USAGE,
		            "option \"--with-rows\" needs --autogenerate, and a proof");
	return true;
}

/* What --head names, or the only head there is. */
static bool find_parents(struct cli *cli, const struct migrate_graph *g,
                         const struct revision_args *args, struct migrate_revisions *out,
                         struct error *err)
{
	if (args->head)
		return migrate_graph_resolve(cli->arena, g, NULL, args->head, out, err);
	migrate_graph_heads(cli->arena, g, out);
	if (out->len <= 1)
		return true;
	fail(err, ERR_STATE, "there are %zu heads: \"%s\", \"%s\"%s", out->len, out->items[0]->id,
	     out->items[1]->id, out->len > 2 ? ", ..." : "");
	return fail_hint(err, "Say by --head which one the new script follows, or merge them: "
	                      "limbeck merge heads.");
}

static bool run(struct cli *cli, const void *data, struct error *err)
{
	const struct revision_args *args = data;
	const struct cli_project *p;
	struct migrate_graph graph;
	struct migrate_revisions parents = { 0 };
	struct migrate_revision r = { 0 };
	struct draft draft = { .args = args };

	if (!check_usage(args, err) || !plan_rows(args->with_rows, &draft.plan.rows.wanted, err) ||
	    !project_get(cli, &p, err) || !plan_graph(cli, NULL, &graph, err) ||
	    !find_parents(cli, &graph, args, &parents, err) ||
	    !draft_revision(cli, &graph, args, &parents,
	                    args->autogenerate ? "as the models say" : "", &r, err))
		return false;
	draft.format = or_default(args->format, p->config.script_format);
	if (args->autogenerate && !draft_compare(cli, &graph, &draft, err))
		return false;
	if (args->autogenerate && !draft.plan.result.ops.len && !args->empty)
		cli_say(cli, "nothing to write: database and models agree");
	else if ((args->autogenerate && !draft_still_fits(cli, &graph, args->splice, &r, err)) ||
	         !draft_write(cli, &r, &draft, err))
		return false;
	draft_report(cli, &r, &draft);
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
