/*
 * cli/cmd_version.c - limbeck version
 */
#include "base/version.h"
#include "cli/command.h"

static bool run(struct cli *cli, const void *data, struct error *err)
{
	(void)data;
	(void)err;
	if (!cli->options.json) {
		buf_adds(&cli->out, "limbeck " LIMBECK_VERSION "\n");
		return true;
	}
	struct json j = cli_json(cli);
	json_open_object(&j);
	json_key(&j, "limbeck");
	json_put_string(&j, LIMBECK_VERSION);
	json_close(&j);
	buf_addc(&cli->out, '\n');
	return true;
}

const struct command version_command = {
	.name = "version",
	.group = GROUP_OTHER,
	.summary = "print the version of limbeck",
	.run = run,
};
