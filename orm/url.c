/* orm/url.c - database URLs, read and written */
#include "orm/url.h"

#include "base/buf.h"
#include "base/text.h"

/* A part of the text that is being read. */
struct span {
	const char *start;
	size_t len;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The length of "scheme+driver" before "://", or 0. */
static size_t scheme_length(const char *text)
{
	size_t n = 0;
	if (!is_letter(*text))
		return 0;
	while (is_letter(text[n]) || is_digit(text[n]) || (text[n] && strchr("+-._", text[n])))
		n++;
	return text_starts(text + n, "://") ? n : 0;
}

bool orm_url_looks_like(const char *text)
{
	return scheme_length(text) > 0;
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = memchr(digits, c, sizeof digits - 1);
	return at ? (int)(at - digits) % 16 : -1;
}

/* No message repeats the part that it is about: it may be the password. */
static bool decode(struct arena *a, const char *what, struct span part, const char **out,
                   struct error *err)
{
	char *to = arena_alloc(a, part.len + 1);
	*out = to;
	for (size_t i = 0; i < part.len; i++) {
		if (part.start[i] != '%') {
			*to++ = part.start[i];
			continue;
		}
		bool room = part.len - i > 2;
		int high = room ? hex_digit(part.start[i + 1]) : -1;
		int low = room ? hex_digit(part.start[i + 2]) : -1;
		if (high < 0 || low < 0 || (high == 0 && low == 0)) {
			fail(err, ERR_USAGE, "wrong percent-encoding in the %s of a URL", what);
			return fail_hint(err, "Write the character %% itself as %%25.");
		}
		*to++ = (char)(high << 4 | low);
		i += 2;
	}
	return true;
}

/* Cuts `part` at its first `c`; what follows goes to `rest`.  False: no `c`. */
static bool cut(struct span *part, char c, struct span *rest)
{
	const char *at = part->len ? memchr(part->start, c, part->len) : NULL;
	if (!at)
		return false;
	rest->start = at + 1;
	rest->len = part->len - (size_t)(at + 1 - part->start);
	part->len = (size_t)(at - part->start);
	return true;
}

static bool parse_user(struct arena *a, struct span part, struct orm_url *out, struct error *err)
{
	struct span password;
	if (cut(&part, ':', &password) &&
	    !decode(a, "password", password, &out->password, err))
		return false;
	return decode(a, "user name", part, &out->user, err);
}

/* An empty port is none.  The digits may be a password's, see parse_rest. */
static bool parse_port(struct span part, int *out, struct error *err)
{
	int port = 0;
	for (size_t i = 0; i < part.len; i++) {
		if (!is_digit(part.start[i]) || port > 65535)
			return fail(err, ERR_USAGE, "the port of a URL is a number up to 65535");
		port = port * 10 + (part.start[i] - '0');
	}
	if (port > 65535 || (port == 0 && part.len))
		return fail(err, ERR_USAGE, "the port of a URL is a number up to 65535");
	*out = port;
	return true;
}

/* Splits "host:port" or "[v6]:port"; `host` is NULL when empty. */
static bool parse_host(struct arena *a, struct span part, const char **host, int *port,
                       struct error *err)
{
	struct span rest = { 0 };
	*port = 0;
	if (part.len && *part.start == '[') {
		part.start++;
		part.len--;
		if (!cut(&part, ']', &rest) || (rest.len && *rest.start != ':'))
			return fail(err, ERR_USAGE, "a URL's address in brackets ends in \"]\"");
		if (rest.len)
			rest.start++, rest.len--;
	} else {
		cut(&part, ':', &rest);
	}
	if (!decode(a, "host", part, host, err) || !parse_port(rest, port, err))
		return false;
	if (strchr(*host, ','))
		return fail(err, ERR_USAGE, "the host of a URL holds a comma");
	if (!**host)
		*host = NULL;
	return true;
}

/* Several hosts are the driver's to take apart, but each must be one. */
static bool parse_hosts(struct arena *a, struct span part, struct orm_url *out, struct error *err)
{
	struct span rest, all = part;
	if (!cut(&part, ',', &rest))
		return parse_host(a, part, &out->host, &out->port, err);
	for (;;) {
		const char *host;
		int port;
		if (!parse_host(a, part, &host, &port, err))
			return false;
		if (!host)
			return fail(err, ERR_USAGE, "a URL's list of hosts has an empty one");
		part = rest;
		if (all.start + all.len == part.start + part.len && !part.len)
			return fail(err, ERR_USAGE, "a URL's list of hosts has an empty one");
		if (!cut(&part, ',', &rest))
			break;
	}
	return true;
}
