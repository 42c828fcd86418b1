# bench/compare.sh - what comparing a database with models costs, and Alembic for it
#
# On SQLite, and on the PostgreSQL that LIMBECK_TEST_POSTGRESQL_URL names, if there is
# one (tests/support/servers starts one).  Equal schemas, and 5 % of the tables changed.
# LIMBECK is set by make; BENCH_TABLES says how many tables.
set -u
case $LIMBECK in /*) ;; *) LIMBECK=$PWD/$LIMBECK ;; esac
script=$PWD/bench/alembic_compare.py tables=${BENCH_TABLES:-1000}
python=/usr/bin/python3
"$python" -c 'import alembic, sqlalchemy' 2>/dev/null || {
	echo "comparing: Alembic isn't installed (Debian: alembic python3-sqlalchemy python3-psycopg2)"
	exit 0
}
work=$(mktemp -d) || exit 1
trap 'cd / && rm -rf "$work"' EXIT
cd "$work" || exit 1
"$python" "$script" models "$tables" >models.lua
"$python" "$script" models "$tables" changed >changed.lua

# took MODELS URL: milliseconds of a diff; what it prints is in out
took() {
	start=$(date +%s%N)
	"$LIMBECK" diff "$2" "$1" >out || exit 1
	end=$(date +%s%N)
	echo $(((end - start) / 1000000))
}

# measure NAME URL ALEMBIC'S-URL
measure() {
	"$LIMBECK" apply models.lua -u "$2" -y -q --no-verify || exit 1
	[ "$1" = SQLite ] || psql -XqAt -d "$2" -c ANALYZE
	equal=$(took models.lua "$2")
	[ ! -s out ] || echo "comparing: equal schemas differ on $1"
	changed=$(took changed.lua "$2")
	theirs=$("$python" "$script" compare "$3" "$tables") || exit 1
	ms=${theirs% *}
	echo "comparing $tables tables on $1: $equal ms equal, $changed ms 5 % changed;" \
		"Alembic $ms ms equal ($((ms / (equal ? equal : 1))) times as long)"
}

measure SQLite "sqlite:///$work/app.db" "sqlite:///$work/app.db"
[ -n "${LIMBECK_TEST_POSTGRESQL_URL-}" ] && command -v psql >/dev/null 2>&1 || exit 0
"$python" -c 'import psycopg2' 2>/dev/null || {
	echo "comparing: PostgreSQL is left out, there is no psycopg2 (Debian: python3-psycopg2)"
	exit 0
}
name=limbeck_bench_$$
psql -XqAt -d "$LIMBECK_TEST_POSTGRESQL_URL" -c "CREATE DATABASE $name TEMPLATE template0" || exit 1
trap 'cd / && rm -rf "$work"; psql -XqAt -d "$LIMBECK_TEST_POSTGRESQL_URL" -c "DROP DATABASE $name"' EXIT
url=$(echo "$LIMBECK_TEST_POSTGRESQL_URL" | sed "s#/postgres\([?]\|\$\)#/$name\1#")
measure PostgreSQL "$url" "$url"
