/*
 * orm/ddl/change.h - a change to a schema, as data
 *
 * One verb, one object.  The comparison, scripts and C programs make these;
 * the DDL compiler turns them into statements; inversion swaps `from` and `to`.
 */
#ifndef LIMBECK_ORM_CHANGE_H
#define LIMBECK_ORM_CHANGE_H

#include "orm/schema/attribute.h"

enum orm_verb {
	ORM_CREATE, /* `to` whole */
	ORM_DROP,   /* `from`: whole when known, else its name */
	ORM_ALTER,  /* attributes `mask` of `from` become those of `to` */
	ORM_RENAME, /* from->name becomes to->name */
};

struct orm_change {
	enum orm_verb verb;
	enum orm_kind kind;
	struct orm_object *from, *to;
	uint64_t mask;              /* ALTER: which attributes `to` gives */
	const char *schema, *table; /* owner of a column, constraint, index, trigger */
	/* CREATE, ALTER of a column: the one that it comes after, "" = it is the first,
	 * NULL = nothing said.  DROP, ALTER: the same as it was before. */
	const char *after, *was_after;
	bool if_exists;       /* DROP nothing, CREATE nothing, when so */
	bool allow_data_loss; /* values may be altered or cut */
	bool only;            /* ALTER of a column: heirs keep the defaults and options they have */
	/* CREATE, ALTER of a column: SQL that gives rows a value which have none; or NULL */
	const char *backfill;
};

struct orm_changes {
	VEC(struct orm_change);
};

/*
 * Does an ALTER give nothing but these attributes (or "options", "comment")?  The list ends
 * with NULL.
 */
bool orm_change_gives_only(const struct orm_change *c, const char *const *names);

/*
 * Applies a change to metadata instead of a database, so that the result can be
 * rendered, compared or rebuilt.  Texts of what changed are cleared.
 * ERR_STATE when the change doesn't fit (no such column).
 */
bool orm_change_apply(struct arena *a, struct orm_metadata *m, const struct orm_change *c,
                      struct error *err) MUST_CHECK;

/* The same, to one table that isn't in any metadata. */
bool orm_change_apply_table(struct arena *a, const struct orm_dialect *d, struct orm_table *t,
                            const struct orm_change *c, struct error *err) MUST_CHECK;

#endif
