/* orm/sql/compile.c - a statement becomes text and parameters */
#include "orm/sql/compile.h"

#include "base/text.h"
#include "orm/sql/write.h"

bool writer_fail(struct writer *w, enum error_code code, const char *format, ...)
{
	va_list args;
	if (w->failed)
		return false;
	va_start(args, format);
	char *message = arena_vprintf(w->a, format, args);
	va_end(args);
	w->failed = true;
	fail(w->err, code, "%s", message);
	return true;
}

void writer_hint(struct writer *w, const char *hint)
{
	fail_hint(w->err, "%s", hint);
}

void writer_need(struct writer *w, enum orm_can what)
{
	if (!w->failed && !orm_sql_can(w->d, w->version, what, w->err))
		w->failed = true;
}

void write_name(struct writer *w, const char *name)
{
	ddl_name(&w->out, w->d, name);
}

void write_query(struct writer *w, const struct orm_query *q)
{
	if (q->select)
		write_select(w, q->select);
	else if (q->insert)
		write_insert(w, q->insert);
	else if (q->update)
		write_update(w, q->update);
	else if (q->del)
		write_delete(w, q->del);
	else if (q->text)
		write_expr(w, q->text);
	else
		writer_fail(w, ERR_INPUT, "the statement is missing");
}

/* Of a text nobody knows: whoever runs it may look. */
static bool gives_rows(const struct orm_query *q)
{
	return q->select || q->text || (q->insert && q->insert->returning.len) ||
	       (q->update && q->update->returning.len) || (q->del && q->del->returning.len);
}

static bool compile(struct arena *a, const struct orm_query *q, const struct orm_dialect *d,
                    int version, bool literal, struct orm_compiled *out, struct error *err)
{
	struct writer w = { .a = a,
		            .d = d,
		            .s = d->sql,
		            .version = version,
		            .compiled = out,
		            .literal = literal,
		            .err = err };
	*out = (struct orm_compiled){ .rows = gives_rows(q) };
	write_query(&w, q);
	out->sql = buf_take(&w.out, a);
	return !w.failed;
}

bool orm_compile(struct arena *a, struct orm_query q, const struct orm_dialect *d, int version,
                 struct orm_compiled *out, struct error *err)
{
	return compile(a, &q, d, version, false, out, err);
}

bool orm_compile_literal(struct arena *a, struct orm_query q, const struct orm_dialect *d,
                         int version, const char **out, struct error *err)
{
	struct orm_compiled compiled;
	*out = NULL;
	if (!compile(a, &q, d, version, true, &compiled, err))
		return false;
	*out = compiled.sql;
	return true;
}

bool orm_compiled_set(struct orm_compiled *c, const char *name, struct orm_value value,
                      struct error *err)
{
	bool found = false;
	for (size_t i = 0; i < c->params.len; i++)
		if (c->names.items[i] && text_same(c->names.items[i], name)) {
			c->params.items[i] = value;
			c->unset.items[i] = NULL;
			found = true;
		}
	if (!found)
		fail(err, ERR_USAGE, "the statement has no parameter \"%s\"", name);
	return found;
}

struct orm_query orm_query_select(const struct orm_select *s)
{
	return (struct orm_query){ .select = s };
}

struct orm_query orm_query_insert(const struct orm_insert *s)
{
	return (struct orm_query){ .insert = s };
}

struct orm_query orm_query_update(const struct orm_update *s)
{
	return (struct orm_query){ .update = s };
}

struct orm_query orm_query_delete(const struct orm_delete *s)
{
	return (struct orm_query){ .del = s };
}

struct orm_query orm_query_text(const struct orm_expr *text)
{
	return (struct orm_query){ .text = text };
}
