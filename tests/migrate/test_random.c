/*
 * tests/migrate/test_random.c - the comparison's laws on random schemas
 *
 * Equal schemas give nothing; different ones converge, and their inverse leads
 * back.  LIMBECK_TEST_PAIRS sets how many pairs, LIMBECK_TEST_SEED the first.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "migrate/compare.h"
#include "migrate/proof.h"
#include "migrate/render.h"
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
	return migrate_scratch_open(&orm_sqlite, &p->conn[i], &p->err) &&
	       migrate_scratch_load(p->conn[i], "random", buf_str(&p->sql[i]), p->sql[i].len,
	                            &p->err) &&
	       reflect_database(&p->arena, p->conn[i], NULL, &p->schema[i], &p->err);
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
