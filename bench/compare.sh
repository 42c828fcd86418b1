# bench/compare.sh - what comparing a database with models costs, and Alembic for it
#
# On SQLite, and on the PostgreSQL and the MariaDB that LIMBECK_TEST_POSTGRESQL_URL and
# LIMBECK_TEST_MARIADB_URL name, if there are any (tests/support/servers starts them).
# Equal schemas, and 5 % of the tables changed.  Says so where Alembic takes less than
# twenty times as long for equal ones; fails where these differ.
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
trap 'rm -rf "$work"' EXIT
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

# best COMMAND...: the least of three, as a server reads tables from its disk only once
best() {
	least=
	for time in 1 2 3; do
		ms=$("$@") || exit 1
		ms=${ms% *}
		[ -n "$least" ] && [ "$ms" -ge "$least" ] || least=$ms
	done
	echo "$least"
}

# measure NAME URL ALEMBIC'S-URL
measure() {
	"$LIMBECK" apply models.lua -u "$2" -y -q --no-verify || exit 1
	[ "$1" != PostgreSQL ] || psql -XqAt -d "$2" -c ANALYZE
	equal=$(best took models.lua "$2") || exit 1
	[ ! -s out ] || { echo "comparing: equal schemas differ on $1" && failed=1; }
	changed=$(best took changed.lua "$2") || exit 1
	ms=$(best "$python" "$script" compare "$3" "$tables") || exit 1
	ratio=$((ms / (equal ? equal : 1)))
	echo "comparing $tables tables on $1: $equal ms equal, $changed ms 5 % changed;" \
		"Alembic $ms ms equal ($ratio times as long)"
	[ "$tables" -lt 1000 ] || [ "$ratio" -ge 20 ] ||
		echo "comparing: less than 20 times faster than Alembic on $1"
}

# can MODULE PACKAGE TITLE COMMAND: are Python's module and the client there?
can() {
	command -v "$4" >/dev/null 2>&1 || {
		echo "comparing: $3 is left out, there is no $4"
		return 1
	}
	"$python" -c "import $1" 2>/dev/null || {
		echo "comparing: $3 is left out, there is no $1 (Debian: $2)"
		return 1
	}
}

name=limbeck_bench_$$

postgresql() {
	can psycopg2 python3-psycopg2 PostgreSQL psql || return 0
	psql -XqAt -d "$LIMBECK_TEST_POSTGRESQL_URL" -c "CREATE DATABASE $name TEMPLATE template0" || exit 1
	undo="psql -XqAt -d '$LIMBECK_TEST_POSTGRESQL_URL' -c 'DROP DATABASE $name'"
	url=$(echo "$LIMBECK_TEST_POSTGRESQL_URL" | sed "s#/postgres\([?]\|\$\)#/$name\1#")
	measure PostgreSQL "$url" "$url"
	sh -c "$undo"
	undo=
}

# The URL of the database with a scheme of its own: mariadb NAME SCHEME
mariadb_url() {
	echo "$LIMBECK_TEST_MARIADB_URL" | sed "s#^[a-z]*://\([^/]*\)/\{0,1\}#$2://\1/$1#"
}

# mariadb_run SQL...: through SQLAlchemy, for there may be no native client
mariadb_run() {
	"$python" "$script" run "$(mariadb_url "" mysql+pymysql)" "$1"
}

mariadb() {
	can pymysql python3-pymysql MariaDB "$python" || return 0
	mariadb_run "CREATE DATABASE $name" || exit 1
	undo="'$python' '$script' run '$(mariadb_url "" mysql+pymysql)' 'DROP DATABASE $name'"
	measure MariaDB "$(mariadb_url "$name" mariadb)" "$(mariadb_url "$name" mysql+pymysql)"
	sh -c "$undo"
	undo=
}

failed=0 undo=
trap 'cd / && rm -rf "$work"; [ -z "$undo" ] || sh -c "$undo"' EXIT
measure SQLite "sqlite:///$work/app.db" "sqlite:///$work/app.db"
[ -z "${LIMBECK_TEST_POSTGRESQL_URL-}" ] || postgresql
[ -z "${LIMBECK_TEST_MARIADB_URL-}" ] || mariadb
exit $failed
