/* reflect/mysql/query.c - SHOW CREATE of many objects, in batches */
#include "reflect/mysql/reader.h"

/* All in sixteen round trips, however many they are, but a hundred in each at least. */
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

/* Where the rows of the queries from number `from` on go. */
struct giving {
	struct my_reader *reader;
	const struct my_rows *to;
	size_t from;
};

/* The row, if there is one, goes to its reader. */
static bool give(void *data, size_t i, struct orm_result *rows, struct error *err)
{
	const struct giving *g = data;
	enum orm_step step = orm_next(rows, err);

	if (step == ORM_ROW)
		g->to->row(g->reader, g->from + i, rows, g->to->data);
	return step != ORM_FAILED;
}

/* How many go out together; fewer, once one has failed: those behind it are sent again. */
static size_t batch(size_t count, bool whole)
{
	size_t each = whole ? (count + BATCHES - 1) / BATCHES : 0;

	return each < BATCH_LEAST ? BATCH_LEAST : each;
}

bool my_query_each(struct my_reader *r, const char *const *sql, size_t count,
                   const struct my_rows *to, struct error *err)
{
	struct giving g = { .reader = r, .to = to };
	struct orm_taker taker = { .take = give, .data = &g };
	bool whole = true;

	while (g.from < count) {
		size_t n = batch(count, whole), left = count - g.from;
		bool ran = orm_query_each(r->conn, sql + g.from, left < n ? left : n, &taker, err);

		g.from += taker.taken;
		if (ran)
			continue;
		if (!is_local(err))
			return false;
		to->failed(r, g.from++, err, to->data);
		error_clear(err);
		whole = false;
	}
	return true;
}
