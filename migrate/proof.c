/*
 * migrate/proof.c - run operations on a scratch copy before anyone else does
 */
#include "migrate/proof.h"

#include <string.h>

#include "base/buf.h"
#include "migrate/context.h"
#include "migrate/scratch.h"
#include "orm/dialect.h"
#include "reflect/reflect.h"
#include "reflect/write/write.h"

#define SHOWN 5

/* A proof under way. */
struct proof {
	struct arena *arena;
	const struct orm_dialect *dialect;
	struct orm_conn *scratch;
	struct orm_problems broken;  /* what `from` has of that, which is nobody's fault */
	struct migrate_watch *watch; /* until `up` is done; or NULL */
	struct migrate_rows *rows;   /* or NULL */
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
		                       .allow_data_loss = true,
		                       .watch = p->watch,
		                       .online = p->watch && p->watch->online };

	for (size_t i = 0; i < ops->len; i++)
		if (!migrate_context_run(&ctx, &ops->items[i], p->err))
			return false;
	return true;
}

static bool apply(struct proof *p, const struct migrate_ops *ops, const char *what)
{
	struct error late = { 0 };
	bool ok;

	if (!orm_migrating(p->scratch, true, p->err))
		return false;
	ok = orm_begin(p->scratch, p->err) && run_ops(p, ops) && orm_commit(p->scratch, p->err);
	if (!ok) {
		orm_rollback(p->scratch);
		(void)fail_object(p->err, "the %s, tried on a scratch copy", what);
		if (p->err->code == ERR_DATABASE || p->err->code == ERR_INTEGRITY)
			p->err->code = ERR_REFUSED;
	}
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
	static const struct reflect_options all = { .scratch = true };
	struct orm_metadata *now;
	struct compare_result left = { 0 };
	struct buf list = { 0 };

	if (!reflect_database(p->arena, p->scratch, &all, &now, p->err) ||
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

/* A virtual table whose module this program lacks has no columns. */
static bool can_be_made(const struct orm_metadata *from, const char *schema, const char *name)
{
	const struct orm_table *t = name ? orm_metadata_table(from, schema, name) : NULL;

	return !t || !t->module || t->columns.len;
}

/* `m` without what no scratch can have, so that the rest can be proven. */
static struct orm_metadata *without_foreign(struct proof *p, const struct orm_metadata *from,
                                            const struct orm_metadata *m)
{
	struct orm_metadata *copy = orm_metadata_new(p->arena);

	copy->dialect = m->dialect;
	copy->reflected = m->reflected;
	copy->left_out = m->left_out;
	copy->settings = m->settings;
	copy->naming = m->naming;
	for (size_t i = 0; i < m->tables.len; i++)
		if (can_be_made(from, m->tables.items[i]->object.schema,
		                m->tables.items[i]->object.name))
			orm_metadata_add_table(copy, orm_table_copy(p->arena, m->tables.items[i]));
	for (size_t i = 0; i < m->definitions.len; i++)
		if (migrate_scratch_holds(p->scratch, m->definitions.items[i]) &&
		    can_be_made(from, m->definitions.items[i]->object.schema,
		                m->definitions.items[i]->on))
			orm_metadata_add_definition(
			    copy, orm_definition_copy(p->arena, m->definitions.items[i]));
	return copy;
}

/* In the terms of the scratch database's own tables, which may be fewer. */
static bool make_rows(struct proof *p, const struct orm_metadata *from,
                      const struct orm_metadata *to, struct migrate_ops *up,
                      const struct migrate_ops *down)
{
	if (!p->rows)
		return true;
	migrate_rows_match(p->arena, from, to, up, down, p->rows);
	if (!migrate_rows_fill(p->arena, p->scratch, from, to, up, p->rows, p->err) ||
	    !migrate_rows_note(p->arena, p->scratch, false, p->rows, p->err))
		return false;
	p->rows->made = p->rows->kept;
	return true;
}

static bool check_rows(struct proof *p, bool after, const char *what)
{
	const char *lost;

	if (!p->rows)
		return true;
	if (!migrate_rows_compare(p->arena, p->scratch, after, p->rows, &lost, p->err))
		return false;
	return !lost || refuse(p, what, lost, 0);
}

/* What came with the upgrade may keep rows from going back as they are. */
static bool clear_rows(struct proof *p, const struct orm_metadata *from,
                       const struct orm_metadata *to, struct migrate_ops *down)
{
	int64_t kept;

	if (!p->rows)
		return true;
	kept = p->rows->kept;
	if (!migrate_rows_clear(p->arena, p->scratch, to, from, down, p->err) ||
	    !migrate_rows_note(p->arena, p->scratch, true, p->rows, p->err))
		return false;
	p->rows->kept = kept;
	return true;
}

static bool prove_down(struct proof *p, const struct orm_metadata *from,
                       const struct orm_metadata *to, struct migrate_ops *down)
{
	return clear_rows(p, from, to, down) && apply(p, down, "downgrade") &&
	       check_same(p, from, "downgrade") && check_rows(p, false, "downgrade");
}

static bool prove(struct proof *p, const struct orm_metadata *from, const struct orm_metadata *to,
                  const struct migrate_ops *up, const struct migrate_ops *down)
{
	struct migrate_ops there = *up, back = down ? *down : (struct migrate_ops){ 0 };

	if (!make(p, from) || !make_rows(p, from, to, &there, down) || !apply(p, up, "upgrade") ||
	    !check_whole(p, "upgrade") || !check_same(p, to, "upgrade") ||
	    !check_rows(p, true, "upgrade"))
		return false;
	p->watch = NULL;
	return !down || prove_down(p, from, to, &back);
}

bool migrate_prove_watched(struct arena *a, struct orm_conn *scratch,
                           const struct orm_metadata *from, const struct orm_metadata *to,
                           const struct migrate_ops *up, const struct migrate_ops *down,
                           struct migrate_watch *watch, struct migrate_rows *rows,
                           struct error *err)
{
	struct proof p = { .arena = a,
		           .dialect = orm_conn_dialect(scratch),
		           .scratch = scratch,
		           .watch = watch,
		           .rows = rows && rows->wanted ? rows : NULL,
		           .err = err };

	return prove(&p, without_foreign(&p, from, from), without_foreign(&p, from, to), up, down);
}

bool migrate_prove(struct arena *a, struct orm_conn *scratch, const struct orm_metadata *from,
                   const struct orm_metadata *to, const struct migrate_ops *up,
                   const struct migrate_ops *down, struct error *err)
{
	return migrate_prove_watched(a, scratch, from, to, up, down, NULL, NULL, err);
}

bool migrate_outcome(struct arena *a, struct orm_conn *scratch, const struct orm_metadata *from,
                     const struct migrate_ops *ops, struct orm_metadata **out, struct error *err)
{
	static const struct reflect_options all = { .scratch = true };
	struct proof p = {
		.arena = a, .dialect = orm_conn_dialect(scratch), .scratch = scratch, .err = err
	};

	return make(&p, without_foreign(&p, from, from)) && apply(&p, ops, "plan") &&
	       reflect_database(a, scratch, &all, out, err);
}
