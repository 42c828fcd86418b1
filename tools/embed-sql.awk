# tools/embed-sql.awk - catalog queries (.sql files) as C strings
#
# awk -v header=queries.h -v source=queries.c -f embed-sql.awk FILE...
# reflect/sqlite/queries/tables.sql becomes `query_sqlite_tables`.  Lines that
# hold only a comment document the query and stay out of the program.

function symbol(path, parts, n) {
	n = split(path, parts, "/")
	sub(/\.sql$/, "", parts[n])
	gsub(/[^A-Za-z0-9]/, "_", parts[n])
	return "query_" parts[2] "_" parts[n]
}

function finish() {
	if (open)
		print ";\n" > source
	open = 0
}

BEGIN {
	print "/* queries.h - made from the queries under reflect/ */\n#ifndef LIMBECK_QUERIES_H" > header
	print "#define LIMBECK_QUERIES_H\n" > header
	print "/* queries.c - made from the queries under reflect/ */\n#include \"queries.h\"\n" > source
}

FNR == 1 {
	finish()
	open = 1
	print "extern const char " symbol(FILENAME) "[];" > header
	print "const char " symbol(FILENAME) "[] = \"\"" > source
}

/^[ \t]*(--.*)?$/ { next }

{
	gsub(/\\/, "&&")
	gsub(/"/, "\\\"")
	print "\t\"" $0 "\\n\"" > source
}

END {
	finish()
	print "\n#endif" > header
}
