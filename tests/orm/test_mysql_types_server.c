/* tests/orm/test_mysql_types_server.c - types as the servers themselves spell them */
#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "orm/mysql/types.h"
#include "tests/orm/engine.h"
#include "tests/support/random_maker.h"
#include "tests/support/server.h"

#define DECLARATIONS 400

struct random {
	uint64_t seed, count;
};

static unsigned below(struct random *r, unsigned limit)
{
	return (unsigned)(random_mix(r->seed, r->count++) % limit);
}

static const char *one_of(struct random *r, const char *const *words, size_t count)
{
	return words[below(r, (unsigned)count)];
}

#define ONE_OF(r, words) one_of(r, words, COUNT(words))

static void add_case(struct random *r, struct buf *out, const char *word)
{
	bool upper = below(r, 2) == 0;

	for (; *word; word++)
		buf_addc(out, upper && *word >= 'a' && *word <= 'z' ? (char)(*word - 32) : *word);
}

static void add_numeric(struct random *r, struct buf *out)
{
	static const char *const integers[] = { "tinyint", "smallint", "mediumint", "int",
		                                "integer", "bigint",   "int1",      "int2",
		                                "int3",    "int4",     "int8",      "middleint" };
	static const char *const signs[] = { "",        "",          " unsigned",
		                             " signed", " zerofill", " unsigned zerofill" };

	add_case(r, out, ONE_OF(r, integers));
	if (below(r, 2))
		buf_addf(out, "( %u )", below(r, 20));
	buf_adds(out, ONE_OF(r, signs));
}

static void add_decimal(struct random *r, struct buf *out)
{
	static const char *const names[] = { "decimal", "dec",    "numeric",          "fixed",
		                             "float",   "double", "double precision", "real",
		                             "float4",  "float8" };
	static const char *const signs[] = { "", "", " unsigned", " zerofill" };
	const char *name = ONE_OF(r, names);
	unsigned digits = below(r, 30), decimals = below(r, digits < 10 ? digits + 1 : 10);
	bool exact = strcmp(name, "decimal") == 0 || strcmp(name, "dec") == 0 ||
	             strcmp(name, "numeric") == 0 || strcmp(name, "fixed") == 0;

	add_case(r, out, name);
	if (below(r, 2))
		buf_addf(out, "(%u,%u)", digits + (decimals ? 0 : 1), decimals);
	else if (exact || !strcmp(name, "float"))
		buf_addf(out, "(%u)", digits);
	buf_adds(out, ONE_OF(r, signs));
}

static void add_text(struct random *r, struct buf *out)
{
	static const char *const strings[] = { "char",        "varchar",   "character",
		                               "binary",      "varbinary", "character varying",
		                               "nchar",       "nvarchar",  "national varchar",
		                               "varcharacter" };
	static const char *const texts[] = { "tinytext",      "text",     "mediumtext",
		                             "longtext",      "long",     "blob",
		                             "tinyblob",      "longblob", "long varchar",
		                             "long varbinary" };
	static const unsigned lengths[] = { 1,       10,      63,       64,      255,
		                            256,     16383,   16384,    65535,   65536,
		                            4194303, 4194304, 16777215, 16777216 };
	const char *name;

	if (below(r, 2)) {
		add_case(r, out, ONE_OF(r, strings));
		buf_addf(out, "(%u)", below(r, 200));
		return;
	}
	name = ONE_OF(r, texts);
	add_case(r, out, name);
	if (!strcmp(name, "text") || !strcmp(name, "blob"))
		buf_addf(out, "(%u)", lengths[below(r, COUNT(lengths))]);
}

static void add_time(struct random *r, struct buf *out)
{
	static const char *const names[] = { "time", "datetime", "timestamp" };
	static const char *const others[] = { "date",    "year", "year(4)", "bit",
		                              "bit(5)",  "char", "binary",  "bool",
		                              "boolean", "json", "point",   "geometrycollection" };

	if (below(r, 2)) {
		add_case(r, out, ONE_OF(r, others));
		return;
	}
	add_case(r, out, ONE_OF(r, names));
	if (below(r, 2))
		buf_addf(out, "(%u)", below(r, 7));
}

/* Members with all that needs a backslash, quotes, spaces at the end. */
static void add_members(struct random *r, struct buf *out)
{
	static const char *const pieces[] = { "a",  "B",   "''",  "\\'", "\\\\",     "\\n",
		                              "\n", "\t",  "\\t", "\"",  "\\\"",     " ",
		                              "%",  "\\%", "\\_", "\\x", "\xc3\xbc", "\xe6\x97\xa5",
		                              "(",  ")",   ";",   "\\0", "`" };
	bool set = below(r, 2) == 0;
	unsigned count = 1 + below(r, 5);

	add_case(r, out, set ? "set" : "enum");
	for (unsigned i = 0; i < count; i++) {
		/* a number makes each another one */
		buf_addf(out, "%s%c%u", i ? " , " : "(", '\'', i);
		for (unsigned k = below(r, 5); k; k--)
			buf_adds(out, ONE_OF(r, pieces));
		buf_addc(out, '\'');
	}
	buf_addc(out, ')');
}

static const char *declaration(struct arena *a, uint64_t seed)
{
	static void (*const adders[])(struct random *, struct buf *) = { add_numeric, add_decimal,
		                                                         add_text, add_time,
		                                                         add_members };
	struct random r = { .seed = seed };
	struct buf b = { 0 };

	adders[below(&r, COUNT(adders))](&r, &b);
	return buf_take(&b, a);
}

/* What the server makes of it: the type alone, as SHOW CREATE TABLE has it; NULL = refused. */
static const char *as_told(struct orm_conn *c, const char *type)
{
	const char *sql = arena_printf(&arena, "CREATE TABLE t (c %s NULL)", type), *told = NULL;
	struct orm_result *r;

	if (!orm_exec(c, sql, &err))
		return NULL;
	cr_assert(orm_query(c, "SHOW COLUMNS FROM t", NULL, 0, &r, &err), "%s", err.message);
	cr_assert_eq(orm_next(r, &err), ORM_ROW);
	told = arena_strdup(&arena, orm_get_text(r, 1));
	orm_result_close(r);
	run(c, "DROP TABLE t");
	return told;
}

/* Without the character set, which is the column's. */
static const char *spelled(const struct orm_dialect *d, const char *type)
{
	struct my_type t;

	cr_assert(my_type_read(&arena, type, &t), "%s", type);
	return my_type_write(&arena, d, &t);
}

/* What is portable about it comes to the same type on the server. */
static void check_portable(struct orm_conn *c, const char *told)
{
	const struct orm_dialect *d = orm_conn_dialect(c);
	struct orm_type *t = d->generic_type(&arena, told);
	struct buf b = { 0 };

	if (!t)
		return;
	cr_assert(d->type_text(&b, t, NULL, NULL, &err), "%s", err.message);
	cr_expect_str_eq(as_told(c, buf_str(&b)), told);
	buf_release(&b);
}

static void check_declarations(const char *url)
{
	struct orm_conn *c = server_connect(url);
	const struct orm_dialect *d = orm_conn_dialect(c);
	size_t taken = 0;

	run(c, "ALTER DATABASE CHARACTER SET utf8mb4");
	for (uint64_t seed = 1; seed <= DECLARATIONS; seed++) {
		const char *type = declaration(&arena, seed), *told = as_told(c, type);

		if (!told)
			continue; /* longer than a type may be, and the like */
		taken++;
		if (text_same(told, "longtext") && text_same_nocase(type, "json"))
			continue; /* MariaDB's JSON is more than a type: see my_resolve_column */
		cr_expect_str_eq(spelled(d, type), told, "seed %d: %s gives %s, not %s", (int)seed,
		                 type, told, spelled(d, type));
		cr_expect_str_eq(my_canonical_type(&arena, d, told), told, "seed %d", (int)seed);
		check_portable(c, told);
	}
	cr_expect_gt(taken, DECLARATIONS / 2, "%zu", taken);
	orm_close(c);
	arena_release(&arena);
}

Test(mysql_types_server, mysql_spells_random_types_as_we_do, .timeout = 120)
{
	check_declarations(server_mysql(&arena));
}

Test(mysql_types_server, mariadb_spells_random_types_as_we_do, .timeout = 120)
{
	check_declarations(server_mariadb(&arena));
}
