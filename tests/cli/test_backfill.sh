# tests/cli/test_backfill.sh - rows updated batch by batch, in SQLite
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/backfill.sh"

fresh() {
	project
	sed -i /models/d limbeck.lua
	rm -f app.db
}

ask() { sqlite3 app.db ".timeout 5000" "$1" 2>/dev/null; }

test_backfill SQLite

it "goes by the rowid where there is no key"
fresh
script a1 "" "CREATE TABLE t (rowid, n INT); WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL
SELECT i + 1 FROM c WHERE i < 10) INSERT INTO t SELECT NULL, 0 FROM c;" ""
cat >migrations/b2.lua <<'END'
revision = "b2"
down_revision = "a1"
function upgrade() op.backfill{"t", set = {n = "n + 1"}, batch = 4} end
END
run -q upgrade
status 0
asks "SELECT count(*) FROM t WHERE n = 1" 10

it "shows on a terminal how far it is"
if command -v script >/dev/null 2>&1; then
	fresh
	filling 'op.backfill{"t", set = {n = "n + 1"}, batch = 3, pause = 0.6}'
	TERM=xterm command script -qec "$LIMBECK upgrade" /dev/null >"$OUT" 2>"$ERR" </dev/null
	out_has ' rows of "t", 1 s'
	out_has '... ok (3 statements'
fi

it "shows how far it is within the width of the terminal"
if ! python3 -c "import pty, os; os.waitstatus_to_exitcode" 2>/dev/null; then
	echo "skip the width of terminals: there is no Python 3.9"
else
	project
	mkdir migrations
	cat >migrations/a.lua <<'END'
-- a message that is much too long for such a narrow terminal
revision = "a1b2c3d4e5f6"
function upgrade()
  op.execute("CREATE TABLE customers_with_a_long_name (id INTEGER PRIMARY KEY, n INTEGER)")
  op.execute("INSERT INTO customers_with_a_long_name (id) VALUES (1), (2), (3), (4)")
  op.backfill{"customers_with_a_long_name", set = "n = id", where = "n IS NULL", batch = 1, pause = 0.6}
end
END
	python3 "$ROOT/tests/support/terminal.py" 40 "$LIMBECK" upgrade >"$OUT" 2>"$ERR"
	STATUS=$?
	status 0
	out_has 'rows of "customers'
	sed 1d "$OUT" | awk 'length > 39 { exit 1 }' || problem "a line that is written over doesn't fit"
fi

finish
