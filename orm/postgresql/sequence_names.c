/* orm/postgresql/sequence_names.c - what sequences are called, and who has a name meanwhile */
#include <string.h>

#include "base/text.h"
#include "orm/postgresql/alter.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/postgresql.h"
#include "orm/postgresql/serial.h"

struct names pg_path(struct arena *a, const char *text)
{
	struct names parts = pg_pieces(a, text, '.'), out = { 0 };

	for (size_t i = 0; i < parts.len; i++) {
		struct orm_token t = pg_next_word(parts.items[i], strlen(parts.items[i]));
		const char *name = orm_unquote(a, &orm_postgresql, &t);

		if (i || parts.len == 1 || strcmp(name, orm_postgresql.default_schema) != 0)
			vec_push(a, &out, name);
	}
	return out;
}

const char *pg_identity_sequence(struct arena *a, const struct orm_column *c, const char *table)
{
	const char *said = pg_option(&c->object, "sequence");

	return said ? said : pg_usual_name(a, table, c->object.name, "seq");
}

const char *pg_identity_comment(struct arena *a, const struct orm_column *c, const char *schema,
                                const char *table, const char *comment)
{
	return arena_printf(a, "COMMENT ON SEQUENCE %s IS %s",
	                    pg_full_name(a, schema, pg_identity_sequence(a, c, table)),
	                    text_empty(comment) ? "NULL" : pg_string(a, comment));
}

/* The sequence's creation or drop among the changes, or NULL. */
static struct orm_change *find_sequence(struct arena *a, struct orm_changes *changes,
                                        enum orm_verb verb, const char *key)
{
	for (size_t i = 0; i < changes->len; i++) {
		struct orm_change *c = &changes->items[i];
		const struct orm_object *o = verb == ORM_CREATE ? c->to : c->from;

		if (c->kind == ORM_SEQUENCE && c->verb == verb && o &&
		    !strcmp(pg_sequence_key(a, o->schema, o->name), key))
			return c;
	}
	return NULL;
}

/* The column, counting by a sequence of another name. */
static struct orm_object *counting_by(struct arena *a, const struct orm_object *column,
                                      const struct orm_object *sequence, const char *old)
{
	struct orm_column *c = orm_column_copy(a, (const struct orm_column *)column);
	const char *name = pg_full_name(a, sequence->schema, sequence->name);

	c->object.table = column->table;
	c->server_default.text = arena_printf(a, "nextval(%s::regclass)", pg_string(a, name));
	for (size_t i = 0; i < c->object.depends.len; i++)
		if (!strcmp(c->object.depends.items[i], old))
			c->object.depends.items[i] =
			    pg_sequence_key(a, sequence->schema, sequence->name);
	return &c->object;
}

static void rename_sequence(struct arena *a, struct orm_changes *changes, struct orm_object *from,
                            struct orm_object *to)
{
	vec_push(a, changes,
	         (struct orm_change){ .verb = ORM_RENAME,
	                              .kind = ORM_SEQUENCE,
	                              .from = from,
	                              .to = to,
	                              .mask = ORM_ATTR_ALL,
	                              .schema = from->schema });
}

/* `is`: with the identity; `was`: counts by the sequence that is made or dropped. */
static void swap(struct arena *a, struct orm_changes *changes, size_t i, bool made)
{
	struct orm_change *c = &changes->items[i];
	struct orm_object **counts = made ? &c->to : &c->from, *now, *meanwhile;
	const struct orm_column *identity = (const struct orm_column *)(made ? c->from : c->to);
	const char *key =
	    pg_sequence_needed(a, &((const struct orm_column *)*counts)->server_default);
	struct orm_change *s;

	if (!identity->identity || !key ||
	    strcmp(key, pg_sequence_key(a, c->schema, pg_identity_sequence(a, identity, c->table))))
		return;
	s = find_sequence(a, changes, made ? ORM_CREATE : ORM_DROP, key);
	if (!s)
		return;
	now = made ? s->to : s->from;
	meanwhile = orm_object_copy(a, now);
	meanwhile->name = pg_usual_name(a, now->name, NULL, made ? "_limbeck_new" : "_limbeck_old");
	*counts = counting_by(a, *counts, meanwhile, key);
	*(made ? &s->to : &s->from) = meanwhile;
	rename_sequence(a, changes, made ? meanwhile : now, made ? now : meanwhile);
}

void pg_swap_sequences(struct arena *a, struct orm_changes *changes)
{
	for (size_t i = 0, count = changes->len; i < count; i++) {
		const struct orm_change *c = &changes->items[i];

		if (c->kind != ORM_COLUMN || c->verb != ORM_ALTER || !c->from || !c->to)
			continue;
		swap(a, changes, i, false);
		swap(a, changes, i, true);
	}
}

static bool follows(struct arena *a, const struct orm_change *c, const char *was, const char *is)
{
	const char *from, *to;

	if (c->kind != ORM_COLUMN || c->verb != ORM_ALTER || !c->from || !c->to)
		return false;
	from = pg_sequence_needed(a, &((const struct orm_column *)c->from)->server_default);
	to = pg_sequence_needed(a, &((const struct orm_column *)c->to)->server_default);
	return from && to && !strcmp(from, was) && !strcmp(to, is);
}

void pg_follow_renames(struct arena *a, struct orm_changes *changes)
{
	uint64_t bit = orm_attr_bit(ORM_COLUMN, "server_default");

	for (size_t i = 0; i < changes->len; i++) {
		const struct orm_object *from = changes->items[i].from, *to = changes->items[i].to;
		const char *was, *is;

		if (changes->items[i].kind != ORM_SEQUENCE || changes->items[i].verb != ORM_RENAME)
			continue;
		was = pg_sequence_key(a, from->schema, from->name);
		is = pg_sequence_key(a, to->schema, to->name);
		for (size_t j = 0; j < changes->len; j++) {
			struct orm_change *c = &changes->items[j];

			if (follows(a, c, was, is) && !(c->mask &= ~bit))
				c->from = c->to = NULL;
		}
	}
}

/* Its sequence keeps the name that the table or the column had. */
static void rename_identity(struct arena *a, struct orm_changes *changes,
                            const struct orm_column *was, const char *table,
                            const struct orm_column *is)
{
	struct orm_column *old = orm_column_copy(a, is);
	const char *name = pg_identity_sequence(a, was, table);
	const struct orm_table *t = is->object.table;

	if (!was->identity || !is->identity || !t ||
	    text_same(name, pg_identity_sequence(a, is, t->object.name)))
		return;
	old->object.table = is->object.table;
	orm_option_set(a, &old->object.options, NULL, "sequence", name);
	vec_push(a, changes,
	         (struct orm_change){ .verb = ORM_ALTER,
	                              .kind = ORM_COLUMN,
	                              .from = &old->object,
	                              .to = orm_object_copy(a, &is->object),
	                              .mask = ORM_ATTR_OPTIONS,
	                              .schema = t->object.schema,
	                              .table = t->object.name });
	changes->items[changes->len - 1].to->table = is->object.table;
	if (!pg_option(&is->object, "sequence"))
		orm_option_set(a, &changes->items[changes->len - 1].to->options, NULL, "sequence",
		               "");
}

/* What the table was called when the sequence got its name. */
static const char *former_name(const struct orm_changes *changes, const char *schema,
                               const char *table)
{
	for (size_t i = 0; i < changes->len; i++) {
		const struct orm_change *c = &changes->items[i];

		if (c->verb == ORM_RENAME && c->kind == ORM_TABLE &&
		    text_same(c->to->name, table) && text_same(c->to->schema, schema))
			return c->from->name;
	}
	return table;
}

void pg_rename_identities(struct arena *a, struct orm_changes *changes)
{
	for (size_t i = 0, count = changes->len; i < count; i++) {
		struct orm_change c = changes->items[i];
		const struct orm_table *from = (const struct orm_table *)c.from;

		if (c.verb != ORM_RENAME)
			continue;
		if (c.kind == ORM_COLUMN)
			rename_identity(a, changes, (const struct orm_column *)c.from,
			                former_name(changes, c.schema, c.table),
			                (const struct orm_column *)c.to);
		for (size_t j = 0; c.kind == ORM_TABLE && j < from->columns.len; j++) {
			const struct orm_column *is =
			    orm_table_column((const struct orm_table *)c.to, &orm_postgresql,
			                     from->columns.items[j]->object.name);

			if (is)
				rename_identity(a, changes, from->columns.items[j],
				                from->object.name, is);
		}
	}
}
