/* reflect/write/lua_text.c - strings and types in Lua */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "orm/dialect.h"
#include "reflect/write/lua.h"
#include "reflect/write/write.h"

void lua_indent(struct buf *out, int level)
{
	buf_fill(out, ' ', 2 * (size_t)level);
}

/* Is it several lines of plain text, which a long bracket shows best? */
static bool is_long(const char *text)
{
	if (!strchr(text, '\n') || !utf8_valid(text, strlen(text)))
		return false;
	for (; *text; text++)
		if (((unsigned char)*text < ' ' && *text != '\n' && *text != '\t') || *text == 0x7F)
			return false;
	return true;
}

/* [[text]] with as many = as it takes for the text not to end it early. */
static void write_long(struct buf *out, const char *text)
{
	size_t len = strlen(text);
	struct buf tail = { 0 };

	for (size_t level = 0;; level++) {
		size_t at;

		buf_cut(&tail, 0);
		buf_add(&tail, text, len);
		buf_addc(&tail, ']');
		buf_fill(&tail, '=', level);
		buf_addc(&tail, ']');
		at = (size_t)(strstr(buf_str(&tail), buf_str(&tail) + len) - buf_str(&tail));
		if (at < len)
			continue;
		buf_addc(out, '[');
		buf_fill(out, '=', level);
		buf_addc(out, '[');
		/* Lua drops a newline that comes first */
		if (*text == '\n')
			buf_addc(out, '\n');
		buf_add(out, buf_str(&tail), tail.len);
		break;
	}
	buf_release(&tail);
}

static void write_short(struct buf *out, const char *text)
{
	char quote = strchr(text, '"') && !strchr(text, '\'') ? '\'' : '"';
	bool utf8 = utf8_valid(text, strlen(text));

	buf_addc(out, quote);
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == (unsigned char)quote || c == '\\')
			buf_addf(out, "\\%c", c);
		else if (c == '\n')
			buf_adds(out, "\\n");
		else if (c == '\t')
			buf_adds(out, "\\t");
		else if (c < ' ' || c == 0x7F || (c > 0x7F && !utf8))
			buf_addf(out, "\\%03u", (unsigned)c);
		else
			buf_addc(out, *text);
	}
	buf_addc(out, quote);
}

void write_lua_string(struct buf *out, const char *text)
{
	if (is_long(text))
		write_long(out, text);
	else
		write_short(out, text);
}

void lua_call(struct buf *out, const char *word, const char *text)
{
	buf_adds(out, word);
	write_lua_string(out, text);
}

void lua_names(struct buf *out, const struct names *names)
{
	for (size_t i = 0; i < names->len; i++) {
		if (i)
			buf_adds(out, ", ");
		write_lua_string(out, names->items[i]);
	}
}

void lua_renames(struct buf *out, const struct names *renames)
{
	buf_addc(out, '{');
	for (size_t i = 0; i + 1 < renames->len; i += 2) {
		buf_adds(out, i ? ", [" : "[");
		write_lua_string(out, renames->items[i]);
		buf_adds(out, "] = ");
		write_lua_string(out, renames->items[i + 1]);
	}
	buf_addc(out, '}');
}

/* The number that a positional argument of a type stands for; -1 = not given. */
static int argument(const struct orm_type *t, const char *name)
{
	if (!name)
		return -1;
	if (!strcmp(name, "length"))
		return t->length ? t->length : -1;
	return strcmp(name, "scale") ? t->precision : t->scale;
}

static void add_comma(struct buf *out, size_t start)
{
	if (out->len > start)
		buf_adds(out, ", ");
}

static void type_positional(struct buf *out, const struct orm_dialect *d, const struct orm_type *t)
{
	const struct orm_type_info *info = &orm_type_infos[t->id];
	size_t start = out->len;

	lua_names(out, &t->values);
	if (info->item && t->item)
		write_lua_type(out, d, t->item);
	for (size_t i = 0; i < COUNT(info->positional); i++) {
		int n = argument(t, info->positional[i]);

		if (n < 0)
			break;
		add_comma(out, start);
		buf_addf(out, "%d", n);
	}
}

static void type_keywords(struct buf *out, const struct orm_type *t)
{
	size_t start = out->len;

	if (t->id == ORM_TYPE_ENUM && t->name) {
		buf_adds(out, "name = ");
		write_lua_string(out, t->name);
	}
	if (t->renamed_values.len) {
		add_comma(out, start);
		buf_adds(out, "values_renamed_from = ");
		lua_renames(out, &t->renamed_values);
	}
	if (t->timezone) {
		add_comma(out, start);
		buf_adds(out, "timezone = true");
	}
	if (t->not_native) {
		add_comma(out, start);
		buf_addf(out, "native_%s = false", t->id == ORM_TYPE_UUID ? "uuid" : "enum");
	}
	if (t->create_constraint) {
		add_comma(out, start);
		buf_adds(out, "create_constraint = true");
	}
	if (t->dimensions) {
		add_comma(out, start);
		buf_addf(out, "dimensions = %d", t->dimensions);
	}
}

static void write_generic(struct buf *out, const struct orm_dialect *d, const struct orm_type *t)
{
	struct buf positional = { 0 }, keywords = { 0 };
	bool braces;

	type_positional(&positional, d, t);
	type_keywords(&keywords, t);
	braces = keywords.len || orm_type_infos[t->id].values;
	buf_adds(out, orm_type_infos[t->id].name);
	if (positional.len || braces) {
		buf_addc(out, braces ? '{' : '(');
		buf_adds(out, buf_str(&positional));
		if (positional.len && keywords.len)
			buf_adds(out, ", ");
		buf_adds(out, buf_str(&keywords));
		buf_addc(out, braces ? '}' : ')');
	}
	buf_release(&positional);
	buf_release(&keywords);
}

static bool is_generic_name(const char *name)
{
	for (int id = 0; id < ORM_TYPE_COUNT; id++)
		if (!strcmp(orm_type_infos[id].name, name))
			return true;
	return false;
}

/* Is it "(7)" or "(12, 2)", as the reader spells the arguments of a type? */
static bool are_arguments(const char *text)
{
	for (const char *p = text + 1;; p += 2) {
		size_t n = strspn(p, "0123456789");

		if (!n || n > 9 || (*p == '0' && n > 1))
			return false;
		p += n;
		if (!strcmp(p, ")"))
			return true;
		if (p[0] != ',' || p[1] != ' ')
			return false;
	}
}

/*
 * Exact types in capitals stand as they are, VARCHAR(7); a space is written as
 * an underscore, DOUBLE_PRECISION.  NULL when the reader would see another text.
 */
static char *exact_word(struct arena *a, const char *text)
{
	size_t len = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ");
	char *word = arena_strndup(a, text, len);

	if (*word < 'A' || word[len - 1] == ' ' || strstr(word, "  ") || is_generic_name(word))
		return NULL;
	if (text[len] && (text[len] != '(' || !are_arguments(text + len)))
		return NULL;
	for (char *p = word; *p; p++)
		*p = *p == ' ' ? '_' : *p;
	return arena_printf(a, "%s%s", word, text + len);
}

static const struct orm_type *with_renames(struct arena *a, const struct orm_type *generic,
                                           const struct orm_type *type)
{
	struct orm_type *copy = orm_type_copy(a, generic);

	copy->renamed_values = type->renamed_values;
	return copy;
}

void write_lua_type(struct buf *out, const struct orm_dialect *d, const struct orm_type *type)
{
	struct arena a = { 0 };
	const struct orm_type *generic = type;
	const char *word = NULL;

	if (type->declared)
		generic = type->declared;
	else if (type->id == ORM_TYPE_EXACT)
		generic = d ? d->generic_type(&a, type->name) : NULL;
	if (generic && type->renamed_values.len)
		generic = with_renames(&a, generic, type);
	if (!generic)
		word = exact_word(&a, type->name ? type->name : "");
	if (generic)
		write_generic(out, d, generic);
	else if (word)
		buf_adds(out, word);
	else
		lua_call(out, "Type", type->name ? type->name : "");
	arena_release(&a);
}
