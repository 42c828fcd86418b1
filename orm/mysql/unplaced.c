/* orm/mysql/unplaced.c - rows for which a table has no partition */
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "orm/mysql/mysql.h"

struct reader {
	struct arena *arena;
	const char *at, *end;
	struct orm_token t;
};

static void next(struct reader *r)
{
	do {
		r->t = orm_mysql.next_token(r->at, (size_t)(r->end - r->at));
		r->at = r->t.start + r->t.len;
	} while (r->t.kind == ORM_TOKEN_SPACE || r->t.kind == ORM_TOKEN_COMMENT);
}

static struct reader reader_of(struct arena *a, const char *text)
{
	struct reader r = { .arena = a, .at = text, .end = text + strlen(text) };

	next(&r);
	return r;
}

static bool at_word(const struct reader *r, const char *word)
{
	return r->t.kind == ORM_TOKEN_WORD && r->t.len == strlen(word) &&
	       !strncasecmp(r->t.start, word, r->t.len);
}

static bool at_op(const struct reader *r, char op)
{
	return r->t.kind == ORM_TOKEN_OPERATOR && r->t.len == 1 && *r->t.start == op;
}

/* What is within the parentheses, on the first of which the cursor is. */
static const char *within(struct reader *r)
{
	const char *start = r->at;
	int depth = 1;

	while (depth && r->t.kind != ORM_TOKEN_END) {
		next(r);
		depth += at_op(r, '(') - at_op(r, ')');
	}
	const char *text = text_trim(r->arena, start, (size_t)(r->t.start - start));
	next(r);
	return text;
}

/* The pieces between commas that are in no parentheses. */
static struct names pieces(struct arena *a, const char *text)
{
	struct reader r = reader_of(a, text);
	const char *start = text;
	struct names out = { 0 };

	for (int depth = 0; r.t.kind != ORM_TOKEN_END; next(&r)) {
		depth += at_op(&r, '(') - at_op(&r, ')');
		if (depth || !at_op(&r, ','))
			continue;
		vec_push(a, &out, text_trim(a, start, (size_t)(r.t.start - start)));
		start = r.at;
	}
	vec_push(a, &out, text_trim(a, start, strlen(start)));
	return out;
}

/* RANGE or LIST, what by, and where the partitions end. */
struct scheme {
	bool range;
	const char *key;
	struct names bounds; /* in parentheses or a word: MAXVALUE, DEFAULT */
};

static void read_bounds(struct arena *a, const char *list, struct scheme *s)
{
	for (struct reader r = reader_of(a, list); r.t.kind != ORM_TOKEN_END;) {
		if (!at_word(&r, "values")) {
			next(&r);
			continue;
		}
		next(&r);
		while (at_word(&r, "less") || at_word(&r, "than") || at_word(&r, "in"))
			next(&r);
		if (at_op(&r, '('))
			vec_push(a, &s->bounds, within(&r));
		else
			vec_push(a, &s->bounds, "MAXVALUE");
	}
}

static struct scheme read_scheme(struct arena *a, const char *text)
{
	struct scheme s = { 0 };
	struct reader r = reader_of(a, text);

	s.range = at_word(&r, "range");
	if (!s.range && !at_word(&r, "list"))
		return s;
	while (r.t.kind != ORM_TOKEN_END) {
		const char *group;

		if (!at_op(&r, '(')) {
			next(&r);
			continue;
		}
		group = within(&r);
		if (!s.key)
			s.key = group;
		else if (text_starts(text_lower(a, group), "partition"))
			read_bounds(a, group, &s);
	}
	return s;
}

/* What is at or above the last bound; MAXVALUE ends it. */
static const char *above(struct arena *a, const struct scheme *s)
{
	struct names keys = pieces(a, s->key);
	struct names last = pieces(a, s->bounds.items[s->bounds.len - 1]);
	struct buf left = { 0 }, right = { 0 };
	size_t n = 0;

	for (; n < keys.len && n < last.len && strcasecmp(last.items[n], "MAXVALUE") != 0; n++) {
		buf_addf(&left, "%s%s", n ? ", " : "", keys.items[n]);
		buf_addf(&right, "%s%s", n ? ", " : "", last.items[n]);
	}
	const char *x = buf_take(&left, a), *y = buf_take(&right, a);

	return n ? arena_printf(a, "(%s) %s (%s)", x, n < keys.len ? ">" : ">=", y) : NULL;
}

/* What is in none of the lists. */
static const char *unlisted(struct arena *a, const struct scheme *s)
{
	bool several = pieces(a, s->key).len > 1, null = false;
	struct buf b = { 0 };

	for (size_t i = 0; i < s->bounds.len; i++) {
		struct names values = pieces(a, s->bounds.items[i]);

		for (size_t k = 0; k < values.len; k++) {
			const char *value = values.items[k];

			if (!strcasecmp(value, "MAXVALUE") || !strcasecmp(value, "DEFAULT") ||
			    (several && strstr(text_lower(a, value), "null"))) {
				buf_release(&b);
				return NULL;
			}
			null = null || !strcasecmp(value, "NULL");
			if (strcasecmp(value, "NULL") != 0)
				buf_addf(&b, "%s%s", b.len ? ", " : "", value);
		}
	}
	const char *list = b.len ? buf_take(&b, a) : "NULL";

	return arena_printf(a, "((%s) NOT IN (%s)%s)", s->key, list,
	                    null || several ? "" : arena_printf(a, " OR (%s) IS NULL", s->key));
}

const char *my_unplaced(struct arena *a, const struct orm_change *c)
{
	const char *by = ((const struct orm_table *)c->to)->partition_by;
	struct scheme s;

	/* rows that go with their partition are a loss, which is said */
	if (!by || my_losses(a, c))
		return NULL;
	s = read_scheme(a, by);
	if (!s.key || !s.bounds.len)
		return NULL;
	return s.range ? above(a, &s) : unlisted(a, &s);
}
