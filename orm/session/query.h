/*
 * orm/session/query.h - a query for objects as it is being run
 */
#ifndef LIMBECK_ORM_SESSION_QUERY_H
#define LIMBECK_ORM_SESSION_QUERY_H

#include "orm/session/private.h"

/* Objects that a query comes to, by one relation after another. */
struct level {
	const struct orm_linked *by; /* NULL: those that it is for */
	size_t from;                 /* the level that has the relation */
	bool in_rows;                /* joined, or contained */
	bool joined;
	const struct orm_source *source;
	struct reader reader;
	struct instance *now;    /* of the current row, or NULL */
	struct instances list;   /* all of them */
	struct instances owners; /* whose relation has come in rows, */
	struct {
		VEC(struct kept);
	} kept; /* ... and what was changed of each */
};

/* A query as it is being run. */
struct query {
	struct orm_session *s;
	const struct orm_find *f;
	struct orm_mapped *mapped;
	struct arena a;
	struct orm_select select;
	const struct orm_source *from[1];
	struct columns columns;
	struct reader reader; /* of the objects that it is for */
	struct {
		VEC(struct level);
	} levels;                       /* none: no relation comes along */
	const struct orm_select *outer; /* what is run: `select`, or what it is a part of */
};
/* Objects that have been found. */
struct found {
	VEC(void *);
};
/* Begins it: a flush, a transaction, the statement but for its columns. */
bool query_begin(struct query *q, struct orm_session *s, const struct orm_find *f);
/* Takes the object of a row, which may be there already. */
bool query_row(struct query *q, struct orm_result *r, struct found *out);
/* The same expression with what belongs to `from` belonging to `to`; NULL stays NULL. */
const struct orm_expr *moved(struct arena *a, const struct orm_expr *e,
                             const struct orm_source *from, const struct orm_source *to);
/* What the objects alone are read from. */
void query_columns(struct query *q);
/* Decides which relations come in the rows, and makes the statement for it. */
bool levels_plan(struct query *q);
bool joins_lists(const struct query *q);
/* The statement with what is joined; `subquery`: around what it would be without. */
void join_levels(struct query *q, bool subquery);
/* Takes them from a row whose object is `i`. */
bool levels_row(struct query *q, struct orm_result *r, struct instance *i);
/* All rows have been read, or not; returns `ok`. */
bool levels_end(struct query *q, bool ok);
/* Loads the relations that come in queries of their own. */
bool levels_load(struct query *q, struct orm_objects found);

#endif
