/* orm/session/write.c - rows that are updated and deleted */
#include "base/buf.h"
#include "orm/dialect.h"
#include "orm/session/private.h"

/* A statement and its values as they are put together. */
struct statement {
	struct arena a;
	struct buf sql;
	struct {
		VEC(struct orm_value);
	} values;
};

static void add_value(struct statement *t, const struct orm_field *f, const void *from)
{
	buf_adds(&t->sql, "?");
	vec_push(&t->a, &t->values, orm_member_get(&t->a, f, from));
}

static void add_name(struct statement *t, const struct orm_session *s, const struct orm_field *f)
{
	ddl_name(&t->sql, s->conn->dialect, orm_field_column(f));
}

static void add_table(struct statement *t, const struct orm_session *s, const struct orm_mapped *m)
{
	ddl_full_name(&t->sql, s->conn->dialect, m->table->object.schema, m->table->object.name);
}

/* " WHERE key = ? AND version = ?", as the row was. */
static void add_where(struct statement *t, const struct orm_session *s, const struct instance *i)
{
	const char *word = " WHERE ";
	for (size_t k = 0; k < i->mapped->keys.len; k++, word = " AND ") {
		buf_adds(&t->sql, word);
		add_name(t, s, i->mapped->keys.items[k]);
		buf_adds(&t->sql, " = ");
		add_value(t, i->mapped->keys.items[k], i->row);
	}
	if (i->mapped->version) {
		buf_adds(&t->sql, word);
		add_name(t, s, i->mapped->version);
		buf_adds(&t->sql, " = ");
		add_value(t, i->mapped->version, i->row);
	}
}

static bool run(struct orm_session *s, struct statement *t, const struct instance *i)
{
	struct error err;
	const char *sql = buf_take(&t->sql, &t->a);
	bool ok = orm_exec_params(s->conn, sql, t->values.items, t->values.len, &err);
	if (!ok) {
		fail_object(&err, "%s", i->mapped->model->name);
		session_fail(s, &err);
	}
	return ok;
}

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

static bool is_written(const struct orm_field *f)
{
	return !f->computed;
}

/* Is there a column whose value is the database's affair? */
static bool must_read(const struct orm_mapped *m)
{
	for (size_t n = 0; n < m->fields.len; n++)
		if (m->fields.items[n]->computed || m->fields.items[n]->fetched)
			return true;
	return false;
}

static bool stale(struct orm_session *s, const struct instance *i, const char *what)
{
	struct error err;
	fail(&err, ERR_STATE,
	     "a row of \"%s\" that was to be %s is gone, or others have changed it",
	     i->mapped->table->object.name, what);
	fail_hint(&err, "Roll back and read it again.");
	return session_fail(s, &err);
}

static bool update(struct orm_session *s, struct instance *i)
{
	struct statement t = { 0 };
	size_t changed = 0;
	const void *object = instance_object(i);
	refill(s, i);
	buf_adds(&t.sql, "UPDATE ");
	add_table(&t, s, i->mapped);
	for (size_t n = 0; n < i->mapped->fields.len; n++) {
		const struct orm_field *f = i->mapped->fields.items[n];
		if (!is_written(f) || orm_member_same(f, object, i->row))
			continue;
		buf_adds(&t.sql, changed++ ? ", " : " SET ");
		add_name(&t, s, f);
		buf_adds(&t.sql, " = ");
		add_value(&t, f, object);
	}
	add_where(&t, s, i);
	bool ok = !changed || run(s, &t, i);
	if (ok && changed && orm_changes(s->conn) != 1)
		ok = stale(s, i, "updated");
	buf_release(&t.sql);
	arena_release(&t.a);
	return ok;
}

bool write_updates(struct orm_session *s, const struct instances *list)
{
	for (size_t n = 0; n < list->len; n++) {
		struct instance *i = list->items[n];
		instance_remember(s, i);
		if (!relate_apply(s, i) || !session_ask_write(s, OF_UPDATE, i) || !update(s, i))
			return false;
		identity_remove(s, i);
		instance_settle(s, i);
		identity_put(s, i, identity_hash(i->mapped, i->row));
		i->expired = i->expired || must_read(i->mapped);
		session_tell_of(s, OF_UPDATE, i);
	}
	return true;
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
	struct statement t = { 0 };
	const struct orm_mapped *m = list->items[0]->mapped;
	buf_adds(&t.sql, "DELETE FROM ");
	add_table(&t, s, m);
	buf_adds(&t.sql, " WHERE ");
	add_name(&t, s, m->keys.items[0]);
	buf_adds(&t.sql, " IN (");
	for (size_t n = 0; n < list->len; n++) {
		buf_adds(&t.sql, n ? ", " : "");
		add_value(&t, m->keys.items[0], list->items[n]->row);
	}
	buf_adds(&t.sql, ")");
	bool ok = run(s, &t, list->items[0]);
	buf_release(&t.sql);
	arena_release(&t.a);
	return ok;
}

static bool delete_one(struct orm_session *s, struct instance *i)
{
	struct statement t = { 0 };
	buf_adds(&t.sql, "DELETE FROM ");
	add_table(&t, s, i->mapped);
	add_where(&t, s, i);
	bool ok = run(s, &t, i);
	if (ok && i->mapped->version && orm_changes(s->conn) != 1)
		ok = stale(s, i, "deleted");
	buf_release(&t.sql);
	arena_release(&t.a);
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
