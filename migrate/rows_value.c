/* migrate/rows_value.c - values that a column may hold */
#include "migrate/rows_value.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "orm/dialect.h"

/* Days since the year 2001 began, months being 28 long. */
static void add_date(struct buf *out, int64_t n)
{
	buf_addf(out, "%04d-%02d-%02d", (int)(2001 + n / 336 % 100), (int)(n / 28 % 12 + 1),
	         (int)(n % 28 + 1));
}

static void add_time(struct buf *out, int64_t n)
{
	buf_addf(out, "%02d:%02d:%02d", (int)(n / 3600 % 24), (int)(n / 60 % 60), (int)(n % 60));
}

static void add_digits(struct buf *out, int64_t n, const char *digits)
{
	int64_t base = (int64_t)strlen(digits);

	if (n >= base)
		add_digits(out, n / base, digits);
	buf_addc(out, digits[n % base]);
}

static void add_letters(struct buf *out, int64_t n)
{
	add_digits(out, n - 1, "abcdefghijklmnopqrstuvwxyz");
}

/* The numbers in the type's parentheses. */
static void arguments(const char *type, long *first, long *second)
{
	const char *p = strchr(type, '(');
	char *end;

	*first = *second = 0;
	if (!p || !isdigit((unsigned char)p[1]))
		return;
	*first = strtol(p + 1, &end, 10);
	if (*end == ',')
		*second = strtol(end + 1, NULL, 10);
}

/* One whose quote has to be doubled where there is room for it. */
static void add_text(struct buf *out, const char *type, int64_t n)
{
	long length, ignored;

	arguments(type, &length, &ignored);
	if (!length && !strchr(type, '(') && text_starts(type, "char"))
		length = text_starts(type, "character varying") ? 0 : 1;
	if (!length || length >= 16)
		buf_adds(out, n % 5 ? "row " : "row''s ");
	else if (length >= 8)
		buf_addc(out, 'r');
	if (length && length < 8)
		add_digits(out, n, "0123456789abcdefghijklmnopqrstuvwxyz");
	else
		buf_addf(out, "%lld", (long long)n);
}

static void add_number(struct buf *out, const char *type, int64_t n)
{
	long precision, scale;
	int64_t most = 1;

	arguments(type, &precision, &scale);
	if (precision && scale >= precision) {
		buf_addf(out, "0.%0*d", (int)(scale - precision + 1), (int)((n - 1) % 9 + 1));
		return;
	}
	for (long i = scale; i < precision && i < scale + 9; i++)
		most *= 10;
	buf_addf(out, "%lld%s", (long long)(precision ? n % most : n), scale > 0 ? ".5" : "");
}

/* ", VALUE" of the column's option, if it has one; returns what follows %[NAME]. */
static const char *add_option(struct buf *out, const struct orm_column *c, const char *name)
{
	size_t len = strcspn(name, "]");

	for (size_t i = 0; i < c->object.options.len; i++) {
		const struct orm_option *o = &c->object.options.items[i];

		if (o->value && strlen(o->name) == len && !strncmp(o->name, name, len))
			buf_addf(out, ", %s", o->value);
	}
	return name + len + (name[len] == ']');
}

static void add_field(struct buf *out, const struct orm_dialect *d, const char *type, char what,
                      int64_t n)
{
	switch (what) {
	case 'n':
		buf_addf(out, "%lld", (long long)n);
		break;
	case 'x':
		buf_addf(out, "%08llx", (unsigned long long)n);
		break;
	case 'd':
		add_date(out, n);
		break;
	case 't':
		add_time(out, n);
		break;
	case 'y':
		buf_addf(out, "%d", (int)(1970 + n % 100));
		break;
	case 'm':
		buf_addf(out, "08:00:2b:01:02:%02x", (unsigned)(n % 256));
		break;
	case 's':
		add_text(out, type, n);
		break;
	case 'l':
		add_letters(out, n);
		break;
	case 'f':
		add_number(out, type, n);
		break;
	case 'b':
		buf_adds(out, n % 2 ? d->true_text : d->false_text);
		break;
	case 'T':
		buf_adds(out, type);
		break;
	default:
		buf_addc(out, what);
	}
}

void rows_value(struct buf *out, const struct orm_dialect *d, const struct rows_column *c,
                size_t form, int64_t n)
{
	if (form < c->in_turn)
		form = (form + (size_t)n) % c->in_turn;
	const char *p = form < c->forms.len ? c->forms.items[form] : "NULL";

	if (c->distinct)
		n = (n - 1) % c->distinct + 1;
	while (*p)
		if (text_starts(p, "%["))
			p = add_option(out, c->column, p + 2);
		else if (*p == '%' && p[1]) {
			add_field(out, d, c->column->type->name, p[1], n);
			p += 2;
		} else
			buf_addc(out, *p++);
}

/* A literal's own text isn't one with fields. */
static const char *plain(struct arena *a, const char *text, size_t len, const char *percent)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < len; i++)
		if (text[i] == '%')
			buf_adds(&b, percent);
		else
			buf_addc(&b, text[i]);
	const char *out = buf_take(&b, a);
	buf_release(&b);
	return out;
}

static void add_form(struct arena *a, struct rows_column *c, const char *form)
{
	for (size_t i = 0; i < c->forms.len; i++)
		if (text_same(c->forms.items[i], form))
			return;
	vec_push(a, &c->forms, form);
}

/* A text, be it a pattern; a number and those on both of its sides. */
static void add_literal(struct arena *a, struct rows_column *c, const struct orm_token *t)
{
	const char *text = plain(a, t->start, t->len, "%%");

	add_form(a, c, text);
	if (t->kind == ORM_TOKEN_STRING) {
		if (memchr(t->start, '%', t->len))
			add_form(a, c, plain(a, t->start, t->len, "%l"));
		return;
	}
	add_form(a, c, arena_printf(a, "%s + %%n", text));
	add_form(a, c, arena_printf(a, "%s - %%n", text));
	add_form(a, c, arena_printf(a, "-%s", text));
}

static void add_literals(struct arena *a, const struct orm_dialect *d, const char *text,
                         struct rows_column *c)
{
	size_t len = text ? strlen(text) : 0;

	for (size_t at = 0; at < len;) {
		struct orm_token t = d->next_token(text + at, len - at);

		if (t.kind == ORM_TOKEN_STRING || t.kind == ORM_TOKEN_NUMBER)
			add_literal(a, c, &t);
		if (!t.len)
			return;
		at = (size_t)(t.start - text) + t.len;
	}
}

static const struct orm_sample *find_sample(struct arena *a, const struct orm_dialect *d,
                                            const char *type)
{
	const char *lower = text_lower(a, type);
	const struct orm_sample *s = d->samples;

	while (s && s->type && !text_glob(s->type, lower))
		s++;
	return s && s->type ? s : NULL;
}

/* The type as somebody has defined it: by its name, with or without its schema. */
static const struct orm_definition *find_type(const struct orm_metadata *m, const char *type)
{
	for (size_t i = 0; i < m->definitions.len; i++) {
		const struct orm_definition *d = m->definitions.items[i];

		if ((d->object.kind == ORM_ENUM || d->object.kind == ORM_DOMAIN ||
		     d->object.kind == ORM_RANGE || d->object.kind == ORM_COMPOSITE) &&
		    !text_ends(type, "]") && orm_mentions(m->dialect, type, d->object.name))
			return d;
	}
	return NULL;
}

static void add_values(struct arena *a, const struct orm_dialect *d, const struct names *values,
                       struct rows_column *c)
{
	for (size_t i = 0; i < values->len; i++) {
		struct buf b = { 0 };
		const char *literal;

		ddl_string(&b, d, values->items[i]);
		literal = buf_take(&b, a);
		add_form(a, c, plain(a, literal, strlen(literal), "%%"));
	}
	c->in_turn = c->forms.len;
}

static void add_sample(struct arena *a, const struct orm_dialect *d, const char *type,
                       struct rows_column *c)
{
	const struct orm_sample *s = find_sample(a, d, type);

	if (!s)
		return;
	c->distinct = s->distinct;
	add_form(a, c, s->value);
}

static void add_type(struct arena *a, const struct orm_metadata *m, const char *type,
                     struct rows_column *c);

/* A form of the attribute's type, of which the column's type says nothing. */
static void add_attribute(struct arena *a, const struct orm_metadata *m, const char *type,
                          struct rows_column *c, struct buf *out)
{
	struct rows_column one = { .column = c->column, .null_ok = true };
	const char *form;

	add_type(a, m, type, &one);
	if (one.distinct && (!c->distinct || one.distinct < c->distinct))
		c->distinct = one.distinct;
	form = one.forms.len ? one.forms.items[0] : "NULL";
	while (*form) {
		bool field = *form == '%' && form[1];

		if (field && form[1] == 'T')
			buf_adds(out, type);
		else if (field && (form[1] == 's' || form[1] == 'f'))
			buf_adds(out, form[1] == 'f' && strchr(type, '(') ? "0" : "%n");
		else
			buf_addf(out, field ? "%%%c" : "%c", field ? form[1] : *form);
		form += field ? 2 : 1;
	}
}

/* `name type, name type`: a row of such values. */
static void add_composite(struct arena *a, const struct orm_metadata *m, const char *attributes,
                          struct rows_column *c)
{
	const char *end = attributes + strlen(attributes), *type = NULL;
	struct buf b = { 0 };
	int depth = 0;

	for (const char *at = attributes; at;) {
		struct orm_token t = m->dialect->next_token(at, (size_t)(end - at));
		char one = t.kind == ORM_TOKEN_OPERATOR && t.len == 1 ? *t.start : 0;

		at = t.kind == ORM_TOKEN_END ? NULL : t.start + t.len;
		depth += (one == '(') - (one == ')');
		if (type && (!at || (!depth && one == ','))) {
			buf_adds(&b, b.len ? ", " : "CAST(ROW(");
			add_attribute(a, m, text_trim(a, type, (size_t)(t.start - type)), c, &b);
			type = NULL;
		} else if (!type && (t.kind == ORM_TOKEN_WORD || t.kind == ORM_TOKEN_QUOTED)) {
			type = at;
		}
	}
	if (b.len) {
		buf_adds(&b, ") AS %T)");
		add_form(a, c, buf_take(&b, a));
	}
	buf_release(&b);
}

static void add_type(struct arena *a, const struct orm_metadata *m, const char *type,
                     struct rows_column *c)
{
	const struct orm_definition *defined = find_type(m, type);

	if (!defined) {
		add_sample(a, m->dialect, type, c);
		/* enum('a','b') has its values in itself */
		if (!c->forms.len)
			add_literals(a, m->dialect, type, c);
		if (text_starts(type, "enum"))
			c->in_turn = c->forms.len;
		return;
	}
	if (defined->object.kind == ORM_COMPOSITE && defined->definition)
		add_composite(a, m, defined->definition, c);
	if (defined->object.kind == ORM_COMPOSITE)
		return;
	if (defined->object.kind == ORM_RANGE) {
		add_form(a, c, "'empty'");
		c->distinct = 1;
		return;
	}
	if (defined->object.kind == ORM_ENUM) {
		add_values(a, m->dialect, &defined->columns, c);
		return;
	}
	c->null_ok &= defined->nullable != ORM_NO;
	add_sample(a, m->dialect, defined->definition ? defined->definition : "", c);
	for (size_t i = 0; i < defined->checks.len; i++) {
		c->bound = true;
		add_literals(a, m->dialect, defined->checks.items[i]->expr, c);
	}
}

/* What conditions that are no comparison with a literal often want. */
static void add_others(struct arena *a, struct rows_column *c)
{
	const char *usual = c->forms.len ? c->forms.items[0] : "";

	if (text_same(usual, "'%s'")) {
		add_form(a, c, "'%l'");
		add_form(a, c, "'%n'");
		add_form(a, c, "'%l@%l.example'");
		add_form(a, c, "'{\"n\": %n}'");
	} else if (text_starts(usual, "%n") || text_same(usual, "%f")) {
		add_form(a, c, "-%n");
		add_form(a, c, "1000 + %n");
	} else if (text_starts(usual, "'%d")) {
		add_form(a, c, "'2090-01-01'");
	}
}

/* The condition says something of the column; a key of partitions is no name of a check. */
static void add_condition(struct arena *a, const struct orm_metadata *m, const char *text,
                          const char *of, struct rows_column *c)
{
	if (!text || !orm_mentions(m->dialect, of, c->column->object.name))
		return;
	c->bound = true;
	add_literals(a, m->dialect, text, c);
}

static void add_bounds(struct arena *a, const struct orm_metadata *m, const struct orm_table *t,
                       struct rows_column *c)
{
	for (size_t i = 0; i < t->object.options.len; i++)
		if (text_starts(t->object.options.items[i].name, "partition") && t->partition_by)
			add_condition(a, m, t->object.options.items[i].value, t->partition_by, c);
	add_condition(a, m, t->partition_by, t->partition_by, c);
	for (size_t i = 0; t->partition_of && i < m->tables.len; i++) {
		const struct orm_table *parent = m->tables.items[i];

		if (parent->partition_by &&
		    orm_mentions(m->dialect, t->partition_of, parent->object.name)) {
			add_condition(a, m, t->bound, parent->partition_by, c);
			add_bounds(a, m, parent, c);
		}
	}
}

void rows_forms(struct arena *a, const struct orm_metadata *m, const struct orm_table *t,
                struct rows_column *out)
{
	add_type(a, m, out->column->type->name, out);
	if (!out->forms.len && text_empty(out->column->type->name))
		add_form(a, out, "'%s'");
	for (size_t i = 0; i < t->constraints.len; i++) {
		const struct orm_constraint *k = t->constraints.items[i];

		if (k->object.kind == ORM_CHECK)
			add_condition(a, m, k->expr, k->expr, out);
	}
	for (size_t i = 0; i < out->column->object.options.len; i++) {
		const char *value = out->column->object.options.items[i].value;

		add_condition(a, m, value, value, out);
	}
	add_bounds(a, m, t, out);
	if (out->bound)
		add_others(a, out);
}
