# tests/cli/test_mysql_kill.sh - killed at any statement, the next run goes on exactly there
#
# A preloaded library counts the changes of schema that are sent to the server.
# At number KILL_AT it kills the program before it sends that (before), while
# the server is at it (during), before anything else is sent (after), or kills
# the server while it is at it (server).
#
# Each change is met in one of the ways that the program can be killed, every
# fifth one with the server; with KILL_ALL=1 each in all ways.  Needs a compiler;
# sanitizers and valgrind don't go with preloading.
. "$(dirname "$0")/../support/cli.sh"
. "$(dirname "$0")/../support/mysql.sh"

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
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

/* A packet: its length and number (4), the command (3 = query), the text. */
static int changes_schema(const char *packet, size_t n)
{
	static const char *const verbs[] = { "CREATE", "ALTER", "DROP", "RENAME", "TRUNCATE" };

	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (n > 5 + strlen(verbs[i]) && packet[4] == 3 &&
		    !strncasecmp(packet + 5, verbs[i], strlen(verbs[i])))
			return 1;
	return 0;
}

ssize_t send(int f, const void *b, size_t n, int flags)
{
	static long changes;
	static int next;
	ssize_t (*real)(int, const void *, size_t, int);
	const char *at = getenv("KILL_AT"), *how = getenv("KILL"), *server = getenv("KILL_SERVER");
	int now = at && changes_schema(b, n) && ++changes == atol(at);
	ssize_t sent;

	*(void **)&real = dlsym(RTLD_NEXT, "send");
	if (next || (now && !strcmp(how, "before")))
		kill(getpid(), SIGKILL);
	sent = real(f, b, n, flags);
	if (now && !strcmp(how, "during"))
		kill(getpid(), SIGKILL);
	if (now && !strcmp(how, "server")) {
		usleep((unsigned)(atol(at) * 997 % 20000));
		kill((pid_t)atol(server), SIGKILL);
	}
	next = now && !strcmp(how, "after");
	return sent;
}
END
if ! ${CC:-cc} -shared -fPIC -o "$WORK/kill.so" "$WORK/kill.c" -ldl; then
	echo "left out: no compiler"
	echo "0 passed, 0 failed"
	exit 0
fi

# Thirty changes of schema and what is between them.
migration() {
	cat >migrations/a1.lua <<'END'
revision = "a1"
function upgrade()
  op.create_table{"p", Column{"id", Integer, primary_key = true}, Column{"n", String(40)},
    Column{"z", Integer, index = true}}
  op.bulk_insert("p", {{id = 1, n = "one", z = 4}, {id = 2, n = "two", z = 5}})
  op.create_table{"c", Column{"id", Integer, primary_key = true},
    Column{"p", Integer, ForeignKey{"p.id", ondelete = "CASCADE", name = "fk_p"}},
    Column{"x", String(20)}}
  op.execute("INSERT INTO c SELECT id, id, CONCAT('x', id) FROM p")
  op.add_column{"p", Column{"extra", Integer}}
  op.execute("UPDATE p SET extra = 7")
  op.alter_column{"p", "extra", nullable = false, existing_type = Integer}
  op.alter_column{"p", "n", new_column_name = "name", type = String(60)}
  op.create_index{"ix_name", "p", {"name"}}
  op.create_unique_constraint("uq_x", "c", {"x"})
  op.drop_index("ix_name", {table_name = "p"})
  op.rename_table("c", "child")
  op.execute("UPDATE child SET x = CONCAT(x, '!')")
  op.add_column{"child", Column{"k", Integer}}
  op.add_column{"child", Column{"l", Integer}}
  op.drop_column("child", "k")
  op.execute("CREATE VIEW v AS SELECT name FROM p")
  op.execute("CREATE TRIGGER tg BEFORE INSERT ON p FOR EACH ROW SET NEW.z = 9")
  op.execute("INSERT INTO p (id, name, extra) VALUES (3, 'three', 0)")
  op.execute("CREATE PROCEDURE pr() BEGIN SELECT 1; SELECT 2; END")
  op.execute("DROP PROCEDURE pr")
  op.execute("DROP VIEW v")
  op.execute("CREATE VIEW v AS SELECT name, z FROM p")
  op.create_table{"s1", Column{"id", Integer, primary_key = true}}
  op.create_table{"s2", Column{"id", Integer, primary_key = true}}
  op.execute("INSERT INTO s1 VALUES (1)")
  op.execute("RENAME TABLE s1 TO tmp, s2 TO s1, tmp TO s2")
  op.execute("INSERT INTO s1 VALUES (2)")
  op.execute("TRUNCATE TABLE s2")
  op.execute("INSERT INTO s2 VALUES (3)")
  op.create_table{"gone", Column{"id", Integer, primary_key = true}}
  op.drop_table("gone")
  op.execute("ALTER TABLE s1 ENGINE = InnoDB")
  op.execute("ALTER TABLE s1 COMMENT = 'one'")
  op.execute("ALTER TABLE s2 ADD a INT, ADD b INT, ADD KEY (a)")
  op.execute("DROP TRIGGER tg")
  op.execute("UPDATE p SET extra = extra + 1")
  op.drop_constraint("fk_p", "child", {type_ = "foreignkey"})
  op.create_foreign_key("fk_q", "child", "p", {"p"}, {"id"})
  op.add_column{"p", Column{"more", String(10)}}
  op.execute("DROP TABLE s1, s2")
end
function downgrade()
  op.execute("DROP VIEW v")
  op.drop_constraint("fk_q", "child", {type_ = "foreignkey"})
  op.execute("INSERT INTO child (id, x) VALUES (9, 'nine')")
  op.rename_table("child", "c")
  op.drop_column("c", "x")
  op.drop_table("c")
  op.drop_table("p")
end
END
}

# A database, talked to in plain text.
readable_database() {
	database
	case $URL in
	*\?*) URL="$URL&ssl_mode=DISABLED" ;;
	*) URL="$URL?ssl_mode=DISABLED" ;;
	esac
}

rows() { client -e "SELECT * FROM p ORDER BY id; SELECT * FROM child ORDER BY id" </dev/null; }

# The counter of a table says what was tried, not what there is.
contents() {
	shows "$DATABASE" | sed 's/ AUTO_INCREMENT=[0-9]*//'
	rows
}

empty() {
	server -e "DROP DATABASE IF EXISTS $DATABASE; CREATE DATABASE $DATABASE"
}

# kill_at NUMBER HOW: false when there is no such change
kill_at() {
	empty
	KILL_AT=$1 KILL=$2 LD_PRELOAD=$WORK/kill.so "$LIMBECK" -q upgrade >"$OUT" 2>"$ERR"
	STATUS=$?
	[ $STATUS -ne 0 ]
}

go_on() {
	run -q upgrade
	status 0
	contents >now
	cmp -s now whole || problem "$1, then finished: $(diff whole now)"
	client_is "SELECT revision, state FROM limbeck_version" "a1	applied"
}

kill_program() {
	n=1
	while :; do
		ways=$(echo during before after | cut -d' ' -f $((n % 3 + 1)))
		[ -z "${KILL_ALL-}" ] || ways="before during after"
		for way in $ways; do
			kill_at $n $way || break 2
			go_on "killed $way change $n"
		done
		n=$((n + 1))
	done
	[ $n -gt 30 ] || problem "killed only $n times"
}

# The way back, from the state that is whole.
kill_downgrade() {
	n=1
	while :; do
		run -q upgrade
		status 0
		way=$(echo during before after | cut -d' ' -f $((n % 3 + 1)))
		KILL_AT=$n KILL=$way LD_PRELOAD=$WORK/kill.so "$LIMBECK" -q downgrade base >"$OUT" 2>"$ERR"
		[ $? -ne 0 ] || break
		run -q downgrade base
		status 0
		shows "$DATABASE" >now
		[ ! -s now ] || problem "killed $way change $n of the downgrade: $(cat now)"
		client_is "SELECT COUNT(*) FROM limbeck_version" 0
		n=$((n + 1))
	done
	[ $n -gt 5 ] || problem "killed only $n times: $(cat "$ERR")"
}

for url in $(servers); do
	use_server "$url"
	it "goes on where it was killed, on $KIND"
	readable_database
	settings
	migration
	run -q upgrade
	status 0
	contents >whole
	kill_program
	it "goes on with a downgrade that was killed, on $KIND"
	settings
	migration
	empty
	kill_downgrade
done

# A server of our own, to be killed.
FOLDER=
stop_server() {
	cd "$ROOT"
	drop_databases
	[ -z "$FOLDER" ] || "$ROOT/tests/support/servers" stop "$FOLDER"
}
trap stop_server EXIT

start_server() {
	LIMBECK_TEST_MARIADB_URL='' LIMBECK_TEST_POSTGRESQL_URL=none \
		"$ROOT/tests/support/servers" start $$ >servers || return 1
	. ./servers
	FOLDER=$LIMBECK_TEST_SERVERS
	[ -n "$LIMBECK_TEST_MARIADB_URL" ]
}

kill_server() {
	n=1
	while :; do
		KILL_SERVER=$(cat "$FOLDER/mariadb.pid") kill_at $n server || break
		export KILL_SERVER
		"$ROOT/tests/support/servers" restart "$FOLDER" || problem "the server doesn't start"
		go_on "server killed at change $n"
		[ -n "${KILL_ALL-}" ] && n=$((n + 1)) || n=$((n + 5))
	done
	[ $n -gt 30 ] || problem "killed only at $n"
}

# All is done; the run only has to get there.
wait_for_server() {
	kill -9 "$(cat "$FOLDER/mariadb.pid")"
	run upgrade
	status 3
	"$LIMBECK" upgrade --wait 60 >"$OUT" 2>"$ERR" </dev/null &
	pid=$!
	for try in $(seq 100); do
		grep -q "waiting for the database to start" "$ERR" && break
		sleep 0.1
	done
	"$ROOT/tests/support/servers" restart "$FOLDER" || problem "the server doesn't start"
	wait "$pid"
	STATUS=$?
	status 0
	err_has "waiting for the database to start"
}

if [ -n "${LIMBECK_TEST_MARIADB_URL-}" ]; then
	it "goes on where the server was killed"
	start_server || problem "no server"
	use_server "$LIMBECK_TEST_MARIADB_URL"
	readable_database
	settings
	migration
	run -q upgrade
	status 0
	contents >whole
	kill_server
	wait_for_server
fi
finish
