# bench/fleet.sh - 200 tenants' schemas in PostgreSQL, one after the other and four at a time
#
# LIMBECK is set by make.  Once with a revision that waits, as for a server with more to
# give than one session takes, and once with one that makes tables, which two cores do
# no faster than they can.
set -u
case $LIMBECK in /*) ;; *) LIMBECK=$PWD/$LIMBECK ;; esac
if [ -z "${LIMBECK_TEST_POSTGRESQL_URL-}" ]; then
	[ -z "${FLEET_STARTED-}" ] || { echo "fleet: no PostgreSQL"; exit 0; }
	FLEET_STARTED=1 LIMBECK_TEST_MARIADB_URL=none LIMBECK_TEST_MYSQL_URL=none LIMBECK=$LIMBECK \
		exec sh tests/support/servers sh "$0"
fi
work=$(mktemp -d) || exit 1
server=$LIMBECK_TEST_POSTGRESQL_URL
url=$(echo "$server" | sed "s#/postgres\([?]\|\$\)#/fleet_$$\1#")
trap 'psql -Xq -d "$server" -c "DROP DATABASE IF EXISTS fleet_$$ WITH (FORCE)"; rm -rf "$work"' EXIT
psql -Xq -d "$server" -c "CREATE DATABASE fleet_$$" || exit 1
cd "$work" && mkdir waits tables || exit 1
seq 200 | sed 's/.*/CREATE SCHEMA tenant_&;/' | psql -Xq -d "$url"
echo '-- revision: w1
-- limbeck: upgrade
CREATE TABLE w (id int PRIMARY KEY);
SELECT pg_sleep(0.1);
-- limbeck: downgrade
DROP TABLE w;' >waits/20260101T0000_w1.sql
{
	printf -- '-- revision: t1\n-- limbeck: upgrade\n'
	seq 5 | sed 's/.*/CREATE TABLE t& (id bigint PRIMARY KEY, a text UNIQUE, b int); CREATE INDEX ON t& (b);/'
	printf -- '-- limbeck: downgrade\n'
	seq 5 | sed 's/.*/DROP TABLE t&;/'
} >tables/20260101T0000_t1.sql

# run JOBS FOLDER COMMAND...: milliseconds
run() {
	jobs=$1 folder=$2
	shift 2
	start=$(date +%s%N)
	"$LIMBECK" "$@" -q -u "$url" --migrations "$folder" -j "$jobs" \
		--targets-query "SELECT nspname AS schema FROM pg_namespace WHERE nspname ~ '^tenant_'" \
		>out 2>&1 || { cat out >&2; exit 1; }
	end=$(date +%s%N)
	echo $(((end - start) / 1000000))
}

for folder in waits tables; do
	for jobs in 1 4; do
		eval "took_$jobs=$(run $jobs $folder upgrade)"
		done=$(run $jobs $folder upgrade)
		echo "fleet, $folder, -j $jobs: $(eval "echo \$took_$jobs") ms, and $done ms when all is done"
		run $jobs $folder downgrade base >/dev/null
	done
	echo "fleet, $folder: -j 4 takes 1/$(echo "$took_1 $took_4" | awk '{ printf "%.1f", $1 / $2 }') of -j 1"
done
