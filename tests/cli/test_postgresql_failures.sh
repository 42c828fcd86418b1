# tests/cli/test_postgresql_failures.sh - PostgreSQL fails in the middle of an upgrade
#
# Whatever happens, the version table tells the truth, nothing is half done that
# a transaction could have undone, and the next run completes.
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/postgresql.sh"
. "$(dirname "$0")/../support/postgresql_fail.sh"

# Ten statements, two of which can't be in a transaction.
ten_statements() {
	script a1 "" "CREATE TABLE t (id int PRIMARY KEY, a int);
INSERT INTO t SELECT i, i FROM generate_series(1, 50) i;
CREATE TYPE mood AS ENUM ('sad');
CREATE INDEX CONCURRENTLY ix_a ON t (a);
ALTER TABLE t ADD COLUMN b text DEFAULT 'b';
UPDATE t SET b = b || a;
ALTER TYPE mood ADD VALUE 'happy';
ALTER TABLE t ADD COLUMN m mood DEFAULT 'happy';
CREATE VIEW v AS SELECT id, m FROM t;
INSERT INTO t VALUES (51, 51, 'x', 'happy');" "DROP VIEW v; DROP INDEX CONCURRENTLY ix_a;
DROP TABLE t; DROP TYPE mood;"
}

states="SELECT string_agg(revision || ' ' || state, ',') FROM limbeck_version"
broken="SELECT count(*) FROM pg_index WHERE NOT indisvalid"

# What there is, of the record of runs only where they stand.
contents() {
	psql_run -c "SELECT relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace
AND relname NOT LIKE 'limbeck%' ORDER BY 1" -c "SELECT enumlabel FROM pg_enum ORDER BY enumsortorder" \
		-c "SELECT * FROM t ORDER BY id" -c "$states" -c "$broken"
}

is_whole() {
	run -q upgrade
	status 0
	contents | cmp -s - whole || problem "$1: another result"
}

# fail_at_each HOW: in turn, until one run gets through
fail_at_each() {
	at=1
	while :; do
		psql_run -c "DROP SCHEMA public CASCADE; CREATE SCHEMA public" >/dev/null 2>&1
		FAIL=$1 FAIL_AT=$at LD_PRELOAD=$WORK/fail.so "$LIMBECK" -q upgrade >"$OUT" 2>"$ERR"
		STATUS=$?
		[ $STATUS -ne 0 ] || break
		[ "$1" != cut ] || [ $STATUS -eq 3 ] || problem "cut at $at"
		is_whole "$1 at $at"
		at=$((at + 1))
	done
	[ $at -gt 15 ] || problem "failed only $at times"
}

it "goes on after a kill or a cut connection at any statement"
database
settings
ten_statements
run -q upgrade
status 0
contents >whole
psql_is "$states" "a1 applied"
psql_is "$broken" 0
if [ -z "${VALGRIND-}${SANITIZED-}" ] && preload; then
	fail_at_each kill
	fail_at_each cut
fi
run -q downgrade base
status 0
psql_is "SELECT count(*) FROM limbeck_version" 0

it "removes what an index build left, and goes on once it can"
database
settings
script a1 "" "CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1);" ""
script a2 a1 "CREATE UNIQUE INDEX CONCURRENTLY u ON t (a);" "DROP INDEX CONCURRENTLY u;"
run upgrade
status 3
err_has "could not create unique index"
err_has "Key (a)=(1) is duplicated"
psql_is "$states" "a1 applied"
psql_is "$broken" 0
psql_run -c "CREATE UNIQUE INDEX CONCURRENTLY u ON t (a)" >/dev/null 2>&1
psql_is "$broken" 1
psql_run -c "DELETE FROM t WHERE ctid = '(0,1)'"
run upgrade
status 0
err_has "DROP INDEX CONCURRENTLY"
psql_is "$broken" 0
psql_is "$states" "a1 applied,a2 applied"
run upgrade --dry-run
status 0

it "says what stays when a statement fails half way, and goes on when it is put right"
database
settings
script a1 "" "CREATE TABLE t (a int);
CREATE INDEX CONCURRENTLY i ON t (a);
ALTER TABLE t ADD b int DEFAULT 1/0;" "ALTER TABLE t DROP b; DROP INDEX CONCURRENTLY i; DROP TABLE t;"
run upgrade --dry-run
status 3
run upgrade
status 3
err_has "division by zero"
err_has "first 2 statements stay done"
psql_is "$states" "a1 running"
run status
out_has "broken off"
run downgrade base
status 3
err_has "Finish it with limbeck upgrade a1"
script a1 "" "CREATE TABLE t (a int);
CREATE INDEX CONCURRENTLY i ON t (a);
ALTER TABLE t ADD b int DEFAULT 1;" "ALTER TABLE t DROP b; DROP INDEX CONCURRENTLY i; DROP TABLE t;"
run upgrade
status 3
err_has "edited"
run upgrade --allow-edited
status 0
psql_is "$states" "a1 applied"
run downgrade base
status 0
psql_is "SELECT count(*) FROM pg_class WHERE relname = 't'" 0

it "runs what can't be in a transaction, and refuses what is the server's"
database
settings
script a1 "" "CREATE TABLE t (a int); VACUUM t; REINDEX TABLE CONCURRENTLY t; INSERT INTO t VALUES (1);" ""
cat >migrations/a2.lua <<'END'
revision = "a2"
down_revision = "a1"
function upgrade()
  op.execute("CREATE INDEX CONCURRENTLY one ON t (a)")
  op.create_index("two", "t", {"a"}, {postgresql_concurrently = true})
end
function downgrade()
  op.drop_index("two", {table_name = "t"})
  op.execute("DROP INDEX CONCURRENTLY one")
end
END
run upgrade
status 0
run downgrade a1
status 0
run upgrade --sql
status 0
cp "$OUT" all.sql
psql_run -c "DROP TABLE t, limbeck_version"
psql_run <all.sql >psql.out 2>&1 || problem "psql: $(cat psql.out)"
run current
out_is "a2 (head)"
script a3 a2 "CREATE DATABASE limbeck_never;" ""
run upgrade
status 3
err_has "business"
psql_is "$states" "a1 applied,a2 applied"

it "waits for a lock a little, names who holds it, and gives up or gets it"
database
settings "lock_timeout = 0.3"
script a1 "" "CREATE TABLE held (a int);" ""
run -q upgrade
script a2 a1 "CREATE TABLE x (a int); ALTER TABLE held ADD b int;" ""
PGAPPNAME=holder psql_run -c "BEGIN; LOCK TABLE held; SELECT pg_sleep(60)" >/dev/null 2>&1 &
wait_for "SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = 'holder' AND wait_event = 'PgSleep'"
run upgrade --wait 1
status 5
err_has "trying again"
err_has "application holder"
err_has "pg_sleep(60)"
psql_is "$states" "a1 applied"
psql_is "SELECT count(*) FROM pg_class WHERE relname = 'x'" 0
(sleep 1; psql_run -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'holder'") >/dev/null &
run upgrade --wait 20
status 0
wait
psql_is "$states" "a1 applied,a2 applied"

it "rolls back when the server ends the session, and on Ctrl-C"
database
settings
script a1 "" "CREATE TABLE t (a int); SELECT pg_sleep(30);" ""
sleeping="SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = 'limbeck' AND datname = current_database() AND wait_event = 'PgSleep'"
"$LIMBECK" upgrade >"$OUT" 2>"$ERR" &
pid=$!
wait_for "$sleeping"
psql_run -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'limbeck' AND datname = current_database()" >/dev/null
wait $pid
STATUS=$?
status 3
err_has "terminating connection"
psql_is "SELECT count(*) FROM pg_class WHERE relname IN ('t', 'limbeck_version')" 0
"$LIMBECK" upgrade >"$OUT" 2>"$ERR" &
pid=$!
wait_for "$sleeping"
kill -INT $pid
wait $pid
STATUS=$?
status 3
err_has "interrupted"
psql_is "SELECT count(*) FROM pg_class WHERE relname IN ('t', 'limbeck_version')" 0
# The server has heard of it: it doesn't go on by itself.
wait_for "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep(30)%' AND pid <> pg_backend_pid()"

it "doesn't deadlock with an index that the first of two builds"
database
settings
script a1 "" "CREATE TABLE t (a int);" ""
run -q upgrade
script a2 a1 "CREATE INDEX CONCURRENTLY i ON t (a);" ""
psql_run -c "BEGIN; INSERT INTO t VALUES (1); SELECT pg_sleep(2); COMMIT" >/dev/null 2>&1 &
wait_for "SELECT count(*) = 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"
"$LIMBECK" upgrade >first.out 2>first.err &
first=$!
wait_for "SELECT count(*) = 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'CREATE INDEX CONC%' AND wait_event_type = 'Lock'"
run upgrade
status 0
err_has "waiting for"
err_has "nothing to do"
wait $first || problem "the first failed: $(cat first.err)"
psql_is "$states" "a1 applied,a2 applied"
psql_is "$broken" 0

# A transaction that an index build on t has to wait for; ended by `let_go`.
hold() {
	PGAPPNAME=holder psql_run -c "BEGIN; INSERT INTO t VALUES (7); SELECT pg_sleep(60)" >/dev/null 2>&1 &
	wait_for "SELECT count(*) = 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'holder' AND wait_event = 'PgSleep'"
}
let_go() {
	psql_run -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'holder'" >/dev/null
	wait
}
building="SELECT count(*) = 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'CREATE%INDEX CONC%' AND wait_event_type = 'Lock'"

it "goes on with an index build that a signal, the server or a timeout broke off"
for how in INT TERM HUP terminate cancel timeout; do
	database
	rm -rf migrations
	settings
	script a1 "" "CREATE TABLE t (a int);" "DROP TABLE t;"
	run -q upgrade
	script a2 a1 "CREATE TABLE first (a int); CREATE INDEX CONCURRENTLY i ON t (a); CREATE TABLE last (a int);" \
		"DROP TABLE last; DROP INDEX CONCURRENTLY i; DROP TABLE first;"
	hold
	[ $how != timeout ] || psql_run -c "ALTER DATABASE $DATABASE SET statement_timeout = 2000"
	"$LIMBECK" upgrade >"$OUT" 2>"$ERR" </dev/null &
	pid=$!
	[ $how = timeout ] || wait_for "$building"
	case $how in
	INT | TERM | HUP) kill -$how $pid ;;
	terminate | cancel)
		psql_run -c "SELECT pg_${how}_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'CREATE%INDEX CONC%' AND pid <> pg_backend_pid()" >/dev/null
		;;
	esac
	# A failed build is cleared away at once, which waits for the holder as well.
	case $how in cancel) let_go ;; esac
	wait $pid
	STATUS=$?
	status 3
	case $how in
	INT | TERM | HUP) err_has "interrupted" ;;
	terminate) err_has "terminating connection" ;;
	cancel) err_has "canceling statement due to user request" ;;
	timeout) err_has "canceling statement due to statement timeout" ;;
	esac
	err_has "goes on from there"
	psql_is "$states" "a1 applied,a2 running"
	[ $how = cancel ] || psql_is "$broken" 1
	let_go
	run status
	status 0
	out_has "broken off"
	psql_run -c "ALTER DATABASE $DATABASE RESET statement_timeout"
	run upgrade
	status 0
	psql_is "$states" "a1 applied,a2 applied"
	psql_is "$broken" 0
	psql_is "SELECT count(*) FROM pg_class WHERE relname IN ('first', 'i', 'last')" 3
	run -q downgrade base
	status 0
	[ -z "$BAD" ] || problem "so it was by $how"
done

it "goes on after the server was stopped in the middle"
own_server
# What was committed is there after a crash.
psql_run -c "ALTER SYSTEM SET synchronous_commit = on" -c "SELECT pg_reload_conf()" >/dev/null
settings
script a1 "" "CREATE TABLE t (a int); INSERT INTO t VALUES (1); SELECT pg_sleep(30);" ""
"$LIMBECK" upgrade >"$OUT" 2>"$ERR" </dev/null &
pid=$!
wait_for "SELECT count(*) = 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND wait_event = 'PgSleep'"
control -m immediate stop
wait $pid
STATUS=$?
status 3
err_has "server closed the connection unexpectedly"
run upgrade
status 3
err_has "connection to server"
control start
psql_is "SELECT count(*) FROM pg_class WHERE relname IN ('t', 'limbeck_version')" 0
script a1 "" "CREATE TABLE t (a int); INSERT INTO t VALUES (1);" ""
run upgrade
status 0
psql_is "$states" "a1 applied"
# The same while an index is built.
script a2 a1 "CREATE TABLE first (a int); CREATE INDEX CONCURRENTLY i ON t (a); CREATE TABLE last (a int);" ""
hold
"$LIMBECK" upgrade >"$OUT" 2>"$ERR" </dev/null &
pid=$!
wait_for "$building"
control -m immediate stop
wait $pid
STATUS=$?
status 3
err_has "goes on from there"
wait
control start
psql_is "$states" "a1 applied,a2 running"
psql_is "$broken" 1
run upgrade
status 0
psql_is "$states" "a1 applied,a2 applied"
psql_is "$broken" 0
psql_is "SELECT count(*) FROM last" 0
# Nor does one that waits mind that there is none.
control -m fast stop
"$LIMBECK" upgrade --wait 60 >"$OUT" 2>"$ERR" </dev/null &
pid=$!
for try in $(seq 100); do
	grep -q "waiting for the database to start" "$ERR" && break
	sleep 0.1
done
control start
wait "$pid"
STATUS=$?
status 0
err_has "waiting for the database to start"
err_has "nothing to do"
end_own_server

it "stops at a statement timeout, a database that can only be read, and no rights"
database
settings
script a1 "" "CREATE TABLE t (a int); SET LOCAL statement_timeout = '50ms'; SELECT pg_sleep(5);" ""
run upgrade
status 3
err_has "statement timeout"
psql_is "SELECT count(*) FROM pg_class WHERE relname IN ('t', 'limbeck_version')" 0
script a1 "" "CREATE TABLE t (a int);" ""
run -u "$URL&options=-c%20default_transaction_read_only%3Don" upgrade
status 3
err_has "read-only transaction"
run -u "$(url_of limbeck_no_such_database)" upgrade
status 3
err_has "createdb"
run -u "postgresql://postgres:hidden_word@127.0.0.1:1/x" upgrade
status 3
err_has "refused"
err_hasnt "hidden_word"
psql_run -c "CREATE ROLE role_$DATABASE LOGIN" -c "CREATE SCHEMA s AUTHORIZATION role_$DATABASE" \
	-c "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
run -u "$URL&user=role_$DATABASE" upgrade
status 3
err_has "permission denied for schema public"
run diff "$URL&user=role_$DATABASE" models.sql
echo 'Table{"q", Column{"a", Integer}}' >models.lua
run diff "$URL&user=role_$DATABASE" models.lua
status 0
err_has "compared without a scratch database"
err_has "may not create databases"
run upgrade
status 0
psql_run -c "DROP OWNED BY role_$DATABASE" -c "DROP ROLE role_$DATABASE"

it "is what it was when the disk is full"
disk=$(mktemp -d /tmp/limbeck-disk.XXXXXX)
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=2m,mode=777 tmpfs "$disk" 2>/dev/null; then
	chown postgres "$disk" 2>/dev/null
	if server -c "CREATE TABLESPACE small_$$ LOCATION '$disk'" 2>/dev/null; then
		database
		settings
		script a1 "" "CREATE TABLE first (a int);" ""
		script a2 a1 "CREATE TABLE big (a text) TABLESPACE small_$$;
INSERT INTO big SELECT repeat('x', 1000) FROM generate_series(1, 10000);" ""
		run upgrade
		status 3
		err_has "No space left on device"
		psql_is "$states" "a1 applied"
		script a2 a1 "CREATE TABLE big (a text) TABLESPACE small_$$;" ""
		run upgrade
		status 0
		psql_run -c "DROP TABLE big"
		server -c "DROP TABLESPACE small_$$"
	else
		echo "left out: the server runs elsewhere"
	fi
	umount "$disk"
else
	echo "left out: a small file system needs root"
fi
rmdir "$disk"

it "is applied once by twenty at a time"
for through in direct pooler; do
	database
	if [ $through = pooler ]; then
		[ -n "${LIMBECK_TEST_PGBOUNCER_URL-}" ] || continue
		direct=$URL
		URL=$(url_of "$DATABASE" "$LIMBECK_TEST_PGBOUNCER_URL")
	fi
	settings
	script a1 "" "CREATE TABLE t (a int); INSERT INTO t VALUES (1); SELECT pg_sleep(0.2);" ""
	script a2 a1 "CREATE INDEX CONCURRENTLY i ON t (a); INSERT INTO t VALUES (2);" ""
	pids=
	for i in $(seq 20); do
		"$LIMBECK" upgrade >out.$i 2>err.$i &
		pids="$pids $!"
	done
	for pid in $pids; do
		wait $pid || problem "$through: one failed: $(cat err.*)"
	done
	grep -l "a1" err.* | wc -l >ran
	[ "$(cat ran)" -eq 1 ] || problem "$through: $(cat ran) did it"
	[ $through = direct ] || URL=$direct
	psql_is "SELECT string_agg(a::text, ',') FROM t" "1,2"
	psql_is "$states" "a1 applied,a2 applied"
done
rm -rf migrations

finish
