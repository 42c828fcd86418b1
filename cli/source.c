/*
 * cli/source.c - anything that says what a schema is, as metadata
 */
#include "cli/source.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/interrupt.h"
#include "cli/models.h"
#include "cli/plan.h"
#include "cli/project.h"
#include "cli/sql_files.h"
#include "lua/luax.h"
#include "migrate/scratch.h"
#include "orm/engine/scratch.h"
#include "orm/schema/resolve.h"
#include "orm/schema/translate.h"
#include "reflect/write/write.h"

/* What a loader is given. */
struct source {
	struct cli *cli;
	const char *text;
	struct source_terms *terms;
};

typedef bool source_loader(const struct source *s, struct orm_metadata **out, struct error *err);

/* Says the usual schema as well, unless the URL has one. */
static void name_schema(struct arena *a, const struct orm_dialect *d, struct orm_url *url)
{
	struct orm_url_param param = { "schema", d->default_schema };

	if (d->default_schema && !orm_url_param(url, param.key))
		vec_push(a, &url->params, param);
}

static bool load_database(const struct source *s, struct orm_metadata **out, struct error *err)
{
	struct orm_conn *c;

	struct arena *a = s->cli->arena;
	const char *text = s->text;

	/* DATABASE_WRITE wouldn't write either, but an absent file is an error. */
	struct orm_url url;
	if (!orm_url_parse(s->cli->arena, s->text, &url, err))
		return false;
	if (database_is_absent(&url)) {
		fail(err, ERR_CONNECT, "database file \"%s\" does not exist", url.database);
		return fail_hint(err,
		                 "The URL of an empty database is \"sqlite://\"; limbeck apply "
		                 "and limbeck upgrade make the file.");
	}
	if (s->terms->by_schema) {
		name_schema(a, s->terms->dialect, &url);
		text = orm_url_text(a, &url, true);
	}
	if (!database_open(s->cli, text, DATABASE_READ, &c, err))
		return false;
	if (!s->terms->version && orm_conn_dialect(c) == s->terms->dialect)
		s->terms->version = orm_conn_version(c);
	bool ok = reflect_database(s->cli->arena, c, &s->terms->scope, out, err);
	orm_close(c);
	return ok;
}

/* What the models' own MetaData says comes before limbeck.lua. */
static void name_by_project(struct orm_naming *own, const struct orm_naming *project)
{
	own->ix = own->ix ? own->ix : project->ix;
	own->uq = own->uq ? own->uq : project->uq;
	own->ck = own->ck ? own->ck : project->ck;
	own->fk = own->fk ? own->fk : project->fk;
	own->pk = own->pk ? own->pk : project->pk;
}

static bool load_models(const struct source *s, struct orm_metadata **out, struct error *err)
{
	const struct cli_project *p;

	if (!project_get(s->cli, &p, err) ||
	    !luax_models_load(s->cli->arena, s->text, &s->cli->options.x, out, err))
		return false;
	name_by_project(&(*out)->naming, &p->config.naming);
	return true;
}

static bool load_compiled(const struct source *s, struct orm_metadata **out, struct error *err)
{
	const struct cli_project *p;

	if (!project_get(s->cli, &p, err) || !models_compiled(s->cli, s->text, out, err))
		return false;
	name_by_project(&(*out)->naming, &p->config.naming);
	return true;
}

static bool load_snapshot(const struct source *s, struct orm_metadata **out, struct error *err)
{
	char *text;
	size_t len;

	return file_read(s->cli->arena, s->text, &text, &len, err) &&
	       read_json(s->cli->arena, s->text, text, len, out, err);
}

static bool settle(const struct source_terms *terms, struct source_scratch *out, struct error *err)
{
	out->before = interrupt_swap(out->conn);
	if (!terms->tenant || orm_scratch_is_inside(out->conn) ||
	    migrate_scratch_beside(out->conn, terms->tenant, err))
		return true;
	return source_scratch_close(out, false, err);
}

bool source_scratch_open(const struct source_terms *terms, struct source_scratch *out,
                         struct error *err)
{
	return migrate_scratch_open(terms->dialect, terms->server, &out->conn, err) &&
	       settle(terms, out, err);
}

bool source_scratch_for_models(const struct source_terms *terms, struct source_scratch *out,
                               struct error *err)
{
	return migrate_scratch_for_models(terms->dialect, terms->server, &out->conn, err) &&
	       settle(terms, out, err);
}

bool source_scratch_close(struct source_scratch *s, bool ok, struct error *err)
{
	interrupt_swap(s->before);
	orm_close(s->conn);
	if (ok && interrupt_seen())
		return fail(err, ERR_INTERRUPTED, "interrupted");
	return ok;
}

static bool reflect_scratch(struct cli *cli, struct orm_conn *c, const struct source_terms *terms,
                            struct orm_metadata **out, struct error *err)
{
	struct reflect_options scope = terms->scope;

	scope.scratch = true;
	return reflect_database(cli->arena, c, &scope, out, err);
}

static bool load_sql(const struct source *s, struct orm_metadata **out, struct error *err)
{
	struct source_scratch scratch;
	struct sql_files files = { 0 };

	if (!source_scratch_open(s->terms, &scratch, err))
		return false;
	if (!s->terms->version)
		s->terms->version = orm_conn_version(scratch.conn);
	bool ok = sql_files_run(s->cli->arena, scratch.conn, s->text, &files, err) &&
	          reflect_scratch(s->cli, scratch.conn, s->terms, out, err) &&
	          sql_files_note(s->cli->arena, &files, *out, err);
	return source_scratch_close(&scratch, ok, err);
}

bool source_history(struct cli *cli, const char *dir, const char *revision,
                    const struct source_terms *terms, struct orm_metadata **out, struct error *err)
{
	struct migrate_graph graph;
	struct migrate_runner runner;
	struct source_scratch scratch;

	if (!plan_graph(cli, dir, &graph, err) || !plan_runner(cli, NULL, &graph, &runner, err) ||
	    !source_scratch_open(terms, &scratch, err))
		return false;
	runner.conn = scratch.conn;
	bool ok = migrate_replay(cli->arena, &runner, scratch.conn, revision, err) &&
	          reflect_scratch(cli, scratch.conn, terms, out, err);
	return source_scratch_close(&scratch, ok, err);
}

static bool load_history(const struct source *s, struct orm_metadata **out, struct error *err)
{
	const char *at = strrchr(s->text, '@');
	const char *dir = s->text, *revision = NULL;

	if (at && !file_is_dir(s->text)) {
		dir = arena_strndup(s->cli->arena, s->text, (size_t)(at - s->text));
		revision = at + 1;
	}
	return source_history(s->cli, dir, revision, s->terms, out, err);
}

/* Does a line of the file mark it as a script rather than a schema? */
static bool is_script(struct cli *cli, const char *path)
{
	struct error ignored = { 0 };
	char *text;
	size_t len;

	if (text_ends(path, ".lua"))
		return true;
	return text_ends(path, ".sql") && file_read(cli->arena, path, &text, &len, &ignored) &&
	       strstr(text, "-- limbeck: upgrade");
}

static bool is_history(struct cli *cli, const char *text)
{
	struct names files = { 0 };
	struct error ignored = { 0 };
	const char *at = strrchr(text, '@');
	const char *dir = text;

	if (at && !file_is_dir(text))
		dir = arena_strndup(cli->arena, text, (size_t)(at - text));
	if (!file_is_dir(dir) || !file_list(cli->arena, dir, &files, &ignored))
		return false;
	for (size_t i = 0; i < files.len; i++)
		if (is_script(cli, path_join(cli->arena, dir, files.items[i])))
			return true;
	/* A folder without any script is an empty history, one with .sql isn't. */
	return dir != text || !files.len;
}

static bool is_database(struct cli *cli, const char *text)
{
	(void)cli;
	return orm_url_looks_like(text);
}

static bool is_models(struct cli *cli, const char *text)
{
	(void)cli;
	return text_ends(text, ".lua");
}

static bool is_snapshot(struct cli *cli, const char *text)
{
	(void)cli;
	return text_ends(text, ".json");
}

static bool is_sql(struct cli *cli, const char *text)
{
	(void)cli;
	return text_ends(text, ".sql") || file_is_dir(text);
}

/* The first that recognises a source loads it. */
static const struct {
	bool (*is)(struct cli *cli, const char *text);
	source_loader *load;
} kinds[] = {
	{ is_database, load_database },
	{ is_models, load_models },
	{ models_are_own, load_compiled },
	{ models_are_shared, load_compiled },
	{ is_snapshot, load_snapshot },
	{ is_history, load_history },
	{ is_sql, load_sql },
};

static source_loader *find_loader(struct cli *cli, const char *text, struct error *err)
{
	if (!is_database(cli, text) && !models_are_own(cli, text) && file_is_special(text)) {
		fail(err, ERR_USAGE, "source \"%s\" is no ordinary file", text);
		fail_hint(err, "Write what comes out of it to a file first.");
		return NULL;
	}
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (kinds[i].is(cli, text))
			return kinds[i].load;
	if (file_exists(text)) {
		fail(err, ERR_USAGE, "can't tell what \"%s\" is", text);
		fail_hint(err,
		          "Sources are URLs, *.lua, *.so, *.sql, *.json and folders; "
		          "an SQLite file is written sqlite:///%s.",
		          text);
		return NULL;
	}
	fail(err, ERR_USAGE, "source \"%s\" does not exist", text);
	fail_hint(err, "Sources are database URLs, *.lua, *.so, *.sql, *.json and folders.");
	return NULL;
}

/* MySQL's URLs lead to MariaDB's servers as well, and the other way round. */
static bool are_related(const struct orm_dialect *a, const struct orm_dialect *b)
{
	return a && b && text_same(or_default(a->base, a->name), or_default(b->base, b->name));
}

static bool has_relatives(const struct orm_dialect *d)
{
	for (size_t i = 0; orm_dialects[i]; i++)
		if (orm_dialects[i] != d && are_related(orm_dialects[i], d))
			return true;
	return false;
}

/* Where the URL leaves that open the server says what it is. */
static bool url_dialect(struct cli *cli, const char *text, const struct orm_dialect **out,
                        struct error *err)
{
	struct orm_connect_options options = { .read_only = true };
	struct orm_conn *conn;
	struct orm_url url;

	if (!orm_url_parse(cli->arena, text, &url, err))
		return false;
	*out = orm_dialect_find(url.scheme);
	if (!has_relatives(*out))
		return true;
	if (!orm_connect(&url, &options, &conn, err))
		return false;
	*out = orm_conn_dialect(conn);
	orm_close(conn);
	return true;
}

bool source_dialect(struct cli *cli, const char *text, const struct orm_dialect **out,
                    struct error *err)
{
	source_loader *load = find_loader(cli, text, err);
	struct orm_metadata *m;

	*out = NULL;
	if (!load)
		return false;
	if (load == load_database)
		return url_dialect(cli, text, out, err);
	if (load != load_snapshot)
		return true;
	if (!load_snapshot(&(struct source){ .cli = cli, .text = text }, &m, err))
		return false;
	*out = m->dialect;
	return true;
}

static bool in_scope(const struct reflect_options *scope, const char *name)
{
	bool in = !scope->include.len;

	for (size_t i = 0; i < scope->include.len && !in; i++)
		in = text_glob(scope->include.items[i], name);
	for (size_t i = 0; i < scope->exclude.len && in; i++)
		in = !text_glob(scope->exclude.items[i], name);
	return in;
}

struct orm_metadata *source_limit(struct cli *cli, struct orm_metadata *m,
                                  const struct reflect_options *scope)
{
	struct orm_metadata *out;

	if (!(scope->include.len || scope->exclude.len))
		return m;
	out = orm_metadata_like(cli->arena, m);
	for (size_t i = 0; i < m->tables.len; i++)
		if (in_scope(scope, m->tables.items[i]->object.name))
			orm_metadata_add_table(out, m->tables.items[i]);
	for (size_t i = 0; i < m->definitions.len; i++) {
		struct orm_definition *d = m->definitions.items[i];

		if (in_scope(scope, d->on ? d->on : d->object.name))
			orm_metadata_add_definition(out, d);
	}
	return out;
}

void source_without_privileges(const struct source_terms *terms, struct orm_metadata *m)
{
	for (size_t i = m->definitions.len; terms->no_privileges && i-- > 0;)
		if (m->definitions.items[i]->object.kind == ORM_PRIVILEGE)
			vec_remove(&m->definitions, i);
}

static bool has_privileges(const struct orm_metadata *m)
{
	for (size_t i = 0; i < m->definitions.len; i++)
		if (m->definitions.items[i]->object.kind == ORM_PRIVILEGE)
			return true;
	return false;
}

/* As the source has it, in the terms' dialect. */
static bool load_whole(const struct source *s, source_loader *load, struct orm_metadata **out,
                       struct error *err)
{
	struct orm_metadata *m;

	if (!load(s, &m, err))
		return false;
	if (m->dialect && m->dialect != s->terms->dialect) {
		s->terms->translated = true;
		m = orm_translate(s->cli->arena, m, s->terms->dialect, s->terms->like);
	}
	/* what was read is in these terms, and nobody else's to change */
	*out = m;
	if (!m->reflected && !orm_resolve(s->cli->arena, m, s->terms->dialect, out, err))
		return false;
	if (s->terms->scope.no_definers)
		source_without_definers(s->cli->arena, *out);
	return true;
}

static bool is_file(source_loader *load)
{
	return load == load_models || load == load_compiled || load == load_snapshot;
}

bool source_load_whole(struct cli *cli, const char *text, struct source_terms *terms,
                       struct orm_metadata **out, struct error *err)
{
	struct source s = { .cli = cli, .text = text, .terms = terms };
	source_loader *load = find_loader(cli, text, err);

	return load && load_whole(&s, load, out, err);
}

bool source_load(struct cli *cli, const char *text, struct source_terms *terms,
                 struct orm_metadata **out, struct error *err)
{
	struct source s = { .cli = cli, .text = text, .terms = terms };
	source_loader *load = find_loader(cli, text, err);

	if (!load || !load_whole(&s, load, out, err))
		return false;
	if (is_file(load)) {
		*out = source_limit(cli, *out, &terms->scope);
		terms->no_privileges |= !has_privileges(*out);
	}
	return true;
}

/* A URL of the dialect, or of one that it can be tried on; else *found is NULL. */
static bool take_url(struct cli *cli, const char *text, const struct source_terms *terms,
                     const struct orm_url **found, struct error *err)
{
	struct orm_url *url = ARENA_NEW(cli->arena, struct orm_url);

	*found = NULL;
	if (!text || !orm_url_looks_like(text))
		return true;
	if (!orm_url_parse(cli->arena, text, url, err))
		return false;
	if (!are_related(orm_dialect_find(url->scheme), terms->dialect))
		return true;
	if (terms->by_schema)
		name_schema(cli->arena, terms->dialect, url);
	*found = url;
	return true;
}

/* The database that scratch ones are made beside: --scratch, or what is talked to anyway. */
static bool find_server(struct cli *cli, const char *first, const char *second,
                        struct source_terms *out, struct error *err)
{
	const struct cli_project *p;
	const struct orm_url *url;

	if (!project_get(cli, &p, err) ||
	    !take_url(cli, cli->options.scratch, out, &out->server, err))
		return false;
	const char *candidates[] = { first, second, p->url };
	for (size_t i = 0; i < COUNT(candidates) && !out->tenant; i++) {
		if (!take_url(cli, candidates[i], out, &url, err))
			return false;
		out->tenant = url;
		out->server = out->server ? out->server : url;
	}
	return true;
}

static bool has_schema(struct cli *cli, const char *text)
{
	struct error ignored = { .position = -1 };
	struct orm_url url;

	return text && orm_url_looks_like(text) &&
	       orm_url_parse(cli->arena, text, &url, &ignored) && orm_url_param(&url, "schema");
}

bool source_agree(struct cli *cli, const char *first, const char *second, bool configured,
                  struct source_terms *out, struct error *err)
{
	const struct orm_dialect *from, *to = NULL;

	*out = (struct source_terms){ 0 };
	if (!source_dialect(cli, first, &from, err) ||
	    (second && !source_dialect(cli, second, &to, err)))
		return false;
	out->dialect = to ? to : from;
	/* what there is of a schema is asked for in other terms */
	if (!second && cli->options.dialect)
		out->dialect = NULL;
	if (!out->dialect && !project_dialect(cli, &out->dialect, err))
		return false;
	out->translated = from && from != out->dialect;
	if (!project_scope(cli, configured, &out->scope, err))
		return false;
	out->by_schema = has_schema(cli, first) || has_schema(cli, second);
	return to ? find_server(cli, second, first, out, err)
	          : find_server(cli, first, second, out, err);
}

bool source_unbound(struct cli *cli, struct source_terms *out, struct error *err)
{
	*out = (struct source_terms){ 0 };
	return project_dialect(cli, &out->dialect, err) && find_server(cli, NULL, NULL, out, err);
}

bool source_beside(struct cli *cli, struct orm_conn *conn, struct source_terms *out,
                   struct error *err)
{
	*out = (struct source_terms){ .dialect = orm_conn_dialect(conn),
		                      .version = orm_conn_version(conn),
		                      .by_schema =
		                          orm_url_param(orm_conn_url(conn), "schema") != NULL };
	return project_scope(cli, true, &out->scope, err) &&
	       find_server(cli, orm_url_text(cli->arena, orm_conn_url(conn), true), NULL, out, err);
}
