/* tests/migrate/test_graph.c - revisions, their links, names and plans */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "graphs.h"

/* A trunk t1 t2 with branches a1 a2 and b1, their merge m, and a second base x1 x2. */
static const struct graph_row forest[] = {
	{ "m", "a2,b1", NULL, NULL, "8" },  { "t1", NULL, NULL, NULL, "1" },
	{ "t2", "t1", NULL, NULL, "2" },    { "a1", "t2", NULL, "alpha", "3" },
	{ "a2", "a1", NULL, NULL, "5" },    { "b1", "t2", NULL, "beta", "4" },
	{ "x1", NULL, NULL, "extra", "6" }, { "x2", "x1", "a1", NULL, "7" },
};

static const struct graph_row line[] = {
	{ "aa11", NULL, NULL, NULL, NULL },
	{ "ab22", "aa11", NULL, "main", NULL },
	{ "ac33", "ab22", NULL, NULL, NULL },
};

Test(graph, orders_by_links_then_date_then_id)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct migrate_graph g;

	cr_assert(graph_build(&a, forest, COUNT(forest), &g, &err), "%s", err.message);
	cr_expect_str_eq(graph_ids(&a, &g.all), "t1 t2 a1 b1 a2 x1 x2 m");
	struct migrate_revisions heads, bases;
	migrate_graph_heads(&a, &g, &heads);
	migrate_graph_bases(&a, &g, &bases);
	cr_expect_str_eq(graph_ids(&a, &heads), "x2 m");
	cr_expect_str_eq(graph_ids(&a, &bases), "t1 x1");
	cr_expect_eq(migrate_graph_find(&g, "zz"), NULL);
	arena_release(&a);
}

static const struct {
	const char *what;
	struct graph_row rows[3];
	size_t count;
	const char *says[2];
} unsound[] = {
	{ "twice", { { .id = "a" }, { .id = "a" } }, 2, { "\"a\" is in two scripts", "m/a.sql" } },
	{ "no parent",
	  { { .id = "abcd" }, { .id = "b", .down = "abce" } },
	  2,
	  { "\"abce\"", "m/b.sql" } },
	{ "no dependency",
	  { { .id = "b", .needs = "zz" } },
	  1,
	  { "depends_on \"zz\"", "m/b.sql" } },
	{ "cycle",
	  { { .id = "a", .down = "b" }, { .id = "b", .down = "c" }, { .id = "c", .down = "a" } },
	  3,
	  { "circle", "\"a\" after" } },
	{ "itself", { { .id = "a", .down = "a" } }, 1, { "circle", "\"a\" after \"a\"" } },
	{ "needs cycle",
	  { { .id = "a", .needs = "b" }, { .id = "b", .down = "a" } },
	  2,
	  { "circle", "\"b\"" } },
	{ "label twice",
	  { { .id = "a", .label = "l" }, { .id = "b", .label = "l" } },
	  2,
	  { "branch label \"l\" is in two", "m/b.sql" } },
	{ "label as id",
	  { { .id = "a", .label = "b" }, { .id = "b" } },
	  2,
	  { "label \"b\"", "two" } },
	{ "bad id", { { .id = "a-b" } }, 1, { "\"a-b\" has a character", "" } },
	{ "blank id", { { .id = "a b" } }, 1, { "character", "" } },
	{ "own word", { { .id = "head" } }, 1, { "\"head\" is a word", "" } },
	{ "no id", { { .id = "" } }, 1, { "empty revision id", "" } },
};

Test(graph, refuses_what_is_unsound)
{
	for (size_t i = 0; i < COUNT(unsound); i++) {
		struct arena a = { 0 };
		struct error err = { 0 };
		struct migrate_graph g;

		cr_expect_not(graph_build(&a, unsound[i].rows, unsound[i].count, &g, &err), "%s",
		              unsound[i].what);
		cr_expect_eq(err.code, ERR_STATE);
		for (size_t j = 0; j < 2; j++)
			cr_expect(strstr(err.message, unsound[i].says[j]), "%s: %s",
			          unsound[i].what, err.message);
		arena_release(&a);
	}
}

Test(graph, refuses_ids_over_255_bytes)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct migrate_graph g;
	char longest[257];

	memset(longest, 'x', 256);
	longest[256] = 0;
	cr_expect_not(graph_build(&a, &(struct graph_row){ .id = longest }, 1, &g, &err));
	longest[255] = 0;
	cr_expect(graph_build(&a, &(struct graph_row){ .id = longest }, 1, &g, &err));
	arena_release(&a);
}

/* want NULL: an error whose message has `says`. */
struct named {
	const char *applied, *text, *want, *says;
};

static void check_names(const struct graph_row *rows, size_t count, const struct named *cases,
                        size_t n)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct migrate_graph g;

	cr_assert(graph_build(&a, rows, count, &g, &err), "%s", err.message);
	for (size_t i = 0; i < n; i++) {
		struct migrate_set s = graph_set(&a, cases[i].applied);
		struct migrate_revisions out;
		bool ok;

		error_clear(&err);
		ok = migrate_graph_resolve(&a, &g, cases[i].applied ? &s : NULL, cases[i].text,
		                           &out, &err);
		cr_expect_eq(ok, cases[i].want != NULL, "%s: %s", cases[i].text, err.message);
		if (ok && cases[i].want)
			cr_expect_str_eq(graph_ids(&a, &out), cases[i].want, "%s: got %s",
			                 cases[i].text, graph_ids(&a, &out));
		if (!ok && cases[i].says)
			cr_expect(strstr(err.message, cases[i].says), "%s: %s", cases[i].text,
			          err.message);
	}
	arena_release(&a);
}

static const struct named linear_names[] = {
	{ NULL, "aa11", "aa11", NULL },
	{ NULL, "ab", "ab22", NULL },
	{ NULL, "a", NULL, "3 revisions" },
	{ NULL, "main", "ab22", NULL },
	{ NULL, "mai", "ab22", NULL },
	{ NULL, "head", "ac33", NULL },
	{ NULL, "heads", "ac33", NULL },
	{ NULL, "base", "", NULL },
	{ NULL, "head-1", "ab22", NULL },
	{ NULL, "head-2", "aa11", NULL },
	{ NULL, "head-3", "", NULL },
	{ NULL, "head-4", NULL, "only 3" },
	{ NULL, "head+1", NULL, "nothing" },
	{ NULL, "base+1", "aa11", NULL },
	{ NULL, "base+3", "ac33", NULL },
	{ NULL, "base+4", NULL, "only 3" },
	{ NULL, "base-1", NULL, "before base" },
	{ NULL, "aa+1", "ab22", NULL },
	{ NULL, "main@head", "ac33", NULL },
	{ NULL, "+1", NULL, "relative" },
	{ NULL, "current", NULL, "relative" },
	{ "", "current", "", NULL },
	{ "", "+1", "aa11", NULL },
	{ "aa11", "+1", "ab22", NULL },
	{ "aa11", "current+2", "ac33", NULL },
	{ "aa11", "+3", NULL, "only 2" },
	{ "aa11,ab22", "-1", "aa11", NULL },
	{ "aa11,ab22", "-2", "", NULL },
	{ "aa11,ab22", "-3", NULL, "only 2" },
	{ "aa11", "+0", NULL, "does not name" },
	{ NULL, "", NULL, "does not name" },
	{ NULL, "@head", NULL, "does not name" },
	{ NULL, "main@", NULL, "does not name" },
	{ NULL, "aa11+1x", NULL, "does not name" },
	{ NULL, "aa1l+1", NULL, "no revision \"aa1l\"" },
	{ NULL, "zz", NULL, "no revision" },
	{ NULL, "+99999999999999999999", NULL, NULL },
};

Test(graph, names_in_a_line)
{
	check_names(line, COUNT(line), linear_names, COUNT(linear_names));
}

static const struct named forest_names[] = {
	{ NULL, "head", NULL, "2 heads" },
	{ NULL, "heads", "x2 m", NULL },
	{ NULL, "alpha@head", "m", NULL },
	{ NULL, "extra@head", "x2", NULL },
	{ NULL, "extra@heads", "x2", NULL },
	{ NULL, "extra@base", "", NULL },
	{ NULL, "t2@head-1", "a2 b1", NULL },
	{ NULL, "alpha@m-1", "a2", NULL },
	{ NULL, "m-2", NULL, "could go down" },
	{ NULL, "beta@m-2", "t2", NULL },
	{ NULL, "t2+1", NULL, "could go up" },
	{ NULL, "alpha@t2+1", "a1", NULL },
	{ NULL, "alpha@x1", NULL, "not in branch" },
	{ NULL, "base+1", NULL, "could go up" },
	{ NULL, "extra@base+2", "x2", NULL },
	{ "", "+1", NULL, "could go up" },
	{ "t1,t2", "+1", NULL, "could go up" },
	{ "t1,t2", "alpha@+1", "a1", NULL },
	{ "t1,t2,a1,a2", "+1", "b1", NULL },
	{ "t1,t2,a1,a2", "+2", "m", NULL },
	{ "t1,t2,a1,a2,b1", "current", "b1 a2", NULL },
	{ "t1,t2,a1,a2,b1", "+1", "m", NULL },
	{ "t1,t2,a1,a2,b1", "alpha@current", "a2", NULL },
	{ "t1,t2,a1,a2,b1", "-1", NULL, "could go down" },
	{ "t1,t2,a1,a2,b1", "alpha@-1", "a1", NULL },
	{ "t1,t2,a1,a2,b1", "alpha@-2", "t2", NULL },
	{ "t1,t2,a1,a2,b1", "alpha@-3", NULL, "only 2" },
};

Test(graph, names_in_a_forest)
{
	check_names(forest, COUNT(forest), forest_names, COUNT(forest_names));
}

struct planned {
	bool down;
	const char *applied, *target, *want, *says;
};

static const struct planned plans[] = {
	{ false, "", "heads", "t1 t2 a1 b1 a2 x1 x2 m", NULL },
	{ false, "", "head", NULL, "2 heads" },
	{ false, "", "x2", "t1 t2 a1 x1 x2", NULL },
	{ false, "t1,t2", "alpha@head", "a1 b1 a2 m", NULL },
	{ false, "t1,t2,a1", "t1", "", NULL },
	{ false, "t1", "base", "", NULL },
	{ false, "t1", "current", "", NULL },
	{ false, "t1,t2", "-1", NULL, "goes down" },
	{ false, "t1,t2,a1,a2", "+2", "b1 m", NULL },
	{ true, "t1,t2,a1,b1", "t2", "b1 a1", NULL },
	{ true, "t1,t2,a1,b1", "a1-1", "a1", NULL },
	{ true, "t1,t2,a1,b1", "base", "b1 a1 t2 t1", NULL },
	{ true, "t1,t2,a1,b1", "current", "", NULL },
	{ true, "t1,t2,a1,b1", "heads", NULL, "not applied" },
	{ true, "t1,t2,a1,b1", "-1", NULL, "could go down" },
	{ true, "t1,t2,a1,b1", "+1", NULL, "goes up" },
	{ true, "t1,t2,a1,b1", "beta@-1", "b1", NULL },
	{ true, "t1,t2,a1,b1", "beta@base", "b1", NULL },
	{ true, "t1,t2,a1,b1", "a2", NULL, "not applied" },
	/* The first revision of one base, less one: the other base stays. */
	{ true, "t1,t2,x1", "x1-1", "x1", NULL },
	{ true, "t1,t2,x1", "t1-1", "t2 t1", NULL },
	{ true, "t1,t2,x1", "extra@base", "x1", NULL },
	{ true, "t1,t2", "extra@current", "", NULL },
	{ true, "t1,t2,b1", "alpha@current", "", NULL },
	/* What depends on something undone goes with it, and only then. */
	{ true, "t1,t2,a1,x1,x2", "a1", "", NULL },
	{ true, "t1,t2,a1,x1,x2", "t2", "x2 a1", NULL },
	{ true, "t1,t2,a1,x1,x2", "alpha@-1", "x2 a1", NULL },
	{ true, "t1,t2,a1,x1,x2", "-1", "x2", NULL },
	{ true, "t1,t2,a1,a2,b1,m", "-1", "m", NULL },
	{ true, "t1,t2,a1,a2,b1,m", "m-1", "m", NULL },
	{ true, "t1,t2,a1,a2,b1,m", "-2", NULL, "could go down" },
	{ true, "t1,t2,a1,a2,b1,m", "m", "", NULL },
};

Test(graph, plans)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct migrate_graph g;

	cr_assert(graph_build(&a, forest, COUNT(forest), &g, &err), "%s", err.message);
	for (size_t i = 0; i < COUNT(plans); i++) {
		const struct planned *p = &plans[i];
		struct migrate_set s = graph_set(&a, p->applied);
		struct migrate_revisions out;
		bool ok;

		error_clear(&err);
		ok = p->down ? migrate_graph_downgrade(&a, &g, &s, p->target, &out, &err)
		             : migrate_graph_upgrade(&a, &g, &s, p->target, &out, &err);
		cr_expect_eq(ok, p->want != NULL, "%zu %s: %s", i, p->target, err.message);
		if (ok && p->want)
			cr_expect_str_eq(graph_ids(&a, &out), p->want, "%zu %s: got %s", i,
			                 p->target, graph_ids(&a, &out));
		if (!ok && p->says)
			cr_expect(strstr(err.message, p->says), "%zu: %s", i, err.message);
	}
	arena_release(&a);
}

static const struct {
	const char *applied, *text, *start, *end;
} ranges[] = {
	{ NULL, "aa11:ac33", "aa11", "ac33" },
	{ NULL, ":", "", "ac33" },
	{ NULL, "ab22", "", "ab22" },
	{ NULL, "ab22:", "ab22", "ac33" },
	{ NULL, "aa11:+1", "aa11", "ab22" },
	{ NULL, "-1:head", "ab22", "ac33" },
	{ NULL, ":+2", "", "ab22" },
	{ NULL, "head-9:head", "", "ac33" },
	{ "aa11,ab22", "-1:current", "aa11", "ab22" },
	{ "aa11,ab22", "-7:current", "", "ab22" },
	{ "aa11", "current:", "aa11", "ac33" },
	{ "aa11", "current:+9", "aa11", "ac33" },
};

Test(graph, ranges)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct migrate_graph g;

	cr_assert(graph_build(&a, line, COUNT(line), &g, &err), "%s", err.message);
	for (size_t i = 0; i < COUNT(ranges); i++) {
		struct migrate_set s = graph_set(&a, ranges[i].applied);
		struct migrate_revisions start, end;

		cr_assert(migrate_graph_range(&a, &g, ranges[i].applied ? &s : NULL, ranges[i].text,
		                              &start, &end, &err),
		          "%s: %s", ranges[i].text, err.message);
		cr_expect_str_eq(graph_ids(&a, &start), ranges[i].start, "%s", ranges[i].text);
		cr_expect_str_eq(graph_ids(&a, &end), ranges[i].end, "%s: %s", ranges[i].text,
		                 graph_ids(&a, &end));
	}
	struct migrate_revisions start, end;
	cr_expect_not(migrate_graph_range(&a, &g, NULL, "a:b:c", &start, &end, &err));
	arena_release(&a);
}

/* --- random graphs ------------------------------------------------------- */

static unsigned seed;

static unsigned roll(unsigned sides)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % sides;
}

static bool random_graph(struct arena *a, struct migrate_graph *g, struct error *err)
{
	unsigned n = 1 + roll(14);
	struct graph_row rows[14];

	for (unsigned i = 0; i < n; i++) {
		struct buf down = { 0 }, needs = { 0 };

		for (unsigned k = roll(10) ? 1 + !roll(4) : 0; i && k; k--)
			buf_addf(&down, "%sr%u", down.len ? "," : "", roll(i));
		if (i && !roll(4))
			buf_addf(&needs, "r%u", roll(i));
		rows[i] = (struct graph_row){ .id = arena_printf(a, "r%u", i),
			                      .down = buf_take(&down, a),
			                      .needs = buf_take(&needs, a),
			                      .created = arena_printf(a, "%u", roll(5)) };
	}
	return graph_build(a, rows, n, g, err);
}

static bool covered(const struct migrate_revision *r, const struct migrate_set *s)
{
	for (size_t i = 0; i < r->parents.len; i++)
		if (!migrate_set_has(s, r->parents.items[i]->id))
			return false;
	for (size_t i = 0; i < r->needs.len; i++)
		if (!migrate_set_has(s, r->needs.items[i]->id))
			return false;
	return true;
}

/* Runs a plan one by one: each step must leave a set that is closed. */
static void walk(const struct migrate_graph *g, struct migrate_set *s,
                 const struct migrate_revisions *plan, bool down)
{
	for (size_t i = 0; i < plan->len; i++) {
		struct migrate_revision *r = plan->items[i];

		cr_assert_eq(migrate_set_has(s, r->id), down);
		if (down)
			map_remove(s->ids, r->id);
		else
			map_put(s->ids, r->id, NULL);
		for (size_t k = 0; k < g->all.len; k++)
			cr_assert(!migrate_set_has(s, g->all.items[k]->id) ||
			              covered(g->all.items[k], s),
			          "seed %u: \"%s\" stands on nothing", seed, g->all.items[k]->id);
	}
}

static void wander(struct arena *a, const struct migrate_graph *g, struct migrate_set *s)
{
	struct error err = { 0 };
	struct migrate_revision *r = g->all.items[roll((unsigned)g->all.len)];
	struct migrate_revisions plan;
	bool applied = migrate_set_has(s, r->id);

	if (roll(2)) {
		cr_assert(migrate_graph_upgrade(a, g, s, r->id, &plan, &err));
		walk(g, s, &plan, false);
		cr_assert(migrate_set_has(s, r->id));
		return;
	}
	cr_assert_eq(migrate_graph_downgrade(a, g, s, r->id, &plan, &err), applied);
	walk(g, s, &plan, true);
	cr_assert_eq(migrate_set_has(s, r->id), applied);
	for (size_t i = 0; applied && i < r->children.len; i++)
		cr_assert_not(migrate_set_has(s, r->children.items[i]->id));
}

/* +1 and -1, where they are clear, are one revision and undo each other. */
static void step(struct arena *a, const struct migrate_graph *g, struct migrate_set *s)
{
	struct error err = { 0 };
	struct migrate_revisions plan;

	if (migrate_graph_upgrade(a, g, s, "+1", &plan, &err)) {
		cr_assert_eq(plan.len, 1, "seed %u", seed);
		walk(g, s, &plan, false);
	}
	if (migrate_graph_downgrade(a, g, s, "-1", &plan, &err)) {
		cr_assert_eq(plan.len, 1, "seed %u", seed);
		walk(g, s, &plan, true);
	}
}

Test(graph, random_walks_keep_the_applied_set_closed)
{
	for (unsigned i = 0; i < 500; i++) {
		struct arena a = { 0 };
		struct error err = { 0 };
		struct migrate_graph g;
		struct migrate_set s = graph_set(&a, NULL);
		struct migrate_revisions plan;

		seed = i;
		cr_assert(random_graph(&a, &g, &err), "%s", err.message);
		for (unsigned k = 0; k < 20; k++) {
			wander(&a, &g, &s);
			step(&a, &g, &s);
		}
		cr_assert(migrate_graph_upgrade(&a, &g, &s, "heads", &plan, &err));
		walk(&g, &s, &plan, false);
		cr_assert_eq(map_count(s.ids), g.all.len);
		struct migrate_revisions heads, current;
		migrate_graph_heads(&a, &g, &heads);
		migrate_graph_current(&a, &g, &s, &current);
		cr_assert_str_eq(graph_ids(&a, &heads), graph_ids(&a, &current));
		for (size_t k = 0; k < g.all.len; k++) {
			struct migrate_set needed = graph_set(&a, NULL);

			migrate_graph_ancestors(&a, g.all.items[k], &needed);
			cr_assert(covered(g.all.items[k], &needed));
		}
		cr_assert(migrate_graph_downgrade(&a, &g, &s, "base", &plan, &err));
		walk(&g, &s, &plan, true);
		cr_assert_eq(map_count(s.ids), 0);
		arena_release(&a);
	}
}

Test(graph, ten_thousand_revisions_are_linked_at_once)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct migrate_graph g;
	struct migrate_set none = graph_set(&a, NULL);
	struct migrate_revisions list = { 0 }, plan;

	for (int i = 10000; i-- > 0;) {
		struct graph_row row = { .id = arena_printf(&a, "%012x", i) };

		row.down = i ? arena_printf(&a, "%012x", i - 1) : NULL;
		vec_push(&a, &list, graph_revision(&a, &row));
	}
	int64_t start = clock_ms();
	cr_assert(migrate_graph_build(&a, &list, &g, &err), "%s", err.message);
	cr_assert(migrate_graph_upgrade(&a, &g, &none, "head", &plan, &err));
	cr_expect_eq(plan.len, 10000);
	/* A tenth of it is usual; the rest is for sanitizers and slow machines. */
	cr_expect_lt(clock_ms() - start, 500);
	arena_release(&a);
}
