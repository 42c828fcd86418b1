# tests/support/tutorial.sh - the programs of examples/tutorial; sourced after cli.sh
#
#   tutorial [URL]    each prints what the file beside it says

STEPS_BUILT=$(dirname "$LIMBECK")/examples/tutorial
case $STEPS_BUILT in /*) ;; *) STEPS_BUILT=$ROOT/$STEPS_BUILT ;; esac
[ -x "$STEPS_BUILT/01_connect" ] || { echo "there is no $STEPS_BUILT/01_connect; make tests builds it" >&2; exit 1; }

tutorial() {
	for source in "$ROOT"/examples/tutorial/[0-9]*.c; do
		step=$(basename "$source" .c)
		"$STEPS_BUILT/$step" "$@" >"$OUT" 2>"$ERR" </dev/null
		STATUS=$?
		status 0
		err_empty
		why=$(diff "${source%.c}.txt" "$OUT") || problem "$step: $why"
	done
}
