/* reflect/write/sql.c - a whole schema as an SQL script */
#include <string.h>

#include "orm/ddl/order.h"
#include "orm/dialect.h"
#include "reflect/write/write.h"

/* Would a semicolon after the text end up in a comment? */
static bool ends_in_comment(const struct orm_dialect *d, const char *sql, size_t len)
{
	const char *at = sql, *end = sql + len;
	bool comment = false;

	if (!strpbrk(sql, "-#"))
		return false;
	while (at < end) {
		struct orm_token t = d->next_token(at, (size_t)(end - at));

		if (t.kind == ORM_TOKEN_END)
			break;
		comment =
		    t.kind == ORM_TOKEN_COMMENT && !memchr(t.start, '\n', t.len) && *t.start != '/';
		at = t.start + t.len;
	}
	return comment;
}

/* In terms of a mode that isn't ours, in which strings end elsewhere? */
static bool is_foreign(const struct orm_dialect *d, const char *sql, size_t len)
{
	const char *at = sql, *end = sql + len;

	while (memchr(sql, '\\', len) && at < end) {
		struct orm_token t = d->next_token(at, (size_t)(end - at));

		if (t.kind == ORM_TOKEN_ILLEGAL)
			return true;
		at = t.start + t.len;
	}
	return false;
}

/* What ends a statement where the client would stop at a semicolon in it, or at none. */
static const char *delimiter_for(const struct orm_dialect *d, const char *sql, size_t len)
{
	static const char *const delimiters[] = { ";;", "//", "$$", "||", "%%" };

	if (!d->delimiter || (!memchr(sql, ';', len) && !is_foreign(d, sql, len)))
		return NULL;
	for (size_t i = 0; i < COUNT(delimiters); i++)
		if (!strstr(sql, delimiters[i]))
			return delimiters[i];
	return "~limbeck~";
}

void write_sql_statement(struct buf *out, const struct orm_dialect *d, const char *sql)
{
	size_t len = strlen(sql);
	const char *delimiter;

	while (len && strchr(" \t\r\n;", sql[len - 1]))
		len--;
	if (!len)
		return;
	delimiter = delimiter_for(d, sql, len);
	if (delimiter) {
		buf_addf(out, "%s %s\n%.*s\n%s\n%s ;\n", d->delimiter, delimiter, (int)len, sql,
		         delimiter, d->delimiter);
		return;
	}
	buf_add(out, sql, len);
	buf_adds(out, ends_in_comment(d, sql, len) ? "\n;\n" : ";\n");
}

void write_encoding(struct buf *out, size_t start, const struct orm_dialect *d)
{
	struct buf rest = { 0 };
	size_t at = start;

	while (at < out->len && (unsigned char)out->data[at] < 0x80)
		at++;
	if (!d->script_utf8 || at == out->len)
		return;
	buf_add(&rest, out->data + start, out->len - start);
	buf_cut(out, start);
	buf_adds(out, d->script_utf8);
	buf_add(out, rest.data, rest.len);
	buf_release(&rest);
}

/* What there is when a statement is run. */
struct state {
	void *metadata;          /* address of the pointer to it */
	struct orm_table *table; /* as it is before it gets a foreign key, or NULL */
};

static bool lookup(void *data, const char *schema, const char *name, struct orm_metadata **out,
                   struct error *err)
{
	const struct state *s = data;
	struct orm_metadata *const *m = s->metadata;

	(void)err;
	*out = orm_metadata_table(*m, schema, name) ? *m : NULL;
	if (*out && s->table && (*m)->dialect->same_name(s->table->object.name, name)) {
		*out = orm_metadata_new((*m)->arena);
		(*out)->dialect = (*m)->dialect;
		orm_metadata_add_table(*out, s->table);
	}
	return true;
}

/* As the database keeps it, else as the dialect makes it. */
static bool write_object(struct buf *out, struct ddl *ddl, const struct orm_object *o,
                         struct error *err)
{
	if (o->text) {
		write_sql_statement(out, ddl->dialect, o->text);
		return true;
	}
	ddl->out.len = 0;
	if (!ddl_create(ddl, o, err))
		return false;
	for (size_t i = 0; i < ddl->out.len; i++)
		if (!(ddl->out.items[i].flags & DDL_CHECK))
			write_sql_statement(out, ddl->dialect, ddl->out.items[i].sql);
	return true;
}

/* A table that is known by its text alone. */
static bool is_verbatim(const struct orm_change *c)
{
	return c->kind == ORM_TABLE && c->verb == ORM_CREATE && c->to->text &&
	       ((const struct orm_table *)c->to)->opaque;
}

/* One by one, each after what it needs. */
static bool write_in_order(struct buf *out, struct ddl *ddl, const struct orm_metadata *m,
                           struct error *err)
{
	struct state *state = ddl->lookup_data;
	struct orm_order order;

	orm_creation(ddl->arena, m, &order);
	for (size_t i = 0; i < order.len; i++) {
		const struct orm_change *c = &order.items[i].change;

		if (is_verbatim(c)) {
			write_sql_statement(out, ddl->dialect, c->to->text);
			continue;
		}
		state->table = c->kind == ORM_FOREIGN_KEY ? c->to->table : NULL;
		ddl->out.len = 0;
		if (!ddl_compile(ddl, c, 1, err))
			return false;
		for (size_t k = 0; k < ddl->out.len; k++)
			if (!(ddl->out.items[k].flags & DDL_CHECK))
				write_sql_statement(out, ddl->dialect, ddl->out.items[k].sql);
	}
	return true;
}

static bool write_tables(struct buf *out, struct ddl *ddl, const struct orm_metadata *m,
                         struct error *err)
{
	for (size_t i = 0; i < m->tables.len; i++) {
		struct orm_table t = *m->tables.items[i];

		t.indexes.len = 0;
		if (!write_object(out, ddl, &t.object, err))
			return false;
	}
	for (size_t i = 0; i < m->tables.len; i++)
		for (size_t j = 0; j < m->tables.items[i]->indexes.len; j++)
			if (!write_object(out, ddl, &m->tables.items[i]->indexes.items[j]->object,
			                  err))
				return false;
	return true;
}

static void write_settings(struct buf *out, const struct orm_metadata *m)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < m->settings.len; i++) {
		/* what has a dialect's name is a fact about the database, no setting */
		if (m->settings.items[i].dialect)
			continue;
		buf_cut(&b, 0);
		m->dialect->write_setting(&b, &m->settings.items[i]);
		write_sql_statement(out, m->dialect, buf_str(&b));
	}
	buf_release(&b);
}

static bool has_bodies(const struct orm_metadata *m)
{
	for (size_t i = 0; i < m->definitions.len; i++) {
		enum orm_kind kind = m->definitions.items[i]->object.kind;

		if (kind == ORM_FUNCTION || kind == ORM_PROCEDURE)
			return true;
	}
	return false;
}

bool write_sql(struct buf *out, const struct orm_metadata *m, struct error *err)
{
	struct arena a = { 0 };
	struct state state = { .metadata = &m };
	struct ddl ddl = {
		.arena = &a, .dialect = m->dialect, .lookup = lookup, .lookup_data = &state
	};
	bool done, ordered = m->dialect && m->dialect->checks_references;
	size_t start;

	if (!m->dialect)
		return fail(err, ERR_USAGE, "models are not in the terms of a database yet");
	write_left_out(out, m);
	start = out->len;
	write_settings(out, m);
	if (m->dialect->bodies_begin && has_bodies(m))
		buf_adds(out, m->dialect->bodies_begin);
	done = ordered ? write_in_order(out, &ddl, m, err) : write_tables(out, &ddl, m, err);
	for (size_t i = 0; done && !ordered && i < m->definitions.len; i++)
		done = write_object(out, &ddl, &m->definitions.items[i]->object, err);
	write_encoding(out, start, m->dialect);
	arena_release(&a);
	return done;
}
