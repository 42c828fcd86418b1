/* migrate/obstacle.c - rows that stand in the way of a plan */
#include "migrate/obstacle.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "migrate/backfill.h"
#include "migrate/describe.h"
#include "migrate/obstacle_query.h"
#include "orm/dialect.h"

enum { SHOWN = 5, LONGEST = 40 };

static void add_list(struct buf *out, const struct names *list)
{
	for (size_t i = 0; i < list->len; i++)
		buf_addf(out, ", %s", list->items[i]);
}

/* Names as SQL of the columns that tell rows apart. */
static struct names key_of(const struct question *q)
{
	const struct orm_constraint *key = orm_table_primary_key(q->table);
	struct names out = { 0 };

	for (size_t i = 0; key && i < key->elements.len; i++) {
		struct buf b = { 0 };

		if (!key->elements.items[i].column)
			return (struct names){ 0 };
		ddl_name(&b, q->dialect, key->elements.items[i].column);
		vec_push(q->arena, &out, buf_take(&b, q->arena));
	}
	return out;
}

/* How many, then what is shown of the first of them. */
static const char *rows_sql(const struct question *q, const struct names *key)
{
	struct buf table = { 0 }, list = { 0 }, b = { 0 };

	ddl_full_name(&table, q->dialect, q->table->object.schema, q->table->object.name);
	add_list(&list, key);
	add_list(&list, &q->shown);
	buf_addf(&b, "SELECT (SELECT count(*) FROM %s WHERE %s)%s FROM %s WHERE %s",
	         buf_str(&table), q->where, buf_str(&list), buf_str(&table), q->where);
	buf_cut(&list, 0);
	add_list(&list, key);
	if (list.len)
		buf_addf(&b, " ORDER BY %s", buf_str(&list) + 2);
	buf_addf(&b, " LIMIT %d", SHOWN);
	buf_release(&table);
	buf_release(&list);
	return buf_take(&b, q->arena);
}

/* The same of values that several rows have. */
static const char *groups_sql(const struct question *q)
{
	struct buf table = { 0 }, list = { 0 }, b = { 0 };
	const char *by;

	ddl_full_name(&table, q->dialect, q->table->object.schema, q->table->object.name);
	add_list(&list, &q->shown);
	by = arena_printf(q->arena, "FROM %s WHERE %s GROUP BY %s HAVING count(*) > 1",
	                  buf_str(&table), q->where, buf_str(&list) + 2);
	buf_addf(&b,
	         "SELECT (SELECT count(*) FROM (SELECT 1 AS one %s) limbeck_g)%s, count(*) %s "
	         "ORDER BY %s LIMIT %d",
	         by, buf_str(&list), by, buf_str(&list) + 2, SHOWN);
	buf_release(&table);
	buf_release(&list);
	return buf_take(&b, q->arena);
}

static void add_value(struct buf *out, struct orm_result *r, int column)
{
	bool text = orm_get(r, column).kind == ORM_TEXT;
	const char *value = orm_get_text(r, column);
	size_t len = value ? strlen(value) : 0, shown = len < LONGEST ? len : LONGEST;
	struct arena a = { 0 };

	/* not in the middle of a character */
	while (shown < len && shown && ((unsigned char)value[shown] & 0xC0) == 0x80)
		shown--;
	buf_adds(out, value && text ? "'" : "");
	describe_safe(out, value ? arena_strndup(&a, value, shown) : "NULL");
	buf_adds(out, shown < len ? "..." : "");
	buf_adds(out, value && text ? "'" : "");
	arena_release(&a);
}

/* `id = 7: state = 'x'`, or `email = 'a' in 3 rows`; the columns from 1 on. */
static void add_sample(struct buf *out, const struct question *q, const struct names *key,
                       struct orm_result *r)
{
	int column = 1;

	for (size_t i = 0; i < key->len; i++, column++) {
		buf_addf(out, "%s%s = ", i ? ", " : "", key->items[i]);
		add_value(out, r, column);
	}
	buf_adds(out, key->len && q->shown.len ? ": " : "");
	for (size_t i = 0; i < q->shown.len; i++, column++) {
		buf_addf(out, "%s%s = ", i ? ", " : "",
		         (q->labels.len ? &q->labels : &q->shown)->items[i]);
		add_value(out, r, column);
	}
	if (q->grouped)
		buf_addf(out, " in %s rows", orm_get_text(r, column));
}

/* Reads the rows of the answer; false when it broke off. */
static bool read_answer(const struct question *q, const struct names *key, struct orm_result *r,
                        int64_t *rows, struct buf *samples, struct error *err)
{
	enum orm_step step;

	*rows = 0;
	while ((step = orm_next(r, err)) == ORM_ROW) {
		*rows = orm_get_int(r, 0);
		buf_adds(samples, samples->len ? "; " : "");
		add_sample(samples, q, key, r);
	}
	return step == ORM_DONE;
}

static const char *text_of(const struct question *q, int64_t rows, const struct buf *samples)
{
	const char *of = q->grouped ? "value" : "row";
	bool more = rows > SHOWN && samples->len;

	return arena_printf(q->arena, "%s: %lld %s%s of \"%s\" %s%s%s%s%s", q->what,
	                    (long long)rows, of, rows == 1 ? "" : "s", q->table->object.name,
	                    q->why, samples->len ? " (" : "", buf_str(samples), more ? "; ..." : "",
	                    samples->len ? ")" : "");
}

static void add(const struct question *q, int64_t rows, const struct buf *samples,
                struct migrate_obstacles *out)
{
	struct migrate_obstacle found = {
		.change = q->change,
		.rows = rows,
		.needs_value = q->needs_value,
		.hint = q->hint,
		.table = q->table,
		.where = q->grouped ? NULL : q->where,
		.trial = q->trial,
	};

	if (rows)
		found.text = text_of(q, rows, samples);
	if (rows || (q->needs_value && !q->change->backfill))
		vec_push(q->arena, out, found);
}

/* The server can't be made to tell which: it may lack a key, or we the right to ask it. */
static void add_untold(const struct question *q, struct migrate_obstacles *out)
{
	struct migrate_obstacle found = { .change = q->change,
		                          .rows = 1,
		                          .needs_value = q->needs_value,
		                          .hint = q->hint,
		                          .table = q->table };

	found.text = arena_printf(q->arena, "%s: rows of \"%s\" %s (%s)", q->what,
	                          q->table->object.name, q->why, q->refusal);
	vec_push(q->arena, out, found);
}

/* A query, and where its answer goes. */
struct asking {
	struct question *q;
	struct migrate_obstacles *out;
	struct error refused;
};

static bool is_fatal(const struct error *err)
{
	return err->code == ERR_INTERRUPTED || err->code == ERR_CONNECT;
}

static bool ask_rows(void *data, struct orm_conn *conn, struct error *err)
{
	struct asking *x = data;
	struct question *q = x->q;
	struct names key = { 0 };
	struct orm_result *r;
	struct buf samples = { 0 };
	int64_t rows = 0;
	const char *sql;

	if (!q->grouped)
		key = key_of(q);
	sql = q->grouped ? groups_sql(q) : rows_sql(q, &key);
	if ((!q->trial || orm_exec(conn, q->trial->make, &x->refused)) &&
	    (!q->trial || !q->guarded || orm_read_on(conn, &x->refused)) &&
	    orm_query(conn, sql, NULL, 0, &r, &x->refused)) {
		if (read_answer(q, &key, r, &rows, &samples, &x->refused))
			add(q, rows, &samples, x->out);
		orm_result_close(r);
	}
	buf_release(&samples);
	/* where a transaction doesn't take it back */
	return !q->trial || q->dialect->transactional_ddl || orm_exec(conn, q->trial->drop, err);
}

static void ask_so(struct asking *x, struct orm_conn *conn)
{
	struct error ignored = { .position = -1 };

	if (x->q->guarded && !x->q->trial)
		(void)!orm_try_reading(conn, ask_rows, x, &ignored);
	else if (x->q->trial || orm_in_transaction(conn))
		/* what a transaction can't do after a refused query, it can after a savepoint */
		(void)!orm_try(conn, ask_rows, x, &ignored);
	else
		(void)!ask_rows(x, conn, &ignored);
}

/* The change itself may not need the right. */
static void note_unread(const struct asking *x)
{
	const char *table = orm_object_label(x->q->arena, &x->q->table->object);
	struct names *unread = &x->out->unread;

	if (!x->refused.denied)
		return;
	for (size_t i = 0; i < unread->len; i++)
		if (!strcmp(unread->items[i], table))
			return;
	vec_push(x->q->arena, unread, table);
}

static bool ask(struct question *q, struct orm_conn *conn, struct migrate_obstacles *out,
                struct error *err)
{
	struct asking x = { .q = q, .out = out, .refused = { .position = -1 } };
	size_t before = out->len;
	bool none = false;

	if (q->expr && !question_try(q, conn, &none, err))
		return false;
	if (none && !q->both)
		return true;
	if (q->where)
		ask_so(&x, conn);
	if (is_fatal(&x.refused)) {
		*err = x.refused;
		return false;
	}
	note_unread(&x);
	if (q->computes && !q->refusal && text_starts(x.refused.sqlstate, "22"))
		q->refusal = arena_strdup(q->arena, x.refused.message);
	if (q->refusal && (out->len == before || !out->items[before].rows))
		add_untold(q, out);
	return true;
}

/* Columns of all tables may be of the type that changes. */
static bool ask_columns(struct question *q, struct orm_conn *conn, struct migrate_obstacles *out,
                        struct error *err)
{
	bool domain = q->change->kind == ORM_DOMAIN;

	for (size_t i = 0; i < q->from->tables.len; i++) {
		const struct orm_table *t = q->from->tables.items[i];

		for (size_t k = 0; k < t->columns.len; k++)
			if ((domain ? question_ask_domain
			            : question_ask_enum)(q, t, t->columns.items[k]) &&
			    !ask(q, conn, out, err))
				return false;
	}
	return true;
}

static bool ask_kept(const struct question *q, const struct orm_object *key, struct orm_conn *conn,
                     struct migrate_obstacles *out, struct error *err)
{
	struct question one = *q;

	return !question_ask_kept(&one, key) || ask(&one, conn, out, err);
}

/* Keys of a column that stay, but may take for the same what they didn't before. */
static bool ask_keys(const struct question *q, struct orm_conn *conn, struct migrate_obstacles *out,
                     struct error *err)
{
	const struct orm_change *c = q->change;
	const struct orm_table *t = orm_metadata_table(q->to, c->schema, c->table);

	if (!t || c->kind != ORM_COLUMN || c->verb != ORM_ALTER)
		return true;
	for (size_t i = 0; i < t->constraints.len; i++)
		if (!ask_kept(q, &t->constraints.items[i]->object, conn, out, err))
			return false;
	for (size_t i = 0; i < t->indexes.len; i++)
		if (!ask_kept(q, &t->indexes.items[i]->object, conn, out, err))
			return false;
	return true;
}

bool migrate_find_obstacles(struct arena *a, struct orm_conn *conn, const struct orm_metadata *from,
                            const struct orm_metadata *to, struct migrate_ops *ops,
                            struct migrate_obstacles *out, struct error *err)
{
	const struct orm_dialect *d = orm_conn_dialect(conn);

	for (size_t i = 0; i < ops->len; i++)
		for (size_t k = 0; k < ops->items[i].changes.len; k++) {
			struct orm_change *c = &ops->items[i].changes.items[k];
			struct question q = { .arena = a,
				              .dialect = d,
				              .from = from,
				              .to = to,
				              .ops = ops,
				              .change = c };

			if ((c->kind == ORM_ENUM || c->kind == ORM_DOMAIN) &&
			    c->verb == ORM_ALTER && !ask_columns(&q, conn, out, err))
				return false;
			if (!c->table)
				continue;
			q.table = orm_metadata_table(
			    from, c->schema, question_old_table(ops, d, c->schema, c->table));
			if (!q.table || q.table->module)
				continue;
			struct question own = q;
			if (!ask_keys(&own, conn, out, err) ||
			    (question_ask(&q) && !ask(&q, conn, out, err)) ||
			    (question_ask_own_check(&own) && !ask(&own, conn, out, err)))
				return false;
		}
	return true;
}
