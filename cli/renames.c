/* cli/renames.c - asking what was renamed */
#include "cli/renames.h"

#include "base/text.h"
#include "cli/terminal.h"
#include "orm/schema/attribute.h"

/* What the comparison may have a copy of. */
static struct orm_object *object_in(const struct plan *p, const struct orm_object *o)
{
	const struct orm_object *owner = o->kind == ORM_TABLE ? o : &o->table->object;
	struct orm_table *t = orm_metadata_table(p->to, owner->schema, owner->name);
	struct orm_column *c;

	if (!t || o->kind == ORM_TABLE)
		return t ? &t->object : NULL;
	c = orm_table_column(t, p->dialect, o->name);
	return c ? &c->object : NULL;
}

/* One object has one name before, and one after. */
static bool is_settled(const struct orm_object *to, const struct names *settled,
                       const struct orm_object *from)
{
	if (to->renamed_from)
		return true;
	for (size_t i = 0; i < settled->len; i++)
		if (settled->items[i] == from->name)
			return true;
	return false;
}

static bool agrees(struct cli *cli, const struct compare_hint *hint)
{
	const struct orm_object *to = hint->to;
	struct buf answer = { 0 };
	const char *of = to->kind == ORM_TABLE
	                     ? ""
	                     : arena_printf(cli->arena, " of \"%s\"", to->table->object.name);
	const char *question =
	    arena_printf(cli->arena, "Was %s \"%s\"%s renamed to \"%s\"? [y/N] ",
	                 orm_kinds[to->kind].label, hint->from->name, of, to->name);
	bool yes = terminal_ask(question, &answer) && (text_same_nocase(buf_str(&answer), "y") ||
	                                               text_same_nocase(buf_str(&answer), "yes"));

	buf_release(&answer);
	return yes;
}

bool renames_ask(struct cli *cli, struct plan *p)
{
	struct names settled = { 0 };

	for (size_t i = 0; i < p->result.hints.len; i++) {
		const struct compare_hint *hint = &p->result.hints.items[i];
		struct orm_object *to = object_in(p, hint->to);

		if (!to || is_settled(to, &settled, hint->from) || !agrees(cli, hint))
			continue;
		to->renamed_from = hint->from->name;
		vec_push(cli->arena, &settled, hint->from->name);
	}
	return settled.len;
}
