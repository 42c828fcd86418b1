# tests/cli/test_with_rows.sh - proofs with rows in the tables
. "$(dirname "$0")/../support/cli.sh"

schema='CREATE TABLE p (id INTEGER PRIMARY KEY, email VARCHAR(60) NOT NULL UNIQUE CHECK (email LIKE '"'%@%'"'),
  state VARCHAR(10) NOT NULL CHECK (state IN ('"'new', 'old'"')), age INTEGER CHECK (age BETWEEN 18 AND 120));
CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INTEGER NOT NULL REFERENCES p (id), starts DATE, ends DATE,
  total NUMERIC(8, 2) NOT NULL, twin_id INTEGER REFERENCES c (id), CHECK (ends > starts), UNIQUE (p_id, starts));'
changed=$(echo "$schema" | sed 's/VARCHAR(60)/VARCHAR(90)/; s/NUMERIC(8, 2)/NUMERIC(10, 2)/; s/age INTEGER/more INTEGER DEFAULT 7 NOT NULL, &/')

# on URL NAME: the changed schema, proved with rows there
on() {
	echo "$changed" >schema.sql
	run apply schema.sql -u "$1" -y --with-rows 40
	status 0
	err_has "proved on a scratch $2"
	err_has "no difference, 2 tables, 80 of 80 rows kept"
	err_hasnt "without rows"
}

it "finds values that satisfy checks, keys and references"
sqlite3 app.db "$schema"
on sqlite:///app.db SQLite
sql app.db "SELECT count(*) FROM p" 0

it "names the tables that can't be filled"
sqlite3 app.db "CREATE TABLE t (a INTEGER NOT NULL CHECK (a > 5 AND a < 3)); CREATE TABLE u (a)"
echo "CREATE TABLE t (a INTEGER NOT NULL CHECK (a > 5 AND a < 3), b); CREATE TABLE u (a);" >schema.sql
run apply schema.sql -u sqlite:///app.db -y --with-rows 3
status 0
err_has '1 table, 3 of 3 rows kept; without rows: "t": CHECK constraint failed: a > 5 AND a < 3'

it "fills tables that lead to each other"
sqlite3 app.db "CREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER NOT NULL REFERENCES b DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER NOT NULL REFERENCES a DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE c (id INTEGER PRIMARY KEY, d INTEGER REFERENCES d);
CREATE TABLE d (id INTEGER PRIMARY KEY, c INTEGER NOT NULL REFERENCES c)"
{ sqlite3 app.db .schema; echo "CREATE TABLE e (a);"; } >schema.sql
run apply schema.sql -u sqlite:///app.db -y --with-rows 5
err_has '4 tables, 20 of 20 rows kept'

it "takes rows out that the plan can't be run with"
sqlite3 app.db "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER)"
echo "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER CHECK (a <> 3));" >schema.sql
run apply schema.sql -u sqlite:///app.db -y --with-rows 9
err_has '1 table, 8 of 8 rows kept'

it "leaves keys empty that lead nowhere"
sqlite3 app.db "CREATE TABLE n (x INTEGER);
CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, n INTEGER REFERENCES n, m INTEGER REFERENCES n (y))"
echo "CREATE TABLE n (x INTEGER, z);
CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER CHECK (a <> 3), n INTEGER REFERENCES n, m INTEGER REFERENCES n (y));" >schema.sql
run apply schema.sql -u sqlite:///app.db -y --with-rows 9
status 0
err_has '2 tables, 17 of 17 rows kept'

it "says it in the header of a script"
project
cat >models.lua <<'END'
Table{"t", Column{"id", Integer, primary_key = true}, Column{"a", String(20)}}
END
run revision -a -m one --with-rows 5
status 0
run upgrade -q
sed -i 's/20/30/' models.lua
run revision -a -m two --with-rows 5
err_has "no difference up or down, 1 table, 5 of 5 rows kept"
grep -qF "proven on a scratch copy: up and down leave no difference, 1 table, 5 of 5 rows kept" \
	migrations/*two*.lua || problem "the script doesn't say so"
run verify --with-rows 5
status 0
out_has "two, 1 table, 5 of 5 rows kept"
out_has "3 verified, 0 failed"
run verify --with-rows 5 --json
out_has '"rows_kept": 5'

it "finds scripts that lose rows"
project
script() { printf -- '-- revision: r%s\n-- down_revision: %s\n-- limbeck: upgrade\n%s\n-- limbeck: downgrade\n%s\n' "$@" >"migrations/$1.sql"; }
mkdir -p migrations
script 1 "" "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);" "DROP TABLE t;"
script 2 r1 "DROP TABLE t; CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);" "ALTER TABLE t DROP COLUMN b;"
run verify --no-models
status 0
run verify --no-models --with-rows 7
status 1
out_has "FAIL r2: it doesn't keep rows"
out_has 'loses 7 of 7 rows of "t"'
run verify --no-models --with-rows 7 --json
out_has '"result": "rows_lost"'
script 2 r1 "UPDATE t SET a = upper(a); CREATE TABLE u (a);" "DROP TABLE u;"
run verify --no-models --with-rows 7
status 0

it "wants a number, and a proof"
for n in 0 -1 x 100001; do
	run revision -a --with-rows "$n"
	status 2
	err_has 'option "--with-rows" expects a number from 1 to 100000'
done
run revision -a --no-verify --with-rows 5
status 2
run apply x.sql --no-verify --with-rows 5
status 2
finish
