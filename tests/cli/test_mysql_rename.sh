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
	# MySQL takes a check of two columns as the table's only
	comma=
	[ $KIND = mariadb ] || comma=,
	client -e 'CREATE TABLE t (a int PRIMARY KEY, j json, k json NOT NULL, `we``ird` json COMMENT "x");
		CREATE TABLE u (a int PRIMARY KEY, j json) COLLATE utf8mb4_bin;
		CREATE TABLE n (a int PRIMARY KEY, j longtext COLLATE utf8mb4_bin,
			k longtext COLLATE utf8mb4_bin'"$comma"' CHECK (json_valid(k) AND a > 0))' </dev/null ||
		problem "no table"
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

# to_models_and_back: as it was then, that is, as the file before says
to_models_and_back() {
	run revision --autogenerate -m one
	status 0
	run -q upgrade --allow-data-loss
	status 0
	run check
	status 0
	run -q downgrade --allow-data-loss base
	status 0
	client -e 'DROP TABLE limbeck_version' </dev/null
	run reflect "$URL" --format sql
	cmp -s before "$OUT" || problem "it isn't what it was: $(diff before "$OUT")"
}

constraints() {
	it "renames a table with constraints that are called after it ($KIND)"
	database
	client -e 'CREATE TABLE p (id int PRIMARY KEY);
		CREATE TABLE `t 1` (id int PRIMARY KEY, b int, CHECK (b > 1), FOREIGN KEY (b) REFERENCES p (id),
			CONSTRAINT c CHECK (b > 2), CONSTRAINT `t 1_chk_x` CHECK (b > 3),
			KEY i (b), CONSTRAINT `t 1_ibfk_x` FOREIGN KEY (b) REFERENCES p (id))' </dev/null || problem "no table"
	settings
	run reflect "$URL" --format sql
	status 0
	cp "$OUT" before
	run reflect "$URL" --format lua
	status 0
	sed 's/Table{"t 1"/Table{"u", renamed_from = "t 1"/; s/t 1_ibfk/u_ibfk/g' "$OUT" >models.lua
	[ $KIND = mariadb ] || sed -i 's/t 1_chk/u_chk/g' models.lua
	to_models_and_back
	grep "op\.[a-z_]*table" migrations/*one.lua | grep -v rename_table && problem "more than a rename"
}

neighbours() {
	it "puts a column after one that is renamed, whose key goes ($KIND)"
	database
	client -e 'CREATE TABLE s (id int PRIMARY KEY, a int, KEY k (a));
		CREATE TABLE t (id int PRIMARY KEY, w blob, a varchar(10), b date,
			KEY `c d` (w(5)), KEY k (a))' </dev/null
	settings
	run reflect "$URL" --format sql
	cp "$OUT" before
	cat >models.lua <<END
Table{"select", Column{"id", Integer, primary_key = true, autoincrement = false}, Column{"a", Integer}, Index{"k", "a"},
	renamed_from = "s"}
Table{"t", Column{"id", Integer, primary_key = true, autoincrement = false},
	Column{"c d", LargeBinary, renamed_from = "w"}, Column{"a", Type"point"}, Column{"b", Date}}
END
	to_models_and_back
}

# MariaDB's alone
periods() {
	it "renames columns of periods ($KIND)"
	database
	client -e 'CREATE TABLE h (n int, s date, e date, PERIOD FOR app (s, e));
		CREATE TABLE v (n int DEFAULT 1, m int DEFAULT (n + 1), s timestamp(6) GENERATED ALWAYS AS ROW START,
			e timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING' </dev/null ||
		problem "no table"
	settings
	run reflect "$URL" --format sql
	cp "$OUT" before
	run reflect "$URL" --format lua
	sed 's/Column{"\([ne]\)"/Column{"\1 2", renamed_from = "\1"/; s/s, e"/s, `e 2`"/; s/`n` + 1/`n 2` + 1/' "$OUT" >models.lua
	to_models_and_back
	grep -q 'batch\|period' migrations/*one.lua && problem "more than renames"
}

states() {
	cat >models.lua <<END
Table{"t", Column{"id", Integer, primary_key = true},
  Column{"s", Enum{$1}, nullable = false, server_default = "$2"},
  Column{"at", Type"timestamp", nullable = false, server_default = "2020-01-01 00:00:00",
    mysql_on_update = "CURRENT_TIMESTAMP"}}
END
}

renamed_values() {
	it "gives values of an ENUM another name, and rows keep theirs ($KIND)"
	database
	settings
	states '"payed", "it'"'"'s", "void"' payed
	run apply models.lua --yes -q
	status 0
	client -e "INSERT INTO t (s) VALUES ('payed'), ('it''s'), ('void')" </dev/null
	states '"paid", "it'"'"'s", "void"' paid
	run diff "$URL" models.lua
	out_has 'hint: value "payed" of column "t.s" goes and "paid" comes in its place; if it was renamed, declare it: values_renamed_from = {["paid"] = "payed"}'
	run apply models.lua --yes
	status 4
	states '"new", "paid", "its", "void", values_renamed_from = {paid = "payed", its = "it'"'"'s"}' paid
	cp models.lua said.lua
	run diff "$URL" said.lua -f json -o plan.json
	run revision --autogenerate -m names
	status 0
	err_has "proved on a scratch"
	run -q upgrade
	status 0
	client_is "SELECT GROUP_CONCAT(s ORDER BY id), MAX(at) FROM t" "paid,its,void	2020-01-01 00:00:00"
	run check
	status 0
	run -q downgrade base
	status 0
	client_is "SELECT GROUP_CONCAT(s ORDER BY id), MAX(at) FROM t" "payed,it's,void	2020-01-01 00:00:00"
	client -e "DROP TABLE limbeck_version" </dev/null
	run apply plan.json --yes
	status 0
	client_is "SELECT GROUP_CONCAT(s ORDER BY id) FROM t" "paid,its,void"
	run diff "$URL" said.lua
	out_empty
}

for server in $(servers); do
	use_server "$server"
	table
	column
	both
	json
	renamed_json
	constraints
	renamed_values
	neighbours
	[ $KIND = mysql ] || periods
done

finish
