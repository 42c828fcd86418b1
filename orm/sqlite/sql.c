/* orm/sqlite/sql.c - queries as SQLite writes them */
#include "base/text.h"
#include "orm/ddl/ddl.h"
#include "orm/dialect.h"
#include "orm/sql/dialect.h"
#include "orm/sql/write.h"

static bool extract(const char *field, const char **before, const char **after)
{
	static const struct {
		const char *field, *before;
	} fields[] = {
		{ "year", "CAST(strftime('%Y', " },   { "month", "CAST(strftime('%m', " },
		{ "day", "CAST(strftime('%d', " },    { "hour", "CAST(strftime('%H', " },
		{ "minute", "CAST(strftime('%M', " }, { "second", "CAST(strftime('%S', " },
	};
	for (size_t i = 0; i < COUNT(fields); i++)
		if (text_same_nocase(field, fields[i].field)) {
			*before = fields[i].before;
			*after = ") AS INTEGER)";
			return true;
		}
	return false;
}

/* The operator -> keeps a text's quotes, as JSON has them. */
static bool json(struct arena *a, const struct orm_exprs *path, bool text, const char **before,
                 const char **after, struct error *err)
{
	const char *spelt;
	struct buf b = { 0 };
	if (!orm_json_path(a, path, &spelt, err))
		return false;
	ddl_string(&b, &orm_sqlite, spelt);
	*before = text ? "json_extract(" : "(";
	*after = arena_printf(a, text ? ", %s)" : ") -> %s", buf_str(&b));
	buf_release(&b);
	return true;
}

const struct orm_sql_dialect orm_sqlite_sql = {
	.since = {
		[ORM_CAN_RIGHT_JOIN] = 33900,
		[ORM_CAN_FULL_JOIN] = 33900,
		[ORM_CAN_WITH] = 30803,
		[ORM_CAN_INTERSECT] = 1,
		[ORM_CAN_NULLS_ORDER] = 33000,
		[ORM_CAN_WINDOW] = 32500,
		[ORM_CAN_GROUPS] = 32800,
		[ORM_CAN_FILTER] = 33000,
		[ORM_CAN_VALUES] = 30803,
		[ORM_CAN_TABLE_FUNCTION] = 30900,
		[ORM_CAN_RETURN_INSERTED] = 33500,
		[ORM_CAN_RETURN_UPDATED] = 33500,
		[ORM_CAN_RETURN_DELETED] = 33500,
		[ORM_CAN_UPDATE_FROM] = 33300,
		[ORM_CAN_UPSERT_KEY] = 32400,
		[ORM_CAN_UPSERT_ANY] = 33500,
	},
	.ops = {
		[ORM_OP_DISTINCT] = { "$1 IS NOT $2", BINDS_COMPARE },
		[ORM_OP_NOT_DISTINCT] = { "$1 IS $2", BINDS_COMPARE },
		[ORM_OP_DIV] = { "$1 / ($2 + 0.0)", BINDS_MULTIPLY },
		[ORM_OP_IDIV] = { "CAST($1 / $2 AS INTEGER)", BINDS_WHOLE },
	},
	.offset_alone = "-1",
	.blob_open = "X'",
	.blob_close = "'",
	.defaults_row = "DEFAULT VALUES",
	.excluded = "excluded.",
	.excluded_end = "",
	.for_share = "",
	.no_locks = true,
	.in_values = true,
	.extract = extract,
	.json = json,
};
