/* orm/mysql/algorithm.c - what each step of an ALTER TABLE costs, as a table */
#include "orm/mysql/algorithm.h"

#include <string.h>

#include "base/text.h"
#include "orm/mysql/mysql.h"

#define COLUMNS    "Column Operations"
#define GENERATED  "Generated Column Operations"
#define INDEXES    "Index Operations"
#define PRIMARY    "Primary Key Operations"
#define FOREIGN    "Foreign Key Operations"
#define TABLES     "Table Operations"
#define PARTITIONS "Partitioning Operations"
#define ONLINE     "Online Schema Change"

struct row {
	enum my_step step;
	int since;
	struct my_cost cost;
};

/* MySQL 8.4 reference manual, 17.12.1; later rows of a step hold from their version on. */
static const struct row mysql_rows[] = {
	{ MY_ADD_LAST, 0, { MY_INPLACE, true, MY_LOCK_NONE, COLUMNS } },
	{ MY_ADD_LAST, 80012, { MY_INSTANTLY, false, MY_LOCK_NONE, COLUMNS } },
	{ MY_ADD_COLUMN, 0, { MY_INPLACE, true, MY_LOCK_NONE, COLUMNS } },
	{ MY_ADD_COLUMN, 80029, { MY_INSTANTLY, false, MY_LOCK_NONE, COLUMNS } },
	{ MY_ADD_VIRTUAL, 0, { MY_INSTANTLY, false, MY_LOCK_NONE, GENERATED } },
	{ MY_ADD_STORED, 0, { MY_COPY, true, MY_LOCK_SHARED, GENERATED } },
	{ MY_ADD_COMPUTED, 0, { MY_COPY, true, MY_LOCK_SHARED, COLUMNS } },
	{ MY_ADD_VOLATILE, 0, { MY_COPY, true, MY_LOCK_SHARED, COLUMNS } },
	{ MY_ADD_COUNTER, 0, { MY_INPLACE, true, MY_LOCK_SHARED, COLUMNS } },
	{ MY_DROP_COLUMN, 0, { MY_INPLACE, true, MY_LOCK_NONE, COLUMNS } },
	{ MY_DROP_COLUMN, 80029, { MY_INSTANTLY, false, MY_LOCK_NONE, COLUMNS } },
	{ MY_DROP_VIRTUAL, 0, { MY_INSTANTLY, false, MY_LOCK_NONE, GENERATED } },
	{ MY_RENAME, 0, { MY_INPLACE, false, MY_LOCK_NONE, COLUMNS } },
	{ MY_RENAME, 80028, { MY_INSTANTLY, false, MY_LOCK_NONE, COLUMNS } },
	{ MY_MOVE, 0, { MY_INPLACE, true, MY_LOCK_NONE, COLUMNS } },
	{ MY_SET_DEFAULT, 0, { MY_INSTANTLY, false, MY_LOCK_NONE, COLUMNS } },
	{ MY_SET_NULL, 0, { MY_INPLACE, true, MY_LOCK_NONE, COLUMNS } },
	{ MY_SET_NOT_NULL, 0, { MY_INPLACE, true, MY_LOCK_NONE, COLUMNS } },
	{ MY_SET_INVISIBLE, 0, { MY_INSTANTLY, false, MY_LOCK_NONE, COLUMNS } },
	{ MY_COLLATE_TEXT, 0, { MY_COPY, true, MY_LOCK_SHARED, COLUMNS } },
	{ MY_COLLATE_TEXT, 90700, { MY_INPLACE, false, MY_LOCK_NONE, COLUMNS } }, /* asked of it */
	{ MY_GROW_TEXT, 0, { MY_INPLACE, false, MY_LOCK_NONE, COLUMNS } },
	{ MY_GROW_ENUM, 0, { MY_INSTANTLY, false, MY_LOCK_NONE, COLUMNS } },
	{ MY_CHANGE_TYPE, 0, { MY_COPY, true, MY_LOCK_SHARED, COLUMNS } },
	{ MY_CHANGE_EXPRESSION, 0, { MY_COPY, true, MY_LOCK_SHARED, GENERATED } },
	{ MY_ADD_KEY, 0, { MY_INPLACE, false, MY_LOCK_NONE, INDEXES } },
	{ MY_ADD_EXPRESSION_KEY, 0, { MY_INPLACE, false, MY_LOCK_SHARED, INDEXES } },
	{ MY_ADD_FULLTEXT, 0, { MY_INPLACE, true, MY_LOCK_SHARED, INDEXES } },
	{ MY_ADD_SPATIAL, 0, { MY_INPLACE, false, MY_LOCK_SHARED, INDEXES } },
	{ MY_DROP_KEY, 0, { MY_INPLACE, false, MY_LOCK_NONE, INDEXES } },
	{ MY_RENAME_KEY, 0, { MY_INPLACE, false, MY_LOCK_NONE, INDEXES } },
	{ MY_HIDE_KEY, 0, { MY_INPLACE, false, MY_LOCK_NONE, INDEXES } },
	{ MY_ADD_PRIMARY, 0, { MY_INPLACE, true, MY_LOCK_NONE, PRIMARY } },
	{ MY_DROP_PRIMARY, 0, { MY_COPY, true, MY_LOCK_SHARED, PRIMARY } },
	{ MY_REPLACE_PRIMARY, 0, { MY_INPLACE, true, MY_LOCK_NONE, PRIMARY } },
	{ MY_ADD_FOREIGN, 0, { MY_COPY, true, MY_LOCK_SHARED, FOREIGN } },
	{ MY_DROP_FOREIGN, 0, { MY_INPLACE, false, MY_LOCK_NONE, FOREIGN } },
	{ MY_ADD_CHECK, 0, { MY_COPY, true, MY_LOCK_SHARED, TABLES } },
	{ MY_DROP_CHECK, 0, { MY_INSTANTLY, false, MY_LOCK_NONE, TABLES } },
	{ MY_IGNORE_CHECK, 0, { MY_INSTANTLY, false, MY_LOCK_NONE, TABLES } },
	{ MY_ENFORCE_CHECK, 0, { MY_COPY, true, MY_LOCK_SHARED, TABLES } },
	{ MY_SET_OPTION, 0, { MY_INPLACE, false, MY_LOCK_NONE, TABLES } },
	{ MY_SET_CHARSET, 0, { MY_INPLACE, false, MY_LOCK_NONE, TABLES } },
	{ MY_SET_FORMAT, 0, { MY_INPLACE, true, MY_LOCK_NONE, TABLES } },
	{ MY_SET_ENCRYPTION, 0, { MY_COPY, true, MY_LOCK_SHARED, TABLES } },
	{ MY_SET_ENGINE, 0, { MY_COPY, true, MY_LOCK_SHARED, TABLES } },
	{ MY_RENAME_TABLE, 0, { MY_INSTANTLY, false, MY_LOCK_EXCLUSIVE, TABLES } },
	{ MY_PARTITION, 0, { MY_COPY, true, MY_LOCK_SHARED, PARTITIONS } },
	{ MY_ADD_PARTITION, 0, { MY_INPLACE, false, MY_LOCK_NONE, PARTITIONS } },
	{ MY_DROP_PARTITION, 0, { MY_INPLACE, false, MY_LOCK_NONE, PARTITIONS } },
	{ MY_REORGANIZE, 0, { MY_INPLACE, true, MY_LOCK_SHARED, PARTITIONS } },
};

/*
 * What differs on MariaDB, from 10.6: "InnoDB Online DDL Operations with ...".  From 11.2 on
 * others write while it copies: "Online Schema Change".
 */
static const struct row mariadb_rows[] = {
	{ MY_ADD_LAST, 0, { MY_INSTANTLY, false, MY_LOCK_NONE, COLUMNS } },
	{ MY_ADD_COLUMN, 0, { MY_INSTANTLY, false, MY_LOCK_NONE, COLUMNS } },
	{ MY_DROP_COLUMN, 0, { MY_INSTANTLY, false, MY_LOCK_NONE, COLUMNS } },
	{ MY_RENAME, 0, { MY_INSTANTLY, false, MY_LOCK_NONE, COLUMNS } },
	{ MY_MOVE, 0, { MY_INSTANTLY, false, MY_LOCK_NONE, COLUMNS } },
	{ MY_ADD_COMPUTED, 0, { MY_INSTANTLY, false, MY_LOCK_NONE, COLUMNS } },
	{ MY_COLLATE_TEXT, 0, { MY_INSTANTLY, false, MY_LOCK_NONE, COLUMNS } },
	{ MY_GROW_TEXT, 0, { MY_INSTANTLY, false, MY_LOCK_NONE, COLUMNS } },
	{ MY_ADD_KEY, 0, { MY_NOCOPY, false, MY_LOCK_NONE, INDEXES } },
	{ MY_DROP_KEY, 0, { MY_NOCOPY, false, MY_LOCK_NONE, INDEXES } },
	{ MY_ADD_SPATIAL, 0, { MY_NOCOPY, false, MY_LOCK_SHARED, INDEXES } },
	{ MY_RENAME_KEY, 0, { MY_INSTANTLY, false, MY_LOCK_NONE, INDEXES } },
	{ MY_HIDE_KEY, 0, { MY_INSTANTLY, false, MY_LOCK_NONE, INDEXES } },
	{ MY_DROP_FOREIGN, 0, { MY_INSTANTLY, false, MY_LOCK_NONE, FOREIGN } },
	{ MY_SET_OPTION, 0, { MY_INSTANTLY, false, MY_LOCK_NONE, TABLES } },
	{ MY_SET_CHARSET, 0, { MY_INSTANTLY, false, MY_LOCK_NONE, TABLES } },
	{ MY_CHANGE_TYPE, 0, { MY_COPY, true, MY_LOCK_SHARED, COLUMNS } },
	{ MY_CHANGE_TYPE, 110200, { MY_COPY, true, MY_LOCK_NONE, ONLINE } },
	{ MY_CHANGE_EXPRESSION, 0, { MY_COPY, true, MY_LOCK_SHARED, GENERATED } },
	{ MY_CHANGE_EXPRESSION, 110200, { MY_COPY, true, MY_LOCK_NONE, ONLINE } },
	{ MY_ADD_STORED, 0, { MY_COPY, true, MY_LOCK_SHARED, GENERATED } },
	{ MY_ADD_STORED, 110200, { MY_COPY, true, MY_LOCK_NONE, ONLINE } },
	{ MY_ADD_CHECK, 0, { MY_COPY, true, MY_LOCK_SHARED, TABLES } },
	{ MY_ADD_CHECK, 110200, { MY_COPY, true, MY_LOCK_NONE, ONLINE } },
	{ MY_DROP_PRIMARY, 0, { MY_COPY, true, MY_LOCK_SHARED, PRIMARY } },
	{ MY_DROP_PRIMARY, 110200, { MY_COPY, true, MY_LOCK_NONE, ONLINE } },
	{ MY_ADD_VERSIONING, 0, { MY_COPY, true, MY_LOCK_SHARED, TABLES } },
	{ MY_DROP_VERSIONING, 0, { MY_COPY, true, MY_LOCK_SHARED, TABLES } },
	{ MY_SET_PERIOD, 0, { MY_COPY, true, MY_LOCK_SHARED, TABLES } },
};

static const struct my_cost *find(const struct row *rows, size_t count, int version,
                                  enum my_step step)
{
	const struct my_cost *best = NULL;

	for (size_t i = 0; i < count; i++)
		if (rows[i].step == step && (!version || rows[i].since <= version))
			best = &rows[i].cost;
	return best;
}

struct my_cost my_cost_of(const struct orm_dialect *d, int version, enum my_step step)
{
	static const struct my_cost dearest = { MY_COPY, true, MY_LOCK_SHARED, TABLES };
	const struct my_cost *found = NULL;

	if (my_is_mariadb(d))
		found = find(mariadb_rows, COUNT(mariadb_rows), version, step);
	if (!found)
		found = find(mysql_rows, COUNT(mysql_rows), my_is_mariadb(d) ? 0 : version, step);
	return found ? *found : dearest;
}

void my_cost_add(struct my_cost *to, const struct my_cost *more)
{
	if (!to->section || more->algorithm > to->algorithm)
		to->section = more->section;
	if (more->algorithm > to->algorithm)
		to->algorithm = more->algorithm;
	if (more->lock > to->lock)
		to->lock = more->lock;
	to->rebuilds = to->rebuilds || more->rebuilds;
}

const char *my_cost_text(struct arena *a, const struct my_cost *c)
{
	static const char *const others[] = { "writes go on", "writes wait", "nobody can use it" };
	const char *how = c->algorithm == MY_COPY ? "copies the table"
	                  : c->rebuilds           ? "rebuilds the table in place"
	                                          : "in place";

	if (c->algorithm == MY_INSTANTLY)
		return NULL;
	return arena_printf(a, "%s, %s", how, others[c->lock]);
}

struct ddl_cost my_ddl_cost(const struct my_cost *c)
{
	static const struct ddl_cost locks[] = {
		[MY_LOCK_NONE] = { .wait = DDL_WAIT_CHANGES, .lock = "NONE" },
		[MY_LOCK_SHARED] = { .wait = DDL_WAIT_WRITES, .lock = "SHARED" },
		[MY_LOCK_EXCLUSIVE] = { .wait = DDL_WAIT_ALL, .lock = "EXCLUSIVE" },
	};
	struct ddl_cost cost = locks[c->lock];

	cost.work = c->algorithm == MY_COPY || c->rebuilds ? DDL_COPY
	            : c->algorithm == MY_INSTANTLY         ? DDL_INSTANT
	                                                   : DDL_BUILD;
	return cost;
}

void my_cost_clauses(struct buf *out, const char *algorithm, const char *lock)
{
	if (algorithm)
		buf_addf(out, ", ALGORITHM=%s", algorithm);
	if (lock)
		buf_addf(out, ", LOCK=%s", lock);
}
