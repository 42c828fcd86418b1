/*
 * cli/draft_revision.c - a new revision's place in the history
 */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "cli/draft.h"
#include "cli/project.h"
#include "migrate/script.h"

/* A line each, so that a header holds it. */
static const char *one_line(struct arena *a, const char *message)
{
	char *copy = arena_strdup(a, message);

	for (char *c = copy; *c; c++)
		if (*c == '\n' || *c == '\r')
			*c = ' ';
	return copy;
}

static bool name_other(const struct migrate_revision *r, struct error *err)
{
	return fail_hint(err, "It is that of %s.",
	                 r->path ? r->path : "a revision that is built in");
}

static const struct migrate_revision *with_label(const struct migrate_graph *g, const char *label)
{
	for (size_t i = 0; i < g->all.len; i++)
		for (size_t k = 0; k < g->all.items[i]->labels.len; k++)
			if (!strcmp(g->all.items[i]->labels.items[k], label))
				return g->all.items[i];
	return NULL;
}

/* The graph refuses what wouldn't fit: a used id, an unknown dependency. */
static bool check_fits(struct cli *cli, const struct migrate_graph *g,
                       const struct migrate_revision *r, struct error *err)
{
	const struct migrate_revision *same = migrate_graph_find(g, r->id);
	struct migrate_revisions fresh = { 0 };

	if (same) {
		(void)fail(err, ERR_USAGE, "revision \"%s\" exists already", r->id);
		return name_other(same, err);
	}
	for (size_t i = 0; i < r->labels.len; i++)
		if ((same = with_label(g, r->labels.items[i]))) {
			(void)fail(err, ERR_STATE, "branch label \"%s\" is taken",
			           r->labels.items[i]);
			return name_other(same, err);
		}
	vec_push(cli->arena, &fresh, arena_copy(cli->arena, r, sizeof *r));
	return plan_graph_takes(cli, g, &fresh, err);
}

static bool set_parents(struct cli *cli, const struct migrate_revisions *parents, bool splice,
                        struct migrate_revision *r, struct error *err)
{
	for (size_t i = 0; i < parents->len; i++) {
		if (parents->items[i]->children.len && !splice) {
			fail(err, ERR_STATE, "revision \"%s\" is not a head",
			     parents->items[i]->id);
			return fail_hint(err, "--splice begins a branch there.");
		}
		vec_push(cli->arena, &r->down, parents->items[i]->id);
	}
	return true;
}

/* Labels stay labels; what else names revisions becomes their ids, which a script needs. */
static bool set_dependencies(struct cli *cli, const struct migrate_graph *g,
                             const struct names *words, struct migrate_revision *r,
                             struct error *err)
{
	for (size_t i = 0; i < words->len; i++) {
		const char *word = words->items[i];
		struct migrate_revisions found = { 0 };

		if (!map_has(g->by_label, word) &&
		    !migrate_graph_resolve(cli->arena, g, NULL, word, &found, err))
			return false;
		if (!found.len)
			vec_push(cli->arena, &r->depends_on, word);
		for (size_t k = 0; k < found.len; k++)
			vec_push(cli->arena, &r->depends_on, found.items[k]->id);
	}
	return true;
}

/* The project's folder that holds the file, or NULL. */
static const char *location_of(const struct cli_project *p, const char *path)
{
	const char *found = NULL;

	for (size_t i = 0; path && i < p->locations.len; i++) {
		const char *dir = p->locations.items[i];
		size_t len = strlen(dir);

		if (text_starts(path, dir) && path[len] == '/' && (!found || len > strlen(found)))
			found = dir;
	}
	return found;
}

static bool is_location(const struct cli_project *p, const char *dir)
{
	for (size_t i = 0; i < p->locations.len; i++)
		if (!strcmp(p->locations.items[i], dir) ||
		    (p->config.recursive_version_locations &&
		     location_of(p, dir) == p->locations.items[i]))
			return true;
	return false;
}

/* --version-path, or where the first parent is, or the only one there is. */
static bool set_folder(struct cli *cli, const char *wanted, const struct migrate_revisions *parents,
                       struct migrate_revision *r, struct error *err)
{
	const struct cli_project *p;

	if (!project_get(cli, &p, err))
		return false;
	if (wanted && !is_location(p, wanted)) {
		fail(err, ERR_USAGE, "\"%s\" is none of the project's folders of scripts", wanted);
		return fail_hint(err, "migrations and version_locations in limbeck.lua name them.");
	}
	r->folder = wanted;
	if (!wanted && parents->len)
		r->folder = location_of(p, parents->items[0]->path);
	if (r->folder || p->locations.len == 1)
		return true;
	fail(err, ERR_USAGE, "there are several folders of scripts, and no parent says which");
	return fail_hint(err, "Name one by --version-path.");
}

bool draft_revision(struct cli *cli, const struct migrate_graph *g,
                    const struct revision_args *args, const struct migrate_revisions *parents,
                    const char *usual, struct migrate_revision *r, struct error *err)
{
	r->id = args->rev_id ? args->rev_id : migrate_new_id(cli->arena);
	r->message = one_line(cli->arena, or_default(args->message, usual));
	r->created = clock_utc(cli->arena);
	r->labels = args->labels;
	return set_dependencies(cli, g, &args->depends_on, r, err) &&
	       set_parents(cli, parents, args->splice, r, err) &&
	       set_folder(cli, args->version_path, parents, r, err) && check_fits(cli, g, r, err);
}

/* Do both follow the same one, or begin a history? */
static bool are_siblings(const struct migrate_revision *a, const struct migrate_revision *b)
{
	for (size_t i = 0; i < a->down.len; i++)
		for (size_t k = 0; k < b->down.len; k++)
			if (!strcmp(a->down.items[i], b->down.items[k]))
				return true;
	return !a->down.len && !b->down.len;
}

bool draft_still_fits(struct cli *cli, const struct migrate_graph *g, bool splice,
                      const struct migrate_revision *r, struct error *err)
{
	struct migrate_graph now;

	if (splice)
		return true;
	if (!plan_graph(cli, NULL, &now, err))
		return false;
	for (size_t i = 0; i < now.all.len; i++) {
		const struct migrate_revision *other = now.all.items[i];

		if (migrate_graph_find(g, other->id) || !are_siblings(other, r))
			continue;
		(void)fail(err, ERR_STATE,
		           "revision \"%s\" was written meanwhile in this one's place", other->id);
		return fail_hint(err, "Nothing was written; apply it, then compare again.");
	}
	return true;
}

void draft_report(struct cli *cli, const struct migrate_revision *r, const struct draft *d)
{
	if (!cli->options.json) {
		if (d->written)
			buf_addf(&cli->out, "%s\n", r->path);
		return;
	}
	struct json j = cli_json(cli);
	json_open_object(&j);
	json_key(&j, "revision");
	json_put_string(&j, d->written ? r->id : NULL);
	json_key(&j, "path");
	json_put_string(&j, d->written ? r->path : NULL);
	json_key(&j, "proven");
	json_put_bool(&j, d->proven);
	json_key(&j, "operations");
	json_put_int(&j, (int64_t)d->plan.result.ops.len);
	json_close(&j);
	buf_addc(&cli->out, '\n');
}
