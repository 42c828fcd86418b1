/* orm/postgresql/types.c - PostgreSQL's types: spelling, comparing, casting */
#include "orm/postgresql/types.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/postgresql.h"

/* Without arguments. */
static const char *const type_names[ORM_TYPE_COUNT] = {
	[ORM_TYPE_SMALLINTEGER] = "smallint",
	[ORM_TYPE_INTEGER] = "integer",
	[ORM_TYPE_BIGINTEGER] = "bigint",
	[ORM_TYPE_NUMERIC] = "numeric",
	[ORM_TYPE_FLOAT] = "double precision",
	[ORM_TYPE_DOUBLE] = "double precision",
	[ORM_TYPE_BOOLEAN] = "boolean",
	[ORM_TYPE_STRING] = "character varying",
	[ORM_TYPE_UNICODE] = "character varying",
	[ORM_TYPE_TEXT] = "text",
	[ORM_TYPE_UNICODETEXT] = "text",
	[ORM_TYPE_LARGEBINARY] = "bytea",
	[ORM_TYPE_DATE] = "date",
	[ORM_TYPE_TIME] = "time",
	[ORM_TYPE_DATETIME] = "timestamp",
	[ORM_TYPE_INTERVAL] = "interval",
	[ORM_TYPE_JSON] = "json",
	[ORM_TYPE_UUID] = "uuid",
};

static const char *const serials[][2] = {
	{ "smallint", "smallserial" },
	{ "integer", "serial" },
	{ "bigint", "bigserial" },
};

const char *pg_serial(const char *type)
{
	for (size_t i = 0; i < COUNT(serials); i++)
		if (text_same_nocase(type, serials[i][0]))
			return serials[i][1];
	return NULL;
}

const char *pg_not_serial(const char *type)
{
	for (size_t i = 0; i < COUNT(serials); i++)
		if (text_same_nocase(type, serials[i][1]))
			return serials[i][0];
	return type;
}

static bool refers(const struct orm_table *t, const char *column)
{
	for (size_t i = 0; i < t->constraints.len; i++) {
		const struct orm_constraint *k = t->constraints.items[i];

		if (k->object.kind == ORM_FOREIGN_KEY && k->elements.len == 1 &&
		    text_same(k->elements.items[0].column, column))
			return true;
	}
	return false;
}

static bool is_alone_in_key(const struct orm_column *c, const struct orm_table *t)
{
	const struct orm_constraint *pk = t ? orm_table_primary_key(t) : NULL;

	for (size_t i = 0; i < c->attached.len; i++)
		if (c->attached.items[i]->object.kind == ORM_PRIMARY_KEY)
			return true;
	return pk && pk->elements.len == 1 &&
	       text_same(pk->elements.items[0].column, c->object.name);
}

/* A model's integer key counts up by itself, unless it says how it gets its value. */
static bool counts_up(const struct orm_column *c, const struct orm_table *t)
{
	if (!c || c->autoincrement == ORM_NO || c->identity || c->computed ||
	    c->server_default.kind != ORM_DEFAULT_NONE)
		return false;
	if (c->autoincrement == ORM_YES)
		return true;
	return is_alone_in_key(c, t) && !(t && refers(t, c->object.name));
}

static bool enum_text(struct buf *out, const struct orm_type *type, struct error *err)
{
	size_t longest = 1;

	if (!type->not_native && type->name) {
		ddl_name(out, &orm_postgresql, type->name);
		return true;
	}
	if (!type->not_native) {
		fail(err, ERR_INPUT, "an Enum needs a name on PostgreSQL");
		return fail_hint(err, "Name its type: Enum{..., name = \"mood\"}.");
	}
	for (size_t i = 0; i < type->values.len; i++)
		if (utf8_width(type->values.items[i]) > longest)
			longest = utf8_width(type->values.items[i]);
	buf_addf(out, "character varying(%zu)", longest);
	return true;
}

static bool array_text(struct buf *out, const struct orm_type *type, struct error *err)
{
	if (!type->item)
		return fail(err, ERR_INPUT, "an ARRAY needs the type of its items");
	if (!pg_type_text(out, type->item, NULL, NULL, err))
		return false;
	for (int i = 0; i < (type->dimensions > 0 ? type->dimensions : 1); i++)
		buf_adds(out, "[]");
	return true;
}

static void add_arguments(struct buf *out, const struct orm_type *type)
{
	switch (type->id) {
	case ORM_TYPE_STRING:
	case ORM_TYPE_UNICODE:
		if (type->length > 0)
			buf_addf(out, "(%d)", type->length);
		break;
	case ORM_TYPE_NUMERIC:
		if (type->precision >= 0)
			buf_addf(out, "(%d,%d)", type->precision,
			         type->scale >= 0 ? type->scale : 0);
		break;
	case ORM_TYPE_TIME:
	case ORM_TYPE_DATETIME:
	case ORM_TYPE_INTERVAL:
		if (type->precision >= 0)
			buf_addf(out, "(%d)", type->precision);
		break;
	default:
		break;
	}
	if (type->id == ORM_TYPE_TIME || type->id == ORM_TYPE_DATETIME)
		buf_adds(out, type->timezone ? " with time zone" : " without time zone");
}

bool pg_type_text(struct buf *out, const struct orm_type *type, const struct orm_column *c,
                  const struct orm_table *t, struct error *err)
{
	const char *name = type_names[type->id], *serial;

	switch (type->id) {
	case ORM_TYPE_EXACT:
		buf_adds(out, type->name);
		return true;
	case ORM_TYPE_ENUM:
		return enum_text(out, type, err);
	case ORM_TYPE_ARRAY:
		return array_text(out, type, err);
	case ORM_TYPE_UUID:
		buf_adds(out, type->not_native ? "character(32)" : name);
		return true;
	case ORM_TYPE_FLOAT:
		buf_adds(out, type->precision >= 0 && type->precision < 25 ? "real" : name);
		return true;
	default:
		break;
	}
	serial = pg_serial(name);
	buf_adds(out, serial && counts_up(c, t) ? serial : name);
	add_arguments(out, type);
	return true;
}

/* What else a type is called, each as format_type() has it. */
static const char *const aliases[][2] = {
	{ "int", "integer" },
	{ "int4", "integer" },
	{ "int2", "smallint" },
	{ "int8", "bigint" },
	{ "serial2", "smallserial" },
	{ "serial4", "serial" },
	{ "serial8", "bigserial" },
	{ "decimal", "numeric" },
	{ "dec", "numeric" },
	{ "bool", "boolean" },
	{ "float4", "real" },
	{ "float8", "double precision" },
	{ "float", "double precision" },
	{ "varchar", "character varying" },
	{ "char varying", "character varying" },
	{ "nchar varying", "character varying" },
	{ "national character varying", "character varying" },
	{ "national char varying", "character varying" },
	{ "char", "character" },
	{ "nchar", "character" },
	{ "bpchar", "character" },
	{ "national character", "character" },
	{ "national char", "character" },
	{ "varbit", "bit varying" },
	{ "timestamp", "timestamp without time zone" },
	{ "timestamptz", "timestamp with time zone" },
	{ "time", "time without time zone" },
	{ "timetz", "time with time zone" },
};

/* A type's text in parts: name, "(10,2)" and "[]". */
struct parts {
	struct buf name, arguments;
	int dimensions;
	bool quoted; /* the name, or part of it */
};

static bool take_argument(struct parts *p, const struct orm_token *t, bool *inside)
{
	if (pg_token_is_op(t, "("))
		*inside = true;
	if (!*inside)
		return false;
	buf_add(&p->arguments, t->start, t->len);
	*inside = !pg_token_is_op(t, ")");
	return true;
}

/* "[]", "[3]" and ARRAY: how many of them is not kept, only that there are. */
static bool take_brackets(struct parts *p, const struct orm_token *t, bool *inside)
{
	if (pg_token_is_op(t, "[") || pg_token_is(t, "array")) {
		*inside = pg_token_is_op(t, "[");
		p->dimensions++;
		return true;
	}
	if (!*inside)
		return false;
	*inside = !pg_token_is_op(t, "]");
	return true;
}

static void take_word(struct parts *p, struct arena *a, const struct orm_token *t, bool *dot)
{
	bool is_dot = pg_token_is_op(t, ".");
	char *word = arena_strndup(a, t->start, t->len);

	if (t->kind == ORM_TOKEN_QUOTED)
		p->quoted = true;
	else
		word = text_lower(a, word);
	if (is_dot && !strcmp(buf_str(&p->name), "pg_catalog")) {
		buf_cut(&p->name, 0);
		return;
	}
	if (p->name.len && !is_dot && !*dot)
		buf_addc(&p->name, ' ');
	buf_adds(&p->name, word);
	*dot = is_dot;
}

static void cut_up(struct arena *a, const char *text, struct parts *p)
{
	const char *at = text, *end = text + strlen(text);
	bool arguments = false, brackets = false, dot = false;

	*p = (struct parts){ 0 };
	while (at < end) {
		struct orm_token t = pg_next_word(at, (size_t)(end - at));

		at = t.start + t.len;
		if (t.kind == ORM_TOKEN_END)
			break;
		if (!take_argument(p, &t, &arguments) && !take_brackets(p, &t, &brackets))
			take_word(p, a, &t, &dot);
	}
}

static void replace(struct buf *b, const char *text)
{
	struct buf with = { 0 };

	buf_adds(&with, text);
	buf_release(b);
	*b = with;
}

/* float(24) is real; numeric(5) is numeric(5,0); char is char(1), bit is bit(1). */
static void settle_arguments(struct parts *p, const char *given)
{
	const char *name = buf_str(&p->name);
	const char *args = buf_str(&p->arguments);

	if (!strcmp(given, "float") && *args) {
		if (strtol(args + 1, NULL, 10) < 25)
			replace(&p->name, "real");
		buf_cut(&p->arguments, 0);
	} else if (!strcmp(name, "numeric") && *args && !strchr(args, ',')) {
		buf_cut(&p->arguments, p->arguments.len - 1);
		buf_adds(&p->arguments, ",0)");
	} else if (!*args && ((!strcmp(name, "character") && strcmp(given, "bpchar") != 0) ||
	                      !strcmp(name, "bit"))) {
		buf_adds(&p->arguments, "(1)");
	} else if (!strcmp(given, "bpchar") && !*args) {
		replace(&p->name, "bpchar");
	}
}

static void settle_name(struct arena *a, struct parts *p)
{
	const char *given = arena_strdup(a, buf_str(&p->name));

	if (p->quoted)
		return;
	for (size_t i = 0; i < COUNT(aliases); i++)
		if (!strcmp(given, aliases[i][0]))
			replace(&p->name, aliases[i][1]);
	settle_arguments(p, given);
}

static void write_parts(struct buf *out, const struct parts *p)
{
	const char *name = buf_str(&p->name), *zone = strstr(name, " with");
	size_t first = strlen(name);

	/* timestamp(3) with time zone */
	if (!p->quoted && zone && (text_starts(name, "time")))
		first = (size_t)(zone - name);
	buf_add(out, name, first);
	buf_adds(out, buf_str(&p->arguments));
	buf_adds(out, name + first);
	if (p->dimensions)
		buf_adds(out, "[]");
}

char *pg_canonical_type(struct arena *a, const char *text)
{
	struct buf out = { 0 };
	struct parts p;

	cut_up(a, text, &p);
	settle_name(a, &p);
	write_parts(&out, &p);
	buf_release(&p.name);
	buf_release(&p.arguments);
	return buf_take(&out, a);
}

char *pg_base_type(struct arena *a, const char *text)
{
	struct parts p;

	cut_up(a, text, &p);
	settle_name(a, &p);
	buf_release(&p.arguments);
	return buf_take(&p.name, a);
}

bool pg_same_type(const char *x, const char *y, bool loose)
{
	struct arena a = { 0 };
	bool same;

	if (!strcmp(x, y))
		return true;
	x = pg_canonical_type(&a, x);
	y = pg_canonical_type(&a, y);
	same = !strcmp(x, y) || (loose && !strcmp(pg_not_serial(x), pg_not_serial(y)));
	arena_release(&a);
	return same;
}

/* What portable types are tried for an exact one, in this order. */
static const enum orm_type_id portable[] = {
	ORM_TYPE_INTEGER,  ORM_TYPE_SMALLINTEGER, ORM_TYPE_BIGINTEGER, ORM_TYPE_NUMERIC,
	ORM_TYPE_DOUBLE,   ORM_TYPE_BOOLEAN,      ORM_TYPE_STRING,     ORM_TYPE_TEXT,
	ORM_TYPE_DATE,     ORM_TYPE_LARGEBINARY,  ORM_TYPE_TIME,       ORM_TYPE_DATETIME,
	ORM_TYPE_INTERVAL, ORM_TYPE_JSON,         ORM_TYPE_UUID,
};

static void take_numbers(struct orm_type *t, const char *canonical)
{
	const char *open = strchr(canonical, '('), *comma = open ? strchr(open, ',') : NULL;

	t->timezone = strstr(canonical, " with time zone") &&
	              (t->id == ORM_TYPE_TIME || t->id == ORM_TYPE_DATETIME);
	if (!open)
		return;
	if (t->id == ORM_TYPE_STRING) {
		t->length = (int)strtol(open + 1, NULL, 10);
		return;
	}
	t->precision = (int)strtol(open + 1, NULL, 10);
	if (comma)
		t->scale = (int)strtol(comma + 1, NULL, 10);
}

static bool spells(const struct orm_type *t, const char *canonical)
{
	struct buf b = { 0 };
	bool same = pg_type_text(&b, t, NULL, NULL, NULL) && !strcmp(buf_str(&b), canonical);

	buf_release(&b);
	return same;
}

static struct orm_type *generic_array(struct arena *a, const char *canonical)
{
	struct orm_type *array = orm_type_new(a, ORM_TYPE_ARRAY);
	char *item = arena_strndup(a, canonical, strlen(canonical) - 2);

	array->item = pg_generic_type(a, item);
	if (!array->item)
		array->item = orm_type_exact(a, item);
	return array;
}

struct orm_type *pg_generic_type(struct arena *a, const char *text)
{
	const char *canonical = pg_canonical_type(a, text);

	if (strcmp(pg_canonical_type(a, canonical), canonical) != 0)
		return NULL; /* not a type: what is read back is something else */
	if (text_ends(canonical, "[]") && strlen(canonical) > 2)
		return generic_array(a, canonical);
	for (size_t i = 0; i < COUNT(portable); i++) {
		struct orm_type *t = orm_type_new(a, portable[i]);

		take_numbers(t, canonical);
		if (spells(t, canonical))
			return t;
	}
	return NULL;
}

/* Types among which a value is assigned without being told how. */
static const char *const families[][8] = {
	{ "smallint", "integer", "bigint", "numeric", "real", "double precision" },
	{ "date", "timestamp without time zone", "timestamp with time zone" },
	{ "time without time zone", "time with time zone" },
	{ "bit", "bit varying" },
	{ "json", "jsonb" },
	{ "cidr", "inet" },
};

static bool in_family(const char *const *family, const char *type)
{
	for (size_t i = 0; i < COUNT(families[0]) && family[i]; i++)
		if (!strcmp(family[i], type))
			return true;
	return false;
}

static bool is_text(const char *type)
{
	return !strcmp(type, "text") || !strcmp(type, "character varying") ||
	       !strcmp(type, "character") || !strcmp(type, "bpchar") || !strcmp(type, "name");
}

static bool is_assigned(const char *from, const char *to)
{
	if (!strcmp(from, to) || is_text(to))
		return true;
	for (size_t i = 0; i < COUNT(families); i++)
		if (in_family(families[i], from) && in_family(families[i], to))
			return true;
	return false;
}

/* Is there a cast that has only to be asked for? */
static bool has_cast(const char *from, const char *to)
{
	static const char *const casts[][2] = {
		{ "timestamp without time zone", "time without time zone" },
		{ "timestamp with time zone", "time without time zone" },
		{ "timestamp with time zone", "time with time zone" },
		{ "integer", "boolean" },
		{ "boolean", "integer" },
		{ "money", "numeric" },
	};

	for (size_t i = 0; i < COUNT(casts); i++)
		if (!strcmp(from, casts[i][0]) && !strcmp(to, casts[i][1]))
			return true;
	return is_text(from) ||
	       (pg_serial(from) && strcmp(from, "smallint") != 0 && !strcmp(to, "bit")) ||
	       (!strcmp(from, "bit") && pg_serial(to) && strcmp(to, "smallint") != 0);
}

/* What a value is cast to before; what can't be cast at all is written down and read again. */
static const char *way(const char *from, const char *to)
{
	if (is_assigned(from, to) || has_cast(from, to))
		return "";
	if ((pg_serial(from) && !strcmp(to, "boolean")) ||
	    (!strcmp(from, "boolean") && in_family(families[0], to)))
		return "::integer";
	return "::text";
}

char *pg_cast(struct arena *a, const char *column, const char *from, const char *to)
{
	const char *x = from ? pg_base_type(a, from) : NULL, *y = pg_base_type(a, to);
	const char *type = pg_canonical_type(a, to);
	bool from_array = from && text_ends(pg_canonical_type(a, from), "[]");

	if (!x)
		return is_text(y) ? NULL : arena_printf(a, "%s::%s", column, type);
	if (from_array == text_ends(type, "[]") && is_assigned(x, y))
		return NULL;
	if (!text_ends(type, "[]") && is_text(y))
		return NULL;
	if (text_ends(type, "[]") && !from_array)
		return arena_printf(a, "CASE WHEN %s IS NOT NULL THEN ARRAY[%s%s]::%s END", column,
		                    column, way(x, y), type);
	if (from_array && !text_ends(type, "[]"))
		return arena_printf(a, "%s[1]%s::%s", column, way(x, y), type);
	if (from_array)
		return arena_printf(a, "%s::text[]::%s", column, type);
	return arena_printf(a, "%s%s::%s", column, way(x, y), type);
}
