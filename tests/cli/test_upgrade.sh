# tests/cli/test_upgrade.sh - upgrade, downgrade, current, status, stamp
. "$(dirname "$0")/../support/cli.sh"

two_scripts() {
	project
	script a1 "" "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);" "DROP TABLE t;"
	script a2 a1 "ALTER TABLE t ADD COLUMN b TEXT;" "ALTER TABLE t DROP COLUMN b;"
}

it "applies all scripts, then finds nothing to do"
two_scripts
run upgrade
status 0
out_empty
err_has "a1"
err_has "a2"
run current
out_is "a2 (head)"
run upgrade
status 0
err_has "nothing to do"

it "doesn't take a wrong folder for an empty history"
mkdir elsewhere
cd elsewhere
for command in upgrade "downgrade base" "stamp head" verify heads history "show head" branches "upgrade --sql"; do
	run $command
	status 2
	err_has 'no folder "migrations"'
done
ok test ! -e app.db
project
run upgrade -u sqlite:///app.db --migrations misspelt
status 2
err_has 'no folder "misspelt"'
run upgrade -u sqlite:///app.db
status 0

it "goes up and down by steps and names"
two_scripts
run -q upgrade +1
run current
out_is "a1"
run -q upgrade a2
run current
out_is "a2 (head)"
run -q downgrade -1
status 0
run current
out_is "a1"
run -q downgrade base
run current
status 0
out_empty
sql app.db "SELECT count(*) FROM sqlite_schema WHERE name = 't'" 0

it "doesn't make the database by reading"
two_scripts
run current
status 0
out_empty
run status
status 0
out_has "does not exist yet"
run history -i
status 0
run upgrade --dry-run
status 0
there_isnt app.db
run downgrade base
status 3
there_isnt app.db

it "rolls a dry run back"
two_scripts
run -q upgrade a1
run upgrade --dry-run
status 0
err_has "rolled back"
run current
out_is "a1"

it "says where the database is, with its URL"
two_scripts
run -q upgrade
run current -v
status 0
out_has "Current revision(s) for sqlite:///app.db:"
out_has "Rev: a2 (head)"
run current --check-heads
status 0
run -q downgrade -1
run current --check-heads
status 1
run current --json
ok python3 -m json.tool "$OUT" /dev/null
out_has '"at_heads": false'

it "prints SQL instead of running it"
two_scripts
run upgrade --sql
status 0
there_isnt app.db
sqlite3 app.db <"$OUT" || problem "the SQL doesn't run"
run current
out_is "a2 (head)"
run upgrade
err_has "nothing to do"
run downgrade --sql a2:base
status 0
sqlite3 app.db <"$OUT" || problem "the SQL doesn't run"
run current
out_empty
sql app.db "SELECT count(*) FROM sqlite_schema WHERE name = 't'" 0
run downgrade --sql base
status 2

it "prints the SQL of a range"
two_scripts
run upgrade --sql a1:a2 -o part.sql
status 0
out_empty
ok grep -q "ADD COLUMN b" part.sql
! grep -q "CREATE TABLE t " part.sql || problem "too much"

it "prints SQL that runs on a database at the right revision only"
two_scripts
script a3 a2 "CREATE TABLE u (id);" "DROP TABLE u;"
run -q upgrade --sql a1:a2 -o up.sql
run -q downgrade --sql a2:a1 -o down.sql
run -q upgrade --sql a1 -o first.sql
tables="SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_schema WHERE name NOT LIKE '%limbeck%' ORDER BY 1)"
refused() {
	before=$(sqlite3 app.db .dump)
	sqlite3 app.db <"$1" >refused 2>&1 && problem "$1 runs"
	grep -q "$2" refused || problem "$(cat refused)"
	[ "$(sqlite3 app.db .dump)" = "$before" ] || problem "$1 has an effect"
}
refused up.sql "no such table: limbeck_version"
ok sqlite3 app.db <first.sql
refused first.sql "this SQL is for a database at base"
refused down.sql "this SQL is for a database at a2"
ok sqlite3 app.db <up.sql
run current
out_is a2
refused up.sql "this SQL is for a database at a1"
run -q upgrade
refused down.sql "this SQL is for a database at a2"
refused up.sql "this SQL is for a database at a1"

it "is applied once by twenty at a time"
two_scripts
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
sql app.db "SELECT group_concat(revision || state) FROM limbeck_version" a1applied,a2applied

it "leaves a failed revision undone and the ones before it done"
two_scripts
script a3 a2 "CREATE TABLE u (id); INSERT INTO nowhere VALUES (1);" "DROP TABLE u;"
run upgrade
status 3
err_has "nowhere"
err_has "a3.sql"
run current
out_is "a2"
sql app.db "SELECT count(*) FROM sqlite_schema WHERE name = 'u'" 0

it "says which script had no space left, and what to do"
project
mkdir migrations
cat >migrations/1.sql <<'END'
-- revision: a1
-- limbeck: upgrade
CREATE TABLE fill (x);
PRAGMA max_page_count = 20;
INSERT INTO fill VALUES (zeroblob(1000000));
END
run upgrade
status 3
err_has 'migrations/1.sql:5: no space left for database "app.db"'
err_has "Make room, then try again"
[ -z "$(sqlite3 app.db "SELECT name FROM sqlite_schema WHERE name = 'fill'")" ] || problem "half done"

it "refuses scripts that were edited after they were applied"
two_scripts
run -q upgrade a1
sed -i 's/a TEXT/a BLOB/' migrations/20260101T0000_a1.sql
run upgrade
status 3
err_has a1
run status
out_has "edited"
run -q upgrade --allow-edited
status 0

it "tells that a script is gone, and can still undo it"
two_scripts
run -q upgrade
rm migrations/20260101T0000_a2.sql
run current
status 0
out_has "a2"
run upgrade
status 3
err_has a2
run -q downgrade a1
status 0
run current
out_is "a1 (head)"

it "reports what it did as JSON"
two_scripts
run -q --json upgrade
status 0
ok python3 -m json.tool "$OUT" /dev/null
out_has '"a2"'
run status --json
ok python3 -m json.tool "$OUT" /dev/null

it "shows where things stand"
two_scripts
run -q upgrade a1
run status
status 0
out_has "pending    a2"
run status --exit-code
status 1

it "sees what changed behind its back"
two_scripts
run -q upgrade
sqlite3 app.db "CREATE INDEX ix ON t (a)"
run status
status 0
out_has "ix"
run status --exit-code
status 1

it "stamps without running"
two_scripts
run stamp a1
status 0
run current
out_is "a1"
sql app.db "SELECT count(*) FROM sqlite_schema WHERE name = 't'" 0
run -q stamp heads
run current
out_is "a2 (head)"
run -q stamp base
run current
out_empty
run stamp nowhere
status 3

it "stamps by SQL"
two_scripts
run stamp --sql heads
status 0
there_isnt app.db
sqlite3 app.db <"$OUT" || problem "the SQL doesn't run"
run current
out_is "a2 (head)"

it "keeps rows through a rebuild and back"
project
run -q revision -a -m tables
run -q upgrade
sqlite3 app.db "INSERT INTO customers VALUES (7, 'a@x'); INSERT INTO orders VALUES (3, 7, 5)"
sed -i 's/String(255), nullable = false/String(300)/' models.lua
run -q revision -a -m longer
status 0
run -q upgrade
status 0
sql app.db "SELECT * FROM customers JOIN orders ON customer_id = customers.id" "7|a@x|3|7|5"
run check
status 0
run -q downgrade -1
status 0
sql app.db "SELECT * FROM customers JOIN orders ON customer_id = customers.id" "7|a@x|3|7|5"

it "shows statements with --echo and -v"
two_scripts
run upgrade -v
err_has "CREATE TABLE t"
run downgrade base --echo
err_has "DROP TABLE"

it "waits for nobody when told so"
two_scripts
run -q upgrade a1
echo "lock_timeout = 0.3" >>limbeck.lua
hold app.db "BEGIN IMMEDIATE"
run upgrade --wait 0
status 5
let_go

it "lets one of two work and the other find nothing to do"
two_scripts
"$LIMBECK" upgrade >one 2>&1 &
first=$!
"$LIMBECK" upgrade >two 2>&1 &
second=$!
wait $first || problem "the first failed: $(cat one)"
wait $second || problem "the second failed: $(cat two)"
[ "$(cat one two | grep -c 'nothing to do')" -eq 1 ] || problem "$(cat one two)"
sql app.db "SELECT count(*) FROM limbeck_version" 2

it "is at a whole revision whenever it is killed"
project
i=1 parent=
while [ $i -le 12 ]; do
	script "r$i" "$parent" "CREATE TABLE t$i (id INTEGER PRIMARY KEY); INSERT INTO t$i
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT i FROM n;" \
		"DROP TABLE t$i;"
	parent=r$i i=$((i + 1))
done
for delay in 0.005 0.01 0.015 0.02 0.03 0.04 0.06; do
	rm -f app.db*
	"$LIMBECK" -q upgrade 2>/dev/null &
	victim=$!
	sleep $delay
	kill -9 $victim 2>/dev/null
	wait $victim 2>/dev/null
	[ -f app.db ] || continue
	n=$(sqlite3 app.db "SELECT count(*) FROM sqlite_schema WHERE name = 'limbeck_version'")
	[ "$n" = 0 ] || n=$(sqlite3 app.db "SELECT count(*) FROM limbeck_version")
	sql app.db "SELECT count(*) FROM sqlite_schema WHERE name GLOB 't[0-9]*'" "$n"
	run -q upgrade
	status 0
	sql app.db "SELECT count(*) FROM limbeck_version" 12
done

it "rolls back and says so when interrupted"
project
script a1 "" "CREATE TABLE t (id);
INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500000000) SELECT i FROM n;" \
	"DROP TABLE t;"
"$LIMBECK" upgrade >"$OUT" 2>"$ERR" &
victim=$!
wait_until test -s app.db-journal
kill -TERM $victim
wait $victim
STATUS=$?
status 3
err_has "interrupted"
sql app.db "SELECT count(*) FROM sqlite_schema WHERE name = 't'" 0

finish
