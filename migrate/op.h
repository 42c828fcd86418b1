/*
 * migrate/op.h - operations of a migration, as data
 */
#ifndef LIMBECK_MIGRATE_OP_H
#define LIMBECK_MIGRATE_OP_H

#include "orm/ddl/change.h"
#include "orm/engine/value.h"

enum migrate_op_kind {
	MIGRATE_CHANGE,      /* changes of schema: one, or several of a table */
	MIGRATE_EXECUTE,     /* a statement */
	MIGRATE_BULK_INSERT, /* rows into a table */
};

struct migrate_row {
	VEC(struct orm_value); /* in the order of the columns */
};

struct migrate_op {
	enum migrate_op_kind kind;
	struct orm_changes changes; /* CHANGE: more than one, all of a table: a batch */
	const char *sql;            /* EXECUTE */
	const char *undo;           /* EXECUTE: the statement that undoes it, or NULL */
	const char *schema, *table; /* BULK_INSERT */
	struct names columns;
	struct {
		VEC(struct migrate_row);
	} rows;
	const char *loses;      /* what data it would lose, in words; NULL = none */
	const char *loses_back; /* the same of what undoes it, where only the dialect knows */
	const char *note;       /* what the reader of the script should know; or NULL */
	const char *file;       /* where the script says so; NULL when generated */
	int line;
};

struct migrate_ops {
	VEC(struct migrate_op);
};

/*
 * The name of a change in scripts, such as "create_table" for ORM_CREATE of
 * ORM_TABLE; NULL when there is none.
 */
const char *migrate_change_name(enum orm_verb verb, enum orm_kind kind);

/* The same the other way round; false when `name` is no such operation. */
bool migrate_change_find(const char *name, enum orm_verb *verb, enum orm_kind *kind);

/* One line for people: `add column "orders.note" varchar(50)`. */
char *migrate_op_text(struct arena *a, const struct orm_dialect *d, const struct migrate_op *op);

/* '+' for what comes, '-' for what goes, '~' for what changes, '>' for renames. */
char migrate_change_mark(const struct orm_change *c);

/*
 * The operations that undo `ops`, in reverse order.  A drop of which only the
 * name is known, or an EXECUTE, can't be undone: ERR_UNSUPPORTED names it.
 */
bool migrate_invert(struct arena *a, const struct migrate_ops *ops, struct migrate_ops *out,
                    struct error *err) MUST_CHECK;

#endif
