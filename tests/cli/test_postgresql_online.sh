# tests/cli/test_postgresql_online.sh - changes in steps during which others go on writing
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/postgresql.sh"
. "$(dirname "$0")/../support/postgresql_fail.sh"

tables() {
	psql_run <<'END'
CREATE TABLE parents (id integer PRIMARY KEY);
INSERT INTO parents SELECT generate_series(1, 50);
CREATE TABLE notes (id integer PRIMARY KEY, p integer, email text, n integer, body text,
    CONSTRAINT old CHECK (n < 100), CONSTRAINT u UNIQUE (n));
INSERT INTO notes SELECT i, i, 'e' || i, i, 'b' FROM generate_series(1, 50) i;
CREATE TABLE keyless (a integer, b integer);
INSERT INTO keyless SELECT i, i FROM generate_series(1, 50) i;
END
}

target() {
	cat >to.sql <<'END'
CREATE TABLE parents (id integer PRIMARY KEY);
CREATE TABLE notes (id integer PRIMARY KEY, p integer NOT NULL, email text, n integer, body text NOT NULL,
    extra text NOT NULL,
    CONSTRAINT old CHECK (n < 1000), CONSTRAINT u UNIQUE (n, p) DEFERRABLE,
    CONSTRAINT notes_p_fkey FOREIGN KEY (p) REFERENCES parents (id),
    CONSTRAINT notes_email_key UNIQUE (email));
COMMENT ON CONSTRAINT old ON notes IS 'it was less';
CREATE INDEX ix_n ON notes (n);
CREATE TABLE keyless (a integer, b integer, CONSTRAINT k PRIMARY KEY (a));
CREATE TABLE fresh (id integer PRIMARY KEY, t integer REFERENCES notes (id), CHECK (id > 0));
CREATE INDEX ix_fresh ON fresh (t);
END
}

# Nothing that goes through rows keeps others from writing.
nobody_waits() {
	! grep -E '(scan|rewrite|index build) of .*writes wait' "$1" || problem "somebody waits"
}

it "makes constraints, keys and indexes in steps, and comes to the same"
target
for how in "" --online; do
	database
	tables
	run apply to.sql -u "$URL" --yes --backfill "notes.extra='x'" $how
	status 0
	cp "$ERR" "said$how"
	dump >"dump$how"
	psql_is "SELECT count(*) FROM pg_constraint WHERE NOT convalidated" 0
	psql_is "SELECT count(*) FROM pg_index WHERE NOT indisvalid" 0
	psql_is "SELECT count(*), min(extra) FROM notes" "50|x"
	run diff "$URL" to.sql
	out_empty
done
ok diff dump dump--online
nobody_waits said--online

it "says so, as text and as SQL for psql"
target
database
tables
run diff "$URL" to.sql -v --online
nobody_waits "$OUT"
out_has "VALIDATE CONSTRAINT"
out_has "rows are read while others go on writing"
out_has "USING INDEX"
run diff "$URL" to.sql -f sql --online --backfill "notes.extra='x'"
out_has "CREATE UNIQUE INDEX CONCURRENTLY notes_email_key"
! grep -A2 '^BEGIN' "$OUT" | grep -q '^COMMIT' || problem "there are transactions with nothing in them"
ok psql_run -f "$OUT"
run diff "$URL" to.sql
out_empty
run diff "$URL" to.sql -f sql
out_empty

it "refuses what has no steps, before anything ran"
database
tables
cat >to.sql <<'END'
CREATE TABLE parents (id integer PRIMARY KEY);
CREATE TABLE notes (id integer PRIMARY KEY, p integer, email text, n bigint, body text NOT NULL,
    CONSTRAINT old CHECK (n < 100), CONSTRAINT u UNIQUE (n));
CREATE TABLE keyless (a integer, b integer);
END
run apply to.sql -u "$URL" --yes --online
status 4
err_has "writes would have to wait"
err_has "ALTER COLUMN n TYPE bigint"
run diff "$URL" to.sql
out_has 'column "body": not nullable'
settings
echo 'Table{"x", Column{"id", Integer}}' >models.lua
script a1 "" "ALTER TABLE keyless ADD CHECK (a > 0);" ""
run upgrade --online --single-transaction
status 0
cat >migrations/a2.lua <<'END'
revision = "a2"
down_revision = "a1"
function upgrade()
  op.create_check_constraint("pos", "keyless", "a > 0")
  op.alter_column{"keyless", "a", type = BigInteger}
end
END
run upgrade --online --single-transaction
status 3
err_has "one transaction would hold its locks to the end"
run upgrade --online
status 4
err_has "writes would have to wait"
run upgrade
status 0
psql_is "SELECT convalidated FROM pg_constraint WHERE conname = 'pos'" t

# A script of all of it, and a table of partitions.
steps() {
	cat >migrations/a1.lua <<'END'
revision = "a1"
down_revision = nil
function upgrade()
  op.create_check_constraint("pos", "notes", "n > 0")
  op.create_foreign_key("up", "notes", "parents", {"p"}, {"id"})
  op.alter_column{"notes", "p", nullable = false}
  op.create_unique_constraint("e", "notes", {"email"})
  op.create_index("ix_n", "notes", {"n"})
  op.add_column{"notes", Column{"extra", Text, nullable = false}, backfill = "'x'"}
  op.create_primary_key("k", "keyless", {"a"})
  op.create_table{"fresh", Column{"id", Integer, primary_key = true}}
  op.create_index("ix_fresh", "fresh", {"id"})
end
function downgrade()
  op.drop_table("fresh")
  op.drop_constraint("k", "keyless")
  op.alter_column{"keyless", "a", nullable = true}
  op.drop_column("notes", "extra")
  op.drop_index("ix_n", "notes")
  op.drop_constraint("e", "notes")
  op.alter_column{"notes", "p", nullable = true}
  op.drop_constraint("up", "notes")
  op.drop_constraint("pos", "notes")
end
END
}

again() {
	psql_run -c "DROP SCHEMA public CASCADE; CREATE SCHEMA public" >/dev/null 2>&1
	tables
}

it "goes on after a kill between any of the steps"
database
settings
steps
again
dump >start
run -q upgrade
status 0
dump >whole
run -q downgrade base --online --allow-data-loss
status 0
dump | cmp -s - start || problem "the downgrade leaves something"
run -q upgrade --online
status 0
dump | diff whole - || problem "by steps it is another schema"
if [ -z "${VALGRIND-}${SANITIZED-}" ] && preload; then
	at=51
	while :; do
		again
		FAIL=kill FAIL_AT=$at LD_PRELOAD=$WORK/fail.so "$LIMBECK" -q upgrade --online >"$OUT" 2>"$ERR"
		STATUS=$?
		[ $STATUS -ne 0 ] || break
		# with or without: what is left is the same
		run -q upgrade $([ $((at % 2)) = 0 ] || echo --online)
		status 0
		dump | cmp -s - whole || problem "killed at $at: another schema"
		psql_is "SELECT string_agg(state, ',') FROM limbeck_version" applied
		psql_is "SELECT count(*), min(extra) FROM notes" "50|x"
		at=$((at + 37))
	done
	[ $at -gt 200 ] || problem "killed only up to $at"
fi

it "names the rows in the way, and goes on once they are gone"
database
settings
steps
tables
psql_run -c "UPDATE notes SET p = 77 WHERE id = 3"
run upgrade --online
status 3
err_has "violates foreign key constraint"
err_has 'In the way: foreign key "up" can'"'"'t be made: 1 row of "notes"'
psql_is "SELECT conname, convalidated FROM pg_constraint WHERE conname IN ('pos', 'up') ORDER BY 1" "pos|t
up|f"
psql_run -c "UPDATE notes SET p = 3 WHERE id = 3"
run upgrade --online
status 0
psql_is "SELECT count(*) FROM pg_constraint WHERE NOT convalidated" 0

it "writes the steps into a script for psql"
database
settings
steps
script a0 "" "CREATE TABLE parents (id integer PRIMARY KEY);
CREATE TABLE notes (id integer PRIMARY KEY, p integer, email text, n integer);
CREATE TABLE keyless (a integer, b integer);" ""
sed -i 's/^down_revision.*/down_revision = "a0"/' migrations/a1.lua
run -q upgrade a0
status 0
run -q upgrade --sql --online -o up.sql a0:a1
status 0
ok psql_run -f up.sql
psql_is "SELECT count(*) FROM pg_constraint WHERE NOT convalidated" 0
psql_is "SELECT max(revision) FROM limbeck_version" a1
grep -q "VALIDATE CONSTRAINT pos" up.sql || problem "there are no steps"

it "knows what partitions can't have"
database
psql_run <<'END'
CREATE TABLE parents (id integer PRIMARY KEY);
CREATE TABLE p (a integer, b integer) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
INSERT INTO p VALUES (1, 1);
END
cat >to.sql <<'END'
CREATE TABLE parents (id integer PRIMARY KEY);
CREATE TABLE p (a integer NOT NULL, b integer, CONSTRAINT pos CHECK (a > 0)) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
END
run apply to.sql -u "$URL" --yes --online
status 0
run diff "$URL" to.sql
out_empty
psql_is "SELECT count(*) FROM pg_constraint WHERE NOT convalidated" 0
echo "CREATE INDEX i ON p (b);" >>to.sql
run apply to.sql -u "$URL" --yes --online
status 4
err_has "writes would have to wait"
psql_is "SELECT count(*) FROM pg_class WHERE relname = 'i'" 0

finish
