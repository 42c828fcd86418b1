/*
 * orm/postgresql/as_stored.c - a model's serial columns and own types as the catalogs have them
 *
 * A serial column is an integer that counts by a sequence, the type mood is
 * public.mood, and a domain over int one over integer.  Where the database has just
 * that, the model says the same.
 */
#include <string.h>

#include "base/map.h"
#include "base/text.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/postgresql.h"
#include "orm/postgresql/serial.h"
#include "orm/postgresql/types.h"

struct storing {
	struct arena *arena;
	const struct orm_metadata *model, *stored;
	struct map *objects;     /* the database's sequences and domains, by their keys */
	struct map *types, *own; /* names in the usual schema: the database's, the model's */
	struct map *used;        /* sequences that the model has so far */
	struct orm_definitions made;
	bool any; /* something is put in other words */
};

static struct map *objects(struct arena *a, const struct orm_metadata *m)
{
	struct map *map = map_new(a);

	for (size_t i = 0; i < m->definitions.len; i++) {
		struct orm_definition *d = m->definitions.items[i];

		if (d->object.kind == ORM_SEQUENCE || d->object.kind == ORM_DOMAIN)
			map_put(map, orm_object_key(a, &orm_postgresql, &d->object), d);
	}
	return map;
}

static struct map *types(struct arena *a, const struct orm_metadata *m)
{
	struct map *map = map_new(a);

	for (size_t i = 0; i < m->definitions.len; i++) {
		const struct orm_object *o = &m->definitions.items[i]->object;

		if (!o->schema && (o->kind == ORM_ENUM || o->kind == ORM_DOMAIN ||
		                   o->kind == ORM_COMPOSITE || o->kind == ORM_RANGE))
			map_put(map, o->name, m->definitions.items[i]);
	}
	return map;
}

/* The sequence of the database's column, which is what the model's serial one makes. */
static struct orm_definition *made_with(struct storing *s, const struct orm_column *c,
                                        const struct orm_column *is)
{
	const char *type = c->type->name, *key;
	struct orm_definition *d;

	if (pg_not_serial(type) == type || c->server_default.kind != ORM_DEFAULT_NONE ||
	    !pg_same_type(type, is->type->name, true))
		return NULL;
	key = pg_sequence_needed(s->arena, &is->server_default);
	d = key ? map_get(s->objects, key) : NULL;
	if (!d || !pg_is_plain_sequence(d) || !pg_is_serial_with(s->arena, is, d))
		return NULL;
	return d;
}

/* Is it a name that the server looks for among its own types first? */
static bool is_servers(const char *name)
{
	static const char *const names[] = {
		"aclitem",    "any",       "bit",         "bool",          "bpchar",
		"box",        "bytea",     "char",        "cid",           "cidr",
		"circle",     "cstring",   "date",        "float4",        "float8",
		"inet",       "int2",      "int4",        "int8",          "internal",
		"interval",   "json",      "jsonb",       "jsonpath",      "line",
		"lseg",       "macaddr",   "macaddr8",    "money",         "name",
		"numeric",    "oid",       "opaque",      "path",          "point",
		"polygon",    "record",    "refcursor",   "text",          "tid",
		"time",       "timestamp", "timestamptz", "timetz",        "trigger",
		"tsquery",    "tsvector",  "unknown",     "uuid",          "varbit",
		"varchar",    "void",      "xid",         "xid8",          "xml",
		"int2vector", "oidvector", "smgr",        "gtsvector",     "txid_snapshot",
		"abstime",    "reltime",   "tinterval",   "event_trigger",
	};

	for (size_t i = 0; i < COUNT(names); i++)
		if (!strcmp(names[i], name))
			return true;
	return *name == '_' || text_starts(name, "pg_") || text_starts(name, "reg") ||
	       text_starts(name, "any") || text_ends(name, "range") || text_ends(name, "handler");
}

/* Does the model's `mood`, a type of its own, name the database's public.mood? */
static bool is_own_type(struct storing *s, const struct orm_column *c, const struct orm_column *is)
{
	const char *schema = orm_postgresql.default_schema, *name = c->type->name;
	struct orm_token t = pg_next_token(name, strlen(name));
	struct arena *a = s->arena;

	if ((t.kind != ORM_TOKEN_WORD && *name != '"') ||
	    strcmp(arena_printf(a, "%s.%s", schema, name), is->type->name) != 0)
		return false;
	name = orm_unquote(a, &orm_postgresql, &t);
	return !is_servers(name) && map_has(s->own, name) && map_has(s->types, name);
}

/* The type's text, with what the model said of it. */
static struct orm_type *typed(struct arena *a, const struct orm_type *model, const char *text)
{
	struct orm_type *t = orm_type_exact(a, text);

	t->declared = model->declared;
	return t;
}

/* Changes the copy's column. */
static void store_column(struct storing *s, struct orm_column *c, const struct orm_column *is)
{
	struct orm_definition *d = made_with(s, c, is);
	const char *key;

	if (!d && !is_own_type(s, c, is))
		return;
	s->any = true;
	c->type = typed(s->arena, c->type, is->type->name);
	if (!d)
		return;
	c->server_default = is->server_default;
	key = pg_sequence_key(s->arena, d->object.schema, d->object.name);
	if (map_has(s->used, key))
		return;
	map_put(s->used, key, d);
	vec_push(s->arena, &s->made, d);
}

static bool is_candidate(const struct orm_column *c, const struct orm_column *is)
{
	return c->type && is && is->type && c->type->id == ORM_TYPE_EXACT &&
	       is->type->id == ORM_TYPE_EXACT && strcmp(c->type->name, is->type->name) != 0;
}

/* The table, copied when there may be something to it. */
static struct orm_table *store_table(struct storing *s, struct orm_table *t)
{
	const struct orm_table *is =
	    orm_metadata_table(s->stored, t->object.schema, t->object.name);
	struct orm_table *copy = t;

	for (size_t i = 0; is && i < t->columns.len; i++) {
		const struct orm_column *c = t->columns.items[i];
		const struct orm_column *now =
		    orm_table_column(is, &orm_postgresql, c->object.name);

		if (!is_candidate(c, now))
			continue;
		if (copy == t)
			copy = orm_table_copy(s->arena, t);
		store_column(s, copy->columns.items[i], now);
	}
	return copy;
}

static struct orm_definition *store_definition(struct storing *s, struct orm_metadata *out,
                                               struct orm_definition *d)
{
	const struct orm_definition *is = NULL;

	if (d->object.kind == ORM_DOMAIN && d->definition)
		is = map_get(s->objects, orm_object_key(s->arena, &orm_postgresql, &d->object));
	if (!d->on && !(is && pg_same_type(d->definition, is->definition, false)))
		return d;
	d = arena_copy(s->arena, d, sizeof *d);
	if (d->on)
		d->object.table = orm_metadata_table(out, d->object.schema, d->on);
	if (is) {
		s->any = s->any || strcmp(d->definition, is->definition) != 0;
		d->definition = is->definition;
	}
	return d;
}

const struct orm_metadata *pg_as_stored(struct arena *a, const struct orm_metadata *model,
                                        const struct orm_metadata *stored)
{
	struct storing s = { .arena = a,
		             .model = model,
		             .stored = stored,
		             .objects = objects(a, stored),
		             .types = types(a, stored),
		             .own = types(a, model),
		             .used = objects(a, model) };
	struct orm_metadata *out = orm_metadata_like(a, model);

	for (size_t i = 0; i < model->tables.len; i++)
		orm_metadata_add_table(out, store_table(&s, model->tables.items[i]));
	for (size_t i = 0; i < model->definitions.len; i++)
		orm_metadata_add_definition(out,
		                            store_definition(&s, out, model->definitions.items[i]));
	for (size_t i = 0; i < s.made.len; i++)
		orm_metadata_add_definition(out, s.made.items[i]);
	return s.any ? out : model;
}
