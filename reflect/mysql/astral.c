/*
 * reflect/mysql/astral.c - characters of four bytes, for which the servers show a ?
 *
 * SHOW CREATE TABLE passes defaults and the members of ENUM and SET through a
 * character set that lacks them, though columns have them.  Values have them, too:
 * DEFAULT() of a row that isn't there, and members by their number, which a column
 * of a recursive query takes as the one that it begins with.  Only what has a ?
 * is asked about.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/text.h"
#include "orm/dialect.h"
#include "orm/mysql/create.h"
#include "reflect/mysql/reader.h"

struct doubt {
	struct orm_column *column;
	bool members; /* of its type; else its default */
};

struct doubts {
	VEC(struct doubt);
	struct names sql;
};

static bool has_members(const struct orm_column *c)
{
	return !strncasecmp(c->type->name, "enum(", 5) || !strncasecmp(c->type->name, "set(", 4);
}

static size_t count_members(const struct my_reader *r, const char *type)
{
	size_t n = 0;

	for (const char *at = type, *end = at + strlen(at); at < end;) {
		struct orm_token t = r->dialect->next_token(at, (size_t)(end - at));

		n += t.kind == ORM_TOKEN_STRING;
		at = t.start + t.len;
	}
	return n;
}

/* A row of NULLs, of the table's columns. */
#define NO_ROW "FROM (SELECT 1 AS x) AS y LEFT JOIN %s AS t ON FALSE"

static const char *question(struct my_reader *r, const struct orm_table *t, const struct doubt *d)
{
	struct arena *a = &r->scratch;
	const char *table = my_full_name(a, r->database, t->object.name);
	const char *column = my_quoted(a, d->column->object.name);
	bool set = !strncasecmp(d->column->type->name, "set(", 4);

	if (!d->members)
		return arena_printf(a, "SELECT HEX(CONVERT(DEFAULT(t.%s) USING utf8mb4)) " NO_ROW,
		                    column, table);
	return arena_printf(
	    a,
	    "WITH RECURSIVE r AS (SELECT t.%s AS v, 0 AS n " NO_ROW " UNION ALL "
	    "SELECT %s, n + 1 FROM r WHERE n < %zu) "
	    "SELECT GROUP_CONCAT(HEX(CONVERT(v USING utf8mb4)) ORDER BY n) FROM r WHERE n > 0",
	    column, table, set ? "1 << n" : "n + 1", count_members(r, d->column->type->name));
}

static void doubt(struct my_reader *r, struct doubts *all, const struct orm_table *t,
                  struct orm_column *c, bool members)
{
	struct doubt d = { c, members };

	vec_push(&r->scratch, all, d);
	vec_push(&r->scratch, &all->sql, question(r, t, &d));
}

static void find_doubts(struct my_reader *r, struct doubts *all)
{
	for (size_t i = 0; i < r->m->tables.len; i++) {
		const struct orm_table *t = r->m->tables.items[i];

		for (size_t k = 0; !t->opaque && k < t->columns.len; k++) {
			struct orm_column *c = t->columns.items[k];
			const char *given = c->server_default.text;

			if (has_members(c) && strchr(c->type->name, '?'))
				doubt(r, all, t, c, true);
			if (my_is_text(c->type) && given && *given == '\'' && strchr(given, '?'))
				doubt(r, all, t, c, false);
		}
	}
}

/* Up to a comma or the end; false: it has no character of four bytes. */
static bool decode(struct arena *a, const char *hex, char **out)
{
	size_t len = strcspn(hex, ",") / 2;
	bool astral = false;

	*out = arena_alloc(a, len + 1);
	for (size_t i = 0; i < len; i++) {
		char two[] = { hex[2 * i], hex[2 * i + 1], '\0' };
		unsigned char byte = (unsigned char)strtoul(two, NULL, 16);

		astral = astral || byte >= 0xf0;
		(*out)[i] = (char)byte;
	}
	return astral;
}

/* The type with those members replaced that are others than they seem. */
static const char *with_members(struct my_reader *r, const char *type, const char *hex)
{
	struct buf b = { 0 };

	for (const char *at = type, *end = at + strlen(at); at < end;) {
		struct orm_token t = r->dialect->next_token(at, (size_t)(end - at));
		char *member;

		if (t.kind == ORM_TOKEN_STRING && decode(&r->scratch, hex, &member))
			buf_adds(&b, my_string(&r->scratch, member));
		else
			buf_add(&b, at, (size_t)(t.start + t.len - at));
		if (t.kind == ORM_TOKEN_STRING)
			hex += strcspn(hex, ",") + (hex[strcspn(hex, ",")] == ',');
		at = t.start + t.len;
	}
	return buf_take(&b, r->arena);
}

static void read_answer(struct my_reader *r, size_t i, struct orm_result *rows, void *data)
{
	const struct doubt *d = &((struct doubts *)data)->items[i];
	const char *hex = orm_get_text(rows, 0);
	char *text;

	if (hex && d->members)
		d->column->type =
		    orm_type_exact(r->arena, with_members(r, d->column->type->name, hex));
	else if (hex && decode(&r->scratch, hex, &text))
		d->column->server_default.text = my_string(r->arena, text);
}

/* Whoever may not read the table keeps what is shown. */
static void miss_answer(struct my_reader *r, size_t i, const struct error *why, void *data)
{
	(void)r;
	(void)i;
	(void)why;
	(void)data;
}

bool my_reflect_astral(struct my_reader *r, struct error *err)
{
	struct doubts all = { 0 };
	struct my_rows to = { read_answer, miss_answer, &all };

	find_doubts(r, &all);
	return my_query_each(r, all.sql.items, all.sql.len, &to, err);
}
