/* tests/support/catalogs.c - what catalogs.sql finds in a database */
#include "tests/support/catalogs.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/file.h"
#include "orm/dialect.h"
#include "tests/support/server.h"

static const char script[] = "tests/support/catalogs.sql";

static void run_script(struct arena *a, struct orm_conn *c)
{
	struct orm_statements list = { 0 };
	struct error err = { 0 };
	char *text;
	size_t len;

	cr_assert(file_read(a, script, &text, &len, &err), "%s; tests are run beside the Makefile",
	          err.message);
	cr_assert(orm_split(a, &orm_postgresql, text, len, &list));
	for (size_t i = 0; i < list.len; i++)
		cr_assert(
		    orm_exec(c, arena_strndup(a, list.items[i].start, list.items[i].len), &err),
		    "%s: %s", script, err.message);
}

static void add_line(struct arena *a, struct pg_dump *out, const char *header, const char *line)
{
	const char *old = map_get(out->entries, header);

	header = arena_strdup(a, header);
	if (!old)
		vec_push(a, &out->headers, header);
	map_put(out->entries, header, arena_printf(a, "%s%s\n", old ? old : "", line));
}

void catalogs_read(struct arena *a, const char *url, struct pg_dump *out)
{
	static const char all[] = "TABLE pg_temp.catalogs ORDER BY header, line";
	struct orm_conn *c = server_connect(url);
	struct error err = { 0 };
	struct orm_result *rows;
	enum orm_step step;

	*out = (struct pg_dump){ .entries = map_new(a) };
	run_script(a, c);
	cr_assert(orm_query(c, all, NULL, 0, &rows, &err), "%s", err.message);
	while ((step = orm_next(rows, &err)) == ORM_ROW)
		add_line(a, out, orm_get_text(rows, 0), orm_get_text(rows, 1));
	orm_result_close(rows);
	orm_close(c);
	cr_assert(step == ORM_DONE, "%s", err.message);
}
