/*
 * migrate/graph.c - link revisions to a graph and check that it is sound
 */
#include "migrate/graph_private.h"

#include <string.h>

#include "base/text.h"
#include "migrate/squash.h"

#define ID_MAX 255

/* What has a meaning of its own in identifiers, file names or lists. */
static const char separators[] = "@-+:,/";
static const char *const reserved[] = { "head", "heads", "base", "current" };

/* The script of a revision, for messages. */
static const char *place(const struct migrate_revision *r)
{
	return r->path ? r->path : "built in";
}

static bool complain(const struct migrate_revision *r, struct error *err)
{
	if (r->path)
		(void)fail_at(err, r->path, 0);
	return fail_object(err, "revision \"%s\"", r->id ? r->id : "");
}

static bool check_word(const struct migrate_revision *r, const char *what, const char *word,
                       struct error *err)
{
	if (text_empty(word)) {
		(void)fail(err, ERR_STATE, "empty %s in \"%s\"", what, place(r));
		(void)fail_hint(err, "Give it a text, or leave it out.");
		return complain(r, err);
	}
	if (strlen(word) > ID_MAX) {
		(void)fail(err, ERR_STATE, "%s \"%.40s...\" is longer than %d bytes", what, word,
		           ID_MAX);
		(void)fail_hint(err, "Give it a shorter one.");
		return complain(r, err);
	}
	for (const char *c = word; *c; c++)
		if ((unsigned char)*c <= ' ' || *c == 127 || strchr(separators, *c)) {
			(void)fail(err, ERR_STATE, "%s \"%s\" has a character that it can't have",
			           what, word);
			(void)fail_hint(err, "Leave out white space and any of %s.", separators);
			return complain(r, err);
		}
	for (size_t i = 0; i < COUNT(reserved); i++)
		if (!strcmp(word, reserved[i])) {
			(void)fail(err, ERR_STATE, "%s \"%s\" is a word of limbeck's own", what,
			           word);
			(void)fail_hint(err, "Give it another.");
			return complain(r, err);
		}
	return true;
}

static bool twice(const struct migrate_revision *first, const struct migrate_revision *second,
                  const char *what, const char *word, struct error *err)
{
	(void)fail(err, ERR_STATE, "%s \"%s\" is in two scripts: \"%s\" and \"%s\"", what, word,
	           place(first), place(second));
	(void)fail_hint(err, "Give one of them another %s.", what);
	return complain(second, err);
}

static bool register_ids(struct migrate_graph *g, struct error *err)
{
	for (size_t i = 0; i < g->all.len; i++) {
		struct migrate_revision *r = g->all.items[i], *other;

		if (!check_word(r, "revision id", r->id, err))
			return false;
		if ((other = map_get(g->by_id, r->id)))
			return twice(other, r, "revision id", r->id, err);
		map_put(g->by_id, r->id, r);
	}
	return true;
}

static bool register_labels(struct migrate_graph *g, struct error *err)
{
	for (size_t i = 0; i < g->all.len; i++) {
		struct migrate_revision *r = g->all.items[i], *other;

		for (size_t j = 0; j < r->labels.len; j++) {
			const char *label = r->labels.items[j];

			if (!check_word(r, "branch label", label, err))
				return false;
			if ((other = map_get(g->by_label, label)) ||
			    (other = map_get(g->by_id, label)))
				return twice(other, r, "branch label", label, err);
			map_put(g->by_label, label, r);
		}
	}
	return true;
}

/* The known id or label that `word` was probably meant to be. */
static const char *nearest(struct arena *a, const struct migrate_graph *g, const char *word,
                           bool labels)
{
	struct names all = { 0 };

	for (size_t i = 0; i < g->all.len; i++) {
		const struct migrate_revision *r = g->all.items[i];

		vec_push(a, &all, r->id);
		for (size_t j = 0; labels && j < r->labels.len; j++)
			vec_push(a, &all, r->labels.items[j]);
	}
	return text_nearest(word, all.items, all.len);
}

static bool missing(struct arena *a, const struct migrate_graph *g,
                    const struct migrate_revision *r, const char *key, const char *word,
                    struct error *err)
{
	const char *near = nearest(a, g, word, !strcmp(key, "depends_on"));

	(void)fail(err, ERR_STATE, "revision \"%s\" has %s \"%s\", which is in no script (%s)",
	           r->id, key, word, place(r));
	if (near)
		(void)fail_hint(err, "Did you mean \"%s\"?", near);
	else
		(void)fail_hint(err, "Bring the missing script back, or correct %s.", key);
	return complain(r, err);
}

static bool listed(const struct migrate_revision *r, struct migrate_revision *const *items,
                   size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (items[i] == r)
			return true;
	return false;
}

static bool link_one(struct arena *a, const struct migrate_graph *g, struct migrate_revision *r,
                     struct error *err)
{
	for (size_t i = 0; i < r->down.len; i++) {
		struct migrate_revision *p = map_get(g->by_id, r->down.items[i]);

		if (!p)
			return missing(a, g, r, "down_revision", r->down.items[i], err);
		if (!listed(p, r->parents.items, r->parents.len))
			vec_push(a, &r->parents, p);
	}
	for (size_t i = 0; i < r->depends_on.len; i++) {
		const char *word = r->depends_on.items[i];
		struct migrate_revision *p = map_get(g->by_id, word);

		if (!p && !(p = map_get(g->by_label, word)))
			return missing(a, g, r, "depends_on", word, err);
		if (!listed(p, r->needs.items, r->needs.len))
			vec_push(a, &r->needs, p);
	}
	return true;
}

static void forget_links(struct migrate_revision *r)
{
	memset(&r->parents, 0, sizeof r->parents);
	memset(&r->children, 0, sizeof r->children);
	memset(&r->needs, 0, sizeof r->needs);
}

static void hold(struct arena *a, struct migrate_revision *r, const struct names *labels)
{
	for (size_t i = 0; i < labels->len; i++) {
		size_t at = 0;

		while (at < r->branch.len && strcmp(r->branch.items[at], labels->items[i]) < 0)
			at++;
		if (at < r->branch.len && !strcmp(r->branch.items[at], labels->items[i]))
			continue;
		vec_push(a, &r->branch, labels->items[i]);
		memmove(r->branch.items + at + 1, r->branch.items + at,
		        (r->branch.len - 1 - at) * sizeof *r->branch.items);
		r->branch.items[at] = labels->items[i];
	}
}

/* Down to all that follows, and up as far as there is but one way. */
static void spread_labels(struct arena *a, struct migrate_graph *g)
{
	for (size_t i = 0; i < g->all.len; i++) {
		struct migrate_revision *r = g->all.items[i], *up = r;

		r->branch = (struct names){ 0 };
		hold(a, r, &r->labels);
		for (size_t k = 0; k < r->parents.len; k++)
			hold(a, r, &r->parents.items[k]->branch);
		while (r->labels.len && up->parents.len == 1 &&
		       up->parents.items[0]->children.len == 1) {
			up = up->parents.items[0];
			hold(a, up, &r->labels);
		}
	}
}

bool migrate_graph_build(struct arena *a, const struct migrate_revisions *revisions,
                         struct migrate_graph *out, struct error *err)
{
	struct migrate_revisions view = { 0 };
	bool replaced = false;

	if (!migrate_squash_view(a, revisions, NULL, &view, err))
		return false;
	for (size_t i = 0; i < revisions->len; i++)
		replaced |= revisions->items[i]->replaces.len > 0;
	*out = (struct migrate_graph){ .arena = a, .by_id = map_new(a), .by_label = map_new(a) };
	for (size_t i = 0; replaced && i < revisions->len; i++)
		vec_push(a, &out->given, revisions->items[i]);
	for (size_t i = 0; i < view.len; i++) {
		vec_push(a, &out->all, view.items[i]);
		forget_links(view.items[i]);
	}
	if (!register_ids(out, err) || !register_labels(out, err))
		return false;
	for (size_t i = 0; i < out->all.len; i++)
		if (!link_one(a, out, out->all.items[i], err))
			return false;
	if (!graph_sort(a, out, err))
		return false;
	/* Only now, so that children are in order of execution too. */
	for (size_t i = 0; i < out->all.len; i++) {
		struct migrate_revision *r = out->all.items[i];

		for (size_t j = 0; j < r->parents.len; j++)
			vec_push(a, &r->parents.items[j]->children, r);
	}
	spread_labels(a, out);
	return true;
}

struct migrate_revision *migrate_graph_find(const struct migrate_graph *g, const char *id)
{
	return map_get(g->by_id, id);
}
