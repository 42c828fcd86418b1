/*
 * base/json.h - write JSON
 *
 *	struct json j = { .out = &buf, .pretty = true };
 *	json_open_object(&j);
 *	json_key(&j, "name"); json_put_string(&j, "orders");
 *	json_close(&j);
 *
 * Bytes that are not UTF-8 are written as U+FFFD.
 */
#ifndef LIMBECK_BASE_JSON_H
#define LIMBECK_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct json {
	struct buf *out;
	bool pretty; /* two spaces a level, one member a line */
	/* private */
	int depth;
	bool filled[64]; /* something was written at this depth */
	bool array[64];
	bool after_key;
};

void json_open_object(struct json *j);
void json_open_array(struct json *j);
void json_close(struct json *j); /* closes the innermost object or array */
void json_key(struct json *j, const char *key);
void json_put_string(struct json *j, const char *text); /* NULL is written as null */
void json_put_stringn(struct json *j, const char *text, size_t len);
void json_put_int(struct json *j, int64_t value);
void json_put_double(struct json *j, double value); /* not finite: null */
void json_put_bool(struct json *j, bool value);
void json_put_null(struct json *j);
void json_put_json(struct json *j, const char *text, size_t len); /* a value as it is */

#endif
