/* tests/orm/test_postgresql_types.c - PostgreSQL's types and defaults */
#include <criterion/criterion.h>
#include <string.h>

#include "orm/dialect.h"
#include "orm/postgresql/types.h"
#include "orm/schema/resolve.h"

static const struct {
	const char *given, *canonical;
} spellings[] = {
	{ "int", "integer" },
	{ "INT4", "integer" },
	{ "int8", "bigint" },
	{ "varchar(5)", "character varying(5)" },
	{ "character  varying ( 5 )", "character varying(5)" },
	{ "char", "character(1)" },
	{ "bpchar", "bpchar" },
	{ "decimal(10, 2)", "numeric(10,2)" },
	{ "numeric(7)", "numeric(7,0)" },
	{ "float", "double precision" },
	{ "float(24)", "real" },
	{ "float8", "double precision" },
	{ "timestamptz", "timestamp with time zone" },
	{ "timestamptz(3)", "timestamp(3) with time zone" },
	{ "timestamp(3)", "timestamp(3) without time zone" },
	{ "TIME", "time without time zone" },
	{ "bool[]", "boolean[]" },
	{ "int[3][]", "integer[]" },
	{ "integer ARRAY", "integer[]" },
	{ "pg_catalog.int4", "integer" },
	{ "bit", "bit(1)" },
	{ "varbit(3)", "bit varying(3)" },
	{ "s.\"My Type\"", "s.\"My Type\"" },
	{ "\"char\"", "\"char\"" },
	{ "interval day to second(2)", "interval day to second(2)" },
};

Test(postgresql_types, have_one_spelling)
{
	for (size_t i = 0; i < COUNT(spellings); i++) {
		struct arena a = { 0 };

		cr_expect_str_eq(pg_canonical_type(&a, spellings[i].given), spellings[i].canonical,
		                 "case %zu: %s", i, pg_canonical_type(&a, spellings[i].given));
		cr_expect(pg_same_type(spellings[i].given, spellings[i].canonical, false),
		          "case %zu", i);
		arena_release(&a);
	}
	cr_expect(!pg_same_type("integer", "bigint", true));
	cr_expect(!pg_same_type("varchar(5)", "varchar(6)", true));
	cr_expect(pg_same_type("serial", "integer", true));
	cr_expect(!pg_same_type("serial", "integer", false));
}

static const struct {
	const char *text;
	enum orm_type_id id; /* EXACT: none */
	int length, precision, scale;
	bool timezone;
} generic[] = {
	{ "integer", ORM_TYPE_INTEGER, 0, -1, -1, false },
	{ "bigint", ORM_TYPE_BIGINTEGER, 0, -1, -1, false },
	{ "character varying(50)", ORM_TYPE_STRING, 50, -1, -1, false },
	{ "character varying", ORM_TYPE_STRING, 0, -1, -1, false },
	{ "numeric(10,2)", ORM_TYPE_NUMERIC, 0, 10, 2, false },
	{ "numeric", ORM_TYPE_NUMERIC, 0, -1, -1, false },
	{ "double precision", ORM_TYPE_DOUBLE, 0, -1, -1, false },
	{ "timestamp with time zone", ORM_TYPE_DATETIME, 0, -1, -1, true },
	{ "timestamp(3) without time zone", ORM_TYPE_DATETIME, 0, 3, -1, false },
	{ "uuid", ORM_TYPE_UUID, 0, -1, -1, false },
	{ "bytea", ORM_TYPE_LARGEBINARY, 0, -1, -1, false },
	{ "integer[]", ORM_TYPE_ARRAY, 0, -1, -1, false },
	{ "jsonb", ORM_TYPE_EXACT, 0, 0, 0, false },
	{ "real", ORM_TYPE_EXACT, 0, 0, 0, false },
	{ "character(3)", ORM_TYPE_EXACT, 0, 0, 0, false },
	{ "interval year to month", ORM_TYPE_EXACT, 0, 0, 0, false },
	{ "mood", ORM_TYPE_EXACT, 0, 0, 0, false },
};

Test(postgresql_types, are_told_portably_and_back)
{
	for (size_t i = 0; i < COUNT(generic); i++) {
		struct arena a = { 0 };
		struct orm_type *t = orm_postgresql.generic_type(&a, generic[i].text);
		struct buf b = { 0 };

		cr_assert_eq(t != NULL, generic[i].id != ORM_TYPE_EXACT, "case %zu", i);
		if (t) {
			cr_expect_eq(t->id, generic[i].id, "case %zu", i);
			cr_expect_eq(t->length, generic[i].length, "case %zu", i);
			cr_expect_eq(t->precision, generic[i].precision, "case %zu", i);
			cr_expect_eq(t->scale, generic[i].scale, "case %zu", i);
			cr_expect_eq(t->timezone, generic[i].timezone, "case %zu", i);
			cr_expect(orm_postgresql.type_text(&b, t, NULL, NULL, NULL));
			cr_expect_str_eq(buf_str(&b), generic[i].text, "case %zu", i);
		}
		buf_release(&b);
		arena_release(&a);
	}
}

static const struct {
	const char *from, *to, *cast;
} casts[] = {
	{ "integer", "bigint", NULL },
	{ "integer", "text", NULL },
	{ "text", "varchar(3)", NULL },
	{ "varchar(20)", "varchar(10)", NULL },
	{ "text", "integer", "x::integer" },
	{ "integer", "boolean", "x::boolean" },
	{ "bigint", "boolean", "x::integer::boolean" },
	{ "boolean", "bigint", "x::integer::bigint" },
	{ "mood", "feeling", "x::text::feeling" },
	{ "json", "jsonb", NULL },
	{ "uuid", "integer", "x::text::integer" },
	{ "integer", "integer[]", "CASE WHEN x IS NOT NULL THEN ARRAY[x]::integer[] END" },
	{ "integer[]", "bigint[]", NULL },
	{ "mood[]", "feeling[]", "x::text[]::feeling[]" },
	{ "timestamptz", "date", NULL },
	{ "timestamp", "time", "x::time without time zone" },
	{ "timestamptz", "timetz", "x::time with time zone" },
	{ "timestamp", "timetz", "x::text::time with time zone" },
	{ "money", "numeric(12,2)", "x::numeric(12,2)" },
	{ "boolean", "bigint[]", "CASE WHEN x IS NOT NULL THEN ARRAY[x::integer]::bigint[] END" },
	{ "bit(8)", "smallint", "x::text::smallint" },
};

Test(postgresql_types, cast_where_the_server_would_not)
{
	for (size_t i = 0; i < COUNT(casts); i++) {
		struct arena a = { 0 };
		char *got = pg_cast(&a, "x", casts[i].from, casts[i].to);

		if (casts[i].cast)
			cr_expect_str_eq(got ? got : "(none)", casts[i].cast, "case %zu", i);
		else
			cr_expect_null(got, "case %zu: %s", i, got);
		arena_release(&a);
	}
}

static const struct {
	const char *x, *y;
	bool same, loose;
} defaults[] = {
	{ "now()", "now()", true, true },
	{ "now()", "CURRENT_TIMESTAMP", false, true },
	{ "'a'::text", "'a'", false, true },
	{ "'a'::character varying(5)", "'b'", false, false },
	{ "(1)", "1", true, true },
	{ "'-1'::integer", "-1", false, true },
	{ "'-1'::integer", "'-1'::bigint", false, true },
	{ "TRUE", "true", true, true },
	{ "nextval('a'::regclass)", "nextval('b'::regclass)", false, false },
	{ "('a' || 'b')::text", "'a' || 'b'", false, true },
	{ "'a'::text || 'b'::text", "'a'::text", false, false },
};

Test(postgresql_types, defaults_compare_by_words_or_value)
{
	for (size_t i = 0; i < COUNT(defaults); i++) {
		struct orm_default x = { defaults[i].x, ORM_DEFAULT_SQL };
		struct orm_default y = { defaults[i].y, ORM_DEFAULT_SQL };

		cr_expect_eq(orm_postgresql.same_default(&x, &y, false), defaults[i].same,
		             "case %zu", i);
		cr_expect_eq(orm_postgresql.same_default(&x, &y, true), defaults[i].loose,
		             "case %zu", i);
	}
}

static struct orm_column *add_column(struct arena *a, struct orm_table *t, const char *name,
                                     enum orm_type_id id)
{
	struct orm_column *c = orm_column_new(a, name);

	c->type = orm_type_new(a, id);
	orm_table_add_column(a, t, c);
	return c;
}

static void add_key(struct arena *a, struct orm_table *t, const char *column)
{
	struct orm_constraint *k = orm_constraint_new(a, ORM_PRIMARY_KEY);

	vec_push(a, &k->elements, (struct orm_element){ .column = column });
	orm_table_add_constraint(a, t, k);
}

Test(postgresql_types, models_get_serials_enums_and_identities)
{
	struct arena a = { 0 };
	struct orm_metadata *m = orm_metadata_new(&a), *out;
	struct orm_table *t = orm_table_new(&a, "public", "t"), *u = orm_table_new(&a, NULL, "u");
	struct orm_column *mood;
	struct error err = { 0 };

	add_column(&a, t, "id", ORM_TYPE_BIGINTEGER);
	add_key(&a, t, "id");
	mood = add_column(&a, t, "mood", ORM_TYPE_ENUM);
	mood->type->name = "mood";
	vec_push(&a, &mood->type->values, "ok");
	add_column(&a, u, "id", ORM_TYPE_INTEGER)->identity = ARENA_NEW(&a, struct orm_identity);
	add_key(&a, u, "id");
	orm_metadata_add_table(m, t);
	orm_metadata_add_table(m, u);
	cr_assert(orm_resolve(&a, m, &orm_postgresql, &out, &err), "%s", err.message);
	cr_expect_null(out->tables.items[0]->object.schema);
	cr_expect_str_eq(out->tables.items[0]->columns.items[0]->type->name, "bigserial");
	cr_expect_str_eq(out->tables.items[0]->columns.items[1]->type->name, "mood");
	cr_expect_str_eq(out->tables.items[1]->columns.items[0]->type->name, "integer");
	cr_assert_eq(out->definitions.len, 1);
	cr_expect_eq(out->definitions.items[0]->object.kind, ORM_ENUM);
	cr_expect_str_eq(out->definitions.items[0]->columns.items[0], "ok");
	mood->type->name = NULL;
	cr_expect(!orm_resolve(&a, m, &orm_postgresql, &out, &err));
	cr_expect_str_eq(err.message, "an Enum needs a name on PostgreSQL");
	arena_release(&a);
}
