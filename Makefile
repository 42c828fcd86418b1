# limbeck - schema migrations for SQLite, PostgreSQL, MySQL and MariaDB
#
#   make              build/limbeck and the libraries
#   make deps         install what building needs
#   make check        install what is missing, build, run every test
#   make check-unit   the tests that need no database server
#   make check-postgresql-18
#                     the tests on PostgreSQL 18 from the npm registry
#   make check-mysql  the tests of MySQL on LIMBECK_TEST_MYSQL_URL
#   make asan         the tests under address and undefined behaviour sanitizers
#   make tsan         engines, pools and what is read at the same time, under the thread sanitizer
#   make valgrind     the command-line tests under valgrind
#   make soak         SOAK_PAIRS (2000) random pairs of schemas on each database, lives of sessions
#   make scale        compare schemas of SCALE_TABLES (100, 1,000 and 10,000) tables
#   make lint         warnings, clang-tidy, cppcheck, layering, sizes
#   make cases        how many pairs of schemas it turns one into the other of
#   make orm-rows     which of SQLAlchemy's behaviours the tests prove
#   make fuzz         each fuzzer for FUZZ_SECONDS, or FUZZ_RUNS
#   make quickstart   install what is missing, build, show the main job
#   make install      to DESTDIR/PREFIX; also uninstall
#
# Variables: CC, CFLAGS, LDFLAGS, PREFIX, DESTDIR, B (the build folder), V=1,
# WERROR=-Werror.

CC ?= cc
CFLAGS ?= -O2 -g
B ?= build
PREFIX ?= /usr/local
DESTDIR ?=
V ?= 0
FUZZ_SECONDS ?= 10

VERSION := $(shell sed -n 's/^.define LIMBECK_VERSION "\(.*\)"/\1/p' base/version.h)
SOVERSION = 0

WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wcast-qual -Wstrict-prototypes \
       -Wmissing-prototypes $(WERROR)
# A compiler that warns about more than ours do must not stop anyone from
# building; make lint and .ci/run allow no warning.
WERROR ?=
PKG_CONFIG ?= pkg-config
# Debian calls it lua5.4, others lua54, lua-5.4 or plain lua.
LUA := $(shell for p in lua5.4 lua54 lua-5.4 lua; do \
         $(PKG_CONFIG) --exists "$$p >= 5.4" 2>/dev/null && echo $$p && break; done)
PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(LUA) sqlite3 2>/dev/null) \
              $(shell $(PKG_CONFIG) --cflags libpq 2>/dev/null) \
              $(shell $(PKG_CONFIG) --cflags libmariadb 2>/dev/null || \
                $(PKG_CONFIG) --cflags mysqlclient 2>/dev/null)
SQLITE_LIBS := $(shell $(PKG_CONFIG) --libs sqlite3 2>/dev/null || echo -lsqlite3)
LUA_LIBS := $(shell $(PKG_CONFIG) --libs $(LUA) 2>/dev/null || echo -llua5.4)
ALL_CPPFLAGS = -I. -I$(B)/gen -D_GNU_SOURCE $(PKG_CFLAGS) $(CPPFLAGS)
ALL_CFLAGS = -std=c17 -fPIC $(CFLAGS) $(WARN)
# Paths in objects are relative, so that the same source gives the same bytes.
ALL_CFLAGS += '-ffile-prefix-map=$(CURDIR)=.'
LDLIBS = $(SQLITE_LIBS) $(LUA_LIBS) -ldl -lm -pthread

LIB_DIRS = base orm reflect migrate
LIB_SRC := $(sort $(shell find $(LIB_DIRS) -name '*.c'))
CLI_SRC := $(filter-out cli/main.c,$(sort $(shell find lua cli -name '*.c')))
HEADERS := $(sort $(shell find $(LIB_DIRS) lua cli -name '*.h'))
QUERIES := $(sort $(shell find reflect -name '*.sql'))

LIB_OBJ := $(LIB_SRC:%.c=$(B)/%.o)
CLI_OBJ := $(CLI_SRC:%.c=$(B)/%.o)
MAIN_OBJ := $(B)/cli/main.o
ifneq ($(QUERIES),)
GEN := $(B)/gen/queries.h
LIB_OBJ += $(B)/gen/queries.o
endif

# The headers that programs include; each has a page of the manual made of it.
API = base/arena.h base/error.h orm/url.h orm/engine/engine.h orm/engine/pool.h orm/engine/event.h \
      orm/engine/conn.h orm/engine/value.h orm/dsl.h orm/sql/expr.h orm/sql/statement.h orm/sql/compile.h \
      orm/sql/run.h orm/model/field.h orm/model/model.h orm/model/registry.h orm/model/export.h \
      orm/session/session.h orm/session/listen.h orm/schema/metadata.h orm/schema/type.h orm/schema/resolve.h orm/dialect.h \
      reflect/reflect.h reflect/write/write.h migrate/create_all.h migrate/compare.h migrate/op.h \
      migrate/apply.h migrate/runner.h cli/main.h
API_MAN := $(patsubst %.h,$(B)/man/limbeck-%.3,$(notdir $(API)))

LIB_A := $(B)/liblimbeck.a
LIB_SO := $(B)/liblimbeck.so.$(SOVERSION)
CLI_A := $(B)/liblimbeck-cli.a
PROGRAM := $(B)/limbeck

TEST_DIRS := $(filter-out support fuzz tsan,$(notdir $(patsubst %/,%,$(sort $(dir $(wildcard tests/*/*.c))))))
TESTS := $(TEST_DIRS:%=$(B)/tests/test_%)
TEST_SRC := $(sort $(wildcard $(TEST_DIRS:%=tests/%/*.c)) $(wildcard tests/support/*.c))
TEST_OBJ := $(TEST_SRC:%.c=$(B)/%.o)
SUPPORT_OBJ := $(patsubst %.c,$(B)/%.o,$(sort $(wildcard tests/support/*.c)))
FUZZ_SRC := $(sort $(wildcard tests/fuzz/fuzz_*.c))
# The steps of the tutorial; each is linked with the files that have no number.
STEPS := $(patsubst %.c,$(B)/%,$(sort $(wildcard examples/tutorial/[0-9]*.c)))
STEP_OBJ := $(patsubst %.c,$(B)/%.o,$(sort $(wildcard examples/tutorial/[a-z]*.c)))
BENCH_SRC := $(sort $(wildcard bench/*.c))
BENCHES := $(BENCH_SRC:%.c=$(B)/%)

ifeq ($(V),0)
Q = @
SAY = @printf '  %-4s %s\n'
else
Q =
SAY = @:
endif
MAKEFLAGS += --no-print-directory
# Who types the two commands of the README as they are there has all processors build;
# in a recipe, MAKEFLAGS has the jobs that were asked for.
JOBS = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 2))

.PHONY: all program deps deps-test needed soak scale check check-unit check-mysql check-asan asan check-tsan tsan valgrind lint format \
        format-check install uninstall quickstart fuzz run-fuzz bench cases orm-rows coverage clean tests compile pages
.DELETE_ON_ERROR:
.SECONDARY:

all: $(PROGRAM) $(LIB_A) $(LIB_SO) $(CLI_A) $(B)/limbeck.pc $(B)/limbeck-cli.pc $(API_MAN)
	@:

# ---- objects, libraries, program

# Better one sentence than a page of what isn't declared.
ifeq ($(and $(LUA),$(shell $(PKG_CONFIG) --exists sqlite3 && echo yes)),)
NEEDED := needed
needed:
	@sh tools/deps --missing
endif

$(B)/%.o: %.c $(GEN) | $(NEEDED)
	@mkdir -p $(@D)
	$(SAY) CC $<
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/gen/queries.h $(B)/gen/queries.c &: $(QUERIES) tools/embed-sql.awk
	@mkdir -p $(@D)
	$(SAY) GEN $@
	$(Q)awk -v header=$(B)/gen/queries.h -v source=$(B)/gen/queries.c \
	    -f tools/embed-sql.awk $(QUERIES)

$(B)/gen/queries.o: $(B)/gen/queries.c
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -Wno-overlength-strings -MMD -MP -c -o $@ $<

$(LIB_A): $(LIB_OBJ)
	$(SAY) AR $@
	$(Q)rm -f $@ && $(AR) rcsD $@ $(LIB_OBJ)

$(CLI_A): $(CLI_OBJ)
	$(SAY) AR $@
	$(Q)rm -f $@ && $(AR) rcsD $@ $(CLI_OBJ)

$(LIB_SO): $(LIB_OBJ) tools/liblimbeck.map
	$(SAY) LD $@
	$(Q)$(CC) -shared -Wl,-soname,$(notdir $@) -Wl,--version-script=tools/liblimbeck.map \
	    $(CFLAGS) $(LDFLAGS) -o $@ $(LIB_OBJ) $(SQLITE_LIBS) -ldl -lm -pthread

program: $(PROGRAM)
	@:

$(PROGRAM): $(MAIN_OBJ) $(CLI_A) $(LIB_A)
	$(SAY) LD $@
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(MAIN_OBJ) $(CLI_A) $(LIB_A) $(LDLIBS)

FILL_PC = sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' -e 's|@LUA@|$(LUA)|'
$(B)/%.pc: %.pc.in base/version.h Makefile
	@mkdir -p $(@D)
	$(Q)$(FILL_PC) $< > $@

define HEADER_PAGE
$(B)/man/limbeck-$(basename $(notdir $(1))).3: $(1) tools/header-man.awk $(wildcard man/examples/limbeck-$(basename $(notdir $(1))).c)
	@mkdir -p $$(@D)
	$$(SAY) MAN $$@
	$$(Q)awk -v date="$$$$(sed -n 's/^\.Dd //p' man/limbeck.3)" -f tools/header-man.awk $(1) $$(filter %.c,$$^) > $$@
endef
$(foreach header,$(API),$(eval $(call HEADER_PAGE,$(header))))

pages: $(API_MAN)
	@:

compile: $(LIB_OBJ) $(CLI_OBJ) $(MAIN_OBJ)

# ---- tests

deps:
	@sh tools/deps
deps-test:
	@sh tools/deps tests

tests: $(TESTS) $(STEPS) $(API_MAN) $(PROGRAM)
	@:

$(STEPS): $(B)/%: %.c $(STEP_OBJ) $(LIB_A)
	$(SAY) LD $@
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $< $(STEP_OBJ) $(LIB_A) $(LDLIBS)

$(B)/tests/%.o: tests/%.c $(GEN) | $(NEEDED)
	@mkdir -p $(@D)
	$(SAY) CC $<
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -Wno-missing-prototypes -Wno-pedantic -MMD -MP -c -o $@ $<

define TEST_BINARY
$(B)/tests/test_$(1): $(patsubst %.c,$(B)/%.o,$(sort $(wildcard tests/$(1)/*.c))) $(SUPPORT_OBJ) \
                      $(CLI_A) $(LIB_A)
	$$(SAY) LD $$@
	$$(Q)$$(CC) $$(CFLAGS) $$(LDFLAGS) -o $$@ $$^ -lcriterion -Wl,--as-needed -ljansson $$(LDLIBS)
endef
$(foreach dir,$(TEST_DIRS),$(eval $(call TEST_BINARY,$(dir))))

# The tests are built by a second make: what the first installs isn't seen by
# the pkg-config calls above.
check: deps-test
	@$(MAKE) $(JOBS) all tests
	+@sh tests/support/servers sh tests/support/run $(B)
# What another version of the server can change: 13 to 18.
check-postgresql-%:
	@sh tools/deps tests npm
	@$(MAKE) all tests
	+@bin=$$(sh tools/postgresql $(B) $*) && ONLY=postgresql POSTGRESQL_BIN=$$bin \
	    LIMBECK_TEST_MARIADB_URL=none sh tests/support/servers sh tests/support/run $(B)
check-mysql: deps-test
	@$(MAKE) all tests
	+@ONLY=mysql LIMBECK_TEST_MARIADB_URL= sh tests/support/run $(B)
check-unit:
	@$(MAKE) all tests
	+@sh tests/support/run $(B)

SANITIZE = -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
asan: deps-test
	@$(MAKE) B=$(B)/asan CFLAGS='$(SANITIZE)' check-asan
check-asan:
	@$(MAKE) $(PROGRAM) tests
	+@SANITIZED=1 sh tests/support/servers sh tests/support/run $(B)

# What threads share.  Criterion doesn't start under it: tests/tsan has what takes its place.
THREADED = tests/orm/engine tests/orm/pooled tests/orm/test_engine_pool tests/orm/test_engine_threads \
           tests/orm/test_engine_transaction tests/support/server tests/tsan/runner
tsan: deps-test
	@$(MAKE) B=$(B)/tsan CFLAGS='-O1 -g -fno-omit-frame-pointer -fsanitize=thread' \
	    LDFLAGS=-fsanitize=thread CPPFLAGS='$(CPPFLAGS) -Itests/tsan' check-tsan
check-tsan: $(B)/test_threads $(PROGRAM)
	@TSAN_OPTIONS='halt_on_error=1 exitcode=66' sh tests/support/servers $(B)/test_threads
	@TSAN_OPTIONS='halt_on_error=1 exitcode=66' LIMBECK=$(abspath $(PROGRAM)) sh tests/cli/test_diff.sh
$(B)/test_threads: $(THREADED:%=$(B)/%.o) $(filter $(B)/base/% $(B)/orm/%,$(LIB_OBJ))
	$(SAY) LD $@
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# Another SOAK_SEED gives other pairs; a failure is shown with its seed, and the smallest pair.
SOAK_PAIRS ?= 2000
SOAK_SEED ?= 1
soak: deps-test
	@$(MAKE) all tests
	@LIMBECK_TEST_PAIRS=$(SOAK_PAIRS) LIMBECK_TEST_SEED=$(SOAK_SEED) sh tests/support/servers \
	    sh -c '$(B)/tests/test_migrate --filter "random*/*" -j1 && $(B)/tests/test_session --filter "random*/*" -j1'

SCALE_TABLES ?= 100 1000 10000
scale: deps-test
	@$(MAKE) all
	@SCALE_TIME=1 SCALE_TABLES='$(SCALE_TABLES)' LIMBECK=$(abspath $(PROGRAM)) sh tests/support/servers \
	    sh tests/cli/test_scale.sh

valgrind:
	@sh tools/deps tests valgrind
	@$(MAKE) all tests
	@VALGRIND=1 sh tests/support/run $(B) cli

fuzz:
	@sh tools/deps fuzz
	@$(MAKE) run-fuzz
run-fuzz: $(GEN)
	@sh tools/fuzz $(B) '$(or $(FUZZ_RUNS:%=% runs),$(FUZZ_SECONDS))' '$(ALL_CPPFLAGS)' '$(LDLIBS)' $(FUZZ_SRC)

$(B)/bench/%: bench/%.c $(LIB_A) $(CLI_A)
	@mkdir -p $(@D)
	$(SAY) LD $@
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $< $(CLI_A) $(LIB_A) $(LDLIBS)

bench: all $(BENCHES)
	@for b in bench/*.sh; do [ -f "$$b" ] || continue; LIMBECK=$(PROGRAM) B=$(B) sh "$$b" || exit 1; done
	@for b in $(BENCHES); do "$$b" || exit 1; done

# Schema pairs kept beside the repository, where there are some; CASES_OPTIONS: --with-rows, ...
CASES ?= ../shared/cases
cases: all
	@tests/support/servers sh tools/cases $(CASES) $(PROGRAM) $(CASES_OPTIONS)

# Behaviours of SQLAlchemy's ORM, numbered, kept beside the repository where there is such a list.
ORM_ROWS ?= ../shared/orm-rows.md
orm-rows:
	@sh tools/orm-rows $(ORM_ROWS) man/limbeck-orm.3 tests

coverage:
	@$(MAKE) B=$(B)/coverage CFLAGS='-O0 -g --coverage' LDFLAGS=--coverage $(B)/coverage/limbeck tests
	@sh tests/support/servers sh tests/support/run $(B)/coverage
	@cd $(B)/coverage && find . -name '*.gcda' ! -path './tests/*' | xargs gcov -n 2>/dev/null | \
	    awk '/^File/ { f = $$2 } /^Lines/ { split($$2, p, /[:%]/); print p[2] "%", f }' | sort -n

# ---- quality

SOURCES = $(LIB_SRC) $(CLI_SRC) cli/main.c
FORMATTED := $(SOURCES) $(HEADERS) $(sort $(shell find tests bench examples man/examples -name '*.[ch]'))

lint:
	@sh tools/deps lint
	+@sh tools/lint $(B)
format:
	clang-format -i $(FORMATTED)
format-check:
	@clang-format --dry-run --Werror $(FORMATTED)

# ---- the main job, shown

quickstart: deps
	@$(MAKE) $(JOBS) program
	@sh tools/quickstart $(PROGRAM)

# ---- installation

BINDIR = $(DESTDIR)$(PREFIX)/bin
LIBDIR = $(DESTDIR)$(PREFIX)/lib
INCDIR = $(DESTDIR)$(PREFIX)/include/limbeck
MANDIR = $(DESTDIR)$(PREFIX)/share/man
MAN := $(sort $(wildcard man/*.[1-9])) $(API_MAN)

install: all
	install -d $(BINDIR) $(LIBDIR)/pkgconfig $(INCDIR)
	install -m 755 $(PROGRAM) $(BINDIR)/limbeck
	install -m 644 $(LIB_A) $(CLI_A) $(LIBDIR)
	install -m 755 $(LIB_SO) $(LIBDIR)
	ln -sf liblimbeck.so.$(SOVERSION) $(LIBDIR)/liblimbeck.so
	$(FILL_PC) limbeck.pc.in > $(LIBDIR)/pkgconfig/limbeck.pc
	$(FILL_PC) limbeck-cli.pc.in > $(LIBDIR)/pkgconfig/limbeck-cli.pc
	@for h in $(HEADERS); do \
	    install -d $(INCDIR)/$$(dirname $$h) && install -m 644 $$h $(INCDIR)/$$h || exit 1; done
	@for m in $(MAN); do \
	    s=$(MANDIR)/man$${m##*.}; install -d $$s && install -m 644 $$m $$s || exit 1; done
# Where the loader looks, it must be told of what is new.
	@case '$(DESTDIR)$(PREFIX)' in /usr | /usr/local) \
	    [ ! -w /etc/ld.so.cache ] || PATH=$$PATH:/sbin:/usr/sbin ldconfig ;; esac

uninstall:
	rm -f $(BINDIR)/limbeck $(LIBDIR)/liblimbeck.a $(LIBDIR)/liblimbeck-cli.a \
	    $(LIBDIR)/liblimbeck.so $(LIBDIR)/liblimbeck.so.$(SOVERSION) \
	    $(LIBDIR)/pkgconfig/limbeck.pc $(LIBDIR)/pkgconfig/limbeck-cli.pc
	rm -rf $(INCDIR)
	@for m in $(MAN); do rm -f $(MANDIR)/man$${m##*.}/$$(basename $$m); done

clean:
	rm -rf $(B)

-include $(LIB_OBJ:.o=.d) $(CLI_OBJ:.o=.d) $(MAIN_OBJ:.o=.d) $(TEST_OBJ:.o=.d) $(STEP_OBJ:.o=.d)
