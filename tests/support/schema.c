/* tests/support/schema.c - schemas for tests, from SQL */
#include "schema.h"

#include <criterion/criterion.h>

#include "lua/luax.h"
#include "orm/dialect.h"
#include "orm/schema/resolve.h"
#include "reflect/reflect.h"

struct orm_metadata *schema_of(struct arena *a, const char *sql)
{
	struct error err = { 0 };
	struct orm_url url;
	struct orm_connect_options options = { 0 };
	struct orm_conn *conn;
	struct orm_statements list = { 0 };
	struct orm_metadata *m = NULL;
	char *text, *bail;

	cr_assert(orm_url_parse(a, "sqlite://", &url, &err), "%s", err.message);
	cr_assert(orm_connect(&url, &options, &conn, &err), "%s", err.message);
	text = arena_printf(a, "%s\n;", sql);
	/* a word to the native client, which others don't know */
	while ((bail = strstr(text, ".bail on")))
		memset(bail, ' ', strlen(".bail on"));
	if (!orm_split(a, &orm_sqlite, text, strlen(text), &list))
		cr_assert(false, "unfinished: %s", sql);
	for (size_t i = 0; i < list.len; i++)
		cr_assert(
		    orm_exec(conn, arena_strndup(a, list.items[i].start, list.items[i].len), &err),
		    "%s", err.message);
	cr_assert(reflect_database(a, conn, NULL, &m, &err), "%s", err.message);
	orm_close(conn);
	return m;
}

struct orm_metadata *schema_of_models(struct arena *a, const char *lua)
{
	struct error err = { 0 };
	struct names x = { 0 };
	struct orm_metadata *models, *m;

	cr_assert(luax_models_parse(a, "models.lua", lua, strlen(lua), &x, &models, &err),
	          "%d: %s\n%s", err.line, err.message, lua);
	cr_assert(orm_resolve(a, models, &orm_sqlite, &m, &err), "%s", err.message);
	return m;
}

struct compare_result schema_diff(struct arena *a, const struct orm_metadata *from,
                                  const struct orm_metadata *to)
{
	struct error err = { 0 };
	struct compare_result r;

	cr_assert(migrate_compare(a, &orm_sqlite, from, to, NULL, &r, &err), "%s", err.message);
	return r;
}
