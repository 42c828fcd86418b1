# tests/cli/test_scale.sh - what a comparison asks of the server, whatever the size
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/postgresql.sh"

# tables COUNT: SQL of so many
tables() {
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) printf "CREATE TABLE t%d (id integer NOT NULL PRIMARY KEY, " \
		"a varchar(20) DEFAULT %cx%c NOT NULL, b numeric(8, 2) CONSTRAINT c%d CHECK (b > 0), UNIQUE (a)); " \
		"CREATE INDEX i%d ON t%d (b);\n", i, 39, 39, i, i, i }'
}

# count NAME FROM TO: into file NAME, how many statements a comparison needs that finds nothing
count() {
	run diff "$2" "$3" --echo
	status 0
	[ ! -s "$OUT" ] || problem "equal schemas differ"
	grep -qi 'scratch' "$ERR" && problem "there was a scratch for $3"
	grep -c ';$' "$ERR" >>"count.$1"
}

it "compares equal schemas by the same statements, be they large or small, and without a scratch"
for n in 2 100; do
	database
	tables $n | psql_run -q
	psql_run -c "DROP ROLE IF EXISTS scale_$$" -c "CREATE ROLE scale_$$ LOGIN" 2>/dev/null
	READER=$(echo "$URL" | sed "s#//[^/@]*@#//scale_$$@#")
	tables $n | sqlite3 $n.db
	run reflect "$URL" -o $n.lua
	run reflect "$READER" --json -o $n.json
	status 0
	count models "$READER" $n.lua
	count snapshot "$READER" $n.json
	count sqlite "sqlite:///$n.db" "sqlite:///$n.db"
	psql_run -c "DROP ROLE scale_$$"
done
for f in count.*; do
	[ "$(sort -u "$f" | wc -l)" = 1 ] || problem "$f: $(tr '\n' ' ' <"$f")statements"
done

it "tries in the scratch only what differs"
own_server
psql -XqAt -d "$URL" -c "ALTER SYSTEM SET log_statement = ddl" -c "SELECT pg_reload_conf()" >/dev/null
tables 100 | psql -XqAt -d "$URL"
run reflect "$URL" -o models.lua
awk '/String\(20\)/ && ++n % 20 == 0 { sub(/String\(20\)/, "String(30)") } 1' models.lua >changed.lua
LOG=${DATA%/data}/server.log
before=$(grep -c 'CREATE TABLE' "$LOG")
run diff "$URL" changed.lua
status 0
out_has "5 to change"
tried=$(($(grep -c 'CREATE TABLE' "$LOG") - before))
[ "$tried" = 5 ] || problem "$tried tables were tried"

finish
