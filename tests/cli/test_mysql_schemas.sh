#!/bin/sh
# tests/cli/test_mysql_schemas.sh - real schemas through limbeck and back, on MariaDB and MySQL
#
# Schemas of real projects, where they are kept beside the repository: SQL that
# limbeck writes makes the same again, object by object, and models that it
# writes differ in nothing from where they are from.
. "$(dirname "$0")/../support/cli.sh"
schemas=${SCHEMAS:-$ROOT/../shared/schemas/mysql}
if [ ! -d "$schemas" ]; then
	echo "left out: no schemas in $schemas"
	echo "0 passed, 0 failed"
	exit 0
fi
. "$(dirname "$0")/../support/mysql.sh"

silent() {
	run diff "$1" "$2"
	status 0
	[ ! -s "$OUT" ] || problem "diff $1 $2 isn't empty"
}

# What the database looks like, without its name.
picture() { shows "$DATABASE" | sed "s/\`$DATABASE\`/\`DATABASE\`/g"; }

# round_trip FILE: which is left out where the server doesn't take it
round_trip() {
	database
	client <"$1" >"$WORK/load" 2>&1 || return
	it "makes ${1##*/} again on $KIND"
	origin=$URL
	picture >before
	run reflect "$origin" --format sql
	status 0
	! grep -q '^-- left out' "$OUT" || problem "something is left out"
	database "$(server -e "SELECT CONCAT('CHARACTER SET ', DEFAULT_CHARACTER_SET_NAME, ' COLLATE ',
		DEFAULT_COLLATION_NAME) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = '$DATABASE'")"
	client <"$OUT" >again 2>&1 || problem "the SQL doesn't run: $(cat again)"
	picture >after
	diff before after >differences || problem "it isn't the same: $(head -20 differences)"
	silent "$origin" "$origin"
	silent "$origin" "$URL"
	run reflect "$origin" --format lua
	status 0
	cp "$OUT" models.lua
	silent "$origin" models.lua
	silent models.lua "$origin"
}

count=0
for server in $(servers); do
	use_server "$server"
	for file in "$schemas"/*.sql; do
		round_trip "$file"
		count=$((count + 1))
	done
done
[ $count -gt 0 ] || { it "finds schemas"; problem "there is none in $schemas"; }

finish
