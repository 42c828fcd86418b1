/* man/examples/limbeck-session.c - the example of limbeck-session(3) */
#include "migrate/create_all.h"
#include "orm/dsl.h"
#include "orm/session/session.h"
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

static bool work(struct orm_session *s)
{
	ADD(s, User, .name = "Ed");
	ADD(s, User, .name = "Al");
	struct orm_objects found = SELECT(s, User, .order_by = LIST(User.name));
	EACH(User, u, &found)
	{
		printf("%s is %d\n", u->name, (int)u->id);
		u->name = "somebody";
	}
	return orm_session_commit(s) && HOW_MANY(s, User, .where = EQ(User.name, "somebody")) == 2;
}

int main(void)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_url url;
	struct orm_conn *c;
	struct orm_registry *registry;

	if (!orm_url_parse(&a, "sqlite://", &url, &err) || !orm_connect(&url, NULL, &c, &err) ||
	    !orm_registry_new(&a, models, &registry, &err) ||
	    !migrate_create_all(c, orm_registry_metadata(registry), &err)) {
		puts(err.message);
		return 1;
	}
	struct orm_session *s = orm_session_new(c, registry, NULL);
	bool ok = work(s);
	if (!ok)
		puts(orm_session_error(s)->message);
	orm_session_close(s);
	orm_close(c);
	arena_release(&a);
	return ok ? 0 : 1;
}
