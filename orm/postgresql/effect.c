/* orm/postgresql/effect.c - what can be changed in place, and what is in the way */
#include <string.h>

#include "base/text.h"
#include "orm/postgresql/alter.h"
#include "orm/postgresql/create.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/postgresql.h"
#include "orm/postgresql/types.h"

static bool is_renamed(enum orm_kind kind)
{
	return kind != ORM_CAST && kind != ORM_OPERATOR && kind != ORM_EXTENSION &&
	       kind != ORM_PRIVILEGE && kind != ORM_TEXT_SEARCH;
}

static bool stays_invalid(const struct orm_change *c)
{
	const struct orm_constraint *to = (const struct orm_constraint *)c->to;

	return pg_gives(c, "not_valid") && to->not_valid;
}

static bool can_alter_constraint(const struct orm_change *c)
{
	static const char *const key[] = { "options", "comment", NULL };
	static const char *const foreign[] = { "deferrable",   "initially", "not_valid",
		                               "not_enforced", "comment",   NULL };
	static const char *const check[] = { "not_valid", "comment", NULL };

	if (c->kind == ORM_FOREIGN_KEY)
		return orm_change_gives_only(c, foreign) && !stays_invalid(c);
	if (c->kind == ORM_CHECK)
		return orm_change_gives_only(c, check) && !stays_invalid(c);
	return orm_change_gives_only(c, key);
}

/* The tokens of a SELECT up to one of these words outside of parentheses. */
struct clause {
	const char *start;
	size_t len;
};

static bool is_any(const struct orm_token *t, const char *const *words)
{
	for (; *words; words++)
		if (pg_token_is(t, *words))
			return true;
	return false;
}

static struct clause clause_of(const char *at, const char *const *until)
{
	const char *end = at + strlen(at), *start = at;
	int depth = 0;

	while (at < end) {
		struct orm_token t = pg_next_token(at, (size_t)(end - at));

		depth += pg_token_is_op(&t, "(") - pg_token_is_op(&t, ")");
		if (!depth && is_any(&t, until))
			break;
		at = t.start + t.len;
	}
	return (struct clause){ start, (size_t)(at - start) };
}

/*
 * CREATE OR REPLACE VIEW wants the columns there were, and may add more.  The
 * types are the same for sure where the same expressions read the same tables.
 */
static bool view_grows(const char *from, const char *to)
{
	static const char *const list_end[] = { "from",  "where", "union", "group",
		                                "order", "limit", NULL };
	static const char *const from_end[] = { "where", "group",  "having", "order",     "limit",
		                                "union", "except", "window", "intersect", NULL };
	struct arena a = { 0 };
	struct clause x = clause_of(from, list_end), y = clause_of(to, list_end);
	struct clause p = clause_of(x.start + x.len, from_end),
		      q = clause_of(y.start + y.len, from_end);
	struct names was = pg_pieces(&a, arena_strndup(&a, x.start, x.len), ',');
	struct names is = pg_pieces(&a, arena_strndup(&a, y.start, y.len), ',');
	bool same =
	    was.len <= is.len && orm_same_tokens(&orm_postgresql, arena_strndup(&a, p.start, p.len),
	                                         arena_strndup(&a, q.start, q.len));
	struct orm_token first = pg_next_word(from, strlen(from));

	if (!pg_token_is(&first, "select"))
		same = false;
	for (size_t i = 0; same && i < was.len; i++)
		same = orm_same_tokens(&orm_postgresql, was.items[i], is.items[i]);
	arena_release(&a);
	return same;
}

static bool can_alter_view(const struct orm_change *c)
{
	static const char *const some[] = { "options", "comment", NULL };
	static const char *const most[] = { "definition", "options", "comment", NULL };
	const struct orm_definition *from = (const struct orm_definition *)c->from;
	const struct orm_definition *to = (const struct orm_definition *)c->to;

	if (orm_change_gives_only(c, some))
		return true;
	return c->kind == ORM_VIEW && orm_change_gives_only(c, most) && from && from->definition &&
	       to->definition && view_grows(from->definition, to->definition);
}

/* What is said of the result: all from RETURNS to the next clause. */
static struct clause result_of(const char *definition)
{
	static const char *const end[] = { "language",  "window", "immutable", "stable",
		                           "volatile",  "strict", "called",    "security",
		                           "leakproof", "cost",   "rows",      "support",
		                           "parallel",  "set",    "as",        "transform",
		                           "begin",     "return", "not",       NULL };

	return clause_of(definition ? definition : "", end);
}

/* Parameters keep names and types; a default may come, none may go. */
static bool same_parameters(struct arena *a, const char *from, const char *to)
{
	struct names was = pg_pieces(a, from, ','), is = pg_pieces(a, to, ',');

	if (was.len != is.len)
		return false;
	for (size_t i = 0; i < was.len; i++) {
		static const char *const end[] = { "default", NULL };
		struct clause x = clause_of(was.items[i], end), y = clause_of(is.items[i], end);

		if (!orm_same_tokens(&orm_postgresql, arena_strndup(a, x.start, x.len),
		                     arena_strndup(a, y.start, y.len)))
			return false;
		if (was.items[i][x.len] && !is.items[i][y.len])
			return false;
	}
	return true;
}

static bool can_alter_routine(const struct orm_change *c)
{
	const struct orm_definition *from = (const struct orm_definition *)c->from;
	const struct orm_definition *to = (const struct orm_definition *)c->to;
	struct arena a = { 0 };
	struct clause x, y;
	bool same;

	if (!from || !from->definition)
		return true;
	x = result_of(from->definition);
	y = result_of(to->definition);
	same = same_parameters(&a, from->arguments, to->arguments) &&
	       orm_same_tokens(&orm_postgresql, arena_strndup(&a, x.start, x.len),
	                       arena_strndup(&a, y.start, y.len));
	arena_release(&a);
	return same;
}

static bool can_alter_table(const struct orm_change *c)
{
	const char *value;

	return !pg_gives(c, "partition_by") && !pg_gives_option(c, "server", &value);
}

/* One value can't stand for the several of an array; a text can. */
static bool is_picked(const struct orm_column *from, const struct orm_column *to)
{
	struct arena a = { 0 };
	const char *x = pg_canonical_type(&a, from->type->name);
	const char *y = pg_canonical_type(&a, to->type->name);
	bool picked = text_ends(x, "[]") && !text_ends(y, "[]") && !text_starts(y, "text") &&
	              !text_starts(y, "character");

	arena_release(&a);
	return picked;
}

static bool can_alter_column(const struct orm_change *c)
{
	const struct orm_column *from = (const struct orm_column *)c->from;
	const struct orm_column *to = (const struct orm_column *)c->to;

	if (pg_gives(c, "type") && from && from->type && to->type && is_picked(from, to))
		return false;
	if (!pg_gives(c, "computed") && !pg_gives(c, "persisted"))
		return true;
	/* A virtual one has no values that it could keep. */
	return !to->computed && !(from && from->computed && from->persisted == ORM_NO);
}

bool pg_can_alter(const struct orm_change *c)
{
	static const char *const some[] = { "options", "comment", NULL };
	static const char *const comment[] = { "comment", NULL };

	if (c->verb == ORM_RENAME)
		return is_renamed(c->kind);
	switch (c->kind) {
	case ORM_TABLE:
		return can_alter_table(c);
	case ORM_COLUMN:
		return can_alter_column(c);
	case ORM_VIEW:
	case ORM_MATERIALIZED_VIEW:
		return can_alter_view(c);
	case ORM_FUNCTION:
	case ORM_PROCEDURE:
		return can_alter_routine(c);
	case ORM_RULE:
	case ORM_ENUM:
	case ORM_DOMAIN:
	case ORM_COMPOSITE:
	case ORM_SEQUENCE:
	case ORM_EXTENSION:
	case ORM_PRIVILEGE:
	case ORM_WRAPPER:
		return true;
	case ORM_SERVER:
		return !pg_gives(c, "definition") ||
		       pg_can_alter_server((const struct orm_definition *)c->from,
		                           (const struct orm_definition *)c->to);
	case ORM_INDEX:
	case ORM_TRIGGER:
	case ORM_EVENT_TRIGGER:
	case ORM_STATISTICS:
		return orm_change_gives_only(c, some);
	default:
		return ORM_IS_CONSTRAINT(c->kind) ? can_alter_constraint(c)
		                                  : orm_change_gives_only(c, comment);
	}
}

static bool other_base_type(const struct orm_change *c)
{
	const struct orm_column *from = (const struct orm_column *)c->from;
	const struct orm_column *to = (const struct orm_column *)c->to;
	struct arena a = { 0 };
	bool other = !from || !from->type || !to->type ||
	             strcmp(pg_base_type(&a, from->type->name), pg_base_type(&a, to->type->name));

	arena_release(&a);
	return other;
}

static bool has_expressions(const struct orm_object *o)
{
	const struct orm_index *x = (const struct orm_index *)o;

	if (o->kind == ORM_CHECK || o->kind == ORM_EXCLUDE)
		return true;
	if (o->kind != ORM_INDEX)
		return false;
	for (size_t i = 0; i < x->elements.len; i++)
		if (x->elements.items[i].expr || x->elements.items[i].opclass)
			return true;
	return x->where != NULL;
}

/*
 * Made anew by the server with its column, col IN ('a', 'b') of a varchar is spelled
 * otherwise than before (reflect/postgresql/faithful.c).
 */
static bool is_respelled(const struct orm_object *o)
{
	static const char array[] = "[])::";
	const struct orm_constraint *k = (const struct orm_constraint *)o;
	const struct orm_index *x = (const struct orm_index *)o;

	if (o->kind == ORM_CHECK || o->kind == ORM_EXCLUDE)
		return k->expr && strstr(k->expr, array);
	if (o->kind != ORM_INDEX)
		return false;
	for (size_t i = 0; i < x->elements.len; i++)
		if (x->elements.items[i].expr && strstr(x->elements.items[i].expr, array))
			return true;
	return x->where && strstr(x->where, array);
}

/* The server makes plain indexes and keys anew by itself; it refuses the rest. */
static enum orm_effect effect_of_type(const struct orm_change *c, const struct orm_object *o)
{
	const struct orm_column *column = (const struct orm_column *)o;

	/* made anew by the server they lose it */
	if ((o->kind == ORM_INDEX || o->kind == ORM_STATISTICS) && pg_option(o, "statistics"))
		return ORM_GOES;
	switch (o->kind) {
	case ORM_COLUMN:
		return column->computed ? ORM_GOES : ORM_STAYS;
	case ORM_INDEX:
	case ORM_CHECK:
	case ORM_EXCLUDE:
	case ORM_FOREIGN_KEY:
		return is_respelled(o) || (other_base_type(c) &&
		                           (has_expressions(o) || o->kind == ORM_FOREIGN_KEY))
		           ? ORM_GOES
		           : ORM_STAYS;
	case ORM_PRIMARY_KEY:
	case ORM_UNIQUE:
	case ORM_STATISTICS:
	case ORM_SEQUENCE:
	case ORM_TABLE:
	case ORM_PRIVILEGE:
		return ORM_STAYS;
	default:
		return ORM_GOES;
	}
}

/* Columns of a type that is made anew are turned into the new one. */
static enum orm_effect effect_of_new_type(const struct orm_object *o)
{
	if (o->kind == ORM_COLUMN)
		return ORM_FOLLOWS;
	return o->kind == ORM_TABLE || o->kind == ORM_PRIVILEGE ? ORM_STAYS : ORM_GOES;
}

bool pg_makes_anew(const struct orm_change *c)
{
	const struct orm_definition *from = (const struct orm_definition *)c->from;
	const struct orm_definition *to = (const struct orm_definition *)c->to;

	if (!from)
		return false;
	if (c->kind == ORM_ENUM)
		return pg_gives(c, "values") && !pg_enum_grows(from, to);
	if (c->kind == ORM_COMPOSITE)
		return pg_gives(c, "definition") && !pg_composite_grows(from, to);
	return c->kind == ORM_DOMAIN &&
	       ((pg_gives(c, "definition") &&
	         !pg_same_type(from->definition, to->definition, false)) ||
	        (pg_gives(c, "collation") && !text_same(from->collation, to->collation)));
}

/* What a DROP without CASCADE takes along, or minds. */
static enum orm_effect effect_of_drop(const struct orm_change *c, const struct orm_object *o)
{
	const struct orm_column *column = (const struct orm_column *)o;

	if (o->kind == ORM_COLUMN && column->computed)
		return ORM_GOES;
	if (o->kind == ORM_COLUMN && (c->kind == ORM_SEQUENCE || c->kind == ORM_FUNCTION))
		return ORM_RESETS;
	if (o->kind == ORM_COLUMN)
		return c->kind == ORM_TABLE ? ORM_STAYS : ORM_GOES;
	return ORM_GOES;
}

/* Is it granted on the sequence that an identity column takes along when it is one no more? */
static bool goes_with_identity(const struct orm_change *c, const struct orm_object *o)
{
	const struct orm_column *from = (const struct orm_column *)c->from;
	const struct orm_column *to = (const struct orm_column *)c->to;

	return o->kind == ORM_PRIVILEGE && c->kind == ORM_COLUMN && pg_gives(c, "identity") &&
	       from && from->identity && !to->identity &&
	       text_starts(((const struct orm_definition *)o)->on, "SEQUENCE ");
}

/* A trigger's state reaches its copies on partitions, those that have another one, too. */
static bool is_copied_to(const struct orm_change *c, const struct orm_object *o)
{
	return c->kind == ORM_TRIGGER && o->kind == ORM_TRIGGER && pg_option(o, "inherited");
}

/* A generated column that becomes a plain one is made anew when that is undone. */
static bool is_remade_back(const struct orm_change *c)
{
	const struct orm_column *from = (const struct orm_column *)c->from;
	const struct orm_column *to = (const struct orm_column *)c->to;

	return c->kind == ORM_COLUMN && pg_gives(c, "computed") && from && from->computed &&
	       !to->computed;
}

enum orm_effect pg_effect(const struct orm_change *c, const struct orm_object *dependent)
{
	if (c->verb == ORM_DROP)
		return pg_is_public(c->from) ? ORM_STAYS : effect_of_drop(c, dependent);
	if (c->verb != ORM_ALTER)
		return ORM_STAYS;
	if (goes_with_identity(c, dependent) || is_copied_to(c, dependent))
		return ORM_GOES;
	if (is_remade_back(c) && dependent->kind != ORM_COLUMN && dependent->kind != ORM_TABLE)
		return ORM_GOES;
	if (c->kind == ORM_COLUMN && (pg_gives(c, "type") || pg_gives(c, "collation")))
		return effect_of_type(c, dependent);
	return pg_makes_anew(c) ? effect_of_new_type(dependent) : ORM_STAYS;
}
