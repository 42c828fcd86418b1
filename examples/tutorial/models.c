/* examples/tutorial/models.c - what the columns of users and addresses are */
#include "models.h"

const struct user_schema User = {
	.model = ORM_MODEL(User, "users"),
	.id = { COLUMN(User, id), .primary_key = true },
	.name = { COLUMN(User, name), .type = "String(50)" },
	.fullname = { COLUMN(User, fullname), .type = "String(50)" },
	.nickname = { COLUMN(User, nickname), .type = "String(50)", .nullable = true },
	.addresses = { HAS_MANY(User, addresses, Address.user_id), .back = &Address.user },
};

const struct address_schema Address = {
	.model = ORM_MODEL(Address, "addresses"),
	.id = { COLUMN(Address, id), .primary_key = true },
	.email = { COLUMN(Address, email), .type = "String(100)" },
	.user_id = { COLUMN(Address, user_id), .nullable = true, .references = &User.id },
	.user = { BELONGS_TO(Address, user, User, Address.user_id), .back = &User.addresses },
};

const struct orm_model *const models[] = { &User.model, &Address.model, NULL };
