/*
 * examples/tutorial/03_create.c - make the tables
 *
 * migrate_create_all makes what the database lacks, in an order that foreign keys allow,
 * and leaves alone what is there.  That is for a test, a cache, a first start; a schema
 * that changes with the program wants migrations, which the same models are good for: see
 * examples/own-models.
 */
#include <stdio.h>

#include "migrate/create_all.h"
#include "models.h"
#include "orm/engine/conn.h"
#include "orm/model/registry.h"
#include "reflect/reflect.h"

static bool print_tables(struct arena *a, struct orm_conn *c, struct error *err)
{
	struct orm_metadata *found;

	if (!reflect_database(a, c, NULL, &found, err))
		return false;
	printf("%zu tables\n", found->tables.len);
	for (size_t i = 0; models[i]; i++) {
		const char *name = models[i]->source.name;
		const struct orm_table *table = orm_metadata_table(found, NULL, name);

		if (table)
			printf("  %s, %zu columns\n", name, table->columns.len);
	}
	return true;
}

static bool work(struct arena *a, struct orm_conn *c, struct error *err)
{
	struct orm_registry *registry;

	if (!orm_registry_new(a, models, &registry, err))
		return false;
	const struct orm_metadata *m = orm_registry_metadata(registry);
	/* The second time there is nothing to do. */
	return print_tables(a, c, err) && migrate_create_all(c, m, err) &&
	       print_tables(a, c, err) && migrate_create_all(c, m, err) &&
	       migrate_drop_all(c, m, err) && print_tables(a, c, err);
}

int main(int argc, char **argv)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_connect_options options = { .create = true };
	struct orm_url url;
	struct orm_conn *c;

	if (!orm_url_parse(&a, argc > 1 ? argv[1] : "sqlite://", &url, &err) ||
	    !orm_connect(&url, &options, &c, &err)) {
		fprintf(stderr, "tutorial: %s\n", err.message);
		return 1;
	}
	bool ok = work(&a, c, &err);
	if (!ok)
		fprintf(stderr, "tutorial: %s\n", err.message);
	orm_close(c);
	arena_release(&a);
	return ok ? 0 : 1;
}
