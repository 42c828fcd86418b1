/*
 * orm/sql/list.h - rows that are kept
 *
 * A result is read once, row by row.  A list has its rows in an arena: to be read
 * again, by place or by name, joined with others, and rid of what is there twice.
 */
#ifndef LIMBECK_ORM_SQL_LIST_H
#define LIMBECK_ORM_SQL_LIST_H

#include "orm/sql/run.h"

struct orm_list {
	VEC(struct orm_row);
	const char *const *names; /* of the columns */
	size_t columns;
};

struct orm_values {
	VEC(struct orm_value);
};

/* All rows of a query. */
bool orm_all(struct arena *a, struct orm_conn *c, struct orm_query q, struct orm_list *out,
             struct error *err) MUST_CHECK;
/* The next rows of a result, up to `most`; none: there are no more. */
bool orm_some(struct arena *a, struct orm_result *r, size_t most, struct orm_list *out,
              struct error *err) MUST_CHECK;
/* One column of all rows; ERR_USAGE when there is no such column. */
bool orm_scalars(struct arena *a, struct orm_conn *c, struct orm_query q, size_t column,
                 struct orm_values *out, struct error *err) MUST_CHECK;

/* The value of the column of this name; NULL when there is none, or several are called so. */
const struct orm_value *orm_list_value(const struct orm_list *l, size_t row, const char *name);
/* Leaves of equal rows the first. */
void orm_list_unique(struct orm_list *l);
/* Appends the rows of another, which keeps them; ERR_USAGE unless columns are called alike. */
bool orm_list_append(struct arena *a, struct orm_list *l, const struct orm_list *other,
                     struct error *err) MUST_CHECK;

#endif
