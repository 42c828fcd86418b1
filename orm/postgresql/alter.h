/*
 * orm/postgresql/alter.h - changes in place
 */
#ifndef LIMBECK_ORM_POSTGRESQL_ALTER_H
#define LIMBECK_ORM_POSTGRESQL_ALTER_H

#include "orm/ddl/ddl.h"

/* One ALTER TABLE with several actions, and what has to come after it. */
struct pg_batch {
	struct ddl *ddl;
	const char *schema, *name;
	const char *table; /* the full name as SQL */
	const char *alter; /* "ALTER TABLE t" */
	unsigned flags;
	struct buf actions;
	struct ddl_statements after;
	struct names not_null; /* columns that were made so by steps */
	struct error *err;
	bool failed; /* `err` says why */
};

/* Adds an action: "DROP COLUMN a". */
void pg_action(struct pg_batch *b, const char *format, ...) PRINTF_LIKE(2, 3);
/* Adds a statement that comes after the actions so far. */
void pg_after(struct pg_batch *b, const char *format, ...) PRINTF_LIKE(2, 3);
/* Writes what was gathered. */
void pg_flush(struct pg_batch *b);

void pg_alter_column(struct pg_batch *b, const struct orm_change *c);
void pg_alter_table_itself(struct pg_batch *b, const struct orm_change *c);
void pg_alter_constraint(struct pg_batch *b, const struct orm_change *c);

bool pg_alter_definition(struct ddl *d, const struct orm_change *c, struct error *err);
bool pg_alter_domain(struct ddl *d, const struct orm_change *c, struct error *err);
bool pg_alter_composite(struct ddl *d, const struct orm_change *c, struct error *err);
void pg_alter_sequence(struct ddl *d, const struct orm_change *c);

/* Can the foreign server become this one in place? */
bool pg_can_alter_server(const struct orm_definition *from, const struct orm_definition *to);
void pg_alter_server(struct ddl *d, const struct orm_change *c);
void pg_alter_wrapper(struct ddl *d, const struct orm_change *c);

/* Adds the new values where they belong, or makes the type anew. */
bool pg_alter_enum(struct ddl *d, const struct orm_change *c, struct error *err);
/* Are all values of `from` in `to`, renamed perhaps, in the same order? */
bool pg_enum_grows(const struct orm_definition *from, const struct orm_definition *to);
/* Can the attributes become these while columns are of the type? */
bool pg_composite_grows(const struct orm_definition *from, const struct orm_definition *to);
/* What turns the value of a column of one composite type into one of another. */
const char *pg_composite_value(struct arena *a, const char *column,
                               const struct orm_definition *from, const struct orm_definition *to);
/* Is there a column of the type now, as far as the compiler can look it up? */
bool pg_is_used(struct ddl *d, const struct orm_definition *type);
/*
 * Makes the type anew and turns what is of it into the new one; ERR_UNSUPPORTED
 * where that can't be.
 */
bool pg_replace_type(struct ddl *d, const struct orm_definition *from,
                     const struct orm_definition *to, struct error *err);

/* "a=1, b=2" from one state to another: SET (...) and RESET (...), either may be NULL. */
void pg_parameters(struct arena *a, const char *from, const char *to, const char **set,
                   const char **reset);
/* The same for OPTIONS (...) of foreign tables: "ADD a 'x', SET b 'y', DROP c"; NULL = no change */
const char *pg_foreign_options(struct arena *a, const char *from, const char *to);

/* The option's value before the change, which a script need not say: NULL = none. */
const char *pg_option_now(struct ddl *d, const struct orm_change *c, const char *name);

/* The sequence that a default counts with, as SQL names it; NULL when none. */
const char *pg_sequence_of(struct arena *a, const struct orm_default *v);
/* Where a sequence starts, said or not. */
const char *pg_first_value(const struct orm_identity *i);
/* Is the old start out of the new bounds, so that the server wants another position? */
bool pg_must_restart(const struct orm_identity *from, const struct orm_identity *to);
/* CREATE of a sequence with its owner. */
void pg_create_sequence(struct ddl *d, const struct orm_definition *o, bool if_not_exists);

/*
 * What is called so now: its metadata through the compiler's lookup, or NULL.
 * `full_name` as SQL writes it.
 */
struct orm_metadata *pg_look_up(struct ddl *d, const char *full_name, const char **schema,
                                const char **name);

#endif
