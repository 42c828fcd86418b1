/*
 * cli/fleet_targets.c - which databases a fleet is made of
 */
#include "cli/fleet_targets.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/map.h"
#include "base/text.h"
#include "cli/project.h"
#include "reflect/write/json_tree.h"

struct list {
	struct cli *cli;
	const char *file; /* NULL = a query */
	struct fleet_targets *out;
	struct map *urls, *names; /* of struct seen */
};

struct seen {
	int line;
};

/* Where an error is: a line of the file, or a row of the query. */
static bool fail_line(const struct list *l, int line, struct error *err)
{
	if (l->file)
		return fail_at(err, l->file, line);
	return fail_object(err, "row %d of the targets' query", line);
}

static const struct seen *seen_before(struct list *l, struct map *map, const char *key, int line)
{
	const struct seen *first = map_get(map, key);
	struct seen *now;

	if (first)
		return first;
	now = ARENA_NEW(l->cli->arena, struct seen);
	now->line = line;
	map_put(map, key, now);
	return NULL;
}

static bool check_twice(struct list *l, const struct fleet_target *t, const struct orm_url *url,
                        struct error *err)
{
	const char *where = l->file ? "line" : "row";
	const struct seen *same;

	same = seen_before(l, l->urls, orm_url_text(l->cli->arena, url, true), t->line);
	if (same)
		fail(err, ERR_INPUT, "the target \"%s\" is that of %s %d already", t->name, where,
		     same->line);
	else if ((same = seen_before(l, l->names, t->name, t->line)))
		fail(err, ERR_INPUT, "\"%s\" is the name of the target in %s %d already", t->name,
		     where, same->line);
	if (same)
		return fail_line(l, t->line, err);
	return true;
}

/* `name` may be NULL: then it is the URL's, without what is secret. */
static bool add(struct list *l, const char *name, const char *text, int line, struct error *err)
{
	struct arena *a = l->cli->arena;
	struct fleet_target t = { .url = text, .line = line };
	struct orm_url url;

	t.name = orm_url_redact(a, name ? name : text);
	if (!orm_url_looks_like(text)) {
		/* It may be half of a password. */
		fail(err, ERR_INPUT, "a target that is no URL");
		fail_hint(err, "A line is a URL, such as sqlite:///app.db, or an object "
		               "{\"name\": ..., \"url\": ...}.");
		return fail_line(l, line, err);
	}
	if (!orm_url_parse(a, text, &url, err))
		return fail_line(l, line, err);
	if (!orm_dialect_find(url.scheme)) {
		fail(err, ERR_INPUT, "this limbeck knows no database \"%s\"", url.scheme);
		return fail_line(l, line, err);
	}
	if (!check_twice(l, &t, &url, err))
		return false;
	vec_push(a, l->out, t);
	return true;
}

static bool add_json(struct list *l, const char *text, int line, struct error *err)
{
	const char *name = NULL, *url = NULL;
	struct error wrong = { .position = -1 };
	struct json_node *root;

	/* Its own message counts lines from this one. */
	if (!json_tree_parse(l->cli->arena, l->file, text, strlen(text), &root, &wrong)) {
		fail(err, ERR_INPUT, "a line that begins with { and is no JSON object");
		return fail_line(l, line, err);
	}
	for (const struct json_node *n = root->first; n; n = n->next) {
		const char **to = NULL;

		if (!strcmp(n->key, "name"))
			to = &name;
		else if (!strcmp(n->key, "url"))
			to = &url;
		if (!to) {
			fail(err, ERR_INPUT, "unknown key \"%s\" of a target", n->key);
			fail_hint(err, "There are \"name\" and \"url\".");
			return fail_line(l, line, err);
		}
		if (n->kind != JSON_TEXT || !*n->text) {
			fail(err, ERR_INPUT, "\"%s\" of a target is no text", n->key);
			return fail_line(l, line, err);
		}
		*to = n->text;
	}
	if (url)
		return add(l, name, url, line, err);
	fail(err, ERR_INPUT, "a target without \"url\"");
	return fail_line(l, line, err);
}

static bool add_line(struct list *l, const char *text, int line, struct error *err)
{
	if (!*text || *text == '#')
		return true;
	return *text == '{' ? add_json(l, text, line, err) : add(l, NULL, text, line, err);
}

static bool read_input(struct arena *a, char **out)
{
	struct buf b = { 0 };
	char part[4096];
	size_t n;

	while ((n = fread(part, 1, sizeof part, stdin)) > 0)
		buf_add(&b, part, n);
	*out = buf_take(&b, a);
	return !ferror(stdin);
}

static bool read_file(struct list *l, struct error *err)
{
	struct arena *a = l->cli->arena;
	char *text;
	size_t len;
	int line = 1;

	if (!strcmp(l->file, "-")) {
		l->file = "standard input";
		if (!read_input(a, &text))
			return fail(err, ERR_IO, "can't read standard input");
	} else if (!file_read(a, l->file, &text, &len, err)) {
		return false;
	}
	for (; *text; line++) {
		len = strcspn(text, "\n");
		if (!add_line(l, text_trim(a, text, len), line, err))
			return false;
		text += len + (text[len] == '\n');
	}
	if (l->out->len)
		return true;
	fail(err, ERR_INPUT, "there is no target in it");
	return fail_at(err, l->file, 0);
}

enum { AS_URL, AS_NAME, AS_DATABASE, AS_SCHEMA, AS_COUNT };

static const char *const roles[AS_COUNT] = { "url", "name", "database", "schema" };

/* Which column says what, by its name; -1 = none. */
static bool find_roles(const struct orm_result *r, int columns[AS_COUNT], struct error *err)
{
	for (int role = 0; role < AS_COUNT; role++)
		columns[role] = -1;
	for (int i = 0; i < orm_columns(r); i++) {
		const char *name = orm_column_name(r, i);
		int role = 0;

		while (role < AS_COUNT && !text_same_nocase(name, roles[role]))
			role++;
		if (role == AS_COUNT) {
			fail(err, ERR_USAGE, "the targets' query has a column \"%s\"", name);
			return fail_hint(err, "Columns are \"database\", \"schema\", \"url\" and "
			                      "\"name\": SELECT datname AS database ...");
		}
		columns[role] = i;
	}
	if (columns[AS_URL] >= 0 || columns[AS_DATABASE] >= 0 || columns[AS_SCHEMA] >= 0)
		return true;
	fail(err, ERR_USAGE,
	     "the targets' query has no column \"database\", \"schema\" or \"url\"");
	return fail_hint(err, "SELECT datname AS database ...");
}

static void set_schema(struct arena *a, struct orm_url *url, const char *schema)
{
	struct orm_url from = *url;

	memset(&url->params, 0, sizeof url->params);
	for (size_t i = 0; i < from.params.len; i++)
		if (strcmp(from.params.items[i].key, "schema") != 0)
			vec_push(a, &url->params, from.params.items[i]);
	vec_push(a, &url->params, (struct orm_url_param){ "schema", schema });
}

/* The main URL with another database, another schema, or both. */
static bool place(const struct orm_conn *c, struct arena *a, const char *database,
                  const char *schema, const char **out, struct error *err)
{
	const struct orm_dialect *d = orm_conn_dialect(c);
	struct orm_url url = *orm_conn_url(c);

	/* Where both words mean the same. */
	if (schema && !d->has_path && !d->default_schema && !database) {
		database = schema;
		schema = NULL;
	}
	if (schema && !d->has_path)
		return fail(err, ERR_USAGE, "in %s a schema can't be a target", d->title);
	if (database)
		url.database = database;
	if (schema)
		set_schema(a, &url, schema);
	*out = orm_url_text(a, &url, true);
	return true;
}

static bool add_row(struct list *l, struct orm_result *r, const struct orm_conn *c,
                    const int columns[AS_COUNT], int row, struct error *err)
{
	struct arena *a = l->cli->arena;
	const char *said[AS_COUNT] = { 0 }, *url, *name;

	for (int role = 0; role < AS_COUNT; role++)
		if (columns[role] >= 0)
			said[role] = arena_strdup(a, orm_get_text(r, columns[role]));
	if (!said[AS_URL] && !said[AS_DATABASE] && !said[AS_SCHEMA]) {
		fail(err, ERR_INPUT, "a target that is NULL");
		return fail_line(l, row, err);
	}
	url = said[AS_URL];
	name = said[AS_NAME];
	if (!url && !place(c, a, said[AS_DATABASE], said[AS_SCHEMA], &url, err))
		return false;
	if (!name && !said[AS_URL])
		name = said[AS_DATABASE] && said[AS_SCHEMA]
		           ? arena_printf(a, "%s.%s", said[AS_DATABASE], said[AS_SCHEMA])
		       : said[AS_SCHEMA] ? said[AS_SCHEMA]
		                         : said[AS_DATABASE];
	return add(l, name, url, row, err);
}

static bool read_rows(struct list *l, struct orm_conn *c, const char *sql, struct error *err)
{
	int columns[AS_COUNT], row = 0;
	enum orm_step step = ORM_FAILED;
	struct orm_result *r;

	if (!orm_query(c, sql, NULL, 0, &r, err))
		return false;
	if (find_roles(r, columns, err))
		while ((step = orm_next(r, err)) == ORM_ROW)
			if (!add_row(l, r, c, columns, ++row, err))
				break;
	orm_result_close(r);
	if (step != ORM_DONE)
		return false;
	return row || fail(err, ERR_INPUT, "the targets' query gives no row");
}

bool fleet_targets_read(struct cli *cli, const struct fleet_args *args, struct fleet_targets *out,
                        struct error *err)
{
	struct list l = { .cli = cli,
		          .file = args->targets,
		          .out = out,
		          .urls = map_new(cli->arena),
		          .names = map_new(cli->arena) };
	struct orm_conn *c;

	if (args->targets)
		return read_file(&l, err);
	if (!project_open(cli, DATABASE_READ, &c, err))
		return false;
	bool ok = read_rows(&l, c, args->query, err);
	orm_close(c);
	return ok;
}
