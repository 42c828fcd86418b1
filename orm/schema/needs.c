/* orm/schema/needs.c - what an object can't exist without */
#include "orm/schema/needs.h"

#include <string.h>

#include "orm/dialect.h"
#include "orm/schema/attribute.h"

struct collector {
	struct arena *arena;
	const struct orm_dialect *dialect;
	const struct orm_constraint *fk; /* that everything is collected for, or NULL */
	struct orm_need_list *out;
};

static void need(struct collector *c, const char *key)
{
	vec_push(c->arena, c->out, (struct orm_need){ key, c->fk });
}

static void need_object(struct collector *c, enum orm_kind kind, const char *schema,
                        const char *name)
{
	struct orm_definition o = { .object = { .kind = kind, .schema = schema, .name = name } };

	need(c, orm_object_key(c->arena, c->dialect, &o.object));
}

/* Whatever has rows: it isn't known which. */
static void need_relation(struct collector *c, const char *schema, const char *name)
{
	need_object(c, ORM_TABLE, schema, name);
	need_object(c, ORM_VIEW, schema, name);
	need_object(c, ORM_MATERIALIZED_VIEW, schema, name);
}

static void need_column(struct collector *c, const char *schema, const char *table,
                        const char *name)
{
	struct orm_table owner = { .object = {
				       .kind = ORM_TABLE, .schema = schema, .name = table } };
	struct orm_column column = {
		.object = { .kind = ORM_COLUMN, .schema = schema, .name = name, .table = &owner }
	};

	need(c, orm_object_key(c->arena, c->dialect, &column.object));
}

static void need_own_column(struct collector *c, const struct orm_object *o, const char *name)
{
	if (o->table)
		need_column(c, o->table->object.schema, o->table->object.name, name);
}

static void need_names(struct collector *c, const struct orm_object *o, const struct names *names)
{
	for (size_t i = 0; i < names->len; i++)
		need_own_column(c, o, names->items[i]);
}

static void need_elements(struct collector *c, const struct orm_object *o,
                          const struct orm_elements *elements)
{
	for (size_t i = 0; i < elements->len; i++)
		if (elements->items[i].column)
			need_own_column(c, o, elements->items[i].column);
}

/* What the database says, and the table that it is part of. */
static void need_usual(struct collector *c, const struct orm_object *o)
{
	for (size_t i = 0; i < o->depends.len; i++)
		need(c, o->depends.items[i]);
	if (o->table && !ORM_STANDS_ALONE(o->kind))
		need_relation(c, o->table->object.schema, o->table->object.name);
}

static void constraint_needs(struct collector *c, const struct orm_constraint *k)
{
	bool foreign = k->object.kind == ORM_FOREIGN_KEY;

	need_elements(c, &k->object, &k->elements);
	need_names(c, &k->object, &k->include);
	c->fk = foreign ? k : NULL;
	need_usual(c, &k->object);
	if (foreign && k->referred_table) {
		need_object(c, ORM_TABLE, k->referred_schema, k->referred_table);
		for (size_t i = 0; i < k->referred_columns.len; i++)
			need_column(c, k->referred_schema, k->referred_table,
			            k->referred_columns.items[i]);
	}
	c->fk = NULL;
}

static bool has_text(const struct orm_index *x)
{
	for (size_t i = 0; i < x->elements.len; i++)
		if (x->elements.items[i].expr)
			return true;
	return x->where != NULL;
}

/* Databases don't always tell which columns an expression reads: any that it mentions. */
static void index_needs(struct collector *c, const struct orm_index *x)
{
	struct names mentioned = { 0 };

	need_usual(c, &x->object);
	need_elements(c, &x->object, &x->elements);
	need_names(c, &x->object, &x->include);
	if (has_text(x))
		orm_mentioned(c->arena, c->dialect, &x->object, &mentioned);
	need_names(c, &x->object, &mentioned);
}

static void constraints_needs(struct collector *c, const struct orm_constraints *list)
{
	for (size_t i = 0; i < list->len; i++)
		constraint_needs(c, list->items[i]);
}

/* The names of "schema.table.column", each quoted where it must be. */
static void path_of(struct collector *c, const char *text, struct names *out)
{
	const char *at = text ? text : "", *end = at + strlen(at);

	while (at < end) {
		struct orm_token t = c->dialect->next_token(at, (size_t)(end - at));

		at = t.start + t.len;
		if (t.kind == ORM_TOKEN_END)
			break;
		if (t.kind == ORM_TOKEN_WORD || t.kind == ORM_TOKEN_QUOTED)
			vec_push(c->arena, out, orm_unquote(c->arena, c->dialect, &t));
	}
}

/* The schema before the last names of a path that is `whole` with it. */
static const char *schema_of(struct collector *c, const struct names *path, size_t whole)
{
	const char *schema = path->len >= whole ? path->items[path->len - whole] : NULL;

	return schema && c->dialect->default_schema && !strcmp(schema, c->dialect->default_schema)
	           ? NULL
	           : schema;
}

/* What is inherited is as the parent's columns are. */
static void need_parent(struct collector *c, const char *name, const struct orm_columns *heirs)
{
	struct names path = { 0 };

	path_of(c, name, &path);
	if (!path.len)
		return;
	need_object(c, ORM_TABLE, schema_of(c, &path, 2), path.items[path.len - 1]);
	for (size_t i = 0; heirs && i < heirs->len; i++)
		if (heirs->items[i]->inherited)
			need_column(c, schema_of(c, &path, 2), path.items[path.len - 1],
			            heirs->items[i]->object.name);
}

static void parents(struct collector *c, const struct orm_table *t, const struct orm_columns *heirs)
{
	need_parent(c, t->partition_of, heirs);
	for (size_t i = 0; i < t->inherits.len; i++)
		need_parent(c, t->inherits.items[i], heirs);
}

static void table_needs(struct collector *c, const struct orm_table *t)
{
	need_usual(c, &t->object);
	parents(c, t, &t->columns);
	for (size_t i = 0; i < t->columns.len; i++) {
		need_usual(c, &t->columns.items[i]->object);
		constraints_needs(c, &t->columns.items[i]->attached);
	}
	constraints_needs(c, &t->constraints);
	for (size_t i = 0; i < t->indexes.len; i++)
		index_needs(c, t->indexes.items[i]);
}

/* As a sequence names its owner. */
static void need_owner(struct collector *c, const char *owner)
{
	struct names path = { 0 };

	path_of(c, owner, &path);
	if (path.len >= 2)
		need_column(c, schema_of(c, &path, 3), path.items[path.len - 2],
		            path.items[path.len - 1]);
}

static void need_routine(struct collector *c, enum orm_kind kind, const char *schema,
                         const char *name, const char *signature)
{
	struct orm_definition o = { .object = { .kind = kind, .schema = schema, .name = name },
		                    .signature = signature };

	need(c, orm_object_key(c->arena, c->dialect, &o.object));
}

/* "SELECT (a, b), UPDATE": what is in parentheses. */
static void need_granted_columns(struct collector *c, const char *schema, const char *table,
                                 const char *what)
{
	const char *at = what ? what : "", *end = at + strlen(at);
	bool inside = false;

	while (at < end) {
		struct orm_token t = c->dialect->next_token(at, (size_t)(end - at));

		at = t.start + t.len;
		if (t.kind == ORM_TOKEN_END)
			break;
		if (*t.start == '(' || *t.start == ')')
			inside = *t.start == '(';
		else if (inside && (t.kind == ORM_TOKEN_WORD || t.kind == ORM_TOKEN_QUOTED))
			need_column(c, schema, table, orm_unquote(c->arena, c->dialect, &t));
	}
}

/* What a privilege is of: "TABLE s.t", "FUNCTION f(integer)", "SCHEMA s". */
static void need_granted(struct collector *c, const char *on, const char *what)
{
	size_t word = strcspn(on, " "), name = strcspn(on, "(");
	const char *end = strrchr(on, ')'), *signature = "";
	struct names path = { 0 };
	const char *schema, *last;

	if (!strncmp(on, "DEFAULT", word) || !on[word])
		return;
	path_of(c, arena_strndup(c->arena, on + word, name > word ? name - word : 0), &path);
	if (!path.len)
		return;
	schema = schema_of(c, &path, 2);
	last = path.items[path.len - 1];
	if (end && end > on + name)
		signature = arena_strndup(c->arena, on + name + 1, (size_t)(end - on) - name - 1);
	need_relation(c, schema, last);
	need_granted_columns(c, schema, last, what);
	for (int kind = ORM_VIEW; kind < ORM_KIND_COUNT; kind++)
		if (orm_attr_find((enum orm_kind)kind, "signature"))
			need_routine(c, (enum orm_kind)kind, schema, last, signature);
		else if (kind != ORM_SCHEMA && !ORM_HAS_OWNER(kind))
			need_object(c, (enum orm_kind)kind, schema, last);
	if (!strncmp(on, "SCHEMA", word))
		need_object(c, ORM_SCHEMA, NULL, last);
}

static void definition_needs(struct collector *c, const struct orm_definition *d)
{
	need_usual(c, &d->object);
	if (d->object.kind == ORM_PRIVILEGE && d->on)
		need_granted(c, d->on, d->definition);
	else if (d->on)
		need_relation(c, d->object.schema, d->on);
	need_owner(c, d->owned_by);
	constraints_needs(c, &d->checks);
	for (size_t i = 0; i < d->indexes.len; i++)
		index_needs(c, d->indexes.items[i]);
}

void orm_needs(struct arena *a, const struct orm_dialect *d, const struct orm_object *o,
               struct orm_need_list *out)
{
	struct collector c = { a, d, NULL, out };

	if (o->schema && o->kind != ORM_SCHEMA)
		need_object(&c, ORM_SCHEMA, NULL, o->schema);
	if (o->kind == ORM_TABLE) {
		table_needs(&c, (const struct orm_table *)o);
	} else if (ORM_IS_CONSTRAINT(o->kind)) {
		constraint_needs(&c, (const struct orm_constraint *)o);
	} else if (o->kind == ORM_INDEX) {
		index_needs(&c, (const struct orm_index *)o);
	} else if (ORM_IS_DEFINITION(o->kind)) {
		definition_needs(&c, (const struct orm_definition *)o);
	} else {
		need_usual(&c, o);
		constraints_needs(&c, &((const struct orm_column *)o)->attached);
	}
}

static bool is_named(const struct orm_dialect *d, const struct orm_column *c,
                     const struct names *names)
{
	for (size_t i = 0; i < names->len; i++)
		if (d->same_name(c->object.name, names->items[i]))
			return true;
	return false;
}

void orm_column_needs(struct arena *a, const struct orm_dialect *d, const struct orm_object *o,
                      struct orm_need_list *out)
{
	struct collector c = { a, d, NULL, out };
	struct names mentioned = { 0 };

	if (!o->table || (o->kind != ORM_CHECK && o->kind != ORM_INDEX))
		return;
	orm_mentioned(a, d, o, &mentioned);
	for (size_t i = 0; i < o->table->columns.len; i++)
		if (is_named(d, o->table->columns.items[i], &mentioned))
			need_usual(&c, &o->table->columns.items[i]->object);
}

void orm_parents(struct arena *a, const struct orm_dialect *d, const struct orm_table *t,
                 struct names *out)
{
	struct orm_need_list list = { 0 };
	struct collector c = { a, d, NULL, &list };

	parents(&c, t, NULL);
	for (size_t i = 0; i < list.len; i++)
		vec_push(a, out, list.items[i].key);
}

void orm_provides(struct arena *a, const struct orm_dialect *d, const struct orm_object *o,
                  struct names *out)
{
	const struct orm_table *t = (const struct orm_table *)o;
	const struct orm_definition *def = (const struct orm_definition *)o;
	const struct orm_indexes *indexes = o->kind == ORM_TABLE ? &t->indexes : &def->indexes;

	vec_push(a, out, orm_object_key(a, d, o));
	for (size_t i = 0; o->kind == ORM_TABLE && i < t->columns.len; i++)
		vec_push(a, out, orm_object_key(a, d, &t->columns.items[i]->object));
	for (size_t i = 0; o->kind == ORM_TABLE && i < t->constraints.len; i++)
		if (t->constraints.items[i]->object.name)
			vec_push(a, out, orm_object_key(a, d, &t->constraints.items[i]->object));
	for (size_t i = 0; (o->kind == ORM_TABLE || ORM_IS_DEFINITION(o->kind)) && i < indexes->len;
	     i++)
		vec_push(a, out, orm_object_key(a, d, &indexes->items[i]->object));
}
