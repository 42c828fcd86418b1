/* orm/postgresql/lines.c - what belongs to the columns of a view or composite type */
#include <string.h>

#include "base/text.h"
#include "orm/postgresql/alter.h"
#include "orm/postgresql/capability.h"
#include "orm/postgresql/create.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/postgresql.h"

/* An option whose lines are statements, one for each column. */
static const struct kind {
	const char *option, *verb, *to_column, *set, *unset;
} kinds[] = {
	{ "defaults", "ALTER VIEW", " ALTER COLUMN ", "SET DEFAULT ", "DROP DEFAULT" },
	{ "statistics", "ALTER MATERIALIZED VIEW", " ALTER COLUMN ", "SET STATISTICS ",
	  "SET STATISTICS -1" },
	{ "column_storage", "ALTER MATERIALIZED VIEW", " ALTER COLUMN ", "SET STORAGE ",
	  "SET STORAGE DEFAULT" },
	{ "column_compression", "ALTER MATERIALIZED VIEW", " ALTER COLUMN ", "SET COMPRESSION ",
	  "SET COMPRESSION DEFAULT" },
	{ "column_comments", "COMMENT ON COLUMN", ".", "IS ", "IS NULL" },
};

struct pg_lines pg_lines(struct arena *a, const char *text)
{
	struct pg_lines out = { 0 };

	while (text && *text) {
		struct orm_token t = pg_next_token(text, strlen(text));
		const char *at = t.start + t.len, *end = at + strlen(at), *p = at;
		int depth = 0;

		/* to the end of a line that is outside of strings and parentheses */
		while (p < end) {
			struct orm_token x = pg_next_token(p, (size_t)(end - p));

			depth += pg_token_is_op(&x, "(") - pg_token_is_op(&x, ")");
			if (!depth && x.kind == ORM_TOKEN_SPACE && memchr(x.start, '\n', x.len))
				break;
			p = x.start + x.len;
		}
		vec_push(a, &out,
		         (struct pg_line){ arena_strndup(a, t.start, t.len),
		                           text_trim(a, at, (size_t)(p - at)) });
		while (*p == '\n' || *p == ' ')
			p++;
		text = p;
	}
	return out;
}

static const char *text_of(const struct pg_lines *all, const char *name)
{
	for (size_t i = 0; i < all->len; i++)
		if (text_same(all->items[i].name, name))
			return all->items[i].text;
	return NULL;
}

/* Most types are stored EXTENDED where there is no word for what is usual. */
static const char *unset(const struct ddl *d, const struct kind *k)
{
	return text_ends(k->unset, "STORAGE DEFAULT") && !pg_can(d->version, PG_STORAGE_WORDS)
	           ? "SET STORAGE EXTENDED"
	           : k->unset;
}

static void change_lines(struct ddl *d, const struct kind *k, const char *name, const char *from,
                         const char *to)
{
	struct pg_lines was = pg_lines(d->arena, from), is = pg_lines(d->arena, to);

	for (size_t i = 0; i < was.len; i++)
		if (!text_of(&is, was.items[i].name))
			ddl_addf(d, 0, NULL, "%s %s%s%s %s", k->verb, name, k->to_column,
			         was.items[i].name, unset(d, k));
	for (size_t i = 0; i < is.len; i++)
		if (!text_same(text_of(&was, is.items[i].name), is.items[i].text))
			ddl_addf(d, 0, NULL, "%s %s%s%s %s%s", k->verb, name, k->to_column,
			         is.items[i].name, k->set, is.items[i].text);
}

/* Extended statistics have a target of that name, which isn't a line. */
static bool has_lines(const struct kind *k, enum orm_kind kind)
{
	return !text_ends(k->verb, "MATERIALIZED VIEW") || kind == ORM_MATERIALIZED_VIEW;
}

void pg_finish_lines(struct ddl *d, const struct orm_definition *o)
{
	for (size_t i = 0; i < COUNT(kinds); i++) {
		if (!has_lines(&kinds[i], o->object.kind))
			continue;
		change_lines(d, &kinds[i], pg_reference(d->arena, o), NULL,
		             pg_option(&o->object, kinds[i].option));
	}
}

void pg_alter_lines(struct ddl *d, const struct orm_change *c)
{
	const struct orm_definition *to = (const struct orm_definition *)c->to;
	const char *value;

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (has_lines(&kinds[i], c->kind) && pg_gives_option(c, kinds[i].option, &value))
			change_lines(d, &kinds[i], pg_reference(d->arena, to),
			             pg_option_now(d, c, kinds[i].option), value);
}
