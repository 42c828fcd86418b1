/*
 * migrate/graph_resolve.c - what users write to name revisions
 *
 *	[LABEL@] id | prefix | label | head | heads | base | current  [+N | -N]
 */
#include "migrate/graph_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

struct parts {
	const char *branch; /* before '@', or NULL */
	const char *name;   /* "" when only steps are given */
	long steps;
	bool stepped;
};

static bool malformed(const char *text, struct error *err)
{
	(void)fail(err, ERR_USAGE, "\"%s\" does not name a revision", text);
	return fail_hint(err, "Write an id or its first characters, a label, head, heads, base, "
	                      "current, +N, -N, REV+N, REV-N, LABEL@head or LABEL@+N.");
}

static bool parse(struct arena *a, const char *text, struct parts *out, struct error *err)
{
	const char *at = strchr(text, '@'), *name = at ? at + 1 : text;
	size_t len = strcspn(name, "+-");
	char *end = NULL;

	*out = (struct parts){ .name = arena_strndup(a, name, len) };
	if (at)
		out->branch = arena_strndup(a, text, (size_t)(at - text));
	if (at ? at == text || strchr(name, '@') : !*text)
		return malformed(text, err);
	if (name[len]) {
		out->stepped = true;
		out->steps = strtol(name + len + 1, &end, 10);
		if (strspn(name + len + 1, "0123456789") == 0 || *end || out->steps == 0)
			return malformed(text, err);
		if (name[len] == '-')
			out->steps = -out->steps;
	}
	return *out->name || out->stepped || malformed(text, err);
}

static bool lists_them(const struct migrate_graph *g, struct error *err)
{
	return g->all.len
	           ? fail_hint(err, "\"limbeck history\" lists those that there are.")
	           : fail_hint(err, "There are no scripts; \"limbeck revision\" writes one.");
}

static bool not_found(struct arena *a, const struct migrate_graph *g, const char *word,
                      struct error *err)
{
	struct names all = { 0 };
	const char *near;

	for (size_t i = 0; i < g->all.len; i++) {
		const struct migrate_revision *r = g->all.items[i];

		vec_push(a, &all, r->id);
		for (size_t j = 0; j < r->labels.len; j++)
			vec_push(a, &all, r->labels.items[j]);
	}
	(void)fail(err, ERR_STATE, "no revision \"%s\"", word);
	if ((near = text_nearest(word, all.items, all.len)))
		return fail_hint(err, "Did you mean \"%s\"?", near);
	return lists_them(g, err);
}

static bool label_starts(const struct migrate_revision *r, const char *prefix)
{
	for (size_t i = 0; i < r->labels.len; i++)
		if (text_starts(r->labels.items[i], prefix))
			return true;
	return false;
}

/* Labels only when no id fits: a label "add" must not make the prefix "ad" ambiguous. */
static void find_prefix(struct arena *a, const struct migrate_graph *g, const char *prefix,
                        const bool *lineage, struct migrate_revisions *out)
{
	for (size_t i = 0; i < g->all.len; i++)
		if (text_starts(g->all.items[i]->id, prefix) && (!lineage || lineage[i]))
			vec_push(a, out, g->all.items[i]);
	for (size_t i = 0; !out->len && i < g->all.len; i++)
		if (label_starts(g->all.items[i], prefix))
			vec_push(a, out, g->all.items[i]);
}

static bool find_word(struct graph_lookup *l, const char *word, struct migrate_revision **out)
{
	const struct migrate_graph *g = l->graph;
	struct arena *a = l->arena;
	struct migrate_revisions found = { 0 };

	if ((*out = map_get(g->by_id, word)) || (*out = map_get(g->by_label, word)))
		return true;
	find_prefix(a, g, word, l->lineage, &found);
	if (!found.len && l->lineage)
		find_prefix(a, g, word, NULL, &found);
	if (!found.len)
		return not_found(a, g, word, l->err);
	if (found.len > 1) {
		(void)fail(l->err, ERR_STATE, "\"%s\" could be any of %zu revisions: %s", word,
		           found.len, graph_names(a, &found));
		return fail_hint(l->err, "Write more characters of the one that you mean.");
	}
	*out = found.items[0];
	return true;
}

static bool find_branch(struct graph_lookup *l, const char *word)
{
	bool *after;

	if (!find_word(l, word, &l->branch))
		return false;
	l->lineage = graph_marks(l->arena, l->graph);
	l->lineage[l->branch->index] = true;
	graph_mark_ancestors(l->graph, l->lineage, GRAPH_PARENTS);
	after = graph_marks(l->arena, l->graph);
	after[l->branch->index] = true;
	graph_mark_followers(l->graph, after, GRAPH_PARENTS);
	for (size_t i = 0; i < l->graph->all.len; i++)
		l->lineage[i] = l->lineage[i] || after[i];
	return true;
}

/* Those of `list` that belong to the branch that was named. */
static void keep_lineage(const struct graph_lookup *l, struct migrate_revisions *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->len; i++)
		if (!l->lineage || l->lineage[list->items[i]->index])
			list->items[kept++] = list->items[i];
	list->len = kept;
}

static bool one_only(struct graph_lookup *l, const struct migrate_revisions *list, const char *what)
{
	if (list->len == 1)
		return true;
	if (!list->len) {
		(void)fail(l->err, ERR_STATE, "\"%s\": there is no %s", l->text, what);
		return lists_them(l->graph, l->err);
	}
	(void)fail(l->err, ERR_STATE, "\"%s\": there are %zu %ss: %s", l->text, list->len, what,
	           graph_names(l->arena, list));
	return fail_hint(l->err,
	                 "Name one of them, as %s or LABEL@head, or all with heads, or join "
	                 "them with limbeck merge.",
	                 list->items[0]->id);
}

/*
 * The first revision of the branch: up from the one that was named, as long as
 * nothing else branches off, so that undoing it leaves the other branches alone.
 */
static struct migrate_revision *branch_start(const struct graph_lookup *l)
{
	struct migrate_revision *r = l->branch;

	while (r->parents.len == 1 && r->parents.items[0]->children.len == 1)
		r = r->parents.items[0];
	return r;
}

static bool at_base(struct graph_lookup *l, const struct parts *p, struct graph_point *out)
{
	if (p->steps < 0)
		return fail(l->err, ERR_STATE, "\"%s\": nothing comes before base", l->text);
	if (p->steps > 0)
		return graph_step_up(l, NULL, p->steps, out);
	if (l->branch)
		vec_push(l->arena, &out->off, branch_start(l));
	out->base = !l->branch;
	return true;
}

static bool at_current(struct graph_lookup *l, const struct parts *p, struct graph_point *out)
{
	if (!l->applied) {
		(void)fail(l->err, ERR_USAGE, "\"%s\" is relative to what a database has applied",
		           l->text);
		return fail_hint(l->err, "Name a revision, such as head-1 or base+1.");
	}
	out->way = p->steps > 0 ? 1 : p->steps < 0 ? -1 : 0;
	if (p->steps > 0)
		return graph_run_up(l, p->steps, out);
	if (p->steps < 0)
		return graph_run_down(l, -p->steps, out);
	out->here = true;
	graph_frontier(l, graph_marks_applied(l->arena, l->graph, l->applied), &out->at);
	return true;
}

static bool step_from(struct graph_lookup *l, struct migrate_revision *r, const struct parts *p,
                      struct graph_point *out)
{
	if (p->steps > 0)
		return graph_step_up(l, r, p->steps, out);
	if (p->steps < 0)
		return graph_step_down(l, r, -p->steps, out);
	vec_push(l->arena, &out->at, r);
	return true;
}

static bool at_heads(struct graph_lookup *l, const struct parts *p, struct graph_point *out)
{
	struct migrate_revisions heads = { 0 };

	migrate_graph_heads(l->arena, l->graph, &heads);
	keep_lineage(l, &heads);
	/* An empty history is at its heads already. */
	if (!p->steps && (!strcmp(p->name, "heads") || !l->graph->all.len)) {
		out->at = heads;
		return true;
	}
	return one_only(l, &heads, "head") && step_from(l, heads.items[0], p, out);
}

static bool at_word(struct graph_lookup *l, const struct parts *p, struct graph_point *out)
{
	struct migrate_revision *r;

	if (!find_word(l, p->name, &r))
		return false;
	if (l->lineage && !l->lineage[r->index])
		return fail(l->err, ERR_STATE, "revision \"%s\" is not in branch \"%s\"", r->id,
		            p->branch);
	return step_from(l, r, p, out);
}

static bool find_point(struct graph_lookup *l, const struct parts *p, struct graph_point *out)
{
	if (!*p->name || !strcmp(p->name, "current"))
		return at_current(l, p, out);
	if (!strcmp(p->name, "base"))
		return at_base(l, p, out);
	if (!strcmp(p->name, "head") || !strcmp(p->name, "heads"))
		return at_heads(l, p, out);
	return at_word(l, p, out);
}

/* Where a named branch has not begun yet, the others that grow from there stay. */
static void leave_branch(const struct graph_lookup *l, struct graph_point *out)
{
	for (size_t i = 0; i < out->at.len; i++) {
		struct migrate_revisions next = { 0 };

		for (size_t j = 0; j < out->at.items[i]->children.len; j++)
			vec_push(l->arena, &next, out->at.items[i]->children.items[j]);
		keep_lineage(l, &next);
		for (size_t j = 0; j < next.len; j++)
			vec_push(l->arena, &out->off, next.items[j]);
	}
}

bool graph_point(struct arena *a, const struct migrate_graph *g, const struct migrate_set *applied,
                 const char *text, bool clamp, struct graph_point *out, struct error *err)
{
	struct graph_lookup l = {
		.arena = a, .graph = g, .applied = applied, .text = text, .clamp = clamp, .err = err
	};
	struct parts p;

	*out = (struct graph_point){ 0 };
	if (!parse(a, text, &p, err) || (p.branch && !find_branch(&l, p.branch)))
		return false;
	if (!find_point(&l, &p, out))
		return false;
	if (l.branch && !out->off.len)
		leave_branch(&l, out);
	return true;
}

bool migrate_graph_resolve(struct arena *a, const struct migrate_graph *g,
                           const struct migrate_set *applied, const char *text,
                           struct migrate_revisions *out, struct error *err)
{
	struct graph_point point;

	if (!graph_point(a, g, applied, text, false, &point, err))
		return false;
	*out = point.at;
	return true;
}
