/* orm/session/query.c - queries for objects */
#include "orm/session/query.h"
#include "base/text.h"

static const struct orm_expr *number(struct arena *a, int64_t n)
{
	return orm_node(a, orm_expr_int(n));
}

/* Models' sources with their tables, whose foreign keys joins go by. */
static struct orm_joins known_joins(struct query *q, struct orm_joins joins)
{
	struct orm_join *items = arena_alloc(&q->a, (joins.len + 1) * sizeof *items);
	for (size_t i = 0; i < joins.len; i++) {
		const struct orm_mapped *m =
		    orm_registry_source(q->s->registry, joins.items[i].source);
		items[i] = joins.items[i];
		if (m)
			items[i].source = &m->source;
	}
	return (struct orm_joins){ items, joins.len };
}

static const struct orm_expr *whose(struct query *q, const struct orm_find *f)
{
	const struct orm_expr *of = load_condition(&q->a, q->mapped);
	return of && f->where ? orm_and(&q->a, of, f->where) : of ? of : f->where;
}

bool query_begin(struct query *q, struct orm_session *s, const struct orm_find *f)
{
	*q = (struct query){ .s = s, .f = f, .mapped = orm_registry_find(s->registry, f->of) };
	if (!session_enter(s))
		return false;
	if (!q->mapped)
		return session_failf(s, ERR_USAGE, "a query for a model that isn't registered");
	if (!s->options.no_autoflush && !orm_session_flush(s))
		return false;
	if (!session_begin(s, f->lock.kind != ORM_FOR_NOTHING))
		return false;
	q->from[0] = &q->mapped->source;
	q->select = (struct orm_select){
		.from = { q->from, 1 },
		.joins = known_joins(q, f->joins),
		.distinct = f->distinct,
		.where = whose(q, f),
		.group_by = f->group_by,
		.having = f->having,
		.order_by = f->order_by,
		.limit = f->limit > 0 ? number(&q->a, f->limit) : NULL,
		.offset = f->offset > 0 ? number(&q->a, f->offset) : NULL,
		.lock = f->lock,
	};
	s->queries++;
	return true;
}

static struct orm_objects no_objects(void)
{
	return (struct orm_objects){ 0 };
}

/* Each object once, however many rows have it. */
static void note(struct query *q, struct instance *i, struct found *out)
{
	if (i->seen == q->s->queries)
		return;
	i->seen = q->s->queries;
	vec_push(&q->s->lists, out, instance_object(i));
}

bool query_row(struct query *q, struct orm_result *r, struct found *out)
{
	struct instance *i = reader_row(&q->reader, r);
	if (!i || (q->levels.len > 1 && !levels_row(q, r, i)))
		return false;
	note(q, i, out);
	return true;
}

static bool read_rows(struct query *q, struct orm_result *r, struct found *out)
{
	struct error err;
	enum orm_step step;
	while ((step = orm_next(r, &err)) == ORM_ROW)
		if (!query_row(q, r, out))
			return false;
	return step == ORM_DONE || session_fail(q->s, &err);
}

/* Up to `most` objects, 0 = all. */
static bool find(struct orm_session *s, const struct orm_find *f, int64_t most,
                 struct orm_objects *out)
{
	struct query q;
	struct error err;
	struct orm_result *r;
	struct found found = { 0 };
	*out = no_objects();
	bool ok = query_begin(&q, s, f);
	if (ok && most && (f->limit <= 0 || f->limit > most))
		q.select.limit = number(&q.a, most);
	if (ok)
		ok =
		    levels_plan(&q) && (orm_execute(s->conn, orm_query_select(q.outer), &r, &err) ||
		                        session_fail(s, &err));
	if (ok) {
		ok = read_rows(&q, r, &found);
		orm_result_close(r);
		ok = levels_end(&q, ok) &&
		     levels_load(&q, (struct orm_objects){ found.items, found.len });
	}
	arena_release(&q.a);
	if (ok)
		*out = (struct orm_objects){ found.items, found.len };
	return ok;
}

void query_columns(struct query *q)
{
	q->reader = reader_new(q->s, &q->a, q->mapped, &q->mapped->source, q->f, &q->columns);
	q->select.columns = (struct orm_exprs){ q->columns.items, q->columns.len };
}

struct orm_objects orm_session_all(struct orm_session *s, const struct orm_find *f)
{
	struct orm_objects out;
	return find(s, f, 0, &out) ? out : no_objects();
}

void *orm_session_first(struct orm_session *s, const struct orm_find *f)
{
	struct orm_objects out;
	return find(s, f, 1, &out) && out.len ? out.items[0] : NULL;
}

void *orm_session_one_or_none(struct orm_session *s, const struct orm_find *f)
{
	struct orm_objects out;
	if (!find(s, f, 2, &out))
		return NULL;
	if (out.len > 1)
		session_failf(s, ERR_STATE, "there are several %s where one was asked for",
		              orm_registry_find(s->registry, f->of)->model->name);
	return out.len == 1 ? out.items[0] : NULL;
}

void *orm_session_one(struct orm_session *s, const struct orm_find *f)
{
	void *one = orm_session_one_or_none(s, f);
	if (!one && session_ready(s))
		session_failf(s, ERR_STATE, "there is no %s where one was asked for",
		              orm_registry_find(s->registry, f->of)->model->name);
	return one;
}

/* SELECT count(*) FROM (SELECT ...) */
int64_t orm_session_count(struct orm_session *s, const struct orm_find *f)
{
	struct query q;
	struct error err;
	struct orm_value v = { 0 };
	bool ok = query_begin(&q, s, f);
	if (ok) {
		query_columns(&q);
		q.select.order_by = f->limit || f->offset ? f->order_by : (struct orm_exprs){ 0 };
		struct orm_source inner = { .select = &q.select };
		const struct orm_source *from[] = { &inner };
		const struct orm_expr *star[] = { orm_node(
		    &q.a, (struct orm_expr){ .kind = ORM_EXPR_STAR }) };
		const struct orm_expr *count[] = { orm_node(
		    &q.a, (struct orm_expr){
			      .kind = ORM_EXPR_FUNC, .name = "count", .list = { star, 1 } }) };
		struct orm_select outer = { .columns = { count, 1 }, .from = { from, 1 } };
		ok = orm_scalar(&q.a, s->conn, orm_query_select(&outer), &v, &err) ||
		     session_fail(s, &err);
	}
	int64_t n = ok && v.kind == ORM_INT ? v.integer : -1;
	arena_release(&q.a);
	return n;
}

bool orm_session_exists(struct orm_session *s, const struct orm_find *f)
{
	struct query q;
	struct error err;
	struct orm_row row = { 0 };
	bool ok = query_begin(&q, s, f);
	if (ok) {
		const struct orm_expr *one[] = { orm_node(
		    &q.a, (struct orm_expr){ .kind = ORM_EXPR_LITERAL, .left = number(&q.a, 1) }) };
		q.select.columns = (struct orm_exprs){ one, 1 };
		q.select.order_by = (struct orm_exprs){ 0 };
		q.select.limit = number(&q.a, 1);
		ok = orm_first(&q.a, s->conn, orm_query_select(&q.select), &row, &err) ||
		     session_fail(s, &err);
	}
	ok = ok && row.values;
	arena_release(&q.a);
	return ok;
}
