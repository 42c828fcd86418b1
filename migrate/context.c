/*
 * migrate/context.c - send what a script asks for, and remember what it was
 */
#include "migrate/context_private.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "migrate/watch.h"
#include "orm/dialect.h"
#include "reflect/write/write.h"

bool context_fail(const struct migrate_context *ctx, struct error *err)
{
	return ctx->file ? fail_at(err, ctx->file, ctx->line) : false;
}

bool context_go_on(const struct migrate_context *ctx, struct error *err)
{
	if (!ctx->cancelled || !*ctx->cancelled)
		return true;
	return fail(err, ERR_INTERRUPTED, "interrupted");
}

static bool send(struct migrate_context *ctx, const char *sql, const struct orm_value *params,
                 size_t count, struct error *err)
{
	if (orm_exec_params(ctx->conn, sql, params, count, err))
		return true;
	return fail_statement(err, sql, -1);
}

bool context_send(struct migrate_context *ctx, const char *sql, const struct orm_value *params,
                  size_t count, struct error *err)
{
	const struct orm_dialect *d = orm_conn_dialect(ctx->conn);
	struct orm_outside how = { 0 };
	bool outside, ok;

	if (!context_go_on(ctx, err))
		return context_fail(ctx, err);
	outside = d->outside && d->outside(ctx->arena, sql, &how) &&
	          (!how.apart || context_by_steps(ctx));
	if (!outside && ctx->autocommit) {
		how = (struct orm_outside){ .plain = true };
		outside = true;
	}
	/* What was set for the session went with it. */
	if (ctx->statements < ctx->done && !context_sets_session(d, sql)) {
		if (outside && how.session)
			context_again(ctx, sql);
		ctx->statements++;
		return true;
	}
	if (ctx->on_statement)
		ctx->on_statement(ctx->data, sql, ctx->statements);
	ok =
	    migrate_watch_before(ctx->watch, ctx->conn, sql, err) &&
	    (outside ? context_outside(ctx, &how, sql, err) : send(ctx, sql, params, count, err)) &&
	    migrate_watch_after(ctx->watch, ctx->conn, sql, err);
	if (!ok)
		return context_fail(ctx, err);
	ctx->statements++;
	if (ctx->sql && !outside)
		write_sql_statement(ctx->sql, d, sql);
	return true;
}

void context_note(struct migrate_context *ctx, struct names *list, enum orm_kind kind,
                  const char *schema, const char *name)
{
	if (!name)
		return;
	vec_push(ctx->arena, list,
	         arena_printf(ctx->arena, "%s %s%s%s", orm_kinds[kind].label, schema ? schema : "",
	                      schema ? "." : "", name));
}

static void note_effect(struct migrate_context *ctx, const struct orm_dialect *d, const char *sql)
{
	enum orm_kind kind;
	const char *name;
	bool created = false;

	if (d->classify(ctx->arena, sql, &kind, &name, &created))
		context_note(ctx, created ? &ctx->created : &ctx->dropped, kind, NULL, name);
	if (!created)
		ctx->altered = true;
}

/* Is it none of those that are known to leave rows alone? */
static bool may_change_rows(const struct orm_dialect *d, const char *sql)
{
	static const char *const words[] = { "CREATE", "ALTER", "DROP",   "COMMENT", "GRANT",
		                             "REVOKE", "SET",   "PRAGMA", "ANALYZE", "RENAME" };
	size_t len = strlen(sql);
	struct orm_token t = d->next_token(sql, len);

	while (t.kind == ORM_TOKEN_SPACE || t.kind == ORM_TOKEN_COMMENT)
		t = d->next_token(t.start + t.len, len - (size_t)(t.start + t.len - sql));
	for (size_t i = 0; i < COUNT(words); i++)
		if (t.len == strlen(words[i]) && !strncasecmp(t.start, words[i], t.len))
			return false;
	return true;
}

static bool execute_one(struct migrate_context *ctx, const char *sql, struct error *err)
{
	const struct orm_dialect *d = orm_conn_dialect(ctx->conn);

	if (context_transaction(d, sql) != CONTEXT_WITHIN) {
		(void)fail(err, ERR_INPUT, "a script can't begin or end a transaction");
		(void)fail_hint(err,
		                "Leave the statement out: limbeck makes the transaction. Only a "
		                "BEGIN that comes first and a COMMIT that comes last in a "
		                "section of SQL are passed over.");
		(void)fail_statement(err, sql, -1);
		return context_fail(ctx, err);
	}
	ctx->rows_change |= may_change_rows(d, sql);
	if (!context_send(ctx, sql, NULL, 0, err))
		return false;
	note_effect(ctx, d, sql);
	return true;
}

bool migrate_context_execute(struct migrate_context *ctx, const char *sql, struct error *err)
{
	struct orm_statements list = { 0 };

	(void)!orm_split(ctx->arena, orm_conn_dialect(ctx->conn), sql, strlen(sql), &list);
	for (size_t i = 0; i < list.len; i++)
		if (!execute_one(ctx,
		                 arena_strndup(ctx->arena, list.items[i].start, list.items[i].len),
		                 err))
			return false;
	return true;
}

bool migrate_context_query(struct migrate_context *ctx, const char *sql,
                           const struct orm_value *params, size_t count, struct orm_result **out,
                           struct error *err)
{
	if (ctx->sql) {
		(void)fail(err, ERR_UNSUPPORTED,
		           "a script that reads rows can't be written as SQL");
		(void)fail_hint(err, "Run it against the database, without --sql.");
		return context_fail(ctx, err);
	}
	ctx->rows_read = true;
	if (!context_go_on(ctx, err) || !orm_query(ctx->conn, sql, params, count, out, err)) {
		(void)fail_statement(err, sql, -1);
		return context_fail(ctx, err);
	}
	return true;
}

bool migrate_context_run(struct migrate_context *ctx, const struct migrate_op *op,
                         struct error *err)
{
	bool alone = ctx->autocommit, ok;

	if (op->line)
		ctx->line = op->line;
	if (op->kind == MIGRATE_EXECUTE)
		return migrate_context_execute(ctx, op->sql, err);
	/* What takes several statements is done as a whole or not at all. */
	ctx->autocommit = false;
	ok = op->kind == MIGRATE_BULK_INSERT ? context_insert(ctx, op, err)
	                                     : context_change(ctx, op, err);
	ctx->autocommit = alone;
	return ok;
}
