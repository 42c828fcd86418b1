/* lua/op_definition.c - op.create_view, op.alter_policy and the like: all kinds of definitions */
#include <string.h>

#include "lua/op.h"
#include "orm/dialect.h"

/* The object at `place`, when it is one of the call's kind; else NULL. */
static struct orm_definition *object_at(struct luax_call *c, int place)
{
	struct orm_object *o = NULL;

	luax_args_push(&c->args, place);
	if (luax_is_object(c->L, -1, c->kind))
		o = luax_value_at(c->L, -1)->object;
	lua_pop(c->L, 1);
	return (struct orm_definition *)o;
}

/* The change of `d`, which is one or both of the sides. */
static struct orm_change *add(struct luax_call *c, const struct orm_definition *d,
                              struct orm_definition *from, struct orm_definition *to)
{
	c->schema = d->object.schema;
	c->table = d->on;
	return luax_add_change(c, from ? &from->object : NULL, to ? &to->object : NULL);
}

/* op.create_view("name", "SELECT ..."), op.create_trigger("name", "table", "..."); or a View{} */
void luax_op_create_definition(struct luax_call *c)
{
	struct orm_definition *d = object_at(c, 1);

	if (d)
		luax_args_done(&c->args, 1);
	else
		d = luax_build_definition(&c->args, c->kind);
	add(c, d, NULL, d);
}

/* Of a definition that is known by more than its name. */
static void read_name(struct luax_call *c, struct orm_definition *d, int place)
{
	const char *table = luax_args_keyword(&c->args, "table_name");

	if (ORM_HAS_OWNER(c->kind)) {
		d->on = luax_args_optional(&c->args, place, "the name of the table");
		d->on = d->on ? d->on : table;
	}
	if (orm_attr_find(c->kind, "signature"))
		d->signature = luax_args_keyword(&c->args, "signature");
}

/* op.drop_view("name"), op.drop_policy("name", "table"), op.drop_function("f", {signature =
 * "integer"}) */
void luax_op_drop_definition(struct luax_call *c)
{
	struct orm_definition *d = object_at(c, 1);
	int places = 1;

	if (!d) {
		d = (struct orm_definition *)luax_named(c, c->kind,
		                                        luax_args_string(&c->args, 1, "a name"));
		places += ORM_HAS_OWNER(c->kind);
		read_name(c, d, 2);
	}
	luax_args_done(&c->args, places);
	add(c, d, d, NULL);
}

/* op.rename_view("old", "new"), op.rename_policy("old", "new", "table") */
void luax_op_rename_definition(struct luax_call *c)
{
	const char *old = luax_args_string(&c->args, 1, "the old name");
	const char *new = luax_args_string(&c->args, 2, "the new name");
	struct orm_definition *from = (struct orm_definition *)luax_named(c, c->kind, old);
	struct orm_definition *to = (struct orm_definition *)luax_named(c, c->kind, new);

	read_name(c, from, 3);
	to->on = from->on;
	to->signature = from->signature;
	luax_args_done(&c->args, ORM_HAS_OWNER(c->kind) ? 3 : 2);
	add(c, to, from, to);
}

/* Options that it had and has no more are taken away by name. */
static void name_options(struct luax_call *c, const struct orm_object *from, struct orm_object *to)
{
	for (size_t i = 0; i < from->options.len; i++) {
		const struct orm_option *o = &from->options.items[i];

		if (!orm_option_get(&to->options, o->dialect, o->name))
			orm_option_set(c->args.arena, &to->options, o->dialect, o->name, "");
	}
}

/* Does it say of an option that there be none? */
static bool takes_away(const struct orm_object *o)
{
	for (size_t i = 0; i < o->options.len; i++)
		if (!*o->options.items[i].value)
			return true;
	return false;
}

/* A flag that only one of them gives is what the dialect takes for granted in the other. */
static uint64_t unsaid(const struct orm_object *from, const struct orm_object *to)
{
	const struct orm_kind_info *kind = &orm_kinds[to->kind];
	uint64_t mask = 0;

	for (size_t i = 0; i < kind->attr_count; i++)
		if (kind->attrs[i].kind == ORM_ATTR_FLAG &&
		    orm_attr_empty(from, &kind->attrs[i]) != orm_attr_empty(to, &kind->attrs[i]))
			mask |= ORM_ATTR_BIT(i);
	return mask;
}

/* op.alter_sequence{Sequence{...}, existing = Sequence{...}}: from one to the other */
void luax_op_alter_definition(struct luax_call *c)
{
	const struct orm_dialect *d = orm_conn_dialect(luax_context(c->L)->conn);
	struct orm_definition *given = object_at(c, 1), *from = NULL, *to;
	struct orm_change *change;

	if (!given)
		luax_args_expect(&c->args, 1, NULL, orm_kinds[c->kind].model);
	if (luax_args_take(&c->args, "existing")) {
		if (!luax_is_object(c->L, -1, c->kind))
			luax_args_expect(&c->args, 0, "existing", orm_kinds[c->kind].model);
		from = (struct orm_definition *)luax_value_at(c->L, -1)->object;
		lua_pop(c->L, 1);
	}
	luax_args_done(&c->args, 1);
	to = orm_definition_copy(c->args.arena, given);
	if (from)
		name_options(c, &from->object, &to->object);
	change = add(c, to, from ? from : orm_definition_copy(c->args.arena, to), to);
	change->mask = from ? orm_attrs_differ(d, &from->object, &to->object, false) : ORM_ATTR_ALL;
	change->mask |= ORM_ATTR_PARTS;
	if (from)
		change->mask |= unsaid(&from->object, &to->object);
	/* which may be more than `existing` knows of */
	if (takes_away(&given->object))
		change->mask |= ORM_ATTR_OPTIONS;
}

/* op.alter_index{"name", "table", ...}, op.alter_constraint{"name", "table", type_ = "check", ...}
 */
void luax_op_alter_part(struct luax_call *c)
{
	const char *name = luax_args_string(&c->args, 1, "a name");
	struct orm_object *from, *to;
	uint64_t mask;

	c->table = luax_args_string(&c->args, 2, "the name of the table");
	if (c->kind != ORM_INDEX)
		luax_read_constraint_type(c, NULL);
	from = luax_named(c, c->kind, name);
	to = luax_named(c, c->kind, name);
	mask = luax_read_changes(c, from, to);
	luax_args_done(&c->args, 2);
	if (mask)
		luax_add_change(c, from, to)->mask = mask;
	luax_refuse_nothing(c);
}
