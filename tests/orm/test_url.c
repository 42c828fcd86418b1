/* tests/orm/test_url.c - database URLs */
#include <criterion/criterion.h>
#include <string.h>

#include "base/text.h"
#include "orm/url.h"

static struct arena a;
static struct error err;

static void release(void)
{
	arena_release(&a);
}

TestSuite(url, .fini = release);

/* `text` in its canonical form; NULL = the same. */
static const struct {
	const char *text, *scheme, *user, *password, *host;
	int port;
	const char *database, *canonical;
} urls[] = {
	{ "sqlite://", "sqlite", NULL, NULL, NULL, 0, NULL, NULL },
	{ "sqlite:///", "sqlite", NULL, NULL, NULL, 0, "", NULL },
	{ "sqlite:///app.db", "sqlite", NULL, NULL, NULL, 0, "app.db", NULL },
	{ "sqlite:////var/lib/a b.db", "sqlite", NULL, NULL, NULL, 0, "/var/lib/a b.db",
	  "sqlite:////var/lib/a%20b.db" },
	{ "sqlite:///:memory:", "sqlite", NULL, NULL, NULL, 0, ":memory:", NULL },
	{ "sqlite:////tmp/a@b:c.db", "sqlite", NULL, NULL, NULL, 0, "/tmp/a@b:c.db", NULL },
	{ "sqlite:///100%25%3F.db", "sqlite", NULL, NULL, NULL, 0, "100%?.db", NULL },
	{ "SQLite+pysqlite:///x", "sqlite", NULL, NULL, NULL, 0, "x", "sqlite:///x" },
	{ "postgresql://u@h:5432/db", "postgresql", "u", NULL, "h", 5432, "db", NULL },
	{ "postgresql+psycopg2://u:p@h/db", "postgresql", "u", "p", "h", 0, "db",
	  "postgresql://u:p@h/db" },
	{ "postgresql://u%40x:p%3A%2F%3F@h/db", "postgresql", "u@x", "p:/?", "h", 0, "db", NULL },
	{ "postgresql://u:p@ss@h/db", "postgresql", "u", "p@ss", "h", 0, "db",
	  "postgresql://u:p%40ss@h/db" },
	{ "postgresql://:p@h", "postgresql", "", "p", "h", 0, NULL, NULL },
	{ "postgresql://u:@h", "postgresql", "u", "", "h", 0, NULL, NULL },
	{ "postgresql://u@", "postgresql", "u", NULL, NULL, 0, NULL, NULL },
	{ "postgresql://[::1]:5432/db", "postgresql", NULL, NULL, "::1", 5432, "db", NULL },
	{ "postgresql://[fe80::1%25eth0]", "postgresql", NULL, NULL, "fe80::1%eth0", 0, NULL,
	  NULL },
	{ "postgresql://%2Fvar%2Frun/db", "postgresql", NULL, NULL, "/var/run", 0, "db", NULL },
	{ "postgresql://:5432/db", "postgresql", NULL, NULL, NULL, 5432, "db", NULL },
	{ "postgresql://h:/db", "postgresql", NULL, NULL, "h", 0, "db", "postgresql://h/db" },
	{ "postgresql://a:1,[::1]:2,c/db", "postgresql", NULL, NULL, "a:1,[::1]:2,c", 0, "db",
	  NULL },
	{ "mysql://h/\xC3\xA4", "mysql", NULL, NULL, "h", 0, "\xC3\xA4", NULL },
};

Test(url, e2_parts_are_found_and_decoded)
{
	for (size_t i = 0; i < COUNT(urls); i++) {
		struct orm_url u;
		cr_assert(orm_url_parse(&a, urls[i].text, &u, &err), "%s: %s", urls[i].text,
		          err.message);
		cr_expect_str_eq(u.scheme, urls[i].scheme, "%s", urls[i].text);
		cr_expect(text_same(u.user, urls[i].user), "%s", urls[i].text);
		cr_expect(text_same(u.password, urls[i].password), "%s", urls[i].text);
		cr_expect(text_same(u.host, urls[i].host), "%s", urls[i].text);
		cr_expect_eq(u.port, urls[i].port, "%s", urls[i].text);
		cr_expect(text_same(u.database, urls[i].database), "%s", urls[i].text);
	}
}

Test(url, text_has_one_form)
{
	for (size_t i = 0; i < COUNT(urls); i++) {
		struct orm_url u;
		const char *expected = urls[i].canonical ? urls[i].canonical : urls[i].text;
		cr_assert(orm_url_parse(&a, urls[i].text, &u, &err));
		cr_expect_str_eq(orm_url_text(&a, &u, true), expected);
	}
}

Test(url, e3_text_hides_the_password)
{
	struct orm_url u;
	cr_assert(orm_url_parse(&a, "mysql://u:secret@h/d?sslpassword=secret&x=1", &u, &err));
	cr_expect_str_eq(orm_url_text(&a, &u, false), "mysql://u:***@h/d?sslpassword=***&x=1");
}

Test(url, parameters_keep_their_order_and_the_last_counts)
{
	struct orm_url u;
	cr_assert(orm_url_parse(&a, "mysql://h?a=1&b=%26%3d&&c&a=2=3", &u, &err));
	cr_assert_eq(u.params.len, 4);
	cr_expect_str_eq(orm_url_param(&u, "a"), "2=3");
	cr_expect_str_eq(orm_url_param(&u, "b"), "&=");
	cr_expect_str_eq(orm_url_param(&u, "c"), "");
	cr_expect_null(orm_url_param(&u, "d"));
	cr_expect_str_eq(orm_url_text(&a, &u, true), "mysql://h?a=1&b=%26=&c=&a=2=3");
}

Test(url, what_is_wrong_is_said_without_the_password)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{ "", "not a database URL" },
		{ "app.db", "\"app.db\" is not a database URL" },
		{ "sqlite:/x", "not a database URL" },
		{ "://x", "not a database URL" },
		{ "1a://x", "not a database URL" },
		{ "u:secret@h/d", "not a database URL" },
		{ "postgresql:/u:secret@h/d", "not a database URL" },
		{ "postgresql://u:secret%@h", "percent-encoding in the password" },
		{ "postgresql://u:secret%4@h", "percent-encoding in the password" },
		{ "postgresql://u:secret%zz@h", "percent-encoding in the password" },
		{ "postgresql://u%00:secret@h", "percent-encoding in the user name" },
		{ "postgresql://u:secret/secret@h", "no number" },
		{ "postgresql://u:secret?secret@h", "no number" },
		{ "postgresql://h:0", "no number" },
		{ "postgresql://h:65536", "no number" },
		{ "postgresql://h:99999999999999999999", "no number" },
		{ "postgresql://[::1", "lacks its \"]\"" },
		{ "postgresql://[::1]x", "lacks its \"]\"" },
		{ "postgresql://a,,b", "empty host" },
		{ "postgresql://a,", "empty host" },
		{ "postgresql://,a", "empty host" },
		{ "postgresql://a%2Cb", "comma" },
		{ "sqlite:///x?=1", "no name" },
		{ "sqlite:///x%", "percent-encoding in the database name" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct orm_url u;
		cr_expect_not(orm_url_parse(&a, cases[i].text, &u, &err), "%s", cases[i].text);
		cr_expect_eq(err.code, ERR_USAGE);
		cr_expect(strstr(err.message, cases[i].message), "%s: %s", cases[i].text,
		          err.message);
		cr_expect_not(strstr(err.message, "secret") || strstr(err.hint, "secret"));
	}
}

Test(url, looks_like_one)
{
	cr_expect(orm_url_looks_like("sqlite://"));
	cr_expect(orm_url_looks_like("postgresql+psycopg2://h"));
	cr_expect_not(orm_url_looks_like("models.lua"));
	cr_expect_not(orm_url_looks_like("./dir://x"));
	cr_expect_not(orm_url_looks_like(""));
	cr_expect_not(orm_url_looks_like("C:\\x"));
}

Test(url, no_text_keeps_a_password)
{
	static const struct {
		const char *text, *redacted;
	} cases[] = {
		{ "", "" },
		{ "nothing here", "nothing here" },
		{ "sqlite:////tmp/a:b@c.db", "sqlite:////tmp/a:b@c.db" },
		{ "postgresql://u@h:5432/d", "postgresql://u@h:5432/d" },
		{ "postgresql://h:5432/d and more", "postgresql://h:5432/d and more" },
		{ "at mysql://u:secret@h/d: no", "at mysql://u:***@h/d: no" },
		{ "mysql://u:secret@h/d?a=b@c", "mysql://u:***@h/d?a=b@c" },
		{ "mysql://u:se/cret@h/d", "mysql://u:***@h/d" },
		{ "mysql://u:se?cret@h/d", "mysql://u:***@h/d" },
		{ "mysql://u:sec@ret@h/d", "mysql://u:***@h/d" },
		{ "mysql://u:se cret@h/d", "mysql://u:***@h/d" },
		{ "mysql://u:12/secret@h", "mysql://u:***@h" },
		{ "mysql://u:secret", "mysql://u:***" },
		{ "(\"mysql://u:secret@h\", \"pg://v:secret@i\")",
		  "(\"mysql://u:***@h\", \"pg://v:***@i\")" },
		{ "mysql://u:%zzsecret@h", "mysql://u:***@h" },
		{ "pg://h/d?password=secret&x=1", "pg://h/d?password=***&x=1" },
		{ "host=h password='se cret' user=u", "host=h password=*** user=u" },
		{ "PASSWORD=secret", "PASSWORD=***" },
		{ "\"u:secret@h/d\" is none", "\"u:***@h/d\" is none" },
		{ "postgresql:/u:secret@h", "postgresql:***@h" },
		{ "postgresql//u:secret@h", "postgresql//u:***@h" },
		{ "models.lua:3: by root@host", "models.lua:3: by root@host" },
		{ "mysql://:secret@h", "mysql://:***@h" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *once = orm_url_redact(&a, cases[i].text);
		cr_expect_str_eq(once, cases[i].redacted, "%s gives %s", cases[i].text, once);
		cr_expect_str_eq(orm_url_redact(&a, once), once, "twice");
	}
}
