/* reflect/sqlite/parser.c - small steps through a CREATE statement */
#include "reflect/sqlite/parser.h"

#include <string.h>

#include "base/text.h"
#include "orm/dialect.h"

static struct orm_token significant(const char *at, const char *end)
{
	struct orm_token t;

	do {
		t = sqlite_next_token(at, (size_t)(end - at));
		at = t.start + t.len;
	} while (t.kind == ORM_TOKEN_SPACE || t.kind == ORM_TOKEN_COMMENT);
	return t;
}

void parser_start(struct parser *p, struct arena *a, const char *sql)
{
	memset(p, 0, sizeof *p);
	p->arena = a;
	p->end = sql + strlen(sql);
	p->prev_end = sql;
	p->t = significant(sql, p->end);
}

void parser_next(struct parser *p)
{
	p->prev_end = p->t.start + p->t.len;
	p->t = significant(p->prev_end, p->end);
}

struct orm_token parser_peek(const struct parser *p)
{
	return significant(p->t.start + p->t.len, p->end);
}

bool parser_at(const struct parser *p, const char *word)
{
	return sqlite_token_is(&p->t, word);
}

bool parser_at_op(const struct parser *p, char op)
{
	return p->t.kind == ORM_TOKEN_OPERATOR && p->t.len == 1 && *p->t.start == op;
}

bool parser_skip(struct parser *p, const char *word)
{
	if (!parser_at(p, word))
		return false;
	parser_next(p);
	return true;
}

bool parser_skip_op(struct parser *p, char op)
{
	if (!parser_at_op(p, op))
		return false;
	parser_next(p);
	return true;
}

bool parser_fail(struct parser *p, const char *why)
{
	if (!p->why)
		p->why = why;
	return false;
}

bool parser_expect(struct parser *p, const char *word)
{
	return parser_skip(p, word) ||
	       parser_fail(p, arena_printf(p->arena, "expected %s near \"%.*s\"", word,
	                                   (int)(p->t.len < 30 ? p->t.len : 30), p->t.start));
}

bool parser_expect_op(struct parser *p, char op)
{
	return parser_skip_op(p, op) ||
	       parser_fail(p, arena_printf(p->arena, "expected '%c' near \"%.*s\"", op,
	                                   (int)(p->t.len < 30 ? p->t.len : 30), p->t.start));
}

bool parser_at_name(const struct parser *p)
{
	return p->t.kind == ORM_TOKEN_WORD || p->t.kind == ORM_TOKEN_QUOTED ||
	       p->t.kind == ORM_TOKEN_STRING;
}

const char *parser_name(struct parser *p)
{
	const char *name;

	if (!parser_at_name(p)) {
		parser_fail(p, arena_printf(p->arena, "expected a name near \"%.*s\"",
		                            (int)(p->t.len < 30 ? p->t.len : 30), p->t.start));
		return NULL;
	}
	name = orm_unquote(p->arena, &orm_sqlite, &p->t);
	parser_next(p);
	return name;
}

const char *parser_text(const struct parser *p, const char *start)
{
	return arena_strndup(p->arena, start, (size_t)(p->prev_end - start));
}

/*
 * What stands between two parentheses.  A comment to the end of the line, last there, would
 * hide what is written behind it: it gets an end of its own.
 */
static const char *inner_text(struct parser *p, const char *start, const char *close)
{
	const char *text = text_trim(p->arena, start, (size_t)(close - start));
	struct orm_token last = { 0 };

	for (const char *at = p->prev_end; at < close;) {
		struct orm_token t = sqlite_next_token(at, (size_t)(close - at));

		at = t.start + t.len;
		if (t.kind == ORM_TOKEN_COMMENT)
			last = t;
	}
	if (!last.len || *last.start != '-')
		return text;
	return arena_printf(p->arena, "%.*s/*%.*s */", (int)(strlen(text) - last.len), text,
	                    memmem(last.start, last.len, "*/", 2) ? 0 : (int)last.len - 2,
	                    last.start + 2);
}

const char *parser_parenthesised(struct parser *p)
{
	const char *start = p->t.start + 1;
	int depth = 0;

	if (!parser_at_op(p, '(')) {
		parser_expect_op(p, '(');
		return NULL;
	}
	for (; p->t.kind != ORM_TOKEN_END; parser_next(p)) {
		depth += parser_at_op(p, '(') - parser_at_op(p, ')');
		if (!depth) {
			const char *text = inner_text(p, start, p->t.start);

			parser_next(p);
			return text;
		}
	}
	parser_fail(p, "a parenthesis is never closed");
	return NULL;
}

bool parser_create(struct parser *p, const char *const *what, bool *unique)
{
	if (!parser_expect(p, "CREATE"))
		return false;
	if (!parser_skip(p, "TEMP"))
		parser_skip(p, "TEMPORARY");
	if (unique)
		*unique = parser_skip(p, "UNIQUE");
	for (; *what; what++)
		if (!parser_expect(p, *what))
			return false;
	if (parser_at(p, "IF")) {
		struct orm_token after = parser_peek(p);

		if (sqlite_token_is(&after, "NOT")) {
			parser_next(p);
			parser_next(p);
			parser_expect(p, "EXISTS");
		}
	}
	if (!parser_name(p))
		return false;
	if (parser_skip_op(p, '.'))
		return parser_name(p) != NULL;
	return true;
}

void parser_on_conflict(struct parser *p, struct orm_options *options, const char *name)
{
	const char *word;

	if (!parser_at(p, "ON"))
		return;
	parser_next(p);
	parser_expect(p, "CONFLICT");
	word = parser_name(p);
	if (word && !text_same_nocase(word, "ABORT")) /* ABORT is the default */
		orm_option_set(p->arena, options, NULL, name, word);
}

/* Tokens of one element that aren't its expression, taken off from behind. */
struct tail {
	VEC(struct orm_token);
};

static bool tail_is(const struct tail *v, size_t back, const char *word)
{
	return v->len > back && sqlite_token_is(&v->items[v->len - 1 - back], word);
}

static void take_off_order(struct parser *p, struct tail *v, struct orm_element *e)
{
	if (tail_is(v, 1, "NULLS") && (tail_is(v, 0, "FIRST") || tail_is(v, 0, "LAST"))) {
		e->nulls = tail_is(v, 0, "FIRST") ? "FIRST" : "LAST";
		v->len -= 2;
	}
	if (v->len > 1 && (tail_is(v, 0, "DESC") || tail_is(v, 0, "ASC"))) {
		e->descending = tail_is(v, 0, "DESC");
		v->len--;
	}
	if (v->len > 2 && tail_is(v, 1, "COLLATE")) {
		e->collation = orm_unquote(p->arena, &orm_sqlite, &v->items[v->len - 1]);
		v->len -= 2;
	}
}

static void finish_element(struct parser *p, struct tail *v, struct orm_element *e)
{
	const struct orm_token *first = v->items, *last;

	take_off_order(p, v, e);
	last = &v->items[v->len - 1];
	if (v->len == 1 && (first->kind == ORM_TOKEN_WORD || first->kind == ORM_TOKEN_QUOTED ||
	                    first->kind == ORM_TOKEN_STRING))
		e->column = orm_unquote(p->arena, &orm_sqlite, first);
	else
		e->expr = arena_strndup(p->arena, first->start,
		                        (size_t)(last->start + last->len - first->start));
}

bool parser_elements(struct parser *p, struct orm_elements *out, bool *autoincrement)
{
	if (!parser_expect_op(p, '('))
		return false;
	do {
		struct tail v = { 0 };
		struct orm_element e = { 0 };
		int depth = 0;

		for (; p->t.kind != ORM_TOKEN_END; parser_next(p)) {
			if (!depth && (parser_at_op(p, ',') || parser_at_op(p, ')')))
				break;
			depth += parser_at_op(p, '(') - parser_at_op(p, ')');
			if (autoincrement && parser_at(p, "AUTOINCREMENT"))
				*autoincrement = true;
			else
				vec_push(p->arena, &v, p->t);
		}
		if (!v.len)
			return parser_fail(p, "an element of a key is missing");
		finish_element(p, &v, &e);
		vec_push(p->arena, out, e);
	} while (parser_skip_op(p, ','));
	return parser_expect_op(p, ')');
}
