/*
 * orm/postgresql/postgresql.h - what the files of PostgreSQL's dialect share
 *
 * Statements name objects of the schema "public" (NULL in metadata) without it:
 * who migrates has it first in search_path (orm_connect_options).
 */
#ifndef LIMBECK_ORM_POSTGRESQL_H
#define LIMBECK_ORM_POSTGRESQL_H

#include "orm/dialect.h"

/* Slots of the dialect, see orm/dialect.h. */
bool pg_same_default(const struct orm_default *x, const struct orm_default *y, bool loose);
void pg_function_text(struct buf *out, const char *call);
bool pg_resolve(struct arena *a, struct orm_object *o, struct error *err);
bool pg_resolve_metadata(struct arena *a, struct orm_metadata *m, struct error *err);
bool pg_compile(struct ddl *d, const struct orm_change *changes, size_t count, struct error *err);
bool pg_can_alter(const struct orm_change *c);
extern const struct orm_near_type pg_near_types[];
bool pg_chose_name(const struct orm_table *t, const struct orm_constraint *c);
const struct orm_column *pg_short_column(struct arena *a, const struct orm_column *c);
const char *pg_misfit(struct arena *a, const char *column, const struct orm_column *from,
                      const struct orm_column *to);
const char *pg_converted(struct arena *a, const char *column, const struct orm_column *from,
                         const struct orm_column *to);
const char *pg_collated(struct arena *a, const char *column, const struct orm_column *from,
                        const struct orm_column *to);
void pg_trial(struct arena *a, const struct orm_table *t, const char *expr, const char *type,
              struct orm_trial *out);
void pg_bound_trial(struct arena *a, const struct orm_metadata *to, const struct orm_table *parent,
                    const struct orm_table *partition, const struct orm_table *was,
                    struct orm_trial *out);
void pg_exclusion_trial(struct arena *a, const struct orm_constraint *k, const struct orm_table *t,
                        const struct names *columns, struct orm_trial *out);
enum orm_effect pg_effect(const struct orm_change *c, const struct orm_object *dependent);
const char *pg_rights(struct arena *a, const struct orm_change *c);
void pg_rights_text(struct arena *a, const char *query, unsigned number, const char **before,
                    const char **after);
void pg_by_default(struct arena *a, const struct orm_metadata *from, const struct orm_metadata *to,
                   struct orm_changes *changes);
void pg_simplify(struct arena *a, struct orm_changes *changes);
const struct orm_metadata *pg_as_stored(struct arena *a, const struct orm_metadata *model,
                                        const struct orm_metadata *stored);
const char *pg_stub(struct arena *a, const struct orm_definition *function);
bool pg_classify(struct arena *a, const char *sql, enum orm_kind *kind, const char **name,
                 bool *created);
bool pg_outside(struct arena *a, const char *sql, struct orm_outside *out);
struct ddl_cost pg_cost(const struct ddl_statement *s);
bool pg_accepts(const char *sql, struct error *err);

/* A name in the arena, as SQL: "a b", s.t */
const char *pg_name(struct arena *a, const char *name);
const char *pg_full_name(struct arena *a, const char *schema, const char *name);
/*
 * The name that the server makes of these where none is given, cut to its length:
 * "table_column_seq".  `second` may be NULL.
 */
const char *pg_usual_name(struct arena *a, const char *first, const char *second,
                          const char *label);
/* A string literal in the arena. */
const char *pg_string(struct arena *a, const char *text);
/* The object's option, whether resolved already or not; NULL when absent. */
const char *pg_option(const struct orm_object *o, const char *name);
/* Is the option "true"? */
bool pg_is(const struct orm_object *o, const char *name);

/* Is this ALTER one that needs a new type, to which columns are turned? */
bool pg_makes_anew(const struct orm_change *c);

/* Is the attribute (or "comment") one of those that the change gives? */
bool pg_gives(const struct orm_change *c, const char *attr);
/* Does the change give this option another value?  *value is the new one, NULL = none. */
bool pg_gives_option(const struct orm_change *c, const char *name, const char **value);

extern const struct orm_sample pg_samples[];

#endif
