/*
 * orm/mysql/observe.c - what an ALTER TABLE costs, as the server has it
 *
 * The server refuses an ALGORITHM or LOCK that it can't do, on an empty copy of the
 * table as on the full one: the cheapest that it doesn't refuse is what it will take.
 */
#include "orm/mysql/handle.h"

#ifdef LIMBECK_MYSQL

#include "base/text.h"
#include "orm/ddl/outline.h"
#include "orm/mysql/lex.h"

#define PROBE "limbeck_probe"

/* From the cheapest. */
static const struct rung {
	const char *clauses;
	bool mariadb, mysql; /* which of them knows it */
	struct ddl_cost cost;
} ladder[] = {
	{ "ALGORITHM=INSTANT", false, true, { DDL_INSTANT, DDL_WAIT_CHANGES, "NONE" } },
	{ "ALGORITHM=INSTANT, LOCK=NONE", true, false, { DDL_INSTANT, DDL_WAIT_CHANGES, "NONE" } },
	{ "ALGORITHM=NOCOPY, LOCK=NONE", true, false, { DDL_BUILD, DDL_WAIT_CHANGES, "NONE" } },
	/* what NOCOPY refuses is a rebuild */
	{ "ALGORITHM=INPLACE, LOCK=NONE", true, false, { DDL_COPY, DDL_WAIT_CHANGES, "NONE" } },
	{ "ALGORITHM=INPLACE, LOCK=NONE", false, true, { DDL_UNKNOWN, DDL_WAIT_CHANGES, "NONE" } },
	{ "ALGORITHM=NOCOPY, LOCK=SHARED",
	  true,
	  false,
	  { DDL_UNKNOWN, DDL_WAIT_WRITES, "SHARED" } },
	{ "ALGORITHM=INPLACE, LOCK=SHARED",
	  true,
	  true,
	  { DDL_UNKNOWN, DDL_WAIT_WRITES, "SHARED" } },
	{ "ALGORITHM=COPY, LOCK=SHARED", true, true, { DDL_COPY, DDL_WAIT_WRITES, "SHARED" } },
	{ "ALGORITHM=COPY, LOCK=EXCLUSIVE", true, true, { DDL_COPY, DDL_WAIT_ALL, "EXCLUSIVE" } },
};

/* "ALTER TABLE name": where the name is, and what follows it. */
struct alter {
	const char *table; /* as it is written */
	const char *rest;
	const char *name;
};

static bool read_alter(struct arena *a, const struct orm_dialect *d, const char *sql,
                       struct alter *out)
{
	struct my_words w = my_words_of(d, sql);
	const char *outline;

	if (!my_words_take(&w, "alter") || !my_words_take(&w, "table"))
		return false;
	if (w.t.kind != ORM_TOKEN_WORD && w.t.kind != ORM_TOKEN_QUOTED)
		return false;
	out->table = arena_strndup(a, w.t.start, w.t.len);
	out->name = orm_unquote(a, d, &w.t);
	out->rest = w.t.start + w.t.len;
	outline = ddl_outline(a, d, sql);
	/* It would be renamed itself, or it asks for locks already. */
	return *text_trim(a, out->rest, strlen(out->rest)) != '.' &&
	       !strstr(outline, " RENAME TO ") && !strstr(outline, " RENAME AS ") &&
	       !strstr(outline, "ALGORITHM =") && !strstr(outline, "LOCK =");
}

/* Wishes stand before what is done: partitions have no place for them at the end. */
static const char *asking(struct arena *a, const struct orm_dialect *d, const struct alter *x,
                          const char *wishes)
{
	struct my_words w = my_words_of(d, x->rest);
	bool bare = my_token_is(&w.t, "remove");

	if (my_words_take(&w, "partition"))
		bare = my_token_is(&w.t, "by");
	return arena_printf(a, "ALTER TABLE " PROBE " %s%s%s", wishes, bare ? "" : ",", x->rest);
}

/* Refused is what asks for less than it takes; anything else tells nothing. */
static bool climb(struct orm_conn *c, const struct alter *x, struct ddl_cost *out)
{
	const struct orm_dialect *d = orm_conn_dialect(c);
	bool mariadb = my_is_mariadb(d);
	struct arena a = { 0 };
	bool found = false;

	for (size_t i = 0; !found && i < COUNT(ladder); i++) {
		struct error refused = { .position = -1 };

		if (mariadb ? !ladder[i].mariadb : !ladder[i].mysql)
			continue;
		found = orm_exec(c, asking(&a, d, x, ladder[i].clauses), &refused);
		if (found)
			*out = ladder[i].cost;
		else if (strcmp(refused.sqlstate, "0A000") != 0)
			break;
	}
	arena_release(&a);
	return found;
}

static bool probe(struct orm_conn *c, struct arena *a, const struct alter *x,
                  struct ddl_touches *out)
{
	struct error ignored = { .position = -1 };
	struct ddl_touched t = { .table = x->name };
	bool made =
	    orm_exec(c, arena_printf(a, "CREATE TABLE " PROBE " LIKE %s", x->table), &ignored);

	if (!made)
		return true;
	if (climb(c, x, &t.cost))
		vec_push(a, out, t);
	return orm_exec(c, "DROP TABLE " PROBE, &ignored);
}

bool my_observe(struct orm_conn *c, struct arena *a, const char *sql, bool after, void **state,
                struct ddl_touches *out, struct error *err)
{
	struct alter x = { 0 };

	(void)state;
	if (after || !read_alter(a, orm_conn_dialect(c), sql, &x))
		return true;
	return probe(c, a, &x, out) ||
	       fail(err, ERR_DATABASE, "the scratch copy \"" PROBE "\" can't be dropped");
}

#endif
