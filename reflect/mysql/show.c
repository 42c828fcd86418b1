/* reflect/mysql/show.c - small steps through what SHOW CREATE prints */
#include "reflect/mysql/show.h"

#include "base/buf.h"
#include "base/text.h"
#include "orm/mysql/lex.h"

/* An option of an engine that isn't loaded is printed as a comment: `name`='value'. */
static bool is_disabled_option(const struct orm_token *t)
{
	return t->kind == ORM_TOKEN_COMMENT && memchr(t->start, '=', t->len);
}

static struct orm_token significant(struct show *s, const char *at)
{
	for (;;) {
		struct orm_token t;

		while (*at == ' ' || *at == '\n')
			at++;
		t = s->context->dialect->next_token(at, (size_t)(s->end - at));

		if (t.kind != ORM_TOKEN_SPACE && t.kind != ORM_TOKEN_COMMENT)
			return t;
		if (!s->disabled && is_disabled_option(&t))
			s->disabled = arena_strndup(s->arena, t.start, t.len);
		at = t.start + t.len;
	}
}

void show_start(struct show *s, struct arena *a, const struct my_context *context, const char *sql)
{
	*s = (struct show){ .arena = a,
		            .context = context,
		            .start = sql,
		            .end = sql + strlen(sql),
		            .prev_end = sql };
	s->t = significant(s, sql);
}

void show_next(struct show *s)
{
	s->prev_end = s->t.start + s->t.len;
	s->t = significant(s, s->prev_end);
}

struct orm_token show_peek(const struct show *s)
{
	struct show ahead = *s;

	return significant(&ahead, s->t.start + s->t.len);
}

bool show_at(const struct show *s, const char *word)
{
	return my_token_is(&s->t, word);
}

bool show_at_op(const struct show *s, char op)
{
	return s->t.kind == ORM_TOKEN_OPERATOR && s->t.len == 1 && *s->t.start == op;
}

bool show_at_end(const struct show *s)
{
	return s->t.kind == ORM_TOKEN_END;
}

bool show_skip(struct show *s, const char *word)
{
	if (!show_at(s, word))
		return false;
	show_next(s);
	return true;
}

bool show_skip_op(struct show *s, char op)
{
	if (!show_at_op(s, op))
		return false;
	show_next(s);
	return true;
}

/* A little of what is here, for a message. */
static const char *nearby(struct show *s)
{
	size_t left = (size_t)(s->end - s->t.start), len = 0;

	while (len < left && len < 40 && s->t.start[len] != '\n')
		len++;
	while (len && len < left && (s->t.start[len] & 0xc0) == 0x80)
		len--; /* not within a character */
	return arena_strndup(s->arena, s->t.start, len);
}

bool show_refuse(struct show *s, const char *why)
{
	int line = 1;

	for (const char *at = s->start; at < s->t.start; at++)
		line += *at == '\n';
	if (!s->why)
		s->why = arena_printf(s->arena, "line %d of its definition, at \"%s\": %s", line,
		                      nearby(s), why);
	return false;
}

bool show_fail(struct show *s, const char *expected)
{
	return show_refuse(s, arena_printf(s->arena, "%s is expected here", expected));
}

bool show_expect(struct show *s, const char *word)
{
	return show_skip(s, word) || show_fail(s, arena_printf(s->arena, "\"%s\"", word));
}

bool show_expect_op(struct show *s, char op)
{
	return show_skip_op(s, op) || show_fail(s, arena_printf(s->arena, "'%c'", op));
}

bool show_is_name(const struct orm_token *t)
{
	return t->kind == ORM_TOKEN_WORD || t->kind == ORM_TOKEN_QUOTED;
}

static const char *unquoted(struct show *s)
{
	const char *text = orm_unquote(s->arena, s->context->dialect, &s->t);

	show_next(s);
	return text;
}

const char *show_name(struct show *s)
{
	if (show_is_name(&s->t))
		return unquoted(s);
	show_fail(s, "a name");
	return NULL;
}

const char *show_string(struct show *s)
{
	if (s->t.kind == ORM_TOKEN_STRING)
		return unquoted(s);
	show_fail(s, "a string");
	return NULL;
}

const char *show_word(struct show *s)
{
	const char *text;

	if (s->t.kind != ORM_TOKEN_WORD && s->t.kind != ORM_TOKEN_NUMBER) {
		show_fail(s, "a word or number");
		return NULL;
	}
	text = arena_strndup(s->arena, s->t.start, s->t.len);
	show_next(s);
	return text;
}

/* Steps over "( ... )"; the text between the outermost ones. */
static bool skip_parentheses(struct show *s, const char **from, const char **to)
{
	int depth = 0;

	*from = s->t.start + 1;
	if (!show_at_op(s, '('))
		return show_fail(s, "'('");
	for (; !show_at_end(s); show_next(s)) {
		depth += show_at_op(s, '(') - show_at_op(s, ')');
		if (!depth) {
			*to = s->t.start;
			show_next(s);
			return true;
		}
	}
	return show_fail(s, "')'");
}

const char *show_parenthesised(struct show *s)
{
	const char *from = NULL, *to = NULL;

	return skip_parentheses(s, &from, &to) ? text_trim(s->arena, from, (size_t)(to - from))
	                                       : NULL;
}

const char *show_expression(struct show *s)
{
	const char *text = show_parenthesised(s);

	while (text && *text == '(') {
		struct show inner;
		const char *inside;

		show_start(&inner, s->arena, s->context, text);
		inside = show_parenthesised(&inner);
		if (!inside || !show_at_end(&inner))
			break;
		text = inside;
	}
	return text;
}

/* What is between two tokens: nothing, a space, or a line's end and indentation. */
static void add_gap(struct buf *out, const char *from, const char *to)
{
	const char *line = from < to ? memchr(from, '\n', (size_t)(to - from)) : NULL;

	if (line)
		buf_add(out, line, strspn(line, "\n "));
	else if (from < to)
		buf_addc(out, ' ');
}

const char *show_rest(struct show *s)
{
	struct buf out = { 0 };

	while (!show_at_end(s)) {
		if (out.len)
			add_gap(&out, s->prev_end, s->t.start);
		buf_add(&out, s->t.start, s->t.len);
		show_next(s);
	}
	return buf_take(&out, s->arena);
}

const char *show_text(const struct show *s, const char *start)
{
	return arena_strndup(s->arena, start, (size_t)(s->prev_end - start));
}

void show_option(struct show *s, struct orm_object *o, const char *name, const char *value)
{
	orm_option_set(s->arena, &o->options, NULL, name, value ? value : "true");
}

bool show_at_attribute(const struct show *s)
{
	struct orm_token next;

	if (s->t.kind != ORM_TOKEN_QUOTED)
		return false;
	next = show_peek(s);
	return my_token_is_op(&next, "=");
}

/* Many columns have none: the list of what the dialect knows is asked last. */
bool show_attribute(struct show *s, struct orm_object *o)
{
	const char *start = s->t.start, *name = text_lower(s->arena, show_name(s)), *value, *old;

	if (!show_expect_op(s, '='))
		return false;
	value = s->t.kind == ORM_TOKEN_STRING ? show_string(s) : show_word(s);
	if (!value)
		return false;
	if (orm_option_find(s->context->dialect, o->kind, name)) {
		show_option(s, o, name, value);
		return true;
	}
	old = orm_option_get(&o->options, NULL, "attributes");
	value = show_text(s, start);
	show_option(s, o, "attributes", old ? arena_printf(s->arena, "%s %s", old, value) : value);
	return true;
}
