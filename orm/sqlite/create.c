/* orm/sqlite/create.c - SQLite's CREATE statements */
#include <string.h>

#include "base/text.h"
#include "orm/sqlite/sqlite.h"

static void add_name(struct buf *out, const char *name)
{
	ddl_name(out, &orm_sqlite, name);
}

static void add_element(struct buf *out, const struct orm_element *e)
{
	if (e->column)
		add_name(out, e->column);
	else
		buf_adds(out, e->expr);
	if (e->collation) {
		buf_adds(out, " COLLATE ");
		add_name(out, e->collation);
	}
	if (e->descending)
		buf_adds(out, " DESC");
	if (e->nulls)
		buf_addf(out, " NULLS %s", e->nulls);
}

static void add_elements(struct buf *out, const struct orm_elements *e)
{
	buf_adds(out, " (");
	for (size_t i = 0; i < e->len; i++) {
		buf_adds(out, i ? ", " : "");
		add_element(out, &e->items[i]);
	}
	buf_addc(out, ')');
}

static void add_on_conflict(struct buf *out, const struct orm_options *o, const char *option)
{
	const char *word = orm_option_get(o, NULL, option);

	if (word)
		buf_addf(out, " ON CONFLICT %s", word);
}

static void add_constraint_name(struct buf *out, const struct orm_object *o)
{
	if (!o->name)
		return;
	buf_adds(out, "CONSTRAINT ");
	add_name(out, o->name);
	buf_addc(out, ' ');
}

static void add_references(struct buf *out, const struct orm_constraint *k)
{
	buf_adds(out, "REFERENCES ");
	add_name(out, k->referred_table);
	if (k->referred_columns.len) {
		buf_adds(out, " (");
		ddl_names(out, &orm_sqlite, &k->referred_columns);
		buf_addc(out, ')');
	}
	if (k->match) {
		buf_adds(out, " MATCH ");
		add_name(out, k->match);
	}
	if (k->ondelete)
		buf_addf(out, " ON DELETE %s", k->ondelete);
	if (k->onupdate)
		buf_addf(out, " ON UPDATE %s", k->onupdate);
	if (k->deferrable == ORM_YES)
		buf_addf(out, " DEFERRABLE%s%s", k->initially ? " INITIALLY " : "",
		         k->initially ? k->initially : "");
}

static void add_table_constraint(struct buf *out, const struct orm_table *t,
                                 const struct orm_constraint *k)
{
	add_constraint_name(out, &k->object);
	switch (k->object.kind) {
	case ORM_PRIMARY_KEY:
		buf_adds(out, "PRIMARY KEY");
		add_elements(out, &k->elements);
		if (sqlite_table_is(t, "autoincrement")) {
			buf_cut(out, out->len - 1);
			buf_adds(out, " AUTOINCREMENT)");
		}
		break;
	case ORM_UNIQUE:
		buf_adds(out, "UNIQUE");
		add_elements(out, &k->elements);
		break;
	case ORM_CHECK:
		buf_addf(out, "CHECK (%s)", k->expr);
		break;
	default:
		buf_adds(out, "FOREIGN KEY");
		add_elements(out, &k->elements);
		buf_addc(out, ' ');
		add_references(out, k);
		break;
	}
	add_on_conflict(out, &k->object.options, "on_conflict");
}

static void add_inline_constraint(struct buf *out, const struct orm_table *t,
                                  const struct orm_constraint *k)
{
	buf_addc(out, ' ');
	add_constraint_name(out, &k->object);
	switch (k->object.kind) {
	case ORM_PRIMARY_KEY:
		buf_adds(out, "PRIMARY KEY");
		if (k->elements.items[0].descending)
			buf_adds(out, " DESC");
		add_on_conflict(out, &k->object.options, "on_conflict");
		if (sqlite_table_is(t, "autoincrement"))
			buf_adds(out, " AUTOINCREMENT");
		return;
	case ORM_UNIQUE:
		buf_adds(out, "UNIQUE");
		break;
	case ORM_CHECK:
		buf_addf(out, "CHECK (%s)", k->expr);
		break;
	default:
		add_references(out, k);
		break;
	}
	add_on_conflict(out, &k->object.options, "on_conflict");
}

/* A single-column key is written in its column, unless that is kept as it was. */
static bool belongs_inline(const struct orm_constraint *k, const struct orm_column *c)
{
	const struct orm_elements *e = &k->elements;

	if (orm_option_get(&k->object.options, NULL, "inline"))
		return text_same_nocase(e->items[0].column, c->object.name);
	if (k->inline_column)
		return text_same_nocase(k->inline_column, c->object.name) &&
		       (k->object.kind == ORM_CHECK || (e->len == 1 && !e->items[0].collation));
	if (k->object.kind != ORM_PRIMARY_KEY || e->len != 1 || !e->items[0].column ||
	    e->items[0].collation || !text_same_nocase(e->items[0].column, c->object.name))
		return false;
	/* Anywhere else an INTEGER key would be the rowid. */
	if (orm_option_get(&k->object.options, NULL, "inline"))
		return true;
	return !k->object.text && !c->object.text && !e->items[0].descending;
}

static bool is_inline(const struct orm_table *t, const struct orm_constraint *k)
{
	for (size_t i = 0; i < t->columns.len; i++)
		if (belongs_inline(k, t->columns.items[i]))
			return true;
	return false;
}

/* Has the column a key that must be written in it, and came later than its text? */
static bool has_new_key(const struct orm_table *t, const struct orm_column *c)
{
	const struct orm_constraint *pk = orm_table_primary_key(t);

	return pk && !pk->inline_column && orm_option_get(&pk->object.options, NULL, "inline") &&
	       belongs_inline(pk, c);
}

const struct orm_column *sqlite_rowid_column(const struct orm_table *t)
{
	const struct orm_constraint *pk = orm_table_primary_key(t);
	const struct orm_column *c;

	if (!pk || pk->elements.len != 1 || !pk->elements.items[0].column ||
	    sqlite_without_rowid(t) || orm_option_get(&pk->object.options, NULL, "inline"))
		return NULL;
	c = orm_table_column(t, &orm_sqlite, pk->elements.items[0].column);
	return c && c->type->id == ORM_TYPE_EXACT && text_same_nocase(c->type->name, "INTEGER")
	           ? c
	           : NULL;
}

static bool is_not_null(const struct orm_table *t, const struct orm_column *c)
{
	if (c->nullable != ORM_UNSPECIFIED)
		return c->nullable == ORM_NO;
	return orm_column_is_key(t, &orm_sqlite, c->object.name) && sqlite_rowid_column(t) != c;
}

void sqlite_column_text(struct buf *out, const struct orm_table *t, const struct orm_column *c)
{
	add_name(out, c->object.name);
	if (*c->type->name)
		buf_addf(out, " %s", c->type->name);
	if (c->collation) {
		buf_adds(out, " COLLATE ");
		add_name(out, c->collation);
	}
	if (is_not_null(t, c)) {
		buf_adds(out, " NOT NULL");
		add_on_conflict(out, &c->object.options, "on_conflict_not_null");
	}
	if (c->server_default.kind != ORM_DEFAULT_NONE) {
		buf_adds(out, " DEFAULT ");
		ddl_default(out, &orm_sqlite, &c->server_default);
	}
	if (c->computed)
		buf_addf(out, " GENERATED ALWAYS AS (%s) %s", c->computed,
		         c->persisted == ORM_YES ? "STORED" : "VIRTUAL");
	for (size_t i = 0; i < t->constraints.len; i++)
		if (belongs_inline(t->constraints.items[i], c))
			add_inline_constraint(out, t, t->constraints.items[i]);
}

struct items {
	struct buf *out;
	bool any;
	const char *trail; /* comments of the item before, after its comma */
};

/* Goes to the next item: comma, comments, new line. */
static void begin_item(struct items *it, const struct orm_object *o)
{
	if (it->any)
		buf_addc(it->out, ',');
	if (it->trail)
		buf_addf(it->out, " %s", it->trail);
	it->any = true;
	it->trail = o->trail;
	buf_adds(it->out, "\n    ");
	if (o->lead)
		buf_addf(it->out, "%s\n    ", o->lead);
}

static void add_table_options(struct buf *out, const struct orm_table *t)
{
	bool strict = sqlite_table_is(t, "strict");

	if (strict)
		buf_adds(out, " STRICT");
	if (sqlite_without_rowid(t))
		buf_addf(out, "%s WITHOUT ROWID", strict ? "," : "");
}

void sqlite_create_table(struct buf *out, const struct orm_table *t, const char *name)
{
	struct items it = { .out = out };

	buf_adds(out, t->module ? "CREATE VIRTUAL TABLE " : "CREATE TABLE ");
	ddl_full_name(out, &orm_sqlite, t->object.schema, name);
	if (t->module) {
		buf_addf(out, " USING %s", t->module);
		return;
	}
	buf_adds(out, " (");
	for (size_t i = 0; i < t->columns.len; i++) {
		const struct orm_column *c = t->columns.items[i];

		begin_item(&it, &c->object);
		if (c->object.text && !has_new_key(t, c))
			buf_adds(out, c->object.text);
		else
			sqlite_column_text(out, t, c);
	}
	for (size_t i = 0; i < t->constraints.len; i++) {
		const struct orm_constraint *k = t->constraints.items[i];

		if (is_inline(t, k))
			continue;
		begin_item(&it, &k->object);
		if (k->object.text)
			buf_adds(out, k->object.text);
		else
			add_table_constraint(out, t, k);
	}
	if (it.trail)
		buf_addf(out, " %s", it.trail);
	buf_adds(out, "\n)");
	add_table_options(out, t);
}

void sqlite_create_index(struct buf *out, const struct orm_index *i, bool if_not_exists)
{
	if (i->object.text && !i->object.schema && !if_not_exists) {
		buf_adds(out, i->object.text);
		return;
	}
	buf_addf(out, "CREATE %sINDEX %s", i->unique ? "UNIQUE " : "",
	         if_not_exists ? "IF NOT EXISTS " : "");
	ddl_full_name(out, &orm_sqlite, i->object.schema, i->object.name);
	buf_adds(out, " ON ");
	add_name(out, i->object.table->object.name);
	add_elements(out, &i->elements);
	if (i->where)
		buf_addf(out, " WHERE %s", i->where);
}

void sqlite_create_view(struct buf *out, const struct orm_definition *d)
{
	if (d->object.text && !d->object.schema) {
		buf_adds(out, d->object.text);
		return;
	}
	buf_adds(out, "CREATE VIEW ");
	ddl_full_name(out, &orm_sqlite, d->object.schema, d->object.name);
	if (d->columns.len) {
		buf_adds(out, " (");
		ddl_names(out, &orm_sqlite, &d->columns);
		buf_addc(out, ')');
	}
	buf_addf(out, " AS %s", d->definition);
}

void sqlite_create_trigger(struct buf *out, const struct orm_definition *d)
{
	if (d->object.text && !d->object.schema) {
		buf_adds(out, d->object.text);
		return;
	}
	buf_adds(out, "CREATE TRIGGER ");
	ddl_full_name(out, &orm_sqlite, d->object.schema, d->object.name);
	buf_addf(out, " %s", d->definition);
}
