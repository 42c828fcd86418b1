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

/* So many names are in one line; -v has them all. */
enum { NAMES = 5 };

static bool is_said(const struct orm_left_outs *list, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (is_same(&list->items[i], &list->items[at]))
			return true;
	return false;
}

/* "a", "b" and 3 more: all of the list of which the same is to be said. */
static void add_names(struct buf *out, const struct orm_left_outs *list, size_t at, size_t most)
{
	size_t n = 0;

	for (size_t i = at; i < list->len; i++)
		if (is_same(&list->items[i], &list->items[at]) && n++ < most)
			buf_addf(out, "%s\"%s\"", n > 1 ? ", " : "", list->items[i].name);
	if (n > most)
		buf_addf(out, " and %zu more", n - most);
}

void left_out_say(const struct cli *cli, const struct orm_left_outs *list)
{
	size_t most = cli->options.verbose ? list->len : NAMES;

	for (size_t i = 0; i < list->len; i++) {
		const struct orm_left_out *l = &list->items[i];
		struct buf names = { 0 };

		if (is_said(list, i))
			continue;
		add_names(&names, list, i, most);
		cli_say(cli, "left out: %s %s: %s", l->kind, buf_str(&names), l->why);
		buf_release(&names);
	}
}
