/* orm/schema/mentions.c - the identifiers in an object's texts */
#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "orm/dialect.h"
#include "orm/schema/attribute.h"
#include "orm/schema/needs.h"

struct gatherer {
	struct arena *arena;
	const struct orm_dialect *dialect;
	struct map *seen;
	struct names *out;
};

static void add(struct gatherer *g, const char *name)
{
	if (map_has(g->seen, name))
		return;
	map_put(g->seen, name, NULL);
	vec_push(g->arena, g->out, name);
}

static bool is_part(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (c & 0x80);
}

/* A string may be a function's body: anything that looks like a word counts. */
static void add_words(struct gatherer *g, const char *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		size_t start = i;

		while (i < len && is_part(text[i]))
			i++;
		if (i > start)
			add(g, g->dialect->fold(g->arena,
			                        arena_strndup(g->arena, text + start, i - start)));
		else
			i++;
	}
}

static void add_text(struct gatherer *g, const char *text)
{
	const char *at = text ? text : "", *end = at + strlen(at);

	while (at < end) {
		struct orm_token t = g->dialect->next_token(at, (size_t)(end - at));

		at = t.start + t.len;
		if (t.kind == ORM_TOKEN_END)
			break;
		if (t.kind == ORM_TOKEN_STRING)
			add_words(g, t.start, t.len);
		else if (t.kind == ORM_TOKEN_WORD || t.kind == ORM_TOKEN_QUOTED)
			add(g, g->dialect->fold(g->arena, orm_unquote(g->arena, g->dialect, &t)));
	}
}

static void add_elements(struct gatherer *g, const struct orm_elements *elements)
{
	for (size_t i = 0; i < elements->len; i++) {
		add_text(g, elements->items[i].expr);
		add_text(g, elements->items[i].opclass);
		add_text(g, elements->items[i].collation);
	}
}

static void add_attr(struct gatherer *g, const struct orm_object *o, const struct orm_attr *attr)
{
	const void *p = orm_attr_at(o, attr);

	switch (attr->kind) {
	case ORM_ATTR_TYPE:
		if (*(struct orm_type *const *)p)
			add_text(g, (*(struct orm_type *const *)p)->name);
		break;
	case ORM_ATTR_DEFAULT:
		if (((const struct orm_default *)p)->kind != ORM_DEFAULT_NONE)
			add_text(g, ((const struct orm_default *)p)->text);
		break;
	case ORM_ATTR_ELEMENTS:
		add_elements(g, p);
		break;
	case ORM_ATTR_NAMES: /* the parents of a table, else columns and values */
		for (size_t i = 0; o->kind == ORM_TABLE && i < ((const struct names *)p)->len; i++)
			add_text(g, ((const struct names *)p)->items[i]);
		break;
	case ORM_ATTR_TEXT:
	case ORM_ATTR_WORDS:
	case ORM_ATTR_EXPR:
	case ORM_ATTR_NAME:
		add_text(g, *(const char *const *)p);
		break;
	default:
		break;
	}
}

static void add_object(struct gatherer *g, const struct orm_object *o)
{
	const struct orm_kind_info *k = &orm_kinds[o->kind];

	for (size_t i = 0; i < k->attr_count; i++)
		add_attr(g, o, &k->attrs[i]);
	for (size_t i = 0; i < o->options.len; i++)
		add_text(g, o->options.items[i].value);
}

static void add_parts(struct gatherer *g, const struct orm_table *t)
{
	for (size_t i = 0; i < t->columns.len; i++)
		add_object(g, &t->columns.items[i]->object);
	for (size_t i = 0; i < t->constraints.len; i++)
		if (t->constraints.items[i]->object.kind != ORM_FOREIGN_KEY)
			add_object(g, &t->constraints.items[i]->object);
	for (size_t i = 0; i < t->indexes.len; i++)
		add_object(g, &t->indexes.items[i]->object);
}

void orm_mentioned(struct arena *a, const struct orm_dialect *d, const struct orm_object *o,
                   struct names *out)
{
	struct gatherer g = { a, d, map_new(a), out };
	const struct orm_definition *def = (const struct orm_definition *)o;

	if (o->kind != ORM_FOREIGN_KEY)
		add_object(&g, o);
	if (o->kind == ORM_TABLE)
		add_parts(&g, (const struct orm_table *)o);
	for (size_t i = 0; ORM_IS_DEFINITION(o->kind) && i < def->checks.len; i++)
		add_object(&g, &def->checks.items[i]->object);
}
