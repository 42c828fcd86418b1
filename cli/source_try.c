/* cli/source_try.c - what is tried in a scratch, with the rights that a role has */
#include "cli/interrupt.h"
#include "cli/source.h"
#include "orm/engine/scratch.h"

static bool try_inside(const struct source_terms *terms, source_trial *trial, void *data,
                       struct error *err)
{
	struct source_scratch scratch;

	if (!orm_scratch_inside(terms->server, &scratch.conn, err))
		return false;
	scratch.before = interrupt_swap(scratch.conn);
	bool ok = trial(scratch.conn, data, err);
	return source_scratch_close(&scratch, ok, err);
}

bool source_try(const struct source_terms *terms, source_trial *trial, void *data,
                struct error *err)
{
	struct error again = { .position = -1 };
	struct source_scratch scratch;

	if (!source_scratch_for_models(terms, &scratch, err))
		return false;
	bool inside = orm_scratch_is_inside(scratch.conn);
	bool ok = trial(scratch.conn, data, err);
	if (source_scratch_close(&scratch, ok, err))
		return true;
	if (inside || !terms->server || !err->denied)
		return false;
	ok = try_inside(terms, trial, data, &again);
	if (ok || again.code == ERR_INTERRUPTED)
		*err = again;
	return ok;
}
