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
