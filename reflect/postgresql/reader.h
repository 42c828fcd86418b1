/*
 * reflect/postgresql/reader.h - what the readers of the catalogs share
 *
 * The queries (the .sql files of queries) do the work that SQL does well: whole texts, as
 * pg_dump would write them.  The readers put rows into their places.
 */
#ifndef LIMBECK_REFLECT_POSTGRESQL_READER_H
#define LIMBECK_REFLECT_POSTGRESQL_READER_H

#include "reflect/postgresql/registry.h"
#include "reflect/reflect.h"

struct pg_reader {
	struct arena *arena;
	struct arena scratch; /* until the end of the reading */
	struct orm_conn *conn;
	const struct orm_dialect *dialect;
	const struct reflect_options *options;
	struct orm_metadata *m;
	struct pg_registry *registry;
	struct pg_entries entries; /* of tables and definitions, as read */
	/* What the queries are restricted to: a schema ("" = all), objects ("{}"). */
	const char *schema, *oids, *table;
	bool only_columns;  /* of the table, and nothing else */
	const char *beside; /* a schema whose extensions count as well, or "" */
};

/* Readers of results, one for each shape of rows. */
bool pg_read_tables(struct pg_reader *r, struct orm_result *rows, struct error *err) MUST_CHECK;
bool pg_read_columns(struct pg_reader *r, struct orm_result *rows, struct error *err) MUST_CHECK;
bool pg_read_constraints(struct pg_reader *r, struct orm_result *rows,
                         struct error *err) MUST_CHECK;
bool pg_read_indexes(struct pg_reader *r, struct orm_result *rows, struct error *err) MUST_CHECK;
bool pg_read_unfaithful(struct pg_reader *r, struct orm_result *rows, struct error *err) MUST_CHECK;
bool pg_read_definitions(struct pg_reader *r, struct orm_result *rows,
                         struct error *err) MUST_CHECK;
bool pg_read_members(struct pg_reader *r, struct orm_result *rows, struct error *err) MUST_CHECK;
bool pg_read_leftovers(struct pg_reader *r, struct orm_result *rows, struct error *err) MUST_CHECK;
bool pg_read_rights(struct pg_reader *r, struct orm_result *rows, struct error *err) MUST_CHECK;
/* Does the connection's URL say which schema is its own? */
bool pg_reads_own(const struct orm_conn *c);

/* Then, once all is read: names in it stand without it. */
bool pg_without_schema(struct pg_reader *r, struct error *err) MUST_CHECK;

/* Comes last: puts the definitions in an order that can be executed, too. */
bool pg_read_depends(struct pg_reader *r, struct orm_result *rows, struct error *err) MUST_CHECK;

/*
 * A query's text for this server: lines between \if :pgNN, \else and \endif are
 * kept by version, and :'schema', :'oids' and :'table' replaced by literals, as
 * psql does it.
 */
char *pg_query_text(struct pg_reader *r, const char *query);

/* A row's value copied into the metadata's arena; NULL stays NULL. */
const char *pg_text(struct pg_reader *r, struct orm_result *rows, int column);
/* A row's number, 0 for NULL; a boolean is 1 or 0. */
int64_t pg_number(struct orm_result *rows, int column);
bool pg_true(struct orm_result *rows, int column);
/* The first character of a value, 0 for NULL and "". */
char pg_letter(struct orm_result *rows, int column);
/* A schema as metadata has it: NULL for the connection's own. */
const char *pg_schema(struct pg_reader *r, struct orm_result *rows, int column);

/* The elements of an array of names: {a,"b c"}; nothing for NULL. */
void pg_names(struct arena *a, const char *array, struct names *out);
/* The next number in {1,2} or 1 2 at *at, which moves on; false at the end. */
bool pg_next_number(const char **at, int64_t *out);

/* Sets options from the columns named option_... of the row. */
void pg_read_options(struct pg_reader *r, struct orm_result *rows, struct orm_object *o);

/* SQL that the server printed, spelled so that it is read as it was meant. */
const char *pg_faithful(struct arena *a, const char *text);

/* Conditions in it without the parentheses that the server forgets as it reads them. */
const char *pg_flatten(struct arena *a, const char *text);

/* The text without the parentheses around the whole of it. */
const char *pg_strip(struct arena *a, const char *text);

/*
 * Fills an index from its CREATE INDEX, as pg_get_indexdef puts it; `places`
 * holds the numbers of its columns, 0 for an expression.  Gives what it doesn't know,
 * up to the end, or "".
 */
const char *pg_parse_index(struct arena *a, const char *definition, const char *places,
                           struct orm_index *i);

#endif
