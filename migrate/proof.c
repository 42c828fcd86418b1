/*
 * migrate/proof.c - run operations on a scratch copy before anyone else does
 */
#include "migrate/proof.h"

#include <string.h>

#include "base/buf.h"
#include "migrate/context.h"
#include "orm/dialect.h"
#include "reflect/reflect.h"
#include "reflect/write/write.h"

#define SHOWN 5

bool migrate_scratch_open(const struct orm_dialect *d, struct orm_conn **out, struct error *err)
{
	struct orm_connect_options options = { .create = true };
	struct arena a = { 0 };
	struct orm_url url;
	bool ok;

	if (!d->scratch_in_memory)
		return fail(err, ERR_UNSUPPORTED, "there is no scratch database for %s yet",
		            d->title);
	ok = orm_url_parse(&a, d->scratch_url, &url, err) && orm_connect(&url, &options, out, err);
	arena_release(&a);
	return ok;
}

bool migrate_scratch_load(struct orm_conn *scratch, const char *path, const char *text, size_t len,
                          struct error *err)
{
	struct arena a = { 0 };
	struct orm_statements list = { 0 };
	bool ok = true;

	/* What isn't finished is left for the database to refuse. */
	(void)!orm_split(&a, orm_conn_dialect(scratch), text, len, &list);
	for (size_t i = 0; ok && i < list.len; i++) {
		char *sql = arena_strndup(&a, list.items[i].start, list.items[i].len);

		ok = orm_exec(scratch, sql, err);
		if (!ok) {
			(void)fail_statement(err, sql, -1);
			(void)fail_at(err, path, list.items[i].line);
		}
	}
	arena_release(&a);
	return ok;
}

/* A proof under way. */
struct proof {
	struct arena *arena;
	const struct orm_dialect *dialect;
	struct orm_conn *scratch;
	struct orm_problems broken; /* what `from` has of that, which is nobody's fault */
	struct error *err;
};

static bool make(struct proof *p, const struct orm_metadata *from)
{
	struct buf sql = { 0 };
	bool ok = write_sql(&sql, from, p->err) &&
	          migrate_scratch_load(p->scratch, NULL, buf_str(&sql), sql.len, p->err);

	buf_release(&sql);
	return ok && orm_find_problems(p->scratch, p->arena, false, &p->broken, p->err);
}

static bool run_ops(struct proof *p, const struct migrate_ops *ops)
{
	struct migrate_context ctx = { .arena = p->arena,
		                       .conn = p->scratch,
		                       .allow_data_loss = true };

	for (size_t i = 0; i < ops->len; i++)
		if (!migrate_context_run(&ctx, &ops->items[i], p->err))
			return false;
	return true;
}

static bool apply(struct proof *p, const struct migrate_ops *ops)
{
	struct error late = { 0 };
	bool ok;

	if (!orm_migrating(p->scratch, true, p->err))
		return false;
	ok = orm_begin(p->scratch, p->err) && run_ops(p, ops) && orm_commit(p->scratch, p->err);
	if (!ok)
		orm_rollback(p->scratch);
	return orm_migrating(p->scratch, false, ok ? p->err : &late) && ok;
}

static bool refuse(struct proof *p, const char *what, const char *found, size_t count)
{
	(void)fail(p->err, ERR_REFUSED, "the %s, tried on a scratch copy, %s%s", what, found,
	           count > SHOWN ? "; ..." : "");
	return fail_hint(p->err, "Nothing was written or changed; write the operations by hand, or "
	                         "skip the proof with --no-verify.");
}

static bool check_whole(struct proof *p, const char *what)
{
	struct orm_problems found = { 0 };
	struct names fresh = { 0 };
	struct buf list = { 0 };

	if (!orm_find_problems(p->scratch, p->arena, false, &found, p->err))
		return false;
	orm_new_problems(p->arena, &p->broken, &found, &fresh);
	for (size_t i = 0; i < fresh.len && i < SHOWN; i++)
		buf_addf(&list, "%s%s", i ? "; " : "breaks it: ", fresh.items[i]);
	if (fresh.len)
		(void)refuse(p, what, buf_str(&list), fresh.len);
	buf_release(&list);
	return !fresh.len;
}

static bool check_same(struct proof *p, const struct orm_metadata *wanted, const char *what)
{
	struct orm_metadata *now;
	struct compare_result left = { 0 };
	struct buf list = { 0 };

	if (!reflect_database(p->arena, p->scratch, NULL, &now, p->err) ||
	    !migrate_compare(p->arena, p->dialect, now, wanted, NULL, &left, p->err))
		return false;
	if (!left.ops.len)
		return true;
	buf_addf(&list, "leaves %zu difference%s: ", left.ops.len, left.ops.len == 1 ? "" : "s");
	for (size_t i = 0; i < left.ops.len && i < SHOWN; i++)
		buf_addf(&list, "%s%s", i ? "; " : "",
		         migrate_op_text(p->arena, p->dialect, &left.ops.items[i]));
	(void)refuse(p, what, buf_str(&list), left.ops.len);
	buf_release(&list);
	return false;
}

static bool prove(struct proof *p, const struct orm_metadata *from, const struct orm_metadata *to,
                  const struct migrate_ops *up, const struct migrate_ops *down)
{
	if (!make(p, from) || !apply(p, up) || !check_whole(p, "upgrade") ||
	    !check_same(p, to, "upgrade"))
		return false;
	return !down || (apply(p, down) && check_same(p, from, "downgrade"));
}

bool migrate_prove(struct arena *a, const struct orm_dialect *d, const struct orm_metadata *from,
                   const struct orm_metadata *to, const struct migrate_ops *up,
                   const struct migrate_ops *down, struct error *err)
{
	struct proof p = { .arena = a, .dialect = d, .err = err };
	bool ok;

	if (!migrate_scratch_open(d, &p.scratch, err))
		return false;
	ok = prove(&p, from, to, up, down);
	orm_close(p.scratch);
	return ok;
}
