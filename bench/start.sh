# bench/start.sh - how long the program takes to start, against an empty one
#
# LIMBECK is set by make.
set -u
case $LIMBECK in /*) ;; *) LIMBECK=$PWD/$LIMBECK ;; esac
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
echo 'extern int sqlite3_libversion_number(void); extern void *luaL_newstate(void);
int main(void) { return sqlite3_libversion_number() == 0 && luaL_newstate(); }' >empty.c
lua=$(for p in lua5.4 lua54 lua-5.4 lua; do pkg-config --exists "$p >= 5.4" && echo $p && break; done)
# shellcheck disable=SC2046
${CC:-cc} -w -O2 empty.c -o empty $(pkg-config --libs "$lua" sqlite3) || exit 1
sqlite3 app.db "CREATE TABLE t (a)"

# measure NAME COMMAND...: the mean of 200 runs
measure() {
	name=$1
	shift
	start=$(date +%s%N)
	i=0
	while [ $i -lt 200 ]; do
		"$@" >/dev/null 2>&1
		i=$((i + 1))
	done
	end=$(date +%s%N)
	echo "$name: $(((end - start) / 200000)) us"
}

measure "empty program with sqlite3 and Lua" ./empty
measure "limbeck --version" "$LIMBECK" --version
measure "limbeck current" "$LIMBECK" current -u sqlite:///app.db
