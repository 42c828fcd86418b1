# tests/support/cli.sh - what command-line tests are written with; sourced
#
#   . "$(dirname "$0")/../support/cli.sh"
#   it "says which version it is"
#   run --version
#   status 0
#   out_has "limbeck 0."
#   finish
#
# Each `it` begins in an empty folder.  `run` runs limbeck and keeps its output
# in the files $OUT and $ERR and its status; the checks look there.

set -u
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
LIMBECK=${LIMBECK:-$ROOT/build/limbeck}
[ -x "$LIMBECK" ] || { echo "there is no $LIMBECK" >&2; exit 1; }
WORK=$(mktemp -d) || exit 1
trap 'rm -rf "$WORK"' EXIT
OUT=$WORK/out ERR=$WORK/err STATUS=
PASSED=0 FAILED=0 NAME= BAD=
unset LIMBECK_URL LIMBECK_CONFIG LIMBECK_MODELS LIMBECK_MIGRATIONS LIMBECK_PROFILE
export TERM=dumb

end_test() {
	[ -n "$NAME" ] || return 0
	if [ -n "$BAD" ]; then
		FAILED=$((FAILED + 1))
	else
		PASSED=$((PASSED + 1))
	fi
}

it() {
	end_test
	NAME=$1 BAD=
	cd "$WORK" && rm -rf here && mkdir here && cd here || exit 1
}

problem() {
	[ -n "$BAD" ] || echo "FAIL $NAME"
	BAD=1
	echo "  $1"
	[ -z "${STATUS-}" ] || sed 's/^/  | /' "$OUT" "$ERR" | head -n 40
}

run() {
	if [ -n "${VALGRIND-}" ]; then
		valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite \
			"$LIMBECK" "$@" >"$OUT" 2>"$ERR" </dev/null
	else
		"$LIMBECK" "$@" >"$OUT" 2>"$ERR" </dev/null
	fi
	STATUS=$?
}

status() { [ "$STATUS" -eq "$1" ] || problem "status $STATUS, expected $1"; }
out_has() { grep -qF -e "$1" "$OUT" || problem "no \"$1\" in the output"; }
out_hasnt() { ! grep -qF -e "$1" "$OUT" || problem "\"$1\" in the output"; }
err_has() { grep -qF -e "$1" "$ERR" || problem "no \"$1\" in the errors"; }
err_hasnt() { ! grep -qF -e "$1" "$ERR" || problem "\"$1\" in the errors"; }
out_is() { [ "$(cat "$OUT")" = "$1" ] || problem "output isn't \"$1\""; }
out_empty() { [ ! -s "$OUT" ] || problem "there is output"; }
err_empty() { [ ! -s "$ERR" ] || problem "there are errors"; }
there_is() { [ -e "$1" ] || problem "there is no $1"; }
there_isnt() { [ ! -e "$1" ] || problem "there is $1"; }

# sql DATABASE SQL EXPECTED
sql() {
	got=$(sqlite3 "$1" "$2" 2>&1)
	[ "$got" = "$3" ] || problem "$2 gave \"$got\", expected \"$3\""
}

# ok COMMAND...: the command succeeds
ok() { "$@" || problem "$* failed"; }

# wait_until COMMAND...: a minute at most, for machines that have much else to do
wait_until() {
	for try in $(seq 600); do
		"$@" 2>/dev/null && return 0
		sleep 0.1
	done
	problem "waited for $*"
	return 1
}

# hold DATABASE BEGIN: another program is in a transaction of the SQLite file, until let_go
hold() {
	mkfifo hold
	sqlite3 "$1" <hold >/dev/null 2>&1 &
	HOLDER=$!
	exec 9>hold
	echo "$2;
.shell touch held" >&9
	wait_until test -e held
}
let_go() {
	exec 9>&-
	wait $HOLDER
	rm -f hold held
}

# A project in the current folder: two tables, models of them, no scripts yet.
project() {
	cat >limbeck.lua <<'END'
url = "sqlite:///app.db"
models = "models.lua"
migrations = "migrations"
END
	cat >models.lua <<'END'
Table{"customers",
  Column{"id", Integer, primary_key = true},
  Column{"email", String(255), nullable = false, unique = true},
}

Table{"orders",
  Column{"id", Integer, primary_key = true},
  Column{"customer_id", Integer, ForeignKey{"customers.id", ondelete = "CASCADE"}, nullable = false},
  Column{"total", Numeric(12, 2), nullable = false, server_default = 0},
}
END
}

# script ID PARENT UP DOWN: an SQL script; "" as parent makes a base
script() {
	mkdir -p migrations
	cat >"migrations/20260101T0000_$1.sql" <<END
-- revision $1 of a test
-- revision: $1
-- down_revision: $2
-- created: 2026-01-01T00:00:00Z

-- limbeck: upgrade
$3

-- limbeck: downgrade
$4
END
}

# The first line of the output, for ids and paths.
first() { head -n 1 "$OUT"; }

finish() {
	end_test
	echo "$PASSED passed, $FAILED failed"
	[ "$FAILED" -eq 0 ]
	exit
}
