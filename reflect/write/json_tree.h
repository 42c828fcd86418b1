/*
 * reflect/write/json_tree.h - JSON text as a tree
 *
 * SQLite parses it.  The tree lives in the arena.
 */
#ifndef LIMBECK_REFLECT_WRITE_JSON_TREE_H
#define LIMBECK_REFLECT_WRITE_JSON_TREE_H

#include <stdint.h>

#include "base/error.h"

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_TEXT, JSON_ARRAY, JSON_OBJECT };

struct json_node {
	enum json_kind kind;
	const char *key;                                /* in an object; NULL in an array */
	size_t index;                                   /* in its array or object */
	const char *text;                               /* TEXT: the string */
	int64_t integer;                                /* NUMBER without fraction, BOOL: 0 or 1 */
	bool fraction;                                  /* NUMBER: it has one, or is too large */
	struct json_node *parent, *first, *last, *next; /* children in order */
};

/* ERR_INPUT, with `path` as the file, when it is no JSON or a string has a zero byte. */
bool json_tree_parse(struct arena *a, const char *path, const char *text, size_t len,
                     struct json_node **out, struct error *err) MUST_CHECK;

/* Where a node is: $.tables[3].columns[0].name */
char *json_tree_path(struct arena *a, const struct json_node *n);

#endif
