/* reflect/mysql/parse_key.c - keys, constraints and periods, as SHOW CREATE TABLE has them */
#include <stdlib.h>

#include "orm/ddl/ddl.h"
#include "reflect/mysql/show.h"

/* A column with its length, or an expression; direction. */
static bool read_element(struct show *s, struct orm_elements *out)
{
	struct orm_element e = { 0 };

	if (show_at_op(s, '(')) {
		if (!(e.expr = show_expression(s)))
			return false;
	} else {
		const char *length;

		if (!(e.column = show_name(s)))
			return false;
		if (show_skip_op(s, '(')) {
			if (!(length = show_word(s)) || !show_expect_op(s, ')'))
				return false;
			e.length = (int)strtol(length, NULL, 10);
		}
	}
	e.descending = show_skip(s, "desc");
	vec_push(s->arena, out, e);
	return true;
}

/* ( elements [ , period WITHOUT OVERLAPS ] ) */
static bool read_elements(struct show *s, struct orm_object *o, struct orm_elements *out)
{
	if (!show_expect_op(s, '('))
		return false;
	do {
		if (!read_element(s, out))
			return false;
		if (show_skip(s, "without")) {
			const char *period = out->items[--out->len].column;

			if (!show_expect(s, "overlaps"))
				return false;
			show_option(s, o, "without_overlaps", period ? period : "");
		}
	} while (show_skip_op(s, ','));
	return show_expect_op(s, ')');
}

/* What may follow a key: words, or `option` with the kind of value. */
enum value { NOTHING, WORD, NAME, STRING };

static const struct trait {
	const char *first, *second; /* the second may be NULL */
	const char *option;         /* NULL: the comment */
	enum value value;
} traits[] = {
	{ "using", NULL, "using", WORD },
	{ "key_block_size", NULL, "key_block_size", WORD },
	{ "comment", NULL, NULL, STRING },
	{ "with", "parser", "with_parser", NAME },
	{ "invisible", NULL, "invisible", NOTHING },
	{ "ignored", NULL, "invisible", NOTHING },
	{ "engine_attribute", NULL, "engine_attribute", STRING },
	{ "secondary_engine_attribute", NULL, "secondary_engine_attribute", STRING },
};

static const char *read_value(struct show *s, enum value kind)
{
	(void)show_skip_op(s, '=');
	switch (kind) {
	case WORD:
		return show_word(s);
	case NAME:
		return show_name(s);
	case STRING:
		return show_string(s);
	default:
		return "true";
	}
}

static bool read_trait(struct show *s, struct orm_object *o)
{
	for (size_t i = 0; i < COUNT(traits); i++) {
		const char *value;

		if (!show_skip(s, traits[i].first))
			continue;
		if (traits[i].second && !show_expect(s, traits[i].second))
			return false;
		if (!(value = read_value(s, traits[i].value)))
			return false;
		if (traits[i].option)
			show_option(s, o, traits[i].option, value);
		else
			o->comment = value;
		return true;
	}
	return show_fail(s, "an option of a key");
}

static bool read_traits(struct show *s, struct orm_object *o)
{
	while (!show_at_op(s, ',') && !show_at_op(s, ')'))
		if (!(show_at_attribute(s) ? show_attribute(s, o) : read_trait(s, o)))
			return false;
	return true;
}

static bool read_primary_key(struct show *s, struct orm_table *t)
{
	struct orm_constraint *k = orm_constraint_new(s->arena, ORM_PRIMARY_KEY);

	if (!show_expect(s, "key") || !read_elements(s, &k->object, &k->elements) ||
	    !read_traits(s, &k->object))
		return false;
	orm_table_add_constraint(s->arena, t, k);
	return true;
}

/* KEY name ( ... ), what stands before it being read. */
static bool read_index(struct show *s, struct orm_table *t, bool unique, const char *prefix)
{
	struct orm_index *i = orm_index_new(s->arena, NULL);

	i->unique = unique;
	if (!show_expect(s, "key") || !(i->object.name = show_name(s)))
		return false;
	if (prefix)
		show_option(s, &i->object, "prefix", prefix);
	if (!read_elements(s, &i->object, &i->elements) || !read_traits(s, &i->object))
		return false;
	i->method = orm_option_get(&i->object.options, NULL, "using");
	orm_option_set(s->arena, &i->object.options, NULL, "using", NULL);
	orm_table_add_index(s->arena, t, i);
	return true;
}

static const char *read_action(struct show *s)
{
	if (show_skip(s, "set"))
		return show_skip(s, "default")  ? "SET DEFAULT"
		       : show_expect(s, "null") ? "SET NULL"
		                                : NULL;
	if (show_skip(s, "no"))
		return show_expect(s, "action") ? "NO ACTION" : NULL;
	return show_word(s);
}

static bool read_actions(struct show *s, struct orm_constraint *k)
{
	while (show_skip(s, "on")) {
		const char **action = show_skip(s, "delete") ? &k->ondelete : &k->onupdate;

		if (action == &k->onupdate && !show_expect(s, "update"))
			return false;
		if (!(*action = read_action(s)))
			return false;
	}
	return true;
}

/* A table of the same database is named without it. */
static bool read_referred(struct show *s, const struct orm_table *t, struct orm_constraint *k)
{
	struct orm_elements columns = { 0 };

	k->referred_schema = t->object.schema;
	if (!show_expect(s, "references") || !(k->referred_table = show_name(s)))
		return false;
	if (show_skip_op(s, '.')) {
		k->referred_schema = k->referred_table;
		if (!(k->referred_table = show_name(s)))
			return false;
	}
	if (!read_elements(s, &k->object, &columns))
		return false;
	for (size_t i = 0; i < columns.len; i++)
		vec_push(s->arena, &k->referred_columns, columns.items[i].column);
	return true;
}

static bool read_foreign_key(struct show *s, const struct orm_table *t, struct orm_constraint *k)
{
	k->object.kind = ORM_FOREIGN_KEY;
	return show_expect(s, "key") && read_elements(s, &k->object, &k->elements) &&
	       read_referred(s, t, k) && read_actions(s, k);
}

static bool read_check(struct show *s, struct orm_constraint *k)
{
	if (!(k->expr = show_expression(s)))
		return false;
	if (show_skip(s, "not")) {
		k->not_enforced = true;
		return show_expect(s, "enforced");
	}
	return true;
}

/* [ CONSTRAINT name ] CHECK or FOREIGN KEY */
static bool read_constraint(struct show *s, struct orm_table *t)
{
	struct orm_constraint *k = orm_constraint_new(s->arena, ORM_CHECK);

	k->deferrable = ORM_NO;
	if (show_skip(s, "constraint") && !(k->object.name = show_name(s)))
		return false;
	if (show_skip(s, "foreign")) {
		if (!read_foreign_key(s, t, k))
			return false;
	} else if (!show_expect(s, "check") || !read_check(s, k)) {
		return false;
	}
	orm_table_add_constraint(s->arena, t, k);
	return true;
}

/* FOR SYSTEM_TIME or a name ( start, end ); columns are quoted where they must be. */
static bool read_period(struct show *s, struct orm_table *t)
{
	bool system;
	const char *name, *start, *end;
	struct buf columns = { 0 };

	if (!show_expect(s, "for"))
		return false;
	system = show_at(s, "system_time");
	if (!(name = show_name(s)) || !show_expect_op(s, '(') || !(start = show_name(s)) ||
	    !show_expect_op(s, ',') || !(end = show_name(s)) || !show_expect_op(s, ')'))
		return false;
	ddl_name(&columns, s->context->dialect, start);
	buf_adds(&columns, ", ");
	ddl_name(&columns, s->context->dialect, end);
	show_option(s, &t->object,
	            arena_printf(s->arena, "period_%s", system ? "system_time" : name),
	            buf_take(&columns, s->arena));
	return true;
}

/* Columns' names are always quoted, so that a word is the beginning of something else. */
bool show_part(struct show *s, struct orm_table *t)
{
	if (s->t.kind != ORM_TOKEN_WORD)
		return false;
	if (show_skip(s, "primary"))
		return read_primary_key(s, t);
	if (show_at(s, "key"))
		return read_index(s, t, false, NULL);
	if (show_skip(s, "unique"))
		return read_index(s, t, true, NULL);
	if (show_skip(s, "fulltext"))
		return read_index(s, t, false, "FULLTEXT");
	if (show_skip(s, "spatial"))
		return read_index(s, t, false, "SPATIAL");
	if (show_skip(s, "vector"))
		return read_index(s, t, false, "VECTOR");
	if (show_skip(s, "period"))
		return read_period(s, t);
	if (show_at(s, "constraint") || show_at(s, "check"))
		return read_constraint(s, t);
	return show_fail(s, "a column, key or constraint");
}
