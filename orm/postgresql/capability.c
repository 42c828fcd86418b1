/* orm/postgresql/capability.c - since when servers can do what */
#include "orm/postgresql/capability.h"

#include "base/text.h"
#include "orm/postgresql/postgresql.h"

static const int features[PG_FEATURE_COUNT] = {
	[PG_STORAGE_WORDS] = 160000,         [PG_SET_EXPRESSION] = 170000,
	[PG_NOT_NULL_CONSTRAINT] = 180000,   [PG_DOMAIN_NOT_NULL] = 170000,
	[PG_PARTITIONED_NOT_VALID] = 180000,
};

bool pg_can(int version, enum pg_feature feature)
{
	return !version || version >= features[feature];
}

bool pg_surely_can(int version, enum pg_feature feature)
{
	return version && pg_can(version, feature);
}

/* What older servers can't hold: an attribute or an option that isn't as usual. */
static const struct {
	enum orm_kind kind;
	int since;
	const char *name, *title;
} attributes[] = {
	{ ORM_COLUMN, 140000, "compression", "compression of columns" },
	{ ORM_UNIQUE, 150000, "nulls_not_distinct", "NULLS NOT DISTINCT" },
	{ ORM_INDEX, 150000, "nulls_not_distinct", "NULLS NOT DISTINCT" },
	{ ORM_FOREIGN_KEY, 150000, "ondelete_columns", "columns of ON DELETE" },
	{ ORM_SEQUENCE, 150000, "unlogged", "unlogged sequences" },
	{ ORM_COLUMN, 180000, "not_null_not_valid", "NOT NULL constraints that aren't valid" },
	{ ORM_COLUMN, 180000, "not_null_no_inherit", "NOT NULL constraints without heirs" },
	{ ORM_CHECK, 180000, "not_enforced", "NOT ENFORCED" },
	{ ORM_FOREIGN_KEY, 180000, "not_enforced", "NOT ENFORCED" },
	{ ORM_PRIMARY_KEY, 180000, "period", "WITHOUT OVERLAPS" },
	{ ORM_UNIQUE, 180000, "period", "WITHOUT OVERLAPS" },
	{ ORM_FOREIGN_KEY, 180000, "period", "PERIOD" },
};

static bool says(const struct orm_object *o, const char *name)
{
	const struct orm_attr *attr = orm_attr_find(o->kind, name);
	const char *option = pg_option(o, name);

	if (attr)
		return !orm_attr_empty(o, attr);
	return !text_empty(option) && !text_same_nocase(option, "false");
}

static bool refuse(const struct orm_object *o, const char *title, int since, int version,
                   struct error *err)
{
	struct arena a = { 0 };

	(void)fail(err, ERR_UNSUPPORTED, "%s: %s need%s PostgreSQL %d, the server is version %d",
	           orm_object_label(&a, o), title, text_ends(title, "s") ? "" : "s", since / 10000,
	           version / 10000);
	arena_release(&a);
	return false;
}

static bool holds_alone(int version, const struct orm_object *o, struct error *err)
{
	const struct orm_column *c = (const struct orm_column *)o;

	for (size_t i = 0; i < COUNT(attributes); i++)
		if (attributes[i].kind == o->kind && version < attributes[i].since &&
		    says(o, attributes[i].name))
			return refuse(o, attributes[i].title, attributes[i].since, version, err);
	if (o->kind == ORM_COLUMN && version < 180000 && c->computed && c->persisted == ORM_NO)
		return refuse(o, "virtual generated columns", 180000, version, err);
	return true;
}

bool pg_holds(int version, const struct orm_object *o, struct error *err)
{
	const struct orm_table *t = (const struct orm_table *)o;

	if (!version)
		return true;
	if (!holds_alone(version, o, err))
		return false;
	if (o->kind != ORM_TABLE)
		return true;
	for (size_t i = 0; i < t->columns.len; i++)
		if (!holds_alone(version, &t->columns.items[i]->object, err))
			return false;
	for (size_t i = 0; i < t->constraints.len; i++)
		if (!holds_alone(version, &t->constraints.items[i]->object, err))
			return false;
	for (size_t i = 0; i < t->indexes.len; i++)
		if (!holds_alone(version, &t->indexes.items[i]->object, err))
			return false;
	return true;
}
