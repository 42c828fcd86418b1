/* orm/engine/result.c - the rows of a query */
#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "orm/driver.h"
#include "orm/engine/pooled.h"

enum orm_step orm_next(struct orm_result *r, struct error *err)
{
	arena_release(&r->row);
	enum orm_step step = r->conn->driver->next(r, err);
	if (r->conn->pooled)
		orm_pooled_row(r, step, err);
	return step;
}

void orm_result_rest(struct orm_result *r)
{
	r->conn->resting++;
}

void orm_result_wake(struct orm_result *r)
{
	r->conn->resting--;
}

int orm_columns(const struct orm_result *r)
{
	return r->columns;
}

const char *orm_column_name(const struct orm_result *r, int column)
{
	assert(column >= 0 && column < r->columns);
	return r->conn->driver->column_name(r, column);
}

struct orm_value orm_get(struct orm_result *r, int column)
{
	assert(column >= 0 && column < r->columns);
	return r->conn->driver->get(r, column);
}

/* The shortest spelling that reads back as the same number. */
static char *double_text(struct arena *a, double d)
{
	char text[40];
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, d);
		double back = strtod(text, NULL);
		if (!(back < d) && !(back > d))
			break;
	}
	bool plain = isfinite(d) && !strpbrk(text, ".,e");
	return arena_printf(a, "%s%s", text, plain ? ".0" : "");
}

const char *orm_get_text(struct orm_result *r, int column)
{
	struct orm_value v = orm_get(r, column);
	switch (v.kind) {
	case ORM_INT:
		return arena_printf(&r->row, "%" PRId64, v.integer);
	case ORM_DOUBLE:
		return double_text(&r->row, v.real);
	case ORM_TEXT:
		return v.data;
	case ORM_BLOB:
		return arena_strndup(&r->row, v.data, v.len);
	default:
		return NULL;
	}
}

int64_t orm_get_int(struct orm_result *r, int column)
{
	struct orm_value v = orm_get(r, column);
	switch (v.kind) {
	case ORM_INT:
		return v.integer;
	case ORM_DOUBLE:
		return fabs(v.real) < 9e18 ? (int64_t)v.real : 0;
	case ORM_TEXT:
		return strtoll(v.data, NULL, 10);
	default:
		return 0;
	}
}

void orm_result_close(struct orm_result *r)
{
	if (!r)
		return;
	struct orm_conn *c = r->conn;
	c->driver->finish(r);
	c->open_results--;
	arena_release(&r->row);
	arena_release(&r->arena);
	free(r);
	if (c->pooled)
		orm_pooled_result_closed(c);
}

bool orm_query_value(struct arena *a, struct orm_conn *c, const char *sql,
                     const struct orm_value *params, size_t count, struct orm_value *out,
                     struct error *err)
{
	struct orm_result *r;
	*out = orm_null();
	if (!orm_query(c, sql, params, count, &r, err))
		return false;
	enum orm_step step = orm_next(r, err);
	if (step == ORM_ROW && r->columns > 0) {
		*out = orm_get(r, 0);
		if (out->kind == ORM_TEXT || out->kind == ORM_BLOB)
			out->data = arena_strndup(a, out->data, out->len);
	}
	orm_result_close(r);
	return step != ORM_FAILED;
}
