/*
 * orm/ddl/ddl.h - the DDL compiler: changes to statements
 *
 * Works without a connection.  Where a change needs to know what is there now
 * (SQLite rebuilds the table, MySQL repeats the whole column), it asks through
 * `lookup`.
 */
#ifndef LIMBECK_ORM_DDL_H
#define LIMBECK_ORM_DDL_H

#include "base/buf.h"
#include "orm/ddl/change.h"
#include "orm/ddl/cost.h"

enum ddl_flags {
	DDL_OUTSIDE = 1,    /* can't run inside a transaction: before or after it */
	DDL_CHECK = 2,      /* a query: a row says why the change is refused, and what to do */
	DDL_CONNECTION = 4, /* sets something of the connection, changes no data */
	DDL_REWRITE = 8,    /* copies the whole table */
};

struct ddl_statement {
	const char *sql; /* without a final semicolon */
	unsigned flags;
	const char *note; /* why, in a few words; NULL = plain */
	/* CHECK: the same as statements that fail, for text that others run; NULL =
	 * the change itself fails then. */
	const char *guard;
	struct ddl_cost cost; /* where the compiler knows it; else all zero: see orm_dialect.cost */
	size_t op;            /* the operation that it is of, counted by who compiles several */
};

struct ddl_statements {
	VEC(struct ddl_statement);
};

struct ddl {
	struct arena *arena;
	const struct orm_dialect *dialect;
	int version;  /* the server's, 0 = newest known */
	bool scratch; /* for trying out: all may belong to who runs it */
	bool online;  /* others go on writing meanwhile, or the server refuses */
	struct ddl_statements out;

	/*
	 * The current state: the objects a change to table `schema`.`name` needs
	 * to know of (the table itself whole, whatever depends on it).  NULL
	 * result without an error: no such table.
	 */
	bool (*lookup)(void *data, const char *schema, const char *name, struct orm_metadata **out,
	               struct error *err);
	/* The same, for who asks for the table's columns only; NULL = lookup. */
	bool (*lookup_columns)(void *data, const char *schema, const char *name,
	                       struct orm_metadata **out, struct error *err);
	void *lookup_data;

	/*
	 * What changes before this one dropped, for what is made again: an object and
	 * what CREATE doesn't say of it, in turns, the last one counts.  It is the
	 * dialect's; who compiles several changes keeps it.  NULL: each stands alone.
	 */
	struct names *dropped;
};

/*
 * Compiles changes that belong together: all of one table when it is a batch,
 * else a single one.  Appends to d->out.
 */
bool ddl_compile(struct ddl *d, const struct orm_change *changes, size_t count,
                 struct error *err) MUST_CHECK;

/* Statements that make the whole object, indexes of a table included. */
bool ddl_create(struct ddl *d, const struct orm_object *o, struct error *err) MUST_CHECK;

void ddl_add(struct ddl *d, unsigned flags, const char *note, const char *sql);
void ddl_addf(struct ddl *d, unsigned flags, const char *note, const char *format, ...)
    PRINTF_LIKE(4, 5);

/* Does the dialect write the name without quotes? */
bool ddl_is_plain(const struct orm_dialect *d, const char *name);
/* A name as the dialect writes it, quoted where it must be. */
void ddl_name(struct buf *out, const struct orm_dialect *d, const char *name);
/* schema.name, or name alone when `schema` is NULL. */
void ddl_full_name(struct buf *out, const struct orm_dialect *d, const char *schema,
                   const char *name);
/* A list of names with commas between. */
void ddl_names(struct buf *out, const struct orm_dialect *d, const struct names *names);
/* A string literal. */
void ddl_string(struct buf *out, const struct orm_dialect *d, const char *text);
/* Everything after DEFAULT. */
void ddl_default(struct buf *out, const struct orm_dialect *d, const struct orm_default *v);

#endif
