/* orm/session/write.c - rows that are updated and deleted */
#include "orm/session/statement.h"

enum { UPDATES_AT_ONCE = 1000, DELETES_AT_ONCE = 500 };

/* An UPDATE of some columns, and the objects that have the same ones to write. */
struct update {
	struct arena a; /* of the statement */
	struct orm_fields fields;
	const char *sql;
	size_t width; /* values of a row */
	struct arena rows;
	struct orm_value *values;
	struct instances list; /* not written yet */
};

/* What the program gives at each update, and the version. */
static void refill(struct orm_session *s, struct instance *i)
{
	struct error ignored;
	void *object = instance_object(i);
	for (size_t n = 0; n < i->mapped->fields.len; n++) {
		const struct orm_field *f = i->mapped->fields.items[n];
		struct orm_value v = f->refill ? f->refill() : orm_null();
		if (f->version) {
			struct arena none = { 0 };
			v = orm_member_get(&none, f, i->row);
			v.integer++;
		}
		if ((f->refill && orm_member_same(f, object, i->row)) || f->version)
			(void)!orm_member_set(&s->arena, f, object, &v, &ignored);
	}
}

/* Is there a column whose value is the database's affair? */
static bool must_read(const struct orm_mapped *m)
{
	for (size_t n = 0; n < m->fields.len; n++)
		if (m->fields.items[n]->computed || m->fields.items[n]->fetched)
			return true;
	return false;
}

static bool must_refill(const struct orm_mapped *m)
{
	for (size_t n = 0; n < m->fields.len; n++)
		if (m->fields.items[n]->refill || m->fields.items[n]->version)
			return true;
	return false;
}

static bool stale(struct orm_session *s, const struct instance *i, const char *what)
{
	struct error err;
	fail(&err, ERR_STATE,
	     "a row of \"%s\" that was to be %s is gone, or others have changed it",
	     i->mapped->table->object.name, what);
	fail_object(&err, "%s", i->mapped->model->name);
	fail_hint(&err, "Roll back and read it again.");
	return session_fail(s, &err);
}

static bool is_changed(const struct orm_field *f, const struct instance *i)
{
	return !f->computed && !orm_member_same(f, i + 1, i->row);
}

/* Does the statement set what has changed, neither more nor less? */
static bool suits(const struct update *u, const struct instance *i)
{
	size_t at = 0;
	if (!u->sql)
		return false;
	for (size_t n = 0; n < i->mapped->fields.len; n++) {
		const struct orm_field *f = i->mapped->fields.items[n];
		bool there = at < u->fields.len && u->fields.items[at] == f;
		if (is_changed(f, i) != there)
			return false;
		at += there;
	}
	return true;
}

static void update_for(struct update *u, const struct orm_session *s, const struct instance *i)
{
	struct buf b = { 0 };
	arena_release(&u->a);
	*u = (struct update){ .rows = u->rows };
	for (size_t n = 0; n < i->mapped->fields.len; n++)
		if (is_changed(i->mapped->fields.items[n], i))
			vec_push(&u->a, &u->fields, i->mapped->fields.items[n]);
	statement_begin(&b, s, "UPDATE", i->mapped);
	buf_adds(&b, " SET ");
	statement_fields(&b, s, u->fields.items, u->fields.len, ", ", " = ?");
	statement_where_row(&b, s, i->mapped);
	u->sql = buf_take(&b, &u->a);
	u->width = u->fields.len + statement_row_width(i->mapped);
}

static bool same_key(const struct instance *i)
{
	for (size_t k = 0; k < i->mapped->keys.len; k++)
		if (!orm_member_same(i->mapped->keys.items[k], i + 1, i->row))
			return false;
	return true;
}

/* The object is its row; the identity map knows it by its key. */
static void updated(struct orm_session *s, struct instance *i, bool reads)
{
	bool same = same_key(i);
	if (!same)
		identity_remove(s, i);
	instance_settle(s, i);
	if (!same)
		identity_put(s, i, identity_hash(i->mapped, i->row));
	i->expired = i->expired || reads;
	session_tell_of(s, OF_UPDATE, i);
}

static bool send_values(struct orm_session *s, const struct update *u, struct arena *a)
{
	size_t count = u->list.len;
	struct orm_value *values = arena_alloc(a, count * u->width * sizeof *values);
	int64_t *changes = arena_alloc(a, count * sizeof *changes);
	for (size_t n = 0; n < count; n++) {
		struct orm_value *row = values + n * u->width;
		row += statement_values(a, u->fields.items, u->fields.len,
		                        instance_object(u->list.items[n]), row);
		statement_row_values(a, u->list.items[n], row);
	}
	if (!statement_run_rows(s, u->list.items[0]->mapped, u->sql, values, u->width, count,
	                        changes))
		return false;
	for (size_t n = 0; n < count; n++)
		if (changes[n] != 1)
			return stale(s, u->list.items[n], "updated");
	return true;
}

/* Writes those that wait. */
static bool send(struct orm_session *s, struct update *u)
{
	struct arena a = { 0 };
	if (!u->list.len)
		return true;
	bool ok = !u->fields.len || send_values(s, u, &a);
	arena_release(&a);
	bool reads = ok && must_read(u->list.items[0]->mapped);
	for (size_t n = 0; n < u->list.len && ok; n++)
		updated(s, u->list.items[n], reads);
	u->list.len = 0;
	return ok;
}

/* One with another key isn't known by it to those that follow, unless it is written first. */
static bool add(struct orm_session *s, struct update *u, struct instance *i)
{
	if (!suits(u, i)) {
		if (!send(s, u))
			return false;
		update_for(u, s, i);
	}
	vec_push(&u->rows, &u->list, i);
	return (u->list.len < UPDATES_AT_ONCE && same_key(i)) || send(s, u);
}

bool write_updates(struct orm_session *s, const struct instances *list)
{
	bool refills = must_refill(list->items[0]->mapped), ok = true;
	struct update u = { 0 };
	for (size_t n = 0; n < list->len && ok; n++) {
		struct instance *i = list->items[n];
		instance_remember(s, i);
		ok = relate_apply(s, i) && session_ask_write(s, OF_UPDATE, i);
		if (ok && refills)
			refill(s, i);
		ok = ok && add(s, &u, i);
	}
	ok = ok && send(s, &u);
	arena_release(&u.a);
	arena_release(&u.rows);
	return ok;
}

static void deleted(struct orm_session *s, struct instance *i)
{
	instance_remember(s, i);
	identity_remove(s, i);
	i->state = ORM_DELETED;
	i->doomed = false;
	session_tell_of(s, OF_DELETE, i);
}

/* DELETE FROM t WHERE id IN (?, ...) */
static bool delete_some(struct orm_session *s, const struct instances *list)
{
	struct arena a = { 0 };
	struct buf b = { 0 };
	const struct orm_mapped *m = list->items[0]->mapped;
	struct orm_value *values = arena_alloc(&a, list->len * sizeof *values);
	for (size_t n = 0; n < list->len; n++)
		values[n] = orm_member_get(&a, m->keys.items[0], list->items[n]->row);
	statement_begin(&b, s, "DELETE FROM", m);
	buf_adds(&b, " WHERE ");
	statement_name(&b, s, m->keys.items[0]);
	buf_adds(&b, " IN (");
	statement_marks(&b, list->len);
	buf_adds(&b, ")");
	bool ok = statement_run(s, m, buf_str(&b), values, list->len);
	buf_release(&b);
	arena_release(&a);
	return ok;
}

/* DELETE FROM t WHERE key = ? AND version = ?, of each. */
static bool delete_each(struct orm_session *s, const struct instances *list)
{
	struct arena a = { 0 };
	struct buf b = { 0 };
	const struct orm_mapped *m = list->items[0]->mapped;
	size_t width = statement_row_width(m);
	struct orm_value *values = arena_alloc(&a, list->len * width * sizeof *values);
	int64_t *changes = arena_alloc(&a, list->len * sizeof *changes);
	for (size_t n = 0; n < list->len; n++)
		statement_row_values(&a, list->items[n], values + n * width);
	statement_begin(&b, s, "DELETE FROM", m);
	statement_where_row(&b, s, m);
	bool ok = statement_run_rows(s, m, buf_str(&b), values, width, list->len, changes);
	for (size_t n = 0; n < list->len && ok && m->version; n++)
		ok = changes[n] == 1 || stale(s, list->items[n], "deleted");
	buf_release(&b);
	arena_release(&a);
	return ok;
}

bool write_deletes(struct orm_session *s, const struct instances *list)
{
	const struct orm_mapped *m = list->items[0]->mapped;
	bool by_one = m->keys.len == 1 && !m->version;
	bool ok = true;
	for (size_t n = 0; n < list->len && ok; n++)
		ok = session_ask_write(s, OF_DELETE, list->items[n]);
	for (size_t n = 0; n < list->len && ok; n += DELETES_AT_ONCE) {
		struct instances some = { .items = list->items + n, .len = list->len - n };
		some.len = some.len > DELETES_AT_ONCE ? DELETES_AT_ONCE : some.len;
		ok = by_one ? delete_some(s, &some) : delete_each(s, &some);
	}
	for (size_t n = 0; n < list->len && ok; n++)
		deleted(s, list->items[n]);
	return ok;
}
