# tests/cli/test_templates.sh - what a project can begin with
. "$(dirname "$0")/../support/cli.sh"

it "begins a project with each template it lists"
run list_templates
status 0
names=$(sed 's/ - .*//' "$OUT")
[ "$(echo $names)" = "generic sql multidb hooks" ] || problem "they are $names"
for name in $names; do
	run init -t "$name" "$name"
	status 0
	( cd "$name" && printf 'Table{"t", Column{"id", Integer, primary_key = true}}\n' >models.lua &&
		"$LIMBECK" -q revision -a -m first && "$LIMBECK" -q upgrade && "$LIMBECK" -q check &&
		"$LIMBECK" -q downgrade base ) >"$OUT" 2>"$ERR" || problem "a project by $name doesn't work"
done
ok test "$(ls sql/migrations | sed 's/.*\.//')" = sql
run -c multidb/limbeck.lua -n test heads
status 0
run init usual
ok cmp -s usual/limbeck.lua generic/limbeck.lua

it "keeps what is there and knows its templates"
mkdir p
echo mine >p/operations.lua
run init --template hooks p
status 0
err_has "kept p/operations.lua"
[ "$(cat p/operations.lua)" = mine ] || problem "operations.lua was written over"
run init -t generik
status 2
run list_templates --json
status 0
out_has '"name": "hooks"'

finish
