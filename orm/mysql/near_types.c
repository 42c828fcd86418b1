/* orm/mysql/near_types.c - MySQL's and MariaDB's own types, in portable terms */
#include "orm/mysql/types.h"

/* What is unsigned becomes a type that holds it, but for bigint: none is larger. */
const struct orm_near_type my_near_types[] = {
	{ "bit(1)", ORM_TYPE_BOOLEAN, 0, 0, true },
	{ "bit", ORM_TYPE_BIGINTEGER, 0, 0, false },
	{ "tinyint", ORM_TYPE_SMALLINTEGER, 0, 0, true },
	{ "tinyint unsigned*", ORM_TYPE_SMALLINTEGER, 0, 0, false },
	{ "smallint", ORM_TYPE_SMALLINTEGER, 0, 0, true },
	{ "smallint unsigned*", ORM_TYPE_INTEGER, 0, 0, false },
	{ "mediumint*", ORM_TYPE_INTEGER, 0, 0, true },
	{ "int", ORM_TYPE_INTEGER, 0, 0, true },
	{ "int unsigned*", ORM_TYPE_BIGINTEGER, 0, 0, false },
	{ "bigint", ORM_TYPE_BIGINTEGER, 0, 0, true },
	{ "bigint unsigned*", ORM_TYPE_BIGINTEGER, 0, 0, false },
	{ "decimal*", ORM_TYPE_NUMERIC, 0, 0, false },
	{ "float*", ORM_TYPE_FLOAT, 24, 0, false },
	{ "double*", ORM_TYPE_DOUBLE, 0, 0, false },
	{ "char", ORM_TYPE_STRING, 0, 0, false },
	{ "binary", ORM_TYPE_LARGEBINARY, 0, 0, false },
	{ "varbinary", ORM_TYPE_LARGEBINARY, 0, 0, false },
	{ "year*", ORM_TYPE_SMALLINTEGER, 0, 0, false },
	{ "set(*", ORM_TYPE_TEXT, 0, 0, false },
	{ "inet6", ORM_TYPE_STRING, 39, 0, false },
	{ "inet4", ORM_TYPE_STRING, 15, 0, false },
	{ "geom*", ORM_TYPE_LARGEBINARY, 0, 0, false },
	{ "*point", ORM_TYPE_LARGEBINARY, 0, 0, false },
	{ "*linestring", ORM_TYPE_LARGEBINARY, 0, 0, false },
	{ "*polygon", ORM_TYPE_LARGEBINARY, 0, 0, false },
	{ "vector", ORM_TYPE_LARGEBINARY, 0, 0, false },
	{ 0 },
};
