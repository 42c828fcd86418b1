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
grep -A 2 "INSERT OR ABORT" "$OUT" | grep -q "with statement [0-9]" || problem "it belongs to another"

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

saved() {
	before
	run diff sqlite:///app.db models.lua -f json -o plan.json
	status 0
	out_empty
}

it "is carried out as it was saved"
saved
echo 'nothing of this is Lua' >models.lua
run apply plan.json -u sqlite:///app.db -y
status 4
err_has "--allow-data-loss"
run apply plan.json -u sqlite:///app.db -y --allow-data-loss
status 0
err_has "proved on a scratch SQLite"
sql app.db "SELECT id, a, c FROM t" "1|x|"
sql app.db "SELECT count(*) FROM u" 0
run apply plan.json -u sqlite:///app.db -y
status 0
err_has "nothing to do"

it "is for the state that it was made for, whatever its rows"
saved
sqlite3 app.db "INSERT INTO t VALUES (2, 'y', 3)"
cp app.db other.db
sqlite3 app.db "ALTER TABLE t ADD COLUMN z"
run apply plan.json -u sqlite:///app.db -y --allow-data-loss
status 4
err_has "isn't in the state that the plan starts from: table \"t\" was changed"
sqlite3 other.db "CREATE VIEW v AS SELECT 1"
run apply plan.json -u sqlite:///other.db -y --allow-data-loss
status 4
err_has "view \"v\" is new"
sqlite3 other.db "DROP VIEW v"
run apply plan.json -u sqlite:///other.db -y --allow-data-loss
status 0
sql other.db "SELECT count(*) FROM t" 2

it "has the values that rows get in it, and takes no others"
before
sed -i 's/"a", Text/&, nullable = false/; s/"c", Integer/&, nullable = false/' models.lua
sqlite3 app.db "INSERT INTO t VALUES (2, NULL, 3)"
run diff sqlite:///app.db models.lua -f json -o bare.json
run apply bare.json -u sqlite:///app.db -y --allow-data-loss
status 4
err_has "Make the plan anew with limbeck diff, and give the rows a value"
err_has '--backfill "t.c=..."'
run apply bare.json -u sqlite:///app.db -y --allow-data-loss --backfill t.c=7 --backfill "t.a='z'"
status 4
err_has "or the options are others (--backfill, --online)"
run diff sqlite:///app.db models.lua -f json -o plan.json --backfill t.c=7 --backfill "t.a='z'"
run apply plan.json -u sqlite:///app.db -y --allow-data-loss --with-rows 5
status 0
sql app.db "SELECT group_concat(id || a || c) FROM t" "1x7,2z7"
run apply plan.json -u sqlite:///other.db -y
status 3
there_isnt other.db

it "drops what it says, strangers too"
saved
echo 'Table{"u", Column{"id", Integer, primary_key = true}}' >models.lua
run diff sqlite:///app.db models.lua -f json -o plan.json
run apply plan.json -u sqlite:///app.db -y --allow-data-loss
status 0
sql app.db "SELECT group_concat(name) FROM sqlite_schema" "u"

it "needs a database to start from"
saved
run diff models.lua models.lua -f json -o no_plan.json
run apply no_plan.json -u sqlite:///app.db -y
status 3
err_has "no_plan.json: it doesn't say which state it starts from"
err_has "limbeck diff DATABASE TO -f json -o FILE"

it "isn't edited unnoticed"
saved
python3 -c "import json; d = json.load(open('plan.json')); json.dump(d, open('same.json', 'w'))"
sed 's/"name": "c"/"name": "d"/' plan.json >edited.json
cp app.db other.db
run apply edited.json -u sqlite:///app.db -y --allow-data-loss
status 4
err_has "the plan was edited after it was written"
run apply edited.json -u sqlite:///app.db -y --allow-data-loss --allow-edited
status 0
sql app.db "SELECT d FROM t" ""
run apply same.json -u sqlite:///other.db -y --allow-data-loss
status 0

it "isn't carried out when other statements would be"
saved
python3 - <<'END'
import hashlib, json
d = json.load(open("plan.json"))
d["statements"][1]["sql"] += " "
def text(key, n, top=False):
    kind = {str: 3, list: 4, dict: 5, bool: 1, int: 2}[type(n)]
    out = "%d %s\n" % (kind, key)
    out += "%d %s\n" % (len(n.encode()), n) if kind == 3 else "%d\n" % (0 if kind > 3 else n)
    for k, m in n.items() if kind == 5 else [("", m) for m in n] if kind == 4 else []:
        if not (top and k == "checksum"):
            out += text(k, m)
    return out + "."
d["checksum"] = hashlib.sha256(text("", d, True).encode()).hexdigest()
json.dump(d, open("plan.json", "w"))
END
run apply plan.json -u sqlite:///app.db -y --allow-data-loss
status 4
err_has "statement 2 would be another one now"

finish
