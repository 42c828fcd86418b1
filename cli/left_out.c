/* cli/left_out.c - what was seen in a schema and is not represented, by name */
#include "cli/left_out.h"

#include "base/text.h"

static bool is_same(const struct orm_left_out *x, const struct orm_left_out *y)
{
	return text_same(x->kind, y->kind) && text_same(x->why, y->why);
}

void left_out_add(struct cli *cli, struct orm_left_outs *list, const struct orm_metadata *m)
{
	for (size_t i = 0; i < m->left_out.len; i++) {
		const struct orm_left_out *l = &m->left_out.items[i];
		bool known = false;

		for (size_t j = 0; j < list->len && !known; j++)
			known =
			    is_same(l, &list->items[j]) && text_same(l->name, list->items[j].name);
		if (!known)
			vec_push(cli->arena, list, *l);
	}
}

/* How many after this one have the same to be said of them? */
static size_t count_same(const struct orm_left_outs *list, size_t at)
{
	size_t n = 0;

	for (size_t i = at + 1; i < list->len; i++)
		n += is_same(&list->items[i], &list->items[at]);
	return n;
}

static bool is_said(const struct orm_left_outs *list, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (is_same(&list->items[i], &list->items[at]))
			return true;
	return false;
}

void left_out_say(const struct cli *cli, const struct orm_left_outs *list)
{
	bool all = cli->options.verbose;

	for (size_t i = 0; i < list->len; i++) {
		const struct orm_left_out *l = &list->items[i];
		size_t more = all ? 0 : count_same(list, i);

		if (!all && is_said(list, i))
			continue;
		if (more)
			cli_say(cli, "left out: %s \"%s\" and %zu more: %s", l->kind, l->name, more,
			        l->why);
		else
			cli_say(cli, "left out: %s \"%s\": %s", l->kind, l->name, l->why);
	}
}
