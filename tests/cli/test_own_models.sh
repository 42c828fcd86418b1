# tests/cli/test_own_models.sh - models in C, with what is installed: a shared object, a program's own
. "$(dirname "$0")/../support/cli.sh"

BUILD=$(dirname "$LIMBECK")
case $LIMBECK in /*) ;; *) BUILD=$ROOT/$(dirname "$LIMBECK") ;; esac
case $BUILD in "$ROOT"/*) B=${BUILD#"$ROOT"/} ;; *) B=$BUILD ;; esac
# A sanitizer's library can't be linked with a plain program.
[ -z "${SANITIZED-}" ] || finish

it "installs what a program needs"
make -s -C "$ROOT" B="$B" PREFIX="$WORK/usr" install >"$OUT" 2>"$ERR"
STATUS=$?
status 0
export PKG_CONFIG_PATH=$WORK/usr/lib/pkgconfig LD_LIBRARY_PATH=$WORK/usr/lib
flags="-std=c17 -Wall -Wextra -Wpedantic -Werror $(pkg-config --cflags limbeck)"
example=$ROOT/examples/own-models

# compile ARGUMENTS...: keeps what the compiler says
compile() {
	# shellcheck disable=SC2086
	${CC:-cc} $flags "$@" >"$OUT" 2>"$ERR"
	STATUS=$?
	status 0
}
compile -shared -fPIC -o "$WORK/libmodels.so" "$example/shop.c" "$example/export.c"
compile -o "$WORK/shop" "$example/main.c" "$example/shop.c" $(pkg-config --libs limbeck-cli)

it "takes a shared object wherever it takes a schema"
cp "$WORK/libmodels.so" .
run diff sqlite:// libmodels.so
status 0
out_has '+ table "customers" (3 columns)'
out_has '+ table "orders" (3 columns)'
run diff sqlite:// ./libmodels.so --format sql
sqlite3 shop.db <"$OUT" || problem "sqlite3 failed"
run diff sqlite:///shop.db libmodels.so
status 0
out_empty
run reflect libmodels.so --include customers
status 0
out_has 'Column{"email", String(100), unique = true}'
out_hasnt orders
cat >limbeck.lua <<'END'
url = "sqlite:///app.db"
models = "libmodels.so"
END
run revision --autogenerate -m first
status 0
run upgrade
status 0
run check
status 0
sql app.db "SELECT count(*) FROM sqlite_master WHERE name IN ('customers', 'orders', 'ix_orders_customer_id')" 3

it "says what is wrong with a shared object"
run diff sqlite:// absent.so
status 2
err_has 'source "absent.so" does not exist'
echo nonsense >nonsense.so
run diff sqlite:// nonsense.so
status 3
err_has "can't load models: ./nonsense.so"
err_has "cc -shared -fPIC"
echo 'int nothing = 1;' >other.c
compile -shared -fPIC -o other.so other.c
head -c 3000 other.so >cut.so
run diff sqlite:// cut.so
status 3
err_has "can't load models: ./cut.so: its end is missing"
run diff sqlite:// other.so
status 3
err_has '"other.so" exports no models: it has no symbol "limbeck_models"'
err_has 'ORM_EXPORT(models);'
echo 'const struct { unsigned abi, sizes[4]; void *list; } limbeck_models = { 0 };' >older.c
compile -shared -fPIC -o older.so older.c
run diff sqlite:// older.so
status 3
err_has '"older.so" was compiled for another version of limbeck'
cat >none.c <<'END'
#include "orm/model/export.h"
ORM_EXPORT(NULL);
END
compile -shared -fPIC -o none.so none.c
run diff sqlite:// none.so
status 3
err_has '"none.so" exports no list of models'
cat >wrong.c <<'END'
#include "orm/model/export.h"
struct thing { const char *name; };
static const struct thing_schema { ORM_SCHEMA(struct thing); ORM_COLUMNS(name); } Thing = {
	.model = ORM_MODEL(Thing, "things"), .name = { COLUMN(Thing, name) },
};
static const struct orm_model *const models[] = { &Thing.model, NULL };
ORM_EXPORT(models);
END
compile -shared -fPIC -o wrong.so wrong.c
run diff sqlite:// wrong.so
status 3
err_has "wrong.so: Thing: no column is its primary key"

# own ARGUMENTS...: the program's command line
own() {
	"$WORK/shop" schema "$@" >"$OUT" 2>"$ERR" </dev/null
	STATUS=$?
}

it "is the command line of a program that knows its own models"
own init -u sqlite:///shop.db
status 0
there_isnt models.lua
grep -q models limbeck.lua && problem "limbeck.lua names models"
own revision --autogenerate -m first
status 0
own upgrade
status 0
own check
status 0
own diff built-in sqlite:///shop.db
status 0
own diff sqlite:// built-in
out_has '+ table "customers" (3 columns)'
"$WORK/shop" >"$OUT" 2>"$ERR"
STATUS=$?
status 0
out_is "0 customers, 0 orders"
sqlite3 shop.db "ALTER TABLE orders DROP COLUMN total"
own check
status 1
out_has total
own --help
status 0

it "prefers models that are named to the program's own"
echo 'Table{"notes", Column{"id", Integer, primary_key = true}}' >models.lua
own revision --autogenerate -m notes -u sqlite:// --models models.lua
status 0
ok grep -q notes migrations/*
run diff sqlite:// built-in
status 2
err_has 'source "built-in" does not exist'

finish
