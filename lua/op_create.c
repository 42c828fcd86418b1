/* lua/op_create.c - op.create_table, op.add_column and all else that adds */
#include <string.h>

#include "lua/op.h"

void luax_op_create_table(struct luax_call *c)
{
	struct orm_table *t;

	luax_args_push(&c->args, 1);
	if (luax_is_object(c->L, -1, ORM_TABLE)) {
		t = (struct orm_table *)luax_value_at(c->L, -1)->object;
		luax_args_done(&c->args, 1);
	} else {
		t = luax_build_table(&c->args);
	}
	luax_add_change(c, NULL, &t->object);
}

static void add_primary_key(struct luax_call *c, struct orm_column *column)
{
	struct orm_constraint *key = orm_constraint_new(c->args.arena, ORM_PRIMARY_KEY);

	vec_push(c->args.arena, &key->elements,
	         (struct orm_element){ .column = column->object.name });
	key->inline_column = column->object.name;
	vec_push(c->args.arena, &column->attached, key);
}

/* op.add_column{"table", Column{...}}; index = true is a second change */
void luax_op_create_column(struct luax_call *c)
{
	struct arena *a = c->args.arena;
	struct orm_column *column;
	const char *after = luax_read_place(c), *backfill = luax_read_backfill(c);
	struct orm_change *change;
	struct luax_value *v;

	c->table = luax_args_string(&c->args, 1, "the name of the table");
	luax_args_push(&c->args, 2);
	v = luax_value_at(c->L, -1);
	if (!luax_is_object(c->L, -1, ORM_COLUMN))
		luax_args_expect(&c->args, 2, NULL, "a Column");
	luax_args_done(&c->args, 2);
	column = orm_column_copy(a, (struct orm_column *)v->object);
	if (v->primary_key)
		add_primary_key(c, column);
	change = luax_add_change(c, NULL, &column->object);
	change->after = after;
	change->backfill = backfill;
	if (v->index)
		luax_add_change(c, NULL, &luax_column_index(a, v)->object)->kind = ORM_INDEX;
}

/* Name and table, which all constraints and indexes have. */
static void read_owner(struct luax_call *c, struct orm_object *o)
{
	o->name = luax_args_optional(&c->args, 1, "a name or nil");
	c->table = luax_args_string(&c->args, 2, "the name of the table");
}

static void finish(struct luax_call *c, struct orm_object *o, int places)
{
	luax_args_object(&c->args, o);
	luax_args_done(&c->args, places);
	luax_declared_here(c->L, o);
	luax_add_change(c, NULL, o);
}

static void read_columns(struct luax_call *c, int place, struct orm_elements *out)
{
	luax_args_push(&c->args, place);
	if (!luax_elements_at(c->L, -1, out) || !out->len)
		luax_args_expect(&c->args, place, NULL, "a list of columns");
	lua_pop(c->L, 1);
}

/* op.create_unique_constraint("name", "table", {"a", "b"}) */
void luax_op_create_key(struct luax_call *c)
{
	struct orm_constraint *k = orm_constraint_new(c->args.arena, c->kind);

	read_owner(c, &k->object);
	read_columns(c, 3, &k->elements);
	finish(c, &k->object, 3);
}

/* op.create_foreign_key("name", "source", "referent", {"a"}, {"id"}, {...}) */
void luax_op_create_foreign_key(struct luax_call *c)
{
	struct orm_constraint *k = orm_constraint_new(c->args.arena, ORM_FOREIGN_KEY);
	const char *schema = luax_args_keyword(&c->args, "source_schema");

	c->schema = schema ? schema : c->schema;
	read_owner(c, &k->object);
	k->referred_table = luax_args_string(&c->args, 3, "the name of the referred table");
	k->referred_schema = luax_args_keyword(&c->args, "referent_schema");
	read_columns(c, 4, &k->elements);
	luax_args_push(&c->args, 5);
	if (!lua_isnil(c->L, -1) && !luax_names_at(c->L, -1, &k->referred_columns))
		luax_args_expect(&c->args, 5, NULL, "a list of columns");
	lua_pop(c->L, 1);
	finish(c, &k->object, 5);
}

/* op.create_check_constraint("name", "table", "condition") */
void luax_op_create_check(struct luax_call *c)
{
	struct orm_constraint *k = orm_constraint_new(c->args.arena, c->kind);

	read_owner(c, &k->object);
	luax_args_push(&c->args, 3);
	k->expr = luax_sql_at(c->L, -1);
	if (!k->expr)
		luax_args_expect(&c->args, 3, NULL, "a condition as a string");
	lua_pop(c->L, 1);
	finish(c, &k->object, 3);
}

/* op.create_index("name", "table", {"a", desc"b"}, {unique = true}); or an Index{} */
void luax_op_create_index(struct luax_call *c)
{
	struct orm_index *i = orm_index_new(c->args.arena, NULL);

	luax_args_push(&c->args, 1);
	if (luax_is_object(c->L, -1, ORM_INDEX)) {
		i = orm_index_copy(c->args.arena,
		                   (struct orm_index *)luax_value_at(c->L, -1)->object);
		c->table = luax_args_string(&c->args, 2, "the name of the table");
		luax_args_done(&c->args, 2);
		luax_add_change(c, NULL, &i->object);
		return;
	}
	read_owner(c, &i->object);
	read_columns(c, 3, &i->elements);
	finish(c, &i->object, 3);
}
