/* migrate/rights.c - owners and grants of what is dropped and made again */
#include "migrate/rights.h"

#include "base/map.h"
#include "migrate/context_private.h"
#include "orm/dialect.h"
#include "reflect/write/write.h"

struct migrate_gone {
	const struct orm_definition *was;
	const char *key, *query;
	struct names statements; /* that give it back */
	size_t at;               /* where in the text it goes */
};

static struct migrate_gone *note(struct migrate_rights *r, struct arena *a,
                                 const struct orm_dialect *d, const struct orm_change *c, size_t at)
{
	const char *query = d->rights ? d->rights(a, c) : NULL;
	const struct orm_object *o = c->from ? c->from : c->to;
	struct migrate_gone *gone;

	if (!query)
		return NULL;
	if (!r->by_key)
		r->by_key = map_new(a);
	gone = ARENA_NEW(a, struct migrate_gone);
	*gone = (struct migrate_gone){ .was = (const struct orm_definition *)o,
		                       .key = orm_object_key(a, d, o),
		                       .query = query,
		                       .at = at };
	map_put(r->by_key, gone->key, gone);
	vec_push(a, &r->gone, gone);
	return gone;
}

/* It is there again: once is enough. */
static struct migrate_gone *back(struct migrate_rights *r, struct arena *a,
                                 const struct orm_dialect *d, const struct orm_change *c)
{
	if (!r->by_key || !c->to || (c->verb != ORM_CREATE && c->verb != ORM_ALTER))
		return NULL;
	return map_remove(r->by_key, orm_object_key(a, d, c->to));
}

/* What comes after `at` in the text is `by` further. */
static void move(struct migrate_rights *r, size_t at, size_t by)
{
	for (size_t i = 0; i < r->gone.len; i++)
		if (r->gone.items[i]->at > at)
			r->gone.items[i]->at += by;
}

void migrate_rights_before(struct migrate_rights *r, struct ddl *d, const struct orm_change *c)
{
	note(r, d->arena, d->dialect, c, d->out.len);
}

static void add(struct ddl *d, const char *sql)
{
	size_t op = d->out.items[d->out.len - 1].op;

	vec_push(d->arena, &d->out, (struct ddl_statement){ .sql = sql, .op = op });
}

static void add_around(struct migrate_rights *r, struct ddl *d, const struct migrate_gone *gone)
{
	struct ddl_statement ask = { .op = d->out.items[gone->at].op };
	const char *give;

	d->dialect->rights_text(d->arena, gone->query, ++r->count, &ask.sql, &give);
	vec_insert(d->arena, &d->out, gone->at, ask);
	move(r, gone->at, 1);
	add(d, give);
}

void migrate_rights_known(struct migrate_rights *r, struct ddl *d, const struct orm_change *c,
                          bool grants)
{
	const struct migrate_gone *gone = back(r, d->arena, d->dialect, c);

	if (gone && gone->was->by_default && !grants) {
		add_around(r, d, gone);
		return;
	}
	if (gone && gone->was->ownership)
		add(d, gone->was->ownership);
	for (size_t i = 0; gone && grants && i < gone->was->grants.len; i++)
		add(d, gone->was->grants.items[i]);
}

void migrate_rights_unknown(struct migrate_rights *r, struct ddl *d, const struct orm_change *c)
{
	const struct migrate_gone *gone = back(r, d->arena, d->dialect, c);

	if (gone)
		add_around(r, d, gone);
}

static bool ask(struct migrate_context *ctx, struct migrate_gone *gone, struct error *err)
{
	const char *sql =
	    arena_printf(ctx->arena, "SELECT s FROM (\n%s) AS had_before ORDER BY n", gone->query);
	struct orm_result *r;
	enum orm_step step;

	if (!orm_query(ctx->conn, sql, NULL, 0, &r, err))
		return false;
	while ((step = orm_next(r, err)) == ORM_ROW)
		vec_push(ctx->arena, &gone->statements,
		         arena_strdup(ctx->arena, orm_get_text(r, 0)));
	orm_result_close(r);
	return step == ORM_DONE;
}

/* The context's, made when first needed. */
static struct migrate_rights *rights_of(struct migrate_context *ctx)
{
	if (!ctx->rights)
		ctx->rights = ARENA_NEW(ctx->arena, struct migrate_rights);
	return ctx->rights;
}

bool migrate_rights_ask(struct migrate_context *ctx, const struct orm_changes *changes,
                        struct error *err)
{
	const struct orm_dialect *d = orm_conn_dialect(ctx->conn);

	for (size_t i = 0; i < changes->len; i++) {
		struct migrate_gone *gone = note(rights_of(ctx), ctx->arena, d, &changes->items[i],
		                                 ctx->sql ? ctx->sql->len : 0);

		if (gone && !ask(ctx, gone, err))
			return false;
	}
	return true;
}

void migrate_rights_give(struct migrate_context *ctx, const struct orm_changes *changes,
                         struct ddl_statements *out)
{
	const struct orm_dialect *d = orm_conn_dialect(ctx->conn);

	for (size_t i = 0; i < changes->len && !ctx->sql; i++) {
		const struct migrate_gone *gone =
		    back(rights_of(ctx), ctx->arena, d, &changes->items[i]);

		for (size_t k = 0; gone && k < gone->statements.len; k++)
			vec_push(ctx->arena, out,
			         (struct ddl_statement){ .sql = gone->statements.items[k] });
	}
}

static void insert(struct arena *a, struct buf *b, size_t at, const char *text)
{
	const char *rest = arena_strndup(a, b->data + at, b->len - at);

	buf_cut(b, at);
	buf_adds(b, text);
	buf_adds(b, rest);
}

void migrate_rights_write(struct migrate_context *ctx, const struct orm_changes *changes)
{
	const struct orm_dialect *d = orm_conn_dialect(ctx->conn);

	for (size_t i = 0; i < changes->len && ctx->sql; i++) {
		const struct migrate_gone *gone =
		    back(rights_of(ctx), ctx->arena, d, &changes->items[i]);
		const char *before, *after;
		struct buf text = { 0 };

		if (!gone)
			continue;
		d->rights_text(ctx->arena, gone->query, ++ctx->rights->count, &before, &after);
		write_sql_statement(&text, d, before);
		insert(ctx->arena, ctx->sql, gone->at, buf_str(&text));
		move(ctx->rights, gone->at, text.len);
		buf_release(&text);
		write_sql_statement(ctx->sql, d, after);
	}
}
