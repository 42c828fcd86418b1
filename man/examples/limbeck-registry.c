/* man/examples/limbeck-registry.c - the example of limbeck-registry(3) */
#include "orm/model/registry.h"
#include <stdio.h>

struct user {
	int64_t id;
	const char *name;
};

extern const struct user_schema {
	ORM_SCHEMA(struct user);
	ORM_COLUMNS(id, name);
} User;

const struct user_schema User = {
	.model = ORM_MODEL(User, "users"),
	.id = { COLUMN(User, id), .primary_key = true },
	.name = { COLUMN(User, name), .type = "String(50)" },
};

static const struct orm_model *const models[] = { &User.model, NULL };

int main(void)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_registry *registry;

	if (!orm_registry_new(&a, models, &registry, &err)) {
		puts(err.message);
		return 1;
	}
	printf("%zu table\n", orm_registry_metadata(registry)->tables.len);
	arena_release(&a);
	return 0;
}
