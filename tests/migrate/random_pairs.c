/* tests/migrate/random_pairs.c - the comparison's laws on random schemas of a server */
#include "random_pairs.h"

#include <criterion/criterion.h>
#include <string.h>

#include "migrate/compare.h"
#include "migrate/context.h"
#include "migrate/proof.h"
#include "migrate/scratch.h"
#include "orm/ddl/ddl.h"
#include "orm/dialect.h"
#include "reflect/reflect.h"
#include "shrink.h"
#include "tests/support/random_maker.h"
#include "tests/support/server.h"

enum { FROM, TO, DATABASES, ROWS = 8, PROVE_EVERY = 4, RENAME_EVERY = 3, TIDY_EVERY = 20 };

struct lab {
	const struct random_server *server;
	struct arena arena, databases; /* of one try; of all */
	struct orm_conn *conn[DATABASES];
	struct orm_metadata *schema[DATABASES];
	const struct orm_dialect *d;
	uint64_t seed;
	struct error err;
};

/* What went wrong, in one text. */
static const char *broken(struct lab *lab, const char *what, const char *detail)
{
	return arena_printf(&lab->databases, "%s: %s %s\n%s", what, detail, lab->err.message,
	                    lab->err.statement);
}

static bool reflect(struct lab *lab, int db, struct orm_metadata **out)
{
	return reflect_database(&lab->arena, lab->conn[db], NULL, out, &lab->err);
}

/* By the connection itself, which then is another one: there is no USE. */
static void make_again(struct lab *lab, int db)
{
	const struct orm_url *u = orm_conn_url(lab->conn[db]);
	const char *url = orm_url_text(&lab->arena, u, true);

	cr_assert(orm_exec(lab->conn[db],
	                   arena_printf(&lab->arena, "DROP DATABASE %s", u->database), &lab->err) &&
	              orm_exec(lab->conn[db],
	                       arena_printf(&lab->arena, "CREATE DATABASE %s", u->database),
	                       &lab->err),
	          "%s", lab->err.message);
	orm_close(lab->conn[db]);
	lab->conn[db] = server_connect(url);
}

static void empty(struct lab *lab, int db)
{
	if (!lab->server->empty)
		make_again(lab, db);
	for (size_t i = 0; lab->server->empty && lab->server->empty[i]; i++)
		cr_assert(orm_exec(lab->conn[db], lab->server->empty[i], &lab->err), "%s: %s",
		          lab->server->empty[i], lab->err.message);
}

static void tidy(struct lab *lab)
{
	for (int db = 0; lab->server->tidy && db < DATABASES; db++)
		cr_assert(orm_exec(lab->conn[db], lab->server->tidy, &lab->err), "%s",
		          lab->err.message);
}

/* What depends on a part that isn't there, or makes no sense, isn't there either. */
static void load_in_transaction(struct lab *lab, struct orm_conn *c, const struct names *parts)
{
	cr_assert(orm_begin(c, &lab->err), "%s", lab->err.message);
	for (size_t i = 0; i < parts->len; i++) {
		cr_assert(orm_savepoint(c, "part", &lab->err), "%s", lab->err.message);
		if (!orm_exec(c, parts->items[i], &lab->err))
			orm_rollback_to(c, "part");
		else
			cr_assert(orm_release(c, "part", &lab->err), "%s", lab->err.message);
	}
	cr_assert(orm_commit(c, &lab->err), "%s", lab->err.message);
}

static void load(struct lab *lab, int db, const struct names *parts)
{
	empty(lab, db);
	if (lab->d->transactional_ddl)
		load_in_transaction(lab, lab->conn[db], parts);
	for (size_t i = 0; !lab->d->transactional_ddl && i < parts->len; i++)
		(void)!orm_exec(lab->conn[db], parts->items[i], &lab->err);
	error_clear(&lab->err);
}

/* `o` was called something else before; models would say so. */
static void rename_back(struct lab *lab, struct orm_object *o, const struct orm_table *t,
                        const char *what)
{
	const char *old = arena_printf(&lab->arena, "was %s", o->name);
	struct error ignored = { 0 };
	struct buf sql = { 0 };

	buf_adds(&sql, "ALTER TABLE ");
	if (t->object.schema) {
		ddl_name(&sql, lab->d, t->object.schema);
		buf_addc(&sql, '.');
	}
	ddl_name(&sql, lab->d, t->object.name);
	buf_addf(&sql, " RENAME %s", what);
	if (*what) {
		ddl_name(&sql, lab->d, o->name);
		buf_addc(&sql, ' ');
	}
	buf_adds(&sql, "TO ");
	ddl_name(&sql, lab->d, old);
	if (orm_exec(lab->conn[FROM], buf_str(&sql), &ignored))
		o->renamed_from = old;
	buf_release(&sql);
}

/* Some names, in every third pair. */
static void rename_some(struct lab *lab)
{
	const struct orm_metadata *m = lab->schema[TO];

	for (size_t i = 0; lab->seed % RENAME_EVERY == 0 && i < m->tables.len; i++) {
		struct orm_table *t = m->tables.items[i];

		for (size_t j = 0; j < t->columns.len; j++)
			if (random_mix(lab->seed, 1000 + i * 50 + j) % 12 == 0 &&
			    !t->columns.items[j]->inherited)
				rename_back(lab, &t->columns.items[j]->object, t, "COLUMN ");
		if (random_mix(lab->seed, 2000 + i) % 5 == 0)
			rename_back(lab, &t->object, t, "");
	}
}

static bool compare(struct lab *lab, const struct orm_metadata *from, const struct orm_metadata *to,
                    struct migrate_ops *out)
{
	struct compare_result r = { 0 };

	if (!migrate_compare(&lab->arena, lab->d, from, to, NULL, &r, &lab->err))
		return false;
	*out = r.ops;
	return true;
}

static bool run_ops(struct lab *lab, const struct migrate_ops *ops)
{
	struct migrate_context ctx = { .arena = &lab->arena,
		                       .conn = lab->conn[FROM],
		                       .allow_data_loss = true };

	for (size_t i = 0; i < ops->len; i++)
		if (!migrate_context_run(&ctx, &ops->items[i], &lab->err))
			return false;
	return true;
}

/* All of it or, where there is such a thing, nothing. */
static bool apply(struct lab *lab, const struct migrate_ops *ops)
{
	struct orm_conn *c = lab->conn[FROM];

	if (!orm_migrating(c, true, &lab->err) || !orm_begin(c, &lab->err))
		return false;
	bool ok = run_ops(lab, ops) && orm_commit(c, &lab->err);
	if (!ok)
		orm_rollback(c);
	struct error late = { 0 };
	return orm_migrating(c, false, ok ? &lab->err : &late) && ok;
}

/* Is nothing left to the schema? */
static const char *left(struct lab *lab, const struct orm_metadata *to, const char *what)
{
	struct orm_metadata *now;
	struct migrate_ops ops;

	if (!reflect(lab, FROM, &now) || !compare(lab, now, to, &ops))
		return broken(lab, what, "");
	return ops.len ? broken(lab, what, migrate_op_text(&lab->arena, lab->d, ops.items)) : NULL;
}

/* Of values that the new type, or a constraint, doesn't take. */
static bool is_about_rows(const struct error *err)
{
	static const char *const classes[] = { "22", "23", "01" };

	for (size_t i = 0; i < COUNT(classes); i++)
		if (!strncmp(err->sqlstate, classes[i], 2))
			return true;
	/* text search's input functions have a class of their own: 42 */
	return err->code == ERR_INTEGRITY || strstr(err->message, "ncorrect ") ||
	       strstr(err->message, "no partition for") || strstr(err->message, " is violated") ||
	       strstr(err->message, " in tsvector") || strstr(err->message, " in tsquery");
}

/* As a script's downgrade is: inverted, or where that fails compared the other way round. */
static const char *go_back(struct lab *lab, const struct migrate_ops *up,
                           const struct migrate_rows *rows)
{
	struct migrate_ops down = { 0 };

	if (!migrate_invert(&lab->arena, up, &down, &lab->err))
		return broken(lab, "inverting", "");
	if (rows->wanted && !migrate_rows_clear(&lab->arena, lab->conn[FROM], lab->schema[TO],
	                                        lab->schema[FROM], &down, &lab->err))
		return broken(lab, "clearing", "");
	if (!apply(lab, &down)) {
		const char *first = broken(lab, "undoing", "");

		if (rows->wanted && is_about_rows(&lab->err))
			return NULL;
		if (!lab->d->transactional_ddl)
			return first;
		error_clear(&lab->err);
		if (!compare(lab, lab->schema[TO], lab->schema[FROM], &down) || !apply(lab, &down))
			return broken(lab, "undoing what was compared backwards",
			              arena_printf(&lab->databases, "(%s)", first));
	}
	return left(lab, lab->schema[FROM], "left after undoing");
}

/* `rows->wanted` is 0 in the end where rows are in the way. */
static const char *prove(struct lab *lab, const struct migrate_ops *up, int64_t wanted,
                         struct migrate_rows *rows)
{
	struct orm_conn *scratch;

	*rows = (struct migrate_rows){ .wanted = wanted };
	if (!migrate_scratch_open(lab->d, orm_conn_url(lab->conn[TO]), &scratch, &lab->err))
		return broken(lab, "a scratch database", "");
	bool ok = migrate_prove_watched(&lab->arena, scratch, lab->schema[FROM], lab->schema[TO],
	                                up, NULL, NULL, rows, &lab->err);
	orm_close(scratch);
	if (!ok && wanted && is_about_rows(&lab->err)) {
		error_clear(&lab->err);
		return prove(lab, up, 0, rows);
	}
	return ok ? NULL : broken(lab, wanted ? "the proof with rows" : "the proof", "");
}

/* Where the proof had rows, the database has as many of its own. */
static const char *fill(struct lab *lab, struct migrate_ops *up, struct migrate_rows *rows)
{
	struct orm_conn *c = lab->conn[FROM];

	*rows = (struct migrate_rows){ .wanted = rows->wanted };
	if (!rows->wanted)
		return NULL;
	migrate_rows_match(&lab->arena, lab->schema[FROM], lab->schema[TO], up, NULL, rows);
	return migrate_rows_fill(&lab->arena, c, lab->schema[FROM], lab->schema[TO], up, rows,
	                         &lab->err) &&
	               migrate_rows_note(&lab->arena, c, false, rows, &lab->err)
	           ? NULL
	           : broken(lab, "filling", "");
}

static const char *check_kept(struct lab *lab, const struct migrate_rows *rows)
{
	const char *lost;

	if (!migrate_rows_compare(&lab->arena, lab->conn[FROM], true, rows, &lost, &lab->err))
		return broken(lab, "counting rows", "");
	return lost ? broken(lab, "what was proved with rows, done with rows,", lost) : NULL;
}

static const char *check_loaded(struct lab *lab)
{
	struct migrate_ops same, up;
	struct migrate_rows rows = { 0 };
	const char *wrong;

	if (!reflect(lab, TO, &lab->schema[TO]))
		return broken(lab, "reflecting", "");
	rename_some(lab);
	if (!reflect(lab, FROM, &lab->schema[FROM]))
		return broken(lab, "reflecting", "");
	if (!compare(lab, lab->schema[FROM], lab->schema[FROM], &same) ||
	    !compare(lab, lab->schema[FROM], lab->schema[TO], &up))
		return broken(lab, "comparing", "");
	if (same.len)
		return broken(lab, "equal schemas differ",
		              migrate_op_text(&lab->arena, lab->d, same.items));
	if (lab->seed % PROVE_EVERY == 0 && (wrong = prove(lab, &up, ROWS, &rows)))
		return wrong;
	if ((wrong = fill(lab, &up, &rows)))
		return wrong;
	if (!apply(lab, &up))
		return broken(lab, "applying", rows.wanted ? "with rows" : "");
	if ((wrong = left(lab, lab->schema[TO], "left after applying")) ||
	    (wrong = check_kept(lab, &rows)))
		return wrong;
	return go_back(lab, &up, &rows);
}

static const char *check(struct lab *lab, const struct names parts[DATABASES])
{
	const char *wrong;

	error_clear(&lab->err);
	for (int i = 0; i < DATABASES; i++)
		load(lab, i, &parts[i]);
	wrong = check_loaded(lab);
	arena_release(&lab->arena);
	return wrong;
}

static const char *check_still(void *data, const struct names parts[DATABASES])
{
	return check(data, parts);
}

/* A view that names what is renamed is right before or after that, not both. */
static void leave_code(struct names *parts)
{
	static const char *const words[] = { " VIEW ", " TRIGGER ", " PROCEDURE " };

	for (size_t i = parts->len; i-- > 0;)
		for (size_t k = 0; k < COUNT(words); k++)
			if (!strncmp(parts->items[i], "CREATE ", 7) &&
			    strstr(parts->items[i], words[k])) {
				vec_remove(parts, i);
				break;
			}
}

static void run_pair(struct lab *lab, uint64_t seed)
{
	struct names parts[DATABASES] = { 0 };
	const char *wrong;

	lab->seed = seed;
	lab->server->make(&lab->databases, seed, 0, &parts[FROM]);
	lab->server->make(&lab->databases, seed, seed + 1, &parts[TO]);
	for (int i = 0; i < DATABASES && !lab->d->follows_renames && !(seed % RENAME_EVERY); i++)
		leave_code(&parts[i]);
	wrong = check(lab, parts);
	if (!wrong)
		return;
	if (!shrink_is_off())
		wrong =
		    shrink(&(struct shrinker){ &lab->databases, check_still, lab }, parts, wrong);
	cr_expect(false, "%s, seed %llu: %s\n-- from\n%s-- to\n%s", lab->server->title,
	          (unsigned long long)seed, wrong,
	          shrink_text(&lab->databases, &parts[FROM], &parts[TO], ";"),
	          shrink_text(&lab->databases, &parts[TO], &parts[FROM], ";"));
}

void random_pairs_run(const struct random_server *server, uint64_t pairs)
{
	struct lab lab = { .server = server };
	uint64_t seed = shrink_number("LIMBECK_TEST_SEED", 1);

	pairs = shrink_number("LIMBECK_TEST_PAIRS", pairs);
	for (int i = 0; i < DATABASES; i++)
		lab.conn[i] = server_connect(server->database(&lab.databases));
	lab.d = orm_conn_dialect(lab.conn[FROM]);
	for (uint64_t i = 0; i < pairs; i++) {
		run_pair(&lab, seed + i);
		if (i % TIDY_EVERY == TIDY_EVERY - 1)
			tidy(&lab);
	}
	for (int i = 0; i < DATABASES; i++)
		orm_close(lab.conn[i]);
	arena_release(&lab.databases);
}
