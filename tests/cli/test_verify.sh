# tests/cli/test_verify.sh - scripts up, down and up again
. "$(dirname "$0")/../support/cli.sh"

# script NUMBER UP DOWN: a revision rNUMBER that follows the one before; no DOWN, no section
script() {
	mkdir -p migrations
	before=
	[ "$1" = 1 ] || before=r$(($1 - 1))
	{
		printf -- '-- step %s\n-- revision: r%s\n-- down_revision: %s\n' "$1" "$1" "$before"
		printf -- '-- limbeck: upgrade\n%s\n' "$2"
		[ $# -lt 3 ] || printf -- '-- limbeck: downgrade\n%s\n' "$3"
	} >"migrations/$1.sql"
}

it "runs all scripts up, down and up"
project
script 1 "CREATE TABLE t (id INTEGER PRIMARY KEY);" "DROP TABLE t;"
script 2 "ALTER TABLE t ADD COLUMN a TEXT;" "ALTER TABLE t DROP COLUMN a;"
run verify --no-models
status 0
out_is "ok   r1 step 1
ok   r2 step 2
2 verified, 0 failed"
there_isnt app.db

it "finds a downgrade that leaves something"
project
script 1 "CREATE TABLE t (a); CREATE TABLE u (a);" "DROP TABLE u;"
run verify --no-models
status 1
out_has "FAIL r1 step 1"
out_has 'already exists'
script 1 "CREATE TABLE IF NOT EXISTS t (a); CREATE TABLE u (a);" "DROP TABLE u;"
run verify --no-models
status 1
out_has "its downgrade leaves a difference"
out_has 'drop table "t"'
run verify --no-models --json
out_has '"result": "not_undone"'

it "finds a script that fails, and doesn't go on"
project
script 1 "CREATE TABLE t (a);" "DROP TABLE t;"
script 2 "CREATE VIEW v AS SELECT nope FROM t; INSERT INTO nowhere VALUES (1);" ""
script 3 "CREATE TABLE w (a);" "DROP TABLE w;"
run verify --no-models --junit report.xml
status 1
out_has "ok   r1"
out_has "FAIL r2 step 2"
out_has "migrations/2.sql:5"
out_has "FAIL r3 step 3: not reached"
ok grep -q 'tests="3" failures="2"' report.xml
ok grep -q 'name="r2" file="migrations/2.sql"' report.xml

it "takes a script up only that can't be undone"
project
script 1 "CREATE TABLE t (a);"
script 2 "ALTER TABLE t ADD COLUMN b;" "ALTER TABLE t DROP COLUMN b;"
run verify --no-models
status 0
out_has "up   r1 step 1: can't be undone"
out_has "ok   r2"

it "verifies a part"
project
script 1 "CREATE TABLE t (a);" "nonsense"
script 2 "ALTER TABLE t ADD COLUMN b;" "ALTER TABLE t DROP COLUMN b;"
script 3 "CREATE TABLE w (a);" "nonsense"
run verify r2:r2
status 0
out_is "ok   r2 step 2
1 verified, 0 failed"
run verify r3:
status 1

it "compares the end with the models"
project
run -q revision -a -m all
run verify
status 0
out_has "ok   models"
script 9 "CREATE TABLE extra (a);" "DROP TABLE extra;"
sed -i "s/^-- down_revision.*/-- down_revision: $(sed -n 's/^revision *= "\(.*\)"/\1/p' migrations/*all.lua)/" migrations/9.sql
run verify
status 1
out_has "FAIL models"
out_has '"extra"'

finish
