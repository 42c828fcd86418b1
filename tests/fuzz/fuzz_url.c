/*
 * tests/fuzz/fuzz_url.c - any bytes as a database URL
 *
 * What parses is written and parsed again, which must give the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "orm/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void check_same(const struct orm_url *x, const struct orm_url *y)
{
	must(text_same(x->scheme, y->scheme));
	must(text_same(x->user, y->user));
	must(text_same(x->password, y->password));
	must(text_same(x->host, y->host));
	must(text_same(x->database, y->database));
	must(x->port == y->port);
	must(x->params.len == y->params.len);
	for (size_t i = 0; i < x->params.len; i++) {
		must(text_same(x->params.items[i].key, y->params.items[i].key));
		must(text_same(x->params.items[i].value, y->params.items[i].value));
	}
}

/* A password of some length, which nothing else in the text holds, is gone. */
static void check_redacted(struct arena *a, const struct orm_url *url)
{
	const char *password = "hunter2secret";
	struct orm_url marked = *url;
	marked.password = NULL;
	if (strstr(orm_url_text(a, &marked, true), password))
		return;
	marked.password = password;
	must(!strstr(orm_url_text(a, &marked, false), password));
	must(!strstr(orm_url_redact(a, orm_url_text(a, &marked, true)), password));
}

/* Whatever is around it, and whether it parses or not. */
static void check_any_text_redacted(struct arena *a, const char *text)
{
	const char *password = "hunter2secret";
	if (strstr(text, password))
		return;
	char *longer = arena_printf(a, "%s pg://u:%s@i%s", text, password, text);
	must(!strstr(orm_url_redact(a, longer), password));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = { 0 };
	struct error err;
	struct orm_url url, again;
	char *text = arena_strndup(&a, (const char *)data, size);
	check_any_text_redacted(&a, text);
	if (orm_url_parse(&a, text, &url, &err)) {
		must(orm_url_parse(&a, orm_url_text(&a, &url, true), &again, &err));
		check_same(&url, &again);
		check_redacted(&a, &url);
	}
	arena_release(&a);
	return 0;
}
