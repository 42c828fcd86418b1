/* tests/fuzz/fuzz_sqlite_sql.c - SQLite's tokenizer, splitter and CREATE parser */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "orm/dialect.h"
#include "orm/sqlite/sqlite.h"
#include "reflect/sqlite/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Tokens cover the text without gaps. */
static void check_tokens(const char *text, size_t len)
{
	const char *at = text, *end = text + len;

	while (at < end) {
		struct orm_token t = orm_sqlite.next_token(at, (size_t)(end - at));

		assert(t.len > 0 && t.start == at && t.kind != ORM_TOKEN_END);
		at += t.len;
	}
	assert(at == end);
}

static void check_statements(struct arena *a, const char *text, size_t len)
{
	struct orm_statements all = { 0 };

	(void)!orm_split(a, &orm_sqlite, text, len, &all);
	for (size_t i = 0; i < all.len; i++) {
		const struct orm_statement *s = &all.items[i];

		assert(s->start >= text && s->start + s->len <= text + len && s->len > 0 &&
		       s->line > 0);
	}
}

static void check_parser(struct arena *a, const char *text)
{
	const char *why = NULL;
	struct orm_table *t = orm_table_new(a, NULL, "t");
	struct buf b = { 0 };

	if (sqlite_parse_table(a, text, t, &why))
		sqlite_create_table(&b, t, "t");
	(void)!sqlite_parse_virtual(a, text, orm_table_new(a, NULL, "t"), &why);
	(void)!sqlite_parse_index(a, text, orm_index_new(a, "i"), &why);
	(void)!sqlite_parse_view(a, text, orm_definition_new(a, ORM_VIEW, "v"), &why);
	(void)!sqlite_parse_trigger(a, text, orm_definition_new(a, ORM_TRIGGER, "r"), &why);
	buf_release(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = { 0 };
	char *text = arena_strndup(&a, (const char *)data, size);
	enum orm_kind kind;
	const char *name;
	bool created;

	check_tokens((const char *)data, size);
	check_statements(&a, (const char *)data, size);
	check_parser(&a, text);
	(void)!orm_sqlite.classify(&a, text, &kind, &name, &created);
	assert(orm_same_tokens(&orm_sqlite, text, text));
	(void)orm_sqlite.generic_type(&a, text);
	arena_release(&a);
	return 0;
}
