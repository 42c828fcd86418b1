/* reflect/sqlite/parse_column.c - a column's definition: type and constraints */
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "orm/dialect.h"
#include "reflect/sqlite/parser.h"

/* Keywords that can't be part of a type's name. */
static bool ends_type(const struct parser *p)
{
	static const char *const words[] = { "CONSTRAINT", "PRIMARY", "NOT",     "NULL",
		                             "UNIQUE",     "CHECK",   "DEFAULT", "COLLATE",
		                             "REFERENCES", "AS",      "ON",      "DEFERRABLE" };

	if (!parser_at_name(p))
		return true;
	for (size_t i = 0; i < COUNT(words); i++)
		if (parser_at(p, words[i]))
			return true;
	return false;
}

/* GENERATED ALWAYS before AS isn't part of the type, although SQLite's grammar
 * reads it as such first. */
static bool at_generated(const struct parser *p)
{
	struct orm_token next = parser_peek(p);

	return parser_at(p, "GENERATED") && sqlite_token_is(&next, "ALWAYS");
}

static bool parse_type(struct parser *p, struct orm_column *c)
{
	const char *start = p->t.start;
	bool any = false;

	while (!ends_type(p) && !at_generated(p)) {
		any = true;
		parser_next(p);
	}
	if (any && parser_at_op(p, '(') && !parser_parenthesised(p))
		return false;
	c->type = orm_type_exact(p->arena, any ? parser_text(p, start) : "");
	return true;
}

/* A name where a default should be is a text: the word itself, unless it is one of these. */
static bool at_name_as_text(const struct parser *p)
{
	static const char *const words[] = { "NULL",         "TRUE",         "FALSE",
		                             "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP" };

	for (size_t i = 0; i < COUNT(words); i++)
		if (parser_at(p, words[i]))
			return false;
	return p->t.kind == ORM_TOKEN_WORD || p->t.kind == ORM_TOKEN_QUOTED;
}

static const char *name_as_text(struct parser *p)
{
	struct buf b = { 0 };

	ddl_string(&b, &orm_sqlite, parser_name(p));
	return buf_take(&b, p->arena);
}

static bool parse_default(struct parser *p, struct orm_column *c)
{
	const char *start = p->t.start;

	if (parser_at_op(p, '(')) {
		const char *inner = parser_parenthesised(p);

		if (!inner)
			return false;
		c->server_default.text = arena_printf(p->arena, "(%s)", inner);
	} else if (at_name_as_text(p)) {
		c->server_default.text = name_as_text(p);
	} else {
		if (!parser_skip_op(p, '-'))
			parser_skip_op(p, '+');
		parser_next(p);
		c->server_default.text = parser_text(p, start);
	}
	c->server_default.kind = ORM_DEFAULT_SQL;
	return true;
}

static bool parse_generated(struct parser *p, struct orm_column *c)
{
	parser_skip(p, "GENERATED");
	parser_skip(p, "ALWAYS");
	if (!parser_expect(p, "AS") || !(c->computed = parser_parenthesised(p)))
		return false;
	c->persisted = parser_skip(p, "STORED") ? ORM_YES : ORM_NO;
	parser_skip(p, "VIRTUAL");
	return true;
}

static struct orm_constraint *inline_constraint(struct parser *p, struct orm_table *t,
                                                struct orm_column *c, enum orm_kind kind,
                                                const char **name)
{
	struct orm_constraint *k = orm_constraint_new(p->arena, kind);

	k->object.name = *name;
	k->inline_column = c->object.name;
	k->deferrable = ORM_NO;
	if (kind != ORM_CHECK)
		vec_push(p->arena, &k->elements, (struct orm_element){ .column = c->object.name });
	orm_table_add_constraint(p->arena, t, k);
	*name = NULL;
	return k;
}

static bool parse_primary_key(struct parser *p, struct orm_table *t, struct orm_column *c,
                              const char **name)
{
	struct orm_constraint *k = inline_constraint(p, t, c, ORM_PRIMARY_KEY, name);

	if (!parser_expect(p, "KEY"))
		return false;
	if (parser_skip(p, "DESC")) {
		k->elements.items[0].descending = true;
		/* only here INTEGER PRIMARY KEY DESC isn't the rowid: the place counts */
		if (text_same_nocase(c->type->name, "INTEGER"))
			orm_option_set(p->arena, &k->object.options, NULL, "inline", "true");
	} else {
		parser_skip(p, "ASC");
	}
	parser_on_conflict(p, &k->object.options, "on_conflict");
	if (parser_skip(p, "AUTOINCREMENT"))
		orm_option_set(p->arena, &t->object.options, NULL, "autoincrement", "true");
	return true;
}

/* [NOT] DEFERRABLE [INITIALLY x], when it is there. */
static void parse_deferrable(struct parser *p, struct orm_constraint *fk)
{
	struct orm_token next = parser_peek(p);
	bool no = parser_at(p, "NOT");

	if (!parser_at(p, "DEFERRABLE") && !(no && sqlite_token_is(&next, "DEFERRABLE")))
		return;
	if (no)
		parser_next(p);
	parser_next(p);
	fk->deferrable = no ? ORM_NO : ORM_YES;
	fk->initially = NULL;
	if (parser_skip(p, "INITIALLY")) {
		if (!no && parser_at(p, "DEFERRED"))
			fk->initially = "DEFERRED";
		parser_next(p);
	}
}

static const char *parse_action(struct parser *p)
{
	if (parser_skip(p, "SET")) {
		if (parser_skip(p, "NULL"))
			return "SET NULL";
		parser_expect(p, "DEFAULT");
		return "SET DEFAULT";
	}
	if (parser_skip(p, "NO")) {
		parser_expect(p, "ACTION");
		return NULL;
	}
	if (parser_skip(p, "CASCADE"))
		return "CASCADE";
	parser_expect(p, "RESTRICT");
	return "RESTRICT";
}

bool parser_references(struct parser *p, struct orm_constraint *fk)
{
	fk->referred_table = parser_name(p);
	if (parser_at_op(p, '(')) {
		struct orm_elements columns = { 0 };

		if (!parser_elements(p, &columns, NULL))
			return false;
		for (size_t i = 0; i < columns.len; i++)
			vec_push(p->arena, &fk->referred_columns, columns.items[i].column);
	}
	while (!p->why) {
		if (parser_skip(p, "MATCH")) {
			fk->match = parser_name(p);
		} else if (parser_skip(p, "ON")) {
			if (parser_skip(p, "DELETE"))
				fk->ondelete = parse_action(p);
			else if (parser_skip(p, "UPDATE"))
				fk->onupdate = parse_action(p);
			else if (parser_expect(p, "INSERT"))
				parse_action(p); /* accepted by SQLite, means nothing */
		} else {
			break;
		}
	}
	parse_deferrable(p, fk);
	return !p->why;
}

/* DEFERRABLE that stands alone is about the last foreign key, if there is one. */
static void parse_deferrable_alone(struct parser *p, struct orm_table *t)
{
	struct orm_constraint ignored = { 0 }, *fk = &ignored;

	for (size_t i = 0; i < t->constraints.len; i++)
		if (t->constraints.items[i]->object.kind == ORM_FOREIGN_KEY)
			fk = t->constraints.items[i];
	parse_deferrable(p, fk);
}

static bool parse_not(struct parser *p, struct orm_table *t, struct orm_column *c)
{
	struct orm_token next = parser_peek(p);

	if (sqlite_token_is(&next, "DEFERRABLE")) {
		parse_deferrable_alone(p, t);
		return !p->why;
	}
	parser_next(p);
	if (!parser_expect(p, "NULL"))
		return false;
	c->nullable = ORM_NO;
	parser_on_conflict(p, &c->object.options, "on_conflict_not_null");
	return true;
}

/* One constraint; false also at the end of the definition, then without `why`. */
static bool parse_constraint(struct parser *p, struct orm_table *t, struct orm_column *c,
                             const char **name)
{
	struct orm_constraint *k;

	if (parser_skip(p, "CONSTRAINT"))
		return (*name = parser_name(p)) != NULL;
	if (parser_skip(p, "PRIMARY"))
		return parse_primary_key(p, t, c, name);
	if (parser_at(p, "NOT"))
		return parse_not(p, t, c);
	if (parser_skip(p, "NULL")) {
		struct orm_options ignored = { 0 };

		parser_on_conflict(p, &ignored, "on_conflict_not_null");
		return !p->why;
	}
	if (parser_skip(p, "UNIQUE")) {
		k = inline_constraint(p, t, c, ORM_UNIQUE, name);
		parser_on_conflict(p, &k->object.options, "on_conflict");
		return !p->why;
	}
	if (parser_skip(p, "CHECK")) {
		k = inline_constraint(p, t, c, ORM_CHECK, name);
		k->expr = parser_parenthesised(p);
		parser_on_conflict(p, &k->object.options, "on_conflict");
		return !p->why;
	}
	if (parser_skip(p, "DEFAULT"))
		return parse_default(p, c);
	if (parser_skip(p, "COLLATE"))
		return (c->collation = parser_name(p)) != NULL;
	if (parser_skip(p, "REFERENCES"))
		return parser_references(p, inline_constraint(p, t, c, ORM_FOREIGN_KEY, name));
	if (parser_at(p, "GENERATED") || parser_at(p, "AS"))
		return parse_generated(p, c);
	if (parser_at(p, "DEFERRABLE")) {
		parse_deferrable_alone(p, t);
		return !p->why;
	}
	return false;
}

bool parser_column(struct parser *p, struct orm_table *t, struct orm_column *c)
{
	const char *name = NULL;

	c->nullable = ORM_YES;
	if (!parse_type(p, c))
		return false;
	orm_table_add_column(p->arena, t, c);
	while (parse_constraint(p, t, c, &name))
		;
	return !p->why;
}
