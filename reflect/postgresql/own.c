/*
 * reflect/postgresql/own.c - names in the schema of a URL with schema=, without that schema
 *
 * Then tenants' schemas can be compared with each other and with a scratch database,
 * whose URL says schema=public; what is to be done in one can be done in any of them.
 * What extensions have in public is named in the same way, for every tenant finds it.
 */
#include "base/buf.h"
#include "base/text.h"
#include "orm/ddl/ddl.h"
#include "orm/ddl/rewrite.h"
#include "orm/dialect.h"
#include "orm/postgresql/lex.h"
#include "queries.h"
#include "reflect/postgresql/reader.h"

/* A text on its way through. */
struct pass {
	struct pg_reader *reader;
	const char *own, *beside; /* schemas */
	struct map *in_own, *in_beside;
	struct buf out;
	struct orm_token before, t, after;
	bool is_query, any;
};

static struct orm_token following(const struct orm_token *t)
{
	const char *at = t->start + t->len;

	return pg_next_word(at, strlen(at));
}

static const char *name_of(const struct pass *p, const struct orm_token *t)
{
	return orm_unquote(&p->reader->scratch, p->reader->dialect, t);
}

/* Of a table that is called like the schema, where nothing says that it isn't. */
static bool is_column(const struct pass *p, const char *schema, const char *name)
{
	static const char *const relations[] = { "from",   "join", "only", "into",
		                                 "update", "on",   "to" };
	const struct orm_table *t = orm_metadata_table(p->reader->m, NULL, schema);

	/* Elsewhere the server prints columns by their name alone. */
	if (!p->is_query || !t || !orm_table_column(t, p->reader->dialect, name) ||
	    pg_token_is_op(&p->before, "::"))
		return false;
	for (size_t i = 0; i < COUNT(relations); i++)
		if (pg_token_is(&p->before, relations[i]))
			return false;
	return true;
}

/* Is it the name of a schema that goes, before a name in it? */
static bool goes(const struct pass *p)
{
	if ((p->t.kind != ORM_TOKEN_WORD && p->t.kind != ORM_TOKEN_QUOTED) ||
	    !pg_token_is_op(&p->after, ".") || pg_token_is_op(&p->before, "."))
		return false;
	const char *schema = name_of(p, &p->t);
	struct orm_token object = following(&p->after);
	if (is_column(p, schema, name_of(p, &object)))
		return false;
	return (text_same(schema, p->own) && map_has(p->in_own, name_of(p, &object))) ||
	       (text_same(schema, p->beside) && map_has(p->in_beside, name_of(p, &object)));
}

static bool strip(void *data, const char **text);

/* 'schema.name'::regclass: a name, which the server understands by itself. */
static bool is_reference(const struct pass *p)
{
	struct orm_token type = following(&p->after);

	return p->t.kind == ORM_TOKEN_STRING && *p->t.start == '\'' && p->t.len > 2 &&
	       pg_token_is_op(&p->after, "::") && type.len > 3 && !memcmp(type.start, "reg", 3);
}

static void put_reference(struct pass *p)
{
	struct pass inner = *p;
	const char *name = name_of(p, &p->t);

	inner.out = (struct buf){ 0 };
	p->any |= strip(&inner, &name);
	ddl_string(&p->out, p->reader->dialect, name);
}

static void note_query(struct pass *p)
{
	static const char *const verbs[] = { "select", "insert", "update", "delete" };

	for (size_t i = 0; i < COUNT(verbs); i++)
		p->is_query = p->is_query || pg_token_is(&p->t, verbs[i]);
}

static void put(struct pass *p)
{
	note_query(p);
	if (goes(p)) {
		p->any = true;
		p->t = p->after;
	} else if (is_reference(p)) {
		put_reference(p);
	} else {
		buf_add(&p->out, p->t.start, p->t.len);
	}
}

/* Up to what would be quoted otherwise in a text. */
static bool may_have(const char *schema, const char *text)
{
	size_t plain = strcspn(schema, "\"'");

	return *schema && (!plain || memmem(text, strlen(text), schema, plain));
}

static bool strip(void *data, const char **text)
{
	struct pass *p = data;
	const char *at = *text;

	if (!at || !(may_have(p->own, at) || may_have(p->beside, at)))
		return false;
	p->any = false;
	p->is_query = false;
	p->before = (struct orm_token){ .kind = ORM_TOKEN_END, .start = at };
	for (;;) {
		p->t = pg_next_token(at, strlen(at));
		if (p->t.kind == ORM_TOKEN_END)
			break;
		if (p->t.kind == ORM_TOKEN_SPACE || p->t.kind == ORM_TOKEN_COMMENT) {
			buf_add(&p->out, p->t.start, p->t.len);
		} else {
			p->after = following(&p->t);
			put(p);
			p->before = p->t;
		}
		at = p->t.start + p->t.len;
	}
	if (p->any)
		*text = arena_strdup(p->reader->arena, buf_str(&p->out));
	buf_release(&p->out);
	return p->any;
}

static void strip_names(struct pass *p, struct names *names)
{
	for (size_t i = 0; i < names->len; i++)
		(void)strip(p, &names->items[i]);
}

static void strip_table(struct pass *p, struct orm_table *t)
{
	strip_names(p, &t->object.depends);
	for (size_t i = 0; i < t->columns.len; i++)
		strip_names(p, &t->columns.items[i]->object.depends);
	for (size_t i = 0; i < t->constraints.len; i++)
		strip_names(p, &t->constraints.items[i]->object.depends);
	for (size_t i = 0; i < t->indexes.len; i++)
		strip_names(p, &t->indexes.items[i]->object.depends);
}

/* The schema itself, and who may use it, is not in it. */
static bool is_schema(const struct orm_definition *d)
{
	return d->object.kind == ORM_SCHEMA ||
	       (d->object.kind == ORM_PRIVILEGE && text_starts(d->on, "SCHEMA "));
}

static bool read_names(struct pass *p, struct error *err)
{
	struct pg_reader *r = p->reader;
	const char *sql = pg_query_text(r, query_postgresql_own);
	struct orm_result *rows;
	enum orm_step step;

	p->in_own = map_new(&r->scratch);
	p->in_beside = map_new(&r->scratch);
	if (!orm_query(r->conn, sql, NULL, 0, &rows, err))
		return false;
	while ((step = orm_next(rows, err)) == ORM_ROW)
		map_put(pg_true(rows, 1) ? p->in_own : p->in_beside,
		        arena_strdup(&r->scratch, orm_get_text(rows, 0)), p);
	orm_result_close(rows);
	return step == ORM_DONE;
}

bool pg_reads_own(const struct orm_conn *c)
{
	return orm_url_param(orm_conn_url(c), "schema") != NULL;
}

bool pg_without_schema(struct pg_reader *r, struct error *err)
{
	struct pass p = { .reader = r, .own = orm_conn_schema(r->conn), .beside = r->beside };
	struct orm_definitions *all = &r->m->definitions;

	if (!read_names(&p, err))
		return false;
	orm_rewrite(r->m, strip, &p);
	for (size_t i = 0; i < r->m->tables.len; i++)
		strip_table(&p, r->m->tables.items[i]);
	for (size_t i = all->len; i-- > 0;) {
		struct orm_definition *d = all->items[i];

		(void)strip(&p, &d->on);
		strip_names(&p, &d->object.depends);
		if (*r->schema && is_schema(d))
			vec_remove(all, i);
	}
	return true;
}
