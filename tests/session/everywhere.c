/* tests/session/everywhere.c - tests of sessions, each on every database */
#include "tests/session/everywhere.h"

#include <stdlib.h>

#include "migrate/create_all.h"

struct arena arena;
struct error err;
struct orm_conn *c;
struct orm_registry *registry;
struct orm_session *s;

void begin_on(const char *url, const struct orm_model *const *models)
{
	c = server_connect(url);
	cr_assert(orm_registry_new(&arena, models, &registry, &err), "%s", err.message);
	cr_assert(migrate_create_all(c, orm_registry_metadata(registry), &err), "%s: %s",
	          err.message, err.statement);
	s = orm_session_new(c, registry, NULL);
}

void end_session(void)
{
	orm_session_close(s);
	orm_close(c);
	arena_release(&arena);
}

int64_t number(const char *sql)
{
	struct orm_value v;
	cr_assert(orm_query_value(&arena, c, sql, NULL, 0, &v, &err), "%s: %s", sql, err.message);
	return v.kind == ORM_TEXT ? atoll(v.data) : v.integer;
}
