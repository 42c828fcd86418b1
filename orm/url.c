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

/* Cuts `part` at its first `c`; what follows goes to `rest`.  False: no `c`. */
static bool cut(struct span *part, char c, struct span *rest)
{
	const char *at = part->len ? memchr(part->start, c, part->len) : NULL;
	*rest = (struct span){ "", 0 };
	if (!at)
		return false;
	rest->start = at + 1;
	rest->len = part->len - (size_t)(at + 1 - part->start);
	part->len = (size_t)(at - part->start);
	return true;
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

/* What isn't a port is often the rest of a password. */
static bool parse_port(struct span part, int *out, struct error *err)
{
	int port = 0;
	bool ok = true;
	for (size_t i = 0; i < part.len && ok; i++) {
		ok = is_digit(part.start[i]);
		port = port * 10 + (part.start[i] - '0');
		ok = ok && port <= 65535;
	}
	*out = port;
	if (ok && (port || !part.len))
		return true;
	fail(err, ERR_USAGE, "the port in a URL is no number from 1 to 65535");
	return fail_hint(err, "In a user name or password, write / as %%2F, ? as %%3F, "
	                      ": as %%3A, @ as %%40 and %% as %%25.");
}

/* Splits "host:port" or "[v6]:port"; `host` is NULL when empty. */
static bool parse_host(struct arena *a, struct span part, const char **host, int *port,
                       struct error *err)
{
	struct span rest;
	if (part.len && *part.start == '[') {
		part.start++;
		part.len--;
		if (!cut(&part, ']', &rest) || (rest.len && *rest.start != ':'))
			return fail(err, ERR_USAGE, "an address in a URL lacks its \"]\"");
		if (rest.len)
			rest.start++, rest.len--;
	} else {
		cut(&part, ':', &rest);
	}
	if (!decode(a, "host", part, host, err) || !parse_port(rest, port, err))
		return false;
	if (strchr(*host, ','))
		return fail(err, ERR_USAGE, "a host in a URL has a comma in its name");
	if (!**host)
		*host = NULL;
	return true;
}

/* Several hosts are for the driver to take apart, yet each must be right. */
static bool parse_hosts(struct arena *a, struct span all, struct orm_url *out, struct error *err)
{
	struct span part = all, rest;
	bool more, several = false;
	do {
		more = cut(&part, ',', &rest);
		several = several || more;
		if (!parse_host(a, part, &out->host, &out->port, err))
			return false;
		if (several && !out->host)
			return fail(err, ERR_USAGE, "an empty host in a URL's list of hosts");
		part = rest;
	} while (more);
	if (several) {
		out->host = arena_strndup(a, all.start, all.len);
		out->port = 0;
	}
	return true;
}

/* The last @ ends the user, so that one in a password does little harm. */
static bool parse_authority(struct arena *a, struct span part, struct orm_url *out,
                            struct error *err)
{
	const char *at = part.len ? memrchr(part.start, '@', part.len) : NULL;
	if (at) {
		struct span user = { part.start, (size_t)(at - part.start) }, password;
		bool given = cut(&user, ':', &password);
		if (!decode(a, "user name", user, &out->user, err))
			return false;
		if (given && !decode(a, "password", password, &out->password, err))
			return false;
		part.len -= (size_t)(at + 1 - part.start);
		part.start = at + 1;
	}
	return parse_hosts(a, part, out, err);
}

static bool parse_params(struct arena *a, struct span part, struct orm_url *out, struct error *err)
{
	bool more;
	do {
		struct orm_url_param p;
		struct span rest, value;
		more = cut(&part, '&', &rest);
		bool given = cut(&part, '=', &value);
		if (!decode(a, "parameters", part, &p.key, err) ||
		    !decode(a, "parameters", value, &p.value, err))
			return false;
		if (!*p.key && given)
			return fail(err, ERR_USAGE, "a parameter in a URL has no name");
		if (*p.key)
			vec_push(a, &out->params, p);
		part = rest;
	} while (more);
	return true;
}

bool orm_url_parse(struct arena *a, const char *text, struct orm_url *out, struct error *err)
{
	*out = (struct orm_url){ 0 };
	size_t n = scheme_length(text);
	if (n == 0) {
		fail(err, ERR_USAGE, "\"%s\" is not a database URL", orm_url_redact(a, text));
		return fail_hint(err, "Database URLs look like sqlite:///app.db or "
		                      "postgresql://user@host/database.");
	}
	struct span scheme = { text, n }, ignored, params, database;
	cut(&scheme, '+', &ignored);
	out->scheme = text_lower(a, arena_strndup(a, scheme.start, scheme.len));

	struct span part = { text + n + 3, strlen(text + n + 3) };
	cut(&part, '?', &params);
	bool has_database = cut(&part, '/', &database);
	if (!parse_authority(a, part, out, err))
		return false;
	if (has_database && !decode(a, "database name", database, &out->database, err))
		return false;
	return parse_params(a, params, out, err);
}

void orm_url_copy(struct arena *a, const struct orm_url *from, struct orm_url *to)
{
	*to = (struct orm_url){ .scheme = arena_strdup(a, from->scheme),
		                .user = arena_strdup(a, from->user),
		                .password = arena_strdup(a, from->password),
		                .host = arena_strdup(a, from->host),
		                .port = from->port,
		                .database = arena_strdup(a, from->database) };
	for (size_t i = 0; i < from->params.len; i++) {
		const struct orm_url_param *p = &from->params.items[i];
		vec_push(
		    a, &to->params,
		    (struct orm_url_param){ arena_strdup(a, p->key), arena_strdup(a, p->value) });
	}
}

const char *orm_url_param(const struct orm_url *url, const char *key)
{
	for (size_t i = url->params.len; i-- > 0;) {
		if (text_same(url->params.items[i].key, key))
			return url->params.items[i].value;
	}
	return NULL;
}

/* Bytes above ASCII stay as they are, for people to read. */
static void encode(struct buf *b, const char *text, const char *also)
{
	for (; *text; text++) {
		if (is_letter(*text) || is_digit(*text) || (unsigned char)*text >= 0x80 ||
		    strchr("-._~", *text) || strchr(also, *text))
			buf_addc(b, *text);
		else
			buf_addf(b, "%%%02X", (unsigned)(unsigned char)*text);
	}
}

static void write_authority(struct buf *b, const struct orm_url *url, bool secret)
{
	if (url->user || url->password) {
		encode(b, url->user ? url->user : "", "!$&'()*+,;=");
		if (url->password) {
			buf_addc(b, ':');
			encode(b, secret ? url->password : "***", "!$&'()*+,;=");
		}
		buf_addc(b, '@');
	}
	if (url->host && strchr(url->host, ',')) {
		buf_adds(b, url->host);
	} else if (url->host && strchr(url->host, ':')) {
		buf_addc(b, '[');
		encode(b, url->host, ":");
		buf_addc(b, ']');
	} else if (url->host) {
		encode(b, url->host, "");
	}
	if (url->port)
		buf_addf(b, ":%d", url->port);
}

char *orm_url_text(struct arena *a, const struct orm_url *url, bool secret)
{
	struct buf b = { 0 };
	buf_addf(&b, "%s://", url->scheme);
	write_authority(&b, url, secret);
	if (url->database) {
		buf_addc(&b, '/');
		encode(&b, url->database, "/!$&'()*+,;=:@");
	}
	for (size_t i = 0; i < url->params.len; i++) {
		const struct orm_url_param *p = &url->params.items[i];
		bool hide =
		    !secret && (text_ends(p->key, "password") || text_ends(p->key, "passwd"));
		buf_addc(&b, i ? '&' : '?');
		encode(&b, p->key, "/:@,!$'()*;");
		buf_addc(&b, '=');
		encode(&b, hide ? "***" : p->value, "/:@,!$'()*;=");
	}
	return buf_take(&b, a);
}
