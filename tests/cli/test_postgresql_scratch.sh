# tests/cli/test_postgresql_scratch.sh - scratch databases are dropped, whatever happens
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/postgresql.sh"

# Nobody else makes and counts scratch databases on it.
own_server
OWN=$URL
scratch="SELECT count(*) FROM pg_database WHERE datname LIKE 'limbeck\_scratch%'"
sleeping="SELECT count(*) = 1 FROM pg_stat_activity WHERE datname LIKE 'limbeck\_scratch%' AND wait_event = 'PgSleep'"

# A model that takes its time where it is tried, for bounds are worked out when a
# partition is made, and so does what is aimed at.
slow() {
	cat >models.lua <<END
Table{"t", Column{"a", Integer}, partition_by = "LIST (a)"}
Table{"p", Column{"a", Integer}, partition_of = "t",
	bound = "FOR VALUES IN (length(pg_sleep($1)::text))"}
END
	echo "CREATE TABLE t (a int); SELECT pg_sleep($1);" >schema.sql
}

# What is aimed at takes its time until let_go; roles are seen from every database.
held() {
	echo "CREATE TABLE t (a int);
DO \$\$ BEGIN
	WHILE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'let_go_$$') LOOP PERFORM pg_sleep(0.2); END LOOP;
END \$\$;" >schema.sql
}
let_go() { psql_run -c "CREATE ROLE let_go_$$"; }
forget() { psql_run -c "DROP ROLE let_go_$$"; }

# start COMMAND...: in the background, until it sleeps in a scratch database
start() {
	"$LIMBECK" "$@" >"$OUT" 2>"$ERR" </dev/null &
	pid=$!
	wait_for "$sleeping"
}

ends() {
	wait $pid
	STATUS=$?
	status "$1"
}

it "drops it when a signal ends the work in it"
settings
slow 60
interrupted_by() { # signal, command
	signal=$1
	shift
	start "$@"
	kill -"$signal" $pid
	ends 3
	err_has "interrupted"
	psql_is "$scratch" 0
	[ -z "$(ls migrations)" ] || problem "a script was written"
	[ -z "$BAD" ] || problem "so it was with $*, $signal"
}
interrupted_by INT diff "$URL" schema.sql
interrupted_by INT check
interrupted_by INT revision --autogenerate -m x
interrupted_by INT apply -y models.lua
interrupted_by INT apply -y schema.sql
interrupted_by TERM check
interrupted_by HUP check

it "drops what a killed run left, and nothing that is in use or isn't its own"
settings
slow 60
psql_run -c "CREATE DATABASE limbeck_scratch_of_mine" -c "CREATE DATABASE limbeck_scratch_1_x"
start diff "$URL" schema.sql
kill -KILL $pid
wait $pid 2>/dev/null
psql_is "$scratch" 3
psql_run -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'limbeck\_scratch%'" >/dev/null
wait_for "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname LIKE 'limbeck\_scratch%'"
held
start diff "$URL" schema.sql
echo "CREATE TABLE t (a int);" >other.sql
"$LIMBECK" diff "$URL" other.sql >/dev/null || problem "the second failed"
psql_is "$scratch" 3
let_go
ends 0
forget
out_has "table \"t\""
psql_is "SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database WHERE datname LIKE 'limbeck\_scratch%'" \
	"limbeck_scratch_1_x limbeck_scratch_of_mine"
psql_run -c "DROP DATABASE limbeck_scratch_of_mine" -c "DROP DATABASE limbeck_scratch_1_x"

it "writes no script in the place of one that was written meanwhile"
settings
slow 2
start revision --autogenerate -m late
"$LIMBECK" revision -q -m early >early || problem "the other one failed"
ends 3
err_has "was written meanwhile in this one's place"
[ "$(ls migrations/*)" = "$(cat early)" ] || problem "not the other one alone"

it "is on the server that --scratch names"
settings
held
"$LIMBECK" --scratch "$SERVER" diff "$URL" schema.sql >"$OUT" 2>"$ERR" </dev/null &
pid=$!
there() {
	[ "$(psql -XqAt -d "$SERVER" -c "SELECT count(*) FROM pg_stat_activity
WHERE datname LIKE 'limbeck\_scratch%' AND query LIKE '%''let_go_$$''%'")" = 1 ]
}
wait_until there
psql_is "$scratch" 0
psql -XqAt -d "$SERVER" -c "CREATE ROLE let_go_$$"
ends 0
psql -XqAt -d "$SERVER" -c "DROP ROLE let_go_$$"
out_has "table \"t\""

it "says which right is missing, and how to do without"
settings
psql_run -c "CREATE ROLE plain LOGIN" -c "CREATE ROLE maker LOGIN CREATEDB" \
	-c "GRANT ALL ON SCHEMA public TO plain" -c "CREATE DATABASE helper OWNER maker"
echo "CREATE TABLE t (a int);" >schema.sql
plain="$URL&user=plain"
run diff "$plain" schema.sql
status 3
err_has "role \"plain\" may not create databases"
err_has "ALTER ROLE plain CREATEDB"
err_has "--scratch URL"
run --scratch "$URL&user=maker" diff "$plain" schema.sql
status 0
out_has "table \"t\""
psql_run -c "ALTER ROLE plain CREATEDB"
run diff "$plain" schema.sql
status 0
out_has "table \"t\""
psql_is "$scratch" 0

it "says that nothing may be written, whatever rights there are"
settings
psql_run -c "CREATE ROLE reader LOGIN SUPERUSER" -c "ALTER ROLE reader SET default_transaction_read_only = on"
reader="$URL&user=reader"
echo 'Table{"t", Column{"a", Integer}}' >models.lua
run -u "$reader" check
status 1
err_has "compared without a scratch database, so what differs may be spelling"
err_has "transactions may only read (default_transaction_read_only), and a scratch database is needed"
out_has 'table "t"'
run -u "$reader" revision --autogenerate -m x
status 3
err_has "may be written to with --scratch URL"
[ -z "$(ls migrations)" ] || problem "a script was written"
run -u "$reader" --scratch "$URL" revision --autogenerate -m x
status 0
rm migrations/*

# The owner of a database, who may not make another one.
owned() {
	URL=$OWN
	psql_run -c "SET client_min_messages = error" -c "DROP DATABASE IF EXISTS owned" \
		-c "CREATE DATABASE owned OWNER owner"
	ADMIN=$(url_of owned "$OWN")
	URL="$ADMIN&user=owner"
	DATABASE=owned
	psql -XqAt -v ON_ERROR_STOP=1 -d "$ADMIN" -c "CREATE EXTENSION citext"
	settings
	owner_models
}

owner_models() {
	cat >models.lua <<'END'
local mood = Enum{"sad", "public", name = "mood"}
Schema{"app"}
Extension{"citext"}
Table{"t",
  Column{"id", Integer, primary_key = true},
  Column{"email", Type"citext"},
  Column{"schema", Text, server_default = "public"},
  Column{"m", mood, server_default = "sad"},
  CheckConstraint{"email <> 'app'", name = "ck"},
  Index{"ix", "schema", postgresql_where = "email = 'x'"},
  comment = "public.t it is",
}
Table{"u",
  Column{"id", BigInteger, primary_key = true, identity = true},
  Column{"t", Integer, ForeignKey{"t.id"}},
  schema = "app",
}
View{"v", "SELECT t.id, t.email, u.id AS other FROM t JOIN app.u ON u.t = t.id WHERE t.email = 'x'"}
Function{"f", "x integer", "RETURNS integer LANGUAGE sql AS 'SELECT count(*)::int FROM public.t'"}
END
}

it "is a part of the database itself for who may not make another one"
URL=$OWN
psql_run -c "CREATE ROLE owner LOGIN"
owned
run revision --autogenerate -m one
status 0
run upgrade
status 0
run check
status 0
dump >one
sed -i 's/"sad", "public"/"sad", "public", "glad"/; s/t.id, t.email/t.id, t.n, t.email/
s/  Column{"schema"/  Column{"n", Numeric(10, 2)},\n  Column{"schema"/' models.lua
run revision --autogenerate -m two
status 0
grep -q "up and down leave no difference" migrations/*_two.lua || problem "it isn't proven"
run upgrade
status 0
run check
status 0
run downgrade -1
status 0
dump | cmp -s one - || problem "another schema after going up and down"
owner_models
run apply --yes models.lua
status 0
err_has "nothing to do"
psql_is "SELECT string_agg(nspname, ' ' ORDER BY 1) FROM pg_namespace WHERE nspname LIKE 'limbeck%'" ""
psql_is "$scratch" 0

it "neither sees nor locks what the database has"
owned
run -q apply --yes models.lua
status 0
psql_run -c "CREATE TABLE gone (id int PRIMARY KEY)"
echo 'View{"w", "SELECT * FROM gone"}' >>models.lua
run check
status 3
err_has "\"gone\" does not exist"
# A view whose columns are those of the table in the models.
owner_models
echo 'View{"a_first", "SELECT * FROM z_later"}
Table{"z_later", Column{"new", Integer}}' >>models.lua
psql_run -c "CREATE TABLE z_later (old int)"
PGAPPNAME=holder psql_run -c "BEGIN; LOCK TABLE t, z_later, gone IN ROW EXCLUSIVE MODE; SELECT pg_sleep(60)" >/dev/null 2>&1 &
wait_for "SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = 'holder' AND wait_event = 'PgSleep'"
run diff models.lua models.lua
status 0
run revision --autogenerate -m x --no-verify
psql_run -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'holder'" >/dev/null
wait
status 0
grep -q "new" migrations/*_x.lua || problem "not the new column"
psql_run -c "DROP TABLE gone, z_later"

it "leaves alone what can't be tried inside of a database, and says why"
owned
run -q apply --yes models.lua
status 0
echo "CREATE TABLE t (a int); COMMIT; CREATE TABLE x (a int);" >schema.sql
run diff "$URL" schema.sql
status 3
err_has "role \"owner\" may not create databases"
echo 'Table{"more", Column{"a", Integer}}' >>models.lua
psql -XqAt -v ON_ERROR_STOP=1 -d "$ADMIN" -c "CREATE PUBLICATION p"
run check
status 1
out_has "table \"more\""
err_has "compared without a scratch database, so what differs may be spelling"
err_has "ALTER ROLE owner CREATEDB"
err_has "what a database can have only once: publication p"
psql -XqAt -v ON_ERROR_STOP=1 -d "$ADMIN" -c "DROP PUBLICATION p"
echo 'Publication{"p", "FOR ALL TABLES"}' >>models.lua
run check
status 3
err_has "publication"
owner_models
psql -XqAt -v ON_ERROR_STOP=1 -d "$ADMIN" -c "CREATE ROLE tenant LOGIN; CREATE SCHEMA tenant AUTHORIZATION tenant"
echo 'Table{"more", Column{"a", Integer}}' >>models.lua
run -u "$ADMIN&user=tenant" check
status 1
err_has "may not create schemas in database \"owned\""
err_has "ALTER ROLE tenant CREATEDB"
psql_is "SELECT count(*) FROM pg_class WHERE relname = 'x'" 0

it "keeps what it did where nothing can tell other words from a difference"
settings
psql -XqAt -v ON_ERROR_STOP=1 -d "$ADMIN" -c "GRANT CREATE ON SCHEMA public TO tenant"
cat >own.lua <<'END'
Table{"own", Column{"a", Integer}, CheckConstraint{"a in (1, 2)", name = "own_a"}}
View{"own_v", "SELECT * FROM own WHERE a in (1, 2)"}
END
run -u "$ADMIN&user=tenant" apply -y own.lua --include "own*"
status 3
err_has "ALTER ROLE tenant CREATEDB"
run -u "$ADMIN&user=tenant" apply -y --no-verify own.lua --include "own*"
status 0
err_has "left, unless it is spelling, which no scratch database was there to tell"
run apply -y own.lua --include "own*"
status 0
err_has "nothing to do"
psql -XqAt -v ON_ERROR_STOP=1 -d "$ADMIN" -c "DROP VIEW own_v; DROP TABLE own"

it "tries what a superuser has installed inside of the database that has it"
psql -XqAt -v ON_ERROR_STOP=1 -d "$ADMIN" <<END
CREATE ROLE installer LOGIN CREATEDB;
CREATE DATABASE installed OWNER installer;
END
psql -XqAt -v ON_ERROR_STOP=1 -d "$(url_of installed "$OWN")" -c "CREATE EXTENSION pageinspect" \
	-c "CREATE TABLE t (id int PRIMARY KEY, v varchar(10)); ALTER TABLE t OWNER TO installer"
URL="$(url_of installed "$OWN")&user=installer"
settings
cat >models.lua <<'END'
Extension{"pageinspect"}
Table{"t", Column{"id", Integer, primary_key = true, autoincrement = false}, Column{"v", String(10)},
	CheckConstraint{"v in ('a', 'b')", name = "c"}}
END
run diff "$URL" models.lua
status 0
err_empty
out_has "1 to add"
run -q revision --autogenerate -m check
status 0
run -q upgrade
status 0
run diff "$URL" models.lua
status 0
out_empty
err_empty
echo 'Extension{"amcheck"} Table{"new", Column{"a", Integer}}' >>models.lua
run diff "$URL" models.lua
status 0
err_has "compared without a scratch database, so what differs may be spelling"
err_has "permission denied to create extension"
out_has 'extension "amcheck"'
out_has 'table "new"'
out_hasnt pageinspect
psql_is "$scratch" 0

end_own_server
finish
