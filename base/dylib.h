/*
 * base/dylib.h - shared libraries loaded on first use
 *
 * A client library is listed once, as an X-macro of the functions that are
 * used; the list makes the struct of typed pointers and the table to fill it:
 *
 *	#define LIBPQ(USE) USE(PQconnectdb) USE(PQfinish)
 *	static struct { LIBPQ(DYLIB_MEMBER) } pq;
 *	static const struct dylib_symbol pq_symbols[] = { LIBPQ(DYLIB_ENTRY) { 0 } };
 */
#ifndef LIMBECK_BASE_DYLIB_H
#define LIMBECK_BASE_DYLIB_H

#include <stdbool.h>

#include "base/error.h"

struct dylib_symbol {
	const char *name;
};

#define DYLIB_MEMBER(f) __typeof__(&f) f;
#define DYLIB_ENTRY(f)  { #f },

/*
 * Loads `soname`, or the file that environment variable `override` names, and
 * fills `members`, an array of pointers in the order of `symbols` (ended by an
 * entry without a name).  `package` is named in the hint when it fails
 * (ERR_UNSUPPORTED).  The library stays loaded until the program ends.
 */
bool dylib_load(const char *soname, const char *override, const char *package,
                const struct dylib_symbol *symbols, void *members, struct error *err) MUST_CHECK;

#endif
