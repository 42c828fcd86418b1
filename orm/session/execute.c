/* orm/session/execute.c - statements of the program's own on tables of models */
#include "base/text.h"
#include "orm/session/private.h"

/* A statement with what models give where it says nothing. */
struct given {
	struct arena a;
	struct orm_insert insert;
	struct orm_update update;
};

static bool is_column(const struct orm_expr *e, const char *name)
{
	return e && e->kind == ORM_EXPR_COLUMN &&
	       text_same(e->column ? e->column->object.name : e->name, name);
}

static const struct orm_expr *value(struct given *g, struct orm_value (*give)(void))
{
	return orm_node(&g->a, orm_expr_value(give()));
}

static const struct orm_expr *name(struct given *g, const struct orm_field *f)
{
	return orm_node(&g->a, (struct orm_expr){ .kind = ORM_EXPR_COLUMN,
	                                          .of = f->source,
	                                          .name = orm_field_column(f) });
}

/* SET, with one more. */
static void add_assign(struct given *g, struct orm_assigns *set, const struct orm_field *f,
                       struct orm_value (*give)(void))
{
	struct orm_assign *items = arena_alloc(&g->a, (set->len + 1) * sizeof *items);
	for (size_t n = 0; n < set->len; n++) {
		if (is_column(set->items[n].column, orm_field_column(f)))
			return;
		items[n] = set->items[n];
	}
	items[set->len] = (struct orm_assign){ name(g, f), value(g, give) };
	*set = (struct orm_assigns){ items, set->len + 1 };
}

static struct orm_exprs with(struct given *g, struct orm_exprs list, const struct orm_expr *last)
{
	const struct orm_expr **items = arena_alloc(&g->a, (list.len + 1) * sizeof *items);
	if (list.len)
		memcpy(items, list.items, list.len * sizeof *items);
	items[list.len] = last;
	return (struct orm_exprs){ items, list.len + 1 };
}

/* One more column, and a value of its own for each row. */
static void add_column(struct given *g, struct orm_insert *i, const struct orm_field *f)
{
	for (size_t n = 0; n < i->columns.len; n++)
		if (is_column(i->columns.items[n], orm_field_column(f)))
			return;
	const struct orm_expr **rows = arena_alloc(&g->a, i->rows.len * sizeof *rows);
	for (size_t n = 0; n < i->rows.len; n++) {
		struct orm_expr *row =
		    arena_copy(&g->a, i->rows.items[n], sizeof *i->rows.items[n]);
		row->list = with(g, row->list, value(g, f->fill));
		rows[n] = row;
	}
	i->columns = with(g, i->columns, name(g, f));
	i->rows.items = rows;
}

static struct orm_query complete(struct given *g, const struct orm_mapped *m, struct orm_query q)
{
	if (q.update)
		g->update = *q.update;
	if (q.insert)
		g->insert = *q.insert;
	for (size_t n = 0; m && n < m->fields.len; n++) {
		const struct orm_field *f = m->fields.items[n];
		if (q.update && f->refill)
			add_assign(g, &g->update.set, f, f->refill);
		if (q.insert && f->fill && q.insert->set.len)
			add_assign(g, &g->insert.set, f, f->fill);
		if (q.insert && f->fill && q.insert->rows.len)
			add_column(g, &g->insert, f);
	}
	if (q.update)
		return orm_query_update(&g->update);
	return q.insert ? orm_query_insert(&g->insert) : q;
}

static const struct orm_source *written(const struct orm_query *q)
{
	if (q->insert)
		return q->insert->into;
	return q->update ? q->update->table : q->del ? q->del->table : NULL;
}

void session_expire_table(struct orm_session *s, const struct orm_source *source)
{
	const struct orm_mapped *m = orm_registry_source(s->registry, source);
	for (size_t n = 0; n < s->all.len; n++) {
		struct instance *i = s->all.items[n];
		if (i->state == ORM_PERSISTENT && (!m || i->mapped->table == m->table))
			i->expired = true;
	}
}

int64_t orm_session_execute(struct orm_session *s, struct orm_query q)
{
	struct error err;
	struct given g = { 0 };
	const struct orm_source *table = written(&q);
	if (!orm_session_flush(s) || !session_begin(s, true))
		return -1;
	q = complete(&g, orm_registry_source(s->registry, table), q);
	bool ok = orm_execute(s->conn, q, NULL, &err) || session_fail(s, &err);
	arena_release(&g.a);
	if (!ok)
		return -1;
	session_expire_table(s, table);
	return orm_changes(s->conn);
}
