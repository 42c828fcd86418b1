/* orm/sql/write_expr.c - expressions as text */
#include "orm/sql/write.h"

#include "base/text.h"

/* Members of AND and OR that are there. */
static size_t members(const struct orm_expr *e, const struct orm_expr **only)
{
	size_t count = 0;
	for (size_t i = 0; i < e->list.len; i++)
		if (e->list.items[i]) {
			*only = e->list.items[i];
			count++;
		}
	return count;
}

static bool in_nothing(const struct orm_expr *e)
{
	return !e->select && e->list.len + e->count == 0;
}

int expr_binds(const struct writer *w, const struct orm_expr *e)
{
	const struct orm_expr *only = NULL;
	struct orm_expr negated;
	if (!e)
		return BINDS_WHOLE;
	switch (e->kind) {
	case ORM_EXPR_AND:
	case ORM_EXPR_OR:
		switch (members(e, &only)) {
		case 0:
			return BINDS_COMPARE;
		case 1:
			return expr_binds(w, only);
		default:
			return e->kind == ORM_EXPR_AND ? BINDS_AND : BINDS_OR;
		}
	case ORM_EXPR_NOT:
		return expr_negated(e->left, &negated) ? expr_binds(w, &negated) : BINDS_NOT;
	case ORM_EXPR_OP:
		return orm_sql_op(w->s, e->op).binds;
	case ORM_EXPR_IN:
		return BINDS_COMPARE;
	case ORM_EXPR_EXISTS:
		return e->flag ? BINDS_NOT : BINDS_WHOLE;
	case ORM_EXPR_TRUE:
	case ORM_EXPR_FALSE:
	case ORM_EXPR_JSON:
	case ORM_EXPR_COLLATE:
		return BINDS_OTHER;
	case ORM_EXPR_TEXT:
		return 0; /* who knows */
	default:
		return BINDS_WHOLE;
	}
}

bool expr_negated(const struct orm_expr *e, struct orm_expr *out)
{
	if (!e)
		return false;
	*out = *e;
	switch (e->kind) {
	case ORM_EXPR_OP:
		out->op = orm_op_negated(e->op);
		return out->op != ORM_OP_NONE;
	case ORM_EXPR_IN:
	case ORM_EXPR_EXISTS:
		out->flag = !e->flag;
		return true;
	case ORM_EXPR_NOT:
		if (!e->left)
			return false;
		*out = *e->left;
		return true;
	default:
		return false;
	}
}

void write_operand(struct writer *w, const struct orm_expr *e, int least)
{
	bool around = expr_binds(w, e) < least;
	buf_adds(&w->out, around ? "(" : "");
	write_expr(w, e);
	buf_adds(&w->out, around ? ")" : "");
}

void write_exprs(struct writer *w, const struct orm_exprs *list)
{
	for (size_t i = 0; i < list->len; i++) {
		buf_adds(&w->out, i ? ", " : "");
		write_expr(w, list->items[i]);
	}
}

static void write_junction(struct writer *w, const struct orm_expr *e)
{
	bool is_and = e->kind == ORM_EXPR_AND, first = true;
	const struct orm_expr *only = NULL;
	size_t count = members(e, &only);
	if (count == 0)
		buf_adds(&w->out, is_and ? "1 = 1" : "0 = 1");
	else if (count == 1)
		write_expr(w, only);
	for (size_t i = 0; count > 1 && i < e->list.len; i++) {
		if (!e->list.items[i])
			continue;
		buf_adds(&w->out, first ? "" : is_and ? " AND " : " OR ");
		write_operand(w, e->list.items[i], is_and ? BINDS_AND : BINDS_OR);
		first = false;
	}
}

static void write_not(struct writer *w, const struct orm_expr *e)
{
	struct orm_expr negated;
	if (expr_negated(e->left, &negated)) {
		write_expr(w, &negated);
		return;
	}
	buf_adds(&w->out, "NOT ");
	write_operand(w, e->left, BINDS_WHOLE);
}

static void write_in_members(struct writer *w, const struct orm_expr *e)
{
	bool tuples = e->list.len && e->list.items[0] && e->list.items[0]->kind == ORM_EXPR_TUPLE;
	if (tuples && w->s->in_values)
		buf_adds(&w->out, "VALUES ");
	write_exprs(w, &e->list);
	for (size_t i = 0; i < e->count; i++) {
		buf_adds(&w->out, i ? ", " : "");
		write_value(w, &e->values[i], NULL);
	}
}

static void write_in(struct writer *w, const struct orm_expr *e)
{
	if (in_nothing(e)) {
		/* Nothing is in it, NULL neither: true or false, not unknown. */
		buf_adds(&w->out, e->flag ? "1 = 1" : "0 = 1");
		return;
	}
	write_operand(w, e->left, BINDS_OTHER);
	buf_adds(&w->out, e->flag ? " NOT IN (" : " IN (");
	if (e->select)
		write_subselect(w, e->select);
	else
		write_in_members(w, e);
	buf_addc(&w->out, ')');
}

static void write_column(struct writer *w, const struct orm_expr *e)
{
	const struct orm_source *of = expr_source(w, e);
	const char *name = e->column ? e->column->object.name : e->name;
	if (text_empty(name)) {
		writer_fail(w, ERR_INPUT, "a column has no name");
		return;
	}
	if (of && !w->bare) {
		if (!scope_has(w, w->scope, of)) {
			if (writer_fail(w, ERR_INPUT,
			                "column \"%s\" is of \"%s\", which isn't in the statement",
			                name, source_name(w, of)))
				writer_hint(w, "Add it to .from, or join it.");
		}
		write_qualifier(w, of);
		buf_addc(&w->out, '.');
	}
	write_name(w, name);
}

static void write_case(struct writer *w, const struct orm_expr *e)
{
	if (e->list.len < 2 || e->list.len % 2)
		writer_fail(w, ERR_INPUT, "a CASE needs pairs of condition and result");
	buf_adds(&w->out, "CASE");
	for (size_t i = 0; i + 1 < e->list.len; i += 2) {
		buf_adds(&w->out, " WHEN ");
		write_expr(w, e->list.items[i]);
		buf_adds(&w->out, " THEN ");
		write_expr(w, e->list.items[i + 1]);
	}
	if (e->left) {
		buf_adds(&w->out, " ELSE ");
		write_expr(w, e->left);
	}
	buf_adds(&w->out, " END");
}

static void write_cast(struct writer *w, const struct orm_expr *e)
{
	struct error err;
	struct orm_column *column = orm_column_new(w->a, "cast");
	if (!e->type) {
		writer_fail(w, ERR_INPUT, "a CAST has no type");
		return;
	}
	buf_adds(&w->out, "CAST(");
	write_expr(w, e->left);
	buf_adds(&w->out, " AS ");
	column->type = orm_type_copy(w->a, e->type);
	bool ok = w->s->cast_type ? w->s->cast_type(&w->out, e->type, &err)
	                          : w->d->type_text(&w->out, column->type, column, NULL, &err);
	if (!ok && writer_fail(w, err.code, "%s", err.message))
		writer_hint(w, err.hint);
	buf_addc(&w->out, ')');
}

static void write_extract(struct writer *w, const struct orm_expr *e)
{
	const char *before, *after;
	if (!e->name || !w->s->extract(e->name, &before, &after)) {
		if (writer_fail(w, ERR_INPUT, "%s has no field \"%s\" to extract", w->d->title,
		                e->name ? e->name : ""))
			writer_hint(w, "Fields are year, month, day, hour, minute and second.");
		return;
	}
	buf_adds(&w->out, before);
	write_expr(w, e->left);
	buf_adds(&w->out, after);
}

static void write_json(struct writer *w, const struct orm_expr *e)
{
	const char *before, *after;
	struct error err;
	if (!w->s->json(w->a, &e->list, e->flag, &before, &after, &err)) {
		writer_fail(w, err.code, "%s", err.message);
		return;
	}
	buf_adds(&w->out, before);
	write_operand(w, e->left, *before ? 0 : BINDS_WHOLE);
	buf_adds(&w->out, after);
}

static void write_any(struct writer *w, const struct orm_expr *e)
{
	writer_need(w, ORM_CAN_ANY);
	if (!e->select)
		writer_need(w, ORM_CAN_ARRAY);
	buf_adds(&w->out, e->flag ? "ALL (" : "ANY (");
	if (e->select)
		write_subselect(w, e->select);
	else
		write_expr(w, e->left);
	buf_addc(&w->out, ')');
}

static void write_literal_expr(struct writer *w, const struct orm_expr *e)
{
	const struct orm_expr *of = e->left;
	if (of && (of->kind == ORM_EXPR_VALUE || of->kind == ORM_EXPR_NULL))
		write_literal_value(w, &of->value);
	else
		writer_fail(w, ERR_INPUT, "only a value can be a literal");
}

static void write_excluded(struct writer *w, const struct orm_expr *e)
{
	bool bare = w->bare;
	buf_adds(&w->out, w->s->excluded);
	w->bare = true;
	write_expr(w, e->left);
	w->bare = bare;
	buf_adds(&w->out, w->s->excluded_end);
}

static void write_enclosed(struct writer *w, const struct orm_expr *e)
{
	switch (e->kind) {
	case ORM_EXPR_TUPLE:
		buf_addc(&w->out, '(');
		write_exprs(w, &e->list);
		buf_addc(&w->out, ')');
		break;
	case ORM_EXPR_ARRAY:
		writer_need(w, ORM_CAN_ARRAY);
		buf_adds(&w->out, "ARRAY[");
		write_columns(w, &e->list);
		buf_addc(&w->out, ']');
		break;
	case ORM_EXPR_EXISTS:
		buf_adds(&w->out, e->flag ? "NOT EXISTS (" : "EXISTS (");
		write_subselect(w, e->select);
		buf_addc(&w->out, ')');
		break;
	default:
		buf_addc(&w->out, '(');
		write_subselect(w, e->select);
		buf_addc(&w->out, ')');
		break;
	}
}

static void write_word(struct writer *w, const struct orm_expr *e)
{
	switch (e->kind) {
	case ORM_EXPR_NULL:
		buf_adds(&w->out, "NULL");
		break;
	case ORM_EXPR_TRUE:
		buf_adds(&w->out, w->d->true_text);
		break;
	case ORM_EXPR_FALSE:
		buf_adds(&w->out, w->d->false_text);
		break;
	case ORM_EXPR_DEFAULT:
		writer_need(w, ORM_CAN_DEFAULT);
		buf_adds(&w->out, "DEFAULT");
		break;
	default:
		if (e->of) {
			write_qualifier(w, e->of);
			buf_addc(&w->out, '.');
		}
		buf_addc(&w->out, '*');
		break;
	}
}

static void write_collate(struct writer *w, const struct orm_expr *e)
{
	write_operand(w, e->left, BINDS_WHOLE);
	buf_adds(&w->out, " COLLATE ");
	if (text_empty(e->name))
		writer_fail(w, ERR_INPUT, "a COLLATE has no collation");
	else
		write_name(w, e->name);
}

static void write_bound(struct writer *w, const struct orm_expr *e)
{
	struct orm_value none = orm_null();
	if (e->kind == ORM_EXPR_VALUE)
		write_value(w, &e->value, NULL);
	else if (text_empty(e->name))
		writer_fail(w, ERR_INPUT, "a parameter has no name");
	else
		write_value(w, &none, e->name);
}

/* How to write each kind. */
static void (*const writers[ORM_EXPR_KIND_COUNT])(struct writer *, const struct orm_expr *) = {
	[ORM_EXPR_COLUMN] = write_column,   [ORM_EXPR_VALUE] = write_bound,
	[ORM_EXPR_PARAM] = write_bound,     [ORM_EXPR_LITERAL] = write_literal_expr,
	[ORM_EXPR_NULL] = write_word,       [ORM_EXPR_TRUE] = write_word,
	[ORM_EXPR_FALSE] = write_word,      [ORM_EXPR_STAR] = write_word,
	[ORM_EXPR_DEFAULT] = write_word,    [ORM_EXPR_OP] = write_op,
	[ORM_EXPR_AND] = write_junction,    [ORM_EXPR_OR] = write_junction,
	[ORM_EXPR_NOT] = write_not,         [ORM_EXPR_IN] = write_in,
	[ORM_EXPR_TUPLE] = write_enclosed,  [ORM_EXPR_ARRAY] = write_enclosed,
	[ORM_EXPR_FUNC] = write_call,       [ORM_EXPR_CASE] = write_case,
	[ORM_EXPR_CAST] = write_cast,       [ORM_EXPR_COLLATE] = write_collate,
	[ORM_EXPR_EXTRACT] = write_extract, [ORM_EXPR_SELECT] = write_enclosed,
	[ORM_EXPR_EXISTS] = write_enclosed, [ORM_EXPR_ANY] = write_any,
	[ORM_EXPR_JSON] = write_json,       [ORM_EXPR_EXCLUDED] = write_excluded,
	[ORM_EXPR_TEXT] = write_sql_text,
};

void write_expr(struct writer *w, const struct orm_expr *e)
{
	if (!e || !writers[e->kind]) {
		writer_fail(w, ERR_INPUT,
		            e && e->kind != ORM_EXPR_NONE
		                ? "a label or an order stands inside of an expression"
		                : "an operand is missing");
		return;
	}
	if (++w->depth > DEEPEST)
		writer_fail(w, ERR_INPUT, "an expression is nested too deeply");
	else
		writers[e->kind](w, e);
	w->depth--;
}
