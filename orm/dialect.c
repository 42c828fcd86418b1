/* orm/dialect.c - the list of dialects */
#include "orm/dialect.h"

#include "base/text.h"

const struct orm_dialect *const orm_dialects[] = { &orm_sqlite, &orm_postgresql, &orm_mysql,
	                                           &orm_mariadb, NULL };

const char *const orm_dialect_names[] = { "sqlite", "postgresql", "mysql", "mariadb", NULL };

/* Schemes of URLs that aren't the dialect's name. */
static const struct {
	const char *scheme;
	const struct orm_dialect *dialect;
} others[] = {
	{ "postgres", &orm_postgresql },
};

const struct orm_dialect *orm_dialect_find(const char *name)
{
	for (size_t i = 0; orm_dialects[i]; i++)
		if (text_same(orm_dialects[i]->name, name))
			return orm_dialects[i];
	for (size_t i = 0; i < COUNT(others); i++)
		if (text_same(others[i].scheme, name))
			return others[i].dialect;
	return NULL;
}

const struct orm_option_info *orm_option_find(const struct orm_dialect *d, enum orm_kind kind,
                                              const char *name)
{
	for (const struct orm_option_info *o = d->options; o && o->name; o++)
		if (o->kind == kind && text_glob(o->name, name))
			return o;
	return NULL;
}

bool orm_option_is_flag(const struct orm_option_info *info)
{
	return info->value == ORM_ATTR_BOOL ||
	       (info->value == ORM_ATTR_STATE && info->initial &&
	        (!strcmp(info->initial, "true") || !strcmp(info->initial, "false")));
}

bool orm_option_is_open(const struct orm_dialect *d, enum orm_kind kind, const char *name)
{
	const struct orm_option_info *info = orm_option_find(d, kind, name);

	return info && info->initial && (!*info->initial || *info->initial == '@');
}
