/*
 * migrate/verify.c - run scripts up, down and up again on a scratch database
 */
#include "migrate/verify.h"

#include <string.h>

#include "migrate/compare.h"
#include "migrate/run.h"
#include "reflect/reflect.h"

/* How many differences a text names. */
enum { SHOWN = 5 };

struct verify {
	struct arena *arena;
	struct migrate_runner runner;
	struct orm_conn *scratch;
	struct orm_metadata *before; /* the schema that the next revision starts from */
	struct migrate_verification *out;
};

static bool run_one(struct verify *v, const struct migrate_revision *r,
                    enum migrate_direction direction, struct error *err)
{
	bool ignored;

	return run_revision_in_scratch(&v->runner, r, direction, &ignored, err);
}

static bool look(struct verify *v, struct orm_metadata **out, struct error *err)
{
	return reflect_database(v->arena, v->scratch, NULL, out, err);
}

static void judge(struct verify *v, const struct migrate_revision *r, enum migrate_verdict verdict,
                  const char *text, const struct error *err)
{
	struct migrate_verified one = { .revision = r, .verdict = verdict, .text = text };

	if (err) {
		one.error = ARENA_NEW(v->arena, struct error);
		*one.error = *err;
		one.text = one.error->message;
	}
	if (verdict != MIGRATE_VERIFIED && verdict != MIGRATE_ONE_WAY)
		v->out->good = false;
	vec_push(v->arena, v->out, one);
}

/* What would turn `is` into `wanted`, in words; NULL when nothing would. */
static bool difference(struct verify *v, const struct orm_metadata *is,
                       const struct orm_metadata *wanted, const char **out, struct error *err)
{
	const struct orm_dialect *d = orm_conn_dialect(v->scratch);
	struct compare_result r = { 0 };
	struct buf text = { 0 };

	*out = NULL;
	if (!migrate_compare(v->arena, d, is, wanted, NULL, &r, err))
		return false;
	for (size_t i = 0; i < r.ops.len && i < SHOWN; i++)
		buf_addf(&text, "%s%s", i ? "; " : "",
		         migrate_op_text(v->arena, d, &r.ops.items[i]));
	if (r.ops.len > SHOWN)
		buf_addf(&text, "; and %zu more", r.ops.len - SHOWN);
	if (r.ops.len)
		*out = buf_take(&text, v->arena);
	buf_release(&text);
	return true;
}

/* Down and up again; false when the scratch isn't where the revision leads any more. */
static bool there_and_back(struct verify *v, const struct migrate_revision *r,
                           const struct orm_metadata *after, struct error *err)
{
	struct orm_metadata *undone, *again;
	const char *left, *changed;

	if (!run_one(v, r, MIGRATE_DOWN, err) || !look(v, &undone, err) ||
	    !difference(v, undone, v->before, &left, err) || !run_one(v, r, MIGRATE_UP, err) ||
	    !look(v, &again, err) || !difference(v, again, after, &changed, err))
		return false;
	if (left)
		judge(v, r, MIGRATE_NOT_UNDONE, left, NULL);
	else if (changed)
		judge(v, r, MIGRATE_NOT_REPEATED, changed, NULL);
	else
		judge(v, r, MIGRATE_VERIFIED, NULL, NULL);
	return true;
}

/* Nothing of it ran: it says so before. */
static bool is_one_way(const struct error *err)
{
	return err->code == ERR_UNSUPPORTED;
}

static bool verify_one(struct verify *v, const struct migrate_revision *r, struct error *err)
{
	struct orm_metadata *after;

	if (!run_one(v, r, MIGRATE_UP, err) || !look(v, &after, err))
		return false;
	if (!there_and_back(v, r, after, err)) {
		if (!is_one_way(err))
			return false;
		judge(v, r, MIGRATE_ONE_WAY, arena_strdup(v->arena, err->message), NULL);
		error_clear(err);
	}
	v->out->items[v->out->len - 1].before = v->before;
	v->out->items[v->out->len - 1].after = after;
	v->before = after;
	return true;
}

static bool is_over(const struct error *err)
{
	return err->code == ERR_INTERRUPTED || err->code == ERR_CONNECT;
}

bool migrate_verify(struct arena *a, struct migrate_runner *r, struct orm_conn *scratch,
                    const struct migrate_revisions *start, const struct migrate_revisions *list,
                    struct migrate_verification *out, struct error *err)
{
	struct verify v = { .arena = a, .runner = *r, .scratch = scratch, .out = out };
	bool failed = false;

	out->good = true;
	v.runner.conn = scratch;
	v.runner.allow_data_loss = true;
	if (!migrate_replay_list(a, r, scratch, start, err) || !look(&v, &v.before, err))
		return false;
	for (size_t i = 0; i < list->len; i++) {
		if (failed) {
			judge(&v, list->items[i], MIGRATE_NOT_REACHED, NULL, NULL);
			continue;
		}
		if (verify_one(&v, list->items[i], err))
			continue;
		if (is_over(err))
			return false;
		failed = true;
		judge(&v, list->items[i], MIGRATE_VERIFY_FAILED, NULL, err);
		error_clear(err);
	}
	return true;
}
