/*
 * migrate/cost.h - the statements that operations come to, and what each costs
 */
#ifndef LIMBECK_MIGRATE_COST_H
#define LIMBECK_MIGRATE_COST_H

#include "migrate/op.h"
#include "orm/ddl/ddl.h"
#include "orm/engine/conn.h"

struct migrate_statement {
	const char *sql;
	const char *note;           /* what it is for within its operation; NULL = the operation */
	size_t op;                  /* the operation's index */
	bool outside;               /* of any transaction */
	bool observed;              /* a server was asked; else facts say what it costs */
	enum ddl_work work;         /* the most of what it does with a table that was there */
	struct ddl_touches touched; /* the tables that were there before the plan */
};

struct migrate_statements {
	VEC(struct migrate_statement);
};

/* Who runs the statements, and how. */
struct migrate_server {
	const struct orm_dialect *dialect;
	int version; /* 0 = newest known */
	bool online; /* in steps during which others write, see orm_dialect.goes_by_steps */
};

/* What the statements cost by what is known of them: nobody is asked. */
bool migrate_costs(struct arena *a, const struct migrate_server *server,
                   const struct orm_metadata *from, const struct migrate_ops *ops,
                   struct migrate_statements *out, struct error *err) MUST_CHECK;

/* How large tables are; all zero = nothing is known. */
struct migrate_size {
	int64_t rows, bytes; /* -1 = unknown */
	bool whole;          /* of all the database: it is that at most */
};

struct migrate_sizes {
	const struct orm_dialect *dialect;
	struct map *by_name; /* struct migrate_size */
	struct migrate_size *database;
};

/* Reads the sizes of the tables that the statements touch, in one query. */
bool migrate_sizes_read(struct arena *a, struct orm_conn *c, const struct migrate_statements *list,
                        struct migrate_sizes *out, struct error *err) MUST_CHECK;

/* The size of the table, or NULL. */
const struct migrate_size *migrate_size_of(const struct migrate_sizes *sizes, const char *schema,
                                           const char *table);

/* "instant", "scan", "build", "copy"; NULL when it isn't known. */
const char *migrate_work_name(enum ddl_work work);

/* "nothing", "changes", "writes", "all". */
const char *migrate_wait_name(enum ddl_wait wait);

#endif
