/* tests/migrate/postgresql_steps.c - a PostgreSQL database from one state to another, by hand */
#include "tests/migrate/postgresql_steps.h"

#include <criterion/criterion.h>
#include <string.h>

#include "migrate/render.h"
#include "orm/dialect.h"
#include "reflect/reflect.h"
#include "tests/support/server.h"

struct orm_conn *steps_database(struct arena *a, const char *sql)
{
	struct orm_conn *c = server_connect(server_postgresql(a));
	const char *text = arena_printf(a, "%s;", sql);
	struct orm_statements list = { 0 };
	struct error err = { 0 };

	cr_assert(orm_split(a, &orm_postgresql, text, strlen(text), &list), "%s", sql);
	for (size_t i = 0; i < list.len; i++)
		cr_assert(
		    orm_exec(c, arena_strndup(a, list.items[i].start, list.items[i].len), &err),
		    "%s", err.message);
	return c;
}

struct orm_metadata *steps_reflect(struct arena *a, struct orm_conn *c)
{
	struct orm_metadata *m = NULL;
	struct error err = { 0 };

	cr_assert(reflect_database(a, c, NULL, &m, &err), "%s", err.message);
	return m;
}

struct compare_result steps_compare(struct arena *a, const struct orm_metadata *from,
                                    const struct orm_metadata *to)
{
	struct compare_result r = { 0 };
	struct error err = { 0 };

	cr_assert(migrate_compare(a, &orm_postgresql, from, to, NULL, &r, &err), "%s", err.message);
	return r;
}

void steps_apply(struct arena *a, struct orm_conn *c, const struct orm_metadata *from,
                 const struct migrate_ops *ops)
{
	struct ddl_statements all = { 0 };
	struct error err = { 0 };

	cr_assert(render_statements(a, &orm_postgresql, orm_conn_version(c), from, ops, &all, &err),
	          "%s", err.message);
	for (size_t i = 0; i < all.len; i++)
		cr_expect(orm_exec(c, all.items[i].sql, &err), "%s: %s", all.items[i].sql,
		          err.message);
}
