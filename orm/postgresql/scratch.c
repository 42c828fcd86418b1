/* orm/postgresql/scratch.c - temporary databases */
#include "orm/postgresql/scratch.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "orm/dialect.h"
#include "orm/engine/scratch.h"

/*
 * All that is asked of the server in one row: the new database's name, then
 * what it has to be like.  Columns that only some versions have are asked for
 * as members of the row.
 */
static const char facts_query[] =
    "SELECT format('limbeck_scratch_%s_%s', pid, "
    "(extract(epoch FROM backend_start) * 1000000)::bigint), "
    "pg_encoding_to_char(encoding), datcollate, datctype, "
    "to_jsonb(d)->>'datlocprovider', "
    "coalesce(to_jsonb(d)->>'datlocale', to_jsonb(d)->>'daticulocale'), "
    "to_jsonb(d)->>'daticurules', "
    "rolsuper OR rolcreatedb, current_user, "
    "CASE WHEN pg_is_in_recovery() THEN 'the server is a standby' "
    "WHEN current_setting('transaction_read_only') = 'on' "
    "THEN 'transactions may only read (default_transaction_read_only)' END, "
    "concat_ws(', ', 'public', nullif(nullif(current_setting('search_path'), ''), '\"\"')) "
    "FROM pg_catalog.pg_stat_activity a, pg_catalog.pg_database d, pg_catalog.pg_roles r "
    "WHERE pid = pg_backend_pid() AND d.datname = current_database() AND rolname = current_user";

/*
 * Scratch databases whose session is gone, to which nobody is connected and that
 * we may drop.  Behind a pooler the session is one of many, and may go before
 * the run does.  The name is taken apart by a pattern: what comes first, it or
 * the cast, isn't sure.
 */
static const char leftovers_query[] =
    "SELECT datname FROM pg_catalog.pg_database d, LATERAL "
    "(SELECT substring(datname FROM '^limbeck_scratch_([0-9]+)_[0-9]+$')::bigint AS session, "
    "substring(datname FROM '^limbeck_scratch_[0-9]+_([0-9]+)$')::bigint AS start) s "
    "WHERE session IS NOT NULL AND pg_catalog.pg_has_role(datdba, 'USAGE') AND NOT EXISTS ("
    "SELECT 1 FROM pg_catalog.pg_stat_activity a WHERE pid = session AND "
    "(backend_start IS NULL OR (extract(epoch FROM backend_start) * 1000000)::bigint = start)) "
    "AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_activity u WHERE u.datid = d.oid) "
    "ORDER BY datname";

enum {
	NAME,
	ENCODING,
	COLLATE,
	CTYPE,
	PROVIDER,
	LOCALE,
	RULES,
	MAY_CREATE,
	USER,
	READ_ONLY,
	PATH,
	FACTS
};

static bool drop(struct orm_conn *c, const char *name, struct error *err)
{
	struct buf sql = { 0 };
	bool ok;

	buf_adds(&sql, "DROP DATABASE IF EXISTS ");
	ddl_name(&sql, orm_conn_dialect(c), name);
	buf_adds(&sql, " WITH (FORCE)");
	ok = orm_exec(c, buf_str(&sql), err);
	buf_release(&sql);
	return ok;
}

static void setting(struct buf *sql, const struct orm_dialect *d, const char *name,
                    const char *value)
{
	if (text_empty(value))
		return;
	buf_addf(sql, " %s ", name);
	ddl_string(sql, d, value);
}

static void create_text(struct buf *sql, const struct orm_dialect *d,
                        const char *const facts[FACTS])
{
	const char *provider = facts[PROVIDER] ? facts[PROVIDER] : "c";

	buf_adds(sql, "CREATE DATABASE ");
	ddl_name(sql, d, facts[NAME]);
	buf_adds(sql, " TEMPLATE template0");
	setting(sql, d, "ENCODING", facts[ENCODING]);
	setting(sql, d, "LC_COLLATE", facts[COLLATE]);
	setting(sql, d, "LC_CTYPE", facts[CTYPE]);
	if (!strcmp(provider, "i")) {
		buf_adds(sql, " LOCALE_PROVIDER icu");
		setting(sql, d, "ICU_LOCALE", facts[LOCALE]);
		setting(sql, d, "ICU_RULES", facts[RULES]);
	} else if (!strcmp(provider, "b")) {
		buf_adds(sql, " LOCALE_PROVIDER builtin");
		setting(sql, d, "BUILTIN_LOCALE", facts[LOCALE]);
	}
}

static bool fail_right(const struct orm_dialect *d, const char *user, struct error *err)
{
	struct buf role = { 0 };

	ddl_name(&role, d, user);
	(void)fail(err, ERR_UNSUPPORTED,
	           "role \"%s\" may not create databases, and a scratch database is needed", user);
	(void)fail_hint(err,
	                "Let a superuser run ALTER ROLE %s CREATEDB, or name another server, or "
	                "the same as another role, with --scratch URL.",
	                buf_str(&role));
	buf_release(&role);
	return false;
}

/* No right would help. */
static bool fail_read_only(const char *why, struct error *err)
{
	(void)fail(err, ERR_UNSUPPORTED, "%s, and a scratch database is needed", why);
	return fail_hint(err, "Name a server of the same version that may be written to with "
	                      "--scratch URL.");
}

/* Nothing in it is worth waiting for a disk; names are found as they are beside it. */
static bool configure(struct orm_conn *c, const char *const facts[FACTS], struct error *err)
{
	const struct {
		const char *verb, *what, *value;
	} statements[] = {
		{ "ALTER DATABASE ", " SET synchronous_commit = ", "off" },
		{ "ALTER DATABASE ", " SET search_path = ", facts[PATH] },
		{ "COMMENT ON DATABASE ", " IS ", "'scratch of limbeck, may be dropped'" },
	};
	struct buf sql = { 0 };
	bool ok = true;

	for (size_t i = 0; i < COUNT(statements) && ok; i++) {
		buf_cut(&sql, 0);
		buf_adds(&sql, statements[i].verb);
		ddl_name(&sql, orm_conn_dialect(c), facts[NAME]);
		buf_addf(&sql, "%s%s", statements[i].what, statements[i].value);
		ok = orm_exec(c, buf_str(&sql), err);
	}
	buf_release(&sql);
	return ok;
}

bool pg_make_scratch(struct orm_conn *c, struct arena *a, struct orm_url *out, struct error *err)
{
	const char *facts[FACTS] = { 0 };
	struct buf sql = { 0 };
	bool ok;

	if (!orm_scratch_sweep(c, leftovers_query, drop, err) ||
	    !orm_scratch_ask(c, a, facts_query, facts, FACTS, err))
		return false;
	if (!text_empty(facts[READ_ONLY]))
		return fail_read_only(facts[READ_ONLY], err);
	if (!text_same(facts[MAY_CREATE], "t") && !text_same(facts[MAY_CREATE], "true") &&
	    !text_same(facts[MAY_CREATE], "1"))
		return fail_right(orm_conn_dialect(c), facts[USER], err);
	create_text(&sql, orm_conn_dialect(c), facts);
	ok = orm_exec(c, buf_str(&sql), err);
	buf_release(&sql);
	if (ok && !configure(c, facts, err)) {
		struct error ignored = { 0 };

		(void)!drop(c, facts[NAME], &ignored);
		return false;
	}
	*out = *orm_conn_url(c);
	out->database = facts[NAME];
	/* A new database has no schema but the usual one. */
	out->params.items =
	    arena_copy(a, out->params.items, out->params.len * sizeof *out->params.items);
	for (size_t i = 0; i < out->params.len; i++)
		if (text_same(out->params.items[i].key, "schema"))
			out->params.items[i].value = orm_conn_dialect(c)->default_schema;
	return ok;
}

bool pg_drop_scratch(struct orm_conn *c, const struct orm_url *url, struct error *err)
{
	return drop(c, url->database, err);
}
