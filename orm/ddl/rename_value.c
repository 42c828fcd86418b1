/* orm/ddl/rename_value.c - an enum's value under a new name, wherever it is cast to its type */
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "orm/ddl/rename.h"
#include "orm/ddl/rewrite.h"
#include "orm/dialect.h"

struct value {
	struct arena *arena;
	const struct orm_dialect *dialect;
	const struct orm_definition *type;
	const char *from, *to;
};

static struct orm_token next(const struct value *v, const char **at)
{
	struct orm_token t = v->dialect->next_token(*at, strlen(*at));

	*at = t.start + t.len;
	return t;
}

static bool is_op(const struct orm_token *t, const char *op)
{
	return t->kind == ORM_TOKEN_OPERATOR && t->len == strlen(op) &&
	       !strncmp(t->start, op, t->len);
}

static bool is_schema(const struct value *v, const char *name)
{
	const char *schema = v->type->object.schema;

	if (!name)
		return !schema;
	return v->dialect->same_name(name, schema ? schema : v->dialect->default_schema);
}

/* Does a cast to the type follow?  `array`: to an array of it. */
static bool is_cast(const struct value *v, const char *at, bool array)
{
	struct orm_token t = next(v, &at);
	const char *name, *schema = NULL;

	if (!is_op(&t, "::"))
		return false;
	t = next(v, &at);
	name = orm_unquote(v->arena, v->dialect, &t);
	t = next(v, &at);
	if (is_op(&t, ".")) {
		t = next(v, &at);
		schema = name;
		name = orm_unquote(v->arena, v->dialect, &t);
		t = next(v, &at);
	}
	return v->dialect->same_name(name, v->type->object.name) && is_schema(v, schema) &&
	       is_op(&t, "[") == array;
}

/* An element of an array's literal, unquoted; gives where it ends. */
static const char *element(const char *at, struct buf *out)
{
	bool quoted = *at == '"';

	for (at += quoted; *at && (quoted ? *at != '"' : *at != ',' && *at != '}'); at++) {
		at += *at == '\\' && at[1];
		buf_addc(out, *at);
	}
	return at + (quoted && *at);
}

/* As the server writes it: in quotes where it must be. */
static void add_element(struct buf *out, const char *text)
{
	if (*text && !strpbrk(text, "{},\"\\ \t\n\r\v\f") && !text_same_nocase(text, "null")) {
		buf_adds(out, text);
		return;
	}
	buf_addc(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			buf_addc(out, '\\');
		buf_addc(out, *text);
	}
	buf_addc(out, '"');
}

/* {a,b}: NULL when the value isn't in it. */
static const char *in_array(const struct value *v, const char *array)
{
	struct buf out = { 0 }, item = { 0 };
	bool found = false;

	while (*array) {
		const char *start = array;

		if (strchr("{},", *array)) {
			buf_addc(&out, *array++);
			continue;
		}
		buf_cut(&item, 0);
		array = element(array, &item);
		if (!strcmp(buf_str(&item), v->from)) {
			add_element(&out, v->to);
			found = true;
		} else {
			buf_add(&out, start, (size_t)(array - start));
		}
	}
	buf_release(&item);
	if (found)
		return buf_take(&out, v->arena);
	buf_release(&out);
	return NULL;
}

/* What the literal `t` has to be, or NULL; what follows it is at `at`. */
static const char *renamed(const struct value *v, const struct orm_token *t, const char *at,
                           bool bare)
{
	const char *text;

	if (t->kind != ORM_TOKEN_STRING)
		return NULL;
	text = orm_unquote(v->arena, v->dialect, t);
	if (!strcmp(text, v->from) && (bare || is_cast(v, at, false)))
		return v->to;
	return *text == '{' && is_cast(v, at, true) ? in_array(v, text) : NULL;
}

/* `bare`: no cast says of which type it is. */
static bool rename_in(const struct value *v, const char **text, bool bare)
{
	struct buf b = { 0 };
	bool found = false;

	for (const char *at = *text; at && *at;) {
		struct orm_token t = next(v, &at);
		const char *is = renamed(v, &t, at, bare);

		if (is)
			ddl_string(&b, v->dialect, is);
		else
			buf_add(&b, t.start, t.len);
		found = found || is;
	}
	if (found)
		*text = buf_take(&b, v->arena);
	else
		buf_release(&b);
	return found;
}

const char *orm_rename_value_in_text(struct arena *a, const struct orm_dialect *d,
                                     const struct orm_definition *type, const char *text,
                                     const char *from, const char *to)
{
	struct value v = { a, d, type, from, to };

	(void)rename_in(&v, &text, false);
	return text;
}

static bool in_text(void *data, const char **text)
{
	return rename_in(data, text, false);
}

/* A partition's bounds have no casts. */
static void in_bound(const struct value *v, struct orm_table *t)
{
	const struct orm_object *type = &v->type->object;
	const char *schema = type->schema ? type->schema : v->dialect->default_schema;
	struct buf bare = { 0 }, full = { 0 };
	bool has = false;

	ddl_full_name(&bare, v->dialect, type->schema, type->name);
	ddl_full_name(&full, v->dialect, schema, type->name);
	for (size_t i = 0; t->bound && i < t->columns.len; i++) {
		const char *name = t->columns.items[i]->type->name;

		has = has || text_same(name, buf_str(&bare)) || text_same(name, buf_str(&full));
	}
	buf_release(&bare);
	buf_release(&full);
	if (has)
		(void)rename_in(v, &t->bound, true);
}

void orm_rename_value(struct arena *a, struct orm_metadata *m, const struct orm_dialect *d,
                      const struct orm_definition *type, const char *from, const char *to)
{
	struct value v = { a, d, type, from, to };

	orm_rewrite(m, in_text, &v);
	for (size_t i = 0; i < m->tables.len; i++)
		in_bound(&v, m->tables.items[i]);
}
