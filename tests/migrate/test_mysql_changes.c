/* tests/migrate/test_mysql_changes.c - pairs of schemas, there and back on the servers */
#include <criterion/criterion.h>

#include "mysql_pairs.h"

Test(mysql_changes, go_there_and_back_on_mysql, .timeout = 600)
{
	mysql_pairs_run(mysql_pairs, MYSQL);
}

Test(mysql_changes, go_there_and_back_on_mariadb, .timeout = 600)
{
	mysql_pairs_run(mysql_pairs, MARIADB);
}
