# tests/cli/test_project.sh - init, revision, history, heads, show, check
. "$(dirname "$0")/../support/cli.sh"

it "begins a project, and keeps what is there"
run init
status 0
there_is limbeck.lua
there_is models.lua
there_is migrations
run heads
status 0
out_empty
echo 'url = "sqlite:///mine.db"' >limbeck.lua
run init
status 0
err_has "kept"
ok grep -q mine limbeck.lua

it "begins a project around a database"
sqlite3 app.db "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)"
run init -u sqlite:///app.db
status 0
ok grep -q 'Table{"t"' models.lua
run check
status 0

it "begins a project in another folder"
run init sub/project
status 0
there_is sub/project/limbeck.lua
there_is sub/project/migrations

it "keeps passwords out of the settings"
run init -u sqlite://me:verysecret@/x.db
! grep -q verysecret limbeck.lua 2>/dev/null || problem "password in limbeck.lua"

it "writes an empty script that follows the head"
project
run revision -m "first one"
status 0
there_is "$(first)"
one=$(first)
run revision -m second --rev-id bbbb2222
status 0
run history
out_has "-> bbbb2222 (head), second"
out_has "<base> -> "

it "writes scripts in SQL too"
project
run revision -m "in sql" --format sql --rev-id aaaa1111
status 0
ok grep -q -e "-- limbeck: upgrade" "$(first)"
run -q upgrade
status 0
run current
out_is "aaaa1111 (head)"

it "writes what the models have and the database lacks"
project
run revision --autogenerate -m tables
status 0
script=$(first)
ok grep -q 'op.create_table{"customers"' "$script"
ok grep -q 'op.drop_table' "$script"
there_isnt app.db
run upgrade
status 0
sql app.db "SELECT count(*) FROM sqlite_schema WHERE name IN ('customers', 'orders')" 2
run revision --autogenerate -m again
status 0
out_empty
err_has "agree"
run check
status 0

it "writes the same as SQL"
project
run revision -a -m tables --format sql
status 0
run -q upgrade
status 0
run check
status 0
run -q downgrade base
status 0
sql app.db "SELECT count(*) FROM sqlite_schema WHERE name IN ('customers', 'orders')" 0

it "writes a script although nothing differs, when asked"
project
run -q revision -a -m tables
run -q upgrade
run -q revision -a --empty -m nothing
status 0
there_is "$(first)"

it "needs the database to be up to date"
project
run -q revision -a -m tables
run revision -a -m more
status 3
err_has "not up to date"
err_has "limbeck upgrade"

it "tells by check whether the models say more"
project
run -q revision -a -m tables
run -q upgrade
run check
status 0
out_empty
sed -i '/"email"/a\  Column{"nick", String(20)},' models.lua
run check
status 1
out_has nick
run check --json
status 1
ok python3 -m json.tool "$OUT" /dev/null

it "leaves strangers alone, and drops them when asked"
project
run -q revision -a -m tables
run -q upgrade
sqlite3 app.db "CREATE TABLE stranger (a)"
run check
status 0
err_has stranger
run check --drop-unmanaged
status 1
run -q revision -a --drop-unmanaged -m "away with it"
status 0
ok grep -q stranger "$(first)"

it "drops what a script made and the models lack"
project
run -q revision -a -m tables
run -q upgrade
sed -i '/^Table{"orders"/,/^}/d' models.lua
run -q revision -a -m fewer
status 0
ok grep -q 'op.drop_table' "$(first)"

it "refuses an id that exists, and a parent that is no head"
project
script a1 "" "" ""
script a2 a1 "" ""
run revision --rev-id a1
status 2
run revision --head a1
status 3
err_has "--splice"
run -q revision --head a1 --splice --rev-id a3
status 0
run heads
out_has "a2 (head)"
out_has "a3 (head)"
run revision
status 3
err_has "--head"
run -q revision --head heads -m merge --rev-id a4
status 0
run heads
out_is "a4 (head)"
run history
out_has "a2, a3 -> a4 (head) (mergepoint), merge"
out_has "(branchpoint)"

it "refuses a dependency that doesn't exist"
project
run revision --depends-on nowhere
status 3
err_has nowhere
there_isnt migrations/x

it "shows history newest first, with where the database is"
project
script a1 "" "CREATE TABLE t (a);" "DROP TABLE t;"
script a2 a1 "CREATE TABLE u (a);" "DROP TABLE u;"
run -q upgrade a1
run history -i
status 0
[ "$(first)" = "a1 -> a2 (head), revision a2 of a test" ] || problem "wrong first line"
out_has "<base> -> a1 (current), revision a1 of a test"
run history -r a2:
out_hasnt "<base>"
run history -r :a1
out_hasnt "a1 -> a2"
run history -v
out_has "Rev: a2 (head)"
out_has "Parent: a1"

it "shows a revision in full"
project
script a1 "" "" ""
run show head
status 0
out_has "Rev: a1 (head)"
out_has "Parent: <base>"
out_has "Path: "
run show a1 --json
out_has '"revision": "a1"'
run show nope
status 3
err_has nope

it "says which two scripts have one id"
project
script a1 "" "" ""
cp migrations/20260101T0000_a1.sql migrations/copy.sql
run heads
status 3
err_has copy.sql
err_has 20260101T0000_a1.sql

it "says that a parent is missing"
project
script a2 a1 "" ""
run heads
status 3
err_has a1

it "reads another file of settings, and profiles"
project
mkdir other
cat >other/settings.lua <<'END'
url = "sqlite:///base.db"
profiles = { prod = { url = "sqlite:///prod.db" } }
END
sqlite3 other/base.db "CREATE TABLE in_base (a)"
sqlite3 other/prod.db "CREATE TABLE in_prod (a)"
run -c other/settings.lua reflect
out_has in_base
run -c other/settings.lua -n prod reflect
out_has in_prod
LIMBECK_CONFIG=other/settings.lua run reflect
out_has in_base
run -c other/settings.lua -n test reflect
status 3
err_has test

it "prefers flag to environment to file"
project
sqlite3 file.db "CREATE TABLE in_file (a)"
sqlite3 environment.db "CREATE TABLE in_environment (a)"
sqlite3 flag.db "CREATE TABLE in_flag (a)"
echo 'url = "sqlite:///file.db"' >limbeck.lua
run reflect
out_has in_file
export LIMBECK_URL=sqlite:///environment.db
run reflect
out_has in_environment
run reflect -u sqlite:///flag.db
out_has in_flag
unset LIMBECK_URL

it "hands -x to Lua"
cat >limbeck.lua <<'END'
url = "sqlite:///" .. x.name .. ".db"
END
sqlite3 this.db "CREATE TABLE in_this (a)"
run -x name=this reflect
status 0
out_has in_this

it "says which line of the settings is wrong"
printf 'url = "sqlite:///a.db"\nmodls = "models.lua"\n' >limbeck.lua
run current
status 3
err_has "limbeck.lua"
err_has "models"

it "names constraints of the models by the project's convention, once"
cat >limbeck.lua <<'END'
url = "sqlite:///a.db"
models = "models.lua"
naming_convention = {
  ix = "ix_%(table_name)s_%(column_0_N_name)s",
  uq = "uq_%(table_name)s_%(column_0_name)s",
  ck = "ck_%(table_name)s_%(constraint_name)s",
}
END
cat >models.lua <<'END'
Table{"p",
  Column{"a", Integer, unique = true},
  Column{"b", Integer, index = true},
  CheckConstraint{"a > 0", name = "pos"},
}
END
run revision -a -m first
status 0
run upgrade
status 0
run check
status 0
run reflect
out_has '"uq_p_a"'
out_has '"ix_p_b"'
out_has '"ck_p_pos"'
out_hasnt ck_p_ck

finish
