/* orm/ddl/ddl.c - what all dialects share when they write statements */
#include "orm/ddl/ddl.h"

#include <string.h>

#include "base/text.h"
#include "orm/dialect.h"

void ddl_add(struct ddl *d, unsigned flags, const char *note, const char *sql)
{
	vec_push(d->arena, &d->out,
	         (struct ddl_statement){ .sql = arena_strdup(d->arena, sql),
	                                 .flags = flags,
	                                 .note = arena_strdup(d->arena, note) });
}

void ddl_addf(struct ddl *d, unsigned flags, const char *note, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vec_push(d->arena, &d->out,
	         (struct ddl_statement){ .sql = arena_vprintf(d->arena, format, args),
	                                 .flags = flags,
	                                 .note = arena_strdup(d->arena, note) });
	va_end(args);
}

bool ddl_is_plain(const struct orm_dialect *d, const char *name)
{
	if (!*name || (*name >= '0' && *name <= '9'))
		return false;
	for (const char *p = name; *p; p++) {
		bool lower = (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '_';
		bool upper = *p >= 'A' && *p <= 'Z';

		if (!lower && !(upper && !d->quotes_upper))
			return false;
	}
	return !d->is_reserved(name);
}

static void add_quoted(struct buf *out, const char *text, char quote)
{
	buf_addc(out, quote);
	for (; *text; text++) {
		if (*text == quote)
			buf_addc(out, quote);
		buf_addc(out, *text);
	}
	buf_addc(out, quote);
}

void ddl_name(struct buf *out, const struct orm_dialect *d, const char *name)
{
	if (ddl_is_plain(d, name))
		buf_adds(out, name);
	else
		add_quoted(out, name, d->quote);
}

void ddl_full_name(struct buf *out, const struct orm_dialect *d, const char *schema,
                   const char *name)
{
	if (schema) {
		ddl_name(out, d, schema);
		buf_addc(out, '.');
	}
	ddl_name(out, d, name);
}

void ddl_names(struct buf *out, const struct orm_dialect *d, const struct names *names)
{
	for (size_t i = 0; i < names->len; i++) {
		buf_adds(out, i ? ", " : "");
		ddl_name(out, d, names->items[i]);
	}
}

void ddl_string(struct buf *out, const struct orm_dialect *d, const char *text)
{
	if (d->string_text)
		d->string_text(out, text);
	else
		add_quoted(out, text, '\'');
}

void ddl_default(struct buf *out, const struct orm_dialect *d, const struct orm_default *v)
{
	switch (v->kind) {
	case ORM_DEFAULT_STRING:
		ddl_string(out, d, v->text);
		break;
	case ORM_DEFAULT_BOOL:
		buf_adds(out, text_same(v->text, "true") ? d->true_text : d->false_text);
		break;
	case ORM_DEFAULT_FUNC:
		d->function_text(out, v->text);
		break;
	case ORM_DEFAULT_NONE:
	case ORM_DEFAULT_NULL:
		buf_adds(out, "NULL");
		break;
	case ORM_DEFAULT_SQL:
	case ORM_DEFAULT_NUMBER:
		buf_adds(out, v->text);
		break;
	}
}

bool ddl_compile(struct ddl *d, const struct orm_change *changes, size_t count, struct error *err)
{
	return d->dialect->compile(d, changes, count, err);
}

bool ddl_create(struct ddl *d, const struct orm_object *o, struct error *err)
{
	struct orm_change c = { .verb = ORM_CREATE,
		                .kind = o->kind,
		                .to = orm_object_copy(d->arena, o) };

	c.schema = o->schema;
	if (ORM_HAS_OWNER(o->kind))
		c.table = ((const struct orm_definition *)o)->on;
	else if (o->table)
		c.table = o->table->object.name;
	return d->dialect->compile(d, &c, 1, err);
}
