/*
 * migrate/rows_fill.c - rows for the tables of a scratch database, parents first
 *
 * Where tables lead to each other in a circle the first of them has NULLs, or leads to
 * rows that come later in the same transaction.
 */
#include "base/text.h"
#include "migrate/obstacle.h"
#include "migrate/rows.h"
#include "migrate/rows_value.h"
#include "orm/dialect.h"

#define STEP "limbeck_clear"

struct rows_table *rows_find(const struct rows_filler *f, const char *schema, const char *name)
{
	for (size_t i = 0; name && i < f->tables.len; i++) {
		const struct orm_object *o = &f->tables.items[i].table->object;

		if (text_same(o->schema, schema) && f->dialect->same_name(o->name, name))
			return &f->tables.items[i];
	}
	return NULL;
}

static bool is_done(const struct rows_filler *f, const struct rows_table *t)
{
	if (!rows_has_children(f->from, t->table))
		return t->done;
	for (size_t i = 0; i < f->tables.len; i++) {
		const struct rows_table *child = &f->tables.items[i];

		if (child->table->partition_of && !child->done &&
		    orm_mentions(f->dialect, child->table->partition_of, t->table->object.name))
			return false;
	}
	return true;
}

/* Are there the rows that its own lead to, if there will be any?  `strictly`: or NULLs do. */
static bool is_ready(const struct rows_filler *f, const struct rows_table *t, bool strictly)
{
	for (size_t i = 0; i < t->columns.len; i++) {
		const struct rows_column *c = &t->columns.items[i];
		const struct rows_table *parent =
		    c->reference
			? rows_find(f, c->reference->referred_schema, c->reference->referred_table)
			: NULL;

		if (parent && parent != t && !is_done(f, parent) && (strictly || !c->null_ok))
			return false;
	}
	return true;
}

/* The next one: whose parents are there, else who can do without, else any. */
static struct rows_table *next(const struct rows_filler *f)
{
	struct rows_table *any = NULL, *without = NULL;

	for (size_t i = 0; i < f->tables.len; i++) {
		struct rows_table *t = &f->tables.items[i];

		if (t->done)
			continue;
		if (is_ready(f, t, true))
			return t;
		if (!any)
			any = t;
		if (!without && is_ready(f, t, false))
			without = t;
	}
	return without ? without : any;
}

/* Where its data is somebody else's, or its partitions', it is nothing to be filled. */
static bool is_filled(const struct rows_filler *f, const struct orm_table *t)
{
	const char *elsewhere = f->dialect->drop_option;

	if (elsewhere && orm_option_get(&t->object.options, NULL, elsewhere))
		return false;
	return !t->module && !rows_has_children(f->from, t);
}

static bool prepare(struct rows_filler *f, struct error *err)
{
	for (size_t i = 0; i < f->from->tables.len; i++)
		vec_add(f->arena, &f->tables)->table = f->from->tables.items[i];
	for (size_t i = 0; i < f->tables.len; i++) {
		struct rows_table *t = &f->tables.items[i];
		struct buf sql = { 0 };

		t->done = !is_filled(f, t->table);
		if (t->done)
			continue;
		rows_prepare(f, t);
		buf_adds(&sql, "SELECT count(*) FROM ");
		ddl_full_name(&sql, f->dialect, t->table->object.schema, t->table->object.name);
		bool ok = rows_count(f, buf_str(&sql), &t->rows, err);
		buf_release(&sql);
		if (!ok)
			return false;
		t->done = t->rows > 0;
	}
	return true;
}

static bool fill(struct rows_filler *f, struct error *err)
{
	struct rows_table *t;

	if (!orm_begin(f->conn, err))
		return false;
	bool ok = !f->ahead || orm_exec(f->conn, f->dialect->defer_keys, err);
	while (ok && (t = next(f)))
		ok = rows_insert(f, t, err);
	ok = ok && orm_commit(f->conn, err);
	if (!ok)
		orm_rollback(f->conn);
	return ok;
}

/* Rows that lead nowhere in the end are found by the commit. */
static bool fill_somehow(struct rows_filler *f, struct error *err)
{
	struct error why = { .position = -1 };

	f->ahead = f->dialect->defer_keys;
	if (fill(f, f->ahead ? &why : err))
		return true;
	if (!f->ahead || why.code == ERR_INTERRUPTED || why.code == ERR_CONNECT) {
		if (f->ahead)
			*err = why;
		return false;
	}
	f->ahead = false;
	f->tables.len = 0;
	return prepare(f, err) && fill(f, err);
}

static bool delete (struct rows_filler *f, const struct orm_table *t, const char *where, int depth,
                    struct error *err);

/* What leads to rows of the table is in the way of deleting them. */
static bool delete_children(struct rows_filler *f, const struct orm_table *t, int depth,
                            struct error *err)
{
	for (size_t i = 0; depth < 8 && i < f->from->tables.len; i++) {
		const struct orm_table *child = f->from->tables.items[i];
		bool leads = false;

		for (size_t k = 0; k < child->constraints.len && !leads; k++) {
			const struct orm_constraint *c = child->constraints.items[k];

			leads =
			    c->object.kind == ORM_FOREIGN_KEY && child != t &&
			    orm_metadata_table(f->from, c->referred_schema, c->referred_table) == t;
		}
		if (leads && !delete (f, child, "1 = 1", depth + 1, err))
			return false;
	}
	return true;
}

/* What can't be deleted stays, and is what the plan then fails for. */
static bool delete (struct rows_filler *f, const struct orm_table *t, const char *where, int depth,
                    struct error *err)
{
	struct buf sql = { 0 };
	bool done = false, ok = true;

	buf_adds(&sql, "DELETE FROM ");
	ddl_full_name(&sql, f->dialect, t->object.schema, t->object.name);
	buf_addf(&sql, " WHERE %s", where);
	for (int i = 0; i < 2 && ok && !done; i++) {
		struct error why = { .position = -1 };

		ok = orm_savepoint(f->conn, STEP, err);
		done = ok && orm_exec(f->conn, buf_str(&sql), &why);
		if (done)
			ok = orm_release(f->conn, STEP, err);
		else if (ok)
			orm_rollback_to(f->conn, STEP);
		if (ok && !done && !i)
			ok = delete_children(f, t, depth, err);
	}
	buf_release(&sql);
	return ok;
}

static bool clear(struct rows_filler *f, const struct migrate_obstacle *o, struct error *err)
{
	return (!o->trial || orm_exec(f->conn, o->trial->make, err)) &&
	       delete (f, o->table, o->where, 0, err) &&
	       (!o->trial || orm_exec(f->conn, o->trial->drop, err));
}

bool migrate_rows_clear(struct arena *a, struct orm_conn *scratch, const struct orm_metadata *from,
                        const struct orm_metadata *to, struct migrate_ops *ops, struct error *err)
{
	struct rows_filler f = { .arena = a,
		                 .conn = scratch,
		                 .dialect = orm_conn_dialect(scratch),
		                 .from = from,
		                 .to = to };
	struct migrate_obstacles list = { 0 };

	if (!migrate_find_obstacles(a, scratch, from, to, ops, &list, err) ||
	    !orm_begin(scratch, err))
		return false;
	for (size_t i = 0; i < list.len; i++) {
		const struct migrate_obstacle *o = &list.items[i];

		if (o->rows && o->where && !clear(&f, o, err)) {
			orm_rollback(scratch);
			return false;
		}
	}
	return orm_commit(scratch, err);
}

static bool name_empty(struct rows_filler *f, struct migrate_rows *out, struct error *err)
{
	for (size_t i = 0; i < f->tables.len; i++) {
		const struct rows_table *t = &f->tables.items[i];
		const char *why = t->why ? t->why : "no row could stay as the plan is run";
		struct buf sql = { 0 };
		int64_t rows;

		if (!is_filled(f, t->table))
			continue;
		buf_adds(&sql, "SELECT count(*) FROM ");
		ddl_full_name(&sql, f->dialect, t->table->object.schema, t->table->object.name);
		bool ok = rows_count(f, buf_str(&sql), &rows, err);
		buf_release(&sql);
		if (!ok)
			return false;
		if (!rows)
			vec_push(f->arena, &out->unfilled,
			         arena_printf(f->arena, "\"%s\": %s", t->table->object.name, why));
	}
	return true;
}

bool migrate_rows_fill(struct arena *a, struct orm_conn *scratch, const struct orm_metadata *from,
                       const struct orm_metadata *to, struct migrate_ops *ops,
                       struct migrate_rows *out, struct error *err)
{
	struct rows_filler f = { .arena = a,
		                 .conn = scratch,
		                 .dialect = orm_conn_dialect(scratch),
		                 .from = from,
		                 .to = to,
		                 .ops = ops,
		                 .wanted = out->wanted };

	return prepare(&f, err) && fill_somehow(&f, err) &&
	       migrate_rows_clear(a, scratch, from, to, ops, err) && name_empty(&f, out, err);
}
