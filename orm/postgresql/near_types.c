/* orm/postgresql/near_types.c - PostgreSQL's own types, in portable terms */
#include "orm/postgresql/postgresql.h"

const struct orm_near_type pg_near_types[] = {
	{ "real", ORM_TYPE_FLOAT, 24, 0, true },
	{ "character", ORM_TYPE_STRING, 0, 0, false },
	{ "\"char\"", ORM_TYPE_STRING, 1, 0, false },
	{ "bpchar", ORM_TYPE_TEXT, 0, 0, false },
	{ "name", ORM_TYPE_STRING, 63, 0, true },
	{ "citext", ORM_TYPE_TEXT, 0, 0, false },
	{ "*.citext", ORM_TYPE_TEXT, 0, 0, false },
	{ "jsonb", ORM_TYPE_JSON, 0, 0, true },
	{ "inet", ORM_TYPE_STRING, 43, 0, false },
	{ "cidr", ORM_TYPE_STRING, 43, 0, false },
	{ "macaddr", ORM_TYPE_STRING, 17, 0, false },
	{ "macaddr8", ORM_TYPE_STRING, 23, 0, false },
	{ "money", ORM_TYPE_NUMERIC, 19, 2, false },
	{ "bit", ORM_TYPE_STRING, 0, 0, false },
	{ "bit varying", ORM_TYPE_STRING, 0, 0, false },
	{ "oid", ORM_TYPE_BIGINTEGER, 0, 0, true },
	{ "smallserial", ORM_TYPE_SMALLINTEGER, 0, 0, true },
	{ "serial", ORM_TYPE_INTEGER, 0, 0, true },
	{ "bigserial", ORM_TYPE_BIGINTEGER, 0, 0, true },
	{ "interval*", ORM_TYPE_INTERVAL, 0, 0, false },
	{ "*[]", ORM_TYPE_JSON, 0, 0, false },
	{ "hstore", ORM_TYPE_JSON, 0, 0, false },
	{ "*.hstore", ORM_TYPE_JSON, 0, 0, false },
	{ 0 },
};
