# tests/cli/test_reflect.sh - limbeck reflect
. "$(dirname "$0")/../support/cli.sh"
SHOP=$ROOT/examples/quickstart/shop.sql

it "writes SQL that makes the same schema again"
sqlite3 shop.db <"$SHOP"
run reflect sqlite:///shop.db --format sql
status 0
err_empty
sqlite3 again.db <"$OUT"
sqlite3 shop.db "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name" >one
sqlite3 again.db "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name" >two
ok cmp one two

it "writes models that have no difference to their origin"
sqlite3 shop.db <"$SHOP"
run reflect sqlite:///shop.db -o models.lua
status 0
out_empty
run diff sqlite:///shop.db models.lua
status 0
out_empty
run diff models.lua sqlite:///shop.db
out_empty

it "writes a snapshot that has no difference to its origin"
sqlite3 shop.db <"$SHOP"
run reflect sqlite:///shop.db --json
status 0
cp "$OUT" shop.json
run diff sqlite:///shop.db shop.json
status 0
out_empty
run diff shop.json sqlite:///shop.db
out_empty

it "prints a snapshot as models"
sqlite3 shop.db <"$SHOP"
run reflect sqlite:///shop.db --format json -o shop.json
run reflect shop.json
status 0
out_has 'Table{"customers"'

it "reads the project's database when no source is given"
project
sqlite3 app.db "CREATE TABLE t (a INTEGER)"
run reflect
status 0
out_has 'Table{"t"'

it "reads an SQL file through a scratch database"
run reflect "$SHOP"
status 0
out_has 'Table{"orders"'

it "reads a folder of SQL files in the order of their names"
mkdir sql
echo "CREATE TABLE b (id INTEGER PRIMARY KEY);" >sql/1.sql
echo "CREATE INDEX ix ON b (id);" >sql/2.sql
run reflect sql --format sql
status 0
out_has "CREATE INDEX ix"

it "limits itself to what is included and not excluded"
sqlite3 shop.db <"$SHOP"
run reflect sqlite:///shop.db --include 'order*' --exclude order_lines
status 0
out_has 'Table{"orders"'
out_hasnt 'Table{"order_lines"'
out_hasnt 'Table{"products"'
run reflect "$SHOP" --include 'order*' --exclude order_lines
out_hasnt 'Table{"products"'

it "limits models in the same way"
project
run reflect models.lua --include customers --format sql
status 0
out_has "customers"
out_hasnt "orders"

it "doesn't show limbeck's own table"
project
script a1 "" "CREATE TABLE t (a);" "DROP TABLE t;"
run -q upgrade
run reflect
status 0
out_hasnt limbeck_version

it "says which file and line of models is wrong"
printf 'Table{"t",\n  Column{"id", Integer, nulable = true},\n}\n' >bad.lua
run reflect bad.lua
status 3
err_has "bad.lua:2"
err_has "nullable"

it "says which line of an SQL file is wrong"
printf 'CREATE TABLE a (id);\n\nCREATE TABEL b (id);\n' >bad.sql
run reflect bad.sql
status 3
err_has "bad.sql:3"

it "refuses what isn't a database"
echo "this is no database, however long it goes on and on and on" >no.db
run reflect sqlite:///no.db
status 3
run reflect sqlite:///absent.db
status 3
err_has "does not exist"
err_has "The URL of an empty database is"
there_isnt absent.db

finish
