/* cli/renames.c - asking what was renamed */
#include "cli/renames.h"

#include "base/text.h"
#include "cli/terminal.h"
#include "orm/schema/attribute.h"

static struct orm_object *definition_in(const struct plan *p, const struct orm_object *o)
{
	for (size_t i = 0; i < p->to->definitions.len; i++) {
		struct orm_object *d = &p->to->definitions.items[i]->object;

		if (d->kind == o->kind && text_same(d->schema, o->schema) &&
		    text_same(d->name, o->name))
			return d;
	}
	return NULL;
}

/* What the comparison may have a copy of. */
static struct orm_object *object_in(const struct plan *p, const struct orm_object *o)
{
	const struct orm_object *owner;
	struct orm_table *t;
	struct orm_column *c;

	if (ORM_IS_DEFINITION(o->kind))
		return definition_in(p, o);
	owner = o->kind == ORM_TABLE ? o : &o->table->object;
	t = orm_metadata_table(p->to, owner->schema, owner->name);
	if (!t || o->kind == ORM_TABLE)
		return t ? &t->object : NULL;
	c = orm_table_column(t, p->dialect, o->name);
	return c ? &c->object : NULL;
}

/* What it is about: a kind of thing, and of what. */
static const char *subject(struct cli *cli, const struct compare_hint *hint)
{
	const char *kind = orm_kinds[hint->to->kind].label;

	if (hint->was)
		return arena_printf(cli->arena, "value \"%s\" of %s", hint->was,
		                    orm_object_label(cli->arena, hint->to));
	if (hint->to->kind == ORM_COLUMN)
		return arena_printf(cli->arena, "%s \"%s\" of \"%s\"", kind, hint->from->name,
		                    hint->to->table->object.name);
	return arena_printf(cli->arena, "%s \"%s\"", kind, hint->from->name);
}

static bool agrees(struct cli *cli, const struct compare_hint *hint)
{
	struct buf answer = { 0 };
	const char *question =
	    arena_printf(cli->arena, "Was %s renamed to \"%s\"? [y/N] ", subject(cli, hint),
	                 hint->was ? hint->now : hint->to->name);
	bool yes = terminal_ask(question, &answer) && (text_same_nocase(buf_str(&answer), "y") ||
	                                               text_same_nocase(buf_str(&answer), "yes"));

	buf_release(&answer);
	return yes;
}

/* From now on the target says so itself. */
static void keep(struct cli *cli, const struct compare_hint *hint, struct orm_object *to)
{
	struct orm_column *column = (struct orm_column *)to;
	struct names *values = &((struct orm_definition *)to)->renamed_values;

	if (!hint->was) {
		to->renamed_from = hint->from->name;
		return;
	}
	if (to->kind == ORM_COLUMN) {
		column->type = orm_type_copy(cli->arena, column->type);
		values = &column->type->renamed_values;
	}
	vec_push(cli->arena, values, hint->now);
	vec_push(cli->arena, values, hint->was);
}

/* One object has one name before, and one after. */
static bool is_settled(const struct compare_hint *hint, const struct orm_object *to,
                       const struct names *settled)
{
	if (hint->was)
		return false;
	for (size_t i = 0; i < settled->len; i++)
		if (settled->items[i] == hint->from->name)
			return true;
	return to->renamed_from != NULL;
}

bool renames_ask(struct cli *cli, struct plan *p)
{
	struct names settled = { 0 };

	for (size_t i = 0; i < p->result.hints.len; i++) {
		const struct compare_hint *hint = &p->result.hints.items[i];
		struct orm_object *to = object_in(p, hint->to);

		if (!to || is_settled(hint, to, &settled) || !agrees(cli, hint))
			continue;
		keep(cli, hint, to);
		vec_push(cli->arena, &settled, hint->from->name);
	}
	return settled.len;
}
