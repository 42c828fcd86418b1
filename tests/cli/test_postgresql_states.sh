# tests/cli/test_postgresql_states.sh - what is said of objects, and never makes a difference
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/postgresql.sh"

it "leaves a materialized view as empty as it is"
database
psql_run -c "CREATE TABLE t (id int PRIMARY KEY)" \
	-c "CREATE MATERIALIZED VIEW m AS SELECT 1 / id AS x FROM t WITH NO DATA" \
	-c "CREATE MATERIALIZED VIEW n AS SELECT id FROM t"
FROM=$URL
run reflect "$FROM" --format sql
status 0
cp "$OUT" schema.sql
run reflect "$FROM" --format lua
status 0
out_has 'postgresql_with_data = false'
cp "$OUT" models.lua
run reflect "$FROM" --format json
cp "$OUT" schema.json
database
psql_run <schema.sql
psql_is "SELECT string_agg(relname || relispopulated, ' ' ORDER BY relname) FROM pg_class WHERE relkind = 'm'" \
	"mfalse ntrue"
psql_run -c "REFRESH MATERIALIZED VIEW n WITH NO DATA" -c "REFRESH MATERIALIZED VIEW m"
for to in models.lua schema.sql schema.json "$FROM"; do
	run diff "$URL" "$to"
	status 0
	out_empty
done

it "writes what reads an empty materialized view so that a copy can be made"
database
psql_run -c "CREATE TABLE t (id int PRIMARY KEY)" -c "CREATE MATERIALIZED VIEW a AS SELECT id FROM t" \
	-c "CREATE VIEW b AS SELECT id FROM a" -c "CREATE MATERIALIZED VIEW c AS SELECT id FROM b" \
	-c "CREATE MATERIALIZED VIEW d AS SELECT id FROM t" -c "REFRESH MATERIALIZED VIEW a WITH NO DATA"
FROM=$URL
run reflect "$FROM" --format sql
status 0
cp "$OUT" schema.sql
database
psql_run <schema.sql
psql_is "SELECT string_agg(relname || relispopulated, ' ' ORDER BY relname) FROM pg_class WHERE relkind = 'm'" \
	"afalse cfalse dtrue"
run diff "$URL" "$FROM"
status 0
out_empty

it "makes, remakes and drops an index concurrently, up and down"
database
psql_run -c "CREATE TABLE t (id int PRIMARY KEY, a int, b int)"
settings
for columns in '"a"' '"a", "b"'; do
	cat >models.lua <<EOF2
Table{"t", Column{"id", Integer, primary_key = true, autoincrement = false},
  Column{"a", Integer}, Column{"b", Integer},
  Index{"i", $columns, postgresql_concurrently = true}}
EOF2
	run revision --autogenerate -m "index"
	status 0
	run upgrade
	status 0
	run check
	status 0
done
[ "$(grep -h 'op\.[a-z]*_index' migrations/*.lua | grep -vc 'postgresql_concurrently = true')" = 0 ] ||
	problem "not all concurrently: $(cat migrations/*.lua)"
run --echo downgrade base
status 0
[ "$(grep -c 'INDEX CONCURRENTLY i' "$ERR")" = 3 ] || problem "not three statements"
psql_is "SELECT count(*) FROM pg_class WHERE relname = 'i'" 0

it "takes a column's sequence away with it, and no other that no script made"
database
psql_run -c "CREATE TABLE t (a int PRIMARY KEY, b serial, c serial, d serial)" \
	-c "CREATE TABLE other (a serial)" -c "CREATE SEQUENCE own OWNED BY t.a"
settings
cat >models.lua <<'END'
Table{"t", Column{"a", Integer, primary_key = true, autoincrement = false},
  Column{"c", Integer, nullable = false}, Column{"d", Integer, nullable = false, identity = true}}
END
run revision -a -m x
status 0
run upgrade
status 0
psql_is "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relkind = 'S'" \
	"other_a_seq own t_d_seq"
run check
status 0
run downgrade base
status 0
psql_is "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relkind = 'S'" \
	"other_a_seq own t_b_seq t_c_seq t_d_seq"
finish
