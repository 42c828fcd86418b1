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

bool migrate_scratch_for_models(const struct orm_dialect *d, const struct orm_url *server,
                                struct orm_conn **out, struct error *err)
{
	struct error why = { .position = -1 };
	struct arena a = { 0 };

	if (migrate_scratch_open(d, server, out, err))
		return true;
	if (err->code != ERR_UNSUPPORTED || !server)
		return false;
	if (orm_scratch_inside(server, out, &why)) {
		error_clear(err);
		return true;
	}
	if (why.code == ERR_UNSUPPORTED)
		(void)fail_hint(err, "%s Nor can it be tried inside of the database: %s.",
		                arena_strdup(&a, err->hint), why.message);
	arena_release(&a);
	return false;
}

bool migrate_scratch_holds(const struct orm_conn *scratch, const struct orm_definition *d)
{
	const char *schema = orm_conn_dialect(scratch)->default_schema, *on = d->on;

	if (!orm_scratch_is_inside(scratch) || d->object.kind != ORM_PRIVILEGE || !on || !schema)
		return true;
	return !text_starts(on, "SCHEMA ") || strcmp(on + strlen("SCHEMA "), schema) != 0;
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

	/* It would end the statement, and all after it would be lost. */
	if (memchr(text, 0, len)) {
		(void)fail(err, ERR_INPUT, "the SQL has a zero byte in it");
		return fail_at(err, path, 0);
	}
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
