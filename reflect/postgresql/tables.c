/* reflect/postgresql/tables.c - tables, their columns, constraints and indexes */
#include "base/text.h"
#include "orm/schema/attribute.h"
#include "reflect/postgresql/reader.h"

static void read_table(struct pg_reader *r, struct orm_result *rows)
{
	enum { OID, SCHEMA, NAME, COMMENT, ROW_TYPE, ARRAY_TYPE, BY, IS_PARTITION, BOUND, PARENTS };
	struct orm_table *t;
	struct pg_entry *e;

	if (!reflect_wanted(r->options, orm_get_text(rows, NAME)))
		return;
	t = orm_table_new(r->arena, pg_schema(r, rows, SCHEMA), pg_text(r, rows, NAME));
	t->object.comment = pg_text(r, rows, COMMENT);
	t->partition_by = pg_faithful(r->arena, pg_text(r, rows, BY));
	t->bound = pg_text(r, rows, BOUND);
	pg_names(r->arena, orm_get_text(rows, PARENTS), &t->inherits);
	if (pg_true(rows, IS_PARTITION) && t->inherits.len) {
		t->partition_of = t->inherits.items[0];
		t->inherits.len = 0;
	}
	pg_read_options(r, rows, &t->object);
	orm_metadata_add_table(r->m, t);
	e = pg_register(r->registry, &t->object, NULL, PG_CLASS, pg_number(rows, OID));
	pg_register_alias(r->registry, e, PG_TYPE, pg_number(rows, ROW_TYPE));
	pg_register_alias(r->registry, e, PG_TYPE, pg_number(rows, ARRAY_TYPE));
	vec_push(r->arena, &r->entries, e);
}

bool pg_read_tables(struct pg_reader *r, struct orm_result *rows, struct error *err)
{
	enum orm_step step;

	while ((step = orm_next(rows, err)) == ORM_ROW)
		read_table(r, rows);
	return step == ORM_DONE;
}

enum column_field {
	COL_TABLE,
	COL_NUMBER,
	COL_NAME,
	COL_TYPE,
	COL_NOT_NULL,
	COL_EXPR,
	COL_GENERATED,
	COL_IDENTITY,
	COL_START,
	COL_INCREMENT,
	COL_MINVALUE,
	COL_MAXVALUE,
	COL_CACHE,
	COL_CYCLE,
	COL_COLLATION,
	COL_INHERITED,
	COL_NOT_NULL_NAME,
	COL_COMMENT,
	COL_EXPR_OID,
};

static struct orm_identity *read_identity(struct pg_reader *r, struct orm_result *rows, char kind)
{
	struct orm_identity *i = ARENA_NEW(r->arena, struct orm_identity);

	i->always = kind == 'a';
	i->start = pg_text(r, rows, COL_START);
	i->increment = pg_text(r, rows, COL_INCREMENT);
	i->minvalue = pg_text(r, rows, COL_MINVALUE);
	i->maxvalue = pg_text(r, rows, COL_MAXVALUE);
	i->cache = pg_text(r, rows, COL_CACHE);
	i->cycle = pg_true(rows, COL_CYCLE);
	return i;
}

static void read_expr(struct pg_reader *r, struct orm_result *rows, struct orm_column *c)
{
	const char *expr = pg_faithful(r->arena, pg_text(r, rows, COL_EXPR));
	char generated = pg_letter(rows, COL_GENERATED);

	if (generated) {
		c->computed = pg_strip(r->arena, expr);
		c->persisted = generated == 's' ? ORM_YES : ORM_NO;
	} else if (expr) {
		c->server_default = (struct orm_default){ expr, ORM_DEFAULT_SQL };
	}
}

static void read_column(struct pg_reader *r, struct orm_result *rows, struct pg_entry *table)
{
	struct orm_column *c = orm_column_new(r->arena, pg_text(r, rows, COL_NAME));
	int64_t number = pg_number(rows, COL_NUMBER), expr = pg_number(rows, COL_EXPR_OID);
	char identity = pg_letter(rows, COL_IDENTITY);

	c->type = orm_type_exact(r->arena, orm_get_text(rows, COL_TYPE));
	c->nullable = pg_true(rows, COL_NOT_NULL) ? ORM_NO : ORM_YES;
	read_expr(r, rows, c);
	if (identity)
		c->identity = read_identity(r, rows, identity);
	c->collation = pg_text(r, rows, COL_COLLATION);
	c->inherited = pg_true(rows, COL_INHERITED);
	c->not_null_name = pg_text(r, rows, COL_NOT_NULL_NAME);
	c->object.comment = pg_text(r, rows, COL_COMMENT);
	pg_read_options(r, rows, &c->object);
	orm_table_add_column(r->arena, (struct orm_table *)table->object, c);
	while ((int64_t)table->places.len + 1 < number)
		vec_push(r->arena, &table->places, NULL);
	vec_push(r->arena, &table->places, c);
	if (expr)
		pg_register(r->registry, &c->object, table, identity ? PG_CLASS : PG_ATTRDEF, expr);
}

bool pg_read_columns(struct pg_reader *r, struct orm_result *rows, struct error *err)
{
	struct pg_entry *table = NULL;
	int64_t last = 0;
	enum orm_step step;

	while ((step = orm_next(rows, err)) == ORM_ROW) {
		int64_t oid = pg_number(rows, COL_TABLE);

		if (oid != last)
			table = pg_registered(r->registry, PG_CLASS, oid);
		last = oid;
		if (table)
			read_column(r, rows, table);
	}
	return step == ORM_DONE;
}

enum constraint_field {
	CON_OID,
	CON_TABLE,
	CON_DOMAIN,
	CON_TYPE,
	CON_NAME,
	CON_COLUMNS,
	CON_REFERRED_SCHEMA,
	CON_REFERRED_TABLE,
	CON_REFERRED_COLUMNS,
	CON_ON_UPDATE,
	CON_ON_DELETE,
	CON_MATCH,
	CON_SET_COLUMNS,
	CON_DEFERRABLE,
	CON_DEFERRED,
	CON_NOT_VALID,
	CON_NO_INHERIT,
	CON_INHERITED,
	CON_NOT_ENFORCED,
	CON_PERIOD,
	CON_EXPR,
	CON_INCLUDE,
	CON_KEYS,
	CON_NULLS_NOT_DISTINCT,
	CON_INVALID,
	CON_COMMENT,
	CON_INDEX,
};

static enum orm_kind constraint_kind(char type)
{
	switch (type) {
	case 'p':
		return ORM_PRIMARY_KEY;
	case 'u':
		return ORM_UNIQUE;
	case 'f':
		return ORM_FOREIGN_KEY;
	case 'x':
		return ORM_EXCLUDE;
	default:
		return ORM_CHECK;
	}
}

static const char *action(char letter)
{
	switch (letter) {
	case 'r':
		return "RESTRICT";
	case 'c':
		return "CASCADE";
	case 'n':
		return "SET NULL";
	case 'd':
		return "SET DEFAULT";
	default:
		return NULL;
	}
}

/* Names of the table's columns with these numbers; `skip` of them are left out. */
static void place_names(struct pg_reader *r, const struct pg_entry *table, const char *numbers,
                        int64_t skip, struct names *out)
{
	int64_t number;

	while (pg_next_number(&numbers, &number)) {
		const struct orm_column *c = pg_place(table, number);

		if (skip-- <= 0 && c)
			vec_push(r->arena, out, c->object.name);
	}
}

static void read_key(struct pg_reader *r, struct orm_result *rows, const struct pg_entry *table,
                     struct orm_constraint *k)
{
	const char *numbers = orm_get_text(rows, CON_COLUMNS);
	struct names columns = { 0 };

	place_names(r, table, numbers, 0, &columns);
	for (size_t i = 0; i < columns.len; i++)
		vec_push(r->arena, &k->elements,
		         (struct orm_element){ .column = columns.items[i] });
	place_names(r, table, orm_get_text(rows, CON_INCLUDE), pg_number(rows, CON_KEYS),
	            &k->include);
	k->nulls_not_distinct = pg_true(rows, CON_NULLS_NOT_DISTINCT);
	k->period = pg_true(rows, CON_PERIOD);
	k->invalid = pg_true(rows, CON_INVALID);
}

static void read_foreign_key(struct pg_reader *r, struct orm_result *rows,
                             const struct pg_entry *table, struct orm_constraint *k)
{
	char match = pg_letter(rows, CON_MATCH);

	read_key(r, rows, table, k);
	k->referred_schema = pg_text(r, rows, CON_REFERRED_SCHEMA);
	k->referred_table = pg_text(r, rows, CON_REFERRED_TABLE);
	pg_names(r->arena, orm_get_text(rows, CON_REFERRED_COLUMNS), &k->referred_columns);
	k->onupdate = action(pg_letter(rows, CON_ON_UPDATE));
	k->ondelete = action(pg_letter(rows, CON_ON_DELETE));
	k->match = match == 'f' ? "FULL" : match == 'p' ? "PARTIAL" : NULL;
	place_names(r, table, orm_get_text(rows, CON_SET_COLUMNS), 0, &k->ondelete_columns);
}

/* What follows EXCLUDE, without the clauses that have attributes of their own. */
static const char *exclusion(struct pg_reader *r, const char *text)
{
	static const char *const endings[] = { " INITIALLY DEFERRED", " DEFERRABLE" };
	size_t len;

	text += text_starts(text, "EXCLUDE ") ? strlen("EXCLUDE ") : 0;
	len = strlen(text);
	for (size_t i = 0; i < COUNT(endings); i++) {
		size_t n = strlen(endings[i]);

		if (len > n && !strncmp(text + len - n, endings[i], n))
			len -= n;
	}
	return arena_strndup(r->arena, text, len);
}

static struct orm_constraint *read_constraint(struct pg_reader *r, struct orm_result *rows,
                                              const struct pg_entry *owner)
{
	struct orm_constraint *k =
	    orm_constraint_new(r->arena, constraint_kind(pg_letter(rows, CON_TYPE)));
	const char *expr = pg_faithful(r->arena, pg_text(r, rows, CON_EXPR));

	k->object.name = pg_text(r, rows, CON_NAME);
	k->object.comment = pg_text(r, rows, CON_COMMENT);
	if (k->object.kind == ORM_FOREIGN_KEY)
		read_foreign_key(r, rows, owner, k);
	else if (k->object.kind == ORM_EXCLUDE)
		k->expr = exclusion(r, expr);
	else if (k->object.kind == ORM_CHECK)
		k->expr = pg_strip(r->arena, expr);
	else
		read_key(r, rows, owner, k);
	k->deferrable = pg_true(rows, CON_DEFERRABLE) ? ORM_YES : ORM_NO;
	k->initially = pg_true(rows, CON_DEFERRED) ? "DEFERRED" : NULL;
	k->not_valid = pg_true(rows, CON_NOT_VALID);
	k->no_inherit = k->object.kind == ORM_CHECK && pg_true(rows, CON_NO_INHERIT);
	k->inherited = pg_true(rows, CON_INHERITED);
	k->not_enforced = pg_true(rows, CON_NOT_ENFORCED);
	/* what isn't enforced was never validated either */
	k->not_valid = k->not_valid && !k->not_enforced;
	pg_read_options(r, rows, &k->object);
	return k;
}

/* A whole number alone in the key counts up in a model, unless told not to. */
static void counts_not(const struct orm_table *t, const struct orm_constraint *key)
{
	static const char *const types[] = { "integer", "bigint", "smallint" };
	struct orm_column *c;

	if (key->object.kind != ORM_PRIMARY_KEY || key->elements.len != 1)
		return;
	c = orm_table_column(t, NULL, key->elements.items[0].column);
	for (size_t i = 0; c && c->type && i < COUNT(types); i++)
		if (text_same(c->type->name, types[i]) && !c->identity && !c->computed &&
		    c->server_default.kind == ORM_DEFAULT_NONE)
			c->autoincrement = ORM_NO;
}

static void add_constraint(struct pg_reader *r, struct orm_result *rows)
{
	struct pg_entry *table = pg_registered(r->registry, PG_CLASS, pg_number(rows, CON_TABLE));
	struct pg_entry *domain = pg_registered(r->registry, PG_TYPE, pg_number(rows, CON_DOMAIN));
	struct pg_entry *owner = table ? table : domain, *e;
	struct orm_constraint *k;

	if (!owner || (!table && domain->object->kind != ORM_DOMAIN))
		return;
	k = read_constraint(r, rows, owner);
	if (!table) {
		struct orm_definition *d = (struct orm_definition *)domain->object;

		vec_push(r->arena, &d->checks, k);
		pg_register_alias(r->registry, domain, PG_CONSTRAINT, pg_number(rows, CON_OID));
		return;
	}
	orm_table_add_constraint(r->arena, (struct orm_table *)table->object, k);
	counts_not((struct orm_table *)table->object, k);
	e = pg_register(r->registry, &k->object, table, PG_CONSTRAINT, pg_number(rows, CON_OID));
	if (k->object.kind != ORM_FOREIGN_KEY)
		pg_register_alias(r->registry, e, PG_CLASS, pg_number(rows, CON_INDEX));
}

bool pg_read_constraints(struct pg_reader *r, struct orm_result *rows, struct error *err)
{
	enum orm_step step;

	while ((step = orm_next(rows, err)) == ORM_ROW)
		add_constraint(r, rows);
	return step == ORM_DONE;
}

/* Why the table can't be changed: a table made again would be another one. */
static void add_unfaithful(struct pg_reader *r, struct pg_entry *e, const char *why)
{
	struct orm_table *t = e && e->object->kind == ORM_TABLE ? (void *)e->object : NULL;

	if (t)
		orm_metadata_hold(r->m, t, arena_strdup(r->arena, why));
	else if (e)
		orm_metadata_leave_out(
		    r->m, arena_printf(r->arena, "part of %s", orm_kinds[e->object->kind].label),
		    e->object->name, arena_strdup(r->arena, why));
}

static void read_index(struct pg_reader *r, struct orm_result *rows)
{
	enum { OID, TABLE, NAME, DEFINITION, COLUMNS, INVALID, INHERITED, COMMENT };
	struct pg_entry *owner = pg_registered(r->registry, PG_CLASS, pg_number(rows, TABLE));
	struct orm_index *i;
	const char *unknown;

	if (!owner)
		return;
	i = orm_index_new(r->arena, pg_text(r, rows, NAME));
	unknown = pg_parse_index(r->arena, pg_faithful(&r->scratch, orm_get_text(rows, DEFINITION)),
	                         orm_get_text(rows, COLUMNS), i);
	if (*unknown)
		add_unfaithful(
		    r, owner,
		    arena_printf(&r->scratch, "its index \"%s\" has%s", i->object.name, unknown));
	i->invalid = pg_true(rows, INVALID);
	i->inherited = pg_true(rows, INHERITED);
	i->object.comment = pg_text(r, rows, COMMENT);
	pg_read_options(r, rows, &i->object);
	if (owner->object->kind == ORM_TABLE) {
		orm_table_add_index(r->arena, (struct orm_table *)owner->object, i);
	} else {
		i->object.schema = owner->object->schema;
		vec_push(r->arena, &((struct orm_definition *)owner->object)->indexes, i);
	}
	pg_register(r->registry, &i->object, owner, PG_CLASS, pg_number(rows, OID));
}

bool pg_read_indexes(struct pg_reader *r, struct orm_result *rows, struct error *err)
{
	enum orm_step step;

	while ((step = orm_next(rows, err)) == ORM_ROW)
		read_index(r, rows);
	return step == ORM_DONE;
}

bool pg_read_unfaithful(struct pg_reader *r, struct orm_result *rows, struct error *err)
{
	enum { TABLE, WHY };
	enum orm_step step;

	while ((step = orm_next(rows, err)) == ORM_ROW)
		add_unfaithful(r, pg_registered(r->registry, PG_CLASS, pg_number(rows, TABLE)),
		               orm_get_text(rows, WHY));
	return step == ORM_DONE;
}
