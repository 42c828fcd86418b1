/*
 * orm/sql/write.h - what the writers of statements share
 *
 * A writer appends to `out` and goes on after an error, of which the first is
 * kept: only who starts looks.
 */
#ifndef LIMBECK_ORM_SQL_WRITE_H
#define LIMBECK_ORM_SQL_WRITE_H

#include "orm/dialect.h"
#include "orm/sql/compile.h"
#include "orm/sql/dialect.h"

/*
 * How tightly a text binds: an operand that binds less than its operator asks
 * gets parentheses.  Databases disagree on OTHER, which therefore gets them from
 * all its neighbours.
 */
enum orm_binds {
	BINDS_OR = 1,
	BINDS_AND,
	BINDS_NOT,
	BINDS_COMPARE,
	BINDS_OTHER,
	BINDS_ADD,
	BINDS_MULTIPLY,
	BINDS_UNARY,
	BINDS_WHOLE,
};

/* Expressions and queries in each other; servers take less. */
enum { DEEPEST = 2000 };

/* The sources that columns may belong to, those of enclosing statements above. */
struct scope {
	VEC(const struct orm_source *);
	const struct scope *up;
};

struct sources {
	VEC(const struct orm_source *);
};

struct writer {
	struct arena *a;
	const struct orm_dialect *d;
	const struct orm_sql_dialect *s;
	int version;
	struct buf out;
	struct orm_compiled *compiled;
	const struct scope *scope;
	struct sources anonymous; /* anon_1, ... */
	bool literal;
	bool bare; /* columns without their tables */
	unsigned depth;
	bool failed;
	struct error *err;
};

/* Keeps the first error; true: this is it. */
bool writer_fail(struct writer *w, enum error_code code, const char *format, ...) PRINTF_LIKE(3, 4);
void writer_hint(struct writer *w, const char *hint);
void writer_need(struct writer *w, enum orm_can what);

void write_name(struct writer *w, const char *name);
void write_literal_value(struct writer *w, const struct orm_value *v);
void write_value(struct writer *w, const struct orm_value *v, const char *name);

void write_expr(struct writer *w, const struct orm_expr *e);
/* In parentheses if it binds less than `least`. */
void write_operand(struct writer *w, const struct orm_expr *e, int least);
void write_exprs(struct writer *w, const struct orm_exprs *list);
void write_op(struct writer *w, const struct orm_expr *e);
int expr_binds(const struct writer *w, const struct orm_expr *e);
/* A NOT of what is negated by another operator: fills `out`. */
bool expr_negated(const struct orm_expr *e, struct orm_expr *out);
void write_call(struct writer *w, const struct orm_expr *e);
void write_sql_text(struct writer *w, const struct orm_expr *e);
void write_names(struct writer *w, const struct orm_exprs *columns);
/* The select list: labels, and values with a type. */
void write_columns(struct writer *w, const struct orm_exprs *columns);
void write_order(struct writer *w, const struct orm_exprs *list);
/* " KEYWORD condition", unless there is none. */
void write_condition(struct writer *w, const char *keyword, const struct orm_expr *e);
void write_list(struct writer *w, const char *keyword, const struct orm_exprs *list);

void write_select(struct writer *w, const struct orm_select *s);
void write_subselect(struct writer *w, const struct orm_select *s);
void write_query(struct writer *w, const struct orm_query *q);
void write_with(struct writer *w, const struct orm_ctes *with, bool recursive);
void write_insert(struct writer *w, const struct orm_insert *s);
void write_update(struct writer *w, const struct orm_update *s);
void write_delete(struct writer *w, const struct orm_delete *s);
void write_returning(struct writer *w, const struct orm_exprs *list, enum orm_can what);

/* Sources. */
const char *source_name(struct writer *w, const struct orm_source *s);
bool source_same(struct writer *w, const struct orm_source *x, const struct orm_source *y);
void write_source(struct writer *w, const struct orm_source *s);
void write_sources(struct writer *w, const struct orm_sources *list);
/* What comes before a column's dot. */
void write_qualifier(struct writer *w, const struct orm_source *s);
void write_joins(struct writer *w, const struct orm_joins *joins, const struct scope *before);
void scope_add(struct writer *w, struct scope *s, const struct orm_source *source);
bool scope_has(struct writer *w, const struct scope *s, const struct orm_source *source);
/* The sources of the columns in `e` that no scope has yet are added to `s`. */
void scope_derive(struct writer *w, struct scope *s, const struct orm_expr *e);
void scope_derive_list(struct writer *w, struct scope *s, const struct orm_exprs *list);
const struct orm_source *expr_source(struct writer *w, const struct orm_expr *e);
/* The condition by which the foreign key joins `s` to one of `left`. */
void write_key(struct writer *w, const struct scope *left, const struct orm_source *s);

#endif
