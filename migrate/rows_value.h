/*
 * migrate/rows_value.h - values that a column may hold; private to rows*.c
 */
#ifndef LIMBECK_MIGRATE_ROWS_VALUE_H
#define LIMBECK_MIGRATE_ROWS_VALUE_H

#include "base/buf.h"
#include "migrate/op.h"
#include "orm/engine/conn.h"

/* A column that is given values, and the forms that they may have. */
struct rows_column {
	const struct orm_column *column;
	int64_t distinct;   /* how many values the forms with a number have; 0 = enough */
	struct names forms; /* as in struct orm_sample; the first is the usual one */
	size_t in_turn;     /* rows have the first so many of them in turn */
	size_t form;        /* the one that works, so far */
	bool null_ok;       /* NULL is put in some of the rows */
	bool bound;         /* a condition speaks of it: other forms are worth trying */
	bool keyed;         /* part of something unique */
	const struct orm_constraint *reference; /* whose part number `part` it is; or NULL */
	size_t part;
	int64_t referred; /* rows that it may lead to */
};

/* A table that is filled. */
struct rows_table {
	const struct orm_table *table;
	struct {
		VEC(struct rows_column);
	} columns;
	bool done;       /* filled, or given up */
	bool nulls;      /* some of the values are NULL */
	int64_t rows;    /* how many it has */
	const char *why; /* that is none; or NULL */
};

struct rows_filler {
	struct arena *arena;
	struct orm_conn *conn;
	const struct orm_dialect *dialect;
	const struct orm_metadata *from, *to;
	struct migrate_ops *ops;
	int64_t wanted;
	bool ahead; /* rows may lead to some that come later, in the same transaction */
	struct {
		VEC(struct rows_table);
	} tables;
};

/* The table of that name; NULL when it isn't among them. */
struct rows_table *rows_find(const struct rows_filler *f, const char *schema, const char *name);

/* The columns to be filled, and how. */
void rows_prepare(struct rows_filler *f, struct rows_table *t);

/*
 * Inserts rows into one table, in a transaction that is open.  False: the connection
 * failed; that the table takes none is said by its `why`.
 */
bool rows_insert(struct rows_filler *f, struct rows_table *t, struct error *err) MUST_CHECK;

/* The column that part `part` of a foreign key leads to, or NULL. */
const char *rows_referred(const struct orm_table *t, const struct orm_constraint *k, size_t part);

/* Is it one whose rows are those of others: of partitions, of what inherits from it? */
bool rows_has_children(const struct orm_metadata *m, const struct orm_table *t);

/* A number, as orm_query_value gives one. */
bool rows_count(struct rows_filler *f, const char *sql, int64_t *out, struct error *err) MUST_CHECK;

/*
 * The forms for a column, after its type, and the literals of what is said of it: of
 * checks, of the bounds of a partition.  None: it can only be NULL.
 */
void rows_forms(struct arena *a, const struct orm_metadata *m, const struct orm_table *t,
                struct rows_column *out);

/* The value of row `n`, from 1, in form number `form`, as SQL. */
void rows_value(struct buf *out, const struct orm_dialect *d, const struct rows_column *c,
                size_t form, int64_t n);

#endif
