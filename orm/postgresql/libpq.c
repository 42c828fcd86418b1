/* orm/postgresql/libpq.c - PostgreSQL's client library, loaded on first connect */
#include "orm/postgresql/libpq.h"

#ifdef LIMBECK_LIBPQ

#include <pthread.h>

static const struct dylib_symbol symbols[] = { LIBPQ(DYLIB_ENTRY){ 0 } };

const struct libpq *libpq_load(struct error *err)
{
	/* Filled in once: other threads may read it already. */
	static struct libpq functions;
	static pthread_mutex_t filling = PTHREAD_MUTEX_INITIALIZER;
	struct libpq all;
	pthread_mutex_lock(&filling);
	bool ok = functions.PQfinish != NULL;
	if (!ok && dylib_load("libpq.so.5", "LIMBECK_LIBPQ", "libpq5", symbols, &all, err)) {
		functions = all;
		ok = true;
	}
	pthread_mutex_unlock(&filling);
	return ok ? &functions : NULL;
}

#endif
