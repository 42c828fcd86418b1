/* reflect/postgresql/reader.c - queries' texts and rows' values */
#include "reflect/postgresql/reader.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/text.h"
#include "orm/ddl/ddl.h"

struct conditions {
	int depth;
	bool taken[8]; /* the lines of this level are kept */
};

/* Is the line a condition?  Then it is obeyed. */
static bool condition(struct conditions *c, const char *line, int version)
{
	line += strspn(line, " \t");
	if (text_starts(line, "\\if :pg")) {
		c->depth++;
		c->taken[c->depth] = version / 10000 >= (int)strtol(line + 7, NULL, 10);
	} else if (text_starts(line, "\\else")) {
		c->taken[c->depth] = !c->taken[c->depth];
	} else if (text_starts(line, "\\endif")) {
		c->depth--;
	} else {
		return false;
	}
	return true;
}

static bool kept(const struct conditions *c)
{
	for (int i = 1; i <= c->depth; i++)
		if (!c->taken[i])
			return false;
	return true;
}

/* Writes the line with its variables replaced. */
static void expand(struct pg_reader *r, struct buf *out, const char *line, size_t len)
{
	const struct {
		const char *name, *value;
	} variables[] = { { ":'schema'", r->schema },
		          { ":'default'", orm_conn_schema(r->conn) },
		          { ":'beside'", r->beside },
		          { ":'oids'", r->oids },
		          { ":'table'", r->table } };

	for (size_t i = 0, k; i < len; i++) {
		for (k = 0; k < COUNT(variables); k++)
			if (text_starts(line + i, variables[k].name))
				break;
		if (k == COUNT(variables)) {
			buf_addc(out, line[i]);
			continue;
		}
		ddl_string(out, r->dialect, variables[k].value);
		i += strlen(variables[k].name) - 1;
	}
}

char *pg_query_text(struct pg_reader *r, const char *query)
{
	struct conditions c = { 0 };
	struct buf out = { 0 };
	int version = orm_conn_version(r->conn);

	while (*query) {
		size_t len = strcspn(query, "\n");

		if (!condition(&c, query, version) && kept(&c)) {
			expand(r, &out, query, len);
			buf_addc(&out, '\n');
		}
		query += len + (query[len] == '\n');
	}
	return buf_take(&out, &r->scratch);
}

const char *pg_text(struct pg_reader *r, struct orm_result *rows, int column)
{
	return arena_strdup(r->arena, orm_get_text(rows, column));
}

int64_t pg_number(struct orm_result *rows, int column)
{
	struct orm_value v = orm_get(rows, column);

	if (v.kind == ORM_INT)
		return v.integer;
	return v.kind == ORM_TEXT ? strtoll(v.data, NULL, 10) : 0;
}

bool pg_true(struct orm_result *rows, int column)
{
	struct orm_value v = orm_get(rows, column);

	return v.kind == ORM_INT ? v.integer != 0 : v.kind == ORM_TEXT && *v.data == 't';
}

char pg_letter(struct orm_result *rows, int column)
{
	struct orm_value v = orm_get(rows, column);

	return v.kind == ORM_TEXT && v.len ? *v.data : '\0';
}

const char *pg_schema(struct pg_reader *r, struct orm_result *rows, int column)
{
	const char *name = orm_get_text(rows, column);

	return text_same(name, orm_conn_schema(r->conn)) ? NULL : arena_strdup(r->arena, name);
}

/* One element of an array; quotes are undone.  Gives where it ends. */
static const char *array_element(const char *at, struct buf *out)
{
	bool quoted = *at == '"';

	at += quoted;
	while (*at && (quoted ? *at != '"' : *at != ',' && *at != '}')) {
		at += *at == '\\' && at[1];
		buf_addc(out, *at++);
	}
	return at + (quoted && *at);
}

void pg_names(struct arena *a, const char *array, struct names *out)
{
	struct buf b = { 0 };

	if (!array || *array != '{' || array[1] == '}')
		return;
	while (*array && *array != '}') {
		array = array_element(array + 1, &b);
		vec_push(a, out, arena_strdup(a, buf_str(&b)));
		buf_cut(&b, 0);
	}
	buf_release(&b);
}

bool pg_next_number(const char **at, int64_t *out)
{
	char *end;

	if (!*at)
		return false;
	*at += strcspn(*at, "-0123456789");
	if (!**at)
		return false;
	*out = strtoll(*at, &end, 10);
	*at = end;
	return true;
}

void pg_read_options(struct pg_reader *r, struct orm_result *rows, struct orm_object *o)
{
	for (int i = orm_columns(rows) - 1; i >= 0; i--) {
		const char *name = orm_column_name(rows, i), *value;

		if (!text_starts(name, "option_"))
			return;
		value = orm_get_text(rows, i);
		if (value && *value)
			orm_option_set(r->arena, &o->options, NULL, name + strlen("option_"),
			               value);
	}
}

const char *pg_strip(struct arena *a, const char *text)
{
	int depth = 0;
	char quote = 0;
	size_t len;

	if (!text || *text != '(')
		return text;
	for (len = 0; text[len]; len++) {
		char c = text[len];

		if (quote) {
			if (c == quote)
				quote = 0;
		} else if (c == '\'' || c == '"') {
			quote = c;
		} else if (c == '(') {
			depth++;
		} else if (c == ')' && !--depth) {
			break;
		}
	}
	return text[len] && !text[len + 1] ? arena_strndup(a, text + 1, len - 1) : text;
}
