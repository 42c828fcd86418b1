/* orm/mysql/cost_table.c - what a step costs a table that isn't like most */
#include "base/text.h"
#include "orm/mysql/algorithm.h"
#include "orm/mysql/mysql.h"

#define FULLTEXT "InnoDB Full-Text Indexes"
#define SPATIAL  "Online DDL Limitations"
#define VIRTUAL  "InnoDB Online DDL Operations with the INPLACE Alter Algorithm"
#define ENGINES  "Storage Engines"

static bool has_index(const struct orm_table *t, const char *prefix)
{
	for (size_t i = 0; i < t->indexes.len; i++)
		if (text_same_nocase(my_option(&t->indexes.items[i]->object, "prefix"), prefix))
			return true;
	return false;
}

static bool is_virtual(const struct orm_column *c)
{
	return c && c->computed && c->persisted != ORM_YES;
}

static bool has_virtual(const struct orm_table *t)
{
	for (size_t i = 0; i < t->columns.len; i++)
		if (is_virtual(t->columns.items[i]))
			return true;
	return false;
}

static bool indexes_virtual(const struct orm_dialect *d, const struct orm_table *t)
{
	for (size_t i = 0; i < t->indexes.len; i++) {
		const struct orm_elements *e = &t->indexes.items[i]->elements;

		for (size_t k = 0; k < e->len; k++)
			if (e->items[k].column &&
			    is_virtual(orm_table_column(t, d, e->items[k].column)))
				return true;
	}
	return false;
}

static bool is_compressed(const struct orm_table *t)
{
	return text_same_nocase(my_option(&t->object, "row_format"), "COMPRESSED") ||
	       my_option(&t->object, "key_block_size");
}

/* Does it change what rows are made of? */
static bool changes_rows(enum my_step step)
{
	return step == MY_ADD_LAST || step == MY_ADD_COLUMN || step == MY_DROP_COLUMN ||
	       step == MY_MOVE;
}

static bool rewrites(enum my_step step)
{
	return changes_rows(step) || step == MY_SET_NULL || step == MY_SET_NOT_NULL;
}

static bool changes_keys(enum my_step step)
{
	return step == MY_ADD_KEY || step == MY_ADD_FULLTEXT || step == MY_ADD_SPATIAL ||
	       step == MY_DROP_KEY || step == MY_ADD_PRIMARY || step == MY_REPLACE_PRIMARY;
}

/* Rows that a foreign key changes aren't known to who copies meanwhile. */
static bool cascades(const struct orm_table *t)
{
	static const char *const none[] = { "RESTRICT", "NO ACTION" };

	for (size_t i = 0; i < t->constraints.len; i++) {
		const struct orm_constraint *k = t->constraints.items[i];
		const char *const actions[] = { k->ondelete, k->onupdate };

		for (size_t n = 0; n < COUNT(actions); n++)
			if (actions[n] && !text_same_nocase(actions[n], none[0]) &&
			    !text_same_nocase(actions[n], none[1]))
				return true;
	}
	return false;
}

/* MariaDB: what isn't stored stands in the way of others, more so in an index. */
static void add_virtual(struct my_cost *cost, const struct orm_dialect *d,
                        const struct orm_table *t, enum my_step step)
{
	static const struct my_cost copy = { MY_COPY, true, MY_LOCK_SHARED, VIRTUAL };
	static const struct my_cost rebuild = { MY_INPLACE, true, MY_LOCK_SHARED, VIRTUAL };
	bool indexed = indexes_virtual(d, t);

	if (step == MY_ADD_VIRTUAL && t->partition_by)
		my_cost_add(cost, &copy);
	if (step == MY_ADD_COLUMN && has_virtual(t))
		my_cost_add(cost, &copy);
	if (indexed && (step == MY_DROP_COLUMN || step == MY_SET_NOT_NULL))
		my_cost_add(cost, &copy);
	else if (indexed && rewrites(step))
		my_cost_add(cost, &rebuild);
}

/* MySQL refuses LOCK=NONE for what it does at once all the same. */
bool my_refuses_no_lock(const struct orm_dialect *d, const struct orm_table *t)
{
	return !my_is_mariadb(d) && has_index(t, "SPATIAL");
}

struct my_cost my_table_cost(const struct orm_dialect *d, int version, const struct orm_table *t,
                             enum my_step step)
{
	static const struct my_cost copy = { MY_COPY, true, MY_LOCK_SHARED, ENGINES };
	static const struct my_cost rebuild = { MY_INPLACE, true, MY_LOCK_NONE,
		                                "Column Operations" };
	static const struct my_cost words = { MY_INPLACE, true, MY_LOCK_SHARED, FULLTEXT };
	static const struct my_cost places = { MY_INPLACE, true, MY_LOCK_SHARED, SPATIAL };
	const char *engine = my_option(&t->object, "engine");
	struct my_cost cost = my_cost_of(d, version, step);

	if (engine && !text_same_nocase(engine, "InnoDB")) {
		if (rewrites(step) || changes_keys(step))
			my_cost_add(&cost, &copy);
		return cost;
	}
	if (is_compressed(t) && changes_rows(step))
		my_cost_add(&cost, &rebuild);
	if (has_index(t, "FULLTEXT") && rewrites(step))
		my_cost_add(&cost, my_is_mariadb(d) ? &words : &copy);
	if (has_index(t, "FULLTEXT") && step == MY_ADD_FULLTEXT) {
		/* the rows are numbered for it already */
		cost.rebuilds = false;
		if (my_is_mariadb(d))
			cost.algorithm = MY_NOCOPY;
	}
	if (my_is_mariadb(d))
		add_virtual(&cost, d, t, step);
	if (cost.algorithm == MY_COPY && cost.lock == MY_LOCK_NONE && cascades(t))
		cost.lock = MY_LOCK_SHARED;
	if (cost.algorithm == MY_INPLACE && cost.rebuilds && has_index(t, "SPATIAL"))
		my_cost_add(&cost, &places);
	return cost;
}
