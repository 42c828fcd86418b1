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

it "says of two sources that can't be read what the first lacks, and of one what it lacks"
tables
echo 'Table{"t", Column{"id", Integer, primary_kex = true}}' >wrong.lua
for n in 1 2 3 4 5 6 7 8; do
	run diff sqlite:///absent.db wrong.lua
	status 3
	err_has 'database file "absent.db" does not exist'
	err_hasnt primary_kex
done
run diff sqlite:///one.db wrong.lua
status 3
err_has primary_kex

it "says that a revision is unknown"
script a1 "" "CREATE TABLE t (id INTEGER PRIMARY KEY);" "DROP TABLE t;"
run diff migrations@zz migrations
status 3
err_has "zz"

# as_models SQL: the models of what the SQL makes say all of it: a database of them is the same
as_models() {
	rm -f one.db two.db
	sqlite3 one.db "$1"
	run reflect sqlite:///one.db --format lua
	cp "$OUT" models.lua
	run diff sqlite:///one.db models.lua
	out_empty
	err_empty
	run -q apply models.lua -u sqlite:///two.db --yes
	status 0
	run diff sqlite:///one.db sqlite:///two.db
	out_empty
	[ -z "$BAD" ] || problem "so it was with $1"
}

it "models keep a key that is no rowid, lengths that mean nothing, and what SQLite passes over"
as_models "CREATE TABLE t (id INTEGER PRIMARY KEY DESC, a TEXT)"
for type in "integer(5)" "bigint(20)" "smallint(6)" "int(11)" "boolean(1)" "datetime(6)" "date(3)" "time(3)" \
	"float(10)" "double(5)" "json(4)" "varchar(7)" "text(5)" "blob(3)" "numeric(5, 2)"; do
	as_models "CREATE TABLE t (id $type PRIMARY KEY, a $type)"
done
as_models "CREATE TABLE t (a int UNIQUE DEFERRABLE, b int NOT DEFERRABLE REFERENCES t (a) NOT NULL DEFERRABLE INITIALLY DEFERRED)"
out=$(sqlite3 two.db "SELECT sql FROM sqlite_master")
case $out in *"DEFERRABLE INITIALLY DEFERRED"*) ;; *) problem "not deferred: $out" ;; esac

it "a length that means nothing is nothing to other databases"
sqlite3 one.db "CREATE TABLE t (a bigint(20), b datetime(6), c boolean(1), d integer(5))"
run reflect sqlite:///one.db --format sql --dialect postgresql
err_empty
out_has "a bigint"
out_has "b timestamp"
out_has "c boolean"
out_has "d integer"

it "a key of another type than INTEGER isn't the one that counts up"
sqlite3 one.db "CREATE TABLE t (id INT PRIMARY KEY, n INT)"
echo 'Table{"t", Column{"id", Integer, primary_key = true}, Column{"n", Integer}}' >models.lua
run diff sqlite:///one.db models.lua
out_has '~ column "id": type INT -> INTEGER'
out_hasnt '"n"'
run -q apply models.lua -u sqlite:///one.db --yes
status 0
sql one.db "INSERT INTO t (n) VALUES (5); SELECT id FROM t" 1
run diff sqlite:///one.db models.lua
out_empty

finish
