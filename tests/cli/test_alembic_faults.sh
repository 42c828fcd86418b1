# tests/cli/test_alembic_faults.sh - what goes wrong in Alembic and doesn't here
#
# Runs at the same time and edited scripts are in test_upgrade.sh, comparisons in the
# tests of each database.
. "$(dirname "$0")/../support/cli.sh"

# bare: a project without models
bare() {
	project
	sed -i /models/d limbeck.lua
}

# lua ID PARENT DEPENDS UP DOWN
lua() {
	mkdir -p migrations
	printf -- '-- %s\nrevision = "%s"\ndown_revision = %s\ndepends_on = %s\nfunction upgrade() %s end\nfunction downgrade() %s end\n' \
		"$1" "$1" "$2" "$3" "$4" "$5" >"migrations/$1.lua"
}

# table ID PARENT DEPENDS: a script that makes a table
table() { lua "$1" "$2" "$3" "op.execute('CREATE TABLE $1 (a)')" "op.execute('DROP TABLE $1')"; }

# revisions EXPECTED
revisions() { sql app.db "SELECT group_concat(revision, ' ') FROM (SELECT revision FROM limbeck_version ORDER BY 1)" "$1"; }

it "a table that is copied keeps the rows that refer to it"
bare
sqlite3 app.db "CREATE TABLE p (id INTEGER PRIMARY KEY, n TEXT);
	CREATE TABLE c (p REFERENCES p ON DELETE CASCADE); CREATE TABLE s (p REFERENCES p ON DELETE SET NULL);
	INSERT INTO p VALUES (1, 'x'); INSERT INTO c VALUES (1); INSERT INTO s VALUES (1)"
lua a1 nil nil 'op.batch_alter_table("p", function(b) b.alter_column{"n", nullable = false} end)' ''
run -q upgrade
status 0
sql app.db "SELECT (SELECT p FROM c), (SELECT p FROM s)" "1|1"

it "what a table has goes with it, whatever looks at it"
bare
sqlite3 app.db "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, n TEXT COLLATE NOCASE CHECK (n <> ''),
	g TEXT AS (n || 'g') STORED) STRICT; CREATE INDEX i ON t (n DESC); CREATE VIEW v AS SELECT n FROM t;
	CREATE TRIGGER o AFTER INSERT ON t BEGIN SELECT 1; END; INSERT INTO t (id, n) VALUES (7, 'x'); DELETE FROM t"
lua a1 nil nil 'op.alter_column{"t", "n", nullable = false}' ''
run -q upgrade
status 0
sql app.db "INSERT INTO t (n) VALUES ('y'); SELECT id, g FROM t" "8|yg"
sql app.db "SELECT group_concat(name) FROM (SELECT name FROM sqlite_master WHERE name IN ('i', 'v', 'o') ORDER BY 1)" i,o,v
sql app.db "SELECT sql LIKE '%COLLATE NOCASE%CHECK%STRICT' FROM sqlite_master WHERE name = 't'" 1

it "what is said to be done has been done, whatever ran before it"
bare
echo 'function before_revision() op.query("SELECT count(*) FROM sqlite_master") end' >>limbeck.lua
table a1 nil nil
run upgrade
status 0
sql app.db "SELECT count(*) FROM a1" 0
revisions a1

it "a script that fails can be put right and run again"
bare
lua a1 nil nil 'op.execute("CREATE TABLE t (a)") op.execute("nonsense")' ''
run upgrade
status 3
sed -i 's/nonsense/SELECT 1/' migrations/a1.lua
run upgrade
status 0
revisions a1

it "a step below the first revision of a branch leaves other branches alone"
bare
table a1 nil nil
table b1 '"a1"' nil
table x1 nil nil
table y1 '"x1"' nil
run -q upgrade
run -q downgrade a1-1
status 0
revisions "x1 y1"

it "a step down with a dependency leaves what later runs can start from"
bare
table a1 nil nil
table b1 '"a1"' nil
table x1 nil '"b1"'
table y1 '"x1"' nil
run -q upgrade
run -q downgrade y1-1
status 0
revisions "a1 b1 x1"
run -q upgrade
status 0
revisions "a1 b1 x1 y1"
run -q downgrade b1
status 0
run -q upgrade
status 0
revisions "a1 b1 x1 y1"

it "a database with everything is at the heads, with dependencies too"
bare
table a1 nil nil
table x1 nil '"a1"'
run -q upgrade
run current --check-heads
status 0
run status --exit-code
status 0

it "a rename that is declared keeps the rows"
project
run -q apply --yes
sqlite3 app.db "INSERT INTO customers VALUES (1, 'x')"
sed -i 's/Column{"email", /Column{"mail", renamed_from = "email", /' models.lua
run -q revision -a -m renamed
run -q upgrade
status 0
sql app.db "SELECT mail FROM customers" x
run check
status 0

it "strangers and unnamed checks are nothing to drop"
project
sed -i 's/Column{"total"/CheckConstraint{"total >= 0"},\n  Column{"total"/' models.lua
run -q apply --yes
sqlite3 app.db "CREATE TABLE theirs (a); CREATE VIRTUAL TABLE f USING fts5(a)"
run check
status 0
err_has 'left alone: table "theirs"'

it "a long id is written whole"
bare
long=$(printf '%0200d' 1)
table "a$long" nil nil
run -q upgrade
status 0
revisions "a$long"
sed -i "s/a$long/a$long$long/" migrations/*.lua
run upgrade
status 3
err_has "longer than 255 bytes"
revisions "a$long"

it "a database at an unknown revision can be looked at, stamped and undone"
bare
table a1 nil nil
table b1 '"a1"' nil
run -q upgrade
rm migrations/b1.lua
for command in current status heads history; do
	run $command
	status 0
done
run upgrade
status 3
err_has '"b1"'
run downgrade -q a1
status 0
revisions a1
sql app.db "SELECT count(*) FROM sqlite_master WHERE name = 'b1'" 0
table b1 '"a1"' nil
run -q upgrade
rm migrations/b1.lua
run stamp head
status 0
revisions a1

it "a missing parent and an id that is there twice are errors that name the files"
bare
table b1 '"a1"' nil
for command in heads history upgrade "stamp head" "revision -m x"; do
	run $command
	status 3
	err_has 'migrations/b1.lua'
	err_has '"a1"'
done
table a1 nil nil
cp migrations/a1.lua migrations/again.lua
run heads
status 3
err_has migrations/a1.lua
err_has migrations/again.lua

it "dropping tables that refer to each other is the same script each time, and runs"
project
sed -i 's/orders/kept/' models.lua
for t in a b c d e f; do
	parent=$(echo $t | tr b-f a-e)
	echo "Table{\"$t\", Column{\"id\", Integer, primary_key = true}, Column{\"up\", Integer, ForeignKey{\"$parent.id\"}}}"
done >>models.lua
run -q revision -a --rev-id a1
run -q upgrade
status 0
sed -i '/^Table{"[a-f]"/d' models.lua
SOURCE_DATE_EPOCH=1 run -q revision -a --rev-id b1
mv migrations/19*b1* first
SOURCE_DATE_EPOCH=1 run -q revision -a --rev-id b1
ok cmp -s migrations/19*b1* first
run -q upgrade --allow-data-loss
status 0
run -q downgrade a1
status 0
run -q upgrade --allow-data-loss
status 0

finish
