/*
 * tests/migrate/test_random.c - the comparison's laws on random schemas
 *
 * Equal schemas give nothing; different ones converge, and their inverse leads
 * back; rows stay what they are, or the change is refused.  LIMBECK_TEST_PAIRS sets how many pairs,
 * LIMBECK_TEST_SEED the first.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "migrate/compare.h"
#include "migrate/context.h"
#include "migrate/proof.h"
#include "migrate/render.h"
#include "migrate/scratch.h"
#include "orm/dialect.h"
#include "reflect/reflect.h"
#include "tests/support/random_schema.h"

struct pair {
	struct arena arena;
	uint64_t seed;
	struct buf sql[2];
	struct orm_conn *conn[2];
	struct orm_metadata *schema[2];
	struct error err;
};

static bool load(struct pair *p, int i)
{
	return migrate_scratch_open(&orm_sqlite, NULL, &p->conn[i], &p->err) &&
	       migrate_scratch_load(p->conn[i], "random", buf_str(&p->sql[i]), p->sql[i].len,
	                            &p->err) &&
	       reflect_database(&p->arena, p->conn[i], NULL, &p->schema[i], &p->err);
}

/* `o` was called something else before, in the first database; models would say so. */
static void rename_back(struct pair *p, struct orm_object *o, const struct orm_table *column_of)
{
	const char *old = arena_printf(&p->arena, "was %s", o->name);
	struct buf sql = { 0 };

	buf_adds(&sql, "ALTER TABLE ");
	ddl_name(&sql, &orm_sqlite, column_of ? column_of->object.name : o->name);
	buf_adds(&sql, " RENAME ");
	if (column_of)
		ddl_name(&sql, &orm_sqlite, o->name);
	buf_adds(&sql, " TO ");
	ddl_name(&sql, &orm_sqlite, old);
	if (orm_exec(p->conn[0], buf_str(&sql), &p->err))
		o->renamed_from = old;
	buf_release(&sql);
}

static void rename_some(struct pair *p)
{
	for (size_t i = 0; i < p->schema[1]->tables.len; i++) {
		struct orm_table *t = p->schema[1]->tables.items[i];

		for (size_t j = 0; j < t->columns.len; j++)
			if (random_mix(p->seed, 1000 + i * 50 + j) % 12 == 0)
				rename_back(p, &t->columns.items[j]->object, t);
		if (random_mix(p->seed, 2000 + i) % 5 == 0)
			rename_back(p, &t->object, NULL);
	}
	cr_assert(reflect_database(&p->arena, p->conn[0], NULL, &p->schema[0], &p->err), "%s",
	          p->err.message);
}

static void pair_open(struct pair *p, uint64_t seed)
{
	memset(p, 0, sizeof *p);
	p->seed = seed;
	random_schema(&p->sql[0], seed, 0);
	random_schema(&p->sql[1], seed, seed + 1);
	for (int i = 0; i < 2; i++)
		cr_assert(load(p, i), "seed %llu: %s\n%s", (unsigned long long)seed, p->err.message,
		          buf_str(&p->sql[i]));
	if (seed % 2)
		rename_some(p);
}

static void pair_close(struct pair *p)
{
	for (int i = 0; i < 2; i++) {
		orm_close(p->conn[i]);
		buf_release(&p->sql[i]);
	}
	arena_release(&p->arena);
}

static void compare(struct pair *p, const struct orm_metadata *from, const struct orm_metadata *to,
                    struct compare_result *r)
{
	cr_assert(migrate_compare(&p->arena, &orm_sqlite, from, to, NULL, r, &p->err));
}

/* Nothing is left between what `conn` holds and `to`. */
static void expect_same(struct pair *p, struct orm_conn *conn, const struct orm_metadata *to,
                        const char *what)
{
	struct orm_metadata *now;
	struct compare_result r;
	struct buf left = { 0 };

	cr_assert(reflect_database(&p->arena, conn, NULL, &now, &p->err), "%s", p->err.message);
	compare(p, now, to, &r);
	if (r.ops.len)
		(void)!render_sql(&left, &orm_sqlite, 0, now, &r.ops, &p->err);
	cr_expect_eq(r.ops.len, 0, "seed %llu, %s:\n%s\nfrom\n%s\nto\n%s",
	             (unsigned long long)p->seed, what, buf_str(&left), buf_str(&p->sql[0]),
	             buf_str(&p->sql[1]));
	buf_release(&left);
}

static bool run(struct pair *p, struct orm_conn *conn, const struct orm_metadata *from,
                const struct migrate_ops *ops)
{
	struct ddl_statements all = { 0 };

	cr_assert(render_statements(&p->arena, &orm_sqlite, 0, from, ops, &all, &p->err),
	          "seed %llu: %s", (unsigned long long)p->seed, p->err.message);
	for (size_t i = 0; i < all.len; i++)
		if (!(all.items[i].flags & DDL_CHECK) && !orm_exec(conn, all.items[i].sql, &p->err))
			return false;
	return true;
}

static void check_pair(uint64_t seed)
{
	struct compare_result up, same;
	struct migrate_ops down = { 0 };
	struct pair p;

	pair_open(&p, seed);
	compare(&p, p.schema[0], p.schema[0], &same);
	cr_expect_eq(same.ops.len, 0, "seed %llu: equal schemas differ", (unsigned long long)seed);
	compare(&p, p.schema[0], p.schema[1], &up);
	cr_assert(run(&p, p.conn[0], p.schema[0], &up.ops), "seed %llu: %s\n%s\nfrom\n%s\nto\n%s",
	          (unsigned long long)seed, p.err.message, p.err.statement, buf_str(&p.sql[0]),
	          buf_str(&p.sql[1]));
	expect_same(&p, p.conn[0], p.schema[1], "up");
	cr_assert(migrate_invert(&p.arena, &up.ops, &down, &p.err), "seed %llu: %s",
	          (unsigned long long)seed, p.err.message);
	cr_assert(run(&p, p.conn[0], p.schema[1], &down),
	          "seed %llu, down: %s\n%s\nfrom\n%s\nto\n%s", (unsigned long long)seed,
	          p.err.message, p.err.statement, buf_str(&p.sql[0]), buf_str(&p.sql[1]));
	expect_same(&p, p.conn[0], p.schema[0], "down");
	pair_close(&p);
}

static uint64_t from_environment(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 10) : otherwise;
}

Test(random, pairs_converge_and_come_back)
{
	uint64_t seed = from_environment("LIMBECK_TEST_SEED", 1);
	uint64_t pairs = from_environment("LIMBECK_TEST_PAIRS", 300);

	for (uint64_t i = 0; i < pairs; i++)
		check_pair(seed + i);
}

static void add_value(struct buf *out, uint64_t n)
{
	static const char *const values[] = {
		"NULL",  "0",     "1",     "2",     "3",     "-7",  "9007199254740993",
		"1.5",   "'a'",   "'007'", "'1'",   "'12x'", "''",  "'A'",
		"'1e3'", "x'00'", "1e19",  "'a b'", "' 5'",  "5.0", "'1.50'",
		"'xy'",  "'0'",   "33",
	};

	buf_adds(out, values[n % COUNT(values)]);
}

/* Some rows for every table; those that it doesn't take are left out. */
static void fill(struct pair *p, const struct orm_metadata *m, struct orm_conn *conn)
{
	struct buf names = { 0 }, values = { 0 };

	for (size_t i = 0; i < 12 * m->tables.len; i++) {
		const struct orm_table *t = m->tables.items[i / 12];

		buf_cut(&names, 0);
		buf_cut(&values, 0);
		for (size_t j = 0; j < t->columns.len; j++) {
			if (t->columns.items[j]->computed)
				continue;
			buf_adds(&names, names.len ? ", " : "");
			ddl_name(&names, &orm_sqlite, t->columns.items[j]->object.name);
			buf_adds(&values, values.len ? ", " : "");
			add_value(&values, random_mix(p->seed, i * 100 + j));
		}
		if (names.len)
			(void)!orm_exec(conn,
			                arena_printf(&p->arena,
			                             "INSERT OR IGNORE INTO %s (%s) VALUES "
			                             "(%s)",
			                             t->object.name, buf_str(&names),
			                             buf_str(&values)),
			                &p->err);
	}
	buf_release(&names);
	buf_release(&values);
}

/* All values of a column in one text; of "*", how many rows there are. */
static const char *values_of(struct pair *p, const char *table, const char *column)
{
	struct buf sql = { 0 };
	struct orm_value v;
	bool all = !strcmp(column, "*");

	buf_adds(&sql, all ? "SELECT CAST(count(*) AS TEXT) FROM "
	                   : "SELECT coalesce(group_concat(v), '') FROM (SELECT quote(");
	if (!all) {
		ddl_name(&sql, &orm_sqlite, column);
		buf_adds(&sql, ") AS v FROM ");
	}
	ddl_name(&sql, &orm_sqlite, table);
	buf_adds(&sql, all ? "" : " ORDER BY 1)");
	cr_assert(orm_query_value(&p->arena, p->conn[0], buf_str(&sql), NULL, 0, &v, &p->err) &&
	              v.kind == ORM_TEXT,
	          "%s", p->err.message);
	buf_release(&sql);
	return arena_strndup(&p->arena, v.data, v.len);
}

static const char *was(const struct orm_object *o)
{
	return o->renamed_from ? o->renamed_from : o->name;
}

/* What is in tables and columns that both sides have; `side` tells their names. */
static char *contents(struct pair *p, int side)
{
	struct buf all = { 0 };

	for (size_t i = 0; i < p->schema[1]->tables.len; i++) {
		const struct orm_table *t = p->schema[1]->tables.items[i], *before;
		const char *name = side ? t->object.name : was(&t->object);

		before = orm_metadata_table(p->schema[0], NULL, was(&t->object));
		if (!before)
			continue;
		buf_addf(&all, "%s: %s\n", t->object.name, values_of(p, name, "*"));
		for (size_t j = 0; j < t->columns.len; j++) {
			const struct orm_column *c = t->columns.items[j], *d;

			d = orm_table_column(before, &orm_sqlite, was(&c->object));
			if (d && !c->computed && !d->computed &&
			    text_same(c->type->name, d->type->name))
				buf_addf(
				    &all, "  %s: %s\n", c->object.name,
				    values_of(p, name, side ? c->object.name : was(&c->object)));
		}
	}
	return buf_take(&all, &p->arena);
}

static bool run_asking(struct pair *p, struct orm_conn *conn, const struct migrate_ops *ops)
{
	struct migrate_context ctx = { .arena = &p->arena, .conn = conn };

	for (size_t i = 0; i < ops->len; i++)
		if (!migrate_context_run(&ctx, &ops->items[i], &p->err))
			return false;
	return true;
}

/* Up (to side 1) or down, with rows; true when it wasn't refused. */
static bool move(struct pair *p, int side, const struct migrate_ops *ops, const char *what)
{
	struct orm_conn *conn = p->conn[0];
	const char *before = contents(p, !side), *after;
	bool ok;

	cr_assert(orm_migrating(conn, true, &p->err) && orm_begin(conn, &p->err));
	ok = run_asking(p, conn, ops) && orm_commit(conn, &p->err);
	if (!ok) {
		cr_expect(p->err.code == ERR_REFUSED || p->err.code == ERR_INTEGRITY,
		          "seed %llu, %s: %s\n%s", (unsigned long long)p->seed, what,
		          p->err.message, p->err.statement);
		orm_rollback(conn);
	}
	after = contents(p, ok ? side : !side);
	cr_expect(!strcmp(before, after), "seed %llu, %s: rows from\n%sto\n%s\nfrom\n%s\nto\n%s",
	          (unsigned long long)p->seed, what, before, after, buf_str(&p->sql[0]),
	          buf_str(&p->sql[1]));
	if (!ok)
		return false;
	cr_assert(orm_migrating(conn, false, &p->err));
	expect_same(p, conn, p->schema[side], what);
	return true;
}

static bool check_rows(uint64_t seed)
{
	struct compare_result up;
	struct migrate_ops down = { 0 };
	struct pair p;
	bool moved;

	pair_open(&p, seed);
	fill(&p, p.schema[0], p.conn[0]);
	compare(&p, p.schema[0], p.schema[1], &up);
	moved = move(&p, 1, &up.ops, "up with rows");
	cr_assert(migrate_invert(&p.arena, &up.ops, &down, &p.err));
	if (moved)
		(void)move(&p, 0, &down, "down with rows");
	pair_close(&p);
	return moved;
}

Test(random, rows_survive_or_it_is_refused)
{
	uint64_t seed = from_environment("LIMBECK_TEST_SEED", 1);
	uint64_t pairs = from_environment("LIMBECK_TEST_PAIRS", 300), moved = 0;

	for (uint64_t i = 0; i < pairs; i++)
		moved += check_rows(seed + i);
	cr_expect(pairs < 20 || moved > pairs / 10, "only %llu of %llu weren't refused",
	          (unsigned long long)moved, (unsigned long long)pairs);
}
