# tests/cli/test_postgresql_faults.sh - what goes wrong in Alembic on PostgreSQL and doesn't here
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/postgresql.sh"

it "comparing evaluates nothing: sequences stay where they are, functions aren't called"
database
settings
psql_run <<'END'
CREATE SEQUENCE numbers;
CREATE TABLE calls (n int);
CREATE FUNCTION called() RETURNS int LANGUAGE sql AS 'INSERT INTO calls VALUES (1) RETURNING n';
CREATE TABLE t (id int PRIMARY KEY DEFAULT nextval('numbers'), n int DEFAULT called(), m int DEFAULT nextval('numbers') + 0);
END
run reflect "$URL" -f lua
cp "$OUT" models.lua
sed 's/+ 0/+ 1/; s/called()"/called() + 1"/' models.lua >other.lua
for command in "check" "status" "diff $URL models.lua" "diff $URL other.lua" "reflect $URL -f sql" \
	"apply models.lua --yes --dry-run" "apply other.lua --yes --dry-run"; do
	run $command
done
run diff "$URL" models.lua --exit-code
status 0
run diff "$URL" other.lua --exit-code
status 1
psql_is "SELECT last_value || ' ' || is_called FROM numbers" "1 false"
psql_is "SELECT count(*) FROM calls" 0

it "as many queries for forty tables in four schemas as for one"
database
psql_run -c "CREATE TABLE t (id serial PRIMARY KEY)"
run reflect "$URL" --echo -f json
one=$(wc -l <"$ERR")
for schema in a b c d; do
	echo "CREATE SCHEMA $schema;"
	for i in $(seq 10); do
		echo "CREATE TABLE $schema.t$i (id serial PRIMARY KEY, n text);"
	done
done | psql_run
run reflect "$URL" --echo -f json
status 0
[ "$(wc -l <"$ERR")" -eq "$one" ] || problem "more is sent for more tables"
out_has '"d"'

it "a long id is written whole"
database
settings
sed -i '/^models/d' limbeck.lua
id=$(printf '%0200d' 7)
script "$id" "" "CREATE TABLE t (id int);" "DROP TABLE t;"
run upgrade -q
status 0
psql_is "SELECT revision FROM limbeck_version" "$id"

it "a change is seen wherever it is made"
database
psql_run <<'END'
CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE t (id int, a varchar(50), b int CHECK (b > 0), c int GENERATED ALWAYS AS (b + 1) STORED, m mood,
  EXCLUDE USING btree (a WITH =));
CREATE INDEX i ON t (a) WHERE b > 1;
CREATE VIEW v AS SELECT id FROM t;
END
from=$URL
database
psql_run <<'END'
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE t (id int PRIMARY KEY, a varchar COLLATE "C", b int CONSTRAINT t_b_check CHECK (b > 1), c int GENERATED ALWAYS AS (b + 2) STORED, m mood);
CREATE INDEX i ON t (a) INCLUDE (b) WHERE b > 2;
CREATE VIEW v AS SELECT id + 1 AS id FROM t;
CREATE SEQUENCE s;
END
run diff "$from" "$URL" --exit-code
status 1
for what in 'enum type "mood"' 'primary key "t_pkey"' 'column "a": type' 'check constraint "t_b_check"' \
	'column "c"' 'exclusion constraint' 'index "i"' 'view "v"' 'sequence "s"'; do
	out_has "$what"
done
run diff "$from" "$URL" -f sql
to=$URL URL=$from
psql_run -f "$OUT"
run diff "$from" "$to" --exit-code
status 0

finish
