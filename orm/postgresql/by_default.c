/* orm/postgresql/by_default.c - what is granted on new objects by default, and isn't wanted */
#include <string.h>

#include "base/map.h"
#include "base/text.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/postgresql.h"
#include "orm/postgresql/serial.h"
#include "orm/schema/needs.h"

/* The words of a privilege's object: of what is granted, and of all such by default. */
static const struct {
	enum orm_kind kind;
	const char *one, *all;
} kinds[] = {
	{ ORM_TABLE, "TABLE", " TABLES" },
	{ ORM_VIEW, "TABLE", " TABLES" },
	{ ORM_MATERIALIZED_VIEW, "TABLE", " TABLES" },
	{ ORM_SEQUENCE, "SEQUENCE", " SEQUENCES" },
	{ ORM_FUNCTION, "FUNCTION", " FUNCTIONS" },
	{ ORM_AGGREGATE, "FUNCTION", " FUNCTIONS" },
	{ ORM_PROCEDURE, "PROCEDURE", " FUNCTIONS" },
	{ ORM_ENUM, "TYPE", " TYPES" },
	{ ORM_DOMAIN, "TYPE", " TYPES" },
	{ ORM_COMPOSITE, "TYPE", " TYPES" },
	{ ORM_RANGE, "TYPE", " TYPES" },
	{ ORM_SCHEMA, "SCHEMA", " SCHEMAS" },
};

struct granter {
	struct arena *arena;
	const struct orm_metadata *to;
	struct orm_definitions defaults; /* privileges of what the role makes in future */
	const char *role;                /* "DEFAULT FOR ROLE x" */
	struct map *wanted;              /* "role key" of privileges that there are to be */
	struct orm_changes *changes;
	const char *by; /* the role */
};

/* "bob table orders": who has something on what. */
static const char *holding(struct granter *g, const char *role, const char *key)
{
	return arena_printf(g->arena, "%s %s", role, key);
}

static void note_defaults(struct granter *g, const struct orm_metadata *m)
{
	for (size_t i = 0; i < m->definitions.len; i++) {
		struct orm_definition *d = m->definitions.items[i];

		if (d->object.kind == ORM_PRIVILEGE && d->on && text_starts(d->on, g->role) &&
		    d->on[strlen(g->role)] == ' ')
			vec_push(g->arena, &g->defaults, d);
	}
}

static void note_wanted(struct granter *g)
{
	for (size_t i = 0; i < g->to->definitions.len; i++) {
		struct orm_definition *d = g->to->definitions.items[i];
		struct orm_need_list needs = { 0 };

		if (d->object.kind != ORM_PRIVILEGE || !d->on)
			continue;
		orm_needs(g->arena, &orm_postgresql, &d->object, &needs);
		for (size_t k = 0; k < needs.len; k++)
			map_put(g->wanted, holding(g, d->object.name, needs.items[k].key), d);
		map_put(g->wanted, holding(g, d->object.name, d->on), d);
	}
}

/* "SELECT WITH GRANT OPTION": without what follows. */
static size_t bare(const char *piece)
{
	const char *at = strstr(piece, " WITH GRANT OPTION");

	return at ? (size_t)(at - piece) : strlen(piece);
}

/* Is it there without any default: the maker's own, and what everyone may? */
static bool is_usual(const struct granter *g, const struct orm_definition *d, const char *all,
                     const char *piece)
{
	bool one_schema = strstr(d->on, " IN SCHEMA ") != NULL;

	if (!one_schema)
		return false;
	if (text_same(d->object.name, g->by))
		return true;
	return text_same_nocase(d->object.name, "public") &&
	       ((!strcmp(all, " FUNCTIONS") && text_starts(piece, "EXECUTE")) ||
	        (!strcmp(all, " TYPES") && text_starts(piece, "USAGE")));
}

/* What is left to take away of a piece; NULL = nothing. */
static const char *unwanted(struct granter *g, const struct names *wanted, const char *piece)
{
	for (size_t i = 0; i < wanted->len; i++) {
		const char *is = wanted->items[i];

		if (text_same(is, piece))
			return NULL;
		if (bare(is) != bare(piece) || memcmp(is, piece, bare(is)) != 0)
			continue;
		return piece[bare(piece)] ? arena_printf(g->arena, "GRANT OPTION FOR %.*s",
		                                         (int)bare(piece), piece)
		                          : NULL;
	}
	return piece;
}

/*
 * What is granted on columns goes along when the same is taken away from the whole: it is
 * granted again.
 */
static const char *on_columns(struct granter *g, const struct names *wanted)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < wanted->len; i++)
		if (strchr(wanted->items[i], '('))
			buf_addf(&b, "%s%s", b.len ? ", " : "", wanted->items[i]);
	return b.len ? buf_take(&b, g->arena) : "NONE";
}

/* The change that leaves of it what is wanted on columns. */
static void take_away(struct granter *g, const char *role, const char *on, const char *key,
                      const char *left, const char *stays)
{
	struct orm_definition *from = orm_definition_new(g->arena, ORM_PRIVILEGE, role), *to;

	from->on = on;
	if (key)
		vec_push(g->arena, &from->object.depends, key);
	to = orm_definition_copy(g->arena, from);
	from->definition = left;
	to->definition = stays;
	vec_push(g->arena, g->changes,
	         (struct orm_change){ .verb = ORM_ALTER,
	                              .kind = ORM_PRIVILEGE,
	                              .from = &from->object,
	                              .to = &to->object,
	                              .table = on,
	                              .mask = orm_attr_bit(ORM_PRIVILEGE, "definition") });
}

/* Is the default one for objects in this schema? */
static bool is_for(struct granter *g, const struct orm_definition *d, const char *schema,
                   const char *all)
{
	const char *rest = d->on + strlen(g->role);

	if (!strcmp(rest, all))
		return true;
	return strcmp(all, " SCHEMAS") != 0 &&
	       !strcmp(rest, arena_printf(g->arena, " IN SCHEMA %s%s",
	                                  pg_name(g->arena, schema ? schema : "public"), all));
}

/* An object that is made: its kind, its key or NULL, and how GRANT names it. */
struct made {
	const char *one, *all, *schema, *key, *on;
};

/* What the role gets of it, and needn't have. */
static void settle_role(struct granter *g, const struct made *m, const char *role)
{
	const struct orm_definition *wanted =
	    map_get(g->wanted, holding(g, role, m->key ? m->key : m->on));
	struct names is = pg_pieces(g->arena, wanted ? wanted->definition : NULL, ',');
	struct map *seen = map_new(g->arena);
	struct buf left = { 0 };

	for (size_t i = 0; i < g->defaults.len; i++) {
		const struct orm_definition *d = g->defaults.items[i];
		struct names pieces = { 0 };

		if (text_same(d->object.name, role) && is_for(g, d, m->schema, m->all))
			pieces = pg_pieces(g->arena, d->definition, ',');
		for (size_t k = 0; k < pieces.len; k++) {
			const char *piece = unwanted(g, &is, pieces.items[k]);

			if (!piece || map_has(seen, piece) || is_usual(g, d, m->all, piece))
				continue;
			map_put(seen, piece, g);
			buf_addf(&left, "%s%s", left.len ? ", " : "", piece);
		}
	}
	if (left.len)
		take_away(g, role, wanted ? wanted->on : m->on, m->key,
		          arena_strdup(g->arena, buf_str(&left)), on_columns(g, &is));
	buf_release(&left);
}

static void settle(struct granter *g, const char *one, const char *all, const char *schema,
                   const char *key, const char *what)
{
	struct made m = { one, all, schema, key, NULL };
	struct map *done = map_new(g->arena);

	m.on = !strcmp(all, " SCHEMAS")
	           ? arena_printf(g->arena, "%s %s", one, what)
	           : arena_printf(g->arena, "%s %s.%s", one,
	                          pg_name(g->arena, schema ? schema : "public"), what);
	for (size_t i = 0; i < g->defaults.len; i++) {
		const struct orm_definition *d = g->defaults.items[i];

		if (map_has(done, d->object.name) || !is_for(g, d, schema, all))
			continue;
		map_put(done, d->object.name, g);
		settle_role(g, &m, d->object.name);
	}
}

static const char *name_of(struct granter *g, const struct orm_object *o)
{
	const char *name = pg_name(g->arena, o->name);

	if (o->kind != ORM_FUNCTION && o->kind != ORM_PROCEDURE && o->kind != ORM_AGGREGATE)
		return name;
	return arena_printf(g->arena, "%s(%s)", name,
	                    ((const struct orm_definition *)o)->signature);
}

/* The sequence of an identity column has no statement of its own. */
static void settle_identity(struct granter *g, const struct orm_column *c, const char *schema,
                            const char *table)
{
	if (c->identity)
		settle(g, "SEQUENCE", " SEQUENCES", schema, NULL,
		       pg_name(g->arena, pg_identity_sequence(g->arena, c, table)));
}

static void settle_made(struct granter *g, const struct orm_change *c)
{
	const struct orm_table *t = (const struct orm_table *)c->to;

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (kinds[i].kind == c->kind)
			settle(g, kinds[i].one, kinds[i].all, c->to->schema,
			       orm_object_key(g->arena, &orm_postgresql, c->to), name_of(g, c->to));
	for (size_t i = 0; c->kind == ORM_TABLE && i < t->columns.len; i++)
		settle_identity(g, t->columns.items[i], c->to->schema, c->to->name);
	if (c->kind == ORM_COLUMN)
		settle_identity(g, (const struct orm_column *)c->to, c->schema, c->table);
}

void pg_by_default(struct arena *a, const struct orm_metadata *from, const struct orm_metadata *to,
                   struct orm_changes *changes)
{
	struct granter g = { .arena = a, .to = to, .wanted = map_new(a), .changes = changes };
	struct map *dropped = map_new(a);
	size_t count = changes->len;

	g.by = from->definer ? from->definer : to->definer;
	if (!g.by)
		return;
	g.role = arena_printf(a, "DEFAULT FOR ROLE %s", pg_name(a, g.by));
	note_defaults(&g, from);
	note_defaults(&g, to);
	if (!g.defaults.len)
		return;
	note_wanted(&g);
	/* what is made again gets its own back */
	for (size_t i = 0; i < count; i++)
		if (changes->items[i].verb == ORM_DROP)
			map_put(dropped, orm_object_key(a, &orm_postgresql, changes->items[i].from),
			        &g);
	for (size_t i = 0; i < count; i++)
		if (changes->items[i].verb == ORM_CREATE &&
		    !map_has(dropped, orm_object_key(a, &orm_postgresql, changes->items[i].to)))
			settle_made(&g, &changes->items[i]);
}
