# tests/cli/test_operations.sh - operations of a project's own, autocommit, no way back
. "$(dirname "$0")/../support/cli.sh"

# lua ID PARENT UP DOWN: a script in Lua
lua() {
	mkdir -p migrations
	printf -- '-- %s\nrevision = "%s"\ndown_revision = %s\nfunction upgrade()\n%s\nend\nfunction downgrade()\n%s\nend\n' \
		"$1" "$1" "$2" "$3" "$4" >"migrations/$1.lua"
}

# own TEXT: a project with operations
own() {
	project
	echo 'operations = "lib/ops.lua"' >>limbeck.lua
	mkdir -p lib
	printf '%s\n' "$1" >lib/ops.lua
}

it "runs operations of the project and their reverse"
own 'local sql = require("sql")
return {
  log = function(text) op.execute(sql.insert, {text}) end,
  audited = {
    run = function(name) op.create_table{name, Column{"id", Integer, primary_key = true}} op.log(name) end,
    reverse = function(name) op.drop_table(name, {allow_data_loss = true}) end,
  },
}'
echo 'return {insert = "INSERT INTO log VALUES (?)"}' >lib/sql.lua
lua a1 nil 'op.execute("CREATE TABLE log (what)") op.audited("t")' 'op.reverse.audited("t") op.drop_table("log")'
run -q upgrade
status 0
sql app.db "SELECT what FROM log" t
run -q downgrade base
status 0
sql app.db "SELECT count(*) FROM sqlite_master WHERE name IN ('t', 'log')" 0
run -q upgrade --sql
status 0
out_has "INSERT INTO log VALUES ('t')"

it "says what is wrong with operations"
lua_ops() {
	own "$1"
	rm -rf app.db
	lua a1 nil "$2" ''
	run upgrade
	status 3
	err_has "$3"
	err_has "$4"
}
lua_ops 'return {audit = print}' 'op.audti()' 'unknown operation "op.audti"; did you mean "audit"?' a1.lua:5
lua_ops 'return 1' 'op.x()' 'is to return a table' lib/ops.lua
lua_ops 'return {x = 1}' 'op.x()' 'operation "x" is to be a function' a1.lua:5
lua_ops 'return {x = {reverse = print}}' 'op.x()' '"run" of operation "x"' a1.lua:5
lua_ops 'return {create_table = print}' 'op.x()' 'there is an operation "create_table" already' a1.lua:5
lua_ops 'return {x = print}' 'op.reverse.x()' 'operation "x" has no reverse' a1.lua:5
lua_ops 'return {xyz = print}' 'op.reverse.xyy()' 'did you mean "xyz"?' a1.lua:5
lua_ops 'return {x = function() op.execute("nonsense") end}' 'op.execute("CREATE TABLE t (a)") op.x()' 'syntax error' lib/ops.lua:1
sql app.db "SELECT count(*) FROM sqlite_master WHERE name = 't'" 0
rm lib/ops.lua
run upgrade
status 3
err_has lib/ops.lua

it "runs what needs it outside of a transaction"
project
lua a1 nil 'op.execute("CREATE TABLE t (a)")
op.autocommit(function()
  op.execute("PRAGMA journal_mode = DELETE")
  op.execute("VACUUM")
  op.create_table{"u", Column{"id", Integer, primary_key = true}}
end)
op.execute("INSERT INTO t VALUES (1)")' ''
run upgrade
status 0
sql app.db "SELECT a FROM t" 1
sql app.db "SELECT state FROM limbeck_version" applied
run -q upgrade --sql
status 0
out_has "VACUUM"
sed -n '/VACUUM/,$p' "$OUT" >rest
{ sed -n '1,/VACUUM/p' "$OUT" | grep -q '^COMMIT' && grep -q '^BEGIN' rest; } || problem "VACUUM is in a transaction"

it "goes on after what stayed"
project
lua a1 nil 'op.execute("CREATE TABLE t (a)")
op.autocommit(function() op.execute("INSERT INTO t VALUES (1)") end)
op.execute("INSERT INTO missing VALUES (1)")' ''
run upgrade
status 3
err_has "goes on from there"
sql app.db "SELECT count(*) FROM t" 1
sqlite3 app.db "CREATE TABLE missing (a)"
run upgrade
status 0
sql app.db "SELECT count(*) FROM t" 1
sql app.db "SELECT state, statement FROM limbeck_version" "applied|"

it "keeps children when a parent goes outside of a transaction"
project
sqlite3 app.db "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p ON DELETE CASCADE);
	INSERT INTO p VALUES (1); INSERT INTO c VALUES (1)"
lua a1 nil 'op.autocommit(function() op.execute("DROP TABLE p") end)' ''
run upgrade
status 0
sql app.db "SELECT count(*) FROM sqlite_master WHERE name = 'p'" 0
sql app.db "SELECT count(*) FROM c" 1

it "refuses autocommit where it can't be"
project
lua a1 nil 'op.autocommit(function() op.autocommit(print) end)' ''
run upgrade
status 3
err_has "can't stand inside another"
lua a1 nil 'op.autocommit()' ''
run upgrade
status 3
err_has "expects a function"
lua a1 nil 'op.autocommit(function() op.execute("BEGIN") end)' ''
run upgrade
status 3
err_has "begin or end a transaction"

it "says why there is no way back"
project
lua a1 nil 'op.execute("CREATE TABLE t (a)")' 'op.raise_irreversible("rows were merged")'
run -q upgrade
run downgrade base
status 3
err_has "rows were merged"
err_has "a1.lua:8"
run current
out_is "a1 (head)"
run downgrade --sql a1:base
status 3
out_empty
run verify --json
out_has "rows were merged"

finish
