# tests/cli/test_commands.sh - ranges, names and records in a history with branches
#
# What Alembic's test_command and test_version_table ask of it, each with the same
# answer or, said beside it, a better one.  Where its other questions are:
#
#   upgrade, downgrade, --sql with ranges     test_upgrade.sh
#   stamp                                     test_stamp.sh
#   revision, heads, show, init, -c           test_project.sh
#   check, autogenerate when not up to date   test_project.sh
#   branches, merge, edit, ensure_version     test_graph.sh
#   list_templates                            test_templates.sh
#   --version, help                           test_basics.sh
. "$(dirname "$0")/../support/cli.sh"

# revision ID PARENTS LABEL DEPENDS
revision() {
	mkdir -p migrations
	printf -- '-- %s\n-- revision: %s\n-- down_revision: %s\n-- branch_labels: %s\n-- depends_on: %s\n' \
		"$1" "$1" "$2" "${3-}" "${4-}" >"migrations/$1.sql"
	printf -- '-- limbeck: upgrade\nCREATE TABLE %s (a);\n-- limbeck: downgrade\nDROP TABLE %s;\n' \
		"$1" "$1" >>"migrations/$1.sql"
}

bare() {
	project
	sed -i /models/d limbeck.lua
}

three() {
	bare
	revision a ""
	revision b a
	revision c b
}

# A trunk a, b and two branches of it.
fork() {
	bare
	revision a ""
	revision b a
	revision c1 b left
	revision d1 c1
	revision c2 b right
	revision d2 c2
}

# shown RANGE IDS: the history of a range
shown() {
	run history --json "-r$1"
	status 0
	got=$(python3 -c 'import json, sys; print(*[r["revision"] for r in json.load(sys.stdin)])' <"$OUT")
	[ "$got" = "$2" ] || problem "$1 is \"$got\", expected \"$2\""
}

# at IDS: where the database is
at() {
	run current
	status 0
	got=$(sed 's/ .*//' "$OUT" | sort | tr '\n' ' ')
	[ "$got" = "${1:+$1 }" ] || problem "at \"$got\", expected \"$1\""
}

it "shows ranges of a history"
three
shown : "c b a"
shown a:b "b a"
shown :b "b a"
shown a: "c b a"
shown a:+2 "c b a"
shown -2:c "c b a"
shown -5:c "c b a"
run stamp -q b
shown current: "c b"
shown -1:current "b a"
run history -i
out_has "a -> b (current)"
run stamp -q base
shown current: "c b a"

it "shows ranges of a history with branches"
fork
shown b: "d2 d1 c2 c1 b"
shown b:d1 "d1 c1 b"
shown left@base:left@head "d1 c1 b a"
shown c2:right@heads "d2 c2"
shown base:d2-1 "c2 b a"
run history -r d1:d2
status 3
err_has '"d1" (d1) does not lead to "d2" (d2)'
run history -r d1:a
status 3
run verify d1:d2
status 3
# what it depends on leads to it as well, where Alembic fails
revision e "" "" d1
shown c1:e "e d1 c1"

it "records all heads by SQL"
fork
run stamp --sql heads
status 0
sqlite3 app.db <"$OUT"
at "d1 d2"
# without a start this replaces what is there, where Alembic's SQL takes base for it
run stamp --sql d1 c2
sqlite3 app.db <"$OUT"
at "c2 d1"
run stamp --sql --purge d1
status 2

it "refuses SQL that records on a database that is elsewhere"
fork
run upgrade -q d1
run stamp --sql b:right@head b:d1
status 0
cp "$OUT" both.sql
! sqlite3 app.db <both.sql 2>"$ERR" || problem "the SQL ran"
err_has "this SQL is for a database at b"
at d1
run downgrade -q b
ok sqlite3 app.db <both.sql
at "d1 d2"
run stamp --sql :c1
! sqlite3 app.db <"$OUT" 2>"$ERR" || problem "the SQL ran"
err_has "this SQL is for a database at base"
run stamp --sql d1:c1
! sqlite3 app.db <"$OUT" 2>"$ERR" || problem "the SQL ran where there is a branch more"
run stamp --sql heads:c1 >/dev/null
ok sqlite3 app.db <"$OUT"
at "c1 d2"
run stamp --sql b:d1 c1:d2
status 2
err_has "starts elsewhere"
run stamp b:d1
status 2
err_has "Name its end"

it "stamps one branch and leaves the others"
fork
run upgrade -q d1
run stamp right@head
at "d1 d2"
out_has "d2 (head)"
run stamp left@base
at d2
run stamp c1 c2
at "c1 c2"
run stamp b
at b
run stamp --purge d1
at d1
run stamp base
at ""

it "stamps over what is no revision, and keeps a row for each"
fork
run current
there_isnt app.db
sqlite3 app.db "CREATE TABLE theirs (a)"
at ""
sql app.db "SELECT group_concat(name) FROM sqlite_schema" theirs
run stamp d1
at d1
sqlite3 app.db "INSERT INTO limbeck_version SELECT * FROM limbeck_version" 2>/dev/null &&
	problem "a revision can have two rows"
sqlite3 app.db "UPDATE limbeck_version SET revision = 'fake' WHERE revision = 'd1'"
run upgrade d1
status 3
err_has fake
run stamp --purge d1 c2
at "c2 d1"
run stamp d1 c2
at "c2 d1"

it "says where the database is, with dependencies"
bare
revision a1 ""
revision a2 a1
revision a3 a2
revision b1 ""
revision b2 b1 "" a2
revision b3 b2
run stamp -q a1 b1
at "a1 b1"
run stamp -q --purge b2
at "a2 b2"
run upgrade -q b3
at "a2 b3"
run current --check-heads
status 1
run upgrade -q heads
run current -C
status 0

it "edits what is named, or where the database is"
three
EDITOR="sh -c 'echo \"\$1\" >edited' -"
VISUAL=
export EDITOR VISUAL
run stamp -q b
for pair in head=c b=b current=b; do
	run edit "${pair%=*}"
	status 0
	ok grep -qx "migrations/${pair#*=}.sql" edited
done
run edit base
status 3
err_has '"base" is no revision'
run stamp -q base
run edit current
status 3
err_has '"current" is no revision'

it "writes what a revision depends on, by id or label"
bare
revision abcdef12 "" lib
revision b abcdef12
run revision -q --rev-id c --depends-on lib
status 0
ok grep -q 'depends_on *= *"lib"' "$(first)"
run revision -q --rev-id d --depends-on abcd --depends-on b
status 0
ok grep -q 'depends_on *= *{"abcdef12", "b"}' "$(first)"
run show d
out_has "Also depends on: abcdef12, b"
run revision --depends-on invalid
status 3
err_has '"invalid"'
run revision --branch-label lib --head base
status 3
err_has 'branch label "lib" is taken'
err_has "migrations/abcdef12"

it "needs a head to follow, and a database that is up to date to compare"
fork
run -q upgrade
for how in "" --autogenerate; do
	run revision $how
	status 3
	err_has "2 heads"
done
echo 'models = "models.lua"' >>limbeck.lua
run -q merge heads --rev-id e --no-verify
run revision --autogenerate
status 3
err_has "not up to date"
run revision -q --rev-id f
status 0
run -q upgrade
run revision -q --autogenerate --rev-id g
status 0
out_has _g
run revision --sql --autogenerate
status 2
err_has "exclude each other"
run revision --sql -q --rev-id h
status 0
out_has _h

it "prints SQL from base to the head and back"
three
run upgrade --sql base:head
status 0
ok sqlite3 app.db <"$OUT"
at c
run downgrade --sql c:a
status 0
! grep -q "DROP TABLE a;" "$OUT" || problem "too much"
ok sqlite3 app.db <"$OUT"
at a
run upgrade a:b
status 2
err_has "needs --sql"

it "takes what Alembic's users type for Python, and says that there is none"
run init p --package
status 0
err_has "no Python files"
there_is p/limbeck.lua
there_isnt p/__init__.py

it "verifies every branch"
fork
run verify
status 0
for r in a b c1 d1 c2 d2; do
	out_has "ok   $r"
done

finish
