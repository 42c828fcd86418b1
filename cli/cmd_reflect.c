/*
 * cli/cmd_reflect.c - limbeck reflect: print a schema as models, SQL or data
 */
#include "cli/command.h"
#include "cli/left_out.h"
#include "cli/project.h"
#include "cli/source.h"
#include "reflect/write/write.h"

#include <string.h>

struct reflect_args {
	const char *source, *format, *output;
};

static const char *const formats[] = { "lua", "sql", "json", NULL };

static const struct option options[] = {
	{ 'f', "format", TEXT(reflect_args, format), "FORMAT", "what to print", formats },
	{ 'o', "output", TEXT(reflect_args, output), "FILE", "write there" },
	{ 0 },
};

static const struct argument arguments[] = {
	{ "SOURCE", TEXT(reflect_args, source), "what to read; the project's database if left out",
	  true },
	{ 0 },
};

static const char *const examples[] = {
	"limbeck reflect sqlite:///app.db > models.lua",
	"models of an existing database",
	"limbeck reflect models.lua --format sql",
	"the SQL that makes what the models say",
	"limbeck reflect mysql://localhost/app --dialect postgresql > models.lua",
	"models of a MySQL database that make it on PostgreSQL",
	NULL,
};

static bool write_format(struct buf *out, const char *format, const struct orm_metadata *m,
                         struct error *err)
{
	if (!strcmp(format, "sql"))
		return write_sql(out, m, err);
	if (!strcmp(format, "lua"))
		return write_lua(out, m, err);
	write_json(out, m);
	return true;
}

static bool find_source(struct cli *cli, const char **source, struct error *err)
{
	const struct cli_project *p;

	if (*source)
		return true;
	if (!project_get(cli, &p, err))
		return false;
	*source = p->url;
	if (*source)
		return true;
	fail(err, ERR_USAGE, "no source is given");
	return fail_hint(err,
	                 "Name a database URL, models, SQL, a snapshot or a folder of scripts.");
}

static bool run(struct cli *cli, const void *data, struct error *err)
{
	const struct reflect_args *args = data;
	const char *source = args->source;
	const char *format = or_default(args->format, cli->options.json ? "json" : "lua");
	struct source_terms terms;
	struct orm_metadata *m;

	if (!find_source(cli, &source, err) ||
	    !source_agree(cli, source, NULL, false, &terms, err) ||
	    !source_load(cli, source, &terms, &m, err))
		return false;
	cli->out_path = args->output;
	left_out_say(cli, &m->left_out);
	return write_format(&cli->out, format, m, err);
}

const struct command reflect_command = {
	.name = "reflect",
	.group = GROUP_SCHEMA,
	.summary = "print a schema as Lua models, SQL or JSON",
	.args_size = sizeof(struct reflect_args),
	.options = options,
	.arguments = arguments,
	.examples = examples,
	.run = run,
};
