/* orm/ddl/rename_schema.c - a schema under a new name, with all that is in it */
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "orm/ddl/rename.h"
#include "orm/ddl/rewrite.h"
#include "orm/dialect.h"

struct renaming {
	struct arena *arena;
	const struct orm_dialect *dialect;
	const char *from, *to;
};

static bool is_dot(const struct orm_token *t)
{
	return t->kind == ORM_TOKEN_OPERATOR && t->len == 1 && *t->start == '.';
}

static struct orm_token token_at(const struct renaming *r, const char *at)
{
	return r->dialect->next_token(at, strlen(at));
}

static bool is_schema(const struct renaming *r, const struct orm_token *t)
{
	return (t->kind == ORM_TOKEN_WORD || t->kind == ORM_TOKEN_QUOTED) &&
	       r->dialect->same_name(orm_unquote(r->arena, r->dialect, t), r->from);
}

/* A path in a string, 'schema.name'::regclass: behind the schema, or NULL. */
static const char *path_in_string(const struct renaming *r, const struct orm_token *t)
{
	struct orm_token name, dot;

	if (t->kind != ORM_TOKEN_STRING || *t->start != '\'')
		return NULL;
	name = token_at(r, t->start + 1);
	dot = token_at(r, name.start + name.len);
	return is_schema(r, &name) && is_dot(&dot) ? dot.start : NULL;
}

static bool in_text(void *data, const char **text)
{
	const struct renaming *r = data;
	bool found = false, inside = false;
	struct buf b = { 0 };

	for (const char *at = *text; at && *at;) {
		struct orm_token t = token_at(r, at), next = token_at(r, t.start + t.len);
		const char *rest = path_in_string(r, &t);

		at = t.start + t.len;
		if (rest) {
			buf_addc(&b, '\'');
			ddl_name(&b, r->dialect, r->to);
			buf_add(&b, rest, (size_t)(at - rest));
		} else if (!inside && is_dot(&next) && is_schema(r, &t)) {
			ddl_name(&b, r->dialect, r->to);
			rest = t.start;
		} else {
			buf_add(&b, t.start, t.len);
		}
		found |= rest != NULL;
		inside = is_dot(&t);
	}
	if (found)
		*text = buf_take(&b, r->arena);
	else
		buf_release(&b);
	return found;
}

static void move(const struct renaming *r, const char **schema)
{
	if (*schema && r->dialect->same_name(*schema, r->from))
		*schema = r->to;
}

static const char *key(const struct renaming *r, const struct orm_table *t)
{
	const char *name = t->object.name, *schema = t->object.schema;

	return r->dialect->fold(r->arena,
	                        schema ? arena_printf(r->arena, "%s.%s", schema, name) : name);
}

static void in_table(const struct renaming *r, struct orm_metadata *m, struct orm_table *t)
{
	map_remove(m->by_name, key(r, t));
	move(r, &t->object.schema);
	map_put(m->by_name, key(r, t), t);
	for (size_t i = 0; i < t->columns.len; i++)
		move(r, &t->columns.items[i]->object.schema);
	for (size_t i = 0; i < t->constraints.len; i++) {
		move(r, &t->constraints.items[i]->object.schema);
		move(r, &t->constraints.items[i]->referred_schema);
	}
	for (size_t i = 0; i < t->indexes.len; i++)
		move(r, &t->indexes.items[i]->object.schema);
	for (size_t i = 0; i < t->inherits.len; i++)
		in_text((void *)(uintptr_t)r, &t->inherits.items[i]);
}

void orm_rename_schema(struct arena *a, struct orm_metadata *m, const struct orm_dialect *d,
                       const char *from, const char *to)
{
	struct renaming r = { a, d, from, to };

	orm_rewrite(m, in_text, &r);
	for (size_t i = 0; i < m->tables.len; i++)
		in_table(&r, m, m->tables.items[i]);
	for (size_t i = 0; i < m->definitions.len; i++) {
		struct orm_definition *def = m->definitions.items[i];

		move(&r, &def->object.schema);
		in_text(&r, &def->owned_by);
		for (size_t j = 0; j < def->indexes.len; j++)
			move(&r, &def->indexes.items[j]->object.schema);
	}
}
