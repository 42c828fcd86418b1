# tests/cli/test_hooks.sh - limbeck.lua has a say in what is compared, written and run
. "$(dirname "$0")/../support/cli.sh"

# config TEXT: a project with more settings
config() {
	project
	printf '%s\n' "$1" >>limbeck.lua
}

# scripts: how many there are
scripts() { find migrations -type f 2>/dev/null | wc -l; }

it "names scripts by a template"
config 'file_template = "%(year)d-%(month).2d-%(day)02d_%(hour).2d%(minute).2d%(second).2d_%(epoch)d_%(slug)s-%(rev)s%%"
truncate_slug_length = 7'
SOURCE_DATE_EPOCH=1767323045 run revision -m "Add orders & more" --rev-id a1
status 0
out_is "migrations/2026-01-02_030405_1767323045_add-a1%.lua"
there_is "migrations/2026-01-02_030405_1767323045_add-a1%.lua"
run heads
out_is "a1 (head)"

it "leaves no separator where a name has no slug"
config 'file_template = "%(rev)s_%(slug)s"'
run revision --rev-id a1
out_is "migrations/a1.lua"

it "cuts a slug in the usual name as well"
config 'truncate_slug_length = 9'
SOURCE_DATE_EPOCH=1767323045 run revision -m "one two three four" --rev-id a1
out_is "migrations/20260102T0304_a1_one_two.lua"

it "refuses a template that makes no name"
for bad in '%(yaer)d' '%(rev)' 'a/%(rev)s' '.%(rev)s' '%x' ''; do
	config "file_template = \"$bad\""
	run revision
	status 3
	err_has "limbeck.lua:4"
done

it "fills a template in"
config 'script_template = "script.template"'
cat >script.template <<'END'
-- (c) Example Ltd.
${header}
-- ${up_revision} after ${down_revision}, ${create_date}: ${message}

function upgrade()
  ${upgrades}
end

function downgrade()
    ${downgrades}
end
END
SOURCE_DATE_EPOCH=1767323045 run revision -m "first" --rev-id a1 -a
status 0
run -q upgrade
status 0
SOURCE_DATE_EPOCH=1767323045 run revision -m "second" --rev-id b1
status 0
ok grep -qx -- '-- b1 after a1, 2026-01-02T03:04:05Z: second' migrations/*b1*.lua
ok grep -qx -- '  op.create_table{"customers",' migrations/*a1*.lua
run -q upgrade
status 0
run -q downgrade base
status 0
sql app.db "SELECT count(*) FROM sqlite_master WHERE name = 'orders'" 0

it "says what is wrong with a template"
config 'script_template = "script.template"'
printf '${header}\n\n${upgrade}\n' >script.template
run revision
status 3
err_has 'script.template:3'
err_has '"${upgrade}" stands for nothing'
[ "$(scripts)" = 0 ] || problem "a script was written"
printf 'function upgrade() end\n' >script.template
run revision
status 3
err_has "script.template:1"
[ "$(scripts)" = 0 ] || problem "a script was written"
rm script.template
run revision
status 3
err_has "script.template"

it "runs programs on a new script"
config 'post_write_hooks = {
  {"sed", "-i", "s/down_revision/down_revision /", "REVISION_SCRIPT_FILENAME"},
  {"touch", "-r", "limbeck.lua"},
  "echo written $LIMBECK_TEST",
}'
LIMBECK_TEST='a b' run revision --rev-id a1 -m "it's; \$(new)"
status 0
out_is "$(ls migrations/*.lua)"
err_has "written a b migrations/"
ok grep -q "^down_revision  = nil" migrations/*.lua
[ ! migrations/*.lua -nt limbeck.lua ] || problem "touch didn't run"

it "takes a script back when a program fails on it"
for hook in '{"false"}' '"exit 3; echo"' '{"no-such-program", "x"}' '"kill -9 $$; echo"'; do
	config "post_write_hooks = {$hook}"
	run revision
	status 3
	err_has "limbeck.lua:4"
	out_empty
	[ "$(scripts)" = 0 ] || problem "a script was left"
done

it "compares without what include_name leaves out"
config 'function include_name(name, type, parents)
  if type == "table" then return not name:find("^tmp_") end
  if type == "column" then return name ~= "legacy" and parents.table_name ~= nil end
  return name ~= "ix_theirs"
end'
run -q apply --yes
sqlite3 app.db 'CREATE TABLE tmp_a (a); CREATE TABLE mine (a);
	ALTER TABLE orders ADD COLUMN legacy TEXT; CREATE INDEX ix_legacy ON orders (legacy);
	CREATE INDEX ix_theirs ON orders (total); CREATE TRIGGER g AFTER DELETE ON tmp_a BEGIN SELECT 1; END'
run check --drop-unmanaged
status 1
out_has '"mine"'
for left in tmp_a legacy ix_theirs '"g"'; do
	out_hasnt "$left"
done
sqlite3 app.db 'DROP TABLE mine'
run check --drop-unmanaged
status 0

it "changes a table around what is left out"
config 'function include_object(object, name, type, reflected, compare_to)
  if type == "column" then
    assert(object.table == "customers" or object.table == "orders")
    assert(reflected or not compare_to or compare_to.name == name)
    return not (reflected and not compare_to)
  end
end'
run -q apply --yes
sqlite3 app.db "ALTER TABLE orders ADD COLUMN legacy TEXT DEFAULT 'x'; CREATE INDEX ix_legacy ON orders (legacy);
	INSERT INTO customers VALUES (1, 'a'); INSERT INTO orders VALUES (1, 1, 5, 'kept')"
sed -i 's/Numeric(12, 2), nullable = false/Numeric(14, 3), nullable = true/' models.lua
run revision -a -m "wider" --rev-id a1
status 0
run -q upgrade
status 0
sql app.db "SELECT legacy FROM orders" kept
sql app.db "SELECT count(*) FROM sqlite_master WHERE name = 'ix_legacy'" 1
run check
status 0

it "lets a hook say that types or defaults are the same"
config 'function compare_type(inspected, column, inspected_type, type)
  assert(inspected.table == "customers" or inspected_type)
  return not (column.name == "email" and type == "VARCHAR(255)")
end
function compare_server_default(inspected, column, inspected_default, default)
  if column.name == "total" then return inspected_default ~= "7" end
end'
sqlite3 app.db 'CREATE TABLE customers (id INTEGER PRIMARY KEY, email VARCHAR(99) NOT NULL UNIQUE);
	CREATE TABLE orders (id INTEGER PRIMARY KEY,
	customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE, total NUMERIC(12, 2) DEFAULT 7 NOT NULL)'
run check
status 0
sed -i '/compare_server_default/,$d' limbeck.lua
run check
status 1
out_has "total"
out_hasnt "email"

it "drops, turns round and rewrites operations"
config 'function process_operations(ops)
  local out = {}
  for _, op in ipairs(ops) do
    if op.name == "create_table" and op.table == "orders" then
      out[#out + 1] = {"CREATE TABLE orders (id INTEGER PRIMARY KEY, mine TEXT)", undo = "DROP TABLE orders"}
      out[#out + 1] = "INSERT INTO customers (email) VALUES ('"'"'x'"'"')"
    elseif op.name ~= "add_column" then
      out[#out + 1] = op
    end
  end
  return out
end'
run revision -a -m "first" --rev-id a1
status 0
run -q upgrade
status 0
sql app.db "SELECT email FROM customers" x
sql app.db "SELECT name FROM pragma_table_info('orders')" "id
mine"
sed -i '/email/a \  Column{"nickname", Text},' models.lua
sed -i '/^Table{"orders"/,$d' models.lua
printf 'Table{"orders", Column{"id", Integer, primary_key = true}, Column{"mine", Text}}\n' >>models.lua
run check
status 0
out_empty

it "proves what process_operations leaves, down included"
config 'function process_operations(ops) table.remove(ops) return ops end'
run revision -a -m "first" --rev-id a1
status 0
ok grep -q "up and down leave no difference" migrations/*.lua
ok grep -q customers migrations/*.lua
! grep -q orders migrations/*.lua || problem "orders is in the script"
run verify
status 0
config 'function process_operations(ops) return {"nonsense"} end'
rm -f migrations/*
run revision -a
status 4
err_has nonsense
[ "$(scripts)" = 0 ] || problem "a script was written"

it "calls functions before and after each revision, in its transaction"
config 'function before_revision(r)
  if r.revision == "a1" then op.execute("CREATE TABLE audit (what TEXT)") end
  op.execute("INSERT INTO audit VALUES (?)", {"before " .. r.direction .. " " .. r.revision})
end
function after_revision(r)
  local n = #op.query("SELECT * FROM limbeck_version WHERE revision = ?", r.revision)
  op.execute("INSERT INTO audit VALUES (?)", {"after " .. r.message .. " " .. n})
end'
script a1 "" "CREATE TABLE t (a);" "DROP TABLE t;"
script b1 a1 "CREATE TABLE u (a);" "DROP TABLE u;"
run -q upgrade
status 0
run -q downgrade a1
status 0
sql app.db "SELECT what FROM audit" "before upgrade a1
after revision a1 of a test 1
before upgrade b1
after revision b1 of a test 1
before downgrade b1
after revision b1 of a test 0"
sed -i /models/d limbeck.lua
run verify
status 0

it "undoes a revision whose hook fails"
for at in before after; do
	config "function ${at}_revision(r)
  op.execute('CREATE TABLE hooked (a)')
  if r.revision == 'b1' then error('no more') end
end"
	rm -rf app.db migrations
	script a1 "" "CREATE TABLE t (a);" "DROP TABLE t;"
	sed -i "s/CREATE TABLE hooked/CREATE TABLE IF NOT EXISTS hooked/" limbeck.lua
	script b1 a1 "CREATE TABLE u (a);" "DROP TABLE u;"
	run upgrade
	status 3
	err_has "limbeck.lua:6"
	err_has "no more"
	err_has 'revision "b1"'
	run current
	out_is "a1"
	sql app.db "SELECT count(*) FROM sqlite_master WHERE name = 'u'" 0
done

it "says where a hook goes wrong"
for hook in 'include_name = function() return 1 end' 'include_object = function() x.y.z = 1 end' \
	'compare_type = function() url = "x" end' 'process_operations = function() return {1} end' \
	'compare_server_default = function() nonsense() end'; do
	config "$hook"
	sqlite3 app.db 'CREATE TABLE IF NOT EXISTS customers (id INTEGER PRIMARY KEY, email TEXT)'
	run revision -a
	status 3
	err_has "limbeck.lua"
	[ "$(scripts)" = 0 ] || problem "a script was written"
done
config 'include_name = 1'
run check
status 3
err_has '"include_name" expects a function, got number'

it "takes hooks from a profile"
config 'profiles = {quiet = {include_name = function() return false end}}'
run -q check
status 1
run -q -n quiet check
status 0

finish
