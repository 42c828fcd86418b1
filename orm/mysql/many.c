/*
 * orm/mysql/many.c - a statement for many rows, in few round trips
 *
 * As several statements in one text, whose answers come one by one: each says how
 * many rows it changed, which MariaDB's own protocol for many rows only sums up.
 */
#include "orm/mysql/handle.h"

#ifdef LIMBECK_MYSQL

#include "orm/dialect.h"

/* The statement between its parameters: pieces[0] ? pieces[1] ? ... */
struct many {
	struct arena a;
	const char *sql;
	const char **pieces;
	size_t *lengths;
	const struct orm_value *values;
	size_t count; /* of parameters */
};

/* Behind its end the server would run another one. */
static bool may_end(const struct orm_token *t)
{
	return t->kind == ORM_TOKEN_ILLEGAL || (t->len == 1 && *t->start == ';');
}

/* False when it isn't one statement with as many parameters as there are values. */
static bool take_apart(const struct orm_conn *c, struct many *m)
{
	const char *end = m->sql + strlen(m->sql), *from = m->sql;
	size_t found = 0;
	struct orm_token t = c->dialect->next_token(from, (size_t)(end - from));
	m->pieces = arena_alloc(&m->a, (m->count + 1) * sizeof *m->pieces);
	m->lengths = arena_alloc(&m->a, (m->count + 1) * sizeof *m->lengths);
	for (; t.kind != ORM_TOKEN_END;
	     t = c->dialect->next_token(t.start + t.len, (size_t)(end - t.start) - t.len)) {
		bool parameter = t.kind == ORM_TOKEN_VARIABLE && *t.start == '?';
		if (may_end(&t) || (parameter && found == m->count))
			return false;
		if (!parameter)
			continue;
		m->pieces[found] = from;
		m->lengths[found++] = (size_t)(t.start - from);
		from = t.start + 1;
	}
	m->pieces[found] = from;
	m->lengths[found] = (size_t)(end - from);
	return found == m->count;
}

static bool add_statement(const struct orm_conn *c, struct buf *out, const struct many *m,
                          size_t row, struct error *err)
{
	for (size_t i = 0; i < m->count; i++) {
		buf_add(out, m->pieces[i], m->lengths[i]);
		if (!my_add_literal(c, out, &m->values[row * m->count + i], err))
			return fail_statement(err, m->sql, -1);
	}
	buf_add(out, m->pieces[m->count], m->lengths[m->count]);
	return true;
}

/* The server runs them up to the first that fails. */
static bool receive(struct orm_conn *c, const struct many *m, size_t count, int64_t *changes,
                    struct error *err)
{
	struct my_handle *h = my_handle(c);
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && h->my->mysql_next_result(h->db) != 0)
			return my_fail(c, NULL, m->sql, err);
		/* Rows that it may give are nobody's, but they are on the way. */
		h->my->mysql_free_result(h->my->mysql_store_result(h->db));
		changes[i] = (int64_t)h->my->mysql_affected_rows(h->db);
	}
	h->interrupted = false;
	return true;
}

static bool send(struct orm_conn *c, const struct many *m, const struct buf *text, size_t count,
                 int64_t *changes, struct error *err)
{
	struct my_handle *h = my_handle(c);
	if (!my_fits(c, m->sql, text->len, err))
		return false;
	if (h->my->mysql_real_query(h->db, buf_str(text), (unsigned long)text->len) != 0)
		return my_fail(c, NULL, m->sql, err);
	return receive(c, m, count, changes, err);
}

/* A row that makes the text too long waits for the next. */
static bool run(struct orm_conn *c, const struct many *m, size_t rows, int64_t *changes,
                struct error *err)
{
	struct buf text = { 0 }, one = { 0 };
	size_t waiting = 0;
	bool ok = my_allow_several(c, true, err);
	for (size_t i = 0; ok && i < rows; i++) {
		buf_cut(&one, 0);
		ok = add_statement(c, &one, m, i, err);
		if (ok && waiting && text.len + one.len + 2 > my_batch_max(my_handle(c))) {
			ok = send(c, m, &text, waiting, changes + i - waiting, err);
			buf_cut(&text, 0);
			waiting = 0;
		}
		buf_adds(&text, waiting++ ? "\n;" : "");
		buf_add(&text, buf_str(&one), one.len);
	}
	ok = ok && send(c, m, &text, waiting, changes + rows - waiting, err);
	buf_release(&one);
	buf_release(&text);
	return ok;
}

bool my_exec_rows(struct orm_conn *c, const char *sql, const struct orm_value *values, size_t count,
                  size_t rows, int64_t *changes, struct error *err)
{
	struct many m = { .sql = sql, .values = values, .count = count };
	/* Only of the last could it be asked what the server has to remark. */
	bool ok = !c->options.notice && take_apart(c, &m)
	              ? run(c, &m, rows, changes, err)
	              : orm_plain_exec_rows(c, sql, values, count, rows, changes, err);
	arena_release(&m.a);
	return ok;
}

#endif
