# tests/cli/test_stamp.sh - what is recorded of revisions that were never run
. "$(dirname "$0")/../support/cli.sh"

objects() { sql app.db "SELECT revision || ' ' || objects FROM limbeck_version ORDER BY 1" "$1"; }

# two SECOND: a table by each script, which the database has, and no models of them
two() {
	project
	printf 'Table{"t", Column{"a", Integer}}\n' >models.lua
	script a1 "" "CREATE TABLE t (a INTEGER);" "DROP TABLE t;"
	script b1 a1 "$1" "DROP TABLE u;"
	sqlite3 app.db "CREATE TABLE t (a INTEGER); CREATE TABLE u (a INTEGER); CREATE TABLE theirs (a)"
}

it "records what stamped revisions make"
two "CREATE TABLE u (a INTEGER);"
run -q upgrade -u sqlite:///other.db
want=$(sqlite3 other.db "SELECT revision || ' ' || objects FROM limbeck_version ORDER BY 1")
run stamp head
status 0
objects "$want"
case $want in *"table u"*) ;; *) problem "an upgrade doesn't record it" ;; esac
run check
status 1
out_has 'table "u"'
out_has "left alone: table \"theirs\""

it "keeps what is recorded already, and writes it anew with --purge"
two "CREATE TABLE u (a INTEGER);"
run -q stamp a1
run -q stamp head
status 0
sql app.db "SELECT group_concat(objects, ' ') LIKE '%table t%table u%' FROM limbeck_version" 1
run -q stamp --purge head
sql app.db "SELECT group_concat(objects, ' ') LIKE '%table t%table u%' FROM limbeck_version" 1

it "stamps scripts that can't be tried, and says so"
two "INSERT INTO theirs VALUES (1);"
run stamp head
status 0
err_has "not known what the revisions make, since they can't be tried: no such table: theirs"
run current
out_is "b1 (head)"
run -q stamp head
status 0
err_empty

it "records what an adopted revision makes"
two "CREATE TABLE u (a INTEGER);"
rm migrations/*b1*
run -q stamp head
run -q adopt --rev-id c1
status 0
sql app.db "SELECT objects LIKE '%table u%' AND objects LIKE '%table theirs%' FROM limbeck_version WHERE revision = 'c1'" 1
run check
status 1
out_has 'table "u"'

finish
