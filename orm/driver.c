/* orm/driver.c - which driver answers to a URL scheme */
#include "orm/driver.h"

#include "base/buf.h"
#include "base/text.h"

static const struct {
	const char *scheme;
	const struct orm_driver *driver;
} schemes[] = {
	{ "sqlite", &orm_sqlite_driver },
};

/* Databases that limbeck knows of, whether this build can talk to them or not. */
static const char *const known[] = { "postgresql", "postgres", "mysql", "mariadb" };

const struct orm_driver *orm_driver_find(const char *scheme)
{
	for (size_t i = 0; i < COUNT(schemes); i++) {
		if (text_same(schemes[i].scheme, scheme))
			return schemes[i].driver;
	}
	return NULL;
}

static bool is_known(const char *scheme)
{
	for (size_t i = 0; i < COUNT(known); i++) {
		if (text_same(known[i], scheme))
			return true;
	}
	return false;
}

static void fail_no_driver(const char *scheme, struct error *err)
{
	struct buf list = { 0 };
	const char *names[COUNT(schemes)];
	for (size_t i = 0; i < COUNT(schemes); i++) {
		names[i] = schemes[i].scheme;
		buf_addf(&list, "%s%s", i ? ", " : "", names[i]);
	}
	const char *nearest = text_nearest(scheme, names, COUNT(names));
	if (is_known(scheme)) {
		fail(err, ERR_UNSUPPORTED, "no driver for \"%s\" databases", scheme);
		fail_hint(err, "This build of limbeck has drivers for: %s.", buf_str(&list));
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
