/* orm/postgresql/type_rewrites.c - which changes of a type write all rows anew */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "orm/postgresql/types.h"

/* What is between the parentheses of a type: one number, or two. */
struct modifiers {
	size_t count;
	long first, second;
};

static struct modifiers modifiers_of(const char *type)
{
	const char *at = strchr(type, '(');
	struct modifiers m = { 0 };
	char *end;

	if (!at)
		return m;
	m.count = 1;
	m.first = strtol(at + 1, &end, 10);
	if (*end == ',') {
		m.count = 2;
		m.second = strtol(end + 1, NULL, 10);
	}
	return m;
}

/* The same stored form: "varchar" is text that somebody counts. */
static bool is_kept(const char *from, const char *to)
{
	static const char *const pairs[][2] = {
		{ "character varying", "text" },
		{ "text", "character varying" },
		{ "cidr", "inet" },
		{ "xml", "text" },
		{ "xml", "character varying" },
	};

	for (size_t i = 0; i < COUNT(pairs); i++)
		if (!strcmp(pairs[i][0], from) && !strcmp(pairs[i][1], to))
			return true;
	return false;
}

/* Every value of the old length, or precision, is one of the new. */
static bool is_wider(const char *base, const char *from, const char *to)
{
	struct modifiers was = modifiers_of(from), is = modifiers_of(to);

	if (!is.count)
		return true;
	if (!strcmp(base, "numeric"))
		return was.count && was.second == is.second && was.first <= is.first;
	return was.count && was.first <= is.first;
}

bool pg_rewrites(struct arena *a, const char *from, const char *to)
{
	static const char *const growing[] = { "character varying", "numeric", "bit varying",
		                               "timestamp*",        "time*",   "interval" };
	const char *was = pg_canonical_type(a, from), *is = pg_canonical_type(a, to);
	const char *base = pg_base_type(a, is);

	if (!strcmp(was, is))
		return false;
	if (text_ends(was, "]") || text_ends(is, "]"))
		return true;
	if (strcmp(pg_base_type(a, was), base) != 0)
		return !is_kept(pg_base_type(a, was), base) ||
		       (modifiers_of(is).count && strcmp(base, "text") != 0);
	for (size_t i = 0; i < COUNT(growing); i++)
		if (text_glob(growing[i], base))
			return !is_wider(base, was, is);
	return true;
}
