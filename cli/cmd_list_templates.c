/*
 * cli/cmd_list_templates.c - limbeck list_templates: what init can begin with
 */
#include "cli/command.h"
#include "cli/template.h"

static void print_json(struct cli *cli)
{
	struct json j = cli_json(cli);

	json_open_array(&j);
	for (const struct template *t = templates; t->name; t++) {
		json_open_object(&j);
		json_key(&j, "name");
		json_put_string(&j, t->name);
		json_key(&j, "summary");
		json_put_string(&j, t->summary);
		json_close(&j);
	}
	json_close(&j);
	buf_addc(&cli->out, '\n');
}

static bool run(struct cli *cli, const void *data, struct error *err)
{
	(void)data;
	(void)err;
	if (cli->options.json) {
		print_json(cli);
		return true;
	}
	for (const struct template *t = templates; t->name; t++)
		buf_addf(&cli->out, "%s - %s\n", t->name, t->summary);
	return true;
}

const struct command list_templates_command = {
	.name = "list_templates",
	.group = GROUP_PROJECT,
	.summary = "list what init can begin a project with",
	.run = run,
};
