/* orm/sqlite/samples.c - values that SQLite's columns take, by affinity */
#include "orm/sqlite/sqlite.h"

const struct orm_sample sqlite_samples[] = {
	{ "*int*", "%n", 0 },       { "*char*", "'%s'", 0 },
	{ "*clob*", "'%s'", 0 },    { "*text*", "'%s'", 0 },
	{ "*blob*", "x'%x'", 0 },   { "*real*", "%n.5", 0 },
	{ "*floa*", "%n.5", 0 },    { "*doub*", "%n.5", 0 },
	{ "bool*", "%b", 2 },       { "datetime*", "'%d %t'", 0 },
	{ "date*", "'%d'", 0 },     { "timestamp*", "'%d %t'", 0 },
	{ "time*", "'%t'", 80000 }, { "json*", "'{\"n\": %n}'", 0 },
	{ "", "'%s'", 0 },          { "any", "'%s'", 0 },
	{ "*", "%f", 0 },           { NULL, NULL, 0 },
};
