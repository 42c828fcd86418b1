/*
 * cli/command.c - the list of commands and their help texts
 */
#include "cli/command.h"

#include <string.h>

#include "base/text.h"

const struct command *const commands[] = {
	&reflect_command,        &diff_command,    &init_command,
	&list_templates_command, &import_command,  &revision_command,
	&merge_command,          &rebase_command,  &squash_command,
	&history_command,        &heads_command,   &branches_command,
	&show_command,           &edit_command,    &check_command,
	&verify_command,         &upgrade_command, &downgrade_command,
	&current_command,        &status_command,  &stamp_command,
	&ensure_version_command, &apply_command,   &adopt_command,
	&help_command,           &version_command, NULL,
};

static const char *const group_titles[GROUP_COUNT] = {
	[GROUP_SCHEMA] = "Look at schemas",
	[GROUP_PROJECT] = "Write and read migrations",
	[GROUP_RUN] = "Change a database",
	[GROUP_OTHER] = "Other",
};

const struct command *command_find(const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

bool command_unknown(const char *name, struct error *err)
{
	const char *names[COUNT(commands)];
	size_t count = 0;

	for (; commands[count]; count++)
		names[count] = commands[count]->name;
	fail(err, ERR_USAGE, "unknown command \"%s\"", name);
	const char *near = text_nearest(name, names, count);
	if (near)
		return fail_hint(err, "Did you mean \"%s\"?", near);
	return fail_hint(err, "\"limbeck --help\" lists the commands.");
}

/* Two columns: what is written, padded to the help that explains it. */
static void add_row(struct buf *out, const char *left, const char *help, size_t width)
{
	size_t len = strlen(left);

	buf_addf(out, "  %s", left);
	if (len > width) {
		buf_addc(out, '\n');
		buf_fill(out, ' ', width + 4);
	} else {
		buf_fill(out, ' ', width + 2 - len);
	}
	buf_addf(out, "%s\n", help);
}

static void add_option(struct buf *out, const struct option *o)
{
	struct buf left = { 0 };
	struct buf help = { 0 };

	if (o->letter)
		buf_addf(&left, "-%c, ", o->letter);
	else
		buf_adds(&left, "    ");
	buf_addf(&left, "--%s", o->name);
	if (o->value)
		buf_addf(&left, " %s", o->value);
	buf_adds(&help, o->help);
	for (size_t i = 0; o->choices && o->choices[i]; i++)
		buf_addf(&help, "%s%s", i ? ", " : ": ", o->choices[i]);
	add_row(out, buf_str(&left), buf_str(&help), 24);
	buf_release(&left);
	buf_release(&help);
}

static void add_options(struct buf *out, const char *title, const struct option *options)
{
	if (!options || !options->name)
		return;
	buf_addf(out, "\n%s:\n", title);
	for (const struct option *o = options; o->name; o++)
		add_option(out, o);
}

void command_help_all(struct buf *out, const struct option *common)
{
	buf_adds(out, "usage: limbeck [OPTIONS] COMMAND [ARGUMENTS]\n\n"
	              "Schema reflection, comparison and migrations for SQL databases.\n");
	for (int g = 0; g < GROUP_COUNT; g++) {
		buf_addf(out, "\n%s:\n", group_titles[g]);
		for (size_t i = 0; commands[i]; i++)
			if ((int)commands[i]->group == g)
				add_row(out, commands[i]->name, commands[i]->summary, 12);
	}
	add_options(out, "Options of every command", common);
	buf_adds(out, "\n\"limbeck COMMAND --help\" tells more about one of them.\n");
}

static void add_usage(struct buf *out, const struct command *c)
{
	buf_addf(out, "usage: limbeck %s [OPTIONS]", c->name);
	for (const struct argument *a = c->arguments; a && a->name; a++)
		buf_addf(out, a->optional ? " [%s%s]" : " %s%s", a->name,
		         a->kind == OPTION_LIST ? "..." : "");
	buf_addc(out, '\n');
}

void command_help(struct buf *out, const struct command *c, const struct option *common)
{
	add_usage(out, c);
	buf_addf(out, "\n%s\n", c->summary);
	if (c->description)
		buf_addf(out, "\n%s\n", c->description);
	if (c->arguments && c->arguments->name)
		buf_adds(out, "\nArguments:\n");
	for (const struct argument *a = c->arguments; a && a->name; a++)
		add_row(out, a->name, a->help, 12);
	add_options(out, "Options", c->options);
	add_options(out, "Options of every command", common);
	if (c->examples)
		buf_adds(out, "\nExamples:\n");
	for (const char *const *e = c->examples; e && e[0]; e += 2)
		buf_addf(out, "  %s\n      %s\n", e[0], e[1]);
}
