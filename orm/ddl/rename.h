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
 * A column of `t` in a view, say, as a server spells it that follows renames: with the
 * schemas of tables, and with columns by their table's name or alias.
 */
void orm_rename_in_definition(struct arena *a, const struct orm_dialect *d,
                              const struct orm_table *t, struct orm_definition *def,
                              const char *from, const char *to);

/* The same for the name of `t` itself. */
void orm_rename_table_in_definition(struct arena *a, const struct orm_dialect *d,
                                    const struct orm_table *t, struct orm_definition *def,
                                    const char *to);

/* What a publication publishes: tables in the order of their names, as the catalogs are read. */
const char *orm_sort_published(struct arena *a, const struct orm_dialect *d, const char *text);

/*
 * A column of `t`, everywhere in the table and in foreign keys of the others, and in
 * triggers that follow it.
 */
void orm_rename_column(struct arena *a, struct orm_metadata *m, const struct orm_dialect *d,
                       struct orm_table *t, const char *from, const char *to);

/*
 * A table, in its own and others' foreign keys, in views and triggers that follow it, and in
 * names of its constraints that do.
 */
void orm_rename_table(struct arena *a, struct orm_metadata *m, const struct orm_dialect *d,
                      struct orm_table *t, const char *to);

/*
 * A type, or a table, whose rows are of a type, in every text that says its schema too,
 * as the database itself does.
 */
void orm_rename_type(struct arena *a, struct orm_metadata *m, const struct orm_dialect *d,
                     const struct orm_object *type, const char *to);

/* A schema, of all that is in it and in every text that says it. */
void orm_rename_schema(struct arena *a, struct orm_metadata *m, const struct orm_dialect *d,
                       const char *from, const char *to);

/*
 * A value of an enum type, in every text that casts it to the type, and in bounds of
 * partitions; not in the type itself.
 */
void orm_rename_value(struct arena *a, struct orm_metadata *m, const struct orm_dialect *d,
                      const struct orm_definition *type, const char *from, const char *to);

/* The same in one text; the same pointer when it wasn't there. */
const char *orm_rename_value_in_text(struct arena *a, const struct orm_dialect *d,
                                     const struct orm_definition *type, const char *text,
                                     const char *from, const char *to);

#endif
