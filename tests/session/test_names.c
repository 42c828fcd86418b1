/* tests/session/test_names.c - any names and any values reach the database as they are */
#include "migrate/create_all.h"
#include "orm/dialect.h"
#include "orm/session/session.h"
#include "reflect/reflect.h"
#include "tests/session/everywhere.h"

enum { ROUNDS = 8, COLUMNS = 4, ROWS = 3 };

static const struct orm_model *const no_models[] = { NULL };

SUITES(names, no_models)

static uint64_t state;

static unsigned roll(unsigned sides)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(state >> 33) % sides;
}

/* What somebody who means harm, or has bad luck, would put there. */
static const char *const pieces[] = {
	"'",
	"\"",
	"`",
	"\\",
	"%",
	"%s",
	"?",
	":name",
	"$1",
	"--",
	"/*",
	"*/",
	";",
	"\n",
	"\t",
	" ",
	".",
	"[",
	"]",
	"(",
	")",
	"é",
	"漢",
	"ß",
	"İ",
	"\\'",
	"\\\"",
	"''",
	"#",
	"@",
	"{db}",
	"1",
	"x",
	"ABC",
	"\r\n",
	"\x01",
	"select",
	"drop",
	"a;b",
	"\"\"",
	"\\0",
	"$$",
	"E'",
	"0x27",
	"&",
	"=",
	"<>",
	"~",
	"^",
	"|",
	"\x7f",
	"\xC2\xA0",
	"');DROP TABLE canary;--",
	"\"; DROP TABLE canary; --",
};

static const char *const keywords[] = { "select", "order", "GROUP", "table", "user", "primary" };

/* Up to `bytes` long; the number first, so that no two of a table are the same. */
static const char *random_name(size_t bytes, unsigned number)
{
	char *text =
	    roll(2) ? arena_printf(&arena, "%u", number) : arena_printf(&arena, "n%u", number);
	unsigned count = roll(12);
	for (unsigned i = 0; i < count; i++) {
		const char *piece = pieces[roll(COUNT(pieces))];
		if (strlen(text) + strlen(piece) < bytes)
			text = arena_printf(&arena, "%s%s", text, piece);
	}
	/* As long as can be; and none ends with a space, which MySQL doesn't take. */
	if (!roll(4))
		while (strlen(text) + 1 < bytes)
			text = arena_printf(&arena, "%sz", text);
	return arena_printf(&arena, "%s_", text);
}

static struct orm_value random_value(void)
{
	char *text = arena_strdup(&arena, "");
	unsigned count = roll(8);
	if (!roll(6))
		return orm_null();
	for (unsigned i = 0; i < count; i++)
		text = arena_printf(&arena, "%s%s", text, pieces[roll(COUNT(pieces))]);
	return orm_text(text);
}

static bool same(const struct orm_value *x, const struct orm_value *y)
{
	if (x->kind == ORM_NULL || y->kind == ORM_NULL)
		return x->kind == y->kind;
	return x->kind == ORM_INT ? x->integer == y->integer : !strcmp(x->data, y->data);
}

static struct orm_field column(const struct orm_source *of, size_t i, const char *name)
{
	return (struct orm_field){
		.source = of,
		.member = name,
		.column = name,
		.kind = ORM_MEMBER_VALUE,
		.size = sizeof(struct orm_value),
		.offset = i * sizeof(struct orm_value),
		.type = i ? "String(200)" : "Integer",
		.primary_key = i == 0,
		.nullable = i > 0,
		.index = i == 1,
	};
}

/* MySQL's files are called as their tables, @ and four digits for most characters. */
static struct orm_model *random_model(size_t bytes)
{
	struct orm_model *m = ARENA_NEW(&arena, struct orm_model);
	struct orm_field *fields = arena_alloc(&arena, COLUMNS * sizeof *fields);
	m->source.name = random_name(bytes < 40 ? bytes : 40, 0);
	m->name = "Any";
	m->size = COLUMNS * sizeof(struct orm_value);
	for (unsigned i = 0; i < COLUMNS; i++)
		fields[i] = column(&m->source, i, random_name(bytes, i));
	if (!roll(3))
		fields[2].member = fields[2].column = keywords[roll(COUNT(keywords))];
	m->fields = fields;
	m->field_count = COLUMNS;
	return m;
}

static void expect_found(struct orm_session *in, const struct orm_model *m,
                         const struct orm_value *row)
{
	struct orm_find f = { .of = m };
	for (unsigned i = 0; i < COLUMNS; i++) {
		const struct orm_expr *is =
		    row[i].kind == ORM_NULL
			? orm_op(&arena, ORM_OP_IS_NULL, KEEP(&arena, m->fields[i]), NULL)
			: orm_eq(&arena, KEEP(&arena, m->fields[i]), KEEP(&arena, row[i]));
		f.where = f.where ? orm_and(&arena, f.where, is) : is;
	}
	const struct orm_value *found = orm_session_one(in, &f);
	cr_assert(found, "%s: %s", orm_session_error(in)->message,
	          orm_session_error(in)->statement);
	for (unsigned i = 0; i < COLUMNS; i++)
		cr_expect(same(&found[i], &row[i]), "column \"%s\": \"%s\"", m->fields[i].member,
		          row[i].data);
}

static void write_and_read(struct orm_session *in, const struct orm_model *m)
{
	struct orm_value rows[ROWS][COLUMNS];
	for (int r = 0; r < ROWS; r++) {
		rows[r][0] = orm_int(r + 1);
		for (unsigned i = 1; i < COLUMNS; i++)
			rows[r][i] = random_value();
	}
	struct orm_value *object = orm_session_add(in, m, rows[0]);
	cr_assert(orm_session_insert_all(in, m, rows[1], ROWS - 1) && orm_session_commit(in),
	          "%s: %s", orm_session_error(in)->message, orm_session_error(in)->statement);
	for (int r = 0; r < ROWS; r++)
		expect_found(in, m, rows[r]);

	/* By assignment, and by a statement. */
	object[2] = rows[0][2] = random_value();
	rows[1][3] = random_value();
	struct orm_update u = { .table = &m->source,
		                .set = SET(TO(m->fields[3], rows[1][3])),
		                .where = EQ(m->fields[0], 2) };
	cr_assert_eq(orm_session_execute(in, QUERY(&u)), 1, "%s", orm_session_error(in)->message);
	cr_assert(orm_session_commit(in), "%s", orm_session_error(in)->message);
	orm_session_clear(in);
	for (int r = 0; r < ROWS; r++)
		expect_found(in, m, rows[r]);
}

/* What is there is called exactly so, and the model made of it finds the rows. */
static void expect_reflected(const struct orm_model *m)
{
	struct orm_metadata *all;
	struct orm_registry *own;
	cr_assert(reflect_database(&arena, c, NULL, &all, &err), "%s", err.message);
	cr_assert_eq(all->tables.len, 2);
	const struct orm_table *t = orm_metadata_table(all, NULL, m->source.name);
	cr_assert(t, "there is no table \"%s\"", m->source.name);
	for (unsigned i = 0; i < COLUMNS; i++)
		cr_expect_str_eq(t->columns.items[i]->object.name, m->fields[i].member);
	const struct orm_model *found = orm_model_of_table(&arena, t);
	const struct orm_model *const list[] = { found, NULL };
	cr_assert(orm_registry_new(&arena, list, &own, &err), "%s", err.message);
	struct orm_session *in = orm_session_new(c, own, NULL);
	cr_expect_eq(orm_session_count(in, &(struct orm_find){ .of = found }), ROWS);
	const struct orm_value *first = orm_session_get(in, found, LIST(1));
	cr_expect(first && first[0].integer == 1);
	orm_session_close(in);
}

static void one_round(uint64_t seed)
{
	struct orm_registry *own;
	state = seed;
	const struct orm_model *m = random_model((size_t)orm_conn_dialect(c)->identifier_max);
	const struct orm_model *const list[] = { m, NULL };
	cr_assert(orm_registry_new(&arena, list, &own, &err), "%s", err.message);
	cr_assert(migrate_create_all(c, orm_registry_metadata(own), &err), "%s: %s", err.message,
	          err.statement);
	struct orm_session *in = orm_session_new(c, own, NULL);
	write_and_read(in, m);
	orm_session_close(in);
	expect_reflected(m);
	cr_assert(migrate_drop_all(c, orm_registry_metadata(own), &err), "%s: %s", err.message,
	          err.statement);
}

EVERYWHERE(names, m2_m5_m25_q42_any_table_can_be_mapped_and_reflected)
{
	cr_assert(orm_exec(c, "CREATE TABLE canary (a INTEGER)", &err), "%s", err.message);
	cr_assert(orm_exec(c, "INSERT INTO canary VALUES (1)", &err));
	for (uint64_t seed = 1; seed <= ROUNDS; seed++)
		one_round(seed);
	cr_expect_eq(number("SELECT count(*) FROM canary"), 1);
}

/* SQLite takes "" for a text where no table's name stands before it. */
Test(names_sqlite, a_column_without_a_name_is_refused)
{
	struct orm_model m = { .source.name = "t", .name = "Thing", .field_count = 2 };
	const struct orm_field fields[] = { column(&m.source, 0, "id"), column(&m.source, 1, "") };
	const struct orm_model *const list[] = { &m, NULL };
	struct orm_registry *own;
	m.fields = fields;
	cr_expect_not(orm_registry_new(&arena, list, &own, &err));
	cr_expect_eq(err.code, ERR_INPUT);
	cr_expect_str_eq(err.message, "Thing: column 2 has no name");
}

/* Sixty-three bytes are what PostgreSQL has of a name. */
#define LONG "Long names are cut by the server, in the middle of what they are about to say"

struct lengthy {
	int64_t id;
	const char *words;
};

extern const struct lengthy_schema {
	ORM_SCHEMA(struct lengthy);
	ORM_COLUMNS(id, words);
} Lengthy;

const struct lengthy_schema Lengthy = {
	.model = ORM_MODEL(Lengthy, LONG),
	.id = { COLUMN(Lengthy, id), .primary_key = true },
	.words = { COLUMN(Lengthy, words), .type = "String(20)", .column = LONG, .index = true },
};

Test(names_postgresql, m5_names_that_are_cut_are_found_again)
{
	static const struct orm_model *const list[] = { &Lengthy.model, NULL };
	struct orm_registry *own;
	cr_assert(orm_registry_new(&arena, list, &own, &err), "%s", err.message);
	for (int n = 0; n < 2; n++)
		cr_assert(migrate_create_all(c, orm_registry_metadata(own), &err), "%s",
		          err.message);
	cr_expect_eq(number("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), 1);
	struct orm_session *in = orm_session_new(c, own, NULL);
	ADD(in, Lengthy, .words = "x");
	cr_assert(orm_session_commit(in), "%s", orm_session_error(in)->message);
	orm_session_close(in);
	cr_assert(migrate_drop_all(c, orm_registry_metadata(own), &err), "%s", err.message);
	cr_expect_eq(number("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), 0);
}
