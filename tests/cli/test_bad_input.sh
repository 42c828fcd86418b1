# tests/cli/test_bad_input.sh - what is wrong is named, and the database stays as it was
. "$(dirname "$0")/../support/cli.sh"

it "refuses a file that is no database, in every command"
project
script a1 "" "CREATE TABLE t (a);" "DROP TABLE t;"
head -c 5000 /dev/zero | tr '\0' 'x' >app.db
cp app.db copy.db
for c in current status check upgrade "downgrade base" "stamp head" "apply --yes" reflect \
	"revision -a"; do
	run $c
	status 3
	err_has "app.db"
done
ok cmp app.db copy.db

it "refuses a truncated database"
project
script a1 "" "CREATE TABLE u (a);" "DROP TABLE u;"
sqlite3 full.db "CREATE TABLE t (a); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
WHERE i < 5000) INSERT INTO t SELECT hex(randomblob(50)) FROM n; CREATE INDEX i ON t (a)"
head -c 9000 full.db >app.db
cp app.db copy.db
run upgrade
status 3
ok cmp app.db copy.db

it "waits for a database that another program writes to, then gives up"
project
echo "lock_timeout = 0.2" >>limbeck.lua
script a1 "" "CREATE TABLE t (a);" "DROP TABLE t;"
sqlite3 app.db "CREATE TABLE other (a)"
hold app.db "BEGIN EXCLUSIVE"
run upgrade
status 5
let_go
run -q upgrade
status 0

it "names file and line of each mistake in models"
while read -r line message; do
	printf 'Table{"t",\n  Column{"id", Integer, primary_key = true},\n  %s\n}\n' "$line" >models.lua
	run reflect models.lua --format sql
	status 3
	err_has "models.lua:"
	err_has "$message"
done <<'END'
Column{"a",Intger}, Integer
Column{"a",Integer,nulable=true}, nullable
Column{"a",Integer,nullable="yes"}, nullable
Column{"id",Integer}, id
Column{"a",Integer,ForeignKey{"nowhere.id"}}, nowhere
Column{"a",Integer,ForeignKey{"t.id",ondelete="CASCAD"}}, did you mean "CASCADE"
Column{"a" near
END

it "takes no file with a zero byte in it, or in another encoding"
project
printf 'CREATE TABLE t (a);\000CREATE TABLE u (a);\n' >zero.sql
run reflect zero.sql
status 3
err_has "zero.sql: the SQL has a zero byte in it"
printf '\357\273\277{"limbeck": 1, "dialect": "sqlite"}\n' >marked.json
run reflect marked.json
status 0
mkdir migrations
printf -- '-- caf\303\251\n-- revision: a1\n\n-- limbeck: upgrade\nCREATE TABLE "caf\351" (a);\n' >migrations/a1.sql
run upgrade
status 3
err_has "migrations/a1.sql:5: the script is not UTF-8"
err_has "iconv"
printf -- '-- a\n-- revision: a1\n-- limbeck: upgrade\nSELECT 1;\000\n' >migrations/a1.sql
run upgrade
status 3
err_has "migrations/a1.sql:4: the script has a zero byte in it"
printf -- '-- limbeck: upgrade\n' >migrations/a1.sql
run upgrade
status 3
err_has "migrations/a1.sql: there is no revision in the header"
run upgrade a1:b1
status 2
err_has "needs --sql"

it "waits for no pipe"
for kind in so sql json lua; do
	mkfifo pipe.$kind
	run diff sqlite:// pipe.$kind
	status 2
	err_has "source \"pipe.$kind\" is no ordinary file"
	err_has "to a file first"
done

it "names the script that raises, and its line"
project
mkdir migrations
cat >migrations/a1.lua <<'END'
-- raises
revision = "a1"

function upgrade()
  op.execute("CREATE TABLE half (a)")
  error("no more")
end
END
run upgrade
status 3
err_has "a1.lua:6"
err_has "no more"
sql app.db "SELECT count(*) FROM sqlite_schema WHERE name = 'half'" 0
run current
out_empty

it "names the statement of a script that the database refuses, with its place"
project
script a1 "" "CREATE TABLE t (a);
CREATE TABLE t2 (a, b c d e FROM);" "DROP TABLE t;"
run upgrade
status 3
err_has "a1.sql:"
err_has "LINE 1:"
err_has "^"

it "refuses a script without an id"
project
mkdir migrations
printf -- '-- nothing\nfunction upgrade() end\n' >migrations/x.lua
run heads
status 3
err_has "x.lua"

it "refuses a cycle"
project
script a1 a2 "" ""
script a2 a1 "" ""
run heads
status 3

it "says what an ambiguous identifier could mean"
project
script abc1 "" "" ""
script abc2 abc1 "" ""
run show abc
status 3
err_has abc1
err_has abc2

it "refuses a downgrade that a script doesn't have"
project
mkdir migrations
printf -- '-- up only\nrevision = "a1"\nfunction upgrade() op.execute("CREATE TABLE t (a)") end\n' \
	>migrations/a1.lua
run -q upgrade
status 0
run downgrade base
status 3
err_has "a1.lua"
run current
out_is "a1 (head)"

it "says that a URL's database isn't known"
for kind in oracle mssql db2; do
	for c in current "reflect $kind://ada:s3cret@host/db" "diff $kind://ada:s3cret@host/db sqlite://"; do
		run -u "$kind://ada:s3cret@host/db" $c
		status 3
		err_has "\"$kind\""
		err_hasnt s3cret
		out_hasnt s3cret
	done
done

it "survives names made to hurt"
project
sqlite3 app.db "CREATE TABLE \"a\"\"b; DROP TABLE x--\" (\"col
umn\" INTEGER, \"$(printf '\033[2J')\" TEXT)"
run reflect --format sql
status 0
sqlite3 again.db <"$OUT"
run diff sqlite:///again.db sqlite:///app.db
status 0
out_empty
run diff models.lua sqlite:///app.db
status 0
! grep -q "$(printf '\033')" "$OUT" || problem "an escape character reached the terminal"
if [ -x /usr/bin/script ]; then
	for c in "reflect sqlite:///app.db" "reflect sqlite:///app.db --format sql" \
		"diff sqlite:// sqlite:///app.db --format lua"; do
		/usr/bin/script -qec "$LIMBECK $c" /dev/null </dev/null >"$OUT" 2>&1
		ok grep -q "2J" "$OUT"
		! grep -qF "$(printf '\033[2J')" "$OUT" || problem "$c sent it to the terminal"
	done
fi

finish
