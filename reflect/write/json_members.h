/*
 * reflect/write/json_members.h - what the writer and the reader of snapshots agree on
 */
#ifndef LIMBECK_REFLECT_WRITE_JSON_MEMBERS_H
#define LIMBECK_REFLECT_WRITE_JSON_MEMBERS_H

#include <stdbool.h>

#include "orm/schema/metadata.h"

/* The version of the format, the value of "limbeck". */
#define JSON_VERSION 1

/* The key of a server default, by enum orm_default_kind. */
extern const char *const json_default_names[ORM_DEFAULT_FUNC + 1];

/* Is "kind" given?  Not where the list that holds the object says it. */
static inline bool json_says_kind(enum orm_kind kind)
{
	return kind != ORM_TABLE && kind != ORM_COLUMN && kind != ORM_INDEX;
}

#endif
