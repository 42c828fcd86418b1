# tests/cli/test_alembic.sh - the same graphs given to Alembic, the same answers
#
# LIMBECK_TEST_GRAPHS says how many, LIMBECK_TEST_SEED which come first.
. "$(dirname "$0")/../support/cli.sh"

it "gives the answers that Alembic gives to random graphs"
# Debian's packages are those of the system's own interpreter
python=
for candidate in python3 /usr/bin/python3; do
	"$candidate" -c "import alembic" 2>/dev/null && python=$candidate && break
done
if [ -z "$python" ]; then
	echo "skip graphs beside Alembic's: it isn't installed (Debian: alembic)"
else
	"$python" -W ignore "$ROOT/tests/support/alembic_graphs.py" "$LIMBECK" \
		"${LIMBECK_TEST_GRAPHS:-400}" "${LIMBECK_TEST_SEED:-1}" "$PWD" >"$OUT" 2>"$ERR"
	STATUS=$?
	status 0
	out_has "0 different"
fi

finish
