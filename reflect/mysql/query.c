/* reflect/mysql/query.c - SHOW CREATE of many objects, in batches */
#include "reflect/mysql/reader.h"

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
	struct orm_result *results[MY_BATCH];
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
	for (size_t from = 0; from < count; from += MY_BATCH)
		if (!query_batch(r, sql, from, count - from < MY_BATCH ? count - from : MY_BATCH,
		                 to, err))
			return false;
	return true;
}
