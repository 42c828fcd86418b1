/* orm/ddl/order_creation.c - the changes that make a whole schema */
#include "orm/ddl/order.h"
#include "orm/ddl/simplify.h"
#include "orm/dialect.h"

/*
 * An index of a table is a change of its own; a view's is made with it, and what is
 * part of a parent's index with its table.
 */
static void add_creation(struct arena *a, const struct orm_dialect *d, struct orm_changes *out,
                         struct orm_table *t)
{
	struct orm_table *bare = arena_copy(a, t, sizeof *t);

	if (!d->indexes_inside)
		bare->indexes = (struct orm_indexes){ 0 };
	for (size_t i = 0; i < t->indexes.len; i++)
		if (t->indexes.items[i]->inherited)
			vec_push(a, &bare->indexes, t->indexes.items[i]);
	vec_push(a, out,
	         (struct orm_change){ .verb = ORM_CREATE, .kind = ORM_TABLE, .to = &bare->object });
	for (size_t i = 0; !d->indexes_inside && i < t->indexes.len; i++)
		if (!t->indexes.items[i]->inherited)
			vec_push(a, out,
			         (struct orm_change){ .verb = ORM_CREATE,
			                              .kind = ORM_INDEX,
			                              .to = &t->indexes.items[i]->object,
			                              .schema = t->object.schema,
			                              .table = t->object.name });
}

void orm_creation(struct arena *a, const struct orm_metadata *m, struct orm_order *out)
{
	struct orm_changes changes = { 0 };

	m = orm_simplified(a, m);
	for (size_t i = 0; i < m->tables.len; i++)
		add_creation(a, m->dialect, &changes, m->tables.items[i]);
	for (size_t i = 0; i < m->definitions.len; i++) {
		struct orm_definition *d = m->definitions.items[i];

		vec_push(a, &changes,
		         (struct orm_change){ .verb = ORM_CREATE,
		                              .kind = d->object.kind,
		                              .to = &d->object,
		                              .schema = d->object.schema,
		                              .table = d->on });
	}
	orm_order_changes(a, m->dialect, &changes, out);
}
