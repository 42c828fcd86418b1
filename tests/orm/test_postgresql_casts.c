/* tests/orm/test_postgresql_casts.c - any type becomes any other as the server lets it */
#include <criterion/criterion.h>

#include "base/buf.h"
#include "base/vec.h"
#include "orm/postgresql/types.h"
#include "tests/support/server.h"

struct lab {
	struct arena arena;
	struct orm_conn *conn;
	struct names types;
	struct error err;
};

/* The server's own, of which a table may have columns, and arrays of them. */
static void read_types(struct lab *lab)
{
	struct orm_result *rows;

	cr_assert(orm_query(lab->conn,
	                    "SELECT format_type(t.oid, NULL) || brackets "
	                    "FROM pg_type t, unnest(ARRAY['', '[]']) brackets "
	                    "WHERE typnamespace = 'pg_catalog'::regnamespace "
	                    "AND typtype NOT IN ('c', 'p') AND typcategory <> 'A' "
	                    "AND typarray <> 0 ORDER BY brackets, t.oid",
	                    NULL, 0, &rows, &lab->err),
	          "%s", lab->err.message);
	while (orm_next(rows, &lab->err) == ORM_ROW)
		vec_push(&lab->arena, &lab->types,
		         arena_strdup(&lab->arena, orm_get_text(rows, 0)));
	orm_result_close(rows);
	cr_assert_gt(lab->types.len, 100);
}

static void make_table(struct lab *lab)
{
	struct buf sql = { 0 };

	buf_adds(&sql, "CREATE TABLE t (");
	for (size_t i = 0; i < lab->types.len; i++)
		buf_addf(&sql, "%sc%zu %s", i ? ", " : "", i, lab->types.items[i]);
	buf_addc(&sql, ')');
	cr_assert(orm_exec(lab->conn, buf_str(&sql), &lab->err), "%s", lab->err.message);
	buf_release(&sql);
}

/* An INSERT assigns as ALTER TYPE does; planned, it says whether there are the casts. */
static void check_casts(struct lab *lab, size_t from)
{
	const char *column = arena_printf(&lab->arena, "c%zu", from);
	struct buf into = { 0 }, casts = { 0 };

	for (size_t i = 0; i < lab->types.len; i++) {
		const char *cast =
		    pg_cast(&lab->arena, column, lab->types.items[from], lab->types.items[i]);

		buf_addf(&into, "%sc%zu", i ? ", " : "", i);
		buf_addf(&casts, "%s%s", i ? ", " : "", cast ? cast : column);
	}
	cr_expect(orm_exec(lab->conn,
	                   arena_printf(&lab->arena, "EXPLAIN INSERT INTO t (%s) SELECT %s FROM t",
	                                buf_str(&into), buf_str(&casts)),
	                   &lab->err),
	          "%s: %s", lab->types.items[from], lab->err.message);
	error_clear(&lab->err);
	buf_release(&into);
	buf_release(&casts);
}

Test(postgresql_casts, are_those_of_the_server, .timeout = 300)
{
	struct lab lab = { 0 };

	lab.conn = server_connect(server_postgresql(&lab.arena));
	read_types(&lab);
	make_table(&lab);
	for (size_t i = 0; i < lab.types.len; i++)
		check_casts(&lab, i);
	orm_close(lab.conn);
	arena_release(&lab.arena);
}
