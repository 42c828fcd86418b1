/* orm/sqlite/alter.c - changes as SQLite's statements: ALTER where it can, else a rebuild */
#include <string.h>

#include "base/text.h"
#include "orm/ddl/rename.h"
#include "orm/sqlite/lex.h"
#include "orm/sqlite/sqlite.h"

struct alter {
	struct ddl *ddl;
	struct orm_metadata *state; /* a copy that follows the changes */
	struct orm_table *table;    /* in it */
	struct error *err;
};

static const char *full_name(struct ddl *d, const char *schema, const char *name)
{
	struct buf b = { 0 };

	ddl_full_name(&b, &orm_sqlite, schema, name);
	return buf_take(&b, d->arena);
}

/* The table and its triggers as they are now, free to be changed here. */
static bool look_up(struct alter *x, const char *schema, const char *name)
{
	struct orm_metadata *now = NULL;
	struct orm_table *t;

	if (!x->ddl->lookup(x->ddl->lookup_data, schema, name, &now, x->err))
		return false;
	t = now ? orm_metadata_table(now, schema, name) : NULL;
	if (!t)
		return fail(x->err, ERR_STATE, "there is no table \"%s\"", name);
	x->state = orm_metadata_new(x->ddl->arena);
	x->state->dialect = &orm_sqlite;
	x->state->reflected = true;
	x->state->settings = now->settings;
	x->table = orm_table_copy(x->ddl->arena, t);
	orm_metadata_add_table(x->state, x->table);
	for (size_t i = 0; i < now->definitions.len; i++) {
		struct orm_definition *d = now->definitions.items[i];

		if (d->object.kind == ORM_TRIGGER && text_same_nocase(d->on, name))
			orm_metadata_add_definition(x->state,
			                            orm_definition_copy(x->ddl->arena, d));
	}
	return true;
}

static bool can_add(const struct orm_column *c)
{
	bool has_default = c->server_default.kind != ORM_DEFAULT_NONE &&
	                   c->server_default.kind != ORM_DEFAULT_NULL &&
	                   !text_same_nocase(c->server_default.text, "NULL");

	for (size_t i = 0; i < c->attached.len; i++)
		if (c->attached.items[i]->object.kind == ORM_PRIMARY_KEY ||
		    c->attached.items[i]->object.kind == ORM_UNIQUE)
			return false;
	if (c->computed)
		return c->persisted != ORM_YES && c->nullable != ORM_NO;
	if (has_default && !sqlite_constant_default(&c->server_default))
		return false;
	return c->nullable != ORM_NO || has_default;
}

/* SQLite refuses it for a column that anything else in the table names. */
static bool can_drop(const struct alter *x, const char *name)
{
	struct arena a = { 0 };
	struct error ignored = { 0 };
	struct orm_table *t;
	struct orm_column gone = { .object = { .kind = ORM_COLUMN, .name = name } };
	struct orm_change drop = { .verb = ORM_DROP, .kind = ORM_COLUMN, .from = &gone.object };
	bool alone;

	/* a comment to the end of the line can swallow what SQLite leaves behind it */
	if (x->table->object.text && strstr(x->table->object.text, "--"))
		return false;
	t = orm_table_copy(&a, x->table);
	alone = orm_table_column(t, &orm_sqlite, name) &&
	        orm_change_apply_table(&a, &orm_sqlite, t, &drop, &ignored) &&
	        t->indexes.len == x->table->indexes.len && t->columns.len > 0;
	for (size_t i = 0; alone && i < x->table->constraints.len; i++) {
		const struct orm_constraint *k = x->table->constraints.items[i];

		/* an inline CHECK goes with its column; keys don't */
		if (k->inline_column && text_same_nocase(k->inline_column, name))
			alone = k->object.kind == ORM_CHECK &&
			        t->constraints.len == x->table->constraints.len - 1;
		else if (k->elements.len && k->elements.items[0].column &&
		         text_same_nocase(k->elements.items[0].column, name))
			alone = false;
	}
	arena_release(&a);
	return alone;
}

static bool is_native(const struct alter *x, const struct orm_change *c)
{
	int version = x->ddl->version;

	if (c->kind == ORM_INDEX)
		return c->verb == ORM_CREATE || c->verb == ORM_DROP;
	if (c->kind == ORM_TABLE)
		return c->verb == ORM_RENAME;
	if (c->kind != ORM_COLUMN)
		return false;
	switch (c->verb) {
	case ORM_CREATE:
		return !c->after && !c->backfill && can_add((const struct orm_column *)c->to);
	case ORM_DROP:
		return (!version || version >= 33500) && can_drop(x, c->from->name);
	case ORM_RENAME:
		return !version || version >= 32500;
	default:
		return false;
	}
}

static void add_column(struct alter *x, const struct orm_change *c)
{
	struct orm_column *column = orm_column_copy(x->ddl->arena, (struct orm_column *)c->to);
	struct orm_table *alone = orm_table_new(x->ddl->arena, NULL, x->table->object.name);
	struct buf b = { 0 };

	/* by itself, so that its text has its own constraints */
	column->object.text = NULL;
	orm_table_add_column(x->ddl->arena, alone, column);
	sqlite_column_text(&b, alone, column);
	ddl_addf(x->ddl, 0, NULL, "ALTER TABLE %s ADD COLUMN %s",
	         full_name(x->ddl, x->table->object.schema, x->table->object.name), buf_str(&b));
	buf_release(&b);
}

/* An index is known by its own name: nothing has to be looked up. */
static void index_statement(struct ddl *d, const struct orm_change *c)
{
	struct orm_table owner = { .object = {
				       .kind = ORM_TABLE, .schema = c->schema, .name = c->table } };
	struct orm_index *x;
	struct buf b = { 0 };

	if (c->verb == ORM_DROP) {
		ddl_addf(d, 0, NULL, "DROP INDEX %s%s", c->if_exists ? "IF EXISTS " : "",
		         full_name(d, c->schema, c->from->name));
		return;
	}
	x = orm_index_copy(d->arena, (const struct orm_index *)c->to);
	x->object.table = &owner;
	x->object.schema = c->schema;
	sqlite_create_index(&b, x, c->if_exists);
	ddl_add(d, 0, NULL, buf_str(&b));
	buf_release(&b);
}

static void native_statement(struct alter *x, const struct orm_change *c)
{
	const char *table = full_name(x->ddl, x->table->object.schema, x->table->object.name);

	if (c->kind == ORM_INDEX)
		index_statement(x->ddl, c);
	else if (c->kind == ORM_TABLE)
		ddl_addf(x->ddl, 0, NULL, "ALTER TABLE %s RENAME TO %s", table,
		         full_name(x->ddl, NULL, c->to->name));
	else if (c->verb == ORM_CREATE)
		add_column(x, c);
	else if (c->verb == ORM_DROP)
		ddl_addf(x->ddl, 0, NULL, "ALTER TABLE %s DROP COLUMN %s", table,
		         full_name(x->ddl, NULL, c->from->name));
	else
		ddl_addf(x->ddl, 0, NULL, "ALTER TABLE %s RENAME COLUMN %s TO %s", table,
		         full_name(x->ddl, NULL, c->from->name),
		         full_name(x->ddl, NULL, c->to->name));
}

static bool apply(struct alter *x, const struct orm_change *c)
{
	if (x->table->opaque && !(c->kind == ORM_TABLE && c->verb == ORM_RENAME))
		return fail(x->err, ERR_UNSUPPORTED, "table \"%s\" can't be changed: %s",
		            x->table->object.name, x->table->opaque);
	return orm_change_apply(x->ddl->arena, x->state, c, x->err);
}

static bool is_rename(const struct orm_change *c)
{
	return c->verb == ORM_RENAME && (c->kind == ORM_COLUMN || c->kind == ORM_TABLE);
}

/* Native statements for all changes; false when one of them can't be had. */
static bool all_native(const struct alter *x, const struct orm_change *changes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!is_native(x, &changes[i]))
			return false;
	/* several rewrites of the rows cost more than one rebuild */
	return count == 1 || !is_native(x, &changes[0]) || changes[0].kind != ORM_COLUMN ||
	       changes[0].verb != ORM_DROP;
}

static bool compile_native(struct alter *x, const struct orm_change *changes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		native_statement(x, &changes[i]);
		if (!apply(x, &changes[i]))
			return false;
	}
	return true;
}

static struct map *backfills_of(const struct alter *x, const struct orm_change *changes,
                                size_t count)
{
	struct map *map = map_new(x->ddl->arena);

	for (size_t i = 0; i < count; i++)
		if (changes[i].backfill)
			map_put(map, orm_sqlite.fold(x->ddl->arena, changes[i].to->name),
			        arena_strdup(x->ddl->arena, changes[i].backfill));
	return map;
}

/* Renames by ALTER, since SQLite then follows them everywhere; the rest at once. */
static bool compile_rebuild(struct alter *x, const struct orm_change *changes, size_t count)
{
	struct map *fills = backfills_of(x, changes, count);
	struct orm_table *from = NULL;
	bool loss = false;

	for (size_t i = 0; i < count; i++) {
		if (is_rename(&changes[i])) {
			if (from &&
			    !sqlite_rebuild(x->ddl, x->state, from, x->table, loss, fills, x->err))
				return false;
			from = NULL;
			native_statement(x, &changes[i]);
		} else if (!from) {
			from = orm_table_copy(x->ddl->arena, x->table);
		}
		loss = loss || changes[i].allow_data_loss;
		if (!apply(x, &changes[i]))
			return false;
	}
	return !from || sqlite_rebuild(x->ddl, x->state, from, x->table, loss, fills, x->err);
}

static bool alter_table(struct ddl *d, const struct orm_change *changes, size_t count,
                        struct error *err)
{
	const struct orm_change *c = changes;
	struct alter x = { .ddl = d, .err = err };
	const struct orm_object *o = c->from ? c->from : c->to;
	const char *table = c->kind == ORM_TABLE ? o->name : c->table;

	if (!look_up(&x, c->kind == ORM_TABLE ? o->schema : c->schema, table))
		return false;
	if (c->if_exists && count == 1 && c->kind == ORM_COLUMN &&
	    (orm_table_column(x.table, &orm_sqlite, o->name) != NULL) == (c->verb == ORM_CREATE))
		return true; /* it is so already */
	return all_native(&x, changes, count) ? compile_native(&x, changes, count)
	                                      : compile_rebuild(&x, changes, count);
}

static bool create_table(struct ddl *d, const struct orm_change *c)
{
	struct orm_table *t = (struct orm_table *)c->to;
	struct buf b = { 0 };

	if (t->object.text && !t->object.schema && !c->if_exists)
		buf_adds(&b, t->object.text);
	else
		sqlite_create_table(&b, t, t->object.name);
	if (c->if_exists) {
		struct buf with = { 0 };
		size_t at = strlen(t->module ? "CREATE VIRTUAL TABLE " : "CREATE TABLE ");

		buf_add(&with, b.data, at);
		buf_addf(&with, "IF NOT EXISTS %s", b.data + at);
		buf_release(&b);
		b = with;
	}
	ddl_add(d, 0, NULL, buf_str(&b));
	for (size_t i = 0; i < t->indexes.len; i++) {
		buf_cut(&b, 0);
		sqlite_create_index(&b, t->indexes.items[i], false);
		ddl_add(d, 0, NULL, buf_str(&b));
	}
	buf_release(&b);
	return true;
}

static void create_definition(struct ddl *d, const struct orm_object *o)
{
	struct buf b = { 0 };

	if (o->kind == ORM_VIEW)
		sqlite_create_view(&b, (const struct orm_definition *)o);
	else
		sqlite_create_trigger(&b, (const struct orm_definition *)o);
	ddl_add(d, 0, NULL, buf_str(&b));
	buf_release(&b);
}

/* DROP VIEW takes the view's triggers along: they come back. */
static bool recreate_view(struct ddl *d, const struct orm_change *c, struct error *err)
{
	struct orm_metadata *now = NULL;

	if (!d->lookup(d->lookup_data, c->from->schema, c->from->name, &now, err))
		return false;
	for (size_t i = 0; now && i < now->definitions.len; i++) {
		const struct orm_definition *t = now->definitions.items[i];

		if (t->object.kind == ORM_TRIGGER && text_same_nocase(t->on, c->from->name))
			create_definition(d, &t->object);
	}
	return true;
}

static bool definition(struct ddl *d, const struct orm_change *c, struct error *err)
{
	const struct orm_object *o = c->from ? c->from : c->to;
	const char *kind = o->kind == ORM_VIEW ? "VIEW" : "TRIGGER";

	if (c->verb == ORM_RENAME)
		return fail(err, ERR_UNSUPPORTED, "SQLite can't rename a %s",
		            orm_kinds[o->kind].label);
	if (c->verb != ORM_CREATE)
		ddl_addf(d, 0, NULL, "DROP %s %s%s", kind, c->if_exists ? "IF EXISTS " : "",
		         full_name(d, o->schema, o->name));
	if (c->verb != ORM_DROP)
		create_definition(d, c->to);
	return c->verb != ORM_ALTER || c->kind != ORM_VIEW || recreate_view(d, c, err);
}

bool sqlite_compile(struct ddl *d, const struct orm_change *changes, size_t count,
                    struct error *err)
{
	const struct orm_change *c = changes;

	if (count == 1 && (c->kind == ORM_VIEW || c->kind == ORM_TRIGGER))
		return definition(d, c, err);
	if (count == 1 && c->kind == ORM_TABLE && c->verb == ORM_CREATE)
		return create_table(d, c);
	if (count == 1 && c->kind == ORM_TABLE && c->verb == ORM_DROP) {
		ddl_addf(d, 0, NULL, "DROP TABLE %s%s", c->if_exists ? "IF EXISTS " : "",
		         full_name(d, c->from->schema, c->from->name));
		return true;
	}
	if (count == 1 && c->kind == ORM_INDEX && (c->verb == ORM_CREATE || c->verb == ORM_DROP)) {
		index_statement(d, c);
		return true;
	}
	return alter_table(d, changes, count, err);
}
