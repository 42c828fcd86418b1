/* migrate/verify_rows.c - run scripts up, down and up again with rows in the tables */
#include "migrate/compare.h"
#include "migrate/run.h"
#include "migrate/verify.h"
#include "reflect/reflect.h"

struct verify {
	struct arena *arena;
	struct migrate_runner runner;
	struct orm_conn *scratch;
};

static bool compare(struct verify *v, const struct orm_metadata *from,
                    const struct orm_metadata *to, struct migrate_ops *out, struct error *err)
{
	struct compare_result r = { 0 };

	if (!migrate_compare(v->arena, orm_conn_dialect(v->scratch), from, to, NULL, &r, err))
		return false;
	*out = r.ops;
	return true;
}

/* One direction: what is in the tables before and after; `*lost` NULL: the same. */
static bool move(struct verify *v, const struct migrate_verified *one, bool up,
                 struct migrate_rows *rows, const char **lost, struct error *err)
{
	bool changes;

	*lost = NULL;
	if (!migrate_rows_note(v->arena, v->scratch, !up, rows, err) ||
	    !run_revision_in_scratch(&v->runner, one->revision, up ? MIGRATE_UP : MIGRATE_DOWN,
	                             &changes, err))
		return false;
	return changes || migrate_rows_compare(v->arena, v->scratch, up, rows, lost, err);
}

static bool there(struct verify *v, struct migrate_verified *one, const struct migrate_ops *down,
                  struct migrate_ops *up, struct migrate_rows *rows, const char **lost,
                  struct error *err)
{
	one->rows = rows;
	migrate_rows_match(v->arena, one->before, one->after, up, down, rows);
	if (!migrate_rows_fill(v->arena, v->scratch, one->before, one->after, up, rows, err) ||
	    !move(v, one, true, rows, lost, err))
		return false;
	rows->made = rows->kept;
	return true;
}

/* And to where it leads in the end: there, whether it can be undone or not. */
static bool and_back(struct verify *v, struct migrate_verified *one, struct migrate_ops *down,
                     struct migrate_ops *up, struct migrate_rows *rows, const char **lost,
                     struct error *err)
{
	bool ignored;
	int64_t kept = rows->kept;

	if (!migrate_rows_clear(v->arena, v->scratch, one->after, one->before, down, err) ||
	    !move(v, one, false, rows, lost, err) ||
	    !migrate_rows_clear(v->arena, v->scratch, one->before, one->after, up, err) ||
	    !run_revision_in_scratch(&v->runner, one->revision, MIGRATE_UP, &ignored, err))
		return false;
	rows->kept = kept;
	return true;
}

static bool verify_one(struct verify *v, struct migrate_verified *one, int64_t wanted,
                       struct error *err)
{
	struct migrate_rows *rows = ARENA_NEW(v->arena, struct migrate_rows);
	struct migrate_ops up = { 0 }, down = { 0 };
	const char *lost;

	rows->wanted = wanted;
	if (!compare(v, one->before, one->after, &up, err) ||
	    !compare(v, one->after, one->before, &down, err) ||
	    !there(v, one, &down, &up, rows, &lost, err))
		return false;
	if (!lost && one->verdict == MIGRATE_VERIFIED &&
	    !and_back(v, one, &down, &up, rows, &lost, err))
		return false;
	if (lost) {
		one->verdict = MIGRATE_ROWS_LOST;
		one->text = lost;
	}
	return true;
}

bool migrate_verify_rows(struct arena *a, struct migrate_runner *r, struct orm_conn *scratch,
                         const struct migrate_revisions *start, int64_t wanted,
                         struct migrate_verification *out, struct error *err)
{
	struct verify v = { .arena = a, .runner = *r, .scratch = scratch };

	v.runner.conn = scratch;
	v.runner.allow_data_loss = true;
	if (!migrate_replay_list(a, r, scratch, start, err))
		return false;
	for (size_t i = 0; i < out->len; i++) {
		struct migrate_verified *one = &out->items[i];

		if (!one->after)
			return true;
		if (!verify_one(&v, one, wanted, err)) {
			if (err->code == ERR_INTERRUPTED || err->code == ERR_CONNECT)
				return false;
			one->verdict = MIGRATE_VERIFY_FAILED;
			one->error = ARENA_NEW(a, struct error);
			*one->error = *err;
			one->text = one->error->message;
			error_clear(err);
		}
		if (one->verdict != MIGRATE_VERIFIED && one->verdict != MIGRATE_ONE_WAY) {
			out->good = false;
			return true;
		}
	}
	return true;
}
