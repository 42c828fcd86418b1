# tests/cli/test_kill.sh - killed at any write, the database is at a whole revision
#
# A preloaded library kills the program at its write, sync or unlink number
# KILL_AT.  Needs a compiler; sanitizers and valgrind don't go with preloading.
. "$(dirname "$0")/../support/cli.sh"

if [ -n "${VALGRIND-}${SANITIZED-}" ]; then
	echo "left out: nothing can be preloaded here"
	echo "0 passed, 0 failed"
	exit 0
fi
cat >"$WORK/kill.c" <<'END'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void count(void)
{
	static long calls;
	const char *at = getenv("KILL_AT");

	if (at && ++calls == atol(at))
		kill(getpid(), SIGKILL);
}

#define KILL(type, name, params, args)                             \
	type name params                                           \
	{                                                          \
		type(*real) params;                                \
		*(void **)&real = dlsym(RTLD_NEXT, #name);         \
		count();                                           \
		return real args;                                  \
	}
KILL(ssize_t, pwrite64, (int f, const void *b, size_t n, off64_t o), (f, b, n, o))
KILL(ssize_t, pwrite, (int f, const void *b, size_t n, off_t o), (f, b, n, o))
KILL(ssize_t, write, (int f, const void *b, size_t n), (f, b, n))
KILL(int, ftruncate64, (int f, off64_t n), (f, n))
KILL(int, fdatasync, (int f), (f))
KILL(int, fsync, (int f), (f))
KILL(int, unlink, (const char *path), (path))
END
if ! ${CC:-cc} -shared -fPIC -o "$WORK/kill.so" "$WORK/kill.c" -ldl; then
	echo "left out: no compiler"
	echo "0 passed, 0 failed"
	exit 0
fi

# Three revisions with rows, a rebuild among children, renames, an index.
make_project() {
	project
	script a1 "" "CREATE TABLE p (id INTEGER PRIMARY KEY AUTOINCREMENT, n TEXT, z INT);
CREATE TABLE c (id INTEGER PRIMARY KEY, p REFERENCES p ON DELETE CASCADE, x);
CREATE INDEX ic ON c (x); CREATE VIEW v AS SELECT n FROM p;
CREATE TRIGGER tp AFTER UPDATE ON p BEGIN UPDATE c SET x = x WHERE p = NEW.id; END;
INSERT INTO p WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
SELECT i, 'n' || i, 4 FROM n; INSERT INTO c SELECT id, id, 'x' || id FROM p;" "SELECT 1;"
	cat >migrations/b2.lua <<'END'
revision = "b2"
down_revision = "a1"
function upgrade()
  op.alter_column{"p", "n", nullable = false}
  op.rename_column("c", "x", "y")
  op.execute("UPDATE c SET y = y || '!'")
end
END
	cat >migrations/c3.lua <<'END'
revision = "c3"
down_revision = "b2"
function upgrade()
  op.rename_table("c", "child")
  op.create_unique_constraint("uq", "p", {"n"})
  op.drop_column("p", "z")
  op.create_index("iy", "child", {"y", "p"}, {unique = true})
end
END
}

tables() {
	sqlite3 app.db "SELECT group_concat(name) FROM (SELECT name FROM sqlite_schema
WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name)"
}

# What there is for good, the record of runs aside.
contents() {
	sqlite3 app.db .dump | grep -v limbeck_version
}

# journal_mode: kills at every write in turn, until one run gets through
kill_at_each() {
	at=1
	while :; do
		rm -f app.db*
		sqlite3 app.db "PRAGMA journal_mode = $1" >mode
		KILL_AT=$at LD_PRELOAD=$WORK/kill.so "$LIMBECK" -q upgrade >"$OUT" 2>"$ERR"
		STATUS=$?
		[ $STATUS -ne 0 ] || break
		applied=$(sqlite3 app.db "SELECT group_concat(revision) FROM limbeck_version" 2>/dev/null)
		case "$applied:$(tables)" in
		: | a1:c,limbeck_version,p | a1,b2:c,limbeck_version,p) ;;
		a1,b2,c3:child,limbeck_version,p) ;;
		*) problem "killed at $at: $applied with tables $(tables)" ;;
		esac
		run -q upgrade
		status 0
		contents | cmp -s - whole || problem "killed at $at, then finished: another result"
		sql app.db "PRAGMA integrity_check; PRAGMA foreign_key_check" ok
		at=$((at + 1))
	done
	[ $at -gt 20 ] || problem "killed only $at times"
}

it "is at a whole revision, and the next run finishes, with a rollback journal"
make_project
run -q upgrade
status 0
contents >whole
kill_at_each delete

it "is at a whole revision, and the next run finishes, with a write-ahead log"
make_project
run -q upgrade
contents >whole
kill_at_each wal

it "updates each row once, in batches, and goes on where it was killed"
project
script a1 "" "CREATE TABLE t (id INTEGER PRIMARY KEY, n INT);
INSERT INTO t VALUES (1, 0), (2, 0), (3, 0), (5, 0), (8, 0);" "DROP TABLE t;"
cat >migrations/b2.lua <<'END'
revision = "b2"
down_revision = "a1"
function upgrade()
  op.execute("UPDATE t SET n = n + 10")
  op.backfill{"t", set = {n = "n + 1"}, batch = 2}
  op.execute("UPDATE t SET n = n + 100")
end
END
run -q upgrade a1
cp app.db before.db
at=1
while :; do
	rm -f app.db*
	cp before.db app.db
	KILL_AT=$at LD_PRELOAD=$WORK/kill.so "$LIMBECK" -q upgrade >"$OUT" 2>"$ERR" && break
	run -q upgrade
	status 0
	sql app.db "SELECT count(*), min(n), max(n) FROM t" "5|111|111"
	sql app.db "SELECT group_concat(revision || state), count(statement) FROM limbeck_version" "a1applied,b2applied|0"
	at=$((at + 1))
done
[ $at -gt 40 ] || problem "killed only $at times"
finish
