/* reflect/mysql/parse_column.c - a column, as SHOW CREATE TABLE has it */
#include "base/text.h"
#include "orm/mysql/lex.h"
#include "reflect/mysql/show.h"

/* What a column's definition says that only makes sense together. */
struct column {
	struct orm_column *c;
	const char *charset;
	bool has_value; /* it has a default, or a value without one */
};

struct clause {
	const char *first, *second; /* keywords; the second may be NULL */
	bool (*read)(struct show *s, struct column *x, const char *option);
	const char *option; /* that it sets, if it is as simple as that */
};

static bool read_flag(struct show *s, struct column *x, const char *option)
{
	show_option(s, &x->c->object, option, NULL);
	return true;
}

static bool read_word(struct show *s, struct column *x, const char *option)
{
	const char *word;

	(void)show_skip_op(s, '=');
	word = show_word(s);
	if (word)
		show_option(s, &x->c->object, option, word);
	return word != NULL;
}

static bool read_text(struct show *s, struct column *x, const char *option)
{
	const char *text;

	(void)show_skip_op(s, '=');
	text = show_string(s);
	if (text)
		show_option(s, &x->c->object, option, text);
	return text != NULL;
}

static bool read_check(struct show *s, struct column *x, const char *option)
{
	const char *expr = show_expression(s);

	if (expr)
		show_option(s, &x->c->object, option, expr);
	return expr != NULL;
}

static bool read_versioning(struct show *s, struct column *x, const char *option)
{
	return show_expect(s, "versioning") && read_flag(s, x, option);
}

static bool read_charset(struct show *s, struct column *x, const char *option)
{
	(void)option;
	return (x->charset = show_word(s)) != NULL;
}

static bool read_collate(struct show *s, struct column *x, const char *option)
{
	(void)option;
	return (x->c->collation = show_word(s)) != NULL;
}

static bool read_comment(struct show *s, struct column *x, const char *option)
{
	(void)option;
	return (x->c->object.comment = show_string(s)) != NULL;
}

static bool read_not_null(struct show *s, struct column *x, const char *option)
{
	(void)s;
	(void)option;
	x->c->nullable = ORM_NO;
	return true;
}

static bool read_null(struct show *s, struct column *x, const char *option)
{
	(void)s;
	(void)option;
	x->c->nullable = ORM_YES;
	return true;
}

static bool read_auto_increment(struct show *s, struct column *x, const char *option)
{
	x->has_value = true;
	return read_flag(s, x, option);
}

static bool read_generated(struct show *s, struct column *x, const char *option)
{
	x->has_value = true;
	if (!show_expect(s, "always") || !show_expect(s, "as"))
		return false;
	if (show_skip(s, "row")) {
		bool start = show_skip(s, "start");

		show_option(s, &x->c->object, option, start ? "start" : "end");
		return start || show_expect(s, "end");
	}
	x->c->computed = show_expression(s);
	x->c->persisted = show_skip(s, "stored") ? ORM_YES : ORM_NO;
	return x->c->computed && (x->c->persisted == ORM_YES || show_expect(s, "virtual"));
}

static bool read_default(struct show *s, struct column *x, const char *option);
static bool read_on_update(struct show *s, struct column *x, const char *option);

/* In the order in which they are most often met. */
static const struct clause clauses[] = {
	{ "default", NULL, read_default, NULL },
	{ "not", "null", read_not_null, NULL },
	{ "auto_increment", NULL, read_auto_increment, "auto_increment" },
	{ "comment", NULL, read_comment, NULL },
	{ "character", "set", read_charset, NULL },
	{ "collate", NULL, read_collate, NULL },
	{ "null", NULL, read_null, NULL },
	{ "on", "update", read_on_update, "on_update" },
	{ "generated", NULL, read_generated, "row" },
	{ "check", NULL, read_check, "check" },
	{ "invisible", NULL, read_flag, "invisible" },
	{ "srid", NULL, read_word, "srid" },
	{ "ref_system_id", NULL, read_word, "ref_system_id" },
	{ "compressed", NULL, read_flag, "compressed" },
	{ "storage", NULL, read_word, "storage" },
	{ "column_format", NULL, read_word, "column_format" },
	{ "engine_attribute", NULL, read_text, "engine_attribute" },
	{ "secondary_engine_attribute", NULL, read_text, "secondary_engine_attribute" },
	{ "not", "secondary", read_flag, "not_secondary" },
	{ "with", "system", read_versioning, "with_system_versioning" },
	{ "without", "system", read_versioning, "without_system_versioning" },
};

/* The clause that begins here, or NULL. */
static const struct clause *clause_here(const struct show *s)
{
	if (s->t.kind != ORM_TOKEN_WORD)
		return NULL;
	for (size_t i = 0; i < COUNT(clauses); i++) {
		struct orm_token next;

		if (!show_at(s, clauses[i].first))
			continue;
		if (!clauses[i].second)
			return &clauses[i];
		next = show_peek(s);
		if (my_token_is(&next, clauses[i].second))
			return &clauses[i];
	}
	return NULL;
}

/*
 * An expression that may stand without parentheses: a literal, a call.  It goes
 * on to the next clause: COLLATE and NULL come before a default, if at all.
 */
static const char *bare_expression(struct show *s)
{
	const char *start = s->t.start;
	int depth = 0;

	do {
		depth += show_at_op(s, '(') - show_at_op(s, ')');
		show_next(s);
		if (!depth && (show_at_op(s, ',') || show_at_op(s, ')') || show_at_attribute(s) ||
		               clause_here(s)))
			break;
	} while (!show_at_end(s));
	return show_text(s, start);
}

static bool read_default(struct show *s, struct column *x, const char *option)
{
	(void)option;
	x->has_value = true;
	if (show_skip(s, "null"))
		return true;
	x->c->server_default = (struct orm_default){ bare_expression(s), ORM_DEFAULT_SQL };
	return true;
}

static bool read_on_update(struct show *s, struct column *x, const char *option)
{
	show_option(s, &x->c->object, option, bare_expression(s));
	return true;
}

/* word [ ( ... ) ] [ unsigned ] [ zerofill ] */
static bool read_type(struct show *s, struct orm_column *c)
{
	const char *start = s->t.start;

	if (s->t.kind != ORM_TOKEN_WORD)
		return show_fail(s, "a type");
	show_next(s);
	if (show_at_op(s, '(') && !show_parenthesised(s))
		return false;
	(void)show_skip(s, "precision");
	(void)show_skip(s, "unsigned");
	(void)show_skip(s, "zerofill");
	c->type = orm_type_exact(s->arena, show_text(s, start));
	return true;
}

static bool is_blob(const struct orm_type *type)
{
	return text_ends(type->name, "text") || text_ends(type->name, "blob");
}

/* What the definition leaves unsaid. */
static void conclude(struct show *s, struct column *x)
{
	struct orm_column *c = x->c;

	if (!c->collation && x->charset && s->context->defaults)
		c->collation = map_get(s->context->defaults, x->charset);
	if (!c->collation && x->charset)
		show_option(s, &c->object, "charset", x->charset);
	else if (x->charset)
		show_option(s, &c->object, "explicit_collation", NULL);
	if (c->nullable == ORM_YES && !x->has_value &&
	    (s->context->blobs_have_defaults || !is_blob(c->type)))
		show_option(s, &c->object, "no_default", NULL);
}

bool show_column(struct show *s, struct orm_table *t, struct orm_column *c)
{
	struct column x = { .c = c };

	c->nullable = ORM_YES;
	if (!read_type(s, c))
		return false;
	while (!show_at_op(s, ',') && !show_at_op(s, ')')) {
		const struct clause *k = clause_here(s);

		if (!k && show_at_attribute(s)) {
			if (!show_attribute(s, &c->object))
				return false;
			continue;
		}
		if (!k)
			return show_fail(s, "an attribute of a column");
		show_next(s);
		if (k->second)
			show_next(s);
		if (!k->read(s, &x, k->option))
			return false;
	}
	conclude(s, &x);
	orm_table_add_column(s->arena, t, c);
	return true;
}
