#!/bin/sh
# tests/cli/test_renames.sh - what was called something else before
. "$(dirname "$0")/../support/cli.sh"

before() {
	cat >before.sql <<'END'
CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, n INTEGER);
CREATE TABLE orders (id INTEGER PRIMARY KEY, c INTEGER REFERENCES customers (id));
CREATE INDEX ix ON orders (c);
END
	sqlite3 app.db <before.sql
	sqlite3 app.db "INSERT INTO customers VALUES (1, 'Ann', 2); INSERT INTO orders VALUES (5, 1)"
}

after() {
	cat >after.sql <<'END'
-- what they were called before:
-- renamed_from: customers
CREATE TABLE clients (
  id INTEGER PRIMARY KEY,
  full_name TEXT, -- renamed_from: name
  -- how many there are
  -- renamed_from: "n"
  number INTEGER
);
CREATE TABLE orders (id INTEGER PRIMARY KEY, cc INTEGER REFERENCES clients (id) /* renamed_from: c */);
CREATE INDEX ix ON orders (cc);
END
}

it "takes renames from comments in SQL"
before
after
run diff before.sql after.sql
status 0
out_has '4 to rename'
out_has 'table "customers" to "clients"'
out_has 'column "name" to "full_name"'
out_has 'column "n" to "number"'
out_has 'column "c" to "cc"'
out_hasnt 'loses'

it "applies them with the rows, and leaves them without effect from then on"
before
after
run apply after.sql -u sqlite:///app.db --yes
status 0
sql app.db "SELECT * FROM clients, orders WHERE cc = clients.id" '1|Ann|2|5|1'
run diff sqlite:///app.db after.sql
status 0
out_empty
err_empty
run apply after.sql -u sqlite:///app.db --yes
status 0

it "makes anew what SQLite can't rename, and drops what it was"
before
sqlite3 app.db "CREATE VIEW was AS SELECT 1; CREATE VIEW other AS SELECT 2"
{ cat before.sql; echo "-- renamed_from: was"; echo "CREATE VIEW is_now AS SELECT 1;"; } >after.sql
run apply after.sql -u sqlite:///app.db --yes
status 0
sql app.db "SELECT group_concat(name) FROM sqlite_schema WHERE type = 'view'" "other,is_now"
sqlite3 app.db "CREATE VIEW was AS SELECT 3"
run apply after.sql -u sqlite:///app.db --yes
sql app.db "SELECT count(*) FROM was" 1

it "refuses a comment that is about nothing"
before
after
sed 's/^CREATE TABLE clients/SELECT 1;\n&/' after.sql >wrong.sql
run diff before.sql wrong.sql
status 3
err_has 'wrong.sql:2: "renamed_from: customers" is about nothing that is there'
err_has 'hint: It stands before a CREATE, or with a column, constraint or value inside of one.'
sed 's/^  number INTEGER$/&\n  -- renamed_from: nobody/' after.sql >wrong.sql
run diff before.sql wrong.sql
status 3
err_has 'wrong.sql:9: "renamed_from: nobody" is about nothing that is there'

it "leaves alone what only looks like such a comment"
before
cat >after.sql <<'END'
CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT DEFAULT '-- renamed_from: x', n INTEGER);
CREATE TABLE orders (id INTEGER PRIMARY KEY, c INTEGER REFERENCES customers (id)); -- not renamed_from: orders
CREATE INDEX ix ON orders (c);
END
run diff before.sql after.sql
status 0
out_has '~ column "name": server default'
out_hasnt "to rename"

it "names what looks renamed, with the line to add"
before
sed -e 's/orders/sales/' before.sql >after.sql
run diff before.sql after.sql
out_has 'hint: table "orders" goes and "sales" comes, and they have the same columns; if it was renamed, declare it: -- renamed_from: orders'
out_has '- table "orders"'
sed -i '2i -- renamed_from: orders' after.sql
run diff before.sql after.sql
out_hasnt 'hint'
out_has 'table "orders" to "sales"'
cat >after.lua <<'END'
Table{"customers", Column{"id", Integer, primary_key = true}, Column{"name", Text}, Column{"number", Integer}}
Table{"sales", Column{"id", Integer, primary_key = true}, Column{"c", Integer, ForeignKey{"customers.id"}, index = true}}
END
run diff before.sql after.lua
out_has 'declare it: Column{"number", ..., renamed_from = "n"}'
out_has 'declare it: Table{"sales", ..., renamed_from = "orders"}'
sed -i 's/"number", Integer/&, renamed_from = "n"/; s/Table{"sales"/&, renamed_from = "orders"/' after.lua
run diff before.sql after.lua
out_hasnt 'hint'
out_hasnt 'loses'

it "says of each that goes at most one that it may be: the one in its place"
cat >before.sql <<'END'
CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER, c INTEGER, d TEXT);
END
sed -e 's/ a / x /; s/ b / y /; s/ c / z /; s/ d / w /' before.sql >after.sql
run diff before.sql after.sql
[ "$(grep -c '^hint' "$OUT")" = 4 ] || problem "other than one for each"
out_has 'column "a" of "t" goes and "x" comes'
out_has 'column "b" of "t" goes and "y" comes'
out_has 'column "c" of "t" goes and "z" comes'
out_has 'column "d" of "t" goes and "w" comes'
sed -e 's/, a INTEGER//; s/ c / z /' before.sql >after.sql
run diff before.sql after.sql
[ "$(grep -c '^hint' "$OUT")" = 1 ] || problem "other than one"
out_has 'column "c" of "t" goes and "z" comes'

# A name is taken as soon as another gave it away; of two that swap nobody can tell.
names_move() {
	cat >before.sql <<'END'
CREATE TABLE a (id int PRIMARY KEY, x int NOT NULL, y int);
CREATE TABLE b (id int PRIMARY KEY, x int NOT NULL, z varchar(20));
CREATE TABLE c (id int PRIMARY KEY, aid int, CONSTRAINT fk_c_a FOREIGN KEY (aid) REFERENCES a (id),
  CONSTRAINT uq_1 UNIQUE (aid));
CREATE INDEX ix_a_x ON a (x);
CREATE INDEX ix_b_x ON b (x);
END
	cat >after.sql <<'END'
-- renamed_from: a
CREATE TABLE b (id int PRIMARY KEY,
  y int NOT NULL, -- renamed_from: x
  w int -- renamed_from: y
);
-- renamed_from: b
CREATE TABLE bb (id int PRIMARY KEY, x int NOT NULL, z varchar(20));
CREATE TABLE c (id int PRIMARY KEY, aid int, CONSTRAINT fk_c_a FOREIGN KEY (aid) REFERENCES b (id),
  CONSTRAINT uq_2 UNIQUE (aid) -- renamed_from: uq_1
);
CREATE INDEX ix_b_x ON b (y);
CREATE INDEX ix_bb_x ON bb (x);
END
}

moved() {
	status 0
	out_has 'table "a" to "b"'
	out_has 'table "b" to "bb"'
	out_has 'column "x" to "y"'
	out_has 'column "y" to "w"'
	out_hasnt 'loses'
}

it "renames to names that others have until then"
names_move
rm -f app.db
sqlite3 app.db <before.sql
sqlite3 app.db "INSERT INTO a VALUES (1, 2, 3); INSERT INTO b VALUES (4, 5, 'x'); INSERT INTO c VALUES (6, 1)"
run diff before.sql after.sql
moved
run apply after.sql -u sqlite:///app.db --yes
status 0
sql app.db "SELECT b.*, bb.*, c.* FROM b, bb, c" '1|2|3|4|5|x|6|1'
run diff sqlite:///app.db after.sql
out_empty
for url in "${LIMBECK_TEST_POSTGRESQL_URL-}" "${LIMBECK_TEST_MARIADB_URL-}" "${LIMBECK_TEST_MYSQL_URL-}"; do
	[ -n "$url" ] || continue
	run diff before.sql after.sql --dialect "${url%%:*}" --scratch "$url"
	moved
	run diff before.sql after.sql --dialect "${url%%:*}" --scratch "$url" --format sql
	first=$(grep -n 'TO bb;' "$OUT") then=$(grep -n 'TO b;' "$OUT")
	[ "${first%%:*}" -lt "${then%%:*}" ] || problem "$(cat "$OUT")"
done

# answers LINE... COMMAND: the command on a terminal where somebody types these lines
answers() {
	(sleep 1; printf '%s\n' "$1") | command script -qec "$2" /dev/null >"$OUT" 2>&1
	STATUS=$?
}

if command -v script >/dev/null 2>&1; then
	it "asks on a terminal, and renames what it is told to"
	before
	cat >after.lua <<'END'
Table{"customers", Column{"id", Integer, primary_key = true}, Column{"name", Text}, Column{"number", Integer}}
Table{"sales", Column{"id", Integer, primary_key = true}, Column{"c", Integer, ForeignKey{"customers.id"}}}
END
	answers "$(printf 'n\nn\nn')" "'$LIMBECK' apply after.lua -u sqlite:///app.db"
	out_has 'Was column "n" of "customers" renamed to "number"? [y/N]'
	out_has 'Was table "orders" renamed to "sales"? [y/N]'
	sql app.db "SELECT n FROM customers" 2
	answers "$(printf 'y\ny\ny')" "'$LIMBECK' apply after.lua -u sqlite:///app.db"
	sql app.db "SELECT number, c FROM customers, sales" '2|1'
else
	echo "left out: asking on a terminal, for there is no script(1)"
fi

if [ -n "${LIMBECK_TEST_POSTGRESQL_URL-}" ]; then
	it "renames parts and objects of PostgreSQL by comments"
	cat >before.sql <<'END'
CREATE TYPE mood AS ENUM ('a', 'payed', 'c');
CREATE TABLE t (id int PRIMARY KEY, x int, y int, CONSTRAINT uq_a UNIQUE (y));
CREATE VIEW v AS SELECT id FROM t;
CREATE SEQUENCE s;
CREATE SCHEMA k;
CREATE TABLE k.t2 (a int);
CREATE INDEX i1 ON t (x);
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
END
	cat >after.sql <<'END'
CREATE TYPE mood AS ENUM ('a',
  'paid', -- renamed_from: payed
  'c');
CREATE TABLE t (id int PRIMARY KEY, x int, y int,
  CONSTRAINT uq_b UNIQUE (y) -- renamed_from: uq_a
);
-- renamed_from: v
CREATE VIEW v2 AS SELECT id FROM t;
-- renamed_from: s
CREATE SEQUENCE s2;
CREATE SCHEMA k;
-- renamed_from: t2
CREATE TABLE k.t3 (
  b int  -- renamed_from: a
);
-- renamed_from: i1
CREATE INDEX i2 ON t (x);
-- renamed_from: f
CREATE FUNCTION g(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
END
	run diff before.sql after.sql --dialect postgresql --scratch "$LIMBECK_TEST_POSTGRESQL_URL"
	status 0
	out_has '1 to change, 7 to rename'
	out_has 'enum type "mood": values payed -> paid'
	out_has 'table "k.t2" to "t3"'
	out_has 'column "a" to "b"'
	out_has 'unique constraint "uq_a" to "uq_b"'
	out_has 'index "i1" to "i2"'
	out_has 'sequence "s" to "s2"'
	out_has 'view "v" to "v2"'
	out_has 'function "f" to "g"'

	it "names what else looks renamed, with the line to add"
	cat >before.sql <<'END'
CREATE TYPE mood AS ENUM ('a', 'payed', 'c');
CREATE SCHEMA k1;
CREATE TABLE k1.t (a int, m mood);
CREATE SEQUENCE s1;
CREATE FUNCTION f1(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
END
	sed -e 's/payed/paid/; s/k1/k2/; s/s1/s2/; s/f1/f2/' before.sql >after.sql
	run diff before.sql after.sql --dialect postgresql --scratch "$LIMBECK_TEST_POSTGRESQL_URL"
	out_has 'enum type "mood": values -payed +paid'
	out_has 'hint: schema "k1" goes and "k2" comes, and they have the same tables; if it was renamed, declare it: -- renamed_from: k1'
	out_has 'hint: value "payed" of enum type "mood" goes and "paid" comes in its place'
	out_has 'hint: sequence "s1" goes and "s2" comes, and they look alike'
	out_has 'hint: function "f1" goes and "f2" comes'
	sed -i -e "s/'paid',/&-- renamed_from: payed\n/" -e 's/^CREATE SCHEMA/-- renamed_from: k1\n&/' \
		-e 's/^CREATE SEQ/-- renamed_from: s1\n&/' -e 's/^CREATE FUN/-- renamed_from: f1\n&/' after.sql
	run diff before.sql after.sql --dialect postgresql --scratch "$LIMBECK_TEST_POSTGRESQL_URL"
	out_has '1 to change, 3 to rename'
	out_hasnt 'hint'

	it "renames a schema with all that is in it"
	cat >before.sql <<'END'
CREATE SCHEMA olds;
CREATE TYPE olds.mood AS ENUM ('a', 'b');
CREATE TABLE olds.a (id serial PRIMARY KEY, m olds.mood DEFAULT 'a', x int CHECK (x > 0));
CREATE INDEX ix ON olds.a (x);
CREATE TABLE olds.p (a int) PARTITION BY LIST (a);
CREATE TABLE olds.p1 PARTITION OF olds.p FOR VALUES IN (1);
CREATE TABLE olds.heir () INHERITS (olds.a);
CREATE TABLE b (id int REFERENCES olds.a, m olds.mood[]);
CREATE VIEW olds.v AS SELECT a.id, a.m FROM olds.a;
CREATE VIEW w AS SELECT * FROM olds.v;
CREATE FUNCTION olds.f(olds.mood) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE c (n int DEFAULT nextval('olds.a_id_seq'), k int DEFAULT olds.f('a'));
CREATE TRIGGER tr BEFORE UPDATE ON olds.a EXECUTE FUNCTION suppress_redundant_updates_trigger();
END
	sed 's/olds/"New S"/; s/olds/"New S"/; s/^CREATE SCHEMA/-- renamed_from: olds\n&/' before.sql >after.sql
	run diff before.sql after.sql --dialect postgresql --scratch "$LIMBECK_TEST_POSTGRESQL_URL" --format sql
	status 0
	[ "$(grep -c '^ALTER SCHEMA olds RENAME TO "New S";' "$OUT")" = 1 ] || problem "no renaming"
	[ "$(grep -c ';$' "$OUT")" = 4 ] || problem "more than the renaming"
fi

finish
