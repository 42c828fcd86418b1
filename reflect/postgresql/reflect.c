/*
 * reflect/postgresql/reflect.c - PostgreSQL's catalogs as metadata
 *
 * All queries go out together, in one transaction that sees one state of the
 * database and prints every name with its schema, whatever the session's
 * settings are.
 */
#include "reflect/reflect.h"

#include "base/text.h"
#include "orm/dialect.h"
#include "queries.h"
#include "reflect/postgresql/reader.h"

static const struct {
	const char *sql;
	bool (*read)(struct pg_reader *r, struct orm_result *rows, struct error *err);
} catalog[] = {
	{ query_postgresql_schemas, pg_read_definitions },
	{ query_postgresql_extensions, pg_read_definitions },
	{ query_postgresql_languages, pg_read_definitions },
	{ query_postgresql_collations, pg_read_definitions },
	{ query_postgresql_types, pg_read_definitions },
	{ query_postgresql_tables, pg_read_tables },
	{ query_postgresql_columns, pg_read_columns },
	{ query_postgresql_views, pg_read_definitions },
	{ query_postgresql_constraints, pg_read_constraints },
	{ query_postgresql_indexes, pg_read_indexes },
	{ query_postgresql_unfaithful, pg_read_unfaithful },
	{ query_postgresql_sequences, pg_read_definitions },
	{ query_postgresql_functions, pg_read_definitions },
	{ query_postgresql_operators, pg_read_definitions },
	{ query_postgresql_text_search, pg_read_definitions },
	{ query_postgresql_wrappers, pg_read_definitions },
	{ query_postgresql_servers, pg_read_definitions },
	{ query_postgresql_statistics, pg_read_definitions },
	{ query_postgresql_triggers, pg_read_definitions },
	{ query_postgresql_publications, pg_read_definitions },
	{ query_postgresql_event_triggers, pg_read_definitions },
	{ query_postgresql_privileges, pg_read_definitions },
	{ query_postgresql_rights, pg_read_rights },
	{ query_postgresql_leftovers, pg_read_leftovers },
	{ query_postgresql_members, pg_read_members },
	{ query_postgresql_depends, pg_read_depends },
};

/* What catalog functions print must not depend on who asks. */
static const char settings[] = "SELECT set_config('search_path', 'pg_catalog', true), "
			       "set_config('timezone', 'UTC', true), "
			       "set_config('datestyle', 'ISO', true), "
			       "set_config('intervalstyle', 'postgres', true), "
			       "set_config('extra_float_digits', '1', true), "
			       "set_config('quote_all_identifiers', 'off', true), "
			       "set_config('bytea_output', 'hex', true), "
			       "set_config('jit', 'off', true)";

static const char savepoint[] = "limbeck_reflect";

/* One state for all queries; inside a transaction, that one's. */
static bool begin(struct orm_conn *c, bool *nested, struct error *err)
{
	/* At once: behind a pooler orm_begin's first query comes before any SET. */
	static const char open[] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

	*nested = orm_in_transaction(c);
	if (*nested)
		return orm_savepoint(c, savepoint, err) && orm_exec(c, settings, err);
	if (!orm_exec(c, open, err))
		return false;
	if (orm_exec(c, settings, err))
		return true;
	orm_rollback(c);
	return false;
}

/* The settings end with the transaction, or the savepoint. */
static bool end(struct orm_conn *c, bool nested, struct error *err)
{
	if (!nested) {
		orm_rollback(c);
		return true;
	}
	orm_rollback_to(c, savepoint);
	return orm_release(c, savepoint, err);
}

/* Does what is asked for need the query? */
static bool is_needed(const struct pg_reader *r, const char *sql)
{
	if (r->only_columns)
		return sql == query_postgresql_tables || sql == query_postgresql_columns;
	return !r->options->no_privileges || sql != query_postgresql_privileges;
}

static bool read_all(struct pg_reader *r, struct error *err)
{
	const char *sql[COUNT(catalog)];
	struct orm_result *results[COUNT(catalog)];
	size_t which[COUNT(catalog)], count = 0;
	bool done = true;

	for (size_t i = 0; i < COUNT(catalog); i++) {
		if (!is_needed(r, catalog[i].sql))
			continue;
		which[count] = i;
		sql[count++] = pg_query_text(r, catalog[i].sql);
	}
	if (!orm_query_many(r->conn, sql, count, results, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		done = done && catalog[which[i]].read(r, results[i], err);
		orm_result_close(results[i]);
	}
	return done;
}

static void start(struct pg_reader *r, struct arena *a, struct orm_conn *c,
                  const struct reflect_options *options)
{
	*r = (struct pg_reader){ .arena = a,
		                 .conn = c,
		                 .dialect = orm_conn_dialect(c),
		                 .options = options,
		                 .schema = options->schema ? options->schema : "",
		                 .beside = "",
		                 .oids = "{}",
		                 .table = "" };
	r->registry = pg_registry_new(&r->scratch);
	r->m = orm_metadata_new(a);
	r->m->dialect = r->dialect;
	r->m->reflected = true;
}

static bool check_schema(struct pg_reader *r, struct error *err)
{
	struct orm_value name = orm_text(r->schema), v;

	if (!*r->schema)
		return true;
	if (!orm_query_value(&r->scratch, r->conn, "SELECT 1 FROM pg_namespace WHERE nspname = ?",
	                     &name, 1, &v, err))
		return false;
	return v.kind != ORM_NULL || fail(err, ERR_INPUT, "no schema \"%s\"", r->schema);
}

/* Of a URL with schema= only that schema counts. */
static bool restrict_own(struct pg_reader *r, struct error *err)
{
	const char *own = orm_conn_schema(r->conn), *usual = r->dialect->default_schema;

	if (text_same(own, usual))
		return true;
	if (*r->schema && !text_same(r->schema, own)) {
		(void)fail(err, ERR_UNSUPPORTED,
		           "schema \"%s\" can't be looked at by a URL with schema=%s", r->schema,
		           own);
		return fail_hint(err, "Leave schema= out to look at another schema.");
	}
	r->schema = own;
	r->beside = usual;
	return true;
}

static bool reflect_all(struct arena *a, struct orm_conn *c, const struct reflect_options *options,
                        struct orm_metadata **out, struct error *err)
{
	struct pg_reader r;
	bool nested, done = false;

	start(&r, a, c, options);
	if (restrict_own(&r, err) && begin(c, &nested, err)) {
		done = check_schema(&r, err) && read_all(&r, err) &&
		       (!pg_reads_own(c) || pg_without_schema(&r, err));
		done = end(c, nested, done ? err : &(struct error){ 0 }) && done;
	}
	*out = r.m;
	arena_release(&r.scratch);
	return done;
}

/* Narrows the queries to the table and what depends on it. */
static bool find_scope(struct pg_reader *r, bool *found, struct error *err)
{
	struct orm_value v;

	if (!orm_query_value(&r->scratch, r->conn, pg_query_text(r, query_postgresql_scope), NULL,
	                     0, &v, err))
		return false;
	*found = v.kind == ORM_TEXT && strcmp(v.data, "{}") != 0;
	r->oids = v.kind == ORM_TEXT ? v.data : "{}";
	r->schema = "";
	return true;
}

static bool read_one(struct arena *a, struct orm_conn *c, const char *schema, const char *name,
                     bool only_columns, struct orm_metadata **out, struct error *err)
{
	static const struct reflect_options all = { .own_tables = true };
	struct pg_reader r;
	bool nested, found = false, done = false;

	start(&r, a, c, &all);
	r.schema = schema ? schema : orm_conn_schema(c);
	r.table = name;
	r.only_columns = only_columns;
	if (begin(c, &nested, err)) {
		done = find_scope(&r, &found, err) && (!found || read_all(&r, err));
		done = end(c, nested, done ? err : &(struct error){ 0 }) && done;
	}
	*out = found ? r.m : NULL;
	arena_release(&r.scratch);
	return done;
}

static bool reflect_one(struct arena *a, struct orm_conn *c, const char *schema, const char *name,
                        struct orm_metadata **out, struct error *err)
{
	return read_one(a, c, schema, name, false, out, err);
}

static bool columns_of(struct arena *a, struct orm_conn *c, const char *schema, const char *name,
                       struct orm_metadata **out, struct error *err)
{
	return read_one(a, c, schema, name, true, out, err);
}

const struct reflector reflect_postgresql = {
	.dialect = "postgresql",
	.database = reflect_all,
	.table = reflect_one,
	.columns = columns_of,
};
