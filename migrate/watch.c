/* migrate/watch.c - what statements cost, observed while they run in a scratch database */
#include "migrate/watch.h"

#include <string.h>

#include "base/text.h"
#include "orm/dialect.h"

/* Looking costs a query or more for each: a plan of thousands is made of new tables anyway. */
enum { MOST_WATCHED = 200 };

static bool is_watched(const struct migrate_watch *w)
{
	return w && w->at < w->list->len && w->list->len <= MOST_WATCHED;
}

bool migrate_watch_before(struct migrate_watch *w, struct orm_conn *c, const char *sql,
                          struct error *err)
{
	if (!is_watched(w))
		return true;
	w->touched = (struct ddl_touches){ 0 };
	/* compiled against another copy of the schema, one may be missing there */
	for (size_t i = w->at; i < w->list->len; i++)
		if (!strcmp(w->list->items[i].sql, sql)) {
			w->at = i;
			return orm_observe(c, w->arena, sql, false, &w->state, &w->touched, err);
		}
	return true;
}

static const struct ddl_touched *find(const struct migrate_watch *w, const struct ddl_touches *in,
                                      const struct ddl_touched *t, const struct orm_dialect *d)
{
	(void)w;
	for (size_t i = 0; i < in->len; i++)
		if (text_same(in->items[i].schema, t->schema) &&
		    d->same_name(in->items[i].table, t->table))
			return &in->items[i];
	return NULL;
}

/* What a server can't say is taken from what is known. */
static struct ddl_touched agree(const struct ddl_touched *seen, const struct ddl_touched *known)
{
	struct ddl_touched t = *seen;

	if (!known)
		return t;
	/* an index is built by reading; "shared" may hide a copy, as MariaDB's does */
	if (t.cost.work == DDL_UNKNOWN ||
	    (t.cost.work == DDL_SCAN && known->cost.work == DDL_BUILD))
		t.cost.work = known->cost.work;
	else if (t.cost.work == DDL_BUILD && known->cost.work < DDL_BUILD)
		t.cost.work = known->cost.work;
	return t;
}

/* Both sides of a foreign key are read, though not where one of them is empty. */
static bool reads_more(const struct migrate_statement *s, const struct ddl_touches *seen)
{
	bool reads = false;

	for (size_t i = 0; i < seen->len; i++)
		reads = reads || seen->items[i].cost.work == DDL_SCAN;
	return reads && s->touched.len > 1;
}

static void note(struct migrate_watch *w, struct orm_conn *c, struct migrate_statement *s)
{
	const struct orm_dialect *d = orm_conn_dialect(c);
	struct ddl_touches known = s->touched, *seen = &w->touched;
	bool more = reads_more(s, seen);

	s->touched = (struct ddl_touches){ 0 };
	s->work = DDL_INSTANT;
	s->observed = true;
	if (d->takes_locks)
		s->note = NULL; /* which said what it was thought to take */
	for (size_t i = 0; i < seen->len; i++) {
		const struct ddl_touched *k = find(w, &known, &seen->items[i], d);
		struct ddl_touched t = agree(&seen->items[i], k);

		/* what is merely looked at, or was locked before, is nobody's concern here */
		if (!k && t.cost.work <= DDL_INSTANT && (t.held || t.cost.wait == DDL_WAIT_NONE))
			continue;
		if (more && k && t.cost.work == DDL_INSTANT)
			t.cost.work = k->cost.work;
		if (t.cost.work > s->work)
			s->work = t.cost.work;
		vec_push(w->arena, &s->touched, t);
	}
}

bool migrate_watch_after(struct migrate_watch *w, struct orm_conn *c, const char *sql,
                         struct error *err)
{
	struct migrate_statement *s;

	if (!is_watched(w) || strcmp(w->list->items[w->at].sql, sql) != 0)
		return true;
	s = &w->list->items[w->at++];
	if (!orm_observe(c, w->arena, sql, true, &w->state, &w->touched, err))
		return false;
	/* nothing seen tells nothing, unless the server was asked and nothing was there before */
	if (w->touched.len)
		note(w, c, s);
	else if (w->state && !s->touched.len)
		s->observed = true;
	return true;
}
