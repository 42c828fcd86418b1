/*
 * reflect/mysql/tables.c - SHOW CREATE TABLE of all tables
 *
 * Each is read while the server prints the next ones.
 */
#include "base/text.h"
#include "orm/mysql/mysql.h"
#include "reflect/mysql/parse.h"
#include "reflect/mysql/reader.h"

/* The tables that are wanted, and how to ask for each. */
struct wanted {
	struct my_context context;
	struct names names, sql;
	struct names doubtful, again; /* those to be asked for again */
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

static void list(struct my_reader *r, struct wanted *out)
{
	for (size_t i = 0; i < r->entries.len; i++) {
		const char *name = r->entries.items[i].name;

		if (!is_wanted(r, &r->entries.items[i]))
			continue;
		vec_push(&r->scratch, &out->names, arena_strdup(r->arena, name));
		vec_push(&r->scratch, &out->sql,
		         arena_printf(&r->scratch, "SHOW CREATE TABLE %s",
		                      my_full_name(&r->scratch, r->database, name)));
	}
}

static void take_text(struct my_reader *r, size_t i, struct orm_result *rows, void *data)
{
	struct wanted *w = data;
	const char *text = orm_get_text(rows, 1);

	if (!my_has_introduced(r->dialect, text)) {
		my_add_table(r, &w->context, w->names.items[i], text);
		return;
	}
	vec_push(&r->scratch, &w->doubtful, w->names.items[i]);
	vec_push(&r->scratch, &w->again, w->sql.items[i]);
}

/* As the server lists them. */
static void put_in_order(struct my_reader *r, const struct names *names)
{
	size_t at = 0;

	for (size_t i = 0; i < names->len; i++) {
		struct orm_table *t = orm_metadata_table(r->m, r->schema, names->items[i]);

		if (t)
			r->m->tables.items[at++] = t;
	}
}

/* Dropped since it was listed, or broken: then it is named, and the others go on. */
static void take_failure(struct my_reader *r, size_t i, const struct error *why, void *data)
{
	const struct wanted *w = data;

	if (strcmp(why->sqlstate, "42S02") != 0)
		orm_metadata_leave_out(r->m, "table", w->names.items[i],
		                       arena_strdup(r->arena, why->message));
}

bool my_reflect_tables(struct my_reader *r, struct error *err)
{
	struct wanted w = { .context = { .dialect = r->dialect,
		                         .defaults = r->defaults,
		                         .blobs_have_defaults = my_is_mariadb(r->dialect) } };
	struct my_rows to = { take_text, take_failure, &w };

	list(r, &w);
	if (!my_query_each(r, w.sql.items, w.sql.len, &to, err))
		return false;
	if (!w.doubtful.len)
		return true;
	if (!my_reflect_introduced(r, &w.context, &w.doubtful, &w.again, err))
		return false;
	put_in_order(r, &w.names);
	return true;
}
