/*
 * cli/cmd_verify.c - limbeck verify: run scripts up, down and up on a scratch copy
 */
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/plan.h"
#include "cli/project.h"
#include "cli/terminal.h"
#include "cli/verify_report.h"
#include "migrate/verify.h"

struct verify_args {
	const char *range, *junit, *with_rows;
	bool no_models;
};

static const struct option options[] = {
	{ 0, "junit", TEXT(verify_args, junit), "FILE", "write a report in JUnit's XML there" },
	{ 0, "no-models", FLAG(verify_args, no_models), NULL,
	  "don't compare the end with the models" },
	{ 0, "with-rows", TEXT(verify_args, with_rows), "N",
	  "do it also with N rows in each table, that have to be kept" },
	{ 0 },
};

static const struct argument arguments[] = {
	{ "RANGE", TEXT(verify_args, range), "START:END, both included; all if left out", true },
	{ 0 },
};

static const char *const examples[] = {
	"limbeck verify",
	"all scripts, and whether they lead to the models",
	"limbeck verify ae10:",
	"a revision and all that follow it",
	NULL,
};

/* What lies before the range is run once; what it holds is verified. */
static bool find_range(struct cli *cli, const struct migrate_graph *g, const char *range,
                       struct migrate_revisions *before, struct migrate_revisions *list,
                       struct error *err)
{
	struct migrate_revisions start = { 0 }, end = { 0 };
	struct migrate_set wanted = { .ids = map_new(cli->arena) };
	struct migrate_set done = { .ids = map_new(cli->arena) };

	if (!migrate_graph_range(cli->arena, g, NULL, range, &start, &end, err))
		return false;
	if (!end.len)
		migrate_graph_heads(cli->arena, g, &end);
	for (size_t i = 0; i < end.len; i++)
		migrate_graph_ancestors(cli->arena, end.items[i], &wanted);
	for (size_t i = 0; i < start.len; i++) {
		const struct migrate_revision *r = start.items[i];

		for (size_t k = 0; k < r->parents.len; k++)
			migrate_graph_ancestors(cli->arena, r->parents.items[k], &done);
	}
	for (size_t i = 0; i < g->all.len; i++) {
		struct migrate_revision *r = g->all.items[i];

		if (migrate_set_has(&done, r->id))
			vec_push(cli->arena, before, r);
		else if (migrate_set_has(&wanted, r->id))
			vec_push(cli->arena, list, r);
	}
	return true;
}

/* Only where all scripts lead is what the models say. */
static bool leads_to_heads(const struct migrate_graph *g, const struct migrate_revisions *before,
                           const struct migrate_revisions *list)
{
	return before->len + list->len == g->all.len;
}

static bool compare_models(struct cli *cli, struct orm_conn *conn, struct verify_report *report,
                           struct error *err)
{
	struct migrate_history none = { 0 };
	struct plan plan;

	if (!plan_compare(cli, conn, NULL, &none, true, &plan, err))
		return false;
	report->models = true;
	report->dialect = plan.dialect;
	report->left = plan.result;
	return true;
}

/* On a copy of its own, so that no row is in the way of what comes without. */
static bool verify_rows(struct cli *cli, const struct source_terms *terms, int64_t wanted,
                        struct migrate_runner *runner, const struct migrate_revisions *before,
                        struct migrate_verification *out, struct error *err)
{
	struct source_scratch scratch;

	if (!wanted || !out->good)
		return true;
	if (!source_scratch_open(terms, &scratch, err))
		return false;
	bool ok = migrate_verify_rows(cli->arena, runner, scratch.conn, before, wanted, out, err);
	return source_scratch_close(&scratch, ok, err);
}

static bool verify_on(struct cli *cli, const struct verify_args *args, struct migrate_graph *graph,
                      const struct source_terms *terms, struct orm_conn *conn,
                      struct verify_report *report, struct error *err)
{
	const struct cli_project *p;
	struct migrate_runner runner;
	struct migrate_revisions before = { 0 }, list = { 0 };
	int64_t wanted;

	if (!plan_rows(args->with_rows, &wanted, err) || !project_get(cli, &p, err) ||
	    !plan_runner(cli, NULL, graph, &runner, err) ||
	    !find_range(cli, graph, or_default(args->range, ":"), &before, &list, err) ||
	    !migrate_verify(cli->arena, &runner, conn, &before, &list, &report->result, err) ||
	    !verify_rows(cli, terms, wanted, &runner, &before, &report->result, err))
		return false;
	if (args->no_models || !p->models || !report->result.good ||
	    !leads_to_heads(graph, &before, &list))
		return true;
	return compare_models(cli, conn, report, err);
}

static bool run(struct cli *cli, const void *data, struct error *err)
{
	const struct verify_args *args = data;
	struct migrate_graph graph;
	struct source_terms terms;
	struct source_scratch scratch;
	struct verify_report report = { 0 };

	if (!plan_folder(cli, err) || !plan_graph(cli, NULL, &graph, err) ||
	    !source_unbound(cli, &terms, err) || !source_scratch_open(&terms, &scratch, err))
		return false;
	bool ok = verify_on(cli, args, &graph, &terms, scratch.conn, &report, err);
	if (!source_scratch_close(&scratch, ok, err) ||
	    (args->junit && !verify_junit(&report, args->junit, err)))
		return false;
	if (!report.result.good || report.left.ops.len)
		cli->status = STATUS_DIFFERENT;
	verify_print(cli, &report);
	return true;
}

const struct command verify_command = {
	.name = "verify",
	.group = GROUP_PROJECT,
	.summary = "run scripts up, down and up again on a scratch copy",
	.description = "Compares the schemas before and after each, and the end with the models.\n"
		       "Exits with 1 when something is wrong.",
	.args_size = sizeof(struct verify_args),
	.options = options,
	.arguments = arguments,
	.examples = examples,
	.run = run,
};
