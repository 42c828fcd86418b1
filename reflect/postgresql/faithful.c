/*
 * reflect/postgresql/faithful.c - text that means to the server what it meant before
 *
 * The server prints col IN ('a', 'b') of a varchar as
 *
 *	(col)::text = ANY ((ARRAY['a'::character varying, ...])::text[])
 *
 * and reads that as a cast of every element, which it prints in yet another way.
 * With the array's own type said first it is read as it was.
 */
#include "base/buf.h"
#include "base/text.h"
#include "reflect/postgresql/reader.h"

/* Behind the quoted text that begins here. */
static const char *skip_quoted(const char *at)
{
	const char *end = strchr(at + 1, *at);

	return end ? end + 1 : at + strlen(at);
}

/* The comma or bracket that ends an element of an array. */
static const char *element_end(const char *at)
{
	int depth = 0;

	while (*at && (depth || (*at != ',' && *at != ']'))) {
		if (*at == '\'' || *at == '"') {
			at = skip_quoted(at);
			continue;
		}
		depth += (*at == '(' || *at == '[') - (*at == ')' || *at == ']');
		at++;
	}
	return at;
}

/* Where the last cast of the element begins, behind the colons; NULL = none. */
static const char *last_cast(const char *at, const char *end)
{
	const char *found = NULL;
	int depth = 0;

	while (at < end) {
		if (*at == '\'' || *at == '"') {
			at = skip_quoted(at);
			continue;
		}
		depth += (*at == '(' || *at == '[') - (*at == ')' || *at == ']');
		if (!depth && *at == ':' && at[1] == ':')
			found = at + 2;
		at++;
	}
	return found;
}

/* A type without its (n): arrays have no such thing. */
static void add_type(struct buf *out, const char *type, const char *end)
{
	while (type < end) {
		const char *close = *type == '(' ? memchr(type, ')', (size_t)(end - type)) : NULL;

		if (close)
			type = close + 1;
		else if (*type == '"')
			for (const char *quoted = skip_quoted(type); type < quoted; type++)
				buf_addc(out, *type);
		else
			buf_addc(out, *type++);
	}
}

static bool is_integer(const char *at, const char *end)
{
	return at < end && end - at < 10 && strspn(at, "0123456789") == (size_t)(end - at);
}

/* The type of all elements from `at` on; nothing when it isn't plain to see. */
static void array_type(struct buf *out, const char *at)
{
	struct buf type = { 0 };

	for (;;) {
		const char *end = element_end(at), *cast = last_cast(at, end);

		buf_cut(&type, 0);
		if (cast)
			add_type(&type, cast, end);
		else if (is_integer(at, end))
			buf_adds(&type, "integer");
		if (out->len && strcmp(buf_str(out), buf_str(&type)) != 0)
			buf_cut(&type, 0);
		buf_cut(out, 0);
		buf_adds(out, buf_str(&type));
		if (!type.len || *end != ',')
			break;
		at = end + 1 + strspn(end + 1, " ");
	}
	buf_release(&type);
}

/* The bracket that closes the array whose elements begin here. */
static const char *array_end(const char *at)
{
	at = element_end(at);
	while (*at == ',')
		at = element_end(at + 1);
	return at;
}

const char *pg_faithful(struct arena *a, const char *text)
{
	static const char array[] = "(ARRAY[";
	struct buf out = { 0 }, type = { 0 };
	const char *from;

	text = text ? pg_flatten(a, text) : NULL;
	if (!text || !strstr(text, array))
		return text;
	from = text;
	for (const char *at = text; *at;) {
		const char *elements = at + strlen(array), *end;

		if (*at == '\'' || *at == '"') {
			at = skip_quoted(at);
			continue;
		}
		if (!text_starts(at++, array))
			continue;
		end = array_end(elements);
		if (!text_starts(end, "])::"))
			continue;
		buf_cut(&type, 0);
		array_type(&type, elements);
		if (!type.len)
			continue;
		buf_add(&out, from, (size_t)(end + 1 - from));
		buf_addf(&out, "::%s[]", buf_str(&type));
		from = at = end + 1;
	}
	buf_adds(&out, from);
	buf_release(&type);
	return buf_take(&out, a);
}
