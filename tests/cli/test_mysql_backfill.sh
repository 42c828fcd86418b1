# tests/cli/test_mysql_backfill.sh - rows updated batch by batch, in MySQL and MariaDB
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/mysql.sh"
. "$(dirname "$0")/../support/backfill.sh"

fresh() {
	database
	settings
	sed -i /models/d limbeck.lua
}

ask() { client -e "$1" 2>/dev/null </dev/null | sed 's/^NULL$//'; }

for server in $(servers); do
	use_server "$server"
	test_backfill "$KIND"

	it "$KIND: takes the next key where the first sorts as a number"
	fresh
	script a1 "" "CREATE TABLE t (e ENUM('z', 'y', 'x') PRIMARY KEY, k VARBINARY(8) NOT NULL UNIQUE,
n INT DEFAULT 0); INSERT INTO t (e, k) VALUES ('z', X'00'), ('y', X'ff27'), ('x', X'5c00');" ""
	printf 'revision = "b2"\ndown_revision = "a1"\nfunction upgrade() op.backfill{"t", set = {n = "n + 1"}, batch = 1} end\n' \
		>migrations/b2.lua
	run -q upgrade
	status 0
	asks "SELECT COUNT(*) FROM t WHERE n = 1" 3
done
finish
