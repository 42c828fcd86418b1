# tests/support/backfill.sh - op.backfill on any database; sourced after cli.sh
#
# Needs `fresh`, which makes an empty database and the settings of a project in the
# present folder, and `ask SQL EXPECTED`.

# filling CALL: ten rows with a key of two columns, and what fills them
filling() {
	mkdir -p migrations
	cat >migrations/a1.lua <<'END'
revision = "a1"
function upgrade()
  op.create_table{"t",
    Column{"a", String(20), primary_key = true},
    Column{"b", Integer, primary_key = true, autoincrement = false},
    Column{"n", Integer, nullable = false, server_default = 0},
    Column{"s", String(20)}}
  local rows = {}
  for i = 0, 9 do
    rows[#rows + 1] = {a = ({"it's", "b\\x", "c"})[i % 3 + 1], b = i}
  end
  op.bulk_insert("t", rows)
end
function downgrade()
  op.drop_table("t")
end
END
	cat >migrations/b2.lua <<END
revision = "b2"
down_revision = "a1"
function upgrade()
  op.execute("UPDATE t SET s = 'was'")
  $1
  op.execute("UPDATE t SET s = 'is' WHERE n > 0")
end
function downgrade()
  op.execute("UPDATE t SET n = 0")
end
END
}

counts="SELECT COUNT(*) FROM t WHERE n = 1 AND s = 'is'"
others="SELECT COUNT(*) FROM t WHERE n <> 1"
states="SELECT COUNT(*) FROM limbeck_version WHERE state = 'applied' AND statement IS NULL"

# Once a batch is recorded, with more to do, the program ends by no will of its own.
cut_off() {
	PAUSE=60 "$LIMBECK" -q upgrade >"$OUT" 2>"$ERR" </dev/null &
	pid=$!
	for try in $(seq 300); do
		case $(ask "SELECT statement FROM limbeck_version WHERE revision = 'b2'") in
		*left:*) break ;;
		esac
		sleep 0.1
	done
	kill -9 "$pid"
	wait "$pid" 2>/dev/null
}

test_backfill() {
	it "$1: updates each row once, in batches"
	fresh
	filling 'op.backfill{"t", set = {n = "n + 1"}, batch = 3}'
	run upgrade -v
	status 0
	err_has "UPDATE t SET n = n + 1;"
	asks "$counts" 10
	asks "$others" 0
	asks "$states" 2
	run -q downgrade base
	status 0
	run -q upgrade
	asks "$counts" 10

	it "$1: updates some of them, by the key that it is told, as large as it may be"
	fresh
	filling 'op.autocommit(function() op.backfill{"t", set = "n = n + 1", where = "b < 4 OR b > 8", batch = 2, key = "b"} end)'
	run -q upgrade
	status 0
	asks "$counts" 5

	it "$1: goes on where it was killed"
	fresh
	filling 'op.backfill{"t", set = {n = "n + 1"}, batch = 3, pause = tonumber(env("PAUSE") or 0)}'
	cut_off
	run status
	out_has "broken off b2"
	asks "SELECT COUNT(*) FROM t WHERE n = 1" 3
	run upgrade
	status 0
	asks "$counts" 10
	asks "$others" 0
	asks "$states" 2

	it "$1: keeps the batches before one that fails"
	fresh
	filling 'op.backfill{"t", set = {n = "n + 1"}, batch = 3}'
	run -q upgrade +1
	sed -i 's/server_default = 0/server_default = 0}, CheckConstraint{"NOT (b = 2 AND n > 0)", name = "ck"/' migrations/a1.lua
	run -q downgrade base --allow-edited
	run upgrade
	status 3
	err_has ck
	err_has "upgrade goes on from there"
	err_has b2.lua:5
	run -q upgrade
	status 3
	run -q status
	out_has "broken off b2"
	asks "UPDATE t SET b = 22 WHERE b = 2"
	run -q upgrade
	status 0
	asks "$counts" 10
	asks "$others" 0

	it "$1: tries it, and writes it, as one statement"
	fresh
	filling 'op.backfill{"t", set = {n = "n + 1"}, where = "b > 3", batch = 3}'
	run upgrade --sql
	status 0
	out_has "UPDATE t SET n = n + 1 WHERE b > 3;"
	out_has "-- limbeck itself does this 3 rows at a time"
	run upgrade --dry-run
	if [ "$STATUS" -eq 0 ]; then
		err_has "3 at a time"
	else
		err_has "can't roll back changes of schema"
	fi

	it "$1: says what it can't work with"
	fresh
	wrong 'op.backfill{"u", set = "n = 1"}' 'there is no table "u"'
	wrong 'op.backfill{"t"}' 'needs "set"'
	wrong 'op.backfill{"t", set = 1}' '"set" of op.backfill expects SQL'
	wrong 'op.backfill{"t", set = {n = {}}}' '"n" of op.backfill expects SQL'
	wrong 'op.backfill{"t", set = {n = 1}, batch = 0}' '"batch" of op.backfill expects a number of rows'
	wrong 'op.backfill{"t", set = {n = 1}, key = "x"}' 'no column "x"'
	wrong 'op.backfill{"t", set = {n = 1}, key = "s"}' 'it may be NULL'
	wrong 'op.backfill{"t", set = {n = 1}, bach = 3}' 'did you mean "batch"'
	wrong 'op.backfill{"t", set = {n = "nonsense("}}' 'b2.lua:5'
	# Nothing of it has stayed: the script can be put right.
	asks "SELECT COUNT(*) FROM limbeck_version" 1
}

# wrong CALL MESSAGE
wrong() {
	filling "$1"
	sed -i "/'was'/s/.*/  --/" migrations/b2.lua
	run -q upgrade
	status 3
	err_has "$2"
}

# asks SQL EXPECTED
asks() {
	got=$(ask "$1" 2>&1)
	[ "$got" = "${2-}" ] || problem "$1 gave \"$got\", expected \"${2-}\""
}
