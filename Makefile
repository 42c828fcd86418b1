# limbeck - schema migrations for SQLite, PostgreSQL, MySQL and MariaDB
CC ?= cc
CFLAGS ?= -O2 -g
B ?= build
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wcast-qual -Wstrict-prototypes -Wmissing-prototypes -Werror
CPPFLAGS += -I. -D_GNU_SOURCE $(shell pkg-config --cflags lua5.4 sqlite3)
LDLIBS = -lsqlite3 $(shell pkg-config --libs lua5.4) -ldl -lm
DIRS = base orm reflect migrate lua cli
SRC := $(shell find $(DIRS) -name '*.c')
OBJ := $(SRC:%.c=$(B)/%.o)

all: $(B)/limbeck
$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) -std=c17 -fPIC $(CPPFLAGS) $(CFLAGS) $(WARN) -MMD -MP -c -o $@ $<
$(B)/limbeck: $(OBJ)
	$(CC) $(LDFLAGS) -o $@ $(OBJ) $(LDLIBS)
-include $(OBJ:.o=.d)
