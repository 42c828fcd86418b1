/* orm/session/write.c - rows that are updated and deleted */
#include "orm/session/statement.h"

/* An UPDATE of some columns, kept for the next object that has the same ones to write. */
struct update {
	struct arena a;
	const struct orm_mapped *mapped;
	struct orm_fields fields;
	const char *sql;
	struct orm_value *values;
	size_t len;
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
	*u = (struct update){ .mapped = i->mapped };
	for (size_t n = 0; n < i->mapped->fields.len; n++)
		if (is_changed(i->mapped->fields.items[n], i))
			vec_push(&u->a, &u->fields, i->mapped->fields.items[n]);
	statement_begin(&b, s, "UPDATE", i->mapped);
	buf_adds(&b, " SET ");
	statement_fields(&b, s, u->fields.items, u->fields.len, ", ", " = ?");
	statement_where_row(&b, s, i->mapped);
	u->sql = buf_take(&b, &u->a);
	u->values =
	    arena_alloc(&u->a, (u->fields.len + i->mapped->keys.len + 1) * sizeof *u->values);
}

static bool update(struct orm_session *s, struct update *u, struct instance *i)
{
	struct arena a = { 0 };
	if (!suits(u, i))
		update_for(u, s, i);
	if (!u->fields.len)
		return true;
	u->len = statement_values(&a, u->fields.items, u->fields.len, i + 1, u->values);
	u->len += statement_row_values(&a, i, u->values + u->len);
	bool ok = statement_run(s, i->mapped, u->sql, u->values, u->len);
	arena_release(&a);
	return ok && (orm_changes(s->conn) == 1 || stale(s, i, "updated"));
}

/* The object is its row; the identity map knows it by its key. */
static void updated(struct orm_session *s, struct instance *i)
{
	bool same_key = true;
	for (size_t k = 0; k < i->mapped->keys.len && same_key; k++)
		same_key = orm_member_same(i->mapped->keys.items[k], i + 1, i->row);
	if (!same_key)
		identity_remove(s, i);
	instance_settle(s, i);
	if (!same_key)
		identity_put(s, i, identity_hash(i->mapped, i->row));
}

bool write_updates(struct orm_session *s, const struct instances *list)
{
	const struct orm_mapped *m = list->items[0]->mapped;
	bool reads = must_read(m), refills = must_refill(m), ok = true;
	struct update u = { 0 };
	for (size_t n = 0; n < list->len && ok; n++) {
		struct instance *i = list->items[n];
		instance_remember(s, i);
		ok = relate_apply(s, i) && session_ask_write(s, OF_UPDATE, i);
		if (ok && refills)
			refill(s, i);
		ok = ok && update(s, &u, i);
		if (!ok)
			break;
		updated(s, i);
		i->expired = i->expired || reads;
		session_tell_of(s, OF_UPDATE, i);
	}
	arena_release(&u.a);
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

static bool delete_one(struct orm_session *s, struct instance *i)
{
	struct arena a = { 0 };
	struct buf b = { 0 };
	struct orm_value *values = arena_alloc(&a, (i->mapped->keys.len + 1) * sizeof *values);
	size_t count = statement_row_values(&a, i, values);
	statement_begin(&b, s, "DELETE FROM", i->mapped);
	statement_where_row(&b, s, i->mapped);
	bool ok = statement_run(s, i->mapped, buf_str(&b), values, count);
	buf_release(&b);
	arena_release(&a);
	if (ok && i->mapped->version && orm_changes(s->conn) != 1)
		ok = stale(s, i, "deleted");
	return ok;
}

enum { AT_ONCE = 500 };

bool write_deletes(struct orm_session *s, const struct instances *list)
{
	const struct orm_mapped *m = list->items[0]->mapped;
	bool many = m->keys.len == 1 && !m->version;
	bool ok = true;
	for (size_t n = 0; n < list->len && ok; n++)
		ok = session_ask_write(s, OF_DELETE, list->items[n]);
	for (size_t n = 0; n < list->len && ok; n += many ? AT_ONCE : 1) {
		struct instances some = { .items = list->items + n, .len = list->len - n };
		some.len = some.len > AT_ONCE ? AT_ONCE : some.len;
		ok = many ? delete_some(s, &some) : delete_one(s, list->items[n]);
	}
	for (size_t n = 0; n < list->len && ok; n++)
		deleted(s, list->items[n]);
	return ok;
}
