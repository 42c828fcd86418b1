/*
 * cli/project.c - settings, each from the first place that has it
 */
#include "cli/project.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/models.h"
#include "cli/terminal.h"
#include "lua/hooks.h"
#include "migrate/script_name.h"

static const char *environment(const char *name)
{
	const char *value = getenv(name);

	return text_empty(value) ? NULL : value;
}

static const char *first(const char *flag, const char *variable, const char *configured)
{
	if (flag)
		return flag;
	return or_default(environment(variable), configured);
}

const char *project_config_path(const struct cli *cli)
{
	return first(cli->options.config, "LIMBECK_CONFIG", "limbeck.lua");
}

static bool load_config(struct cli *cli, struct cli_project *p, struct error *err)
{
	const char *path = project_config_path(cli);
	bool named = cli->options.config || environment("LIMBECK_CONFIG");
	const char *profile = first(cli->options.profile, "LIMBECK_PROFILE", NULL);

	p->config.migrations = "migrations";
	p->config.script_format = "lua";
	p->config.lock_timeout_ms = -1;
	p->config.truncate_slug_length = MIGRATE_SLUG_MAX;
	if (!named && !file_exists(path)) {
		if (!profile)
			return true;
		fail(err, ERR_USAGE, "profile \"%s\" needs a limbeck.lua, and there is none here",
		     profile);
		return fail_hint(err, "\"limbeck init\" makes one, -c FILE names another.");
	}
	p->found = true;
	return luax_config_load(cli->arena, path, profile, &cli->options.x, &p->config, err);
}

static void find_locations(struct arena *a, struct cli_project *p)
{
	vec_push(a, &p->locations, p->migrations);
	for (size_t i = 0; i < p->config.version_locations.len; i++)
		if (!text_same(p->config.version_locations.items[i], p->migrations))
			vec_push(a, &p->locations, p->config.version_locations.items[i]);
}

bool project_get(struct cli *cli, const struct cli_project **out, struct error *err)
{
	if (!cli->project) {
		struct cli_project *p = ARENA_NEW(cli->arena, struct cli_project);

		if (!load_config(cli, p, err))
			return false;
		p->url = first(cli->options.url, "LIMBECK_URL", p->config.url);
		p->models = first(cli->options.models, "LIMBECK_MODELS", p->config.models);
		if (!p->models && cli->models)
			p->models = MODELS_OWN;
		p->migrations =
		    first(cli->options.migrations, "LIMBECK_MIGRATIONS", p->config.migrations);
		find_locations(cli->arena, p);
		cli->project = p;
	}
	*out = cli->project;
	return true;
}

void project_set_url(struct cli *cli, const char *url)
{
	cli->options.url = cli->project->url = url;
}

void project_close(struct cli *cli)
{
	if (cli->project)
		luax_hooks_close(cli->project->config.hooks);
}

static bool find_dialect(const char *name, const struct orm_dialect **out, struct error *err)
{
	*out = orm_dialect_find(name);
	if (*out)
		return true;
	return fail(err, ERR_UNSUPPORTED, "this limbeck knows no database \"%s\"", name);
}

bool project_dialect(struct cli *cli, const struct orm_dialect **out, struct error *err)
{
	const struct cli_project *p;
	struct orm_url url;

	if (cli->options.dialect)
		return find_dialect(cli->options.dialect, out, err);
	if (!project_get(cli, &p, err))
		return false;
	if (!p->url) {
		*out = &orm_sqlite;
		return true;
	}
	return orm_url_parse(cli->arena, p->url, &url, err) && find_dialect(url.scheme, out, err);
}

static void append(struct arena *a, struct names *to, const struct names *from)
{
	for (size_t i = 0; i < from->len; i++)
		vec_push(a, to, from->items[i]);
}

bool project_scope(struct cli *cli, bool configured, struct reflect_options *out, struct error *err)
{
	const struct cli_project *p = NULL;

	if (configured && !project_get(cli, &p, err))
		return false;
	*out = (struct reflect_options){ .schema = cli->options.schema,
		                         .no_definers = cli->options.no_definers };
	append(cli->arena, &out->include, &cli->options.include);
	append(cli->arena, &out->exclude, &cli->options.exclude);
	if (!p)
		return true;
	/* What is included on the command line narrows the file's choice down;
	 * only exclusions add up. */
	if (!out->include.len)
		append(cli->arena, &out->include, &p->config.include);
	append(cli->arena, &out->exclude, &p->config.exclude);
	out->no_definers |= p->config.no_definers;
	return true;
}

bool database_is_absent(const struct orm_url *url)
{
	return !strcmp(url->scheme, "sqlite") && !text_empty(url->database) &&
	       strcmp(url->database, ":memory:") != 0 && !file_exists(url->database);
}

static void echo(void *data, const char *sql)
{
	(void)data;
	fprintf(stderr, "%s;\n", sql);
}

/* What the server remarks, on a line of its own. */
static void notice(void *data, const char *severity, const char *text)
{
	struct cli *cli = data;
	struct buf clean = { 0 };

	terminal_escape(&clean, text);
	fprintf(stderr, "%s  %s: %s\n", cli->line_open ? "\n" : "", severity, buf_str(&clean));
	cli->line_open = false;
	buf_release(&clean);
}

static void waiting(void *data, const struct error *err)
{
	cli_say(data, "waiting for the database to start: %s", err->message);
}

bool database_open(struct cli *cli, const char *text, enum database_use use, struct orm_conn **out,
                   struct error *err)
{
	bool reads = use == DATABASE_READ || use == DATABASE_GLANCE;
	struct orm_connect_options options = { .read_only = reads,
		                               .create = use == DATABASE_CREATE,
		                               .wait_ms = cli->connect_wait_ms,
		                               .waiting = waiting,
		                               .waiting_data = cli,
		                               .default_schema_first = use != DATABASE_GLANCE };
	const struct cli_project *p;
	struct orm_url url;

	if (!project_get(cli, &p, err) || !orm_url_parse(cli->arena, text, &url, err))
		return false;
	if (!cli->options.quiet) {
		options.notice = notice;
		options.notice_data = cli;
	}
	if (cli->options.echo)
		options.echo = echo;
	/* The connection's 0 is its default, and -1 its way not to wait. */
	if (p->config.lock_timeout_ms >= 0)
		options.lock_timeout_ms =
		    p->config.lock_timeout_ms ? p->config.lock_timeout_ms : -1;
	/* Reading must not make the file: an empty database stands for it. */
	if (reads && database_is_absent(&url)) {
		url = (struct orm_url){ .scheme = "sqlite" };
		options.read_only = false;
	}
	return orm_connect(&url, &options, out, err);
}

bool project_open(struct cli *cli, enum database_use use, struct orm_conn **out, struct error *err)
{
	const struct cli_project *p;

	if (!project_get(cli, &p, err))
		return false;
	if (!p->url) {
		fail(err, ERR_USAGE, "no database is given");
		return fail_hint(err, "Name it by --url URL, in LIMBECK_URL, or as url in "
		                      "limbeck.lua (\"limbeck init\" makes one).");
	}
	return database_open(cli, p->url, use, out, err);
}

bool project_offline(struct cli *cli, struct error *err)
{
	const struct cli_project *p;
	struct orm_url url;

	if (!project_get(cli, &p, err) || (p->url && !orm_url_parse(cli->arena, p->url, &url, err)))
		return false;
	if (!p->url || !orm_url_param(&url, "schema"))
		return true;
	fail(err, ERR_USAGE, "SQL can't be printed for a URL with schema=");
	return fail_hint(err, "It would record its revisions in the default schema: leave "
	                      "schema= out, or run it without --sql.");
}

bool project_is_absent(struct cli *cli)
{
	struct error ignored = { 0 };
	const struct cli_project *p;
	struct orm_url url;

	return project_get(cli, &p, &ignored) && p->url &&
	       orm_url_parse(cli->arena, p->url, &url, &ignored) && database_is_absent(&url);
}
