/* orm/driver.c - which driver answers to a URL scheme */
#include "orm/driver.h"

#include "base/buf.h"
#include "base/text.h"
#include "orm/mysql/client.h"
#include "orm/postgresql/libpq.h"

static const struct {
	const char *scheme;
	const struct orm_driver *driver;
} schemes[] = {
	{ "sqlite", &orm_sqlite_driver },
#ifdef LIMBECK_LIBPQ
	{ "postgresql", &orm_postgresql_driver }, { "postgres", &orm_postgresql_driver },
#endif
#ifdef LIMBECK_MYSQL
	{ "mysql", &orm_mysql_driver },           { "mariadb", &orm_mysql_driver },
#endif
};

/*
 * Databases that limbeck knows of, whether this build can talk to them or not,
 * and the package that it has to be built with.
 */
static const struct {
	const char *scheme, *package;
} known[] = {
	{ "postgresql", "libpq-dev" },
	{ "postgres", "libpq-dev" },
	{ "mysql", "default-libmysqlclient-dev" },
	{ "mariadb", "default-libmysqlclient-dev" },
};

const struct orm_driver *orm_driver_find(const char *scheme)
{
	for (size_t i = 0; i < COUNT(schemes); i++) {
		if (text_same(schemes[i].scheme, scheme))
			return schemes[i].driver;
	}
	return NULL;
}

static size_t find_known(const char *scheme)
{
	size_t i = 0;
	while (i < COUNT(known) && !text_same(known[i].scheme, scheme))
		i++;
	return i;
}

static void fail_no_driver(const char *scheme, struct error *err)
{
	struct buf list = { 0 };
	const char *names[COUNT(schemes)];
	size_t k = find_known(scheme);
	for (size_t i = 0; i < COUNT(schemes); i++) {
		names[i] = schemes[i].scheme;
		buf_addf(&list, "%s%s", i ? ", " : "", names[i]);
	}
	const char *nearest = text_nearest(scheme, names, COUNT(names));
	if (k < COUNT(known)) {
		fail(err, ERR_UNSUPPORTED, "this limbeck was built without \"%s\"", scheme);
		fail_hint(err, "Install the package \"%s\" and build it again.", known[k].package);
	} else if (nearest) {
		fail(err, ERR_UNSUPPORTED, "unknown kind of database \"%s\"", scheme);
		fail_hint(err, "Did you mean \"%s\"?", nearest);
	} else {
		fail(err, ERR_UNSUPPORTED, "unknown kind of database \"%s\"", scheme);
		fail_hint(err, "Known are: %s.", buf_str(&list));
	}
	buf_release(&list);
}

const struct orm_driver *orm_driver_get(const char *scheme, struct error *err)
{
	const struct orm_driver *driver = orm_driver_find(scheme);
	if (!driver)
		fail_no_driver(scheme, err);
	return driver;
}
