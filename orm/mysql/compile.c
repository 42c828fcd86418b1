/* orm/mysql/compile.c - changes to statements: who does what */
#include "orm/mysql/create.h"
#include "orm/mysql/definitions.h"

static bool change_definition(struct ddl *d, const struct orm_change *c, struct error *err)
{
	switch (c->verb) {
	case ORM_CREATE:
		return my_make_definition(d, my_given_back(d, (const struct orm_definition *)c->to),
		                          c->if_exists ? MY_UNLESS_THERE : MY_NEW, NULL, err);
	case ORM_DROP:
		return my_note_definer(d, (const struct orm_definition *)c->from, err) &&
		       my_drop_definition(d, (const struct orm_definition *)c->from, c->if_exists,
		                          err);
	default:
		return my_alter_definition(d, c, err);
	}
}

static bool create_table(struct ddl *d, const struct orm_change *c, struct error *err)
{
	const struct orm_table *t = (const struct orm_table *)c->to;
	bool zero = my_has_zero_dates(t);

	if (zero)
		my_allow_zero_dates(d);
	if (!my_make_table(d, t, c->if_exists, err))
		return false;
	if (zero)
		my_mind_zero_dates(d);
	return true;
}

bool my_compile(struct ddl *d, const struct orm_change *changes, size_t count, struct error *err)
{
	const struct orm_change *c = changes;

	if (ORM_IS_DEFINITION(c->kind))
		return change_definition(d, c, err);
	if (c->kind == ORM_TABLE && c->verb == ORM_CREATE)
		return create_table(d, c, err);
	if (c->kind == ORM_TABLE && c->verb == ORM_DROP) {
		ddl_addf(d, 0, NULL, "DROP TABLE %s%s", c->if_exists ? "IF EXISTS " : "",
		         my_full_name(d->arena, c->from->schema, c->from->name));
		return true;
	}
	return my_alter_table(d, changes, count, err);
}
