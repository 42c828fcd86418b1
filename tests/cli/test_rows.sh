# tests/cli/test_rows.sh - no row is lost or altered unasked, whoever runs the statements
. "$(dirname "$0")/../support/cli.sh"

# from SQL; to SQL: makes app.db and to.sql
change() {
	rm -f app.db*
	sqlite3 app.db "$1"
	echo "$2" >to.sql
}

# refused REASON QUERY RESULT: apply says why it won't, and the rows stay, also when
# the statements are run by SQLite's own shell
refused() {
	run -u sqlite:///app.db apply to.sql --yes
	[ "$STATUS" -eq 3 ] || [ "$STATUS" -eq 4 ] || problem "status $STATUS"
	err_has "$1"
	sql app.db "$2" "$3"
	run diff sqlite:///app.db to.sql --format sql
	sqlite3 app.db <"$OUT" >shell 2>&1 && problem "the shell found nothing wrong"
	sql app.db "$2" "$3"
	run diff sqlite:///app.db to.sql --exit-code
	status 1
}

it "lets no ON CONFLICT of the new table drop rows"
change "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE); INSERT INTO t VALUES (1, 'x'), (2, 'X')" \
	"CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT COLLATE NOCASE UNIQUE ON CONFLICT REPLACE);"
refused "in more than one row" "SELECT count(*) FROM t" 2
change "CREATE TABLE t (a TEXT PRIMARY KEY) WITHOUT ROWID; INSERT INTO t VALUES ('x'), ('X')" \
	"CREATE TABLE t (a TEXT COLLATE NOCASE PRIMARY KEY ON CONFLICT IGNORE) WITHOUT ROWID;"
refused "in more than one row" "SELECT count(*) FROM t" 2

it "makes no keys up"
change "CREATE TABLE t (a INTEGER, b); INSERT INTO t VALUES (NULL, 1), (5, 2)" \
	"CREATE TABLE t (a INTEGER PRIMARY KEY, b);"
refused "1 rows have no value there" "SELECT a IS NULL FROM t ORDER BY b" "1
0"

it "alters no value that a new type would alter"
change "CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('007')" "CREATE TABLE t (a INTEGER);"
refused "such as '007'" "SELECT a FROM t" 007
change "CREATE TABLE t (a INT); INSERT INTO t VALUES (9007199254740993)" "CREATE TABLE t (a REAL);"
refused "such as 9007199254740993" "SELECT a FROM t" 9007199254740993
change "CREATE TABLE t (a ANY) STRICT; INSERT INTO t VALUES ('1e3')" "CREATE TABLE t (a ANY);"
refused "such as '1e3'" "SELECT a FROM t" 1e3

it "asks before a plain column becomes a generated one"
change "CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 77)" "CREATE TABLE t (a, b AS (a + 1));"
run -u sqlite:///app.db apply to.sql --yes
status 4
err_has 'the values of column "b"'

it "makes no generated column of values that it wouldn't generate"
project
script a1 "" "CREATE TABLE t (a, b);" "DROP TABLE t;"
mkdir -p migrations
cat >migrations/a2.lua <<'END'
revision = "a2"
down_revision = "a1"
function upgrade() op.alter_column{"t", "b", computed = "a + 1"} end
END
run -q upgrade a1
sqlite3 app.db "INSERT INTO t VALUES (1, 77)"
run upgrade a2
status 4
err_has "1 rows have another value there"
sql app.db "SELECT * FROM t" "1|77"
sqlite3 app.db "UPDATE t SET b = 2"
run upgrade
status 0

it "drops no table whose copy failed"
change "CREATE TABLE t (a); INSERT INTO t VALUES (1), (1), (NULL)" "CREATE TABLE t (a NOT NULL UNIQUE);"
refused "no value there" "SELECT count(*) FROM t" 3

it "asks in scripts of SQL and in their offline text as well"
project
script a1 "" "CREATE TABLE t (a TEXT);" "DROP TABLE t;"
run -q upgrade
sqlite3 app.db "INSERT INTO t VALUES ('007')"
echo 'Table{"t", Column{"a", Integer}}' >models.lua
run -q revision -a -m number --rev-id a2 --format sql
status 0
run upgrade
status 3
err_has "fit INTEGER unaltered"
sql app.db "SELECT a FROM t" 007
run upgrade --sql a1:a2
status 0
sqlite3 app.db <"$OUT" 2>/dev/null && problem "the shell found nothing wrong"
sql app.db "SELECT a FROM t" 007

it "turns STRICT on and off"
change "CREATE TABLE t (a INTEGER, b TEXT) STRICT; INSERT INTO t VALUES (1, 'x')" \
	"CREATE TABLE t (a INTEGER, b TEXT);"
run -u sqlite:///app.db apply to.sql --yes
status 0
run diff sqlite:///app.db to.sql
out_empty
echo "CREATE TABLE t (a INTEGER, b TEXT) STRICT;" >to.sql
run -u sqlite:///app.db apply to.sql --yes
status 0
run diff sqlite:///app.db to.sql
out_empty
sql app.db "SELECT * FROM t" "1|x"

it "drops a column below views that read each other"
change "CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 2); CREATE VIEW v AS SELECT a, b FROM t;
CREATE VIEW w AS SELECT a FROM v; CREATE TRIGGER r INSTEAD OF INSERT ON w BEGIN
INSERT INTO t (a) VALUES (NEW.a); END" \
	"CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v;
CREATE TRIGGER r INSTEAD OF INSERT ON w BEGIN INSERT INTO t (a) VALUES (NEW.a); END;"
run -u sqlite:///app.db apply to.sql --yes --allow-data-loss --drop-unmanaged
status 0
sql app.db "INSERT INTO w VALUES (3); SELECT a FROM w" "1
3"

it "renames a table that others refer to, with other changes to all of them"
sqlite3 app.db "CREATE TABLE old (id INTEGER PRIMARY KEY, up TEXT REFERENCES old, a TEXT);
CREATE TABLE child (id INTEGER PRIMARY KEY, o TEXT REFERENCES old (id), x TEXT);
CREATE INDEX i ON old (a); INSERT INTO old VALUES (1, 1, 'x'); INSERT INTO child VALUES (7, 1, 2)"
cat >models.lua <<'END'
Table{"new", renamed_from = "old",
  Column{"key", Integer, primary_key = true, renamed_from = "id"},
  Column{"up", Text, ForeignKey{"new.key"}},
  Column{"b", Text, nullable = false, renamed_from = "a"},
}
Table{"child",
  Column{"id", Integer, primary_key = true},
  Column{"o", Text, ForeignKey{"new.key"}},
  Column{"y", Text, CheckConstraint{"y > 1"}, renamed_from = "x"},
}
END
run -u sqlite:///app.db --models models.lua apply models.lua --yes
status 0
err_hasnt "foreign key"
run -u sqlite:///app.db diff sqlite:///app.db models.lua
out_empty
sql app.db "SELECT * FROM new JOIN child ON o = key" "1|1|x|7|1|2"
sql app.db "PRAGMA foreign_key_check; SELECT \"table\", \"to\" FROM pragma_foreign_key_list('new')" "new|"

it "changes a database with modules and collations that only its own program has"
sqlite3 app.db "CREATE TABLE t (a); INSERT INTO t VALUES (1); PRAGMA writable_schema = ON;
INSERT INTO sqlite_schema VALUES ('table', 'far', 'far', 0, 'CREATE VIRTUAL TABLE far USING away (a)');
INSERT INTO sqlite_schema VALUES ('view', 'v', 'v', 0, 'CREATE VIEW v AS SELECT * FROM far');
CREATE TABLE c (x TEXT); UPDATE sqlite_schema SET sql =
'CREATE TABLE c (x TEXT COLLATE LOCALIZED)' WHERE name = 'c'"
echo "CREATE TABLE t (a NOT NULL); CREATE TABLE c (x TEXT COLLATE LOCALIZED); CREATE VIEW w AS
SELECT x FROM c ORDER BY x;" >to.sql
run -u sqlite:///app.db apply to.sql --yes
status 0
err_has 'left alone: table "far"'
sql app.db "SELECT * FROM t" 1
run -u sqlite:///app.db diff sqlite:///app.db to.sql
out_hasnt 'table "c"'

finish
