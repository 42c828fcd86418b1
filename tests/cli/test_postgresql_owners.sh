# tests/cli/test_postgresql_owners.sh - what is made again has the owner and the grants it had
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/postgresql.sh"

APP=cli_app_$$ OTHER=cli_other_$$ READER=cli_reader_$$ OWNER=cli_owner_$$
server -c "CREATE ROLE $APP; CREATE ROLE $OTHER; CREATE ROLE $READER; CREATE ROLE $OWNER LOGIN" || exit 1
forget() {
	cd / && drop_databases
	server -c "DROP ROLE IF EXISTS $APP, $OTHER, $READER, $OWNER" >/dev/null
}
trap forget EXIT

# Whose everything is, and who may do what with it.
rights() {
	psql_run <<'END'
SELECT relname, relowner::regrole, array(SELECT unnest(relacl)::text ORDER BY 1) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm', 'S')
	AND relname !~ '^limbeck' ORDER BY 1;
SELECT attrelid::regclass, attname, attacl FROM pg_attribute
WHERE attacl IS NOT NULL AND attrelid >= 16384 ORDER BY 1, 2;
SELECT oid::regprocedure, proowner::regrole, array(SELECT unnest(proacl)::text ORDER BY 1), prosecdef
FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY oid::regprocedure::text;
SELECT typname, typowner::regrole, array(SELECT unnest(typacl)::text ORDER BY 1) FROM pg_type
WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd') ORDER BY 1;
SELECT stxname, stxowner::regrole FROM pg_statistic_ext ORDER BY 1;
SELECT pubname, pubowner::regrole FROM pg_publication ORDER BY 1;
END
}

# Views over views, each of somebody else.
schema() {
	psql_run <<END
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE t (id int PRIMARY KEY, a int, b text, m mood DEFAULT 'ok');
CREATE VIEW v WITH (security_barrier) AS SELECT id, a, m FROM t;
CREATE VIEW "w ""w" AS SELECT a, id FROM v WHERE a > 1;
CREATE MATERIALIZED VIEW mv AS SELECT a FROM "w ""w";
CREATE INDEX mv_a ON mv (a);
CREATE FUNCTION f(x v) RETURNS bigint LANGUAGE sql SECURITY DEFINER RETURN (x).a;
CREATE FUNCTION f(x text) RETURNS text LANGUAGE sql AS 'SELECT x';
CREATE STATISTICS s ON a, b FROM t;
ALTER STATISTICS s SET STATISTICS 70;
CREATE VIEW mine AS SELECT a AS x FROM t;
CREATE PUBLICATION p FOR TABLE t;
END
}

own() {
	psql_run <<END
GRANT CREATE ON SCHEMA public TO $APP, $OTHER;

ALTER VIEW v OWNER TO $APP;
ALTER VIEW "w ""w" OWNER TO $OTHER;
ALTER MATERIALIZED VIEW mv OWNER TO $APP;
ALTER FUNCTION f(v) OWNER TO $APP;
ALTER STATISTICS s OWNER TO $OTHER;
ALTER TYPE mood OWNER TO $APP;
GRANT SELECT ON t TO $APP;
GRANT SELECT ON v TO $OTHER, $READER WITH GRANT OPTION;
GRANT SELECT ON mine, "w ""w" TO PUBLIC;
REVOKE INSERT, DELETE ON mine FROM postgres;
GRANT UPDATE (a), INSERT (a, id) ON v TO $READER;
REVOKE EXECUTE ON FUNCTION f(v) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION f(v) TO $READER;
REVOKE USAGE ON TYPE mood FROM PUBLIC;
END
}

# change: a is wider, mood has one value less, so that all above goes and comes
change() {
	run reflect "$URL" --format lua
	status 0
	sed -e '/^Privilege/,/^}/d' -e 's/Column{"a", Integer/Column{"a", BigInteger/' \
		-e 's/"sad", "ok", "happy"/"ok", "happy"/' "$OUT" >models.lua
	grep -q BigInteger models.lua || problem "no change"
}

start() {
	database
	settings
	schema || problem "no schema"
	run reflect "$URL" --format lua
	cp "$OUT" models.lua
	run adopt -q -m one
	status 0
	change
}

# same_rights WHAT: as they were
same_rights() {
	rights >after
	diff before after || problem "$1 changed rights"
}

for format in lua sql; do
	it "gives back owners and grants that the script has never heard of ($format)"
	start
	run revision -q --autogenerate --format $format -m two
	status 0
	own || problem "no owners"
	rights >before
	run upgrade -q
	status 0
	same_rights "upgrade"
	run downgrade -q -- -1
	status 0
	same_rights "downgrade"
	[ $format = lua ] || continue

	# and so does whoever runs the SQL later
	run upgrade --sql "$(cat migrations/*one.lua | sed -n 's/^revision *= "\(.*\)"/\1/p'):head"
	status 0
	psql_run -f "$OUT" >psql.out 2>&1 || problem "$(cat psql.out)"
	same_rights "upgrade --sql"
	run check
	status 0
done

it "applies, and writes SQL that does"
start
own
rights >before
run diff "$URL" models.lua --format sql
status 0
out_hasnt limbeck.rights
psql_run -f "$OUT" >psql.out 2>&1 || problem "$(cat psql.out)"
same_rights "diff --format sql"
run reflect "$URL" --format lua
sed -e '/^Privilege/,/^}/d' -e 's/Column{"a", BigInteger/Column{"a", Integer/' "$OUT" >models.lua
run apply models.lua -q --yes
status 0
same_rights "apply"

it "doesn't say what a new object has anyway"
start
run diff "$URL" models.lua --format sql
status 0
out_hasnt "limbeck.rights"
run revision -q --autogenerate -m two
run upgrade
status 0

it "leaves nothing granted by default that models don't say"
database
settings
psql_run <<END
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT ON TABLES TO $READER;
ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO $APP WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO $READER;
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v AS SELECT a FROM t;
REVOKE INSERT ON v FROM $READER;
END
run reflect "$URL" --format lua
cp "$OUT" models.lua
run adopt -q -m one
status 0
dump | sort >dump
rights >before
sed -i 's/Column{"a", Integer/Column{"a", BigInteger/' models.lua
cat >>models.lua <<END
Table{"n", Column{"id", BigInteger, primary_key = true, identity = true}, Column{"s", Integer, autoincrement = false}}
View{"w", "SELECT id FROM n"}
Function{"f", "x integer", "RETURNS integer LANGUAGE sql AS 'SELECT 1'"}
Privilege{"$APP", "TABLE public.n", "SELECT"}
END
run revision -q --autogenerate -m two
status 0
run upgrade -q
status 0
run check --drop-unmanaged
status 0
psql_is "SELECT string_agg(r || p, ' ') FILTER (WHERE has_table_privilege('$READER', r, p)) FROM unnest('{n,w,v}'::text[]) r, unnest('{SELECT,INSERT}'::text[]) p" \
	"vSELECT"
psql_is "SELECT has_table_privilege('$APP', 'n', 'SELECT WITH GRANT OPTION'), has_function_privilege('$READER', 'f(int)', 'EXECUTE')" "f|t"
psql_is "SELECT has_sequence_privilege('$READER', 'n_id_seq', 'USAGE')" f
run downgrade -q -- -1
status 0
same_rights downgrade
dump | sort | diff dump - || problem "downgrade isn't the way back"
finish
