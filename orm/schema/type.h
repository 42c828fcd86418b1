/*
 * orm/schema/type.h - column types
 *
 * A type is generic (the same model runs on every database; SQLAlchemy's names)
 * or exact (ORM_TYPE_EXACT: `name` is what the database is told, verbatim).
 * Reflection gives exact types; orm_resolve (orm/schema/resolve.h) turns
 * generic ones into a dialect's exact ones.
 */
#ifndef LIMBECK_ORM_TYPE_H
#define LIMBECK_ORM_TYPE_H

#include "base/error.h"
#include "base/vec.h"

enum orm_type_id {
	ORM_TYPE_EXACT, /* `name` verbatim; "" = no declared type (SQLite) */
	ORM_TYPE_SMALLINTEGER,
	ORM_TYPE_INTEGER,
	ORM_TYPE_BIGINTEGER,
	ORM_TYPE_NUMERIC,
	ORM_TYPE_FLOAT,
	ORM_TYPE_DOUBLE,
	ORM_TYPE_BOOLEAN,
	ORM_TYPE_STRING,
	ORM_TYPE_UNICODE,
	ORM_TYPE_TEXT,
	ORM_TYPE_UNICODETEXT,
	ORM_TYPE_LARGEBINARY,
	ORM_TYPE_DATE,
	ORM_TYPE_TIME,
	ORM_TYPE_DATETIME,
	ORM_TYPE_INTERVAL,
	ORM_TYPE_ENUM,
	ORM_TYPE_JSON,
	ORM_TYPE_UUID,
	ORM_TYPE_ARRAY,
	ORM_TYPE_COUNT
};

struct orm_type {
	enum orm_type_id id;
	const char *name;            /* exact: the type's text; enum: the type's name or NULL */
	int length;                  /* String, Text, LargeBinary; 0 = not given */
	int precision, scale;        /* Numeric, Float, DateTime, ...; -1 = not given */
	bool timezone;               /* DateTime, Time */
	struct names values;         /* Enum */
	struct names renamed_values; /* Enum, MySQL's too: a value, what it was before, ... */
	bool create_constraint;      /* Enum, Boolean: a CHECK where the type isn't native */
	bool not_native;             /* Enum, Uuid: use text even where a type exists */
	const struct orm_type *item; /* ARRAY */
	int dimensions;              /* ARRAY; 0 = 1 */

	/* An exact type that a model's became: what the model said, for writing it
	 * down again; takes no part in comparisons. */
	const struct orm_type *declared;
};

/* What a generic type may be given, for readers and writers of models. */
struct orm_type_info {
	const char *name; /* "BigInteger" */
	const char
	    *positional[2]; /* names of positional arguments: "length" or "precision", "scale" */
	bool timezone, values, item;
};

/* Indexed by enum orm_type_id. */
extern const struct orm_type_info orm_type_infos[ORM_TYPE_COUNT];

/* A type of this id, nothing given. */
struct orm_type *orm_type_new(struct arena *a, enum orm_type_id id);

/* An exact type with this text. */
struct orm_type *orm_type_exact(struct arena *a, const char *text);

/* Deep copy. */
struct orm_type *orm_type_copy(struct arena *a, const struct orm_type *t);

/* Same id and arguments? */
bool orm_type_same(const struct orm_type *x, const struct orm_type *y);

#endif
