/*
 * cli/cmd_ensure_version.c - limbeck ensure_version: make the version table
 */
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/project.h"
#include "migrate/version.h"

struct ensure_version_args {
	const char *output;
	bool sql;
};

static const struct option options[] = {
	{ 0, "sql", FLAG(ensure_version_args, sql), NULL, "print the SQL, touch no database" },
	{ 'o', "output", TEXT(ensure_version_args, output), "FILE", "write the SQL there" },
	{ 0 },
};

static bool print_sql(struct cli *cli, const struct ensure_version_args *args, struct error *err)
{
	const struct orm_dialect *d;
	char *ddl;

	if (!project_dialect(cli, &d, err) || !migrate_version_ddl(cli->arena, d, &ddl, err))
		return false;
	buf_addf(&cli->out, "%s;\n", ddl);
	cli->out_path = args->output;
	return true;
}

static bool run(struct cli *cli, const void *data, struct error *err)
{
	const struct ensure_version_args *args = data;
	struct orm_conn *conn;

	if (args->sql)
		return print_sql(cli, args, err);
	if (args->output)
		return fail(err, ERR_USAGE, "option \"--output\" needs --sql");
	if (!project_open(cli, DATABASE_CREATE, &conn, err))
		return false;
	bool ok = migrate_version_ensure(conn, err);
	interrupt_forget();
	orm_close(conn);
	return ok;
}

const struct command ensure_version_command = {
	.name = "ensure_version",
	.group = GROUP_RUN,
	.summary = "make the version table unless it is there, and nothing else",
	.args_size = sizeof(struct ensure_version_args),
	.options = options,
	.run = run,
};
