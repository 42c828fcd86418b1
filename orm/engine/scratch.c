/* orm/engine/scratch.c - an empty database that goes with its connection */
#include "orm/engine/scratch.h"

#include "orm/dialect.h"
#include "orm/driver.h"

/* Who drops the database once nobody is connected to it. */
struct scratch {
	struct orm_conn *owner;
	struct orm_url url;
};

static void drop(void *object)
{
	struct scratch *s = object;
	struct error ignored = { 0 };

	/* What stays is found by the next run. */
	(void)!s->owner->driver->drop_scratch(s->owner, &s->url, &ignored);
	orm_close(s->owner);
}

static bool connect_to(struct scratch *s, struct orm_conn **out, struct error *err)
{
	struct orm_connect_options options = { .create = true, .default_schema_first = true };

	return orm_connect(&s->url, &options, out, err);
}

bool orm_scratch_open(const struct orm_url *server, struct orm_conn **out, struct error *err)
{
	struct arena a = { 0 };
	struct scratch *s, made = { 0 };

	*out = NULL;
	if (!orm_connect(server, NULL, &made.owner, err))
		return false;
	if (!made.owner->driver->make_scratch(made.owner, &a, &made.url, err)) {
		orm_close(made.owner);
		arena_release(&a);
		return false;
	}
	if (!connect_to(&made, out, err)) {
		drop(&made);
		arena_release(&a);
		return false;
	}
	/* The connection's own copy of the URL lives as long as it does. */
	s = arena_copy(&(*out)->arena, &made, sizeof made);
	s->url = (*out)->url;
	arena_defer(&(*out)->arena, drop, s);
	arena_release(&a);
	return true;
}

bool orm_scratch_inside(const struct orm_url *server, struct orm_conn **out, struct error *err)
{
	*out = NULL;
	if (!orm_connect(server, NULL, out, err))
		return false;
	const struct orm_driver *driver = (*out)->driver;
	(*out)->inside = driver->scratch_inside ? driver->scratch_inside(*out, err)
	                                        : fail(err, ERR_USAGE, "there is no other way");
	if ((*out)->inside)
		return true;
	orm_close(*out);
	*out = NULL;
	return false;
}

bool orm_scratch_neighbours(struct orm_conn *c, struct arena *a, const char *schema,
                            struct names *out, struct error *err)
{
	return !c->driver->neighbours || c->driver->neighbours(c, a, schema, out, err);
}

bool orm_scratch_enter(struct orm_conn *scratch, const char *schema, struct error *err)
{
	if (scratch->driver->enter_schema)
		return scratch->driver->enter_schema(scratch, schema, err);
	return fail(err, ERR_USAGE, "a schema of %s is a database", scratch->dialect->title);
}

bool orm_scratch_is_inside(const struct orm_conn *c)
{
	return c->inside;
}

bool orm_scratch_ask(struct orm_conn *c, struct arena *a, const char *sql, const char **facts,
                     int count, struct error *err)
{
	struct orm_result *r;
	enum orm_step step;

	if (!orm_query(c, sql, NULL, 0, &r, err))
		return false;
	step = orm_next(r, err);
	for (int i = 0; step == ORM_ROW && i < count; i++)
		facts[i] = arena_strdup(a, orm_get_text(r, i));
	orm_result_close(r);
	if (step == ORM_DONE)
		(void)fail(err, ERR_STATE, "the server doesn't know the session");
	return step == ORM_ROW;
}

bool orm_scratch_sweep(struct orm_conn *c, const char *sql,
                       bool (*drop_it)(struct orm_conn *c, const char *name, struct error *err),
                       struct error *err)
{
	struct arena a = { 0 };
	struct names list = { 0 };
	struct orm_result *r;
	enum orm_step step;

	if (!orm_query(c, sql, NULL, 0, &r, err))
		return false;
	while ((step = orm_next(r, err)) == ORM_ROW)
		vec_push(&a, &list, arena_strdup(&a, orm_get_text(r, 0)));
	orm_result_close(r);
	for (size_t i = 0; i < list.len; i++) {
		struct error ignored = { 0 };

		(void)!drop_it(c, list.items[i], &ignored);
	}
	arena_release(&a);
	return step == ORM_DONE;
}
