/* orm/postgresql/libpq.c - PostgreSQL's client library, loaded on first connect */
#include "orm/postgresql/libpq.h"

#ifdef LIMBECK_LIBPQ

static const struct dylib_symbol symbols[] = { LIBPQ(DYLIB_ENTRY){ 0 } };

const struct libpq *libpq_load(struct error *err)
{
	/* The same pointers whoever fills it in, and however often. */
	static struct libpq functions;
	if (!dylib_load("libpq.so.5", "LIMBECK_LIBPQ", "libpq5", symbols, &functions, err))
		return NULL;
	return &functions;
}

#endif
