/* tests/session/models.c - the models that the tests of sessions share */
#include "tests/session/models.h"

static const char *const moods[] = { "calm", "cross", "glad", NULL };

const struct user_schema User = {
	.model = ORM_MODEL(User, "users"),
	.id = { COLUMN(User, id), .primary_key = true },
	.name = { COLUMN(User, name), .type = "String(50)" },
	.email = { COLUMN(User, email), .type = "String(100)", .nullable = true, .unique = true },
	.mood = { COLUMN(User, mood), .names = moods, .type = "String(10)" },
	.age = { COLUMN(User, age), .nullable = true },
	.active = { COLUMN(User, active) },
	.score = { COLUMN(User, score) },
};

const struct address_schema Address = {
	.model = ORM_MODEL(Address, "addresses"),
	.id = { COLUMN(Address, id), .primary_key = true },
	.user_id = { COLUMN(Address, user_id), .references = &User.id },
	.street = { COLUMN(Address, street), .type = "String(100)" },
	.version = { COLUMN(Address, version), .version = true },
};

const struct part_schema Part = {
	.model = ORM_MODEL(Part, "parts"),
	.box = { COLUMN(Part, box), .primary_key = true },
	.code = { COLUMN(Part, code), .primary_key = true, .type = "String(20)" },
	.data = { COLUMN(Part, data), .nullable = true },
	.made = { COLUMN(Part, made), .nullable = true },
	.state = { COLUMN(Part, state), .type = "String(20)", .server_default = "'new'" },
};

const struct orm_model *const session_models[] = { &Address.model, &User.model, &Part.model, NULL };
