/*
 * examples/tutorial/02_declare.c - declare a mapping
 *
 * models.h has two plain structs, and beside each a constant with one member for each
 * column: User.name is the column "name" of the table "users".  The compiler knows both,
 * so that User.nmae, or a member of a type that no column has, doesn't compile.
 *
 * A registry checks the models of a program once, links them, and has their tables.
 * No database is needed for that.
 */
#include "tutorial.h"

int main(void)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_registry *registry;

	if (!orm_registry_new(&a, models, &registry, &err)) {
		fprintf(stderr, "tutorial: %s\n", err.message);
		return 1;
	}
	printf("%s is the table \"%s\":\n", User.model.name, User.model.source.name);
	for (size_t i = 0; i < User.model.field_count; i++)
		printf("  %s\n", orm_field_column(&User.model.fields[i]));
	printf("its key is \"%s\", its relation \"%s\"\n", User.id.member, User.addresses.member);
	printf("%zu tables in all\n", orm_registry_metadata(registry)->tables.len);
	arena_release(&a);
	return 0;
}
