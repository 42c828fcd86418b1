# tests/cli/test_install.sh - what is installed can be used, and taken away again
. "$(dirname "$0")/../support/cli.sh"

BUILD=$(dirname "$LIMBECK")
case $LIMBECK in /*) ;; *) BUILD=$ROOT/$(dirname "$LIMBECK") ;; esac
# make can't have spaces in B; those of the folder itself don't matter.
case $BUILD in "$ROOT"/*) B=${BUILD#"$ROOT"/} ;; *) B=$BUILD ;; esac
# A sanitizer's library can't be linked with a plain program.
[ -z "${SANITIZED-}" ] || finish

stage() {
	make -s -C "$ROOT" B="$B" PREFIX="$PWD/usr" "$@" >"$OUT" 2>"$ERR"
	STATUS=$?
	status 0
}

it "installs a program, libraries, headers and limbeck.pc, and takes them away"
stage install
ok usr/bin/limbeck --version >/dev/null
there_is usr/lib/liblimbeck.a
there_is usr/lib/liblimbeck-cli.a
there_is usr/lib/liblimbeck.so
there_is usr/include/limbeck/orm/url.h
cat >program.c <<'END'
#include <stdio.h>
#include "orm/engine/conn.h"
#include "reflect/reflect.h"

int main(void)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_url url;
	struct orm_conn *c;
	struct orm_metadata *m;

	if (!orm_url_parse(&a, "sqlite://", &url, &err) || !orm_connect(&url, NULL, &c, &err) ||
	    !orm_exec(c, "CREATE TABLE t (a)", &err) || !reflect_database(&a, c, NULL, &m, &err)) {
		puts(err.message);
		return 1;
	}
	printf("%zu\n", m->tables.len);
	orm_close(c);
	arena_release(&a);
	return 0;
}
END
export PKG_CONFIG_PATH=$PWD/usr/lib/pkgconfig
ok ${CC:-cc} program.c -o shared $(pkg-config --cflags --libs limbeck)
[ "$(LD_LIBRARY_PATH=$PWD/usr/lib ./shared)" = 1 ] || problem "the shared library doesn't work"
ok ${CC:-cc} program.c -o static $(pkg-config --cflags limbeck) usr/lib/liblimbeck.a -lsqlite3 -ldl -lm
[ "$(./static)" = 1 ] || problem "the static library doesn't work"
stage uninstall
there_isnt usr/bin/limbeck
there_isnt usr/include/limbeck
there_isnt usr/lib/liblimbeck.a

it "exports what the headers declare, and nothing of Lua"
nm -D --defined-only "$BUILD/liblimbeck.so.0" >symbols 2>/dev/null
ok grep -q ' orm_connect' symbols
! grep -qE ' (lua|luax)_' symbols || problem "Lua in the library"
! grep -q ' lua_newstate' symbols || problem "Lua in the library"

finish
