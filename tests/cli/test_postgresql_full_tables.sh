# tests/cli/test_postgresql_full_tables.sh - plans for tables that have rows, on PostgreSQL
. "$(dirname "$0")/../support/cli.sh"
. "$ROOT/tests/support/postgresql.sh"

it "gives rows the values that are given, and none that aren't"
database
settings
psql_run <<'END'
CREATE TABLE notes (id integer PRIMARY KEY, body varchar(50), name text);
INSERT INTO notes VALUES (1, 'a', 'x y'), (4, NULL, 'z'), (7, 'a', NULL);
END
cat >models.lua <<'END'
Table{"notes",
  Column{"id", Integer, primary_key = true, autoincrement = false},
  Column{"body", Text, nullable = false},
  Column{"name", Text},
  Column{"size", Integer, nullable = false, server_default = 5, index = true},
  Column{"Who", Text, nullable = false},
  Column{"nr", BigInteger, nullable = false, identity = true},
}
END
run apply --yes
status 4
err_has '"notes.body" can'"'"'t be NOT NULL: 1 row of "notes" with no value there (id = 4)'
err_has '"notes.Who" can'"'"'t be NOT NULL: 3 rows of "notes" with no value for it (id = 1; id = 4; id = 7)'
err_hasnt '"notes.nr'
err_hasnt '"notes.size'
for format in lua sql; do
	run -q revision -a -m x --format $format --backfill "notes.size=length(name)" \
		--backfill "notes.body=''" --backfill "notes.Who=coalesce(name, 'it''s')"
	status 4
	err_has '1 row of "notes" for which (length(name)) is no value of it (id = 7: name = NULL)'
	there_isnt migrations/*
	run -q revision -a -m x --format $format --backfill "notes.size=length(name)" --no-verify \
		--backfill "notes.body=''" --backfill "notes.Who=coalesce(name, 'it''s')"
	status 0
	run -q upgrade
	status 3
	err_has "size"
	rm migrations/*
	run -q revision -a -m x --format $format --backfill "notes.size=coalesce(length(name), 0)" \
		--backfill "notes.body=''" --backfill "notes.Who=coalesce(name, 'it''s')"
	run -q upgrade
	status 0
	psql_is "SELECT id, body, size, \"Who\" FROM notes ORDER BY id" "1|a|3|x y
4||1|z
7|a|0|it's"
	run -q check
	status 0
	run -q downgrade base
	status 0
	psql_run -c "UPDATE notes SET body = NULL WHERE body = ''"
	rm migrations/*
done
run -q apply --yes --backfill "notes.size=1" --backfill "notes.body=''" --backfill "notes.Who=1"
status 0
psql_is "SELECT sum(size) FROM notes" 3

# every COMMAND TEXT: the rows are named before anything is done, whichever way it is to be
every() {
	run "$@"
	TOLD=$(grep -o "\(column\|exclusion\|domain\|table\) .* can't .*)" "$ERR" | head -n 1)
	for command in "diff $URL want.sql" "diff $URL want.sql --online" "apply want.sql --yes --online --allow-data-loss" \
		"revision -a -m x --models want.sql"; do
		run $command
		case $command in diff*) status 0 ;; *) status 4 ;; esac
		err_has "$TOLD"
	done
	there_isnt migrations/*
}

it "names the rows that a backfill gives no value, and takes no number for it"
database
settings
psql_run -c "CREATE TABLE t (id int CONSTRAINT p PRIMARY KEY, a text); INSERT INTO t VALUES (1, 'x'), (2, '2')" \
	-c "CREATE SEQUENCE s"
echo "CREATE SEQUENCE s; CREATE TABLE t (id int CONSTRAINT p PRIMARY KEY, a text, n int NOT NULL);" >want.sql
for how in "apply --yes" "apply --yes --online" "revision -a -m x"; do
	run $how --models want.sql --backfill "t.n=a::int"
	status 4
	err_has 'column "t.n" can'"'"'t be filled: 1 row of "t" for which (a::int) is no value of it (id = 1: a = '"'x')"
	err_has '--backfill "t.n=..."'
done
there_isnt migrations/*
run diff "$URL" want.sql --backfill "t.n=nextval('s')"
status 0
run revision -a -m x --models want.sql --backfill "t.n=nextval('s')"
status 0
psql_is "SELECT is_called FROM s" f
run -q revision -a --models want.sql -m x --backfill "t.n=a::int" --no-verify
sed -i "s/nextval('s')/a::int/" migrations/*
for how in "" --online; do
	run upgrade $how
	status 3
	err_has 'in column "t.n"'
	err_has 'In the way: column "t.n" can'"'"'t be filled: 1 row of "t" for which (a::int)'
	err_has '--backfill "t.n=..."'
done

it "names rows that a new constraint doesn't allow"
database
settings
psql_run <<'END'
CREATE TABLE parents (id integer PRIMARY KEY);
CREATE TABLE notes (id integer PRIMARY KEY, body text, up integer);
INSERT INTO parents VALUES (1);
INSERT INTO notes VALUES (1, 'a', 1), (2, NULL, NULL), (3, 'a', 5), (4, NULL, NULL);
END
cat >models.lua <<'END'
Table{"parents", Column{"id", Integer, primary_key = true, autoincrement = false}}
Table{"notes",
  Column{"id", Integer, primary_key = true, autoincrement = false},
  Column{"body", Text, unique = true},
  Column{"up", Integer, ForeignKey{"parents.id", name = "fk_up"}},
  CheckConstraint{"id < 4", name = "ck_id"},
  Index{"ix_up", "up", unique = true, postgresql_where = "id > 10"},
}
END
run revision -a
status 4
err_has '1 value of "notes" in more than one row (body = '"'a'"' in 2 rows)'
err_has '1 row of "notes" without their row in "parents" (id = 3: up = 5)'
err_has '(id = 4)'
err_hasnt ix_up
psql_run -c "UPDATE notes SET body = id, id = -id; INSERT INTO parents VALUES (5)"
run -q apply --yes
status 0

it "sees what a check on a new column, or an enum type, doesn't allow"
database
settings
psql_run -c "CREATE TABLE notes (id integer PRIMARY KEY, state text, old text)" \
	-c "INSERT INTO notes VALUES (1, 'new', 'x'), (2, 'done', 'x'), (3, NULL, 'x')"
cat >to.sql <<'END'
CREATE TYPE mood AS ENUM ('new', 'old');
CREATE TABLE notes (id integer PRIMARY KEY, state mood, old text, n integer, m integer DEFAULT 5,
    CONSTRAINT given CHECK (n IS NOT NULL AND n < id + 100), CONSTRAINT is_m CHECK (m > 0));
END
run apply to.sql --yes
status 4
err_has "column \"notes.state\" can't become public.mood: 1 row of \"notes\" with a value that doesn't fit (id = 2: state = 'done')"
psql_run -c "UPDATE notes SET state = 'old' WHERE id = 2"
run apply to.sql --yes
status 4
err_has "\"given\" can't be made: 3 rows of \"notes\" against"
err_has "Give the rows a value in the new column that it allows, by --backfill."
err_hasnt is_m
run apply to.sql --yes --backfill "notes.n=id * 2"
status 0
psql_is "SELECT id, state, n, m FROM notes ORDER BY id" "1|new|2|5
2|old|4|5
3||6|5"

it "names the rows because of which a script fails"
database
settings
psql_run -c "CREATE TABLE t (id int PRIMARY KEY, a text, v varchar(9)); INSERT INTO t VALUES (1, 'x', '123456'), (2, 'x', NULL)" \
	-c "CREATE TABLE up (id int PRIMARY KEY); INSERT INTO up VALUES (1)"
# fails CALL TEXT
fails() {
	printf 'revision = "a1"\nfunction upgrade()\n  op.execute("UPDATE t SET a = 5")\n  %s\nend\n' "$1" >migrations/a1.lua
	run upgrade
	status 3
	err_has "a1.lua:4"
	err_has "In the way: "
	err_has "$2"
}
fails 'op.create_unique_constraint("u", "t", {"a"})' "(a = '5' in 2 rows)"
fails 'op.create_index("u", "t", {"a"}, {unique = true})' "(a = '5' in 2 rows)"
fails 'op.create_foreign_key("f", "t", "up", {"id"}, {"id"})' "(id = 2: id = 2)"
fails 'op.create_check_constraint("c", "t", "id < 2")' "(id = 2)"
fails 'op.alter_column{"t", "v", nullable = false}' "(id = 2). Give the rows a value by backfill"
fails 'op.alter_column{"t", "v", type = String(5)}' "(id = 1: v = '123456')"
fails 'op.add_column{"t", Column{"n", Integer, nullable = false}}' "(id = 1; id = 2). Give the rows a value by backfill"
psql_is "SELECT count(DISTINCT a) FROM t" 1

# refused TYPE TYPE VALUE TEXT: neither apply nor psql makes one of the other
refused() {
	psql_run -c "SET client_min_messages = error" -c "DROP TABLE IF EXISTS t" -c "CREATE TABLE t (id int CONSTRAINT p PRIMARY KEY, a $1)" \
		-c "INSERT INTO t VALUES (1, $3), (2, NULL)"
	echo "CREATE TABLE t (id int CONSTRAINT p PRIMARY KEY, a $2);" >want.sql
	run apply want.sql --yes
	status 4
	err_has "$4"
	run diff "$URL" want.sql --format sql
	psql_run <"$OUT" >psql.out 2>&1 && problem "psql found nothing wrong"
	psql_is "SELECT a = $3 FROM t WHERE id = 1" t
}

it "names rows that an exclusion constraint doesn't allow beside others"
database
settings
psql_run -c "CREATE TABLE t (id int CONSTRAINT p PRIMARY KEY, r int4range, n int)" \
	-c "INSERT INTO t VALUES (1, '[1,5)', 1), (2, '[3,8)', 4), (3, '[10,11)', 2), (4, NULL, 9), (5, '[1,11)', NULL)"
for constraint in "EXCLUDE USING gist (r WITH &&) WHERE (id > 1) DEFERRABLE|1 row of \"t\" that others exclude (id = 5: id = 5, r = '[1,11)')" \
	"EXCLUDE USING btree ((n % 3) WITH =)|1 row of \"t\" that others exclude (id = 2: n = 4)"; do
	echo "CREATE TABLE t (id int CONSTRAINT p PRIMARY KEY, r int4range, n int, CONSTRAINT x ${constraint%%|*});" >want.sql
	every apply want.sql --yes
	[ "$TOLD" = "exclusion constraint \"x\" can't be made: ${constraint#*|}" ] || problem "told: $TOLD"
done
psql_run -c "DELETE FROM t WHERE id = 2"
run apply want.sql --yes
status 0

it "names values that don't fit a new type"
database
settings
refused "varchar(50)" "varchar(5)" "'abcdef'" "fit (id = 1: a = 'abcdef')"
refused bigint integer 3000000000 "1 row of \"t\" with a value that doesn't fit (id = 1: a = "
refused text integer "'1x'" "fit (id = 1: a = '1x')"
refused "numeric(10,2)" "numeric(5,2)" 99999 "doesn't fit (id = 1"
refused bigint timestamp 12345 "fit (id = 1: a = 12345)"
refused timestamp bigint "'infinity'" "fit (id = 1: a = 'infinity')"
refused text timestamptz "'never'" "fit (id = 1: a = 'never')"
refused text jsonb "'hello'" "fit (id = 1: a = 'hello')"
refused text integer "'3000000000'" "fit (id = 1: a = '3000000000')"
refused text date "'2020-02-31'" "fit (id = 1: a = '2020-02-31')"
refused text time "'25:00'" "fit (id = 1: a = '25:00')"
refused "text[]" "integer[]" "'{1,a}'" "fit (id = 1: a = '{1,a}')"
refused "bit varying(6)" "bit(4)" "B'101'" "fit (id = 1: a = '101')"
refused "double precision" money 1e300 "fit (id = 1: a = 1e+300)"
every apply want.sql --yes
refused text inet "'x'" "fit (id = 1: a = 'x')"
every apply want.sql --yes

it "says that there are values which don't fit where it may make nothing to find them"
psql_run -c "REVOKE TEMP ON DATABASE $DATABASE FROM PUBLIC" -c "CREATE ROLE r_$DATABASE LOGIN CREATEDB" \
	-c "ALTER TABLE t OWNER TO r_$DATABASE"
echo "CREATE TABLE t (id int CONSTRAINT p PRIMARY KEY, a inet);" >want.sql
run diff "$(echo "$URL" | sed "s#//[^/@]*@#//r_$DATABASE@#")" want.sql
err_has 'warning: column "t.a" can'"'"'t become inet: rows of "t" with a value that doesn'"'"'t fit (invalid input syntax for type inet: "x")'
psql_run -c "DROP OWNED BY r_$DATABASE" -c "DROP ROLE r_$DATABASE"

it "names values that a domain doesn't take, and needs no right for it but to read"
database
settings
psql_run -c "CREATE DOMAIN few AS integer CHECK (VALUE < 10)" \
	-c "CREATE TABLE t (id int CONSTRAINT p PRIMARY KEY, v int, limbeck_e text); INSERT INTO t VALUES (1, 9), (2, 12), (3, NULL)"
echo "CREATE DOMAIN few AS integer CHECK (VALUE < 10); CREATE TABLE t (id int CONSTRAINT p PRIMARY KEY, v few, limbeck_e text);" >want.sql
run apply want.sql --yes
status 4
err_has "column \"t.v\" can't become public.few: 1 row of \"t\" with a value that doesn't fit (id = 2: v = 12)"
psql_is "SELECT count(*) FROM pg_proc WHERE proname LIKE 'limbeck%'" 0
psql_run -c "UPDATE t SET v = 1 WHERE id = 2"
run apply want.sql --yes
status 0
sed -i 's/VALUE < 10)/VALUE < 9) NOT NULL/' want.sql
run apply want.sql --yes
status 4
err_has "domain \"few\" can't be changed: 2 rows of \"t\" with a value that it doesn't take (id = 1: v = 9; id = 3: v = NULL)"
every apply want.sql --yes
psql_run -c "UPDATE t SET v = 1"
run apply want.sql --yes
status 0

it "names rows that a partition by hash, of several columns, or of the rest can't have"
database
settings
psql_run -c "CREATE TABLE p (id int, d date) PARTITION BY HASH (id, d)" \
	-c "CREATE TABLE h (id int, d date); INSERT INTO h SELECT g, '2020-01-01' FROM generate_series(1, 20) g" \
	-c "CREATE TABLE r (id int, d date) PARTITION BY RANGE (id, d)" \
	-c "CREATE TABLE r1 (id int, d date); INSERT INTO r1 VALUES (1, '2020-01-01'), (5, '2020-01-01'), (5, '2020-02-01')" \
	-c "CREATE TABLE r2 (id int, d date); INSERT INTO r2 VALUES (1, '2020-01-01'), (5, '2020-01-01')"
cat >want.sql <<'END'
CREATE TABLE p (id int, d date) PARTITION BY HASH (id, d);
CREATE TABLE h PARTITION OF p FOR VALUES WITH (modulus 4, remainder 1);
CREATE TABLE r (id int, d date) PARTITION BY RANGE (id, d);
CREATE TABLE r1 PARTITION OF r FOR VALUES FROM (2, '2000-01-01') TO (5, '2020-01-05');
CREATE TABLE r2 PARTITION OF r DEFAULT;
END
run apply want.sql --yes
status 4
err_has 'table "h" can'"'"'t become a partition of "p": 12 rows of "h" outside of FOR VALUES WITH (modulus 4, remainder 1)'
err_has "table \"r1\" can't become a partition of \"r\": 2 rows"
err_has "(id = 1, d = '2020-01-01'; id = 5, d = '2020-02-01')"
err_has "table \"r2\" can't become a partition of \"r\": 1 row of \"r2\" outside of DEFAULT (id = 5, d = '2020-01-01')"
every apply want.sql --yes

it "names rows for which a generated column can't be computed"
database
settings
psql_run -c "CREATE TABLE t (id int CONSTRAINT p PRIMARY KEY, a text, b int); INSERT INTO t VALUES (1, 'x', 0), (2, '5', 1), (3, NULL, 2)"
cat >want.sql <<'END'
CREATE TABLE t (id int CONSTRAINT p PRIMARY KEY, a text, b int, g int GENERATED ALWAYS AS (10 / b) STORED,
    h varchar(1) GENERATED ALWAYS AS (a || 'y') STORED, i int GENERATED ALWAYS AS (a::int) STORED,
    j text GENERATED ALWAYS AS (upper(a)) STORED NOT NULL, k int GENERATED ALWAYS AS (b + 1) STORED NOT NULL);
CREATE UNIQUE INDEX u ON t ((b / 2), (id > 0));
END
run apply want.sql --yes
status 4
err_has "column \"t.g\" can't be computed: 1 row of \"t\" for which (10 / b) is no value of it (id = 1: b = 0)"
err_has "\"t.h\" can't be computed: 2 rows"
err_has "(id = 1: a = 'x')"
err_has "\"t.j\" can't be computed: 1 row of \"t\" for which (upper(a)) is no value of it (id = 3: a = NULL)"
err_hasnt "t.k"
err_has 'index "u" can'"'"'t be made: 1 value of "t" in more than one row'
every apply want.sql --yes
psql_run -c "UPDATE t SET a = '', b = id * 2"
sed -i 's/ i int GENERATED ALWAYS AS (a::int) STORED,//' want.sql
run apply want.sql --yes
status 0

it "names rows that a table can't have as a partition"
database
settings
psql_run -c "CREATE TABLE p (id int, d date) PARTITION BY RANGE (d)" \
	-c "CREATE TABLE p1 (id int, d date); INSERT INTO p1 VALUES (1, '2019-12-31'), (2, '2020-01-01'), (3, NULL)" \
	-c "CREATE TABLE l (a text, \"B c\" text) PARTITION BY LIST (\"B c\")" \
	-c "CREATE TABLE l1 (a text, \"B c\" text); INSERT INTO l1 VALUES ('x', 'in'), ('y', 'out'), ('z', NULL)"
cat >want.sql <<'END'
CREATE TABLE p (id int, d date) PARTITION BY RANGE (d);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2020-01-01') TO (MAXVALUE);
CREATE TABLE l (a text, "B c" text) PARTITION BY LIST ("B c");
CREATE TABLE l1 PARTITION OF l FOR VALUES IN ('in', NULL);
END
run apply want.sql --yes
status 4
err_has "table \"p1\" can't become a partition of \"p\": 2 rows of \"p1\" outside of FOR VALUES FROM ('2020-01-01') TO (MAXVALUE) (d = '2019-12-31'; d = NULL)"
err_has "table \"l1\" can't become a partition of \"l\": 1 row of \"l1\" outside of FOR VALUES IN ('in', NULL) (\"B c\" = 'out')"
psql_run -c "DELETE FROM p1 WHERE id <> 2; DELETE FROM l1 WHERE a = 'y'"
run apply want.sql --yes
status 0
psql_is "SELECT count(*) FROM l" 2

it "keeps the values of a column whose type goes"
database
settings
psql_run -c "CREATE TYPE was AS ENUM ('a', 'b')" \
	-c "CREATE TABLE t (id int CONSTRAINT p PRIMARY KEY, s was NOT NULL DEFAULT 'a'); INSERT INTO t VALUES (1, 'b')" \
	-c "CREATE INDEX ix ON t (s) WHERE s <> 'a'; CREATE VIEW v AS SELECT s FROM t"
for type in now text; do
	cat >want.sql <<END
CREATE TYPE now AS ENUM ('a', 'b');
CREATE TABLE t (id int CONSTRAINT p PRIMARY KEY, s $type NOT NULL DEFAULT 'a');
CREATE INDEX ix ON t (s) WHERE s <> 'a';
CREATE VIEW v AS SELECT s FROM t;
END
	[ $type = now ] || sed -i '/^CREATE TYPE/d' want.sql
	run apply want.sql --yes --drop-unmanaged
	status 0
	psql_is "SELECT s, pg_typeof(s) FROM v" "b|$type"
	psql_is "SELECT count(*) FROM pg_type WHERE typname = 'was'" 0
	run diff "$URL" want.sql
	out_empty
done

it "names rows that have a value which an enum type loses"
database
settings
psql_run -c "CREATE TYPE st AS ENUM ('a', 'b', 'c')" \
	-c "CREATE TABLE t (id int CONSTRAINT p PRIMARY KEY, s st, gone st); INSERT INTO t VALUES (1, 'a', 'c'), (2, 'c', 'c')"
echo "CREATE TYPE st AS ENUM ('a', 'b'); CREATE TABLE t (id int CONSTRAINT p PRIMARY KEY, s st);" >want.sql
run apply want.sql --yes --allow-data-loss
status 4
err_has "enum type \"st\" can't be without 'c': 1 row of \"t\" with that value (id = 2: s = 'c')"
err_hasnt "gone = "
psql_run -c "UPDATE t SET s = 'b' WHERE s = 'c'"
run apply want.sql --yes --allow-data-loss
status 0
psql_is "SELECT s FROM t WHERE id = 2" b

it "gives partitions their parts of a key or index that only their table has, and takes them"
for key in "ALTER TABLE r ADD CONSTRAINT c PRIMARY KEY (id)" "ALTER TABLE r ADD CONSTRAINT c UNIQUE (id)" "CREATE INDEX c ON r (id)"; do
	database
	settings
	echo "CREATE TABLE r (id int NOT NULL) PARTITION BY LIST (id); CREATE TABLE s PARTITION OF r FOR VALUES IN (1);" >only.sql
	cp only.sql all.sql
	echo "$key" >>all.sql
	echo "$key" | sed -e 's/ALTER TABLE/& ONLY/' -e 's/ ON r/ ON ONLY r/' >>only.sql
	psql_run -f only.sql -c "INSERT INTO r VALUES (1)"
	for want in all only; do
		run diff "$URL" $want.sql --exit-code
		status 1
		run diff "$URL" $want.sql --format sql
		psql_run <"$OUT"
		run diff "$URL" $want.sql --exit-code
		status 0
		[ $want = all ] && parts=1 || parts=0
		psql_is "SELECT count(*) FROM pg_index WHERE indrelid = 's'::regclass" $parts
	done
	run reflect "$URL" --format sql
	cp "$OUT" again.sql
	run diff "$URL" again.sql --exit-code
	status 0
done

it "leaves a partition NOT NULL, and its default, where its table gives them up"
database
settings
psql_run <<'END'
CREATE TABLE p (k integer, a integer NOT NULL, b text) PARTITION BY LIST (k);
CREATE TABLE c PARTITION OF p FOR VALUES IN (1) PARTITION BY LIST (k);
CREATE TABLE d PARTITION OF c FOR VALUES IN (1);
CREATE TABLE e PARTITION OF p FOR VALUES IN (2);
INSERT INTO p VALUES (1, 2, 'x'), (2, 3, 'y');
END
cat >schema.sql <<'END'
CREATE TABLE p (k integer, a integer, b varchar(9) DEFAULT 'p') PARTITION BY LIST (k);
CREATE TABLE c PARTITION OF p FOR VALUES IN (1) PARTITION BY LIST (k);
CREATE TABLE d PARTITION OF c FOR VALUES IN (1);
CREATE TABLE e PARTITION OF p FOR VALUES IN (2);
ALTER TABLE d ALTER a SET NOT NULL;
ALTER TABLE e ALTER b SET DEFAULT 'e';
END
run reflect "$URL" --format sql -o start.sql
status 0
run revision -a --models schema.sql -m loose
status 0
run upgrade
status 0
run diff "$URL" schema.sql --exit-code
status 0
run downgrade base
status 0
run diff "$URL" start.sql --exit-code
status 0
run upgrade
status 0

it "alters no value unasked that a new type would alter"
database
settings
refused "numeric(10,4)" "numeric(10,2)" 1.2345 'values of column "t.a" would be altered to fit numeric(10,2)'
refused "double precision" integer 1.6 "would be altered"
refused money "numeric(10,1)" "'1.25'" "would be altered"
refused timestamp date "'2020-01-02 03:04:05'" "would be altered"
refused text integer "'007'" "would be altered"
refused integer boolean 5 "would be altered"
run apply want.sql --yes --allow-data-loss
status 0
psql_is "SELECT a FROM t WHERE id = 1" t
refused "timestamp" "timestamp(0)" "'2020-01-02 03:04:05.5'::timestamp" "would be altered"
psql_run -c "UPDATE t SET a = '2020-01-02'"
run apply want.sql --yes
status 0

it "drops a column whose values have no like in the new type, when it is told to"
database
settings
psql_run -c "CREATE TABLE t (id int CONSTRAINT p PRIMARY KEY, a int[]); INSERT INTO t VALUES (1, '{1,2}')"
echo "CREATE TABLE t (id int CONSTRAINT p PRIMARY KEY, a integer);" >want.sql
run apply want.sql --yes
status 4
err_has 'would lose the values of column "a"'
psql_is "SELECT a FROM t" "{1,2}"

it "makes rows up with values of composite and range types, and keeps them as the types change"
database
settings
cat >want.sql <<'END'
CREATE TYPE mood AS ENUM ('sad', 'a%d');
CREATE TYPE "Pair" AS (x integer, "t, y" numeric(3, 2), z varchar(3), c text COLLATE "C", m mood, b bit(3));
CREATE TYPE nest AS (p "Pair", q boolean[], n numeric);
CREATE TYPE span AS RANGE (subtype = float8);
CREATE TABLE t (id integer PRIMARY KEY, p "Pair" NOT NULL, n nest NOT NULL, s span NOT NULL, more nest);
END
run -q apply want.sql --yes
status 0
sed -i 's/id integer/id bigint/' want.sql
run apply want.sql --yes --with-rows 9
status 0
err_has "1 table, 9 of 9 rows kept"
err_hasnt "without rows"
sed -i 's/b bit(3)/&, added integer/' want.sql
run apply want.sql --yes --with-rows 9
status 0
err_has "1 table, 9 of 9 rows kept"

it "says in which tables it may not look for rows that stand in the way"
database
settings
psql_run -c "CREATE TABLE t (id int PRIMARY KEY, a text); INSERT INTO t VALUES (1, NULL)" \
	-c "CREATE ROLE blind_$$ LOGIN CREATEDB"
echo 'Table{"t", Column{"id", Integer, primary_key = true, autoincrement = false}, Column{"a", Text, nullable = false}}' >models.lua
run revision -a -m x
status 4
err_hasnt "for want of the right"
run -u "$URL&user=blind_$$" revision -a -m x
status 0
err_has 'not known whether rows stand in the way, for want of the right to read table "t"'
psql_run -c "DROP ROLE blind_$$"

it "names values that a key would take for the same under a collation for which they are"
database
settings
psql_run <<'END'
CREATE COLLATION ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE t (id integer PRIMARY KEY, a text UNIQUE, b text);
INSERT INTO t VALUES (1, 'x', 'y'), (2, 'X', 'y'), (3, NULL, 'z');
END
cat >want.sql <<'END'
CREATE COLLATION ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE t (id integer PRIMARY KEY, a text COLLATE ci UNIQUE, b text);
END
for how in "apply want.sql --yes" "revision -a --models want.sql" "diff $URL want.sql"; do
	run $how
	case $how in diff*) status 0 ;; *) status 4 ;; esac
	err_has "\"t_a_key\" can't be kept: 1 value of \"t\" in more than one row (a = 'x' in 2 rows)"
done
sed -i 's/COLLATE ci/COLLATE "C"/' want.sql
run apply want.sql --yes
status 0
sed -i 's/COLLATE "C"/COLLATE ci/' want.sql
psql_run -c "DELETE FROM t WHERE id = 2"
run apply want.sql --yes
status 0

it "names rows for which a column computed of several can't be stored"
database
settings
psql_run <<'END'
CREATE TABLE t (id integer PRIMARY KEY, a text, b text, n integer, m integer);
INSERT INTO t VALUES (1, 'abcd', 'x', 100000, 0), (2, 'b', 'y', 5, 1), (3, NULL, 'z', 5, 1);
END
while IFS=';' read -r type expr rows; do
	echo "CREATE TABLE t (id integer PRIMARY KEY, a text, b text, n integer, m integer, g $type GENERATED ALWAYS AS ($expr) STORED);" >want.sql
	run apply want.sql --yes --allow-data-loss
	if [ -n "$rows" ]; then
		status 4
		err_has "column \"t.g\" can't be computed: 1 row of \"t\" for which ($expr) is no value of it ($rows)"
	else
		status 0
	fi
done <<'END'
varchar(4);a || b;id = 1: a = 'abcd', b = 'x'
integer;n / m;id = 1: n = 100000, m = 0
integer;n * n;id = 1: n = 100000
smallint;n + m;id = 1: n = 100000, m = 0
varchar(5);a || b;
integer;n / NULLIF(m, 0);
END

finish
