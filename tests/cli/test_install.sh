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

it "installs a program, libraries, headers and limbeck.pc, of use to C and C++, and takes them away"
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

if c++ --version >/dev/null 2>&1; then
	# Models are compiled as C.
	cat >program.cpp <<'END'
#include <cstdio>
extern "C" {
#include "migrate/create_all.h"
#include "orm/engine/engine.h"
#include "orm/session/listen.h"
#include "shop.h"
}

int main()
{
	arena a{};
	error err{};
	orm_engine *e;
	orm_conn *c;
	orm_registry *r;
	if (!orm_engine_new(&a, "sqlite://", nullptr, &e, &err) ||
	    !orm_engine_connect(e, &c, &err) || !orm_registry_new(&a, shop_models, &r, &err) ||
	    !migrate_create_all(c, orm_registry_metadata(r), &err))
		return std::puts(err.message), 1;
	orm_session *s = orm_session_new(c, r, nullptr);
	customer ed{};
	ed.name = "Ed";
	orm_session_add(s, &Customer.model, &ed);
	orm_find find{};
	find.of = &Customer;
	find.where = orm_eq(&a, orm_node(&a, orm_expr_field(Customer.name)),
	                    orm_node(&a, orm_expr_text("Ed")));
	auto *found = static_cast<customer *>(orm_session_one(s, &find));
	std::printf("%s %d %zu\n", found ? found->name : orm_session_error(s)->message,
	            found && found->id == 1, sizeof Customer.columns / sizeof(orm_field));
	orm_session_close(s);
	orm_close(c);
	orm_engine_close(e);
	arena_release(&a);
}
END
	cp "$ROOT"/examples/own-models/shop.[ch] .
	ok ${CC:-cc} -c shop.c $(pkg-config --cflags limbeck)
	ok c++ -std=c++17 -Wall -Werror program.cpp shop.o -o in_cpp $(pkg-config --cflags --libs limbeck)
	[ "$(LD_LIBRARY_PATH=$PWD/usr/lib ./in_cpp)" = "Ed 1 3" ] || problem "C++ finds nothing"
fi
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
