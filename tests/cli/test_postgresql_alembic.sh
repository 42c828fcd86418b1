# tests/cli/test_postgresql_alembic.sh - what Alembic's comparison misses, or makes up, on PostgreSQL
#
# The letters and numbers are those of its users' complaints: J, M, N and T on SQLite are in
# test_alembic_faults.sh, 4.2 in test_renames.sh and test_postgresql_renames.sh.
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/postgresql.sh"

# turns WHAT...: from.sql into to.sql, saying each of WHAT; then nothing is left, there and back
turns() {
	database
	psql_run -q -f from.sql || problem "from.sql can't be run"
	run diff "$URL" to.sql
	status 0
	for what; do out_has "$what"; done
	run apply to.sql -u "$URL" -y --allow-data-loss --drop-unmanaged
	status 0
	err_has "proved on a scratch PostgreSQL"
	run diff "$URL" to.sql --exit-code
	status 0
	[ ! -s "$OUT" ] || problem "something is left"
}

it "K, 4.4 to 4.7 and 4.23: keys, checks, indexes, types and the rest are seen, each with what it says"
cat >from.sql <<'END'
CREATE SEQUENCE s;
CREATE TABLE p (a int, b int, PRIMARY KEY (a), UNIQUE (a, b));
CREATE TABLE t (id int CONSTRAINT k PRIMARY KEY, a int, b int, v varchar, w varchar(20), c text COLLATE "C", r int4range,
  g int GENERATED ALWAYS AS (a + 1) STORED, CONSTRAINT ck CHECK (a > 0),
  CONSTRAINT x EXCLUDE USING gist (r WITH &&), CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES p (a, b));
CREATE INDEX i_where ON t (a) WHERE a > 1;
CREATE INDEX i_using ON t (a);
CREATE INDEX i_include ON t (a) INCLUDE (b);
CREATE INDEX i_opclass ON t (v);
CREATE INDEX i_with ON t (a) WITH (fillfactor = 50);
CREATE INDEX i_expr ON t (lower(w));
CREATE VIEW vw AS SELECT id FROM t;
CREATE TABLE parted (a int) PARTITION BY LIST (a);
CREATE TABLE part PARTITION OF parted FOR VALUES IN (1);
END
sed 's/CREATE SEQUENCE s/& INCREMENT 5/; s/CONSTRAINT k PRIMARY KEY/NOT NULL/; s/v varchar,/v varchar(9),/; s/varchar(20)/varchar/
  s/COLLATE "C"/COLLATE "POSIX"/; s/(a + 1)/(a + 2)/; s/CHECK (a > 0)/CHECK (a > 7), CONSTRAINT k PRIMARY KEY (a, id)/
  s/WITH &&/WITH =/; s/REFERENCES p (a, b)/& MATCH FULL/; s/WHERE a > 1/WHERE a > 2/; s/i_using ON t (a)/i_using ON t USING hash (a)/
  s/INCLUDE (b)/INCLUDE (id)/; s/t (v)/t (v varchar_pattern_ops)/; s/= 50/= 60/; s/lower/upper/; s/SELECT id FROM/SELECT id, a FROM/
  s/IN (1)/IN (2)/' from.sql >to.sql
turns 'sequence "s"' '"k"' '"v": type character varying -> character varying(9)' '"w": type character varying(20) -> character varying' \
	'"c": collation' '"g"' '"ck"' '"x"' '"fk"' '"i_where"' '"i_using"' '"i_include"' '"i_opclass"' '"i_with"' '"i_expr"' \
	'view "vw"' 'table "part"'

it "4.1: labels of an enum come where they belong and go, its type is made before and dropped after who has it"
cat >from.sql <<'END'
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE t (id int, m mood DEFAULT 'sad');
CREATE TYPE gone AS ENUM ('x');
CREATE TABLE u (id int, g gone);
END
cat >to.sql <<'END'
CREATE TYPE mood AS ENUM ('sad', 'so-so', 'glad');
CREATE TABLE t (id int, m mood DEFAULT 'sad');
CREATE TYPE fresh AS ENUM ('y');
CREATE TABLE u (id int, f fresh DEFAULT 'y');
END
turns 'enum type "mood"' '- enum type "gone"' '+ enum type "fresh"'
psql_is "SELECT enum_range(NULL::mood)" "{sad,so-so,glad}"
mv from.sql x && mv to.sql from.sql && mv x to.sql
turns 'enum type "mood"' '+ enum type "gone"' '- enum type "fresh"'

it "L and 4.3: defaults are compared, and none is run"
database
psql_run -q <<'END'
CREATE SEQUENCE counter;
CREATE TABLE calls (n int);
CREATE FUNCTION noted() RETURNS int LANGUAGE sql AS 'INSERT INTO calls VALUES (1) RETURNING n';
CREATE TABLE t (a bigint DEFAULT nextval('counter'), b int DEFAULT noted(), c numeric(8, 2) DEFAULT 0, d boolean DEFAULT true,
  e json DEFAULT '{"a": 1}', f timestamptz DEFAULT CURRENT_TIMESTAMP, g text DEFAULT 'it''s', h date DEFAULT '2020-01-01', i int[] DEFAULT '{}');
END
cat >t.lua <<'END'
Sequence{"counter"}
Table{"calls", Column{"n", Integer}}
Function{"noted", "", "RETURNS int LANGUAGE sql AS 'INSERT INTO calls VALUES (1) RETURNING n'"}
Table{"t", Column{"a", BigInteger, server_default = text("nextval('counter')")}, Column{"b", Integer, server_default = text("noted()")},
  Column{"c", Numeric(8, 2), server_default = text("0")}, Column{"d", Boolean, server_default = text("true")},
  Column{"e", JSON, server_default = '{"a": 1}'}, Column{"f", DateTime{timezone = true}, server_default = text("CURRENT_TIMESTAMP")},
  Column{"g", Text, server_default = "it's"}, Column{"h", Date, server_default = "2020-01-01"}, Column{"i", ARRAY(Integer), server_default = "{}"}}
END
run diff "$URL" t.lua --exit-code
status 0
[ ! -s "$OUT" ] || problem "equal defaults differ"
sed -i 's/text("0")/text("1")/; s/text("noted()")/text("noted() + 1")/' t.lua
run diff "$URL" t.lua
out_has 'column "b": server default public.noted() -> (public.noted() + 1)'
out_has 'column "c": server default 0 -> 1'
psql_is "SELECT is_called FROM counter" f
psql_is "SELECT count(*) FROM calls" 0

it "M, N and 4.17: what the models don't know is left alone, unnamed checks are known by what they say"
database
psql_run -q <<'END'
CREATE EXTENSION hstore;
CREATE TABLE t (id int PRIMARY KEY, a int CHECK (a > 0)) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (1) TO (9);
CREATE TABLE theirs (id int);
END
cat >models.lua <<'END'
Table{"t", Column{"id", Integer, primary_key = true, autoincrement = false}, Column{"a", Integer}, CheckConstraint{"a > 0"},
  postgresql_partition_by = "RANGE (id)"}
END
settings
run check
status 0
err_has 'left alone: '
run diff "$URL" models.lua --format sql
out_has "DROP TABLE theirs"
run apply models.lua -u "$URL" -y
status 0
err_has "nothing to do"

it "4.18: a new NOT NULL column of a full table takes a value, or is refused at once"
database
psql_run -q -c "CREATE TABLE t (id int)" -c "INSERT INTO t VALUES (1), (2)"
echo "CREATE TABLE t (id int, a int NOT NULL);" >to.sql
run apply to.sql -u "$URL" -y
status 4
err_has 'column "t.a" can'"'"'t be NOT NULL: 2 rows'
run apply to.sql -u "$URL" -y --backfill "t.a=id * 2"
status 0
psql_is "SELECT string_agg(a::text, ',' ORDER BY id) FROM t" 2,4

it "T and 4.21: tables that lead to each other come and go, in the same order each time"
cat >to.sql <<'END'
CREATE TABLE a (id int PRIMARY KEY, b int);
CREATE TABLE b (id int PRIMARY KEY, c int);
CREATE TABLE c (id int PRIMARY KEY, a int REFERENCES a);
ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b;
ALTER TABLE b ADD FOREIGN KEY (c) REFERENCES c;
END
: >from.sql
turns '+ table "a"' '+ table "b"' '+ table "c"'
run diff "$URL" from.sql --format sql
cp "$OUT" once
run diff "$URL" from.sql --format sql
ok cmp -s "$OUT" once
mv from.sql x && mv to.sql from.sql && mv x to.sql
turns '- table "a"' '- table "b"' '- table "c"'

finish
