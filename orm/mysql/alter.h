/*
 * orm/mysql/alter.h - one table on its way from what it is to what it will be
 *
 * The changes are applied to a copy; what differs then becomes clauses of ALTER
 * TABLE.  So a column is repeated whole, whatever a change says of it, and
 * several changes of one thing are one clause.
 */
#ifndef LIMBECK_ORM_MYSQL_ALTER_H
#define LIMBECK_ORM_MYSQL_ALTER_H

#include "orm/mysql/algorithm.h"
#include "orm/mysql/create.h"

struct my_rename {
	const char *from, *to;
};

struct my_renames {
	VEC(struct my_rename);
};

/* A statement that is being gathered. */
struct my_clauses {
	struct buf text; /* "ADD COLUMN ..., DROP ..." */
	const char *end; /* " PARTITION BY ...", or NULL */
	struct my_cost cost;
};

struct my_alter {
	struct ddl *ddl;
	struct error *err;
	const char *schema, *name; /* as the table is called now */
	struct orm_table *base;    /* as it is, but for names that the server changes by itself */
	struct orm_table *to;      /* as it will be */
	struct my_renames columns, indexes;
	struct names dropped;         /* columns, on the way */
	struct names remade;          /* columns that are dropped and made again */
	struct names away, back;      /* foreign keys that are dropped, and made again after that */
	struct names usual;           /* columns that are said to have their table's collation */
	struct names placed;          /* columns that have their place said */
	bool loss;                    /* values may be altered or cut */
	const char *algorithm, *lock; /* asked for, or NULL */
	struct my_clauses early, main, late; /* what can't be in the same statement */
	struct names alone;                  /* actions on partitions, each a statement */
	struct my_costs alone_costs;
};

/* Adds a clause and what its step costs. */
void my_clause(struct my_alter *x, struct my_clauses *to, enum my_step step, const char *format,
               ...) PRINTF_LIKE(4, 5);

/* Applies all changes: x->to, x->base and the lists of names (follow.c). */
bool my_follow(struct my_alter *x, const struct orm_change *changes, size_t count);

/* Is it a table without system versioning that gets it? */
bool my_becomes_versioned(const struct my_alter *x);

/* Columns that can't be changed into what they will be, but dropped and made again. */
void my_find_remade(struct my_alter *x);

/* Clauses for what differs between x->base and x->to. */
bool my_alter_columns(struct my_alter *x);
bool my_drop_keys(struct my_alter *x);
bool my_add_keys(struct my_alter *x);
bool my_alter_options(struct my_alter *x);
/* Those that get NOT NULL while foreign keys have them: alone where the rest is a copy. */
bool my_tighten_columns(struct my_alter *x);
void my_alter_partitions(struct my_alter *x);

/* Would the index, which stays, be dropped by the server for one that comes? */
bool my_would_go(struct my_alter *x, const struct orm_index *i);

/* Does the constraint stay as it is? */
bool my_same_constraint(struct my_alter *x, const struct orm_constraint *from,
                        const struct orm_constraint *to);

/*
 * Values of an ENUM that go on under another name (enum_values.c): by twos, a name and what
 * it was before.  Only those that both types agree on.
 */
struct names my_renamed_values(struct arena *a, const struct orm_type *from,
                               const struct orm_type *to);
/* The type with the new names as well; the UPDATE that rows of table `t` need then. */
const char *my_with_values(struct arena *a, const struct orm_type *t, const struct names *renames);
const char *my_update_values(struct arena *a, const char *table, const char *column,
                             const struct names *renames, const struct orm_table *t);

/* What it was called before the changes. */
const char *my_name_before(const struct my_renames *renames, const char *name);
bool my_is_listed(const struct my_alter *x, const struct names *names, const char *name);

/* Queries that refuse what would lose values without the server minding (guard.c). */
void my_guard_column(struct my_alter *x, const struct orm_column *from,
                     const struct orm_column *to);
void my_guard_values(struct my_alter *x, const struct orm_column *from);
void my_guard_partition(struct my_alter *x, const char *partition);
void my_guard_past(struct my_alter *x); /* of a versioned table */

#endif
