# tests/cli/test_mysql_import.sh - real histories of other tools, on MariaDB and MySQL
#
# Histories of real projects, where they are kept beside the repository: run by
# limbeck they end in the same schema as run by the native client.
. "$(dirname "$0")/../support/cli.sh"
chains=${CHAINS:-$ROOT/../shared/schemas/chains/mysql}
if [ ! -d "$chains" ]; then
	echo "left out: no histories in $chains"
	echo "0 passed, 0 failed"
	exit 0
fi
. "$(dirname "$0")/../support/mysql.sh"

# natively FOLDER: false when the server doesn't take it
natively() {
	for script in "$1"/*.up.sql; do
		client --comments <"$script" >"$WORK/native" 2>&1 || return 1
	done
}

# imports FOLDER: into a new database
imports() {
	run init -q -u "$URL"
	run -q import "$1"
	status 0
	run -q upgrade
	status 0
}

history() {
	database
	natively "$1" || return
	there=$URL
	it "imports the history ${1##*/} ($KIND)"
	database
	imports "$1"
	run diff --exit-code --exclude limbeck_version "$URL" "$there"
	status 0
	out_empty
	run current
	out_has "(head)"
	# of this one everything can be undone
	if [ "${1##*/}" = openfga ]; then
		run verify --no-models
		status 0
		out_has "8 verified, 0 failed"
	fi
	# of this one the last downgrades run, and all but the very last one undo everything
	[ "$KIND ${1##*/}" = "mariadb fxa_auth" ] || return 0
	run verify --no-models 0087:0096
	status 0
	out_has "10 verified, 0 failed"
}

count=0
for server in $(servers); do
	use_server "$server"
	for chain in "$chains"/*; do
		history "$chain"
		count=$((count + 1))
	done
done
[ $count -gt 0 ] || { it "finds histories"; problem "there is none in $chains"; }

finish
