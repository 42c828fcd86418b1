/* reflect/postgresql/index.c - CREATE INDEX, as the server writes it, taken apart */
#include "base/buf.h"
#include "base/text.h"
#include "reflect/postgresql/reader.h"

/* The end of what begins here: a quoted text, or anything in parentheses. */
static const char *skip_group(const char *at)
{
	char open = *at;

	at += open != 0;
	if (open != '(') {
		while (*at && *at != open)
			at++;
		return at + (*at != 0);
	}
	while (*at && *at != ')')
		at = *at == '(' || *at == '"' || *at == '\'' ? skip_group(at) : at + 1;
	return at + (*at != 0);
}

/* The end of a name with its schema.  A doubled quote inside is two quoted parts. */
static const char *skip_name(const char *at)
{
	while (*at && !strchr(" (),", *at))
		at = *at == '"' ? skip_group(at) : at + 1;
	return at;
}

/* The end of an expression: a call, or anything in parentheses. */
static const char *skip_expr(const char *at)
{
	while (*at && *at != '(')
		at = *at == '"' ? skip_group(at) : at + 1;
	return *at ? skip_group(at) : at;
}

static bool take(const char **at, const char *word)
{
	if (!text_starts(*at, word))
		return false;
	*at += strlen(word);
	return true;
}

/* A name without its quotes; one with a schema stays as SQL writes it. */
static const char *unquote(struct arena *a, const char *start, const char *end)
{
	struct buf b = { 0 };

	if (*start != '"' || skip_name(start) != end)
		return arena_strndup(a, start, (size_t)(end - start));
	for (const char *at = start + 1; at < end - 1; at++) {
		if (*at == '"' && *++at != '"') {
			buf_release(&b);
			return arena_strndup(a, start, (size_t)(end - start));
		}
		buf_addc(&b, *at);
	}
	return buf_take(&b, a);
}

static const char *collation(struct arena *a, const char *start, const char *end)
{
	if (!take(&start, "pg_catalog."))
		(void)take(&start, "public.");
	return unquote(a, start, end);
}

/* What may follow an element: COLLATE, operator class, DESC, NULLS. */
static const char *parse_traits(struct arena *a, const char *at, struct orm_element *e)
{
	const char *end;

	while (take(&at, " ")) {
		if (take(&at, "COLLATE ")) {
			end = skip_name(at);
			e->collation = collation(a, at, end);
			at = end;
		} else if (take(&at, "DESC")) {
			e->descending = true;
		} else if (take(&at, "NULLS FIRST")) {
			e->nulls = "FIRST";
		} else if (take(&at, "NULLS LAST")) {
			e->nulls = "LAST";
		} else {
			end = skip_name(at);
			if (text_starts(end, " ("))
				end = skip_group(end + 1);
			e->opclass = arena_strndup(a, at, (size_t)(end - at));
			at = end;
		}
	}
	return at;
}

/* From behind the opening parenthesis to behind the closing one. */
static const char *parse_elements(struct arena *a, const char *at, const char *places,
                                  struct orm_elements *out)
{
	int64_t place;

	do {
		struct orm_element *e = vec_add(a, out);
		bool known = pg_next_number(&places, &place);
		const char *end = known && place ? skip_name(at) : skip_expr(at);

		if (known && place)
			e->column = unquote(a, at, end);
		else
			e->expr = arena_strndup(a, at, (size_t)(end - at));
		at = parse_traits(a, end, e);
	} while (take(&at, ", "));
	return at + (*at == ')');
}

static const char *parse_include(struct arena *a, const char *at, struct names *out)
{
	do {
		const char *end = skip_name(at);

		vec_push(a, out, unquote(a, at, end));
		at = end;
	} while (take(&at, ", "));
	return at + (*at == ')');
}

const char *pg_parse_index(struct arena *a, const char *definition, const char *places,
                           struct orm_index *i)
{
	const char *at = definition, *end;

	(void)take(&at, "CREATE ");
	i->unique = take(&at, "UNIQUE ");
	(void)take(&at, "INDEX ");
	at = skip_name(at);
	(void)take(&at, " ON ");
	(void)take(&at, "ONLY ");
	at = skip_name(at);
	if (!take(&at, " USING "))
		return at;
	end = skip_name(at);
	i->method = unquote(a, at, end);
	if (!strcmp(i->method, "btree"))
		i->method = NULL;
	at = end;
	if (take(&at, " ("))
		at = parse_elements(a, at, places, &i->elements);
	if (take(&at, " INCLUDE ("))
		at = parse_include(a, at, &i->include);
	i->nulls_not_distinct = take(&at, " NULLS NOT DISTINCT");
	if (take(&at, " WITH "))
		at = skip_group(at);
	if (take(&at, " TABLESPACE "))
		at = skip_name(at);
	if (!take(&at, " WHERE "))
		return at;
	i->where = pg_strip(a, arena_strdup(a, at));
	return "";
}
