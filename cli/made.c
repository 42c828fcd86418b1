/*
 * cli/made.c - what revisions make that were never run here
 */
#include "cli/made.h"

#include "cli/plan.h"
#include "cli/source.h"

struct made {
	struct cli *cli;
	const struct migrate_runner *runner;
};

static bool replay(const struct made *m, const struct source_terms *terms,
                   const struct migrate_revisions *list, struct map *out, struct error *err)
{
	struct migrate_runner runner;
	struct source_scratch scratch;

	if (!plan_runner(m->cli, NULL, m->runner->graph, &runner, err) ||
	    !source_scratch_open(terms, &scratch, err))
		return false;
	bool ok = migrate_replay_made(m->cli->arena, &runner, scratch.conn, list, out, err);
	return source_scratch_close(&scratch, ok, err);
}

/* That something is unknown is no reason not to record the rest. */
static bool find(void *data, const struct migrate_revisions *list, struct map *out,
                 struct error *err)
{
	const struct made *m = data;
	struct source_terms terms;

	bool placed = m->runner->conn ? source_beside(m->cli, m->runner->conn, &terms, err)
	                              : source_unbound(m->cli, &terms, err);
	if (placed && replay(m, &terms, list, out, err))
		return true;
	if (err->code == ERR_INTERRUPTED)
		return false;
	cli_say(m->cli, "not known what the revisions make, since they can't be tried: %s",
	        err->message);
	error_clear(err);
	return true;
}

void made_attach(struct cli *cli, struct migrate_runner *out)
{
	struct made *m = ARENA_NEW(cli->arena, struct made);

	*m = (struct made){ .cli = cli, .runner = out };
	out->made = find;
	out->made_data = m;
}
