# tests/cli/test_postgresql_backfill.sh - rows updated batch by batch, in PostgreSQL
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/postgresql.sh"
. "$(dirname "$0")/../support/backfill.sh"

fresh() {
	database
	settings
	sed -i /models/d limbeck.lua
}

ask() { psql_run -c "$1" 2>/dev/null; }

test_backfill PostgreSQL

# filled TYPE EXPRESSION: keys of all kinds end in ranges that meet
filled() {
	fresh
	script a1 "" "CREATE TABLE t (k $1 PRIMARY KEY, n int DEFAULT 0);
INSERT INTO t (k) SELECT $2 FROM generate_series(1, 40) i;" ""
	printf 'revision = "b2"\ndown_revision = "a1"\nfunction upgrade() op.backfill{"t", set = {n = "n + 1"}, batch = 7} end\n' \
		>migrations/b2.lua
	run -q upgrade
	status 0
	asks "SELECT count(*) FROM t WHERE n = 1" 40
}

it "goes by keys of any type"
filled uuid "gen_random_uuid()"
filled bytea "sha256(i::text::bytea)"
filled timestamptz "now() + i * interval '1.000001 s'"
filled "double precision" "i / 3.0"
filled numeric "i / 3.0"
filled 'text COLLATE "en-x-icu"' "chr(64 + i) || i"

it "validates constraints in a revision of their own"
fresh
script a1 "" "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (id int PRIMARY KEY, n int, p int);
INSERT INTO t VALUES (1, 5, NULL);" ""
cat >migrations/b2.lua <<'END'
revision = "b2"
down_revision = "a1"
function upgrade()
  op.create_foreign_key("fk", "t", "p", {"p"}, {"id"}, {not_valid = true})
  op.create_check_constraint("ck", "t", "n IS NOT NULL", {not_valid = true})
end
END
cat >migrations/c3.lua <<'END'
revision = "c3"
down_revision = "b2"
function upgrade()
  op.alter_constraint{"fk", "t", type_ = "foreignkey", not_valid = false}
  op.alter_constraint{"ck", "t", type_ = "check", not_valid = false}
  op.alter_column{"t", "n", nullable = false}
  op.drop_constraint("ck", "t", {type_ = "check"})
end
END
run -q upgrade b2
status 0
asks "SELECT count(*) FROM pg_constraint WHERE NOT convalidated" 2
run upgrade -v
status 0
err_has "VALIDATE CONSTRAINT fk"
asks "SELECT count(*) FROM pg_constraint WHERE NOT convalidated" 0
asks "SELECT attnotnull FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'n'" t

it "refuses a table without a key"
fresh
script a1 "" "CREATE TABLE t (n int);" ""
printf 'revision = "b2"\ndown_revision = "a1"\nfunction upgrade() op.backfill{"t", set = {n = 1}} end\n' >migrations/b2.lua
run -q upgrade
status 3
err_has 'table "t" has no key to go through its rows by'
psql_run -c "ALTER TABLE t ADD k real UNIQUE NOT NULL"
sed -i 's/{n = 1}/&, key = "k"/' migrations/b2.lua
run -q upgrade
status 3
err_has "literals don't compare exactly"

finish
