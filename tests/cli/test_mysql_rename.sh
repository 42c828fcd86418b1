# tests/cli/test_mysql_rename.sh - renames and what the servers don't follow them in
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/mysql.sh"

# models TABLE COLUMN
models() {
	cat >models.lua <<END
Table{"log", Column{"x", Integer}}
Table{"$1", Column{"id", Integer, primary_key = true}, Column{"$2", Integer}${3-}}
Table{"o", Column{"id", Integer, primary_key = true}}
View{"v", "SELECT id, $2 AS n FROM $1 WHERE $2 > 0"}
View{"above", "SELECT n FROM v"}
View{"other", "SELECT id FROM o"}
Trigger{"tg", "$1", "BEFORE INSERT ON $1 FOR EACH ROW INSERT INTO log VALUES (NEW.$2)"}
Trigger{"far", "o", "AFTER INSERT ON o FOR EACH ROW INSERT INTO $1 ($2) VALUES (NEW.id)"}
END
}

start() {
	database
	run init
	settings
	models t a
	run revision -q --autogenerate -m one
	status 0
	run -q upgrade
	status 0
	client -e "INSERT INTO t (a) VALUES (5)" </dev/null || problem "no row"
}

# works NUMBER: the triggers fire, the views show it
works() {
	client -e "INSERT INTO o VALUES ($1)" </dev/null || problem "the trigger doesn't work"
	client_is "SELECT MAX(n) FROM above" "$1"
	client_is "SELECT MAX(x) FROM log" "$1"
}

there_and_back() {
	run revision --autogenerate -m two
	status 0
	! grep -q "other\|above" migrations/*two.lua || problem "it touches what has nothing to do with it"
	run -q upgrade
	status 0
	run check
	status 0
	works 9
	run -q downgrade -- -1
	status 0
	works 10
	run -q upgrade
	status 0
	sed -i 's/, renamed_from = "[a-z]*"//g' models.lua
	run check
	status 0
	works 11
}

table() {
	it "renames a table under a view and triggers ($KIND)"
	start
	models t2 a ', renamed_from = "t"'
	there_and_back
}

column() {
	it "renames a column under a view and triggers ($KIND)"
	start
	models t b
	sed -i 's/Column{"b", Integer/&, renamed_from = "a"/' models.lua
	there_and_back
}

both() {
	it "renames a table and its column ($KIND)"
	start
	models t2 b ', renamed_from = "t"'
	sed -i 's/Column{"b", Integer/&, renamed_from = "a"/' models.lua
	there_and_back
}

json() {
	it "calls JSON by its name ($KIND)"
	database
	client -e 'CREATE TABLE t (a int PRIMARY KEY, j json, k json NOT NULL, `we``ird` json COMMENT "x");
		CREATE TABLE u (a int PRIMARY KEY, j json) COLLATE utf8mb4_bin;
		CREATE TABLE n (a int PRIMARY KEY, j longtext COLLATE utf8mb4_bin,
			k longtext COLLATE utf8mb4_bin CHECK (json_valid(k) AND a > 0))' </dev/null
	run reflect "$URL" --format lua
	status 0
	[ "$(grep -c '", JSON' "$OUT")" -eq 4 ] || problem "not four columns of JSON"
	cp "$OUT" models.lua
	run diff models.lua "$URL" --exit-code
	status 0
	out_empty
	origin=$URL
	shows "$DATABASE" >before
	database
	settings
	run revision -q --autogenerate -m one
	status 0
	! grep -q "json_valid(.[jk].)\"" migrations/*.lua || problem "JSON is spelt out"
	run -q upgrade
	status 0
	shows "$DATABASE" | diff before - >differences || problem "$(cat differences)"
}

renamed_json() {
	it "renames a column of JSON and nothing else ($KIND)"
	database
	client -e 'CREATE TABLE n (id int PRIMARY KEY, j json, b int)' </dev/null || problem "no table"
	run reflect "$URL" --format lua
	status 0
	sed 's/Column{"j", /Column{"k", renamed_from = "j", /' "$OUT" >models.lua
	run diff "$URL" models.lua --format sql
	status 0
	out_has "RENAME COLUMN j TO k"
	[ "$(grep -c . "$OUT")" -eq 1 ] || problem "more than a rename: $(cat "$OUT")"
}

for server in $(servers); do
	use_server "$server"
	table
	column
	both
	json
	renamed_json
done

finish
