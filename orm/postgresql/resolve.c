/* orm/postgresql/resolve.c - models in PostgreSQL's terms */
#include <string.h>

#include "base/text.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/postgresql.h"
#include "orm/postgresql/types.h"

static void resolve_column(struct orm_column *c)
{
	bool serial = c->type && c->type->id == ORM_TYPE_EXACT &&
	              strcmp(pg_not_serial(c->type->name), c->type->name) != 0;

	if ((c->identity || serial) && c->nullable != ORM_NO)
		c->nullable = ORM_NO;
	if (c->computed && c->persisted == ORM_UNSPECIFIED)
		c->persisted = ORM_YES;
	if (!c->computed)
		c->persisted = ORM_UNSPECIFIED;
}

/* ops = "title=gin_trgm_ops": an operator class belongs to its column. */
static bool resolve_ops(struct arena *a, struct orm_index *x, struct error *err)
{
	const char *ops = orm_option_get(&x->object.options, NULL, "ops");
	struct names pairs = pg_pieces(a, ops, ',');

	for (size_t i = 0; i < pairs.len; i++) {
		const char *eq = strchr(pairs.items[i], '=');
		const char *name = eq ? text_trim(a, pairs.items[i], (size_t)(eq - pairs.items[i]))
		                      : pairs.items[i];
		bool found = false;

		for (size_t j = 0; eq && j < x->elements.len; j++)
			if (text_same(x->elements.items[j].column, name)) {
				x->elements.items[j].opclass = text_trim(a, eq + 1, strlen(eq + 1));
				found = true;
			}
		if (!found)
			return fail(err, ERR_INPUT, "the index has no column \"%s\" for its ops",
			            name);
	}
	orm_option_set(a, &x->object.options, NULL, "ops", NULL);
	return true;
}

static bool is_default(const struct orm_token *t)
{
	return pg_token_is(t, "default") || pg_token_is_op(t, "=");
}

/* A parameter without its default; NULL for one that only comes out. */
static const char *input(struct arena *a, const char *parameter)
{
	const char *at = parameter, *end = at + strlen(at);
	struct orm_token t = pg_next_word(at, (size_t)(end - at));

	if (pg_token_is(&t, "out") || pg_token_is(&t, "table"))
		return NULL;
	if (pg_token_is(&t, "in"))
		parameter = at = t.start + t.len;
	while (at < end) {
		t = pg_next_token(at, (size_t)(end - at));
		if (is_default(&t))
			break;
		at = t.start + t.len;
	}
	return text_trim(a, parameter, (size_t)(at - parameter));
}

/* What pg_get_function_identity_arguments() would say. */
static const char *signature(struct arena *a, const char *arguments)
{
	struct names all = pg_pieces(a, arguments, ',');
	struct buf b = { 0 };

	for (size_t i = 0; i < all.len; i++) {
		const char *in = input(a, all.items[i]);

		if (in)
			buf_addf(&b, "%s%s", b.len ? ", " : "", in);
	}
	return buf_take(&b, a);
}

static void resolve_definition(struct arena *a, struct orm_definition *d)
{
	switch (d->object.kind) {
	case ORM_FUNCTION:
	case ORM_PROCEDURE:
	case ORM_AGGREGATE:
		if (!d->arguments)
			d->arguments = "";
		if (!d->signature)
			d->signature = signature(a, d->arguments);
		break;
	case ORM_DOMAIN:
		if (d->nullable == ORM_UNSPECIFIED)
			d->nullable = ORM_YES;
		break;
	default:
		break;
	}
}

bool pg_resolve(struct arena *a, struct orm_object *o, struct error *err)
{
	struct orm_constraint *k = (struct orm_constraint *)o;

	if (text_same(o->schema, orm_postgresql.default_schema))
		o->schema = NULL;
	if (o->kind == ORM_FOREIGN_KEY && text_same(k->referred_schema, "public"))
		k->referred_schema = NULL;
	if (o->kind == ORM_COLUMN)
		resolve_column((struct orm_column *)o);
	else if (ORM_IS_DEFINITION(o->kind))
		resolve_definition(a, (struct orm_definition *)o);
	if (o->kind == ORM_INDEX && orm_option_get(&o->options, NULL, "ops"))
		return resolve_ops(a, (struct orm_index *)o, err);
	return true;
}

/* The Enum that a column is, or an ARRAY of it, if it needs a type of its own. */
static const struct orm_type *enum_of(const struct orm_column *c)
{
	const struct orm_type *t = c->type ? c->type->declared : NULL;

	while (t && t->id == ORM_TYPE_ARRAY)
		t = t->item;
	return t && t->id == ORM_TYPE_ENUM && t->name && !t->not_native ? t : NULL;
}

static bool same_values(const struct names *x, const struct names *y)
{
	bool same = x->len == y->len;

	for (size_t i = 0; same && i < x->len; i++)
		same = text_same(x->items[i], y->items[i]);
	return same;
}

static bool add_enum(struct arena *a, struct orm_metadata *m, const struct orm_column *c,
                     const struct orm_type *t, struct error *err)
{
	struct orm_definition *d = orm_metadata_definition(m, ORM_ENUM, NULL, t->name);

	if (!d) {
		d = orm_definition_new(a, ORM_ENUM, arena_strdup(a, t->name));
		d->columns = t->values;
		d->renamed_values = t->renamed_values;
		d->object.file = c->object.file;
		d->object.line = c->object.line;
		orm_metadata_add_definition(m, d);
		return true;
	}
	if (same_values(&d->columns, &t->values)) {
		if (!d->renamed_values.len)
			d->renamed_values = t->renamed_values;
		return true;
	}
	fail(err, ERR_INPUT, "two Enums named \"%s\" have different values", t->name);
	fail_hint(err, "Give one of them another name, or use one Enum for both columns.");
	fail_object(err, "%s", orm_object_label(a, &c->object));
	return c->object.file ? fail_at(err, c->object.file, c->object.line) : false;
}

bool pg_resolve_metadata(struct arena *a, struct orm_metadata *m, struct error *err)
{
	for (size_t i = 0; i < m->tables.len; i++) {
		const struct orm_table *t = m->tables.items[i];

		for (size_t j = 0; j < t->columns.len; j++) {
			const struct orm_type *type = enum_of(t->columns.items[j]);

			if (type && !add_enum(a, m, t->columns.items[j], type, err))
				return false;
		}
	}
	return true;
}
