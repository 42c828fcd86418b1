# tests/cli/test_man.sh - the manual: complete, clean, and its examples run
. "$(dirname "$0")/../support/cli.sh"

BIN=$WORK/bin STEPS=$WORK/steps
mkdir "$BIN" || exit 1
if [ -n "${VALGRIND-}" ]; then
	printf '#!/bin/sh\nexec valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite "%s" "$@"\n' "$LIMBECK" >"$BIN/limbeck"
	chmod +x "$BIN/limbeck"
else
	ln -s "$LIMBECK" "$BIN/limbeck"
fi
BUILD=$(dirname "$LIMBECK")
case $BUILD in /*) ;; *) BUILD=$ROOT/$BUILD ;; esac
# A C program of a page; a sanitizer's library can't be linked with a plain program.
cat >"$BIN/run-example" <<END
#!/bin/sh
flags="-std=c17 -Wall -Wextra -Wpedantic -Werror -I$ROOT"
[ -z "\${SANITIZED-}" ] || exec ${CC:-cc} \$flags -fsyntax-only "\$1"
${CC:-cc} \$flags "\$1" -o example "$BUILD/liblimbeck-cli.a" "$BUILD/liblimbeck.a" \
	$(pkg-config --libs sqlite3 "$(pkg-config --exists lua5.4 && echo lua5.4 || echo lua)") -ldl -lm -pthread && ./example
END
chmod +x "$BIN/run-example"
PATH=$BIN:$PATH

# An empty file is no output; NR == FNR would take the other one for it.
matches() {
	[ -s "$1" ] || { [ ! -s "$2" ] || { sed 's/^/  not expected: /' "$2" | head -n 5; return 1; }; return; }
	awk -f "$ROOT/tests/support/matches.awk" "$1" "$2"
}

# run_step BASE: a file to write, or a command and what it should print
run_step() {
	if [ -f "$1.name" ]; then
		file=$(cat "$1.name")
		mkdir -p "$(dirname "$file")" && cp "$1.file" "$file"
		return
	elif [ -f "$1.more" ]; then
		cat "$1.file" >>"$(cat "$1.more")"
		return
	fi
	ROOT=$ROOT sh "$1.run" >"$1.got" 2>&1 </dev/null
	STATUS=$?
	cp "$1.got" "$OUT"
	: >"$ERR"
	[ $STATUS -eq 0 ] || problem "$(cat "$1.run"): status $STATUS"
	[ -f "$1.hidden" ] && return
	[ -f "$1.want" ] || : >"$1.want"
	why=$(matches "$1.want" "$1.got") || problem "$(cat "$1.run")
$why"
}

run_examples() {
	rm -rf "$STEPS" && mkdir "$STEPS"
	why=$(awk -f "$ROOT/tests/support/examples.awk" -v dir="$STEPS" "$1") || problem "$why"
	for step in "$STEPS"/*.run "$STEPS"/*.file; do
		[ -f "$step" ] && echo "${step%.*}"
	done | sort >"$STEPS/order"
	while read -r step; do
		run_step "$step"
		[ -z "$BAD" ] || break
	done <"$STEPS/order"
}

for subject in commands synopsis options common models types scripts config json; do
	it "the manual agrees with the program: $subject"
	why=$(sh "$ROOT/tools/check-man" "$ROOT/man" "$LIMBECK" "$subject" 2>&1) || problem "$why"
done

it "limbeck(3) names the pages of the headers"
sed -n 's/^\.It Xr limbeck-\([a-z_]*\) 3$/\1/p' "$ROOT/man/limbeck.3" | sort >named
(cd "$BUILD/man" && ls limbeck-*.3) | sed 's/^limbeck-//; s/\.3$//' | sort >made
why=$(diff named made) || problem "$why"

it "the library has the functions of these pages"
cat "$BUILD"/man/*.3 | sed -n 's/^\.In \(.*\)/#include "\1"/p' | grep -vE '<|stdio' | sort -u >all.c
{
	echo 'typedef void function(void);'
	echo 'function *const all[] = {'
	cat "$BUILD"/man/*.3 | sed -n 's/^\.Fo \([a-z_0-9]*\)$/	(function *)\1,/p' | grep -v limbeck_main
	echo '};'
	echo 'int main(void) { return !all[0]; }'
} >>all.c
[ "$(grep -c '(function' all.c)" -gt 100 ] || problem "hardly any function was found"
if [ -z "${SANITIZED-}" ]; then
	why=$(${CC:-cc} -std=c17 -I"$ROOT" all.c -o all "$BUILD/liblimbeck.so.0" 2>&1) || problem "$why"
fi

for page in "$ROOT"/man/*.[1-9] "$BUILD"/man/*.3; do
	name=$(basename "$page")
	it "$name is well-formed"
	why=$(mandoc -Tlint -Wwarning "$page" 2>&1) || problem "$why"
	[ -z "$why" ] || problem "$why"
	it "the examples of $name do what it says"
	run_examples "$page"
done

finish
