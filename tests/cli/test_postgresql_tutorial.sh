# tests/cli/test_postgresql_tutorial.sh - the steps of the tutorial on PostgreSQL
. "$(dirname "$0")/../support/cli.sh"
. "$ROOT/tests/support/postgresql.sh"
. "$ROOT/tests/support/tutorial.sh"

it "prints what the tutorial says"
database
tutorial "$URL"

finish
