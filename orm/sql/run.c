/* orm/sql/run.c - running statements */
#include "orm/sql/run.h"

#include "base/text.h"
#include "orm/driver.h"

static bool run(struct orm_conn *c, const struct orm_compiled *compiled, bool stream,
                struct orm_result **out, struct error *err)
{
	if (out)
		*out = NULL;
	for (size_t i = 0; i < compiled->unset.len; i++)
		if (compiled->unset.items[i]) {
			fail(err, ERR_USAGE, "the parameter \"%s\" has no value",
			     compiled->unset.items[i]);
			return fail_statement(err, compiled->sql, -1);
		}
	if (!out)
		return orm_exec_params(c, compiled->sql, compiled->params.items,
		                       compiled->params.len, err);
	return (stream ? orm_stream : orm_query)(c, compiled->sql, compiled->params.items,
	                                         compiled->params.len, out, err);
}

bool orm_run(struct orm_conn *c, const struct orm_compiled *compiled, struct orm_result **out,
             struct error *err)
{
	return run(c, compiled, false, out, err);
}

static void release(void *a)
{
	arena_release(a);
}

static bool execute(struct orm_conn *c, struct orm_query q, bool stream, struct orm_result **out,
                    struct error *err)
{
	struct arena a = { 0 };
	struct orm_compiled compiled;
	if (out)
		*out = NULL;
	bool ok = orm_compile(&a, q, c->dialect, c->version, &compiled, err);
	if (ok && out && !compiled.rows)
		ok = fail(err, ERR_USAGE, "the statement gives no rows to read");
	ok = ok && run(c, &compiled, stream, out, err);
	/* Drivers may read the text and the parameters until the last row. */
	if (out && *out)
		arena_defer(&(*out)->arena, release, arena_copy(&(*out)->arena, &a, sizeof a));
	else
		arena_release(&a);
	return ok;
}

bool orm_execute(struct orm_conn *c, struct orm_query q, struct orm_result **out, struct error *err)
{
	return execute(c, q, false, out, err);
}

bool orm_execute_stream(struct orm_conn *c, struct orm_query q, struct orm_result **out,
                        struct error *err)
{
	return execute(c, q, true, out, err);
}

/* `must`: there is one; `only`: there is no other. */
static bool fetch(struct arena *a, struct orm_conn *c, const struct orm_query *q, bool must,
                  bool only, struct orm_row *out, struct error *err)
{
	struct orm_result *r;
	*out = (struct orm_row){ 0 };
	if (!orm_execute(c, *q, &r, err))
		return false;
	enum orm_step step = orm_next(r, err);
	if (step == ORM_ROW) {
		orm_row_take(a, r, out);
		step = only ? orm_next(r, err) : ORM_DONE;
	}
	orm_result_close(r);
	if (step == ORM_ROW)
		return fail(err, ERR_STATE, "there are several rows where one was asked for");
	if (step == ORM_DONE && must && !out->values)
		return fail(err, ERR_STATE, "there is no row where one was asked for");
	return step == ORM_DONE;
}

bool orm_first(struct arena *a, struct orm_conn *c, struct orm_query q, struct orm_row *out,
               struct error *err)
{
	return fetch(a, c, &q, false, false, out, err);
}

bool orm_one(struct arena *a, struct orm_conn *c, struct orm_query q, struct orm_row *out,
             struct error *err)
{
	return fetch(a, c, &q, true, true, out, err);
}

bool orm_one_or_none(struct arena *a, struct orm_conn *c, struct orm_query q, struct orm_row *out,
                     struct error *err)
{
	return fetch(a, c, &q, false, true, out, err);
}

static bool first_value(const struct orm_row *row, struct orm_value *out)
{
	*out = row->values && row->len ? row->values[0] : orm_null();
	return true;
}

bool orm_scalar(struct arena *a, struct orm_conn *c, struct orm_query q, struct orm_value *out,
                struct error *err)
{
	struct orm_row row;
	*out = orm_null();
	return orm_first(a, c, q, &row, err) && first_value(&row, out);
}

bool orm_scalar_one(struct arena *a, struct orm_conn *c, struct orm_query q, struct orm_value *out,
                    struct error *err)
{
	struct orm_row row;
	*out = orm_null();
	return orm_one(a, c, q, &row, err) && first_value(&row, out);
}

bool orm_find_column(const struct orm_result *r, const char *name, int *out, struct error *err)
{
	*out = -1;
	for (int i = 0; i < orm_columns(r); i++) {
		if (!text_same(orm_column_name(r, i), name))
			continue;
		if (*out >= 0)
			return fail(err, ERR_INPUT, "several columns are called \"%s\"", name);
		*out = i;
	}
	return *out >= 0 || fail(err, ERR_INPUT, "no column is called \"%s\"", name);
}
