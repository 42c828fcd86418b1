/* orm/session/bulk.c - rows that are updated without being objects */
#include "orm/session/statement.h"

/* An UPDATE by key, and its values for one struct after the other. */
struct bulk {
	struct orm_session *s;
	const struct orm_mapped *mapped;
	const char *sql;
	struct orm_members set;
	struct orm_value *values;
};

static bool check(struct orm_session *s, const struct orm_mapped *m, struct orm_members set)
{
	for (size_t n = 0; n < set.len; n++) {
		size_t f = 0;
		while (f < m->fields.len && m->fields.items[f] != set.items[n])
			f++;
		if (f == m->fields.len || set.items[n]->computed || set.items[n]->primary_key)
			return session_failf(s, ERR_USAGE, "\"%s\" of %s can't be updated",
			                     set.items[n]->member, m->model->name);
	}
	return true;
}

static bool update_one(const struct bulk *b, const void *row)
{
	struct arena a = { 0 };
	const struct orm_fields *keys = &b->mapped->keys;
	size_t count = statement_values(&a, b->set.items, b->set.len, row, b->values);
	count += statement_values(&a, keys->items, keys->len, row, b->values + count);
	bool ok = statement_run(b->s, b->mapped, b->sql, b->values, count);
	arena_release(&a);
	if (ok && orm_changes(b->s->conn) != 1)
		ok =
		    session_failf(b->s, ERR_STATE, "a row of \"%s\" that was to be updated is gone",
		                  b->mapped->table->object.name);
	return ok;
}

static bool update_all(struct orm_session *s, const struct orm_mapped *m, struct orm_members set,
                       const char *structs, size_t count)
{
	struct arena a = { 0 };
	struct buf text = { 0 };
	statement_begin(&text, s, "UPDATE", m);
	buf_adds(&text, " SET ");
	statement_fields(&text, s, set.items, set.len, ", ", " = ?");
	buf_adds(&text, " WHERE ");
	statement_fields(&text, s, m->keys.items, m->keys.len, " AND ", " = ?");
	struct bulk b = { .s = s, .mapped = m, .set = set, .sql = buf_take(&text, &a) };
	b.values = arena_alloc(&a, (set.len + m->keys.len) * sizeof *b.values);
	bool ok = true;
	for (size_t n = 0; n < count && ok; n++)
		ok = update_one(&b, structs + n * m->size);
	arena_release(&a);
	return ok;
}

bool orm_session_update_all(struct orm_session *s, const struct orm_model *model,
                            const void *structs, size_t count, struct orm_members set)
{
	const struct orm_mapped *m = orm_registry_find(s->registry, model);
	if (!orm_session_flush(s))
		return false;
	if (!m)
		return session_failf(s, ERR_USAGE, "this model isn't registered");
	if (!check(s, m, set))
		return false;
	if (!count || !set.len)
		return true;
	bool ok = session_begin(s, true) && update_all(s, m, set, structs, count);
	session_expire_table(s, &m->model->source);
	return ok;
}
