/* orm/postgresql/guest_text.c - schemas' names as their stand-ins', and back */
#include "orm/postgresql/guest.h"

#ifdef LIMBECK_LIBPQ

#include <ctype.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/text.h"
#include "orm/ddl/ddl.h"
#include "orm/dialect.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/postgresql.h"

/* A statement on its way through: the token at hand and its neighbours that count. */
struct pass {
	struct pg_guest *guest;
	struct arena *arena;
	const char *sql;
	struct buf out;
	struct orm_token earlier, before, t, after;
};

static struct orm_token following(const struct orm_token *t)
{
	const char *at = t->start + t->len;
	return pg_next_word(at, strlen(at));
}

static char *name_of(struct pass *p, const struct orm_token *t)
{
	char *name = orm_unquote(p->arena, &orm_postgresql, t);
	return t->kind == ORM_TOKEN_WORD ? text_lower(p->arena, name) : name;
}

static bool is_name(const struct orm_token *t)
{
	return t->kind == ORM_TOKEN_WORD || t->kind == ORM_TOKEN_QUOTED;
}

static bool is_known(const struct pg_guest *g, const char *schema)
{
	for (size_t i = 0; i < g->schemas.len; i++)
		if (!strcmp(g->schemas.items[i], schema))
			return true;
	return false;
}

/* "schema." before anything but what an extension has. */
static bool qualifies(struct pass *p, const char *schema)
{
	if (!pg_token_is_op(&p->after, ".") || pg_token_is_op(&p->before, ".") ||
	    !is_known(p->guest, schema))
		return false;
	struct orm_token object = following(&p->after);
	return !map_has(p->guest->members,
	                arena_printf(p->arena, "%s.%s", schema, name_of(p, &object)));
}

/* SCHEMA name, which may be a column and its type; CREATE SCHEMA IF NOT EXISTS name */
static bool names_schema(const struct pass *p)
{
	static const char *const before[] = { "create", "alter", "drop", "on", "in", "set" };
	if (pg_token_is(&p->t, "if") || pg_token_is(&p->t, "authorization"))
		return false;
	for (size_t i = 0; i < COUNT(before) && pg_token_is(&p->before, "schema"); i++)
		if (pg_token_is(&p->earlier, before[i]))
			return true;
	if (!pg_token_is(&p->before, "exists"))
		return false;
	struct orm_token first = pg_next_word(p->sql, strlen(p->sql)), second = following(&first);
	return pg_token_is(&second, "schema");
}

static void put_name(struct pass *p)
{
	const char *name = name_of(p, &p->t);
	if (names_schema(p) || qualifies(p, name))
		buf_adds(&p->out, pg_guest_schema(p->guest, name));
	else
		buf_add(&p->out, p->t.start, p->t.len);
}

/* 'schema', and 'schema.name' as functions of the catalogs take it. */
static void put_string(struct pass *p)
{
	const char *text = p->t.start + 1;
	size_t len = p->t.len - 2, head = strcspn(text, ".'");
	char *schema = arena_strndup(p->arena, text, head);
	char *object = head < len ? arena_strndup(p->arena, text, len) : NULL;
	if (*p->t.start != '\'' || p->t.len < 2 || !is_known(p->guest, schema) ||
	    (head < len && text[head] != '.') || (object && map_has(p->guest->members, object))) {
		buf_add(&p->out, p->t.start, p->t.len);
		return;
	}
	buf_addf(&p->out, "'%s", pg_guest_schema(p->guest, schema));
	buf_add(&p->out, text + head, len - head + 1);
}

/* Queries of the catalogs: schemas of users are the stand-ins, and extensions those asked for. */
static bool put_catalog(struct pass *p)
{
	if (pg_token_is_op(&p->t, "!~") && p->after.len == 6 &&
	    !memcmp(p->after.start, "'^pg_'", 6)) {
		buf_addf(&p->out, "~ '^%s'", p->guest->prefix);
		p->t = p->after;
		return true;
	}
	if (!pg_token_is(&p->t, "pg_extension") ||
	    !(pg_token_is(&p->before, "from") || pg_token_is(&p->before, "join")))
		return false;
	buf_adds(&p->out, "(SELECT * FROM pg_catalog.pg_extension WHERE extname IN (''");
	for (size_t i = 0; i < p->guest->extensions.len; i++)
		buf_addf(&p->out, ", %s", pg_string(p->arena, p->guest->extensions.items[i]));
	buf_adds(&p->out, "))");
	return true;
}

static void put(struct pass *p)
{
	if (put_catalog(p))
		return;
	if (is_name(&p->t) && pg_token_is(&p->t, "concurrently"))
		return; /* nobody else sees it */
	if (is_name(&p->t))
		put_name(p);
	else if (p->t.kind == ORM_TOKEN_STRING)
		put_string(p);
	else
		buf_add(&p->out, p->t.start, p->t.len);
}

/* What a database has only once, and what would end the transaction. */
static bool fail_kind(const char *sql, struct error *err)
{
	static const char *const kinds[] = { "publication", "event",        "server", "language",
		                             "cast",        "foreign",      "role",   "database",
		                             "tablespace",  "subscription", "user",   "access" };
	static const char *const ends[] = { "commit", "end", "abort", "prepare", "vacuum" };
	struct orm_token first = pg_next_word(sql, strlen(sql)), second = following(&first),
			 third = following(&second);
	for (size_t i = 0; i < COUNT(ends); i++)
		if (pg_token_is(&first, ends[i]))
			return fail(err, ERR_UNSUPPORTED,
			            "%s can't be tried inside of the database", ends[i]);
	if (!pg_token_is(&first, "create") && !pg_token_is(&first, "drop") &&
	    !pg_token_is(&first, "alter"))
		return true;
	bool table = pg_token_is(&second, "foreign") && pg_token_is(&third, "table");
	for (size_t i = 0; i < COUNT(kinds) && !table; i++)
		if (pg_token_is(&second, kinds[i]))
			return fail(err, ERR_UNSUPPORTED,
			            "a database has only one of a %s by its name, so that none can "
			            "be tried inside of it",
			            kinds[i]);
	if (pg_token_is(&second, "extension") && !pg_token_is(&first, "create"))
		return fail(err, ERR_UNSUPPORTED,
		            "an extension can't be changed on trial inside of the database");
	return true;
}

/* Who may use the stand-in of public is nobody's business. */
static bool is_of_public(const char *sql)
{
	struct orm_token first = pg_next_word(sql, strlen(sql)), t = first, before = first;
	if (!pg_token_is(&first, "grant") && !pg_token_is(&first, "revoke"))
		return false;
	while (t.kind != ORM_TOKEN_END && !pg_token_is(&before, "schema")) {
		before = t;
		t = following(&t);
	}
	return pg_token_is(&t, "public");
}

/* CREATE EXTENSION: that may be there, comment and all, and then counts from now on. */
static const char *take_extension(struct pg_guest *g, struct arena *a, const char *sql)
{
	struct orm_token first = pg_next_word(sql, strlen(sql)), t = following(&first);
	struct pass p = { .guest = g, .arena = a };
	const char *rest = t.start + t.len;
	if (!strncmp(sql, "COMMENT ON EXTENSION ", 21))
		return "SELECT";
	if (!pg_token_is(&first, "create") || !pg_token_is(&t, "extension"))
		return sql;
	t = following(&t);
	for (const char *const *word = (const char *const[]){ "if", "not", "exists", NULL }; *word;
	     word++)
		if (pg_token_is(&t, *word)) {
			rest = t.start + t.len;
			t = following(&t);
		}
	vec_push(g->arena, &g->extensions, arena_strdup(g->arena, name_of(&p, &t)));
	return arena_printf(a, "CREATE EXTENSION IF NOT EXISTS%s", rest);
}

const char *pg_guest_sql(struct pg_guest *g, struct arena *a, const char *sql, struct error *err)
{
	struct pass p = { .guest = g, .arena = a };
	if (!fail_kind(sql, err)) {
		fail_statement(err, sql, -1);
		return NULL;
	}
	if (is_of_public(sql))
		return "SELECT";
	p.sql = sql = take_extension(g, a, sql);
	for (;;) {
		p.t = pg_next_token(sql, strlen(sql));
		if (p.t.kind == ORM_TOKEN_END)
			return buf_take(&p.out, a);
		if (p.t.kind == ORM_TOKEN_SPACE || p.t.kind == ORM_TOKEN_COMMENT) {
			buf_add(&p.out, p.t.start, p.t.len);
		} else {
			p.after = following(&p.t);
			put(&p);
			p.earlier = p.before;
			p.before = p.t;
		}
		sql = p.t.start + p.t.len;
	}
}

/* As an identifier where one has to be, and otherwise as it is. */
static void put_schema(struct buf *out, const char *schema, const char *text, const char *at,
                       const char *end)
{
	bool identifier = *end == '.' || (at - text >= 7 && !memcmp(at - 7, "SCHEMA ", 7));
	if (identifier)
		ddl_name(out, &orm_postgresql, schema);
	else
		buf_adds(out, schema);
}

const char *pg_guest_text(const struct pg_guest *g, struct arena *a, const char *text)
{
	const char *at, *from = text;
	struct buf out = { 0 };
	if (!g || !strstr(text, g->prefix))
		return text;
	while ((at = strstr(from, g->prefix))) {
		char *end;
		size_t i = strtoul(at + strlen(g->prefix), &end, 10);
		buf_add(&out, from, (size_t)(at - from));
		if (i < g->schemas.len && isdigit((unsigned char)end[-1]))
			put_schema(&out, g->schemas.items[i], text, at, end);
		else
			buf_add(&out, at, (size_t)(end - at));
		from = end;
	}
	buf_adds(&out, from);
	return buf_take(&out, a);
}

const char *pg_guest_transaction(struct pg_guest *g, const char *sql)
{
	bool begins = text_starts(sql, "BEGIN");
	if (!begins && strcmp(sql, "COMMIT") != 0 && strcmp(sql, "ROLLBACK") != 0)
		return sql;
	g->nested = begins;
	if (begins)
		return "SAVEPOINT limbeck_guest";
	return *sql == 'C' ? "RELEASE SAVEPOINT limbeck_guest"
	                   : "ROLLBACK TO SAVEPOINT limbeck_guest";
}

#endif
