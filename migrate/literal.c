/* migrate/literal.c - values as SQL literals */
#include "migrate/literal.h"

#include <math.h>
#include <string.h>

#include "orm/ddl/ddl.h"

static void write_blob(struct buf *out, const struct orm_value *v)
{
	buf_adds(out, "X'");
	for (size_t i = 0; i < v->len; i++)
		buf_addf(out, "%02X", (unsigned)(unsigned char)v->data[i]);
	buf_addc(out, '\'');
}

void write_finite(struct buf *out, double x)
{
	size_t start = out->len;

	buf_addf(out, "%.17g", x);
	if (!strpbrk(buf_str(out) + start, ".e"))
		buf_adds(out, ".0");
}

static void write_double(struct buf *out, double x)
{
	if (isnan(x))
		buf_adds(out, "NULL");
	else if (isinf(x))
		buf_adds(out, x < 0 ? "-9e999" : "9e999");
	else
		write_finite(out, x);
}

/* No string literal can hold a zero byte. */
static void write_text(struct buf *out, const struct orm_dialect *d, const struct orm_value *v)
{
	struct buf text = { 0 };

	if (memchr(v->data, 0, v->len)) {
		buf_adds(out, "CAST(");
		write_blob(out, v);
		buf_adds(out, " AS TEXT)");
		return;
	}
	buf_add(&text, v->data, v->len);
	ddl_string(out, d, buf_str(&text));
	buf_release(&text);
}

void write_literal(struct buf *out, const struct orm_dialect *d, const struct orm_value *v)
{
	switch (v->kind) {
	case ORM_NULL:
		buf_adds(out, "NULL");
		break;
	case ORM_INT:
		buf_addf(out, "%lld", (long long)v->integer);
		break;
	case ORM_DOUBLE:
		write_double(out, v->real);
		break;
	case ORM_TEXT:
		write_text(out, d, v);
		break;
	case ORM_BLOB:
		write_blob(out, v);
		break;
	}
}
