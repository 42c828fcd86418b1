/*
 * tests/migrate/test_random.c - the comparison's laws on random schemas
 *
 * Equal schemas give nothing; different ones converge, and their inverse leads
 * back, as the proof says; rows stay what they are, or the change is refused.
 * LIMBECK_TEST_PAIRS sets how many pairs, LIMBECK_TEST_SEED the first.  The smallest pair is
 * shown that fails as well.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "base/text.h"
#include "migrate/compare.h"
#include "migrate/context.h"
#include "migrate/proof.h"
#include "migrate/render.h"
#include "migrate/scratch.h"
#include "orm/dialect.h"
#include "reflect/reflect.h"
#include "shrink.h"
#include "tests/support/random_sqlite.h"

enum { FROM, TO, SIDES, ROWS = 8, PROVE_EVERY = 4 };

struct pair {
	struct arena arena;
	struct arena *shown; /* what is wrong, until all is over */
	uint64_t seed;
	const char *sql[SIDES];
	struct orm_conn *conn[SIDES];
	struct orm_metadata *schema[SIDES];
	bool moved; /* with rows, and wasn't refused */
	struct error err;
};

/* What has to hold for a pair; what is wrong, or NULL. */
struct law {
	const char *(*check)(struct pair *p);
	uint64_t seed, moved; /* moved: how many pairs have rows, and weren't refused */
	struct arena shown;
};

static const char *broken(struct pair *p, const char *what, const char *detail)
{
	return arena_printf(p->shown, "%s: %s %s\n%s", what, detail, p->err.message,
	                    p->err.statement);
}

static bool load(struct pair *p, int i)
{
	return migrate_scratch_open(&orm_sqlite, NULL, &p->conn[i], &p->err) &&
	       migrate_scratch_load(p->conn[i], "random", p->sql[i], strlen(p->sql[i]), &p->err) &&
	       reflect_database(&p->arena, p->conn[i], NULL, &p->schema[i], &p->err);
}

/* `o` was called something else before, in the first database; models would say so. */
static void rename_back(struct pair *p, struct orm_object *o, const struct orm_table *column_of)
{
	const char *old = arena_printf(&p->arena, "was %s", o->name);
	struct buf sql = { 0 };

	buf_adds(&sql, "ALTER TABLE ");
	ddl_name(&sql, &orm_sqlite, column_of ? column_of->object.name : o->name);
	buf_adds(&sql, " RENAME ");
	if (column_of)
		ddl_name(&sql, &orm_sqlite, o->name);
	buf_adds(&sql, " TO ");
	ddl_name(&sql, &orm_sqlite, old);
	if (orm_exec(p->conn[0], buf_str(&sql), &p->err))
		o->renamed_from = old;
	buf_release(&sql);
}

static bool rename_some(struct pair *p)
{
	for (size_t i = 0; i < p->schema[TO]->tables.len; i++) {
		struct orm_table *t = p->schema[TO]->tables.items[i];

		for (size_t j = 0; j < t->columns.len && !t->module; j++)
			if (random_mix(p->seed, 1000 + i * 50 + j) % 12 == 0)
				rename_back(p, &t->columns.items[j]->object, t);
		if (random_mix(p->seed, 2000 + i) % 5 == 0)
			rename_back(p, &t->object, NULL);
	}
	return reflect_database(&p->arena, p->conn[FROM], NULL, &p->schema[FROM], &p->err);
}

static bool compare(struct pair *p, const struct orm_metadata *from, const struct orm_metadata *to,
                    struct migrate_ops *out)
{
	struct compare_result r = { 0 };

	if (!migrate_compare(&p->arena, &orm_sqlite, from, to, NULL, &r, &p->err))
		return false;
	*out = r.ops;
	return true;
}

/* Is nothing left between what the first database holds and `to`? */
static const char *left(struct pair *p, const struct orm_metadata *to, const char *what)
{
	struct orm_metadata *now;
	struct migrate_ops ops;

	if (!reflect_database(&p->arena, p->conn[FROM], NULL, &now, &p->err) ||
	    !compare(p, now, to, &ops))
		return broken(p, what, "");
	return ops.len ? broken(p, what, migrate_op_text(&p->arena, &orm_sqlite, ops.items)) : NULL;
}

static bool run(struct pair *p, const struct orm_metadata *from, const struct migrate_ops *ops)
{
	struct ddl_statements all = { 0 };

	if (!render_statements(&p->arena, &orm_sqlite, 0, from, ops, &all, &p->err))
		return false;
	for (size_t i = 0; i < all.len; i++)
		if (!(all.items[i].flags & DDL_CHECK) &&
		    !orm_exec(p->conn[FROM], all.items[i].sql, &p->err))
			return false;
	return true;
}

static bool proves(struct pair *p, const struct migrate_ops *up, const struct migrate_ops *down,
                   int64_t wanted)
{
	struct migrate_rows rows = { .wanted = wanted };
	struct orm_conn *scratch;

	if (!migrate_scratch_open(&orm_sqlite, NULL, &scratch, &p->err))
		return false;
	bool ok = migrate_prove_watched(&p->arena, scratch, p->schema[FROM], p->schema[TO], up,
	                                down, NULL, &rows, &p->err);
	orm_close(scratch);
	return ok;
}

/*
 * The proof may complain of rows that the new state doesn't take, and of keys that lead
 * nowhere, which these schemas have.
 */
static bool may_refuse(const struct error *err, int64_t wanted)
{
	static const char *const rows[] = { "constraint failed", "cannot store", "can't be",
		                            "can't have" };

	for (size_t i = 0; wanted && i < COUNT(rows); i++)
		if (strstr(err->message, rows[i]))
			return true;
	return strstr(err->message, "breaks it: ") != NULL;
}

static const char *prove(struct pair *p, const struct migrate_ops *up,
                         const struct migrate_ops *down)
{
	static const int64_t wanted[] = { ROWS, 0 };

	for (size_t i = 0; p->seed % PROVE_EVERY == 0 && i < COUNT(wanted); i++) {
		if (proves(p, up, down, wanted[i]))
			return NULL;
		if (!may_refuse(&p->err, wanted[i]))
			return broken(p, wanted[i] ? "the proof with rows" : "the proof", "");
		error_clear(&p->err);
	}
	return NULL;
}

static const char *converges_and_comes_back(struct pair *p)
{
	struct migrate_ops up, same, down = { 0 };
	const char *wrong;

	if (!compare(p, p->schema[FROM], p->schema[FROM], &same) ||
	    !compare(p, p->schema[FROM], p->schema[TO], &up))
		return broken(p, "comparing", "");
	if (same.len)
		return broken(p, "equal schemas differ",
		              migrate_op_text(&p->arena, &orm_sqlite, same.items));
	if (!migrate_invert(&p->arena, &up, &down, &p->err))
		return broken(p, "inverting", "");
	if ((wrong = prove(p, &up, &down)))
		return wrong;
	if (!run(p, p->schema[FROM], &up))
		return broken(p, "up", "");
	if ((wrong = left(p, p->schema[TO], "left after going up")))
		return wrong;
	return run(p, p->schema[TO], &down) ? left(p, p->schema[FROM], "left after going down")
	                                    : broken(p, "down", "");
}

/* Whether the two could be loaded, and moved, is in *loaded and *moved. */
static const char *check_pair(struct law *law, const char *const sql[SIDES], bool *loaded,
                              bool *moved)
{
	struct pair p = { .shown = &law->shown, .seed = law->seed, .sql = { sql[FROM], sql[TO] } };
	const char *wrong;

	*loaded = load(&p, FROM) && load(&p, TO);
	if (!*loaded)
		wrong = broken(&p, "loading", "");
	else if (p.seed % 2 && !rename_some(&p))
		wrong = broken(&p, "renaming", "");
	else
		wrong = law->check(&p);
	for (int i = 0; i < SIDES; i++)
		orm_close(p.conn[i]);
	*moved = p.moved;
	arena_release(&p.arena);
	return wrong;
}

static const char *joined(struct arena *a, const struct names *parts)
{
	struct buf b = { 0 };
	const char *text;

	for (size_t i = 0; i < parts->len; i++)
		buf_addf(&b, "%s\n", parts->items[i]);
	text = buf_take(&b, a);
	buf_release(&b);
	return text;
}

static const char *check_parts(void *data, const struct names parts[SIDES])
{
	struct law *law = data;
	const char *sql[SIDES] = { joined(&law->shown, &parts[FROM]),
		                   joined(&law->shown, &parts[TO]) };
	bool loaded, moved;
	const char *wrong = check_pair(law, sql, &loaded, &moved);

	return loaded ? wrong : NULL;
}

/* The text up to each `end`, without the newline behind it. */
static struct names split(struct arena *a, const char *text, const char *end)
{
	struct names parts = { 0 };

	while (*text) {
		const char *at = strstr(text, end);
		size_t len = at ? (size_t)(at - text) + strlen(end) - 1 : strlen(text);

		vec_push(a, &parts, arena_strndup(a, text, len));
		text += len + (text[len] == '\n');
	}
	return parts;
}

/* First whole statements go, then lines of those that are left. */
static void show(struct law *law, const char *const sql[SIDES], const char *wrong)
{
	static const char *const ends[] = { ";\n", "\n" };
	struct shrinker s = { &law->shown, check_parts, law };
	const char *now[SIDES] = { sql[FROM], sql[TO] };
	struct names parts[SIDES];

	for (size_t i = 0; i < COUNT(ends); i++) {
		for (int k = 0; k < SIDES; k++)
			parts[k] = split(&law->shown, now[k], ends[i]);
		if (!shrink_is_off())
			wrong = shrink(&s, parts, wrong);
		for (int k = 0; k < SIDES; k++)
			now[k] = joined(&law->shown, &parts[k]);
	}
	cr_expect(false, "seed %llu: %s\n-- from\n%s-- to\n%s", (unsigned long long)law->seed,
	          wrong, shrink_text(&law->shown, &parts[FROM], &parts[TO], ""),
	          shrink_text(&law->shown, &parts[TO], &parts[FROM], ""));
}

static const char *made(struct law *law, uint64_t seed, uint64_t mutation)
{
	struct names all = { 0 };

	random_sqlite(&law->shown, seed, mutation, &all);
	for (size_t i = 0; i < all.len; i++)
		all.items[i] = arena_printf(&law->shown, "%s;", all.items[i]);
	return joined(&law->shown, &all);
}

static void check_seed(struct law *law, uint64_t seed)
{
	const char *const texts[] = { made(law, seed, 0), made(law, seed, seed + 1) };
	const char *wrong;
	bool loaded, moved;

	law->seed = seed;
	wrong = check_pair(law, texts, &loaded, &moved);
	cr_expect(loaded, "seed %llu: %s\n%s\n%s", (unsigned long long)seed, wrong, texts[FROM],
	          texts[TO]);
	if (loaded && wrong)
		show(law, texts, wrong);
	law->moved += moved;
	arena_release(&law->shown);
}

/* Gives how many pairs that were. */
static uint64_t check_all(struct law *law)
{
	uint64_t seed = shrink_number("LIMBECK_TEST_SEED", 1);
	uint64_t pairs = shrink_number("LIMBECK_TEST_PAIRS", 300);

	for (uint64_t i = 0; i < pairs; i++)
		check_seed(law, seed + i);
	return pairs;
}

Test(random, pairs_converge_and_come_back)
{
	struct law law = { .check = converges_and_comes_back };

	(void)check_all(&law);
}

static void add_value(struct buf *out, uint64_t n)
{
	static const char *const values[] = {
		"NULL",  "0",     "1",     "2",     "3",     "-7",  "9007199254740993",
		"1.5",   "'a'",   "'007'", "'1'",   "'12x'", "''",  "'A'",
		"'1e3'", "x'00'", "1e19",  "'a b'", "' 5'",  "5.0", "'1.50'",
		"'xy'",  "'0'",   "33",
	};

	buf_adds(out, values[n % COUNT(values)]);
}

/* A row for a table, unless it doesn't take it. */
static void fill_row(struct pair *p, struct orm_conn *conn, const struct orm_table *t, uint64_t row)
{
	struct buf sql = { 0 }, values = { 0 };

	buf_adds(&sql, "INSERT OR IGNORE INTO ");
	ddl_name(&sql, &orm_sqlite, t->object.name);
	for (size_t j = 0; j < t->columns.len; j++) {
		const struct orm_column *c = t->columns.items[j];

		if (c->computed || c->hidden)
			continue;
		buf_adds(&sql, values.len ? ", " : " (");
		ddl_name(&sql, &orm_sqlite, c->object.name);
		buf_adds(&values, values.len ? ", " : "");
		add_value(&values, random_mix(p->seed, row * 100 + j));
	}
	buf_addf(&sql, ") VALUES (%s)", buf_str(&values));
	if (values.len)
		(void)!orm_exec(conn, buf_str(&sql), &p->err);
	buf_release(&sql);
	buf_release(&values);
}

static void fill(struct pair *p, const struct orm_metadata *m, struct orm_conn *conn)
{
	for (size_t i = 0; i < 12 * m->tables.len; i++)
		fill_row(p, conn, m->tables.items[i / 12], i);
}

/* All values of a column in one text; of "*", how many rows there are. */
static const char *values_of(struct pair *p, const char *table, const char *column)
{
	struct buf sql = { 0 };
	struct orm_value v;
	bool all = !strcmp(column, "*");

	buf_adds(&sql, all ? "SELECT CAST(count(*) AS TEXT) FROM "
	                   : "SELECT coalesce(group_concat(v), '') FROM (SELECT quote(");
	if (!all) {
		ddl_name(&sql, &orm_sqlite, column);
		buf_adds(&sql, ") AS v FROM ");
	}
	ddl_name(&sql, &orm_sqlite, table);
	buf_adds(&sql, all ? "" : " ORDER BY 1)");
	cr_assert(orm_query_value(&p->arena, p->conn[0], buf_str(&sql), NULL, 0, &v, &p->err) &&
	              v.kind == ORM_TEXT,
	          "%s", p->err.message);
	buf_release(&sql);
	return arena_strndup(&p->arena, v.data, v.len);
}

static const char *was(const struct orm_object *o)
{
	return o->renamed_from ? o->renamed_from : o->name;
}

/* A virtual table that is another one is dropped and made anew, which plans tell. */
static bool is_another(const struct orm_table *before, const struct orm_table *t)
{
	return (before->module || t->module) && !text_same(before->module, t->module);
}

/* What is in tables and columns that both sides have; `side` tells their names. */
static char *contents(struct pair *p, int side)
{
	struct buf all = { 0 };

	for (size_t i = 0; i < p->schema[1]->tables.len; i++) {
		const struct orm_table *t = p->schema[1]->tables.items[i], *before;
		const char *name = side ? t->object.name : was(&t->object);

		before = orm_metadata_table(p->schema[0], NULL, was(&t->object));
		if (!before || is_another(before, t))
			continue;
		buf_addf(&all, "%s: %s\n", t->object.name, values_of(p, name, "*"));
		for (size_t j = 0; j < t->columns.len; j++) {
			const struct orm_column *c = t->columns.items[j], *d;

			d = orm_table_column(before, &orm_sqlite, was(&c->object));
			if (d && !c->computed && !d->computed && !c->hidden &&
			    text_same(c->type->name, d->type->name))
				buf_addf(
				    &all, "  %s: %s\n", c->object.name,
				    values_of(p, name, side ? c->object.name : was(&c->object)));
		}
	}
	return buf_take(&all, &p->arena);
}

static bool run_asking(struct pair *p, const struct migrate_ops *ops)
{
	struct migrate_context ctx = { .arena = &p->arena, .conn = p->conn[FROM] };

	for (size_t i = 0; i < ops->len; i++)
		if (!migrate_context_run(&ctx, &ops->items[i], &p->err))
			return false;
	return true;
}

/* To a side, with rows. */
static const char *move(struct pair *p, int side, const struct migrate_ops *ops, const char *what)
{
	struct orm_conn *conn = p->conn[FROM];
	const char *before = contents(p, !side), *after;

	if (!orm_migrating(conn, true, &p->err) || !orm_begin(conn, &p->err))
		return broken(p, what, "");
	p->moved = run_asking(p, ops) && orm_commit(conn, &p->err);
	if (!p->moved) {
		if (p->err.code != ERR_REFUSED && p->err.code != ERR_INTEGRITY)
			return broken(p, what, "");
		orm_rollback(conn);
	}
	after = contents(p, p->moved ? side : !side);
	if (strcmp(before, after))
		return broken(p, what,
		              arena_printf(p->shown, "rows from\n%sbecame\n%s", before, after));
	if (!p->moved)
		return NULL;
	return orm_migrating(conn, false, &p->err) ? left(p, p->schema[side], what)
	                                           : broken(p, what, "");
}

static const char *keeps_rows(struct pair *p)
{
	struct migrate_ops up, down = { 0 };
	const char *wrong;

	fill(p, p->schema[FROM], p->conn[FROM]);
	error_clear(&p->err);
	if (!compare(p, p->schema[FROM], p->schema[TO], &up))
		return broken(p, "comparing", "");
	wrong = move(p, TO, &up, "up with rows");
	if (wrong || !p->moved)
		return wrong;
	if (!migrate_invert(&p->arena, &up, &down, &p->err))
		return broken(p, "inverting", "");
	return move(p, FROM, &down, "down with rows");
}

Test(random, rows_survive_or_it_is_refused)
{
	struct law law = { .check = keeps_rows };
	uint64_t pairs = check_all(&law);

	cr_expect(pairs < 20 || law.moved > pairs / 10, "only %llu of %llu weren't refused",
	          (unsigned long long)law.moved, (unsigned long long)pairs);
}
