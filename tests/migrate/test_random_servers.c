/* tests/migrate/test_random_servers.c - random schemas of PostgreSQL, MariaDB and MySQL */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "random_pairs.h"
#include "tests/support/random_mysql.h"
#include "tests/support/random_postgresql.h"
#include "tests/support/server.h"

/* As many as take about as long on each. */
enum { PAIRS = 60, MARIADB_PAIRS = 150 };

static void skip_some(void)
{
	if (getenv("SANITIZED") && !getenv("LIMBECK_TEST_PAIRS"))
		cr_skip_test("takes too long under sanitizers");
}

/* Suites of their own, called after the servers, as those of other tests of one server. */
TestSuite(random_postgresql, .init = skip_some, .timeout = 36000);
TestSuite(random_mariadb, .init = skip_some, .timeout = 36000);
TestSuite(random_mysql, .init = skip_some, .timeout = 36000);

Test(random_postgresql, pairs_converge_and_come_back)
{
	static const char *const empty[] = { "DROP PUBLICATION IF EXISTS pub0",
		                             "DROP SCHEMA IF EXISTS \"s 2\" CASCADE",
		                             "DROP SCHEMA public CASCADE", "CREATE SCHEMA public",
		                             NULL };
	static const struct random_server server = { "PostgreSQL", server_postgresql,
		                                     random_postgresql, empty, "VACUUM" };

	random_pairs_run(&server, PAIRS);
}

Test(random_mariadb, pairs_converge_and_come_back)
{
	static const struct random_server server = { "MariaDB", server_mariadb, random_mysql, NULL,
		                                     NULL };

	random_pairs_run(&server, MARIADB_PAIRS);
}

Test(random_mysql, pairs_converge_and_come_back)
{
	static const struct random_server server = { "MySQL", server_mysql, random_mysql, NULL,
		                                     NULL };

	random_pairs_run(&server, PAIRS);
}
