#!/bin/sh
# tests/cli/test_across.sh - schemas of one kind of database on another
. "$(dirname "$0")/../support/cli.sh"

PSQL_DATABASES= MY_DATABASES=
CLIENT=$(command -v mariadb || command -v mysql) || CLIENT=

clean() {
	for d in $PSQL_DATABASES; do
		psql -Xqd "$LIMBECK_TEST_POSTGRESQL_URL" -c "DROP DATABASE IF EXISTS $d" >/dev/null 2>&1
	done
	for d in $MY_DATABASES; do
		"$CLIENT" --socket="$SOCKET" -u root -e "DROP DATABASE IF EXISTS $d" >/dev/null 2>&1
	done
	rm -rf "$WORK"
}
trap clean EXIT

# url KIND: an empty database; nothing where there is no server of that kind
url() {
	case $1 in
	sqlite)
		sqlite3 empty.db "VACUUM"
		echo "sqlite:///empty.db"
		;;
	postgresql)
		echo "$LIMBECK_TEST_POSTGRESQL_URL" | sed "s#/postgres\([?]\|\$\)#/across_$$\1#"
		;;
	mariadb)
		echo "$LIMBECK_TEST_MARIADB_URL" | sed "s#@/?#@/across_$$?#"
		;;
	esac
}

KINDS=sqlite
if [ -n "${LIMBECK_TEST_POSTGRESQL_URL-}" ] && command -v psql >/dev/null 2>&1; then
	psql -Xqd "$LIMBECK_TEST_POSTGRESQL_URL" -c "CREATE DATABASE across_$$ TEMPLATE template0" || exit 1
	PSQL_DATABASES=across_$$
	KINDS="$KINDS postgresql"
fi
SOCKET=$(echo "${LIMBECK_TEST_MARIADB_URL-}" | sed -n 's/.*@\/?unix_socket=\([^&]*\)$/\1/p')
if [ -n "$SOCKET" ] && [ -n "$CLIENT" ]; then
	"$CLIENT" --socket="$SOCKET" -u root -e "CREATE DATABASE across_$$" || exit 1
	MY_DATABASES=across_$$
	KINDS="$KINDS mariadb"
fi

same_models() {
	cat >same.lua <<'END'
Table{"customers",
  Column{"id", BigInteger, primary_key = true},
  Column{"email", String(255), nullable = false, unique = true},
  Column{"active", Boolean, nullable = false, server_default = true},
  Column{"note", Text},
  Column{"picture", LargeBinary},
  Column{"created_at", DateTime, nullable = false, server_default = func.now()},
  Column{"day", Date},
}

Table{"orders",
  Column{"id", Integer, primary_key = true},
  Column{"customer_id", BigInteger, ForeignKey{"customers.id", ondelete = "CASCADE"}, nullable = false, index = true},
  Column{"status", String(10), nullable = false, server_default = "draft"},
  Column{"total", Numeric(12, 2), nullable = false, server_default = 0},
  Column{"n", Integer, server_default = -5},
  Column{"x", Double},
  CheckConstraint{"total >= 0", name = "ck_orders_total"},
  CheckConstraint{"n IN (1, 2, 5) AND n IS NOT NULL", name = "ck_orders_n"},
  CheckConstraint{"status IN ('draft', 'it''s')", name = "ck_orders_status"},
}

Table{"lines",
  Column{"order_id", Integer, ForeignKey{"orders.id"}, primary_key = true},
  Column{"position", Integer, primary_key = true},
  Column{"what", String(30), server_default = "it's"},
}
END
}

it "finds no difference between databases of the same models"
same_models
for kind in $KINDS; do
	run apply same.lua -u "$(url $kind)" --yes
	status 0
done
for from in $KINDS; do
	for to in $KINDS; do
		run diff "$(url $from)" "$(url $to)"
		status 0
		out_empty
	done
done

it "finds the difference where there is one, in the second one's words"
same_models
url sqlite >/dev/null
sed 's/String(30)/String(40)/' same.lua >other.lua
run apply other.lua -u "$(url sqlite)" --yes
for kind in $KINDS; do
	[ $kind != sqlite ] || continue
	run diff "$(url sqlite)" "$(url $kind)" --exit-code
	status 1
	out_has '~ column "what": type'
	out_has '(40)'
	run diff "$(url sqlite)" "$(url $kind)" --format sql
	out_has 'lines'
done

# A snapshot is as good as its database, and needs no server.
postgresql_snapshot() {
	cat >pg.json <<'END'
{"limbeck": 1, "dialect": "postgresql", "reflected": true, "tables": [
 {"name": "t", "comment": "all of it", "columns": [
  {"name": "id", "type": "bigint", "nullable": false, "server_default": {"sql": "nextval('public.t_id_seq'::regclass)"}},
  {"name": "mood", "type": "public.mood", "nullable": false, "server_default": {"sql": "'ok'::public.mood"}},
  {"name": "data", "type": "jsonb", "nullable": true},
  {"name": "address", "type": "inet", "nullable": true},
  {"name": "tags", "type": "text[]", "nullable": true},
  {"name": "price", "type": "numeric", "nullable": true, "server_default": {"sql": "0.50"}},
  {"name": "flag", "type": "boolean", "nullable": false, "server_default": {"sql": "false"}},
  {"name": "code", "type": "text", "nullable": false},
  {"name": "at", "type": "timestamp with time zone", "nullable": true, "server_default": {"sql": "CURRENT_TIMESTAMP"}},
  {"name": "token", "type": "uuid", "nullable": true, "server_default": {"sql": "gen_random_uuid()"}},
  {"name": "up", "type": "text", "nullable": true, "computed": "upper(code)", "persisted": true}],
  "constraints": [
   {"kind": "primary_key", "name": "t_pkey", "columns": ["id"], "deferrable": false},
   {"kind": "unique", "name": "t_code_key", "columns": ["code"], "deferrable": true, "initially": "DEFERRED"},
   {"kind": "check", "name": "t_price_check", "expr": "(price >= (0)::numeric) AND ((code)::text = ANY ((ARRAY['a'::character varying, 'it''s'::character varying])::text[]))"},
   {"kind": "check", "name": "ck_regexp", "expr": "code ~ '^[a-z]+$'::text"},
   {"kind": "exclude", "name": "ex", "expr": "USING gist (code WITH =)"}],
  "indexes": [
   {"name": "ix_price", "columns": [{"column": "price", "descending": true}], "where": "price > (10)::numeric"},
   {"name": "ix_data", "columns": ["data"], "using": "gin"}]}],
 "definitions": [
  {"kind": "enum", "name": "mood", "values": ["ok", "bad"]},
  {"kind": "sequence", "name": "t_id_seq", "owned_by": "t.id"},
  {"kind": "view", "name": "v", "definition": "SELECT t.id FROM t"}]}
END
}

it "writes PostgreSQL's models for SQLite, and says what it left out"
postgresql_snapshot
run reflect pg.json --dialect sqlite
status 0
out_has 'Column{"id", BigInteger, primary_key = true}'
out_has 'Column{"mood", Enum{"ok", "bad", name = "mood"}, nullable = false, server_default = "ok"}'
out_has 'Column{"data", JSON}'
out_has 'Column{"address", String(43)}'
out_has 'Column{"tags", JSON}'
out_has 'server_default = 0.5'
out_has 'Column{"up", Text, Computed{"upper(code)", persisted = true}}'
out_has "CheckConstraint{\"price >= 0 AND code IN ('a', 'it''s')\"}"
out_has 'Index{"ix_price", desc"price", where = "price > 10"}'
out_hasnt 'View{'
err_has 'left out: comment "t": SQLite has no comments'
err_has 'left out: type "t.address": type "inet" is String there'
err_has 'left out: type "t.tags": type ARRAY is JSON there'
err_has 'left out: default "t.token": default gen_random_uuid() has no portable form'
err_has 'left out: check constraint "t.ck_regexp"'
err_has 'left out: unique constraint "t.t_code_key": it goes without what is refused: SQLite checks only foreign keys later'
err_has 'left out: exclusion constraint "t.ex": SQLite has no exclusion constraints'
err_has 'left out: index "t.ix_data": such indexes are PostgreSQL'
err_has 'left out: view "v": what it says is not translated'
"$LIMBECK" reflect pg.json --dialect sqlite 2>/dev/null >models.lua
run reflect models.lua --format sql --dialect sqlite
ok sqlite3 made.db <"$OUT"
sql made.db "INSERT INTO t(code, price) VALUES ('a', 1); SELECT id, mood, up FROM t" '1|ok|A'
run diff pg.json sqlite:///made.db
status 0
out_empty

it "says what it leaves out when it is applied, and when there is nothing to do"
postgresql_snapshot
rm -f made.db
for made in "applied: " "nothing to do"; do
	run apply pg.json -u sqlite:///made.db --yes
	status 0
	err_has "$made"
	err_has 'left out: view "v": what it says is not translated'
	err_has 'left out: index "t.ix_data": such indexes are PostgreSQL'
done

it "leaves out keys of long texts that MySQL has no place for"
echo 'Table{"t", Column{"id", Integer, primary_key = true}, Column{"n", Text}, Column{"s", String(20)},
  Index{"ix_n", text"lower(n)"}, Index{"ix_s", text"lower(s)"}}' >models.lua
run reflect models.lua --dialect postgresql --format json
cp "$OUT" long.json
run reflect long.json --dialect mysql --format sql
status 0
out_has 'id int NOT NULL AUTO_INCREMENT'
out_has 'KEY ix_s ((lower(s)))'
out_hasnt 'KEY ix_n'
err_has 'left out: index "t.ix_n": "n" may be too long for a key there'

it "lists in JSON what it left out"
postgresql_snapshot
sqlite3 empty.db VACUUM
run diff pg.json sqlite:///empty.db --json
status 0
out_has '"left_out"'
out_has '"name": "t.address"'

it "writes PostgreSQL's models for MySQL and MariaDB"
postgresql_snapshot
for dialect in mysql mariadb; do
	run reflect pg.json --dialect $dialect
	status 0
	out_has 'String(191)'
	out_has 'Numeric(38, 10)'
	out_has 'Index{"ix_price", desc"price"}'
	out_hasnt 'where'
	err_has 'left out: type "t.code": a key of type Text is String(191) there'
	err_has 'constraints that are checked later (deferrable)'
	err_has 'indexes with a condition'
done

it "translates an index over an expression to what has such"
cat >index.json <<'END'
{"limbeck": 1, "dialect": "postgresql", "reflected": true, "tables": [
 {"name": "t", "columns": [{"name": "a", "type": "character varying(20)", "nullable": true}],
  "indexes": [{"name": "i", "columns": [{"expr": "lower((a)::text)"}]}]}], "definitions": []}
END
run reflect index.json --dialect mysql --format sql
out_has 'KEY i ((lower(a)))'
run reflect index.json --dialect sqlite --format sql
out_has 'CREATE INDEX i ON t (lower(a))'
run reflect index.json --dialect mariadb
out_hasnt 'lower'
err_has 'left out: index "t.i": MariaDB has no expressions in keys'

it "writes MySQL's models for PostgreSQL"
cat >my.json <<'END'
{"limbeck": 1, "dialect": "mysql", "reflected": true, "tables": [
 {"name": "t", "options": {"engine": "InnoDB"}, "columns": [
  {"name": "id", "options": {"auto_increment": "true"}, "type": "int unsigned", "nullable": false},
  {"name": "flag", "type": "tinyint(1)", "nullable": false, "server_default": {"sql": "'1'"}},
  {"name": "kind", "type": "enum('a','b')", "nullable": true},
  {"name": "parts", "type": "set('x','y')", "nullable": true},
  {"name": "day", "type": "date", "nullable": false, "server_default": {"sql": "'0000-00-00'"}},
  {"name": "name", "type": "varchar(20)", "nullable": true, "collation": "utf8mb4_bin"},
  {"name": "at", "type": "timestamp", "nullable": false, "server_default": {"sql": "CURRENT_TIMESTAMP"}, "options": {"on_update": "CURRENT_TIMESTAMP"}}],
  "constraints": [{"kind": "primary_key", "columns": ["id"]}],
  "indexes": [{"name": "name", "columns": ["name"], "unique": true},
   {"name": "k", "columns": [{"column": "name", "length": 5}]},
   {"name": "ft", "columns": ["name"], "options": {"prefix": "FULLTEXT"}}]},
 {"name": "u", "options": {"engine": "InnoDB"}, "columns": [
  {"name": "t_id", "type": "int unsigned", "nullable": true}],
  "constraints": [{"kind": "foreign_key", "name": "u_ibfk_1", "columns": ["t_id"], "referred_table": "t", "referred_columns": ["id"]}],
  "indexes": [{"name": "k", "columns": ["t_id"]}, {"name": "u_ibfk_1", "columns": ["t_id"]}]}],
 "definitions": [{"kind": "procedure", "name": "p", "arguments": "", "definition": "SELECT 1"}]}
END
run reflect my.json --dialect postgresql
status 0
out_has 'Column{"id", BigInteger, primary_key = true}'
out_has 'server_default = true'
out_has 'Enum{"a", "b", name = "t_kind"}'
out_has 'Column{"day", Date, nullable = false}'
out_has 'Column{"name", String(20), unique = true}'
out_has 'Column{"at", DateTime{timezone = true}, nullable = false, server_default = func.now()}'
out_has 'ForeignKey{"t.id"}'
out_has 'Index{"u_k", "t_id"}'
out_hasnt 'u_ibfk_1'
err_has 'left out: option "t.at": on_update CURRENT_TIMESTAMP of a column is MySQL'
err_has 'left out: option "t", "u": engine InnoDB of a table is MySQL'
err_has "left out: default \"t.day\": default '0000-00-00' has no portable form"
err_has 'left out: collation "t.name": collation "utf8mb4_bin" is MySQL'
err_has 'left out: index "t.ft": such indexes are MySQL'
err_has 'left out: procedure "p": what it says is not translated'

it "leaves out what the other database would refuse: keys to no key, checks of what keys change, names too long"
long=$(printf '%060d' 0 | tr 0 n)
cat >pg.json <<END
{"limbeck": 1, "dialect": "postgresql", "reflected": true, "tables": [
 {"name": "p", "columns": [{"name": "id", "type": "integer", "nullable": false}],
  "constraints": [{"kind": "primary_key", "columns": ["id"]}], "indexes": [{"name": "$long", "columns": ["id"]}]},
 {"name": "t", "columns": [{"name": "a", "type": "integer"}, {"name": "b", "type": "integer"}],
  "constraints": [{"kind": "check", "name": "ca", "expr": "a > 1"}, {"kind": "check", "name": "cb", "expr": "b > 1"},
   {"kind": "foreign_key", "name": "fk", "columns": ["a"], "referred_table": "p", "referred_columns": ["id"], "onupdate": "CASCADE"}],
  "indexes": [{"name": "$long", "columns": ["b"]}]}], "definitions": []}
END
for dialect in mysql mariadb; do
	run reflect pg.json --dialect $dialect --format sql
	status 0
	err_has 'left out: check constraint "t.ca": a foreign key'"'"'s action changes "a"'
	out_has 'CONSTRAINT cb CHECK'
	out_has 'CONSTRAINT fk FOREIGN KEY'
done
run reflect pg.json --dialect sqlite --format sql
out_has 'CONSTRAINT ca CHECK'
sed 's/"postgresql"/"mysql"/; s/integer/int/g; s/"kind": "primary_key", "columns": \["id"\]/"kind": "check", "name": "c", "expr": "id > 0"/' pg.json >my.json
run reflect my.json --dialect postgresql --format sql
status 0
err_has 'left out: foreign key "t.fk": what it refers to is no key of "p"'
out_hasnt 'FOREIGN KEY'
sed "s/nnn\"/nnnnnn\"/" pg.json >longer.json
run reflect longer.json --dialect mysql --format sql
status 0
err_has 'where its name is taken'
awk '{ for (i = 1; i <= NF; i++) if ($i ~ /^[a-z_]*n_/ && length($i) > 64) exit 1 }' "$OUT" || problem "a name is too long"

it "names the columns that a reference leaves open, and stores what PostgreSQL may not compute"
sqlite3 open.db "CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE t (id INTEGER PRIMARY KEY, p_id INTEGER REFERENCES p, twice INTEGER AS (id * 2) VIRTUAL)"
for dialect in mysql mariadb; do
	run reflect sqlite:///open.db --dialect $dialect --format sql
	status 0
	out_has 'FOREIGN KEY (p_id) REFERENCES p (id)'
done
run reflect sqlite:///open.db --dialect postgresql
out_has 'Computed{"id * 2", persisted = true}'
err_has 'left out: generated column "t.twice": it is stored there'
for kind in $KINDS; do
	[ $kind != sqlite ] || continue
	"$LIMBECK" reflect sqlite:///open.db --dialect $kind 2>/dev/null >models.lua
	run apply models.lua -u "$(url $kind)" --yes --drop-unmanaged --allow-data-loss
	status 0
	run diff sqlite:///open.db "$(url $kind)"
	status 0
	out_empty
done

it "lists what a key includes, what isn't checked yet, and what is no number elsewhere"
cat >pg.json <<'END'
{"limbeck": 1, "dialect": "postgresql", "reflected": true, "tables": [
 {"name": "t", "columns": [{"name": "a", "type": "integer", "nullable": false},
   {"name": "n", "type": "double precision", "nullable": true, "server_default": {"sql": "'NaN'::double precision"}}],
  "constraints": [{"kind": "unique", "name": "u", "columns": ["a"], "include": ["n"], "comment": "mine"},
   {"kind": "check", "name": "k", "expr": "(a > 0)", "not_valid": true}],
  "indexes": [{"name": "h", "columns": ["n"], "using": "hash"}, {"name": "i", "columns": ["n"], "include": ["a"]}]}],
 "definitions": []}
END
for dialect in sqlite mysql mariadb; do
	run reflect pg.json --dialect $dialect
	status 0
	out_hasnt 'server_default'
	err_has 'left out: default "t.n"'
	err_has 'left out: option "t.u", "t.i": what it includes is'
	err_has 'left out: comment "t.u"'
	err_has 'left out: option "t.k": rows that there are have to satisfy it, too'
	err_has 'left out: option "t.h": it is a sorted index there'
done

it "leaves out what only SQLite takes: keys to nothing, numbers as times"
cat >old.sql <<'END'
CREATE TABLE a(id INTEGER PRIMARY KEY, at DATETIME DEFAULT 0, day DATE DEFAULT 1, note TEXT DEFAULT 0, n INTEGER DEFAULT true,
  b_id INTEGER REFERENCES nowhere, c_id INTEGER REFERENCES nil(id));
END
sqlite3 old.db <old.sql
for kind in $KINDS; do
	[ $kind != sqlite ] || continue
	run reflect sqlite:///old.db --dialect $kind
	status 0
	err_has 'left out: default "a.at": default 0 has no portable form'
	err_has 'left out: default "a.day": default 1 has no portable form'
	err_has "the table it refers to isn't there"
	run apply sqlite:///old.db -u "$(url $kind)" --yes
	status 0
	run diff sqlite:///old.db "$(url $kind)" --include a
	status 0
	out_empty
done

it "says NOT NULL as others do, and leaves out where SQLite compares by IS"
echo "CREATE TABLE n(a INT, b INT, CONSTRAINT c CHECK (a NOT NULL OR (b) NOT NULL OR NOT a IS NOT NULL),
  CONSTRAINT d CHECK (a IS b), CONSTRAINT e CHECK (a IS NOT 5), CONSTRAINT f CHECK (a IS NULL));
CREATE INDEX n_a ON n(a) WHERE b NOT NULL;" >null.sql
sqlite3 null.db <null.sql
for kind in $KINDS; do
	[ $kind != sqlite ] || continue
	run reflect sqlite:///null.db --dialect $kind
	status 0
	out_has 'CheckConstraint{"a IS NOT NULL OR b IS NOT NULL OR NOT a IS NOT NULL", name = "c"}'
	out_has 'CheckConstraint{"a IS NULL", name = "f"}'
	err_has 'left out: check constraint "n.d": a IS b may mean something else'
	err_has 'left out: check constraint "n.e": a IS NOT 5 may mean something else'
	[ $kind = mariadb ] || out_has 'where = "b IS NOT NULL"'
	run apply sqlite:///null.db -u "$(url $kind)" --yes
	status 0
	run diff sqlite:///null.db "$(url $kind)" --include n
	out_empty
done

it "makes texts in wide keys as short as a key wants them"
echo 'CREATE TABLE w(a TEXT, b TEXT, c TEXT, d TEXT, e TEXT, f TEXT, UNIQUE (a, b, c, d, e), UNIQUE (f));' >wide.sql
sqlite3 wide.db <wide.sql
run reflect sqlite:///wide.db --dialect mysql
status 0
out_has 'Column{"a", String(152)}'
out_has 'Column{"f", String(191)}'
err_has 'left out: type "w.a", "w.b", "w.c", "w.d", "w.e": a key of type Text is String(152) there'

it "shortens what is too long in a key together with the others"
cat >keys.json <<'END'
{"limbeck": 1, "dialect": "postgresql", "reflected": true, "tables": [
 {"name": "keyed", "columns": [{"name": "a", "type": "character varying(255)", "nullable": true},
   {"name": "b", "type": "character varying(255)", "nullable": true}, {"name": "n", "type": "integer", "nullable": true},
   {"name": "c", "type": "character varying(255)", "nullable": true}, {"name": "d", "type": "character varying(100)", "nullable": true}],
  "indexes": [{"name": "wide", "columns": ["a", "b", "n", "c", "d"]}, {"name": "fits", "columns": ["a", "b", "c"]}]}]}
END
for kind in $KINDS; do
	[ $kind = mariadb ] || continue
	run apply keys.json -u "$(url $kind)" --yes
	status 0
	err_has 'left out: index "keyed.wide": the first 152 of "a" are in it there'
	err_hasnt 'of "d" are in it'
	err_hasnt '"keyed.fits"'
	run diff keys.json "$(url $kind)" --include keyed
	status 0
	out_empty
done
run reflect keys.json --dialect mysql --format sql
status 0
out_has "KEY wide (a(152),b(152),n,c(152),d)"
out_has "KEY fits (a,b,c)"

it "makes a text of what is too long for a String"
cat >long.json <<'END'
{"limbeck": 1, "dialect": "postgresql", "reflected": true, "tables": [
 {"name": "t", "columns": [{"name": "a", "type": "character varying(65536)", "nullable": true, "server_default": {"sql": "'x'"}},
   {"name": "b", "type": "character varying(16000)", "nullable": true}]}]}
END
for dialect in mysql mariadb; do
	run reflect long.json --dialect $dialect --format sql
	status 0
	out_has "a mediumtext DEFAULT ('x')"
	out_has 'b varchar(16000)'
	err_has 'left out: type "t.a": type String(65536) is Text there'
done

it "takes MariaDB's keys to any index as what MySQL doesn't take"
cat >maria.json <<'END'
{"limbeck": 1, "dialect": "mariadb", "reflected": true, "tables": [
 {"name": "p", "columns": [{"name": "k", "type": "int(11)", "nullable": true}], "indexes": [{"name": "k", "columns": ["k"]}]},
 {"name": "t", "columns": [{"name": "k", "type": "int(11)", "nullable": true}],
  "constraints": [{"kind": "foreign_key", "name": "t_ibfk_1", "columns": ["k"], "referred_table": "p", "referred_columns": ["k"]}]}]}
END
run reflect maria.json --dialect mysql
status 0
out_hasnt 'ForeignKey'
err_has 'what it refers to is no key of "p"'
sed 's/"mariadb"/"mysql"/' maria.json >my.json
run reflect my.json --dialect mariadb
out_has 'ForeignKey'

it "translates what MariaDB has and MySQL hasn't"
cat >maria.json <<'END'
{"limbeck": 1, "dialect": "mariadb", "reflected": true, "tables": [
 {"name": "t", "columns": [{"name": "u", "type": "uuid", "nullable": true}, {"name": "i4", "type": "inet4", "nullable": true},
   {"name": "i6", "type": "inet6", "nullable": true},
   {"name": "n", "type": "int(11)", "nullable": true, "server_default": {"sql": "nextval(`s`)"}},
   {"name": "j", "type": "longtext", "nullable": true, "collation": "utf8mb4_bin", "options": {"check": "json_valid(`j`)"}},
   {"name": "d", "type": "text", "nullable": false, "server_default": {"sql": "''"}}]}],
 "definitions": [{"kind": "sequence", "name": "s"}]}
END
run reflect maria.json --dialect mysql
status 0
out_has 'Column{"u", Uuid}'
out_has 'Column{"i4", String(15)}'
out_has 'Column{"i6", String(39)}'
out_has 'Column{"n", Integer}'
out_has 'Column{"j", JSON}'
err_has 'left out: type "t.i6"'
err_has 'left out: default "t.n": default nextval(`s`) has no portable form'
run reflect maria.json --dialect mysql --format sql
out_has "d text NOT NULL DEFAULT ('')"

finish
