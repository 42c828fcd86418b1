/* migrate/part.c - the part of a large schema that a change concerns */
#include "migrate/part.h"

#include "base/text.h"
#include "orm/dialect.h"
#include "orm/schema/needs.h"

/* Of fewer tables all are tried: that takes no longer, and shows more. */
enum { LARGE = 64 };

bool migrate_is_large(const struct orm_metadata *m)
{
	return m->tables.len >= LARGE;
}

/* A table or definition: a node of the graph. */
struct node {
	struct orm_object *object;
	struct names needs; /* keys, and names that its texts mention */
	bool concerned, taken, follows;
};

struct graph {
	struct arena *arena;
	const struct orm_dialect *dialect;
	struct {
		VEC(struct node *);
	} nodes, queue;
	struct map *by_key;  /* of the object and its parts -> node */
	struct map *by_name; /* -> struct nodes that are called so */
};

struct nodes {
	VEC(struct node *);
};

static void add_name(struct graph *g, struct node *n)
{
	const char *name = g->dialect->fold(g->arena, n->object->name);
	struct nodes *list = map_get(g->by_name, name);

	if (!list) {
		list = ARENA_NEW(g->arena, struct nodes);
		map_put(g->by_name, name, list);
	}
	vec_push(g->arena, list, n);
}

static void add_node(struct graph *g, struct orm_object *o)
{
	struct node *n = ARENA_NEW(g->arena, struct node);
	struct names provided = { 0 };

	n->object = o;
	vec_push(g->arena, &g->nodes, n);
	orm_provides(g->arena, g->dialect, o, &provided);
	for (size_t i = 0; i < provided.len; i++)
		map_put(g->by_key, provided.items[i], n);
	if (o->name)
		add_name(g, n);
}

static void find_needs(struct graph *g, struct node *n)
{
	struct orm_need_list needs = { 0 };

	orm_needs(g->arena, g->dialect, n->object, &needs);
	for (size_t i = 0; i < needs.len; i++)
		vec_push(g->arena, &n->needs, needs.items[i].key);
}

static struct graph graph_of(struct arena *a, const struct orm_metadata *m)
{
	struct graph g = {
		.arena = a, .dialect = m->dialect, .by_key = map_new(a), .by_name = map_new(a)
	};

	for (size_t i = 0; i < m->tables.len; i++)
		add_node(&g, &m->tables.items[i]->object);
	for (size_t i = 0; i < m->definitions.len; i++)
		add_node(&g, &m->definitions.items[i]->object);
	for (size_t i = 0; i < g.nodes.len; i++)
		find_needs(&g, g.nodes.items[i]);
	return g;
}

static void take(struct graph *g, struct node *n)
{
	if (!n || n->taken)
		return;
	n->taken = true;
	vec_push(g->arena, &g->queue, n);
}

static const char *table_key(struct graph *g, const char *schema, const char *name)
{
	struct orm_object table = { .kind = ORM_TABLE, .schema = schema, .name = name };

	return orm_object_key(g->arena, g->dialect, &table);
}

/* The object itself, and the table or view that it is part of. */
static void concern(struct graph *g, const struct orm_change *c, const struct orm_object *o)
{
	static const enum orm_kind owners[] = { ORM_TABLE, ORM_VIEW, ORM_MATERIALIZED_VIEW };
	struct node *n = o ? map_get(g->by_key, orm_object_key(g->arena, g->dialect, o)) : NULL;

	if (n)
		n->concerned = true;
	for (size_t i = 0; c->table && i < COUNT(owners); i++) {
		struct orm_definition owner = {
			.object = { .kind = owners[i], .schema = c->schema, .name = c->table }
		};

		n = map_get(g->by_key, orm_object_key(g->arena, g->dialect, &owner.object));
		if (n)
			n->concerned = true;
	}
	if (o && o->kind == ORM_TABLE && (n = map_get(g->by_key, table_key(g, o->schema, o->name))))
		n->concerned = true;
}

static void concern_all(struct graph *g, const struct migrate_ops *ops)
{
	for (size_t i = 0; i < ops->len; i++)
		for (size_t k = 0; k < ops->items[i].changes.len; k++) {
			const struct orm_change *c = &ops->items[i].changes.items[k];

			concern(g, c, c->from);
			concern(g, c, c->to);
		}
}

/* What the whole is made in. */
static bool is_ground(const struct orm_object *o)
{
	return o->kind == ORM_SCHEMA || o->kind == ORM_EXTENSION || o->kind == ORM_LANGUAGE;
}

static bool needs_concerned(const struct graph *g, const struct node *n)
{
	for (size_t i = 0; i < n->needs.len; i++) {
		const struct node *other = map_get(g->by_key, n->needs.items[i]);

		if (other && other->concerned)
			return true;
	}
	return false;
}

/* What it needs, as is known; where nobody says, also whatever its texts mention. */
static void take_needs(struct graph *g, const struct node *n, bool mentioned)
{
	struct names words = { 0 };

	for (size_t i = 0; i < n->needs.len; i++)
		take(g, map_get(g->by_key, n->needs.items[i]));
	if (mentioned)
		orm_mentioned(g->arena, g->dialect, n->object, &words);
	for (size_t i = 0; i < words.len; i++) {
		const struct nodes *list = map_get(g->by_name, words.items[i]);

		for (size_t k = 0; list && k < list->len; k++)
			take(g, list->items[k]);
	}
}

static bool is_taken(const struct graph *g, const struct orm_object *o)
{
	const struct node *n = map_get(g->by_key, orm_object_key(g->arena, g->dialect, o));

	return n && n->taken;
}

/* What it is called, or mentions, is a name of one that other words may be needed for. */
static bool mentions_followed(const struct graph *g, const struct names *words)
{
	for (size_t i = 0; i < words->len; i++) {
		const struct nodes *list = map_get(g->by_name, words->items[i]);

		for (size_t k = 0; list && k < list->len; k++)
			if (list->items[k]->follows)
				return true;
	}
	return false;
}

static bool needs_followed(const struct graph *g, const struct node *n, const struct names *words)
{
	for (size_t i = 0; i < n->needs.len; i++) {
		const struct node *other = map_get(g->by_key, n->needs.items[i]);

		if (other && other != n && other->follows)
			return true;
	}
	return mentions_followed(g, words);
}

/* The database may put what needs the changed in other words, and what needs that. */
static void follow(struct graph *g)
{
	struct names *words = arena_alloc(g->arena, (g->nodes.len + 1) * sizeof *words);
	bool more = true;

	for (size_t i = 0; i < g->nodes.len; i++) {
		g->nodes.items[i]->follows = g->nodes.items[i]->concerned;
		orm_mentioned(g->arena, g->dialect, g->nodes.items[i]->object, &words[i]);
	}
	while (more) {
		more = false;
		for (size_t i = 0; i < g->nodes.len; i++) {
			struct node *n = g->nodes.items[i];

			if (n->follows || !needs_followed(g, n, &words[i]))
				continue;
			n->follows = more = true;
		}
	}
}

/* Those that are taken, with what they need. */
static struct orm_metadata *finish(struct graph *g, const struct orm_metadata *m)
{
	struct orm_metadata *out = orm_metadata_like(g->arena, m);

	for (size_t i = 0; i < g->queue.len; i++)
		take_needs(g, g->queue.items[i], !m->reflected || !g->dialect->knows_depends);
	for (size_t i = 0; i < m->tables.len; i++)
		if (is_taken(g, &m->tables.items[i]->object))
			orm_metadata_add_table(out, m->tables.items[i]);
	for (size_t i = 0; i < m->definitions.len; i++)
		if (is_taken(g, &m->definitions.items[i]->object))
			orm_metadata_add_definition(out, m->definitions.items[i]);
	return out;
}

struct orm_metadata *migrate_part(struct arena *a, const struct orm_metadata *m,
                                  const struct migrate_ops *ops)
{
	struct graph g = graph_of(a, m);

	concern_all(&g, ops);
	for (size_t i = 0; i < g.nodes.len; i++) {
		struct node *n = g.nodes.items[i];

		if (n->concerned || is_ground(n->object) || needs_concerned(&g, n))
			take(&g, n);
	}
	return finish(&g, m);
}

struct orm_metadata *migrate_part_said(struct arena *a, const struct orm_metadata *m,
                                       const struct migrate_ops *ops)
{
	struct graph g = graph_of(a, m);

	concern_all(&g, ops);
	follow(&g);
	for (size_t i = 0; i < g.nodes.len; i++) {
		struct node *n = g.nodes.items[i];

		if (n->follows || is_ground(n->object))
			take(&g, n);
	}
	return finish(&g, m);
}

/* Which objects of two schemas are one. */
struct joint {
	struct graph from, spelled;
	struct orm_metadata *out;
	struct map *added;
};

static void add(struct joint *j, struct orm_object *o)
{
	const char *key = orm_object_key(j->from.arena, j->from.dialect, o);

	if (map_has(j->added, key))
		return;
	map_put(j->added, key, o);
	if (o->kind == ORM_TABLE)
		orm_metadata_add_table(j->out, (struct orm_table *)o);
	else
		orm_metadata_add_definition(j->out, (struct orm_definition *)o);
}

/* In the words that it would have, or, where it wasn't made, has. */
static void join(struct joint *j, struct orm_object *o)
{
	const char *key = orm_object_key(j->from.arena, j->from.dialect, o);
	struct node *is = map_get(j->from.by_key, key), *will = map_get(j->spelled.by_key, key);

	if (will)
		add(j, will->object);
	else if (is && !is->concerned)
		add(j, is->object);
}

/* A sequence that a model doesn't name, which comes with its column. */
static void join_unnamed(struct joint *j, const struct node *n)
{
	const struct orm_definition *d = (const struct orm_definition *)n->object;

	if (n->object->kind != ORM_SEQUENCE || !d->owned_by)
		return;
	for (size_t i = 0; i < n->needs.len; i++) {
		const struct node *owner = map_get(j->from.by_key, n->needs.items[i]);

		if (owner && owner->object->kind == ORM_TABLE &&
		    map_get(j->added, orm_object_key(j->from.arena, j->from.dialect,
		                                     owner->object)) == owner->object)
			add(j, n->object);
	}
}

struct orm_metadata *migrate_part_join(struct arena *a, const struct orm_metadata *from,
                                       const struct orm_metadata *model,
                                       const struct orm_metadata *spelled,
                                       const struct migrate_ops *ops)
{
	struct joint j = { .from = graph_of(a, from),
		           .spelled = graph_of(a, spelled),
		           .out = orm_metadata_like(a, spelled),
		           .added = map_new(a) };

	concern_all(&j.from, ops);
	for (size_t i = 0; i < model->tables.len; i++)
		join(&j, &model->tables.items[i]->object);
	for (size_t i = 0; i < spelled->definitions.len; i++)
		join(&j, &spelled->definitions.items[i]->object);
	for (size_t i = 0; i < model->definitions.len; i++)
		join(&j, &model->definitions.items[i]->object);
	for (size_t i = 0; i < j.from.nodes.len; i++)
		join_unnamed(&j, j.from.nodes.items[i]);
	return j.out;
}
