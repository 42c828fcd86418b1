/*
 * reflect/mysql/reader.h - what the readers of one MySQL or MariaDB database share
 *
 * reflect.c finds out what there is, tables.c has the tables shown, definitions.c
 * all that isn't a table.
 */
#ifndef LIMBECK_REFLECT_MYSQL_READER_H
#define LIMBECK_REFLECT_MYSQL_READER_H

#include "reflect/reflect.h"

/* A row of SHOW FULL TABLES. */
struct my_entry {
	const char *name;
	const char *type; /* "BASE TABLE", "VIEW", "SEQUENCE", "SYSTEM VERSIONED", ... */
};

struct my_entries {
	VEC(struct my_entry);
};

struct my_reader {
	struct arena *arena;  /* the metadata's */
	struct arena scratch; /* until the end of the reading */
	struct orm_conn *conn;
	const struct orm_dialect *dialect;
	const struct reflect_options *options;
	struct orm_metadata *m;
	const char *database;      /* that is read: its name, unquoted */
	const char *schema;        /* the same as metadata has it: NULL = the connection's own */
	const char *table;         /* reflect_table: the name asked for; NULL = all */
	const char *sql_mode;      /* the session's own */
	struct my_entries entries; /* all that SHOW FULL TABLES knows, unfiltered */
	struct map *defaults;      /* character set -> its default collation */
};

/* Is the entry a table with rows (not a view, a sequence, a temporary table)? */
bool my_is_table(const struct my_entry *e);

/*
 * Makes the session what it was at its beginning, if that has changed, and what it
 * was before again.
 */
bool my_enter_session(struct my_reader *r, bool *entered, struct error *err) MUST_CHECK;
bool my_leave_session(struct my_reader *r, bool entered, struct error *err) MUST_CHECK;

struct my_context;

/* Adds the table that SHOW CREATE TABLE prints as `text` (NULL: it may not be seen). */
void my_add_table(struct my_reader *r, const struct my_context *context, const char *name,
                  const char *text);

/* Reads the tables among the entries that are wanted. */
bool my_reflect_tables(struct my_reader *r, struct error *err) MUST_CHECK;

/* What SHOW CREATE TABLE doesn't say of geometry columns, on MariaDB. */
bool my_reflect_srids(struct my_reader *r, struct error *err) MUST_CHECK;

/* What it shows as ? of defaults and of members of ENUM and SET. */
bool my_reflect_astral(struct my_reader *r, struct error *err) MUST_CHECK;

/*
 * Reads views, sequences, triggers, routines, events, packages.  With r->table
 * set: the views and triggers of the database, any of which may depend on it.
 */
bool my_reflect_definitions(struct my_reader *r, struct error *err) MUST_CHECK;

/*
 * How many of `count` queries go out together: all of them in sixteen round trips,
 * however many they are, but a hundred at least.
 */
size_t my_batch(size_t count);

/*
 * Runs `count` queries that give one row each (SHOW CREATE ...), in one round trip,
 * and hands each row to `row` with the query's number.  A query that fails doesn't
 * stop the others: `failed` gets its error, and true goes on.
 */
struct my_rows {
	bool (*row)(struct my_reader *r, size_t i, struct orm_result *rows, void *data);
	bool (*failed)(struct my_reader *r, size_t i, const struct error *why, void *data);
	void *data;
};
bool my_query_each(struct my_reader *r, const char *const *sql, size_t count,
                   const struct my_rows *to, struct error *err) MUST_CHECK;

/* A row's value copied into the metadata's arena; NULL stays NULL. */
const char *my_row_text(struct my_reader *r, struct orm_result *rows, int column);

/*
 * What keeps limbeck from making the table again as SHOW CREATE TABLE has it in
 * `text`, in words; NULL when nothing does.  Result in `a`.
 */
const char *my_unfaithful(struct arena *a, const struct my_reader *r, const struct orm_table *t,
                          const char *text);

#endif
