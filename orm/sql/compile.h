/*
 * orm/sql/compile.h - a statement as text and parameters
 *
 * Works without a connection.  Values are never in the text: each is a ? in it
 * and a parameter beside it, in order; literals (LITERAL) alone are written, by
 * the dialect's rules.  The text depends on no parameter's value but on its
 * being NULL and on the length of an IN list, so that what is compiled once can
 * run many times.
 */
#ifndef LIMBECK_ORM_SQL_COMPILE_H
#define LIMBECK_ORM_SQL_COMPILE_H

#include "base/error.h"
#include "orm/sql/statement.h"

struct orm_dialect;

struct orm_params {
	VEC(struct orm_value);
};

struct orm_compiled {
	const char *sql;
	struct orm_params params;
	struct names names; /* beside params: those of named ones, else NULL */
	struct names unset; /* the same, NULL also once it has a value */
	bool rows;          /* it gives some */
};

/*
 * Compiles for a server of this version as it counts itself (orm_conn_version),
 * 0 = the newest known.  ERR_INPUT when the statement makes no sense,
 * ERR_UNSUPPORTED when this database can't do it, which says who can.
 */
bool orm_compile(struct arena *a, struct orm_query q, const struct orm_dialect *d, int version,
                 struct orm_compiled *out, struct error *err) MUST_CHECK;

/* The same as one text, with all values as literals: for reading, and for scripts. */
bool orm_compile_literal(struct arena *a, struct orm_query q, const struct orm_dialect *d,
                         int version, const char **out, struct error *err) MUST_CHECK;

/*
 * Sets a named parameter wherever it stands; the value is borrowed until the
 * statement has run.  ERR_USAGE when there is none of that name.
 */
bool orm_compiled_set(struct orm_compiled *c, const char *name, struct orm_value value,
                      struct error *err) MUST_CHECK;

#endif
