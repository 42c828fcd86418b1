/*
 * cli/cmd_diff.c - limbeck diff: what would turn one schema into another
 */
#include "cli/command.h"
#include "cli/project.h"
#include "cli/source.h"
#include "migrate/backfill.h"
#include "migrate/render.h"

#include <string.h>

struct diff_args {
	const char *from, *to, *format, *output;
	struct names backfill;
	bool exit_code;
};

static const char *const formats[] = { "text", "sql", "lua", "json", NULL };

static const struct option options[] = {
	{ 'f', "format", TEXT(diff_args, format), "FORMAT", "what to print", formats },
	{ 'o', "output", TEXT(diff_args, output), "FILE", "write there" },
	{ 0, "backfill", LIST(diff_args, backfill), "COLUMN=SQL",
	  "value of table.column in rows that have none" },
	{ 0, "exit-code", FLAG(diff_args, exit_code), NULL, "exit with 1 when they differ" },
	{ 0 },
};

static const struct argument arguments[] = {
	{ "FROM", TEXT(diff_args, from), "what there is", false },
	{ "TO", TEXT(diff_args, to), "what there should be", false },
	{ 0 },
};

static const char *const examples[] = {
	"limbeck diff sqlite:///app.db models.lua",
	"what the models say and the database lacks",
	"limbeck diff old.sql new.sql --format sql",
	"statements for the native client, none when equal",
	NULL,
};

static bool print(struct cli *cli, const char *format, const struct source_terms *terms,
                  const struct orm_metadata *from, const struct compare_result *r,
                  struct error *err)
{
	const struct orm_dialect *d = terms->dialect;

	if (!strcmp(format, "json")) {
		struct json j = cli_json(cli);

		render_json(&j, d, r);
		buf_addc(&cli->out, '\n');
	} else if (!r->ops.len) {
		return true;
	} else if (!strcmp(format, "sql")) {
		return render_sql(&cli->out, d, terms->version, from, &r->ops, err);
	} else if (!strcmp(format, "lua")) {
		render_lua_ops(&cli->out, d, &r->ops, 0);
	} else {
		cli->coloured = cli->colour_out && !cli->out_path;
		render_text(&cli->out, d, r, cli->coloured);
	}
	return true;
}

/* What seems to differ is looked at again in the database's own words. */
static bool compare(struct cli *cli, const struct diff_args *args, struct source_terms *terms,
                    struct orm_metadata **from, struct orm_metadata **to,
                    struct compare_result *out, struct error *err)
{
	bool spelled;

	if (!source_load(cli, args->from, terms, from, err) ||
	    !source_load(cli, args->to, terms, to, err))
		return false;
	source_without_privileges(terms, *from);
	source_without_privileges(terms, *to);
	if (!migrate_compare(cli->arena, terms->dialect, *from, *to, NULL, out, err))
		return false;
	spelled = (*from)->reflected && (*to)->reflected;
	if (!out->ops.len || spelled || !terms->dialect->canonicalises)
		return true;
	if (!source_spell(cli, args->from, terms, from, err) ||
	    !source_spell(cli, args->to, terms, to, err))
		return false;
	source_without_privileges(terms, *from);
	source_without_privileges(terms, *to);
	return migrate_compare(cli->arena, terms->dialect, *from, *to, NULL, out, err);
}

static bool run(struct cli *cli, const void *data, struct error *err)
{
	const struct diff_args *args = data;
	const char *format = or_default(args->format, cli->options.json ? "json" : "text");
	struct source_terms terms;
	struct orm_metadata *from, *to;
	struct compare_result result = { 0 };

	if (!source_agree(cli, args->from, args->to, false, &terms, err) ||
	    !compare(cli, args, &terms, &from, &to, &result, err) ||
	    !migrate_backfill(cli->arena, terms.dialect, &result.ops, to, &args->backfill, err))
		return false;
	cli->out_path = args->output;
	if (args->exit_code && result.ops.len)
		cli->status = STATUS_DIFFERENT;
	return print(cli, format, &terms, from, &result, err);
}

const struct command diff_command = {
	.name = "diff",
	.group = GROUP_SCHEMA,
	.summary = "list what would turn one schema into another",
	.description =
	    "FROM and TO are database URLs, models (*.lua), SQL (*.sql or a folder of them),\n"
	    "snapshots (*.json) or histories (a folder of scripts, FOLDER@REVISION).",
	.args_size = sizeof(struct diff_args),
	.options = options,
	.arguments = arguments,
	.examples = examples,
	.run = run,
};
