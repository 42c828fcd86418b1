/*
 * orm/sql/run.h - running statements and reading what they give
 *
 * Rows are read from struct orm_result (orm/engine/conn.h), whose values are
 * borrowed until the next row.  The readers below say what a value is instead of
 * guessing: ERR_INPUT names the column that holds something else, and NULL is
 * told apart from every value.
 */
#ifndef LIMBECK_ORM_SQL_RUN_H
#define LIMBECK_ORM_SQL_RUN_H

#include "orm/engine/conn.h"
#include "orm/sql/compile.h"

/*
 * Compiles and runs.  With `out` the rows are left there, and it is closed by
 * the caller, also when there are none; NULL: rows are thrown away, and
 * orm_changes says how many were changed.
 */
bool orm_execute(struct orm_conn *c, struct orm_query q, struct orm_result **out,
                 struct error *err) MUST_CHECK;

/* The same with rows that come while they are read, as orm_stream has it. */
bool orm_execute_stream(struct orm_conn *c, struct orm_query q, struct orm_result **out,
                        struct error *err) MUST_CHECK;

/* The same for what is compiled.  ERR_USAGE names a parameter that has no value. */
bool orm_run(struct orm_conn *c, const struct orm_compiled *compiled, struct orm_result **out,
             struct error *err) MUST_CHECK;

/* What the functions below ask for and find; `out` is an array of the row's values in `a`. */
struct orm_row {
	struct orm_value *values; /* NULL: there is no row */
	size_t len;
};

/* A copy of the current row of a result. */
void orm_row_take(struct arena *a, struct orm_result *r, struct orm_row *out);

/* The first row or none; the rest is not read. */
bool orm_first(struct arena *a, struct orm_conn *c, struct orm_query q, struct orm_row *out,
               struct error *err) MUST_CHECK;
/* The only row; ERR_STATE when there is none, or another. */
bool orm_one(struct arena *a, struct orm_conn *c, struct orm_query q, struct orm_row *out,
             struct error *err) MUST_CHECK;
/* The only row or none; ERR_STATE when there is another. */
bool orm_one_or_none(struct arena *a, struct orm_conn *c, struct orm_query q, struct orm_row *out,
                     struct error *err) MUST_CHECK;
/* The first column of the first row; ORM_NULL when there is no row. */
bool orm_scalar(struct arena *a, struct orm_conn *c, struct orm_query q, struct orm_value *out,
                struct error *err) MUST_CHECK;
/* The first column of the only row; ERR_STATE as in orm_one. */
bool orm_scalar_one(struct arena *a, struct orm_conn *c, struct orm_query q, struct orm_value *out,
                    struct error *err) MUST_CHECK;

/* The column of this name; ERR_INPUT when there is none, or several are called so. */
bool orm_find_column(const struct orm_result *r, const char *name, int *out,
                     struct error *err) MUST_CHECK;

/* Typed reading.  `null` says that it is NULL, and may be NULL itself: then that is an error. */
bool orm_read_int(struct orm_result *r, int column, int64_t *out, bool *null,
                  struct error *err) MUST_CHECK;
bool orm_read_double(struct orm_result *r, int column, double *out, bool *null,
                     struct error *err) MUST_CHECK;
bool orm_read_bool(struct orm_result *r, int column, bool *out, bool *null,
                   struct error *err) MUST_CHECK;
/* As text, decimals exactly; borrowed.  NULL is NULL. */
bool orm_read_text(struct orm_result *r, int column, const char **out,
                   struct error *err) MUST_CHECK;

/* A date, a time, or both, as orm_datetime_parse has them. */
bool orm_read_datetime(struct orm_result *r, int column, struct orm_datetime *out, bool *null,
                       struct error *err) MUST_CHECK;

/* Sixteen bytes, from text with or without hyphens, or from a blob of sixteen. */
bool orm_read_uuid(struct orm_result *r, int column, unsigned char out[16], bool *null,
                   struct error *err) MUST_CHECK;

#endif
