/* tests/fuzz/fuzz_mysql_sql.c - MySQL's and MariaDB's tokenizer, splitter, types and defaults */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "orm/mysql/lex.h"
#include "orm/mysql/types.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Tokens cover the text without gaps, and what is quoted can be unquoted. */
static void check_tokens(struct arena *a, const struct orm_dialect *d, const char *text, size_t len)
{
	const char *at = text, *end = text + len;

	while (at < end) {
		struct orm_token t = d->next_token(at, (size_t)(end - at));

		assert(t.len > 0 && t.start == at && t.kind != ORM_TOKEN_END);
		assert(t.len <= (size_t)(end - at));
		assert(orm_unquote(a, d, &t));
		at += t.len;
	}
}

static void check_statements(struct arena *a, const struct orm_dialect *d, const char *text,
                             size_t len)
{
	struct orm_statements all = { 0 };
	int line = 1;

	(void)!orm_split(a, d, text, len, &all);
	for (size_t i = 0; i < all.len; i++) {
		const struct orm_statement *s = &all.items[i];
		struct error err = { 0 };

		assert(s->start >= text && s->start + s->len <= text + len && s->len > 0);
		assert(s->line >= line);
		line = s->line;
		(void)!d->accepts(arena_strndup(a, s->start, s->len), &err);
	}
}

/* One spelling is the same as itself, and what is portable comes back. */
static void check_types(struct arena *a, const struct orm_dialect *d, const char *text)
{
	const char *once = my_canonical_type(a, d, text);
	struct orm_type *t = d->generic_type(a, text);
	struct my_type read;
	struct buf b = { 0 };

	assert(d->same_type(text, text, false));
	if (my_type_read(a, text, &read))
		assert(!strcmp(my_canonical_type(a, d, once), once));
	assert(!d->same_type(text, "int", false) || d->same_type(text, "int", true));
	if (!t)
		return;
	assert(d->type_text(&b, t, NULL, NULL, NULL));
	assert(!strcmp(buf_str(&b), text));
	buf_release(&b);
}

static void check_defaults(const struct orm_dialect *d, const char *text)
{
	struct orm_default v = { .text = text, .kind = ORM_DEFAULT_SQL }, w = v;

	assert(d->same_default(&v, &v, true));
	w.kind = ORM_DEFAULT_STRING;
	assert(d->same_default(&w, &w, false));
	if (d->same_default(&v, &w, false))
		assert(d->same_default(&v, &w, true));
	w = (struct orm_default){ .text = "'10'", .kind = ORM_DEFAULT_SQL };
	assert(d->same_default(&v, &w, true) == d->same_default(&w, &v, true));
}

static void check(const struct orm_dialect *d, const char *data, size_t size)
{
	struct arena a = { 0 };
	char *text = arena_strndup(&a, data, size);
	enum orm_kind kind;
	const char *name;
	bool created;

	check_tokens(&a, d, data, size);
	check_statements(&a, d, data, size);
	check_types(&a, d, text);
	check_defaults(d, text);
	(void)!d->classify(&a, text, &kind, &name, &created);
	assert(orm_same_tokens(d, text, text));
	arena_release(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check(&orm_mysql, (const char *)data, size);
	check(&orm_mariadb, (const char *)data, size);
	return 0;
}
