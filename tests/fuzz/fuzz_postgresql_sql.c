/* tests/fuzz/fuzz_postgresql_sql.c - PostgreSQL's tokenizer, splitter, types and pieces */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "orm/postgresql/create.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/postgresql.h"
#include "orm/postgresql/types.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Tokens cover the text without gaps, and what is quoted can be unquoted. */
static void check_tokens(struct arena *a, const char *text, size_t len)
{
	const char *at = text, *end = text + len;

	while (at < end) {
		struct orm_token t = orm_postgresql.next_token(at, (size_t)(end - at));

		assert(t.len > 0 && t.start == at && t.kind != ORM_TOKEN_END);
		assert(orm_unquote(a, &orm_postgresql, &t));
		at += t.len;
	}
	assert(at == end);
}

static void check_statements(struct arena *a, const char *text, size_t len)
{
	struct orm_statements all = { 0 };

	(void)!orm_split(a, &orm_postgresql, text, len, &all);
	for (size_t i = 0; i < all.len; i++) {
		const struct orm_statement *s = &all.items[i];
		struct error err = { 0 };

		assert(s->start >= text && s->start + s->len <= text + len && s->len > 0 &&
		       s->line > 0);
		(void)!orm_postgresql.accepts(arena_strndup(a, s->start, s->len), &err);
	}
}

static void check_types(struct arena *a, const char *text)
{
	const char *once = pg_canonical_type(a, text);
	struct orm_type *t = pg_generic_type(a, text);

	assert(pg_same_type(text, text, false));
	if (t) {
		struct buf b = { 0 };

		assert(pg_type_text(&b, t, NULL, NULL, NULL));
		assert(pg_same_type(buf_str(&b), once, false));
		buf_release(&b);
	}
	(void)pg_cast(a, "x", text, "integer");
	(void)pg_cast(a, "x", "integer", text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct orm_default v = { .kind = ORM_DEFAULT_SQL }, w = v;
	struct arena a = { 0 };
	char *text = arena_strndup(&a, (const char *)data, size);
	enum orm_kind kind;
	const char *name;
	bool created;

	check_tokens(&a, (const char *)data, size);
	check_statements(&a, (const char *)data, size);
	check_types(&a, text);
	v.text = text;
	w.text = "'x'::text";
	assert(pg_same_default(&v, &v, true));
	(void)pg_same_default(&v, &w, true);
	(void)!orm_postgresql.classify(&a, text, &kind, &name, &created);
	(void)pg_pieces(&a, text, ',');
	(void)pg_lines(&a, text);
	assert(orm_same_tokens(&orm_postgresql, text, text));
	arena_release(&a);
	return 0;
}
