# tests/cli/test_squash.sh - one script in place of several
. "$(dirname "$0")/../support/cli.sh"

# chain: five revisions, in SQL and in Lua, with rows in them
chain() {
	project
	sed -i /models/d limbeck.lua
	script a1 "" "CREATE TABLE t (id INTEGER PRIMARY KEY);" "DROP TABLE t;"
	script b1 a1 "ALTER TABLE t ADD COLUMN n TEXT; INSERT INTO t (n) VALUES (']] ]=]; x');" \
		"DELETE FROM t; ALTER TABLE t DROP COLUMN n;"
	cat >migrations/c1.lua <<'END'
-- c1
revision = "c1"
down_revision = "b1"
function helper() return "c" end
function upgrade()
  op.execute("UPDATE t SET n = n || ?", {helper()})
  op.create_table{"c", Column{"id", Integer, primary_key = true}}
end
function downgrade() op.drop_table("c") end -- the end
END
	sed 's/c1/d1/g; s/b1/c1/; s/"c"/"d"/g; s/helper() return/helper() return "-" ../' migrations/c1.lua >migrations/d1.lua
	script e1 d1 "CREATE TABLE e (a);" "DROP TABLE e;"
}

# dump DATABASE: all but what limbeck keeps
dump() { sqlite3 "$1" .dump | grep -v limbeck_; }

# revisions DATABASE EXPECTED
revisions() { sql "$1" "SELECT group_concat(revision, ' ') FROM (SELECT revision FROM limbeck_version ORDER BY 1)" "$2"; }

squashed() {
	chain
	run upgrade -q -u sqlite:///all.db e1
	run upgrade -q -u sqlite:///some.db c1
	run upgrade -q -u sqlite:///before.db a1
	run squash b1:d1 -m "much in one" --rev-id s1
	status 0
}

it "writes one script for several, on which all databases agree"
squashed
ok grep -q "gives the same schema" migrations/*s1*.lua
ok grep -q '^replaces      = {"b1", "c1", "d1"}' migrations/*s1*.lua
run history
out_is "s1 -> e1 (head), revision e1 of a test
a1 -> s1, much in one
<base> -> a1, revision a1 of a test"
for db in new before some all; do
	run upgrade -q -u "sqlite:///$db.db"
	status 0
	run current -u "sqlite:///$db.db"
	out_is "e1 (head)"
	run status -u "sqlite:///$db.db" --exit-code
	status 0
	dump $db.db >$db.sql
	ok cmp -s new.sql $db.sql
done
sql new.db "SELECT n FROM t" "]] ]=]; xc-d"
revisions new.db "a1 e1 s1"
revisions before.db "a1 e1 s1"
revisions all.db "a1 e1 s1"
revisions some.db "a1 b1 c1 d1 e1"
run upgrade -u sqlite:///some.db
status 0
revisions some.db "a1 e1 s1"
run verify
status 0

it "shows a database that has all of it as having the new one"
squashed
run history -i -u sqlite:///all.db
out_has "s1 -> e1 (head) (current)"
run current -u sqlite:///all.db
out_is "e1 (head)"
revisions all.db "a1 b1 c1 d1 e1"
run upgrade --dry-run -u sqlite:///all.db
status 0
revisions all.db "a1 b1 c1 d1 e1"
run downgrade --dry-run -u sqlite:///all.db base
status 0
revisions all.db "a1 b1 c1 d1 e1"
sql all.db "SELECT count(*) FROM e" 0

it "lets a database in the middle go on along the old scripts"
squashed
run current -u sqlite:///some.db
out_is "c1"
run upgrade -u sqlite:///some.db +1
status 0
err_has "d1"
run downgrade -q -u sqlite:///some.db a1
status 0
revisions some.db "a1"
run upgrade -q -u sqlite:///some.db
revisions some.db "a1 e1 s1"

it "undoes the new script where it is applied"
squashed
for db in all before; do
	run upgrade -q -u sqlite:///$db.db
	run downgrade -q -u sqlite:///$db.db a1
	status 0
	revisions $db.db "a1"
	sql $db.db "SELECT count(*) FROM sqlite_master WHERE name IN ('c', 'd', 'e')" 0
done

it "goes on once the old scripts are deleted, unless they are needed"
squashed
rm migrations/*b1* migrations/c1.lua migrations/d1.lua
run upgrade -u sqlite:///some.db
status 3
err_has 'the database has 2 of the 3 revisions that "s1" replaces, and the script of "d1" is gone'
run current -u sqlite:///some.db
status 3
for db in all before new; do
	run upgrade -q -u sqlite:///$db.db
	status 0
	revisions $db.db "a1 e1 s1"
	run status -u "sqlite:///$db.db" --exit-code
	status 0
done
run downgrade -q -u sqlite:///all.db base
status 0

it "keeps what is made by what was replaced"
squashed
run upgrade -q -u sqlite:///all.db
sql all.db "SELECT objects LIKE '%table c%table d%' FROM limbeck_version WHERE revision = 's1'" 1

it "squashes a whole history, and what comes after follows it"
chain
run squash base:head --rev-id s1
status 0
run revision -q -m more --rev-id f1
run history
out_is "s1 -> f1 (head), more
<base> -> s1, a1 to e1 in one"
run upgrade -q
status 0
revisions app.db "f1 s1"
run upgrade -q -u sqlite:///other.db s1
run squash s1:f1
status 3
err_has "replaces others itself"

it "goes from the old scripts to what follows the new one"
chain
run upgrade -q c1
run squash base:e1 --rev-id s1
run revision -q -m more --rev-id f1
run upgrade -q
status 0
revisions app.db "a1 b1 c1 d1 e1 f1"
run upgrade -q
status 0
revisions app.db "f1 s1"

it "takes scripts as they are written elsewhere"
project
mkdir migrations
sed -i /models/d limbeck.lua
printf '\357\273\277-- a\r\n-- revision: a\r\n--limbeck:upgrade\r\nCREATE TABLE a (x);\r\n  --  limbeck:downgrade\r\nDROP TABLE a;\r\n' \
	>migrations/a.sql
printf '\357\273\277-- b\r\nrevision = "b"\r\ndown_revision = "a"\r\nfunction upgrade()\r\n  op.execute("CREATE TABLE b (x)")\r\nend\r\nfunction downgrade()\r\n  op.drop_table("b")\r\nend\r\n' \
	>migrations/b.lua
run squash base:b --rev-id s
status 0
run upgrade -q
status 0
sql app.db "SELECT count(*) FROM sqlite_schema WHERE name IN ('a', 'b')" 2
run downgrade -q base
status 0
sql app.db "SELECT count(*) FROM sqlite_schema WHERE name IN ('a', 'b')" 0

it "says why a range can't be squashed"
chain
script x1 b1 "CREATE TABLE x (a);" "DROP TABLE x;"
run squash a1:e1
status 3
err_has 'revision "x1" follows "b1", from outside the range'
run squash b1:b1
status 3
err_has "nothing to squash"
run squash e1:a1
status 3
run squash a1
status 2
run squash a1:nowhere
status 3
rm migrations/*x1*
sed -i 's/op.create_table{"d"/error("no") op.create_table{"d"/' migrations/d1.lua
run squash base:e1
status 3
[ "$(ls migrations | wc -l)" = 5 ] || problem "something was written"

it "refuses a revision that two others replace"
chain
run squash a1:b1 --rev-id s1
cp migrations/*s1*.lua migrations/s2.lua
sed -i 's/"s1"/"s2"/' migrations/s2.lua
run heads
status 3
err_has 'revision "a1" is replaced by two others'

it "says by a part without downgrade that there is no way back"
project
script a1 "" "CREATE TABLE a (a);" "DROP TABLE a;"
script b1 a1 "CREATE TABLE b (a);" "DROP TABLE b;"
sed -i '/limbeck: downgrade/,$d' migrations/*a1*
run squash a1:b1 --json
status 0
out_has '"proven": true'
run upgrade -q
status 0
run downgrade base
status 3
err_has "revision a1 can't be undone"
sql app.db "SELECT count(*) FROM sqlite_master WHERE name IN ('a', 'b')" 2

finish
