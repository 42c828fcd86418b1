/* orm/mysql/keys.c - keys and constraints as SHOW CREATE TABLE has them */
#include <string.h>

#include "base/text.h"
#include "orm/mysql/create.h"

static void add_element(struct ddl *d, struct buf *out, const struct orm_element *e)
{
	if (e->column)
		buf_adds(out, my_name(d->arena, e->column));
	else
		buf_addf(out, "(%s)", e->expr);
	if (e->length)
		buf_addf(out, "(%d)", e->length);
	if (e->descending)
		buf_adds(out, " DESC");
}

static void add_elements(struct ddl *d, struct buf *out, const struct orm_object *o,
                         const struct orm_elements *elements)
{
	const char *period = my_option(o, "without_overlaps");

	buf_addc(out, '(');
	for (size_t i = 0; i < elements->len; i++) {
		buf_adds(out, i ? "," : "");
		add_element(d, out, &elements->items[i]);
	}
	if (period)
		buf_addf(out, "%s%s WITHOUT OVERLAPS", elements->len ? "," : "",
		         my_name(d->arena, period));
	buf_addc(out, ')');
}

static void add_text(struct ddl *d, struct buf *out, const struct orm_object *o, const char *option,
                     const char *words)
{
	const char *value = my_option(o, option);

	if (value)
		buf_addf(out, " /*!80021 %s %s */", words, my_string(d->arena, value));
}

/* MariaDB's: what an engine makes of them is its own. */
static void add_engine_traits(struct ddl *d, struct buf *out, const struct orm_object *o)
{
	static const char *const names[] = { "clustering", "m", "distance" };

	for (size_t i = 0; i < COUNT(names); i++) {
		const char *value = my_option(o, names[i]);

		if (value)
			buf_addf(out, " %s=%s", my_name(d->arena, names[i]),
			         my_string(d->arena, value));
	}
	my_add_attributes(out, o);
}

/* What may follow the elements of any key. */
static void add_traits(struct ddl *d, struct buf *out, const struct orm_object *o,
                       const char *method)
{
	const char *block = my_option(o, "key_block_size"), *parser = my_option(o, "with_parser");

	if (method)
		buf_addf(out, " USING %s", method);
	if (block)
		buf_addf(out, " KEY_BLOCK_SIZE=%s", block);
	if (o->comment)
		buf_addf(out, " COMMENT %s", my_string(d->arena, o->comment));
	if (parser)
		buf_addf(out, " /*!50100 WITH PARSER %s */", my_name(d->arena, parser));
	add_text(d, out, o, "engine_attribute", "ENGINE_ATTRIBUTE");
	add_text(d, out, o, "secondary_engine_attribute", "SECONDARY_ENGINE_ATTRIBUTE");
	if (my_is(o, "invisible"))
		buf_adds(out, my_is_mariadb(d->dialect) ? " IGNORED" : " /*!80000 INVISIBLE */");
	add_engine_traits(d, out, o);
}

bool my_index_text(struct ddl *d, struct buf *out, const struct orm_index *i, struct error *err)
{
	const char *prefix = my_option(&i->object, "prefix");

	if (i->where) {
		fail(err, ERR_UNSUPPORTED, "index \"%s\" can't have a condition on %s",
		     i->object.name ? i->object.name : "(unnamed)", d->dialect->title);
		return fail_hint(err, "There are no partial indexes; leave out the condition.");
	}
	if (prefix)
		buf_addf(out, "%s ", prefix);
	buf_adds(out, i->unique && !prefix ? "UNIQUE KEY " : "KEY ");
	if (i->object.name)
		buf_addf(out, "%s ", my_name(d->arena, i->object.name));
	add_elements(d, out, &i->object, &i->elements);
	add_traits(d, out, &i->object, i->method);
	return true;
}

static void add_references(struct ddl *d, struct buf *out, const struct orm_constraint *k)
{
	buf_addf(out, " REFERENCES %s (",
	         my_full_name(d->arena, k->referred_schema, k->referred_table));
	for (size_t i = 0; i < k->referred_columns.len; i++)
		buf_addf(out, "%s%s", i ? ", " : "",
		         my_name(d->arena, k->referred_columns.items[i]));
	buf_addc(out, ')');
	if (k->match)
		buf_addf(out, " MATCH %s", k->match);
	if (k->ondelete)
		buf_addf(out, " ON DELETE %s", k->ondelete);
	if (k->onupdate)
		buf_addf(out, " ON UPDATE %s", k->onupdate);
}

/* Foreign keys have a space after their commas, and the other keys don't. */
static void add_foreign_key(struct ddl *d, struct buf *out, const struct orm_constraint *k)
{
	buf_adds(out, "FOREIGN KEY (");
	for (size_t i = 0; i < k->elements.len; i++) {
		buf_adds(out, i ? ", " : "");
		add_element(d, out, &k->elements.items[i]);
	}
	buf_addc(out, ')');
	add_references(d, out, k);
}

static bool add_unique(struct ddl *d, struct buf *out, const struct orm_constraint *k,
                       struct error *err)
{
	return my_index_text(d, out, my_unique_index(d->arena, k), err);
}

bool my_constraint_text(struct ddl *d, struct buf *out, const struct orm_constraint *k,
                        struct error *err)
{
	if (k->object.kind == ORM_UNIQUE)
		return add_unique(d, out, k, err);
	if (k->object.kind == ORM_PRIMARY_KEY) {
		buf_adds(out, "PRIMARY KEY ");
		add_elements(d, out, &k->object, &k->elements);
		add_traits(d, out, &k->object, my_option(&k->object, "using"));
		return true;
	}
	if (k->object.kind == ORM_EXCLUDE) {
		fail(err, ERR_UNSUPPORTED, "there are no exclusion constraints on %s",
		     d->dialect->title);
		return fail_hint(err, "Leave out \"%s\".",
		                 k->object.name ? k->object.name : "the constraint");
	}
	if (k->object.name)
		buf_addf(out, "CONSTRAINT %s ", my_name(d->arena, k->object.name));
	if (k->object.kind == ORM_FOREIGN_KEY)
		add_foreign_key(d, out, k);
	else
		buf_addf(out, "CHECK (%s)%s", k->expr,
		         k->not_enforced ? " /*!80016 NOT ENFORCED */" : "");
	return true;
}

struct orm_index *my_unique_index(struct arena *a, const struct orm_constraint *k)
{
	struct orm_index *i = orm_index_new(a, k->object.name);

	i->object.comment = k->object.comment;
	i->object.options = k->object.options;
	i->object.file = k->object.file;
	i->object.line = k->object.line;
	i->method = my_option(&k->object, "using");
	i->unique = true;
	i->elements = k->elements;
	return i;
}

/* The server's way: the first column's name, with a number where that is taken. */
static const char *free_name(struct arena *a, const struct orm_dialect *d,
                             const struct orm_table *t, const struct orm_index *i)
{
	const char *column = i->elements.len ? i->elements.items[0].column : NULL;
	const char *base = column ? column : "functional_index", *name = base;

	for (int n = 2; orm_table_index(t, d, name); n++)
		name = arena_printf(a, "%s_%d", base, n);
	return name;
}

void my_settle_keys(struct arena *a, const struct orm_dialect *d, struct orm_table *t)
{
	for (size_t i = 0; i < t->constraints.len;) {
		struct orm_constraint *k = t->constraints.items[i];

		if (k->object.kind != ORM_UNIQUE) {
			i++;
			continue;
		}
		vec_remove(&t->constraints, i);
		orm_table_add_index(a, t, my_unique_index(a, k));
	}
	for (size_t i = 0; i < t->indexes.len; i++) {
		struct orm_index *x = t->indexes.items[i];

		if (x->object.name)
			continue;
		x->object.name = ""; /* it isn't its own rival */
		x->object.name = free_name(a, d, t, x);
	}
}
