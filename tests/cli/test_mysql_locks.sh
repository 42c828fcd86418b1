# tests/cli/test_mysql_locks.sh - LOCK TABLES, CALL and EXECUTE in scripts
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/mysql.sh"

# script STATEMENT...: the only revision
script() {
	{
		printf '%s\n' "-- revision: a1" "-- down_revision:" "" "-- limbeck: upgrade"
		printf '%s\n' "$@"
	} >migrations/a1.sql
}

start() {
	database
	run init
	settings
	client -e "CREATE TABLE a (n int); CREATE TABLE b (n int)" </dev/null
}

applied() { client_is "SELECT revision, state FROM limbeck_version" "a1	applied"; }
rows() { client_is "SELECT GROUP_CONCAT(n ORDER BY n) FROM a" "$1"; }

unlocked() {
	it "records what was done with tables locked ($KIND)"
	start
	script "LOCK TABLES a WRITE, b AS other READ;" "INSERT INTO a VALUES (1);" \
		"ALTER TABLE a ADD KEY (n);" "INSERT INTO a SELECT n FROM b AS other;" \
		"INSERT INTO a VALUES (2);" "UNLOCK TABLES;" "INSERT INTO b VALUES (3);"
	run upgrade
	status 0
	applied
	rows 1,2
	client_is "SELECT n FROM b" 3
	run status
	status 0
}

still_locked() {
	it "unlocks what a script leaves locked ($KIND)"
	start
	script "LOCK TABLES a WRITE;" "INSERT INTO a VALUES (1);"
	printf '%s\n' "-- revision: a2" "-- down_revision: a1" "" "-- limbeck: upgrade" \
		"INSERT INTO b VALUES (2);" "CREATE VIEW v AS SELECT n FROM b;" >migrations/a2.sql
	run upgrade
	status 0
	rows 1
	client_is "SELECT n FROM v" 2
}

failed() {
	it "locks again when it goes on after an error ($KIND)"
	start
	script "LOCK TABLES a WRITE;" "INSERT INTO a VALUES (1);" "ALTER TABLE a ADD KEY (n);" \
		"INSERT INTO a VALUES (2);" "INSERT INTO b VALUES (3);" "UNLOCK TABLES;"
	for time in first second; do
		run upgrade
		status 3
		err_has "not locked"
		rows 1
	done
	sed -i 's/INTO b/INTO a/' migrations/a1.sql
	run upgrade --allow-edited
	status 0
	rows 1,2,3
	applied
}

killed() {
	it "locks again when it goes on after a kill ($KIND)"
	start
	script "LOCK TABLES a WRITE;" "INSERT INTO a VALUES (1);" "ALTER TABLE a ADD KEY (n);" \
		"INSERT INTO a VALUES (2);" "INSERT INTO a SELECT 3 + SLEEP(2);" "UNLOCK TABLES;"
	"$LIMBECK" -q upgrade >"$OUT" 2>"$ERR" &
	pid=$!
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		case $(server -e "SELECT COUNT(*) FROM information_schema.PROCESSLIST
			WHERE DB = '$DATABASE' AND INFO LIKE 'INSERT%SLEEP(2)%'") in
		1) break ;;
		esac
		sleep 0.2
	done
	kill -9 $pid
	wait $pid 2>/dev/null
	run -q upgrade
	status 0
	rows 1,2,3
	applied
}

calls() {
	it "goes on after a procedure that ended the transaction ($KIND)"
	start
	script "INSERT INTO a VALUES (1);" "DELIMITER //" \
		"CREATE PROCEDURE p() BEGIN INSERT INTO a VALUES (2); ALTER TABLE b ADD m int; END //" \
		"DELIMITER ;" "INSERT INTO a VALUES (3);" "CALL p();"
	run upgrade
	status 0
	rows 1,2,3
	applied
	run history
	status 0
}

undone() {
	it "undoes what a procedure did that fails ($KIND)"
	start
	client -e "CREATE PROCEDURE p() INSERT INTO a VALUES (2), (4)" </dev/null
	script "INSERT INTO a VALUES (1);" "CALL p();" "CALL nobody();"
	run upgrade
	status 3
	rows 1,2,4
	sed -i 's/nobody/p/' migrations/a1.sql
	run upgrade --allow-edited
	status 0
	err_has 'ended in "CALL nobody()"'
	err_has "it is run again"
	rows 1,2,2,4,4
	applied
}

prepared() {
	it "prepares again what it executes ($KIND)"
	start
	script "SET @text = 'ALTER TABLE a ADD KEY (n)';" "PREPARE s FROM @text;" "EXECUTE s;" \
		"INSERT INTO c VALUES (1);" "DEALLOCATE PREPARE s;" "INSERT INTO a VALUES (1);"
	run upgrade
	status 3
	client -e "CREATE TABLE c (n int)" </dev/null
	run upgrade
	status 0
	rows 1
	applied
	client_is "SELECT COUNT(*) FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE()
		AND TABLE_NAME = 'a'" 1
}

refused() {
	it "refuses locks under which it could record nothing ($KIND)"
	start
	for lock in "FLUSH TABLES WITH READ LOCK" "FLUSH LOCAL TABLES a WITH READ LOCK" "FLUSH TABLES a FOR EXPORT" \
		"BACKUP STAGE START"; do
		script "INSERT INTO a VALUES (1);" "$lock;" "UNLOCK TABLES;"
		run upgrade
		status 3
		err_has "nothing can be recorded"
		err_has "a1.sql:6"
		rows NULL
	done
	sed -i 6d migrations/a1.sql
	run upgrade
	status 0
	rows 1
	applied
}

for server in $(servers); do
	use_server "$server"
	unlocked
	still_locked
	failed
	killed
	calls
	undone
	prepared
	refused
done

finish
