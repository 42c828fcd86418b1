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
done

finish
