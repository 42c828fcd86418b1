# tests/cli/test_postgresql_operations.sh - hooks, autocommit, squash, stamp on PostgreSQL
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/postgresql.sh"

# begin [SETTINGS]
begin() {
	database
	settings
	sed -i '/^models/d' limbeck.lua
	printf '%s\n' "${1-}" >>limbeck.lua
}

it "runs SQL outside of a transaction and goes on after it"
begin 'function after_revision(r) op.execute("INSERT INTO seen VALUES (:id)", {id = r.revision}) end'
mkdir -p migrations
cat >migrations/a1.lua <<'END'
revision = "a1"
function upgrade()
  op.execute("CREATE TABLE seen (what text)")
  op.autocommit(function()
    op.execute("INSERT INTO seen VALUES ('outside')")
    op.create_table{"t", Column{"id", Integer, primary_key = true}}
  end)
  op.execute("INSERT INTO missing VALUES (1)")
end
END
run upgrade
status 3
err_has "goes on from there"
psql_is "SELECT count(*) FROM seen" 1
echo "CREATE TABLE missing (a int)" | psql_run >/dev/null
run upgrade
status 0
psql_is "SELECT string_agg(what, ' ') FROM seen" "outside a1"
psql_is "SELECT count(*) FROM missing" 1

it "fills parameters in"
begin
mkdir -p migrations
cat >migrations/a1.lua <<'END'
revision = "a1"
function upgrade()
  op.execute("CREATE TABLE t (a int, b text, j jsonb)")
  op.execute("INSERT INTO t VALUES (?, ?, '{\"k\": 1}')", {1, "it's ?"})
  op.execute("UPDATE t SET b = :b || '::' || :b::text, a = '5'::int WHERE a=? AND j @? '$.k'", {1, b = ":x"})
end
END
run upgrade -q
status 0
psql_is "SELECT a || b FROM t" "5:x:::x"

it "takes options away without being told what they were"
begin
mkdir -p migrations
psql_run <<'END'
CREATE TABLE t (a int PRIMARY KEY WITH (fillfactor = 60), b text) WITH (fillfactor = 70, autovacuum_enabled = false);
CREATE INDEX i ON t ((b || 'x')) WITH (fillfactor = 80);
ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 50;
CREATE MATERIALIZED VIEW m WITH (fillfactor = 90) AS SELECT a FROM t;
CREATE INDEX j ON m (a) WITH (fillfactor = 75);
END
cat >migrations/a1.lua <<'END'
revision = "a1"
function upgrade()
  op.alter_table{"t", postgresql_with = none}
  op.alter_constraint{"t_pkey", "t", type_ = "primary", postgresql_with = none}
  op.alter_index{"i", "t", postgresql_with = none, postgresql_statistics = none}
  op.alter_index{"j", "m", postgresql_with = "deduplicate_items=off"}
  local existing = MaterializedView{"m", "SELECT a FROM t"}
  op.alter_materialized_view{MaterializedView{"m", "SELECT a FROM t", postgresql_with = none}, existing = existing}
end
END
run upgrade -q
status 0
psql_is "SELECT relname, reloptions FROM pg_class WHERE reloptions IS NOT NULL AND oid >= 16384" "j|{deduplicate_items=off}"
psql_is "SELECT count(*) FROM pg_attribute WHERE attstattarget >= 0 AND attrelid = 'i'::regclass" 0

it "compares without what a hook leaves out, in any schema"
begin 'function include_object(object, name, type)
  return not (type == "materialized_view" or type == "sequence" or name == "ck_theirs" or name == "extra")
end'
printf 'Table{"t", Column{"id", Integer, primary_key = true, autoincrement = false}, Column{"n", String(20)}}\n' >models.lua
echo 'models = "models.lua"' >>limbeck.lua
psql_run >/dev/null <<'END'
CREATE TABLE t (id int PRIMARY KEY, n varchar(20) CONSTRAINT ck_theirs CHECK (n <> ''), extra text UNIQUE);
CREATE INDEX ON t (n, extra);
CREATE MATERIALIZED VIEW m AS SELECT extra FROM t;
CREATE SEQUENCE s;
END
run check --drop-unmanaged
status 0
sed -i 's/String(20)/String(40)/' models.lua
run revision -a -q -m wider
status 0
run upgrade -q
status 0
psql_is "SELECT count(*) FROM pg_indexes WHERE tablename = 't'" 3
run check --drop-unmanaged
status 0

it "squashes, and records what stamped revisions make"
begin
script a1 "" "CREATE TABLE a (id int PRIMARY KEY);" "DROP TABLE a;"
script b1 a1 "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1; SELECT 2'; CREATE VIEW v AS SELECT f();" \
	"DROP VIEW v; DROP FUNCTION f();"
run upgrade -q
run squash a1:b1 --rev-id s1
status 0
run upgrade -q
status 0
psql_is "SELECT string_agg(revision, ' ') FROM limbeck_version" s1
psql_is "SELECT objects LIKE '%table a%' FROM limbeck_version" t
run stamp --purge head
status 0
psql_is "SELECT objects LIKE '%table a%view v%' FROM limbeck_version" t
run downgrade -q base
status 0
psql_is "SELECT count(*) FROM pg_class WHERE relname IN ('a', 'v')" 0
run verify
status 0

finish
