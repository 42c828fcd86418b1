/*
 * migrate/scratch_tenant.c - a scratch database of which a tenant's schema is one part
 */
#include <string.h>

#include "base/text.h"
#include "migrate/scratch.h"
#include "orm/dialect.h"
#include "orm/engine/scratch.h"
#include "reflect/reflect.h"

/* Its database's URL, whichever schema is meant. */
static struct orm_url without_schema(struct arena *a, const struct orm_url *url)
{
	struct orm_url whole = *url;

	memset(&whole.params, 0, sizeof whole.params);
	for (size_t i = 0; i < url->params.len; i++)
		if (!text_same(url->params.items[i].key, "schema"))
			vec_push(a, &whole.params, url->params.items[i]);
	return whole;
}

static void add_all(struct orm_metadata *to, const struct orm_metadata *m)
{
	for (size_t i = 0; i < m->tables.len; i++)
		orm_metadata_add_table(to, m->tables.items[i]);
	for (size_t i = 0; i < m->definitions.len; i++)
		orm_metadata_add_definition(to, m->definitions.items[i]);
}

static bool read_schemas(struct arena *a, struct orm_conn *c, const char *own,
                         struct orm_metadata **out, struct error *err)
{
	struct reflect_options options = { .no_privileges = true };
	struct names schemas = { 0 };
	struct orm_metadata *m;

	*out = orm_metadata_new(a);
	if (!orm_scratch_neighbours(c, a, own, &schemas, err))
		return false;
	for (size_t i = 0; i < schemas.len; i++) {
		options.schema = schemas.items[i];
		if (!reflect_database(a, c, &options, &m, err))
			return false;
		if (!i)
			*out = orm_metadata_like(a, m);
		add_all(*out, m);
	}
	return true;
}

static bool furnish(struct arena *a, struct orm_conn *scratch, const struct orm_url *tenant,
                    const char *own, struct error *err)
{
	struct orm_url whole = without_schema(a, tenant);
	struct orm_metadata *beside;
	struct orm_conn *c;

	if (!orm_connect(&whole, NULL, &c, err))
		return false;
	bool ok = read_schemas(a, c, own, &beside, err);
	orm_close(c);
	return ok && migrate_scratch_furnish(scratch, beside, err);
}

bool migrate_scratch_beside(struct orm_conn *scratch, const struct orm_url *tenant,
                            struct error *err)
{
	const char *own = orm_url_param(tenant, "schema");
	const char *usual = orm_conn_dialect(scratch)->default_schema;
	struct arena a = { 0 };

	if (!own || !usual || !strcmp(own, usual))
		return true;
	bool ok = furnish(&a, scratch, tenant, own, err) && orm_scratch_enter(scratch, own, err);
	arena_release(&a);
	return ok;
}
