/* migrate/stored.c - what a model says and the database puts in other words */
#include "migrate/stored.h"

#include <string.h>

#include "base/text.h"
#include "migrate/describe.h"
#include "orm/ddl/ddl.h"
#include "orm/dialect.h"
#include "orm/schema/attribute.h"

/* Longer texts aren't shown: a view can have pages of them. */
enum { MOST_TEXT = 300 };

struct stored {
	struct arena *arena;
	const struct orm_dialect *dialect;
	struct names *out;
};

static void say(const struct stored *s, const struct orm_object *o, const char *owner,
                const char *said, const char *is)
{
	struct buf line = { 0 };

	if (text_empty(said) || text_empty(is) || orm_same_tokens(s->dialect, said, is))
		return;
	describe_label(&line, o, owner);
	if (strlen(said) > MOST_TEXT || strlen(is) > MOST_TEXT) {
		buf_adds(&line, " is stored in other words");
	} else {
		buf_adds(&line, ": ");
		describe_safe(&line, said);
		buf_adds(&line, " is stored as ");
		describe_safe(&line, is);
	}
	vec_push(s->arena, s->out, buf_take(&line, s->arena));
}

/* What decides what the column holds: `varchar(10) DEFAULT 'x'`. */
static char *column_text(const struct stored *s, const struct orm_column *c)
{
	struct buf text = { 0 };

	buf_adds(&text,
	         c->type->id == ORM_TYPE_EXACT ? c->type->name : orm_type_infos[c->type->id].name);
	if (c->computed)
		buf_addf(&text, " AS (%s)", c->computed);
	else if (c->server_default.kind != ORM_DEFAULT_NONE) {
		buf_adds(&text, " DEFAULT ");
		ddl_default(&text, s->dialect, &c->server_default);
	}
	return buf_take(&text, s->arena);
}

static void index_say(const struct stored *s, const struct orm_index *said,
                      const struct orm_index *is, const char *table)
{
	say(s, &said->object, table, said->where, is->where);
	for (size_t i = 0; i < said->elements.len && i < is->elements.len; i++)
		say(s, &said->object, table, said->elements.items[i].expr,
		    is->elements.items[i].expr);
}

static void *named(struct map *objects, const struct stored *s, const struct orm_object *o)
{
	return o->name ? map_get(objects, orm_object_key(s->arena, s->dialect, o)) : NULL;
}

static struct map *parts_of(const struct stored *s, const struct orm_table *t)
{
	struct map *parts = map_new(s->arena);

	for (size_t i = 0; i < t->constraints.len; i++)
		if (t->constraints.items[i]->object.name)
			map_put(
			    parts,
			    orm_object_key(s->arena, s->dialect, &t->constraints.items[i]->object),
			    t->constraints.items[i]);
	for (size_t i = 0; i < t->indexes.len; i++)
		map_put(parts, orm_object_key(s->arena, s->dialect, &t->indexes.items[i]->object),
		        t->indexes.items[i]);
	return parts;
}

/* The check of `is` without whose name, or with which, the database has the model's. */
static const struct orm_constraint *stored_check(const struct stored *s, struct map *parts,
                                                 const struct orm_table *said,
                                                 const struct orm_constraint *k,
                                                 const struct orm_table *is)
{
	const struct orm_dialect *d = s->dialect;

	if (k->object.name || !k->expr || !d->spells)
		return named(parts, s, &k->object);
	for (size_t i = 0; i < is->constraints.len; i++) {
		const struct orm_constraint *now = is->constraints.items[i];

		if (now->object.kind == k->object.kind && now->expr &&
		    d->spells(said, k->expr, is, now->expr))
			return now;
	}
	return NULL;
}

static void table_say(const struct stored *s, const struct orm_table *said,
                      const struct orm_table *is)
{
	struct map *parts = parts_of(s, is);
	const char *name = said->object.name;

	for (size_t i = 0; i < said->columns.len; i++) {
		const struct orm_column *c = said->columns.items[i];
		const struct orm_column *now = orm_table_column(is, s->dialect, c->object.name);

		if (now)
			say(s, &c->object, name, column_text(s, c), column_text(s, now));
	}
	for (size_t i = 0; i < said->constraints.len; i++) {
		const struct orm_constraint *k = said->constraints.items[i];
		const struct orm_constraint *now = stored_check(s, parts, said, k, is);

		if (now)
			say(s, &k->object, name, k->expr, now->expr);
	}
	for (size_t i = 0; i < said->indexes.len; i++) {
		const struct orm_index *now = named(parts, s, &said->indexes.items[i]->object);

		if (now)
			index_say(s, said->indexes.items[i], now, name);
	}
}

void migrate_stored(struct arena *a, const struct orm_dialect *d, const struct orm_metadata *model,
                    const struct orm_metadata *stored, struct names *out)
{
	struct stored s = { a, d, out };
	struct map *definitions = map_new(a);

	for (size_t i = 0; i < model->tables.len; i++) {
		const struct orm_table *t = model->tables.items[i];
		const struct orm_table *is =
		    orm_metadata_table(stored, t->object.schema, t->object.name);

		if (is)
			table_say(&s, t, is);
	}
	for (size_t i = 0; i < stored->definitions.len; i++)
		map_put(definitions, orm_object_key(a, d, &stored->definitions.items[i]->object),
		        stored->definitions.items[i]);
	for (size_t i = 0; i < model->definitions.len; i++) {
		const struct orm_definition *said = model->definitions.items[i];
		const struct orm_definition *is = named(definitions, &s, &said->object);

		if (is)
			say(&s, &said->object, NULL, said->definition, is->definition);
	}
}
