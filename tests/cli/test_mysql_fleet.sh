# tests/cli/test_mysql_fleet.sh - databases of MySQL and MariaDB as a fleet
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/mysql.sh"

for server in $(servers); do
	use_server "$server"

	it "$KIND: migrates databases, and goes on where it was stopped"
	names=
	for i in 1 2 3 4; do
		database
		names="$names '$DATABASE'"
	done
	first=$(echo $names | cut -d\' -f2)
	third=$(echo $names | cut -d\' -f6)
	settings
	sed -i '/^models/d' limbeck.lua
	script r1 "" "CREATE TABLE t (id INT PRIMARY KEY); CREATE TABLE u (id INT PRIMARY KEY);" "DROP TABLE u; DROP TABLE t;"
	query="SELECT SCHEMA_NAME AS \`schema\` FROM information_schema.SCHEMATA
		WHERE SCHEMA_NAME IN ($(echo $names | tr ' ' ,)) ORDER BY 1"
	server -e "CREATE TABLE $third.u (id INT)"
	run upgrade --targets-query "$query"
	status 3
	out_has "failed      $third: "
	err_has "on a scratch copy: "
	run upgrade --targets-query "$query" --no-verify
	status 3
	out_has "unchanged   $first: r1"
	out_has "failed      $third: "
	out_has "not begun   $DATABASE"
	server -e "DROP TABLE $third.u"
	run upgrade --targets-query "$query" -j 3
	status 0
	err_has "4 targets: 2 done, 2 unchanged"
	client_is "SELECT COUNT(*) FROM u" 0
	run upgrade --targets-query "$query" -q --echo
	status 0
	[ "$(grep -c "^$first: SELECT revision" "$ERR")" -eq 1 ] || problem "more than one question"
	err_hasnt GET_LOCK
	run current --targets-query "$query" -j 4 --check-heads
	status 0
	run downgrade base --targets-query "$query" -j 4
	status 0
	err_has "4 targets: 4 done"

	it "$KIND: applies models, with one plan for those in the same state"
	: >targets
	for i in 1 2 3; do
		database
		echo "$URL" >>targets
	done
	settings
	echo 'Table{"t", Column{"id", Integer, primary_key = true}, Column{"name", String(20)}}' >models.lua
	client -e "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT)" </dev/null
	run apply --targets targets --yes -j 2 --json
	status 0
	[ "$(grep -c '"planned_by": "' "$OUT")" -eq 2 ] || problem "not two plans"
	run check --targets targets --drop-unmanaged -q
	status 0
done

finish
