#!/bin/sh
# tests/cli/test_mysql.sh - the way of a user on MariaDB and MySQL
#
# Needs the servers that tests/support/servers starts; left out without them.
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/mysql.sh"

models() {
	cat >models.lua <<'END'
Table{"customers",
  Column{"id", BigInteger, primary_key = true},
  Column{"email", String(255), nullable = false, unique = true},
  Column{"status", Enum{"new", "good", "bad"}, nullable = false, server_default = "new"},
  Column{"created_at", DateTime, nullable = false, server_default = func.now()},
  comment = "people who buy",
}

Table{"orders",
  Column{"id", BigInteger, primary_key = true},
  Column{"customer_id", BigInteger, ForeignKey{"customers.id", ondelete = "CASCADE"}, nullable = false},
  Column{"total", Numeric(12, 2), nullable = false},
  Column{"note", Text},
  CheckConstraint{"total >= 0", name = "ck_orders_total"},
  Index{"ix_orders_note", "note", mysql_length = 20},
}

Function{"vat", "amount decimal(12,2)", "RETURNS decimal(12,2) DETERMINISTIC RETURN amount * 0.2"}
View{"sums", "SELECT customer_id, SUM(total) AS total, vat(SUM(total)) AS vat FROM orders GROUP BY customer_id"}
View{"best", "SELECT customer_id FROM sums WHERE total > 1000"}
Trigger{"orders_note", "orders", [[BEFORE INSERT ON orders FOR EACH ROW
BEGIN
  -- it's nothing; really
  SET NEW.note = COALESCE(NEW.note, 'a;b');
END]]}
Procedure{"forget", "IN who bigint", "MODIFIES SQL DATA BEGIN DELETE FROM customers WHERE id = who; END"}
Event{"sweep", "ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM orders WHERE total = 0"}
END
	[ $KIND = mysql ] || cat >>models.lua <<'END'
Sequence{"numbers", mariadb_start = "100", mariadb_cache = "10"}
Package{"p", "AS PROCEDURE hello; END", mariadb_sql_mode = "ORACLE"}
PackageBody{"p", "AS PROCEDURE hello AS BEGIN SELECT 'hello'; END; END", mariadb_sql_mode = "ORACLE"}
END
}

# As it looks to the native client, but for the moment an event was made in.
picture() { shows "$DATABASE" | sed "s/\`$DATABASE\`/\`DATABASE\`/g; s/ STARTS '[^']*'//"; }

from_nothing_and_back() {
	it "goes from nothing to a schema and back ($KIND)"
	database
	run init
	status 0
	settings
	models
	run -q check
	status 1
	run revision --autogenerate -m "first"
	status 0
	grep -q "definer" migrations/*.lua && problem "whose rights it runs with is nobody's word"
	run upgrade
	status 0
	err_has "first"
	run check
	status 0
	run diff models.lua "$URL"
	status 0
	out_empty
	run upgrade
	status 0
	err_has "nothing to do"
	picture >up
	grep -q "really" up || problem "the comment is gone"
	run downgrade base
	status 0
	client_is "SELECT GROUP_CONCAT(TABLE_NAME) FROM information_schema.TABLES
		WHERE TABLE_SCHEMA = DATABASE()" limbeck_version
	run upgrade
	status 0
	picture | cmp -s - up || problem "another schema after going down and up"
	run status
	status 0
	out_has "agree with the database"
}

# keep: the folder and the database for what follows; again: back to them
keep() {
	rm -rf "$WORK/kept" && cp -r . "$WORK/kept"
	KEPT_DATABASE=$DATABASE KEPT_URL=$URL
}
again() {
	cp -r "$WORK/kept/." .
	DATABASE=$KEPT_DATABASE URL=$KEPT_URL
}

by_the_native_client() {
	it "writes SQL that the native client runs ($KIND)"
	again
	run upgrade --sql
	status 0
	cp "$OUT" all.sql
	database
	settings
	client --comments <all.sql >client.out 2>&1 || problem "the client: $(cat client.out)"
	run current
	out_has "(head)"
	run check
	status 0
	# a client has a collation of its own
	grep -v collation_connection up >mine
	picture | grep -v collation_connection | cmp -s - mine || problem "the SQL makes another schema"
}

guards() {
	it "writes SQL for a database at the right revision only ($KIND)"
	database
	settings
	script a1 "" "CREATE TABLE a (n INT);" "DROP TABLE a;"
	script b2 a1 "CREATE TABLE b (n INT);" "DROP TABLE b;"
	run upgrade --sql a1
	client <"$OUT" >client.out 2>&1 || problem "the client: $(cat client.out)"
	client <"$OUT" >client.out 2>&1 && problem "it runs twice"
	grep -q "this SQL is for a database at base" client.out || problem "$(cat client.out)"
	run downgrade --sql b2:a1
	client <"$OUT" >client.out 2>&1 && problem "it undoes what was not done"
	grep -q "this SQL is for a database at b2" client.out || problem "$(cat client.out)"
	run upgrade --sql a1:b2
	client <"$OUT" >client.out 2>&1 || problem "the client: $(cat client.out)"
	client <"$OUT" >client.out 2>&1 && problem "it runs twice"
	run current
	out_is "b2 (head)"
	run downgrade --single-transaction base
	status 3
	err_has "can't roll back changes of schema, so that a run can't be one transaction"
}

changes() {
	it "changes what is there and leaves rows alone ($KIND)"
	again
	client -e "INSERT INTO customers (email) VALUES ('a@b'); INSERT INTO orders (customer_id, total)
		VALUES (1, 2000)" </dev/null || problem "the rows don't go in"
	sed -i 's/"new", "good", "bad"/"new", "good", "fine", "bad"/
		s/String(255)/String(320)/
		s/total > 1000/total > 1500/
		s/amount \* 0.2/amount * 0.25/
		s/EVERY 1 DAY/EVERY 2 DAY/' models.lua
	run -q check
	status 1
	run revision --autogenerate -m "second"
	status 0
	run upgrade
	status 0
	run check
	status 0
	client_is "SELECT CONCAT(customer_id, ' ', vat) FROM sums" "1 500.00"
	client_is "SELECT note FROM orders" "a;b"
	run downgrade -- -1
	status 0
	client_is "SELECT CONCAT(customer_id, ' ', vat) FROM sums" "1 400.00"
	run upgrade
	status 0
}

any_source() {
	it "compares anything with anything ($KIND)"
	again
	for format in lua sql json; do
		run reflect "$URL" --format $format
		status 0
		cp "$OUT" schema.$format
		run diff "$URL" schema.$format
		status 0
		out_empty
		run diff schema.$format "$URL"
		status 0
		out_empty
	done
	run diff migrations "$URL" --no-definers
	status 0
	out_empty
	here=$URL
	database
	run apply schema.sql -u "$URL" --yes
	status 0
	run diff "$here" "$URL"
	status 0
	out_empty
}

definers() {
	it "minds whose rights count only when told so ($KIND)"
	again
	database
	settings
	run upgrade
	status 0
	client -e "CREATE OR REPLACE DEFINER = 'limbeck_joe'@'%' VIEW best AS SELECT customer_id FROM sums
		WHERE total > 1000" </dev/null || problem "no other definer"
	# the models leave it open
	run check
	status 0
	run reflect "$URL"
	out_has 'mysql_definer = "`limbeck_joe`@`%`"'
	run reflect "$URL" --no-definers
	out_hasnt "definer"
	sed -i 's/WHERE total > 1000"/&, mysql_definer = "`root`@`localhost`"/' models.lua
	run -q check
	status 1
	run -q check --no-definers
	status 0
	settings "no_definers = true"
	run check
	status 0
}

what_isnt_said() {
	it "leaves open what models don't say ($KIND)"
	database "COLLATE utf8mb4_bin"
	client -e "CREATE TABLE t (a int PRIMARY KEY, b varchar(10)) ENGINE=MyISAM COLLATE=utf8mb4_general_ci
		ROW_FORMAT=DYNAMIC" </dev/null
	cat >models.lua <<'END'
Table{"t", Column{"a", Integer, primary_key = true, autoincrement = false}, Column{"b", String(10)},
  mysql_row_format = "DYNAMIC"}
END
	run diff "$URL" models.lua
	out_empty
	run diff models.lua "$URL"
	out_empty
	sed -i 's/String(10)/String(20)/' models.lua
	run diff "$URL" models.lua --format sql
	status 0
	client <"$OUT" || problem "it doesn't run"
	client_is "SELECT CONCAT(ENGINE, ' ', TABLE_COLLATION) FROM information_schema.TABLES
		WHERE TABLE_SCHEMA = DATABASE()" "MyISAM utf8mb4_general_ci"
	client_is "SELECT COLLATION_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()
		AND COLUMN_NAME = 'b'" utf8mb4_general_ci
	run diff "$URL" models.lua
	out_empty
	# what they say counts
	sed -i 's/mysql_row_format/mysql_charset = "latin1", mysql_row_format/' models.lua
	run diff "$URL" models.lua
	out_has "latin1"
}

partitions() {
	it "drops no partition with its rows unasked ($KIND)"
	database
	settings
	cat >models.lua <<'END'
Table{"r", Column{"id", Integer, primary_key = true, autoincrement = false},
  mysql_partition_by = "RANGE (id) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (20))"}
Table{"h", Column{"id", Integer, primary_key = true, autoincrement = false},
  mysql_partition_by = "HASH (id) PARTITIONS 4"}
END
	run apply models.lua --yes
	status 0
	client -e "INSERT INTO r VALUES (1), (15); INSERT INTO h VALUES (1), (2), (3), (4)" </dev/null || problem "no rows"
	sed -i 's/, PARTITION p1 VALUES LESS THAN (20)//; s/PARTITIONS 4/PARTITIONS 2/' models.lua
	run apply models.lua --yes
	status 4
	err_has 'the rows of partition "p1"'
	run revision -q --autogenerate -m one
	status 0
	[ "$(grep -c "loses data" migrations/*one.lua)" -eq 1 ] || problem "not one loss"
	run upgrade
	status 4
	err_has 'the rows of partition "p1"'
	client_is "SELECT COUNT(*) FROM r" 2
	run upgrade --allow-data-loss
	status 0
	client_is "SELECT COUNT(*) FROM r" 1
	client_is "SELECT COUNT(*) FROM h" 4
	run check
	status 0
	# what the way back takes is said there
	sed -i 's/LESS THAN (10)/&, PARTITION p2 VALUES LESS THAN (30)/' models.lua
	run revision -q --autogenerate -m two
	status 0
	sed '/function downgrade/,$d' migrations/*two.lua | grep -q "loses data" && problem "adding takes nothing"
	grep -q 'loses data: the rows of partition "p2"' migrations/*two.lua || problem "nothing is said of the way back"
}

# sql: what the models make of the database, done by the native client
sql() {
	run diff "$URL" models.lua --format sql
	status 0
	client <"$OUT" || problem "it doesn't run"
	run diff "$URL" models.lua
	out_empty
}

versioned() {
	it "versions a table but for a column, and keeps the past ($KIND)"
	database
	settings
	client -e "CREATE TABLE t (id int PRIMARY KEY, a int, b int); INSERT INTO t VALUES (1, 1, 1)" </dev/null
	cat >models.lua <<'END'
Table{"t", Column{"id", Integer, primary_key = true, autoincrement = false}, Column{"a", Integer},
  Column{"b", Integer, mariadb_without_system_versioning = true}, mariadb_system_versioning = true}
END
	sql
	client -e "UPDATE t SET b = 2; UPDATE t SET a = 2" </dev/null
	client_is "SELECT COUNT(*) FROM t FOR SYSTEM_TIME ALL" 2
	sed -i 's/mariadb_without_system_versioning = true/comment = "b"/' models.lua
	sql
	client_is "SELECT COUNT(*) FROM t FOR SYSTEM_TIME ALL" 2
	sed -i 's/, mariadb_system_versioning = true//' models.lua
	run apply models.lua --yes
	status 4
	err_has "the past of the rows"
	run revision -q --autogenerate -m one
	status 0
	grep -q "loses data: the past of the rows" migrations/*one.lua || problem "nothing is said of the past"
	run upgrade
	status 4
	err_has 'the past of the rows of table "t" would be lost'
	run upgrade --allow-data-loss
	status 0
	run check
	status 0
	# the times of rows that are versioned already can't be seen
	client -e "ALTER TABLE t ADD SYSTEM VERSIONING" </dev/null
	cat >models.lua <<'END'
Table{"t", Column{"id", Integer, primary_key = true, autoincrement = false}, Column{"a", Integer},
  Column{"b", Integer, comment = "b"}, Column{"f", Text, mariadb_row = "start"}, Column{"u", Text, mariadb_row = "end"},
  mariadb_system_versioning = true, mariadb_period_system_time = "f, u"}
END
	sed -i 's/Text/TIMESTAMP(6)/g' models.lua
	run apply models.lua --yes
	status 3
	err_has "can't get columns for the times of its rows"
}

rows_that_end() {
	it "says that columns can't change where rows begin or end ($KIND)"
	database
	settings
	times='CREATE TABLE t (a int, f timestamp(6) GENERATED ALWAYS AS ROW START, u timestamp(6)
		GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (f, u)) WITH SYSTEM VERSIONING;'
	echo "$times" | client
	for change in "s/END,/END INVISIBLE,/" "s/START,/START COMMENT 'x',/"; do
		echo "$times" | tr '\n' ' ' | sed "$change" >want.sql
		run apply want.sql --yes
		status 3
		err_has "can't be changed, for rows"
		run -q apply want.sql --yes --no-verify
		status 3
	done
	echo "$times" | sed 's/a int/a bigint/' >want.sql
	run -q apply want.sql --yes
	status 0
}

either_scheme() {
	it "is found by either scheme, since the server says which it is ($KIND)"
	database
	settings
	echo 'Table{"t", Column{"id", Integer, primary_key = true}}' >models.lua
	client <<'END'
CREATE TABLE t (id int PRIMARY KEY AUTO_INCREMENT);
END
	run reflect "$URL" --format json -o schema.json
	status 0
	for scheme in mysql mariadb; do
		run -u "$scheme:${URL#*:}" check
		status 0
		run diff schema.json "$scheme:${URL#*:}" --exit-code
		status 0
		out_empty
	done
}

mistakes() {
	it "says what is wrong with an option ($KIND)"
	database
	settings
	echo 'Table{"t", Column{"a", Integer}, mysql_engin = "InnoDB"}' >models.lua
	run check
	status 3
	err_has "models.lua:1"
	err_has 'unknown option "mysql_engin" of Table'
	err_has "mysql_engine"
	echo 'View{"v", "select 1", mysql_system_versioning = true}' >models.lua
	run check
	status 3
	err_has 'unknown option "mysql_system_versioning" of View'
	echo 'Table{"t", Column{"a", Integer}, mariadb_system_versioning = "yes"}' >models.lua
	run check
	status 3
	err_has "true or false"
	printf 'Table{"t", Column{"a", Integer}}\n\nView{"v", "SELECT nothing FROM t"}\n' >models.lua
	run check
	status 3
	err_has "models.lua:3"
	err_has 'view "v"'
	err_has "nothing"
}

# Foreign keys, their keys and their names are the server's where models say nothing.
without_scratch() {
	it "needs no scratch for names that the server gives ($KIND)"
	database
	cat >models.lua <<'END'
Table{"a",
  Column{"id", Integer, primary_key = true, autoincrement = false},
  Column{"parent", Integer, ForeignKey{"a.id"}}, Column{"other", Integer, ForeignKey{"a.id"}},
  Column{"name", String(50), nullable = false, server_default = "x"},
  Column{"total", Numeric(12, 2), nullable = false}, Column{"at", DateTime},
  CheckConstraint{"total >= 0", name = "a_total"}, UniqueConstraint{"name", "at", name = "a_name"},
}
END
	run apply models.lua -u "$URL" -y -q --no-verify
	status 0
	run --scratch "$KIND://u@127.0.0.1:1/x" diff "$URL" models.lua
	status 0
	out_empty
}

# A session that may only read has no scratch, and an account with one database hasn't.
nowhere_to_try() {
	it "says why nothing can be tried, and goes on as far as it can ($KIND)"
	database
	client -e "CREATE TABLE t (a int)"
	settings
	cat >models.lua <<'END'
Table{"t", Column{"a", Integer}, CheckConstraint{"a in (1, 2)", name = "c"}}
View{"v", "SELECT * FROM t WHERE a in (1, 2)"}
END
	case $URL in *\?*) and='&' ;; *) and='?' ;; esac
	run -u "$URL${and}init_command=SET SESSION TRANSACTION READ ONLY" check
	status 1
	err_has "transactions may only read (transaction_read_only), and a scratch database is needed"
	err_has "may be written to with --scratch URL"
	out_has 'check constraint "c"'
	run -u "$URL${and}init_command=SET SESSION TRANSACTION READ ONLY" revision --autogenerate -m x
	status 3
	[ -z "$(ls migrations)" ] || problem "a script was written"
	server -e "CREATE USER 'one$$'@'%' IDENTIFIED BY 'secret'; GRANT ALL ON $DATABASE.* TO 'one$$'@'%'"
	one=$(echo "$URL" | sed "s#^\([a-z]*\)://\([^/@]*@\)\{0,1\}#\1://one$$:secret@#")
	run -u "$one" apply -y
	status 3
	err_has "GRANT ALL ON \`limbeck\\_scratch\\_%\`.* TO 'one$$'@'%'"
	run -u "$one" apply -y --no-verify
	status 0
	err_has 'left, unless it is spelling, which no scratch database was there to tell: alter view "v"'
	run check
	status 0
	server -e "DROP USER 'one$$'@'%'"
}

unread_rows() {
	it "says in which tables it may not look for rows that stand in the way ($KIND)"
	database
	client -e "CREATE TABLE t (id int PRIMARY KEY, a varchar(9)); INSERT INTO t VALUES (1, NULL)"
	settings
	echo 'Table{"t", Column{"id", Integer, primary_key = true, autoincrement = false}, Column{"a", String(9), nullable = false}}' >models.lua
	run revision -a -m x
	status 4
	err_hasnt "for want of the right"
	server -e "CREATE USER 'blind$$'@'%' IDENTIFIED BY 'secret';
		GRANT CREATE, ALTER, DROP, INDEX, REFERENCES ON $DATABASE.* TO 'blind$$'@'%';
		GRANT ALL ON \`limbeck\\_scratch\\_%\`.* TO 'blind$$'@'%'"
	run -u "$(echo "$URL" | sed "s#^\([a-z]*\)://\([^/@]*@\)\{0,1\}#\1://blind$$:secret@#")" revision -a -m x
	status 0
	err_has 'not known whether rows stand in the way, for want of the right to read table "t"'
	server -e "DROP USER 'blind$$'@'%'"
}

long_defaults() {
	it "gives texts of any length a default ($KIND)"
	database
	cat >models.lua <<'END'
Table{"t", Column{"id", Integer, primary_key = true}, Column{"a", Text, nullable = false, server_default = "it's"},
  Column{"b", LargeBinary, server_default = "b"}, Column{"j", JSON, server_default = "{}"}}
END
	run apply models.lua -u "$URL" -y -q
	status 0
	client_is "INSERT INTO t(id) VALUES (1); SELECT a, b, j FROM t" "it's	b	{}"
	run diff models.lua "$URL"
	status 0
	out_empty
	sed 's/"b"},/"c"},/' models.lua >other.lua
	run apply other.lua -u "$URL" -y -q
	status 0
	client_is "INSERT INTO t(id) VALUES (2); SELECT a, b, j FROM t WHERE id = 2" "it's	c	{}"
	for which in other models; do
		run apply $which.lua -u "$URL" -y -q
		status 0
		run diff "$URL" $which.lua
		out_empty
	done
}

any_words() {
	it "remembers scripts in any language in a database that has one ($KIND)"
	database "CHARACTER SET latin1"
	settings
	script a1 "" "CREATE TABLE a (n INT); -- 日本 →" "DROP TABLE a;"
	sed -i "1s/.*/-- 日本 → ü/" migrations/*.sql
	run upgrade
	status 0
	client_is "SELECT message FROM limbeck_version WHERE script LIKE '%日本 →%'" "日本 → ü"
	run upgrade
	status 0
	run downgrade base
	status 0
	run upgrade --sql
	client <"$OUT" || problem "the native client fails"
	client_is "SELECT message FROM limbeck_version WHERE script LIKE '%日本 →%'" "日本 → ü"
	run upgrade
	status 0
	err_hasnt "edited"
}

for server in $(servers); do
	use_server "$server"
	from_nothing_and_back
	keep
	by_the_native_client
	guards
	any_source
	definers
	changes
	what_isnt_said
	without_scratch
	nowhere_to_try
	unread_rows
	partitions
	[ $KIND = mysql ] || versioned
	[ $KIND = mysql ] || rows_that_end
	either_scheme
	mistakes
	long_defaults
	any_words
done

finish
