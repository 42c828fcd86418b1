# tools/layers.awk - includes point one way: cli, lua, migrate, reflect, orm, base
#
# awk -f tools/layers.awk FILE...

BEGIN {
	n = split("base orm reflect migrate lua cli", order, " ")
	for (i = 1; i <= n; i++)
		rank[order[i]] = i
}

FNR == 1 {
	layer = FILENAME
	sub(/\/.*/, "", layer)
}

/^#include "/ {
	target = $2
	gsub(/"/, "", target)
	sub(/\/.*/, "", target)
	if (target in rank && rank[target] > rank[layer]) {
		print FILENAME ":" FNR ": " layer " must not include " $2
		bad = 1
	}
}

/^#include <(lua|lualib|lauxlib)\.h>/ && layer != "lua" {
	print FILENAME ":" FNR ": only lua/ may know " $2
	bad = 1
}

/^#include <sqlite3\.h>/ && FILENAME !~ /^(orm|reflect)\// {
	print FILENAME ":" FNR ": only a driver may know " $2
	bad = 1
}

/^#include <(postgresql\/)?libpq-fe\.h>/ && FILENAME != "orm/postgresql/libpq.h" {
	print FILENAME ":" FNR ": only the driver that loads it may know " $2
	bad = 1
}

/^#include <uthash\.h>/ && FILENAME != "base/map.c" {
	print FILENAME ":" FNR ": only base/map.c may know " $2
	bad = 1
}

END { exit bad }
