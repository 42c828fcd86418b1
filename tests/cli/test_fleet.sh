# tests/cli/test_fleet.sh - one command for many databases
. "$(dirname "$0")/../support/cli.sh"

# fleet COUNT: a project with a script, and a file of targets db1.db, db2.db, ...
fleet() {
	project
	script r1 "" "CREATE TABLE t (id INTEGER PRIMARY KEY);" "DROP TABLE t;"
	for i in $(seq "$1"); do
		echo "sqlite:///db$i.db"
	done >targets
}

is_json() { [ "$(sqlite3 :memory: "SELECT json_valid(readfile('$OUT'))")" = 1 ] || problem "no JSON"; }

# json PATH EXPECTED
json() {
	got=$(sqlite3 :memory: "SELECT json_extract(readfile('$OUT'), '$1')")
	[ "$got" = "$2" ] || problem "$1 is \"$got\", expected \"$2\""
}

it "upgrades all targets, and those that are done already cost nothing"
fleet 5
run upgrade --targets targets -j 3
status 0
[ "$(wc -l <"$OUT")" -eq 5 ] || problem "not a line for each target"
out_has "done        sqlite:///db4.db: r1 (1 revision)"
err_has "[5/5] done"
err_has "5 targets: 5 done"
! grep -v '^\[[1-5]/5\] done \|^5 targets' "$ERR" || problem "lines that aren't whole"
for i in 1 2 3 4 5; do sql db$i.db "SELECT count(*) FROM t" 0; done
script r2 r1 "CREATE TABLE u (id INTEGER PRIMARY KEY);" "DROP TABLE u;"
run upgrade -u sqlite:///db2.db -q
run upgrade --targets targets --echo -j 2
status 0
err_has "5 targets: 4 done, 1 unchanged"
[ "$(grep -c '^sqlite:///db2.db: .*;$' "$ERR")" -eq 1 ] || problem "more than a query for what is done"
run upgrade --targets targets -q
status 0
out_has "unchanged   sqlite:///db5.db: r2"
err_empty

it "reports in the order of the file, whatever ends first, and as JSON"
fleet 12
run upgrade --targets targets -j 6 --json -q
status 0
err_empty
is_json
json '$.targets[11].url' "sqlite:///db12.db"
json '$.targets[2].state' done
json '$.targets[2].result.done[0]' r1
json '$.targets[2].error' ""
json '$.counts.done' 12
run current --targets targets --json -j 3
is_json
json '$.targets[5].result.current[0].revision' r1
json '$.targets[5].state' ok

it "takes comments, JSON with names, and standard input"
fleet 1
cat >targets <<'END'
# all of them

  sqlite:///a.db  
{"name": "the second", "url": "sqlite:///b.db"}
END
run upgrade --targets targets
status 0
out_has "done        the second: r1"
"$LIMBECK" current --targets - <targets >"$OUT" 2>"$ERR" || problem "no targets from standard input"
out_has "ok          the second: r1 (head)"

it "stops when a target fails, or goes on"
fleet 4
echo "this is no database at all, nor is it one that has just been made" >db2.db
run upgrade --targets targets
status 3
out_has "done        sqlite:///db1.db"
out_has "failed      sqlite:///db2.db: file \"db2.db\" is not a SQLite database"
out_has "not begun   sqlite:///db3.db"
err_has "--keep-going goes on"
there_isnt db3.db
run upgrade --targets targets --keep-going --json
status 3
is_json
json '$.counts.done' 2
json '$.counts.unchanged' 1
json '$.targets[1].state' failed
json '$.targets[1].error.code' connect
json '$.stopped' ""
rm db2.db
run upgrade --targets targets
status 0
err_has "4 targets: 1 done, 3 unchanged"

it "tries canaries first: such as have something to do"
fleet 6
run upgrade -q -u sqlite:///db1.db
echo "no database" >db3.db
run upgrade --targets targets --canary 2 -j 4 -k
status 3
out_has "unchanged   sqlite:///db1.db"
out_has "done        sqlite:///db2.db"
out_has "failed      sqlite:///db3.db"
out_has "not begun   sqlite:///db5.db"
err_has "one of the first targets has failed (--canary)"
rm db3.db
run upgrade --targets targets --canary 2 -j 4
status 0
err_has "6 targets: "
for i in 1 2 3 4 5 6; do sql db$i.db "SELECT count(*) FROM t" 0; done

it "names the line of what is wrong in a file of targets"
fleet 1
wrong() {
	printf '%b' "$1" >targets
	run upgrade --targets targets
	status "$2"
	err_has "$3"
	out_empty
}
wrong "" 3 "targets: there is no target in it"
wrong "# nothing\n\n" 3 "there is no target in it"
wrong "sqlite:///a.db\nsecret words\n" 3 "targets:2: a target that is no URL"
err_hasnt secret
wrong "\noracle://u:secret@h/d\n" 3 "targets:2: this limbeck knows no database \"oracle\""
wrong "{\"url\": \"sqlite:///a.db\"\n" 3 "targets:1: a line that begins with { and is no JSON"
wrong "{\"uri\": \"sqlite:///a.db\"}\n" 3 "targets:1: unknown key \"uri\" of a target"
wrong "{\"name\": \"a\"}\n" 3 "targets:1: a target without \"url\""
wrong "{\"url\": 3}\n" 3 "targets:1: \"url\" of a target is no text"
wrong "postgresql://u:secret@h:port/d\n" 2 "targets:1: the port in a URL"
err_hasnt secret
wrong "sqlite:///a.db\nsqlite:///b.db\nsqlite:///a.db\n" 3 "targets:3: the target \"sqlite:///a.db\" is that of line 1 already"
wrong '{"name": "n", "url": "sqlite:///a.db"}\n{"name": "n", "url": "sqlite:///b.db"}\n' 3 'targets:2: "n" is the name of the target in line 1 already'
there_isnt a.db
run upgrade --targets absent
status 3
err_has absent

it "refuses options that don't go together"
fleet 1
run upgrade -j 3
status 2
err_has "option \"--jobs\" needs --targets or --targets-query"
run upgrade --targets targets --targets-query "SELECT 1 AS url"
status 2
run upgrade --targets targets -u sqlite:///a.db
status 2
run upgrade --targets targets --sql
status 2
run stamp --targets targets --sql head
status 2
run apply --targets targets
status 4
err_has "can't be asked for each target"

it "finds wrong scripts once, before any target"
fleet 3
echo "broken(" >migrations/20260101T0001_x.lua
run upgrade --targets targets -k
status 3
out_empty
[ "$(grep -c '^limbeck: ' "$ERR")" -eq 1 ] || problem "more than one error"

it "asks a database for its targets"
fleet 1
sqlite3 app.db "CREATE TABLE tenants (file, label); INSERT INTO tenants VALUES ('x.db', 'X'), ('y.db', 'Y')"
run upgrade --targets-query "SELECT file AS database FROM tenants" -j 2
status 0
out_has "done        x.db: r1"
sql y.db "SELECT count(*) FROM t" 0
run current --targets-query "SELECT 'sqlite:///' || file AS URL, label AS name FROM tenants"
status 0
out_has "ok          Y: r1"
run current --targets-query "SELECT file FROM tenants"
status 2
err_has "has a column \"file\""
run current --targets-query "SELECT label AS name FROM tenants"
status 2
run current --targets-query "SELECT file AS database FROM tenants WHERE 0"
status 3
err_has "gives no row"
run current --targets-query "SELECT NULL AS database"
status 3
err_has "a target that is NULL"
run current --targets-query "SELECT 'a' AS schema"
status 2
err_has "a schema can't be a target"
run current --targets-query "SELECT nothing AS database"
status 3
run current --targets-query "SELECT 'x.db' AS database UNION ALL SELECT 'x.db'"
status 3
err_has "that of row 1 already"

it "looks at all targets, whatever becomes of one"
fleet 4
for i in 1 2; do run upgrade -q -u sqlite:///db$i.db; done
echo "no database" >db3.db
run current --targets targets
status 3
out_has "ok          sqlite:///db1.db: r1 (head)"
out_has "failed      sqlite:///db3.db"
out_has "ok          sqlite:///db4.db: base"
there_isnt db4.db
rm db3.db
run current --targets targets --check-heads -j 2
status 1
out_has "different   sqlite:///db4.db: base"
run status --targets targets
status 0
out_has "ok          sqlite:///db4.db: base, 1 pending"
run check --targets targets
status 3
out_has "database is not up to date"

it "stamps and downgrades"
fleet 3
run stamp head --targets targets
status 0
out_has "done        sqlite:///db3.db: r1"
run stamp base --targets targets -q
run upgrade --targets targets -q
run downgrade base --targets targets -j 3
status 0
out_has "done        sqlite:///db2.db: base (1 revision)"
sql db1.db "SELECT count(*) FROM sqlite_schema WHERE name = 't'" 0
run downgrade base --targets targets
out_has "unchanged   sqlite:///db2.db: base"

it "applies models, with one plan for all that are in the same state"
fleet 6
for i in 4 5; do
	sqlite3 db$i.db "CREATE TABLE customers (id INTEGER PRIMARY KEY, email VARCHAR(255)); CREATE TABLE other (x)"
done
sqlite3 db5.db "INSERT INTO customers VALUES (1, NULL)"
run apply --targets targets --yes -j 4 --keep-going --json
status 4
is_json
json '$.counts.done' 5
json '$.targets[4].state' failed
json '$.targets[4].error.code' refused
json '$.groups[0].targets' 4
json '$.groups[0].planned_by' sqlite:///db1.db
json '$.groups[1].targets' 2
json '$.groups[1].planned_by' sqlite:///db4.db
[ "$(grep -c '"proof":' "$OUT")" -eq 2 ] || problem "not one proof for each state"
sql db6.db "SELECT count(*) FROM orders" 0
sql db4.db "SELECT count(*) FROM other" 0
rm -r migrations
run check --targets targets --drop-unmanaged
status 1
out_has "ok          sqlite:///db6.db: agrees with the models"
run apply --targets targets --yes --backfill "customers.email='x'"
status 0
err_has "6 targets: 1 done, 5 unchanged"
run apply --targets targets --yes --dry-run
status 0
err_has "6 targets: 6 unchanged"

it "tries scripts on a copy of the schema once for each state, before any target has them"
fleet 6
script r2 r1 "ALTER TABLE t ADD COLUMN n INTEGER;" "ALTER TABLE t DROP COLUMN n;"
run upgrade -q r1 --targets targets
for i in 3 5; do
	sqlite3 db$i.db "ALTER TABLE t ADD COLUMN n"
done
run upgrade -q -u sqlite:///db2.db
run upgrade --targets targets -j 3 --keep-going --json -v
status 3
is_json
json '$.counts.done' 3
json '$.counts.unchanged' 1
json '$.counts.failed' 2
json '$.targets[2].state' failed
json '$.targets[2].error.message' 'on a scratch copy: duplicate column name: n'
json '$.targets[4].brief' 'the scripts fail on a scratch copy of a schema like this'
json '$.groups[0].targets' 3
json '$.groups[0].planned_by' sqlite:///db1.db
json '$.groups[1].targets' 2
[ "$(grep -c 'tried on a scratch' "$ERR")" -eq 1 ] || problem "tried more than once for a state"
sql db3.db "SELECT group_concat(revision) FROM limbeck_version" r1
run upgrade --targets targets --keep-going --no-verify
status 3
out_has "failed      sqlite:///db5.db: migrations/20260101T0000_r2.sql:7: duplicate column name: n"
err_hasnt "scratch"
sqlite3 db3.db "ALTER TABLE t DROP COLUMN n"
run upgrade --targets targets --keep-going -v
out_has "done        sqlite:///db3.db: r2 (1 revision)"
err_has "sqlite:///db3.db: tried on a scratch SQLite"

it "tries what undoes scripts as well"
fleet 3
script r2 r1 "CREATE TABLE u (id INTEGER PRIMARY KEY);" "DROP TABLE u; DROP TABLE missing;"
run upgrade -q --targets targets
run downgrade r1 --targets targets --keep-going --json -q
status 3
json '$.counts.failed' 3
json '$.targets[0].error.message' 'on a scratch copy: no such table: missing'
json '$.targets[2].brief' 'the scripts fail on a scratch copy of a schema like this'
json '$.groups[0].targets' 3
run downgrade r1 --targets targets --no-verify -q
status 3
out_has "r2.sql:10: no such table: missing"
script r2 r1 "CREATE TABLE u (id INTEGER PRIMARY KEY);" "DROP TABLE u;"
run downgrade base --targets targets -v --allow-edited
status 0
err_has "sqlite:///db1.db: tried on a scratch SQLite"
out_has "done        sqlite:///db3.db: base (2 revisions)"
run downgrade nowhere --targets targets
status 3
out_hasnt "scratch"

# rows_needed STATEMENTS: a script that goes well where table t has a row
rows_needed() {
	rm -rf db*.db migrations
	fleet 2
	run upgrade -q --targets targets
	for i in 1 2; do sqlite3 db$i.db "INSERT INTO t VALUES (1)"; done
	printf 'revision = "r2"\ndown_revision = "r1"\nfunction upgrade()\n%s\nend\n' "$1" \
		>migrations/20260102T0000_r2.lua
}

it "lets scripts that need rows have them"
for script in 'local row = op.query("SELECT id FROM t")[1]
op.execute("CREATE TABLE u" .. row.id .. " (id INTEGER)")' \
	'if #op.query("SELECT id FROM t") == 0 then error("no row") end' \
	'op.execute("CREATE TABLE u (id INTEGER NOT NULL)")
op.execute("INSERT INTO u SELECT max(id) FROM t")'; do
	rows_needed "$script"
	run upgrade --targets targets -q
	status 0
	out_has "done        sqlite:///db2.db: r2 (1 revision)"
	err_has "warning: not tried to the end on a scratch copy, which has no rows: migrations/"
	[ "$(grep -c "not tried" "$ERR")" -eq 1 ] || problem "tried more than once for a state"
done
for script in 'error("in any case")' 'op.execute("INSERT INTO missing SELECT id FROM t")' \
	'op.query("SELECT id FROM t") op.execute("DROP TABLE missing")'; do
	rows_needed "$script"
	run upgrade --targets targets -q
	status 3
	out_has "on a scratch copy: "
	out_has "not begun   sqlite:///db2.db"
done

it "shares no plan that was made for another history"
fleet 2
echo 'Table{"kept", Column{"id", Integer, primary_key = true}}' >models.lua
script r2 r1 "CREATE TABLE kept (id INTEGER PRIMARY KEY NOT NULL);" "DROP TABLE kept;"
run upgrade -q -u sqlite:///db1.db
sqlite3 db1.db "SELECT sql || ';' FROM sqlite_schema WHERE name IN ('t', 'kept')" | sqlite3 db2.db
run apply --targets targets --yes --allow-data-loss
status 0
sql db1.db "SELECT count(*) FROM sqlite_schema WHERE name = 't'" 0
sql db2.db "SELECT count(*) FROM sqlite_schema WHERE name = 't'" 1

it "prints no password"
fleet 1
cat >targets <<'END'
postgresql://u:geheim@127.0.0.1:1/d?connect_timeout=2
{"name": "postgresql://u:geheim@h/d", "url": "postgresql://127.0.0.1:1/d?user=u&password=geheim"}
mysql://u:geheim@127.0.0.1:1/d
END
for options in "" --json "-v --echo"; do
	run upgrade --targets targets -k $options
	status 3
	out_hasnt geheim
	err_hasnt geheim
	out_has "u:***@127.0.0.1:1/d"
done

# interrupted SIGNAL: db1 is done, db2 on its way, db3 and db4 wait
interrupted() {
	fleet 4
	run upgrade -q -u sqlite:///db1.db
	sqlite3 db1.db "INSERT INTO t VALUES (1)"
	cat >migrations/20260102T0000_r2.lua <<'END'
revision = "r2"
down_revision = "r1"
function upgrade()
  op.execute("CREATE TABLE u (id INTEGER)")
  op.execute("INSERT INTO u WITH RECURSIVE c(x) AS (SELECT id FROM t UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c")
end
END
	"$LIMBECK" upgrade --targets targets -v --json >"$OUT" 2>"$ERR" &
	pid=$!
	for try in $(seq 300); do
		grep -q 'INSERT INTO u' "$ERR" && break
		sleep 0.1
	done
	kill "$@" "$pid"
	wait "$pid"
	STATUS=$?
}

it "ends well on a signal: what runs is rolled back, what waits isn't begun"
interrupted -TERM
status 3
is_json
json '$.targets[0].state' interrupted
json '$.targets[1].state' not_begun
json '$.counts.not_begun' 3
json '$.stopped' interrupted
sql db1.db "SELECT group_concat(revision) FROM limbeck_version" r1
there_isnt db2.db

it "leaves no process behind when it is killed"
interrupted -KILL
out_empty
for try in $(seq 100); do
	sqlite3 db1.db "BEGIN IMMEDIATE; ROLLBACK" 2>/dev/null && break
	sleep 0.1
done
sql db1.db "SELECT group_concat(revision) FROM limbeck_version" r1

it "says so when the process of a target is gone"
fleet 2
run upgrade -q -u sqlite:///db1.db
sqlite3 db1.db "INSERT INTO t VALUES (1)"
cat >migrations/20260102T0000_r2.lua <<'END'
revision = "r2"
down_revision = "r1"
function upgrade()
  op.execute("INSERT INTO t WITH RECURSIVE c(x) AS (SELECT id FROM t UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c")
end
END
"$LIMBECK" upgrade --targets targets -v >"$OUT" 2>"$ERR" &
pid=$!
for try in $(seq 300); do
	grep -q 'INSERT INTO t' "$ERR" && break
	sleep 0.1
done
kill -KILL $(ps -o pid= --ppid "$pid")
wait "$pid"
STATUS=$?
status 3
out_has "failed      sqlite:///db1.db: its process was ended by signal 9"
out_has "not begun   sqlite:///db2.db"

finish
