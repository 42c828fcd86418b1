/* orm/postgresql/sql.c - queries as PostgreSQL writes them */
#include <inttypes.h>

#include "base/text.h"
#include "orm/ddl/ddl.h"
#include "orm/dialect.h"
#include "orm/sql/dialect.h"
#include "orm/sql/write.h"

static bool extract(const char *field, const char **before, const char **after)
{
	static const struct {
		const char *field, *before, *after;
	} fields[] = {
		{ "year", "EXTRACT(year FROM ", ")" },
		{ "month", "EXTRACT(month FROM ", ")" },
		{ "day", "EXTRACT(day FROM ", ")" },
		{ "hour", "EXTRACT(hour FROM ", ")" },
		{ "minute", "EXTRACT(minute FROM ", ")" },
		/* whole ones, as elsewhere */
		{ "second", "floor(EXTRACT(second FROM ", "))" },
	};
	for (size_t i = 0; i < COUNT(fields); i++)
		if (text_same_nocase(field, fields[i].field)) {
			*before = fields[i].before;
			*after = fields[i].after;
			return true;
		}
	return false;
}

static bool json(struct arena *a, const struct orm_exprs *path, bool text, const char **before,
                 const char **after, struct error *err)
{
	struct buf b = { 0 };
	bool ok = path->len > 0;
	for (size_t i = 0; i < path->len && ok; i++) {
		const struct orm_expr *e = path->items[i];
		ok = e && e->kind == ORM_EXPR_VALUE;
		if (!ok)
			break;
		buf_adds(&b, text && i + 1 == path->len ? " ->> " : " -> ");
		if (e->value.kind == ORM_INT)
			buf_addf(&b, "%" PRId64, e->value.integer);
		else if (e->value.kind == ORM_TEXT && !memchr(e->value.data, '\0', e->value.len))
			ddl_string(&b, &orm_postgresql,
			           arena_strndup(a, e->value.data, e->value.len));
		else
			ok = false;
	}
	*before = "";
	*after = buf_take(&b, a);
	return ok ||
	       fail(err, ERR_INPUT, "a JSON path has a member that is no plain key and no index");
}

const struct orm_sql_dialect orm_postgresql_sql = {
	.since = {
		[ORM_CAN_RIGHT_JOIN] = 1,
		[ORM_CAN_FULL_JOIN] = 1,
		[ORM_CAN_LATERAL] = 1,
		[ORM_CAN_DISTINCT_ON] = 1,
		[ORM_CAN_WITH] = 1,
		[ORM_CAN_WITH_CHANGE] = 1,
		[ORM_CAN_INTERSECT] = 1,
		[ORM_CAN_NULLS_ORDER] = 1,
		[ORM_CAN_WINDOW] = 1,
		[ORM_CAN_GROUPS] = 110000,
		[ORM_CAN_FILTER] = 1,
		[ORM_CAN_VALUES] = 1,
		[ORM_CAN_SAMPLE] = 1,
		[ORM_CAN_TABLE_FUNCTION] = 1,
		[ORM_CAN_ANY] = 1,
		[ORM_CAN_ARRAY] = 1,
		[ORM_CAN_SYMMETRIC] = 1,
		[ORM_CAN_LOCK_OF] = 1,
		[ORM_CAN_SKIP_LOCKED] = 1,
		[ORM_CAN_RETURN_INSERTED] = 1,
		[ORM_CAN_RETURN_UPDATED] = 1,
		[ORM_CAN_RETURN_DELETED] = 1,
		[ORM_CAN_UPDATE_FROM] = 1,
		[ORM_CAN_DELETE_USING] = 1,
		[ORM_CAN_UPSERT_KEY] = 1,
		[ORM_CAN_UPSERT_CONSTRAINT] = 1,
		[ORM_CAN_DEFAULT] = 1,
	},
	.ops = {
		[ORM_OP_ILIKE] = { "$1 ILIKE $2", BINDS_COMPARE },
		[ORM_OP_NOT_ILIKE] = { "$1 NOT ILIKE $2", BINDS_COMPARE },
		[ORM_OP_MATCHES] = { "$1 ~ $2", BINDS_OTHER },
		[ORM_OP_NOT_MATCHES] = { "$1 !~ $2", BINDS_OTHER },
		[ORM_OP_DIV] = { "$1 / CAST(#2 AS numeric)", BINDS_MULTIPLY },
		[ORM_OP_IDIV] = { "div(CAST(#1 AS numeric), CAST(#2 AS numeric))", BINDS_WHOLE },
	},
	.blob_open = "'\\x",
	.blob_close = "'::bytea",
	.defaults_row = "DEFAULT VALUES",
	.excluded = "excluded.",
	.excluded_end = "",
	.for_share = "FOR SHARE",
	.typed_int = "bigint",
	.typed_double = "double precision",
	.returns_in_order = true,
	.extract = extract,
	.json = json,
};
