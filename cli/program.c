/*
 * cli/program.c - one run: parse, do, print
 *
 * The only place that writes results and errors, and that picks the exit
 * status.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/version.h"
#include "cli/command.h"
#include "cli/errors.h"
#include "cli/project.h"
#include "cli/terminal.h"

static const char *const colours[] = { "auto", "always", "never", NULL };

const struct option cli_common_options[] = {
	{ 'c', "config", TEXT(cli_options, config), "FILE", "instead of limbeck.lua" },
	{ 'n', "name", TEXT(cli_options, profile), "NAME", "profile in limbeck.lua" },
	{ 'u', "url", TEXT(cli_options, url), "URL", "the database" },
	{ 0, "models", TEXT(cli_options, models), "SOURCE", "the models" },
	{ 0, "migrations", TEXT(cli_options, migrations), "DIR", "the folder of scripts" },
	{ 'x', "arg", LIST(cli_options, x), "KEY=VALUE", "seen as table x in Lua files" },
	{ 0, "dialect", TEXT(cli_options, dialect), "NAME", "kind of database, without a URL" },
	{ 0, "schema", TEXT(cli_options, schema), "S", "schema instead of the default one" },
	{ 0, "scratch", TEXT(cli_options, scratch), "URL", "server for scratch databases" },
	{ 0, "include", LIST(cli_options, include), "PATTERN", "only tables that match" },
	{ 0, "exclude", LIST(cli_options, exclude), "PATTERN", "without tables that match" },
	{ 0, "no-definers", FLAG(cli_options, no_definers), NULL, "MySQL: not whose rights count" },
	{ 0, "json", FLAG(cli_options, json), NULL, "results as JSON" },
	{ 0, "color", TEXT(cli_options, color), "WHEN", "colour", colours },
	{ 0, "echo", FLAG(cli_options, echo), NULL, "show every statement sent" },
	{ 0, "raiseerr", FLAG(cli_options, raiseerr), NULL, "all that is known of an error" },
	{ 'q', "quiet", FLAG(cli_options, quiet), NULL, "results and errors only" },
	{ 'v', "verbose", FLAG(cli_options, verbose), NULL, "tell more" },
	{ 'h', "help", FLAG(cli_options, help), NULL, "show help" },
	{ 'V', "version", FLAG(cli_options, version), NULL, "show the version" },
	{ 0 },
};

static void say(const char *format, va_list args)
{
	struct arena a = { 0 };
	struct buf line = { 0 };

	terminal_escape(&line, arena_vprintf(&a, format, args));
	fprintf(stderr, "%s\n", buf_str(&line));
	buf_release(&line);
	arena_release(&a);
}

void cli_tag(struct cli *cli, const char *tag)
{
	if (tag)
		vec_push(cli->arena, &cli->options.x, arena_printf(cli->arena, "tag=%s", tag));
}

void cli_say(const struct cli *cli, const char *format, ...)
{
	va_list args;

	if (cli->options.quiet)
		return;
	va_start(args, format);
	say(format, args);
	va_end(args);
}

void cli_say_more(const struct cli *cli, const char *format, ...)
{
	va_list args;

	if (!cli->options.verbose || cli->options.quiet)
		return;
	va_start(args, format);
	say(format, args);
	va_end(args);
}

void cli_brief(struct cli *cli, bool changed, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	cli->brief = arena_vprintf(cli->arena, format, args);
	va_end(args);
	cli->changed = changed;
}

/* A target's is part of its fleet's. */
struct json cli_json(struct cli *cli)
{
	return (struct json){ .out = &cli->out, .pretty = !cli->target };
}

void cli_json_names(struct json *j, const char *key, const struct names *names)
{
	json_key(j, key);
	json_open_array(j);
	for (size_t i = 0; i < names->len; i++)
		json_put_string(j, names->items[i]);
	json_close(j);
}

/* argv without the command's name: its options may stand on either side. */
static char **without(struct arena *a, int argc, char **argv, int skip)
{
	char **rest = arena_alloc(a, sizeof *rest * (size_t)(argc + 1));
	int n = 0;

	for (int i = 0; i < argc; i++)
		if (i != skip)
			rest[n++] = argv[i];
	return rest;
}

static bool has_word(int argc, char **argv, const char *word)
{
	for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (!strcmp(argv[i], word))
			return true;
	return false;
}

static bool run_without_command(struct cli *cli, int argc, char **argv, struct error *err)
{
	struct option_parser parser = { .arena = cli->arena,
		                        .common = cli_common_options,
		                        .common_args = &cli->options };

	if (!option_parse(&parser, argc, argv, err))
		return false;
	if (cli->options.version) {
		buf_adds(&cli->out, "limbeck " LIMBECK_VERSION "\n");
		return true;
	}
	if (cli->options.help) {
		command_help_all(&cli->out, cli_common_options);
		return true;
	}
	fail(err, ERR_USAGE, "no command is given");
	return fail_hint(err, "\"limbeck --help\" lists the commands.");
}

static bool run_command(struct cli *cli, const struct command *c, int argc, char **argv,
                        struct error *err)
{
	void *args = arena_alloc(cli->arena, c->args_size ? c->args_size : 1);
	struct option_parser parser = { .arena = cli->arena,
		                        .common = cli_common_options,
		                        .common_args = &cli->options,
		                        .options = c->options,
		                        .arguments = c->arguments,
		                        .args = args };

	/* Before parsing, so that a half-written line can be asked about. */
	if (has_word(argc, argv, "--help") || has_word(argc, argv, "-h")) {
		command_help(&cli->out, c, cli_common_options);
		return true;
	}
	if (!option_parse(&parser, argc, argv, err)) {
		if (!err->hint[0])
			fail_hint(err, "\"limbeck %s --help\" tells how it is used.", c->name);
		return false;
	}
	if (cli->options.version) {
		buf_adds(&cli->out, "limbeck " LIMBECK_VERSION "\n");
		return true;
	}
	if (cli->options.help) {
		command_help(&cli->out, c, cli_common_options);
		return true;
	}
	cli->colour_out = terminal_colour(cli->options.color, stdout);
	cli->colour_err = terminal_colour(cli->options.color, stderr);
	return c->run(cli, args, err);
}

static bool run(struct cli *cli, int argc, char **argv, struct error *err)
{
	int word = option_first_word(cli_common_options, argc, argv);

	if (word == argc)
		return run_without_command(cli, argc, argv, err);
	const struct command *c = command_find(argv[word]);
	if (!c)
		return command_unknown(argv[word], err);
	return run_command(cli, c, argc - 1, without(cli->arena, argc, argv, word), err);
}

/* A name must not move the cursor; whoever reads a pipe or file gets every byte. */
static void escape_results(struct cli *cli)
{
	struct buf text = { 0 };

	if (cli->coloured || !isatty(STDOUT_FILENO))
		return;
	terminal_escape(&text, buf_str(&cli->out));
	buf_release(&cli->out);
	cli->out = text;
}

static bool print_results(struct cli *cli, struct error *err)
{
	const struct buf *out = &cli->out;

	if (cli->out_path)
		return file_write(cli->out_path, buf_str(out), out->len, false, err);
	escape_results(cli);
	if (fwrite(buf_str(out), 1, out->len, stdout) != out->len || fflush(stdout))
		return fail(err, ERR_IO, "can't write to standard output");
	return true;
}

static void print_error(const struct cli *cli, const struct error *e)
{
	struct buf text = { 0 };

	if (cli->options.json)
		error_render_json(&text, e);
	else
		error_render(&text, e, terminal_colour(cli->options.color, stderr));
	if (cli->options.raiseerr && !cli->options.json)
		error_render_details(&text, e);
	fputs(buf_str(&text), stderr);
	buf_release(&text);
}

int limbeck_main(int argc, char **argv, const struct orm_model *const *models)
{
	struct arena arena = { 0 };
	struct cli cli = { .arena = &arena, .models = models };
	struct error err = { .position = -1 };
	bool ok = run(&cli, argc > 0 ? argc - 1 : 0, argc > 0 ? argv + 1 : argv, &err);
	int status = ok ? (int)cli.status : (int)error_status(&err);

	/* What can't be parsed is answered in the form that was asked for, too. */
	cli.options.json = cli.options.json || has_word(argc, argv, "--json");

	/* What was found before a failure is a result too, but no file's content. */
	struct error late = { .position = -1 };
	if ((ok || !cli.out_path) && !print_results(&cli, &late)) {
		print_error(&cli, &late);
		status = STATUS_FAILED;
	}
	if (!ok)
		print_error(&cli, &err);
	buf_release(&cli.out);
	project_close(&cli);
	arena_release(&arena);
	return status;
}
