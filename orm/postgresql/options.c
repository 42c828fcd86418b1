/* orm/postgresql/options.c - lists of options, from one state to another */
#include <string.h>

#include "base/text.h"
#include "orm/postgresql/alter.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/postgresql.h"

struct pair {
	const char *name, *value;
};

struct pairs {
	VEC(struct pair);
};

/* "a=1, b='x'" or, with `mark` a space, "a 'x', b 'y'" */
static struct pairs read_pairs(struct arena *a, const char *text, char mark)
{
	struct names pieces = pg_pieces(a, text, ',');
	struct pairs out = { 0 };

	for (size_t i = 0; i < pieces.len; i++) {
		const char *p = pieces.items[i];
		struct orm_token t = pg_next_token(p, strlen(p));
		const char *at = *t.start == '"' ? strchr(t.start + t.len, mark) : strchr(p, mark);

		if (!at)
			at = p + strlen(p);
		vec_push(a, &out,
		         (struct pair){ text_trim(a, p, (size_t)(at - p)),
		                        *at ? text_trim(a, at + 1, strlen(at + 1)) : "" });
	}
	return out;
}

static const char *value_of(const struct pairs *all, const char *name)
{
	for (size_t i = 0; i < all->len; i++)
		if (text_same(all->items[i].name, name))
			return all->items[i].value;
	return NULL;
}

static const char *taken(struct buf *b, struct arena *a)
{
	if (b->len)
		return buf_take(b, a);
	buf_release(b);
	return NULL;
}

void pg_parameters(struct arena *a, const char *from, const char *to, const char **set,
                   const char **reset)
{
	struct pairs was = read_pairs(a, from, '='), is = read_pairs(a, to, '=');
	struct buf sets = { 0 }, resets = { 0 };

	for (size_t i = 0; i < is.len; i++)
		if (!text_same(value_of(&was, is.items[i].name), is.items[i].value))
			buf_addf(&sets, "%s%s%s%s", sets.len ? ", " : "", is.items[i].name,
			         *is.items[i].value ? "=" : "", is.items[i].value);
	for (size_t i = 0; i < was.len; i++)
		if (!value_of(&is, was.items[i].name))
			buf_addf(&resets, "%s%s", resets.len ? ", " : "", was.items[i].name);
	*set = taken(&sets, a);
	*reset = taken(&resets, a);
}

const char *pg_foreign_options(struct arena *a, const char *from, const char *to)
{
	struct pairs was = read_pairs(a, from, ' '), is = read_pairs(a, to, ' ');
	struct buf b = { 0 };

	for (size_t i = 0; i < is.len; i++) {
		const char *old = value_of(&was, is.items[i].name);

		if (!text_same(old, is.items[i].value))
			buf_addf(&b, "%s%s %s %s", b.len ? ", " : "", old ? "SET" : "ADD",
			         is.items[i].name, is.items[i].value);
	}
	for (size_t i = 0; i < was.len; i++)
		if (!value_of(&is, was.items[i].name))
			buf_addf(&b, "%sDROP %s", b.len ? ", " : "", was.items[i].name);
	return taken(&b, a);
}

static const struct orm_object *part_of(const struct orm_metadata *m, const struct orm_change *c)
{
	const struct orm_table *t = orm_metadata_table(m, c->schema, c->table);
	const struct orm_definition *view =
	    orm_metadata_definition(m, ORM_MATERIALIZED_VIEW, c->schema, c->table);
	const struct orm_index *x = t ? orm_table_index(t, &orm_postgresql, c->to->name) : NULL;

	for (size_t i = 0; view && i < view->indexes.len; i++)
		if (text_same(view->indexes.items[i]->object.name, c->to->name))
			x = view->indexes.items[i];
	if (x)
		return &x->object;
	return t ? (const struct orm_object *)orm_table_constraint(t, &orm_postgresql, c->to->name)
	         : NULL;
}

/* The object as it is now, as far as that can be looked up. */
static const struct orm_object *as_it_is(struct ddl *d, const struct orm_change *c)
{
	const struct orm_object *o = c->to;
	bool part = c->kind != ORM_TABLE && !ORM_IS_DEFINITION(c->kind);
	struct error ignored = { 0 };
	struct orm_metadata *m = NULL;

	if (!d->lookup ||
	    !d->lookup(d->lookup_data, part ? c->schema : o->schema, part ? c->table : o->name, &m,
	               &ignored) ||
	    !m)
		return NULL;
	if (part)
		return part_of(m, c);
	return c->kind == ORM_TABLE
	           ? (const struct orm_object *)orm_metadata_table(m, o->schema, o->name)
	           : (const struct orm_object *)orm_metadata_definition(m, c->kind, o->schema,
	                                                                o->name);
}

const char *pg_option_now(struct ddl *d, const struct orm_change *c, const char *name)
{
	const char *said = c->from ? pg_option(c->from, name) : NULL;
	const struct orm_object *now = said ? NULL : as_it_is(d, c);

	return now ? pg_option(now, name) : said;
}
