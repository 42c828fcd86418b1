/*
 * orm/mysql/prepared.c - statements with parameters
 *
 * They stay prepared, the last few of them: what is run again then costs one
 * round trip instead of three.  Those that a change of schema may have given
 * other columns are prepared anew.
 */
#include "orm/mysql/handle.h"

#ifdef LIMBECK_MYSQL

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"

enum { STATEMENTS = 16, BATCH = 1000 };

struct my_statement {
	MYSQL_STMT *stmt; /* NULL: free */
	char *sql;
	unsigned long used;
	bool cursor; /* its rows come in batches */
	bool in_use; /* ... and aren't all read */
};

struct my_statements {
	struct my_statement items[STATEMENTS];
	unsigned long clock;
};

/* Where a row's values land that aren't of any length. */
union my_number {
	long long integer;
	double real;
	float single;
};

static void discard(const struct my_client *my, struct my_statement *s)
{
	if (s->stmt)
		my->mysql_stmt_close(s->stmt);
	free(s->sql);
	s->stmt = NULL;
	s->sql = NULL;
	s->used = 0;
	s->cursor = false;
}

void my_close_statements(struct orm_conn *c)
{
	struct my_handle *h = my_handle(c);
	for (size_t i = 0; h->statements && i < STATEMENTS; i++)
		if (!h->statements->items[i].in_use)
			discard(h->my, &h->statements->items[i]);
}

/* The one with this text, or the place of the one that wasn't used for longest. */
static struct my_statement *find(struct orm_conn *c, const char *sql)
{
	struct my_handle *h = my_handle(c);
	if (!h->statements)
		h->statements = ARENA_NEW(&c->arena, struct my_statements);
	struct my_statement *items = h->statements->items, *found = &items[items->in_use];
	for (size_t i = 0; i < STATEMENTS; i++) {
		if (items[i].in_use)
			continue;
		if (text_same(items[i].sql, sql)) {
			found = &items[i];
			break;
		}
		if (items[i].used < found->used)
			found = &items[i];
	}
	found->used = ++h->statements->clock;
	return found;
}

static struct my_statement *prepare(struct orm_conn *c, const char *sql, struct error *err)
{
	struct my_handle *h = my_handle(c);
	struct my_statement *s = find(c, sql);
	bool kept = text_same(s->sql, sql);
	*(kept ? &c->prepared_counts.hits : &c->prepared_counts.misses) += 1;
	if (kept)
		return s;
	if (!my_fits(c, sql, strlen(sql), err))
		return NULL;
	discard(h->my, s);
	s->stmt = h->my->mysql_stmt_init(h->db);
	if (!s->stmt || h->my->mysql_stmt_prepare(s->stmt, sql, (unsigned long)strlen(sql)) != 0) {
		my_fail(c, s->stmt, sql, err);
		discard(h->my, s);
		return NULL;
	}
	s->sql = xmalloc(strlen(sql) + 1);
	memcpy(s->sql, sql, strlen(sql) + 1);
	s->used = h->statements->clock;
	return s;
}

MYSQL_STMT *my_prepare(struct orm_conn *c, const char *sql, struct error *err)
{
	struct my_statement *s = prepare(c, sql, err);
	return s ? s->stmt : NULL;
}

/* The library only reads what a parameter's buffer has. */
static void bind_bytes(MYSQL_BIND *b, const char *data, size_t len)
{
	const void *bytes = len ? data : "";
	memcpy(&b->buffer, &bytes, sizeof bytes);
	b->buffer_length = (unsigned long)len;
}

static bool bind_value(struct arena *a, MYSQL_BIND *b, const struct orm_value *v, struct error *err)
{
	union my_number *n = ARENA_NEW(a, union my_number);
	b->buffer = n;
	switch (v->kind) {
	case ORM_INT:
		b->buffer_type = MYSQL_TYPE_LONGLONG;
		n->integer = v->integer;
		return true;
	case ORM_DOUBLE:
		b->buffer_type = MYSQL_TYPE_DOUBLE;
		n->real = v->real;
		return isfinite(v->real) ||
		       fail(err, ERR_USAGE, "a value is %s, which no column can hold",
		            isnan(v->real) ? "not a number" : "infinite");
	case ORM_TEXT:
		b->buffer_type = MYSQL_TYPE_STRING;
		bind_bytes(b, v->data, v->len);
		return true;
	case ORM_BLOB:
		b->buffer_type = MYSQL_TYPE_LONG_BLOB;
		bind_bytes(b, v->data, v->len);
		return true;
	default:
		b->buffer_type = MYSQL_TYPE_NULL;
		return true;
	}
}

/* Of a value on its way, at most, besides those that it has itself. */
enum { VALUE_BYTES = 16 };

static void use_cursor(const struct my_client *my, struct my_statement *s)
{
	unsigned long type = CURSOR_TYPE_READ_ONLY, rows = BATCH;
	my->mysql_stmt_attr_set(s->stmt, STMT_ATTR_CURSOR_TYPE, &type);
	my->mysql_stmt_attr_set(s->stmt, STMT_ATTR_PREFETCH_ROWS, &rows);
	s->cursor = true;
}

static bool execute(struct orm_conn *c, struct my_statement *s, const struct orm_value *params,
                    size_t count, struct error *err)
{
	const struct my_client *my = my_handle(c)->my;
	struct arena a = { 0 };
	MYSQL_BIND *binds = arena_alloc(&a, count * sizeof *binds);
	size_t wanted = my->mysql_stmt_param_count(s->stmt), bytes = 0;
	bool ok = true;
	if (wanted != count)
		ok = fail(err, ERR_USAGE, "the statement has %zu parameters, %zu values were given",
		          wanted, count);
	for (size_t i = 0; i < count && ok; i++) {
		ok = bind_value(&a, &binds[i], &params[i], err);
		bytes += VALUE_BYTES + params[i].len;
	}
	if (ok && !my_fits(c, s->sql, bytes, err))
		ok = false;
	else if (!ok)
		fail_statement(err, s->sql, -1);
	else if (my->mysql_stmt_bind_param(s->stmt, binds) != 0 ||
	         my->mysql_stmt_execute(s->stmt) != 0)
		ok = my_fail(c, s->stmt, s->sql, err);
	arena_release(&a);
	return ok;
}

/* Numbers come as they are; of all else the length is known before the bytes. */
static void bind_columns(struct orm_result *r, struct my_rows *rows)
{
	const struct my_client *my = my_handle(r->conn)->my;
	rows->binds = arena_alloc(&r->arena, (size_t)r->columns * sizeof *rows->binds);
	for (int i = 0; i < r->columns; i++) {
		const MYSQL_FIELD *f = my->mysql_fetch_field_direct(rows->result, (unsigned)i);
		MYSQL_BIND *b = &rows->binds[i];
		b->length = ARENA_NEW(&r->arena, unsigned long);
		b->is_null = ARENA_NEW(&r->arena, MY_FLAG);
		b->error = ARENA_NEW(&r->arena, MY_FLAG);
		if (my_kind_of(f) == ORM_INT && f->type != MYSQL_TYPE_BIT) {
			b->buffer_type = MYSQL_TYPE_LONGLONG;
			b->is_unsigned = !!(f->flags & UNSIGNED_FLAG);
			b->buffer = ARENA_NEW(&r->arena, union my_number);
			b->buffer_length = sizeof(long long);
		} else if (my_kind_of(f) == ORM_DOUBLE) {
			b->buffer_type = f->type;
			b->buffer = ARENA_NEW(&r->arena, union my_number);
			b->buffer_length = sizeof(union my_number);
		} else {
			b->buffer_type = MYSQL_TYPE_STRING;
		}
	}
}

static bool take_rows(struct orm_conn *c, struct my_statement *s, struct orm_result *r,
                      struct error *err)
{
	const struct my_client *my = my_handle(c)->my;
	MYSQL_RES *columns = my->mysql_stmt_result_metadata(s->stmt);
	my_set_rows(r, columns);
	if (!columns)
		return true;
	struct my_rows *rows = r->handle;
	rows->statement = s;
	bind_columns(r, rows);
	s->in_use = my->mysql_stmt_bind_result(s->stmt, rows->binds) == 0 &&
	            (s->cursor || my->mysql_stmt_store_result(s->stmt) == 0);
	if (s->in_use)
		return true;
	rows->statement = NULL;
	return my_fail(c, s->stmt, s->sql, err);
}

/* What comes after the first result, of CALL, and rows that nobody wants. */
static bool end(struct orm_conn *c, struct my_statement *s, struct error *err)
{
	const struct my_client *my = my_handle(c)->my;
	int more;
	my->mysql_stmt_free_result(s->stmt);
	while ((more = my->mysql_stmt_next_result(s->stmt)) == 0)
		my->mysql_stmt_free_result(s->stmt);
	return more < 0 || my_fail(c, s->stmt, s->sql, err);
}

/* What the client library says when a table has got more columns meanwhile. */
enum { NEW_COLUMNS = 2057 };

/* The same again if only its columns are others; what reads may run twice. */
static struct my_statement *run(struct orm_conn *c, const char *sql, const struct orm_value *params,
                                size_t count, bool cursor, struct error *err)
{
	const struct my_client *my = my_handle(c)->my;
	for (int tries = 0;; tries++) {
		struct my_statement *s = prepare(c, sql, err);
		/* One that had a cursor can't do without it any more. */
		if (s && s->cursor && !cursor) {
			discard(my, s);
			s = prepare(c, sql, err);
		}
		if (s && cursor)
			use_cursor(my, s);
		if (!s || execute(c, s, params, count, err))
			return s;
		bool again = my->mysql_stmt_errno(s->stmt) == NEW_COLUMNS && tries == 0 &&
		             text_starts(sql, "SELECT");
		discard(my, s);
		if (!again)
			return NULL;
	}
}

static bool run_prepared(struct orm_conn *c, const char *sql, const struct orm_value *params,
                         size_t count, bool cursor, struct orm_result *r, struct error *err)
{
	struct my_handle *h = my_handle(c);
	struct my_statement *s = run(c, sql, params, count, cursor, err);
	if (!s)
		return false;
	my_ulonglong changed = h->my->mysql_stmt_affected_rows(s->stmt);
	bool ok = r ? take_rows(c, s, r, err) : end(c, s, err);
	c->changes = changed == (my_ulonglong)-1 ? 0 : (int64_t)changed;
	c->last_key = (int64_t)h->my->mysql_stmt_insert_id(s->stmt);
	if (ok)
		h->interrupted = false;
	else
		/* An error in place of rows (RETURNING): run again it would wait for them. */
		discard(h->my, s);
	return ok;
}

bool my_run_prepared(struct orm_conn *c, const char *sql, const struct orm_value *params,
                     size_t count, struct orm_result *r, struct error *err)
{
	return run_prepared(c, sql, params, count, false, r, err);
}

bool my_stream(struct orm_conn *c, const char *sql, const struct orm_value *params, size_t count,
               struct orm_result *r, struct error *err)
{
	return run_prepared(c, sql, params, count, true, r, err);
}

enum orm_step my_next_prepared(struct orm_result *r, struct error *err)
{
	const struct my_client *my = my_handle(r->conn)->my;
	const struct my_rows *rows = r->handle;
	switch (my->mysql_stmt_fetch(rows->statement->stmt)) {
	case 0:
	case MYSQL_DATA_TRUNCATED: /* there is no buffer yet */
		return ORM_ROW;
	case MYSQL_NO_DATA:
		return ORM_DONE;
	default:
		my_fail(r->conn, rows->statement->stmt, rows->statement->sql, err);
		return ORM_FAILED;
	}
}

/* The number that its few digits mean: 1.1, not 1.10000002. */
static double widened(float single)
{
	char text[32];
	for (int digits = 6; digits <= 9; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, (double)single);
		float back = strtof(text, NULL);
		if (!(back < single) && !(back > single))
			break;
	}
	return strtod(text, NULL);
}

struct orm_value my_get_prepared(struct orm_result *r, int column)
{
	const struct my_client *my = my_handle(r->conn)->my;
	const struct my_rows *rows = r->handle;
	const MYSQL_BIND *b = &rows->binds[column];
	const union my_number *n = b->buffer;
	if (*b->is_null)
		return orm_null();
	if (b->buffer_type == MYSQL_TYPE_DOUBLE)
		return orm_double(n->real);
	if (b->buffer_type == MYSQL_TYPE_FLOAT)
		return orm_double(widened(n->single));
	if (b->buffer_type == MYSQL_TYPE_LONGLONG && (n->integer >= 0 || !b->is_unsigned))
		return orm_int(n->integer);
	if (b->buffer_type == MYSQL_TYPE_LONGLONG)
		return orm_text(arena_printf(&r->row, "%llu", (unsigned long long)n->integer));
	size_t len = *b->length;
	MYSQL_BIND whole = { .buffer_type = MYSQL_TYPE_STRING,
		             .buffer = arena_alloc(&r->row, len + 1),
		             .buffer_length = (unsigned long)len + 1 };
	my->mysql_stmt_fetch_column(rows->statement->stmt, &whole, (unsigned)column, 0);
	return my_value_of(&r->row, my->mysql_fetch_field_direct(rows->result, (unsigned)column),
	                   whole.buffer, len);
}

void my_finish_prepared(struct orm_result *r)
{
	const struct my_rows *rows = r->handle;
	struct error ignored;
	rows->statement->in_use = false;
	(void)end(r->conn, rows->statement, &ignored);
}

#endif
