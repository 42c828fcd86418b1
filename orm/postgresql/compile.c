/* orm/postgresql/compile.c - changes to statements: who does what */
#include <string.h>

#include "base/text.h"
#include "orm/postgresql/alter.h"
#include "orm/postgresql/capability.h"
#include "orm/postgresql/create.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/not_null.h"
#include "orm/postgresql/parts.h"
#include "orm/postgresql/postgresql.h"
#include "orm/postgresql/serial.h"
#include "orm/postgresql/types.h"

static bool is_foreign(const struct orm_object *o)
{
	return o && o->kind == ORM_TABLE && pg_option(o, "server");
}

static struct pg_batch batch_of(struct ddl *d, const struct orm_change *c, struct error *err)
{
	const struct orm_object *o = c->from ? c->from : c->to;
	bool itself = c->kind == ORM_TABLE;
	struct pg_batch b = { .ddl = d, .err = err };

	b.schema = itself ? o->schema : c->schema;
	b.name = itself ? o->name : c->table;
	/* An index is dropped by its own name. */
	b.table = b.name ? pg_full_name(d->arena, b.schema, b.name) : "";
	b.alter = arena_printf(
	    d->arena, "ALTER %sTABLE %s",
	    is_foreign(itself ? o : (const struct orm_object *)o->table) ? "FOREIGN " : "",
	    b.table);
	return b;
}

static void add_attached(struct pg_batch *b, const struct orm_change *c)
{
	const struct orm_column *column = (const struct orm_column *)c->to;

	for (size_t i = 0; i < column->attached.len; i++) {
		struct orm_change add = { .verb = ORM_CREATE,
			                  .kind = column->attached.items[i]->object.kind,
			                  .to = &column->attached.items[i]->object,
			                  .schema = c->schema,
			                  .table = c->table };

		pg_alter_constraint(b, &add);
	}
}

static void add_column(struct pg_batch *b, const struct orm_change *c)
{
	const struct orm_column *column = (const struct orm_column *)c->to;
	struct buf text = { 0 };
	struct ddl later = *b->ddl;

	pg_column_text(&text, column, b->ddl->version);
	pg_action(b, "ADD COLUMN %s%s", c->if_exists ? "IF NOT EXISTS " : "", buf_str(&text));
	buf_release(&text);
	later.out = (struct ddl_statements){ 0 };
	bool foreign = text_starts(b->alter, "ALTER FOREIGN");
	pg_finish_column(&later, b->table, b->name, column, foreign, !foreign);
	for (size_t i = 0; i < later.out.len; i++)
		pg_after(b, "%s", later.out.items[i].sql);
	if (column->identity && pg_option(c->to, "sequence_comment"))
		pg_after(b, "%s",
		         pg_identity_comment(b->ddl->arena, column, b->schema, b->name,
		                             pg_option(c->to, "sequence_comment")));
	add_attached(b, c);
}

static void change_column(struct pg_batch *b, const struct orm_change *c)
{
	struct arena *a = b->ddl->arena;

	switch (c->verb) {
	case ORM_CREATE:
		add_column(b, c);
		break;
	case ORM_DROP:
		pg_action(b, "DROP COLUMN %s%s", c->if_exists ? "IF EXISTS " : "",
		          pg_name(a, c->from->name));
		break;
	case ORM_ALTER:
		pg_alter_column(b, c);
		break;
	case ORM_RENAME:
		pg_flush(b);
		ddl_addf(b->ddl, 0, NULL, "%s RENAME COLUMN %s TO %s", b->alter,
		         pg_name(a, c->from->name), pg_name(a, c->to->name));
		pg_rename_not_nulls(b, c);
		break;
	}
}

static void rename_table(struct pg_batch *b, const struct orm_change *c)
{
	bool moves = !text_same(c->from->schema, c->to->schema);

	pg_flush(b);
	if (!text_same(c->from->name, c->to->name))
		ddl_addf(b->ddl, 0, NULL, "%s RENAME TO %s", b->alter,
		         pg_name(b->ddl->arena, c->to->name));
	if (moves)
		ddl_addf(b->ddl, 0, NULL, "ALTER TABLE %s SET SCHEMA %s",
		         pg_full_name(b->ddl->arena, c->from->schema, c->to->name),
		         pg_name(b->ddl->arena, c->to->schema ? c->to->schema : "public"));
	/* what comes next in the batch speaks of the new name */
	b->name = c->to->name;
	b->schema = c->to->schema;
	b->table = pg_full_name(b->ddl->arena, c->to->schema, c->to->name);
	b->alter = arena_printf(b->ddl->arena, "ALTER TABLE %s", b->table);
	pg_rename_not_nulls(b, c);
}

static void change_in_table(struct pg_batch *b, const struct orm_change *c)
{
	if (c->kind == ORM_COLUMN)
		change_column(b, c);
	else if (ORM_IS_CONSTRAINT(c->kind))
		pg_alter_constraint(b, c);
	else if (c->verb == ORM_RENAME)
		rename_table(b, c);
	else
		pg_alter_table_itself(b, c);
}

static void alter_index(struct ddl *d, const struct orm_change *c)
{
	const char *name = pg_full_name(d->arena, c->schema, c->to->name);
	const char *value, *set, *reset;

	if (!pg_can_alter(c)) {
		ddl_addf(d, 0, NULL, "DROP INDEX %s", name);
		pg_create_index(d, (const struct orm_index *)c->to, c->schema, c->table, false);
		return;
	}
	if (pg_gives_option(c, "with", &value)) {
		pg_parameters(d->arena, pg_option_now(d, c, "with"), value, &set, &reset);
		if (reset)
			ddl_addf(d, 0, NULL, "ALTER INDEX %s RESET (%s)", name, reset);
		if (set)
			ddl_addf(d, 0, NULL, "ALTER INDEX %s SET (%s)", name, set);
	}
	if (pg_gives_option(c, "tablespace", &value))
		ddl_addf(d, 0, NULL, "ALTER INDEX %s SET TABLESPACE %s", name,
		         value ? pg_name(d->arena, value) : "pg_default");
	if (pg_gives_option(c, "statistics", &value)) {
		struct orm_index x = *(const struct orm_index *)c->to;
		struct names was = pg_pieces(d->arena, pg_option_now(d, c, "statistics"), ',');

		for (size_t i = 0; i < was.len; i++)
			ddl_addf(d, 0, NULL, "ALTER INDEX %s ALTER COLUMN %.*s SET STATISTICS -1",
			         name, (int)strcspn(was.items[i], " "), was.items[i]);
		x.object.comment = NULL;
		pg_finish_index(d, &x, c->schema);
	}
	if (c->mask & ORM_ATTR_COMMENT && (c->to->comment || (c->from && c->from->comment)))
		pg_comment(d, arena_printf(d->arena, "INDEX %s", name), c->to->comment);
}

static void create_index(struct ddl *d, const struct orm_change *c)
{
	const char *attach = pg_attach_text(d, c->to);

	pg_create_index(d, (const struct orm_index *)c->to, c->schema, c->table, c->if_exists);
	if (attach)
		ddl_add(d, 0, NULL, attach);
}

static void change_index(struct ddl *d, const struct orm_change *c)
{
	bool concurrently = c->from && pg_is(c->from, "concurrently");

	switch (c->verb) {
	case ORM_CREATE:
		create_index(d, c);
		break;
	case ORM_DROP:
		ddl_addf(d, concurrently ? DDL_OUTSIDE : 0,
		         concurrently ? "CONCURRENTLY can't run in a transaction" : NULL,
		         "DROP INDEX %s%s%s", concurrently ? "CONCURRENTLY " : "",
		         c->if_exists ? "IF EXISTS " : "",
		         pg_full_name(d->arena, c->schema, c->from->name));
		break;
	case ORM_ALTER:
		alter_index(d, c);
		break;
	case ORM_RENAME:
		ddl_addf(d, 0, NULL, "ALTER INDEX %s RENAME TO %s",
		         pg_full_name(d->arena, c->schema, c->from->name),
		         pg_name(d->arena, c->to->name));
		break;
	}
}

static void drop_table(struct ddl *d, const struct orm_change *c)
{
	ddl_addf(d, 0, NULL, "DROP %sTABLE %s%s", is_foreign(c->from) ? "FOREIGN " : "",
	         c->if_exists ? "IF EXISTS " : "",
	         pg_full_name(d->arena, c->from->schema, c->from->name));
}

static bool change_definition(struct ddl *d, const struct orm_change *c, struct error *err)
{
	switch (c->verb) {
	case ORM_CREATE:
		if (c->kind == ORM_SEQUENCE)
			pg_create_sequence(d, (const struct orm_definition *)c->to, c->if_exists);
		else
			pg_create_definition(d, (const struct orm_definition *)c->to, false,
			                     c->if_exists);
		return true;
	case ORM_DROP:
		pg_drop_definition(d, (const struct orm_definition *)c->from, c->if_exists);
		return true;
	default:
		return pg_alter_definition(d, c, err);
	}
}

bool pg_compile(struct ddl *d, const struct orm_change *changes, size_t count, struct error *err)
{
	const struct orm_change *c = changes;
	struct pg_batch b;

	for (size_t i = 0; i < count; i++)
		if (changes[i].verb != ORM_DROP && !pg_holds(d->version, changes[i].to, err))
			return false;
	if (ORM_IS_DEFINITION(c->kind))
		return change_definition(d, c, err);
	if (c->kind == ORM_TABLE && c->verb == ORM_CREATE)
		return pg_create_table(d, (const struct orm_table *)c->to, c->if_exists, err);
	if (c->kind == ORM_TABLE && c->verb == ORM_DROP) {
		drop_table(d, c);
		return true;
	}
	b = batch_of(d, c, err);
	for (size_t i = 0; i < count; i++) {
		if (changes[i].kind == ORM_INDEX) {
			pg_flush(&b);
			change_index(d, &changes[i]);
		} else {
			change_in_table(&b, &changes[i]);
		}
	}
	pg_flush(&b);
	return !b.failed;
}
