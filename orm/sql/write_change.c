/* orm/sql/write_change.c - INSERT, UPDATE, DELETE and WITH */
#include "orm/sql/write.h"

#include "base/text.h"

void write_returning(struct writer *w, const struct orm_exprs *list, enum orm_can what)
{
	if (list->len == 0)
		return;
	writer_need(w, what);
	buf_adds(&w->out, " RETURNING ");
	write_columns(w, list);
}

void write_with(struct writer *w, const struct orm_ctes *with, bool recursive)
{
	if (with->len == 0)
		return;
	writer_need(w, ORM_CAN_WITH);
	buf_adds(&w->out, recursive ? "WITH RECURSIVE " : "WITH ");
	for (size_t i = 0; i < with->len; i++) {
		const struct orm_cte *c = &with->items[i];
		buf_adds(&w->out, i ? ", " : "");
		if (text_empty(c->name))
			writer_fail(w, ERR_INPUT, "a common table expression has no name");
		else
			write_name(w, c->name);
		if (c->columns.len)
			write_names(w, &c->columns);
		if (!c->query.select && !c->query.text)
			writer_need(w, ORM_CAN_WITH_CHANGE);
		buf_adds(&w->out, " AS (");
		write_query(w, &c->query);
		buf_addc(&w->out, ')');
	}
	buf_addc(&w->out, ' ');
}

/* The column on the left of an assignment. */
static void write_target(struct writer *w, const struct orm_expr *column, bool bare)
{
	bool was = w->bare;
	if (!column || column->kind != ORM_EXPR_COLUMN) {
		writer_fail(w, ERR_INPUT, "only a column can be set");
		return;
	}
	w->bare = bare;
	write_expr(w, column);
	w->bare = was;
}

static void write_set(struct writer *w, const struct orm_assigns *set, bool bare)
{
	if (set->len == 0)
		writer_fail(w, ERR_INPUT, "there is nothing to set");
	for (size_t i = 0; i < set->len; i++) {
		buf_adds(&w->out, i ? ", " : "");
		write_target(w, set->items[i].column, bare);
		buf_adds(&w->out, " = ");
		write_expr(w, set->items[i].value);
	}
}

/* The text of what stands before an INSERT's values. */
static void write_one_row(struct writer *w, const struct orm_assigns *set)
{
	buf_adds(&w->out, " (");
	for (size_t i = 0; i < set->len; i++) {
		buf_adds(&w->out, i ? ", " : "");
		write_target(w, set->items[i].column, true);
	}
	buf_adds(&w->out, ") VALUES (");
	for (size_t i = 0; i < set->len; i++) {
		buf_adds(&w->out, i ? ", " : "");
		write_expr(w, set->items[i].value);
	}
	buf_addc(&w->out, ')');
}

static void write_rows(struct writer *w, const struct orm_insert *s)
{
	size_t wide = s->columns.len;
	for (size_t i = 0; i < s->rows.len; i++) {
		const struct orm_expr *row = s->rows.items[i];
		buf_adds(&w->out, i ? ", " : " VALUES ");
		if (!row || row->kind != ORM_EXPR_TUPLE) {
			writer_fail(w, ERR_INPUT, "row %zu isn't a tuple", i + 1);
			return;
		}
		if (i == 0 && wide == 0)
			wide = row->list.len;
		if (row->list.len != wide)
			writer_fail(w, ERR_INPUT, "row %zu has %zu values, there are %zu columns",
			            i + 1, row->list.len, wide);
		write_expr(w, row);
	}
}

/* Might the query read the table that it is inserted into? */
static bool reads_itself(struct writer *w, const struct orm_insert *s)
{
	const struct orm_select *q = s->select;
	for (size_t i = 0; i < q->from.len; i++)
		if (source_same(w, q->from.items[i], s->into))
			return true;
	for (size_t i = 0; i < q->joins.len; i++)
		if (source_same(w, q->joins.items[i].source, s->into))
			return true;
	return q->from.len == 0;
}

/* ON DUPLICATE KEY would take the query's tables for the one that is inserted into. */
static void write_selected(struct writer *w, const struct orm_insert *s)
{
	bool apart = s->conflict.kind && w->s->duplicate_key && reads_itself(w, s);
	buf_adds(&w->out, apart ? " SELECT * FROM (" : " ");
	write_select(w, s->select);
	if (!apart)
		return;
	buf_adds(&w->out, ") AS ");
	write_name(w, source_name(w, ARENA_NEW(w->a, struct orm_source)));
}

static void write_source_of_rows(struct writer *w, const struct orm_insert *s)
{
	if ((s->set.len > 0) + (s->rows.len > 0) + (s->select != NULL) > 1) {
		writer_fail(w, ERR_INPUT, "an INSERT has one of .set, .rows and .select");
		return;
	}
	if (s->set.len) {
		write_one_row(w, &s->set);
		return;
	}
	if (s->columns.len) {
		buf_addc(&w->out, ' ');
		write_names(w, &s->columns);
	}
	if (s->select) {
		write_selected(w, s);
	} else if (s->rows.len) {
		write_rows(w, s);
	} else {
		buf_addf(&w->out, " %s", w->s->defaults_row);
	}
}

/* INSERT IGNORE would make light of other errors too: a column stays as it is. */
static void write_nothing(struct writer *w, const struct orm_insert *s)
{
	const struct orm_expr *column = s->set.len       ? s->set.items[0].column
	                                : s->columns.len ? s->columns.items[0]
	                                                 : NULL;
	write_target(w, column, false);
	buf_adds(&w->out, " = ");
	write_target(w, column, false);
}

static void write_duplicate_key(struct writer *w, const struct orm_insert *s)
{
	const struct orm_upsert *u = &s->conflict;
	if (u->columns.len || u->index_where)
		writer_need(w, ORM_CAN_UPSERT_KEY);
	if (u->where)
		writer_fail(w, ERR_UNSUPPORTED, "%s has no condition for an upsert", w->d->title);
	buf_adds(&w->out, " ON DUPLICATE KEY UPDATE ");
	if (u->kind == ORM_CONFLICT_UPDATE)
		write_set(w, &u->set, true);
	else
		write_nothing(w, s);
}

/* SQLite takes an ON behind tables for the condition of a join. */
static void end_select(struct writer *w, const struct orm_select *s)
{
	if (s->order_by.len || s->limit || s->offset)
		return;
	if (s->compounds.len)
		buf_adds(&w->out, " ORDER BY 1");
	else if (!s->where && !s->group_by.len)
		buf_adds(&w->out, " WHERE 1 = 1");
}

static void write_upsert(struct writer *w, const struct orm_insert *s)
{
	const struct orm_upsert *u = &s->conflict;
	bool update = u->kind == ORM_CONFLICT_UPDATE;
	if (u->constraint)
		writer_need(w, ORM_CAN_UPSERT_CONSTRAINT);
	if (w->s->duplicate_key) {
		write_duplicate_key(w, s);
		return;
	}
	if (s->select)
		end_select(w, s->select);
	buf_adds(&w->out, " ON CONFLICT");
	if (u->constraint) {
		buf_adds(&w->out, " ON CONSTRAINT ");
		write_name(w, u->constraint);
	} else if (u->columns.len) {
		buf_addc(&w->out, ' ');
		write_names(w, &u->columns);
		w->bare = true;
		write_condition(w, "WHERE", u->index_where);
		w->bare = false;
	} else if (update) {
		writer_need(w, ORM_CAN_UPSERT_ANY);
	}
	buf_adds(&w->out, update ? " DO UPDATE SET " : " DO NOTHING");
	if (update)
		write_set(w, &u->set, true);
	write_condition(w, "WHERE", u->where);
}

void write_insert(struct writer *w, const struct orm_insert *s)
{
	const struct scope *outer = w->scope;
	struct scope scope = { .up = outer };
	scope_add(w, &scope, s->into);
	if (w->failed)
		return;
	if (s->with.len && w->s->with_inside)
		writer_need(w, ORM_CAN_WITH_CHANGE);
	write_with(w, &s->with, s->recursive);
	buf_adds(&w->out, "INSERT INTO ");
	write_source(w, s->into);
	write_source_of_rows(w, s);
	w->scope = &scope;
	if (s->conflict.kind)
		write_upsert(w, s);
	w->bare = true;
	write_returning(w, &s->returning, ORM_CAN_RETURN_INSERTED);
	w->bare = false;
	w->scope = outer;
}

static void scope_changed(struct writer *w, struct scope *scope, const struct orm_source *table,
                          const struct orm_sources *others)
{
	scope_add(w, scope, table);
	for (size_t i = 0; i < others->len; i++)
		scope_add(w, scope, others->items[i]);
	w->scope = scope;
}

void write_update(struct writer *w, const struct orm_update *s)
{
	const struct scope *outer = w->scope;
	struct scope scope = { .up = outer };
	bool commas = w->s->update_commas && s->from.len;
	scope_changed(w, &scope, s->table, &s->from);
	if (w->failed)
		return;
	if (s->from.len)
		writer_need(w, ORM_CAN_UPDATE_FROM);
	if (s->with.len)
		writer_need(w, ORM_CAN_WITH_CHANGE);
	write_with(w, &s->with, s->recursive);
	buf_adds(&w->out, "UPDATE ");
	write_source(w, s->table);
	if (commas) {
		buf_adds(&w->out, ", ");
		write_sources(w, &s->from);
	}
	buf_adds(&w->out, " SET ");
	write_set(w, &s->set, !commas);
	if (s->from.len && !commas) {
		buf_adds(&w->out, " FROM ");
		write_sources(w, &s->from);
	}
	write_condition(w, "WHERE", s->where);
	w->bare = s->from.len == 0;
	write_returning(w, &s->returning, ORM_CAN_RETURN_UPDATED);
	w->bare = false;
	w->scope = outer;
}

void write_delete(struct writer *w, const struct orm_delete *s)
{
	const struct scope *outer = w->scope;
	struct scope scope = { .up = outer };
	scope_changed(w, &scope, s->table, &s->from);
	if (w->failed)
		return;
	if (s->from.len)
		writer_need(w, ORM_CAN_DELETE_USING);
	if (s->with.len)
		writer_need(w, ORM_CAN_WITH_CHANGE);
	write_with(w, &s->with, s->recursive);
	buf_adds(&w->out, "DELETE FROM ");
	write_source(w, s->table);
	if (s->from.len) {
		buf_adds(&w->out, " USING ");
		if (w->s->using_repeats) {
			write_source(w, s->table);
			buf_adds(&w->out, ", ");
		}
		write_sources(w, &s->from);
	}
	write_condition(w, "WHERE", s->where);
	w->bare = s->from.len == 0;
	write_returning(w, &s->returning, ORM_CAN_RETURN_DELETED);
	w->bare = false;
	w->scope = outer;
}
