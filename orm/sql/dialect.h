/*
 * orm/sql/dialect.h - how one database writes queries
 *
 * Tables first: since when it can what, and its words for operators.  A zeroed
 * entry means the plain way.
 */
#ifndef LIMBECK_ORM_SQL_DIALECT_H
#define LIMBECK_ORM_SQL_DIALECT_H

#include "base/buf.h"
#include "base/error.h"
#include "orm/sql/statement.h"

enum orm_can {
	ORM_CAN_RIGHT_JOIN,
	ORM_CAN_FULL_JOIN,
	ORM_CAN_LATERAL,
	ORM_CAN_DISTINCT_ON,
	ORM_CAN_WITH,        /* CTEs */
	ORM_CAN_WITH_CHANGE, /* ... that change something, or belong to what does */
	ORM_CAN_INTERSECT,
	ORM_CAN_NULLS_ORDER,
	ORM_CAN_WINDOW,
	ORM_CAN_GROUPS,
	ORM_CAN_FILTER,
	ORM_CAN_VALUES,
	ORM_CAN_SAMPLE,
	ORM_CAN_TABLE_FUNCTION,
	ORM_CAN_ANY,
	ORM_CAN_ARRAY,
	ORM_CAN_SYMMETRIC,
	ORM_CAN_LOCK_OF,
	ORM_CAN_SKIP_LOCKED,
	ORM_CAN_RETURN_INSERTED,
	ORM_CAN_RETURN_UPDATED,
	ORM_CAN_RETURN_DELETED,
	ORM_CAN_UPDATE_FROM,
	ORM_CAN_DELETE_USING,
	ORM_CAN_UPSERT_KEY,        /* ON CONFLICT (columns) */
	ORM_CAN_UPSERT_ANY,        /* whichever key it is */
	ORM_CAN_UPSERT_CONSTRAINT, /* ON CONFLICT ON CONSTRAINT */
	ORM_CAN_DEFAULT,           /* DEFAULT as a value */
	ORM_CAN_COUNT
};

/*
 * An operator's text: $1, $2, $3 are operands in parentheses where they need
 * them, #1, #2, #3 are bare; % is a percent sign.
 */
struct orm_op_text {
	const char *text;
	int binds; /* how tightly: see orm/sql/ops.c */
};

struct orm_sql_dialect {
	int since[ORM_CAN_COUNT]; /* server version; 1 = always, 0 = never */
	struct orm_op_text ops[ORM_OP_COUNT];
	const char *offset_alone; /* the LIMIT that OFFSET needs, or NULL */
	const char *blob_open, *blob_close;
	const char *defaults_row; /* of an INSERT of nothing */
	const char *values_row;   /* before each row of VALUES as a table, or NULL */
	const char *excluded;     /* around the column: "VALUES(" */
	const char *excluded_end;
	const char *for_share;
	const char *typed_int, *typed_double; /* a bound value where nothing tells its type */
	bool no_locks;                        /* FOR UPDATE says nothing */
	bool duplicate_key;                   /* ON DUPLICATE KEY UPDATE */
	bool update_commas;                   /* UPDATE a, b SET a.x = ... */
	bool using_repeats;                   /* DELETE FROM a USING a, b */
	bool with_inside;                     /* INSERT INTO t WITH ... SELECT */
	bool in_values;                       /* (a, b) IN (VALUES (...), (...)) */
	bool returns_in_order; /* INSERT of many rows: RETURNING gives them as they came */

	/* The type in CAST; NULL: what the dialect's type_text says. */
	bool (*cast_type)(struct buf *out, const struct orm_type *type, struct error *err);
	/* Everything before and after the operand; false: no such field. */
	bool (*extract)(const char *field, const char **before, const char **after);
	/* The text after or around the operand for a path of texts and integers. */
	bool (*json)(struct arena *a, const struct orm_exprs *path, bool text, const char **before,
	             const char **after, struct error *err);
};

/*
 * Can the server do it?  ERR_UNSUPPORTED says what it can't and which databases
 * can.  `version` 0 = the newest known.
 */
struct orm_dialect;
bool orm_sql_can(const struct orm_dialect *d, int version, enum orm_can what, struct error *err);
/* The same without words. */
bool orm_sql_knows(const struct orm_dialect *d, int version, enum orm_can what);

/* An operator of this dialect. */
struct orm_op_text orm_sql_op(const struct orm_sql_dialect *s, enum orm_op op);
/* The operator that is true when `op` isn't; ORM_OP_NONE: there is none. */
enum orm_op orm_op_negated(enum orm_op op);

/* JSON paths as SQLite and MySQL have them: $."a"[0], a string literal's content. */
bool orm_json_path(struct arena *a, const struct orm_exprs *path, const char **out,
                   struct error *err);

extern const struct orm_sql_dialect orm_sqlite_sql;
extern const struct orm_sql_dialect orm_postgresql_sql;
extern const struct orm_sql_dialect orm_mysql_sql;
extern const struct orm_sql_dialect orm_mariadb_sql;

#endif
