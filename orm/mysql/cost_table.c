/* orm/mysql/cost_table.c - what a step costs a table that isn't like most */
#include "base/text.h"
#include "orm/mysql/algorithm.h"
#include "orm/mysql/mysql.h"

#define FULLTEXT "InnoDB Full-Text Indexes"
#define ENGINES  "Storage Engines"

static bool has_fulltext(const struct orm_table *t)
{
	for (size_t i = 0; i < t->indexes.len; i++)
		if (text_same_nocase(my_option(&t->indexes.items[i]->object, "prefix"), "FULLTEXT"))
			return true;
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

struct my_cost my_table_cost(const struct orm_dialect *d, int version, const struct orm_table *t,
                             enum my_step step)
{
	static const struct my_cost copy = { MY_COPY, true, MY_LOCK_SHARED, ENGINES };
	static const struct my_cost rebuild = { MY_INPLACE, true, MY_LOCK_NONE,
		                                "Column Operations" };
	static const struct my_cost words = { MY_INPLACE, true, MY_LOCK_SHARED, FULLTEXT };
	const char *engine = my_option(&t->object, "engine");
	struct my_cost cost = my_cost_of(d, version, step);

	if (engine && !text_same_nocase(engine, "InnoDB")) {
		if (rewrites(step) || changes_keys(step))
			my_cost_add(&cost, &copy);
		return cost;
	}
	if (is_compressed(t) && changes_rows(step))
		my_cost_add(&cost, &rebuild);
	if (has_fulltext(t) && rewrites(step))
		my_cost_add(&cost, my_is_mariadb(d) ? &words : &copy);
	if (has_fulltext(t) && step == MY_ADD_FULLTEXT) {
		/* the rows are numbered for it already */
		cost.rebuilds = false;
		if (my_is_mariadb(d))
			cost.algorithm = MY_NOCOPY;
	}
	return cost;
}
