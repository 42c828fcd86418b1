/*
 * reflect/sqlite/parse.h - read the CREATE statements that SQLite keeps
 *
 * A recursive-descent parser of what sqlite_schema.sql holds, after the grammar
 * of sqlite.org/lang_createtable.html and lang_createindex.html.  It accepts
 * what SQLite accepts: optional commas between table constraints, names quoted
 * in all four ways, comments anywhere.
 *
 * Each function fills an object that has its name already and returns false
 * (with a reason in `why`) when the text isn't what it expects.
 */
#ifndef LIMBECK_REFLECT_SQLITE_PARSE_H
#define LIMBECK_REFLECT_SQLITE_PARSE_H

#include "orm/schema/metadata.h"

/* CREATE TABLE: columns, constraints, options; texts and comments of each. */
bool sqlite_parse_table(struct arena *a, const char *sql, struct orm_table *t, const char **why);

/* CREATE VIRTUAL TABLE: t->module. */
bool sqlite_parse_virtual(struct arena *a, const char *sql, struct orm_table *t, const char **why);

/* CREATE INDEX: elements, unique, where. */
bool sqlite_parse_index(struct arena *a, const char *sql, struct orm_index *i, const char **why);

/* CREATE VIEW: columns and definition. */
bool sqlite_parse_view(struct arena *a, const char *sql, struct orm_definition *d,
                       const char **why);

/* CREATE TRIGGER: definition, all that follows the name. */
bool sqlite_parse_trigger(struct arena *a, const char *sql, struct orm_definition *d,
                          const char **why);

/* Starts with CREATE VIRTUAL TABLE? */
bool sqlite_is_virtual(const char *sql);

#endif
