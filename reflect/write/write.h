/*
 * reflect/write/write.h - metadata as text
 */
#ifndef LIMBECK_REFLECT_WRITE_H
#define LIMBECK_REFLECT_WRITE_H

#include "base/buf.h"
#include "base/json.h"
#include "orm/schema/metadata.h"

/*
 * Lua models that, loaded, equal `m` (limbeck-models(5)).  Types are written in
 * their most portable spelling that compiles back to the same.
 */
bool write_lua(struct buf *out, const struct orm_metadata *m, struct error *err) MUST_CHECK;

/*
 * One object as a Lua constructor: Column{"id", Integer, primary_key = true}.
 * Inner lines are `indent` + 1 levels (of two spaces) deep; `d` NULL: as it is.
 */
void write_lua_object(struct buf *out, const struct orm_dialect *d, const struct orm_object *o,
                      int indent);

/* A type: String(50). */
void write_lua_type(struct buf *out, const struct orm_dialect *d, const struct orm_type *type);

/* A quoted Lua string, [[long]] where it has several lines. */
void write_lua_string(struct buf *out, const char *text);

/*
 * keyword = value pairs of the attributes in `mask`, each preceded by ", ";
 * `prefix` is put before each keyword ("existing_").  An empty one is none.
 */
void write_lua_attrs(struct buf *out, const struct orm_dialect *d, const struct orm_object *o,
                     uint64_t mask, const char *prefix);

/* SQL that makes the schema in an empty database, in an order that runs. */
bool write_sql(struct buf *out, const struct orm_metadata *m, struct error *err) MUST_CHECK;

/* `-- text`, one comment for each line of it; so Lua and SQL both have it. */
void write_comment(struct buf *out, const char *text);

/* `-- left out: kind name: why`, for each that is. */
void write_left_out(struct buf *out, const struct orm_metadata *m);

/* Once all is written: says before what begins at `start` that it is UTF-8, where that matters. */
void write_encoding(struct buf *out, size_t start, const struct orm_dialect *d);

/* The statement with its end, on lines of its own. */
void write_sql_statement(struct buf *out, const struct orm_dialect *d, const char *sql);

/* A snapshot, documented in limbeck-reflect(1); version 1. */
void write_json(struct buf *out, const struct orm_metadata *m);

/* The same within another document. */
void write_json_metadata(struct json *j, const struct orm_metadata *m);

/* A member "left_out": an array of objects with kind, name and why. */
void write_left_out_list(struct json *j, const struct orm_left_outs *list);

/* One object as a JSON object. */
void write_json_object(struct json *j, const struct orm_object *o);

/*
 * Reads what write_json wrote.  ERR_INPUT names the file and the member that is
 * wrong; unknown members are errors.
 */
bool read_json(struct arena *a, const char *path, const char *text, size_t len,
               struct orm_metadata **out, struct error *err) MUST_CHECK;

#endif
