/* reflect/reflect.c - find the reflection that fits a connection */
#include "reflect/reflect.h"

#include "base/text.h"
#include "orm/dialect.h"

static const struct reflector *const reflectors[] = { &reflect_sqlite, &reflect_postgresql,
	                                              &reflect_mysql };

static const struct reflector *find(const struct orm_conn *c, struct error *err)
{
	const struct orm_dialect *d = orm_conn_dialect(c);

	for (const struct orm_dialect *at = d; at;
	     at = at->base ? orm_dialect_find(at->base) : NULL)
		for (size_t i = 0; i < COUNT(reflectors); i++)
			if (text_same(reflectors[i]->dialect, at->name))
				return reflectors[i];
	fail(err, ERR_UNSUPPORTED, "%s can't be reflected", d->title);
	return NULL;
}

bool reflect_database(struct arena *a, struct orm_conn *c, const struct reflect_options *options,
                      struct orm_metadata **out, struct error *err)
{
	static const struct reflect_options none;
	const struct reflector *r = find(c, err);

	return r && r->database(a, c, options ? options : &none, out, err);
}

bool reflect_table(struct arena *a, struct orm_conn *c, const char *schema, const char *name,
                   struct orm_metadata **out, struct error *err)
{
	const struct reflector *r = find(c, err);

	return r && r->table(a, c, schema, name, out, err);
}

bool reflect_columns(struct arena *a, struct orm_conn *c, const char *schema, const char *name,
                     struct orm_metadata **out, struct error *err)
{
	const struct reflector *r = find(c, err);

	return r && (r->columns ? r->columns : r->table)(a, c, schema, name, out, err);
}

bool reflect_is_own(const char *table)
{
	return text_same_nocase(table, "limbeck_version") ||
	       text_same_nocase(table, "limbeck_lock");
}

static bool any_matches(const struct names *patterns, const char *name)
{
	for (size_t i = 0; i < patterns->len; i++)
		if (text_glob(patterns->items[i], name))
			return true;
	return false;
}

bool reflect_wanted(const struct reflect_options *o, const char *table)
{
	if (!o->own_tables && reflect_is_own(table))
		return false;
	if (o->include.len && !any_matches(&o->include, table))
		return false;
	return !any_matches(&o->exclude, table);
}
