/*
 * orm/mysql/algorithm.h - what each step of an ALTER TABLE costs
 *
 * By kind and version of the server, for InnoDB and in general; what a table holds
 * can make it dearer (another engine, a FULLTEXT index, a compressed row format).
 * The sources are the manuals' tables, "Online DDL Operations" (MySQL 8.4, 17.12.1)
 * and "InnoDB Online DDL" (MariaDB); tests/orm/test_mysql_algorithm.c asks the
 * servers.
 */
#ifndef LIMBECK_ORM_MYSQL_ALGORITHM_H
#define LIMBECK_ORM_MYSQL_ALGORITHM_H

#include "orm/dialect.h"

enum my_step {
	MY_ADD_LAST, /* a column */
	MY_ADD_COLUMN,
	MY_ADD_VIRTUAL,
	MY_ADD_STORED,
	MY_ADD_COMPUTED, /* whose default is an expression */
	MY_ADD_VOLATILE, /* whose default may be another for each row: uuid() */
	MY_ADD_COUNTER,  /* AUTO_INCREMENT */
	MY_DROP_COLUMN,
	MY_DROP_VIRTUAL,
	MY_RENAME,
	MY_MOVE,
	MY_SET_DEFAULT, /* or comment */
	MY_SET_NULL,
	MY_SET_NOT_NULL,
	MY_SET_INVISIBLE,
	MY_COLLATE_TEXT, /* another order of a VARCHAR that no index has */
	MY_GROW_TEXT,    /* a VARCHAR whose length takes as many bytes as before */
	MY_GROW_ENUM,    /* members at the end, of as many bytes as before */
	MY_CHANGE_TYPE,
	MY_CHANGE_EXPRESSION, /* of a generated column */
	MY_ADD_KEY,
	MY_ADD_EXPRESSION_KEY,
	MY_ADD_FULLTEXT,
	MY_ADD_SPATIAL,
	MY_DROP_KEY,
	MY_RENAME_KEY,
	MY_HIDE_KEY,
	MY_ADD_PRIMARY,
	MY_DROP_PRIMARY,
	MY_REPLACE_PRIMARY,
	MY_ADD_FOREIGN,
	MY_DROP_FOREIGN,
	MY_ADD_CHECK,
	MY_DROP_CHECK,
	MY_ENFORCE_CHECK,
	MY_IGNORE_CHECK, /* NOT ENFORCED from now on */
	MY_SET_OPTION,   /* comment, statistics, counter */
	MY_SET_CHARSET,  /* the default, not the columns' */
	MY_SET_FORMAT,   /* row format, block size */
	MY_SET_ENCRYPTION,
	MY_SET_ENGINE,
	MY_RENAME_TABLE,
	MY_PARTITION, /* anew, or no more */
	MY_ADD_PARTITION,
	MY_DROP_PARTITION,
	MY_REORGANIZE,
	MY_ADD_VERSIONING,
	MY_DROP_VERSIONING,
	MY_SET_PERIOD,
	MY_STEP_COUNT
};

/* From the cheapest. */
enum my_algorithm { MY_INSTANTLY, MY_NOCOPY, MY_INPLACE, MY_COPY };

/* What others can do meanwhile: all; read; nothing. */
enum my_lock { MY_LOCK_NONE, MY_LOCK_SHARED, MY_LOCK_EXCLUSIVE };

struct my_cost {
	enum my_algorithm algorithm;
	bool rebuilds; /* all rows are written anew */
	enum my_lock lock;
	const char *section; /* of the manual */
};

struct my_costs {
	VEC(struct my_cost);
};

/* What the step costs at best; `version` 0 = the newest known. */
struct my_cost my_cost_of(const struct orm_dialect *d, int version, enum my_step step);

/* The same for this table, which may make it dearer. */
struct my_cost my_table_cost(const struct orm_dialect *d, int version, const struct orm_table *t,
                             enum my_step step);

/* Does the server refuse LOCK=NONE for this table even where nobody waits? */
bool my_refuses_no_lock(const struct orm_dialect *d, const struct orm_table *t);

/* Both in one statement: the dearer of each. */
void my_cost_add(struct my_cost *to, const struct my_cost *more);

/* "in place, rebuilds the table; writes wait" for a plan; NULL when it is instant. */
const char *my_cost_text(struct arena *a, const struct my_cost *c);

/* The same in the words of all databases. */
struct ddl_cost my_ddl_cost(const struct my_cost *c);

/*
 * ", ALGORITHM=INPLACE, LOCK=NONE", so that the server refuses what would take more;
 * either may be NULL.
 */
void my_cost_clauses(struct buf *out, const char *algorithm, const char *lock);

/* What changes of a column's definition, as the dearest step. */
struct my_cost my_column_cost(const struct orm_dialect *d, int version, const struct orm_table *was,
                              const struct orm_column *from, const struct orm_table *is,
                              const struct orm_column *to);

#endif
