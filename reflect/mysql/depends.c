/*
 * reflect/mysql/depends.c - what views and triggers need, by the names in their texts
 *
 * The server lists what a view uses on MySQL alone, and what a trigger uses never;
 * but it prints a view's names in quotes, and its aliases where aliases stand.
 */
#include "base/order.h"
#include "base/text.h"
#include "orm/dialect.h"
#include "orm/mysql/lex.h"
#include "reflect/mysql/definitions.h"

struct finder {
	struct my_definitions *all;
	struct my_reader *reader;
	struct arena *arena;   /* until the end of the reading */
	struct map *relations; /* folded name -> struct orm_object: a table, view or sequence */
	struct map *routines;  /* the same for functions and procedures */
	struct map *nodes;     /* key -> size_t: a definition's place in the order */
	struct order order;
};

/* One object's texts being looked through. */
struct scan {
	struct finder *f;
	struct orm_object *object;
	struct orm_token before, last, t; /* the token, and the two before it */
	struct map *names;                /* all that were seen, folded */
	struct map *local;                /* those of WITH */
	struct map *noted;                /* keys that the object has already */
	struct names tables;              /* that it needs */
};

static const char *key_of(struct finder *f, const struct orm_object *o)
{
	return orm_object_key(f->reader->arena, f->reader->dialect, o);
}

static const char *folded(struct finder *f, const char *name)
{
	return f->reader->dialect->fold(f->arena, name);
}

static const char *name_of(struct finder *f, const struct orm_token *t)
{
	return folded(f, orm_unquote(f->arena, f->reader->dialect, t));
}

static void need(struct scan *s, const struct orm_object *o)
{
	struct finder *f = s->f;
	const char *key = o ? key_of(f, o) : NULL;
	const size_t *from, *to;

	if (!key || o == s->object || map_has(s->noted, key))
		return;
	map_put(s->noted, key, NULL);
	vec_push(f->reader->arena, &s->object->depends, key);
	if (o->kind == ORM_TABLE)
		vec_push(f->arena, &s->tables, o->name);
	from = map_get(f->nodes, key_of(f, s->object));
	to = map_get(f->nodes, key);
	if (from && to)
		order_need(&f->order, *from, *to, true, NULL);
}

static bool is_name(const struct orm_token *t)
{
	return t->kind == ORM_TOKEN_QUOTED || t->kind == ORM_TOKEN_WORD;
}

/* A name by itself, or behind that of its own database. */
static bool stands_alone(struct scan *s)
{
	if (!my_token_is_op(&s->last, "."))
		return true;
	return is_name(&s->before) &&
	       text_same(name_of(s->f, &s->before), folded(s->f, s->f->reader->database));
}

/* In a view, what follows AS or another name is an alias; before AS stands WITH's. */
static bool is_alias(const struct scan *s, const struct orm_token *next)
{
	return s->object->kind == ORM_VIEW &&
	       (my_token_is(&s->last, "as") || s->last.kind == ORM_TOKEN_QUOTED ||
	        my_token_is_op(&s->last, ")") || my_token_is(next, "as"));
}

static void see_name(struct scan *s, const struct orm_token *next)
{
	const char *name = name_of(s->f, &s->t);

	map_put(s->names, name, NULL);
	if (my_token_is_op(next, "(")) {
		const struct orm_object *o = map_get(s->f->routines, name);

		/* INSERT INTO table (column, ...) */
		if (!o && s->object->kind == ORM_TRIGGER)
			o = map_get(s->f->relations, name);
		if (stands_alone(s))
			need(s, o);
		return;
	}
	if (my_token_is_op(next, ".") || !stands_alone(s) || is_alias(s, next) ||
	    map_has(s->local, name))
		return;
	need(s, map_get(s->f->relations, name));
	if (s->object->kind == ORM_TRIGGER && my_token_is(&s->last, "call"))
		need(s, map_get(s->f->routines, name));
}

static void scan_text(struct scan *s, const char *text)
{
	struct my_words w = my_words_of(s->f->reader->dialect, text ? text : "");

	s->before = s->last = (struct orm_token){ 0 };
	while (w.t.kind != ORM_TOKEN_END) {
		s->t = w.t;
		my_words_next(&w);
		if (my_token_is(&s->last, "as") && my_token_is_op(&s->t, "(") &&
		    is_name(&s->before))
			map_put(s->local, name_of(s->f, &s->before), NULL);
		if (is_name(&s->t))
			see_name(s, &w.t);
		s->before = s->last;
		s->last = s->t;
	}
}

static struct scan scan_of(struct finder *f, struct orm_object *o)
{
	return (struct scan){ .f = f,
		              .object = o,
		              .names = map_new(f->arena),
		              .local = map_new(f->arena),
		              .noted = map_new(f->arena) };
}

/* Columns of a table it needs that have a name in it: too many rather than too few. */
static void need_columns(struct scan *s, const struct orm_table *t)
{
	for (size_t i = 0; t && i < t->columns.len; i++)
		if (map_has(s->names, folded(s->f, t->columns.items[i]->object.name)))
			need(s, &t->columns.items[i]->object);
}

static void find_needs(struct finder *f, struct orm_definition *d, const struct my_wish *w)
{
	struct scan s = scan_of(f, &d->object);

	scan_text(&s, d->definition);
	if (d->object.table)
		need(&s, &d->object.table->object);
	if (w->follows && w->follows->definition)
		need(&s, &w->follows->definition->object);
	for (size_t i = 0; i < s.tables.len; i++)
		need_columns(
		    &s, orm_metadata_table(f->reader->m, f->reader->schema, s.tables.items[i]));
}

/* A default can take its value from a sequence. */
static void find_table_needs(struct finder *f, struct orm_table *t)
{
	struct scan s = scan_of(f, &t->object);

	for (size_t i = 0; i < t->columns.len; i++) {
		struct orm_default *v = &t->columns.items[i]->server_default;

		if (v->kind != ORM_DEFAULT_SQL || !strchr(v->text, '('))
			continue;
		v->text = my_unqualified(f->all, v->text);
		scan_text(&s, v->text);
	}
}

/* Kinds as they are made when nothing else is known. */
static int rank_of(enum orm_kind kind)
{
	static const unsigned char ranks[ORM_KIND_COUNT] = {
		[ORM_SEQUENCE] = 0,  [ORM_PACKAGE] = 1, [ORM_PACKAGE_BODY] = 2, [ORM_FUNCTION] = 3,
		[ORM_PROCEDURE] = 4, [ORM_VIEW] = 5,    [ORM_TRIGGER] = 6,      [ORM_EVENT] = 7,
	};

	return ranks[kind];
}

static void know_definition(struct finder *f, struct my_wish *w)
{
	struct orm_object *o = &w->definition->object;
	size_t *node = ARENA_NEW(f->arena, size_t);

	*node = order_add(&f->order, rank_of(o->kind));
	map_put(f->nodes, key_of(f, o), node);
	if (o->kind == ORM_VIEW || o->kind == ORM_SEQUENCE)
		map_put(f->relations, folded(f, o->name), o);
	if (o->kind == ORM_FUNCTION || o->kind == ORM_PROCEDURE)
		map_put(f->routines, folded(f, o->name), o);
}

/* Also those that aren't wanted: what needs them needs them. */
static void know_relations(struct finder *f)
{
	for (size_t i = 0; i < f->reader->entries.len; i++) {
		const struct my_entry *e = &f->reader->entries.items[i];
		enum orm_kind kind = my_is_table(e)                   ? ORM_TABLE
		                     : text_same(e->type, "SEQUENCE") ? ORM_SEQUENCE
		                                                      : ORM_VIEW;
		/* What the kind says it is, since all else about it is looked for there. */
		struct orm_object *o = ORM_IS_DEFINITION(kind)
		                           ? &ARENA_NEW(f->arena, struct orm_definition)->object
		                           : ARENA_NEW(f->arena, struct orm_object);

		o->kind = kind;
		o->schema = f->reader->schema;
		o->name = e->name;
		map_put(f->relations, folded(f, e->name), o);
	}
}

static bool has_sequences(const struct my_definitions *x)
{
	for (size_t i = 0; i < x->wishes.len; i++)
		if (x->wishes.items[i]->kind == ORM_SEQUENCE)
			return true;
	return false;
}

static void find_all(struct finder *f)
{
	struct my_definitions *x = f->all;
	struct orm_tables *tables = &f->reader->m->tables;

	for (size_t i = 0; i < x->wishes.len; i++) {
		struct my_wish *w = x->wishes.items[i];

		if (w->definition && (w->kind == ORM_VIEW || w->kind == ORM_TRIGGER))
			find_needs(f, w->definition, w);
	}
	for (size_t i = 0; has_sequences(x) && i < tables->len; i++)
		find_table_needs(f, tables->items[i]);
}

void my_order_definitions(struct my_definitions *x)
{
	struct arena *a = &x->reader->scratch;
	struct finder f = { .all = x,
		            .reader = x->reader,
		            .arena = a,
		            .relations = map_new(a),
		            .routines = map_new(a),
		            .nodes = map_new(a),
		            .order = { .arena = a } };
	struct {
		VEC(struct orm_definition *);
	} read = { 0 };

	know_relations(&f);
	for (size_t i = 0; i < x->wishes.len; i++)
		if (x->wishes.items[i]->definition) {
			know_definition(&f, x->wishes.items[i]);
			vec_push(a, &read, x->wishes.items[i]->definition);
		}
	find_all(&f);
	order_run(&f.order, NULL, NULL);
	for (size_t i = 0; i < f.order.sorted.len; i++)
		orm_metadata_add_definition(x->reader->m, read.items[f.order.sorted.items[i]]);
}
