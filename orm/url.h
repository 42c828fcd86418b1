/*
 * orm/url.h - database URLs
 *
 *	scheme[+driver]://[user[:password]@][host[:port][,host[:port]...]]/database[?key=value&...]
 *
 * As in SQLAlchemy: `sqlite:///app.db` is relative, `sqlite:////abs/app.db`
 * absolute, `sqlite://` in memory; percent-encoding in every part (RFC 3986);
 * `[::1]` for IPv6; `+driver` is accepted and ignored.  No error ever repeats
 * the password.
 */
#ifndef LIMBECK_ORM_URL_H
#define LIMBECK_ORM_URL_H

#include "base/error.h"
#include "base/vec.h"

struct orm_url_param {
	const char *key, *value;
};

struct orm_url {
	const char *scheme; /* lower case, without "+driver" */
	const char *user;   /* NULL = not given; so for the next ones */
	const char *password;
	const char *host;     /* several as "a:1,b:2": then port is 0 */
	int port;             /* 0 = not given */
	const char *database; /* decoded, without the leading '/' */
	struct {
		VEC(struct orm_url_param);
	} params; /* in the order written */
};

/* Does the text look like a URL ("letters://")? */
bool orm_url_looks_like(const char *text);

/* Parses `text`; everything lands in `a`.  ERR_USAGE says what is wrong. */
bool orm_url_parse(struct arena *a, const char *text, struct orm_url *out,
                   struct error *err) MUST_CHECK;

/* A copy of all its parts, in `a`. */
void orm_url_copy(struct arena *a, const struct orm_url *from, struct orm_url *to);

/* The value of the last parameter named `key`, or NULL. */
const char *orm_url_param(const struct orm_url *url, const char *key);

/* The URL as text, parts encoded again, the password as "***" unless `secret`. */
char *orm_url_text(struct arena *a, const struct orm_url *url, bool secret);

/* A copy of any text in which the password of anything like a URL is "***". */
char *orm_url_redact(struct arena *a, const char *text);

/*
 * A server's message as one line, in `a`: without the URL's passwords, wherever they are
 * in it, nor any that orm_url_redact finds.
 */
char *orm_url_redact_message(struct arena *a, const struct orm_url *url, const char *text);

#endif
