# tests/cli/test_diff.sh - limbeck diff
. "$(dirname "$0")/../support/cli.sh"

tables() {
	echo "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);" >one.sql
	echo "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER);" >two.sql
	sqlite3 one.db <one.sql
}

it "prints nothing at all when both are equal"
tables
for format in text sql lua; do
	run diff one.sql sqlite:///one.db --format $format
	status 0
	out_empty
	err_empty
done

it "prints statements that the native client runs"
tables
run diff sqlite:///one.db two.sql --format sql
status 0
sqlite3 one.db <"$OUT"
run diff sqlite:///one.db two.sql
out_empty

it "prints operations for a script"
tables
run diff one.sql two.sql --format lua
status 0
out_has "op.add_column"

it "prints a tree for people"
tables
run diff one.sql two.sql
status 0
out_has "+"
out_has "b"

it "prints JSON, also of nothing"
tables
run diff one.sql two.sql --json
status 0
ok python3 -m json.tool "$OUT" /dev/null
run diff one.sql one.sql --format json
status 0
ok python3 -m json.tool "$OUT" /dev/null

it "tells by its status whether they differ, when asked"
tables
run diff one.sql two.sql
status 0
run diff one.sql two.sql --exit-code
status 1
run diff one.sql one.sql --exit-code
status 0

it "compares a database with another"
tables
sqlite3 two.db <two.sql
run diff sqlite:///one.db sqlite:///two.db --format sql
out_has "ALTER TABLE"

it "compares histories with each other and with models"
project
script a1 "" "CREATE TABLE t (id INTEGER PRIMARY KEY);" "DROP TABLE t;"
script a2 a1 "ALTER TABLE t ADD COLUMN b TEXT;" "ALTER TABLE t DROP COLUMN b;"
run diff migrations@a1 migrations
status 0
out_has "b"
run diff migrations@a2 migrations
out_empty
run diff migrations@base migrations@a1 --format sql
out_has "CREATE TABLE"

it "changes nothing"
tables
cp one.db copy.db
run diff sqlite:///one.db two.sql --format sql
ok cmp one.db copy.db

it "says that a revision is unknown"
script a1 "" "CREATE TABLE t (id INTEGER PRIMARY KEY);" "DROP TABLE t;"
run diff migrations@zz migrations
status 3
err_has "zz"

finish
