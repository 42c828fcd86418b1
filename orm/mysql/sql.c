/* orm/mysql/sql.c - queries as MySQL and MariaDB write them */
#include "base/text.h"
#include "orm/ddl/ddl.h"
#include "orm/dialect.h"
#include "orm/sql/dialect.h"
#include "orm/sql/write.h"

static bool extract(const char *field, const char **before, const char **after)
{
	static const char *const fields[][2] = {
		{ "year", "EXTRACT(YEAR FROM " },     { "month", "EXTRACT(MONTH FROM " },
		{ "day", "EXTRACT(DAY FROM " },       { "hour", "EXTRACT(HOUR FROM " },
		{ "minute", "EXTRACT(MINUTE FROM " }, { "second", "EXTRACT(SECOND FROM " },
	};
	for (size_t i = 0; i < COUNT(fields); i++)
		if (text_same_nocase(field, fields[i][0])) {
			*before = fields[i][1];
			*after = ")";
			return true;
		}
	return false;
}

static bool json(struct arena *a, const struct orm_exprs *path, bool text, const char **before,
                 const char **after, struct error *err)
{
	const char *spelt;
	struct buf b = { 0 };
	if (!orm_json_path(a, path, &spelt, err))
		return false;
	ddl_string(&b, &orm_mysql, spelt);
	*before = text ? "json_unquote(json_extract(" : "json_extract(";
	*after = arena_printf(a, ", %s)%s", buf_str(&b), text ? ")" : "");
	buf_release(&b);
	return true;
}

/* CAST knows few types, and by names of its own. */
static bool cast_type(struct buf *out, const struct orm_type *type, struct error *err)
{
	static const char *const names[ORM_TYPE_COUNT] = {
		[ORM_TYPE_SMALLINTEGER] = "SIGNED", [ORM_TYPE_INTEGER] = "SIGNED",
		[ORM_TYPE_BIGINTEGER] = "SIGNED",   [ORM_TYPE_BOOLEAN] = "SIGNED",
		[ORM_TYPE_FLOAT] = "DOUBLE",        [ORM_TYPE_DOUBLE] = "DOUBLE",
		[ORM_TYPE_STRING] = "CHAR",         [ORM_TYPE_UNICODE] = "CHAR",
		[ORM_TYPE_TEXT] = "CHAR",           [ORM_TYPE_UNICODETEXT] = "CHAR",
		[ORM_TYPE_ENUM] = "CHAR",           [ORM_TYPE_UUID] = "CHAR",
		[ORM_TYPE_LARGEBINARY] = "BINARY",  [ORM_TYPE_DATE] = "DATE",
		[ORM_TYPE_TIME] = "TIME",           [ORM_TYPE_DATETIME] = "DATETIME",
		[ORM_TYPE_NUMERIC] = "DECIMAL",
	};
	if (type->id == ORM_TYPE_EXACT && !text_empty(type->name)) {
		buf_adds(out, type->name);
		return true;
	}
	if (!names[type->id])
		return fail(err, ERR_UNSUPPORTED, "MySQL and MariaDB can't cast to %s",
		            orm_type_infos[type->id].name);
	buf_adds(out, names[type->id]);
	if (type->length > 0)
		buf_addf(out, "(%d)", type->length);
	else if (type->id == ORM_TYPE_NUMERIC && type->precision > 0)
		buf_addf(out, "(%d, %d)", type->precision, type->scale > 0 ? type->scale : 0);
	else if (type->id == ORM_TYPE_DATETIME && type->precision > 0)
		buf_addf(out, "(%d)", type->precision);
	return true;
}

#define OPERATORS                                                                                 \
	.ops = {                                                                                  \
		[ORM_OP_DISTINCT] = { "NOT $1 <=> $2", BINDS_NOT },                               \
		[ORM_OP_NOT_DISTINCT] = { "$1 <=> $2", BINDS_COMPARE },                           \
		[ORM_OP_CONCAT] = { "concat(#1, #2)", BINDS_WHOLE },                              \
		[ORM_OP_STARTS] = { "$1 LIKE concat(#2, '%') ESCAPE '/'", BINDS_COMPARE },        \
		[ORM_OP_CONTAINS] = { "$1 LIKE concat('%', #2, '%') ESCAPE '/'", BINDS_COMPARE }, \
		[ORM_OP_ENDS] = { "$1 LIKE concat('%', #2) ESCAPE '/'", BINDS_COMPARE },          \
		[ORM_OP_IDIV] = { "$1 DIV $2", BINDS_MULTIPLY },                                  \
	}

#define SHARED                                                                                   \
	OPERATORS, .offset_alone = "18446744073709551615", .blob_open = "X'", .blob_close = "'", \
		   .defaults_row = "() VALUES ()", .excluded = "VALUES(", .excluded_end = ")",   \
		   .duplicate_key = true, .update_commas = true, .using_repeats = true,          \
		   .with_inside = true, .cast_type = cast_type, .extract = extract, .json = json

const struct orm_sql_dialect orm_mysql_sql = {
	.since = {
		[ORM_CAN_RIGHT_JOIN] = 1,
		[ORM_CAN_LATERAL] = 80014,
		[ORM_CAN_WITH] = 80001,
		[ORM_CAN_WITH_CHANGE] = 0,
		[ORM_CAN_INTERSECT] = 80031,
		[ORM_CAN_WINDOW] = 80002,
		[ORM_CAN_VALUES] = 80019,
		[ORM_CAN_ANY] = 1,
		[ORM_CAN_LOCK_OF] = 80001,
		[ORM_CAN_SKIP_LOCKED] = 80001,
		[ORM_CAN_UPDATE_FROM] = 1,
		[ORM_CAN_DELETE_USING] = 1,
		[ORM_CAN_UPSERT_ANY] = 1,
		[ORM_CAN_DEFAULT] = 1,
	},
	.values_row = "ROW",
	.for_share = "FOR SHARE",
	SHARED,
};

const struct orm_sql_dialect orm_mariadb_sql = {
	.since = {
		[ORM_CAN_RIGHT_JOIN] = 1,
		[ORM_CAN_WITH] = 100202,
		[ORM_CAN_INTERSECT] = 100300,
		[ORM_CAN_WINDOW] = 100200,
		[ORM_CAN_ANY] = 1,
		[ORM_CAN_SKIP_LOCKED] = 100600,
		[ORM_CAN_RETURN_INSERTED] = 100500,
		[ORM_CAN_RETURN_DELETED] = 1,
		[ORM_CAN_UPDATE_FROM] = 1,
		[ORM_CAN_DELETE_USING] = 1,
		[ORM_CAN_UPSERT_ANY] = 1,
		[ORM_CAN_DEFAULT] = 1,
	},
	.for_share = "LOCK IN SHARE MODE",
	.returns_in_order = true,
	SHARED,
};
