/* orm/postgresql/serial.c - changes of columns and their sequences, in the server's words for both
 */
#include "orm/postgresql/serial.h"

#include <string.h>

#include "base/map.h"
#include "base/text.h"
#include "orm/postgresql/alter.h"
#include "orm/postgresql/create.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/postgresql.h"
#include "orm/postgresql/types.h"

/* A sequence that comes or goes, and who needs it. */
struct candidate {
	struct orm_change *change;
	const struct orm_definition *sequence;
	size_t users; /* all but what is granted on it */
};

struct folding {
	struct arena *arena;
	struct map *made, *gone; /* key of the sequence -> struct candidate */
};

const char *pg_sequence_key(struct arena *a, const char *schema, const char *name)
{
	struct orm_definition o = { .object = {
					.kind = ORM_SEQUENCE, .schema = schema, .name = name } };

	return orm_object_key(a, &orm_postgresql, &o.object);
}

const char *pg_sequence_needed(struct arena *a, const struct orm_default *v)
{
	struct names path = { 0 };

	if (!pg_sequence_of(a, v))
		return NULL;
	path = pg_path(a, pg_sequence_of(a, v));
	if (!path.len)
		return NULL;
	return pg_sequence_key(a, path.len > 1 ? path.items[0] : NULL, path.items[path.len - 1]);
}

bool pg_is_plain_sequence(const struct orm_definition *sequence)
{
	const struct orm_options *o = &sequence->object.options;

	for (size_t i = 0; i < o->len; i++)
		if (strcmp(o->items[i].name, "data_type") != 0 && *o->items[i].value)
			return false;
	return sequence->owned_by && !sequence->object.comment;
}

static void note_sequence(struct folding *f, struct orm_change *c)
{
	struct orm_object *o = c->verb == ORM_CREATE ? c->to : c->from;
	struct candidate *x;

	if (c->kind != ORM_SEQUENCE || (c->verb != ORM_CREATE && c->verb != ORM_DROP) ||
	    !pg_is_plain_sequence((const struct orm_definition *)o))
		return;
	x = ARENA_NEW(f->arena, struct candidate);
	x->change = c;
	x->sequence = (const struct orm_definition *)o;
	map_put(c->verb == ORM_CREATE ? f->made : f->gone,
	        pg_sequence_key(f->arena, o->schema, o->name), x);
}

/* A child's or partition's column has its parent's default. */
static void note_needs(struct map *map, const struct orm_object *o)
{
	if (o->kind == ORM_COLUMN && ((const struct orm_column *)o)->inherited)
		return;
	for (size_t i = 0; i < o->depends.len; i++) {
		struct candidate *x = map_get(map, o->depends.items[i]);

		if (x)
			x->users++;
	}
}

/* Nothing but columns and what is a definition can need a sequence. */
static void note_users(struct map *map, const struct orm_object *o)
{
	const struct orm_table *t = (const struct orm_table *)o;

	if (!o || o->kind == ORM_PRIVILEGE || o->kind == ORM_SEQUENCE)
		return;
	/* a table's own needs are those of its parts once more */
	if (o->kind != ORM_TABLE)
		note_needs(map, o);
	for (size_t i = 0; o->kind == ORM_TABLE && i < t->columns.len; i++)
		note_needs(map, &t->columns.items[i]->object);
}

bool pg_is_serial_with(struct arena *a, const struct orm_column *c,
                       const struct orm_definition *sequence)
{
	const struct orm_object *o = &sequence->object;
	const char *type = pg_option(o, "data_type"), *table = c->object.table->object.name;
	struct names path = pg_path(a, sequence->owned_by);
	size_t n = path.len;

	return c->nullable == ORM_NO && !c->inherited && c->type && pg_serial(c->type->name) &&
	       pg_same_type(c->type->name, type ? type : "bigint", false) &&
	       text_same(o->schema, c->object.schema) &&
	       text_same(o->name, pg_usual_name(a, table, c->object.name, "seq")) && n >= 2 &&
	       text_same(path.items[n - 1], c->object.name) &&
	       text_same(path.items[n - 2], table) &&
	       text_same(n > 2 ? path.items[0] : NULL, c->object.schema);
}

/* Would a model's integer be a serial here without another word? */
static bool counts_unsaid(const struct orm_column *c, struct orm_type *generic)
{
	struct orm_column probe = *c;
	struct buf b = { 0 };
	bool counts;

	probe.type = generic;
	counts = pg_type_text(&b, generic, &probe, c->object.table, NULL) &&
	         text_same(buf_str(&b), c->type->name);
	buf_release(&b);
	return counts;
}

static struct orm_column *as_serial(struct arena *a, const struct orm_column *c, const char *key)
{
	struct orm_column *copy = orm_column_copy(a, c);
	struct orm_type *generic = pg_generic_type(a, c->type->name);

	copy->object.table = c->object.table;
	copy->object.depends.len = 0;
	for (size_t i = 0; i < c->object.depends.len; i++)
		if (strcmp(c->object.depends.items[i], key) != 0)
			vec_push(a, &copy->object.depends, c->object.depends.items[i]);
	copy->server_default = (struct orm_default){ 0 };
	copy->type = orm_type_exact(a, pg_serial(c->type->name));
	copy->type->declared = generic;
	copy->autoincrement = counts_unsaid(copy, generic) ? ORM_UNSPECIFIED : ORM_YES;
	return copy;
}

/* The column without its sequence; NULL when it isn't all that a serial one is. */
static struct orm_column *fold_column(struct folding *f, struct map *map,
                                      const struct orm_column *c)
{
	const char *key = pg_sequence_needed(f->arena, &c->server_default);
	struct candidate *x = key ? map_get(map, key) : NULL;

	if (!x || x->users != 1 || !c->object.table || !pg_is_serial_with(f->arena, c, x->sequence))
		return NULL;
	x->change->from = x->change->to = NULL;
	return as_serial(f->arena, c, key);
}

static struct orm_object *fold_table(struct folding *f, struct map *map, struct orm_object *o)
{
	struct orm_table *t = arena_copy(f->arena, o, sizeof *t);

	if (pg_option(o, "of_type") || pg_option(o, "server"))
		return o;
	t->columns = (struct orm_columns){ 0 };
	for (size_t i = 0; i < ((struct orm_table *)o)->columns.len; i++) {
		struct orm_column *c = ((struct orm_table *)o)->columns.items[i];
		struct orm_column *serial = fold_column(f, map, c);

		vec_push(f->arena, &t->columns, serial ? serial : c);
	}
	return &t->object;
}

static void fold(struct folding *f, struct orm_change *c)
{
	struct map *map = c->verb == ORM_CREATE ? f->made : f->gone;
	struct orm_object **side = c->verb == ORM_CREATE ? &c->to : &c->from;
	struct orm_column *serial;

	if (!*side || (c->verb != ORM_CREATE && c->verb != ORM_DROP))
		return;
	if (c->kind == ORM_TABLE)
		*side = fold_table(f, map, *side);
	if (c->kind != ORM_COLUMN)
		return;
	serial = fold_column(f, map, (const struct orm_column *)*side);
	if (serial)
		*side = &serial->object;
}

/* CREATE TABLE t (id serial) makes the sequence, DROP TABLE t drops it. */
static void fold_serials(struct arena *a, struct orm_changes *changes)
{
	struct folding f = { a, map_new(a), map_new(a) };

	for (size_t i = 0; i < changes->len; i++)
		note_sequence(&f, &changes->items[i]);
	for (size_t i = 0; i < changes->len; i++) {
		note_users(f.gone, changes->items[i].from);
		note_users(f.made, changes->items[i].to);
	}
	for (size_t i = 0; i < changes->len; i++)
		fold(&f, &changes->items[i]);
}

void pg_simplify(struct arena *a, struct orm_changes *changes)
{
	pg_keep_public(a, changes);
	pg_follow_renames(a, changes);
	pg_swap_sequences(a, changes);
	pg_rename_identities(a, changes);
	fold_serials(a, changes);
}
