/* orm/sqlite/types.c - SQLite's declared types, affinities and defaults */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "orm/sqlite/lex.h"
#include "orm/sqlite/sqlite.h"

static bool contains(const char *text, const char *word)
{
	size_t n = strlen(word);

	for (; *text; text++) {
		size_t i = 0;

		while (i < n && text[i] && toupper((unsigned char)text[i]) == word[i])
			i++;
		if (i == n)
			return true;
	}
	return false;
}

enum sqlite_affinity sqlite_affinity(const char *type)
{
	if (contains(type, "INT"))
		return SQLITE_AFF_INTEGER;
	if (contains(type, "CHAR") || contains(type, "CLOB") || contains(type, "TEXT"))
		return SQLITE_AFF_TEXT;
	if (!*type || contains(type, "BLOB"))
		return SQLITE_AFF_BLOB;
	if (contains(type, "REAL") || contains(type, "FLOA") || contains(type, "DOUB"))
		return SQLITE_AFF_REAL;
	return SQLITE_AFF_NUMERIC;
}

bool sqlite_table_is(const struct orm_table *t, const char *option)
{
	const char *v = orm_option_get(&t->object.options, NULL, option);

	if (!v)
		v = orm_option_get(&t->object.options, "sqlite", option);
	return text_same_nocase(v, "true");
}

bool sqlite_without_rowid(const struct orm_table *t)
{
	return text_same_nocase(orm_option_get(&t->object.options, NULL, "with_rowid"), "false");
}

/* A model's integer key counts up by itself, which in SQLite only INTEGER does. */
static bool counts_up(const struct orm_column *c, const struct orm_table *t)
{
	const struct orm_constraint *pk = t ? orm_table_primary_key(t) : NULL;

	if (!c || c->autoincrement == ORM_NO)
		return false;
	for (size_t i = 0; i < c->attached.len; i++)
		if (c->attached.items[i]->object.kind == ORM_PRIMARY_KEY)
			return true;
	if (!pk || pk->elements.len != 1 || !pk->elements.items[0].column ||
	    !text_same_nocase(pk->elements.items[0].column, c->object.name))
		return false;
	for (size_t i = 0; c->autoincrement != ORM_YES && i < t->constraints.len; i++) {
		const struct orm_constraint *k = t->constraints.items[i];

		if (k->object.kind == ORM_FOREIGN_KEY && k->elements.len == 1 &&
		    text_same_nocase(k->elements.items[0].column, c->object.name))
			return false;
	}
	return true;
}

static int longest(const struct names *values)
{
	size_t max = 1;

	for (size_t i = 0; i < values->len; i++)
		if (utf8_width(values->items[i]) > max)
			max = utf8_width(values->items[i]);
	return (int)max;
}

/* Without arguments; [ORM_TYPE_...] -> name, and its name in STRICT tables. */
static const struct {
	const char *name, *strict;
} type_names[ORM_TYPE_COUNT] = {
	[ORM_TYPE_SMALLINTEGER] = { "SMALLINT", "INTEGER" },
	[ORM_TYPE_INTEGER] = { "INTEGER", "INTEGER" },
	[ORM_TYPE_BIGINTEGER] = { "BIGINT", "INTEGER" },
	[ORM_TYPE_NUMERIC] = { "NUMERIC", "ANY" },
	[ORM_TYPE_FLOAT] = { "FLOAT", "REAL" },
	[ORM_TYPE_DOUBLE] = { "DOUBLE", "REAL" },
	[ORM_TYPE_BOOLEAN] = { "BOOLEAN", "INTEGER" },
	[ORM_TYPE_STRING] = { "VARCHAR", "TEXT" },
	[ORM_TYPE_UNICODE] = { "VARCHAR", "TEXT" },
	[ORM_TYPE_TEXT] = { "TEXT", "TEXT" },
	[ORM_TYPE_UNICODETEXT] = { "TEXT", "TEXT" },
	[ORM_TYPE_LARGEBINARY] = { "BLOB", "BLOB" },
	[ORM_TYPE_DATE] = { "DATE", "TEXT" },
	[ORM_TYPE_TIME] = { "TIME", "TEXT" },
	[ORM_TYPE_DATETIME] = { "DATETIME", "TEXT" },
	[ORM_TYPE_INTERVAL] = { "DATETIME", "TEXT" },
	[ORM_TYPE_ENUM] = { "VARCHAR", "TEXT" },
	[ORM_TYPE_JSON] = { "JSON", "TEXT" },
	[ORM_TYPE_UUID] = { "CHAR(32)", "TEXT" },
};

bool sqlite_type_text(struct buf *out, const struct orm_type *type, const struct orm_column *c,
                      const struct orm_table *t, struct error *err)
{
	if (type->id == ORM_TYPE_EXACT) {
		buf_adds(out, type->name);
		return true;
	}
	if (!type_names[type->id].name) {
		fail(err, ERR_UNSUPPORTED, "SQLite has no type for %s",
		     orm_type_infos[type->id].name);
		return fail_hint(err, "Use JSON or a table of its own there.");
	}
	if (t && sqlite_table_is(t, "strict")) {
		buf_adds(out, type_names[type->id].strict);
		return true;
	}
	if ((type->id == ORM_TYPE_BIGINTEGER || type->id == ORM_TYPE_SMALLINTEGER) &&
	    counts_up(c, t)) {
		buf_adds(out, "INTEGER");
		return true;
	}
	buf_adds(out, type_names[type->id].name);
	if (type->id == ORM_TYPE_ENUM)
		buf_addf(out, "(%d)", longest(&type->values));
	else if (type->id == ORM_TYPE_NUMERIC && type->precision >= 0 && type->scale >= 0)
		buf_addf(out, "(%d, %d)", type->precision, type->scale);
	else if (type->id == ORM_TYPE_NUMERIC && type->precision >= 0)
		buf_addf(out, "(%d)", type->precision);
	else if (type->length > 0)
		buf_addf(out, "(%d)", type->length);
	return true;
}

/* Lower case, one space between words, none around parentheses and commas. */
static void normal_type(struct buf *out, const char *type)
{
	for (; *type; type++) {
		bool space = isspace((unsigned char)*type);
		char last = out->len ? out->data[out->len - 1] : '(';

		if (space && (last == '(' || last == ',' || last == ' ' || last == ')'))
			continue;
		if (strchr("(),", *type) && last == ' ')
			buf_cut(out, out->len - 1);
		buf_addc(out, space ? ' ' : (char)tolower((unsigned char)*type));
	}
	if (out->len && out->data[out->len - 1] == ' ')
		buf_cut(out, out->len - 1);
}

/* Types that a model may call either way: nothing about the values changes. */
static const char *const aliases[][2] = {
	{ "character varying", "varchar" },
	{ "text", "varchar" },
	{ "timestamp", "datetime" },
	{ "real", "float" },
	{ "double", "float" },
	{ "double precision", "float" },
	{ "bool", "boolean" },
	{ "decimal", "numeric" },
	{ "int", "integer" },
};

static void canonical_type(struct buf *b)
{
	const char *text = buf_str(b);
	size_t name = strcspn(text, "(");

	for (size_t i = 0; i < COUNT(aliases); i++) {
		struct buf renamed = { 0 };

		if (strlen(aliases[i][0]) != name || strncmp(text, aliases[i][0], name) != 0)
			continue;
		buf_adds(&renamed, aliases[i][1]);
		buf_adds(&renamed, text + name);
		buf_release(b);
		*b = renamed;
		return;
	}
}

bool sqlite_same_type(const char *x, const char *y, bool loose)
{
	struct buf p = { 0 }, q = { 0 };
	bool same;

	if (!strcmp(x, y))
		return true;
	normal_type(&p, x);
	normal_type(&q, y);
	if (loose) {
		canonical_type(&p);
		canonical_type(&q);
	}
	same = !strcmp(buf_str(&p), buf_str(&q));
	buf_release(&p);
	buf_release(&q);
	return same;
}

/* What portable types are tried for an exact one, in this order. */
static const enum orm_type_id portable[] = {
	ORM_TYPE_INTEGER,  ORM_TYPE_SMALLINTEGER, ORM_TYPE_BIGINTEGER, ORM_TYPE_NUMERIC,
	ORM_TYPE_FLOAT,    ORM_TYPE_DOUBLE,       ORM_TYPE_BOOLEAN,    ORM_TYPE_STRING,
	ORM_TYPE_TEXT,     ORM_TYPE_LARGEBINARY,  ORM_TYPE_DATE,       ORM_TYPE_TIME,
	ORM_TYPE_DATETIME, ORM_TYPE_JSON,
};

static void take_arguments(struct orm_type *t, const char *text)
{
	const char *open = strchr(text, '(');
	int x = -1, y = -1, n = 0;

	if (!open)
		return;
	x = (int)strtol(open + 1, NULL, 10);
	for (const char *p = open; *p; p++)
		n += *p == ',';
	if (n)
		y = (int)strtol(strchr(open, ',') + 1, NULL, 10);
	if (t->id == ORM_TYPE_NUMERIC) {
		t->precision = x;
		t->scale = y;
	} else if (!n && text_same(orm_type_infos[t->id].positional[0], "length")) {
		t->length = x; /* of the others the generic type couldn't say it */
	}
}

struct orm_type *sqlite_generic_type(struct arena *a, const char *text)
{
	if (!*text)
		return NULL;
	for (size_t i = 0; i < COUNT(portable); i++) {
		struct orm_type *t = orm_type_new(a, portable[i]);
		struct buf b = { 0 };
		bool same;

		take_arguments(t, text);
		same = sqlite_type_text(&b, t, NULL, NULL, NULL) &&
		       sqlite_same_type(buf_str(&b), text, false);
		buf_release(&b);
		if (same)
			return t;
	}
	return NULL;
}

void sqlite_function_text(struct buf *out, const char *call)
{
	static const char *const clocks[][2] = {
		{ "now()", "CURRENT_TIMESTAMP" },
		{ "current_timestamp()", "CURRENT_TIMESTAMP" },
		{ "current_date()", "CURRENT_DATE" },
		{ "current_time()", "CURRENT_TIME" },
	};

	for (size_t i = 0; i < COUNT(clocks); i++)
		if (text_same_nocase(call, clocks[i][0])) {
			buf_adds(out, clocks[i][1]);
			return;
		}
	buf_addf(out, "(%s)", call);
}

static bool is_clock(const char *text)
{
	return text_same_nocase(text, "CURRENT_TIMESTAMP") ||
	       text_same_nocase(text, "CURRENT_DATE") || text_same_nocase(text, "CURRENT_TIME");
}

/* One literal, perhaps with a sign: what DEFAULT takes without parentheses. */
static bool is_literal(const char *text)
{
	struct orm_token t;
	size_t len = strlen(text);

	if (*text == '-' || *text == '+')
		text++, len--;
	t = sqlite_next_token(text, len);
	return len && t.len == len && t.kind != ORM_TOKEN_OPERATOR && t.kind != ORM_TOKEN_ILLEGAL;
}

bool sqlite_constant_default(const struct orm_default *v)
{
	if (v->kind == ORM_DEFAULT_FUNC)
		return false;
	return v->kind != ORM_DEFAULT_SQL || (is_literal(v->text) && !is_clock(v->text));
}

/* A default as a value: 'a' and "a" are the text a, true is 1, 0.0 is 0. */
static void default_value(struct buf *out, const struct orm_default *v)
{
	struct arena a = { 0 };
	struct buf text = { 0 };
	struct orm_token t;
	const char *s;
	char *end;
	double number;

	ddl_default(&text, &orm_sqlite, v);
	s = text_trim(&a, buf_str(&text), text.len);
	while (*s == '(' && s[strlen(s) - 1] == ')')
		s = text_trim(&a, s + 1, strlen(s) - 2);
	t = sqlite_next_token(s, strlen(s));
	number = strtod(s, &end);
	if (text_same_nocase(s, "true") || text_same_nocase(s, "false"))
		buf_adds(out, text_same_nocase(s, "true") ? "1" : "0");
	else if (*s && !*end)
		buf_addf(out, "%.17g", number);
	else if (t.len == strlen(s) && (t.kind == ORM_TOKEN_STRING || t.kind == ORM_TOKEN_QUOTED))
		buf_addf(out, "'%s", orm_unquote(&a, &orm_sqlite, &t));
	else
		buf_adds(out, text_lower(&a, s));
	buf_release(&text);
	arena_release(&a);
}

static bool is_null(const struct orm_default *v)
{
	return v->kind == ORM_DEFAULT_NONE || v->kind == ORM_DEFAULT_NULL ||
	       (v->kind == ORM_DEFAULT_SQL && text_same_nocase(v->text, "NULL"));
}

bool sqlite_same_default(const struct orm_default *x, const struct orm_default *y, bool loose)
{
	struct buf p = { 0 }, q = { 0 };
	bool same;

	if (x->kind == ORM_DEFAULT_NONE || y->kind == ORM_DEFAULT_NONE)
		return x->kind == y->kind || (loose && is_null(x) && is_null(y));
	ddl_default(&p, &orm_sqlite, x);
	ddl_default(&q, &orm_sqlite, y);
	same = orm_same_expr(&orm_sqlite, buf_str(&p), buf_str(&q));
	if (!same && loose) {
		buf_cut(&p, 0);
		buf_cut(&q, 0);
		default_value(&p, x);
		default_value(&q, y);
		same = !strcmp(buf_str(&p), buf_str(&q));
	}
	buf_release(&p);
	buf_release(&q);
	return same;
}

/* An index's method and covering columns change no answer: they are left out. */
static bool resolve_index(struct orm_index *i, struct error *err)
{
	i->method = NULL;
	i->include = (struct names){ 0 };
	if (i->nulls_not_distinct)
		return fail(err, ERR_UNSUPPORTED, "SQLite takes NULLs for distinct in every index");
	return true;
}

static bool resolve_constraint(struct orm_constraint *k, struct error *err)
{
	k->include = (struct names){ 0 };
	k->ondelete_columns = (struct names){ 0 };
	k->not_valid = k->not_enforced = k->no_inherit = false;
	if (k->nulls_not_distinct || k->period)
		return fail(err, ERR_UNSUPPORTED, "SQLite has no keys with %s",
		            k->period ? "periods" : "NULLS NOT DISTINCT");
	if (k->object.kind != ORM_FOREIGN_KEY && k->deferrable == ORM_YES)
		return fail(err, ERR_UNSUPPORTED,
		            "SQLite checks only foreign keys later (deferrable)");
	if (k->object.kind == ORM_EXCLUDE)
		return fail(err, ERR_UNSUPPORTED, "SQLite has no exclusion constraints");
	return true;
}

bool sqlite_resolve(struct arena *a, struct orm_object *o, struct error *err)
{
	struct orm_column *c = (struct orm_column *)o;

	if (o->kind == ORM_INDEX)
		return resolve_index((struct orm_index *)o, err);
	if (ORM_IS_CONSTRAINT(o->kind))
		return resolve_constraint((struct orm_constraint *)o, err);
	if (ORM_IS_DEFINITION(o->kind) && o->kind != ORM_VIEW && o->kind != ORM_TRIGGER)
		return fail(err, ERR_UNSUPPORTED, "SQLite has no %s", orm_kinds[o->kind].label);
	if (o->kind == ORM_TABLE) {
		struct orm_table *t = (struct orm_table *)o;

		if (t->partition_of || t->inherits.len)
			return fail(err, ERR_UNSUPPORTED, "SQLite's tables don't inherit");
		t->partition_by = NULL; /* all rows in one table */
	}
	if (o->kind != ORM_COLUMN)
		return true;
	c->identity = NULL; /* an INTEGER key counts up; there is nothing more to say */
	if (c->server_default.kind == ORM_DEFAULT_SQL && !is_literal(c->server_default.text) &&
	    c->server_default.text[0] != '(')
		c->server_default.text = arena_printf(a, "(%s)", c->server_default.text);
	return true;
}
