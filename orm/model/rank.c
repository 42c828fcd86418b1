/* orm/model/rank.c - which models are written before which others */
#include "base/text.h"
#include "orm/model/private.h"

/* Models that aren't ranked yet, and what they refer to. */
struct ranking {
	const struct orm_registry *r;
	size_t count;
	bool *placed; /* they have their rank */
	bool *refers; /* count times count: from, to; not to itself */
	bool *must;   /* the same, and the column can't be NULL */
};

static const struct orm_column *column_of(const struct orm_table *t, const char *name)
{
	for (size_t i = 0; i < t->columns.len; i++)
		if (text_same(t->columns.items[i]->object.name, name))
			return t->columns.items[i];
	return NULL;
}

/* Can a row be written before the one that it refers to? */
static bool can_wait(const struct orm_table *t, const struct orm_constraint *fk)
{
	for (size_t i = 0; i < fk->elements.len; i++) {
		const struct orm_column *c = column_of(t, fk->elements.items[i].column);
		if (!c || c->nullable == ORM_NO)
			return false;
	}
	return true;
}

static void note_references(struct ranking *k, size_t from, size_t to)
{
	const struct orm_table *t = k->r->models.items[from]->table;
	const struct orm_object *o = &k->r->models.items[to]->table->object;
	for (size_t i = 0; i < t->constraints.len && o != &t->object; i++) {
		const struct orm_constraint *fk = t->constraints.items[i];
		if (fk->object.kind != ORM_FOREIGN_KEY || !text_same(o->name, fk->referred_table) ||
		    !text_same(o->schema, fk->referred_schema))
			continue;
		k->refers[from * k->count + to] = true;
		k->must[from * k->count + to] |= !can_wait(t, fk);
	}
}

static bool is_ready(const struct ranking *k, size_t n)
{
	for (size_t to = 0; to < k->count; to++)
		if (k->refers[n * k->count + to] && !k->placed[to])
			return false;
	return true;
}

/* Marks all that it leads to, in `seen`. */
static void reach(const struct ranking *k, size_t n, bool *seen)
{
	for (size_t to = 0; to < k->count; to++)
		if (k->refers[n * k->count + to] && !k->placed[to] && !seen[to]) {
			seen[to] = true;
			reach(k, to, seen);
		}
}

/* Is it in a circle, and waits for nobody outside of it? */
static bool is_in_circle(const struct ranking *k, size_t n)
{
	struct arena a = { 0 };
	bool *there = arena_alloc(&a, k->count), *back = arena_alloc(&a, k->count);
	bool ok = !k->placed[n];
	reach(k, n, there);
	for (size_t i = 0; i < k->count && ok; i++)
		if (there[i]) {
			memset(back, 0, k->count);
			reach(k, i, back);
			ok = back[n];
		}
	arena_release(&a);
	return ok;
}

static bool must_wait(const struct ranking *k, size_t n)
{
	for (size_t to = 0; to < k->count; to++)
		if (k->must[n * k->count + to] && !k->placed[to])
			return true;
	return false;
}

/* Where a circle begins: best with somebody whose columns may be NULL meanwhile. */
static size_t break_circle(const struct ranking *k)
{
	size_t best = k->count;
	for (size_t n = 0; n < k->count; n++)
		if (is_in_circle(k, n) &&
		    (best == k->count || (must_wait(k, best) && !must_wait(k, n))))
			best = n;
	return best;
}

static bool is_next(const struct ranking *k, size_t n, size_t first)
{
	struct orm_mapped *const *all = k->r->models.items;
	if (k->placed[n])
		return false;
	return first == k->count ? is_ready(k, n) : all[n]->table == all[first]->table;
}

/* All that can be written now, or those of one table of a circle; returns how many. */
static size_t place_some(struct ranking *k, size_t rank)
{
	struct arena a = { 0 };
	bool *next = arena_alloc(&a, k->count), any = false;
	size_t first = k->count, count = 0;
	for (size_t n = 0; n < k->count; n++)
		any |= is_next(k, n, first);
	if (!any)
		first = break_circle(k);
	for (size_t n = 0; n < k->count; n++)
		next[n] = is_next(k, n, first);
	for (size_t n = 0; n < k->count; n++)
		if (next[n]) {
			k->r->models.items[n]->rank = rank;
			k->placed[n] = true;
			count++;
		}
	arena_release(&a);
	return count;
}

void orm_models_rank(const struct orm_registry *r)
{
	struct arena a = { 0 };
	struct ranking k = { .r = r, .count = r->models.len };
	k.placed = arena_alloc(&a, k.count + 1);
	k.refers = arena_alloc(&a, k.count * k.count + 1);
	k.must = arena_alloc(&a, k.count * k.count + 1);
	for (size_t from = 0; from < k.count; from++)
		for (size_t to = 0; to < k.count; to++)
			note_references(&k, from, to);
	size_t rank = 0;
	for (size_t left = k.count; left;)
		left -= place_some(&k, rank++);
	arena_release(&a);
}
