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

finish
