/* orm/engine/twophase.c - transactions that are prepared, and committed later by their name */
#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "orm/ddl/ddl.h"
#include "orm/dialect.h"
#include "orm/driver.h"
#include "orm/engine/pooled.h"

/* The shortest of what the databases allow. */
enum { MOST = ORM_TWOPHASE_MAX - 1 };

static const struct orm_twophase *twophase_of(const struct orm_conn *c, struct error *err)
{
	if (!c->driver->twophase)
		fail(err, ERR_UNSUPPORTED, "%s has no transactions that are prepared",
		     c->dialect->title);
	return c->driver->twophase;
}

char *orm_twophase_sql(struct arena *a, const struct orm_conn *c, const char *sql, const char *name)
{
	struct buf b = { 0 };
	const char *at = strstr(sql, "%s");
	if (!at)
		return arena_strdup(a, sql);
	buf_add(&b, sql, (size_t)(at - sql));
	ddl_string(&b, c->dialect, name);
	buf_adds(&b, at + 2);
	return buf_take(&b, a);
}

static bool run(struct orm_conn *c, const char *sql, const char *name, struct error *err)
{
	struct arena a = { 0 };
	bool ok = orm_exec(c, orm_twophase_sql(&a, c, sql, name), err);
	arena_release(&a);
	return ok;
}

static bool check_name(const char *name, struct error *err)
{
	if (*name && strlen(name) <= MOST)
		return true;
	return fail(err, ERR_USAGE, "the name of a prepared transaction has 1 to %d bytes", MOST);
}

bool orm_begin_twophase(struct orm_conn *c, const char *name, struct error *err)
{
	const struct orm_twophase *t = twophase_of(c, err);
	if (!t || !check_name(name, err) || !orm_may_begin(c, err) || !run(c, t->begin, name, err))
		return false;
	memcpy(c->twophase, name, strlen(name) + 1);
	if (c->pooled)
		orm_pooled_moment(c, ORM_AT_BEGIN, name);
	return true;
}

bool orm_prepare(struct orm_conn *c, struct error *err)
{
	if (!*c->twophase || c->prepared)
		return fail(err, ERR_USAGE, "no two-phase transaction is open");
	for (size_t i = 0; i < 2 && c->driver->twophase->prepare[i]; i++)
		if (!run(c, c->driver->twophase->prepare[i], c->twophase, err))
			return false;
	c->prepared = true;
	c->nested = 0;
	if (c->pooled)
		orm_pooled_moment(c, ORM_AT_PREPARE, c->twophase);
	return true;
}

/* Is it prepared all the same, and just not free yet? */
static bool is_held(struct orm_conn *c, const char *name, const struct error *err)
{
	const char *unknown = c->driver->twophase->unknown;
	struct arena a = { 0 };
	struct names waiting;
	struct error ignored;
	bool held = false;
	if (unknown && text_same(err->sqlstate, unknown) &&
	    orm_find_prepared(c, &a, &waiting, &ignored))
		for (size_t i = 0; i < waiting.len; i++)
			held = held || text_same(waiting.items[i], name);
	arena_release(&a);
	return held;
}

/* Who prepared it may have closed a moment ago, which servers get to know later. */
static bool run_when_free(struct orm_conn *c, const char *sql, const char *name, struct error *err)
{
	enum { PATIENCE_MS = 5000, PAUSE_MS = 20 };
	bool ok = run(c, sql, name, err);
	for (int waited = 0; !ok && waited < PATIENCE_MS && is_held(c, name, err);
	     waited += PAUSE_MS) {
		clock_sleep_ms(PAUSE_MS);
		ok = run(c, sql, name, err);
	}
	return ok;
}

static bool finish(struct orm_conn *c, const char *sql, const char *name, enum orm_moment at,
                   struct error *err)
{
	if (!check_name(name, err) || !run_when_free(c, sql, name, err))
		return false;
	if (c->pooled)
		orm_pooled_moment(c, at, name);
	if (text_same(c->twophase, name)) {
		*c->twophase = '\0';
		c->prepared = false;
	}
	return true;
}

bool orm_commit_prepared(struct orm_conn *c, const char *name, struct error *err)
{
	const struct orm_twophase *t = twophase_of(c, err);
	return t && finish(c, t->commit, name, ORM_AT_COMMIT, err);
}

bool orm_rollback_prepared(struct orm_conn *c, const char *name, struct error *err)
{
	const struct orm_twophase *t = twophase_of(c, err);
	return t && finish(c, t->rollback, name, ORM_AT_ROLLBACK, err);
}

bool orm_find_prepared(struct orm_conn *c, struct arena *a, struct names *out, struct error *err)
{
	struct orm_result *r;
	enum orm_step step;
	const struct orm_twophase *t = twophase_of(c, err);
	bool inside = orm_in_transaction(c);
	*out = (struct names){ 0 };
	if (!t || !orm_query(c, t->find, NULL, 0, &r, err))
		return false;
	while ((step = orm_next(r, err)) == ORM_ROW)
		vec_push(a, out, arena_strdup(a, orm_get_text(r, t->column)));
	orm_result_close(r);
	/* They are committed outside of a transaction, which this may have begun. */
	if (!inside)
		orm_rollback(c);
	return step == ORM_DONE;
}
