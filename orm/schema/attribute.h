/*
 * orm/schema/attribute.h - the attributes of each kind of object, as a table
 *
 * Model readers and writers, snapshots, comparison, copying and ALTER are
 * loops over these rows.  An attribute's name is its keyword in Lua models and
 * its key in JSON; with a dialect's prefix (`postgresql_where`) it holds there
 * only.  What one dialect alone knows (`sqlite_strict`) is an option: listed by
 * the dialect, kept in object.options.
 */
#ifndef LIMBECK_ORM_ATTRIBUTE_H
#define LIMBECK_ORM_ATTRIBUTE_H

#include <stdint.h>

#include "orm/schema/metadata.h"

enum orm_attr_kind {
	ORM_ATTR_BOOL,     /* bool */
	ORM_ATTR_FLAG,     /* enum orm_flag */
	ORM_ATTR_NAME,     /* const char *, an identifier */
	ORM_ATTR_NAMES,    /* struct names, identifiers */
	ORM_ATTR_RENAMES,  /* struct names, by twos: a name, and what it was before */
	ORM_ATTR_TEXT,     /* const char *, any text */
	ORM_ATTR_WORDS,    /* const char *, keywords: compared without case */
	ORM_ATTR_STATE,    /* const char *, about the rows: written down, never compared */
	ORM_ATTR_EXPR,     /* const char *, SQL: compared by tokens */
	ORM_ATTR_TYPE,     /* struct orm_type * */
	ORM_ATTR_DEFAULT,  /* struct orm_default */
	ORM_ATTR_ELEMENTS, /* struct orm_elements */
	ORM_ATTR_IDENTITY, /* struct orm_identity * */
};

struct orm_attr {
	const char *name;
	enum orm_attr_kind kind;
	size_t offset;       /* in the kind's struct */
	bool positional;     /* models give it by position, not by keyword */
	bool spelling;       /* doesn't count in comparisons */
	const char *initial; /* WORDS: the value that says the same as none; or NULL */
};

struct orm_kind_info {
	const char *name;  /* "primary_key", in JSON */
	const char *label; /* "primary key", in messages */
	const char *model; /* "PrimaryKeyConstraint", in Lua */
	size_t size;       /* of its struct */
	const struct orm_attr *attrs;
	size_t attr_count;
};

/* Indexed by enum orm_kind. */
extern const struct orm_kind_info orm_kinds[ORM_KIND_COUNT];

/* The row named `name`, or NULL. */
const struct orm_attr *orm_attr_find(enum orm_kind kind, const char *name);

/* Bit of attribute number `i` in a mask; ORM_ATTR_ALL has all of them. */
#define ORM_ATTR_BIT(i)  (UINT64_C(1) << (i))
#define ORM_ATTR_OPTIONS ORM_ATTR_BIT(62) /* the options as a whole */
#define ORM_ATTR_COMMENT ORM_ATTR_BIT(61)
#define ORM_ATTR_RENAME  ORM_ATTR_BIT(60) /* the name itself */
#define ORM_ATTR_PARTS   ORM_ATTR_BIT(59) /* other objects in it: a domain's checks */
#define ORM_ATTR_ALL     (~UINT64_C(0))

/* The bit of the attribute named `name`; 0 when the kind has none of that name. */
uint64_t orm_attr_bit(enum orm_kind kind, const char *name);

/* Address of the attribute in `o`. */
void *orm_attr_at(const struct orm_object *o, const struct orm_attr *attr);

/* Is it at its zero value, so that writers leave it out? */
bool orm_attr_empty(const struct orm_object *o, const struct orm_attr *attr);

/* Sets the attribute from text, as a dialect's option gives it; false: not of that form. */
bool orm_attr_set_text(struct arena *a, struct orm_object *o, const struct orm_attr *attr,
                       const char *text);

/*
 * Copies the attributes in `mask` from `from` to `to` (the same kind), deeply;
 * ORM_ATTR_OPTIONS merges the options, one by one.
 */
void orm_attrs_copy(struct arena *a, struct orm_object *to, const struct orm_object *from,
                    uint64_t mask);

/*
 * Mask of the attributes in which two objects of a kind differ, in terms of
 * dialect `d`; unspecified ones don't.  `loose`: one side is a model, so types,
 * defaults and names are compared by meaning (see dialect.same_type).
 */
uint64_t orm_attrs_differ(const struct orm_dialect *d, const struct orm_object *x,
                          const struct orm_object *y, bool loose);

#endif
