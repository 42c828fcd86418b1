/*
 * migrate/obstacle_query.h - which rows a change can't be made with; private to obstacle.c
 */
#ifndef LIMBECK_MIGRATE_OBSTACLE_QUERY_H
#define LIMBECK_MIGRATE_OBSTACLE_QUERY_H

#include "migrate/op.h"
#include "orm/dialect.h"
#include "orm/engine/conn.h"

/* A change, and the table that it concerns as the database has it. */
struct question {
	struct arena *arena;
	const struct orm_dialect *dialect;
	const struct orm_metadata *from, *to; /* what there is, what is aimed at */
	const struct migrate_ops *ops;
	struct orm_change *change;
	const struct orm_table *table; /* of `from` */

	/* Set by question_ask. */
	bool needs_value, grouped;     /* grouped: rows that have the same values */
	bool guarded;                  /* `expr` and `where` may only read */
	bool computes;                 /* what the server can't compute is in the way as well */
	bool both;                     /* `where` is asked even where `expr` fails for no row */
	const char *where;             /* rows in the way; grouped: rows that count */
	const char *expr, *type;       /* what is computed of each row, for a value of which type */
	const struct orm_trial *trial; /* by question_try: what `where` needs */
	const char *refusal;           /* by question_try: what the server says, where it stops */
	struct names shown;            /* what of them is shown, as SQL */
	struct names labels;           /* ... under these names, where that isn't what it is */
	const char *what;              /* "column \"t.a\" can't be NOT NULL" */
	const char *why;               /* "with no value there", after the number of rows */
	const char *hint;
};

/* False: rows can't be in the way of the change.  One of `where` and `expr` is set. */
bool question_ask(struct question *q);

/* The same of a key that stays, of a column that values are compared in another way in. */
bool question_ask_kept(struct question *q, const struct orm_object *key);

/* The same of the condition that a column gets beside what else changes of it. */
bool question_ask_own_check(struct question *q);

/* The same of a change of an enum type, for a column of a table that may be of it. */
bool question_ask_enum(struct question *q, const struct orm_table *t, const struct orm_column *c);

/* The same of what a domain doesn't take any more, for a column that may be of it. */
bool question_ask_domain(struct question *q, const struct orm_table *t, const struct orm_column *c);

/* Is the column's type the one that is called so? */
bool question_is_of(const struct orm_column *c, const struct orm_object *type);

/* Is the column, as it is, gone or of another type after the plan? */
bool question_leaves(const struct question *q, const struct orm_table *t,
                     const struct orm_column *c);

/* A condition for values of `c` that no value of the enum type `to` is spelled like; or NULL. */
const char *question_not_in_enum(const struct question *q, const char *column,
                                 const struct orm_column *from, const struct orm_column *to);

/* Do all names of the expression mean columns that are there, under this name? */
bool question_knows(const struct question *q, const char *expr);

/* The columns that the text mentions are shown of a row. */
void question_show(struct question *q, const char *expr);

/* What the backfill of a column gives the rows that have no value there. */
bool question_ask_backfill(struct question *q);

/* Values of a generated column that is to be stored. */
bool question_ask_generated(struct question *q);

/*
 * The check with what the plan gives new columns of the table in the place of these, as
 * SQL on the rows that there are; `expr` itself where it names none.  NULL: that can't be told.
 */
const char *question_check(const struct question *q, const char *expr);

/*
 * Has the server compute `expr` of all rows: where some make it stop, `where` becomes a
 * condition for these.  `none`: no row does.  Else, it couldn't be tried.
 */
bool question_try(struct question *q, struct orm_conn *conn, bool *none,
                  struct error *err) MUST_CHECK;

/* The column as the database has it; NULL when it isn't there yet. */
const struct orm_column *question_old_column(const struct question *q, const struct orm_table *t,
                                             const char *table, const char *name);

/* What the table is called before the plan is run. */
const char *question_old_table(const struct migrate_ops *ops, const struct orm_dialect *d,
                               const char *schema, const char *table);

#endif
