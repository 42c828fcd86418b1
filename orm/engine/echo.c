/* orm/engine/echo.c - what an engine does, as lines for people */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/buf.h"
#include "orm/engine/pooled.h"

/* Long values are cut: it is to be read. */
enum { MOST_BYTES = 300, MOST_VALUES = 100 };

static void add_text(struct buf *b, const char *text, size_t len)
{
	size_t shown = len < MOST_BYTES ? len : MOST_BYTES;
	buf_addc(b, '\'');
	for (size_t i = 0; i < shown; i++) {
		if (text[i] == '\'')
			buf_addc(b, '\'');
		if (text[i] == '\n')
			buf_adds(b, "\\n");
		else
			buf_addc(b, text[i]);
	}
	buf_addc(b, '\'');
	if (shown < len)
		buf_addf(b, "... (%zu bytes)", len);
}

static void add_blob(struct buf *b, const unsigned char *data, size_t len)
{
	size_t shown = len < MOST_BYTES / 2 ? len : MOST_BYTES / 2;
	buf_adds(b, "x'");
	for (size_t i = 0; i < shown; i++)
		buf_addf(b, "%02x", data[i]);
	buf_addc(b, '\'');
	if (shown < len)
		buf_addf(b, "... (%zu bytes)", len);
}

static void add_value(struct buf *b, const struct orm_value *v)
{
	switch (v->kind) {
	case ORM_INT:
		buf_addf(b, "%" PRId64, v->integer);
		break;
	case ORM_DOUBLE:
		buf_addf(b, "%.15g", v->real);
		break;
	case ORM_TEXT:
		add_text(b, v->data, v->len);
		break;
	case ORM_BLOB:
		add_blob(b, (const unsigned char *)v->data, v->len);
		break;
	default:
		buf_adds(b, "NULL");
	}
}

static bool is_wanted(const struct orm_conn *c, enum orm_echo least)
{
	return c->pooled->engine->options.echo >= least && !c->pooled->telling;
}

void orm_pooled_say(struct orm_conn *c, const char *line)
{
	const struct orm_engine_options *o = &c->pooled->engine->options;
	if (!is_wanted(c, ORM_ECHO_STATEMENTS))
		return;
	if (o->echo_to)
		o->echo_to(o->echo_data, line);
	else
		fprintf(stderr, "%s\n", line);
}

static void say_params(struct orm_conn *c, const struct orm_execution *s)
{
	struct buf b = { 0 };
	if (c->pooled->engine->options.hide_parameters) {
		buf_addf(&b, "[%zu values hidden]", s->count * s->rows);
	} else {
		buf_addc(&b, '[');
		for (size_t i = 0; i < s->count && i < MOST_VALUES; i++) {
			buf_adds(&b, i ? ", " : "");
			add_value(&b, &s->params[i]);
		}
		buf_adds(&b, s->count > MOST_VALUES ? ", ...]" : "]");
		if (s->rows > 1)
			buf_addf(&b, " and %zu more rows", s->rows - 1);
	}
	orm_pooled_say(c, buf_str(&b));
	buf_release(&b);
}

void orm_pooled_say_statement(struct orm_conn *c, const struct orm_execution *s)
{
	if (!is_wanted(c, ORM_ECHO_STATEMENTS))
		return;
	orm_pooled_say(c, s->sql);
	if (s->count)
		say_params(c, s);
}

void orm_pooled_say_row(struct orm_result *r)
{
	struct buf b = { 0 };
	struct orm_conn *c = r->conn;
	if (!is_wanted(c, ORM_ECHO_ROWS))
		return;
	if (c->pooled->engine->options.hide_parameters)
		buf_addf(&b, "row (%d values hidden)", r->columns);
	else
		buf_adds(&b, "row (");
	for (int i = 0; i < r->columns && !c->pooled->engine->options.hide_parameters; i++) {
		struct orm_value v = orm_get(r, i);
		buf_adds(&b, i ? ", " : "");
		add_value(&b, &v);
	}
	if (!c->pooled->engine->options.hide_parameters)
		buf_addc(&b, ')');
	orm_pooled_say(c, buf_str(&b));
	buf_release(&b);
}
