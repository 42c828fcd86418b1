/* reflect/sqlite/parse.c - whole CREATE statements */
#include "reflect/sqlite/parse.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "orm/dialect.h"
#include "reflect/sqlite/parser.h"

static const char *join_comment(struct arena *a, const char *old, const struct orm_token *t)
{
	if (!old)
		return arena_strndup(a, t->start, t->len);
	return arena_printf(a, "%s\n%.*s", old, (int)t->len, t->start);
}

/*
 * Comments between two items: those up to the end of the line on which the comma
 * stands belong to the item before, the others to the one after.  Either may be
 * NULL.
 */
static void share_comments(struct arena *a, const char *from, const char *to,
                           struct orm_object *before, struct orm_object *after)
{
	bool comma = false, later = before == NULL;

	while (from < to) {
		struct orm_token t = sqlite_next_token(from, (size_t)(to - from));

		from += t.len;
		if (t.kind == ORM_TOKEN_OPERATOR)
			comma = true;
		else if (t.kind == ORM_TOKEN_SPACE)
			later = later || (comma && after && memchr(t.start, '\n', t.len));
		else if (later && after)
			after->lead = join_comment(a, after->lead, &t);
		else if (before)
			before->trail = join_comment(a, before->trail, &t);
	}
}

bool parser_table_constraint(struct parser *p, struct orm_table *t)
{
	struct orm_constraint *k = orm_constraint_new(p->arena, ORM_CHECK);
	bool autoincrement = false;

	k->deferrable = ORM_NO;
	while (parser_skip(p, "CONSTRAINT"))
		if (!(k->object.name = parser_name(p)))
			return false;
	if (parser_skip(p, "PRIMARY")) {
		k->object.kind = ORM_PRIMARY_KEY;
		parser_expect(p, "KEY");
		parser_elements(p, &k->elements, &autoincrement);
		if (autoincrement)
			orm_option_set(p->arena, &t->object.options, NULL, "autoincrement", "true");
	} else if (parser_skip(p, "UNIQUE")) {
		k->object.kind = ORM_UNIQUE;
		parser_elements(p, &k->elements, NULL);
	} else if (parser_skip(p, "CHECK")) {
		k->expr = parser_parenthesised(p);
	} else if (parser_skip(p, "FOREIGN")) {
		k->object.kind = ORM_FOREIGN_KEY;
		parser_expect(p, "KEY");
		if (!parser_elements(p, &k->elements, NULL) || !parser_expect(p, "REFERENCES") ||
		    !parser_references(p, k))
			return false;
	} else if (k->object.name && (parser_at_op(p, ',') || parser_at_op(p, ')'))) {
		return true; /* a name for nothing, which SQLite accepts */
	} else {
		return parser_expect(p, "a constraint");
	}
	parser_on_conflict(p, &k->object.options, "on_conflict");
	orm_table_add_constraint(p->arena, t, k);
	return !p->why;
}

static bool at_table_constraint(const struct parser *p)
{
	static const char *const words[] = { "CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK",
		                             "FOREIGN" };

	for (size_t i = 0; i < COUNT(words); i++)
		if (parser_at(p, words[i]))
			return true;
	return false;
}

/* One column or table constraint; `*item` is the object it made, or NULL. */
static bool parse_item(struct parser *p, struct orm_table *t, struct orm_object **item)
{
	const char *start = p->t.start;

	*item = NULL;
	if (t->columns.len && at_table_constraint(p)) {
		size_t before = t->constraints.len;

		if (!parser_table_constraint(p, t))
			return false;
		if (t->constraints.len > before)
			*item = &t->constraints.items[before]->object;
	} else {
		const char *name = parser_name(p);
		struct orm_column *c;

		if (!name)
			return false;
		c = orm_column_new(p->arena, name);
		if (!parser_column(p, t, c))
			return false;
		*item = &c->object;
	}
	if (*item)
		(*item)->text = parser_text(p, start);
	return true;
}

static bool parse_items(struct parser *p, struct orm_table *t)
{
	struct orm_object *before = NULL, *item;
	const char *gap = p->prev_end;

	for (;;) {
		const char *start = p->t.start;

		if (!parse_item(p, t, &item))
			return false;
		if (item) {
			share_comments(p->arena, gap, start, before, item);
			before = item;
		}
		gap = p->prev_end;
		if (!parser_skip_op(p, ',') && !at_table_constraint(p))
			break;
	}
	if (before)
		share_comments(p->arena, gap, p->t.start, before, NULL);
	return parser_expect_op(p, ')');
}

static bool parse_table_options(struct parser *p, struct orm_table *t)
{
	while (p->t.kind != ORM_TOKEN_END && !parser_at_op(p, ';')) {
		if (parser_skip(p, "WITHOUT")) {
			if (!parser_expect(p, "ROWID"))
				return false;
			orm_option_set(p->arena, &t->object.options, NULL, "with_rowid", "false");
		} else if (parser_skip(p, "STRICT")) {
			orm_option_set(p->arena, &t->object.options, NULL, "strict", "true");
		} else if (!parser_skip_op(p, ',')) {
			return parser_expect(p, "a table option");
		}
	}
	return true;
}

/* Models take a single integer key for one that counts up; these don't. */
static void mark_plain_key(struct orm_table *t)
{
	const struct orm_constraint *pk = orm_table_primary_key(t);
	struct orm_column *c;

	if (!pk || pk->elements.len != 1 || !pk->elements.items[0].column)
		return;
	c = orm_table_column(t, &orm_sqlite, pk->elements.items[0].column);
	if (c && !text_same_nocase(c->type->name, "INTEGER"))
		c->autoincrement = ORM_NO;
}

/*
 * "x" that names no column is the text 'x' to SQLite (sqlite.org/quirks.html#dblquote),
 * and its ALTER TABLE rewrites it so: one form for both.
 */
static const char *strings_for_unknown_names(struct arena *a, const struct orm_table *t,
                                             const char *expr)
{
	const char *at = expr, *end;
	struct buf b = { 0 };

	if (!expr || !strchr(expr, '"'))
		return expr;
	end = expr + strlen(expr);
	while (at < end) {
		struct orm_token token = sqlite_next_token(at, (size_t)(end - at));
		const char *name;

		at = token.start + token.len;
		name = *token.start == '"' ? orm_unquote(a, &orm_sqlite, &token) : NULL;
		if (token.kind == ORM_TOKEN_QUOTED && name && *at != '.' &&
		    !orm_table_column(t, &orm_sqlite, name))
			ddl_string(&b, &orm_sqlite, name);
		else
			buf_add(&b, token.start, token.len);
	}
	return buf_take(&b, a);
}

static void settle_strings(struct arena *a, struct orm_table *t)
{
	for (size_t i = 0; i < t->columns.len; i++) {
		struct orm_column *c = t->columns.items[i];

		c->computed = strings_for_unknown_names(a, t, c->computed);
	}
	for (size_t i = 0; i < t->constraints.len; i++) {
		struct orm_constraint *k = t->constraints.items[i];

		k->expr = strings_for_unknown_names(a, t, k->expr);
	}
}

bool sqlite_parse_table(struct arena *a, const char *sql, struct orm_table *t, const char **why)
{
	static const char *const what[] = { "TABLE", NULL };
	struct parser p;
	bool ok;

	parser_start(&p, a, sql);
	ok = parser_create(&p, what, NULL) && parser_expect_op(&p, '(') && parse_items(&p, t) &&
	     parse_table_options(&p, t);
	if (ok) {
		mark_plain_key(t);
		settle_strings(a, t);
	}
	*why = p.why;
	return ok;
}

bool sqlite_is_virtual(const char *sql)
{
	struct parser p;
	struct arena a = { 0 };
	bool is;

	parser_start(&p, &a, sql);
	is = parser_skip(&p, "CREATE") && parser_skip(&p, "VIRTUAL");
	arena_release(&a);
	return is;
}

bool sqlite_parse_virtual(struct arena *a, const char *sql, struct orm_table *t, const char **why)
{
	static const char *const what[] = { "VIRTUAL", "TABLE", NULL };
	struct parser p;
	bool ok;

	parser_start(&p, a, sql);
	ok = parser_create(&p, what, NULL) && parser_expect(&p, "USING");
	if (ok)
		t->module = text_trim(a, p.t.start, (size_t)(p.end - p.t.start));
	*why = p.why;
	return ok;
}

bool sqlite_parse_index(struct arena *a, const char *sql, struct orm_index *i, const char **why)
{
	static const char *const what[] = { "INDEX", NULL };
	struct parser p;
	bool ok;

	parser_start(&p, a, sql);
	ok = parser_create(&p, what, &i->unique) && parser_expect(&p, "ON") && parser_name(&p) &&
	     parser_elements(&p, &i->elements, NULL);
	if (ok && parser_skip(&p, "WHERE"))
		i->where = text_trim(a, p.t.start, (size_t)(p.end - p.t.start));
	*why = p.why;
	return ok;
}

bool sqlite_parse_view(struct arena *a, const char *sql, struct orm_definition *d, const char **why)
{
	static const char *const what[] = { "VIEW", NULL };
	struct orm_elements columns = { 0 };
	struct parser p;
	bool ok;

	parser_start(&p, a, sql);
	ok = parser_create(&p, what, NULL);
	if (ok && parser_at_op(&p, '('))
		ok = parser_elements(&p, &columns, NULL);
	ok = ok && parser_expect(&p, "AS");
	for (size_t i = 0; i < columns.len; i++)
		vec_push(a, &d->columns, columns.items[i].column);
	if (ok)
		d->definition = text_trim(a, p.t.start, (size_t)(p.end - p.t.start));
	*why = p.why;
	return ok;
}

bool sqlite_parse_trigger(struct arena *a, const char *sql, struct orm_definition *d,
                          const char **why)
{
	static const char *const what[] = { "TRIGGER", NULL };
	struct parser p;
	bool ok;

	parser_start(&p, a, sql);
	ok = parser_create(&p, what, NULL);
	if (ok)
		d->definition = text_trim(a, p.t.start, (size_t)(p.end - p.t.start));
	*why = p.why;
	return ok;
}
