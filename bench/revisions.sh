# bench/revisions.sh - a thousand revisions against the native client, ten thousand scripts read
#
# LIMBECK is set by make.  What the client runs has a transaction for each revision, as
# limbeck has: "bare" the statements of the scripts alone, "recorded" with the rows of the
# version table, which is all that `limbeck upgrade --sql` prints.
set -u
case $LIMBECK in /*) ;; *) LIMBECK=$PWD/$LIMBECK ;; esac
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

# scripts COUNT: in a project of their own
scripts() {
	mkdir -p "$1/migrations"
	printf 'url = "sqlite:///app.db"\nmigrations = "migrations"\n' >"$1/limbeck.lua"
	awk -v count="$1" 'BEGIN {
		for (i = 1; i <= count; i++) {
			id = sprintf("%012x", i)
			file = count "/migrations/" id ".sql"
			printf "-- step %d\n-- revision: %s\n-- down_revision: %s\n\n-- limbeck: upgrade\n" \
				"CREATE TABLE t%d (id INTEGER PRIMARY KEY, n TEXT);\n\n-- limbeck: downgrade\n" \
				"DROP TABLE t%d;\n", i, id, before, i, i >file
			close(file)
			before = id
		}
	}'
	cd "$1" || exit 1
}

# measure NAME COMMAND...: the shortest of five runs
measure() {
	name=$1 least=
	shift
	for try in 1 2 3 4 5; do
		rm -f app.db
		start=$(date +%s%N)
		"$@" >/dev/null 2>&1 || { echo "$name: failed" && exit 1; }
		took=$((($(date +%s%N) - start) / 1000000))
		[ -n "$least" ] && [ "$least" -le "$took" ] || least=$took
	done
	echo "$name: $least ms"
}

native() { sqlite3 app.db <"$1"; }

scripts 1000
"$LIMBECK" upgrade --sql | awk '/^-- upgrade / && n++ { print "COMMIT;\nBEGIN IMMEDIATE;" } { print }' >recorded.sql
sed -n 's/^CREATE TABLE.*/BEGIN;\n&\nCOMMIT;/p' migrations/*.sql >bare.sql
measure "1,000 revisions, sqlite3, bare" native bare.sql
measure "1,000 revisions, sqlite3, recorded" native recorded.sql
measure "1,000 revisions, limbeck upgrade" "$LIMBECK" -q upgrade
cd ..
scripts 10000
measure "10,000 scripts, limbeck heads" "$LIMBECK" heads
measure "10,000 scripts, limbeck history" "$LIMBECK" history
