/* orm/schema/resolve.c - models in the terms of one database */
#include "orm/schema/resolve.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "orm/dialect.h"
#include "orm/schema/naming.h"

struct resolver {
	struct arena *arena;
	const struct orm_dialect *dialect;
	const struct orm_naming *naming;
	bool whole; /* objects are whole: what says nothing can be left out */
	struct error *err;
	bool models; /* names that were given are still to go through the convention */
};

static bool fail_for(struct resolver *r, const struct orm_object *o)
{
	if (o->file)
		fail_at(r->err, o->file, o->line);
	return fail_object(r->err, "%s", orm_object_label(r->arena, o));
}

/* The base dialect has it, and this one doesn't. */
static bool is_of_base_alone(const struct resolver *r, enum orm_kind kind,
                             const struct orm_option *option)
{
	const struct orm_dialect *base = orm_dialect_find(option->dialect);

	return base && base != r->dialect && orm_option_find(base, kind, option->name);
}

/* Puts one of this dialect's options where it belongs. */
static bool take_option(struct resolver *r, struct orm_object *o, const struct orm_option *option)
{
	const struct orm_attr *attr = orm_attr_find(o->kind, option->name);
	const struct orm_option_info *info = orm_option_find(r->dialect, o->kind, option->name);

	if (info) {
		bool initial = text_same_nocase(option->value, info->initial);

		if (!initial || !r->whole)
			orm_option_set(r->arena, &o->options, NULL, option->name,
			               initial ? "" : option->value);
		return true;
	}
	if (attr && orm_attr_set_text(r->arena, o, attr, option->value))
		return true;
	if (is_of_base_alone(r, o->kind, option))
		return true;
	fail(r->err, ERR_INPUT, "%s has no option \"%s\" for a %s", r->dialect->title, option->name,
	     orm_kinds[o->kind].label);
	return fail_for(r, o);
}

static bool take_options_of(struct resolver *r, struct orm_object *o,
                            const struct orm_options *given, const char *dialect)
{
	for (size_t i = 0; dialect && i < given->len; i++)
		if (text_same(given->items[i].dialect, dialect) &&
		    !take_option(r, o, &given->items[i]))
			return false;
	return true;
}

static bool resolve_options(struct resolver *r, struct orm_object *o)
{
	struct orm_options given = o->options;

	o->options = (struct orm_options){ 0 };
	for (size_t i = 0; i < given.len; i++)
		if (!given.items[i].dialect && (!r->whole || *given.items[i].value))
			vec_push(r->arena, &o->options, given.items[i]);
	return take_options_of(r, o, &given, r->dialect->base) &&
	       take_options_of(r, o, &given, r->dialect->name);
}

/* CHECK (column IN (...)) where a type isn't native and asks for it. */
static struct orm_constraint *check_of_type(struct resolver *r, const struct orm_column *c)
{
	const struct orm_type *type = c->type;
	struct orm_constraint *k;
	struct buf b = { 0 };

	if (!type || !type->create_constraint ||
	    (type->id != ORM_TYPE_ENUM && type->id != ORM_TYPE_BOOLEAN))
		return NULL;
	ddl_name(&b, r->dialect, c->object.name);
	buf_adds(&b, " IN (");
	if (type->id == ORM_TYPE_BOOLEAN)
		buf_addf(&b, "%s, %s", r->dialect->false_text, r->dialect->true_text);
	for (size_t i = 0; i < type->values.len; i++) {
		buf_adds(&b, i ? ", " : "");
		ddl_string(&b, r->dialect, type->values.items[i]);
	}
	buf_addc(&b, ')');
	k = orm_constraint_new(r->arena, ORM_CHECK);
	k->object.name = arena_strdup(r->arena, type->name);
	k->expr = buf_take(&b, r->arena);
	return k;
}

static bool resolve_type(struct resolver *r, struct orm_column *c)
{
	struct buf b = { 0 };
	bool ok;

	if (!c->type || c->type->id == ORM_TYPE_EXACT)
		return true;
	ok = r->dialect->type_text(&b, c->type, c, c->object.table, r->err);
	if (ok) {
		struct orm_type *exact = orm_type_exact(r->arena, buf_str(&b));

		/* the CHECK that it asked for is a constraint of its own by now */
		c->type->create_constraint = false;
		exact->declared = c->type;
		c->type = exact;
	}
	buf_release(&b);
	return ok || fail_for(r, &c->object);
}

static bool resolve_column(struct resolver *r, struct orm_column *c)
{
	struct orm_table *t = c->object.table;
	bool key = t && orm_column_is_key(t, r->dialect, c->object.name);

	for (size_t i = 0; i < c->attached.len; i++)
		key = key || c->attached.items[i]->object.kind == ORM_PRIMARY_KEY;
	if (r->whole && c->nullable == ORM_UNSPECIFIED && !key)
		c->nullable = ORM_YES;
	return resolve_type(r, c);
}

static void resolve_constraint(struct orm_constraint *c)
{
	if (c->deferrable == ORM_UNSPECIFIED)
		c->deferrable = ORM_NO;
	if (c->deferrable == ORM_NO || text_same_nocase(c->initially, "IMMEDIATE"))
		c->initially = NULL;
	if (text_same_nocase(c->ondelete, "NO ACTION"))
		c->ondelete = NULL;
	if (text_same_nocase(c->onupdate, "NO ACTION"))
		c->onupdate = NULL;
}

static bool resolve_one(struct resolver *r, struct orm_object *o)
{
	if (!r->dialect->has_comments)
		o->comment = NULL;
	if (!resolve_options(r, o))
		return false;
	switch (o->kind) {
	case ORM_COLUMN:
		if (!resolve_column(r, (struct orm_column *)o))
			return false;
		break;
	case ORM_PRIMARY_KEY:
	case ORM_UNIQUE:
	case ORM_FOREIGN_KEY:
	case ORM_CHECK:
		resolve_constraint((struct orm_constraint *)o);
		break;
	default:
		break;
	}
	if (!o->name && o->table)
		o->name = orm_name_by_convention(r->arena, r->naming, r->dialect, o->table, o);
	return r->dialect->resolve(r->arena, o, r->err) || fail_for(r, o);
}

/* A convention that builds on the given name applies to named constraints too. */
static void rename_by_convention(struct resolver *r, struct orm_constraint *c)
{
	const char *ck = r->naming ? r->naming->ck : NULL;
	char *name;

	if (!r->models || c->object.kind != ORM_CHECK || !c->object.name || !ck ||
	    !strstr(ck, "%(constraint_name)s"))
		return;
	name = orm_name_by_convention(r->arena, r->naming, r->dialect, c->object.table, &c->object);
	if (name)
		c->object.name = name;
}

static bool resolve_attached(struct resolver *r, struct orm_column *c)
{
	struct orm_constraint *check = check_of_type(r, c);

	if (check)
		vec_push(r->arena, &c->attached, check);
	for (size_t i = 0; i < c->attached.len; i++) {
		struct orm_constraint *k = c->attached.items[i];

		k->object.table = c->object.table;
		if (k->object.kind != ORM_CHECK && !k->elements.len)
			vec_push(r->arena, &k->elements,
			         (struct orm_element){ .column = c->object.name });
		if (!resolve_one(r, &k->object))
			return false;
	}
	return true;
}

static bool resolve_table(struct resolver *r, struct orm_table *t)
{
	if (!resolve_one(r, &t->object))
		return false;
	for (size_t i = 0; i < t->columns.len; i++) {
		struct orm_constraint *check = check_of_type(r, t->columns.items[i]);

		if (check)
			orm_table_add_constraint(r->arena, t, check);
	}
	for (size_t i = 0; i < t->columns.len; i++)
		if (!resolve_one(r, &t->columns.items[i]->object))
			return false;
	for (size_t i = 0; i < t->constraints.len; i++) {
		rename_by_convention(r, t->constraints.items[i]);
		if (!resolve_one(r, &t->constraints.items[i]->object))
			return false;
	}
	for (size_t i = 0; i < t->indexes.len; i++)
		if (!resolve_one(r, &t->indexes.items[i]->object))
			return false;
	return true;
}

bool orm_resolve_object(struct arena *a, struct orm_object *o, const struct orm_naming *naming,
                        const struct orm_dialect *d, struct error *err)
{
	struct resolver r = { a, d, naming, false, err, false };

	if (o->kind == ORM_TABLE) {
		const struct orm_table *t = (const struct orm_table *)o;

		r.whole = t->columns.len || t->module; /* else it is what an ALTER says */
		return resolve_table(&r, (struct orm_table *)o);
	}
	if (o->kind == ORM_COLUMN && !resolve_attached(&r, (struct orm_column *)o))
		return false;
	return resolve_one(&r, o);
}

bool orm_resolve(struct arena *a, const struct orm_metadata *m, const struct orm_dialect *d,
                 struct orm_metadata **out, struct error *err)
{
	struct orm_metadata *copy = orm_metadata_new(a);
	struct resolver r = { a, d, &m->naming, true, err, true };
	bool generic = m->dialect != d;

	copy->dialect = d;
	copy->reflected = m->reflected && !generic;
	copy->left_out = m->left_out;
	copy->naming = m->naming;
	if (!generic) {
		copy->settings = m->settings;
		copy->definer = m->definer;
	}
	for (size_t i = 0; i < m->tables.len; i++) {
		struct orm_table *t = orm_table_copy(a, m->tables.items[i]);

		if (generic && !resolve_table(&r, t))
			return false;
		orm_metadata_add_table(copy, t);
	}
	for (size_t i = 0; i < m->definitions.len; i++) {
		struct orm_definition *def = orm_definition_copy(a, m->definitions.items[i]);

		if (generic && !resolve_one(&r, &def->object))
			return false;
		if (def->on)
			def->object.table = orm_metadata_table(copy, def->object.schema, def->on);
		orm_metadata_add_definition(copy, def);
	}
	*out = copy;
	return !generic || !d->resolve_metadata || d->resolve_metadata(a, copy, err);
}
