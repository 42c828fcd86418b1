/* orm/postgresql/dialect.c - PostgreSQL's dialect */
#include <string.h>

#include "base/text.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/not_null.h"
#include "orm/postgresql/postgresql.h"
#include "orm/postgresql/spell.h"
#include "orm/postgresql/types.h"
#include "orm/sql/dialect.h"

/* SQLAlchemy's names without "postgresql_", and what it lacks. */
static const struct orm_option_info options[] = {
	{ ORM_TABLE, "unlogged", ORM_ATTR_BOOL, "false" },
	{ ORM_TABLE, "tablespace", ORM_ATTR_NAME, NULL },
	{ ORM_TABLE, "using", ORM_ATTR_NAME, "heap" },
	{ ORM_TABLE, "with", ORM_ATTR_TEXT, NULL },
	{ ORM_TABLE, "row_security", ORM_ATTR_BOOL, "false" },
	{ ORM_TABLE, "force_row_security", ORM_ATTR_BOOL, "false" },
	{ ORM_TABLE, "replica_identity", ORM_ATTR_EXPR, "DEFAULT" },
	{ ORM_TABLE, "cluster_on", ORM_ATTR_NAME, NULL },
	{ ORM_TABLE, "of_type", ORM_ATTR_EXPR, NULL },
	{ ORM_TABLE, "server", ORM_ATTR_NAME, NULL },
	{ ORM_TABLE, "options", ORM_ATTR_TEXT, NULL },
	{ ORM_COLUMN, "storage", ORM_ATTR_WORDS, NULL },
	{ ORM_COLUMN, "compression", ORM_ATTR_WORDS, NULL },
	{ ORM_COLUMN, "statistics", ORM_ATTR_TEXT, "-1" },
	{ ORM_COLUMN, "with", ORM_ATTR_TEXT, NULL },
	{ ORM_COLUMN, "options", ORM_ATTR_TEXT, NULL },
	{ ORM_COLUMN, "sequence", ORM_ATTR_NAME, NULL },
	{ ORM_COLUMN, "sequence_comment", ORM_ATTR_TEXT, NULL },
	{ ORM_COLUMN, "not_null_not_valid", ORM_ATTR_BOOL, "false" },
	{ ORM_COLUMN, "not_null_no_inherit", ORM_ATTR_BOOL, "false" },
	{ ORM_COLUMN, "not_null_comment", ORM_ATTR_TEXT, NULL },
	{ ORM_COLUMN, "not_null_local", ORM_ATTR_STATE, NULL },
	{ ORM_PRIMARY_KEY, "index_comment", ORM_ATTR_TEXT, NULL },
	{ ORM_PRIMARY_KEY, "with", ORM_ATTR_TEXT, NULL },
	{ ORM_PRIMARY_KEY, "tablespace", ORM_ATTR_NAME, NULL },
	{ ORM_UNIQUE, "index_comment", ORM_ATTR_TEXT, NULL },
	{ ORM_UNIQUE, "with", ORM_ATTR_TEXT, NULL },
	{ ORM_UNIQUE, "tablespace", ORM_ATTR_NAME, NULL },
	{ ORM_EXCLUDE, "index_comment", ORM_ATTR_TEXT, NULL },
	{ ORM_EXCLUDE, "with", ORM_ATTR_TEXT, NULL },
	{ ORM_EXCLUDE, "tablespace", ORM_ATTR_NAME, NULL },
	{ ORM_INDEX, "with", ORM_ATTR_TEXT, NULL },
	{ ORM_INDEX, "tablespace", ORM_ATTR_NAME, NULL },
	{ ORM_INDEX, "statistics", ORM_ATTR_TEXT, NULL },
	{ ORM_INDEX, "ops", ORM_ATTR_TEXT, NULL },
	{ ORM_INDEX, "concurrently", ORM_ATTR_STATE, "false" },
	{ ORM_VIEW, "with", ORM_ATTR_TEXT, NULL },
	{ ORM_VIEW, "defaults", ORM_ATTR_TEXT, NULL },
	{ ORM_VIEW, "column_comments", ORM_ATTR_TEXT, NULL },
	{ ORM_MATERIALIZED_VIEW, "with", ORM_ATTR_TEXT, NULL },
	{ ORM_MATERIALIZED_VIEW, "using", ORM_ATTR_NAME, "heap" },
	{ ORM_MATERIALIZED_VIEW, "tablespace", ORM_ATTR_NAME, NULL },
	{ ORM_MATERIALIZED_VIEW, "cluster_on", ORM_ATTR_NAME, NULL },
	{ ORM_MATERIALIZED_VIEW, "with_data", ORM_ATTR_STATE, "true" },
	{ ORM_MATERIALIZED_VIEW, "column_comments", ORM_ATTR_TEXT, NULL },
	{ ORM_MATERIALIZED_VIEW, "statistics", ORM_ATTR_TEXT, NULL },
	{ ORM_MATERIALIZED_VIEW, "column_compression", ORM_ATTR_TEXT, NULL },
	{ ORM_MATERIALIZED_VIEW, "column_storage", ORM_ATTR_TEXT, NULL },
	{ ORM_TRIGGER, "constraint", ORM_ATTR_BOOL, "false" },
	{ ORM_TRIGGER, "enabled", ORM_ATTR_WORDS, "O" },
	{ ORM_TRIGGER, "inherited", ORM_ATTR_WORDS, NULL },
	{ ORM_RULE, "enabled", ORM_ATTR_WORDS, "O" },
	{ ORM_EVENT_TRIGGER, "enabled", ORM_ATTR_WORDS, "O" },
	{ ORM_DOMAIN, "not_null_name", ORM_ATTR_NAME, "" },
	{ ORM_DOMAIN, "not_null_comment", ORM_ATTR_TEXT, NULL },
	{ ORM_COMPOSITE, "column_comments", ORM_ATTR_TEXT, NULL },
	{ ORM_SEQUENCE, "start", ORM_ATTR_TEXT, NULL },
	{ ORM_SEQUENCE, "increment", ORM_ATTR_TEXT, "1" },
	{ ORM_SEQUENCE, "minvalue", ORM_ATTR_TEXT, NULL },
	{ ORM_SEQUENCE, "maxvalue", ORM_ATTR_TEXT, NULL },
	{ ORM_SEQUENCE, "cache", ORM_ATTR_TEXT, "1" },
	{ ORM_SEQUENCE, "cycle", ORM_ATTR_BOOL, "false" },
	{ ORM_SEQUENCE, "data_type", ORM_ATTR_EXPR, "bigint" },
	{ ORM_SEQUENCE, "unlogged", ORM_ATTR_BOOL, "false" },
	{ ORM_EXTENSION, "schema", ORM_ATTR_NAME, NULL },
	{ ORM_EXTENSION, "version", ORM_ATTR_TEXT, NULL },
	{ ORM_LANGUAGE, "trusted", ORM_ATTR_BOOL, "false" },
	{ ORM_SERVER, "user_mappings", ORM_ATTR_TEXT, NULL },
	{ ORM_STATISTICS, "statistics", ORM_ATTR_TEXT, "-1" },
	{ 0 },
};

static const char *fold(struct arena *a, const char *name)
{
	(void)a;
	return name;
}

static bool same_name(const char *x, const char *y)
{
	return !strcmp(x, y);
}

static bool key_may_be_null(const struct orm_table *t, const struct orm_column *c)
{
	(void)t;
	(void)c;
	return false;
}

/* There are none that belong to a schema; a database's own are its owner's affair. */
static void script_guard(struct buf *out, const char *why, const char *condition)
{
	buf_addf(out, "DO $limbeck$BEGIN IF NOT (%s) THEN\n  RAISE EXCEPTION USING MESSAGE = ",
	         condition);
	ddl_string(out, &orm_postgresql, why);
	buf_adds(out, ";\nEND IF; END$limbeck$;\n");
}

/* A literal is double precision, of which a real is the nearest only. */
static bool is_ordered(const struct orm_column *c)
{
	return !text_same(c->type->name, "real");
}

static void write_setting(struct buf *out, const struct orm_option *setting)
{
	ddl_name(out, &orm_postgresql, setting->name);
	buf_addf(out, " = %s", setting->value);
}

static int hex(char c)
{
	return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

static void add_utf8(struct buf *out, unsigned long c)
{
	if (c < 0x80) {
		buf_addc(out, (char)c);
	} else if (c < 0x800) {
		buf_addc(out, (char)(0xc0 | c >> 6));
		buf_addc(out, (char)(0x80 | (c & 0x3f)));
	} else if (c < 0x10000) {
		buf_addc(out, (char)(0xe0 | c >> 12));
		buf_addc(out, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_addc(out, (char)(0x80 | (c & 0x3f)));
	} else {
		buf_addc(out, (char)(0xf0 | (c >> 18 & 7)));
		buf_addc(out, (char)(0x80 | (c >> 12 & 0x3f)));
		buf_addc(out, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_addc(out, (char)(0x80 | (c & 0x3f)));
	}
}

/* How many of `text` are hex digits, up to `max`. */
static size_t hexes(const char *text, const char *end, size_t max)
{
	size_t n = 0;

	while (n < max && text + n < end && strchr("0123456789abcdefABCDEF", text[n]))
		n++;
	return n;
}

/* U&"\0441\+000441": the character after a backslash at `p`, and where it ends. */
static const char *unicode(struct buf *out, const char *p, const char *end)
{
	size_t digits = p[1] == '+' ? 6 : 4, skip = p[1] == '+' ? 2 : 1;
	unsigned long c = 0;

	if (p + 1 < end && p[1] == '\\') {
		buf_addc(out, '\\');
		return p + 2;
	}
	if (p + 1 >= end || hexes(p + skip, end, digits) < digits) {
		buf_addc(out, '\\');
		return p + 1;
	}
	for (size_t i = 0; i < digits; i++)
		c = c * 16 + (unsigned long)hex(p[skip + i]);
	add_utf8(out, c);
	return p + skip + digits;
}

/* E'\n': the character after a backslash at `p`, and where it ends. */
static const char *escape(struct buf *out, const char *p, const char *end)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char *at;

	if (p + 1 >= end)
		return p + 1;
	at = strchr(from, p[1]);
	if ((p[1] == 'u' || p[1] == 'U') && hexes(p + 2, end, p[1] == 'u' ? 4 : 8)) {
		size_t n = hexes(p + 2, end, p[1] == 'u' ? 4 : 8);
		unsigned long c = 0;

		for (size_t i = 0; i < n; i++)
			c = c * 16 + (unsigned long)hex(p[2 + i]);
		add_utf8(out, c);
		return p + 2 + n;
	}
	buf_addc(out, at ? to[at - from] : p[1]);
	return p + 2;
}

static char *dollar_quoted(struct arena *a, const struct orm_token *t)
{
	const char *second = memchr(t->start + 1, '$', t->len - 1);
	size_t tag = (size_t)(second - t->start) + 1;

	return arena_strndup(a, t->start + tag, t->len - 2 * tag);
}

/* What a quoted token stands for; any other is itself. */
static char *unquote(struct arena *a, const struct orm_token *t)
{
	const char *p = t->start, *end = t->start + t->len;
	bool uni = strchr("uU", *p) && t->len > 1 && p[1] == '&', esc = strchr("eE", *p) != NULL;
	struct buf b = { 0 };

	if (t->kind != ORM_TOKEN_QUOTED && t->kind != ORM_TOKEN_STRING)
		return arena_strndup(a, t->start, t->len);
	if (*p == '$')
		return dollar_quoted(a, t);
	while (*p != '\'' && *p != '"')
		p++;
	for (p++, end--; p < end;) {
		if (*p == '\\' && (uni || esc)) {
			p = uni ? unicode(&b, p, end) : escape(&b, p, end);
			continue;
		}
		buf_addc(&b, *p);
		p += *p == *end ? 2 : 1;
	}
	return buf_take(&b, a);
}

/*
 * A partitioned table has no pages of its own.  Statistics that have no row may be
 * missing (before version 14) or old: who has no page has no row.
 */
static const char sizes[] =
    "SELECT CASE WHEN n.nspname <> 'public' THEN n.nspname END, c.relname, CASE WHEN c.reltuples "
    "> 0 THEN c.reltuples::bigint WHEN c.relkind <> 'p' AND pg_catalog.pg_relation_size(c.oid) = 0 "
    "THEN 0 END, CASE c.relkind WHEN 'p' THEN (SELECT "
    "sum(pg_catalog.pg_table_size(t.relid))::bigint FROM pg_catalog.pg_partition_tree(c.oid) t) "
    "ELSE pg_catalog.pg_table_size(c.oid) END FROM pg_catalog.pg_class c JOIN "
    "pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'm', 'p') AND "
    "n.nspname !~ '^pg_' AND c.relname IN (";

static bool numbers_itself(const struct orm_column *c)
{
	const char *type = c->type ? c->type->name : NULL;

	return type && strcmp(pg_not_serial(type), type) != 0;
}

const struct orm_dialect orm_postgresql = {
	.name = "postgresql",
	.title = "PostgreSQL",
	.quote = '"',
	.quotes_upper = true,
	.identifier_max = 63,
	.cuts_names = true,
	.default_schema = "public",
	.stores_computed = true,
	.has_path = true,
	.length_function = "length",

	.has_comments = true,
	.transactional_ddl = true,
	.follows_renames = true,
	.batches = true,
	.knows_depends = true,
	.canonicalises = true,
	.counts_anywhere = true,
	.goes_by_steps = true,
	.checks_references = true,
	.refers_to_keys = true,
	.compares_rows = true,
	.true_text = "true",
	.false_text = "false",
	.script_begin = "BEGIN;\nSET LOCAL check_function_bodies = off;\n",
	.script_end = "COMMIT;\n",
	.bodies_begin = "SET check_function_bodies = off;\n",

	.drop_option = "server",
	.options = options,
	.samples = pg_samples,
	.defer_keys = "SET CONSTRAINTS ALL DEFERRED",

	.next_token = pg_next_token,
	.is_reserved = pg_is_reserved,
	.ends_statement = pg_ends_statement,
	.unquote = unquote,
	.accepts = pg_accepts,
	.fold = fold,
	.same_name = same_name,

	.type_text = pg_type_text,
	.generic_type = pg_generic_type,
	.near_types = pg_near_types,
	.same_type = pg_same_type,
	.same_default = pg_same_default,
	.spells = pg_spells,
	.as_stored = pg_as_stored,
	.function_text = pg_function_text,
	.resolve = pg_resolve,
	.resolve_metadata = pg_resolve_metadata,
	.compile = pg_compile,
	.can_alter = pg_can_alter,
	.effect = pg_effect,
	.rights = pg_rights,
	.rights_text = pg_rights_text,
	.by_default = pg_by_default,
	.simplify = pg_simplify,
	.stub = pg_stub,
	.classify = pg_classify,
	.outside = pg_outside,
	.cost = pg_cost,
	.attaches = { DDL_INSTANT, DDL_WAIT_CHANGES, "SHARE UPDATE EXCLUSIVE" },
	.refers = { DDL_SCAN, DDL_WAIT_WRITES, "SHARE ROW EXCLUSIVE" },
	.validates = { DDL_SCAN, DDL_WAIT_NONE, "ROW SHARE" },
	.sizes = sizes,
	.key_may_be_null = key_may_be_null,
	.is_ordered = is_ordered,
	.chose_name = pg_chose_name,
	.not_null_name = pg_not_null_name,
	.short_column = pg_short_column,
	.numbers_itself = numbers_itself,
	.misfit = pg_misfit,
	.collated = pg_collated,
	.converted = pg_converted,
	.trial = pg_trial,
	.bound_trial = pg_bound_trial,
	.exclusion_trial = pg_exclusion_trial,
	.script_guard = script_guard,
	.write_setting = write_setting,
	.sql = &orm_postgresql_sql,
};
