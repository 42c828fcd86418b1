/* orm/ddl/rename_type.c - a type under a new name, wherever its schema is said with it */
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "orm/ddl/rename.h"
#include "orm/ddl/rewrite.h"
#include "orm/dialect.h"

struct renaming {
	struct arena *arena;
	const struct orm_dialect *dialect;
	const char *schema, *from, *to;
};

static struct orm_token next(const struct renaming *r, const char **at)
{
	struct orm_token t = r->dialect->next_token(*at, strlen(*at));

	*at = t.start + t.len;
	return t;
}

static bool is_name(const struct renaming *r, const struct orm_token *t, const char *name)
{
	return (t->kind == ORM_TOKEN_WORD || t->kind == ORM_TOKEN_QUOTED) &&
	       r->dialect->same_name(orm_unquote(r->arena, r->dialect, t), name);
}

static bool is_op(const struct orm_token *t, char op)
{
	return t->kind == ORM_TOKEN_OPERATOR && t->len == 1 && *t->start == op;
}

/* Is `t` the schema, and the type's name behind it?  Gives where that ends. */
static const char *full_name(const struct renaming *r, const struct orm_token *t, const char *at)
{
	struct orm_token dot = next(r, &at), name, after;
	const char *end;

	if (!is_name(r, t, r->schema) || !is_op(&dot, '.'))
		return NULL;
	name = next(r, &at);
	end = at;
	after = next(r, &at);
	/* a function, or something in a table, may have the name as well */
	return is_name(r, &name, r->from) && !is_op(&after, '(') && !is_op(&after, '.') ? end
	                                                                                : NULL;
}

static bool in_text(void *data, const char **text)
{
	const struct renaming *r = data;
	struct buf b = { 0 };
	bool found = false, inside = false;

	for (const char *at = *text; at && *at;) {
		struct orm_token t = next(r, &at);
		const char *end = inside ? NULL : full_name(r, &t, at);

		buf_add(&b, t.start, t.len);
		inside = is_op(&t, '.');
		if (end) {
			buf_addc(&b, '.');
			ddl_name(&b, r->dialect, r->to);
			at = end;
			found = true;
		}
	}
	if (found)
		*text = buf_take(&b, r->arena);
	else
		buf_release(&b);
	return found;
}

void orm_rename_type(struct arena *a, struct orm_metadata *m, const struct orm_dialect *d,
                     const struct orm_object *type, const char *to)
{
	const char *schema = type->schema ? type->schema : d->default_schema;
	struct renaming r = { a, d, schema, type->name, to };

	if (schema)
		orm_rewrite(m, in_text, &r);
}
