/*
 * orm/mysql/bulk.c - many rows in one execution, which MariaDB's own protocol has
 *
 * The server neither parses them nor answers each: half as much work again as a long
 * INSERT is for it.  Each column has one type for all rows; what is of several kinds,
 * and what is soon said, goes as text.
 */
#include "orm/mysql/handle.h"

#ifdef LIMBECK_MYSQL
#ifdef LIMBECK_MYSQL_CONNECTOR_C

#include <math.h>

#include "orm/dialect.h"

/* Fewer rows aren't worth preparing a statement for. */
enum { LEAST = 50 };

/* CR_FUNCTION_NOT_SUPPORTED, whose header isn't always where mysql.h is. */
enum { NOT_SUPPORTED = 5003 };

/* The kind of a column's values that aren't NULL; false when there are several. */
static bool kind_of(const struct orm_rows *rows, size_t column, enum orm_value_kind *out)
{
	*out = ORM_NULL;
	for (size_t i = 0; i < rows->row_count; i++) {
		const struct orm_value *v = &rows->values[i * rows->column_count + column];
		if (v->kind == ORM_NULL)
			continue;
		if ((*out != ORM_NULL && v->kind != *out) ||
		    (v->kind == ORM_DOUBLE && !isfinite(v->real)))
			return false;
		*out = v->kind;
	}
	return true;
}

static bool find_kinds(const struct orm_rows *rows, enum orm_value_kind *out)
{
	for (size_t i = 0; i < rows->column_count; i++)
		if (!kind_of(rows, i, &out[i]))
			return false;
	return true;
}

static bool is_long(enum orm_value_kind kind)
{
	return kind == ORM_TEXT || kind == ORM_BLOB;
}

/* What the row takes in a packet, at most. */
static size_t row_size(const struct orm_rows *rows, size_t row)
{
	enum { VALUE = 10 };
	const struct orm_value *v = rows->values + row * rows->column_count;
	size_t size = rows->column_count * VALUE;
	for (size_t i = 0; i < rows->column_count; i++)
		size += is_long(v[i].kind) ? v[i].len : 0;
	return size;
}

/* How many rows from number `from` on go into one packet; at least one. */
static size_t count_rows(const struct my_handle *h, const struct orm_rows *rows, size_t from)
{
	size_t n = 1, size = row_size(rows, from);
	while (from + n < rows->row_count && (size += row_size(rows, from + n)) <= my_batch_max(h))
		n++;
	return n;
}

static enum enum_field_types type_of(enum orm_value_kind kind)
{
	switch (kind) {
	case ORM_INT:
		return MYSQL_TYPE_LONGLONG;
	case ORM_DOUBLE:
		return MYSQL_TYPE_DOUBLE;
	case ORM_BLOB:
		return MYSQL_TYPE_LONG_BLOB;
	default:
		return MYSQL_TYPE_STRING;
	}
}

/* What is bound for a value, but for text. */
union number {
	long long integer;
	double real;
};

static void bind_numbers(struct arena *a, MYSQL_BIND *b, const struct orm_value *first,
                         size_t columns, size_t count)
{
	union number *numbers = arena_alloc(a, count * sizeof *numbers);
	for (size_t i = 0; i < count; i++) {
		const struct orm_value *v = first + i * columns;
		if (v->kind == ORM_DOUBLE)
			numbers[i].real = v->real;
		else
			numbers[i].integer = v->integer;
	}
	b->buffer = numbers;
}

static void bind_texts(struct arena *a, MYSQL_BIND *b, const struct orm_value *first,
                       size_t columns, size_t count)
{
	const char **texts = arena_alloc(a, count * sizeof *texts);
	b->length = arena_alloc(a, count * sizeof *b->length);
	for (size_t i = 0; i < count; i++) {
		const struct orm_value *v = first + i * columns;
		texts[i] = v->kind != ORM_NULL && v->len ? v->data : "";
		b->length[i] = v->kind != ORM_NULL ? (unsigned long)v->len : 0;
	}
	b->buffer = texts;
}

/* A column of the rows from `first` on, as arrays. */
static void bind_column(struct arena *a, MYSQL_BIND *b, const struct orm_value *first,
                        size_t columns, size_t count, enum orm_value_kind kind)
{
	char *indicators = arena_alloc(a, count);
	for (size_t i = 0; i < count; i++)
		if (first[i * columns].kind == ORM_NULL)
			indicators[i] = STMT_INDICATOR_NULL;
	b->buffer_type = type_of(kind);
	b->u.indicator = indicators;
	if (kind == ORM_INT || kind == ORM_DOUBLE)
		bind_numbers(a, b, first, columns, count);
	else
		bind_texts(a, b, first, columns, count);
}

static bool execute(const struct my_client *my, MYSQL_STMT *stmt, const struct orm_rows *rows,
                    size_t from, size_t count, const enum orm_value_kind *kinds)
{
	struct arena a = { 0 };
	MYSQL_BIND *binds = arena_alloc(&a, rows->column_count * sizeof *binds);
	const struct orm_value *first = rows->values + from * rows->column_count;
	unsigned size = (unsigned)count;
	for (size_t i = 0; i < rows->column_count; i++)
		bind_column(&a, &binds[i], first + i, rows->column_count, count, kinds[i]);
	bool ok = my->mysql_stmt_attr_set(stmt, STMT_ATTR_ARRAY_SIZE, &size) == 0 &&
	          my->mysql_stmt_bind_param(stmt, binds) == 0 && my->mysql_stmt_execute(stmt) == 0;
	arena_release(&a);
	return ok;
}

static bool insert(struct orm_conn *c, const char *sql, const struct orm_rows *rows,
                   const enum orm_value_kind *kinds, bool *done, struct error *err)
{
	struct my_handle *h = my_handle(c);
	MYSQL_STMT *stmt = my_prepare(c, sql, err);
	unsigned one_row = 0;
	bool ok = true;
	if (!stmt)
		return false;
	for (size_t from = 0, n; ok && from < rows->row_count; from += n) {
		n = count_rows(h, rows, from);
		ok = execute(h->my, stmt, rows, from, n, kinds);
	}
	h->no_bulk = !ok && h->my->mysql_stmt_errno(stmt) == NOT_SUPPORTED;
	*done = !h->no_bulk;
	if (!ok && *done)
		my_fail(c, stmt, sql, err);
	h->my->mysql_stmt_attr_set(stmt, STMT_ATTR_ARRAY_SIZE, &one_row);
	h->interrupted = h->interrupted && !ok;
	return ok || !*done;
}

bool my_insert_bulk(struct orm_conn *c, const struct orm_rows *rows, bool *done, struct error *err)
{
	struct arena a = { 0 };
	enum orm_value_kind *kinds = arena_alloc(&a, rows->column_count * sizeof *kinds);
	bool ok = true;
	*done = false;
	if (c->dialect == &orm_mariadb && !my_handle(c)->no_bulk && rows->row_count >= LEAST &&
	    rows->column_count && find_kinds(rows, kinds)) {
		const char *sql = orm_insert_sql(&a, rows);
		ok = orm_may_run(c, sql, err) && insert(c, sql, rows, kinds, done, err);
	}
	arena_release(&a);
	return ok;
}

#else

bool my_insert_bulk(struct orm_conn *c, const struct orm_rows *rows, bool *done, struct error *err)
{
	(void)c;
	(void)rows;
	(void)err;
	*done = false;
	return true;
}

#endif
#endif
