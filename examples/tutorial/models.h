/* examples/tutorial/models.h - what the tutorial is about: users, and their addresses */
#ifndef MODELS_H
#define MODELS_H

#include "orm/dsl.h"
#include "orm/model/model.h"

struct user {
	int64_t id;
	const char *name;
	const char *fullname;
	const char *nickname;      /* NULL when there is none */
	struct orm_many addresses; /* of struct address */
};

struct address {
	int64_t id;
	const char *email;
	struct orm_opt_int user_id; /* may be NULL: an address that is nobody's */
	struct user *user;
};

extern const struct user_schema {
	ORM_SCHEMA(struct user);
	ORM_COLUMNS(id, name, fullname, nickname);
	ORM_RELATIONS(addresses);
} User;

extern const struct address_schema {
	ORM_SCHEMA(struct address);
	ORM_COLUMNS(id, email, user_id);
	ORM_RELATIONS(user);
} Address;

/* Both, ended by NULL: what a registry is made of. */
extern const struct orm_model *const models[];

#endif
