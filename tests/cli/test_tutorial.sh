# tests/cli/test_tutorial.sh - the steps of the tutorial on SQLite
. "$(dirname "$0")/../support/cli.sh"
. "$ROOT/tests/support/tutorial.sh"

it "prints what the tutorial says"
tutorial

it "leaves nothing behind in a file, and shows what it sends"
tutorial sqlite:///steps.db
sql steps.db "SELECT count(*) FROM sqlite_master" 0
"$STEPS_BUILT/04_add" -v >"$OUT" 2>"$ERR"
STATUS=$?
status 0
err_has "INSERT INTO users"

it "leaves alone a database that isn't empty"
sqlite3 full.db "CREATE TABLE users (id INTEGER)"
"$STEPS_BUILT/04_add" sqlite:///full.db >"$OUT" 2>"$ERR"
STATUS=$?
status 1
err_has "the database isn't empty"
sql full.db "SELECT count(*) FROM sqlite_master" 1

finish
