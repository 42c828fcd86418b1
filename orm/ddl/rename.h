/*
 * orm/ddl/rename.h - put a new name in the place of an old one
 */
#ifndef LIMBECK_ORM_DDL_RENAME_H
#define LIMBECK_ORM_DDL_RENAME_H

#include "orm/schema/metadata.h"

/*
 * The SQL text with every identifier `from` written as `to`; the same pointer
 * when there was none.  Function names (followed by a parenthesis) and what
 * follows "schema." of another qualifier stay.
 */
const char *orm_rename_in_text(struct arena *a, const struct orm_dialect *d, const char *text,
                               const char *from, const char *to);

/*
 * A column of `t`, everywhere in the table and in foreign keys of the others, and in
 * triggers that follow it.
 */
void orm_rename_column(struct arena *a, struct orm_metadata *m, const struct orm_dialect *d,
                       struct orm_table *t, const char *from, const char *to);

/* A table, in its own and others' foreign keys, and in views and triggers that follow it. */
void orm_rename_table(struct arena *a, struct orm_metadata *m, const struct orm_dialect *d,
                      struct orm_table *t, const char *to);

#endif
