/*
 * reflect/reflect.h - what is in a database, as metadata
 */
#ifndef LIMBECK_REFLECT_H
#define LIMBECK_REFLECT_H

#include "orm/engine/conn.h"
#include "orm/schema/metadata.h"

struct reflect_options {
	const char *schema;   /* NULL = the default one */
	struct names include; /* patterns (text_glob) of table and view names; none = all */
	struct names exclude;
	bool own_tables;    /* limbeck's own tables too */
	bool no_privileges; /* not what is granted to whom */
	bool no_definers;   /* MySQL: not whose rights views, routines, ... have */
	/* A scratch database, made by this connection's user: what belongs to that
	 * user was said by nobody, and is open. */
	bool scratch;
};

/*
 * Reads the whole schema with a fixed number of queries.  What is seen and not
 * represented is in (*out)->left_out.  `options` may be NULL.
 */
bool reflect_database(struct arena *a, struct orm_conn *c, const struct reflect_options *options,
                      struct orm_metadata **out, struct error *err) MUST_CHECK;

/*
 * Reads one table whole, and the views and triggers of its schema where changing it
 * takes them along (SQLite), else its own triggers.  *out is NULL when there is no such
 * table or view.  Where they have definers, all that has the name is read, and counts.
 */
bool reflect_table(struct arena *a, struct orm_conn *c, const char *schema, const char *name,
                   struct orm_metadata **out, struct error *err) MUST_CHECK;

/* The same, where all that is asked for is the table's columns: much less is read, or as much. */
bool reflect_columns(struct arena *a, struct orm_conn *c, const char *schema, const char *name,
                     struct orm_metadata **out, struct error *err) MUST_CHECK;

/* Is it one of limbeck's own tables (limbeck_version)? */
bool reflect_is_own(const char *table);

/* Do the options let this table or view through? */
bool reflect_wanted(const struct reflect_options *o, const char *table);

/* What a database's reflection implements; one per dialect, see reflect/sqlite/. */
struct reflector {
	const char *dialect;
	bool (*database)(struct arena *a, struct orm_conn *c, const struct reflect_options *options,
	                 struct orm_metadata **out, struct error *err);
	bool (*table)(struct arena *a, struct orm_conn *c, const char *schema, const char *name,
	              struct orm_metadata **out, struct error *err);
	/* NULL: a whole table is quickly read. */
	bool (*columns)(struct arena *a, struct orm_conn *c, const char *schema, const char *name,
	                struct orm_metadata **out, struct error *err);
};

extern const struct reflector reflect_sqlite;
extern const struct reflector reflect_postgresql;
extern const struct reflector reflect_mysql;

#endif
