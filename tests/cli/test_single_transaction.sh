# tests/cli/test_single_transaction.sh - all revisions in one transaction, or none
. "$(dirname "$0")/../support/cli.sh"

three() {
	project
	sed -i /models/d limbeck.lua
	rm -f app.db
	script a1 "" "CREATE TABLE a (n);" "DROP TABLE a;"
	script b2 a1 "CREATE TABLE b (n);" "DROP TABLE b;"
	script c3 b2 "$1" "DROP TABLE c;"
}

it "does all"
three "CREATE TABLE c (n);"
run upgrade --single-transaction
status 0
err_has "upgrade 3/3 c3"
run current
out_is "c3 (head)"
sql app.db "SELECT group_concat(state) FROM limbeck_version" applied,applied,applied
run downgrade --single-transaction base
status 0
sql app.db "SELECT count(*) FROM sqlite_schema WHERE name IN ('a', 'b', 'c')" 0

it "does nothing when the last one fails"
three "INSERT INTO nowhere VALUES (1);"
run upgrade --single-transaction --json
status 3
err_has nowhere
err_has "Nothing of the run has stayed"
out_has '"done": []'
sql app.db "SELECT count(*) FROM sqlite_schema" 0
run -q upgrade b2
script c3 b2 "CREATE TABLE c (n);" "DROP TABLE nowhere;"
run -q upgrade
sed -i 's/DROP TABLE a/DROP TABLE nowhere/' migrations/*a1.sql
run downgrade --single-transaction --allow-edited base
status 3
run current
out_is "c3 (head)"
sql app.db "SELECT count(*) FROM sqlite_schema WHERE name IN ('a', 'b', 'c')" 3

it "checks each revision"
three "PRAGMA user_version = 1;"
script b2 a1 "CREATE TABLE b (n REFERENCES a); INSERT INTO b VALUES (7);" "DROP TABLE b;"
run upgrade --single-transaction
status 3
err_has 'revision "b2" would break the database'
sql app.db "SELECT count(*) FROM sqlite_schema" 0

it "refuses what can't be in it, and fills rows at once"
three "CREATE TABLE c (n);"
cat >migrations/d4.lua <<'END'
revision = "d4"
down_revision = "c3"
function upgrade()
  op.execute("INSERT INTO a VALUES (1), (2), (3)")
  op.backfill{"a", set = {n = "n + 1"}, batch = 1}
end
END
run upgrade --single-transaction
status 0
sql app.db "SELECT sum(n) FROM a" 9
cat >migrations/e5.lua <<'END'
revision = "e5"
down_revision = "d4"
function upgrade()
  op.autocommit(function() op.execute("VACUUM") end)
end
END
rm app.db
run upgrade --single-transaction
status 3
err_has "e5.lua:4"
err_has "can't be in the transaction of the whole run"
sql app.db "SELECT count(*) FROM sqlite_schema" 0
run upgrade --single-transaction --sql
status 3
finish
