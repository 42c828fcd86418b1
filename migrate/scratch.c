/*
 * migrate/scratch.c - databases in which things are tried
 */
#include "migrate/scratch.h"

#include <string.h>

#include "base/text.h"
#include "orm/dialect.h"
#include "orm/engine/scratch.h"

static bool in_memory(const struct orm_dialect *d, struct orm_conn **out, struct error *err)
{
	struct orm_connect_options options = { .create = true };
	struct arena a = { 0 };
	struct orm_url url;
	bool ok;

	ok = orm_url_parse(&a, d->scratch_url, &url, err) && orm_connect(&url, &options, out, err);
	arena_release(&a);
	return ok;
}

bool migrate_scratch_open(const struct orm_dialect *d, const struct orm_url *server,
                          struct orm_conn **out, struct error *err)
{
	if (d->scratch_in_memory)
		return in_memory(d, out, err);
	if (server)
		return orm_scratch_open(server, out, err);
	(void)fail(err, ERR_USAGE, "%s needs a server for scratch databases, and none is named",
	           d->title);
	return fail_hint(err, "Name one by --scratch URL or --url URL.");
}

/* What went wrong may be that the server lacks what the script takes for granted. */
static void explain(struct error *err)
{
	if (!err->hint[0] && !strcmp(err->sqlstate, "42704") && strstr(err->message, "role "))
		(void)fail_hint(err, "Scratch databases have the roles of their server only: "
		                     "create it there, or leave owners and grants out.");
}

bool migrate_scratch_load(struct orm_conn *scratch, const char *path, const char *text, size_t len,
                          struct error *err)
{
	const struct orm_dialect *d = orm_conn_dialect(scratch);
	struct arena a = { 0 };
	struct orm_statements list = { 0 };
	bool ok = true;

	/* What isn't finished is left for the database to refuse. */
	(void)!orm_split(&a, d, text, len, &list);
	for (size_t i = 0; ok && i < list.len; i++) {
		char *sql = arena_strndup(&a, list.items[i].start, list.items[i].len);

		ok = orm_exec(scratch, sql, err);
		if (!ok) {
			explain(err);
			(void)fail_statement(err, sql, -1);
			(void)fail_at(err, path, list.items[i].line);
		}
	}
	arena_release(&a);
	return ok;
}
