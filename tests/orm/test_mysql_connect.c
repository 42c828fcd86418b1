/* tests/orm/test_mysql_connect.c - connecting to MySQL and MariaDB, and databases for scratch */
#include <criterion/criterion.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "orm/engine/scratch.h"
#include "tests/orm/mysql.h"

MYSQL_SUITES(mysql_connect, mariadb_connect);

#define BOTH(test) BOTH_IN(mysql_connect, mariadb_connect, test)

Test(mysql_connect, is_mysql_whatever_the_scheme_says)
{
	struct orm_url u;
	struct orm_conn *d;
	cr_assert(orm_url_parse(&arena, url, &u, &err));
	u.scheme = "mariadb";
	cr_assert(orm_connect(&u, NULL, &d, &err), "%s", err.message);
	cr_expect_eq(orm_conn_dialect(d), &orm_mysql);
	cr_expect_geq(orm_conn_version(d), 80000);
	orm_close(d);
}

Test(mariadb_connect, is_mariadb_whatever_the_scheme_says)
{
	struct orm_url u;
	struct orm_conn *d;
	cr_assert(orm_url_parse(&arena, url, &u, &err));
	u.scheme = "mysql";
	cr_assert(orm_connect(&u, NULL, &d, &err), "%s", err.message);
	cr_expect_eq(orm_conn_dialect(d), &orm_mariadb);
	cr_expect_geq(orm_conn_version(d), 100600);
	orm_close(d);
}

/* ---- scratch databases */

static int64_t databases(const char *name)
{
	return number(c, arena_printf(&arena,
	                              "SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE "
	                              "SCHEMA_NAME = '%s'",
	                              name));
}

BOTH(scratch_is_like_its_model)
{
	struct orm_url u;
	struct orm_conn *scratch;
	run(c, "ALTER DATABASE CHARACTER SET latin1 COLLATE latin1_german2_ci");
	run(c, "CREATE TABLE t (a int)");
	cr_assert(orm_url_parse(&arena, url, &u, &err));
	cr_assert(orm_scratch_open(&u, &scratch, &err), "%s", err.message);
	const char *name = text(scratch, "SELECT DATABASE()");
	cr_expect_str_eq(text(scratch, "SELECT @@collation_database"), "latin1_german2_ci");
	cr_expect_eq(number(scratch, "SELECT COUNT(*) FROM information_schema.TABLES WHERE "
	                             "TABLE_SCHEMA = DATABASE()"),
	             0);
	orm_close(scratch);
	cr_expect_eq(databases(name), 0);
}

BOTH(leftovers_go_and_what_is_used_stays)
{
	struct orm_url u;
	struct orm_conn *scratch, *user = server_connect(url);
	const char *used = arena_printf(&arena, "limbeck_scratch_00000000%08x", (unsigned)getpid());
	run(user, arena_printf(&arena, "CREATE DATABASE %s", used));
	run(user, arena_printf(&arena, "DO GET_LOCK('%s', 0)", used));
	cr_assert(orm_url_parse(&arena, url, &u, &err));
	cr_assert(orm_scratch_open(&u, &scratch, &err), "%s", err.message);
	orm_close(scratch);
	cr_expect_eq(databases(used), 1);
	orm_close(user);
	for (int i = 0; i < 100 && databases(used); i++) {
		cr_assert(orm_scratch_open(&u, &scratch, &err), "%s", err.message);
		orm_close(scratch);
	}
	cr_expect_eq(databases(used), 0);
}

BOTH(who_may_not_make_a_scratch_is_told_how_to)
{
	struct orm_url u = limited("s3cret");
	struct orm_conn *scratch;
	cr_expect_not(orm_scratch_open(&u, &scratch, &err));
	cr_expect_eq(err.code, ERR_UNSUPPORTED, "%s", err.message);
	cr_expect(strstr(err.hint, arena_printf(&arena,
	                                        "GRANT ALL ON `limbeck\\_scratch\\_%%`.* TO "
	                                        "'limbeck_%d'@'%%'",
	                                        (int)getpid())),
	          "%s", err.hint);
	run(c, arena_printf(&arena, "GRANT ALL ON `limbeck\\_scratch\\_%%`.* TO 'limbeck_%d'@'%%'",
	                    (int)getpid()));
	cr_expect(orm_scratch_open(&u, &scratch, &err), "%s", err.message);
	orm_close(scratch);
	drop_limited();
}

/* ---- connecting */

static void refused(const char *bad, enum error_code code, const char *message)
{
	struct orm_conn *d;
	if (try_connect(bad, NULL, &d)) {
		orm_close(d);
		cr_expect_fail("%s", bad);
		return;
	}
	cr_expect_eq(err.code, code, "%s: %s", bad, err.message);
	cr_expect(strstr(err.message, message), "%s: %s", bad, err.message);
}

BOTH(passwords)
{
	struct orm_url u = limited("pa:ss'/@w");
	struct orm_conn *d;
	/* The second time the server knows it, which is another exchange, as is a secret one. */
	for (int i = 0; i < 4; i++) {
		if (i == 2) {
			run(c, "FLUSH PRIVILEGES");
			vec_push(&arena, &u.params, (struct orm_url_param){ "ssl", "off" });
		}
		cr_assert(orm_connect(&u, NULL, &d, &err), "%s", err.message);
		orm_close(d);
	}
	u.password = "wrong-one";
	cr_expect_not(orm_connect(&u, NULL, &d, &err));
	cr_expect_eq(err.code, ERR_CONNECT);
	cr_expect(strstr(err.message, "Access denied for user"), "%s", err.message);
	cr_expect_null(strstr(err.message, "wrong-one"));
	cr_expect(strstr(err.hint, "[limbeck]"), "%s", err.hint);
	drop_limited();
}

BOTH(what_cannot_be_connected_to)
{
	refused(with("sslmode=require"), ERR_USAGE, "\"sslmode\"");
	cr_expect_str_eq(err.hint, "Did you mean \"ssl_mode\"?");
	refused(with("ssl-mode=maybe"), ERR_USAGE, "\"maybe\"");
	refused(with("connect_timeout=soon"), ERR_USAGE, "\"soon\"");
	refused(with("compress=maybe"), ERR_USAGE, "\"maybe\"");
	refused(with("charset=latin1"), ERR_USAGE, "utf8mb4");
	refused("mysql://u:s3cret@/d?unix_socket=/nowhere/s", ERR_CONNECT, "/nowhere/s");
	cr_expect(strstr(err.hint, "Is the server running"), "%s", err.hint);
	refused("mysql://u:s3cret@127.0.0.1:1/d", ERR_CONNECT, "127.0.0.1");
	cr_expect_null(strstr(err.message, "s3cret"));
	refused("mysql://h1,h2/d", ERR_USAGE, "one host");
	refused("mysql://h1/d?socket=/s", ERR_USAGE, "not both");
	struct orm_url u;
	cr_assert(orm_url_parse(&arena, url, &u, &err));
	u.database = "nope_nope";
	refused(orm_url_text(&arena, &u, true), ERR_CONNECT, "nope_nope");
	cr_expect(strstr(err.hint, "CREATE DATABASE"), "%s", err.hint);
}

BOTH(parameters_of_either_family)
{
	struct orm_conn *d = server_connect(
	    with("charset=utf8mb4&connect-timeout=5&read_timeout=30&compress=true&"
	         "init_command=SET%20@a%3d3&ssl_mode=preferred&max_allowed_packet=10000000"));
	cr_expect_eq(number(d, "SELECT @a"), 3);
	orm_close(d);
}

/* A certificate of nobody's, in a file that the caller removes. */
static const char *stranger(void)
{
	static const char text[] =
	    "-----BEGIN CERTIFICATE-----\n"
	    "MIIBejCCAR+gAwIBAgIUezOcC7bJ4IyNg//z+0BPE0+IDEowCgYIKoZIzj0EAwIw\n"
	    "ETEPMA0GA1UEAwwGbm9ib2R5MCAXDTI2MTEyMTExMDQyM1oYDzIxMjYxMDI4MTEw\n"
	    "NDIzWjARMQ8wDQYDVQQDDAZub2JvZHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC\n"
	    "AAQuvunPEa5h1pjIwd6RHHxUb9MH+5ZRpjlLL0lOc2Vcx/z238+NQ8EEUfWqDFbq\n"
	    "sh412yGu/ZGJU3Y5xOStxBCMo1MwUTAdBgNVHQ4EFgQU8TidbMu0KMpGtBKr9ZHg\n"
	    "FRyW/rYwHwYDVR0jBBgwFoAU8TidbMu0KMpGtBKr9ZHgFRyW/rYwDwYDVR0TAQH/\n"
	    "BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEArUW1XqFY14OG8cmYA4rMwmFf+w/o\n"
	    "cELfscislr9J3z4CIQDFlJ8QA/cDKSgMERX6/WnRUJMHuVor6st0+CQcvk7DwA==\n"
	    "-----END CERTIFICATE-----\n";
	char *path = arena_strdup(&arena, "/tmp/limbeck-test-ca-XXXXXX");
	FILE *file = fdopen(mkstemp(path), "w");
	fputs(text, file);
	fclose(file);
	return path;
}

Test(mysql_connect, tls)
{
	struct orm_conn *d = server_connect(with("ssl_mode=REQUIRED"));
	cr_expect_neq(*text(d, "SELECT VARIABLE_VALUE FROM performance_schema.session_status WHERE "
	                       "VARIABLE_NAME = 'Ssl_cipher'"),
	              '\0');
	orm_close(d);
	d = server_connect(with("ssl=off"));
	cr_expect_eq(*text(d, "SELECT VARIABLE_VALUE FROM performance_schema.session_status WHERE "
	                      "VARIABLE_NAME = 'Ssl_cipher'"),
	             '\0');
	orm_close(d);
	/* The server made its certificate itself. */
	refused(with("ssl_mode=VERIFY_IDENTITY"), ERR_CONNECT, "");
	cr_expect(strstr(err.hint, "VERIFY_IDENTITY"), "%s", err.hint);
	refused(with("ssl_mode=VERIFY_CA"), ERR_USAGE, "ssl_ca");
	const char *ca = stranger();
	refused(with(arena_printf(&arena, "ssl_mode=VERIFY_CA&ssl_ca=%s", ca)), ERR_CONNECT, "SSL");
	refused(with(arena_printf(&arena, "ssl_ca=%s", ca)), ERR_CONNECT, "SSL");
	orm_close(server_connect(with(arena_printf(&arena, "ssl=off&ssl_ca=%s", ca))));
	unlink(ca);
}

Test(mariadb_connect, tls)
{
	refused(with("ssl_mode=required"), ERR_CONNECT, "");
	refused(with("ssl=1"), ERR_CONNECT, "");
}

BOTH(option_files)
{
	struct orm_url u = limited("in 'a' file");
	struct orm_conn *d;
	char path[] = "/tmp/limbeck-test-cnf-XXXXXX";
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w");
	fprintf(
	    file,
	    "[client]\npassword=\"in 'a' file\"\nuser=nobody_at_all\ndefault-character-set=latin1\n"
	    "[limbeck]\nuser=%s\n",
	    u.user);
	fclose(file);
	u.user = NULL;
	u.password = NULL;
	vec_push(&arena, &u.params, (struct orm_url_param){ "read_default_file", path });
	cr_assert(orm_connect(&u, NULL, &d, &err), "%s", err.message);
	cr_expect_str_eq(text(d, "SELECT CONCAT(@@character_set_client, 'ö')"), "utf8mb4ö");
	orm_close(d);
	unlink(path);
	cr_expect_not(orm_connect(&u, NULL, &d, &err));
	cr_expect_eq(err.code, ERR_USAGE);
	cr_expect(strstr(err.message, path), "%s", err.message);
	drop_limited();
}
