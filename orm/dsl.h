/*
 * orm/dsl.h - short names for statements and expressions, included by choice
 *
 *	struct orm_select s = {
 *		.columns = LIST(User.name, COUNT_ALL()),
 *		.where = AND(GT(User.id, 3), LIKE(User.name, "e%")),
 *		.order_by = LIST(DESC(User.name)),
 *	};
 *
 * Operands are numbers, texts, bool, columns (struct orm_column *, or the
 * members of a mapped struct), struct orm_value, struct orm_select *, and
 * expressions; anything else doesn't compile.  Conditions (of AND, OR, NOT) are
 * expressions.  All is made of compound literals: alive until the block ends,
 * which the body of a loop or an if is as well.
 * Lists hold up to 24 members; longer ones are arrays.
 */
#ifndef LIMBECK_ORM_DSL_H
#define LIMBECK_ORM_DSL_H

#include "orm/sql/statement.h"

/* clang-format off */
#define ORM_NODE_OF(x) _Generic((x), \
	bool: orm_expr_bool, \
	char: orm_expr_int, signed char: orm_expr_int, short: orm_expr_int, int: orm_expr_int, \
	long: orm_expr_int, long long: orm_expr_int, \
	unsigned char: orm_expr_uint, unsigned short: orm_expr_uint, unsigned: orm_expr_uint, \
	unsigned long: orm_expr_uint, unsigned long long: orm_expr_uint, \
	float: orm_expr_double, double: orm_expr_double, \
	char *: orm_expr_text, const char *: orm_expr_text, \
	void *: orm_expr_null, \
	struct orm_value: orm_expr_value, \
	struct orm_column *: orm_expr_column, const struct orm_column *: orm_expr_column, \
	struct orm_field: orm_expr_field, \
	struct orm_select *: orm_expr_select, const struct orm_select *: orm_expr_select, \
	struct orm_expr *: orm_expr_self, const struct orm_expr *: orm_expr_self)(x)
/* clang-format on */

/* Anything as an expression. */
#define ORM_EXPR(x)   ((const struct orm_expr[]){ ORM_NODE_OF(x) })
#define ORM_NODE(...) ((const struct orm_expr[]){ (struct orm_expr){ __VA_ARGS__ } })

/* The same in an arena, for what grows in a loop: orm_eq(a, KEEP(a, id), KEEP(a, i)). */
#define KEEP(a, x) orm_node((a), ORM_NODE_OF(x))

/* ORM_MAP(M, a, b) is M(a), M(b) */
#define ORM_NTH(_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, _16, _17, _18, \
                _19, _20, _21, _22, _23, _24, N, ...)                                            \
	N
#define ORM_COUNT(...)                                                                            \
	ORM_NTH(__VA_ARGS__, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, \
	        6, 5, 4, 3, 2, 1, 0)
#define ORM_MAP_1(M, x)       M(x)
#define ORM_MAP_2(M, x, ...)  M(x), ORM_MAP_1(M, __VA_ARGS__)
#define ORM_MAP_3(M, x, ...)  M(x), ORM_MAP_2(M, __VA_ARGS__)
#define ORM_MAP_4(M, x, ...)  M(x), ORM_MAP_3(M, __VA_ARGS__)
#define ORM_MAP_5(M, x, ...)  M(x), ORM_MAP_4(M, __VA_ARGS__)
#define ORM_MAP_6(M, x, ...)  M(x), ORM_MAP_5(M, __VA_ARGS__)
#define ORM_MAP_7(M, x, ...)  M(x), ORM_MAP_6(M, __VA_ARGS__)
#define ORM_MAP_8(M, x, ...)  M(x), ORM_MAP_7(M, __VA_ARGS__)
#define ORM_MAP_9(M, x, ...)  M(x), ORM_MAP_8(M, __VA_ARGS__)
#define ORM_MAP_10(M, x, ...) M(x), ORM_MAP_9(M, __VA_ARGS__)
#define ORM_MAP_11(M, x, ...) M(x), ORM_MAP_10(M, __VA_ARGS__)
#define ORM_MAP_12(M, x, ...) M(x), ORM_MAP_11(M, __VA_ARGS__)
#define ORM_MAP_13(M, x, ...) M(x), ORM_MAP_12(M, __VA_ARGS__)
#define ORM_MAP_14(M, x, ...) M(x), ORM_MAP_13(M, __VA_ARGS__)
#define ORM_MAP_15(M, x, ...) M(x), ORM_MAP_14(M, __VA_ARGS__)
#define ORM_MAP_16(M, x, ...) M(x), ORM_MAP_15(M, __VA_ARGS__)
#define ORM_MAP_17(M, x, ...) M(x), ORM_MAP_16(M, __VA_ARGS__)
#define ORM_MAP_18(M, x, ...) M(x), ORM_MAP_17(M, __VA_ARGS__)
#define ORM_MAP_19(M, x, ...) M(x), ORM_MAP_18(M, __VA_ARGS__)
#define ORM_MAP_20(M, x, ...) M(x), ORM_MAP_19(M, __VA_ARGS__)
#define ORM_MAP_21(M, x, ...) M(x), ORM_MAP_20(M, __VA_ARGS__)
#define ORM_MAP_22(M, x, ...) M(x), ORM_MAP_21(M, __VA_ARGS__)
#define ORM_MAP_23(M, x, ...) M(x), ORM_MAP_22(M, __VA_ARGS__)
#define ORM_MAP_24(M, x, ...) M(x), ORM_MAP_23(M, __VA_ARGS__)
#define ORM_PASTE_(x, y)      x##y
#define ORM_PASTE(x, y)       ORM_PASTE_(x, y)
#define ORM_MAP(M, ...)       ORM_PASTE(ORM_MAP_, ORM_COUNT(__VA_ARGS__))(M, __VA_ARGS__)
#define ORM_SELF(x)           (x)

#define LIST(...)                                                                                \
	((struct orm_exprs){ (const struct orm_expr *const[]){ ORM_MAP(ORM_EXPR, __VA_ARGS__) }, \
	                     ORM_COUNT(__VA_ARGS__) })

/* Operators. */
#define ORM_BINARY(o, x, y) \
	ORM_NODE(.kind = ORM_EXPR_OP, .op = (o), .left = ORM_EXPR(x), .right = ORM_EXPR(y))
#define ORM_UNARY(o, x) ORM_NODE(.kind = ORM_EXPR_OP, .op = (o), .left = ORM_EXPR(x))
#define ORM_TERNARY(o, x, y, z)                                                             \
	ORM_NODE(.kind = ORM_EXPR_OP, .op = (o), .left = ORM_EXPR(x), .right = ORM_EXPR(y), \
	         .third = ORM_EXPR(z))

#define EQ(x, y)                   ORM_BINARY(ORM_OP_EQ, x, y)
#define NE(x, y)                   ORM_BINARY(ORM_OP_NE, x, y)
#define LT(x, y)                   ORM_BINARY(ORM_OP_LT, x, y)
#define LE(x, y)                   ORM_BINARY(ORM_OP_LE, x, y)
#define GT(x, y)                   ORM_BINARY(ORM_OP_GT, x, y)
#define GE(x, y)                   ORM_BINARY(ORM_OP_GE, x, y)
#define IS_NULL(x)                 ORM_UNARY(ORM_OP_IS_NULL, x)
#define NOT_NULL(x)                ORM_UNARY(ORM_OP_NOT_NULL, x)
#define IS_DISTINCT(x, y)          ORM_BINARY(ORM_OP_DISTINCT, x, y)
#define NOT_DISTINCT(x, y)         ORM_BINARY(ORM_OP_NOT_DISTINCT, x, y)
#define LIKE(x, y)                 ORM_BINARY(ORM_OP_LIKE, x, y)
#define ILIKE(x, y)                ORM_BINARY(ORM_OP_ILIKE, x, y)
#define STARTS_WITH(x, y)          ORM_BINARY(ORM_OP_STARTS, x, y)
#define CONTAINS(x, y)             ORM_BINARY(ORM_OP_CONTAINS, x, y)
#define ENDS_WITH(x, y)            ORM_BINARY(ORM_OP_ENDS, x, y)
#define MATCHES(x, y)              ORM_BINARY(ORM_OP_MATCHES, x, y)
#define BETWEEN(x, y, z)           ORM_TERNARY(ORM_OP_BETWEEN, x, y, z)
#define BETWEEN_SYMMETRIC(x, y, z) ORM_TERNARY(ORM_OP_BETWEEN_SYMMETRIC, x, y, z)
#define CONCAT(x, y)               ORM_BINARY(ORM_OP_CONCAT, x, y)
#define PLUS(x, y)                 ORM_BINARY(ORM_OP_ADD, x, y)
#define MINUS(x, y)                ORM_BINARY(ORM_OP_SUB, x, y)
#define TIMES(x, y)                ORM_BINARY(ORM_OP_MUL, x, y)
#define DIVIDED(x, y)              ORM_BINARY(ORM_OP_DIV, x, y)
#define DIVIDED_WHOLE(x, y)        ORM_BINARY(ORM_OP_IDIV, x, y)
#define MODULO(x, y)               ORM_BINARY(ORM_OP_MOD, x, y)
#define NEGATIVE(x)                ORM_UNARY(ORM_OP_NEG, x)

/* The rest of the array is NULL, which AND and OR skip. */
#define ORM_CONDITIONS(k, ...) \
	ORM_NODE(.kind = (k), .list = { (const struct orm_expr *const[26]){ __VA_ARGS__ }, 26 })
#define AND(...) ORM_CONDITIONS(ORM_EXPR_AND, NULL, __VA_ARGS__)
#define OR(...)  ORM_CONDITIONS(ORM_EXPR_OR, NULL, __VA_ARGS__)
#define NOT(x)   ORM_NODE(.kind = ORM_EXPR_NOT, .left = (x))

#define IN(x, ...)      ORM_NODE(.kind = ORM_EXPR_IN, .left = ORM_EXPR(x), .list = LIST(__VA_ARGS__))
#define IN_SELECT(x, s) ORM_NODE(.kind = ORM_EXPR_IN, .left = ORM_EXPR(x), .select = (s))
/* An array of struct orm_value of any length, 0 included. */
#define IN_VALUES(x, v, n) \
	ORM_NODE(.kind = ORM_EXPR_IN, .left = ORM_EXPR(x), .values = (v), .count = (n))
#define EXISTS(s) ORM_NODE(.kind = ORM_EXPR_EXISTS, .select = (s))
#define ANY(s)    ORM_NODE(.kind = ORM_EXPR_ANY, .select = (s))
#define ALL(s)    ORM_NODE(.kind = ORM_EXPR_ANY, .select = (s), .flag = true)
#define ANY_OF(x) ORM_NODE(.kind = ORM_EXPR_ANY, .left = ORM_EXPR(x))

/* Values, columns. */
#define COL(source, column) ORM_NODE(.kind = ORM_EXPR_COLUMN, .of = (source), .name = (column))
#define NAME(column)        ORM_NODE(.kind = ORM_EXPR_COLUMN, .name = (column))
#define EXCLUDED(column)    ORM_NODE(.kind = ORM_EXPR_EXCLUDED, .left = ORM_EXPR(column))
#define PARAM(n)            ORM_NODE(.kind = ORM_EXPR_PARAM, .name = (n))
#define LITERAL(x)          ORM_NODE(.kind = ORM_EXPR_LITERAL, .left = ORM_EXPR(x))
#define TRUE_VALUE          ORM_NODE(.kind = ORM_EXPR_TRUE)
#define FALSE_VALUE         ORM_NODE(.kind = ORM_EXPR_FALSE)
#define NULL_VALUE          ORM_NODE(.kind = ORM_EXPR_NULL)
#define DEFAULT_VALUE       ORM_NODE(.kind = ORM_EXPR_DEFAULT)
#define STAR                ORM_NODE(.kind = ORM_EXPR_STAR)
#define TUPLE(...)          ORM_NODE(.kind = ORM_EXPR_TUPLE, .list = LIST(__VA_ARGS__))
#define ARRAY(...)          ORM_NODE(.kind = ORM_EXPR_ARRAY, .list = LIST(__VA_ARGS__))
#define LABEL(x, n)         ORM_NODE(.kind = ORM_EXPR_LABEL, .left = ORM_EXPR(x), .name = (n))
#define COLLATE(x, n)       ORM_NODE(.kind = ORM_EXPR_COLLATE, .left = ORM_EXPR(x), .name = (n))
#define EXTRACT(field, x)   ORM_NODE(.kind = ORM_EXPR_EXTRACT, .left = ORM_EXPR(x), .name = (field))
#define CAST(x, t)          ORM_NODE(.kind = ORM_EXPR_CAST, .left = ORM_EXPR(x), .type = (t))
#define JSON_AT(x, ...) \
	ORM_NODE(.kind = ORM_EXPR_JSON, .left = ORM_EXPR(x), .list = LIST(__VA_ARGS__))
#define JSON_TEXT(x, ...)                                                  \
	ORM_NODE(.kind = ORM_EXPR_JSON, .flag = true, .left = ORM_EXPR(x), \
	         .list = LIST(__VA_ARGS__))
/* SQL with :name for each LABEL(value, "name") that follows; \: is a colon. */
#define TEXT(sql) ORM_NODE(.kind = ORM_EXPR_TEXT, .name = (sql))
#define TEXT_WITH(sql, ...) \
	ORM_NODE(.kind = ORM_EXPR_TEXT, .name = (sql), .list = LIST(__VA_ARGS__))

/* Functions; a name with a dot has a schema. */
#define FUNC0(n)     ORM_NODE(.kind = ORM_EXPR_FUNC, .name = (n))
#define FUNC(n, ...) ORM_NODE(.kind = ORM_EXPR_FUNC, .name = (n), .list = LIST(__VA_ARGS__))
#define FUNC_DISTINCT(n, x) \
	ORM_NODE(.kind = ORM_EXPR_FUNC, .name = (n), .flag = true, .list = LIST(x))
#define COUNT_ALL() FUNC("count", STAR)
#define FILTER(n, x, cond) \
	ORM_NODE(.kind = ORM_EXPR_FUNC, .name = (n), .list = LIST(x), .left = (cond))
/* OVER(FUNC("sum", x), .partition_by = ..., .order_by = ...) */
#define OVER(f, ...)                                                                             \
	ORM_NODE(.kind = ORM_EXPR_FUNC, .name = (f)->name, .list = (f)->list, .left = (f)->left, \
	         .flag = (f)->flag, .window = (const struct orm_window[]){ { __VA_ARGS__ } })
/* CASE(else, condition, result, ...) */
#define CASE(otherwise, ...) \
	ORM_NODE(.kind = ORM_EXPR_CASE, .left = ORM_EXPR(otherwise), .list = LIST(__VA_ARGS__))

/* ORDER BY */
#define ASC(x)  ORM_NODE(.kind = ORM_EXPR_ORDER, .left = ORM_EXPR(x))
#define DESC(x) ORM_NODE(.kind = ORM_EXPR_ORDER, .flag = true, .left = ORM_EXPR(x))
#define NULLS_FIRST(order)                                                             \
	ORM_NODE(.kind = ORM_EXPR_ORDER, .flag = (order)->flag, .left = (order)->left, \
	         .nulls = ORM_NULLS_FIRST)
#define NULLS_LAST(order)                                                              \
	ORM_NODE(.kind = ORM_EXPR_ORDER, .flag = (order)->flag, .left = (order)->left, \
	         .nulls = ORM_NULLS_LAST)

/* Sources, joins. */
#define ORM_SOURCE(...)   ((const struct orm_source[]){ { __VA_ARGS__ } })
#define TABLE(t)          ORM_SOURCE(.table = (t))
#define TABLE_AS(t, n)    ORM_SOURCE(.table = (t), .alias = (n))
#define NAMED(n)          ORM_SOURCE(.name = (n))
#define NAMED_AS(n, a)    ORM_SOURCE(.name = (n), .alias = (a))
#define SUBQUERY(s)       ORM_SOURCE(.select = (s))
#define SUBQUERY_AS(s, n) ORM_SOURCE(.select = (s), .alias = (n))
#define LATERAL(s, n)     ORM_SOURCE(.select = (s), .alias = (n), .lateral = true)
#define FROM(...)                                                                 \
	((struct orm_sources){ (const struct orm_source *const[]){ __VA_ARGS__ }, \
	                       ORM_COUNT(__VA_ARGS__) })
#define JOINS(...)                                                              \
	((struct orm_joins){ (const struct orm_join[]){ __VA_ARGS__ },          \
	                     sizeof((const struct orm_join[]){ __VA_ARGS__ }) / \
	                         sizeof(struct orm_join) })
/* By the only foreign key; with _ON by a condition. */
#define ORM_JOIN_BY(k, s, condition)                          \
	{                                                     \
		.kind = (k), .source = (s), .on = (condition) \
	}
#define JOIN(s)             ORM_JOIN_BY(ORM_JOIN_INNER, s, NULL)
#define LEFT_JOIN(s)        ORM_JOIN_BY(ORM_JOIN_LEFT, s, NULL)
#define RIGHT_JOIN(s)       ORM_JOIN_BY(ORM_JOIN_RIGHT, s, NULL)
#define FULL_JOIN(s)        ORM_JOIN_BY(ORM_JOIN_FULL, s, NULL)
#define CROSS_JOIN(s)       ORM_JOIN_BY(ORM_JOIN_CROSS, s, NULL)
#define JOIN_ON(s, c)       ORM_JOIN_BY(ORM_JOIN_INNER, s, c)
#define LEFT_JOIN_ON(s, c)  ORM_JOIN_BY(ORM_JOIN_LEFT, s, c)
#define RIGHT_JOIN_ON(s, c) ORM_JOIN_BY(ORM_JOIN_RIGHT, s, c)
#define FULL_JOIN_ON(s, c)  ORM_JOIN_BY(ORM_JOIN_FULL, s, c)
#define WITH(...)                                                             \
	((struct orm_ctes){ (const struct orm_cte[]){ __VA_ARGS__ },          \
	                    sizeof((const struct orm_cte[]){ __VA_ARGS__ }) / \
	                        sizeof(struct orm_cte) })
#define COMPOUNDS(...)                                                                  \
	((struct orm_compounds){ (const struct orm_compound[]){ __VA_ARGS__ },          \
	                         sizeof((const struct orm_compound[]){ __VA_ARGS__ }) / \
	                             sizeof(struct orm_compound) })

/* SET(TO(User.name, "ed"), ...) */
#define SET(...)                                                                    \
	((struct orm_assigns){ (const struct orm_assign[]){ __VA_ARGS__ },          \
	                       sizeof((const struct orm_assign[]){ __VA_ARGS__ }) / \
	                           sizeof(struct orm_assign) })
#define TO(column, value)                         \
	{                                         \
		ORM_EXPR(column), ORM_EXPR(value) \
	}

/* Any statement, or a TEXT. */
#define QUERY(s) \
	_Generic((s),                                        \
	    struct orm_select *: orm_query_select,           \
	    const struct orm_select *: orm_query_select,     \
	    struct orm_insert *: orm_query_insert,           \
	    const struct orm_insert *: orm_query_insert,     \
	    struct orm_update *: orm_query_update,           \
	    const struct orm_update *: orm_query_update,     \
	    struct orm_delete *: orm_query_delete,           \
	    const struct orm_delete *: orm_query_delete,     \
	    const struct orm_expr *: orm_query_text)(s)

#endif
