/* orm/mysql/client.c - the MySQL or MariaDB client library, loaded on first connect */
#include "orm/mysql/client.h"

#ifdef LIMBECK_MYSQL

#include <pthread.h>

/* The version is in the name because the structs follow it. */
#ifdef LIMBECK_MYSQL_CONNECTOR_C
#define SONAME  "libmariadb.so.3"
#define PACKAGE "libmariadb3"
#elif MYSQL_VERSION_ID < 80100
#define SONAME  "libmysqlclient.so.21"
#define PACKAGE "libmysqlclient21"
#elif MYSQL_VERSION_ID < 80300
#define SONAME  "libmysqlclient.so.22"
#define PACKAGE "libmysqlclient22"
#elif MYSQL_VERSION_ID < 80400
#define SONAME  "libmysqlclient.so.23"
#define PACKAGE "libmysqlclient23"
#else
#define SONAME  "libmysqlclient.so.24"
#define PACKAGE "libmysqlclient24"
#endif

const char my_client_package[] = PACKAGE;

static const struct dylib_symbol symbols[] = { LIBMYSQL(DYLIB_ENTRY){ 0 } };

const struct my_client *my_client_load(struct error *err)
{
	/* Filled in once: other threads may read it already. */
	static struct my_client functions;
	/* The library's own start isn't safe from two threads at once. */
	static pthread_mutex_t starting = PTHREAD_MUTEX_INITIALIZER;
	struct my_client all;
	pthread_mutex_lock(&starting);
	bool ok = functions.mysql_server_init != NULL;
	if (!ok && dylib_load(SONAME, "LIMBECK_LIBMYSQL", PACKAGE, symbols, &all, err)) {
		ok = all.mysql_server_init(0, NULL, NULL) == 0 ||
		     fail(err, ERR_UNSUPPORTED, "can't start library \"%s\"", SONAME);
		if (ok)
			functions = all;
	}
	pthread_mutex_unlock(&starting);
	return ok ? &functions : NULL;
}

#endif
