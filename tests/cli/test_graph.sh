# tests/cli/test_graph.sh - branches, merge, edit, ensure_version
. "$(dirname "$0")/../support/cli.sh"

# script FILE ID PARENT SQL: a script in SQL; PARENT may be empty
script() {
	printf -- '-- %s\n-- revision: %s\n-- down_revision: %s\n-- limbeck: upgrade\n%s\n' \
		"$2" "$2" "$3" "$4" >"migrations/$1.sql"
}

begin() {
	project
	mkdir -p migrations
}

# divided SQL SQL: two branches
divided() {
	begin
	script 1 a1 "" "CREATE TABLE t (id INTEGER PRIMARY KEY);"
	script 2 b1 a1 "$1"
	script 3 c1 a1 "$2"
}

it "lists where the history divides"
divided "CREATE TABLE l (a);" "CREATE TABLE r (a);"
run branches
status 0
out_is "a1 (branchpoint)
    -> b1 (head)
    -> c1 (head)"
run branches --json
out_has '"revision": "a1"'
run branches -v
out_has "Branches into: b1, c1"

it "undoes one branch down to where it began"
divided "CREATE TABLE l (a);" "CREATE TABLE r (a);"
sed -i 's/^-- limbeck: upgrade/-- branch_labels: left\n&/' migrations/2.sql
for n in 1 2 3; do
	echo "-- limbeck: downgrade" >>migrations/$n.sql
done
run -q upgrade heads
run -q downgrade left@a1
status 0
run current
out_is "c1 (head)"
run -q upgrade heads
run -q downgrade a1
run current
out_is "a1 (branchpoint)"

it "leaves out heads that others depend on"
begin
script 1 a1 "" "CREATE TABLE l (a);"
script 2 b1 "" "CREATE TABLE r (a);"
sed -i 's/^-- limbeck: upgrade/-- depends_on: a1\n&/' migrations/2.sql
run heads
out_has "a1 (effective head)"
run heads --resolve-dependencies
out_is "b1 (head)"

it "merges branches that go together"
divided "ALTER TABLE t ADD COLUMN l TEXT;" "ALTER TABLE t ADD COLUMN r TEXT;"
run merge -m "both" --rev-id dddd0000
status 0
ok grep -q "one schema in either order" migrations/*both.lua
run heads
out_is "dddd0000 (head)"
run -q upgrade
status 0
run current
out_is "dddd0000 (head) (mergepoint)"

it "says what branches quarrel about"
divided "CREATE TABLE n (a);" "CREATE TABLE IF NOT EXISTS n (a, b);"
run merge
status 4
err_has "table n already exists"
err_has 'with "c1" run first'
divided "CREATE TABLE IF NOT EXISTS n (a);" "CREATE TABLE IF NOT EXISTS n (a, b);"
run merge
status 4
err_has "the order of the branches matters"
err_has '"n.b"'
ok test "$(ls migrations | wc -l)" = 3
run merge --no-verify
status 0
run history
out_has "(mergepoint), merge b1, c1"

it "merges only what there is to merge"
divided "CREATE TABLE l (a);" "CREATE TABLE r (a);"
run merge b1
status 3
err_has "nothing to merge"
run merge a1 b1
status 3
err_has '"a1" is not a head'
run merge b1 b1 c1 --format sql
status 0

it "lets a revision follow another one"
divided "CREATE TABLE l (a);" "CREATE TABLE r (a);"
run rebase c1
status 0
out_is "migrations/3.sql"
run history
out_is "b1 -> c1 (head), c1
a1 -> b1, b1
<base> -> a1, a1"
run revision -q -m "in Lua" --rev-id d1 --head a1 --splice
run rebase d1 --onto c1
status 0
run heads
out_is "d1 (head)"
run rebase a1 --onto d1
status 3
err_has "follows"
run rebase d1
status 3
err_has "no head"
run upgrade -q
run revision -q -m more --rev-id e1 --head a1 --splice
run rebase d1
status 3
err_has "applied already"

it "leaves a script as it was that doesn't run there"
divided "CREATE TABLE n (a);" "CREATE TABLE n (b);"
run rebase c1
status 3
err_has "already exists"
ok grep -q "down_revision: a1" migrations/3.sql

it "edits a script"
divided "CREATE TABLE l (a);" "CREATE TABLE r (a);"
EDITOR='sh -c "echo -- edited >>\$0"'
VISUAL=
export EDITOR VISUAL
run edit b1
status 0
ok grep -q "^-- edited" migrations/2.sql
EDITOR=false
run edit b1
status 3
err_has "VISUAL"
run edit heads
status 3
err_has "more than one"

it "makes the version table and nothing else"
begin
run ensure_version --sql
out_has "CREATE TABLE IF NOT EXISTS limbeck_version"
there_isnt app.db
run ensure_version
status 0
run ensure_version
status 0
sql app.db "SELECT group_concat(name) FROM sqlite_schema WHERE type = 'table'" limbeck_version
run current
out_empty

it "keeps scripts in several folders, and in folders of those"
project
sed -i /models/d limbeck.lua
echo 'version_locations = {"migrations", "plugins/billing"}' >>limbeck.lua
run revision --rev-id a -m "first" --format sql
status 2
err_has "Name one by --version-path"
run revision --rev-id a -m "first" --format sql --version-path elsewhere
status 2
err_has '"elsewhere" is none of the project'"'"'s folders'
run revision --rev-id a -m "first" --format sql --version-path migrations
status 0
run revision --rev-id b1 -m "billing" --format sql --head base --version-path plugins/billing --branch-label billing
status 0
ok test -e plugins/billing/*_b1_billing.sql
run revision --rev-id b2 -m "more" --format sql --head billing@head
status 0
ok test -e plugins/billing/*_b2_more.sql
run revision --rev-id a2 -m "second" --format sql --head a
ok test -e migrations/*_a2_second.sql
run heads
out_is "a2 (head)
b2 (billing) (head)"
run history -r b1:
out_is "b1 -> b2 (billing) (head), more
<base> -> b1 (billing), billing"
run upgrade -q heads
run current
out_has "a2 (head)"
mkdir -p migrations/2025/.old
mv migrations/*_a_first.sql migrations/2025
echo "no script" >migrations/2025/.old/x.sql
run heads
status 3
err_has '"a"'
echo 'recursive_version_locations = true; file_template = "%(year)d/%(rev)s"' >>limbeck.lua
run heads
status 0
run revision --rev-id a3 -m "third" --format sql --head a2
status 0
ok test -e migrations/20*/a3.sql
run revision --rev-id b3 -m "third" --format sql --head b2 --version-path migrations/2025
ok test -e migrations/2025/20*/b3.sql
run upgrade -q heads
status 0
run verify
status 0
sed -i 's/recursive_version_locations = true/recursive_version_locations = false/' limbeck.lua
run heads
status 3
err_has "recursive_version_locations"

it "hands a tag to scripts and settings"
project
sed -i /models/d limbeck.lua
mkdir migrations
cat >migrations/a.lua <<'END'
revision = "a"
function upgrade() op.execute("CREATE TABLE " .. x.tag .. " (id INTEGER)") end
function downgrade() op.execute("DROP TABLE " .. x.tag) end
END
run upgrade -q --tag blue
status 0
sql app.db "SELECT count(*) FROM blue" 0
run downgrade --tag blue base --sql
status 2
run downgrade --tag blue a:base --sql
out_has "DROP TABLE blue"
run downgrade -q --tag blue base
run stamp -q --tag blue head
status 0

it "draws the history"
begin
script 1 a1 "" ""
script 2 b1 a1 ""
script 3 c1 a1 ""
script 4 d1 b1 ""
script 5 e1 "d1, c1" ""
script 6 f1 a1 ""
script 7 g1 "e1, f1, d1" ""
script 8 z1 "" ""
run history --graph
status 0
sed 's/, .*//; s/ (.*//' "$OUT" >"$OUT.short"
cat >expected <<'END'
* z1
* g1
|\
|\ \
| | * f1
* | | e1
|\ \ \
|_|/ /
* | | d1
| * | c1
* | | b1
|/ /
|/
* a1
END
ok diff "$OUT.short" expected
run history --graph -v -r b1:e1
out_has "| Parent: a1"
out_hasnt "a1 (branchpoint)"
run history --graph --json
out_has '"revision": "z1"'

finish
