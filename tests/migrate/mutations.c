/* tests/migrate/mutations.c - rows of mutations, run in databases of their own */
#include "mutations.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "migrate/compare.h"
#include "migrate/render.h"
#include "orm/ddl/ddl.h"
#include "orm/dialect.h"
#include "reflect/reflect.h"
#include "tests/support/pg_dump.h"
#include "tests/support/server.h"

/*
 * One state each: FROM and TO as they are, the others on their way.  Rows that
 * fit in a schema stay there, so that a group is dumped once.
 */
enum { FROM, TO, UP, DOWN, BACK, DATABASES };

struct lab {
	struct arena arena;
	const struct mutations *group;
	const struct mutation *row;
	const char *url[DATABASES];
	struct orm_conn *conn[DATABASES];
	const char *schema; /* of the row that runs; NULL: the whole database */
	struct error err;
};

/* Roles belong to the whole server: whoever comes first makes them, and they stay. */
static void make_roles(struct orm_conn *c)
{
	static const char *const roles[] = { "lb_one", "lb_two" };
	struct arena a = { 0 };
	struct error ignored = { 0 };

	for (size_t i = 0; i < COUNT(roles); i++)
		(void)!orm_exec(c, arena_printf(&a, "CREATE ROLE %s", roles[i]), &ignored);
	arena_release(&a);
}

static void lab_open(struct lab *lab, const struct mutations *group)
{
	*lab = (struct lab){ .group = group };
	for (int i = 0; i < DATABASES; i++) {
		lab->url[i] = server_postgresql(&lab->arena);
		lab->conn[i] = server_connect(lab->url[i]);
	}
	make_roles(lab->conn[FROM]);
}

static void lab_close(struct lab *lab)
{
	for (int i = 0; i < DATABASES; i++)
		orm_close(lab->conn[i]);
	arena_release(&lab->arena);
}

static bool complain(const struct lab *lab, const char *what, const char *detail)
{
	cr_expect(false, "%s row %zu, %s (%s): %s\n%s\n-- from\n%s\n-- to\n%s", lab->group->name,
	          (size_t)(lab->row - lab->group->rows), lab->row->of,
	          lab->schema ? lab->schema : "alone", what, detail, lab->row->from, lab->row->to);
	return false;
}

static bool fail_in(const struct lab *lab, const char *what)
{
	struct arena a = { 0 };

	(void)complain(lab, what, arena_printf(&a, "%s\n%s", lab->err.message, lab->err.statement));
	arena_release(&a);
	return false;
}

static bool run_script(struct lab *lab, int db, const char *sql)
{
	struct arena *a = &lab->arena;
	const char *text = arena_printf(a, "%s\n;", sql);
	struct orm_statements list = { 0 };

	cr_assert(orm_split(a, &orm_postgresql, text, strlen(text), &list), "%s", sql);
	for (size_t i = 0; i < list.len; i++)
		if (!orm_exec(lab->conn[db],
		              arena_strndup(a, list.items[i].start, list.items[i].len), &lab->err))
			return fail_in(lab, "making the state");
	return true;
}

static bool load(struct lab *lab, int db)
{
	struct arena *a = &lab->arena;

	if (lab->schema &&
	    !run_script(lab, db,
	                arena_printf(a, "CREATE SCHEMA %s; SET search_path = %s, public",
	                             lab->schema, lab->schema)))
		return false;
	return run_script(lab, db, lab->row->setup) &&
	       run_script(lab, db, db == TO || db == BACK ? lab->row->to : lab->row->from);
}

static struct orm_metadata *reflect(struct lab *lab, int db)
{
	struct reflect_options options = { .schema = lab->schema };
	struct orm_metadata *m = NULL;

	if (!reflect_database(&lab->arena, lab->conn[db], &options, &m, &lab->err)) {
		(void)fail_in(lab, "reflecting");
		return NULL;
	}
	return m;
}

static const char *sql_of(struct lab *lab, const struct orm_metadata *from,
                          const struct migrate_ops *ops)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < ops->len; i++)
		buf_addf(&b, "-- %s\n",
		         migrate_op_text(&lab->arena, &orm_postgresql, &ops->items[i]));
	if (!render_sql(&b, &orm_postgresql, orm_conn_version(lab->conn[FROM]), from, ops,
	                &lab->err))
		buf_addf(&b, "-- %s\n", lab->err.message);
	return buf_take(&b, &lab->arena);
}

static bool compare(struct lab *lab, const struct orm_metadata *from, const struct orm_metadata *to,
                    struct migrate_ops *out)
{
	struct compare_result r;

	if (!migrate_compare(&lab->arena, &orm_postgresql, from, to, NULL, &r, &lab->err))
		return fail_in(lab, "comparing");
	*out = r.ops;
	return true;
}

static bool expect_same(struct lab *lab, int db, const struct orm_metadata *to, const char *what)
{
	struct orm_metadata *now = reflect(lab, db);
	struct migrate_ops left;

	if (!now || !compare(lab, now, to, &left))
		return false;
	return !left.len || complain(lab, what, sql_of(lab, now, &left));
}

/* In transactions, like the runner. */
static bool run_statements(struct lab *lab, int db, const struct ddl_statements *all)
{
	struct orm_conn *c = lab->conn[db];
	bool ok = orm_begin(c, &lab->err);

	for (size_t i = 0; ok && i < all->len; i++) {
		bool outside = all->items[i].flags & DDL_OUTSIDE;

		ok = (!outside || orm_commit(c, &lab->err)) &&
		     orm_exec(c, all->items[i].sql, &lab->err) &&
		     (!outside || orm_begin(c, &lab->err));
	}
	ok = ok && orm_commit(c, &lab->err);
	if (!ok)
		orm_rollback(c);
	return ok;
}

static bool apply(struct lab *lab, int db, const struct orm_metadata *from,
                  const struct migrate_ops *ops, const char *what)
{
	struct ddl_statements all = { 0 };

	if (render_statements(&lab->arena, &orm_postgresql, orm_conn_version(lab->conn[db]), from,
	                      ops, &all, &lab->err) &&
	    run_statements(lab, db, &all))
		return true;
	return complain(lab, what,
	                arena_printf(&lab->arena, "%s\n%s\n%s", lab->err.message,
	                             lab->err.statement, sql_of(lab, from, ops)));
}

/* "t 2, u 0": what must not get lost. */
static const char *answer(struct lab *lab, int db, const struct orm_metadata *m)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < (lab->row->keeps ? 1 : m->tables.len); i++) {
		struct buf sql = { 0 };
		struct orm_value v;

		if (lab->row->keeps) {
			buf_adds(&sql, lab->row->keeps);
		} else {
			buf_adds(&sql, "SELECT count(*)::text FROM ONLY ");
			ddl_full_name(&sql, &orm_postgresql, m->tables.items[i]->object.schema,
			              m->tables.items[i]->object.name);
		}
		if (orm_query_value(&lab->arena, lab->conn[db], buf_str(&sql), NULL, 0, &v,
		                    &lab->err))
			buf_addf(&b, "%s, ", v.kind == ORM_NULL ? "null" : v.data);
		else
			(void)fail_in(lab, "asking for rows");
		buf_release(&sql);
	}
	return buf_take(&b, &lab->arena);
}

static bool expect_rows(struct lab *lab, int db, const struct orm_metadata *both, const char *rows,
                        const char *what)
{
	const char *now = answer(lab, db, both);

	return !strcmp(rows, now) ||
	       complain(lab, what, arena_printf(&lab->arena, "%s became %s", rows, now));
}

static struct orm_metadata *in_both(struct lab *lab, const struct orm_metadata *x,
                                    const struct orm_metadata *y)
{
	struct orm_metadata *m = orm_metadata_new(&lab->arena);

	for (size_t i = 0; i < x->tables.len; i++) {
		const struct orm_object *o = &x->tables.items[i]->object;

		if (!orm_option_get(&o->options, NULL, "server") &&
		    orm_metadata_table(y, o->schema, o->name))
			orm_metadata_add_table(m, orm_table_copy(&lab->arena, x->tables.items[i]));
	}
	return m;
}

static bool there_and_back(struct lab *lab, const struct orm_metadata *from,
                           const struct orm_metadata *to, const struct migrate_ops *up)
{
	struct orm_metadata *both = in_both(lab, from, to);
	const char *rows = answer(lab, UP, both);
	struct migrate_ops down, back;
	bool ok = apply(lab, UP, from, up, "applying") &&
	          expect_same(lab, UP, to, "is left after applying") &&
	          expect_rows(lab, UP, both, rows, "rows after applying");

	if (!migrate_invert(&lab->arena, up, &down, &lab->err))
		return fail_in(lab, "inverting");
	ok = ok && apply(lab, DOWN, from, up, "applying") &&
	     apply(lab, DOWN, to, &down, "undoing") &&
	     expect_same(lab, DOWN, from, "is left after undoing") &&
	     expect_rows(lab, DOWN, both, rows, "rows after undoing");
	return compare(lab, to, from, &back) && apply(lab, BACK, to, &back, "applying backwards") &&
	       expect_same(lab, BACK, from, "is left after applying backwards") && ok;
}

static bool check_row(struct lab *lab)
{
	struct orm_metadata *from, *to;
	struct migrate_ops up;

	for (int i = 0; i < DATABASES; i++)
		if (!load(lab, i))
			return false;
	from = reflect(lab, FROM);
	to = reflect(lab, TO);
	if (!from || !to || !expect_same(lab, BACK, to, "differs from itself") ||
	    !compare(lab, from, to, &up))
		return false;
	if (!up.len)
		return complain(lab, "no difference is seen", "");
	if (!mutation_changes(&lab->arena, &orm_postgresql, lab->row->of, from, to))
		return complain(lab, "what the row names isn't what differs",
		                sql_of(lab, from, &up));
	return there_and_back(lab, from, to, &up);
}

static void expect_same_dumps(struct lab *lab)
{
	static const struct {
		int is, was;
		const char *what;
	} pairs[] = { { UP, TO, "applied" },
		      { DOWN, FROM, "undone" },
		      { BACK, FROM, "backwards" } };
	struct pg_dump dumps[DATABASES];

	/* each database costs time: those of one row are dumped where it matters most */
	for (int i = 0; i < DATABASES - lab->group->alone; i++)
		pg_dump_read(&lab->arena, lab->url[i], &dumps[i]);
	for (size_t i = 0; i < COUNT(pairs) - (size_t)lab->group->alone; i++) {
		const char *differ =
		    pg_dump_differ(&lab->arena, &dumps[pairs[i].is], &dumps[pairs[i].was]);

		cr_expect(!*differ, "%s, %s: pg_dump differs\n%s", lab->group->name, pairs[i].what,
		          differ);
	}
}

/* A row that failed would show in the dump again. */
static void forget(struct lab *lab)
{
	struct arena a = { 0 };
	struct error err = { 0 };

	for (int i = 0; lab->schema && i < DATABASES; i++)
		(void)!orm_exec(lab->conn[i],
		                arena_printf(&a, "DROP SCHEMA IF EXISTS %s CASCADE", lab->schema),
		                &err);
	arena_release(&a);
}

void mutations_run(const struct mutations *group)
{
	const char *only = getenv("LIMBECK_TEST_ROW");
	struct lab lab;
	bool ok;

	if (!group->alone)
		lab_open(&lab, group);
	for (size_t i = 0; i < group->count; i++) {
		if (only && (size_t)strtol(only, NULL, 10) != i)
			continue;
		if (group->alone)
			lab_open(&lab, group);
		lab.row = &group->rows[i];
		lab.schema = group->alone ? NULL : arena_printf(&lab.arena, "m%03zu", i);
		ok = true;
		if (orm_conn_version(lab.conn[FROM]) >= lab.row->version) {
			ok = check_row(&lab);
			if (!ok)
				forget(&lab);
		}
		if (group->alone) {
			if (ok)
				expect_same_dumps(&lab);
			lab_close(&lab);
		}
	}
	if (!group->alone) {
		expect_same_dumps(&lab);
		lab_close(&lab);
	}
}
