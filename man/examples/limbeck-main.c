/* man/examples/limbeck-main.c - the example of limbeck-main(3) */
#include "cli/main.h"

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

int main(int argc, char **argv)
{
	(void)argc;
	/* What follows the program's own name and the word "schema". */
	char *words[] = { argv[0], "reflect", "built-in", NULL };

	return limbeck_main(3, words, models);
}
