/* lua/tables.c - constructors of columns and tables, and MetaData */
#include <lauxlib.h>
#include <string.h>

#include "base/text.h"
#include "lua/model.h"

static void add_constraint(struct luax_args *args, struct orm_column *c, int place)
{
	struct luax_value *v = luax_value_at(args->L, -1);
	struct orm_constraint *k;

	if (v->object->kind == ORM_TABLE || v->object->kind == ORM_COLUMN ||
	    v->object->kind >= ORM_INDEX)
		luax_args_expect(args, place, NULL, "a type, a constraint, Computed or Identity");
	k = orm_constraint_copy(args->arena, (struct orm_constraint *)v->object);
	if (k->object.kind != ORM_CHECK && k->object.kind != ORM_EXCLUDE && !k->elements.len)
		vec_push(args->arena, &k->elements,
		         (struct orm_element){ .column = c->object.name });
	k->inline_column = c->object.name;
	vec_push(args->arena, &c->attached, k);
}

/* One positional argument after the name, at the top of the stack. */
static void read_part(struct luax_args *args, struct orm_column *c, int place)
{
	struct luax_value *v = luax_value_at(args->L, -1);

	switch (v ? (int)v->tag : -1) {
	case LUAX_TYPE:
		if (c->type)
			luax_fail(args->L, ERR_INPUT, "column \"%s\" has two types",
			          c->object.name);
		c->type = orm_type_copy(args->arena, v->type);
		c->collation = v->collation;
		break;
	case LUAX_OBJECT:
		add_constraint(args, c, place);
		break;
	case LUAX_COMPUTED:
		c->computed = v->expr;
		c->persisted = v->persisted;
		break;
	case LUAX_IDENTITY:
		c->identity = arena_copy(args->arena, &v->identity, sizeof v->identity);
		break;
	default:
		luax_args_expect(args, place, NULL, "a type, a constraint, Computed or Identity");
	}
}

static void attach_unique(struct luax_args *args, struct orm_column *c)
{
	struct orm_constraint *u = orm_constraint_new(args->arena, ORM_UNIQUE);

	vec_push(args->arena, &u->elements, (struct orm_element){ .column = c->object.name });
	u->inline_column = c->object.name;
	luax_declared_here(args->L, &u->object);
	vec_push(args->arena, &c->attached, u);
}

/* Column{"name", Type, ForeignKey{...}, nullable = false, ...} */
static int column_word(lua_State *L)
{
	struct luax_args args;
	struct luax_value *v;
	struct orm_column *c;
	bool unique;

	luax_args_open(L, 1, orm_kinds[ORM_COLUMN].model, &args);
	c = orm_column_new(args.arena, luax_args_string(&args, 1, "the name of the column"));
	luax_declared_here(L, &c->object);
	for (int i = 2; i <= args.count; i++) {
		luax_args_push(&args, i);
		read_part(&args, c, i);
		lua_pop(L, 1);
	}
	if (!c->type)
		c->type = orm_type_exact(args.arena, "");
	v = luax_push_value(L, LUAX_OBJECT, orm_kinds[ORM_COLUMN].model);
	v->object = &c->object;
	v->primary_key = luax_args_flag(&args, "primary_key");
	v->index = luax_args_flag(&args, "index");
	unique = luax_args_flag(&args, "unique");
	v->unique = unique && v->index;
	if (unique && !v->index)
		attach_unique(&args, c);
	luax_args_object(&args, &c->object);
	luax_args_done(&args, args.count);
	lua_pushvalue(L, args.table + 1);
	return 1;
}

struct orm_index *luax_column_index(struct arena *a, const struct luax_value *column)
{
	struct orm_index *i = orm_index_new(a, NULL);

	vec_push(a, &i->elements, (struct orm_element){ .column = column->object->name });
	i->unique = column->unique;
	i->object.file = column->object->file;
	i->object.line = column->object->line;
	return i;
}

/* Members are copied: one may stand in several tables. */
static void add_member(struct luax_args *args, struct orm_table *t, int place,
                       struct orm_constraint **key)
{
	struct luax_value *v = luax_tagged(args->L, -1, LUAX_OBJECT);
	struct arena *a = args->arena;
	struct orm_constraint *k;

	if (!v || v->object->kind == ORM_TABLE || v->object->kind > ORM_INDEX)
		luax_args_expect(args, place, NULL, "a column, constraint or index");
	if (v->object->kind == ORM_INDEX) {
		orm_table_add_index(a, t, orm_index_copy(a, (struct orm_index *)v->object));
	} else if (v->object->kind == ORM_COLUMN) {
		orm_table_add_column(a, t, orm_column_copy(a, (struct orm_column *)v->object));
		if (v->index)
			orm_table_add_index(a, t, luax_column_index(a, v));
		if (!v->primary_key)
			return;
		if (!*key)
			*key = orm_constraint_new(a, ORM_PRIMARY_KEY);
		vec_push(a, &(*key)->elements, (struct orm_element){ .column = v->object->name });
	} else {
		k = orm_constraint_copy(a, (struct orm_constraint *)v->object);
		if (k->object.kind != ORM_CHECK && k->object.kind != ORM_EXCLUDE &&
		    !k->elements.len)
			luax_fail(args->L, ERR_INPUT,
			          "ForeignKey stands inside a Column; "
			          "ForeignKeyConstraint names its columns");
		orm_table_add_constraint(a, t, k);
	}
}

struct orm_table *luax_build_table(struct luax_args *args)
{
	struct orm_table *t;
	struct orm_constraint *key = NULL;

	t = orm_table_new(args->arena, NULL, luax_args_string(args, 1, "the name of the table"));
	luax_declared_here(args->L, &t->object);
	luax_args_object(args, &t->object);
	for (int i = 2; i <= args->count; i++) {
		luax_args_push(args, i);
		add_member(args, t, i, &key);
		lua_pop(args->L, 1);
	}
	luax_args_done(args, args->count);
	if (key) {
		key->object.file = t->object.file;
		key->object.line = t->object.line;
		if (key->elements.len == 1)
			key->inline_column = key->elements.items[0].column;
		orm_table_add_constraint(args->arena, t, key);
	}
	luax_check_table(args->L, t);
	return t;
}

static int table_word(lua_State *L)
{
	struct luax *s = luax_state(L);
	struct luax_args args;
	struct orm_table *t, *first;

	luax_args_open(L, 1, orm_kinds[ORM_TABLE].model, &args);
	t = luax_build_table(&args);
	if (s->metadata) {
		first = orm_metadata_table(s->metadata, t->object.schema, t->object.name);
		luax_refuse_twice(L, first ? &first->object : NULL, "table");
		orm_metadata_add_table(s->metadata, t);
	}
	luax_push_object(L, &t->object);
	return 1;
}

static int metadata_word(lua_State *L)
{
	struct luax *s = luax_state(L);
	struct luax_args args;

	luax_args_open(L, 1, "MetaData", &args);
	if (!s->metadata)
		luax_fail(L, ERR_INPUT, "MetaData belongs into models");
	if (luax_args_take(&args, "naming_convention"))
		luax_read_naming(L, &s->metadata->naming);
	luax_args_done(&args, 0);
	return 0;
}

void luax_open_tables(lua_State *L)
{
	lua_register(L, orm_kinds[ORM_COLUMN].model, column_word);
	lua_register(L, orm_kinds[ORM_TABLE].model, table_word);
	luax_open_definitions(L);
	lua_register(L, "MetaData", metadata_word);
}
