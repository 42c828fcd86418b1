/* orm/sqlite/near_types.c - what SQLite takes for types, in portable terms */
#include "orm/sqlite/sqlite.h"

/* Known names first; then by affinity, in the order in which SQLite finds it. */
const struct orm_near_type sqlite_near_types[] = {
	{ "int", ORM_TYPE_INTEGER, 0, 0, true },
	{ "int2", ORM_TYPE_SMALLINTEGER, 0, 0, true },
	{ "int4", ORM_TYPE_INTEGER, 0, 0, true },
	{ "tinyint", ORM_TYPE_SMALLINTEGER, 0, 0, true },
	{ "mediumint", ORM_TYPE_INTEGER, 0, 0, true },
	{ "bool", ORM_TYPE_BOOLEAN, 0, 0, true },
	{ "timestamp", ORM_TYPE_DATETIME, 0, 0, true },
	{ "decimal", ORM_TYPE_NUMERIC, 0, 0, true },
	{ "uuid", ORM_TYPE_UUID, 0, 0, true },
	{ "jsonb", ORM_TYPE_JSON, 0, 0, true },
	{ "real", ORM_TYPE_DOUBLE, 0, 0, true },
	{ "double precision", ORM_TYPE_DOUBLE, 0, 0, true },
	{ "longtext", ORM_TYPE_TEXT, 0, 0, true },
	{ "*int*", ORM_TYPE_BIGINTEGER, 0, 0, false },
	{ "*char*", ORM_TYPE_STRING, 0, 0, true },
	{ "*clob*", ORM_TYPE_TEXT, 0, 0, true },
	{ "*text*", ORM_TYPE_TEXT, 0, 0, false },
	{ "*blob*", ORM_TYPE_LARGEBINARY, 0, 0, true },
	{ "*real*", ORM_TYPE_DOUBLE, 0, 0, false },
	{ "*floa*", ORM_TYPE_DOUBLE, 0, 0, false },
	{ "*doub*", ORM_TYPE_DOUBLE, 0, 0, false },
	{ "?*", ORM_TYPE_NUMERIC, 0, 0, false },
	{ 0 },
};
