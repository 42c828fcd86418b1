# tests/cli/test_mysql_tutorial.sh - the steps of the tutorial on MariaDB and MySQL
. "$(dirname "$0")/../support/cli.sh"
. "$ROOT/tests/support/mysql.sh"
. "$ROOT/tests/support/tutorial.sh"

for server in $(servers); do
	use_server "$server"
	it "prints what the tutorial says on $KIND"
	database
	tutorial "$URL"
done

finish
