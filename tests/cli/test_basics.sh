# tests/cli/test_basics.sh - help, version, usage errors
. "$(dirname "$0")/../support/cli.sh"

it "prints its version in four ways"
for words in --version -V version "help version"; do
	run $words
	status 0
	[ "$words" = "help version" ] || out_has "limbeck 0."
done

it "lists every command in its help"
run --help
status 0
err_empty
for c in init reflect diff revision upgrade downgrade current history heads show stamp check status \
	apply; do
	out_has "  $c "
done

it "explains each command"
for c in init reflect diff revision upgrade downgrade current history heads show stamp check status \
	apply help version; do
	run $c --help
	status 0
	out_has "usage: limbeck $c"
	cp "$OUT" "$WORK/long"
	run help $c
	ok cmp -s "$OUT" "$WORK/long"
done

it "explains a command although the rest of the line is wrong"
run diff --help --nonsense
status 0
out_has "usage: limbeck diff"

it "needs a command"
run
status 2
err_has "no command is given"
out_empty

it "suggests the command that was meant"
run upgrad
status 2
err_has 'Did you mean "upgrade"?'

it "suggests the option that was meant"
run revision --autogenrate
status 2
err_has 'Did you mean --autogenerate?'

it "takes no abbreviated options"
run revision --auto
status 2

it "takes common options before and after the command"
script a1 "" "" ""
run --json heads
status 0
out_has '"revision": "a1"'
run heads --json
out_has '"revision": "a1"'

it "says which argument is missing"
run diff one.lua
status 2
err_has "TO is missing"
run show
status 2
err_has "REVISION is missing"

it "names what it can't take"
run heads extra
status 2
err_has 'unexpected argument "extra"'

it "checks the values of options"
run reflect --format yaml x.lua
status 2
err_has "lua, sql, json"
run upgrade --wait soon -u sqlite:///x.db
status 2
err_has '"--wait"'
there_isnt x.db

it "says that a source doesn't exist"
run reflect nothing
status 2
err_has 'source "nothing" does not exist'
run reflect nothing.lua
status 3
err_has '"nothing.lua"'

it "recognises a database file given as a path"
sqlite3 app.db "CREATE TABLE t (a)"
run reflect app.db
status 2
err_has "sqlite:///app.db"

it "needs a database and says how to name one"
run current
status 2
err_has "--url"

it "reports errors as JSON with --json"
run --json current
status 2
out_empty
err_has '"code":"usage"'

it "tells all that is known of an error with --raiseerr"
printf 'CREATE TABLE t (id int);\nSELECT\n  nothing\nFROM t;\n' >wrong.sql
run diff wrong.sql sqlite:// --dialect sqlite --raiseerr
status 3
err_has "  kind: database"
err_has "  file: wrong.sql"
err_has "  line: 2"
run diff wrong.sql sqlite:// --dialect sqlite
err_hasnt "kind:"
run diff wrong.sql sqlite:// --dialect sqlite --raiseerr --json
[ "$(wc -l <"$ERR")" -eq 1 ] || problem "more than a line of JSON"

it "colours only when asked"
run --color=never current
! grep -q "$(printf '\033')" "$ERR" || problem "colour"
run --color=always current
grep -q "$(printf '\033')" "$ERR" || problem "no colour"
NO_COLOR=1 run current
! grep -q "$(printf '\033')" "$ERR" || problem "colour"

it "fails when its output can't be written"
if [ -w /dev/full ]; then
	"$LIMBECK" --help >/dev/full 2>"$ERR"
	STATUS=$?
	status 3
	err_has "standard output"
fi

it "opens neither database nor Lua file for its version"
echo 'error("read")' >limbeck.lua
run --version
status 0
err_empty

it "never shows a password"
run -u postgresql://me:verysecret@localhost/db current
status 3
err_hasnt verysecret
run -u "nonsense://me:verysecret@local host:x/db" status
err_hasnt verysecret
out_hasnt verysecret
run reflect "mysql://me:verysecret@h/db?password=verysecret"
err_hasnt verysecret

it "answers in JSON whatever is wrong with the command line"
for c in nosuch --nosuch "current --nosuch" "upgrade --wait x" "show nope"; do
	run --json $c
	err_has '{"error"'
	ok python3 -m json.tool "$ERR" /dev/null
	out_empty
	run $c --json
	ok python3 -m json.tool "$ERR" /dev/null
done

finish
