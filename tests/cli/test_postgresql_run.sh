# tests/cli/test_postgresql_run.sh - one transaction for all, SQL with guards, in PostgreSQL
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/postgresql.sh"

three() {
	database
	settings "${2-}"
	sed -i /models/d limbeck.lua
	script a1 "" "CREATE TABLE a AS SELECT txid_current() AS n;" "DROP TABLE a;"
	script b2 a1 "CREATE TABLE b AS SELECT txid_current() AS n;" "DROP TABLE b;"
	script c3 b2 "$1" "DROP TABLE c;"
}
tables="SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
there="SELECT string_agg(revision, ',' ORDER BY position) FROM limbeck_version"

it "does all revisions in one transaction, or none"
three "CREATE TABLE c (n nonsense);"
run upgrade --single-transaction
status 3
err_has "Nothing of the run has stayed"
psql_is "$tables" ""
script c3 b2 "CREATE TABLE c (n int);" "DROP TABLE c;"
run upgrade --single-transaction
status 0
psql_is "SELECT a.n = b.n FROM a, b" t
script d4 c3 "CREATE INDEX CONCURRENTLY i ON a (n);" ""
run upgrade --single-transaction
status 3
err_has "can't be in the transaction of the whole run"
run downgrade --single-transaction base
status 0
psql_is "$tables" limbeck_version

it "begins anew when somebody holds a lock"
three "ALTER TABLE held ADD COLUMN n int; CREATE TABLE c (n int);" "lock_timeout = 0.3"
psql_run -c "CREATE TABLE held (m int)"
psql_run -c "BEGIN; LOCK TABLE held; SELECT pg_sleep(60)" >/dev/null 2>&1 &
wait_for "SELECT count(*) > 0 FROM pg_locks WHERE relation = 'held'::regclass AND granted"
"$LIMBECK" upgrade --single-transaction >"$OUT" 2>"$ERR" </dev/null &
pid=$!
wait_until grep -q "trying again" "$ERR"
psql_run -c "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE relation = 'held'::regclass AND granted" >/dev/null
wait $pid
STATUS=$?
status 0
psql_is "$there" a1,b2,c3
psql_is "SELECT a.n = b.n FROM a, b" t
wait

it "writes SQL that runs on a database at the right revision only"
three "CREATE TABLE c (n int); CREATE INDEX CONCURRENTLY i ON c (n); CREATE TABLE d (n int);"
run -q upgrade --sql a1 -o first.sql
run -q upgrade --sql a1:c3 -o rest.sql
run -q downgrade --sql b2:a1 -o down.sql
refused() {
	psql_run -f "$1" >refused 2>&1 && problem "$1 runs"
	grep -qF "$2" refused || problem "$(cat refused)"
	psql_is "$tables" "$3"
	# Nor does it do harm where psql isn't told to stop.
	psql -XqAt -d "$URL" -f "$1" >refused 2>&1
	psql_is "$tables" "$3"
}
refused rest.sql 'limbeck_version" does not exist' ""
ok psql_run -f first.sql
refused first.sql "this SQL is for a database at base" a,limbeck_version
refused down.sql "this SQL is for a database at b2" a,limbeck_version
ok psql_run -f rest.sql
psql_is "$there" a1,b2,c3
refused rest.sql "this SQL is for a database at a1" a,b,c,d,limbeck_version
refused down.sql "this SQL is for a database at b2" a,b,c,d,limbeck_version
run current
out_is "c3 (head)"
finish
