/* orm/sql/source.c - where rows come from, and which columns belong there */
#include "orm/sql/write.h"

#include "base/text.h"

static const char *own_name(const struct orm_source *s)
{
	return s->table ? s->table->object.name : s->name;
}

static const char *own_schema(const struct orm_source *s)
{
	return s->table ? s->table->object.schema : s->schema;
}

const char *source_name(struct writer *w, const struct orm_source *s)
{
	if (!s)
		return "";
	if (s->alias)
		return s->alias;
	if (own_name(s))
		return own_name(s);
	for (size_t i = 0; i < w->anonymous.len; i++)
		if (w->anonymous.items[i] == s)
			return arena_printf(w->a, "anon_%zu", i + 1);
	vec_push(w->a, &w->anonymous, s);
	return arena_printf(w->a, "anon_%zu", w->anonymous.len);
}

bool source_same(struct writer *w, const struct orm_source *x, const struct orm_source *y)
{
	if (x == y || !x || !y)
		return x == y;
	if (x->alias || y->alias)
		return text_same(x->alias, y->alias);
	return own_name(x) && own_name(y) && w->d->same_name(own_name(x), own_name(y)) &&
	       text_same(own_schema(x), own_schema(y));
}

void write_qualifier(struct writer *w, const struct orm_source *s)
{
	if (!s->alias && own_name(s) && own_schema(s)) {
		write_name(w, own_schema(s));
		buf_addc(&w->out, '.');
	}
	write_name(w, source_name(w, s));
}

static void write_rows(struct writer *w, const struct orm_source *s)
{
	writer_need(w, ORM_CAN_VALUES);
	buf_adds(&w->out, "(VALUES ");
	for (size_t i = 0; i < s->rows.len; i++) {
		buf_adds(&w->out, i ? ", " : "");
		buf_adds(&w->out, w->s->values_row ? w->s->values_row : "");
		write_expr(w, s->rows.items[i]);
	}
	buf_addc(&w->out, ')');
}

static void write_sample(struct writer *w, const struct orm_source *s)
{
	writer_need(w, ORM_CAN_SAMPLE);
	if (!text_same_nocase(s->sample, "bernoulli") && !text_same_nocase(s->sample, "system"))
		writer_fail(w, ERR_INPUT, "there is no sampling method \"%s\"", s->sample);
	else
		buf_addf(&w->out, " TABLESAMPLE %s (%g)", s->sample, s->percent);
}

static bool has_alias(const struct orm_source *s)
{
	return s->alias || s->select || s->function || s->rows.len;
}

static void write_subquery(struct writer *w, const struct orm_source *s)
{
	/* What isn't LATERAL doesn't see its neighbours. */
	const struct scope *outer = w->scope;
	if (s->lateral)
		writer_need(w, ORM_CAN_LATERAL);
	else
		w->scope = outer ? outer->up : NULL;
	buf_adds(&w->out, s->lateral ? "LATERAL (" : "(");
	write_select(w, s->select);
	buf_addc(&w->out, ')');
	w->scope = outer;
}

void write_source(struct writer *w, const struct orm_source *s)
{
	if (s->select) {
		write_subquery(w, s);
	} else if (s->function) {
		writer_need(w, ORM_CAN_TABLE_FUNCTION);
		write_expr(w, s->function);
	} else if (s->rows.len) {
		write_rows(w, s);
	} else if (text_empty(own_name(s))) {
		writer_fail(w, ERR_INPUT, "a source of rows is neither table nor query");
		return;
	} else {
		ddl_full_name(&w->out, w->d, own_schema(s), own_name(s));
	}
	if (has_alias(s)) {
		buf_adds(&w->out, " AS ");
		write_name(w, source_name(w, s));
	}
	if (s->columns.len)
		write_names(w, &s->columns);
	if (s->sample)
		write_sample(w, s);
}

void write_sources(struct writer *w, const struct orm_sources *list)
{
	for (size_t i = 0; i < list->len; i++) {
		buf_adds(&w->out, i ? ", " : "");
		write_source(w, list->items[i]);
	}
}

static bool scope_holds(struct writer *w, const struct scope *s, const struct orm_source *source)
{
	for (size_t i = 0; i < s->len; i++)
		if (source_same(w, s->items[i], source))
			return true;
	return false;
}

bool scope_has(struct writer *w, const struct scope *s, const struct orm_source *source)
{
	for (; s; s = s->up)
		if (scope_holds(w, s, source))
			return true;
	return false;
}

void scope_add(struct writer *w, struct scope *s, const struct orm_source *source)
{
	if (!source)
		writer_fail(w, ERR_INPUT, "a source of rows is missing");
	else if (scope_holds(w, s, source))
		writer_fail(w, ERR_INPUT, "\"%s\" is in the statement twice: give one an alias",
		            source_name(w, source));
	else
		vec_push(w->a, s, source);
}

const struct orm_source *expr_source(struct writer *w, const struct orm_expr *e)
{
	struct orm_source *made;
	if (e->of || !e->column || !e->column->object.table)
		return e->of;
	made = ARENA_NEW(w->a, struct orm_source);
	made->table = e->column->object.table;
	return made;
}

void scope_derive_list(struct writer *w, struct scope *s, const struct orm_exprs *list)
{
	for (size_t i = 0; i < list->len; i++)
		scope_derive(w, s, list->items[i]);
}

/* Subqueries take theirs themselves. */
void scope_derive(struct writer *w, struct scope *s, const struct orm_expr *e)
{
	if (!e)
		return;
	if (e->kind == ORM_EXPR_COLUMN || e->kind == ORM_EXPR_STAR) {
		const struct orm_source *of = expr_source(w, e);
		if (of && !scope_has(w, s, of))
			vec_push(w->a, s, of);
	}
	scope_derive(w, s, e->left);
	scope_derive(w, s, e->right);
	scope_derive(w, s, e->third);
	scope_derive_list(w, s, &e->list);
	if (e->window) {
		scope_derive_list(w, s, &e->window->partition_by);
		scope_derive_list(w, s, &e->window->order_by);
	}
}
