#!/bin/sh
# tests/cli/test_accounts.sh - what a database has is modelled or named, whatever it is
. "$(dirname "$0")/../support/cli.sh"

NAME_OF_ALL=accounts_$$
CLIENT=$(command -v mariadb || command -v mysql) || CLIENT=
SOCKET=$(echo "${LIMBECK_TEST_MARIADB_URL-}" | sed -n 's/.*@\/?unix_socket=\([^&]*\)$/\1/p')

clean() {
	[ -z "${LIMBECK_TEST_POSTGRESQL_URL-}" ] ||
		psql -Xqd "$LIMBECK_TEST_POSTGRESQL_URL" -c "DROP DATABASE IF EXISTS $NAME_OF_ALL" >/dev/null 2>&1
	[ -z "$SOCKET" ] ||
		"$CLIENT" --socket="$SOCKET" -u root -e "DROP DATABASE IF EXISTS $NAME_OF_ALL" >/dev/null 2>&1
	rm -rf "$WORK"
}
trap clean EXIT

# accounts FILE URL: each k_... in the file is in the models, or named as left out
accounts() {
	run reflect "$2" -v
	status 0
	for name in $(grep -oE '\bk_[a-z0-9_]+' "$1" | sort -u); do
		grep -qF -e "$name" "$OUT" "$ERR" || problem "nothing is said of $name"
	done
	cp "$OUT" models.lua
	cp "$ERR" left_out
	run diff "$2" models.lua
	status 0
	out_empty
	cmp -s left_out "$ERR" || err_has "what diff says is left out"
}

# script OPERATION URL: what a script by hand says
script() {
	rm -rf migrations/*
	run revision -m by_hand
	sed -i "s#^function upgrade()#&\n  $(echo "$1" | sed 's/[#&]/\\&/g')#" migrations/*.lua
	run upgrade -u "$2"
}

it "accounts for all that SQLite has"
cat >all.sql <<'END'
CREATE TABLE k_table (a INTEGER PRIMARY KEY AUTOINCREMENT, k_column, UNIQUE (k_column));
CREATE INDEX k_index ON k_table (k_column);
CREATE VIEW k_view AS SELECT 1;
CREATE TRIGGER k_trigger AFTER INSERT ON k_table BEGIN SELECT 1; END;
CREATE VIRTUAL TABLE k_virtual USING fts5(a);
CREATE TABLE k_without (a PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE k_strict (a INT) STRICT;
ANALYZE;
END
sqlite3 all.db <all.sql
accounts all.sql sqlite:///all.db

it "refuses scripts that change a virtual table, but for its name"
run init
sqlite3 app.db "CREATE VIRTUAL TABLE odd USING fts5(a); INSERT INTO odd VALUES ('x')"
script 'op.add_column("odd", Column{"b", Text})' sqlite:///app.db
status 3
err_has 'table "odd" can'"'"'t be changed: it is a virtual table'
script 'op.rename_table("odd", "even")' sqlite:///app.db
status 0
sql app.db "SELECT a FROM even" x

it "refuses to change a table that it couldn't make again, and says why"
cat >before.json <<'END'
{"limbeck": 1, "dialect": "mysql", "reflected": true, "tables": [
 {"name": "t", "opaque": "it has PAGES=7", "columns": [{"name": "a", "type": "int", "nullable": true}]}], "definitions": []}
END
sed 's/"opaque": "it has PAGES=7", //; s/"int"/"bigint"/' before.json >after.json
run diff before.json after.json --format sql
status 3
err_has 'it has PAGES=7'
sed 's/"mysql"/"sqlite"/; s/"int"/"INT"/' before.json >before.sqlite.json
sed 's/"mysql"/"sqlite"/; s/"bigint"/"BIGINT"/' after.json >after.sqlite.json
run diff before.sqlite.json after.sqlite.json --format sql
status 3
err_has 'it has PAGES=7'

if [ -n "${LIMBECK_TEST_POSTGRESQL_URL-}" ] && command -v psql >/dev/null 2>&1; then
	it "accounts for all that PostgreSQL has"
	cat >all.sql <<'END'
CREATE SCHEMA k_schema;
CREATE TABLE k_table (id int PRIMARY KEY, k_column int, CONSTRAINT k_check CHECK (id > 0), CONSTRAINT k_unique UNIQUE (id));
CREATE TABLE k_other (id int CONSTRAINT k_reference REFERENCES k_table, CONSTRAINT k_exclude EXCLUDE USING btree (id WITH =));
CREATE TABLE k_parted (a int) PARTITION BY LIST (a);
CREATE TABLE k_part PARTITION OF k_parted FOR VALUES IN (1);
CREATE TABLE k_child () INHERITS (k_table);
CREATE UNLOGGED TABLE k_unlogged (a int);
CREATE VIEW k_view AS SELECT 1 AS a;
CREATE MATERIALIZED VIEW k_materialized AS SELECT 1 AS a;
CREATE SEQUENCE k_sequence;
CREATE INDEX k_index ON k_table (k_column);
CREATE TYPE k_composite AS (a int);
CREATE TYPE k_enum AS ENUM ('a');
CREATE DOMAIN k_domain AS int;
CREATE TYPE k_range AS RANGE (subtype = int);
CREATE TYPE k_shell;
CREATE FUNCTION k_function() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION k_window() RETURNS bigint LANGUAGE internal WINDOW AS 'window_row_number';
CREATE PROCEDURE k_procedure() LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE k_aggregate(int) (SFUNC = int4pl, STYPE = int);
CREATE FUNCTION k_compare(int, int) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE OPERATOR ### (LEFTARG = int, RIGHTARG = int, FUNCTION = k_compare);
CREATE OPERATOR FAMILY k_family USING btree;
CREATE OPERATOR CLASS k_class FOR TYPE k_enum USING hash AS FUNCTION 1 hashenum(anyenum);
CREATE FUNCTION k_castfunction(k_enum) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE CAST (k_enum AS int) WITH FUNCTION k_castfunction(k_enum);
CREATE COLLATION k_collation FROM "C";
CREATE CONVERSION k_conversion FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE TEXT SEARCH CONFIGURATION k_configuration (COPY = simple);
CREATE TEXT SEARCH DICTIONARY k_dictionary (TEMPLATE = simple);
CREATE TEXT SEARCH PARSER k_parser (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH TEMPLATE k_template (LEXIZE = dsimple_lexize);
CREATE LANGUAGE k_language HANDLER plpgsql_call_handler;
CREATE FUNCTION k_eventfunction() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER k_eventtrigger ON ddl_command_start EXECUTE FUNCTION k_eventfunction();
CREATE RULE k_rule AS ON UPDATE TO k_table DO NOTHING;
CREATE FUNCTION k_triggerfunction() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER k_trigger BEFORE INSERT ON k_table EXECUTE FUNCTION k_triggerfunction();
CREATE POLICY k_policy ON k_table;
CREATE PUBLICATION k_publication FOR TABLE k_table;
CREATE SUBSCRIPTION k_subscription CONNECTION 'dbname=nosuch' PUBLICATION p WITH (connect = false);
CREATE FOREIGN DATA WRAPPER k_wrapper;
CREATE SERVER k_server FOREIGN DATA WRAPPER k_wrapper;
CREATE FOREIGN TABLE k_foreign (a int) SERVER k_server;
CREATE STATISTICS k_statistics ON id, k_column FROM k_table;
CREATE ACCESS METHOD k_access TYPE TABLE HANDLER heap_tableam_handler;
CREATE TRANSFORM FOR k_enum LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal));
SELECT lo_create(4242) FROM (SELECT 1) large_objects WHERE true;
END
	psql -Xqd "$LIMBECK_TEST_POSTGRESQL_URL" -c "CREATE DATABASE $NAME_OF_ALL TEMPLATE template0"
	URL=$(echo "$LIMBECK_TEST_POSTGRESQL_URL" | sed "s#/postgres\([?]\|\$\)#/$NAME_OF_ALL\1#")
	psql -Xqd "$URL" -v ON_ERROR_STOP=1 -f all.sql >"$OUT" 2>"$ERR" || problem "the objects can't be made"
	accounts all.sql "$URL"
	grep -q '###' models.lua || problem "nothing is said of the operator"
	grep -q 'left out: large objects "1"' left_out || problem "nothing is said of the large object"
	for kind in "access method" conversion "operator class" subscription "text search parser" transform; do
		grep -q "left out: $kind" left_out || problem "nothing is said of the $kind"
	done
	run diff "$URL" models.lua --json
	out_has '"name": "k_subscription"'
	psql -Xqd "$URL" -c "ALTER SUBSCRIPTION k_subscription SET (slot_name = NONE)" -c "DROP SUBSCRIPTION k_subscription"

	it "refuses to change a PostgreSQL table that has more than it could make again"
	psql -Xqd "$URL" -c "CREATE SCHEMA odd" -c "CREATE TABLE odd.o (id int GENERATED ALWAYS AS IDENTITY, v varchar(77),
		w varchar(66), k int CONSTRAINT fk REFERENCES k_table (id))" -c "CREATE TABLE odd.other (w varchar(66))"
	run reflect "$URL" --schema odd --json -o before.json
	sed 's/varying(77)/varying(78)/' before.json >after.json
	refused() {
		psql -Xqd "$URL" -c "$1"
		run diff "$URL" after.json --schema odd --format sql
		status 3
		err_has "table \"o\" can't be changed: $2"
		err_has "left out: part of table \"odd.o\": $2"
		run apply after.json -u "$URL" --schema odd -y --no-verify
		status 3
		err_has "$2"
	}
	refused "ALTER TABLE odd.o DISABLE TRIGGER ALL" 'the triggers of constraint "fk" are disabled'
	psql -Xqd "$URL" -c "ALTER TABLE odd.o ENABLE TRIGGER ALL"
	refused "ALTER SEQUENCE odd.o_id_seq AS bigint" 'the sequence of its column "id" is of type bigint'
	run reflect "$URL" --schema odd
	err_has 'left out: part of table "odd.o": the sequence of its column "id" is of type bigint'
	out_has '-- left out: part of table odd.o: the sequence'
	run init
	sed -i "s#^url = .*#url = \"$URL\"#" limbeck.lua
	run --schema odd status
	status 0
	err_has 'left out: part of table "odd.o": the sequence'
	sed 's/varying(66)/varying(67)/' before.json >after.json
	psql -Xqd "$URL" -c "ALTER TABLE odd.o ALTER w TYPE varchar(67)"
	run diff "$URL" after.json --schema odd --format sql
	status 0
	out_has "ALTER TABLE odd.other ALTER COLUMN w"
fi

if [ -n "$SOCKET" ] && [ -n "$CLIENT" ]; then
	it "accounts for all that MariaDB has"
	cat >all.sql <<'END'
CREATE TABLE k_table (id int PRIMARY KEY, k_column int, t text, KEY k_index (k_column), FULLTEXT KEY k_fulltext (t), CONSTRAINT k_check CHECK (id > 0));
CREATE TABLE k_other (a int, CONSTRAINT k_reference FOREIGN KEY (a) REFERENCES k_table (id));
CREATE TABLE k_parted (a int) PARTITION BY LIST (a) (PARTITION k_part VALUES IN (1));
CREATE TABLE k_versioned (a int) WITH SYSTEM VERSIONING;
CREATE VIEW k_view AS SELECT 1 AS a;
CREATE TRIGGER k_trigger BEFORE INSERT ON k_table FOR EACH ROW SET @a = 1;
CREATE PROCEDURE k_procedure() SELECT 1;
CREATE FUNCTION k_function() RETURNS int DETERMINISTIC RETURN 1;
CREATE EVENT k_event ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1;
CREATE SEQUENCE k_sequence;
SET sql_mode = oracle;
DELIMITER //
CREATE PACKAGE k_package AS PROCEDURE p; END//
CREATE PACKAGE BODY k_package AS PROCEDURE p AS BEGIN NULL; END; END//
CREATE AGGREGATE FUNCTION k_aggregate(x int) RETURN int AS BEGIN LOOP FETCH GROUP NEXT ROW; END LOOP; RETURN 1; END//
END
	"$CLIENT" --socket="$SOCKET" -u root -e "CREATE DATABASE $NAME_OF_ALL"
	"$CLIENT" --socket="$SOCKET" -u root "$NAME_OF_ALL" <all.sql >"$OUT" 2>"$ERR" || problem "the objects can't be made"
	URL=$(echo "$LIMBECK_TEST_MARIADB_URL" | sed "s#@/?#@/$NAME_OF_ALL?#")
	accounts all.sql "$URL"

	it "refuses to change a MariaDB table that has more than it could make again"
	"$CLIENT" --socket="$SOCKET" -u root "$NAME_OF_ALL" -e \
		"SET sql_mode = 'IGNORE_BAD_TABLE_OPTIONS'; CREATE TABLE odd (a int, v varchar(20)) odd = 'yes'"
	run reflect "$URL" --json -o before.json
	err_has 'left out: part of table "odd": the server doesn'"'"'t know its option'
	sed 's/varchar(20)/varchar(30)/' before.json >after.json
	run diff "$URL" after.json --format sql
	status 3
	err_has 'table "odd" can'"'"'t be changed'
	run init
	sed -i "s#^url = .*#url = \"$URL\"#" limbeck.lua
	script 'op.alter_column{"odd", "v", type = String(30)}' "$URL"
	status 3
	err_has 'table "odd" can'"'"'t be changed: the server doesn'"'"'t know its option'
	script 'op.rename_table("odd", "k_odd")' "$URL"
	status 0
	run reflect "$URL" -v
	out_has 'k_odd'
fi

it "names in status and diff what is left out"
project
cat >limbeck.lua <<'END'
url = "sqlite:///app.db"
models = "models.lua"
migrations = "migrations"
END
run apply models.lua -u sqlite:///app.db --yes
run reflect sqlite:///app.db --json -o snapshot.json
sed -i 's/"tables": \[/"left_out": [{"kind": "thing", "name": "k_thing", "why": "it is odd"}],\n&/' snapshot.json
run diff snapshot.json models.lua
status 0
err_has 'left out: thing "k_thing": it is odd'
run diff snapshot.json models.lua --json
out_has '"left_out"'
out_has '"k_thing"'
run status --json
out_has '"left_out": []'

finish
