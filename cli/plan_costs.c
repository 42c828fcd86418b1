/* cli/plan_costs.c - what a plan's statements cost, read and shown */
#include <stdio.h>

#include "cli/plan.h"

/* More of them are shown with -v only. */
enum { MOST_STATEMENTS = 40 };

bool plan_weigh(struct cli *cli, struct orm_conn *conn, struct plan *p, struct error *err)
{
	struct migrate_server server = { p->dialect, p->terms.version, p->online };
	struct error untold = { .position = -1 };

	p->told =
	    migrate_costs(cli->arena, &server, p->from, &p->result.ops, &p->statements, &untold);
	if (p->told)
		return !conn ||
		       migrate_sizes_read(cli->arena, conn, &p->statements, &p->sizes, err);
	cli_say(cli, "statements can't be told: %s", untold.message);
	return true;
}

struct render_plan plan_rendered(const struct cli *cli, const struct plan *p)
{
	return (struct render_plan){ .dialect = p->dialect,
		                     .result = &p->result,
		                     .statements = p->told ? &p->statements : NULL,
		                     .sizes = p->told ? &p->sizes : NULL,
		                     .proof = p->proof,
		                     .most = cli->options.verbose ? 0 : MOST_STATEMENTS,
		                     .colour = cli->colour_err };
}

void plan_show_statements(const struct cli *cli, const struct plan *p)
{
	struct render_plan r = plan_rendered(cli, p);
	struct buf text = { 0 };

	if (!cli->options.quiet && r.statements) {
		buf_addc(&text, '\n');
		render_statements_text(&text, &r);
		fputs(buf_str(&text), stderr);
	}
	buf_release(&text);
}
