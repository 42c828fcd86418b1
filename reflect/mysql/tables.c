/*
 * reflect/mysql/tables.c - SHOW CREATE TABLE of all tables
 *
 * While the server prints some tables, those before them are read, by a thread that has nothing to
 * do with the connection.
 */
#include <pthread.h>
#include <signal.h>

#include "base/text.h"
#include "orm/mysql/mysql.h"
#include "reflect/mysql/parse.h"
#include "reflect/mysql/reader.h"

/* The tables that are wanted, and how to ask for each. */
struct wanted {
	struct names names, sql;
};

/* What the server said of a table. */
struct answer {
	const char *name, *text;
	const char *why; /* it can't tell */
};

/* The answers of one round trip, and who reads them. */
struct batch {
	struct my_reader *reader;
	struct my_context context;
	struct arena arena;
	const char *const *names;
	struct {
		VEC(struct answer);
	} answers;
	pthread_t thread;
	bool running;
};

bool my_is_table(const struct my_entry *e)
{
	return text_same(e->type, "BASE TABLE") || text_same(e->type, "SYSTEM VERSIONED");
}

static bool is_wanted(const struct my_reader *r, const struct my_entry *e)
{
	if (!my_is_table(e) || !reflect_wanted(r->options, e->name))
		return false;
	return !r->table || r->dialect->same_name(r->table, e->name);
}

static struct wanted list(struct my_reader *r)
{
	struct wanted w = { 0 };

	for (size_t i = 0; i < r->entries.len; i++) {
		const char *name = r->entries.items[i].name;

		if (!is_wanted(r, &r->entries.items[i]))
			continue;
		vec_push(&r->scratch, &w.names, arena_strdup(r->arena, name));
		vec_push(&r->scratch, &w.sql,
		         arena_printf(&r->scratch, "SHOW CREATE TABLE %s",
		                      my_full_name(&r->scratch, r->database, name)));
	}
	return w;
}

static bool take_text(struct my_reader *r, size_t i, struct orm_result *rows, void *data)
{
	struct batch *b = data;
	struct answer a = { .name = b->names[i] };

	(void)r;
	a.text = arena_strdup(&b->arena, orm_get_text(rows, 1));
	vec_push(&b->arena, &b->answers, a);
	return true;
}

/* Dropped since it was listed, or broken: then it is named, and the others go on. */
static bool take_failure(struct my_reader *r, size_t i, const struct error *why, void *data)
{
	struct batch *b = data;
	struct answer a = { .name = b->names[i] };

	(void)r;
	a.why = arena_strdup(&b->arena, why->message);
	if (strcmp(why->sqlstate, "42S02") != 0)
		vec_push(&b->arena, &b->answers, a);
	return true;
}

static void *read_answers(void *data)
{
	struct batch *b = data;
	struct my_reader *r = b->reader;

	for (size_t i = 0; i < b->answers.len; i++) {
		const struct answer *a = &b->answers.items[i];

		if (a->why)
			orm_metadata_leave_out(r->m, "table", a->name,
			                       arena_strdup(r->arena, a->why));
		else
			my_add_table(r, &b->context, a->name, a->text);
	}
	return NULL;
}

/* Signals are for the thread that waits for the server. */
static void start_reading(struct batch *b)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	b->running = pthread_create(&b->thread, NULL, read_answers, b) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!b->running)
		read_answers(b);
}

static void finish_reading(struct batch *b)
{
	if (b->running)
		pthread_join(b->thread, NULL);
	b->running = false;
	arena_release(&b->arena);
}

/* Asks for the tables from number `from` on, as many as go together. */
static bool ask(struct batch *b, const struct wanted *w, size_t from, size_t step,
                struct error *err)
{
	struct my_rows to = { take_text, take_failure, b };
	size_t left = w->sql.len - from;

	b->names = w->names.items + from;
	b->answers.items = NULL;
	b->answers.len = b->answers.cap = 0;
	return my_query_each(b->reader, w->sql.items + from, left < step ? left : step, &to, err);
}

bool my_reflect_tables(struct my_reader *r, struct error *err)
{
	const struct my_context context = { .dialect = r->dialect,
		                            .defaults = r->defaults,
		                            .blobs_have_defaults = my_is_mariadb(r->dialect) };
	struct batch batches[2] = { { .reader = r, .context = context },
		                    { .reader = r, .context = context } };
	struct wanted w = list(r);
	size_t step = my_batch(w.sql.len);
	bool done = true;

	for (size_t from = 0, i = 0; done && from < w.sql.len; from += step, i++) {
		struct batch *now = &batches[i % 2], *before = &batches[(i + 1) % 2];

		done = ask(now, &w, from, step, err);
		finish_reading(before);
		if (done && from + step < w.sql.len)
			start_reading(now);
		else if (done)
			read_answers(now);
	}
	finish_reading(&batches[0]);
	finish_reading(&batches[1]);
	return done;
}
