# tests/cli/test_mysql_full_tables.sh - plans for tables that have rows, on MariaDB and MySQL
. "$(dirname "$0")/../support/cli.sh"
. "$ROOT/tests/support/mysql.sh"

for url in $(servers); do
	use_server "$url"

	it "gives rows the values that are given, and none that aren't: $KIND"
	database
	settings
	client <<'END'
CREATE TABLE notes (id integer PRIMARY KEY, body varchar(50),
  changed timestamp NOT NULL DEFAULT '2001-01-01 00:00:00' ON UPDATE CURRENT_TIMESTAMP);
INSERT INTO notes (id, body) VALUES (1, 'a'), (4, NULL), (7, 'a');
END
	run -q reflect "$URL" --format lua
	sed "s/Column{\"body\",[^}]*}/Column{\"body\", String(50), nullable = false}/
	/\"body\"/i\\  Column{\"size\", Integer, nullable = false, server_default = 5}," "$OUT" >models.lua
	run apply --yes
	status 4
	err_has '"notes.body" can'"'"'t be NOT NULL: 1 row of "notes" with no value there (id = 4)'
	for format in lua sql; do
		run -q revision -a -m x --format $format --backfill "notes.size=id * 2" \
			--backfill "notes.body='it''s'"
		status 0
		run -q upgrade
		status 0
		client_is "SELECT id, size, body, YEAR(changed) FROM notes ORDER BY id" \
			"$(printf '1\t2\ta\t2001\n4\t8\tit'"'"'s\t2001\n7\t14\ta\t2001')"
		run -q check
		status 0
		run -q downgrade base
		status 0
		client -e "UPDATE notes SET body = NULL, changed = changed WHERE id = 4" </dev/null
		rm migrations/*
	done
	run -q apply --yes --backfill "notes.size=1" --backfill "notes.body=''"
	status 0
	client_is "SELECT SUM(size), MAX(YEAR(changed)) FROM notes" "$(printf '3\t2001')"
	run -q diff "$URL" models.lua --exit-code
	status 0

	it "names rows that a new constraint doesn't allow: $KIND"
	database
	settings
	client <<'END'
CREATE TABLE parents (id integer PRIMARY KEY);
CREATE TABLE notes (id integer PRIMARY KEY, body varchar(50), up integer, d date);
INSERT INTO parents VALUES (1);
INSERT INTO notes VALUES (1, 'a', 1, NULL), (2, NULL, NULL, NULL), (3, 'A', 5, NULL), (4, NULL, NULL, NULL);
END
	cat >want.sql <<'END'
CREATE TABLE parents (id integer PRIMARY KEY);
CREATE TABLE notes (id integer PRIMARY KEY, body varchar(50) UNIQUE, up integer, d date,
  e integer NOT NULL, CONSTRAINT fk_up FOREIGN KEY (up) REFERENCES parents (id),
  CONSTRAINT ck_id CHECK (id < 4));
END
	run apply want.sql --yes
	status 4
	err_has '1 value of "notes" in more than one row (body = '
	err_has '1 row of "notes" without their row in "parents" (id = 3: up = 5)'
	err_has '(id = 4)'
	err_has '4 rows of "notes" with no value for it (id = 1; id = 2; id = 3; id = 4)'

	it "names values that don't fit a new type: $KIND"
	database
	settings
	client <<'END'
CREATE TABLE t (id integer PRIMARY KEY, v varchar(50), b bigint, x varchar(9), d decimal(10,2), e enum('a','b'));
INSERT INTO t VALUES (1, 'abcdef', 3000000000, '12', 99999, 'a'), (2, 'abc', -3000000000, '1x', 1, 'b'), (3, NULL, 7, NULL, NULL, NULL);
END
	cat >want.sql <<'END'
CREATE TABLE t (id integer PRIMARY KEY, v varchar(5), b int unsigned, x int, d decimal(5,2), e enum('a','c'));
END
	run apply want.sql --yes
	status 4
	err_has "fit (id = 1: v = 'abcdef')"
	err_has "fit (id = 2: b = -3000000000)"
	err_has "fit (id = 2: x = '1x')"
	err_has "doesn't fit (id = 1: d = "
	err_has "fit (id = 2: e = 'b')"
	client -e "UPDATE t SET v = 'a', b = 4294967295, x = NULL, d = 999.99, e = 'a'" </dev/null
	run apply want.sql --yes
	status 0
	client_is "SELECT b, d FROM t WHERE id = 1" "$(printf '4294967295\t999.99')"

	it "names texts that are no day, time, number or document, and what is too long: $KIND"
	database
	settings
	client <<'END'
CREATE TABLE t (id integer PRIMARY KEY, d varchar(20), s varchar(20), n varchar(20), f text, j text, w int, b mediumtext, x varbinary(9));
INSERT INTO t VALUES (1, '2020-02-31', 'noon', '1,5', 'much', '{', 123456, REPEAT('a', 300), x'010203'),
  (2, '2020-02-29', '12:00', ' 1.5', '1e3', '{}', 12, 'a', x'01'), (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
END
	echo "CREATE TABLE t (id integer PRIMARY KEY, d date, s time, n decimal(5,2), f double, j json, w varchar(5), b tinytext, x varbinary(2));" >want.sql
	run apply want.sql --yes
	status 4
	for how in "apply want.sql --yes" "apply want.sql --yes --online" "revision -a --models want.sql" "diff $URL want.sql"; do
		run $how
		case $how in diff*) status 0 ;; *) status 4 ;; esac
		for value in "d = '2020-02-31'" "s = 'noon'" "n = '1,5'" "f = 'much'" "w = 123456" "b = 'aaa" "x = " "j = '{'"; do
			err_has "(id = 1: $value"
		done
		err_hasnt "id = 2"
	done
	client -e "DELETE FROM t WHERE id = 1" </dev/null
	run apply want.sql --yes
	status 0

	it "names values that a set, a year or bits don't take: $KIND"
	database
	settings
	client <<'END'
CREATE TABLE t (id integer PRIMARY KEY, s set('a','b','it''s'), y integer, b integer);
INSERT INTO t VALUES (1, 'a,it''s', 1800, 16), (2, 'a', 2000, 15), (3, '', 7, NULL), (4, 'b', NULL, -1);
END
	echo "CREATE TABLE t (id integer PRIMARY KEY, s set('b','a'), y year, b bit(4));" >want.sql
	run revision -a --models want.sql
	status 4
	err_has "doesn't fit (id = 1: s = 'a,it's')"
	err_has "doesn't fit (id = 1: y = 1800)"
	err_has "2 rows of \"t\" with a value that doesn't fit (id = 1: b = 16; id = 4: b = -1)"
	client -e "UPDATE t SET s = 'b,a', y = 1999, b = 3 WHERE id IN (1, 4)" </dev/null
	run apply want.sql --yes
	status 0
	client_is "SELECT s, y, b + 0 FROM t WHERE id = 1" "$(printf 'b,a\t1999\t3')"

	it "names what a column of MariaDB says of its own values, and a backfill that gives none: $KIND"
	database
	settings
	client -e "CREATE TABLE t (id integer PRIMARY KEY, a text); INSERT INTO t VALUES (1, 'x'), (2, NULL), (3, '5')" </dev/null
	if [ "$KIND" = mariadb ]; then
		echo "CREATE TABLE t (id integer PRIMARY KEY, a text CHECK (a <> 'x'));" >want.sql
		run apply want.sql --yes
		status 4
		err_has "column \"t.a\" can't be checked: 1 row of \"t\" against (\`a\` <> 'x') (id = 1: a = 'x')"
	fi
	echo "CREATE TABLE t (id integer PRIMARY KEY, a text, n integer NOT NULL);" >want.sql
	run apply want.sql --yes --backfill "t.n=length(a)"
	status 4
	err_has "column \"t.n\" can't be filled: 1 row of \"t\" for which (length(a)) is no value of it (id = 2: a = NULL)"
	run revision -a --models want.sql --backfill "t.n=coalesce(a, 0)"
	if [ "$KIND" = mariadb ]; then
		status 4
		err_has 'column "t.n" can'"'"'t be filled: rows of "t" for which (coalesce(a, 0)) is no value of it (Incorrect integer value'
		run revision -a --models want.sql --backfill "t.n=coalesce(a, 0)" --no-verify
	fi
	status 0
	run upgrade
	status 3
	err_has 'in column "t.n"'
	err_has '--backfill "t.n=..."'

	it "names rows for which a table has no partition: $KIND"
	database
	settings
	client <<'END'
CREATE TABLE t (id integer PRIMARY KEY, a varchar(20));
CREATE TABLE l (id integer, a integer);
CREATE TABLE c (id integer, a integer);
INSERT INTO t VALUES (1, 'x'), (20, '5');
INSERT INTO l VALUES (1, 1), (2, 2), (NULL, 3);
INSERT INTO c VALUES (1, 1), (2, 2), (2, 3);
END
	cat >want.sql <<'END'
CREATE TABLE t (id integer PRIMARY KEY, a varchar(20)) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10));
CREATE TABLE l (id integer, a integer) PARTITION BY LIST (id) (PARTITION p0 VALUES IN (1), PARTITION p1 VALUES IN (3, 4));
CREATE TABLE c (id integer, a integer) PARTITION BY RANGE COLUMNS (id, a) (PARTITION p0 VALUES LESS THAN (2, 3));
END
	run apply want.sql --yes
	status 4
	err_has "table \"l\" can't be partitioned: 2 rows of \"l\" for which it has no partition (id = 2; id = NULL)"
	err_has "table \"t\" can't be partitioned: 1 row"
	err_has "(id = 2, a = 3)"
	client -e "UPDATE t SET id = 9 WHERE id = 20; UPDATE l SET id = 3; UPDATE c SET a = 1" </dev/null
	run apply want.sql --yes
	status 0

	it "names rows for which a generated column can't be computed: $KIND"
	database
	settings
	client <<'END'
CREATE TABLE t (id integer PRIMARY KEY, a varchar(20));
INSERT INTO t VALUES (1, 'x'), (2, '5');
END
	echo "CREATE TABLE t (id integer PRIMARY KEY, a varchar(20), g integer AS (a) STORED, k integer AS (id + 1) STORED);" >want.sql
	run apply want.sql --yes
	status 4
	err_has "column \"t.g\" can't be computed: 1 row of \"t\" for which (\`a\`) is no value of it (id = 1: a = 'x')"
	err_hasnt t.k
	if [ "$KIND" = mariadb ]; then
		echo "CREATE TABLE t (id integer PRIMARY KEY, a varchar(20), g double AS (a / 2) STORED);" >want.sql
		run revision -a --models want.sql
		status 4
		err_has "(id = 1: a = 'x')"
		run apply want.sql --yes
		status 4
		err_has "(id = 1: a = 'x')"
	else
		client -e "ALTER TABLE t ADD j json; UPDATE t SET j = '[\"1\", 2.5, true]'; INSERT INTO t VALUES (3, '', '[1, null]'), (4, '', '{}')" </dev/null
		echo "CREATE TABLE t (id integer PRIMARY KEY, a varchar(20), j json, KEY k ((CAST(j AS UNSIGNED ARRAY))));" >want.sql
		run apply want.sql --yes
		status 4
		err_has 'index "k" can'"'"'t be made: 2 rows of "t" for which it can'"'"'t hold'
		client -e "DELETE FROM t WHERE id > 2" </dev/null
	fi
	client -e "UPDATE t SET a = 7" </dev/null
	run apply want.sql --yes
	status 0

	it "names rows for which a column computed of several can't be stored: $KIND"
	database
	settings
	client <<'END'
CREATE TABLE t (id integer PRIMARY KEY, a varchar(20), b varchar(20), n integer, m integer, j json);
INSERT INTO t VALUES (1, 'abc', 'xyz', 100000, 0, NULL), (2, 'ab', 'c   ', 100, 5, '{"k": "12"}'), (3, NULL, 'x', 7, 1, NULL), (4, '1', '2', 2, NULL, NULL);
END
	base="id integer PRIMARY KEY, a varchar(20), b varchar(20), n integer, m integer, j json"
	while IFS='|' read -r column rows; do
		# MariaDB has no generated columns that say NOT NULL
		case $KIND$column in mariadb*"NOT NULL") continue ;; esac
		echo "CREATE TABLE t ($base, g $column);" >want.sql
		for how in "apply want.sql --yes" "revision -a --models want.sql" "diff $URL want.sql"; do
			run $how
			case $how in diff*) status 0 ;; *) status 4 ;; esac
			err_has "column \"t.g\" can't be computed: "
			err_has "is no value of it ($rows)"
		done
	done <<'END'
varchar(5) AS (concat(a, b)) STORED|id = 1: a = 'abc', b = 'xyz'
varchar(5) AS (concat(a, b)) STORED NOT NULL|id = 1: a = 'abc', b = 'xyz'; id = 3: a = NULL, b = 'x'
varchar(5) AS (n * 10) STORED|id = 1: n = 100000
smallint AS (n + m) STORED|id = 1: n = 100000, m = 0
tinyint unsigned AS (n - 8) STORED|id = 1: n = 100000; id = 3: n = 7; id = 4: n = 2
integer AS (concat(a, m)) STORED|id = 1: a = 'abc', m = 0; id = 2: a = 'ab', m = 5
decimal(4,2) AS (n / 2) STORED|id = 1: n = 100000
decimal(20,2) AS (n / m) STORED|id = 1: n = 100000, m = 0
date AS (concat('2020-01-', n)) STORED|id = 1: n = 100000; id = 2: n = 100
END
	echo "CREATE TABLE t ($base, g bigint AS (n * n * 1000000000) STORED);" >want.sql
	run apply want.sql --yes
	status 4
	err_has '1000000000) is no value of it ('
	while read -r column; do
		case $KIND$column in mariadb*"NOT NULL") continue ;; esac
		echo "CREATE TABLE t ($base, g $column);" >want.sql
		run apply want.sql --yes --allow-data-loss
		status 0
	done <<'END'
varchar(6) AS (concat(a, b)) STORED
varchar(7) AS (n * 10) STORED
varchar(7) AS (n / 3e0) STORED
integer AS (concat(n, '.5')) STORED
mediumint AS (n + id) STORED
decimal(20,2) AS (n / NULLIF(m, 0)) STORED
decimal(20,2) AS (n / id) STORED NOT NULL
integer AS (concat('', m)) STORED
END

	it "names rows with characters that another character set lacks: $KIND"
	database "CHARACTER SET utf8mb4"
	settings
	client <<'END'
CREATE TABLE t (id integer PRIMARY KEY, a varchar(20), b text, x varbinary(20)) COLLATE utf8mb4_bin;
INSERT INTO t VALUES (1, 'Ω', 'ä', x'ff'), (2, 'ä?', '', 'ä'), (3, NULL, NULL, NULL), (4, 'x', '😀', '');
END
	while IFS='|' read -r columns rows; do
		echo "CREATE TABLE t (id integer PRIMARY KEY, $columns;" >want.sql
		for how in "apply want.sql --yes" "revision -a --models want.sql" "diff $URL want.sql"; do
			run $how
			case $how in diff*) status 0 ;; *) status 4 ;; esac
			err_has "with a value that doesn't fit ($rows"
			err_hasnt "id = 2"
		done
	done <<'END'
a varchar(20) CHARACTER SET latin1, b text, x varbinary(20)) COLLATE utf8mb4_bin|id = 1: a = 'Ω'
a varchar(20), b text, x varbinary(20)) CHARACTER SET latin1|id = 1: a = 'Ω'
a varchar(20), b text, x varbinary(20)) CHARACTER SET latin1|id = 4: b = '😀'
a varchar(30), b mediumtext, x varbinary(20)) CHARACTER SET utf8mb3|id = 4: b = '😀'
a varchar(20), b text, x varchar(20)) COLLATE utf8mb4_bin|id = 1: x = 
END
	echo "CREATE TABLE t (id integer PRIMARY KEY, a varchar(20), b text, x varbinary(20)) CHARACTER SET latin1;" >want.sql
	echo "CREATE TABLE v (id integer PRIMARY KEY);" >>want.sql
	run revision -a --models want.sql --no-verify -m lost
	status 0
	for i in 1 2; do
		run upgrade
		status 3
		err_has "Its first statement stays done"
	done
	client -e "UPDATE t SET a = 'a' WHERE id = 1; UPDATE t SET b = 'ß' WHERE id = 4" </dev/null
	run upgrade
	status 0
	client_is "SELECT a, b FROM t WHERE id IN (2, 4) ORDER BY id" "$(printf 'ä?\t\nx\tß')"
	run diff "$URL" want.sql --exit-code
	status 0

	it "names values that a key would take for the same under another collation: $KIND"
	database "CHARACTER SET utf8mb4"
	settings
	client <<'END'
CREATE TABLE p (k varchar(20) PRIMARY KEY, n integer) COLLATE utf8mb4_bin;
CREATE TABLE t (id integer PRIMARY KEY, a varchar(20), b varchar(20), UNIQUE KEY u (a, b), KEY i (b)) COLLATE utf8mb4_bin;
INSERT INTO p VALUES ('a', 1), ('A', 2), ('b', 3);
INSERT INTO t VALUES (1, 'x', 'y'), (2, 'X', 'Y'), (3, 'x', 'z'), (4, 'q', NULL), (5, 'Q', NULL), (6, NULL, 'x'), (7, NULL, 'X');
END
	cat >want.sql <<'END'
CREATE TABLE p (k varchar(20) PRIMARY KEY, n integer) COLLATE utf8mb4_general_ci;
CREATE TABLE t (id integer PRIMARY KEY, a varchar(20), b varchar(20), UNIQUE KEY u (a, b), KEY i (b)) COLLATE utf8mb4_general_ci;
END
	for how in "apply want.sql --yes" "revision -a --models want.sql" "diff $URL want.sql"; do
		run $how
		case $how in diff*) status 0 ;; *) status 4 ;; esac
		err_has '"p" can'"'"'t be kept: 1 value of "p" in more than one row (k = '
		err_has '"u" can'"'"'t be kept: 1 value of "t" in more than one row (a = '
		err_hasnt "'q'"
	done
	# one column alone may not be enough; a new key is of the new collation, too
	cat >want.sql <<'END'
CREATE TABLE p (k varchar(20) PRIMARY KEY, n integer) COLLATE utf8mb4_bin;
CREATE TABLE t (id integer PRIMARY KEY, a varchar(20) COLLATE utf8mb4_general_ci, b varchar(20), UNIQUE KEY u (a, b), KEY i (b)) COLLATE utf8mb4_bin;
END
	run apply want.sql --yes
	status 0
	sed -i 's/b varchar(20), UNIQUE/b varchar(20) COLLATE utf8mb4_general_ci, UNIQUE KEY v (b, a), UNIQUE/' want.sql
	run apply want.sql --yes
	status 4
	err_has '"u" can'"'"'t be kept'
	err_has '"v" can'"'"'t be made: 1 value'
	client -e "DELETE FROM t WHERE id = 2" </dev/null
	run apply want.sql --yes
	status 0

	it "names them, too, where a script says nothing but the collation: $KIND"
	database "CHARACTER SET utf8mb4"
	settings
	client <<'END'
CREATE TABLE t (id integer PRIMARY KEY, a varchar(20), UNIQUE KEY u (a)) COLLATE utf8mb4_bin;
INSERT INTO t VALUES (1, 'x'), (2, 'X'), (3, 'y');
END
	cat >migrations/a1.lua <<'END'
-- a1
revision = "a1"
function upgrade() op.alter_column{"t", "a", collation = "utf8mb4_general_ci"} end
function downgrade() end
END
	run upgrade
	status 3
	err_has 'In the way: '
	err_has '"u" can'"'"'t be kept: 1 value of "t" in more than one row (a = '
	client -e "DELETE FROM t WHERE id = 2" </dev/null
	run upgrade
	status 0

	it "changes a table with a default that is no day, and only while it does so: $KIND"
	database
	settings
	client <<'END'
SET sql_mode = '';
CREATE TABLE days (id integer PRIMARY KEY, d date NOT NULL DEFAULT '0000-00-00', n integer);
INSERT INTO days (id, n) VALUES (1, 5), (2, 7);
END
	run -q reflect "$URL" --format lua
	sed 's/Column{"n", Integer/Column{"n", String(9)/' "$OUT" >models.lua
	run revision -a -m days --with-rows 3
	status 0
	err_has "proved on a scratch"
	run upgrade
	status 0
	err_hasnt WARNING
	client_is "SELECT CONCAT(d, n) FROM days ORDER BY id" "$(printf '0000-00-005\n0000-00-007')"
	run check
	status 0
	run downgrade base
	status 0
	err_hasnt WARNING
	echo 'Table{"days", Column{"id", Integer, primary_key = true, autoincrement = false}, Column{"d", Date, nullable = false, server_default = "2020-01-01"}}
		Table{"more", Column{"d", DateTime, server_default = "0000-00-00 00:00:00"}}' >models.lua
	run apply --yes --allow-data-loss
	status 0
	run -q diff "$URL" models.lua --exit-code
	status 0
	client_is "SELECT DISTINCT d FROM days" 0000-00-00

	[ "$KIND" = mysql ] || continue
	it "makes rows up with geometries in the system that their columns want"
	database
	settings
	cat >want.sql <<'END'
CREATE TABLE t (id int PRIMARY KEY, p point NOT NULL SRID 4326, y polygon NOT NULL SRID 4326, z point NOT NULL SRID 0,
	m multilinestring NOT NULL SRID 3857, g geometry NOT NULL);
END
	run -q apply want.sql --yes
	status 0
	sed -i 's/id int/id bigint/' want.sql
	run apply want.sql --yes --with-rows 100
	status 0
	err_has "1 table, 100 of 100 rows kept"
	err_hasnt "without rows"
done

finish
