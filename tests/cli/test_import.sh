# tests/cli/test_import.sh - other tools' migrations as scripts
. "$(dirname "$0")/../support/cli.sh"

# file NAME LINE...: a file in old/
file() {
	mkdir -p old
	name=$1
	shift
	printf '%s\n' "$@" >"old/$name"
}

# imports: the project has nothing of its own, the files of old/ become its history
imports() {
	run init -q -u sqlite:///app.db
	run import old
}

it "imports pairs of files"
file 0001_first_table.up.sql "CREATE TABLE t (a);"
file 0001_first_table.down.sql "DROP TABLE t;"
file 0010_later.up.sql "ALTER TABLE t ADD COLUMN c;"
file 9_column.up.sql "BEGIN;" "-- b comes here" "ALTER TABLE t ADD COLUMN b;" "COMMIT;"
file 9_column.down.sql "ALTER TABLE t DROP COLUMN b;"
imports
status 0
out_is "migrations/0001_first_table.sql
migrations/9_column.sql
migrations/0010_later.sql"
run history
out_is "9 -> 0010 (head), later
0001 -> 9, column
<base> -> 0001, first table"
! grep -q "BEGIN\|COMMIT" migrations/9_column.sql || problem "the transaction is still there"
ok grep -q "b comes here" migrations/9_column.sql
run -q upgrade
status 0
run verify --no-models
status 0
out_has "up   0010 later"

it "imports Flyway's files"
file V1__init.sql "CREATE TABLE t (a);"
file V1.2__more.sql "ALTER TABLE t ADD COLUMN b;"
file V1.10__most.sql "ALTER TABLE t ADD COLUMN c;"
file U1.10__most.sql "ALTER TABLE t DROP COLUMN c;"
file R__views.sql "CREATE VIEW v AS SELECT 1;"
imports
status 0
err_has "R__views.sql"
err_has "repeatable"
run heads
out_is "1.10 (head)"
run -q upgrade
status 0
run -q downgrade -1
status 0
run current
out_is "1.2"

it "imports files with markers"
file 1_goose.sql "-- +goose Up" "-- +goose StatementBegin" "CREATE TABLE t (a);" \
	"-- +goose StatementEnd" "-- +goose Down" "DROP TABLE t;"
file 2_dbmate.sql "-- migrate:up transaction:false" "CREATE TABLE u (a);" "-- migrate:down" \
	"DROP TABLE u;"
file 3_sqlmigrate.sql "-- +migrate Up" "CREATE TABLE w (a);" "-- +migrate Down" "DROP TABLE w;"
imports
status 0
! grep -q "goose\|migrate:up" migrations/1_goose.sql || grep -q "imported from" migrations/1_goose.sql ||
	problem "markers are still there"
run verify --no-models
status 0
out_has "3 verified, 0 failed"

it "follows what is there"
project
run -q revision -m own --rev-id own0
file 1_x.up.sql "CREATE TABLE x (a);"
run import old
status 0
run heads
out_is "1 (head)"
run import old
status 3
err_has 'revision "1" exists already'

it "writes nothing when a file isn't right"
file 1_a.up.sql "CREATE TABLE a (a);"
file 2_b.down.sql "DROP TABLE b;"
imports
status 3
err_has "old/2_b.down.sql"
err_has "no script up"
there_isnt migrations/1_a.sql
file 2_b.up.sql "CREATE TABLE b (a);" "ROLLBACK;"
run import old
status 3
err_has "old/2_b.up.sql:2"
file 2_b.up.sql "CREATE TABLE b (a);"
file 2_c.up.sql "CREATE TABLE c (a);"
run import old
status 3
err_has "same version"
run import nowhere
status 3
err_has nowhere
rm old/2_c.up.sql
printf 'CREATE TABLE b (\344 text);\n' >old/2_b.up.sql
run import old
status 3
err_has "old/2_b.up.sql:1: the script is not UTF-8"
printf '\n\0\n' >old/2_b.up.sql
run import old
status 3
err_has "old/2_b.up.sql:2: the script has a zero byte in it"
file 2_b.up.sql "CREATE TABLE b (a);"
file head.sql "CREATE TABLE c (a);"
run import old
status 3
err_has "a word of limbeck's own"
there_isnt migrations/1_a.sql

it "imports what editors on Windows write"
mkdir old
printf '\357\273\277CREATE TABLE a (a);\r\nINSERT INTO a VALUES (1);\r\n' >old/1_a.up.sql
imports
status 0
run upgrade -q
status 0
sql app.db "SELECT a FROM a" 1

chains=$ROOT/../shared/schemas/chains/sqlite
for chain in "$chains"/*/; do
	[ -d "$chain" ] || {
		echo "skip real histories: there is no $chains"
		break
	}
	it "imports the history $(basename "$chain")"
	run init -q -u sqlite:///app.db
	run -q import "$chain"
	status 0
	run -q upgrade
	status 0
	for script in "$chain"/*.up.sql; do
		sqlite3 native.db <"$script" || problem "$script"
	done
	run diff --exit-code --exclude limbeck_version sqlite:///app.db sqlite:///native.db
	status 0
	out_empty
	# of this one every script can be undone, and two leave something of what they did
	[ "$(basename "$chain")" = authelia ] || continue
	run verify --no-models
	status 1
	out_has "24 verified, 2 failed"
	out_has "FAIL 0007 "
	out_has "VARCHAR(768) -> VARCHAR(255)"
done

finish
