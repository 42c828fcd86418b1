/*
 * migrate/merge.c - do branches go together, whichever runs first?
 */
#include "migrate/merge.h"

#include "migrate/compare.h"
#include "orm/dialect.h"
#include "reflect/reflect.h"

/* How many objects a message names. */
enum { SHOWN = 5 };

static bool run_in_order(struct arena *a, struct migrate_runner *r,
                         const struct migrate_revisions *heads, struct orm_conn *scratch,
                         struct orm_metadata **out, struct error *err)
{
	if (migrate_replay_to(a, r, scratch, heads, err))
		return reflect_database(a, scratch, NULL, out, err);
	if (err->code == ERR_INTERRUPTED || err->code == ERR_CONNECT)
		return false;
	err->code = ERR_REFUSED;
	return fail_hint(err,
	                 "The branches don't go together with \"%s\" run first: let one "
	                 "depend on the other, or change this script.",
	                 heads->items[0]->id);
}

static bool say_differences(struct arena *a, const struct orm_dialect *d,
                            const struct compare_result *r, struct error *err)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < r->ops.len && i < SHOWN; i++) {
		buf_adds(&text, i ? "; " : "");
		buf_adds(&text, migrate_op_text(a, d, &r->ops.items[i]));
	}
	if (r->ops.len > SHOWN)
		buf_addf(&text, "; and %zu more", r->ops.len - SHOWN);
	fail(err, ERR_REFUSED, "the order of the branches matters: %s", buf_str(&text));
	buf_release(&text);
	return fail_hint(err, "This is what one order leaves different from the other.  Let one "
	                      "branch depend on the other, or merge with --no-verify.");
}

bool migrate_merge_prove(struct arena *a, struct migrate_runner *r,
                         const struct migrate_revisions *heads, struct orm_conn *first,
                         struct orm_conn *second, struct error *err)
{
	const struct orm_dialect *d = orm_conn_dialect(first);
	struct migrate_revisions turned = { 0 };
	struct orm_metadata *one, *other;
	struct compare_result result = { 0 };

	for (size_t i = heads->len; i-- > 0;)
		vec_push(a, &turned, heads->items[i]);
	if (!run_in_order(a, r, heads, first, &one, err) ||
	    !run_in_order(a, r, &turned, second, &other, err) ||
	    !migrate_compare(a, d, one, other, NULL, &result, err))
		return false;
	return !result.ops.len || say_differences(a, d, &result, err);
}
