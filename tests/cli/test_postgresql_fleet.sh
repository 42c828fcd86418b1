# tests/cli/test_postgresql_fleet.sh - databases and schemas of PostgreSQL as a fleet
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/postgresql.sh"

TENANTS="SELECT nspname AS schema FROM pg_namespace WHERE nspname ~ '^Tenant ' ORDER BY 1"

# tenants COUNT: a database with that many schemas, one named as badly as can be
tenants() {
	database
	settings
	sed -i '/^models/d' limbeck.lua
	for i in $(seq 2 "$1"); do
		echo "CREATE SCHEMA \"Tenant $i\";"
	done | psql_run
	psql_run -c "CREATE SCHEMA \"Tenant 'a' \"\"b\"\", &?\""
}

scripts() {
	cat >migrations/20260101T0000_r1.lua <<'END'
revision = "r1"
function upgrade()
  op.execute("CREATE TYPE mood AS ENUM ('sad', 'glad')")
  op.create_table{"orders",
    Column{"id", BigInteger, primary_key = true, identity = true},
    Column{"note", String(50), server_default = "x"},
    Column{"mood", Enum{"sad", "glad", name = "mood"}},
  }
  op.create_table{"lines",
    Column{"id", Integer, primary_key = true},
    Column{"order_id", BigInteger, ForeignKey{"orders.id"}, index = true},
  }
  op.execute("CREATE VIEW open_orders AS SELECT id FROM orders")
end
function downgrade()
  op.execute("DROP VIEW open_orders")
  op.drop_table("lines")
  op.drop_table("orders")
  op.execute("DROP TYPE mood")
end
END
	cat >migrations/20260102T0000_r2.lua <<'END'
revision = "r2"
down_revision = "r1"
function upgrade()
  op.alter_column{"orders", "note", type = String(80), nullable = false, server_default = "y"}
  op.create_index{"ix_orders_note", "orders", {"note"}}
  op.execute("INSERT INTO orders (note) VALUES ('here')")
end
function downgrade()
  op.drop_index("ix_orders_note")
  op.alter_column{"orders", "note", type = String(50), nullable = true, server_default = "x"}
end
END
}

it "migrates schemas, each by itself, whatever there is in public"
tenants 5
scripts
psql_run -c "CREATE TABLE orders (id int); CREATE TYPE mood AS ENUM ('none')"
run upgrade --targets-query "$TENANTS" -j 3
status 0
out_has "done        Tenant 'a' \"b\", &?: r2 (2 revisions)"
err_has "5 targets: 5 done"
psql_is "SELECT count(*) FROM pg_class WHERE relname = 'limbeck_version' AND relkind = 'r'" 5
psql_is "SELECT count(*) FROM \"Tenant 'a' \"\"b\"\", &?\".orders" 1
psql_is "SELECT count(*) FROM pg_attribute WHERE attname = 'note' AND atttypmod = 84 AND attnotnull" 5
psql_is "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v')" orders
psql_is "SELECT count(*) FROM public.orders" 0
run status --targets-query "$TENANTS"
status 0
out_has "ok          Tenant 2: r2"
run downgrade r1 --targets-query "$TENANTS" -j 3 -q
status 0
run downgrade base --targets-query "$TENANTS" -j 3
status 0
err_has "5 targets: 5 done"
psql_is "SELECT string_agg(DISTINCT relname, ' ') FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname ~ '^Tenant' AND relkind IN ('r', 'v')" limbeck_version
run stamp head --targets-query "$TENANTS" -q
run current --targets-query "$TENANTS" --check-heads
status 0

it "goes on with what was stopped, and asks what is done one question"
tenants 3
scripts
psql_run -c 'CREATE TABLE "Tenant 2".orders (id int)'
run upgrade --targets-query "$TENANTS"
status 3
out_has "failed      Tenant 2: "
out_has "not begun   Tenant 3"
psql_run -c 'DROP TABLE "Tenant 2".orders'
run upgrade --targets-query "$TENANTS" --echo
status 0
err_has "3 targets: 2 done, 1 unchanged"
[ "$(grep -c "^Tenant 'a'.*;\$" "$ERR")" -eq 1 ] || problem "not one query for what is done"

it "takes no schema that is absent, or that isn't to be used"
tenants 2
scripts
run upgrade --targets-query "SELECT 'nowhere' AS schema"
status 3
out_has "there is no schema \"nowhere\""
psql_is "SELECT count(*) FROM pg_class WHERE relname IN ('orders', 'limbeck_version')" 0
psql_run -c "DO \$\$BEGIN CREATE ROLE fleet_$$ LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END\$\$"
run upgrade -u "$URL&options=-c%20role%3Dfleet_$$&schema=Tenant%202"
status 3
err_has "the role may not use schema \"Tenant 2\""
psql_run -c "DROP ROLE fleet_$$"
run reflect "$URL&schema=Tenant%202" --schema public
status 3
err_has "can't be looked at by a URL with schema="
run upgrade -u "$URL&schema=Tenant%202" --sql
status 2
err_has "SQL can't be printed for a URL with schema="
run upgrade -u "$URL&shcema=x"
status 2
err_has "Did you mean \"schema\"?"

it "locks schemas one by one"
tenants 2
scripts
{
	echo "SELECT pg_advisory_lock(('x' || left(encode(sha256('limbeck/Tenant 2'), 'hex'), 16))::bit(64)::bigint);"
	echo "SELECT 'held' AS held \\gset"
	echo "\\! touch held; while [ ! -e let_go ]; do sleep 0.1; done"
} >hold.sql
psql_run -f hold.sql >/dev/null &
for try in $(seq 100); do
	[ -e held ] && break
	sleep 0.1
done
run upgrade --targets-query "$TENANTS" -j 2 --wait 0 -k
touch let_go
wait
status 5
out_has "failed      Tenant 2: another run is migrating this database"
out_has "done        Tenant 'a' \"b\", &?: r2"

# tenant NAME: a schema with what names a schema
tenant() {
	psql_run <<END
CREATE SCHEMA "$1";
SET search_path = "$1", public;
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE SEQUENCE numbers;
CREATE TABLE lines (id bigint PRIMARY KEY DEFAULT nextval('numbers'), mood mood DEFAULT 'sad', tag citext,
  parent bigint REFERENCES lines, CHECK (mood <> 'glad'));
CREATE INDEX ON lines (tag) WHERE mood <> 'glad';
CREATE FUNCTION now_glad(m mood) RETURNS mood LANGUAGE sql AS 'SELECT ''glad''::mood';
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER touch BEFORE UPDATE ON lines FOR EACH ROW WHEN (now_glad(old.mood) = 'glad') EXECUTE FUNCTION touch();
CREATE VIEW sad AS SELECT lines.id, lines.tag FROM lines WHERE mood = 'sad';
CREATE RULE quiet AS ON DELETE TO sad DO INSTEAD DELETE FROM lines WHERE lines.id = old.id;
CREATE STATISTICS pairs ON id, mood FROM lines;
ALTER TABLE lines ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON lines USING (id > (SELECT min(id) FROM lines));
COMMENT ON TABLE lines IS 'see lines.id';
GRANT SELECT ON lines TO PUBLIC;
GRANT USAGE ON SCHEMA "$1" TO PUBLIC;
END
}

it "compares schemas with each other, with models and with databases"
database
psql_run -c "CREATE EXTENSION citext; CREATE TABLE lines (x int); CREATE VIEW sad AS SELECT x AS y FROM lines"
tenant "Tenant 2"
tenant lines
run diff "$URL&schema=Tenant%202" "$URL&schema=lines" --exit-code
status 0
out_empty
for format in sql lua json; do
	run reflect "$URL&schema=lines" -f $format
	status 0
	! grep -q '"Tenant\|lines\.lines\|public\.' "$OUT" || problem "a schema is named in $format"
	cp "$OUT" is.$format
	run diff "$URL&schema=Tenant%202" is.$format --exit-code
	status 0
	run diff is.$format "$URL&schema=Tenant%202" --exit-code
	status 0
done
tenants=$URL
database
psql_run -f is.sql
run diff "$URL" "$tenants&schema=lines" --exit-code
status 0
run diff "$tenants&schema=lines" "$URL" --exit-code
status 0
URL=$tenants
psql_run -c "CREATE OR REPLACE VIEW lines.sad AS SELECT id, tag FROM lines.lines WHERE mood > 'sad'"
run diff "$URL&schema=Tenant%202" "$URL&schema=lines" --exit-code
status 1
out_has "sad"

it "applies models to schemas, with one plan for those in the same state"
database
psql_run -c "CREATE EXTENSION citext; CREATE TABLE lines (x int); CREATE VIEW sad AS SELECT x AS y FROM lines"
settings
tenant "Tenant 2"
tenant "Tenant 3"
psql_run -c 'CREATE SCHEMA "Tenant 4"'
run reflect "$URL&schema=Tenant%203" -f lua
sed 's/Column{"tag", Type/Column{"note", Text}, &/' "$OUT" >models.lua
grep -q '"note"' models.lua || problem "no column was added to the models"
run check --targets-query "$TENANTS" -q
status 1
out_has "different   Tenant 3: 1 difference"
run apply --targets-query "$TENANTS" --yes -j 2 --json
status 0
[ "$(grep -c '"planned_by": "Tenant' "$OUT")" -eq 2 ] || problem "not two plans"
[ "$(grep -o '"proof":"proved' "$OUT" | wc -l)" -eq 2 ] || problem "not two proofs"
run check --targets-query "$TENANTS" -q
status 0
psql_is "SELECT string_agg(DISTINCT n.nspname, ', ' ORDER BY n.nspname) FROM pg_depend d JOIN pg_class v ON v.relname = 'sad'
	JOIN pg_rewrite w ON w.ev_class = v.oid AND w.oid = d.objid JOIN pg_class c ON c.oid = d.refobjid
	JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = 'lines' AND c.relnamespace = v.relnamespace" \
	"Tenant 2, Tenant 3, Tenant 4, public"

it "tries scripts once for each state that schemas are in"
tenants 4
scripts
run upgrade -q r1 --targets-query "$TENANTS"
psql_run -c 'ALTER TABLE "Tenant 3".orders DROP COLUMN note'
run upgrade --targets-query "$TENANTS" -j 2 -k -v --json
status 3
[ "$(grep -c 'tried on a scratch' "$ERR")" -eq 1 ] || problem "not one trial of those in the same state"
out_has "on a scratch copy: "
run diff "$URL&schema=Tenant%202" "$URL&schema=Tenant%204"
psql_is 'SELECT count(*) FROM "Tenant 4".orders' 1
psql_is 'SELECT string_agg(revision, $$ $$) FROM "Tenant 3".limbeck_version' r1

# Of a plan, of SQL that is compared with a tenant, and of scripts; also by another role.
it "tries what refers to shared tables, types and functions"
tenants 3
psql_run <<'END'
CREATE EXTENSION citext;
CREATE TABLE countries (code text PRIMARY KEY, name citext);
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE FUNCTION norm(x text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT lower(x)';
CREATE SCHEMA shared;
CREATE TABLE shared.plans (id serial PRIMARY KEY);
END
cat >migrations/20260101T0000_r1.sql <<'END'
-- revision: r1
-- limbeck: upgrade
CREATE TABLE customers (id int PRIMARY KEY, country text REFERENCES public.countries, mood public.mood,
	e citext CHECK (public.norm(e) = e));
CREATE VIEW v AS SELECT c.id, s.name FROM customers c JOIN public.countries s ON s.code = c.country;
-- limbeck: downgrade
DROP VIEW v;
DROP TABLE customers;
END
cat >migrations/20260102T0000_r2.sql <<'END'
-- revision: r2
-- down_revision: r1
-- limbeck: upgrade
ALTER TABLE customers ADD plan int REFERENCES shared.plans;
-- limbeck: downgrade
ALTER TABLE customers DROP plan;
END
run upgrade -q --targets-query "$TENANTS" r1
status 0
err_hasnt "warning"
psql_run -c 'CREATE VIEW everyone AS SELECT id FROM "Tenant 2".customers UNION SELECT id FROM "Tenant 3".customers'
run upgrade -v --targets-query "$TENANTS" -j 2
status 0
[ "$(grep -c 'tried on a scratch' "$ERR")" -eq 1 ] || problem "not one trial of those in the same state"
err_hasnt "warning"
run verify -q -u "$URL&schema=Tenant%202"
status 0
out_has "2 verified, 0 failed"
run reflect "$URL&schema=Tenant%202" -f lua
sed 's/Column{"id", Integer/Column{"home", Text, ForeignKey{"public.countries.code", external = true}},\n&/' "$OUT" >models.lua
run apply -u "$URL&schema=Tenant%203" models.lua --yes
status 0
err_has "proved on a scratch"
run diff "$URL&schema=Tenant%203" models.lua --exit-code
status 0
run diff "$URL&schema=Tenant%202" models.lua --exit-code
status 1
out_has '+ column "home" text'
psql_run -c "CREATE ROLE fleet_$$ LOGIN; GRANT USAGE ON SCHEMA \"Tenant 2\" TO fleet_$$;
	GRANT SELECT ON ALL TABLES IN SCHEMA \"Tenant 2\" TO fleet_$$"
weak="$URL&options=-c%20role%3Dfleet_$$&schema=Tenant%202"
run diff "$weak" models.lua --exit-code
err_has "CREATEDB"
run diff "$weak" models.lua --exit-code --scratch "$URL"
status 1
out_has '+ column "home" text'
psql_run -c "DROP OWNED BY fleet_$$; DROP ROLE fleet_$$"

it "applies models to databases, with one plan for those in the same state"
urls=
for i in 1 2 3; do
	database
	urls="$urls $URL"
done
settings
printf '%s\n' $urls >targets
echo 'Table{"t", Column{"id", BigInteger, primary_key = true, identity = true}, Column{"mood", Enum{"sad", "glad", name = "mood"}}}' >models.lua
psql_run -c "CREATE TABLE t (id bigint PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY)"
run apply --targets targets --yes -j 2 --json
status 0
[ "$(grep -c '"planned_by": "postgresql' "$OUT")" -eq 2 ] || problem "not two plans"
[ "$(grep -o '"proof":"proved' "$OUT" | wc -l)" -eq 2 ] || problem "not two proofs"
run check --targets targets --drop-unmanaged -q
status 0
run apply --targets targets --yes -q
status 0
[ "$(grep -c '^unchanged' "$OUT")" -eq 3 ] || problem "changed again"

it "works through a pooler"
if [ -n "${LIMBECK_TEST_PGBOUNCER_URL-}" ]; then
	tenants 3
	scripts
	run upgrade -u "$(url_of "$DATABASE" "$LIMBECK_TEST_PGBOUNCER_URL")" --targets-query "$TENANTS" -j 2
	status 0
	err_has "3 targets: 3 done"
	psql_is "SELECT count(*) FROM pg_class WHERE relname = 'orders' AND relkind = 'r'" 3
	psql_is "SELECT count(*) FROM pg_class WHERE relname = 'orders' AND relnamespace = 'public'::regnamespace" 0
fi

finish
