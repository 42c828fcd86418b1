/*
 * reflect/write/json_fields.h - members of JSON objects into members of structs
 */
#ifndef LIMBECK_REFLECT_WRITE_JSON_FIELDS_H
#define LIMBECK_REFLECT_WRITE_JSON_FIELDS_H

#include "orm/schema/attribute.h"
#include "reflect/write/json_tree.h"

/* A snapshot while it is read. */
struct json_reading {
	struct arena *arena;
	const char *path;
	struct orm_metadata *metadata;
	struct error *err;
};

enum json_field_kind { FIELD_TEXT, FIELD_BOOL, FIELD_INT };

struct json_field {
	const char *name;
	enum json_field_kind kind;
	size_t offset;
};

#define JSON_FIELD(n, k, s, member)                                        \
	{                                                                  \
		.name = n, .kind = k, .offset = offsetof(struct s, member) \
	}

/* See read_json; `root` is a snapshot within the document at `path`. */
bool read_json_metadata(struct arena *a, const char *path, const struct json_node *root,
                        struct orm_metadata **out, struct error *err) MUST_CHECK;

/* Says what is wrong with the node, and where it is; returns false. */
bool json_wrong(struct json_reading *r, const struct json_node *n, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* A member that nobody knows; `known` has those that are, for a suggestion. */
bool json_unknown(struct json_reading *r, const struct json_node *n, const struct names *known);

bool json_get_text(struct json_reading *r, const struct json_node *n, const char **out);
bool json_get_bool(struct json_reading *r, const struct json_node *n, bool *out);
bool json_get_int(struct json_reading *r, const struct json_node *n, int *out);
bool json_get_names(struct json_reading *r, const struct json_node *n, struct names *out);
bool json_get_options(struct json_reading *r, const struct json_node *n, struct orm_options *out);

/* Is it an object (an array)? */
bool json_check_object(struct json_reading *r, const struct json_node *n);
bool json_check_array(struct json_reading *r, const struct json_node *n);

/* The member `key`, or NULL, also when `n` is no object. */
const struct json_node *json_find_member(const struct json_node *n, const char *key);

/*
 * Is the member the only one of its key?  To be asked of known keys: these are
 * few, so a second one is met early.
 */
bool json_check_once(struct json_reading *r, const struct json_node *n);

/* The field of that name, or NULL. */
const struct json_field *json_find_field(const struct json_field *fields, size_t count,
                                         const char *name);

/* Reads one field of the struct at `base`. */
bool json_get_field(struct json_reading *r, const struct json_node *n, const struct json_field *f,
                    void *base);

/* Reads an object that has these fields only. */
bool json_get_fields(struct json_reading *r, const struct json_node *n,
                     const struct json_field *fields, size_t count, void *base);

/* Reads an attribute of `o`. */
bool json_get_attr(struct json_reading *r, const struct json_node *n, struct orm_object *o,
                   const struct orm_attr *attr);

#endif
