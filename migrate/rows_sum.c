/* migrate/rows_sum.c - what is in the tables of a scratch database, as numbers */
#include "migrate/rows.h"

#include "base/buf.h"
#include "base/text.h"
#include "migrate/rows_value.h"
#include "orm/dialect.h"

enum { DEPTH = 8 };

/* Does the column come from that table? */
static bool has_from(const struct orm_dialect *d, const struct orm_table *t,
                     const struct orm_column *column, const char *table)
{
	bool from = t->partition_of && orm_mentions(d, t->partition_of, table);

	for (size_t i = 0; i < t->inherits.len; i++)
		from = from || orm_mentions(d, t->inherits.items[i], table);
	return from && column && column->inherited;
}

/* Is something of the object lost, as the plan itself says? */
static bool is_lost(const struct migrate_ops *ops, const struct orm_dialect *d,
                    const struct orm_table *t, const struct orm_column *column)
{
	for (size_t i = 0; ops && i < ops->len; i++)
		for (size_t k = 0; ops->items[i].loses && k < ops->items[i].changes.len; k++) {
			const struct orm_change *c = &ops->items[i].changes.items[k];
			const struct orm_object *o = c->from ? c->from : c->to;
			const char *table = c->kind == ORM_TABLE ? o->name : c->table;

			if (!table || ((!text_same(c->kind == ORM_TABLE ? o->schema : c->schema,
			                           t->object.schema) ||
			                !d->same_name(table, t->object.name)) &&
			               !has_from(d, t, column, table)))
				continue;
			if (column ? c->kind == ORM_COLUMN &&
			                 d->same_name(o->name, column->object.name)
			           : c->kind == ORM_TABLE)
				return true;
		}
	return false;
}

/* Is the table dropped, or the one whose partition it is? */
static bool goes_with(const struct orm_metadata *m, const struct migrate_ops *ops,
                      const struct orm_table *t, int depth)
{
	if (is_lost(ops, m->dialect, t, NULL))
		return true;
	for (size_t i = 0; t->partition_of && depth < DEPTH && i < m->tables.len; i++) {
		const struct orm_table *parent = m->tables.items[i];

		if (parent->partition_by &&
		    orm_mentions(m->dialect, t->partition_of, parent->object.name) &&
		    goes_with(m, ops, parent, depth + 1))
			return true;
	}
	return false;
}

static const struct orm_table *table_before(const struct orm_metadata *from,
                                            const struct orm_object *o)
{
	const struct orm_table *t =
	    o->renamed_from ? orm_metadata_table(from, o->schema, o->renamed_from) : NULL;

	return t ? t : orm_metadata_table(from, o->schema, o->name);
}

static const struct orm_column *
column_before(const struct orm_table *from, const struct orm_dialect *d, const struct orm_object *o)
{
	const struct orm_column *c =
	    o->renamed_from ? orm_table_column(from, d, o->renamed_from) : NULL;

	return c ? c : orm_table_column(from, d, o->name);
}

/* A parent shows what is in its children, which may come and go. */
bool rows_has_children(const struct orm_metadata *m, const struct orm_table *t)
{
	for (size_t i = 0; i < m->tables.len; i++) {
		const struct orm_table *child = m->tables.items[i];

		if (child->partition_of &&
		    orm_mentions(m->dialect, child->partition_of, t->object.name))
			return true;
		for (size_t k = 0; k < child->inherits.len; k++)
			if (orm_mentions(m->dialect, child->inherits.items[k], t->object.name))
				return true;
	}
	return false;
}

/* NULLs that get a value because the plan says so are none that are lost. */
static bool is_filled(const struct orm_column *from, const struct orm_column *to)
{
	return from->nullable != ORM_NO && to->nullable == ORM_NO;
}

/* Has it attributes that come, go or change?  Then the value's text does, too. */
static bool changes_within(const struct orm_metadata *from, const struct orm_metadata *to,
                           const char *type, int depth)
{
	for (size_t i = 0; type && depth < 8 && i < from->definitions.len; i++) {
		const struct orm_definition *was = from->definitions.items[i], *is;
		const struct orm_object *o = &was->object;

		if ((o->kind != ORM_COMPOSITE && o->kind != ORM_DOMAIN) ||
		    !orm_mentions(from->dialect, type, o->name))
			continue;
		is = orm_metadata_definition(to, o->kind, o->schema, o->name);
		if (!is || !orm_same_tokens(from->dialect, was->definition, is->definition) ||
		    changes_within(from, to, was->definition, depth + 1))
			return true;
	}
	return false;
}

static bool is_another(const struct orm_metadata *from, const struct orm_metadata *to,
                       const struct orm_column *was, const struct orm_column *is)
{
	return !from->dialect->same_type(was->type->name, is->type->name, false) ||
	       changes_within(from, to, was->type->name, 0);
}

static void match_columns(struct arena *a, const struct orm_metadata *old,
                          const struct orm_metadata *new, const struct migrate_ops *up,
                          const struct migrate_ops *down, struct migrate_rows_table *t)
{
	const struct orm_dialect *d = old->dialect;

	for (size_t i = 0; i < t->to->columns.len; i++) {
		const struct orm_column *to = t->to->columns.items[i];
		const struct orm_column *from = column_before(t->from, d, &to->object);

		if (!from || from->computed || to->computed || is_filled(from, to) ||
		    is_lost(up, d, t->from, from) || is_lost(down, d, t->to, to) ||
		    is_lost(up, d, t->to, to))
			continue;
		struct migrate_rows_column c = {
			.from = from,
			.to = to,
			.presence = is_another(old, new, from, to),
		};
		vec_push(a, &t->columns, c);
	}
}

void migrate_rows_match(struct arena *a, const struct orm_metadata *from,
                        const struct orm_metadata *to, const struct migrate_ops *up,
                        const struct migrate_ops *down, struct migrate_rows *rows)
{
	for (size_t i = 0; i < to->tables.len; i++) {
		struct migrate_rows_table t = { .to = to->tables.items[i] };

		t.from = table_before(from, &t.to->object);
		if (!t.from || t.from->module || t.to->module || goes_with(from, up, t.from, 0) ||
		    goes_with(to, down, t.to, 0) || rows_has_children(from, t.from) ||
		    rows_has_children(to, t.to))
			continue;
		match_columns(a, from, to, up, down, &t);
		vec_push(a, &rows->tables, t);
	}
}

static const char *select_of(struct arena *a, const struct orm_dialect *d,
                             const struct migrate_rows_table *t, bool after)
{
	const struct orm_table *table = after ? t->to : t->from;
	struct buf b = { 0 };

	buf_adds(&b, "SELECT 1");
	for (size_t i = 0; i < t->columns.len; i++) {
		const struct migrate_rows_column *c = &t->columns.items[i];

		buf_adds(&b, ", ");
		ddl_name(&b, d, (after ? c->to : c->from)->object.name);
		buf_adds(&b, c->presence ? " IS NULL" : "");
	}
	buf_adds(&b, " FROM ");
	ddl_full_name(&b, d, table->object.schema, table->object.name);
	const char *sql = buf_take(&b, a);
	buf_release(&b);
	return sql;
}

/* FNV-1a: rows are told apart, and nobody tries to make two alike. */
static void mix(uint64_t *sum, const char *data, size_t len)
{
	for (size_t i = 0; i < len; i++)
		*sum = (*sum ^ (unsigned char)data[i]) * 0x100000001b3u;
}

static uint64_t sum_of_row(struct orm_result *r)
{
	uint64_t sum = 0xcbf29ce484222325u;

	for (int i = 1; i < orm_columns(r); i++) {
		struct orm_value v = orm_get(r, i);
		bool bytes = v.kind == ORM_TEXT || v.kind == ORM_BLOB;
		const char *text = bytes ? v.data : orm_get_text(r, i);

		mix(&sum, v.kind == ORM_NULL ? "n" : "v", 1);
		if (text)
			mix(&sum, text, bytes ? v.len : strlen(text));
	}
	return sum;
}

/* Rows have no order, so their sums are added. */
static bool look(struct arena *a, struct orm_conn *c, const struct migrate_rows_table *t,
                 bool after, int64_t *rows, uint64_t *sum, struct error *err)
{
	struct orm_result *r;
	enum orm_step step;

	*rows = 0;
	*sum = 0;
	if (!orm_query(c, select_of(a, orm_conn_dialect(c), t, after), NULL, 0, &r, err))
		return false;
	while ((step = orm_next(r, err)) == ORM_ROW) {
		++*rows;
		*sum += sum_of_row(r);
	}
	orm_result_close(r);
	return step == ORM_DONE;
}

bool migrate_rows_note(struct arena *a, struct orm_conn *scratch, bool after,
                       struct migrate_rows *rows, struct error *err)
{
	rows->kept = 0;
	for (size_t i = 0; i < rows->tables.len; i++) {
		struct migrate_rows_table *t = &rows->tables.items[i];

		if (!look(a, scratch, t, after, &t->rows, &t->sum, err))
			return false;
		if (!after)
			t->had = t->rows;
		rows->kept += t->rows;
	}
	return true;
}

static const char *difference(struct arena *a, const struct migrate_rows_table *t, int64_t rows)
{
	const char *name = t->to->object.name;

	if (rows < t->rows)
		return arena_printf(a, "loses %lld of %lld rows of \"%s\"",
		                    (long long)(t->rows - rows), (long long)t->rows, name);
	if (rows > t->rows)
		return arena_printf(a, "adds %lld rows to \"%s\"", (long long)(rows - t->rows),
		                    name);
	return arena_printf(a, "changes values in the rows of \"%s\"", name);
}

bool migrate_rows_compare(struct arena *a, struct orm_conn *scratch, bool after,
                          const struct migrate_rows *rows, const char **text, struct error *err)
{
	*text = NULL;
	for (size_t i = 0; i < rows->tables.len && !*text; i++) {
		const struct migrate_rows_table *t = &rows->tables.items[i];
		int64_t now;
		uint64_t sum;

		if (!look(a, scratch, t, after, &now, &sum, err))
			return false;
		if (now != t->rows || sum != t->sum)
			*text = difference(a, t, now);
	}
	return true;
}
