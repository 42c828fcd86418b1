/* migrate/faithful.c - tables that could not be made again as they are */
#include "migrate/faithful.h"

/* The table that is changed, as it is now; NULL when it is none of them, or not in itself. */
static const struct orm_table *changed(const struct orm_metadata *now, const struct orm_change *c)
{
	const struct orm_object *o = c->from ? c->from : c->to;

	if (ORM_IS_DEFINITION(c->kind) || (c->kind == ORM_TABLE && c->verb != ORM_ALTER))
		return NULL;
	if (c->kind == ORM_TABLE)
		return orm_metadata_table(now, o->schema, o->name);
	return c->from && c->from->table ? c->from->table
	                                 : orm_metadata_table(now, c->schema, c->table);
}

bool migrate_check_faithful(const struct orm_metadata *now, const struct migrate_ops *ops,
                            struct error *err)
{
	for (size_t i = 0; i < ops->len; i++)
		for (size_t k = 0; k < ops->items[i].changes.len; k++) {
			const struct orm_table *t = changed(now, &ops->items[i].changes.items[k]);

			if (t && t->opaque)
				return fail(err, ERR_UNSUPPORTED,
				            "table \"%s\" can't be changed: %s", t->object.name,
				            t->opaque);
		}
	return true;
}
