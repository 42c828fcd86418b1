# tests/cli/test_scale.sh - what a comparison asks of the server, whatever the size
#
# SCALE_TABLES are the sizes, the last one by far the largest; `make scale` goes up to
# 10,000 tables and looks at the time as well.
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/postgresql.sh"
SCALE_TABLES=${SCALE_TABLES:-2 100}

# tables COUNT: SQL of so many, some hundreds in a transaction
tables() {
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) printf "%sCREATE TABLE t%d (id integer NOT NULL PRIMARY KEY, " \
		"parent integer CONSTRAINT p%d REFERENCES t%d, " \
		"a varchar(20) DEFAULT %cx%c NOT NULL, b numeric(8, 2) CONSTRAINT c%d CHECK (b > 0), UNIQUE (a)); " \
		"CREATE INDEX i%d ON t%d (b);\n", i % 500 ? "" : i ? "COMMIT; BEGIN;\n" : "BEGIN;\n", \
		i, i, int(i / 2), 39, 39, i, i, i; print "COMMIT;" }'
}

# models COUNT: the same as somebody would write it
models() {
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) printf "Table{\"t%d\", " \
		"Column{\"id\", Integer, primary_key = true, autoincrement = false}, " \
		"Column{\"parent\", Integer, ForeignKey{\"t%d.id\", name = \"p%d\"}}, " \
		"Column{\"a\", String(20), nullable = false, server_default = \"x\", unique = true}, " \
		"Column{\"b\", Numeric(8, 2)}, CheckConstraint{\"b > 0\", name = \"c%d\"}, Index{\"i%d\", \"b\"}}\n", \
		i, int(i / 2), i, i, i }'
}

# count NAME SIZE FROM TO: into file NAME, how many statements a comparison needs that
# finds nothing; into file time.NAME what it took of a processor
count() {
	spent before
	run diff "$3" "$4" --echo
	spent after
	echo "$2 $(($(cat "$WORK/after") - $(cat "$WORK/before")))" >>"$WORK/time.$1"
	status 0
	[ ! -s "$OUT" ] || problem "equal schemas differ"
	grep -qi 'scratch' "$ERR" && problem "there was a scratch for $4"
	grep -c ';$' "$ERR" >>"count.$1"
}

# spent FILE: there, hundredths of a second that programs have taken of a processor so far
spent() {
	times >"$WORK/times"
	awk 'NR == 2 { split($0, t, /[ms ]+/); printf "%d", (t[1] * 60 + t[2] + t[3] * 60 + t[4]) * 100 }' \
		"$WORK/times" >"$WORK/$1"
}

it "compares equal schemas by the same statements, be they large or small, and without a scratch"
for n in $SCALE_TABLES; do
	database
	tables $n | psql_run -q
	psql_run -c "DROP ROLE IF EXISTS scale_$$" -c "CREATE ROLE scale_$$ LOGIN" 2>/dev/null
	READER=$(echo "$URL" | sed "s#//[^/@]*@#//scale_$$@#")
	tables $n | sqlite3 $n.db
	models $n >$n.lua
	run reflect "$READER" --json -o $n.json
	status 0
	count models $n "$READER" $n.lua
	count snapshot $n "$READER" $n.json
	count sqlite $n "sqlite:///$n.db" "sqlite:///$n.db"
	psql_run -c "DROP ROLE scale_$$"
done
for f in count.*; do
	[ "$(sort -u "$f" | wc -l)" = 1 ] || problem "$f: $(tr '\n' ' ' <"$f")statements"
done

# What SQLite's library itself takes to read so many tables isn't: it looks names up in lists.
own_time() {
	for n in $SCALE_TABLES; do
		spent before
		sqlite3 $n.db "SELECT 1 FROM sqlite_master LIMIT 1" >/dev/null
		sqlite3 $n.db "SELECT 1 FROM sqlite_master LIMIT 1" >/dev/null
		spent after
		echo "$n $(($(cat "$WORK/after") - $(cat "$WORK/before")))"
	done >"$WORK/library"
	awk 'NR == FNR { t[$1] = $2; next } { own = $2 - t[$1]; print $1, (own > 0 ? own : 0) }' \
		"$WORK/library" "$WORK/time.sqlite" >"$WORK/own" && mv "$WORK/own" "$WORK/time.sqlite"
}

# Ten times the tables would take a hundred times as long where it isn't; thirty times is
# room for caches that are too small for the larger ones.
if [ -n "${SCALE_TIME-}" ]; then
	own_time
	it "takes time that is linear in their size"
	for f in "$WORK"/time.*; do
		awk -v f="${f##*/time.}" 'NR > 1 && t >= 5 && $2 / t > 3 * $1 / n { bad = 1 } { n = $1; t = $2
			printf "%s: %d tables in %d ms\n", f, $1, $2 * 10 } END { exit bad }' "$f" || problem "it isn't"
	done
fi

it "tries in the scratch only what differs"
own_server
psql -XqAt -d "$URL" -c "ALTER SYSTEM SET log_statement = ddl" -c "SELECT pg_reload_conf()" >/dev/null
for n in $SCALE_TABLES; do :; done
# Their foreign keys, which lead to others, don't differ.
tables $n | psql -XqAt -d "$URL"
models $n | awk '/t[0-9]*0", C/ && ++n % 2 { sub(/String\(20\)/, "String(30)") } 1' >models.lua
LOG=${DATA%/data}/server.log
before=$(grep -c 'CREATE TABLE' "$LOG")
run diff "$URL" models.lua
status 0
out_has "$((n / 20)) to change"
tried=$(($(grep -c 'CREATE TABLE' "$LOG") - before))
[ "$tried" = $((n / 20)) ] || problem "$tried tables were tried"

finish
