# tests/cli/test_mysql_failures.sh - MySQL or MariaDB fails in the middle of an upgrade
#
# Nothing rolls back a change of schema there: the version table says how far a
# run came, and the next one goes on from there.
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/mysql.sh"

states="SELECT GROUP_CONCAT(revision, ' ', state) FROM limbeck_version"
tables="SELECT GROUP_CONCAT(TABLE_NAME ORDER BY TABLE_NAME) FROM information_schema.TABLES
WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME <> 'limbeck_version'"

# wait_for SQL: until it gives 1, a minute at most
wait_for() {
	for try in $(seq 600); do
		[ "$(client -e "$1" 2>/dev/null </dev/null)" = 1 ] && return 0
		sleep 0.1
	done
	problem "waited for $1"
	return 1
}

# runs TEXT: is a statement that begins so running in this database?
runs() {
	echo "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND INFO LIKE '$1%'"
}

says_what_stays() {
	it "says what stays when a statement fails half way, and goes on when it is put right ($KIND)"
	database
	settings
	script a1 "" "CREATE TABLE t (a int);
INSERT INTO t VALUES (1);
CREATE TABLE u (a int);
INSERT INTO t VALUES (2);
ALTER TABLE t ADD b int, ADD b int;" "DROP TABLE t; DROP TABLE u;"
	run upgrade
	status 3
	err_has "Duplicate column name 'b'"
	err_has "first 4 statements stay done"
	client_is "$states" "a1 running"
	client_is "SELECT COUNT(*) FROM t" 2
	run status
	out_has "broken off"
	run downgrade base
	status 3
	err_has "Finish it with limbeck upgrade a1"
	script a1 "" "CREATE TABLE t (a int);
INSERT INTO t VALUES (1);
CREATE TABLE u (a int);
INSERT INTO t VALUES (2);
ALTER TABLE t ADD b int, ADD c int;" "DROP TABLE t; DROP TABLE u;"
	run upgrade
	status 3
	err_has "edited"
	run upgrade --allow-edited
	status 0
	client_is "$states" "a1 applied"
	client_is "SELECT GROUP_CONCAT(a ORDER BY a) FROM t" 1,2
	run downgrade base
	status 0
	client_is "$tables" NULL
}

operations_are_put_right() {
	it "goes on with an operation that was put right ($KIND)"
	database
	settings
	cat >migrations/a1.lua <<'END'
revision = "a1"
function upgrade()
  op.create_table{"t", Column{"a", Integer}}
  op.add_column{"t", Column{"a", Integer}}
end
END
	run upgrade
	status 3
	err_has "has a column \"a\" already"
	sed -i 's/{"t", Column{"a"/{"t", Column{"b"/' migrations/a1.lua
	run upgrade --allow-edited
	status 0
	client_is "SELECT GROUP_CONCAT(COLUMN_NAME) FROM information_schema.COLUMNS
WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 't'" a,b
}

first_fails() {
	it "has nothing to go on with when the first statement fails ($KIND)"
	database
	settings
	script a1 "" "CREATE TABLE t (a int, a int);" ""
	run upgrade
	status 3
	client_is "SELECT COUNT(*) FROM limbeck_version" 0
	script a1 "" "CREATE TABLE t (a int);" ""
	run upgrade
	status 0
	client_is "$states" "a1 applied"
}

refuses() {
	it "refuses what it can't do ($KIND)"
	database
	settings
	script a1 "" "CREATE TABLE t (a int);" ""
	run upgrade --dry-run
	status 3
	err_has "can't roll back changes of schema"
	client_is "$tables" NULL
	script a1 "" "CREATE DATABASE limbeck_never;" ""
	run upgrade
	status 3
	err_has "business"
	script a1 "" "USE mysql;" ""
	run upgrade
	status 3
	err_has "stays in its database"
	run stamp a1
	status 0
	client_is "$states" "a1 applied"
}

waits_for_locks() {
	it "waits for a lock a little, names who holds it, and gives up or gets it ($KIND)"
	database
	settings "lock_timeout = 1"
	script a1 "" "CREATE TABLE held (a int);" ""
	run -q upgrade
	script a2 a1 "CREATE TABLE x (a int); ALTER TABLE held ADD b int;" ""
	echo "START TRANSACTION; INSERT INTO held VALUES (1); DO SLEEP(60);" | client >/dev/null 2>&1 &
	wait_for "$(runs 'DO SLEEP')"
	run upgrade --wait 1
	status 5
	err_has "trying again"
	err_has "held"
	err_has "DO SLEEP(60)"
	client_is "$states" "a1 applied,a2 running"
	client_is "$tables" "held,x"
	holder=$(client -e "SELECT ID FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND
INFO LIKE 'DO SLEEP%'" </dev/null)
	(sleep 1; server -e "KILL $holder") >/dev/null 2>&1 &
	run upgrade --wait 20
	status 0
	wait
	client_is "$states" "a1 applied,a2 applied"
}

stops_on_a_signal() {
	it "stops on a signal, and goes on ($KIND)"
	database
	settings
	script a1 "" "CREATE TABLE t (a int); CREATE TABLE u AS SELECT SLEEP(20) AS s FROM (SELECT 1 UNION ALL SELECT 2) x;
INSERT INTO t VALUES (1);" ""
	for signal in INT TERM; do
		"$LIMBECK" upgrade >"$OUT" 2>"$ERR" </dev/null &
		pid=$!
		wait_for "$(runs 'CREATE TABLE u')"
		kill -$signal $pid
		wait $pid
		STATUS=$?
		status 3
		err_has "interrupted"
		err_has "goes on from there"
		client_is "$states" "a1 running"
		client_is "$tables" t
	done
	sed -i 's/SLEEP(20)/SLEEP(0)/' migrations/*
	run upgrade --allow-edited
	status 0
	client_is "$tables" t,u
	client_is "SELECT COUNT(*) FROM t" 1
}

one_at_a_time() {
	it "lets a second run wait, and tells for whom ($KIND)"
	database
	settings
	script a1 "" "CREATE TABLE t (a int); DO GET_LOCK('$DATABASE', 60);" ""
	echo "DO GET_LOCK('$DATABASE', 0); SELECT SLEEP(60);" | client >/dev/null 2>&1 &
	wait_for "$(runs 'SELECT SLEEP(60)')"
	"$LIMBECK" upgrade >first.out 2>first.err &
	first=$!
	wait_for "$(runs 'DO GET_LOCK')"
	run upgrade --wait 0
	status 5
	err_has "another run is migrating this database: root@"
	"$LIMBECK" upgrade >"$OUT" 2>"$ERR" </dev/null &
	second=$!
	wait_until grep -q "waiting for" "$ERR"
	server -e "KILL $(client -e "SELECT ID FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND
INFO LIKE 'SELECT SLEEP(60)%'" </dev/null)" >/dev/null 2>&1
	wait $second
	STATUS=$?
	status 0
	err_has "waiting for"
	err_has "nothing to do"
	wait $first || problem "the first failed: $(cat first.err)"
}

scripts_are_apart() {
	it "doesn't let one script decide how the next one runs ($KIND)"
	database
	settings
	script a1 "" "CREATE TABLE p (a int PRIMARY KEY); SET foreign_key_checks = 0; SET sql_mode = '';" ""
	script a2 a1 "CREATE TABLE c (a int REFERENCES p (a), s varchar(2), FOREIGN KEY (a) REFERENCES p (a));
INSERT INTO c VALUES (1, 'x');" ""
	run upgrade
	status 3
	err_has "foreign key constraint fails"
	script a2 a1 "CREATE TABLE c (a int, s varchar(2)); INSERT INTO c VALUES (1, 'long');" ""
	client -e "DROP TABLE c; DELETE FROM limbeck_version WHERE revision = 'a2'" </dev/null
	run upgrade
	status 3
	err_has "Data too long"
}

twenty() {
	it "is applied once by twenty at a time ($KIND)"
	database
	settings
	script a1 "" "CREATE TABLE t (a INT); INSERT INTO t VALUES (1);" ""
	script a2 a1 "ALTER TABLE t ADD b INT; INSERT INTO t VALUES (2, 2);" ""
	for i in $(seq 20); do
		"$LIMBECK" upgrade >out.$i 2>err.$i </dev/null &
		echo $! >>pids
	done
	for pid in $(cat pids); do
		wait "$pid" || problem "one failed: $(cat err.*)"
	done
	ran=$(grep -l "upgrade 1/2" err.* | wc -l)
	[ "$ran" -eq 1 ] || problem "$ran did it"
	[ "$(grep -l "nothing to do" err.* | wc -l)" -eq 19 ] || problem "not all others found nothing to do"
	client_is "SELECT COUNT(*), COUNT(b) FROM t" "2	1"
	client_is "SELECT GROUP_CONCAT(state) FROM limbeck_version" applied,applied
}

for server in $(servers); do
	use_server "$server"
	says_what_stays
	operations_are_put_right
	first_fails
	refuses
	waits_for_locks
	stops_on_a_signal
	one_at_a_time
	twenty
	scripts_are_apart
done
finish
