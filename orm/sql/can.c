/* orm/sql/can.c - what a database can't do, and who can */
#include "orm/dialect.h"
#include "orm/sql/dialect.h"

static const char *const titles[ORM_CAN_COUNT] = {
	[ORM_CAN_RIGHT_JOIN] = "RIGHT JOIN",
	[ORM_CAN_FULL_JOIN] = "FULL JOIN",
	[ORM_CAN_LATERAL] = "LATERAL",
	[ORM_CAN_DISTINCT_ON] = "DISTINCT ON",
	[ORM_CAN_WITH] = "WITH",
	[ORM_CAN_WITH_CHANGE] = "WITH in statements that change data",
	[ORM_CAN_INTERSECT] = "INTERSECT and EXCEPT",
	[ORM_CAN_NULLS_ORDER] = "NULLS FIRST and NULLS LAST",
	[ORM_CAN_WINDOW] = "window functions",
	[ORM_CAN_GROUPS] = "frames of GROUPS",
	[ORM_CAN_FILTER] = "FILTER for aggregates",
	[ORM_CAN_VALUES] = "VALUES as a table",
	[ORM_CAN_SAMPLE] = "TABLESAMPLE",
	[ORM_CAN_TABLE_FUNCTION] = "functions as tables",
	[ORM_CAN_ANY] = "ANY and ALL",
	[ORM_CAN_ARRAY] = "arrays",
	[ORM_CAN_SYMMETRIC] = "BETWEEN SYMMETRIC",
	[ORM_CAN_LOCK_OF] = "FOR UPDATE OF some tables",
	[ORM_CAN_SKIP_LOCKED] = "SKIP LOCKED",
	[ORM_CAN_RETURN_INSERTED] = "INSERT with RETURNING",
	[ORM_CAN_RETURN_UPDATED] = "UPDATE with RETURNING",
	[ORM_CAN_RETURN_DELETED] = "DELETE with RETURNING",
	[ORM_CAN_UPDATE_FROM] = "UPDATE by other tables",
	[ORM_CAN_DELETE_USING] = "DELETE by other tables",
	[ORM_CAN_UPSERT_KEY] = "upsert for a key of one's choice",
	[ORM_CAN_UPSERT_ANY] = "update in whichever key's conflict",
	[ORM_CAN_UPSERT_CONSTRAINT] = "upsert for a constraint by its name",
	[ORM_CAN_DEFAULT] = "DEFAULT as a value",
};

bool orm_sql_knows(const struct orm_dialect *d, int version, enum orm_can what)
{
	int since = d->sql->since[what];
	return since && (!version || version >= since);
}

/* The zeros that nobody says are left out. */
static char *version_text(struct arena *a, int version)
{
	int major = version / 10000, middle = version / 100 % 100, minor = version % 100;
	if (minor)
		return arena_printf(a, "%d.%d.%d", major, middle, minor);
	return arena_printf(a, middle ? "%d.%d" : "%d", major, middle);
}

static void add_able(struct buf *out, struct arena *a, enum orm_can what)
{
	for (size_t i = 0; orm_dialects[i]; i++) {
		const struct orm_dialect *d = orm_dialects[i];
		int since = d->sql->since[what];
		if (!since)
			continue;
		buf_addf(out, "%s%s", out->len ? ", " : "", d->title);
		if (since > 1)
			buf_addf(out, " from %s on", version_text(a, since));
	}
}

bool orm_sql_can(const struct orm_dialect *d, int version, enum orm_can what, struct error *err)
{
	struct arena a = { 0 };
	struct buf able = { 0 };
	if (orm_sql_knows(d, version, what))
		return true;
	const char *which = d->sql->since[what] ? "this version of " : "";
	fail(err, ERR_UNSUPPORTED, "%s%s has no %s", which, d->title, titles[what]);
	add_able(&able, &a, what);
	fail_hint(err, "These have it: %s.", buf_str(&able));
	buf_release(&able);
	arena_release(&a);
	return false;
}
