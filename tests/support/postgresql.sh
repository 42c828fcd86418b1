# tests/support/postgresql.sh - databases for command-line tests; sourced after cli.sh
#
#   database             makes an empty one; its URL is in $URL
#   settings [LINE]      writes a limbeck.lua for it
#   psql_run [OPTION]    runs standard input there with psql
#   psql_is SQL EXPECTED
#   dump                 its schema, as pg_dump has it, or where none is for this
#                        server what catalogs.sql finds, without limbeck's tables
#   own_server           starts a server that nobody else uses; $URL is on it, its
#                        data in $DATA; ends with the test
#   control ACTION...    runs pg_ctl for it

if [ -z "${LIMBECK_TEST_POSTGRESQL_URL-}" ] || ! command -v psql >/dev/null 2>&1; then
	echo "left out: no PostgreSQL server, or no psql"
	echo "0 passed, 0 failed"
	exit 0
fi
SERVER=$LIMBECK_TEST_POSTGRESQL_URL
unset PGOPTIONS PGAPPNAME
DATABASES= DATABASE= URL=

# url_of DATABASE [SERVER]
url_of() { echo "${2-$SERVER}" | sed "s#/postgres\([?]\|\$\)#/$1\1#"; }

server() { psql -XqAt -v ON_ERROR_STOP=1 -d "$SERVER" "$@"; }

drop_databases() {
	for d in $DATABASES; do
		server -c "DROP DATABASE IF EXISTS $d WITH (FORCE)" >/dev/null 2>&1
	done
	rm -rf "$WORK"
}
trap drop_databases EXIT

database() {
	DATABASE=cli_$$_$(($(echo "$DATABASES" | wc -w) + 1))
	server -c "CREATE DATABASE $DATABASE TEMPLATE template0" || exit 1
	DATABASES="$DATABASES $DATABASE"
	URL=$(url_of "$DATABASE")
}

settings() {
	mkdir -p migrations
	cat >limbeck.lua <<EOF
url = "$URL"
models = "models.lua"
migrations = "migrations"
${1-}
EOF
}

psql_run() { psql -XqAt -v ON_ERROR_STOP=1 -d "$URL" "$@"; }

psql_is() {
	got=$(psql_run -c "$1" 2>&1)
	[ "$got" = "$2" ] || problem "$1 gave \"$got\", expected \"$2\""
}

dump() {
	if [ "$(psql_run -c 'SHOW server_version_num' | cut -c1-2)" -gt \
		"$(pg_dump --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')" ]; then
		psql_run -f "$ROOT/tests/support/catalogs.sql" \
			-c 'TABLE pg_temp.catalogs ORDER BY header, line' | grep -v 'limbeck_\(version\|lock\)'
		return
	fi
	pg_dump --schema-only --no-owner -T limbeck_version -T limbeck_lock -d "$URL" |
		grep -v '^\(--\|\\\|$\|SET \|SELECT pg_catalog.set_config\)'
}

# wait_for SQL: until it gives t, ten seconds at most
wait_for() {
	for try in $(seq 600); do
		[ "$(psql_run -c "$1" 2>/dev/null)" = t ] && return 0
		sleep 0.1
	done
	problem "waited for $1"
	return 1
}

own_server() {
	settings=$(unset LIMBECK_TEST_POSTGRESQL_URL
		LIMBECK_TEST_MARIADB_URL=none LIMBECK_TEST_MYSQL_URL=none sh "$ROOT/tests/support/servers" start $$)
	URL=$(echo "$settings" | sed -n "s/^LIMBECK_TEST_POSTGRESQL_URL='\(.*\)'/\1/p")
	DATA=$(echo "$settings" | sed -n "s/^LIMBECK_TEST_SERVERS='\(.*\)'/\1/p")/data
	[ -n "$URL" ] || problem "no server of its own"
}

end_own_server() { sh "$ROOT/tests/support/servers" stop "${DATA%/data}"; }

# as_owner FILE COMMAND...: a server refuses to be root
as_owner() {
	owner=$(stat -c %U "$1")
	shift
	if [ "$(id -un)" = "$owner" ]; then
		"$@"
	else
		setpriv --reuid="$owner" --regid="$(id -g "$owner")" --clear-groups "$@"
	fi
}

control() {
	as_owner "$DATA" "$(sed 's#/postgres .*#/pg_ctl#' "$DATA/postmaster.opts")" -D "$DATA" -w \
		-l "$DATA/../server.log" "$@" </dev/null >"$WORK/control.out" 2>&1 ||
		problem "$(cat "$WORK/control.out")"
}
