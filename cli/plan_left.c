/* cli/plan_left.c - what is left of a plan that was carried out */
#include "base/map.h"
#include "cli/plan.h"

/* What stands alone, or the table that it is a part of. */
static const char *concerned(const struct cli *cli, const struct plan *p,
                             const struct orm_change *c)
{
	const struct orm_object *o = c->to ? c->to : c->from;

	return orm_object_key(cli->arena, p->dialect, o->table ? &o->table->object : o);
}

static struct map *touched(const struct cli *cli, const struct plan *p)
{
	struct map *keys = map_new(cli->arena);

	for (size_t i = 0; i < p->result.ops.len; i++)
		for (size_t k = 0; k < p->result.ops.items[i].changes.len; k++)
			map_put(keys, concerned(cli, p, &p->result.ops.items[i].changes.items[k]),
			        keys);
	return keys;
}

/* A column that isn't there, or still is, was put in no words at all. */
static bool is_of_words(const struct orm_change *c)
{
	return c->verb == ORM_ALTER || (c->kind != ORM_COLUMN && c->kind != ORM_TABLE);
}

bool plan_left_is_spelling(const struct cli *cli, const struct plan *done, const struct plan *left)
{
	const struct map *keys;

	if (!done->terms.no_scratch || plan_loses(&left->result))
		return false;
	keys = touched(cli, done);
	for (size_t i = 0; i < left->result.ops.len; i++)
		for (size_t k = 0; k < left->result.ops.items[i].changes.len; k++) {
			const struct orm_change *c = &left->result.ops.items[i].changes.items[k];

			if (!is_of_words(c) || !map_has(keys, concerned(cli, left, c)))
				return false;
		}
	return true;
}
