/* orm/sql/write_select.c - SELECT */
#include "orm/sql/write.h"

#include "base/text.h"

void write_list(struct writer *w, const char *keyword, const struct orm_exprs *list)
{
	if (list->len == 0)
		return;
	buf_addf(&w->out, " %s ", keyword);
	write_exprs(w, list);
}

void write_condition(struct writer *w, const char *keyword, const struct orm_expr *e)
{
	if (!e)
		return;
	buf_addf(&w->out, " %s ", keyword);
	write_expr(w, e);
}

void write_names(struct writer *w, const struct orm_exprs *columns)
{
	buf_addc(&w->out, '(');
	for (size_t i = 0; i < columns->len; i++) {
		const struct orm_expr *e = columns->items[i];
		const char *name = !e || e->kind == ORM_EXPR_VALUE ? NULL
		                   : e->column                     ? e->column->object.name
		                                                   : e->name;
		/* A column may be given by its name. */
		if (e && e->kind == ORM_EXPR_VALUE && e->value.kind == ORM_TEXT)
			name = arena_strndup(w->a, e->value.data, e->value.len);
		buf_adds(&w->out, i ? ", " : "");
		if (text_empty(name))
			writer_fail(w, ERR_INPUT, "a column has no name");
		else
			write_name(w, name);
	}
	buf_addc(&w->out, ')');
}

/* A server that is told nothing of a value's type would call it a text. */
static void write_result(struct writer *w, const struct orm_expr *e)
{
	const char *type = NULL;
	if (e && e->kind == ORM_EXPR_VALUE && !w->literal)
		type = e->value.kind == ORM_INT      ? w->s->typed_int
		       : e->value.kind == ORM_DOUBLE ? w->s->typed_double
		                                     : NULL;
	buf_adds(&w->out, type ? "CAST(" : "");
	write_expr(w, e);
	if (type)
		buf_addf(&w->out, " AS %s)", type);
}

void write_columns(struct writer *w, const struct orm_exprs *columns)
{
	for (size_t i = 0; i < columns->len; i++) {
		const struct orm_expr *e = columns->items[i];
		bool label = e && e->kind == ORM_EXPR_LABEL;
		buf_adds(&w->out, i ? ", " : "");
		write_result(w, label ? e->left : e);
		if (!label)
			continue;
		buf_adds(&w->out, " AS ");
		if (text_empty(e->name))
			writer_fail(w, ERR_INPUT, "a label has no name");
		else
			write_name(w, e->name);
	}
}

/* Where a label stands for what it is put on. */
static void write_ordered(struct writer *w, const struct orm_expr *e)
{
	if (e && e->kind == ORM_EXPR_LABEL && !text_empty(e->name))
		write_name(w, e->name);
	else
		write_expr(w, e);
}

static void write_by(struct writer *w, const struct orm_expr *e)
{
	bool order = e && e->kind == ORM_EXPR_ORDER;
	const struct orm_expr *by = order ? e->left : e;
	bool nulls = order && e->nulls != ORM_NULLS_AS_IS;
	bool words = orm_sql_knows(w->d, w->version, ORM_CAN_NULLS_ORDER);
	if (nulls && !words) {
		write_operand(w, by, BINDS_OTHER);
		buf_adds(&w->out, e->nulls == ORM_NULLS_FIRST ? " IS NOT NULL, " : " IS NULL, ");
	}
	write_ordered(w, by);
	if (order && e->flag)
		buf_adds(&w->out, " DESC");
	if (nulls && words)
		buf_adds(&w->out, e->nulls == ORM_NULLS_FIRST ? " NULLS FIRST" : " NULLS LAST");
}

void write_order(struct writer *w, const struct orm_exprs *list)
{
	for (size_t i = 0; i < list->len; i++) {
		buf_adds(&w->out, i ? ", " : " ORDER BY ");
		write_by(w, list->items[i]);
	}
}

static void write_distinct(struct writer *w, const struct orm_select *s)
{
	if (s->distinct_on.len) {
		writer_need(w, ORM_CAN_DISTINCT_ON);
		buf_adds(&w->out, "DISTINCT ON (");
		write_exprs(w, &s->distinct_on);
		buf_adds(&w->out, ") ");
	} else if (s->distinct) {
		buf_adds(&w->out, "DISTINCT ");
	}
}

static void write_limit(struct writer *w, const struct orm_select *s)
{
	if (s->limit) {
		buf_adds(&w->out, " LIMIT ");
		write_expr(w, s->limit);
	} else if (s->offset && w->s->offset_alone) {
		buf_addf(&w->out, " LIMIT %s", w->s->offset_alone);
	}
	if (s->offset) {
		buf_adds(&w->out, " OFFSET ");
		write_expr(w, s->offset);
	}
}

static void write_lock(struct writer *w, const struct orm_for *lock)
{
	if (!lock->kind || w->s->no_locks)
		return;
	buf_addf(&w->out, " %s", lock->kind == ORM_FOR_UPDATE ? "FOR UPDATE" : w->s->for_share);
	if (lock->of.len)
		writer_need(w, ORM_CAN_LOCK_OF);
	for (size_t i = 0; i < lock->of.len; i++) {
		buf_adds(&w->out, i ? ", " : " OF ");
		write_name(w, source_name(w, lock->of.items[i]));
	}
	if (lock->skip_locked)
		writer_need(w, ORM_CAN_SKIP_LOCKED);
	buf_adds(&w->out, lock->nowait ? " NOWAIT" : lock->skip_locked ? " SKIP LOCKED" : "");
}

/* Exactly one: several, joined by nothing, are always a mistake unless they're said. */
static void derive(struct writer *w, struct scope *scope, const struct orm_select *s)
{
	struct scope joined = { .up = scope->up }, found = { .up = &joined };
	for (size_t i = 0; i < s->joins.len; i++)
		if (s->joins.items[i].source)
			vec_push(w->a, &joined, s->joins.items[i].source);
	scope_derive_list(w, &found, &s->columns);
	scope_derive(w, &found, s->where);
	scope_derive_list(w, &found, &s->group_by);
	scope_derive(w, &found, s->having);
	if (s->compounds.len == 0)
		scope_derive_list(w, &found, &s->order_by);
	if (found.len > 1) {
		if (writer_fail(w, ERR_INPUT, "the columns are of \"%s\" and \"%s\"",
		                source_name(w, found.items[0]), source_name(w, found.items[1])))
			writer_hint(w, "Join them, or list both in .from for every pair of rows.");
		return;
	}
	if (found.len == 1)
		scope_add(w, scope, found.items[0]);
	if (found.len == 0 && s->joins.len)
		writer_fail(w, ERR_INPUT, "a join has nothing before it");
}

static void write_from(struct writer *w, struct scope *scope, const struct orm_select *s)
{
	struct orm_sources from = { (const struct orm_source *const *)scope->items,
		                    scope->len - s->joins.len };
	if (from.len) {
		buf_adds(&w->out, " FROM ");
		write_sources(w, &from);
	}
	write_joins(w, &s->joins, scope);
}

/* Everything but WITH, the set operations and what follows them. */
static void write_core(struct writer *w, const struct orm_select *s, struct scope *scope)
{
	for (size_t i = 0; i < s->from.len; i++)
		scope_add(w, scope, s->from.items[i]);
	if (s->from.len == 0)
		derive(w, scope, s);
	for (size_t i = 0; i < s->joins.len; i++)
		scope_add(w, scope, s->joins.items[i].source);
	if (w->failed)
		return;
	w->scope = scope;
	buf_adds(&w->out, "SELECT ");
	write_distinct(w, s);
	if (s->columns.len)
		write_columns(w, &s->columns);
	else
		buf_addc(&w->out, '*');
	write_from(w, scope, s);
	write_condition(w, "WHERE", s->where);
	if (s->group_by.len)
		buf_adds(&w->out, " GROUP BY ");
	for (size_t i = 0; i < s->group_by.len; i++) {
		buf_adds(&w->out, i ? ", " : "");
		write_ordered(w, s->group_by.items[i]);
	}
	write_condition(w, "HAVING", s->having);
}

static void write_compound(struct writer *w, const struct orm_compound *c)
{
	static const char *const words[] = { " UNION ", " UNION ALL ", " INTERSECT ", " EXCEPT " };
	const struct orm_select *s = c->select;
	if (c->kind >= ORM_INTERSECT)
		writer_need(w, ORM_CAN_INTERSECT);
	buf_adds(&w->out, words[c->kind]);
	if (!s) {
		writer_fail(w, ERR_INPUT, "a set operation has no second query");
	} else if (s->order_by.len || s->limit || s->offset || s->compounds.len || s->with.len) {
		/* Parentheses here would not be understood everywhere; a subquery is. */
		buf_adds(&w->out, "SELECT * FROM (");
		write_select(w, s);
		buf_adds(&w->out, ") AS ");
		write_name(w, source_name(w, ARENA_NEW(w->a, struct orm_source)));
	} else {
		write_select(w, s);
	}
}

void write_select(struct writer *w, const struct orm_select *s)
{
	const struct scope *outer = w->scope;
	struct scope scope = { .up = outer };
	bool bare = w->bare;
	if (!s || ++w->depth > DEEPEST) {
		writer_fail(w, ERR_INPUT,
		            s ? "queries are nested too deeply" : "a query is missing");
		return;
	}
	w->bare = false;
	write_with(w, &s->with, s->recursive);
	write_core(w, s, &scope);
	for (size_t i = 0; i < s->compounds.len; i++) {
		w->scope = outer;
		write_compound(w, &s->compounds.items[i]);
	}
	w->scope = &scope;
	/* What a set operation gives has columns, but no tables. */
	w->bare = s->compounds.len != 0;
	write_order(w, &s->order_by);
	write_limit(w, s);
	write_lock(w, &s->lock);
	w->bare = bare;
	w->scope = outer;
	w->depth--;
}

void write_subselect(struct writer *w, const struct orm_select *s)
{
	write_select(w, s);
}
