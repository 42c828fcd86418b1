/* orm/session/batches.c - queries whose objects come a batch at a time */
#include <stdlib.h>

#include "orm/session/query.h"

struct batches {
	struct query query;
	struct orm_find find;    /* what it says beside the statement, in the query's arena */
	struct orm_result *rows; /* rests between the batches; NULL: there are no more */
	size_t size;
	size_t from; /* the first object of the last batch, in the session */
};

static void stop_reading(struct batches *b)
{
	if (!b->rows)
		return;
	orm_result_wake(b->rows);
	orm_result_close(b->rows);
	b->rows = NULL;
}

void batches_end(struct orm_session *s)
{
	struct batches *b = s->batches;
	if (!b)
		return;
	s->batches = NULL;
	stop_reading(b);
	arena_release(&b->query.a);
	free(b);
}

void orm_session_batches_end(struct orm_session *s)
{
	if (session_may_end(s, false))
		batches_end(s);
}

static bool holds_objects(const struct orm_session *s)
{
	for (size_t n = 0; n < s->all.len; n++)
		if (s->all.items[n]->state == ORM_PENDING ||
		    s->all.items[n]->state == ORM_PERSISTENT)
			return true;
	return false;
}

/* An object would be done before all rows that its list is in have come. */
static bool lists_come(const struct query *q)
{
	for (size_t n = 1; n < q->levels.len; n++)
		if (q->levels.items[n].in_rows && relation_is_list(q->levels.items[n].by))
			return session_failf(q->s, ERR_USAGE,
			                     "the list \"%s\" can't be joined in batches",
			                     q->levels.items[n].by->relation->member);
	return true;
}

static struct orm_loads loads_copy(struct arena *a, struct orm_loads l)
{
	l.items = l.len ? arena_copy(a, l.items, l.len * sizeof *l.items) : NULL;
	return l;
}

static struct orm_members members_copy(struct arena *a, struct orm_members m)
{
	m.items = m.len ? arena_copy(a, m.items, m.len * sizeof *m.items) : NULL;
	return m;
}

/* The program's own is gone by the time that the rows come. */
static void keep_find(struct batches *b, const struct orm_find *f)
{
	struct arena *a = &b->query.a;
	b->find = (struct orm_find){
		.of = f->of,
		.load = loads_copy(a, f->load),
		.joined = loads_copy(a, f->joined),
		.contained = loads_copy(a, f->contained),
		.leave = loads_copy(a, f->leave),
		.raise = loads_copy(a, f->raise),
		.defer = members_copy(a, f->defer),
		.undefer = members_copy(a, f->undefer),
		.only = members_copy(a, f->only),
		.lock = f->lock,
		.fresh = f->fresh,
	};
	b->query.f = &b->find;
}

static bool start(struct batches *b, struct orm_session *s, const struct orm_find *f)
{
	struct error err;
	struct query *q = &b->query;
	if (!query_begin(q, s, f) || !levels_plan(q) || !lists_come(q))
		return false;
	if (!orm_execute_stream(s->conn, orm_query_select(q->outer), &b->rows, &err))
		return session_fail(s, &err);
	orm_result_rest(b->rows);
	keep_find(b, f);
	return true;
}

static bool may_start(struct orm_session *s, size_t size)
{
	if (!session_enter(s) || !session_may_end(s, false))
		return false;
	if (!size)
		return session_failf(s, ERR_USAGE, "batches of no objects at all");
	if (s->batches)
		return session_failf(s, ERR_USAGE, "another query is being read in batches");
	return !holds_objects(s) ||
	       session_failf(s, ERR_USAGE,
	                     "the session has objects, which reading in batches would free");
}

bool orm_session_batches(struct orm_session *s, const struct orm_find *f, size_t size)
{
	if (!may_start(s, size))
		return false;
	struct batches *b = xmalloc(sizeof *b);
	*b = (struct batches){ .size = size };
	s->batches = b;
	if (start(b, s, f))
		return true;
	batches_end(s);
	return false;
}

/* A query of its own, that what is known of its objects ends with the batch. */
static struct query query_of_batch(const struct batches *b)
{
	struct query q = b->query;
	q.a = (struct arena){ 0 };
	q.levels.items = arena_copy(&q.a, q.levels.items, q.levels.len * sizeof *q.levels.items);
	q.levels.cap = q.levels.len;
	b->query.s->queries++;
	return q;
}

static bool read_some(struct batches *b, struct query *q, struct found *out)
{
	struct error err;
	enum orm_step step = ORM_ROW;
	bool ok = true;
	orm_result_wake(b->rows);
	while (ok && out->len < b->size && (step = orm_next(b->rows, &err)) == ORM_ROW)
		ok = query_row(q, b->rows, out);
	orm_result_rest(b->rows);
	if (step != ORM_ROW)
		stop_reading(b);
	return ok && (step != ORM_FAILED || session_fail(q->s, &err));
}

static bool read_batch(struct batches *b, struct orm_objects *out)
{
	struct query q = query_of_batch(b);
	struct found found = { 0 };
	bool ok = levels_end(&q, read_some(b, &q, &found));
	*out = (struct orm_objects){ found.items, found.len };
	ok = ok && levels_load(&q, *out);
	arena_release(&q.a);
	return ok;
}

static bool may_go_on(struct orm_session *s)
{
	struct error err;
	if (!session_enter(s) || !session_may_end(s, false) || !orm_session_flush(s))
		return false;
	if (s->batches)
		return true;
	fail(&err, ERR_USAGE, "no query is being read in batches");
	fail_hint(&err, "A commit, a rollback and a clear end it.");
	return session_fail(s, &err);
}

struct orm_objects orm_session_next(struct orm_session *s)
{
	struct orm_objects out = { 0 };
	if (!may_go_on(s))
		return out;
	struct batches *b = s->batches;
	instances_clear(s, b->from);
	b->from = s->all.len;
	bool ok = !b->rows || read_batch(b, &out);
	if (ok && out.len)
		return out;
	batches_end(s);
	return (struct orm_objects){ 0 };
}
