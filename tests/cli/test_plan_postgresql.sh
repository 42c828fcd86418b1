# tests/cli/test_plan_postgresql.sh - what statements cost, as PostgreSQL has it
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/postgresql.sh"

tables() {
	echo "CREATE TABLE p (id int PRIMARY KEY);"
	for i in 1 2 3 4 5 6 7 8 9; do
		echo "CREATE TABLE t$i (id int PRIMARY KEY, a varchar(20), b int, p int);"
	done
}

is() { grep -qF -e "$1" "$ERR" || problem "it isn't \"$1\""; }

before="CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (id int PRIMARY KEY, b int, p int"

it "observes locks, reads and rewrites"
database
tables | psql_run
psql_run -c "INSERT INTO t3 SELECT g, 'x', g FROM generate_series(1, 100) g" -c "ANALYZE t3" \
	-c "ANALYZE t4" -c "INSERT INTO t4 SELECT g, 'x', g FROM generate_series(1, 100) g"
{
	tables
	cat <<'END'
ALTER TABLE t1 ADD d int;
ALTER TABLE t2 ALTER a TYPE varchar(40);
ALTER TABLE t3 ALTER b TYPE bigint;
ALTER TABLE t4 ALTER b SET NOT NULL;
ALTER TABLE t5 ADD CONSTRAINT k CHECK (b > 0) NOT VALID;
CREATE INDEX i ON t6 (b);
ALTER TABLE t7 ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p;
ALTER TABLE t8 ADD UNIQUE (b);
CREATE INDEX j ON t8 (p);
COMMENT ON TABLE t9 IS 'x';
END
} >schema.sql
run apply schema.sql -u "$URL" --dry-run
status 0
err_has "locks and costs were observed on the scratch copy"
is '"t1": instant, ACCESS EXCLUSIVE lock, reads and writes wait'
is '"t2": instant, ACCESS EXCLUSIVE lock, reads and writes wait'
is '"t3": rewrite of about 8.2 kB (100 rows), ACCESS EXCLUSIVE lock, reads and writes wait'
is '"t4": scan of about 8.2 kB, ACCESS EXCLUSIVE lock'
is '"t5": instant, ACCESS EXCLUSIVE lock'
is '"t6": index build of an empty table, SHARE lock, writes wait'
is '"t7": scan of an empty table, SHARE ROW EXCLUSIVE lock, writes wait'
is '"p": scan of an empty table, SHARE ROW EXCLUSIVE lock, writes wait'
is '"t8": index build of an empty table, ACCESS EXCLUSIVE lock, reads and writes wait'
is '"t8": index build of an empty table, ACCESS EXCLUSIVE lock held already'
is '"t9": instant, SHARE UPDATE EXCLUSIVE lock, reads and writes go on'

it "sees the lock of a table that no statement names"
database
psql_run -c "$before REFERENCES p)"
echo "$before); CREATE INDEX i ON t (b);" >schema.sql
run apply schema.sql -u "$URL" --dry-run
is '"p": instant, ACCESS EXCLUSIVE lock, reads and writes wait'

it "tells what is known where no server was asked"
database
psql_run -c "$before)"
echo "$before); ALTER TABLE t ALTER b TYPE bigint; CREATE INDEX i ON t (b);" >schema.sql
run diff -v "$URL" schema.sql
out_has '"t": rewrite'
out_has "index build"
out_has "SHARE lock"
out_has "what is known of PostgreSQL"
run -q --json apply schema.sql -u "$URL" --yes
python3 -c "import json; d = json.load(open('$OUT'))['plan']; assert all(s['observed'] for s in d['statements']), d" ||
	problem "not observed"

it "is saved, and carried out as it is"
database
psql_run -c "$before)" -c "CREATE VIEW v AS SELECT id, b FROM t" \
	-c "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'" \
	-c "CREATE FUNCTION f(text) RETURNS int LANGUAGE sql AS 'SELECT 2'"
cat >models.lua <<'END'
Table{"t", Column{"id", Integer, primary_key = true, autoincrement = false}, Column{"b", BigInteger, server_default = 7},
  Column{"s", String(10), server_default = "x"}, Index{"i", "b"}}
END
run diff "$URL" models.lua -f json -o plan.json
status 0
run apply plan.json -u "$URL" -y --allow-data-loss
status 0
run diff "$URL" models.lua
out_empty
run apply plan.json -u "$URL" -y
err_has "nothing to do"
psql_run -c "DROP INDEX i" -c "CREATE TABLE p (id int PRIMARY KEY)"
run apply plan.json -u "$URL" -y --allow-data-loss
status 4
err_has "isn't in the state that the plan starts from: "
run apply plan.json -u sqlite:///app.db -y
status 3
there_isnt app.db
sqlite3 app.db "CREATE TABLE t (id int)"
run apply plan.json -u sqlite:///app.db -y
status 2
err_has "the plan is for PostgreSQL"

it "goes by the steps that were saved"
database
psql_run -c "$before)"
echo "$before); CREATE INDEX i ON t (b);" >schema.sql
run diff --online "$URL" schema.sql -f json -o plan.json
status 0
run apply plan.json -u "$URL" -y
status 4
err_has "or the options are others (--backfill, --online)"
run apply plan.json -u "$URL" -y --online
status 0
psql_is "SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass" t

it "has the values that rows get in it"
database
psql_run -c "CREATE SCHEMA app CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO app.t VALUES (1, 'a'), (2, NULL)"
cat >models.lua <<'END'
Schema{"app"}
Table{"t", Column{"id", Integer, primary_key = true, autoincrement = false},
  Column{"v", Text, nullable = false}, Column{"n", Integer, nullable = false}, schema = "app"}
END
run diff "$URL" models.lua -f json -o plan.json --backfill app.t.n=id+1 --backfill "app.t.v='z'"
status 0
run apply plan.json -u "$URL" -y
status 0
psql_is "SELECT string_agg(format('%s %s %s', id, v, n), ',' ORDER BY id) FROM app.t" "1 a 2,2 z 3"

it "shows what is stored in other words"
database
psql_run -c "CREATE TABLE t (a varchar(10) DEFAULT 'x', b int, CONSTRAINT c CHECK (abs(b) IN (1, 2)))"
echo 'Table{"t", Column{"a", String(10), server_default = "x"}, Column{"b", Integer}, CheckConstraint{"abs(b) in (1,2)", name = "c"}}' >models.lua
run diff -v "$URL" models.lua
status 0
out_has "in PostgreSQL's own words"
out_has "  check constraint \"c\": abs(b) in (1,2) is stored as abs(b) = ANY (ARRAY[1, 2])"
out_hasnt "~ "
sed -i 's/"b", Integer/"b", BigInteger/' models.lua
run diff "$URL" models.lua
out_hasnt "is stored as"
run diff -v "$URL" models.lua
out_has "column \"t.a\": character varying(10) DEFAULT 'x' is stored as character varying(10) DEFAULT 'x'::character varying"
run diff --json "$URL" models.lua
out_has "is stored as"

it "shows it without a scratch as well"
database
cat >models.lua <<'END'
Table{"t", Column{"id", Integer, primary_key = true}, Column{"a", String(10), server_default = "x"},
  CheckConstraint{"a <> ''"}, Index{"i", text"lower(a)"}}
END
run apply models.lua -u "$URL" -y -q --no-verify
status 0
run --scratch postgresql://u@localhost:1/x diff -v "$URL" models.lua
status 0
out_has "4 in PostgreSQL's own words"
out_has "column \"t.id\": serial is stored as integer DEFAULT nextval('public.t_id_seq'::regclass)"
out_has "a <> '' is stored as (a)::text <> ''::text"
out_has "index \"i\": lower(a) is stored as lower((a)::text)"
run diff --json models.lua "$URL"
out_has "is stored as"
run diff "$URL" models.lua
out_empty

it "proves it with rows of all kinds of types"
database
rows() {
	cat <<END
CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s fine');
CREATE DOMAIN code AS varchar(8) CHECK (VALUE ~ '^[a-z]+\$');
CREATE TABLE p (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, u uuid NOT NULL UNIQUE, m mood NOT NULL, c code NOT NULL);
CREATE TABLE t (id serial PRIMARY KEY, p_id bigint NOT NULL REFERENCES p, u uuid REFERENCES p (u), x bit(8) NOT NULL,
  j jsonb NOT NULL, r int4range NOT NULL, i inet NOT NULL, a int[] NOT NULL, b bytea NOT NULL, n numeric(2,2) NOT NULL,
  s $1 NOT NULL, y char NOT NULL, z interval NOT NULL, w timestamptz NOT NULL, UNIQUE (x), EXCLUDE USING gist (r WITH &&));
CREATE TABLE q (d date NOT NULL, v $1) PARTITION BY RANGE (d);
CREATE TABLE q1 PARTITION OF q FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
END
}
rows "varchar(20)" | psql_run
rows text >schema.sql
run apply schema.sql -u "$URL" -y --with-rows 20
status 0
err_has "3 tables, 60 of 60 rows kept"
err_hasnt "without rows"

it "tries of a large schema what differs, what that needs, and what needs it"
database
large() {
	for i in $(seq 70); do
		echo "Table{\"t$i\", Column{\"id\", Integer, primary_key = true}, Column{\"a\", String($1)}}"
		set -- 20
	done
	echo 'Table{"c", Column{"t_id", Integer, ForeignKey{"t1.id"}}}'
}
large 20 >models.lua
run apply models.lua -u "$URL" -y -q --no-verify
status 0
large 30 >models.lua
run diff "$URL" models.lua
out_is '1 to change

~ table "t1"
    ~ column "a": type character varying(20) -> character varying(30)'
run apply models.lua -u "$URL" -y --with-rows 3
status 0
err_has "no difference, 2 tables, 6 of 6 rows kept"
run diff "$URL" models.lua
out_empty

it "knows partitions, referred tables and the users of domains without a scratch"
database
psql_run <<'END'
CREATE DOMAIN d AS int CHECK (VALUE > 0);
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE gone (id int REFERENCES p);
CREATE TABLE has (id d);
CREATE TABLE plain (id int);
CREATE TABLE part (id int) PARTITION BY RANGE (id);
CREATE TABLE part1 PARTITION OF part FOR VALUES FROM (0) TO (10);
CREATE TABLE alone (id int NOT NULL);
END
cat >schema.sql <<'END'
CREATE DOMAIN d AS int CHECK (VALUE > 0) CHECK (VALUE < 9);
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE has (id d);
CREATE TABLE plain (id int, x d);
CREATE TABLE part (id int NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE part1 PARTITION OF part FOR VALUES FROM (0) TO (10);
CREATE TABLE alone (id int NOT NULL);
ALTER TABLE part ATTACH PARTITION alone FOR VALUES FROM (10) TO (20);
CREATE TABLE new (id int REFERENCES p);
END
run diff -v "$URL" schema.sql
out_has '"gone": instant, ACCESS EXCLUSIVE lock'
out_has '"p": instant, ACCESS EXCLUSIVE lock'
out_has '"p": instant, SHARE ROW EXCLUSIVE lock'
out_has '"has": scan of an empty table, SHARE lock'
out_has '"plain": rewrite of an empty table, ACCESS EXCLUSIVE lock'
out_has '"part1": scan of an empty table, ACCESS EXCLUSIVE lock'
out_has '"part": instant, ACCESS EXCLUSIVE lock'
out_has '"alone": scan of an empty table, ACCESS EXCLUSIVE lock'
out_has '"part": instant, SHARE UPDATE EXCLUSIVE lock'
run apply schema.sql -u "$URL" --dry-run --drop-unmanaged --allow-data-loss
status 0
is '"gone": instant, ACCESS EXCLUSIVE lock'

finish
