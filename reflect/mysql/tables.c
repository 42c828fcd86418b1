/* reflect/mysql/tables.c - SHOW CREATE TABLE of all tables, in batches */
#include <string.h>

#include "base/text.h"
#include "orm/dialect.h"
#include "orm/mysql/mysql.h"
#include "reflect/mysql/parse.h"
#include "reflect/mysql/reader.h"

/* How many go out together: beyond that a larger packet gains nothing. */
enum { BATCH = 100 };

bool my_is_table(const struct my_entry *e)
{
	return text_same(e->type, "BASE TABLE") || text_same(e->type, "SYSTEM VERSIONED");
}

const char *my_row_text(struct my_reader *r, struct orm_result *rows, int column)
{
	return arena_strdup(r->arena, orm_get_text(rows, column));
}

/* Does the error concern this statement alone? */
static bool is_local(const struct error *err)
{
	return err->code != ERR_CONNECT && err->code != ERR_INTERRUPTED && err->code != ERR_LOCKED;
}

/* The row, if there is one, goes to its reader. */
static bool give(struct my_reader *r, size_t i, struct orm_result *rows, const struct my_rows *to,
                 struct error *err)
{
	enum orm_step step = orm_next(rows, err);

	return step == ORM_DONE || (step == ORM_ROW && to->row(r, i, rows, to->data));
}

/* One by one, since some of them fails. */
static bool query_singly(struct my_reader *r, const char *const *sql, size_t from, size_t count,
                         const struct my_rows *to, struct error *err)
{
	for (size_t i = from; i < from + count; i++) {
		struct orm_result *rows;
		bool done;

		if (!orm_query(r->conn, sql[i], NULL, 0, &rows, err)) {
			if (!is_local(err) || !to->failed(r, i, err, to->data))
				return false;
			error_clear(err);
			continue;
		}
		done = give(r, i, rows, to, err);
		orm_result_close(rows);
		if (!done)
			return false;
	}
	return true;
}

static bool query_batch(struct my_reader *r, const char *const *sql, size_t from, size_t count,
                        const struct my_rows *to, struct error *err)
{
	struct orm_result *results[BATCH];
	bool done = true;

	if (!orm_query_many(r->conn, sql + from, count, results, err)) {
		if (!is_local(err))
			return false;
		error_clear(err);
		return query_singly(r, sql, from, count, to, err);
	}
	for (size_t i = 0; i < count; i++) {
		done = done && give(r, from + i, results[i], to, err);
		orm_result_close(results[i]);
	}
	return done;
}

bool my_query_each(struct my_reader *r, const char *const *sql, size_t count,
                   const struct my_rows *to, struct error *err)
{
	for (size_t from = 0; from < count; from += BATCH)
		if (!query_batch(r, sql, from, count - from < BATCH ? count - from : BATCH, to,
		                 err))
			return false;
	return true;
}

/* The tables that are wanted, and how to ask for each. */
struct wanted {
	struct names names, sql;
	struct my_context context;
};

/* The columns that an expression speaks of. */
static void note_columns(struct my_reader *r, const struct orm_table *t, struct orm_object *o,
                         const char *expr)
{
	for (const char *at = expr ? expr : "", *end = at + strlen(at); at < end;) {
		struct orm_token token = r->dialect->next_token(at, (size_t)(end - at));
		const struct orm_column *c = NULL;

		at = token.start + token.len;
		if (token.kind == ORM_TOKEN_WORD || token.kind == ORM_TOKEN_QUOTED)
			c = orm_table_column(t, r->dialect,
			                     orm_unquote(&r->scratch, r->dialect, &token));
		if (c && &c->object != o)
			vec_push(r->arena, &o->depends,
			         orm_object_key(r->arena, r->dialect, &c->object));
	}
}

static void note_expressions(struct my_reader *r, struct orm_table *t)
{
	for (size_t i = 0; i < t->columns.len; i++)
		note_columns(r, t, &t->columns.items[i]->object, t->columns.items[i]->computed);
	for (size_t i = 0; i < t->constraints.len; i++)
		note_columns(r, t, &t->constraints.items[i]->object, t->constraints.items[i]->expr);
	for (size_t i = 0; i < t->indexes.len; i++)
		for (size_t k = 0; k < t->indexes.items[i]->elements.len; k++)
			note_columns(r, t, &t->indexes.items[i]->object,
			             t->indexes.items[i]->elements.items[k].expr);
}

/* Tables that this one can't be made before. */
static void note_depends(struct my_reader *r, struct orm_table *t)
{
	for (size_t i = 0; i < t->constraints.len; i++) {
		struct orm_constraint *k = t->constraints.items[i];
		struct orm_object referred = { .kind = ORM_TABLE,
			                       .schema = k->referred_schema,
			                       .name = k->referred_table };

		if (k->object.kind == ORM_FOREIGN_KEY)
			vec_push(r->arena, &k->object.depends,
			         orm_object_key(r->arena, r->dialect, &referred));
	}
}

/* The text is kept only where it is all that limbeck can do with the table. */
static void judge(struct my_reader *r, struct orm_table *t, const char *text)
{
	if (!t->opaque)
		t->opaque = my_unfaithful(r->arena, r, t, text);
	if (t->opaque)
		t->object.text = arena_strdup(r->arena, text);
}

/* Models take a single integer key for one that counts up; these don't. */
static void mark_plain_key(struct orm_table *t, const struct orm_dialect *d)
{
	const struct orm_constraint *pk = orm_table_primary_key(t);
	struct orm_column *c;
	const char *type;

	if (!pk || pk->elements.len != 1 || !pk->elements.items[0].column)
		return;
	c = orm_table_column(t, d, pk->elements.items[0].column);
	type = c ? c->type->name : "";
	type += strspn(type, "abcdefghijklmnopqrstuvwxyz");
	if (c && type - c->type->name >= 3 && !strncmp(type - 3, "int", 3) &&
	    !orm_option_get(&c->object.options, NULL, "auto_increment"))
		c->autoincrement = ORM_NO;
}

static bool read_table(struct my_reader *r, size_t i, struct orm_result *rows, void *data)
{
	struct wanted *w = data;
	struct orm_table *t = orm_table_new(r->arena, r->schema, w->names.items[i]);
	const char *text = orm_get_text(rows, 1), *why;

	if (!text) {
		orm_metadata_leave_out(r->m, "table", w->names.items[i],
		                       "its definition is hidden");
	} else if (!my_parse_table(r->arena, &w->context, text, t, &why)) {
		orm_metadata_leave_out(r->m, "table", w->names.items[i], why);
	} else {
		judge(r, t, text);
		mark_plain_key(t, r->dialect);
		note_depends(r, t);
		note_expressions(r, t);
		orm_metadata_add_table(r->m, t);
	}
	return true;
}

/* Dropped since it was listed, or broken: then it is named, and the others go on. */
static bool miss_table(struct my_reader *r, size_t i, const struct error *why, void *data)
{
	const struct wanted *w = data;

	if (strcmp(why->sqlstate, "42S02") != 0)
		orm_metadata_leave_out(r->m, "table", w->names.items[i],
		                       arena_strdup(r->arena, why->message));
	return true;
}

static bool is_wanted(const struct my_reader *r, const struct my_entry *e)
{
	if (!my_is_table(e) || !reflect_wanted(r->options, e->name))
		return false;
	return !r->table || r->dialect->same_name(r->table, e->name);
}

bool my_reflect_tables(struct my_reader *r, struct error *err)
{
	struct wanted w = { .context = { .dialect = r->dialect,
		                         .defaults = r->defaults,
		                         .blobs_have_defaults = my_is_mariadb(r->dialect) } };
	struct my_rows to = { read_table, miss_table, &w };

	for (size_t i = 0; i < r->entries.len; i++) {
		const char *name = r->entries.items[i].name;

		if (!is_wanted(r, &r->entries.items[i]))
			continue;
		vec_push(&r->scratch, &w.names, arena_strdup(r->arena, name));
		vec_push(&r->scratch, &w.sql,
		         arena_printf(&r->scratch, "SHOW CREATE TABLE %s",
		                      my_full_name(&r->scratch, r->database, name)));
	}
	return my_query_each(r, w.sql.items, w.sql.len, &to, err);
}
