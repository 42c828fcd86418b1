/* orm/mysql/unindexed.c - values that an index on the members of an array can't hold */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "orm/mysql/mysql.h"

/*
 * What a JSON schema says of a member of an array of this type: no objects and arrays, no
 * null, and what certainly doesn't fit.  The server takes "1" for a number, and rounds.
 */
static const char *member(struct arena *a, const char *type)
{
	const char *length = strchr(type, '(');

	if (text_starts(type, "unsigned"))
		return ", \"minimum\": -0.4, \"pattern\": \"^ *[-+]?[0-9]\"";
	if (text_starts(type, "signed"))
		return ", \"pattern\": \"^ *[-+]?[0-9]\"";
	if (text_starts(type, "char") && length)
		return arena_printf(a, ", \"maxLength\": %ld", strtol(length + 1, NULL, 10));
	return "";
}

/* cast(X as unsigned array): the last AS is the one. */
const char *my_unindexed(struct arena *a, const char *expr)
{
	char *text = text_lower(a, expr);
	size_t open = strspn(text, "( ");
	const char *as = NULL, *schema;

	if (!text_starts(text + open, "cast(") || !strstr(text, " array)"))
		return NULL;
	for (const char *at = text; (at = strstr(at, " as ")); at++)
		as = at;
	if (!as)
		return NULL;
	open += strlen("cast(");
	schema = arena_printf(a, "{\"type\": [\"string\", \"number\", \"boolean\"]%s}",
	                      member(a, as + strlen(" as ")));
	return arena_printf(a,
	                    "NOT JSON_SCHEMA_VALID('{\"anyOf\": [%s, {\"type\": \"array\", "
	                    "\"items\": %s}]}', %s)",
	                    schema, schema,
	                    arena_strndup(a, expr + open, (size_t)(as - text) - open));
}
