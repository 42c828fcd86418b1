/* man/examples/limbeck-listen.c - the example of limbeck-listen(3) */
#include <stdio.h>

#include "migrate/create_all.h"
#include "orm/dsl.h"
#include "orm/engine/engine.h"
#include "orm/session/listen.h"

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

static bool check(void *data, struct orm_session *s, const struct orm_model *m, void *object,
                  struct error *err)
{
	const struct user *u = object;
	(void)data;
	(void)s;
	return m != &User.model || *u->name || fail(err, ERR_INPUT, "a user has a name");
}

static bool create(void *data, struct orm_conn *c, struct error *err)
{
	return migrate_create_all(c, orm_registry_metadata(data), err);
}

int main(void)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_registry *registry;
	struct orm_engine *e;
	const struct orm_session_listener listener = { .before_insert = check };

	if (!orm_engine_new(&a, "sqlite://", NULL, &e, &err) ||
	    !orm_registry_new(&a, models, &registry, &err)) {
		puts(err.message);
		return 1;
	}
	orm_engine_listen(e, &(struct orm_listener){ .data = registry, .connect = create });
	struct orm_session *s = orm_session_open(e, registry, NULL);
	orm_session_listen(s, &listener);
	ADD(s, User, .name = "Ed");
	bool ok = orm_session_commit(s);
	ADD(s, User, .name = "");
	if (!orm_session_commit(s))
		puts(orm_session_error(s)->message);
	orm_session_rollback(s);
	ok = ok && HOW_MANY(s, User) == 1;
	orm_session_close(s);
	arena_release(&a);
	return ok ? 0 : 1;
}
