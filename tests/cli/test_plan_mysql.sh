# tests/cli/test_plan_mysql.sh - what an ALTER TABLE costs, as MariaDB and MySQL have it
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/mysql.sh"

tables() {
	for i in 1 2 3 4; do
		echo "CREATE TABLE t$i (id int PRIMARY KEY, a varchar(20), b int) ENGINE=InnoDB CHARSET utf8mb4 STATS_AUTO_RECALC=0;"
	done
}

is() { grep -qF -e "$1" "$ERR" || problem "it isn't \"$1\""; }

for server in $(servers); do
	use_server "$server"
	it "asks which algorithm and lock it takes ($KIND)"
	database
	tables | client
	# which statistics know nothing of
	echo "ANALYZE TABLE t2; INSERT INTO t2 VALUES (1, 'x', 1)" | client >/dev/null
	{
		tables
		cat <<'END'
ALTER TABLE t1 ADD d int;
ALTER TABLE t2 MODIFY b bigint;
CREATE INDEX i ON t3 (b);
ALTER TABLE t4 MODIFY b int NOT NULL;
END
	} >schema.sql
	run apply schema.sql -u "$URL" --dry-run
	status 0
	err_has "locks and costs were observed on the scratch copy"
	is '"t1": instant, no lock, reads and writes go on'
	is '"t2": rewrite of about 16 kB'
	grep -q "copies the table\|in place" "$ERR" && problem "what was thought is told beside what was seen"
	is ', SHARED lock, writes wait'
	is '"t3": index build of an empty table, no lock, reads and writes go on'
	is '"t4": rewrite of an empty table, no lock'
	client_is "SHOW TABLES LIKE 'limbeck_probe'" ""
	run diff -v "$URL" schema.sql
	out_has "what is known of"
	it "refuses what others would wait for before anything ran ($KIND)"
	database
	tables | client
	{
		tables
		cat <<'END'
CREATE INDEX i ON t1 (b);
ALTER TABLE t2 MODIFY b bigint;
END
	} >schema.sql
	run apply schema.sql -u "$URL" --yes --online
	status 4
	err_has 'writes to "t2" would have to wait for statement 2'
	client_is "SHOW INDEX FROM t1 WHERE Key_name = 'i'" ""
	sed -i '$d' schema.sql
	run apply schema.sql -u "$URL" --yes --online
	status 0
	for before in "PARTITION BY HASH (a) PARTITIONS 4" "PARTITION BY KEY (a)" ""; do
		database
		echo "CREATE TABLE p (a int, b int) $before; CREATE TABLE q (a int);" | client
		echo "CREATE TABLE p (a int, b int) PARTITION BY HASH (a) PARTITIONS 2; CREATE TABLE q (a int, KEY i (a));" >schema.sql
		run apply schema.sql -u "$URL" --yes --online
		status 4
		err_has 'writes to "p" would have to wait for statement'
		client_is "SHOW INDEX FROM q" ""
	done
	it "names who holds what apply waits for ($KIND)"
	database
	tables | client
	echo "START TRANSACTION; SELECT COUNT(*) FROM t1; SELECT SLEEP(300)" | client >/dev/null 2>&1 &
	query="SELECT ID FROM information_schema.PROCESSLIST WHERE DB = '$DATABASE' AND INFO LIKE '%SLEEP(300)%'"
	until holder=$(server -e "$query") && [ -n "$holder" ]; do sleep 0.1; done
	echo "CREATE TABLE t1 (id int PRIMARY KEY, c int) ENGINE=InnoDB CHARSET utf8mb4;" >schema.sql
	run apply schema.sql -u "$URL" --yes --allow-data-loss --include t1
	err_has "connection $holder ("
	server -e "KILL $holder"
	wait
	it "is saved, and carried out as it is ($KIND)"
	database
	tables | client
	echo 'Table{"t1", Column{"id", Integer, primary_key = true, autoincrement = false}, Column{"b", BigInteger, server_default = 7}, Index{"i", "b"}}' >models.lua
	run diff "$URL" models.lua -f json -o plan.json
	status 0
	echo "INSERT INTO t1 VALUES (5, 'x', 1)" | client
	run apply plan.json -u "$URL" -y --allow-data-loss
	status 0
	client_is "SELECT * FROM t1" "5	1"
	run apply plan.json -u "$URL" -y
	err_has "nothing to do"
	client_is "ALTER TABLE t1 DROP KEY i" ""
	run apply plan.json -u "$URL" -y --allow-data-loss
	status 4
	err_has "isn't in the state that the plan starts from: table \"t1\" was changed"
	run diff --online "$URL" models.lua -f json -o plan.json
	status 0
	grep -q "LOCK=NONE" plan.json || problem "it doesn't say that others can write"
	run apply plan.json -u "$URL" -y
	status 4
	err_has "or the options are others (--backfill, --online)"
	run apply plan.json -u "$URL" -y --online
	status 0
	client_is "SELECT COUNT(*) FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND INDEX_NAME = 'i'" 1
	it "says that a virtual column that becomes a plain one is empty ($KIND)"
	database
	echo "CREATE TABLE t (id int PRIMARY KEY, a int, v int AS (a * 2) VIRTUAL); INSERT INTO t (id, a) VALUES (1, 1);" | client
	echo "CREATE TABLE t (id int PRIMARY KEY, a int, v int);" >schema.sql
	run apply schema.sql -u "$URL" -y
	status 4
	err_has 'lose the values that column "v" computes'
	client_is "SELECT v FROM t" 2
	run apply schema.sql -u "$URL" -y --allow-data-loss
	status 0
	client_is "SELECT v IS NULL FROM t" 1
	it "proves it with rows of all kinds of types ($KIND)"
	database
	rows() {
		cat <<END
CREATE TABLE p (id int AUTO_INCREMENT PRIMARY KEY, u varchar(40) NOT NULL UNIQUE, m enum('a', 'it''s') NOT NULL) ENGINE=InnoDB;
CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, p_id int NOT NULL, x tinyint unsigned NOT NULL, d decimal(4,2) NOT NULL,
  s $1 NOT NULL, c char(2) NOT NULL UNIQUE, j json NOT NULL, g point NOT NULL, k set('a', 'b') NOT NULL, y year NOT NULL,
  b varbinary(30) NOT NULL, w timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, CHECK (d > 1),
  FOREIGN KEY (p_id) REFERENCES p (id)) ENGINE=InnoDB;
CREATE TABLE q (d int NOT NULL, v $1) ENGINE=InnoDB PARTITION BY RANGE (d)
  (PARTITION a VALUES LESS THAN (10), PARTITION b VALUES LESS THAN (20));
END
	}
	rows "varchar(20)" | client
	rows "varchar(300)" >schema.sql
	run apply schema.sql -u "$URL" -y --with-rows 20
	status 0
	err_has "3 tables, 60 of 60 rows kept"
	err_hasnt "without rows"
done
finish
