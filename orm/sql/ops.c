/* orm/sql/ops.c - operators, the plain way, and how tightly they bind */
#include "orm/sql/write.h"

static const struct orm_op_text plain[ORM_OP_COUNT] = {
	[ORM_OP_EQ] = { "$1 = $2", BINDS_COMPARE },
	[ORM_OP_NE] = { "$1 <> $2", BINDS_COMPARE },
	[ORM_OP_LT] = { "$1 < $2", BINDS_COMPARE },
	[ORM_OP_LE] = { "$1 <= $2", BINDS_COMPARE },
	[ORM_OP_GT] = { "$1 > $2", BINDS_COMPARE },
	[ORM_OP_GE] = { "$1 >= $2", BINDS_COMPARE },
	[ORM_OP_IS_NULL] = { "$1 IS NULL", BINDS_COMPARE },
	[ORM_OP_NOT_NULL] = { "$1 IS NOT NULL", BINDS_COMPARE },
	[ORM_OP_DISTINCT] = { "$1 IS DISTINCT FROM $2", BINDS_COMPARE },
	[ORM_OP_NOT_DISTINCT] = { "$1 IS NOT DISTINCT FROM $2", BINDS_COMPARE },
	[ORM_OP_LIKE] = { "$1 LIKE $2", BINDS_COMPARE },
	[ORM_OP_NOT_LIKE] = { "$1 NOT LIKE $2", BINDS_COMPARE },
	[ORM_OP_ILIKE] = { "lower(#1) LIKE lower(#2)", BINDS_COMPARE },
	[ORM_OP_NOT_ILIKE] = { "lower(#1) NOT LIKE lower(#2)", BINDS_COMPARE },
	[ORM_OP_STARTS] = { "$1 LIKE $2 || '%' ESCAPE '/'", BINDS_COMPARE },
	[ORM_OP_CONTAINS] = { "$1 LIKE '%' || $2 || '%' ESCAPE '/'", BINDS_COMPARE },
	[ORM_OP_ENDS] = { "$1 LIKE '%' || $2 ESCAPE '/'", BINDS_COMPARE },
	[ORM_OP_MATCHES] = { "$1 REGEXP $2", BINDS_COMPARE },
	[ORM_OP_NOT_MATCHES] = { "$1 NOT REGEXP $2", BINDS_COMPARE },
	[ORM_OP_BETWEEN] = { "$1 BETWEEN $2 AND $3", BINDS_COMPARE },
	[ORM_OP_NOT_BETWEEN] = { "$1 NOT BETWEEN $2 AND $3", BINDS_COMPARE },
	[ORM_OP_BETWEEN_SYMMETRIC] = { "$1 BETWEEN SYMMETRIC $2 AND $3", BINDS_COMPARE },
	[ORM_OP_CONCAT] = { "$1 || $2", BINDS_OTHER },
	[ORM_OP_ADD] = { "$1 + $2", BINDS_ADD },
	[ORM_OP_SUB] = { "$1 - $2", BINDS_ADD },
	[ORM_OP_MUL] = { "$1 * $2", BINDS_MULTIPLY },
	[ORM_OP_DIV] = { "$1 / $2", BINDS_MULTIPLY },
	[ORM_OP_IDIV] = { "$1 / $2", BINDS_MULTIPLY },
	[ORM_OP_MOD] = { "$1 % $2", BINDS_MULTIPLY },
	[ORM_OP_NEG] = { "-$1", BINDS_UNARY },
};

struct orm_op_text orm_sql_op(const struct orm_sql_dialect *s, enum orm_op op)
{
	return s->ops[op].text ? s->ops[op] : plain[op];
}

enum orm_op orm_op_negated(enum orm_op op)
{
	static const enum orm_op pairs[][2] = {
		{ ORM_OP_EQ, ORM_OP_NE },
		{ ORM_OP_LT, ORM_OP_GE },
		{ ORM_OP_GT, ORM_OP_LE },
		{ ORM_OP_IS_NULL, ORM_OP_NOT_NULL },
		{ ORM_OP_DISTINCT, ORM_OP_NOT_DISTINCT },
		{ ORM_OP_LIKE, ORM_OP_NOT_LIKE },
		{ ORM_OP_ILIKE, ORM_OP_NOT_ILIKE },
		{ ORM_OP_MATCHES, ORM_OP_NOT_MATCHES },
		{ ORM_OP_BETWEEN, ORM_OP_NOT_BETWEEN },
	};
	for (size_t i = 0; i < COUNT(pairs); i++)
		if (pairs[i][0] == op || pairs[i][1] == op)
			return pairs[i][pairs[i][0] == op];
	return ORM_OP_NONE;
}
