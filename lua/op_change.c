/* lua/op_change.c - op.drop_*, op.rename_* and op.alter_* */
#include <string.h>

#include "base/text.h"
#include "lua/op.h"
#include "migrate/literal.h"
#include "orm/dialect.h"

/* op.drop_table("name"), op.drop_index("name", "table"): table where there is one */
void luax_op_drop(struct luax_call *c)
{
	const char *name = luax_args_string(&c->args, 1, "a name"), *table;
	bool owned = c->kind == ORM_INDEX || ORM_HAS_OWNER(c->kind);
	struct orm_object *o = luax_named(c, c->kind, name);

	if (c->kind == ORM_INDEX || c->kind == ORM_TABLE)
		luax_args_options(&c->args, "", c->kind, &o->options, false);
	if (owned) {
		c->table = luax_args_optional(&c->args, 2, "the name of the table");
		table = luax_args_keyword(&c->args, "table_name");
		c->table = c->table ? c->table : table;
	}
	luax_args_done(&c->args, owned ? 2 : 1);
	luax_add_change(c, o, NULL);
}

/* op.drop_column("table", "column") */
void luax_op_drop_column(struct luax_call *c)
{
	const char *name;

	c->table = luax_args_string(&c->args, 1, "the name of the table");
	name = luax_args_string(&c->args, 2, "the name of the column");
	luax_args_done(&c->args, 2);
	luax_add_change(c, luax_named(c, ORM_COLUMN, name), NULL);
}

/* Alembic's names of the kinds of constraints. */
void luax_read_constraint_type(struct luax_call *c, const char *type)
{
	static const char *const names[] = { "primary", "unique", "foreignkey", "check",
		                             "exclude" };
	static const enum orm_kind kinds[] = { ORM_PRIMARY_KEY, ORM_UNIQUE, ORM_FOREIGN_KEY,
		                               ORM_CHECK, ORM_EXCLUDE };
	const char *keyword = luax_args_keyword(&c->args, "type_");

	type = type ? type : keyword;
	if (!type)
		return;
	for (size_t i = 0; i < COUNT(names); i++) {
		if (strcmp(names[i], type) == 0) {
			c->kind = kinds[i];
			return;
		}
	}
	luax_fail_near(c->L, type, names, COUNT(names), "unknown kind of constraint \"%s\"", type);
}

/* What tells an unnamed constraint from others: columns, condition, referent. */
static bool read_identity(struct luax_call *c, struct orm_constraint *k)
{
	if (luax_args_take(&c->args, "columns")) {
		if (!luax_elements_at(c->L, -1, &k->elements))
			luax_args_expect(&c->args, 0, "columns", "a list of columns");
		lua_pop(c->L, 1);
	}
	if (luax_args_take(&c->args, "condition")) {
		k->expr = luax_sql_at(c->L, -1);
		if (!k->expr)
			luax_args_expect(&c->args, 0, "condition", "SQL as a string");
		lua_pop(c->L, 1);
	}
	k->referred_table = luax_args_keyword(&c->args, "referent");
	k->referred_schema = luax_args_keyword(&c->args, "referent_schema");
	if (luax_args_take(&c->args, "referent_columns")) {
		if (!luax_names_at(c->L, -1, &k->referred_columns))
			luax_args_expect(&c->args, 0, "referent_columns", "a list of columns");
		lua_pop(c->L, 1);
	}
	return k->elements.len || k->expr || c->kind == ORM_PRIMARY_KEY;
}

/* op.drop_constraint("name", "table", {type_ = "check"}), unnamed: {nil, "table", ...} */
void luax_op_drop_constraint(struct luax_call *c)
{
	const char *name = luax_args_optional(&c->args, 1, "a name or nil");
	struct orm_constraint *k;
	bool told;

	c->table = luax_args_string(&c->args, 2, "the name of the table");
	luax_read_constraint_type(c, luax_args_optional(&c->args, 3, "a kind of constraint"));
	k = orm_constraint_new(c->args.arena, c->kind);
	k->object.name = name;
	told = read_identity(c, k);
	luax_args_done(&c->args, 3);
	if (!name && !told)
		luax_fail(c->L, ERR_INPUT,
		          "op.drop_constraint needs a name, or columns or a condition");
	luax_add_change(c, &k->object, NULL);
}

/* op.rename_table("old", "new"), op.rename_index("old", "new", "table") */
void luax_op_rename(struct luax_call *c)
{
	const char *old = luax_args_string(&c->args, 1, "the old name");
	const char *new = luax_args_string(&c->args, 2, "the new name");

	if (c->kind == ORM_INDEX) {
		c->table = luax_args_optional(&c->args, 3, "the name of the table");
		if (!c->table)
			c->table = luax_args_keyword(&c->args, "table_name");
	}
	luax_args_done(&c->args, c->kind == ORM_INDEX ? 3 : 2);
	luax_add_change(c, luax_named(c, c->kind, old), luax_named(c, c->kind, new));
}

/* op.rename_column("table", "old", "new") */
void luax_op_rename_column(struct luax_call *c)
{
	const char *old, *new;

	c->table = luax_args_string(&c->args, 1, "the name of the table");
	old = luax_args_string(&c->args, 2, "the old name");
	new = luax_args_string(&c->args, 3, "the new name");
	luax_args_done(&c->args, 3);
	luax_add_change(c, luax_named(c, ORM_COLUMN, old), luax_named(c, ORM_COLUMN, new));
}

/* op.rename_constraint("old", "new", "table") */
void luax_op_rename_constraint(struct luax_call *c)
{
	const char *old = luax_args_string(&c->args, 1, "the old name");
	const char *new = luax_args_string(&c->args, 2, "the new name");

	c->table = luax_args_string(&c->args, 3, "the name of the table");
	luax_read_constraint_type(c, NULL);
	luax_args_done(&c->args, 3);
	luax_add_change(c, luax_named(c, c->kind, old), luax_named(c, c->kind, new));
}

/* Reads keyword `prefix`attr into `o`; false when it isn't given. */
static bool read_attr(struct luax_call *c, const char *prefix, struct orm_object *o,
                      const struct orm_attr *attr)
{
	const char *name = arena_printf(c->args.arena, "%s%s", prefix, attr->name);

	/* Python's "type_", as Alembic calls it. */
	if (!luax_args_take(&c->args, name)) {
		if (*prefix || strcmp(name, "type") != 0 || !luax_args_take(&c->args, "type_"))
			return false;
		name = "type_";
	}
	luax_read_attr(&c->args, name, o, attr);
	return true;
}

static bool read_comment(struct luax_call *c, const char *name, struct orm_object *o)
{
	if (!luax_args_take(&c->args, name))
		return false;
	o->comment = luax_text_at(c->L, -1);
	if (!o->comment && !luax_is_none(c->L, -1))
		luax_args_expect(&c->args, 0, name, "a string or none");
	lua_pop(c->L, 1);
	return true;
}

uint64_t luax_read_changes(struct luax_call *c, struct orm_object *from, struct orm_object *to)
{
	const struct orm_kind_info *kind = &orm_kinds[c->kind];
	uint64_t mask = 0;

	for (size_t i = 0; i < kind->attr_count; i++) {
		if (read_attr(c, "", to, &kind->attrs[i]))
			mask |= ORM_ATTR_BIT(i);
		(void)read_attr(c, "existing_", from, &kind->attrs[i]);
	}
	/* A type may carry its collation. */
	if (c->kind == ORM_COLUMN && ((struct orm_column *)to)->collation)
		mask |= orm_attr_bit(ORM_COLUMN, "collation");
	if (read_comment(c, "comment", to))
		mask |= ORM_ATTR_COMMENT;
	(void)read_comment(c, "existing_comment", from);
	(void)luax_args_options(&c->args, "existing_", c->kind, &from->options, true);
	if (luax_args_options(&c->args, "", c->kind, &to->options, true))
		mask |= ORM_ATTR_OPTIONS;
	return mask;
}

const char *luax_read_place(struct luax_call *c)
{
	const char *after = luax_args_keyword(&c->args, "insert_after");
	bool first = luax_args_flag(&c->args, "insert_first");

	if (first && after)
		luax_fail(c->L, ERR_INPUT, "%s has both insert_first and insert_after", c->args.of);
	return first ? "" : after;
}

const char *luax_sql_of(lua_State *L, int index)
{
	const struct orm_dialect *d = orm_conn_dialect(luax_context(L)->conn);
	const char *sql = luax_sql_at(L, index);
	struct orm_value value;
	struct buf out = { 0 };

	if (!sql && lua_isboolean(L, index))
		return lua_toboolean(L, index) ? d->true_text : d->false_text;
	if (sql || lua_type(L, index) != LUA_TNUMBER)
		return text_empty(sql) ? NULL : sql;
	value = luax_sql_value(L, index, "SQL");
	write_literal(&out, d, &value);
	return buf_take(&out, luax_state(L)->arena);
}

const char *luax_read_backfill(struct luax_call *c)
{
	const char *sql;

	if (!luax_args_take(&c->args, "backfill"))
		return NULL;
	sql = luax_sql_of(c->L, -1);
	if (!sql)
		luax_args_expect(&c->args, 0, "backfill", "SQL as a string, or a number");
	lua_pop(c->L, 1);
	return sql;
}

void luax_refuse_nothing(struct luax_call *c)
{
	if (!c->changes.len)
		luax_fail(c->L, ERR_INPUT, "%s says nothing to change", c->args.of);
}

/*
 * op.alter_column{"table", "column", nullable = false, new_column_name = "new"}:
 * the change first, then the new name, as Alembic does it.
 */
void luax_op_alter_column(struct luax_call *c)
{
	const char *name, *new, *after, *backfill;
	struct orm_object *from, *to;
	struct orm_change *change;
	uint64_t mask;

	c->table = luax_args_string(&c->args, 1, "the name of the table");
	name = luax_args_string(&c->args, 2, "the name of the column");
	new = luax_args_keyword(&c->args, "new_column_name");
	after = luax_read_place(c);
	backfill = luax_read_backfill(c);
	from = luax_named(c, ORM_COLUMN, name);
	to = luax_named(c, ORM_COLUMN, name);
	mask = luax_read_changes(c, from, to);
	luax_args_done(&c->args, 2);
	if (mask || after) {
		change = luax_add_change(c, from, to);
		change->mask = mask;
		change->after = after;
		change->backfill = backfill;
	} else if (backfill) {
		luax_fail(c->L, ERR_INPUT, "%s has a backfill, but changes nothing of the column",
		          c->args.of);
	}
	if (new) {
		change = luax_add_change(c, luax_named(c, ORM_COLUMN, name),
		                         luax_named(c, ORM_COLUMN, new));
		change->verb = ORM_RENAME;
	}
	luax_refuse_nothing(c);
}

/* op.alter_table{"table", sqlite_strict = true} */
void luax_op_alter_table(struct luax_call *c)
{
	const char *name = luax_args_string(&c->args, 1, "the name of the table");
	struct orm_object *from = luax_named(c, ORM_TABLE, name);
	struct orm_object *to = luax_named(c, ORM_TABLE, name);
	uint64_t mask = luax_read_changes(c, from, to);

	luax_args_done(&c->args, 1);
	if (mask)
		luax_add_change(c, from, to)->mask = mask;
	luax_refuse_nothing(c);
}

static void comment_table(struct luax_call *c, const char *comment, int places)
{
	const char *name = luax_args_string(&c->args, 1, "the name of the table");
	struct orm_object *from = luax_named(c, ORM_TABLE, name);
	struct orm_object *to = luax_named(c, ORM_TABLE, name);

	to->comment = comment;
	(void)read_comment(c, "existing_comment", from);
	luax_args_done(&c->args, places);
	luax_add_change(c, from, to)->mask = ORM_ATTR_COMMENT;
}

/* op.create_table_comment("table", "comment") */
void luax_op_comment_table(struct luax_call *c)
{
	comment_table(c, luax_args_string(&c->args, 2, "the comment"), 2);
}

/* op.drop_table_comment("table") */
void luax_op_uncomment_table(struct luax_call *c)
{
	comment_table(c, NULL, 1);
}
