/*
 * tests/migrate/graphs.c - graphs of revisions, written as text
 */
#include "graphs.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"

struct names graph_names_of(struct arena *a, const char *text)
{
	struct names out = { 0 };

	while (text && *text) {
		size_t len = strcspn(text, ",");

		vec_push(a, &out, arena_strndup(a, text, len));
		text += len + (text[len] == ',');
	}
	return out;
}

struct migrate_revision *graph_revision(struct arena *a, const struct graph_row *row)
{
	struct migrate_revision *r = ARENA_NEW(a, struct migrate_revision);

	r->id = row->id;
	r->down = graph_names_of(a, row->down);
	r->depends_on = graph_names_of(a, row->needs);
	r->labels = graph_names_of(a, row->label);
	r->created = row->created;
	r->path = arena_printf(a, "m/%s.sql", row->id);
	return r;
}

bool graph_build(struct arena *a, const struct graph_row *rows, size_t count,
                 struct migrate_graph *g, struct error *err)
{
	struct migrate_revisions list = { 0 };

	for (size_t i = 0; i < count; i++)
		vec_push(a, &list, graph_revision(a, &rows[i]));
	return migrate_graph_build(a, &list, g, err);
}

/* What follows `mark` in a word; NULL when it isn't there. */
static const char *part(struct arena *a, const char *word, char mark)
{
	const char *at = strchr(word, mark);

	return at ? arena_strndup(a, at + 1, strcspn(at + 1, "=:+")) : NULL;
}

bool graph_parse(struct arena *a, const char *text, struct migrate_graph *g, struct error *err)
{
	struct migrate_revisions list = { 0 };

	while (*text) {
		size_t len = strcspn(text, " ");
		const char *word = arena_strndup(a, text, len);
		struct graph_row row = { .id = arena_strndup(a, word, strcspn(word, "=:+")),
			                 .down = part(a, word, ':'),
			                 .needs = part(a, word, '+'),
			                 .label = part(a, word, '=') };

		vec_push(a, &list, graph_revision(a, &row));
		text += len + (text[len] == ' ');
	}
	return migrate_graph_build(a, &list, g, err);
}

char *graph_ids(struct arena *a, const struct migrate_revisions *list)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < list->len; i++)
		buf_addf(&b, "%s%s", i ? " " : "", list->items[i]->id);
	return buf_take(&b, a);
}

struct migrate_set graph_set(struct arena *a, const char *list)
{
	struct names n = graph_names_of(a, list);
	struct migrate_set s = { .ids = map_new(a) };

	for (size_t i = 0; i < n.len; i++)
		map_put(s.ids, n.items[i], NULL);
	return s;
}

struct migrate_set graph_applied(struct arena *a, const struct migrate_graph *g, const char *list)
{
	struct names n = graph_names_of(a, list);
	struct migrate_set s = { .ids = map_new(a) };

	for (size_t i = 0; i < n.len; i++) {
		struct migrate_revision *r = migrate_graph_find(g, n.items[i]);

		cr_assert_not_null(r, "no revision \"%s\"", n.items[i]);
		migrate_graph_ancestors(a, r, &s);
	}
	return s;
}
