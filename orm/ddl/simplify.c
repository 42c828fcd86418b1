/* orm/ddl/simplify.c - a schema in the words that its database has for it */
#include "orm/ddl/simplify.h"

#include "orm/ddl/change.h"
#include "orm/dialect.h"

static void add(struct arena *a, struct orm_changes *all, struct orm_object *o)
{
	vec_push(a, all,
	         (struct orm_change){
		     .verb = ORM_CREATE, .kind = o->kind, .to = o, .schema = o->schema });
}

const struct orm_metadata *orm_simplified(struct arena *a, const struct orm_metadata *m)
{
	struct orm_changes all = { 0 };
	struct orm_metadata *out;

	if (!m->dialect || !m->dialect->simplify)
		return m;
	for (size_t i = 0; i < m->tables.len; i++)
		add(a, &all, &m->tables.items[i]->object);
	for (size_t i = 0; i < m->definitions.len; i++)
		add(a, &all, &m->definitions.items[i]->object);
	m->dialect->simplify(a, &all);
	out = arena_copy(a, m, sizeof *m);
	out->arena = a;
	out->tables = (struct orm_tables){ 0 };
	out->definitions = (struct orm_definitions){ 0 };
	out->by_name = map_new(a);
	for (size_t i = 0; i < all.len; i++)
		if (all.items[i].to && all.items[i].kind == ORM_TABLE)
			orm_metadata_add_table(out, (struct orm_table *)all.items[i].to);
		else if (all.items[i].to)
			orm_metadata_add_definition(out, (struct orm_definition *)all.items[i].to);
	return out;
}
