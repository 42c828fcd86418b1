/*
 * orm/postgresql/create.h - statements that make whole objects, and COMMENT ON
 *
 * All of them append to d->out.
 */
#ifndef LIMBECK_ORM_POSTGRESQL_CREATE_H
#define LIMBECK_ORM_POSTGRESQL_CREATE_H

#include "orm/ddl/ddl.h"

/* CREATE TABLE, and what it can't say; without indexes. */
bool pg_create_table(struct ddl *d, const struct orm_table *t, bool if_not_exists,
                     struct error *err);
void pg_create_index(struct ddl *d, const struct orm_index *x, const char *schema,
                     const char *table, bool if_not_exists);
/* Of what was just made, so that nobody waits for it. */
void pg_create_first_index(struct ddl *d, const struct orm_index *x, const char *schema,
                           const char *table);
/*
 * The statement that makes a partition's key or index part of its parent's; NULL
 * where it is none, or the table is still to be attached.
 */
const char *pg_attach_text(struct ddl *d, const struct orm_object *o);
/* What CREATE INDEX doesn't say: statistics and comment. */
void pg_finish_index(struct ddl *d, const struct orm_index *x, const char *schema);
/* Statements that say of the index what its table `o` does: it identifies rows, or sorts them. */
void pg_index_uses(struct arena *a, const struct orm_object *o, const char *table,
                   const char *index, struct names *out);

/* Any definition; `or_replace` where the kind has it. */
void pg_create_definition(struct ddl *d, const struct orm_definition *o, bool or_replace,
                          bool if_not_exists);
void pg_drop_definition(struct ddl *d, const struct orm_definition *o, bool if_exists);

/* The schema "public": is it that, and what it is about to be made or dropped. */
bool pg_is_public(const struct orm_object *o);
void pg_comment_public(struct ddl *d, const char *comment);
void pg_drop_public(struct ddl *d);
/* To drop it is to give it its usual comment, if it has another one. */
void pg_keep_public(struct arena *a, struct orm_changes *changes);

/* The user mappings of a foreign server. */
void pg_create_user_mappings(struct ddl *d, const struct orm_definition *o);
void pg_drop_user_mappings(struct ddl *d, const struct orm_definition *o);

/* "TABLE", "MATERIALIZED VIEW", ...: the kind's words in CREATE, DROP and COMMENT ON. */
const char *pg_kind_words(enum orm_kind kind);

/*
 * The object as DROP, ALTER and COMMENT ON name it, without its kind:
 * "s.f(integer)", "r ON t".
 */
const char *pg_reference(struct arena *a, const struct orm_definition *o);

/* "TEXT SEARCH CONFIGURATION s.name": which it is, its definition says. */
const char *pg_text_search(struct arena *a, const struct orm_definition *o);

/* COMMENT ON `what` (kind and name); NULL takes it away. */
void pg_comment(struct ddl *d, const char *what, const char *comment);
void pg_comment_on_column(struct ddl *d, const char *table, const char *column,
                          const char *comment);
void pg_comment_on_constraint(struct ddl *d, const char *table, const char *name,
                              const char *comment);

/* Lines of `name text`, as options of views keep what belongs to their columns. */
struct pg_line {
	const char *name, *text; /* the name as SQL writes it */
};
struct pg_lines {
	VEC(struct pg_line);
};
struct pg_lines pg_lines(struct arena *a, const char *text);

/* The statements for such options of a view or composite type, and for what changes in them. */
void pg_finish_lines(struct ddl *d, const struct orm_definition *o);
void pg_alter_lines(struct ddl *d, const struct orm_change *c);

/*
 * The statements for what a column can't say in CREATE TABLE or ADD COLUMN; `bare` is
 * the table's name alone; heirs: tables may inherit the column, which keep it like this one.
 */
void pg_finish_column(struct ddl *d, const char *table, const char *bare,
                      const struct orm_column *c, bool foreign, bool heirs);

/* ENABLE, DISABLE of a trigger or rule by its `enabled` option. */
void pg_enable(struct ddl *d, const struct orm_definition *o, const char *enabled);

/* GRANT and REVOKE: from what `from` says to what `to` says; either may be NULL. */
void pg_privileges(struct ddl *d, const struct orm_definition *from,
                   const struct orm_definition *to);

#endif
