/*
 * tests/session/models.h - the models that the tests of sessions share
 */
#ifndef LIMBECK_TESTS_SESSION_MODELS_H
#define LIMBECK_TESTS_SESSION_MODELS_H

#include "orm/dsl.h"
#include "orm/session/session.h"

enum mood { CALM, CROSS, GLAD };

struct user {
	int64_t id;
	const char *name;
	const char *email;
	enum mood mood;
	struct orm_opt_int age;
	bool active;
	double score;
};

extern const struct user_schema {
	ORM_SCHEMA(struct user);
	ORM_COLUMNS(id, name, email, mood, age, active, score);
} User;

struct address {
	int64_t id;
	int64_t user_id;
	const char *street;
	int version;
};

extern const struct address_schema {
	ORM_SCHEMA(struct address);
	ORM_COLUMNS(id, user_id, street, version);
} Address;

/* A key of two columns, a default of the server's, bytes and a date. */
struct part {
	int32_t box;
	const char *code;
	struct orm_bytes data;
	struct orm_opt_datetime made;
	const char *state;
};

extern const struct part_schema {
	ORM_SCHEMA(struct part);
	ORM_COLUMNS(box, code, data, made, state);
} Part;

extern const struct orm_model *const session_models[];

#endif
