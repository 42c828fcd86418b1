/*
 * cli/cmd_import.c - limbeck import: another tool's migrations as scripts
 */
#include <stdio.h>

#include "base/file.h"
#include "cli/command.h"
#include "cli/plan.h"
#include "cli/project.h"
#include "migrate/import.h"

struct import_args {
	const char *dir;
};

static const struct argument arguments[] = {
	{ "DIR", TEXT(import_args, dir), "the folder of SQL files", false },
	{ 0 },
};

static const char *const examples[] = {
	"limbeck import db/migrations",
	"migrations of golang-migrate, Flyway, goose, dbmate, sql-migrate or sqlx",
	NULL,
};

static bool find_parent(struct cli *cli, const struct migrate_graph *g, struct names *out,
                        struct error *err)
{
	struct migrate_revisions heads = { 0 };

	migrate_graph_heads(cli->arena, g, &heads);
	if (heads.len > 1) {
		(void)fail(err, ERR_STATE, "there are %zu heads: merge them first", heads.len);
		return fail_hint(err, "\"limbeck merge heads\" does it.");
	}
	if (heads.len)
		vec_push(cli->arena, out, heads.items[0]->id);
	return true;
}

/* Nothing is written that later commands would stumble over. */
static bool check_fit(struct cli *cli, const struct migrate_graph *g,
                      const struct migrate_revisions *list, struct error *err)
{
	for (size_t i = 0; i < list->len; i++) {
		const struct migrate_revision *r = migrate_graph_find(g, list->items[i]->id);

		if (!r)
			continue;
		(void)fail(err, ERR_STATE, "revision \"%s\" exists already", r->id);
		(void)fail_hint(err, "Leave out what was imported before, or rename its file.");
		return fail_at(err, r->path, 0);
	}
	return plan_graph_takes(cli, g, list, err);
}

/* All or none. */
static bool write_all(struct cli *cli, const char *dir, const struct migrate_revisions *list,
                      struct error *err)
{
	size_t done = 0;

	if (!file_mkdir(dir, err))
		return false;
	for (; done < list->len; done++) {
		struct migrate_revision *r = list->items[done];

		r->path = path_join(cli->arena, dir, r->path);
		if (!file_write(r->path, r->text, r->text_len, true, err))
			break;
	}
	if (done == list->len)
		return true;
	while (done-- > 0)
		remove(list->items[done]->path);
	return false;
}

static void report(struct cli *cli, const struct migrate_imported *found)
{
	struct json j = cli_json(cli);

	for (size_t i = 0; i < found->remarks.len; i++)
		cli_say(cli, "%s", found->remarks.items[i]);
	cli_say(cli, "imported %zu revision%s", found->revisions.len,
	        found->revisions.len == 1 ? "" : "s");
	if (cli->options.json)
		json_open_array(&j);
	for (size_t i = 0; i < found->revisions.len; i++) {
		if (cli->options.json)
			json_put_string(&j, found->revisions.items[i]->path);
		else
			buf_addf(&cli->out, "%s\n", found->revisions.items[i]->path);
	}
	if (cli->options.json) {
		json_close(&j);
		buf_addc(&cli->out, '\n');
	}
}

static bool run(struct cli *cli, const void *data, struct error *err)
{
	const struct import_args *args = data;
	const struct cli_project *p;
	const struct orm_dialect *d;
	struct names parent = { 0 };
	struct migrate_imported found = { 0 };
	struct migrate_graph graph;

	if (!project_get(cli, &p, err) || !project_dialect(cli, &d, err) ||
	    !plan_graph(cli, NULL, &graph, err) || !find_parent(cli, &graph, &parent, err) ||
	    !migrate_import(cli->arena, d, args->dir, &parent, &found, err) ||
	    !check_fit(cli, &graph, &found.revisions, err) ||
	    !write_all(cli, p->migrations, &found.revisions, err))
		return false;
	report(cli, &found);
	return true;
}

const struct command import_command = {
	.name = "import",
	.group = GROUP_PROJECT,
	.summary = "turn another tool's SQL migrations into scripts",
	.args_size = sizeof(struct import_args),
	.arguments = arguments,
	.examples = examples,
	.run = run,
};
