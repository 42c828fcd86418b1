/* orm/session/level.c - relations that come along with what a query finds */
#include "base/text.h"
#include "orm/session/query.h"

static bool among(const struct orm_loads *list, const struct orm_relation *r)
{
	for (size_t n = 0; n < list->len; n++)
		if (list->items[n] == r)
			return true;
	return false;
}

static const struct orm_mapped *mapped_of(const struct query *q, size_t level)
{
	const struct orm_linked *by = q->levels.items[level].by;
	return by ? by->target : q->mapped;
}

/* The first level whose model has the relation; `in_rows`: of those that come in rows. */
static const struct orm_linked *find_level(const struct query *q, const struct orm_relation *r,
                                           bool in_rows, size_t *at)
{
	for (*at = 0; *at < q->levels.len; ++*at) {
		const struct orm_linked *l = orm_mapped_relation(mapped_of(q, *at), r);
		if (l && (q->levels.items[*at].in_rows || !in_rows))
			return l;
	}
	return NULL;
}

static bool unknown(struct query *q, const struct orm_relation *r)
{
	return session_failf(q->s, ERR_USAGE, "relation \"%s\" is of none of the models before it",
	                     r && r->member ? r->member : "");
}

static struct level *add_level(struct query *q, const struct orm_linked *by, size_t from)
{
	struct level *level = vec_add(&q->a, &q->levels);
	level->by = by;
	level->from = from;
	return level;
}

/* Where the program has joined the other side: by its model's source, or another name. */
static const struct orm_source *joined_source(const struct query *q, const struct orm_mapped *m)
{
	for (size_t n = 0; n < q->select.joins.len; n++)
		if (q->select.joins.items[n].source->table == m->table)
			return q->select.joins.items[n].source;
	return NULL;
}

static bool add_contained(struct query *q, const struct orm_relation *r)
{
	size_t from;
	const struct orm_linked *l = find_level(q, r, true, &from);
	if (!l)
		return unknown(q, r);
	const struct orm_source *source = joined_source(q, l->target);
	if (!source)
		return session_failf(q->s, ERR_USAGE,
		                     "\"%s\" is to be contained, and %s isn't joined", r->member,
		                     l->target->model->name);
	struct level *level = add_level(q, l, from);
	level->in_rows = true;
	level->source = source;
	return true;
}

static bool add_joined(struct query *q, const struct orm_relation *r)
{
	size_t from;
	const struct orm_linked *l = find_level(q, r, true, &from);
	if (!l)
		return unknown(q, r);
	struct level *level = add_level(q, l, from);
	level->in_rows = level->joined = true;
	return true;
}

/* Is a level on the way there already of this table?  Then it could go on for ever. */
static bool comes_back(const struct query *q, size_t level, const struct orm_mapped *m)
{
	for (; q->levels.items[level].by; level = q->levels.items[level].from)
		if (mapped_of(q, level)->table == m->table)
			return true;
	return q->mapped->table == m->table;
}

/* What models want to be joined, unless the query has said something else about it. */
static void add_wanted(struct query *q)
{
	const struct orm_find *f = q->f;
	for (size_t n = 0; n < q->levels.len; n++) {
		const struct orm_mapped *m = mapped_of(q, n);
		for (size_t k = 0; k < m->relation_count; k++) {
			const struct orm_linked *l = &m->relations[k];
			const struct orm_relation *r = l->relation;
			if (r->loading != ORM_LOAD_JOINED || among(&f->joined, r) ||
			    among(&f->contained, r) || among(&f->load, r) || among(&f->leave, r) ||
			    among(&f->raise, r) || comes_back(q, n, l->target))
				continue;
			struct level *level = add_level(q, l, n);
			level->in_rows = level->joined = true;
		}
	}
}

static bool has_joined(const struct query *q)
{
	for (size_t n = 0; n < q->levels.len; n++)
		if (q->levels.items[n].joined)
			return true;
	return false;
}

bool joins_lists(const struct query *q)
{
	for (size_t n = 0; n < q->levels.len; n++)
		if (q->levels.items[n].joined && relation_is_list(q->levels.items[n].by))
			return true;
	return false;
}

/* Would what is joined change what is counted, or grouped? */
static bool needs_subquery(const struct query *q)
{
	const struct orm_select *s = &q->select;
	return (has_joined(q) && s->group_by.len) ||
	       (joins_lists(q) && (s->limit || s->offset || s->distinct));
}

/* Rows are to be locked, or are grouped with others: then relations come by themselves. */
static void unjoin(struct query *q)
{
	for (size_t n = 1; n < q->levels.len; n++)
		if (q->levels.items[n].joined)
			q->levels.items[n].joined = q->levels.items[n].in_rows = false;
}

bool levels_plan(struct query *q)
{
	const struct orm_find *f = q->f;
	query_columns(q);
	q->outer = &q->select;
	add_level(q, NULL, 0)->in_rows = true;
	for (size_t n = 0; n < f->contained.len; n++)
		if (!add_contained(q, f->contained.items[n]))
			return false;
	for (size_t n = 0; n < f->joined.len; n++)
		if (!add_joined(q, f->joined.items[n]))
			return false;
	add_wanted(q);
	if (has_joined(q) &&
	    (f->lock.kind != ORM_FOR_NOTHING || (needs_subquery(q) && f->contained.len)))
		unjoin(q);
	if (q->levels.len > 1)
		join_levels(q, needs_subquery(q));
	return true;
}

/* Into the list, once; a row that says the same as the one before is the usual case. */
static void put(struct query *q, const struct orm_linked *l, struct instance *owner,
                struct instance *i)
{
	if (!relation_is_list(l)) {
		*relation_pointer(l, instance_object(owner)) = instance_object(i);
	} else {
		struct orm_many *m = relation_many(l, instance_object(owner));
		if (!m->len || m->items[m->len - 1] != instance_object(i))
			many_add(q->s, m, instance_object(i));
	}
	relation_turn_back(l, owner, i);
}

static void attach(struct query *q, struct level *level, struct instance *owner)
{
	uint64_t bit = relation_bit(level->by);
	if (owner->loaded & bit && !(owner->loading & bit) && !q->f->fresh)
		return;
	if (!(owner->loading & bit)) {
		struct kept none = { 0 };
		vec_push(&q->a, &level->kept,
		         q->f->fresh ? none : relation_keep(&q->a, level->by, owner));
		relation_empty(level->by, owner);
		owner->loading |= bit;
		owner->loaded |= bit;
		vec_push(&q->a, &level->owners, owner);
	}
	if (level->now)
		put(q, level->by, owner, level->now);
}

static bool read_level(struct query *q, struct orm_result *r, struct level *level)
{
	struct instance *owner = q->levels.items[level->from].now;
	struct instance *before = level->now;
	level->now = NULL;
	if (!owner)
		return true;
	if (!reader_nobody(&level->reader, r)) {
		level->now = reader_row(&level->reader, r);
		if (!level->now)
			return false;
		if (level->now != before)
			vec_push(&q->a, &level->list, level->now);
	}
	attach(q, level, owner);
	return true;
}

bool levels_row(struct query *q, struct orm_result *r, struct instance *i)
{
	q->levels.items[0].now = i;
	for (size_t n = 1; n < q->levels.len; n++)
		if (q->levels.items[n].in_rows && !read_level(q, r, &q->levels.items[n]))
			return false;
	return true;
}

bool levels_end(struct query *q, bool ok)
{
	for (size_t n = 1; n < q->levels.len; n++) {
		const struct level *level = &q->levels.items[n];
		for (size_t k = 0; k < level->owners.len; k++) {
			struct instance *i = level->owners.items[k];
			i->loading = 0;
			if (ok)
				relation_taken(level->by, i);
			else
				relation_not_loaded(level->by, i);
			relation_restore(q->s, level->by, i, &level->kept.items[k]);
		}
	}
	return ok;
}

static bool load_level(struct query *q, const struct orm_linked *l, size_t from)
{
	struct instances found = { 0 };
	size_t at = q->levels.len;
	add_level(q, l, from);
	if (!relation_load(q->s, l, q->f, &q->levels.items[from].list, &q->a, &found))
		return false;
	q->levels.items[at].list = found;
	return true;
}

static bool has_level(const struct query *q, const struct orm_relation *r)
{
	for (size_t n = 1; n < q->levels.len; n++)
		if (q->levels.items[n].by->relation == r)
			return true;
	return false;
}

/* Of each level, also those that come meanwhile; a relation that was there comes no more. */
static bool load_wanted(struct query *q)
{
	const struct orm_find *f = q->f;
	for (size_t n = 0; n < q->levels.len; n++) {
		const struct orm_mapped *m = mapped_of(q, n);
		for (size_t k = 0; k < m->relation_count; k++) {
			const struct orm_relation *r = m->relations[k].relation;
			if (r->loading == ORM_LOAD_SELECT_IN && !among(&f->leave, r) &&
			    !among(&f->raise, r) && !has_level(q, r) &&
			    !load_level(q, &m->relations[k], n))
				return false;
		}
	}
	return true;
}

static bool load_named(struct query *q)
{
	for (size_t n = 0; n < q->f->load.len; n++) {
		size_t from;
		const struct orm_linked *l = find_level(q, q->f->load.items[n], false, &from);
		if (!l)
			return unknown(q, q->f->load.items[n]);
		if (!load_level(q, l, from))
			return false;
	}
	return true;
}

static bool refuse(struct query *q)
{
	for (size_t n = 0; n < q->f->raise.len; n++) {
		size_t from;
		const struct orm_linked *l = find_level(q, q->f->raise.items[n], false, &from);
		if (!l)
			return unknown(q, q->f->raise.items[n]);
		const struct instances *list = &q->levels.items[from].list;
		for (size_t k = 0; k < list->len; k++)
			instance_lack(q->s, list->items[k])->refused |= relation_bit(l);
	}
	return true;
}

/* Those that were to come in rows and couldn't. */
static bool load_unjoined(struct query *q)
{
	for (size_t n = 1; n < q->levels.len; n++) {
		struct level *level = &q->levels.items[n];
		struct instances found = { 0 };
		if (level->in_rows)
			continue;
		if (!relation_load(q->s, level->by, q->f, &q->levels.items[level->from].list, &q->a,
		                   &found))
			return false;
		q->levels.items[n].list = found;
	}
	return true;
}

static bool models_want(const struct query *q)
{
	for (size_t n = 0; n < q->mapped->relation_count; n++)
		if (q->mapped->relations[n].relation->loading == ORM_LOAD_SELECT_IN)
			return true;
	return false;
}

bool levels_load(struct query *q, struct orm_objects found)
{
	if (q->levels.len == 1 && !q->f->load.len && !q->f->raise.len && !models_want(q))
		return true;
	for (size_t n = 0; n < found.len; n++)
		vec_push(&q->a, &q->levels.items[0].list, instance_of(q->s, found.items[n]));
	return load_unjoined(q) && load_named(q) && load_wanted(q) && refuse(q);
}
