/* orm/mysql/batch.c - several queries in one round trip, and many rows in one statement */
#include "orm/mysql/handle.h"

#ifdef LIMBECK_MYSQL

#include "base/buf.h"

/* Longer ones gain nothing; the server also counts what is around the text. */
enum { BATCH_BYTES = 1 << 20, OVERHEAD = 1024 };

size_t my_batch_max(const struct my_handle *h)
{
	size_t most = h->packet_max > 2 * OVERHEAD ? h->packet_max - OVERHEAD : OVERHEAD;
	return most < BATCH_BYTES ? most : BATCH_BYTES;
}

/* How many of the queries go together; at least one. */
static size_t join(const struct my_handle *h, struct buf *out, const char *const *sql, size_t count)
{
	size_t n = 0;
	buf_cut(out, 0);
	do {
		buf_addf(out, "%s%s", n ? "\n;" : "", sql[n]);
		n++;
	} while (n < count && out->len + strlen(sql[n]) < my_batch_max(h));
	return n;
}

/* The result that the connection is at. */
static bool receive(struct orm_conn *c, const char *sql, struct orm_result *rows, struct error *err)
{
	struct my_handle *h = my_handle(c);
	MYSQL_RES *result = h->my->mysql_store_result(h->db);
	if (!result && h->my->mysql_field_count(h->db) > 0)
		return my_fail(c, NULL, sql, err);
	my_set_rows(rows, result);
	return true;
}

/* Where the results go: one after the other to `to`, or all into `results`. */
struct target {
	struct orm_result **results;
	struct orm_result *rows;
	struct orm_taker *to;
};

/* The server runs them up to the first that fails; `first` is the number of sql[0]. */
static bool receive_all(struct orm_conn *c, const char *const *sql, size_t count, size_t first,
                        const struct target *t, struct error *err)
{
	struct my_handle *h = my_handle(c);
	for (size_t i = 0; i < count; i++) {
		struct orm_result *rows = t->to ? t->rows : t->results[first + i];
		if (i > 0 && h->my->mysql_next_result(h->db) != 0)
			return my_fail(c, NULL, sql[i], err);
		if (!receive(c, sql[i], rows, err) ||
		    (t->to && !orm_hand_over(rows, t->to, first + i, err)))
			return false;
	}
	return true;
}

/* A result too many would be taken for that of the next statement. */
static void drain(struct my_handle *h)
{
	while (h->my->mysql_more_results(h->db) && h->my->mysql_next_result(h->db) == 0)
		h->my->mysql_free_result(h->my->mysql_store_result(h->db));
}

static bool run_batch(struct orm_conn *c, const struct buf *text, const char *const *sql,
                      size_t count, size_t first, const struct target *t, struct error *err)
{
	struct my_handle *h = my_handle(c);
	if (h->my->mysql_real_query(h->db, buf_str(text), (unsigned long)text->len) != 0)
		return my_fail(c, NULL, sql[0], err);
	bool ok = receive_all(c, sql, count, first, t, err);
	drain(h);
	if (ok)
		h->interrupted = false;
	return ok;
}

static bool run_batches(struct orm_conn *c, const char *const *sql, size_t count,
                        const struct target *t, struct error *err)
{
	struct buf text = { 0 };
	bool ok = count < 2 || my_allow_several(c, true, err);
	for (size_t done = 0, n; ok && done < count; done += n) {
		n = join(my_handle(c), &text, sql + done, count - done);
		ok = run_batch(c, &text, sql + done, n, done, t, err);
	}
	buf_release(&text);
	return ok;
}

bool my_query_many(struct orm_conn *c, const char *const *sql, size_t count,
                   struct orm_result **results, struct error *err)
{
	return run_batches(c, sql, count, &(struct target){ .results = results }, err);
}

bool my_query_in_turn(struct orm_conn *c, const char *const *sql, size_t count,
                      struct orm_result *rows, struct orm_taker *to, struct error *err)
{
	return run_batches(c, sql, count, &(struct target){ .rows = rows, .to = to }, err);
}

/* "INSERT INTO t (a, b) VALUES " */
static void begin_insert(struct buf *out, const struct orm_rows *rows)
{
	buf_addf(out, "INSERT INTO %s (", rows->table);
	for (size_t i = 0; i < rows->column_count; i++)
		buf_addf(out, "%s%s", i ? ", " : "", rows->columns[i]);
	buf_adds(out, ") VALUES ");
}

static bool add_row(const struct orm_conn *c, struct buf *out, const struct orm_rows *rows,
                    size_t row, struct error *err)
{
	const struct orm_value *values = rows->values + row * rows->column_count;
	buf_addc(out, '(');
	for (size_t i = 0; i < rows->column_count; i++) {
		if (i)
			buf_addc(out, ',');
		if (!my_add_literal(c, out, &values[i], err))
			return false;
	}
	buf_addc(out, ')');
	return true;
}

/* Rows of which one INSERT after the other is made. */
struct inserting {
	const struct orm_rows *rows;
	struct buf text;
	size_t first, next; /* those in the text */
	int64_t step;       /* from one key to the next */
};

static bool flush(struct orm_conn *c, struct inserting *in, struct error *err)
{
	MYSQL_RES *none;
	if (!my_send(c, buf_str(&in->text), in->text.len, &none, err))
		return false;
	int64_t key = (int64_t)my_handle(c)->my->mysql_insert_id(my_handle(c)->db);
	for (; in->first < in->next; in->first++, key += in->step)
		if (in->rows->keys)
			in->rows->keys[in->first] = key;
	return true;
}

/* A row that makes the text too long waits for the next. */
static bool insert_texts(struct orm_conn *c, const struct orm_rows *rows, struct error *err)
{
	struct inserting in = { .rows = rows };
	struct buf row = { 0 };
	begin_insert(&in.text, rows);
	size_t start = in.text.len, most = my_batch_max(my_handle(c));
	bool ok = (!rows->keys || my_key_step(c, &in.step, err)) &&
	          orm_may_run(c, buf_str(&in.text), err) && my_allow_several(c, false, err);
	for (; ok && in.next < rows->row_count; in.next++) {
		buf_cut(&row, 0);
		ok = add_row(c, &row, rows, in.next, err);
		if (ok && in.text.len > start && in.text.len + row.len + 2 > most) {
			ok = flush(c, &in, err);
			buf_cut(&in.text, start);
		}
		if (in.text.len > start)
			buf_addc(&in.text, ',');
		buf_add(&in.text, buf_str(&row), row.len);
	}
	ok = ok && flush(c, &in, err);
	buf_release(&row);
	buf_release(&in.text);
	return ok;
}

bool my_insert_rows(struct orm_conn *c, const struct orm_rows *rows, struct error *err)
{
	bool done;
	return my_insert_bulk(c, rows, &done, err) && (done || insert_texts(c, rows, err));
}

#endif
