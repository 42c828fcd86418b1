# tests/cli/test_postgresql_import.sh - real histories of other tools, on PostgreSQL
#
# Histories of real projects, where they are kept beside the repository: run by
# limbeck they end in the same schema as run by psql.  Long ones take their time: with
# ALL_CHAINS=1.
. "$(dirname "$0")/../support/cli.sh"
chains=${CHAINS:-$ROOT/../shared/schemas/chains/postgresql}
if [ ! -d "$chains" ]; then
	echo "left out: no histories in $chains"
	echo "0 passed, 0 failed"
	exit 0
fi
. "$(dirname "$0")/../support/postgresql.sh"

# natively FOLDER: false when the server doesn't take it
natively() {
	for script in "$1"/*.up.sql; do
		psql_run -f "$script" >"$WORK/native" 2>&1 || return 1
	done
}

history() {
	database
	natively "$1" || { echo "skip the history ${1##*/}: $(grep -m 1 ERROR "$WORK/native")"; return; }
	dump >"$WORK/native"
	it "imports the history ${1##*/}"
	database
	run init -q -u "$URL"
	run -q import "$1"
	status 0
	run -q upgrade
	status 0
	dump | cmp -s - "$WORK/native" || problem "another schema: $(dump | diff - "$WORK/native" | head -n 20)"
	run current
	out_has "(head)"
	psql_is "SELECT count(*) FROM limbeck_version WHERE state <> 'applied' OR statement IS NOT NULL" 0
	# of this one everything can be undone
	[ "${1##*/}" = openfga ] || return 0
	run verify --no-models
	status 0
	out_has "6 verified, 0 failed"
}

for chain in "$chains"/*/; do
	[ -d "$chain" ] || { it "finds histories"; problem "there is none in $chains"; }
	[ -n "${ALL_CHAINS-}" ] || [ "$(ls "$chain"*.up.sql | wc -l)" -le 30 ] || continue
	history "${chain%/}"
done
finish
