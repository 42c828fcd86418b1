/*
 * orm/mysql/mysql.h - what the files of the MySQL and MariaDB dialects share
 *
 * MariaDB's dialect is MySQL's with some slots of its own (mariadb.c); what
 * depends on the server's kind and version is a row in capability.c.
 *
 * How metadata says what these databases have (reflection writes it so, the
 * DDL compiler reads it so).  Options have dialect NULL in metadata of the
 * dialect's own, "mysql" or "mariadb" in models; both names are accepted where
 * they mean the same.
 *
 *   types          as SHOW CREATE TABLE has them ("int(10) unsigned zerofill",
 *                  "enum('a','b')"), without character set and collation
 *   columns        nullable is always said; server_default is an expression as
 *                  SHOW CREATE has it after DEFAULT; DEFAULT NULL is none;
 *                  collation only where it isn't the
 *                  table's, and option "charset" only in models that give no
 *                  collation; persisted YES or NO for generated ones.
 *                  Options: auto_increment ("true"; resolve sets it from a model's
 *                  autoincrement), no_default (a nullable column whose DEFAULT NULL was
 *                  taken away), on_update, invisible, column_format, storage,
 *                  srid, ref_system_id, compressed, check (MariaDB's check in
 *                  the column itself), row ("start" or "end"),
 *                  without_system_versioning, with_system_versioning,
 *                  engine_attribute, secondary_engine_attribute,
 *                  attributes (other engine-defined ones, verbatim)
 *   tables         partition_by is all that follows PARTITION BY, partitions
 *                  included.  Options: engine, collate (always, reflected;
 *                  charset only in models without it), row_format,
 *                  key_block_size, auto_increment (a state), tablespace,
 *                  system_versioning, period_system_time ("a, b"),
 *                  period_<name> ("a, b") and the rest of the table options in
 *                  lower case with _ between words (avg_row_length, ...)
 *   primary keys   no name
 *   unique         there are unique indexes only: a model's UniqueConstraint
 *                  becomes one when it is resolved
 *   checks         expr without the outer parentheses
 *   foreign keys   referred_schema NULL = the same database
 *   indexes        method BTREE or HASH where it is said; options: prefix
 *                  (FULLTEXT or SPATIAL), with_parser, invisible (MariaDB:
 *                  IGNORED), key_block_size, engine_attribute, ...; elements
 *                  have length
 *   views          definition is the SELECT; options algorithm (not UNDEFINED),
 *                  security (not DEFINER), check_option, definer, json_duality
 *   triggers       definition is all that follows the name; options definer,
 *                  sql_mode, follows (the trigger before it, of the same table,
 *                  time and event); object.text is the whole statement, without
 *                  FOLLOWS, where the server keeps another spelling of its head
 *   routines       arguments between their parentheses, definition all after
 *                  them; options definer, sql_mode, aggregate (MariaDB)
 *   events         all that follows the name; options definer, sql_mode,
 *                  time_zone, starts (STARTS isn't in the definition, reflected)
 *                  or started (a state: the server chose it, none was given)
 *   sequences      attributes as PostgreSQL's where they mean the same, else
 *                  options
 *   packages       all that follows the name; options definer, sql_mode
 *   settings       charset, collation of the database: facts
 *
 * Option sql_mode is there only where it isn't the session's own; definer
 * ("`user`@`host`") always, reflected.  What has a definer has character_set_client
 * and collation_connection, too, where they aren't the session's own: states.
 */
#ifndef LIMBECK_ORM_MYSQL_H
#define LIMBECK_ORM_MYSQL_H

#include "orm/dialect.h"
#include "orm/mysql/capability.h"

/* Is it MariaDB's dialect? Only for what isn't a capability (capability.h). */
bool my_is_mariadb(const struct orm_dialect *d);

/* Slots of the dialects, see orm/dialect.h. */
struct orm_token my_next_token(const char *text, size_t len);
struct orm_token mariadb_next_token(const char *text, size_t len);
bool my_is_introducer(const struct orm_token *t, const char *end);
bool my_is_reserved(const char *word); /* of any of them, so that text fits all */
bool my_ends_statement(unsigned *state, const struct orm_token *t);
char *my_unquote(struct arena *a, const struct orm_token *t);
bool my_accepts(const char *sql, struct error *err);
const char *my_fold(struct arena *a, const char *name);
bool my_same_name(const char *x, const char *y);
bool my_chose_name(const struct orm_table *t, const struct orm_constraint *c);
const char *my_name_after(struct arena *a, const struct orm_constraint *c, const char *from,
                          const char *to);
const char *mariadb_name_after(struct arena *a, const struct orm_constraint *c, const char *from,
                               const char *to);
extern const struct orm_near_type my_near_types[];
bool my_type_text(struct buf *out, const struct orm_type *type, const struct orm_column *c,
                  const struct orm_table *t, struct error *err);
bool mariadb_type_text(struct buf *out, const struct orm_type *type, const struct orm_column *c,
                       const struct orm_table *t, struct error *err);
struct orm_type *my_generic_type(struct arena *a, const char *text);
struct orm_type *mariadb_generic_type(struct arena *a, const char *text);
bool my_same_type(const char *x, const char *y, bool loose);
bool mariadb_same_type(const char *x, const char *y, bool loose);
bool my_same_default(const struct orm_default *x, const struct orm_default *y, bool loose);
bool my_says(const struct orm_object *o, const char *option);
void my_function_text(struct buf *out, const char *call);
void mariadb_function_text(struct buf *out, const char *call);
/* Is it CURRENT_TIMESTAMP by any of its names, and of which precision (0 = none said)? */
bool my_is_now(const char *text, long *precision);
/* As SHOW CREATE TABLE has it. */
void my_now_text(struct buf *out, const struct orm_dialect *d, long precision);
/* Resolves a column, once its options are (resolve_column.c). */
bool my_resolve_column(struct arena *a, const struct orm_dialect *d, struct orm_column *c,
                       struct error *err);
bool my_resolve(struct arena *a, struct orm_object *o, struct error *err);
bool mariadb_resolve(struct arena *a, struct orm_object *o, struct error *err);
bool my_resolve_metadata(struct arena *a, struct orm_metadata *m, struct error *err);
bool mariadb_resolve_metadata(struct arena *a, struct orm_metadata *m, struct error *err);
bool my_compile(struct ddl *d, const struct orm_change *changes, size_t count, struct error *err);
bool my_can_alter(const struct orm_change *c);
enum orm_effect my_effect(const struct orm_change *c, const struct orm_object *dependent);
enum orm_effect mariadb_effect(const struct orm_change *c, const struct orm_object *dependent);
/* Of an ALTER of a table: the rows of its partitions, or their past. */
const char *my_table_losses(struct arena *a, const struct orm_dialect *d,
                            const struct orm_change *c);
const char *my_losses(struct arena *a, const struct orm_change *c);
const char *mariadb_losses(struct arena *a, const struct orm_change *c);
bool my_outside(struct arena *a, const char *sql, struct orm_outside *out);
bool mariadb_outside(struct arena *a, const char *sql, struct orm_outside *out);
bool my_classify(struct arena *a, const char *sql, enum orm_kind *kind, const char **name,
                 bool *created);
struct ddl_cost my_statement_cost(const struct ddl_statement *s);
bool my_key_may_be_null(const struct orm_table *t, const struct orm_column *c);
bool my_is_ordered(const struct orm_column *c);
const struct orm_column *my_whole_column(struct arena *a, const struct orm_table *t,
                                         const struct orm_column *c);
const struct orm_column *my_short_column(struct arena *a, const struct orm_column *c);
const struct orm_column *mariadb_short_column(struct arena *a, const struct orm_column *c);
void my_script_guard(struct buf *out, const char *why, const char *condition);
void my_write_setting(struct buf *out, const struct orm_option *setting);
const char *my_unplaced(struct arena *a, const struct orm_change *c);
const char *my_unindexed(struct arena *a, const char *expr);
void mariadb_trial(struct arena *a, const struct orm_table *t, const char *expr, const char *type,
                   struct orm_trial *out);
const char *my_misfit(struct arena *a, const char *column, const struct orm_column *from,
                      const struct orm_column *to);
const char *my_unstored(struct arena *a, const struct orm_table *t, const char *expr,
                        const struct orm_column *to);
const char *my_collated(struct arena *a, const char *column, const struct orm_column *from,
                        const struct orm_column *to);
bool my_numbers_itself(const struct orm_column *c);
void my_keep_values(struct buf *out, const struct orm_table *t);

/* The query for sizes; statistics say how many rows there are, more or less. */
#define MY_SIZES                                                                \
	"SELECT NULL, TABLE_NAME, TABLE_ROWS, DATA_LENGTH + INDEX_LENGTH FROM " \
	"information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN ("

/* Options of both, and those that only MariaDB has; ended by a NULL name. */
extern const struct orm_option_info my_options[];
extern const struct orm_option_info mariadb_options[];
extern const struct orm_sample my_samples[];

/* Pieces of statements, shared by CREATE and ALTER (create.c). */
bool my_column_text(struct ddl *d, struct buf *out, const struct orm_table *t,
                    const struct orm_column *c, struct error *err);
bool my_constraint_text(struct ddl *d, struct buf *out, const struct orm_constraint *k,
                        struct error *err);
bool my_index_text(struct ddl *d, struct buf *out, const struct orm_index *i, struct error *err);
/* Table options as SHOW CREATE TABLE has them, a space before each. */
void my_table_options(struct ddl *d, struct buf *out, const struct orm_table *t);
bool my_create_table(struct ddl *d, const struct orm_table *t, struct error *err);
bool my_create_definition(struct ddl *d, const struct orm_definition *o, bool replace,
                          struct error *err);
/* All changes of one table, in as few statements as can be. */
bool my_alter_table(struct ddl *d, const struct orm_change *changes, size_t count,
                    struct error *err);
bool my_alter_definition(struct ddl *d, const struct orm_change *c, struct error *err);

/* A name, a string literal (backslashes doubled), in the arena. */
const char *my_name(struct arena *a, const char *name);
const char *my_quoted(struct arena *a, const char *name); /* in any case */
const char *my_full_name(struct arena *a, const char *schema, const char *name);
const char *my_string(struct arena *a, const char *text);
void my_string_text(struct buf *out, const char *text);
/* The object's option, whether resolved already or not; NULL when absent. */
const char *my_option(const struct orm_object *o, const char *name);
bool my_is(const struct orm_object *o, const char *name);
/* Is the attribute (or "comment") one of those that the change gives? */
bool my_gives(const struct orm_change *c, const char *attr);
/* The character set that a collation belongs to, in the arena. */
const char *my_charset_of(struct arena *a, const char *collation);
/* A character set's or collation's name as the servers have it: utf8 is utf8mb3. */
const char *my_charset_name(struct arena *a, const char *name);

#endif
