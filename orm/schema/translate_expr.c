/* orm/schema/translate_expr.c - expressions whose words mean the same on two databases */
#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "orm/schema/translate_private.h"

struct expr {
	struct translation *x;
	const struct orm_table *table;
	struct orm_tokens all;
	size_t at;
	struct names out;    /* its tokens there; a function's has its parenthesis */
	bool truth, numbers; /* does it have truth values, numbers? */
};

struct orm_tokens translate_tokens(struct translation *x, const char *sql)
{
	const char *at = sql, *end = sql + strlen(sql);
	struct orm_tokens out = { 0 };

	while (at < end) {
		struct orm_token t = x->d->next_token(at, (size_t)(end - at));

		if (t.kind == ORM_TOKEN_END || !t.len)
			break;
		at = t.start + t.len;
		if (t.kind != ORM_TOKEN_SPACE && t.kind != ORM_TOKEN_COMMENT)
			vec_push(x->arena, &out, t);
	}
	return out;
}

bool translate_is(const struct orm_tokens *all, size_t at, const char *text)
{
	const struct orm_token *t = &all->items[at];

	if (at >= all->len || t->kind == ORM_TOKEN_STRING || t->kind == ORM_TOKEN_QUOTED ||
	    t->len != strlen(text))
		return false;
	for (size_t i = 0; i < t->len; i++)
		if (tolower((unsigned char)t->start[i]) != text[i])
			return false;
	return true;
}

static const char *token_text(struct expr *e, size_t at)
{
	const struct orm_token *t = &e->all.items[at];

	return arena_strndup(e->x->arena, t->start, t->len);
}

static bool any_is(const struct orm_tokens *all, size_t at, const char *const *texts)
{
	for (; *texts; texts++)
		if (translate_is(all, at, *texts))
			return true;
	return false;
}

size_t translate_skip_cast(struct translation *x, const struct orm_tokens *all, size_t at,
                           const char **type)
{
	static const char *const more[] = { "varying", "precision", "with", "without",
		                            "time",    "zone",      NULL };

	*type = "";
	if (++at >= all->len)
		return at;
	*type =
	    text_lower(x->arena, arena_strndup(x->arena, all->items[at].start, all->items[at].len));
	for (at++; translate_is(all, at, ".") && at + 1 < all->len; at += 2)
		*type = ".";
	while (any_is(all, at, more))
		at++;
	if (translate_is(all, at, "(")) {
		while (at < all->len && !translate_is(all, at, ")"))
			at++;
		at++;
	}
	while (translate_is(all, at, "[") && translate_is(all, at + 1, "]"))
		at += 2;
	return at;
}

static void put(struct expr *e, const char *text)
{
	vec_push(e->x->arena, &e->out, arena_strdup(e->x->arena, text));
}

static const char *name_text(struct expr *e, const char *name)
{
	struct buf b = { 0 };

	ddl_name(&b, e->x->to, name);
	return buf_take(&b, e->x->arena);
}

static bool put_column(struct expr *e, const char *name)
{
	const struct orm_column *c = orm_table_column(e->table, e->x->d, name);
	const struct orm_type *type;

	if (!c)
		return false;
	type = translate_generic(e->x, orm_table_column(e->table, e->x->d, name));
	e->truth |= type && type->id == ORM_TYPE_BOOLEAN;
	put(e, name_text(e, c->object.name));
	e->at++;
	return true;
}

/* lower(...), and what counts characters under the name that it has there. */
static bool put_function(struct expr *e)
{
	static const char *const same[] = { "lower", "upper", "coalesce", "abs", "nullif", NULL };
	const char *length = e->x->d->length_function;
	const char *name = text_lower(e->x->arena, token_text(e, e->at));

	if (length && !strcmp(name, length))
		name = e->x->to->length_function;
	else if (!any_is(&e->all, e->at, same))
		return false;
	put(e, arena_printf(e->x->arena, "%s(", name));
	e->at += 2;
	return true;
}

static const char *upper(struct expr *e, size_t at)
{
	char *text = arena_strndup(e->x->arena, e->all.items[at].start, e->all.items[at].len);

	for (char *p = text; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	return text;
}

static const char *const words[] = { "and",  "or",      "not",  "in",    "is",
	                             "null", "between", "case", "when",  "then",
	                             "else", "end",     "true", "false", NULL };

/* SQLite's IS compares any two values, others' only with these. */
static bool is_as_elsewhere(const struct expr *e)
{
	static const char *const values[] = { "null", "true", "false", NULL };

	return any_is(&e->all, e->at + 1 + translate_is(&e->all, e->at + 1, "not"), values);
}

/* "a NOT NULL", which SQLite has for "a IS NOT NULL"? */
static bool is_short(const struct expr *e)
{
	const struct orm_token *before = e->at ? &e->all.items[e->at - 1] : NULL;

	if (!before || !translate_is(&e->all, e->at, "not") ||
	    !translate_is(&e->all, e->at + 1, "null"))
		return false;
	return before->kind == ORM_TOKEN_OPERATOR ? translate_is(&e->all, e->at - 1, ")")
	                                          : !any_is(&e->all, e->at - 1, words);
}

static bool put_word(struct expr *e)
{
	if (*e->all.items[e->at].start == '_' && e->at + 1 < e->all.len &&
	    e->all.items[e->at + 1].kind == ORM_TOKEN_STRING) {
		e->at++; /* the character set of a literal */
		return true;
	}
	if (translate_is(&e->all, e->at + 1, "(") && put_function(e))
		return true;
	if (!any_is(&e->all, e->at, words))
		return put_column(e, token_text(e, e->at));
	if (translate_is(&e->all, e->at, "is") && !is_as_elsewhere(e))
		return false;
	if (is_short(e))
		put(e, "IS");
	e->truth |= translate_is(&e->all, e->at, "true") || translate_is(&e->all, e->at, "false");
	put(e, upper(e, e->at));
	e->at++;
	return true;
}

static bool is_text_type(const char *type)
{
	static const char *const texts[] = { "text", "character", "varchar",   "bpchar",
		                             "char", "date",      "timestamp", NULL };

	for (size_t i = 0; texts[i]; i++)
		if (!strcmp(type, texts[i]))
			return true;
	return false;
}

static bool is_number_type(const char *type)
{
	static const char *const numbers[] = { "integer", "bigint", "smallint", "numeric",
		                               "double",  "real",   NULL };

	for (size_t i = 0; numbers[i]; i++)
		if (!strcmp(type, numbers[i]))
			return true;
	return false;
}

/* '-1'::integer is the number. */
static bool put_string(struct expr *e)
{
	const char *value = orm_unquote(e->x->arena, e->x->d, &e->all.items[e->at]), *type = "";
	struct buf b = { 0 };

	if (translate_is(&e->all, e->at + 1, "::"))
		translate_skip_cast(e->x, &e->all, e->at + 1, &type);
	if (is_number_type(type)) {
		e->numbers = true;
		buf_adds(&b, value);
	} else {
		ddl_string(&b, e->x->to, value);
	}
	put(e, buf_str(&b));
	buf_release(&b);
	e->at++;
	return true;
}

/* A literal, which a cast only gives the type that it has anyway. */
static bool is_literal_before(const struct expr *e)
{
	size_t at = e->at - 1;

	if (translate_is(&e->all, at, ")")) {
		if (at < 2 || !translate_is(&e->all, at - 2, "("))
			return false;
		at--;
	}
	return e->all.items[at].kind == ORM_TOKEN_STRING ||
	       e->all.items[at].kind == ORM_TOKEN_NUMBER;
}

static bool skip_cast(struct expr *e)
{
	const char *type;
	size_t next = translate_skip_cast(e->x, &e->all, e->at, &type);
	bool harmless = is_text_type(type) || (e->at && is_literal_before(e) &&
	                                       (is_number_type(type) || !strcmp(type, ".")));

	e->at = next;
	return harmless;
}

static bool step(struct expr *e);

/* = ANY (ARRAY['a', 'b']) is IN ('a', 'b'); the server has casts all over it. */
static bool put_any(struct expr *e, const char *in)
{
	int open = 0;

	e->at += 2;
	for (; translate_is(&e->all, e->at, "("); e->at++)
		open++;
	if (!translate_is(&e->all, e->at, "array") || !translate_is(&e->all, e->at + 1, "["))
		return false;
	put(e, in);
	put(e, "(");
	for (e->at += 2; e->at < e->all.len && !translate_is(&e->all, e->at, "]");)
		if (!step(e))
			return false;
	put(e, ")");
	for (e->at++; open && e->at < e->all.len;) {
		if (translate_is(&e->all, e->at, "::"))
			(void)skip_cast(e);
		else if (translate_is(&e->all, e->at, ")"))
			e->at++, open--;
		else
			return false;
	}
	return !open;
}

static bool put_operator(struct expr *e)
{
	static const char *const same[] = { "=", "<>", "<", ">", "<=", ">=", "+",
		                            "-", "*",  "(", ")", ",",  NULL };

	if (translate_is(&e->all, e->at, "::"))
		return skip_cast(e);
	if (translate_is(&e->all, e->at, "=") && translate_is(&e->all, e->at + 1, "any"))
		return put_any(e, "IN");
	if (translate_is(&e->all, e->at, "<>") && translate_is(&e->all, e->at + 1, "all"))
		return put_any(e, "NOT IN");
	if (translate_is(&e->all, e->at, "!="))
		put(e, "<>");
	else if (any_is(&e->all, e->at, same))
		put(e, token_text(e, e->at));
	else
		return false;
	e->at++;
	return true;
}

static bool step(struct expr *e)
{
	const struct orm_token *t = &e->all.items[e->at];

	switch (t->kind) {
	case ORM_TOKEN_WORD:
		return put_word(e);
	case ORM_TOKEN_QUOTED:
		return put_column(e, orm_unquote(e->x->arena, e->x->d, t));
	case ORM_TOKEN_STRING:
		return put_string(e);
	case ORM_TOKEN_NUMBER:
		put(e, token_text(e, e->at));
		e->numbers = true;
		e->at++;
		return true;
	case ORM_TOKEN_OPERATOR:
		return put_operator(e);
	default:
		return false;
	}
}

static bool is_piece(const struct names *out, size_t at, const char *text)
{
	return at < out->len && !strcmp(out->items[at], text);
}

/* May a condition begin after, or end before, this token as well as in parentheses? */
static bool is_border(const struct names *out, size_t at)
{
	static const char *const borders[] = { "AND", "OR", "(", ")", NULL };

	for (size_t i = 0; borders[i]; i++)
		if (is_piece(out, at, borders[i]))
			return true;
	return at >= out->len;
}

/* The ) of the ( at `open`; *or: is there an OR in between, outside of others? */
static size_t closing(const struct names *out, size_t open, bool * or)
{
	size_t depth = 0;

	* or = false;
	for (size_t i = open; i < out->len; i++) {
		size_t len = strlen(out->items[i]);

		depth += out->items[i][len - 1] == '(' && *out->items[i] != '\'';
		* or |= depth == 1 && is_piece(out, i, "OR");
		if (is_piece(out, i, ")") && !--depth)
			return i;
	}
	return out->len;
}

/* Parentheses that change nothing: some databases write them around everything. */
static void strip(struct names *out)
{
	for (size_t i = out->len; i-- > 0;) {
		bool or, before = !i || is_border(out, i - 1);
		size_t end;

		if (!is_piece(out, i, "("))
			continue;
		end = closing(out, i, & or);
		if (i && (is_piece(out, i - 1, "IN") || is_piece(out, i - 1, "NOT IN")))
			continue;
		if (end >= out->len ||
		    (end != i + 2 && (or || !before || !is_border(out, end + 1))))
			continue;
		vec_remove(out, end);
		vec_remove(out, i);
	}
}

static char *joined(struct arena *a, const struct names *out)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < out->len; i++) {
		if (b.len && b.data[b.len - 1] != '(' && *out->items[i] != ')' &&
		    *out->items[i] != ',')
			buf_addc(&b, ' ');
		buf_adds(&b, out->items[i]);
	}
	return buf_take(&b, a);
}

char *translate_expr(struct translation *x, const struct orm_table *t, const char *expr)
{
	struct expr e = { .x = x, .table = t, .all = translate_tokens(x, expr) };
	bool ok = e.all.len;

	if (x->related)
		return arena_strdup(x->arena, expr);
	while (ok && e.at < e.all.len)
		ok = step(&e);
	/* where truth values are numbers they are compared with numbers */
	if (!ok || (e.truth && e.numbers))
		return NULL;
	strip(&e.out);
	return joined(x->arena, &e.out);
}
