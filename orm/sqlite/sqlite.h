/*
 * orm/sqlite/sqlite.h - what the files of SQLite's dialect share
 */
#ifndef LIMBECK_ORM_SQLITE_H
#define LIMBECK_ORM_SQLITE_H

#include "orm/dialect.h"

/* sqlite.org/datatype3.html, section 3.1: by the declared type alone. */
enum sqlite_affinity {
	SQLITE_AFF_BLOB,
	SQLITE_AFF_TEXT,
	SQLITE_AFF_NUMERIC,
	SQLITE_AFF_INTEGER,
	SQLITE_AFF_REAL
};

enum sqlite_affinity sqlite_affinity(const char *type);

/* Slots of the dialect, see orm/dialect.h. */
bool sqlite_type_text(struct buf *out, const struct orm_type *type, const struct orm_column *c,
                      const struct orm_table *t, struct error *err);
struct orm_type *sqlite_generic_type(struct arena *a, const char *text);
extern const struct orm_near_type sqlite_near_types[];
bool sqlite_same_type(const char *x, const char *y, bool loose);
bool sqlite_same_default(const struct orm_default *x, const struct orm_default *y, bool loose);
void sqlite_function_text(struct buf *out, const char *call);
bool sqlite_resolve(struct arena *a, struct orm_object *o, struct error *err);
bool sqlite_compile(struct ddl *d, const struct orm_change *changes, size_t count,
                    struct error *err);
bool sqlite_classify(struct arena *a, const char *sql, enum orm_kind *kind, const char **name,
                     bool *created);
struct ddl_cost sqlite_cost(const struct ddl_statement *s);

/* Is this option of the table on, whether resolved already or not? */
bool sqlite_table_is(const struct orm_table *t, const char *option);
bool sqlite_without_rowid(const struct orm_table *t);

/* The column that is the rowid (sqlite.org/lang_createtable.html#rowid), or NULL. */
const struct orm_column *sqlite_rowid_column(const struct orm_table *t);

/* Is a default the same at every evaluation, so that ADD COLUMN takes it? */
bool sqlite_constant_default(const struct orm_default *v);

/*
 * CREATE TABLE under the name `name`: what didn't change since it was reflected
 * is written as the database keeps it, comments included.
 */
void sqlite_create_table(struct buf *out, const struct orm_table *t, const char *name);

/* A column's definition as in CREATE TABLE, with its inline constraints. */
void sqlite_column_text(struct buf *out, const struct orm_table *t, const struct orm_column *c);

void sqlite_create_index(struct buf *out, const struct orm_index *i, bool if_not_exists);
void sqlite_create_view(struct buf *out, const struct orm_definition *d);
void sqlite_create_trigger(struct buf *out, const struct orm_definition *d);

/*
 * The rebuild: makes `to` in the place of `from`, rows, rowids, counters,
 * indexes and triggers kept (sqlite.org/lang_altertable.html#otheralter).
 * `state` has the triggers and facts; `allow_data_loss`: values are cast;
 * `backfills`: SQL for rows without a value, by the column's folded name.
 */
bool sqlite_rebuild(struct ddl *d, const struct orm_metadata *state, const struct orm_table *from,
                    const struct orm_table *to, bool allow_data_loss, struct map *backfills,
                    struct error *err);

extern const struct orm_sample sqlite_samples[];

#endif
