/* orm/mysql/connect_options.c - a URL's parameters, as the client library takes them */
#include "orm/mysql/handle.h"

#ifdef LIMBECK_MYSQL

#include <stdlib.h>

#include "base/text.h"

enum kind {
	TEXT,    /* handed on */
	SECONDS, /* handed on as a number */
	SWITCH,  /* handed on as a truth value */
	PRESENT, /* handed on without a value when it is true */
	CHARSET, /* ours is utf8mb4 always */
	OURS     /* read elsewhere */
};

/*
 * Names of both client libraries and of their option files, - and _ being the
 * same.  What only one of them has is an unknown parameter with the other.
 */
static const struct option {
	const char *name;
	enum kind kind;
	enum mysql_option option;
} options[] = {
	{ "bind_address", TEXT, MYSQL_OPT_BIND },
	{ "charset", CHARSET, 0 },
	{ "compress", PRESENT, MYSQL_OPT_COMPRESS },
	{ "connect_timeout", SECONDS, MYSQL_OPT_CONNECT_TIMEOUT },
	{ "default_auth", TEXT, MYSQL_DEFAULT_AUTH },
	{ "default_character_set", CHARSET, 0 },
	{ "default_file", OURS, 0 },
	{ "default_group", OURS, 0 },
	{ "defaults_file", OURS, 0 },
	{ "enable_cleartext_plugin", SWITCH, MYSQL_ENABLE_CLEARTEXT_PLUGIN },
	{ "init_command", TEXT, MYSQL_INIT_COMMAND },
	{ "max_allowed_packet", SECONDS, MYSQL_OPT_MAX_ALLOWED_PACKET },
	{ "plugin_dir", TEXT, MYSQL_PLUGIN_DIR },
	{ "read_default_file", OURS, 0 },
	{ "read_default_group", OURS, 0 },
	{ "read_timeout", SECONDS, MYSQL_OPT_READ_TIMEOUT },
	{ "server_public_key", TEXT, MYSQL_SERVER_PUBLIC_KEY },
	{ "server_public_key_path", TEXT, MYSQL_SERVER_PUBLIC_KEY },
	{ "socket", OURS, 0 },
	{ "ssl", OURS, 0 },
	{ "ssl_ca", TEXT, MYSQL_OPT_SSL_CA },
	{ "ssl_capath", TEXT, MYSQL_OPT_SSL_CAPATH },
	{ "ssl_cert", TEXT, MYSQL_OPT_SSL_CERT },
	{ "ssl_cipher", TEXT, MYSQL_OPT_SSL_CIPHER },
	{ "ssl_crl", TEXT, MYSQL_OPT_SSL_CRL },
	{ "ssl_crlpath", TEXT, MYSQL_OPT_SSL_CRLPATH },
	{ "ssl_key", TEXT, MYSQL_OPT_SSL_KEY },
	{ "ssl_mode", OURS, 0 },
	{ "ssl_verify_cert", OURS, 0 },
	{ "ssl_verify_server_cert", OURS, 0 },
	{ "tls_version", TEXT, MYSQL_OPT_TLS_VERSION },
	{ "unix_socket", OURS, 0 },
	{ "write_timeout", SECONDS, MYSQL_OPT_WRITE_TIMEOUT },
#ifdef LIMBECK_MYSQL_CONNECTOR_C
	{ "ssl_fp", TEXT, MARIADB_OPT_TLS_PEER_FP },
	{ "ssl_fp_list", TEXT, MARIADB_OPT_TLS_PEER_FP_LIST },
	{ "ssl_passphrase", TEXT, MARIADB_OPT_TLS_PASSPHRASE },
	{ "get_server_public_key", OURS, 0 }, /* it asks for the key by itself */
#else
	{ "compression_algorithms", TEXT, MYSQL_OPT_COMPRESSION_ALGORITHMS },
	{ "get_server_public_key", SWITCH, MYSQL_OPT_GET_SERVER_PUBLIC_KEY },
	{ "tls_ciphersuites", TEXT, MYSQL_OPT_TLS_CIPHERSUITES },
#endif
};

/* From the least to the most secret. */
enum tls { TLS_DISABLED, TLS_PREFERRED, TLS_REQUIRED, TLS_VERIFY_CA, TLS_VERIFY_IDENTITY };

static const char *const tls_names[] = { "DISABLED", "PREFERRED", "REQUIRED", "VERIFY_CA",
	                                 "VERIFY_IDENTITY" };

/* Names and words are the same with - and _. */
static bool same_word(const char *x, const char *y)
{
	for (; *x && *y; x++, y++) {
		char a = *x == '-' ? '_' : *x, b = *y == '-' ? '_' : *y;
		if (a >= 'A' && a <= 'Z')
			a = (char)(a | 0x20);
		if (b >= 'A' && b <= 'Z')
			b = (char)(b | 0x20);
		if (a != b)
			return false;
	}
	return *x == *y;
}

const char *my_param(const struct orm_url *url, const char *const *names)
{
	const char *value = NULL;
	for (; *names; names++)
		for (size_t i = 0; i < url->params.len; i++)
			if (same_word(url->params.items[i].key, *names))
				value = url->params.items[i].value;
	return value;
}

static const struct option *find_option(const char *name)
{
	for (size_t i = 0; i < COUNT(options); i++)
		if (same_word(options[i].name, name))
			return &options[i];
	return NULL;
}

static bool fail_name(const struct orm_url *url, const char *name, struct error *err)
{
	const char *names[COUNT(options)];
	for (size_t i = 0; i < COUNT(options); i++)
		names[i] = options[i].name;
	const char *near = text_nearest(name, names, COUNT(names));
	fail(err, ERR_USAGE, "unknown parameter \"%s\" in a %s URL", name, url->scheme);
	if (near)
		return fail_hint(err, "Did you mean \"%s\"?", near);
	return fail_hint(err, "See limbeck-url(7) for those there are, as in "
	                      "mysql://host/database?ssl_mode=VERIFY_IDENTITY.");
}

static bool fail_value(const struct orm_url_param *p, const char *wanted, struct error *err)
{
	fail(err, ERR_USAGE, "parameter \"%s\" of the URL is \"%s\"", p->key, p->value);
	return fail_hint(err, "It has to be %s.", wanted);
}

/* -1 when it is neither. */
static int truth(const char *text)
{
	static const char *const yes[] = { "", "1", "true", "on", "yes" };
	static const char *const no[] = { "0", "false", "off", "no" };
	for (size_t i = 0; i < COUNT(yes); i++)
		if (text_same_nocase(text, yes[i]))
			return 1;
	for (size_t i = 0; i < COUNT(no); i++)
		if (text_same_nocase(text, no[i]))
			return 0;
	return -1;
}

static bool set_number(const struct my_client *my, MYSQL *db, const struct option *o,
                       const struct orm_url_param *p, struct error *err)
{
	char *end;
	unsigned long value = strtoul(p->value, &end, 10);
	unsigned seconds = (unsigned)value;
	if (!*p->value || *end || *p->value == '-' || value > 0x7fffffff)
		return fail_value(p, "a number", err);
	my->mysql_options(db, o->option,
	                  o->option == MYSQL_OPT_MAX_ALLOWED_PACKET ? (const void *)&value
	                                                            : &seconds);
	return true;
}

static bool set_switch(const struct my_client *my, MYSQL *db, const struct option *o,
                       const struct orm_url_param *p, struct error *err)
{
	int on = truth(p->value);
	MY_FLAG flag = on == 1;
	if (on < 0)
		return fail_value(p, "true or false", err);
	if (o->kind == SWITCH || on)
		my->mysql_options(db, o->option, o->kind == SWITCH ? &flag : NULL);
	return true;
}

static bool check_charset(const struct orm_url_param *p, struct error *err)
{
	static const char *const fine[] = { "utf8mb4", "utf8", "utf8mb3", "auto" };
	for (size_t i = 0; i < COUNT(fine); i++)
		if (text_same_nocase(p->value, fine[i]))
			return true;
	fail(err, ERR_USAGE, "limbeck talks utf8mb4 to the server, not \"%s\"", p->value);
	return fail_hint(err, "Leave out \"%s\"; what tables hold is up to them.", p->key);
}

static bool set_option(const struct orm_url *url, const struct my_client *my, MYSQL *db,
                       const struct orm_url_param *p, struct error *err)
{
	const struct option *o = find_option(p->key);
	if (!o)
		return fail_name(url, p->key, err);
	switch (o->kind) {
	case TEXT:
		my->mysql_options(db, o->option, p->value);
		return true;
	case SECONDS:
		return set_number(my, db, o, p, err);
	case SWITCH:
	case PRESENT:
		return set_switch(my, db, o, p, err);
	case CHARSET:
		return check_charset(p, err);
	default:
		return true;
	}
}

/* What the URL says of TLS, in the words of either family; `*given`: anything. */
static bool tls_wanted(const struct orm_url *url, enum tls *out, bool *given, struct error *err)
{
	static const char *const files[] = { "ssl_ca", "ssl_capath", "ssl_cert", "ssl_key", NULL };
	*out = TLS_PREFERRED;
	*given = my_param(url, files);
	for (size_t i = 0; i < url->params.len; i++) {
		const struct orm_url_param *p = &url->params.items[i];
		bool mode = same_word(p->key, "ssl_mode"), ssl = same_word(p->key, "ssl");
		bool verify = same_word(p->key, "ssl_verify_server_cert") ||
		              same_word(p->key, "ssl_verify_cert");
		int on = ssl || verify ? truth(p->value) : 0;
		size_t t = 0;
		if (on < 0)
			return fail_value(p, "true or false", err);
		*given = *given || mode || ssl || verify;
		if (ssl)
			*out = on ? TLS_REQUIRED : TLS_DISABLED;
		if (verify && on)
			*out = TLS_VERIFY_IDENTITY;
		if (!mode)
			continue;
		while (t < COUNT(tls_names) && !same_word(tls_names[t], p->value))
			t++;
		if (t == COUNT(tls_names))
			return fail_value(p,
			                  "DISABLED, PREFERRED, REQUIRED, VERIFY_CA or "
			                  "VERIFY_IDENTITY",
			                  err);
		*out = (enum tls)t;
	}
	return true;
}

#ifdef LIMBECK_MYSQL_CONNECTOR_C

/* It checks a certificate that it is given an authority for, and may check the name. */
static void give_tls(const struct my_client *my, MYSQL *db, enum tls tls)
{
	MY_FLAG on = tls > TLS_DISABLED, verify = tls == TLS_VERIFY_IDENTITY;
	my->mysql_options(db, MYSQL_OPT_SSL_ENFORCE, &on);
	my->mysql_options(db, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
}

#else

static void give_tls(const struct my_client *my, MYSQL *db, enum tls tls)
{
	static const unsigned modes[] = { SSL_MODE_DISABLED, SSL_MODE_PREFERRED, SSL_MODE_REQUIRED,
		                          SSL_MODE_VERIFY_CA, SSL_MODE_VERIFY_IDENTITY };
	bool ask_for_key = true;
	my->mysql_options(db, MYSQL_OPT_SSL_MODE, &modes[tls]);
	/* As the other library does by itself; the URL's own word comes after it. */
	my->mysql_options(db, MYSQL_OPT_GET_SERVER_PUBLIC_KEY, &ask_for_key);
}

#endif

static bool set_tls(const struct orm_url *url, const struct my_client *my, MYSQL *db, enum tls tls,
                    struct error *err)
{
	static const char *const authorities[] = { "ssl_ca", "ssl_capath", NULL };
	if (tls == TLS_VERIFY_CA && !my_param(url, authorities)) {
		fail(err, ERR_USAGE, "ssl_mode VERIFY_CA needs ssl_ca or ssl_capath");
		return fail_hint(err, "Name the file of the authority's certificate, or use "
		                      "VERIFY_IDENTITY with those that the system trusts.");
	}
	give_tls(my, db, tls);
	return true;
}

bool my_check_tls(const struct orm_url *url, const struct my_client *my, MYSQL *db,
                  struct error *err)
{
	enum tls tls;
	bool given;
	if (!tls_wanted(url, &tls, &given, err))
		return false;
	if (tls < TLS_REQUIRED || my->mysql_get_ssl_cipher(db))
		return true;
	fail(err, ERR_CONNECT, "the connection isn't encrypted, as the URL wants it");
	return fail_hint(err, "The server doesn't offer TLS.");
}

/* Is it ssl_ca or the like, which both libraries know? */
static bool is_for_tls(const char *name)
{
	const struct option *o = find_option(name);
	return o && o->kind == TEXT && text_starts(o->name, "ssl_");
}

bool my_set_options(const struct orm_url *url, const struct my_client *my, MYSQL *db,
                    struct error *err)
{
	enum tls tls;
	bool given;
	if (!tls_wanted(url, &tls, &given, err) || !set_tls(url, my, db, tls, err))
		return false;
	for (size_t i = 0; i < url->params.len; i++) {
		const struct orm_url_param *p = &url->params.items[i];
		/* to MariaDB's library a certificate's file alone asks for TLS */
		if ((tls != TLS_DISABLED || !is_for_tls(p->key)) &&
		    !set_option(url, my, db, p, err))
			return false;
	}
	return true;
}

#endif
