# tests/cli/test_plan.sh - a plan's statements, what they cost, and its proof
. "$(dirname "$0")/../support/cli.sh"

# json PYTHON: an expression about `d`, the output, is true
json() { python3 -c "import json, sys; d = json.load(open(sys.argv[1])); sys.exit(not ($1))" "$OUT" || problem "not so: $1"; }

before() {
	sqlite3 app.db "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER); INSERT INTO t VALUES (1, 'x', 2)"
	cat >models.lua <<'END'
Table{"t",
  Column{"id", Integer, primary_key = true},
  Column{"a", Text},
  Column{"c", Integer},
  Index{"ix_t_a", "a"},
}
Table{"u", Column{"id", Integer, primary_key = true}}
END
}

it "numbers the statements with their cost and reason"
before
run diff -v sqlite:///app.db models.lua
status 0
out_has "4 statements, in one transaction"
out_has "1. CREATE TABLE u ("
out_has "   instant, nobody waits"
out_has "   to create table \"u\" (1 column)"
grep -A 3 "DROP COLUMN b" "$OUT" | grep -q '"t": rewrite of at most .* kB, database lock, writes wait' ||
	problem "dropping a column is a rewrite"
grep -A 3 "ADD COLUMN c" "$OUT" | grep -q '   loses data: the values of column "b"' || problem "it loses data"
grep -A 1 "ADD COLUMN c" "$OUT" | grep -q '"t": instant, database lock' || problem "adding one is instant"
grep -A 1 "CREATE INDEX" "$OUT" | grep -q '"t": index build of at most' || problem "an index is built"
out_has "what is known of SQLite"
run diff sqlite:///app.db models.lua
out_hasnt "statement"

it "says so of a rebuild, which is one change in many statements"
before
sed -i 's/"a", Text/"a", Integer/' models.lua
run diff -v sqlite:///app.db models.lua
out_has "a changed copy of the table takes its place"
grep -A 2 "INSERT OR ABORT" "$OUT" | grep -q "rewrite of at most" || problem "a rebuild is a rewrite"
grep -A 2 "INSERT OR ABORT" "$OUT" | grep -q "with [0-9]" || problem "it belongs to another"

it "has the same as JSON"
before
run diff --json sqlite:///app.db models.lua
json "d['version'] == 1 and len(d['statements']) == 4"
json "[s['cost'] for s in d['statements']] == ['instant', 'instant', 'rewrite', 'build']"
json "all(d['operations'][s['operation']]['text'] for s in d['statements'])"
json "d['statements'][2]['tables'][0]['waits'] == 'writes' and d['statements'][2]['tables'][0]['at_most_bytes'] > 0"
json "d['statements'][0]['tables'] == []"
run diff --json models.lua models.lua
json "d['statements'] == [] and d['operations'] == []"

it "is proved, and says so"
before
run apply -u sqlite:///app.db models.lua -y --allow-data-loss
status 0
err_has "proved on a scratch SQLite"
err_has "1. CREATE TABLE u ("
run -q --json apply -u sqlite:///new.db models.lua -y
json "d['plan']['proof'].startswith('proved on a scratch SQLite') and len(d['plan']['statements']) == 3"
run apply -u sqlite:///other.db models.lua -y --no-verify
err_has "1. CREATE TABLE"
err_hasnt "proved"

it "shows many statements only when asked"
for i in $(seq 60); do echo "Table{\"t$i\", Column{\"id\", Integer, primary_key = true}}"; done >models.lua
run apply -u sqlite:///app.db models.lua --dry-run
err_has "... and 20 more; -v shows all of them"
run apply -v -u sqlite:///app.db models.lua --dry-run
err_has "60. CREATE TABLE"

it "shows and proves what becomes a script"
before
run init
sed -i 's/^url = .*/url = "sqlite:\/\/\/app.db"/' limbeck.lua
run revision -a -m first
status 0
err_has "proved on a scratch SQLite"
err_hasnt "1. CREATE TABLE"
rm migrations/*
run -v revision -a -m first
status 0
err_has "1. CREATE TABLE u ("

it "compares without a scratch database where there is none, and says so"
before
cat >old.json <<'END'
{"limbeck": 1, "dialect": "postgresql", "reflected": true, "tables": [{"name": "t", "columns":
  [{"name": "a", "type": "character varying(10)"}]}], "definitions": []}
END
echo 'Table{"t", Column{"a", String(10)}, Column{"b", Integer}}' >models.lua
run diff old.json models.lua
status 0
out_has '1 to add'
out_has '+ column "b"'
err_has "compared without a scratch database"
err_has "--scratch URL"
run --scratch "postgresql://u@localhost:1/x" diff old.json models.lua
status 3

finish
