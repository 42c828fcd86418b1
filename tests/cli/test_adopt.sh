# tests/cli/test_adopt.sh - what a database has of its own, as a revision
. "$(dirname "$0")/../support/cli.sh"

it "writes the first revision of a database"
sqlite3 app.db "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT COLLATE NOCASE);
	CREATE VIEW v AS SELECT a FROM t; INSERT INTO t (a) VALUES ('kept')"
run init -q -u sqlite:///app.db
run adopt -m found --rev-id f0
status 0
out_has f0_found.lua
run current
out_is "f0 (head)"
sql app.db "SELECT a FROM t" kept
run upgrade -q -u sqlite:///other.db
status 0
run diff sqlite:///app.db sqlite:///other.db
out_empty
run status --exit-code
status 0
out_has "none"

it "writes what was changed by hand"
project
run -q revision -a -m one --rev-id a1
run -q upgrade
sqlite3 app.db "ALTER TABLE orders ADD COLUMN by_hand TEXT"
run adopt -m "by hand" --rev-id b1
status 0
ok grep -q 'by_hand' migrations/*by_hand.lua
run history
out_has "a1 -> b1 (head), by hand"
run current
out_is "b1 (head)"
run downgrade -q --allow-data-loss -1
status 0
run diff sqlite:///app.db migrations@a1
out_empty
run upgrade -q
status 0
run adopt
status 0
err_has "nothing to adopt"

it "begins a branch beside what isn't applied"
project
run -q revision -a -m one --rev-id a1
run -q upgrade
run -q revision -m two --rev-id a2
sqlite3 app.db "CREATE TABLE mine (a)"
run adopt --rev-id b1 --format sql
status 0
err_has "begins a branch"
run heads
out_has "a2 (head)"
out_has "b1 (head)"
run show b1
out_has "    as found"
run current
out_is "b1 (head)"
run merge -q
status 0
run upgrade -q
status 0

it "needs the scripts that ran"
project
run -q revision -a -m one --rev-id a1
run -q upgrade
sqlite3 app.db "CREATE TABLE mine (a)"
for script in migrations/*_one.lua; do echo "-- edited" >>"$script"; done
run adopt
status 3
err_has "was edited"
rm migrations/*
run adopt
status 3
err_has "has no script"

finish
