# tests/cli/test_postgresql_renames.sh - renames and nothing else, whatever mentions the renamed
#
# What the server itself makes of a rename in one database is the model for another.
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/postgresql.sh"

schema() {
	cat <<'EOF2'
CREATE SCHEMA app;
CREATE TYPE mood AS ENUM ('payed', 'draft', 'it''s');
CREATE TYPE app.other AS ENUM ('payed', 'x y');
CREATE TABLE t (id int PRIMARY KEY, s int, k text DEFAULT 'payed', e mood DEFAULT 'payed',
	l mood[] DEFAULT '{payed,draft}', o app.other DEFAULT 'x y',
	g int GENERATED ALWAYS AS (s * 2) STORED,
	CONSTRAINT c CHECK (s > 0 OR e <> 'payed'));
CREATE TABLE app.u (id int PRIMARY KEY, s int, tid int REFERENCES t);
CREATE TABLE heir () INHERITS (t);
CREATE TABLE parted (s mood, id int) PARTITION BY LIST (s);
CREATE TABLE part PARTITION OF parted FOR VALUES IN ('payed', 'draft');
CREATE INDEX i ON t (s, (s + 1)) WHERE e = 'payed';
CREATE DOMAIN dom AS mood DEFAULT 'payed' CHECK (VALUE <> 'payed');
CREATE VIEW v1 AS SELECT s FROM t;
CREATE VIEW v2 AS SELECT t.s, u.s AS us, a.s AS s2, a.s AS s3
	FROM t JOIN app.u ON u.tid = t.id LEFT JOIN t a ON a.s = u.s;
CREATE VIEW v3 AS SELECT s, count(*) FROM t GROUP BY s HAVING s > 1 ORDER BY s;
CREATE VIEW v4 AS SELECT DISTINCT s FROM t UNION SELECT s FROM app.u;
CREATE VIEW v5 AS SELECT x.s FROM (SELECT s, id FROM t WHERE s > 3) x;
CREATE VIEW v6 AS WITH q AS (SELECT s, k FROM t) SELECT q.s, q.k FROM q;
CREATE VIEW v7 AS SELECT s AS "S s", CASE WHEN e = 'payed' THEN s END, max(s) OVER (PARTITION BY s) FROM t;
CREATE VIEW v8 AS SELECT s FROM t JOIN app.u USING (id, s);
CREATE VIEW v9 AS SELECT s FROM parted WHERE s = ANY (ARRAY['payed'::mood, 'draft']);
CREATE MATERIALIZED VIEW m AS SELECT s, id FROM t WHERE e = 'payed' AND o <> 'payed';
CREATE INDEX mi ON m (s);
CREATE RULE r AS ON UPDATE TO t WHERE new.s > old.s DO ALSO INSERT INTO app.u SELECT t.s, t.s, t.id FROM t;
CREATE POLICY p ON app.u USING (s IN (SELECT s FROM t));
CREATE STATISTICS st ON s, id FROM t;
CREATE FUNCTION fun(mood DEFAULT 'payed') RETURNS text LANGUAGE sql AS $$SELECT 'payed'$$;
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER tr BEFORE UPDATE OF s ON t FOR EACH ROW WHEN (old.s < new.s AND new.e = 'payed')
	EXECUTE FUNCTION tf();
GRANT SELECT (s), INSERT ON t TO PUBLIC;
INSERT INTO t (id, s) VALUES (1, 3);
INSERT INTO t (id, s, e) VALUES (2, 4, 'draft');
REFRESH MATERIALIZED VIEW m;
EOF2
	[ -z "${MANY-}" ] || awk 'BEGIN { for (i = 0; i < 64; i++) printf "CREATE TABLE many%d (id int);\n", i }'
}

# both RENAME...: what they come to is models.lua, and $URL is as it was before
both() {
	database
	schema | psql_run || problem "no schema"
	printf '%s;\n' "$@" >renames
	psql_run <renames || problem "no renames"
	run reflect "$URL" --format lua
	cp "$OUT" models.lua
	database
	schema | psql_run
	settings
	dump >before
}

# says SED...: what the models say of it
says() { sed -i "$@" models.lua; }

# alone QUERY: nothing but the renames is done, and undone
alone() {
	run diff "$URL" models.lua --format sql
	status 0
	# from 18 on the names of NOT NULL go along
	grep -v '^\(BEGIN\|COMMIT\|SET LOCAL .*\|.* RENAME CONSTRAINT .*_not_null"*\);$' "$OUT" |
		sort >plan
	sort renames | cmp -s - plan || problem "more, or less, than the renames"
	rows=$(psql_run -c "$1")
	run revision --autogenerate -m renames
	status 0
	run upgrade
	status 0
	run check
	status 0
	run downgrade base
	status 0
	psql_is "$1" "$rows"
	dump | cmp -s - before || problem "another schema after going down"
}

it "renames a column under views, rules, policies and privileges"
both 'ALTER TABLE t RENAME COLUMN s TO "new S"' 'ALTER TABLE parted RENAME COLUMN s TO "from"'
says -e '/^Table{"t",/,/^}/s/Column{"new S", Integer/&, renamed_from = "s"/' \
	-e '/^Table{"parted",/,/^}/s/Column{"from", Type"public.mood"/&, renamed_from = "s"/'
alone 'SELECT (SELECT array_agg(s ORDER BY s) FROM t), (SELECT count(*) FROM m)'

it "renames a column of one of so many tables that only a part of them is tried"
MANY=1
both 'ALTER TABLE t RENAME COLUMN s TO "new S"'
MANY=
says -e '/^Table{"t",/,/^}/s/Column{"new S", Integer/&, renamed_from = "s"/'
alone 'SELECT (SELECT array_agg(s ORDER BY s) FROM t), (SELECT count(*) FROM m)'

it "renames a table under all that mentions it"
both 'ALTER TABLE t RENAME TO "T t"' 'ALTER TABLE app.u RENAME TO from_u' \
	'ALTER TABLE parted RENAME TO pieces'
says -e 's/^Table{"T t",/& renamed_from = "t",/' -e 's/^Table{"from_u",/& renamed_from = "u",/' \
	-e 's/^Table{"pieces",/& renamed_from = "parted",/'
alone 'SELECT (SELECT array_agg(s ORDER BY s) FROM t), (SELECT count(*) FROM m)'

it "renames a type, and values of it"
both 'ALTER TYPE mood RENAME TO feeling' "ALTER TYPE feeling RENAME VALUE 'payed' TO 'paid'" \
	"ALTER TYPE feeling RENAME VALUE 'draft' TO 'a, b'" \
	"ALTER TYPE app.other RENAME VALUE 'x y' TO 'x z'"
says -e 's/EnumType{"feeling", {[^}]*}/&, values_renamed_from = {paid = "payed", ["a, b"] = "draft"}, renamed_from = "mood"/' \
	-e 's/EnumType{"other", {[^}]*}/&, values_renamed_from = {["x z"] = "x y"}/'
alone "SELECT array_agg(e ORDER BY id), array_agg(l) FROM t"

it "renames a value that a column's Enum says, and takes in what is renamed already"
database
psql_run -c "CREATE TYPE st AS ENUM ('payed', 'void')" -c "CREATE TABLE t (id int, s st DEFAULT 'payed')" \
	-c "INSERT INTO t VALUES (1)"
settings
cat >models.lua <<'EOF2'
Table{"t", Column{"id", Integer},
  Column{"s", Enum{"new", "paid", "void", name = "st", values_renamed_from = {paid = "payed"}},
    server_default = "paid"}}
EOF2
run revision --autogenerate -m renames
status 0
err_has "values payed -> paid"
run upgrade
status 0
psql_is "SELECT s, enum_range(s) FROM t" "paid|{new,paid,void}"
run check
status 0
run downgrade base
status 0
psql_is "SELECT s, enum_range(s) FROM t" "payed|{payed,void}"

it "refuses renames of values that aren't a table of names"
cat >models.lua <<'EOF2'
EnumType{"st", {"paid"}, values_renamed_from = {"payed"}}
EOF2
run diff models.lua models.lua
status 3
err_has 'models.lua:1: '
err_has 'values_renamed_from'
it "renames a value and adds one, under an index and a view, and undoes that"
database
settings
psql_run <<'END'
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE t (id int PRIMARY KEY, m mood DEFAULT 'ok');
CREATE INDEX i ON t (m) WHERE m = 'ok';
CREATE VIEW v AS SELECT id, m FROM t WHERE m <> 'sad';
INSERT INTO t VALUES (1, 'ok');
END
run reflect "$URL" --format lua
sed -e 's/{"sad", "ok"}/{"sad", "fine", "happy"}, values_renamed_from = {fine = "ok"}/' -e "s/'ok'/'fine'/g" -e 's/server_default = "ok"/server_default = "fine"/' "$OUT" >models.lua
cp "$OUT" before.lua
run adopt -q -m one --models before.lua
status 0
dump | sort >dump
run revision -q --autogenerate -m two
status 0
run upgrade -q
status 0
run check
status 0
psql_is "SELECT m FROM v" fine
run downgrade -q -- -1
status 0
psql_is "SELECT m FROM v" ok
dump | sort | diff dump - || problem "downgrade isn't the way back"

it "renames a table whose index is made anew, and columns that are"
database
settings
psql_run <<'END'
CREATE TABLE old (id int, a int, "was b" text, "was e" int GENERATED ALWAYS AS (a * 3) STORED);
CREATE INDEX i ON old USING hash (a);
INSERT INTO old VALUES (1, 2, 'x');
END
dump >dump
cat >models.lua <<'END'
Table{"new", renamed_from = "old",
  Column{"id", Integer},
  Column{"a", Numeric},
  Column{"b", Integer, Computed{"id + 1", persisted = true}, renamed_from = "was b"},
  Column{"e", Text, renamed_from = "was e"},
  Index{"i", "a"},
}
END
run revision --autogenerate -m new
status 0
err_has "proved on a scratch"
run upgrade -q --allow-data-loss
status 0
run check
status 0
psql_is "SELECT a, b FROM new" "2|2"
run downgrade -q base --allow-data-loss
status 0
dump | diff dump - || problem "downgrade isn't the way back"

it "renames columns that a key covers, or that it clears, and nothing else"
database
if [ "$(psql_run -c "SELECT current_setting('server_version_num')::int >= 150000")" = t ]; then
	settings
	psql_run <<'END'
CREATE TABLE r (id int, a int, UNIQUE (id, a));
CREATE TABLE t (id int, a int, b int, UNIQUE (b) INCLUDE (a),
	FOREIGN KEY (id, a) REFERENCES r (id, a) ON DELETE SET NULL (a));
CREATE INDEX i ON t (b) INCLUDE (a);
END
	run reflect "$URL" --format lua
	sed '/Table{"t"/,$ {
		s/Column{"a",/Column{"c", renamed_from = "a",/
		s/{{"id", "a"}/{{"id", "c"}/
		s/include = {"a"}/include = {"c"}/
		s/ondelete_columns = {"a"}/ondelete_columns = {"c"}/
	}' "$OUT" >models.lua
	run diff "$URL" models.lua --format lua
	status 0
	out_is 'op.alter_column{"t", "a", new_column_name = "c"}'
fi

# anew_there_and_back: the partitioned table p becomes what models.lua, read from here, says
anew_there_and_back() {
	database
	settings
	psql_run -c 'CREATE TABLE p (was int NOT NULL, v text) PARTITION BY RANGE (was)' \
		-c 'CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10)'
	dump >before
	cat >models.lua
	run revision -a -m anew --drop-unmanaged --with-rows 3
	status 0
	err_has "no difference up or down"
	run upgrade --allow-data-loss
	status 0
	run diff "$URL" models.lua
	out_empty
	run downgrade base --allow-data-loss
	status 0
	dump | diff before - || problem "downgrade isn't the way back"
}

it "renames a column of a table that is made anew, there and back"
anew_there_and_back <<'END'
Table{"p", Column{"k", Integer, nullable = false, renamed_from = "was"}, Column{"v", Text}, partition_by = "LIST (k)"}
Table{"p1", Column{"k", Integer, nullable = false}, Column{"v", Text}, partition_of = "p", bound = "FOR VALUES IN (1, 2)"}
END

it "renames a table that is made anew, and its column, there and back"
anew_there_and_back <<'END'
Table{"q", Column{"k", Integer, nullable = false, renamed_from = "was"}, Column{"v", Text}, partition_by = "LIST (k)",
  renamed_from = "p"}
Table{"q1", Column{"k", Integer, nullable = false}, Column{"v", Text}, partition_of = "q", bound = "FOR VALUES IN (1, 2)",
  renamed_from = "p1"}
END

finish
