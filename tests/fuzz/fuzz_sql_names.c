/*
 * tests/fuzz/fuzz_sql_names.c - any bytes as names and values of a statement
 *
 * Whatever they are, the text has the tokens of the statement that was meant:
 * a name is one identifier and a literal is one string.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "orm/dialect.h"
#include "orm/dsl.h"
#include "orm/sql/compile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
	if (!ok)
		abort();
}

/* The tokens that aren't space, up to `max` of them. */
static size_t tokens(const struct orm_dialect *d, const char *sql, struct orm_token *out,
                     size_t max)
{
	const char *end = sql + strlen(sql);
	size_t count = 0;
	while (sql < end) {
		struct orm_token t = d->next_token(sql, (size_t)(end - sql));
		if (t.kind == ORM_TOKEN_END)
			break;
		if (t.kind != ORM_TOKEN_SPACE) {
			must(count < max);
			out[count++] = t;
		}
		sql = t.start + t.len;
	}
	return count;
}

static void check_token(struct arena *a, const struct orm_dialect *d, const struct orm_token *t,
                        const char *text)
{
	must(!strcmp(orm_unquote(a, d, t), text));
}

static void check(struct arena *a, const struct orm_dialect *d, const char *text)
{
	struct error err;
	struct orm_token t[16];
	struct orm_compiled c;
	const char *sql;
	struct orm_select s = { .columns = LIST(LABEL(NAME(text), text)),
		                .from = FROM(NAMED(text)),
		                .where = EQ(NAME("x"), text) };
	struct orm_select literal = { .columns = LIST(LITERAL(text)) };
	if (!*text)
		return;
	/* SELECT name AS name FROM name WHERE x = ? */
	must(orm_compile(a, QUERY(&s), d, 0, &c, &err));
	must(tokens(d, c.sql, t, COUNT(t)) == 10);
	check_token(a, d, &t[1], text);
	check_token(a, d, &t[3], text);
	check_token(a, d, &t[5], text);
	must(c.params.len == 1 && c.params.items[0].data == text);
	must(orm_compile_literal(a, QUERY(&literal), d, 0, &sql, &err));
	must(tokens(d, sql, t, COUNT(t)) == 2);
	must(t[1].kind == ORM_TOKEN_STRING);
	must(!d->unquote || !strcmp(d->unquote(a, &t[1]), text));
}

/* As text with parameters it may be refused, but nothing is read past its end. */
static void check_text(struct arena *a, const struct orm_dialect *d, const char *text)
{
	struct error err;
	struct orm_compiled c;
	if (orm_compile(a, QUERY(TEXT(text)), d, 0, &c, &err))
		must(c.params.len == c.names.len && c.params.len == c.unset.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = { 0 };
	char *text = arena_strndup(&a, (const char *)data, size);
	for (size_t i = 0; orm_dialects[i]; i++) {
		check(&a, orm_dialects[i], text);
		check_text(&a, orm_dialects[i], text);
	}
	arena_release(&a);
	return 0;
}
