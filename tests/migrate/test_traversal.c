/*
 * tests/migrate/test_traversal.c - what is run and undone in graphs of every shape
 *
 * The shapes and the questions are those that Alembic's own tests ask of it
 * (test_version_traversal, test_revision), each graph under a name for what is
 * in it.  Its answer is ours, but where a comment beside a row says why not.  The
 * order of steps that could be swapped is ours.  Where its other questions are:
 *
 *   what the history shows of a range                   cli/test_commands.sh
 *   rows of the version table                           cli/test_commands.sh
 *   labels and ids used twice, missing parents          test_graph.c
 *   a large graph; random ones                          test_graph.c
 *   random graphs beside Alembic itself                 cli/test_alembic.sh
 */
#include <criterion/criterion.h>
#include <string.h>

#include "graphs.h"

static const char line[] = "a b:a c:b d:c e:d";
static const char diamond[] = "a b1:a b2:a c:b1,b2 d:c";
static const char fork[] = "a b:a c1=c1branch:b d1:c1 c2=c2branch:b d2:c2";
static const char merged[] = "a b:a c1:b d1:c1 c2=c2branch:b d2:c2 e:d1,d2 f:e";
static const char trees[] = "a1 b1:a1 a2 b2:a2";
/* Of a merge one side, or two, goes on by itself. */
static const char past_merge[] = "a1 b1:a1 c1:b1 a2 b2:a2 c2:b2 d1:c1,c2 d2:c2";
static const char past_merge_of_3[] =
    "a1 b1:a1 c1:b1 a2 b2:a2 c2:b2 a3 b3:a3 c3:b3 d1:c1,c2,c3 d2:c2 d3:c3";
/* Two merges of the same branches, and of branches of which they share one. */
static const char twins[] = "a b1:a b2:a b3:a c1:b1,b2,b3 c2:b1,b2,b3 d1:c1 d2:c2";
static const char half_twins[] = "a b1:a b2:a b3:a c1:b1,b2 c2:b2,b3 d1:c1 d2:c2";
static const char boughs[] = "a b1:a b2:a cb1:b1 cb2:b2 d1cb1:cb1 d2cb1:cb1 d1cb2:cb2 d2cb2:cb2 "
			     "d3cb2:cb2 d1d2cb2:d1cb2,d2cb2";
static const char twigs[] = "a b1:a b2:a c1:b1 d11:c1 d12:c1";
static const char travel[] = "a1 a2:a1 a3:a2 b1:a3 b2:a3 cb1:b1 cb2:b2 db1:cb1 db2:cb2 e1b1:db1 "
			     "fe1b1:e1b1 e2b1:db1 e2b2:db2 merge:e2b1,e2b2";
static const char bases[] = "base1 base2 base3 a1a:base1 a1b:base1 a2:base2 a3:base3 b1a:a1a "
			    "b1b:a1b b2:a2 b3:a3 c2:b2 d2:c2 mergeb3d2:b3,d2";

static const char needs[] = "a1=lib1 b1:a1 c1=c1lib:b1 a2 b2:a2 c2:b2+c1lib d1:c1 e1:d1 f1:e1";
static const char needs_parts[] = "a1 a2 a3 amerge:a1,a2,a3 b1 b2 bmerge:b1,b2 c1 c2 c3 "
				  "cmerge:c1,c2,c3 d1+a3,b2,c1";
static const char crossed[] = "a1 a2:a1 b1 b2:b1+a2 b3:b2 a3:a2+b1";
static const char needs_parent[] = "a1 a2:a1+a1";
static const char needs_twice[] = "a1 a2:a1 a3:a2 b1 b2:b1+a3 b3:b2 b4:b3+a3 b5:b4+b4";
static const char needs_thrice[] = "c1 a1 a2:a1+c1 a3:a2+c1 b1 b2:b1+a3 b3:b2 b4:b3+a3 b5:b4";
static const char merged_need[] = "a1 b1+a1 bmerge:a1,b1";
static const char sibling[] = "a b:a c1=c1branch:b d1:c1 c2=c2branch:b d2:c2+c1";
static const char effective[] = "y1=y x1=x y2:y1+x1 x2:x1";
static const char needs_one[] = "base1=b_1 a1a:base1 a1b:base1 b1a:a1a b1b:a1b+a3 base2=b_2 "
				"a2:base2 b2:a2 c2:b2+a3 d2:c2 base3=b_3 a3:base3 b3:a3";
static const char needs_chain[] = "base1=b_1 a1:base1 b1:a1 c1:b1 base2=b_2+b_1 a2:base2 b2:a2 "
				  "c2:b2 d2:c2 base3=b_3 a3:base3 b3:a3 c3:b3+b2 d3:c3";
static const char only_needs[] = "base1 a1:base1 b1:a1 c2+a1 c3:c2";
static const char substrings[] = "user_foo user:user_foo+user_foo";

/*
 * From `at`, with all that it stands on, up or down to `to`: the steps, in order,
 * and what is current then; or, `steps` NULL, `left` is in the error.
 */
struct walk {
	const char *at, *to, *steps, *left;
};

#define UP   false
#define DOWN true

static void check_walk(const char *graph, bool down, const struct walk *w)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct migrate_graph g;
	struct migrate_revisions plan, current;

	cr_assert(graph_parse(&a, graph, &g, &err), "%s", err.message);
	struct migrate_set s = graph_applied(&a, &g, w->at);
	bool ok = down ? migrate_graph_downgrade(&a, &g, &s, w->to, &plan, &err)
	               : migrate_graph_upgrade(&a, &g, &s, w->to, &plan, &err);
	cr_expect_eq(ok, w->steps != NULL, "%s from %s to %s: %s", graph, w->at, w->to,
	             err.message);
	if (ok && w->steps) {
		for (size_t i = 0; i < plan.len; i++)
			if (down)
				map_remove(s.ids, plan.items[i]->id);
			else
				map_put(s.ids, plan.items[i]->id, NULL);
		migrate_graph_current(&a, &g, &s, &current);
		cr_expect_str_eq(graph_ids(&a, &plan), w->steps, "%s from %s to %s: %s", graph,
		                 w->at, w->to, graph_ids(&a, &plan));
		cr_expect_str_eq(graph_ids(&a, &current), w->left, "%s from %s to %s leaves %s",
		                 graph, w->at, w->to, graph_ids(&a, &current));
	} else if (!ok) {
		cr_expect(strstr(err.message, w->left), "%s from %s to %s: %s", graph, w->at, w->to,
		          err.message);
	}
	arena_release(&a);
}

#define WALKS(graph, way, ...)                               \
	do {                                                 \
		const struct walk walks[] = { __VA_ARGS__ }; \
		for (size_t i = 0; i < COUNT(walks); i++)    \
			check_walk(graph, way, &walks[i]);   \
	} while (0)

Test(traversal, along_a_line)
{
	WALKS(line, UP, { "e", "e", "", "e" }, { "c", "e", "d e", "e" }, { "", "c", "a b c", "c" },
	      { "a", "+2", "b c", "c" }, { "a", "+1", "b", "b" }, { "b", "+3", "c d e", "e" },
	      { "a", "b+2", "b c d", "d" }, { "a", "d-2", "b", "b" },
	      { "b", "-2", NULL, "goes down" }, { "b", "+5", NULL, "only 3" });
	WALKS(line, DOWN, { "", "base", "", "" }, { "a", "a", "", "a" }, { "e", "e", "", "e" },
	      { "e", "c", "e d", "c" }, { "c", "base", "c b a", "" }, { "c", "-1", "c", "b" },
	      { "e", "-3", "e d c", "b" }, { "d", "a+2", "d", "c" }, { "d", "c-2", "d c b", "a" },
	      { "b", "-5", NULL, "only 2" }, { "b", "+2", NULL, "goes up" },
	      { "", "b", NULL, "not applied" }, { "b", "c", NULL, "not applied" });
}

Test(traversal, up_a_fork)
{
	WALKS(fork, UP, { "b", "d1", "c1 d1", "d1" }, { "a", "heads", "b c1 c2 d1 d2", "d1 d2" },
	      { "b", "c2branch@head-1", "c2", "c2" }, { "c1", "c2branch@+1", "c2", "c1 c2" },
	      { "c1,c2", "c2branch@+1", "d2", "c1 d2" }, { "c1,c2", "+1", NULL, "could go up" },
	      { "", "base+1", "a", "a" }, { "", "+1", "a", "a" });
}

Test(traversal, down_a_fork)
{
	WALKS(fork, DOWN, { "d1,d2", "a", "d2 d1 c2 c1 b", "a" },
	      { "d1,d2", "base+2", "d2 d1 c2 c1", "b" },
	      { "d1,d2", "c2branch@base+2", "d2 c2", "d1" }, { "d1,d2", "c2", "d2", "c2 d1" },
	      { "d1,d2", "c2branch@base+3", "d2", "c2 d1" }, { "a", "-1", "a", "" },
	      { "", "-1", NULL, "nothing to go down" }, { "d1,c2", "c2", "", "c2 d1" },
	      { "d1,c2", "d1", "", "c2 d1" });
	/* Of two that could go, Alembic warns and takes the one that it has first. */
	WALKS(fork, DOWN, { "d1,d2", "-1", NULL, "could go down" },
	      { "d1,c2", "-1", NULL, "could go down" }, { "c1,d2", "-1", NULL, "could go down" });
	WALKS(fork, DOWN, { "d1,d2", "c1branch@-1", "d1", "c1 d2" },
	      { "d2,c1", "d2-1", "d2", "c1 c2" }, { "c1,d2", "c1branch@b", "c1", "d2" },
	      { "c1,d2", "c2branch@b", "d2 c2", "c1" }, { "d1,d2", "c2@b", "d2 c2", "d1" },
	      { "d1,d2", "d1@b", "d1 c1", "d2" }, { "d1,d2", "c1branch@head-1", "d1", "c1 d2" });
}

Test(traversal, merges)
{
	WALKS(diamond, UP, { "a", "d", "b1 b2 c d", "d" });
	WALKS(diamond, DOWN, { "d", "a", "d c b2 b1", "a" });
	WALKS(merged, UP, { "b", "f", "c1 c2 d1 d2 e f", "f" });
	WALKS(merged, DOWN, { "f", "b", "f e d2 d1 c2 c1", "b" });
	WALKS(past_merge, UP, { "d2,b1", "d1", "c1 d1", "d1 d2" });
	WALKS(past_merge, DOWN, { "d2,d1", "b1", "d1 c1", "b1 d2" });
	WALKS(past_merge_of_3, UP, { "d3,d2,b1", "d1", "c1 d1", "d1 d2 d3" },
	      { "d3,b2,b1", "d1", "c1 c2 d1", "d1 d3" }, { "d3,d1", "d2", "d2", "d1 d2 d3" });
	WALKS(past_merge_of_3, DOWN, { "d3,d2,d1", "b1", "d1 c1", "b1 d2 d3" });
	WALKS(twins, UP, { "a", "d2", "b1 b2 b3 c2 d2", "d2" }, { "d2", "c1", "c1", "c1 d2" },
	      { "c1,d2", "heads", "d1", "d1 d2" });
	WALKS(half_twins, UP, { "a", "d2", "b2 b3 c2 d2", "d2" }, { "d2", "b1", "b1", "b1 d2" },
	      { "b1,d2", "heads", "c1 d1", "d1 d2" });
}

Test(traversal, many_branches)
{
	WALKS(boughs, UP, { "a", "d1d2cb2", "b2 cb2 d1cb2 d2cb2 d1d2cb2", "d1d2cb2" },
	      { "", "d3cb2", "a b2 cb2 d3cb2", "d3cb2" }, { "b1", "a", "", "b1" });
	WALKS(boughs, DOWN, { "d2cb2,d3cb2", "a", "d3cb2 d2cb2 cb2 b2", "a" },
	      { "d3cb2,cb1", "base", "d3cb2 cb2 cb1 b2 b1 a", "" },
	      { "d1cb1,d2cb2,d3cb2", "b2", "d3cb2 d2cb2 cb2", "b2 d1cb1" },
	      { "b1", "d1cb1", NULL, "not applied" }, { "d2cb2", "b1", NULL, "not applied" },
	      { "", "d1cb1", NULL, "not applied" });
	WALKS(twigs, DOWN, { "b2,d11,d12", "base", "d12 d11 c1 b2 b1 a", "" });
	WALKS(travel, UP, { "db1", "merge", "b2 cb2 db2 e2b1 e2b2 merge", "merge" },
	      { "cb1,cb2", "heads", "db1 db2 e1b1 e2b1 e2b2 fe1b1 merge", "fe1b1 merge" },
	      { "", "fe1b1", "a1 a2 a3 b1 cb1 db1 e1b1 fe1b1", "fe1b1" },
	      /* One of two that stand on each other: no "overlaps", it is applied. */
	      { "db1,b2,fe1b1", "fe1b1", "", "b2 fe1b1" });
	WALKS(travel, DOWN, { "merge", "b1", "merge e2b1 db1 cb1", "b1 e2b2" },
	      { "merge,fe1b1", "a3", "merge fe1b1 e2b2 e2b1 e1b1 db2 db1 cb2 cb1 b2 b1", "a3" },
	      { "merge", "a2", "merge e2b2 e2b1 db2 db1 cb2 cb1 b2 b1 a3", "a2" },
	      { "e2b1,b2,fe1b1", "base", "fe1b1 e2b1 e1b1 db1 cb1 b2 b1 a3 a2 a1", "" });
}

Test(traversal, many_bases)
{
	WALKS(trees, UP, { "", "heads", "a1 a2 b1 b2", "b1 b2" });
	WALKS("", UP, { "", "heads", "", "" }, { "", "head", "", "" });
	WALKS("", DOWN, { "", "base", "", "" });
	WALKS(bases, UP,
	      { "", "heads", "base1 a1a a1b b1a b1b base2 a2 b2 base3 a3 b3 c2 d2 mergeb3d2",
	        "b1a b1b mergeb3d2" },
	      { "c2", "heads", "base1 a1a a1b b1a b1b base3 a3 b3 d2 mergeb3d2",
	        "b1a b1b mergeb3d2" },
	      { "base3", "b3", "a3 b3", "b3" });
	WALKS(bases, DOWN, { "b1a,b1b,mergeb3d2", "c2", "mergeb3d2 d2", "b1a b1b b3 c2" },
	      { "b3", "base", "b3 a3 base3", "" });
}

Test(traversal, dependencies)
{
	WALKS(needs, UP, { "a2", "c2", "a1 b1 b2 c1 c2", "c1 c2" });
	/* Alembic shows c1 no more once c2 is there, and then is "not on all heads". */
	WALKS(needs, DOWN, { "c2,d1", "c1", "d1", "c1 c2" },
	      { "e1,c2", "b1", "e1 d1 c2 c1", "b1 b2" });
	WALKS(needs_parts, DOWN,
	      { "amerge,bmerge,cmerge,d1", "b2", "bmerge", "amerge b1 b2 cmerge d1" },
	      { "amerge,b1,cmerge,d1", "d1@base", "d1", "amerge b1 b2 cmerge" },
	      { "amerge,b1,b2,cmerge", "base", "cmerge c3 c2 c1 b2 b1 amerge a3 a2 a1", "" });
	WALKS(crossed, DOWN, { "a3,b2", "b1", "b2", "b1 a3" });
	WALKS(needs_parent, UP, { "", "a2", "a1 a2", "a2" });
	WALKS(needs_parent, DOWN, { "a2", "a1", "a2", "a1" });
	WALKS(needs_twice, DOWN, { "b4", "b3", "b4", "a3 b3" },
	      { "b4", "b1@base", "b4 b3 b2 b1", "a3" },
	      { "b5", "base", "b5 b4 b3 b2 b1 a3 a2 a1", "" },
	      { "b5", "a2", "b5 b4 b3 b2 a3", "a2 b1" });
	WALKS(needs_twice, UP, { "b1", "b5", "a1 a2 a3 b2 b3 b4 b5", "a3 b5" });
	WALKS(needs_thrice, UP, { "b1", "b5", "a1 c1 a2 a3 b2 b3 b4 b5", "c1 a3 b5" });
	WALKS(merged_need, UP, { "a1", "b1", "b1", "a1 b1" },
	      { "b1", "bmerge", "bmerge", "bmerge" });
	WALKS(merged_need, DOWN, { "bmerge", "a1", "bmerge", "a1 b1" },
	      { "bmerge", "b1", "bmerge", "a1 b1" });
	WALKS(substrings, UP, { "", "heads", "user_foo user", "user" });
}

Test(traversal, dependencies_between_branches)
{
	WALKS(sibling, DOWN, { "d1,d2", "c2branch@b", "d2 c2", "d1" },
	      { "d1,d2", "c1branch@b", "d2 d1 c1", "c2" });
	WALKS(effective, DOWN, { "x2,y2", "x@-1", "x2", "x1 y2" }, { "y2", "x@-1", "y2 x1", "y1" });
	WALKS(needs_one, UP, { "", "b_2@head", "base2 a2 b2 base3 a3 c2 d2", "a3 d2" },
	      { "", "b_3@head", "base3 a3 b3", "b3" },
	      { "", "b1b@head", "base1 a1b base3 a3 b1b", "a3 b1b" });
	WALKS(needs_one, DOWN, { "d2", "b_2@base", "d2 c2 b2 a2 base2", "a3" },
	      { "b1a,b1b,d2,b3", "b_2@base", "d2 c2 b2 a2 base2", "b1a b1b b3" },
	      { "b1a,b1b,d2,b3", "b_3@base", "d2 c2 b3 b1b a3 base3", "a1b b1a b2" },
	      { "b3", "b_3@base", "b3 a3 base3", "" }, { "b2", "d2", NULL, "not applied" });
	/* Alembic goes on through what other branches stand on. */ WALKS(
	    needs_one, DOWN, { "b1b", "b1b@base", "b1b a1b", "base1 a3" });
	WALKS(needs_chain, UP, { "", "b_2@head", "base1 base2 a2 b2 c2 d2", "base1 d2" },
	      { "", "b_3@head", "base1 base2 a2 b2 base3 a3 b3 c3 d3", "base1 b2 d3" },
	      { "", "b_1@head", "base1 a1 b1 c1", "c1" });
	/* What stands on the first branch goes with it. */
	WALKS(needs_chain, DOWN,
	      { "c1,d2,d3", "b_1@base", "d3 d2 c3 c2 c1 b2 a2 base2 b1 a1 base1", "b3" },
	      { "c1,d2,d3", "b_3@base", "d3 c3 b3 a3 base3", "c1 d2" });
	WALKS(only_needs, UP, { "", "heads", "base1 a1 b1 c2 c3", "b1 c3" });
}

/* With `targets` stamped over `at`, what is current. */
static const struct {
	const char *graph, *at, *targets, *left;
} stamps[] = {
	{ line, "d", "base", "" },
	{ line, "a", "b", "b" },
	{ line, "b", "a", "a" },
	{ line, "b", "b", "b" },
	{ line, "", "e", "e" },
	{ fork, "d1,c2", "b", "b" },
	{ fork, "d1,c2", "c1branch@base", "c2" },
	{ fork, "d1,c2", "c2branch@head", "d1 d2" },
	{ fork, "d1,c2", "c2", "c2 d1" },
	{ fork, "d1,c2", "d1-1", "c1 c2" },
	{ fork, "d1,c2", "current", "c2 d1" },
	{ fork, "a", "c1,c2", "c1 c2" },
	{ fork, "", "heads", "d1 d2" },
	/* Alembic records both, one of which stands on the other. */
	{ fork, "", "a,c2", "c2" },
	{ trees, "", "heads", "b1 b2" },
	{ trees, "b1,b2", "heads", "b1 b2" },
	{ trees, "b1", "a2", "a2 b1" },
	{ trees, "b1,b2", "base", "" },
	{ merged, "e", "a", "a" },
	{ merged, "c2", "e", "e" },
	{ merged, "d1,c2", "c2branch@head", "f" },
	{ merged, "d1,c2", "e", "e" },
	{ merged, "b", "e", "e" },
	/* Below a merge the other branch stays, as it does when it is run down. */
	{ merged, "e", "c2", "c2 d1" },
	{ needs, "e1,c2", "b1", "b1 b2" },
};

Test(traversal, stamps)
{
	for (size_t i = 0; i < COUNT(stamps); i++) {
		struct arena a = { 0 };
		struct error err = { 0 };
		struct migrate_graph g;
		struct migrate_set to;
		struct migrate_revisions current;

		cr_assert(graph_parse(&a, stamps[i].graph, &g, &err), "%s", err.message);
		struct migrate_set s = graph_applied(&a, &g, stamps[i].at);
		struct names targets = graph_names_of(&a, stamps[i].targets);
		cr_assert(migrate_graph_stamp(&a, &g, &s, &targets, false, &to, &err), "%s",
		          err.message);
		migrate_graph_current(&a, &g, &to, &current);
		cr_expect_str_eq(graph_ids(&a, &current), stamps[i].left, "%s from %s to %s: %s",
		                 stamps[i].graph, stamps[i].at, stamps[i].targets,
		                 graph_ids(&a, &current));
		arena_release(&a);
	}
}

Test(traversal, stamps_alone)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct migrate_graph g;
	struct migrate_set to;
	struct names targets = graph_names_of(&a, "current,c1branch@+1");

	cr_assert(graph_parse(&a, fork, &g, &err), "%s", err.message);
	struct migrate_set s = graph_applied(&a, &g, "c1");
	cr_assert(migrate_graph_stamp(&a, &g, &s, &targets, true, &to, &err), "%s", err.message);
	cr_expect(migrate_set_has(&to, "d1"));
	cr_expect_eq(map_count(to.ids), 4);
	s = graph_applied(&a, &g, "d2");
	targets = graph_names_of(&a, "c1");
	cr_assert(migrate_graph_stamp(&a, &g, &s, &targets, true, &to, &err), "%s", err.message);
	cr_expect_not(migrate_set_has(&to, "c2"));
	cr_expect_eq(map_count(to.ids), 3);
	targets = graph_names_of(&a, "nowhere");
	cr_expect_not(migrate_graph_stamp(&a, &g, &s, &targets, true, &to, &err));
	arena_release(&a);
}

static const char *const heads[][2] = {
	{ line, "e" },
	{ fork, "d1 d2" },
	{ boughs, "d1cb1 d2cb1 d1d2cb2 d3cb2" },
	{ needs, "c2 f1" },
	{ needs_one, "b1a b1b b3 d2" },
	{ needs_chain, "c1 d2 d3" },
	{ "", "" },
};

Test(traversal, heads)
{
	for (size_t i = 0; i < COUNT(heads); i++) {
		struct arena a = { 0 };
		struct error err = { 0 };
		struct migrate_graph g;
		struct migrate_revisions out;

		cr_assert(graph_parse(&a, heads[i][0], &g, &err), "%s", err.message);
		migrate_graph_heads(&a, &g, &out);
		cr_expect_str_eq(graph_ids(&a, &out), heads[i][1], "%s: %s", heads[i][0],
		                 graph_ids(&a, &out));
		arena_release(&a);
	}
}

static const char labelled[] = "a=abranch b:a somelongername:b c:somelongername d e=ebranch:d "
			       "someothername:e f:someothername";

/* A name and what it is; or, after a "!", what the error says. */
static const char *const names[][2] = {
	{ "ebranch@head", "f" },
	{ "abranch@heads", "c" },
	{ "abranch@base", "" },
	{ "somelongername@base", "" },
	{ "ebranch@d", "d" },
	{ "ebranch@some", "someothername" },
	{ "abranch@some", "somelongername" },
	{ "some", "!2 revisions" },
	/* Alembic wants four characters of an id. */
	{ "ebranch@som", "someothername" },
	{ "ebranch@sos", "!no revision" },
	{ "ebranch@ebranch", "e" },
	{ "abranch", "a" },
	{ "ebranch", "e" },
	{ "e", "e" },
	{ "ebranch@b", "!not in branch" },
	{ "abranch@d", "!not in branch" },
	{ "abranch@qprstuv", "!\"qprstuv\"" },
	{ "abranch@qpr", "!\"qpr\"" },
	{ "e@d", "d" },
	{ "someoth@d", "d" },
	{ "x@d", "!\"x\"" },
};

Test(traversal, names)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct migrate_graph g;

	cr_assert(graph_parse(&a, labelled, &g, &err), "%s", err.message);
	for (size_t i = 0; i < COUNT(names); i++) {
		struct migrate_revisions out;
		const char *want = names[i][1];

		error_clear(&err);
		bool ok = migrate_graph_resolve(&a, &g, NULL, names[i][0], &out, &err);
		cr_expect_eq(ok, *want != '!', "%s: %s", names[i][0], err.message);
		if (ok)
			cr_expect_str_eq(graph_ids(&a, &out), want, "%s: %s", names[i][0],
			                 graph_ids(&a, &out));
		else
			cr_expect(strstr(err.message, want + 1), "%s: %s", names[i][0],
			          err.message);
	}
	arena_release(&a);
}

/* Each has a circle, and a revision that is named for it. */
static const char *const unsound[][2] = {
	{ "a:a", "\"a\"" },
	{ "a:a b:a c:b", "\"a\"" },
	{ "a b:a c:b,c", "\"c\"" },
	{ "a b:a,b c1:b c2:b", "\"b\"" },
	{ "a b1:a b2:a c:b1,b2,c", "\"c\"" },
	{ "a+a", "\"a\"" },
	{ "a+a b:a c:b", "\"a\"" },
	{ "a b:a c:b+c", "\"c\"" },
	{ "a b:a+b c1:b c2:b", "\"b\"" },
	{ "a b1:a b2:a c:b1,b2+c", "\"c\"" },
	{ "a:c b:a c:b", "\"a\"" },
	{ "a:c b:a c:b d e:d", "\"a\"" },
	{ "a:c b:a c:b d:c e:d", "\"a\"" },
	{ "a b:a c:b,e d:c e:d", "\"c\"" },
	{ "a+c b:a c:b", "\"a\"" },
	{ "a+c b:a c:b d e:d", "\"a\"" },
	{ "a+c b:a c:b d:c e:d", "\"a\"" },
	{ "a b:a c:b+e d:c e:d", "\"c\"" },
};

Test(traversal, circles)
{
	for (size_t i = 0; i < COUNT(unsound); i++) {
		struct arena a = { 0 };
		struct error err = { 0 };
		struct migrate_graph g;

		cr_expect_not(graph_parse(&a, unsound[i][0], &g, &err), "%s", unsound[i][0]);
		cr_expect_eq(err.code, ERR_STATE, "%s", unsound[i][0]);
		cr_expect(strstr(err.message, "circle") && strstr(err.message, unsound[i][1]),
		          "%s: %s", unsound[i][0], err.message);
		arena_release(&a);
	}
}
