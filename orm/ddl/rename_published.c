/* orm/ddl/rename_published.c - a publication's tables, in the order of their new names */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "orm/ddl/rename.h"
#include "orm/dialect.h"

struct list {
	struct names tables;
	const char *start, *end; /* of the list, in the text */
};

static bool is_word(const struct orm_token *t, const char *word)
{
	return t->kind == ORM_TOKEN_WORD && t->len == strlen(word) &&
	       !strncasecmp(t->start, word, t->len);
}

static void add(struct arena *a, struct list *list, const char *table, const char *end)
{
	if (!list->start)
		list->start = table;
	list->end = end;
	vec_push(a, &list->tables, arena_strndup(a, table, (size_t)(end - table)));
}

/* Each is ONLY s.t (a, b) WHERE (...), as the catalogs are read. */
static void read_tables(struct arena *a, const struct orm_dialect *d, const char *text,
                        struct list *out)
{
	const char *at = text, *end = text + strlen(text), *table = NULL, *last = text;
	int depth = 0;

	while (at < end) {
		struct orm_token t = d->next_token(at, (size_t)(end - at));
		bool outside = !depth;

		if (t.kind == ORM_TOKEN_END)
			break;
		depth += (*t.start == '(') - (*t.start == ')');
		if (outside && is_word(&t, "only")) {
			table = t.start;
		} else if (outside && table && (*t.start == ',' || is_word(&t, "with"))) {
			add(a, out, table, last);
			table = NULL;
		}
		at = t.start + t.len;
		if (t.kind != ORM_TOKEN_SPACE)
			last = at;
	}
	if (table)
		add(a, out, table, last);
}

static int compare(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

const char *orm_sort_published(struct arena *a, const struct orm_dialect *d, const char *text)
{
	struct list list = { 0 };
	struct buf out = { 0 };

	read_tables(a, d, text, &list);
	if (list.tables.len < 2)
		return text;
	qsort(list.tables.items, list.tables.len, sizeof *list.tables.items, compare);
	buf_add(&out, text, (size_t)(list.start - text));
	for (size_t i = 0; i < list.tables.len; i++)
		buf_addf(&out, "%s%s", i ? ", " : "", list.tables.items[i]);
	buf_adds(&out, list.end);
	return buf_take(&out, a);
}
