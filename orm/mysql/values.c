/* orm/mysql/values.c - values as the server writes them, and as it reads them */
#include "orm/mysql/handle.h"

#ifdef LIMBECK_MYSQL

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/buf.h"

/* The character set of what isn't text. */
enum { BINARY = 63 };

/* Types by number: each client library knows those of its own time. */
enum { TYPE_VECTOR = 242, TYPE_JSON = 245 };

enum orm_value_kind my_kind_of(const MYSQL_FIELD *field)
{
	switch ((int)field->type) {
	case MYSQL_TYPE_TINY:
	case MYSQL_TYPE_SHORT:
	case MYSQL_TYPE_INT24:
	case MYSQL_TYPE_LONG:
	case MYSQL_TYPE_LONGLONG:
	case MYSQL_TYPE_YEAR:
	case MYSQL_TYPE_BIT:
		return ORM_INT;
	case MYSQL_TYPE_FLOAT:
	case MYSQL_TYPE_DOUBLE:
		return ORM_DOUBLE;
	case MYSQL_TYPE_GEOMETRY:
	case TYPE_VECTOR:
		return ORM_BLOB;
	case MYSQL_TYPE_VARCHAR:
	case MYSQL_TYPE_VAR_STRING:
	case MYSQL_TYPE_STRING:
	case MYSQL_TYPE_TINY_BLOB:
	case MYSQL_TYPE_BLOB:
	case MYSQL_TYPE_MEDIUM_BLOB:
	case MYSQL_TYPE_LONG_BLOB:
		return field->charsetnr == BINARY ? ORM_BLOB : ORM_TEXT;
	default:
		return ORM_TEXT; /* numbers of any length, times, JSON */
	}
}

static struct orm_value integer(struct arena *a, uint64_t number)
{
	/* Beyond what ORM_INT holds. */
	if (number > INT64_MAX)
		return orm_text(arena_printf(a, "%" PRIu64, number));
	return orm_int((int64_t)number);
}

struct orm_value my_value_of(struct arena *a, const MYSQL_FIELD *field, const char *text,
                             size_t len)
{
	enum orm_value_kind kind = my_kind_of(field);
	if (field->type == MYSQL_TYPE_BIT) {
		uint64_t bits = 0;
		for (size_t i = 0; i < len; i++)
			bits = bits << 8 | (unsigned char)text[i];
		return integer(a, bits);
	}
	if (kind == ORM_INT && field->flags & UNSIGNED_FLAG)
		return integer(a, strtoull(text, NULL, 10));
	if (kind == ORM_INT)
		return orm_int(strtoll(text, NULL, 10));
	if (kind == ORM_DOUBLE)
		return orm_double(strtod(text, NULL));
	return (struct orm_value){ .kind = kind, .data = text, .len = len };
}

/*
 * In a session of ours a backslash escapes, unless a script changed that: then
 * the server says so with each result.
 */
static void add_escaped(struct buf *out, const struct orm_conn *c, const char *text, size_t len)
{
	bool plain = my_handle(c)->db->server_status & SERVER_STATUS_NO_BACKSLASH_ESCAPES;
	buf_addc(out, '\'');
	for (size_t i = 0; i < len; i++) {
		char ch = text[i];
		if (ch == '\'' || (ch == '\\' && !plain)) {
			buf_addc(out, ch);
			buf_addc(out, ch);
		} else if (!ch && !plain) {
			buf_adds(out, "\\0");
		} else {
			buf_addc(out, ch);
		}
	}
	buf_addc(out, '\'');
}

/*
 * In a session that a script has told another character set (gbk, big5, sjis), a
 * backslash after such a byte may be the second half of a character, and another
 * backslash then escapes what ends the text.  In hexadecimal digits nothing does.
 */
static bool needs_digits(const char *text, size_t len)
{
	for (size_t i = 1; i < len; i++)
		if (text[i] == '\\' && (unsigned char)text[i - 1] >= 0x80)
			return true;
	return false;
}

static void add_text(struct buf *out, const struct orm_conn *c, const struct orm_value *v)
{
	if (v->kind == ORM_BLOB)
		buf_adds(out, "_binary ");
	if (!needs_digits(v->data, v->len)) {
		add_escaped(out, c, v->data, v->len);
		return;
	}
	buf_adds(out, v->kind == ORM_BLOB ? "X'" : "_utf8mb4 X'");
	for (size_t i = 0; i < v->len; i++)
		buf_addf(out, "%02x", (unsigned char)v->data[i]);
	buf_addc(out, '\'');
}

bool my_add_literal(const struct orm_conn *c, struct buf *out, const struct orm_value *v,
                    struct error *err)
{
	switch (v->kind) {
	case ORM_INT:
		buf_addf(out, "%" PRId64, v->integer);
		return true;
	case ORM_DOUBLE:
		if (!isfinite(v->real))
			return fail(err, ERR_USAGE, "a value is %s, which no column can hold",
			            isnan(v->real) ? "not a number" : "infinite");
		/* With an exponent it is a double, not a decimal. */
		buf_addf(out, "%.16e", v->real);
		return true;
	case ORM_TEXT:
	case ORM_BLOB:
		add_text(out, c, v);
		return true;
	default:
		buf_adds(out, "NULL");
		return true;
	}
}

#endif
