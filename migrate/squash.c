/*
 * migrate/squash.c - one revision that replaces several
 */
#include "migrate/squash.h"

#include <string.h>

struct view {
	struct arena *arena;
	const struct migrate_revisions *all;
	struct map *left_out; /* ids */
	struct map *aliases;  /* id to struct names: what stands in its place */
};

static bool has(const struct names *list, const char *id)
{
	for (size_t i = 0; i < list->len; i++)
		if (!strcmp(list->items[i], id))
			return true;
	return false;
}

static bool replace(struct view *v, const struct migrate_revision *r, struct error *err)
{
	struct names *self = ARENA_NEW(v->arena, struct names);

	vec_push(v->arena, self, r->id);
	for (size_t i = 0; i < r->replaces.len; i++) {
		const char *id = r->replaces.items[i];

		if (!strcmp(id, r->id) || map_has(v->aliases, id)) {
			(void)fail(err, ERR_STATE, "revision \"%s\" is replaced by %s", id,
			           strcmp(id, r->id) ? "two others" : "itself");
			(void)fail_hint(err, "Correct replaces in one of them.");
			return r->path ? fail_at(err, r->path, 0) : false;
		}
		map_put(v->left_out, id, v);
		map_put(v->aliases, id, self);
	}
	return true;
}

/* What follows it follows the last of those that it doesn't replace here. */
static void leave_out(struct view *v, const struct migrate_revision *r)
{
	struct names *ends = ARENA_NEW(v->arena, struct names), followed = { 0 };

	for (size_t i = 0; i < v->all->len; i++) {
		const struct migrate_revision *other = v->all->items[i];

		for (size_t k = 0; has(&r->replaces, other->id) && k < other->down.len; k++)
			vec_push(v->arena, &followed, other->down.items[k]);
	}
	for (size_t i = 0; i < r->replaces.len; i++)
		if (!has(&followed, r->replaces.items[i]))
			vec_push(v->arena, ends, r->replaces.items[i]);
	map_put(v->left_out, r->id, v);
	map_put(v->aliases, r->id, ends);
}

static void rename_all(const struct view *v, const char *self, struct names *list)
{
	struct names out = { 0 };

	for (size_t i = 0; i < list->len; i++) {
		const struct names *instead = map_get(v->aliases, list->items[i]);

		if (!instead && !has(&out, list->items[i]))
			vec_push(v->arena, &out, list->items[i]);
		for (size_t k = 0; instead && k < instead->len; k++)
			if (!has(&out, instead->items[k]) && strcmp(instead->items[k], self) != 0)
				vec_push(v->arena, &out, instead->items[k]);
	}
	*list = out;
}

bool migrate_squash_view(struct arena *a, const struct migrate_revisions *all,
                         const struct map *old, struct migrate_revisions *out, struct error *err)
{
	struct view v = { .arena = a, .all = all, .left_out = map_new(a), .aliases = map_new(a) };

	for (size_t i = 0; i < all->len; i++) {
		const struct migrate_revision *r = all->items[i];

		if (!r->replaces.len || !r->id)
			continue;
		if (old && map_has(old, r->id))
			leave_out(&v, r);
		else if (!replace(&v, r, err))
			return false;
	}
	for (size_t i = 0; i < all->len; i++) {
		struct migrate_revision *r = all->items[i];

		if (r->id && map_has(v.left_out, r->id))
			continue;
		if (map_count(v.aliases)) {
			r = arena_copy(a, r, sizeof *r);
			rename_all(&v, r->id, &r->down);
			rename_all(&v, r->id, &r->depends_on);
		}
		vec_push(a, out, r);
	}
	return true;
}

static const struct migrate_applied *row_of(const struct migrate_history *history, const char *id)
{
	for (size_t i = 0; i < history->len; i++)
		if (!strcmp(history->items[i].revision, id))
			return &history->items[i];
	return NULL;
}

static bool is_applied(const struct migrate_history *history, const char *id)
{
	const struct migrate_applied *row = row_of(history, id);

	return row && !strcmp(row->state, "applied");
}

static const struct migrate_revision *find(const struct migrate_revisions *list, const char *id)
{
	for (size_t i = 0; i < list->len; i++)
		if (!strcmp(list->items[i]->id, id))
			return list->items[i];
	return NULL;
}

/* The first that is replaced, has no script, and isn't applied either (`all`: or is). */
static const char *find_gone(const struct migrate_graph *g, const struct migrate_revision *r,
                             const struct migrate_history *history, bool all)
{
	for (size_t i = 0; i < r->replaces.len; i++)
		if (!find(&g->given, r->replaces.items[i]) &&
		    (all || !is_applied(history, r->replaces.items[i])))
			return r->replaces.items[i];
	return NULL;
}

/* Which way does the database stand to it?  False: it can't go on. */
static bool judge(struct arena *a, const struct migrate_graph *g, struct migrate_revision *r,
                  const struct migrate_history *history, bool keep, struct map *old,
                  struct migrate_revisions *whole, struct error *err)
{
	size_t applied = 0, known = 0;
	const char *gone;

	for (size_t i = 0; i < r->replaces.len; i++) {
		applied += is_applied(history, r->replaces.items[i]);
		known += row_of(history, r->replaces.items[i]) != NULL;
	}
	if (!known || row_of(history, r->id))
		return true;
	if (applied == r->replaces.len && !(keep && !find_gone(g, r, history, true))) {
		vec_push(a, whole, r);
		return true;
	}
	map_put(old, r->id, r);
	if (!(gone = find_gone(g, r, history, false)))
		return true;
	(void)fail(err, ERR_STATE,
	           "the database has %zu of the %zu revisions that \"%s\" replaces, and the script "
	           "of \"%s\" is gone",
	           applied, r->replaces.len, r->id, gone);
	return fail_hint(err, "Bring back the scripts that were replaced, and delete them once "
	                      "every database has run them.");
}

bool migrate_squash_fit(struct arena *a, struct migrate_graph *g,
                        const struct migrate_history *history, bool keep,
                        struct migrate_revisions *whole, struct error *err)
{
	struct migrate_revisions view = { 0 }, all = g->given;
	struct map *old = map_new(a);

	for (size_t i = 0; i < g->all.len; i++)
		if (g->all.items[i]->replaces.len &&
		    !judge(a, g, g->all.items[i], history, keep, old, whole, err))
			return false;
	if (!map_count(old))
		return true;
	if (!migrate_squash_view(a, &all, old, &view, err) ||
	    !migrate_graph_build(a, &view, g, err))
		return false;
	/* Those are of another graph now. */
	for (size_t i = 0; i < whole->len; i++)
		whole->items[i] = migrate_graph_find(g, whole->items[i]->id);
	return true;
}

const struct migrate_applied *migrate_squash_row(struct arena *a, const struct migrate_revision *r,
                                                 struct migrate_history *history)
{
	struct migrate_history kept = { .exists = history->exists };
	struct migrate_applied row = { 0 };
	struct names objects = { 0 };

	for (size_t i = 0; i < history->len; i++) {
		const struct migrate_applied *old = &history->items[i];

		if (!has(&r->replaces, old->revision)) {
			vec_push(a, &kept, *old);
			continue;
		}
		row = *old;
		for (size_t k = 0; k < old->objects.len; k++)
			vec_push(a, &objects, old->objects.items[k]);
	}
	row.revision = r->id;
	row.parents = r->down;
	row.message = r->message ? r->message : "";
	row.checksum = r->checksum;
	row.script = r->text;
	row.objects = objects;
	vec_push(a, &kept, row);
	*history = kept;
	return &history->items[history->len - 1];
}
