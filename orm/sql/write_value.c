/* orm/sql/write_value.c - values: as parameters, or as the dialect's literals */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "orm/sql/write.h"

static void write_double(struct writer *w, double d)
{
	char text[40];
	if (!isfinite(d)) {
		writer_fail(w, ERR_INPUT, "a number that isn't finite can't be a literal");
		return;
	}
	snprintf(text, sizeof text, "%.17g", d);
	for (char *p = text; *p; p++)
		if (*p == ',')
			*p = '.';
	buf_adds(&w->out, text);
	if (!strpbrk(text, ".e"))
		buf_adds(&w->out, ".0");
}

static void write_blob(struct writer *w, const struct orm_value *v)
{
	buf_adds(&w->out, w->s->blob_open);
	for (size_t i = 0; i < v->len; i++)
		buf_addf(&w->out, "%02X", (unsigned)(unsigned char)v->data[i]);
	buf_adds(&w->out, w->s->blob_close);
}

void write_literal_value(struct writer *w, const struct orm_value *v)
{
	switch (v->kind) {
	case ORM_NULL:
		buf_adds(&w->out, "NULL");
		break;
	case ORM_INT:
		/* -9223372036854775808 is 9223372036854775808, negated: too large. */
		if (v->integer == INT64_MIN)
			buf_adds(&w->out, "(-9223372036854775807 - 1)");
		else
			buf_addf(&w->out, v->integer < 0 ? "(%" PRId64 ")" : "%" PRId64,
			         v->integer);
		break;
	case ORM_DOUBLE:
		write_double(w, v->real);
		break;
	case ORM_TEXT:
		if (memchr(v->data, '\0', v->len))
			writer_fail(w, ERR_INPUT, "a text with a zero byte can't be a literal");
		else
			ddl_string(&w->out, w->d, arena_strndup(w->a, v->data, v->len));
		break;
	case ORM_BLOB:
		write_blob(w, v);
		break;
	}
}

void write_value(struct writer *w, const struct orm_value *v, const char *name)
{
	if (w->literal) {
		if (name)
			writer_fail(w, ERR_INPUT, "the parameter \"%s\" has no value", name);
		write_literal_value(w, v);
		return;
	}
	buf_addc(&w->out, '?');
	vec_push(w->a, &w->compiled->params, *v);
	vec_push(w->a, &w->compiled->names, name);
	vec_push(w->a, &w->compiled->unset, name);
}
