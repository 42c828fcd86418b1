/*
 * cli/cmd_init.c - limbeck init: begin a project
 */
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/project.h"
#include "cli/source.h"
#include "cli/template.h"
#include "reflect/write/write.h"

struct init_args {
	const char *dir, *template;
	bool package;
};

static const struct option options[] = {
	{ 't', "template", TEXT(init_args, template), "NAME", "what to begin with",
	  template_names },
	{ 0, "package", FLAG(init_args, package), NULL, "for Alembic's users: changes nothing" },
	{ 0 },
};

static const struct argument arguments[] = {
	{ "DIR", TEXT(init_args, dir), "where to; the current folder if left out", true },
	{ 0 },
};

static const char *const examples[] = {
	"limbeck init -u sqlite:///app.db",
	"a project around a database; its tables become the models",
	NULL,
};

struct project_files {
	struct cli *cli;
	const char *dir;
	struct names written, kept;
};

/* What exists is somebody's work: it stays. */
static bool write_new(struct project_files *f, const char *name, const char *text,
                      struct error *err)
{
	const char *path = strcmp(f->dir, ".") ? path_join(f->cli->arena, f->dir, name) : name;

	if (file_exists(path)) {
		vec_push(f->cli->arena, &f->kept, path);
		return true;
	}
	vec_push(f->cli->arena, &f->written, path);
	return file_write(path, text, strlen(text), true, err);
}

/* A password has no place in a file that goes into version control. */
static const char *config_text(struct cli *cli, const struct orm_url *url, const struct template *t)
{
	struct buf out = { 0 };

	buf_adds(&out, "-- limbeck's settings; limbeck-config(5) lists them all\n\nurl = ");
	if (url->password)
		buf_adds(&out, "env(\"LIMBECK_URL\")");
	else
		write_lua_string(&out, orm_url_text(cli->arena, url, false));
	buf_adds(&out, cli->models ? "\n" : "\nmodels = \"models.lua\"\n");
	buf_adds(&out, "migrations = \"migrations\"\n");
	buf_adds(&out, or_default(t->config, ""));
	return buf_take(&out, cli->arena);
}

static const char first_models[] =
    "-- what the database should hold; limbeck-models(5) tells how it is written\n"
    "--\n"
    "-- Table{\"customers\",\n"
    "--   Column{\"id\", Integer, primary_key = true},\n"
    "--   Column{\"email\", String(255), nullable = false, unique = true},\n"
    "-- }\n";

/* The URL as the new limbeck.lua will mean it: a relative file is beside it. */
static struct orm_url seen_from(struct cli *cli, const char *dir, const struct orm_url *url)
{
	struct orm_url moved = *url;

	if (!strcmp(url->scheme, "sqlite") && !text_empty(url->database) && strcmp(dir, ".") != 0)
		moved.database = path_join(cli->arena, dir, url->database);
	return moved;
}

/* The tables that are there already, or an example to begin with. */
static bool models_text(struct cli *cli, const struct orm_url *url, const char **out,
                        struct error *err)
{
	const char *text = orm_url_text(cli->arena, url, true);
	struct source_terms terms;
	struct orm_metadata *m;
	struct buf models = { 0 };

	*out = first_models;
	/* Unless it was asked for by --url there may be no server yet; a file can
	 * be looked for. */
	if ((!cli->options.url && strcmp(url->scheme, "sqlite") != 0) ||
	    text_empty(url->database) || database_is_absent(url))
		return true;
	if (!source_agree(cli, text, NULL, false, &terms, err) ||
	    !source_load(cli, text, &terms, &m, err))
		return false;
	if (!m->tables.len && !m->definitions.len)
		return true;
	bool ok = write_lua(&models, m, err);
	*out = buf_take(&models, cli->arena);
	return ok;
}

static bool write_more(struct project_files *f, const struct template *t, struct error *err)
{
	for (const struct template_file *file = t->files; file && file->name; file++)
		if (!write_new(f, file->name, file->text, err))
			return false;
	return true;
}

static void report(struct cli *cli, const struct project_files *f)
{
	if (cli->options.json) {
		struct json j = cli_json(cli);

		json_open_object(&j);
		cli_json_names(&j, "written", &f->written);
		cli_json_names(&j, "kept", &f->kept);
		json_close(&j);
		buf_addc(&cli->out, '\n');
		return;
	}
	for (size_t i = 0; i < f->written.len; i++)
		buf_addf(&cli->out, "%s\n", f->written.items[i]);
	for (size_t i = 0; i < f->kept.len; i++)
		cli_say(cli, "kept %s, which exists already", f->kept.items[i]);
}

/* An empty database in memory makes a first revision of all that is there. */
static void say_next(struct cli *cli, const struct orm_url *url, bool adopted)
{
	if (cli->models)
		cli_say(cli, "next: revision -a -m \"first\" and upgrade make what the "
		             "program's models say");
	else if (!adopted)
		cli_say(cli, "next: write models.lua, then limbeck revision -a -m \"first\" and "
		             "limbeck upgrade");
	else if (!strcmp(url->scheme, "sqlite"))
		cli_say(cli, "next: limbeck revision -u sqlite:// -a -m \"as found\" and limbeck "
		             "stamp head make what exists the first revision");
}

static bool run(struct cli *cli, const void *data, struct error *err)
{
	const struct init_args *args = data;
	const struct template *t = template_find(args->template);
	const struct cli_project *p;
	struct project_files files = { .cli = cli, .dir = or_default(args->dir, ".") };
	struct orm_url url;
	const char *models = NULL;

	if (!project_get(cli, &p, err))
		return false;
	const char *text = or_default(p->url, "sqlite:///app.db");
	if (!orm_url_parse(cli->arena, text, &url, err))
		return false;
	struct orm_url place = seen_from(cli, files.dir, &url);
	if (!cli->models && !models_text(cli, &place, &models, err))
		return false;
	const char *scripts = path_join(cli->arena, files.dir, "migrations");
	if (!file_mkdir(scripts, err) ||
	    !write_new(&files, "limbeck.lua", config_text(cli, &url, t), err) ||
	    (models && !write_new(&files, "models.lua", models, err)) ||
	    !write_more(&files, t, err))
		return false;
	report(cli, &files);
	if (args->package)
		cli_say(cli, "--package: there are no Python files to write");
	say_next(cli, &url, models != first_models);
	return true;
}

const struct command init_command = {
	.name = "init",
	.group = GROUP_PROJECT,
	.summary = "begin a project: settings, models, folder for migrations",
	.args_size = sizeof(struct init_args),
	.options = options,
	.arguments = arguments,
	.examples = examples,
	.run = run,
};
