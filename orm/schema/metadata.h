/*
 * orm/schema/metadata.h - what is known about a schema
 *
 * Reflection, models, snapshots and the ORM all fill these structs.  Every kind
 * of object begins with struct orm_object and has a table of attributes
 * (orm/schema/attribute.h) from which readers, writers, comparison and copying
 * are derived: a new attribute is a member here, a row there, and its text in
 * the dialects.
 *
 * Everything lives in the metadata's arena and is borrowed by whoever asks.
 * Lists keep the order of their source.  Zero is valid: an attribute left out
 * is NULL, 0 or "unspecified".
 */
#ifndef LIMBECK_ORM_METADATA_H
#define LIMBECK_ORM_METADATA_H

#include "base/map.h"
#include "base/vec.h"
#include "orm/schema/type.h"

struct orm_dialect;

enum orm_kind {
	ORM_TABLE,
	ORM_COLUMN,
	ORM_PRIMARY_KEY,
	ORM_UNIQUE,
	ORM_FOREIGN_KEY,
	ORM_CHECK,
	ORM_EXCLUDE,
	ORM_INDEX,

	/* struct orm_definition from here on */
	ORM_VIEW,
	ORM_MATERIALIZED_VIEW,
	ORM_TRIGGER,
	ORM_RULE,
	ORM_POLICY,
	ORM_SCHEMA,
	ORM_EXTENSION,
	ORM_LANGUAGE, /* that functions are written in */
	ORM_COLLATION,
	ORM_ENUM,
	ORM_DOMAIN,
	ORM_COMPOSITE,
	ORM_RANGE,
	ORM_SEQUENCE,
	ORM_FUNCTION,
	ORM_PROCEDURE,
	ORM_AGGREGATE,
	ORM_OPERATOR,
	ORM_CAST,
	ORM_STATISTICS,
	ORM_TEXT_SEARCH, /* configuration or dictionary, as its definition says */
	ORM_WRAPPER,     /* foreign data wrapper */
	ORM_SERVER,      /* foreign server, with its user mappings */
	ORM_PUBLICATION,
	ORM_EVENT_TRIGGER,
	ORM_EVENT,        /* MySQL: something done on a schedule */
	ORM_PACKAGE,      /* MariaDB: declarations of routines that belong together */
	ORM_PACKAGE_BODY, /* their definitions */
	ORM_PRIVILEGE,    /* what is granted to one role on one object, or by default */
	ORM_KIND_COUNT
};

/* Is it a struct orm_definition? */
#define ORM_IS_DEFINITION(kind) ((kind) >= ORM_VIEW)

/* Does it belong to a table or view, which it names in `on`? */
#define ORM_HAS_OWNER(kind)                                                     \
	((kind) == ORM_TRIGGER || (kind) == ORM_RULE || (kind) == ORM_POLICY || \
	 (kind) == ORM_PRIVILEGE)

/* Has it a schema of its own, rather than its table's? */
#define ORM_STANDS_ALONE(kind) ((kind) == ORM_TABLE || ORM_IS_DEFINITION(kind))

/* Is it a struct orm_constraint? */
#define ORM_IS_CONSTRAINT(kind) ((kind) >= ORM_PRIMARY_KEY && (kind) <= ORM_EXCLUDE)

/* Yes, no, or nothing said: then it equals either. */
enum orm_flag { ORM_UNSPECIFIED, ORM_NO, ORM_YES };

/*
 * name = value for what only one dialect knows; a true flag's value is "true".
 * The value "" says that the option is taken away (the `to` of an ALTER), or left
 * open: what the database has will do (orm_option_info.initial).
 */
struct orm_option {
	const char *dialect; /* "sqlite"; NULL = the metadata's own dialect */
	const char *name;
	const char *value;
};

struct orm_options {
	VEC(struct orm_option); /* sorted by dialect, then name */
};

struct orm_object {
	enum orm_kind kind;
	const char *schema; /* NULL = the default schema */
	const char *name;   /* NULL = unnamed (constraints only) */
	const char *comment;
	const char *renamed_from; /* models: what it was called before */
	struct orm_options options;

	/* The object's definition exactly as the database keeps it, NULL when it
	 * was declared, or changed since; `lead` and `trail` are the comments
	 * around it inside a CREATE TABLE, or NULL. */
	const char *text, *lead, *trail;

	const char *file; /* models: where it was declared */
	int line;
	struct orm_table *table; /* owner of a column, constraint, index, trigger */

	/* Keys (orm_object_key) of what it can't exist without, as the database
	 * itself knows it; none where it doesn't tell. */
	struct names depends;
};

/* A member of a key or index: a column or an expression. */
struct orm_element {
	const char *column; /* NULL for an expression */
	const char *expr;
	bool descending;
	const char *collation; /* NULL = the column's */
	const char *opclass;   /* PostgreSQL */
	const char *nulls;     /* "FIRST", "LAST" or NULL */
	int length;            /* MySQL: prefix length; 0 = whole */
};

struct orm_elements {
	VEC(struct orm_element);
};

/* A server default. */
struct orm_default {
	const char *text; /* literal: its value, unquoted; else SQL, verbatim */
	enum orm_default_kind {
		ORM_DEFAULT_NONE,
		ORM_DEFAULT_SQL,    /* an expression in the database's words */
		ORM_DEFAULT_STRING, /* models: a string */
		ORM_DEFAULT_NUMBER, /* models: a number */
		ORM_DEFAULT_BOOL,   /* models: "true" or "false" */
		ORM_DEFAULT_NULL,   /* DEFAULT NULL, said */
		ORM_DEFAULT_FUNC,   /* models: func.now() and the like; text is "now()" */
	} kind;
};

/* GENERATED ... AS IDENTITY; numbers as text, NULL = the database's choice. */
struct orm_identity {
	bool always, cycle;
	const char *start, *increment, *minvalue, *maxvalue, *cache;
};

struct orm_constraint {
	struct orm_object object;     /* PRIMARY_KEY, UNIQUE, FOREIGN_KEY, CHECK */
	struct orm_elements elements; /* not for CHECK and EXCLUDE */
	/* CHECK: the condition without parentheses; EXCLUDE: all that follows the word */
	const char *expr;
	const char *referred_schema; /* FOREIGN KEY ... */
	const char *referred_table;
	struct names referred_columns;   /* none = the referred primary key */
	const char *ondelete, *onupdate; /* "CASCADE", ...; NULL = NO ACTION */
	struct names ondelete_columns;   /* SET NULL (columns) of PostgreSQL 15 */
	const char *match;               /* "FULL", ... as written */
	struct names include;            /* covering columns of a key */
	bool nulls_not_distinct;
	bool no_inherit; /* CHECK */
	bool not_valid;  /* rows from before aren't checked */
	bool not_enforced;
	bool period;    /* last column is WITHOUT OVERLAPS, or PERIOD */
	bool invalid;   /* a partitioned table's key that not all partitions have */
	bool inherited; /* a partition's or child's copy of its parent's */
	enum orm_flag deferrable;
	const char *initially; /* "DEFERRED" or "IMMEDIATE" */

	/* The column whose definition holds it; NULL at table level.  Only the
	 * spelling: two constraints that differ in this alone are equal. */
	const char *inline_column;
};

struct orm_constraints {
	VEC(struct orm_constraint *);
};

struct orm_column {
	struct orm_object object;
	struct orm_type *type; /* never NULL */
	enum orm_flag nullable;
	struct orm_default server_default;
	const char *computed;    /* generated column: its expression without parentheses */
	enum orm_flag persisted; /* generated: stored (YES) or virtual (NO) */
	struct orm_identity *identity;
	enum orm_flag autoincrement; /* models: NO keeps an integer key from counting up */
	const char *collation;
	bool hidden;               /* a virtual table's hidden column */
	bool inherited;            /* a partition's or child's copy of its parent's */
	const char *not_null_name; /* where NOT NULL is a constraint with a name of its own */

	/* Constraints declared with the column while it isn't in a table yet
	 * (op.add_column); orm_table_add_column moves them to the table. */
	struct orm_constraints attached;
};

struct orm_columns {
	VEC(struct orm_column *);
};

struct orm_index {
	struct orm_object object;
	struct orm_elements elements;
	bool unique;
	const char *where;  /* partial index */
	const char *method; /* btree, gin, ...; NULL = the default */
	struct names include;
	bool nulls_not_distinct;
	bool invalid;   /* a build that failed half-way, or as a constraint's */
	bool inherited; /* a partition's copy of its parent's */
};

struct orm_indexes {
	VEC(struct orm_index *);
};

struct orm_table {
	struct orm_object object;
	struct orm_columns columns;
	struct orm_constraints constraints; /* the primary key among them */
	struct orm_indexes indexes;

	/* Partitioning and inheritance. */
	const char *partition_by; /* "RANGE (created)" */
	const char *partition_of; /* parent's full name, quoted where needed; or NULL */
	const char *bound;        /* partition: "FOR VALUES FROM (1) TO (10)" or "DEFAULT" */
	struct names inherits;    /* full names, quoted where needed */

	/* A table that can't be taken apart, such as a virtual one: SQLite's
	 * "fts5(title, body)".  Its text is compared as a whole. */
	const char *module;

	/* Why it can't be changed, in words; NULL when it can. */
	const char *opaque;
};

struct orm_tables {
	VEC(struct orm_table *);
};

/*
 * An object that is, for the most part, a definition text: what follows its name
 * in CREATE, as the database itself puts it.
 *
 * view, materialized view: the SELECT; trigger, rule, policy: all that follows
 * the name; function, procedure, aggregate: all that follows the arguments'
 * parentheses; sequence, enum, schema: NULL, attributes say it all; domain: its
 * base type; composite: what is between the parentheses; others: all that follows
 * the name.
 */
struct orm_definition {
	struct orm_object object;
	struct names columns;        /* view: column names, if it lists them; enum: its values */
	struct names renamed_values; /* models, enum: a value, what it was before, ... */
	const char *definition;
	const char *on;        /* trigger, rule, policy, ...: the table or view it belongs to */
	const char *arguments; /* function...: the parameter list as declared */
	const char *signature; /* function...: argument types alone, which tell it apart */
	const char *owned_by;  /* sequence: "table.column" it goes with, or NULL */
	/* reflected, and no attributes: statements for what CREATE doesn't say, where it isn't
	 * as for whoever read it; NULL = it is theirs */
	const char *ownership;
	struct names grants;
	bool by_default; /* and by default there are other grants on what they make */
	struct orm_default server_default; /* domain */
	enum orm_flag nullable;            /* domain */
	const char *collation;             /* domain */
	struct orm_constraints checks;     /* domain: CHECK constraints */
	struct orm_indexes indexes;        /* materialized view */
};

struct orm_definitions {
	VEC(struct orm_definition *);
};

/* Something that was seen in the database and is not represented. */
struct orm_left_out {
	const char *kind, *name, *why;
};

struct orm_left_outs {
	VEC(struct orm_left_out);
};

/* Templates for names of constraints and indexes, as SQLAlchemy's; NULL = none. */
struct orm_naming {
	const char *ix, *uq, *ck, *fk, *pk;
};

struct orm_metadata {
	struct arena *arena;
	const struct orm_dialect *dialect; /* whose exact terms it uses; NULL = generic */
	bool reflected;                    /* from a database: nothing is unspecified */
	struct orm_tables tables;
	struct orm_definitions definitions; /* in an order that can be executed */
	struct orm_left_outs left_out;
	/* Of the database itself: SQLite's user_version.  An entry with a dialect is
	 * a fact about the state and takes no part in comparisons. */
	struct orm_options settings;
	const char *definer; /* who read it, and so defines, or owns, what it makes; or NULL */
	struct orm_naming naming;
	struct map *by_name; /* private: folded name -> table */
};

struct orm_metadata *orm_metadata_new(struct arena *a);

/* Without objects; what is known of the whole is as in `m`, and borrowed from there. */
struct orm_metadata *orm_metadata_like(struct arena *a, const struct orm_metadata *m);

/*
 * New objects with their kind set.  They are not in any list until added.
 */
struct orm_table *orm_table_new(struct arena *a, const char *schema, const char *name);
struct orm_column *orm_column_new(struct arena *a, const char *name);
struct orm_constraint *orm_constraint_new(struct arena *a, enum orm_kind kind);
struct orm_index *orm_index_new(struct arena *a, const char *name);
struct orm_definition *orm_definition_new(struct arena *a, enum orm_kind kind, const char *name);

/* Adding sets the object's owner. */
void orm_metadata_add_table(struct orm_metadata *m, struct orm_table *t);
void orm_metadata_add_definition(struct orm_metadata *m, struct orm_definition *d);
void orm_metadata_leave_out(struct orm_metadata *m, const char *kind, const char *name,
                            const char *why);

/* The table has more than is represented: it is left out, and for that reason (the first
 * counts) the table isn't to be changed. */
void orm_metadata_hold(struct orm_metadata *m, struct orm_table *t, const char *why);

void orm_table_add_column(struct arena *a, struct orm_table *t, struct orm_column *c);
void orm_table_add_constraint(struct arena *a, struct orm_table *t, struct orm_constraint *c);
void orm_table_add_index(struct arena *a, struct orm_table *t, struct orm_index *i);

/* Sets an option (value NULL removes it from the list), keeping the list sorted. */
void orm_option_set(struct arena *a, struct orm_options *o, const char *dialect, const char *name,
                    const char *value);
/* The option's value; NULL when absent or taken away. */
const char *orm_option_get(const struct orm_options *o, const char *dialect, const char *name);

/*
 * Finding by name, NULL when absent.  Names compare as the dialect folds them
 * (`d` NULL: exactly).
 */
struct orm_table *orm_metadata_table(const struct orm_metadata *m, const char *schema,
                                     const char *name);
struct orm_definition *orm_metadata_definition(const struct orm_metadata *m, enum orm_kind kind,
                                               const char *schema, const char *name);
struct orm_column *orm_table_column(const struct orm_table *t, const struct orm_dialect *d,
                                    const char *name);
struct orm_index *orm_table_index(const struct orm_table *t, const struct orm_dialect *d,
                                  const char *name);
struct orm_constraint *orm_table_constraint(const struct orm_table *t, const struct orm_dialect *d,
                                            const char *name);
struct orm_constraint *orm_table_primary_key(const struct orm_table *t);

/* Is it (part of) the primary key? */
bool orm_column_is_key(const struct orm_table *t, const struct orm_dialect *d, const char *name);

/* Deep copies; the copy's owner is `t` (columns...) or nobody (table). */
struct orm_table *orm_table_copy(struct arena *a, const struct orm_table *t);
struct orm_column *orm_column_copy(struct arena *a, const struct orm_column *c);
struct orm_constraint *orm_constraint_copy(struct arena *a, const struct orm_constraint *c);
struct orm_index *orm_index_copy(struct arena *a, const struct orm_index *i);
struct orm_definition *orm_definition_copy(struct arena *a, const struct orm_definition *d);

/* Deep copy of any object by its kind. */
struct orm_object *orm_object_copy(struct arena *a, const struct orm_object *o);

/*
 * What tells an object apart from all others of a database: kind, schema, owner,
 * name and, for functions, argument types; folded as the dialect folds names.
 */
char *orm_object_key(struct arena *a, const struct orm_dialect *d, const struct orm_object *o);

/* For messages: `table "orders"`, `column "orders.total"`, `unnamed check of "orders"`. */
char *orm_object_label(struct arena *a, const struct orm_object *o);

#endif
