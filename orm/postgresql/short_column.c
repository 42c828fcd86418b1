/* orm/postgresql/short_column.c - a default without the cast that the server writes by itself */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/postgresql.h"
#include "orm/postgresql/types.h"

/* The literal's value, where it is one that is written the same again; else NULL. */
static const char *value_of(struct arena *a, const struct orm_token *t)
{
	struct buf again = { 0 };
	const char *value;

	if (t->kind != ORM_TOKEN_STRING || *t->start != '\'')
		return NULL;
	value = orm_unquote(a, &orm_postgresql, t);
	ddl_string(&again, &orm_postgresql, value);
	if (strlen(buf_str(&again)) != t->len || strncmp(buf_str(&again), t->start, t->len) != 0)
		value = NULL;
	buf_release(&again);
	return value;
}

/* What the server makes of DEFAULT -1, and of no other number. */
static bool is_negative(const char *value, const char *cast)
{
	char *end;
	long number = strtol(value, &end, 10);

	return !strcmp(cast, "integer") && *value == '-' && !*end && number < 0 &&
	       number > INT32_MIN;
}

/* NULL of text of a given size is one that somebody has said. */
static bool is_sized(const char *type, const char *cast)
{
	return strchr(type, '(') && (!strcmp(cast, "character varying") || !strcmp(cast, "bpchar"));
}

/* DEFAULT 'x' of a column is stored with a cast to the column's type. */
static struct orm_default without_cast(struct arena *a, const struct orm_column *c)
{
	const char *text = c->server_default.text, *type = c->type->name;
	struct orm_token t = pg_next_token(text, strlen(text));
	const char *cast = t.start + t.len, *base = pg_base_type(a, type), *value;

	if (strncmp(cast, "::", 2) != 0)
		return c->server_default;
	cast += 2;
	value = value_of(a, &t);
	if (value && is_negative(value, cast))
		return (struct orm_default){ value, ORM_DEFAULT_NUMBER };
	if (!strcmp(base, "character"))
		base = "bpchar";
	if (strcmp(base, cast) != 0)
		return c->server_default;
	if (value)
		return (struct orm_default){ value, ORM_DEFAULT_STRING };
	if (pg_token_is(&t, "null") && is_sized(type, cast))
		return (struct orm_default){ "NULL", ORM_DEFAULT_NULL };
	return c->server_default;
}

static struct orm_default shorter(struct arena *a, const struct orm_column *c)
{
	const char *text = c->server_default.text;

	if (strcmp(c->type->name, "boolean") != 0)
		return without_cast(a, c);
	if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
		return c->server_default;
	return (struct orm_default){ text, ORM_DEFAULT_BOOL };
}

const struct orm_column *pg_short_column(struct arena *a, const struct orm_column *c)
{
	struct orm_column *copy;
	struct orm_default v;

	if (c->server_default.kind != ORM_DEFAULT_SQL || !c->type || !c->type->name)
		return c;
	v = shorter(a, c);
	if (v.kind == ORM_DEFAULT_SQL)
		return c;
	copy = orm_column_copy(a, c);
	copy->object.table = c->object.table;
	copy->server_default = v;
	return copy;
}
