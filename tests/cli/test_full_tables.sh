# tests/cli/test_full_tables.sh - plans for tables that have rows: values, rows in the way
. "$(dirname "$0")/../support/cli.sh"

# A database that has rows, and models that want more of them than they have.
notes() {
	sqlite3 app.db "CREATE TABLE notes (id INTEGER PRIMARY KEY, body VARCHAR(50));
INSERT INTO notes VALUES (1, 'a'), (4, NULL), (7, 'a')"
	cat >limbeck.lua <<'END'
url = "sqlite:///app.db"
models = "models.lua"
migrations = "migrations"
END
	cat >models.lua <<'END'
Table{"notes",
  Column{"id", Integer, primary_key = true},
  Column{"body", String(50), nullable = false},
  Column{"size", Integer, nullable = false},
}
END
}

it "names the rows that have no value, and the options that give them one"
notes
run apply --yes
status 4
err_has '"notes.body" can'"'"'t be NOT NULL: 1 row of "notes" with no value there (id = 4)'
err_has '"notes.size" can'"'"'t be NOT NULL: 3 rows'
err_has '(id = 1; id = 4; id = 7)'
err_has '--backfill "notes.size=..." --backfill "notes.body=..."'
run revision -a
status 4
err_has '--backfill "notes.size=..." --backfill "notes.body=..."'
err_has '--no-verify'
there_isnt migrations
sql app.db "SELECT count(*) FROM pragma_table_info('notes')" 2

it "applies with the values given, and keeps those that there are"
notes
run apply --yes --backfill "notes.size=length(body)" --backfill "notes.body='it''s'"
status 4
err_has 'column "notes.size" can'"'"'t be filled: 1 row of "notes" for which (length(body)) is no value of it (id = 4: body = NULL)'
err_has '--backfill "notes.size=..."'
run revision -a -m x --backfill "notes.size=length(body)" --backfill "notes.body='it''s'"
status 4
err_has "is no value of it (id = 4: body = NULL)"
there_isnt migrations
run apply --yes --backfill "notes.size=coalesce(length(body), 0)" --backfill "notes.body='it''s'"
status 0
sql app.db "SELECT * FROM notes" "1|a|1
4|it's|0
7|a|1"
run apply --yes --backfill "notes.size=1"
status 0
err_has "nothing to do"

for format in lua sql; do
	it "writes the values into a script in $format, and undoes it"
	notes
	run -q revision -a -m x --format $format --backfill "notes.size=9" --backfill "notes.body='-'"
	status 0
	run -q upgrade
	status 0
	sql app.db "SELECT * FROM notes" "1|a|9
4|-|9
7|a|9"
	run -q check
	status 0
	run -q downgrade base
	status 0
	sql app.db "SELECT * FROM notes" "1|a
4|-
7|a"
done

it "says in the script what only an empty table allows"
notes
sqlite3 app.db "DELETE FROM notes"
run -q revision -a -m x
status 0
ok grep -q -e '-- where "notes" has rows, "notes.size" needs backfill = "..."' migrations/*.lua
sqlite3 app.db "INSERT INTO notes VALUES (1, 'a')"
run upgrade
status 4
err_has "backfill"
rm -r migrations
sqlite3 app.db "DELETE FROM notes"
run -q revision -a -m x --format sql
status 0
ok grep -q -e '-- where "notes" has rows, "notes.size" needs backfill = "..."' migrations/*.sql

it "writes what the rows don't allow when it need not be proven"
notes
run revision -a -m x --no-verify
status 0
err_has "warning:"

it "prints the values in a difference"
notes
run diff sqlite:///app.db models.lua --backfill notes.size=3 --backfill notes.body=id --format sql
status 0
sqlite3 app.db <"$OUT"
sql app.db "SELECT * FROM notes WHERE id = 4" "4|4|3"
run diff models.lua models.lua --backfill notes.size=3
status 0
out_empty

it "warns in a difference of rows that are in its way"
notes
run diff sqlite:///app.db models.lua --backfill notes.size=3
status 0
err_has 'warning: column "notes.body" can'"'"'t be NOT NULL: 1 row of "notes" with no value there (id = 4)'
err_hasnt notes.size
run diff sqlite:///app.db models.lua --backfill notes.size=3 --json
status 0
got=$(sqlite3 :memory: "SELECT group_concat((value ->> 'table') || (value ->> 'rows') || (value ->> 'backfill')) FROM json_each(CAST(readfile('$OUT') AS TEXT), '$.in_the_way')")
[ "$got" = "notes1notes.body" ] || problem "in_the_way: $got"
run diff sqlite:///app.db models.lua --backfill notes.size=3 -f json -o plan.json
status 0
! grep -q in_the_way plan.json || problem "values of rows are in the plan"
run apply plan.json -u sqlite:///app.db -y
status 4
err_has "id = 4"
sqlite3 app.db "UPDATE notes SET body = 'b'"
run diff sqlite:///app.db models.lua --backfill notes.size=3
err_empty

it "refuses a backfill of what isn't there"
notes
run apply --yes --backfill notes.colour=3
status 2
err_has 'there is no column "notes.colour"'
run apply --yes --backfill notes
status 2
err_has "TABLE.COLUMN=EXPRESSION"
run revision --backfill notes.size=3
status 2

it "names rows that a new constraint doesn't allow, and leaves the database alone"
notes
sqlite3 app.db "CREATE TABLE parents (id INTEGER PRIMARY KEY)"
cat >models.lua <<'END'
Table{"parents", Column{"id", Integer, primary_key = true}}
Table{"notes",
  Column{"id", Integer, primary_key = true},
  Column{"body", String(50), unique = true},
  CheckConstraint{"id < 5", name = "ck_notes_id"},
  ForeignKeyConstraint{{"id"}, {"parents.id"}, name = "fk_notes"},
}
END
run apply --yes
status 4
err_has "1 value of \"notes\" in more than one row (body = 'a' in 2 rows)"
err_has '"ck_notes_id" can'"'"'t be made: 1 row of "notes" against (id < 5) (id = 7)'
err_has '"fk_notes" can'"'"'t be made: 3 rows of "notes" without their row in "parents"'
err_has "Change these rows first"
sqlite3 app.db "INSERT INTO parents SELECT id FROM notes; DELETE FROM notes WHERE id = 7;
UPDATE notes SET body = 'b' WHERE id = 4"
run apply --yes
status 0
sql app.db "SELECT * FROM notes" "1|a
4|b"

it "names the rows because of which a script fails"
notes
mkdir migrations
cat >migrations/a1.lua <<'END'
revision = "a1"
function upgrade() op.create_index("u", "notes", {"body"}, {unique = true}) end
END
run upgrade
status 3
err_has "In the way: index \"u\" can't be made: 1 value of \"notes\" in more than one row (body = 'a' in 2 rows)."

it "knows columns and tables by their old names"
notes
cat >models.lua <<'END'
Table{"texts", renamed_from = "notes",
  Column{"id", Integer, primary_key = true},
  Column{"content", String(50), nullable = false, unique = true, renamed_from = "body"},
}
END
run apply --yes
status 4
err_has '"texts.content" can'"'"'t be NOT NULL: 1 row of "notes" with no value there (id = 4)'
err_has "(body = 'a' in 2 rows)"
sqlite3 app.db "UPDATE notes SET body = 'c' WHERE id = 7"
run apply --yes --backfill "texts.content='d'"
status 0
sql app.db "SELECT * FROM texts" "1|a
4|d
7|c"

it "asks for the values on a terminal"
if [ -x /usr/bin/script ]; then
	notes
	printf '8\n9\ny\n' | /usr/bin/script -qec "'$LIMBECK' apply" /dev/null >"$OUT" 2>&1
	out_has "SQL for their value"
	sql app.db "SELECT * FROM notes WHERE id = 4" "4|9|8"
else
	echo "left out: no script(1) that makes a terminal"
fi

it "puts new columns where the models have them, in a table that is copied anyway"
sqlite3 app.db "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, c TEXT); INSERT INTO t VALUES (1, 'a', 'c')"
cat >models.lua <<'END'
Table{"t",
  Column{"n", Integer}, Column{"id", Integer, primary_key = true}, Column{"a", Text},
  Column{"b", Integer}, Column{"c", Text, nullable = false}, Column{"d", Text},
}
END
run apply models.lua -u sqlite:///app.db --yes
status 0
sql app.db "SELECT group_concat(name) FROM pragma_table_info('t')" n,id,a,b,c,d
sqlite3 app.db "CREATE TABLE u (b TEXT, a TEXT)"
echo 'Table{"u", Column{"a", Text}, Column{"b", Text}}' >>models.lua
run diff sqlite:///app.db models.lua
out_empty

it "names values that a key would take for the same under another collation"
sqlite3 app.db "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE, b TEXT);
INSERT INTO t VALUES (1, 'x', 'y'), (2, 'X', 'y'), (3, NULL, 'Y')"
echo "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT COLLATE NOCASE UNIQUE, b TEXT COLLATE NOCASE);" >want.sql
run apply want.sql -u sqlite:///app.db --yes
status 4
err_has "of \"t\" can't be kept: 1 value of \"t\" in more than one row (a = 'X' in 2 rows)"
sqlite3 app.db "UPDATE t SET a = 'z' WHERE id = 2"
run apply want.sql -u sqlite:///app.db --yes
status 0

finish
