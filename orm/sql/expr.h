/*
 * orm/sql/expr.h - SQL expressions as nodes
 *
 * A node is a plain struct whose members point at other nodes, all const, so
 * that an expression needs no allocation: the macros of orm/dsl.h make nodes as
 * compound literals that live until the block ends.  The functions below make
 * the same nodes in an arena, for conditions that grow in a loop, and
 * orm_expr_copy keeps any for longer.  Nothing is checked until a statement is
 * compiled (orm/sql/compile.h); a missing operand is an error there.
 */
#ifndef LIMBECK_ORM_SQL_EXPR_H
#define LIMBECK_ORM_SQL_EXPR_H

#include <stdbool.h>

#include "base/arena.h"
#include "orm/engine/value.h"
#include "orm/model/field.h"

struct orm_column;
struct orm_expr;
struct orm_select;
struct orm_source;
struct orm_type;

struct orm_exprs {
	const struct orm_expr *const *items;
	size_t len;
};

enum orm_expr_kind {
	ORM_EXPR_NONE,
	ORM_EXPR_COLUMN,  /* column, or name of source `of`, or name alone */
	ORM_EXPR_VALUE,   /* bound */
	ORM_EXPR_PARAM,   /* bound when it is run: orm_compiled_set(c, name, ...) */
	ORM_EXPR_LITERAL, /* a value written into the text, by the dialect's rules */
	ORM_EXPR_NULL,
	ORM_EXPR_TRUE,
	ORM_EXPR_FALSE,
	ORM_EXPR_STAR,    /* *, or all of source `of` */
	ORM_EXPR_DEFAULT, /* what the column has by itself: in SET and rows alone */
	ORM_EXPR_OP,      /* op, left, right, third */
	ORM_EXPR_AND,     /* list; empty = true, NULL members are skipped */
	ORM_EXPR_OR,      /* list; empty = false */
	ORM_EXPR_NOT,
	ORM_EXPR_IN,       /* left; list, values or select; flag = NOT IN */
	ORM_EXPR_TUPLE,    /* list */
	ORM_EXPR_ARRAY,    /* list */
	ORM_EXPR_FUNC,     /* name, list; flag = DISTINCT; left = FILTER; window = OVER */
	ORM_EXPR_CASE,     /* list: condition, result, ...; left = ELSE */
	ORM_EXPR_CAST,     /* left, type */
	ORM_EXPR_COLLATE,  /* left, name */
	ORM_EXPR_EXTRACT,  /* name = "year", left */
	ORM_EXPR_LABEL,    /* left, name */
	ORM_EXPR_ORDER,    /* left, flag = descending, nulls */
	ORM_EXPR_SELECT,   /* a scalar subquery */
	ORM_EXPR_EXISTS,   /* select; flag = NOT EXISTS */
	ORM_EXPR_ANY,      /* select, or left: an array; flag = ALL */
	ORM_EXPR_JSON,     /* left; list of texts and integers; flag = as text */
	ORM_EXPR_EXCLUDED, /* upsert: the row that wasn't inserted, its column `left` */
	ORM_EXPR_TEXT,     /* name: SQL, whose :names are those of the list's labels */
	ORM_EXPR_KIND_COUNT
};

enum orm_op {
	ORM_OP_NONE,
	ORM_OP_EQ,
	ORM_OP_NE,
	ORM_OP_LT,
	ORM_OP_LE,
	ORM_OP_GT,
	ORM_OP_GE,
	ORM_OP_IS_NULL,
	ORM_OP_NOT_NULL,
	ORM_OP_DISTINCT,     /* as <>, but NULL is a value like others */
	ORM_OP_NOT_DISTINCT, /* as = */
	ORM_OP_LIKE,
	ORM_OP_NOT_LIKE,
	ORM_OP_ILIKE,
	ORM_OP_NOT_ILIKE,
	ORM_OP_STARTS, /* plain text: % and _ in it mean themselves */
	ORM_OP_CONTAINS,
	ORM_OP_ENDS,
	ORM_OP_MATCHES, /* a regular expression */
	ORM_OP_NOT_MATCHES,
	ORM_OP_BETWEEN,
	ORM_OP_NOT_BETWEEN,
	ORM_OP_BETWEEN_SYMMETRIC,
	ORM_OP_CONCAT,
	ORM_OP_ADD,
	ORM_OP_SUB,
	ORM_OP_MUL,
	ORM_OP_DIV,  /* 3 / 2 is 1.5 everywhere */
	ORM_OP_IDIV, /* 3 / 2 is 1, -3 / 2 is -1 */
	ORM_OP_MOD,
	ORM_OP_NEG,
	ORM_OP_COUNT
};

enum orm_nulls { ORM_NULLS_AS_IS, ORM_NULLS_FIRST, ORM_NULLS_LAST };

/* The bounds of a frame, each "unbounded preceding", "current row" or so many rows away. */
struct orm_bound {
	enum {
		ORM_UNBOUNDED_PRECEDING,
		ORM_PRECEDING,
		ORM_CURRENT_ROW,
		ORM_FOLLOWING,
		ORM_UNBOUNDED_FOLLOWING
	} kind;
	unsigned distance;
};

struct orm_window {
	struct orm_exprs partition_by, order_by;
	enum { ORM_FRAME_NONE, ORM_FRAME_ROWS, ORM_FRAME_RANGE, ORM_FRAME_GROUPS } frame;
	struct orm_bound from, to;
};

struct orm_expr {
	enum orm_expr_kind kind;
	enum orm_op op;
	bool flag;
	enum orm_nulls nulls;
	const struct orm_expr *left, *right, *third;
	struct orm_exprs list;
	struct orm_value value;
	const struct orm_value *values; /* IN: `count` of them */
	size_t count;
	const char *name;
	const struct orm_column *column;
	const struct orm_source *of;
	const struct orm_select *select;
	const struct orm_type *type;
	const struct orm_window *window;
};

/* Nodes of what C has; ORM_EXPR of orm/dsl.h chooses among these.  Texts are borrowed. */
struct orm_expr orm_expr_int(long long i);
struct orm_expr orm_expr_uint(unsigned long long i);
struct orm_expr orm_expr_double(double d);
struct orm_expr orm_expr_bool(bool b);
struct orm_expr orm_expr_text(const char *text); /* NULL is SQL's NULL */
struct orm_expr orm_expr_value(struct orm_value v);
struct orm_expr orm_expr_null(const void *null);
struct orm_expr orm_expr_column(const struct orm_column *c);
struct orm_expr orm_expr_field(struct orm_field f);
struct orm_expr orm_expr_select(const struct orm_select *s);
struct orm_expr orm_expr_self(const struct orm_expr *e);

/* A copy in the arena of all that `e` points at, but columns, types and statements. */
const struct orm_expr *orm_expr_copy(struct arena *a, const struct orm_expr *e);

/* The same nodes as the macros of orm/dsl.h make, in an arena; operands are borrowed. */
const struct orm_expr *orm_node(struct arena *a, struct orm_expr e);
const struct orm_expr *orm_op(struct arena *a, enum orm_op op, const struct orm_expr *left,
                              const struct orm_expr *right);
const struct orm_expr *orm_eq(struct arena *a, const struct orm_expr *x, const struct orm_expr *y);
const struct orm_expr *orm_ne(struct arena *a, const struct orm_expr *x, const struct orm_expr *y);
const struct orm_expr *orm_lt(struct arena *a, const struct orm_expr *x, const struct orm_expr *y);
const struct orm_expr *orm_le(struct arena *a, const struct orm_expr *x, const struct orm_expr *y);
const struct orm_expr *orm_gt(struct arena *a, const struct orm_expr *x, const struct orm_expr *y);
const struct orm_expr *orm_ge(struct arena *a, const struct orm_expr *x, const struct orm_expr *y);
const struct orm_expr *orm_like(struct arena *a, const struct orm_expr *x,
                                const struct orm_expr *y);
const struct orm_expr *orm_not(struct arena *a, const struct orm_expr *x);
/* `x` may be NULL: then it is `y`, so that a loop can begin with nothing. */
const struct orm_expr *orm_and(struct arena *a, const struct orm_expr *x, const struct orm_expr *y);
const struct orm_expr *orm_or(struct arena *a, const struct orm_expr *x, const struct orm_expr *y);
/* `values` are borrowed. */
const struct orm_expr *orm_in(struct arena *a, const struct orm_expr *x,
                              const struct orm_value *values, size_t count);

#endif
