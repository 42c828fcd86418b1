/* orm/postgresql/foreign.c - foreign servers, their wrappers, and who is who on them */
#include <string.h>

#include "base/text.h"
#include "orm/postgresql/alter.h"
#include "orm/postgresql/create.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/postgresql.h"

/* The parts of TYPE 'a' VERSION 'b' FOREIGN DATA WRAPPER w OPTIONS (c 'd'), as written. */
struct server {
	const char *type, *version, *wrapper, *options;
};

/* What is between the parentheses. */
static const char *inside(struct arena *a, const char *text)
{
	const char *open = strchr(text, '('), *close = strrchr(text, ')');

	return open && close ? text_trim(a, open + 1, (size_t)(close - open) - 1) : NULL;
}

static struct server read_server(struct arena *a, const char *definition)
{
	struct server s = { 0 };
	const char *at = definition ? definition : "";
	const char **next = NULL;

	while (*at) {
		struct orm_token t = pg_next_word(at, strlen(at));

		at = t.start + t.len;
		if (t.kind == ORM_TOKEN_END)
			break;
		if (next)
			*next = arena_strndup(a, t.start, t.len);
		next = next                         ? NULL
		       : pg_token_is(&t, "type")    ? &s.type
		       : pg_token_is(&t, "version") ? &s.version
		       : pg_token_is(&t, "wrapper") ? &s.wrapper
		                                    : NULL;
		if (!next && pg_token_is(&t, "options")) {
			s.options = inside(a, at);
			break;
		}
	}
	return s;
}

bool pg_can_alter_server(const struct orm_definition *from, const struct orm_definition *to)
{
	struct arena a = { 0 };
	struct server was, is;
	bool same;

	if (!from)
		return false;
	was = read_server(&a, from->definition);
	is = read_server(&a, to->definition);
	same = text_same(was.type, is.type) && text_same(was.wrapper, is.wrapper);
	arena_release(&a);
	return same;
}

static const char *name_of(struct ddl *d, const struct orm_definition *o)
{
	return pg_name(d->arena, o->object.name);
}

static void create_mapping(struct ddl *d, const char *server, const struct pg_line *m)
{
	ddl_addf(d, 0, NULL, "CREATE USER MAPPING FOR %s SERVER %s%s%s", m->name, server,
	         *m->text ? " " : "", m->text);
}

void pg_create_user_mappings(struct ddl *d, const struct orm_definition *o)
{
	struct pg_lines all = pg_lines(d->arena, pg_option(&o->object, "user_mappings"));

	for (size_t i = 0; i < all.len; i++)
		create_mapping(d, name_of(d, o), &all.items[i]);
}

void pg_drop_user_mappings(struct ddl *d, const struct orm_definition *o)
{
	struct pg_lines all = pg_lines(d->arena, pg_option(&o->object, "user_mappings"));

	for (size_t i = 0; i < all.len; i++)
		ddl_addf(d, 0, NULL, "DROP USER MAPPING IF EXISTS FOR %s SERVER %s",
		         all.items[i].name, name_of(d, o));
}

static const struct pg_line *find(const struct pg_lines *all, const char *name)
{
	for (size_t i = 0; i < all->len; i++)
		if (text_same(all->items[i].name, name))
			return &all->items[i];
	return NULL;
}

/* Option by option: what isn't known of them, such as passwords, stays. */
static void alter_mappings(struct ddl *d, const char *server, const char *from, const char *to)
{
	struct pg_lines was = pg_lines(d->arena, from), is = pg_lines(d->arena, to);

	for (size_t i = 0; i < was.len; i++)
		if (!find(&is, was.items[i].name))
			ddl_addf(d, 0, NULL, "DROP USER MAPPING FOR %s SERVER %s",
			         was.items[i].name, server);
	for (size_t i = 0; i < is.len; i++) {
		const struct pg_line *old = find(&was, is.items[i].name);
		const char *change = old ? pg_foreign_options(d->arena, inside(d->arena, old->text),
		                                              inside(d->arena, is.items[i].text))
		                         : NULL;

		if (!old)
			create_mapping(d, server, &is.items[i]);
		else if (change)
			ddl_addf(d, 0, NULL, "ALTER USER MAPPING FOR %s SERVER %s OPTIONS (%s)",
			         old->name, server, change);
	}
}

void pg_alter_server(struct ddl *d, const struct orm_change *c)
{
	const struct orm_definition *from = (const struct orm_definition *)c->from;
	const struct orm_definition *to = (const struct orm_definition *)c->to;
	const char *name = name_of(d, to), *value, *options;
	struct server was, is;

	if (pg_gives(c, "definition")) {
		was = read_server(d->arena, from->definition);
		is = read_server(d->arena, to->definition);
		options = pg_foreign_options(d->arena, was.options, is.options);
		if (!text_same(was.version, is.version))
			ddl_addf(d, 0, NULL, "ALTER SERVER %s VERSION %s", name,
			         is.version ? is.version : "NULL");
		if (options)
			ddl_addf(d, 0, NULL, "ALTER SERVER %s OPTIONS (%s)", name, options);
	}
	if (pg_gives_option(c, "user_mappings", &value))
		alter_mappings(d, name, from ? pg_option(&from->object, "user_mappings") : NULL,
		               value);
}

/* The parts of HANDLER a VALIDATOR b OPTIONS (c 'd'), as written. */
struct wrapper {
	const char *handler, *validator, *options;
};

static struct wrapper read_wrapper(struct arena *a, const char *definition)
{
	struct wrapper w = { 0 };
	const char *at = definition ? definition : "", *start = at;
	const char **part = NULL;

	for (;;) {
		struct orm_token t = pg_next_word(at, strlen(at));
		const char **next = pg_token_is(&t, "handler")     ? &w.handler
		                    : pg_token_is(&t, "validator") ? &w.validator
		                                                   : NULL;
		bool options = pg_token_is(&t, "options"), end = t.kind == ORM_TOKEN_END;

		if (part && (next || options || end))
			*part = text_trim(a, start, (size_t)(t.start - start));
		at = t.start + t.len;
		if (options)
			w.options = inside(a, at);
		if (options || end)
			return w;
		if (next) {
			part = next;
			start = at;
		}
	}
}

/* Servers that use it stay, with passwords that nobody else knows. */
void pg_alter_wrapper(struct ddl *d, const struct orm_change *c)
{
	const struct orm_definition *from = (const struct orm_definition *)c->from;
	const struct orm_definition *to = (const struct orm_definition *)c->to;
	struct wrapper was = read_wrapper(d->arena, from ? from->definition : NULL);
	struct wrapper is = read_wrapper(d->arena, to->definition);
	const char *options = pg_foreign_options(d->arena, was.options, is.options);
	struct buf b = { 0 };

	if (!text_same(was.handler, is.handler))
		buf_addf(&b, is.handler ? " HANDLER %s" : " NO HANDLER%s",
		         is.handler ? is.handler : "");
	if (!text_same(was.validator, is.validator))
		buf_addf(&b, is.validator ? " VALIDATOR %s" : " NO VALIDATOR%s",
		         is.validator ? is.validator : "");
	if (options)
		buf_addf(&b, " OPTIONS (%s)", options);
	if (b.len)
		ddl_addf(d, 0, NULL, "ALTER FOREIGN DATA WRAPPER %s%s", name_of(d, to),
		         buf_str(&b));
	buf_release(&b);
}
