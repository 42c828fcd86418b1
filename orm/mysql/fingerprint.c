/*
 * orm/mysql/fingerprint.c - what the objects are like that a statement names
 *
 * Which objects a statement changes isn't looked for: every object counts that
 * has the name of any word in it.  Their definitions tell whether it has been
 * done, except for the counters that rows move; for what keeps the definition
 * (TRUNCATE, two tables that change places) there is the number that the
 * storage engine gives a table when it is made, to who may see it.  Only such
 * statements ask for it: the engine looks through all tables of the server.
 */
#include "orm/mysql/handle.h"

#ifdef LIMBECK_MYSQL

#include "base/map.h"
#include "base/sha256.h"
#include "base/text.h"
#include "orm/mysql/lex.h"

/* The statement's words, as a list of literals. */
struct mentioned {
	struct arena *arena;
	struct map *seen;
	const char *list; /* 'a', 'b' */
	bool triggers, routines, events, users, numbers;
};

static void look_at_keyword(struct mentioned *m, const struct orm_token *t)
{
	static const char *const of_routines[] = { "procedure", "function", "package" };
	static const char *const of_users[] = { "user", "role", "grant", "revoke" };
	static const char *const of_numbers[] = { "truncate", "rename", "exchange", "replace" };
	m->triggers = m->triggers || my_token_is(t, "trigger");
	m->events = m->events || my_token_is(t, "event");
	for (size_t i = 0; i < COUNT(of_routines); i++)
		m->routines = m->routines || my_token_is(t, of_routines[i]);
	for (size_t i = 0; i < COUNT(of_users); i++)
		m->users = m->users || my_token_is(t, of_users[i]);
	for (size_t i = 0; i < COUNT(of_numbers); i++)
		m->numbers = m->numbers || my_token_is(t, of_numbers[i]);
}

static void look_at(struct mentioned *m, const struct orm_dialect *d, const char *sql)
{
	struct buf list = { 0 };
	m->seen = map_new(m->arena);
	for (struct my_words w = my_words_of(d, sql); w.t.kind != ORM_TOKEN_END;
	     my_words_next(&w)) {
		bool named = w.t.kind == ORM_TOKEN_WORD || w.t.kind == ORM_TOKEN_QUOTED ||
		             w.t.kind == ORM_TOKEN_STRING;
		look_at_keyword(m, &w.t);
		/* What is longer names nothing. */
		if (!named || w.t.len > 256)
			continue;
		char *name = w.t.kind == ORM_TOKEN_WORD
		                 ? arena_strndup(m->arena, w.t.start, w.t.len)
		                 : my_unquote(m->arena, &w.t);
		if (map_has(m->seen, name))
			continue;
		map_put(m->seen, name, m);
		buf_addf(&list, "%s%s", list.len ? ", " : "", my_string(m->arena, name));
	}
	if (!list.len)
		buf_adds(&list, "''");
	m->list = buf_take(&list, m->arena);
}

/* A question whose rows give a text each. */
static bool ask(struct orm_conn *c, struct arena *a, const char *sql, struct names *out,
                struct error *err)
{
	const struct my_client *my = my_handle(c)->my;
	MYSQL_RES *result;
	MYSQL_ROW row;
	if (!my_send(c, sql, strlen(sql), &result, err))
		return false;
	while (result && (row = my->mysql_fetch_row(result)))
		vec_push(a, out, arena_strdup(a, row[0] ? row[0] : ""));
	my->mysql_free_result(result);
	return true;
}

/* Statements that show the objects there are, each on a line of the answer. */
static bool find_objects(struct orm_conn *c, const struct mentioned *m, struct names *out,
                         struct error *err)
{
#define QUOTED(COLUMN) "'`', REPLACE(" COLUMN ", '`', '``'), '`'"
	static const char tables[] =
	    "SELECT CONCAT('SHOW CREATE TABLE ', " QUOTED("TABLE_SCHEMA") ", '.', " QUOTED(
		"TABLE_NAME") ") FROM information_schema.TABLES WHERE "
			      "(TABLE_SCHEMA = DATABASE() OR TABLE_SCHEMA IN (%s)) AND "
			      "TABLE_NAME IN (%s) ORDER BY 1";
	static const char triggers[] = "SELECT CONCAT('SHOW CREATE TRIGGER ', " QUOTED(
	    "TRIGGER_NAME") ") FROM "
			    "information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() AND "
			    "TRIGGER_NAME IN (%s) ORDER BY 1";
	static const char routines[] = "SELECT CONCAT('SHOW CREATE ', ROUTINE_TYPE, ' ', " QUOTED(
	    "ROUTINE_NAME") ") FROM "
			    "information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() AND "
			    "ROUTINE_NAME IN (%s) ORDER BY 1";
	static const char events[] = "SELECT CONCAT('SHOW CREATE EVENT ', " QUOTED(
	    "EVENT_NAME") ") FROM "
			  "information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE() AND "
			  "EVENT_NAME IN (%s) ORDER BY 1";
#undef QUOTED
	return ask(c, m->arena, arena_printf(m->arena, tables, m->list, m->list), out, err) &&
	       (!m->triggers ||
	        ask(c, m->arena, arena_printf(m->arena, triggers, m->list), out, err)) &&
	       (!m->routines ||
	        ask(c, m->arena, arena_printf(m->arena, routines, m->list), out, err)) &&
	       (!m->events || ask(c, m->arena, arena_printf(m->arena, events, m->list), out, err));
}

/* Up to "AUTO_INCREMENT=7 " and from there: rows move it. */
static void add_definition(struct buf *out, const char *text)
{
	static const char counter[] = " AUTO_INCREMENT=";
	const char *at;
	while ((at = strstr(text, counter))) {
		buf_add(out, text, (size_t)(at - text));
		text = at + sizeof counter - 1;
		text += strspn(text, "0123456789");
	}
	buf_adds(out, text);
	buf_addc(out, '\n');
}

/* All that the server shows, but for the time at which a trigger was made. */
static void show(struct orm_conn *c, const char *sql, struct buf *out)
{
	const struct my_client *my = my_handle(c)->my;
	struct error ignored;
	MYSQL_RES *result;
	MYSQL_ROW row;
	buf_addf(out, "%s\n", sql);
	/* A view of what isn't there any more can't be shown: that, too, is what it is like. */
	if (!my_send(c, sql, strlen(sql), &result, &ignored)) {
		buf_addf(out, "%s\n", ignored.message);
		return;
	}
	unsigned columns = result ? my->mysql_num_fields(result) : 0;
	while (result && (row = my->mysql_fetch_row(result)))
		for (unsigned i = 0; i < columns && i < 4; i++)
			add_definition(out, row[i] ? row[i] : "");
	my->mysql_free_result(result);
}

/* The engine's numbers of tables and their partitions: names are as in file names. */
static void add_numbers(struct orm_conn *c, const struct mentioned *m, struct buf *out)
{
	static const char sql[] =
	    "SELECT CONCAT(NAME, ' ', TABLE_ID) FROM information_schema.%s WHERE "
	    "SUBSTRING_INDEX(SUBSTRING_INDEX(LOWER(NAME), '/', -1), '#p#', 1) IN "
	    "(SELECT LOWER(n) FROM (%s) names) AND SUBSTRING_INDEX(NAME, '/', 1) IN "
	    "(DATABASE(), %s) ORDER BY NAME";
	bool maria = c->dialect == &orm_mariadb;
	struct names found = { 0 };
	struct error ignored;
	struct buf names = { 0 };
	size_t count = 0;
	for (const char *at = m->list; *at; at += strspn(at, ", "), count++) {
		struct orm_token t = my_next_token(at, strlen(at));
		buf_addf(&names, "%s%.*s%s", count ? " UNION ALL SELECT " : "SELECT ", (int)t.len,
		         at, count ? "" : " AS n");
		at += t.len;
	}
	/* Who may not see them does without. */
	if (ask(c, m->arena,
	        arena_printf(m->arena, sql, maria ? "INNODB_SYS_TABLES" : "INNODB_TABLES",
	                     buf_str(&names), m->list),
	        &found, &ignored))
		for (size_t i = 0; i < found.len; i++)
			buf_addf(out, "%s\n", found.items[i]);
	buf_release(&names);
}

static void add_users(struct orm_conn *c, const struct mentioned *m, struct buf *out)
{
	struct names found = { 0 };
	struct error ignored;
	if (ask(c, m->arena,
	        arena_printf(m->arena,
	                     "SELECT CONCAT(user, '@', host) FROM mysql.user WHERE user IN (%s) "
	                     "ORDER BY 1",
	                     m->list),
	        &found, &ignored))
		for (size_t i = 0; i < found.len; i++)
			buf_addf(out, "%s\n", found.items[i]);
}

bool my_fingerprint(struct orm_conn *c, struct arena *a, const char *sql, const char **out,
                    struct error *err)
{
	struct arena work = { 0 };
	struct mentioned m = { .arena = &work };
	struct names shown = { 0 };
	struct buf text = { 0 };
	char hex[65];
	look_at(&m, c->dialect, sql);
	bool ok = find_objects(c, &m, &shown, err);
	for (size_t i = 0; ok && i < shown.len; i++)
		show(c, shown.items[i], &text);
	if (ok && m.numbers)
		add_numbers(c, &m, &text);
	if (ok && m.users)
		add_users(c, &m, &text);
	sha256_hex(buf_str(&text), text.len, hex);
	*out = arena_strdup(a, hex);
	buf_release(&text);
	arena_release(&work);
	return ok;
}

#endif
