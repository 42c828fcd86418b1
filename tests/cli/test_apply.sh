# tests/cli/test_apply.sh - limbeck apply
. "$(dirname "$0")/../support/cli.sh"

it "makes a database what the models say"
project
run apply --yes
status 0
out_empty
err_has "applied"
sql app.db "SELECT count(*) FROM sqlite_schema WHERE name IN ('customers', 'orders')" 2
run apply --yes
status 0
err_has "nothing to do"

it "makes it what an SQL file says"
echo "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL);" >schema.sql
run apply schema.sql -u sqlite:///x.db -y
status 0
run diff sqlite:///x.db schema.sql
out_empty

it "asks, and takes silence for a no"
project
run apply
status 4
err_has "--yes"
run diff models.lua models.lua
sql app.db "SELECT count(*) FROM sqlite_schema" 0

it "doesn't lose data unasked"
project
run -q apply --yes
sqlite3 app.db "INSERT INTO customers (email) VALUES ('a@x')"
sed -i '/"email"/d' models.lua
sed -i 's/^Table{"customers",/&\n  Column{"nick", Text},/' models.lua
run apply --yes
status 4
err_has "--allow-data-loss"
sql app.db "SELECT email FROM customers" "a@x"
run -q apply --yes --allow-data-loss
status 0
sql app.db "SELECT count(*) FROM customers" 1

it "rolls a dry run back"
project
run apply --dry-run
status 0
err_has "rolled back"
there_isnt app.db

it "leaves strangers alone"
project
sqlite3 app.db "CREATE TABLE stranger (a)"
run apply --yes
status 0
err_has "stranger"
sql app.db "SELECT count(*) FROM stranger" 0
run apply --yes --drop-unmanaged --allow-data-loss
status 0
sql app.db "SELECT count(*) FROM sqlite_schema WHERE name = 'stranger'" 0

it "keeps rows of rebuilt tables and of their children"
project
run -q apply --yes
sqlite3 app.db "INSERT INTO customers VALUES (7, 'a@x'); INSERT INTO orders VALUES (3, 7, 5)"
sed -i 's/String(255), nullable = false, unique = true/String(300)/' models.lua
run -q apply --yes
status 0
sql app.db "SELECT * FROM customers JOIN orders ON customer_id = customers.id" "7|a@x|3|7|5"
run check
status 0

it "refuses what the rows don't allow, and leaves the database as it was"
project
run -q apply --yes
sqlite3 app.db "INSERT INTO customers VALUES (1, 'a'); INSERT INTO orders VALUES (1, 1, 5)"
sed -i '/"total"/a\  CheckConstraint{"total > 100", name = "ck_total"},' models.lua
run apply --yes
status 4
sql app.db "SELECT count(*) FROM orders" 1
sql app.db "SELECT count(*) FROM sqlite_schema WHERE sql LIKE '%ck_total%'" 0

it "reports as JSON"
project
run -q --json apply --yes
status 0
ok python3 -m json.tool "$OUT" /dev/null
out_has '"changed": true'

finish
