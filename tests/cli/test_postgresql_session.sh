# tests/cli/test_postgresql_session.sh - what a session of PostgreSQL's is set to changes nothing
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/postgresql.sh"

tables="SELECT string_agg(schemaname || '.' || tablename, ' ' ORDER BY 1) FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND tablename <> 'limbeck_lock'"

models() {
	cat >models.lua <<'EOF'
Table{"t",
  Column{"id", Integer, primary_key = true},
  Column{"a", String(10)},
  Index{"ix_t_a", "a"},
}
View{"v", "SELECT id FROM t"}
EOF
}

# through direct|pooler: sets $URL, false where there is no pooler
through() {
	direct=$URL
	[ "$1" = pooler ] || return 0
	[ -n "${LIMBECK_TEST_PGBOUNCER_URL-}" ] || return 1
	URL=$(url_of "$DATABASE" "$LIMBECK_TEST_PGBOUNCER_URL")
}

it "means the schema public by a name without one, whatever search_path is"
for path in 'app' '"$user"' "''" 'app, public' 'nowhere'; do
	for how in direct pooler; do
		database
		psql_run -c "CREATE SCHEMA app" -c "CREATE SCHEMA postgres" \
			-c "ALTER DATABASE $DATABASE SET search_path = $path"
		through $how || continue
		rm -rf migrations
		settings
		models
		run -q revision --autogenerate -m first
		status 0
		run -q upgrade
		status 0
		run current
		out_has "(head)"
		run -q check
		status 0
		run apply models.lua
		status 0
		err_has "nothing to do"
		URL=$direct
		psql_is "$tables" "public.limbeck_version public.t"
		through $how
		run -q downgrade base
		status 0
		run -q stamp head
		status 0
		run current
		out_has "(head)"
		URL=$direct
		psql_is "$tables" "public.limbeck_version"
		[ -z "$BAD" ] || problem "so it was with search_path = $path, $how"
	done
done

it "begins with any command on a database that is new"
for command in "apply --yes models.lua" "apply --dry-run models.lua" "upgrade" "downgrade base" \
	"stamp base" "stamp heads" "current" "history" "status" "check" "upgrade --dry-run" \
	"revision --autogenerate -m x"; do
	for how in direct pooler; do
		database
		through $how || continue
		rm -rf migrations
		settings
		models
		# shellcheck disable=SC2086
		run $command
		case $command in check) status 1 ;; *) status 0 ;; esac
		case $command in
		apply*yes*)
			run -q check
			status 0
			;;
		esac
		run -q upgrade
		status 0
		[ -z "$BAD" ] || problem "so it was with $command, $how"
	done
done

it "runs what can't be in a transaction in public, or not at all"
for how in direct pooler; do
	database
	psql_run -c "CREATE SCHEMA app" -c "CREATE TABLE app.t (a int)" \
		-c "ALTER DATABASE $DATABASE SET search_path = app"
	through $how || continue
	settings
	script a1 "" "CREATE TABLE t (a int); CREATE INDEX CONCURRENTLY i ON t (a); INSERT INTO t VALUES (1);" \
		"DROP INDEX CONCURRENTLY i; DROP TABLE t;"
	run -q upgrade
	if [ $how = pooler ]; then
		status 3
		err_has "leads to schema \"app\" first"
		err_has "connect to the server itself"
	else
		status 0
	fi
	URL=$direct
	settings
	run -q upgrade
	status 0
	psql_is "SELECT indrelid::regclass FROM pg_index WHERE indexrelid::regclass::text LIKE '%i' AND indrelid >= 16384" \
		"public.t"
	run -q downgrade base
	status 0
done

it "lets each revision begin with the session as it was"
database
psql_run -c "CREATE ROLE role_$DATABASE" -c "CREATE SCHEMA app AUTHORIZATION role_$DATABASE"
settings
script a1 "" "SELECT pg_catalog.set_config('search_path', '', false);
SET standard_conforming_strings = off;
SET lock_timeout = 0;
SET ROLE role_$DATABASE;
CREATE TABLE app.t (a text);" "DROP TABLE app.t;"
script a2 a1 "SELECT 1/(current_setting('search_path') LIKE 'public%')::int;
CREATE TABLE u AS SELECT current_user AS who, current_setting('lock_timeout') AS wait, 'a\b' AS text;" \
	"SET search_path = app; DROP TABLE public.u;"
run -q upgrade
status 0
psql_is "SELECT * FROM u" 'postgres|5s|a\b'
psql_is "SELECT tableowner FROM pg_tables WHERE tablename = 't'" "role_$DATABASE"
run -q downgrade base
status 0
run -q upgrade --dry-run
status 0
psql_is "SELECT count(*) FROM pg_tables WHERE tablename IN ('t', 'u')" 0
# What goes on after a break has the settings that come before it.
script a2 a1 "SET search_path = app; CREATE INDEX CONCURRENTLY i ON t (a); CREATE TABLE w AS SELECT 1/0;" ""
run -q upgrade
status 3
script a2 a1 "SET search_path = app; CREATE INDEX CONCURRENTLY i ON t (a); CREATE TABLE w AS SELECT 1;" ""
run -q upgrade --allow-edited
status 0
psql_is "SELECT count(*) FROM app.w" 1
psql_run -c "SET client_min_messages = error" -c "DROP OWNED BY role_$DATABASE CASCADE" -c "DROP ROLE role_$DATABASE"

it "works as another role, and by the name that is given"
database
psql_run -c "CREATE ROLE role_$DATABASE" -c "GRANT ALL ON SCHEMA public TO role_$DATABASE"
settings
script a1 "" "CREATE TABLE t AS SELECT current_user AS who, session_user AS login,
current_setting('application_name') AS application;" "DROP TABLE t;"
run -q -u "$URL&options=-c%20role%3Drole_$DATABASE&application_name=deploy" upgrade
status 0
psql_is "SELECT * FROM t" "role_$DATABASE|postgres|deploy"
psql_is "SELECT tableowner FROM pg_tables WHERE tablename = 'limbeck_version'" "role_$DATABASE"
run -q downgrade base
status 0
run -q upgrade
status 0
psql_is "SELECT * FROM t" "postgres|postgres|limbeck"
psql_run -c "SET client_min_messages = error" -c "DROP OWNED BY role_$DATABASE CASCADE" -c "DROP ROLE role_$DATABASE"

it "names file and line of what only psql understands, wherever SQL is read"
database
settings
psql_only() { # file, line, what
	status 3
	err_has "$1:$2: $3"
}
script a1 "" "CREATE TABLE t (a int);
COPY t (a) FROM stdin;
1
\\.
" ""
run upgrade
psql_only 20260101T0000_a1.sql 8 "COPY ... FROM stdin needs psql"
run upgrade --sql
psql_only 20260101T0000_a1.sql 8 "COPY ... FROM stdin needs psql"
script a1 "" "CREATE TABLE t (a int);

\\connect other" ""
run upgrade
psql_only 20260101T0000_a1.sql 9 "\"\\connect\" is a command of psql"
printf 'CREATE TABLE t (a int);\n\\set x 1\n' >schema.sql
run diff "$URL" schema.sql
psql_only schema.sql 2 "\"\\set\" is a command of psql"
rm migrations/*.sql
cat >migrations/a1.lua <<'END'
revision = "a1"
function upgrade()
  op.execute("\\i other.sql")
end
END
run upgrade
psql_only a1.lua 3 "\"\\i\" is a command of psql"
psql_is "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'" 0

it "passes over a transaction that is all of a section, and refuses any other"
database
settings
script a1 "" "-- by another tool
BEGIN;
CREATE TABLE t (a int);
COMMIT;" "START TRANSACTION;
DROP TABLE t;
END;"
script a2 a1 "BEGIN TRANSACTION; COMMIT WORK;" "BEGIN; COMMIT;"
run -q upgrade
status 0
psql_is "$tables" "public.limbeck_version public.t"
run upgrade --sql
status 0
cp "$OUT" all.sql
run -q downgrade base
status 0
psql_is "$tables" "public.limbeck_version"
psql_run <all.sql >psql.out 2>&1 || problem "psql: $(cat psql.out)"
psql_is "$tables" "public.limbeck_version public.t"
for bad in "BEGIN;
CREATE TABLE u (a int);" "CREATE TABLE u (a int);
COMMIT;" "BEGIN;
CREATE TABLE u (a int);
COMMIT;
BEGIN;
COMMIT;" "BEGIN ISOLATION LEVEL SERIALIZABLE;
COMMIT;" "BEGIN;
PREPARE TRANSACTION 'x';
COMMIT;" "ROLLBACK WORK;" "COMMIT AND CHAIN;"; do
	script a3 a2 "$bad" ""
	run -q upgrade
	status 3
	err_has "20260101T0000_a3.sql:"
	err_has "can't begin or end a transaction"
	psql_is "SELECT count(*) FROM pg_tables WHERE tablename = 'u'" 0
done
script a3 a2 "SAVEPOINT s; CREATE TABLE u (a int); ROLLBACK WORK TO SAVEPOINT s; ROLLBACK TO s;" ""
run -q upgrade
status 0
psql_is "SELECT count(*) FROM pg_tables WHERE tablename = 'u'" 0

finish
