/*
 * orm/postgresql/guest.h - a scratch inside of the database itself
 *
 * For roles that may not make databases: one transaction, never committed, in
 * which each schema has a stand-in under another name.  What is sent names the
 * stand-ins, what comes back the schemas, so that nobody above notices.  Objects
 * that are there are neither seen nor touched, those of extensions aside, which
 * can't be had twice.
 */
#ifndef LIMBECK_ORM_POSTGRESQL_GUEST_H
#define LIMBECK_ORM_POSTGRESQL_GUEST_H

#include "base/map.h"
#include "orm/postgresql/handle.h"

#ifdef LIMBECK_LIBPQ

struct pg_guest {
	struct arena *arena; /* the connection's */
	const char *prefix;  /* of the stand-ins' names; a number follows */
	const char *first;   /* object id of the first of them */
	const char *newest;  /* of the newest object in them that was looked at */
	struct names schemas;
	struct names extensions; /* that were asked for; others don't count */
	struct map *members;     /* "schema.name" of what extensions have */
	bool nested;             /* in what looks like a transaction */
};

/* The stand-in's name, from now on if there was none. */
const char *pg_guest_schema(struct pg_guest *g, const char *schema);

/*
 * `sql` for the stand-ins, in `a`; NULL and ERR_UNSUPPORTED when it concerns what
 * a database has only once.
 */
const char *pg_guest_sql(struct pg_guest *g, struct arena *a, const char *sql, struct error *err);

/* What the server says, with the schemas' own names; `text` itself if there are none. */
const char *pg_guest_text(const struct pg_guest *g, struct arena *a, const char *text);

/* What begins and ends a transaction, inside of the one that there is. */
const char *pg_guest_transaction(struct pg_guest *g, const char *sql);

/*
 * After a statement: did it find an object that is there already, by a name without
 * a schema?  ERR_DATABASE, as if it weren't.
 */
bool pg_guest_alone(struct orm_conn *c, const char *sql, struct error *err);

/* Is it worth asking? */
static inline bool pg_guest_may_bind(const char *sql)
{
	return !strncmp(sql, "CREATE", 6) || !strncmp(sql, "ALTER TABLE", 11);
}

/* Slot of the driver. */
bool pg_scratch_inside(struct orm_conn *c, struct error *err);

#endif
#endif
