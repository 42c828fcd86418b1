/*
 * orm/sql/statement.h - SQL statements as plain structs
 *
 * Filled with designated initialisers; what is left out isn't said.  Members
 * borrow: everything lives as long as the statement is used.  The macros of
 * orm/dsl.h write the lists.
 */
#ifndef LIMBECK_ORM_SQL_STATEMENT_H
#define LIMBECK_ORM_SQL_STATEMENT_H

#include "orm/schema/metadata.h"
#include "orm/sql/expr.h"

/*
 * Where rows come from.  Two sources are the same when they are called the same;
 * a subquery without an alias is called anon_1 and so on.
 */
struct orm_source {
	const struct orm_table *table; /* a table whose keys are known, */
	const char *schema, *name;     /* or one, or a CTE, by its name; */
	const struct orm_select *select;
	const struct orm_expr *function; /* ORM_EXPR_FUNC */
	struct orm_exprs rows;           /* VALUES: tuples */
	const char *alias;
	struct orm_exprs columns; /* the columns' names, as columns without a source; or none */
	bool lateral;
	const char *sample; /* "bernoulli" or "system", */
	double percent;
};

struct orm_sources {
	const struct orm_source *const *items;
	size_t len;
};

struct orm_join {
	enum orm_join_kind {
		ORM_JOIN_INNER,
		ORM_JOIN_LEFT,
		ORM_JOIN_RIGHT,
		ORM_JOIN_FULL,
		ORM_JOIN_CROSS
	} kind;
	const struct orm_source *source;
	/* NULL: by the only foreign key between it and the tables before it. */
	const struct orm_expr *on;
};

struct orm_joins {
	const struct orm_join *items;
	size_t len;
};

struct orm_cte;

struct orm_ctes {
	const struct orm_cte *items;
	size_t len;
};

/* A set operation: what is before it, and `select`. */
struct orm_compound {
	enum orm_compound_kind { ORM_UNION, ORM_UNION_ALL, ORM_INTERSECT, ORM_EXCEPT } kind;
	const struct orm_select *select;
};

struct orm_compounds {
	const struct orm_compound *items;
	size_t len;
};

/* FOR UPDATE; SQLite, which locks as a whole, needs none. */
struct orm_for {
	enum { ORM_FOR_NOTHING, ORM_FOR_UPDATE, ORM_FOR_SHARE } kind;
	struct orm_sources of;
	bool nowait, skip_locked;
};

struct orm_select {
	struct orm_ctes with;
	bool recursive;
	bool distinct;
	struct orm_exprs distinct_on;
	struct orm_exprs columns; /* none = * */
	/* None: the one that the columns belong to, unless it is of an enclosing statement. */
	struct orm_sources from;
	struct orm_joins joins;
	const struct orm_expr *where;
	struct orm_exprs group_by;
	const struct orm_expr *having;
	struct orm_compounds compounds; /* the order and limit below are of the whole */
	struct orm_exprs order_by;
	const struct orm_expr *limit, *offset;
	struct orm_for lock;
};

struct orm_assign {
	const struct orm_expr *column, *value;
};

struct orm_assigns {
	const struct orm_assign *items;
	size_t len;
};

/* What becomes of a row that is there already. */
struct orm_upsert {
	enum { ORM_CONFLICT_FAILS, ORM_CONFLICT_IGNORE, ORM_CONFLICT_UPDATE } kind;
	/* The key it is about; MySQL and MariaDB take any, and want none. */
	struct orm_exprs columns;
	const struct orm_expr *index_where;
	const char *constraint; /* PostgreSQL: instead of columns */
	struct orm_assigns set;
	const struct orm_expr *where;
};

struct orm_insert {
	struct orm_ctes with;
	bool recursive;
	const struct orm_source *into;
	struct orm_assigns set;          /* one row, */
	struct orm_exprs columns;        /* or these columns and ... */
	struct orm_exprs rows;           /* ... tuples, */
	const struct orm_select *select; /* or a query's; all left out: one row of defaults */
	struct orm_upsert conflict;
	struct orm_exprs returning;
};

struct orm_update {
	struct orm_ctes with;
	bool recursive;
	const struct orm_source *table;
	struct orm_assigns set; /* in this order */
	struct orm_sources from;
	const struct orm_expr *where; /* NULL: all rows */
	struct orm_exprs returning;
};

struct orm_delete {
	struct orm_ctes with;
	bool recursive;
	const struct orm_source *table;
	struct orm_sources from; /* USING */
	const struct orm_expr *where;
	struct orm_exprs returning;
};

/* Any of them: exactly one member is set.  `text` is an ORM_EXPR_TEXT. */
struct orm_query {
	const struct orm_select *select;
	const struct orm_insert *insert;
	const struct orm_update *update;
	const struct orm_delete *del;
	const struct orm_expr *text;
};

/* WITH name (columns) AS (query) */
struct orm_cte {
	const char *name;
	struct orm_exprs columns; /* as in struct orm_source */
	struct orm_query query;
};

struct orm_query orm_query_select(const struct orm_select *s);
struct orm_query orm_query_insert(const struct orm_insert *s);
struct orm_query orm_query_update(const struct orm_update *s);
struct orm_query orm_query_delete(const struct orm_delete *s);
struct orm_query orm_query_text(const struct orm_expr *text);

#endif
