/*
 * orm/model/field.h - a column of a mapped struct
 */
#ifndef LIMBECK_ORM_MODEL_FIELD_H
#define LIMBECK_ORM_MODEL_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "orm/engine/value.h"

struct orm_source;

/* Bytes; `data` NULL is SQL's NULL. */
struct orm_bytes {
	const void *data;
	size_t len;
};

struct orm_uuid {
	unsigned char bytes[16];
};

/* Values that may be NULL: zeroed, they are. */
struct orm_opt_bool {
	bool has, value;
};
struct orm_opt_int {
	bool has;
	int64_t value;
};
struct orm_opt_double {
	bool has;
	double value;
};
struct orm_opt_datetime {
	bool has;
	struct orm_datetime value;
};
struct orm_opt_uuid {
	bool has;
	struct orm_uuid value;
};

/* What C has for the value; COLUMN of orm/model/model.h tells it from the member. */
enum orm_member {
	ORM_MEMBER_NONE,
	ORM_MEMBER_BOOL,
	ORM_MEMBER_SIGNED, /* of 1, 2, 4 or 8 bytes; also an enum */
	ORM_MEMBER_UNSIGNED,
	ORM_MEMBER_REAL, /* float or double */
	ORM_MEMBER_TEXT, /* const char *; NULL is NULL */
	ORM_MEMBER_BYTES,
	ORM_MEMBER_DATETIME,
	ORM_MEMBER_UUID,
	ORM_MEMBER_OPT_BOOL,
	ORM_MEMBER_OPT_INT,
	ORM_MEMBER_OPT_DOUBLE,
	ORM_MEMBER_OPT_DATETIME,
	ORM_MEMBER_OPT_UUID,
	ORM_MEMBER_VALUE, /* struct orm_value, whatever the database gives */
	ORM_MEMBER_COUNT
};

enum orm_deferral {
	ORM_NOT_DEFERRED,
	ORM_DEFERRED,    /* read on request: FETCH(session, object, User.photo) */
	ORM_DEFER_RAISE, /* read by queries that name it alone: FETCH is an error */
};

/*
 * A column: User.name.  The first members say where the value is and are filled
 * by COLUMN, the others by who declares the model; zero is what most columns have.
 */
struct orm_field {
	const struct orm_source *source; /* the model's table; its model begins with it */
	const char *member;
	enum orm_member kind;
	size_t size, offset;

	const char *column; /* what the database calls it; NULL = as the member */
	/* "String(50)", "Numeric(10, 2)" as in limbeck-models(5), or the database's own
	 * words; NULL = what suits the member. */
	const char *type;
	bool primary_key;
	bool nullable; /* only members that can be NULL */
	bool unique, index;
	bool no_autoincrement;      /* a whole number as the only key counts up without this */
	bool version;               /* counts updates: see limbeck-orm(3) */
	const char *server_default; /* SQL: "now()", "'new'", "0" */
	const char *computed;       /* generated from others: SQL; never written */
	bool fetched;               /* the database changes it by itself: read back after writing */
	enum orm_deferral deferred; /* not read along with the others; zero until then */
	const char *const *names;   /* an enum's texts, by number, ended by NULL */
	const struct orm_field *references; /* foreign key: &User.id, */
	const char *ondelete, *onupdate;    /* "CASCADE", ... */
	const char *comment;
	const char *renamed_from;
	/* Values that the program gives where a member is zero in an INSERT, and at each UPDATE. */
	struct orm_value (*fill)(void);
	struct orm_value (*refill)(void);
};

/* What the database calls it. */
static inline const char *orm_field_column(const struct orm_field *f)
{
	return f->column ? f->column : f->member;
}

/* Can the member be NULL? */
static inline bool orm_field_has_null(const struct orm_field *f)
{
	return f->kind == ORM_MEMBER_TEXT || f->kind == ORM_MEMBER_BYTES ||
	       f->kind >= ORM_MEMBER_OPT_BOOL;
}

#endif
