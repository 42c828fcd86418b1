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

struct my_reader;
struct my_definitions;

/* What is asked before any object is read, and who gets each row of the answer. */
struct my_question {
	const char *sql;
	void (*row)(struct my_reader *r, struct orm_result *rows);
};

struct my_questions {
	VEC(struct my_question);
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
	struct my_definitions *definitions; /* what the answers said of them */
};

/* Is the entry a table with rows (not a view, a sequence, a temporary table)? */
bool my_is_table(const struct my_entry *e);

/* An expression: has the session changed since its beginning? */
extern const char my_session_differs[];

/* Makes the session what it was at its beginning, and what it was before again. */
bool my_enter_session(struct my_reader *r, struct error *err) MUST_CHECK;
bool my_leave_session(struct my_reader *r, struct error *err) MUST_CHECK;

struct my_context;

/* Adds the table that SHOW CREATE TABLE prints as `text` (NULL: it may not be seen). */
void my_add_table(struct my_reader *r, const struct my_context *context, const char *name,
                  const char *text);

/* Reads the tables among the entries that are wanted. */
bool my_reflect_tables(struct my_reader *r, struct error *err) MUST_CHECK;

/* Has what SHOW CREATE TABLE printed a ? for what the server keeps as other bytes? */
bool my_has_introduced(const struct orm_dialect *d, const char *text);

/* Asks for these tables once more, by `sql`, and adds them with what the bytes stand for. */
bool my_reflect_introduced(struct my_reader *r, const struct my_context *context,
                           const struct names *names, const struct names *sql,
                           struct error *err) MUST_CHECK;

/* What SHOW CREATE TABLE doesn't say of geometry columns, on MariaDB. */
bool my_reflect_srids(struct my_reader *r, struct error *err) MUST_CHECK;

/* What it shows as ? of defaults and of members of ENUM and SET. */
bool my_reflect_astral(struct my_reader *r, struct error *err) MUST_CHECK;

/* Adds the questions for the names of all that isn't a table. */
void my_ask_for_definitions(struct my_reader *r, struct my_questions *out);

/*
 * When they are answered: reads views, sequences, triggers, routines, events, packages.  With
 * r->table set: those of that name, and the triggers on it.
 */
bool my_reflect_definitions(struct my_reader *r, struct error *err) MUST_CHECK;

/*
 * Runs `count` queries that give one row each (SHOW CREATE ...), a hundred or more in
 * a round trip, and hands each row to `row` with the query's number, while the server
 * is at the next.  A query that fails doesn't stop the others: `failed` gets its error.
 */
struct my_rows {
	void (*row)(struct my_reader *r, size_t i, struct orm_result *rows, void *data);
	void (*failed)(struct my_reader *r, size_t i, const struct error *why, void *data);
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
