/* man/examples/limbeck-export.c - the example of limbeck-export(3) */
#include "orm/model/export.h"

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

/* With -shared -fPIC this makes a libmodels.so. */
ORM_EXPORT(models);

int main(void)
{
	return limbeck_models.abi == ORM_MODELS_ABI ? 0 : 1;
}
