/* orm/mysql/type_read.c - take a type's text apart */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "orm/mysql/lex.h"
#include "orm/mysql/types.h"

/* What else a type is called ("Using Data Types from Other Database Engines"). */
static const struct {
	const char *alias, *name;
} aliases[] = {
	{ "bool", "tinyint" },
	{ "boolean", "tinyint" },
	{ "int1", "tinyint" },
	{ "int2", "smallint" },
	{ "int3", "mediumint" },
	{ "middleint", "mediumint" },
	{ "integer", "int" },
	{ "int4", "int" },
	{ "int8", "bigint" },
	{ "serial", "bigint" },
	{ "dec", "decimal" },
	{ "numeric", "decimal" },
	{ "fixed", "decimal" },
	{ "float4", "float" },
	{ "float8", "double" },
	{ "double precision", "double" },
	{ "real", "double" },
	{ "character", "char" },
	{ "nchar", "char" },
	{ "national char", "char" },
	{ "national character", "char" },
	{ "character varying", "varchar" },
	{ "char varying", "varchar" },
	{ "varcharacter", "varchar" },
	{ "nvarchar", "varchar" },
	{ "nchar varchar", "varchar" },
	{ "nchar varying", "varchar" },
	{ "national varchar", "varchar" },
	{ "national varcharacter", "varchar" },
	{ "national char varying", "varchar" },
	{ "national character varying", "varchar" },
	{ "long", "mediumtext" },
	{ "long varchar", "mediumtext" },
	{ "long varcharacter", "mediumtext" },
	{ "long char varying", "mediumtext" },
	{ "long character varying", "mediumtext" },
	{ "long varbinary", "mediumblob" },
	{ "geomcollection", "geometrycollection" },
};

/* A character of a literal, as append_unescaped() of both servers prints it. */
static void add_character(struct buf *out, char c)
{
	switch (c) {
	case '\n':
		buf_adds(out, "\\n");
		break;
	case '\r':
		buf_adds(out, "\\r");
		break;
	case '\\':
		buf_adds(out, "\\\\");
		break;
	case '\'':
		buf_adds(out, "''");
		break;
	default:
		buf_addc(out, c);
		break;
	}
}

/* The character behind a backslash. */
static void add_escape(struct buf *out, char c)
{
	static const char from[] = "bnrtZ", to[] = "\b\n\r\t\032";
	const char *at = c ? strchr(from, c) : NULL;

	if (c == '0') {
		buf_adds(out, "\\0");
		return;
	}
	if (c == '%' || c == '_')
		add_character(out, '\\');
	add_character(out, at ? to[at - from] : c);
}

char *my_requote(struct arena *a, const struct orm_token *t)
{
	const char *at = t->start, *end = at + t->len - 1;
	struct buf b = { 0 };
	char quote;

	at += *at == 'n' || *at == 'N';
	quote = *at;
	buf_addc(&b, '\'');
	for (at++; at < end; at++) {
		if (*at == '\\' && at + 1 < end) {
			add_escape(&b, *++at);
			continue;
		}
		add_character(&b, *at);
		at += *at == quote;
	}
	buf_addc(&b, '\'');
	return buf_take(&b, a);
}

/* The servers cut the spaces at the end of a member. */
static const char *member(struct arena *a, const struct orm_token *t)
{
	char *text = my_requote(a, t);
	size_t len = strlen(text) - 1, cut = len;

	while (cut > 1 && text[cut - 1] == ' ')
		cut--;
	if (cut < len)
		strcpy(text + cut, "'");
	return text;
}

static bool read_number(struct my_words *w, long *out)
{
	char digits[12] = "";

	if (w->t.kind != ORM_TOKEN_NUMBER || w->t.len >= sizeof digits ||
	    memchr(w->t.start, '.', w->t.len))
		return false;
	memcpy(digits, w->t.start, w->t.len);
	*out = strtol(digits, NULL, 10);
	my_words_next(w);
	return true;
}

static bool read_members(struct arena *a, struct my_words *w, struct my_type *t)
{
	do {
		if (w->t.kind != ORM_TOKEN_STRING || *w->t.start == '$')
			return false;
		vec_push(a, &t->values, member(a, &w->t));
		my_words_next(w);
	} while (my_words_take(w, ","));
	return my_words_take(w, ")");
}

static bool read_arguments(struct arena *a, struct my_words *w, struct my_type *t)
{
	if (text_same(t->name, "enum") || text_same(t->name, "set"))
		return my_words_take(w, "(") && read_members(a, w, t);
	if (!my_words_take(w, "("))
		return true;
	return read_number(w, &t->length) &&
	       (!my_words_take(w, ",") || read_number(w, &t->decimals)) && my_words_take(w, ")");
}

/* A name or string after CHARACTER SET or COLLATE. */
static bool read_name(struct arena *a, struct my_words *w, const char **out)
{
	if (w->t.kind != ORM_TOKEN_WORD && w->t.kind != ORM_TOKEN_QUOTED &&
	    w->t.kind != ORM_TOKEN_STRING)
		return false;
	*out = text_lower(a, my_unquote(a, &w->t));
	my_words_next(w);
	return true;
}

static bool read_attribute(struct arena *a, struct my_words *w, struct my_type *t)
{
	if (my_words_take(w, "charset"))
		return read_name(a, w, &t->charset);
	if (my_words_take(w, "character") || my_words_take(w, "char"))
		return my_words_take(w, "set") && read_name(a, w, &t->charset);
	if (my_words_take(w, "collate"))
		return read_name(a, w, &t->collation);
	if (my_words_take(w, "unsigned"))
		t->is_unsigned = true;
	else if (my_words_take(w, "zerofill"))
		t->zerofill = t->is_unsigned = true;
	else if (my_words_take(w, "binary"))
		t->binary = true;
	else if (my_words_take(w, "ascii"))
		t->charset = "latin1";
	else if (my_words_take(w, "unicode"))
		t->charset = "ucs2";
	else if (my_words_take(w, "byte"))
		t->charset = "binary";
	else if (!my_words_take(w, "signed"))
		return false;
	return true;
}

static bool is_word_of_name(const char *name, const struct orm_token *t)
{
	static const char *const second[] = { "precision", "varying",      "varchar",  "varbinary",
		                              "char",      "varcharacter", "character" };

	if (!*name)
		return t->kind == ORM_TOKEN_WORD;
	if (!text_same(name, "long") && my_token_is(t, "varbinary"))
		return false;
	/* char character set latin1 */
	if (!text_starts(name, "national") && !text_starts(name, "long") &&
	    (my_token_is(t, "char") || my_token_is(t, "character")))
		return false;
	for (size_t i = 0; i < COUNT(second); i++)
		if (my_token_is(t, second[i]))
			return true;
	return false;
}

static const char *read_type_name(struct arena *a, struct my_words *w)
{
	struct buf b = { 0 };

	while (is_word_of_name(buf_str(&b), &w->t)) {
		if (b.len)
			buf_addc(&b, ' ');
		buf_adds(&b, text_lower(a, arena_strndup(a, w->t.start, w->t.len)));
		my_words_next(w);
	}
	return buf_take(&b, a);
}

/* char(5) character set binary is binary(5). */
static void settle_binary(struct my_type *t)
{
	static const char *const pairs[][2] = {
		{ "char", "binary" }, { "varchar", "varbinary" },     { "tinytext", "tinyblob" },
		{ "text", "blob" },   { "mediumtext", "mediumblob" }, { "longtext", "longblob" },
	};

	if (!text_same(t->charset, "binary"))
		return;
	for (size_t i = 0; i < COUNT(pairs); i++)
		if (text_same(t->name, pairs[i][0])) {
			t->name = pairs[i][1];
			t->charset = t->collation = NULL;
			return;
		}
}

bool my_type_read(struct arena *a, const char *text, struct my_type *out)
{
	struct my_words w = my_words_of(&orm_mariadb, text);
	const char *given = read_type_name(a, &w);

	*out = (struct my_type){ .name = given, .length = -1, .decimals = -1 };
	for (size_t i = 0; i < COUNT(aliases); i++)
		if (text_same(given, aliases[i].alias))
			out->name = aliases[i].name;
	if (text_starts(given, "bool"))
		out->length = 1;
	out->serial = text_same(given, "serial");
	out->is_unsigned = out->serial;
	if (text_starts(given, "national") ||
	    (*given == 'n' && out->name != given && !text_same(given, "numeric")))
		out->charset = "utf8mb3";
	if (!*given || !read_arguments(a, &w, out))
		return false;
	while (w.t.kind != ORM_TOKEN_END)
		if (!read_attribute(a, &w, out))
			return false;
	settle_binary(out);
	return true;
}
