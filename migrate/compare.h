/*
 * migrate/compare.h - list the operations that turn one schema into another
 *
 * Pure: no database, no Lua, no output.
 */
#ifndef LIMBECK_MIGRATE_COMPARE_H
#define LIMBECK_MIGRATE_COMPARE_H

#include "migrate/op.h"
#include "orm/schema/metadata.h"

struct compare_options {
	/*
	 * Which objects that `to` lacks may be dropped; NULL = all.  What it
	 * refuses is reported in `unmanaged` instead.
	 */
	bool (*may_drop)(void *data, const struct orm_object *o);
	void *data;
};

/* What went and what came and look alike: two objects, or two values of an enum type. */
struct compare_hint {
	const struct orm_object *from, *to;
	const char *was, *now; /* the values; NULL: it is about the objects */
	char *text;            /* how to declare it: `add renamed_from = "email" to ...` */
};

struct compare_result {
	struct migrate_ops ops; /* in an order that can be executed */
	struct names unmanaged; /* labels of what was left alone */
	struct names broken;    /* by whom it matters: what migrate_strangers says */
	struct {
		VEC(struct compare_hint);
	} hints;
};

/*
 * Both in terms of `d` (orm_resolve).  Linear in the size of both; the same
 * input gives the same operations in the same order.
 */
bool migrate_compare(struct arena *a, const struct orm_dialect *d, const struct orm_metadata *from,
                     const struct orm_metadata *to, const struct compare_options *options,
                     struct compare_result *out, struct error *err) MUST_CHECK;

#endif
