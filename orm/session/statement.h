/*
 * orm/session/statement.h - the statements that a flush sends
 *
 * Texts whose values are to follow, each as ?, in the order of the fields.
 */
#ifndef LIMBECK_ORM_SESSION_STATEMENT_H
#define LIMBECK_ORM_SESSION_STATEMENT_H

#include "base/buf.h"
#include "orm/session/private.h"

/* "INSERT INTO", "DELETE FROM", "UPDATE", and the table. */
void statement_begin(struct buf *b, const struct orm_session *s, const char *words,
                     const struct orm_mapped *m);
void statement_name(struct buf *b, const struct orm_session *s, const struct orm_field *f);
/* "a, b"; with `after` " = ?" and `between` " AND ": "a = ? AND b = ?". */
void statement_fields(struct buf *b, const struct orm_session *s,
                      const struct orm_field *const *fields, size_t count, const char *between,
                      const char *after);
/* " WHERE key = ? AND version = ?" */
void statement_where_row(struct buf *b, const struct orm_session *s, const struct orm_mapped *m);
/* "?, ?" */
void statement_marks(struct buf *b, size_t count);

/* Their values, at `out`; returns how many. */
size_t statement_values(struct arena *a, const struct orm_field *const *fields, size_t count,
                        const void *object, struct orm_value *out);
/* Those of statement_where_row, as the row was, and how many that are. */
size_t statement_row_values(struct arena *a, const struct instance *i, struct orm_value *out);
size_t statement_row_width(const struct orm_mapped *m);

/* Runs it; an error is the session's, about the model. */
bool statement_run(struct orm_session *s, const struct orm_mapped *m, const char *sql,
                   const struct orm_value *values, size_t count);
/* Runs it for each of `rows` rows of `count` values; changes[i]: how many rows that changed. */
bool statement_run_rows(struct orm_session *s, const struct orm_mapped *m, const char *sql,
                        const struct orm_value *values, size_t count, size_t rows,
                        int64_t *changes);
/* INSERT of many rows, the fastest way that there is: `rows` has values, and room for keys. */
bool statement_insert_rows(struct orm_session *s, const struct orm_mapped *m,
                           const struct orm_fields *fields, struct orm_rows rows);

#endif
