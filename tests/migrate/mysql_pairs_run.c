/* tests/migrate/mysql_pairs_run.c - pairs of schemas, there and back on the servers */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "migrate/compare.h"
#include "migrate/context.h"
#include "mutations.h"
#include "mysql_pairs.h"
#include "orm/dialect.h"
#include "reflect/reflect.h"
#include "tests/support/server.h"

enum { FROM, TO, DATABASES };

struct lab {
	struct arena arena, databases; /* of one row; of all */
	const struct mysql_pair *pair;
	struct orm_conn *conn[DATABASES];
	const struct orm_dialect *d;
	struct error err;
};

static bool complain(struct lab *lab, const char *what, const char *detail)
{
	cr_expect(false, "%s: %s: %s %s\n%s\n-- from\n%s\n-- to\n%s", lab->pair->name, what, detail,
	          lab->err.message, lab->err.statement, lab->pair->from, lab->pair->to);
	return false;
}

/* What a script sets for what it makes isn't for what comes after it. */
static bool run_script(struct lab *lab, int db, const char *script)
{
	struct arena *a = &lab->arena;
	struct orm_statements list = { 0 };
	const char *text = arena_printf(a, "%s\n;", script);

	cr_assert(orm_split(a, lab->d, text, strlen(text), &list));
	for (size_t i = 0; i < list.len; i++)
		if (!orm_exec(lab->conn[db],
		              arena_strndup(a, list.items[i].start, list.items[i].len), &lab->err))
			return complain(lab, "making it", list.items[i].start);
	return true;
}

static bool load(struct lab *lab, int db, const char *script)
{
	const char *text = arena_printf(&lab->arena,
	                                "SET @mode = @@sql_mode, @zone = @@time_zone;\n%s;\n"
	                                "SET sql_mode = @mode, time_zone = @zone",
	                                script);

	return run_script(lab, db, text);
}

static struct orm_metadata *reflect(struct lab *lab, int db)
{
	struct orm_metadata *m = NULL;

	if (!reflect_database(&lab->arena, lab->conn[db], NULL, &m, &lab->err))
		(void)complain(lab, "reflecting", "");
	else if (m->left_out.len)
		(void)complain(lab, "left out", m->left_out.items[0].why);
	return m;
}

/* A row wherever one goes by its defaults; what refuses one stays empty. */
static void add_rows(struct lab *lab, const struct orm_metadata *m)
{
	struct error ignored = { 0 };

	for (size_t i = 0; i < m->tables.len && !lab->pair->empty; i++)
		(void)!orm_exec(lab->conn[FROM],
		                arena_printf(&lab->arena, "INSERT INTO `%s` () VALUES ()",
		                             m->tables.items[i]->object.name),
		                &ignored);
}

/* Of the first row, a column after the other; when a thing was made is nothing of its own. */
static const char *row(struct lab *lab, int db, const char *sql)
{
	struct orm_result *r;
	struct buf b = { 0 };

	if (!orm_query(lab->conn[db], sql, NULL, 0, &r, &lab->err)) {
		(void)complain(lab, "asking", sql);
		return "";
	}
	if (orm_next(r, &lab->err) == ORM_ROW)
		for (int i = 0; i < orm_columns(r); i++)
			if (strcmp(orm_column_name(r, i), "Created") != 0)
				buf_addf(&b, "%s\n", orm_get_text(r, i) ? orm_get_text(r, i) : "");
	orm_result_close(r);
	return buf_take(&b, &lab->arena);
}

static const char *counts(struct lab *lab, const struct orm_metadata *x,
                          const struct orm_metadata *y)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < x->tables.len; i++) {
		const char *name = x->tables.items[i]->object.name;

		if (orm_metadata_table(y, NULL, name))
			buf_addf(&b, "%s %s, ", name,
			         row(lab, FROM,
			             arena_printf(&lab->arena, "SELECT count(*) FROM `%s`", name)));
	}
	return buf_take(&b, &lab->arena);
}

static int by_text(const void *x, const void *y)
{
	return strcmp(*(char *const *)x, *(char *const *)y);
}

/* Columns stay in their order; that of keys says nothing, nor does a counter. */
static const char *normal(struct lab *lab, const char *text)
{
	struct arena *a = &lab->arena;
	struct names keys = { 0 };
	struct buf b = { 0 };

	while (*text) {
		size_t len = strcspn(text, "\n"), blank = strspn(text, " ");
		const char *line = arena_strndup(a, text, len),
			   *n = strstr(line, " AUTO_INCREMENT=");

		if (n)
			line = arena_printf(a, "%.*s%s", (int)(n - line), line,
			                    n + 16 + strspn(n + 16, "0123456789"));
		if (text_ends(line, ","))
			line = arena_strndup(a, line, strlen(line) - 1);
		if (blank == 2 && text[2] != '`')
			vec_push(a, &keys, line);
		else
			buf_addf(&b, "%s\n", line);
		text += len + (text[len] == '\n');
	}
	if (keys.len)
		qsort((void *)(uintptr_t)keys.items, keys.len, sizeof *keys.items, by_text);
	for (size_t i = 0; i < keys.len; i++)
		buf_addf(&b, "%s\n", keys.items[i]);
	return buf_take(&b, a);
}

static const char *without_database(struct lab *lab, int db, const char *text)
{
	struct arena *a = &lab->arena;
	const char *own = row(lab, db, "SELECT DATABASE()"), *at;
	const char *name = arena_printf(a, "`%.*s`.", (int)strcspn(own, "\n"), own);
	struct buf b = { 0 };

	for (; (at = strstr(text, name)); text = at + strlen(name))
		buf_add(&b, text, (size_t)(at - text));
	buf_adds(&b, text);
	return buf_take(&b, a);
}

/* SHOW CREATE of each, the database's own name being none of theirs. */
static const char *show(struct lab *lab, int db, const struct orm_metadata *m)
{
	struct arena *a = &lab->arena;
	struct buf b = { 0 };

	for (size_t i = 0; i < m->tables.len; i++)
		buf_adds(&b, normal(lab, row(lab, db,
		                             arena_printf(a, "SHOW CREATE TABLE `%s`",
		                                          m->tables.items[i]->object.name))));
	for (size_t i = 0; i < m->definitions.len; i++) {
		const struct orm_object *o = &m->definitions.items[i]->object;

		buf_adds(&b, row(lab, db,
		                 arena_printf(a, "SHOW CREATE %s `%s`", orm_kinds[o->kind].label,
		                              o->name)));
	}
	return without_database(lab, db, buf_take(&b, a));
}

static bool apply(struct lab *lab, const struct migrate_ops *ops, const char *what)
{
	struct migrate_context ctx = { .arena = &lab->arena,
		                       .conn = lab->conn[FROM],
		                       .allow_data_loss = true };

	for (size_t i = 0; i < ops->len; i++)
		if (!migrate_context_run(&ctx, &ops->items[i], &lab->err))
			return complain(lab, what,
			                migrate_op_text(&lab->arena, lab->d, &ops->items[i]));
	if (lab->pair->most && ctx.statements > lab->pair->most && !strcmp(what, "applying"))
		return complain(lab, what,
		                arena_printf(&lab->arena, "took %u statements", ctx.statements));
	return true;
}

static bool compare(struct lab *lab, const struct orm_metadata *from, const struct orm_metadata *to,
                    struct migrate_ops *out)
{
	struct compare_result r;

	if (!from || !to || !migrate_compare(&lab->arena, lab->d, from, to, NULL, &r, &lab->err))
		return complain(lab, "comparing", "");
	*out = r.ops;
	return true;
}

static bool expect_same(struct lab *lab, const struct orm_metadata *to, const char *shown,
                        const char *what)
{
	struct migrate_ops left;
	struct orm_metadata *is = reflect(lab, FROM);
	const char *now;

	if (!compare(lab, is, to, &left))
		return false;
	if (left.len)
		return complain(lab, what, migrate_op_text(&lab->arena, lab->d, left.items));
	now = show(lab, FROM, is);
	return !strcmp(now, shown) ||
	       complain(lab, what, arena_printf(&lab->arena, "it is\n%snot\n%s", now, shown));
}

static bool is_mutation(const struct mysql_pair *pair)
{
	return strchr(pair->name, '.') != NULL;
}

static bool there_and_back(struct lab *lab, const struct orm_metadata *from,
                           const struct orm_metadata *to, const char *was)
{
	const char *rows;
	struct migrate_ops up, down;

	if (!compare(lab, from, to, &up))
		return false;
	cr_expect(up.len, "%s: no difference is seen", lab->pair->name);
	if (is_mutation(lab->pair))
		cr_expect(mutation_changes(&lab->arena, lab->d, lab->pair->name, from, to),
		          "%s: it isn't what differs: %s\n%s", lab->pair->name, lab->pair->from,
		          lab->pair->to);
	add_rows(lab, from);
	rows = counts(lab, from, to);
	if (!apply(lab, &up, "applying") ||
	    !expect_same(lab, to, show(lab, TO, to), "is left after applying"))
		return false;
	cr_expect_str_eq(counts(lab, from, to), rows, "%s: rows", lab->pair->name);
	if (!migrate_invert(&lab->arena, &up, &down, &lab->err))
		return complain(lab, "inverting", "");
	return apply(lab, &down, "undoing") && expect_same(lab, from, was, "is left after undoing");
}

/* From TO to FROM, where TO is: half the price of two more databases. */
static void backwards(struct lab *lab, const struct orm_metadata *from,
                      const struct orm_metadata *to, const char *was)
{
	struct orm_conn *conn = lab->conn[FROM];
	struct migrate_ops ops;

	lab->conn[FROM] = lab->conn[TO];
	lab->conn[TO] = conn;
	add_rows(lab, to);
	if (compare(lab, to, from, &ops) && apply(lab, &ops, "applying backwards"))
		(void)expect_same(lab, from, was, "is left after applying backwards");
}

/* By the connection itself, which then is another one: there is no USE. */
static void empty_database(struct lab *lab, int db)
{
	const struct orm_url *u = orm_conn_url(lab->conn[db]);
	const char *url = orm_url_text(&lab->arena, u, true);

	cr_assert(run_script(lab, db,
	                     arena_printf(&lab->arena, "DROP DATABASE %s; CREATE DATABASE %s",
	                                  u->database, u->database)));
	orm_close(lab->conn[db]);
	lab->conn[db] = server_connect(url);
}

static void run(struct lab *lab, const char *from, const char *to)
{
	const struct orm_metadata *is, *other;
	const char *was;

	for (int i = 0; i < DATABASES; i++)
		empty_database(lab, i);
	if (load(lab, FROM, from) && load(lab, TO, to) && (is = reflect(lab, FROM)) &&
	    (other = reflect(lab, TO))) {
		was = show(lab, FROM, is);
		if (there_and_back(lab, is, other, was) && is_mutation(lab->pair))
			backwards(lab, is, other, was);
	}
	arena_release(&lab->arena);
	lab->err = (struct error){ 0 };
}

void mysql_pairs_run(const struct mysql_pair *rows, enum mysql_server server)
{
	const char *only = getenv("LIMBECK_TEST_ROW");
	struct lab lab = { 0 };

	for (int i = 0; i < DATABASES; i++)
		lab.conn[i] = server_connect(server == MARIADB ? server_mariadb(&lab.databases)
		                                               : server_mysql(&lab.databases));
	lab.d = orm_conn_dialect(lab.conn[FROM]);
	for (const struct mysql_pair *p = rows; p->name; p++) {
		if ((p->server != BOTH && p->server != server) ||
		    (only && strcmp(only, p->name) != 0))
			continue;
		lab.pair = p;
		run(&lab, p->from, p->to);
		if (!p->most && !is_mutation(p))
			run(&lab, p->to, p->from);
	}
	for (int i = 0; i < DATABASES; i++)
		orm_close(lab.conn[i]);
	arena_release(&lab.databases);
}
