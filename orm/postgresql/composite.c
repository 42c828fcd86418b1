/* orm/postgresql/composite.c - changes of composite types, by their attributes */
#include <string.h>

#include "base/text.h"
#include "orm/postgresql/alter.h"
#include "orm/postgresql/create.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/postgresql.h"
#include "orm/postgresql/types.h"

/* "name type": the name as SQL writes it, and the rest. */
static struct pg_lines attributes(struct arena *a, const struct orm_definition *type)
{
	struct names pieces = pg_pieces(a, type->definition, ',');
	struct pg_lines out = { 0 };

	for (size_t i = 0; i < pieces.len; i++) {
		struct orm_token t = pg_next_word(pieces.items[i], strlen(pieces.items[i]));
		const char *rest = t.start + t.len;

		vec_push(a, &out,
		         (struct pg_line){ arena_strndup(a, t.start, t.len),
		                           text_trim(a, rest, strlen(rest)) });
	}
	return out;
}

static const char *type_of(const struct pg_lines *all, const char *name)
{
	for (size_t i = 0; i < all->len; i++)
		if (text_same(all->items[i].name, name))
			return all->items[i].text;
	return NULL;
}

/* New attributes come last: is that where they are wanted? */
static bool keeps_order(const struct pg_lines *was, const struct pg_lines *is)
{
	size_t next = 0;

	for (size_t i = 0; i < was->len; i++) {
		if (!type_of(is, was->items[i].name))
			continue;
		if (next >= is->len || !text_same(is->items[next++].name, was->items[i].name))
			return false;
	}
	for (; next < is->len; next++)
		if (type_of(was, is->items[next].name))
			return false;
	return true;
}

static bool keeps_types(const struct pg_lines *was, const struct pg_lines *is)
{
	for (size_t i = 0; i < is->len; i++) {
		const char *type = type_of(was, is->items[i].name);

		if (type && !orm_same_tokens(&orm_postgresql, type, is->items[i].text))
			return false;
	}
	return true;
}

bool pg_composite_grows(const struct orm_definition *from, const struct orm_definition *to)
{
	struct arena a = { 0 };
	struct pg_lines was = attributes(&a, from), is = attributes(&a, to);
	bool grows = keeps_order(&was, &is) && keeps_types(&was, &is);

	arena_release(&a);
	return grows;
}

/* "text COLLATE c" */
static const char *bare_type(struct arena *a, const char *type)
{
	const char *at = type, *end = at + strlen(at);

	while (at < end) {
		struct orm_token t = pg_next_token(at, (size_t)(end - at));

		if (pg_token_is(&t, "collate"))
			return text_trim(a, type, (size_t)(t.start - type));
		at = t.start + t.len;
	}
	return type;
}

const char *pg_composite_value(struct arena *a, const char *column,
                               const struct orm_definition *from, const struct orm_definition *to)
{
	struct pg_lines was = attributes(a, from), is = attributes(a, to);
	struct buf b = { 0 };

	buf_addf(&b, "CASE WHEN %s IS NOT DISTINCT FROM NULL THEN NULL ELSE ROW(", column);
	for (size_t i = 0; i < is.len; i++) {
		const char *name = is.items[i].name, *type = type_of(&was, name), *value, *cast;

		value = arena_printf(a, "(%s).%s", column, name);
		cast = type ? pg_cast(a, value, bare_type(a, type), bare_type(a, is.items[i].text))
		            : NULL;
		buf_addf(&b, "%s%s", i ? ", " : "", !type ? "NULL" : cast ? cast : value);
	}
	buf_addf(&b, ")::%s END", pg_reference(a, to));
	return buf_take(&b, a);
}

static void alter_type(struct ddl *d, const struct orm_definition *from,
                       const struct orm_definition *to)
{
	struct pg_lines was = attributes(d->arena, from), is = attributes(d->arena, to);
	struct buf b = { 0 };

	for (size_t i = 0; i < was.len; i++) {
		const char *type = type_of(&is, was.items[i].name);

		if (!type)
			buf_addf(&b, "%s DROP ATTRIBUTE %s", b.len ? "," : "", was.items[i].name);
		else if (!orm_same_tokens(&orm_postgresql, type, was.items[i].text))
			buf_addf(&b, "%s ALTER ATTRIBUTE %s TYPE %s", b.len ? "," : "",
			         was.items[i].name, type);
	}
	for (size_t i = 0; i < is.len; i++)
		if (!type_of(&was, is.items[i].name))
			buf_addf(&b, "%s ADD ATTRIBUTE %s %s", b.len ? "," : "", is.items[i].name,
			         is.items[i].text);
	if (b.len)
		ddl_addf(d, 0, NULL, "ALTER TYPE %s%s", pg_reference(d->arena, to), buf_str(&b));
	buf_release(&b);
}

bool pg_alter_composite(struct ddl *d, const struct orm_change *c, struct error *err)
{
	const struct orm_definition *from = (const struct orm_definition *)c->from;
	const struct orm_definition *to = (const struct orm_definition *)c->to;
	struct pg_lines was = attributes(d->arena, from), is = attributes(d->arena, to);

	if (keeps_order(&was, &is) && (keeps_types(&was, &is) || !pg_is_used(d, from))) {
		alter_type(d, from, to);
		return true;
	}
	return pg_replace_type(d, from, to, err);
}
