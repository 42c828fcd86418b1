/* migrate/obstacle_trial.c - rows for which the server has to be asked to know that it would stop
 */
#include "base/text.h"
#include "migrate/obstacle_query.h"

struct attempt {
	const struct orm_trial *trial;
	bool passed;
	struct error refused;
};

static bool attempt(void *data, struct orm_conn *conn, struct error *err)
{
	struct attempt *x = data;

	(void)err;
	x->passed = orm_exec(conn, x->trial->test, &x->refused);
	return x->passed;
}

/* Does the server say that it was a value?  Types of extensions say so in other words. */
static bool is_about_value(const struct error *err)
{
	return text_starts(err->sqlstate, "22") || text_starts(err->sqlstate, "23") ||
	       text_same(err->sqlstate, "42601") || text_same(err->sqlstate, "XX000");
}

bool question_try(struct question *q, struct orm_conn *conn, bool *none, struct error *err)
{
	struct orm_trial *trial = ARENA_NEW(q->arena, struct orm_trial);
	struct attempt x = { .trial = trial, .refused = { .position = -1 } };
	struct error undone = { .position = -1 };

	*none = false;
	if (!q->dialect->trial)
		return true;
	q->dialect->trial(q->arena, q->table, q->expr, q->type, trial);
	if (!(q->guarded || !orm_in_transaction(conn) ? orm_try_reading : orm_try)(conn, attempt,
	                                                                           &x, &undone) &&
	    (x.refused.code == ERR_INTERRUPTED || x.refused.code == ERR_CONNECT)) {
		*err = x.refused;
		return false;
	}
	*none = x.passed;
	if (x.passed || !is_about_value(&x.refused))
		return true;
	q->refusal = arena_printf(q->arena, "%s", x.refused.message);
	if (trial->make && (!q->guarded || !trial->computes)) {
		q->trial = trial;
		q->where = trial->fails;
	}
	return true;
}
