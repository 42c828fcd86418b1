/* reflect/mysql/query.c - SHOW CREATE of many objects, in batches */
#include "reflect/mysql/reader.h"

enum { BATCHES = 16, BATCH_LEAST = 100 };

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

/* `*ran`: none of them fails; then what is wrong is with a row. */
static bool query_together(struct my_reader *r, const char *const *sql, size_t from, size_t count,
                           const struct my_rows *to, bool *ran, struct error *err)
{
	struct orm_result **results = arena_alloc(&r->scratch, count * sizeof *results);
	bool done = *ran = orm_query_many(r->conn, sql + from, count, results, err);

	for (size_t i = 0; *ran && i < count; i++) {
		done = done && give(r, from + i, results[i], to, err);
		orm_result_close(results[i]);
	}
	return done;
}

/* Some of them fails: fewer together, and those among which it is one by one. */
static bool query_apart(struct my_reader *r, const char *const *sql, size_t count,
                        const struct my_rows *to, struct error *err)
{
	bool ran;

	for (size_t from = 0, n; from < count; from += n) {
		n = count - from < BATCH_LEAST ? count - from : BATCH_LEAST;
		if (n < count) {
			if (query_together(r, sql, from, n, to, &ran, err))
				continue;
			if (ran || !is_local(err))
				return false;
			error_clear(err);
		}
		if (!query_singly(r, sql, from, n, to, err))
			return false;
	}
	return true;
}

size_t my_batch(size_t count)
{
	size_t each = (count + BATCHES - 1) / BATCHES;

	return each < BATCH_LEAST ? BATCH_LEAST : each;
}

bool my_query_each(struct my_reader *r, const char *const *sql, size_t count,
                   const struct my_rows *to, struct error *err)
{
	bool ran;

	if (!count || query_together(r, sql, 0, count, to, &ran, err))
		return true;
	if (ran || !is_local(err))
		return false;
	error_clear(err);
	return query_apart(r, sql, count, to, err);
}
