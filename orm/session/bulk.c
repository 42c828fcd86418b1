/* orm/session/bulk.c - rows that are updated without being objects */
#include "orm/session/statement.h"

enum { AT_ONCE = 1000 };

/* An UPDATE by key. */
struct bulk {
	struct orm_session *s;
	const struct orm_mapped *mapped;
	const char *sql;
	struct orm_members set;
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

static bool update_some(const struct bulk *b, const char *structs, size_t count)
{
	struct arena a = { 0 };
	const struct orm_mapped *m = b->mapped;
	size_t width = b->set.len + m->keys.len;
	struct orm_value *values = arena_alloc(&a, count * width * sizeof *values);
	int64_t *changes = arena_alloc(&a, count * sizeof *changes);
	for (size_t n = 0; n < count; n++) {
		struct orm_value *row = values + n * width;
		const void *object = structs + n * m->size;
		row += statement_values(&a, b->set.items, b->set.len, object, row);
		statement_values(&a, m->keys.items, m->keys.len, object, row);
	}
	bool ok = statement_run_rows(b->s, m, b->sql, values, width, count, changes);
	for (size_t n = 0; n < count && ok; n++)
		if (changes[n] != 1)
			ok = session_failf(b->s, ERR_STATE,
			                   "a row of \"%s\" that was to be updated is gone",
			                   m->table->object.name);
	arena_release(&a);
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
	bool ok = true;
	for (size_t n = 0; n < count && ok; n += AT_ONCE)
		ok = update_some(&b, structs + n * m->size,
		                 count - n < AT_ONCE ? count - n : AT_ONCE);
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
		return session_failf(s, ERR_USAGE, "the model %s isn't registered",
		                     model && model->name ? model->name : "");
	if (!check(s, m, set))
		return false;
	if (!count || !set.len)
		return true;
	bool ok = session_begin(s, true) && update_all(s, m, set, structs, count);
	session_expire_table(s, &m->model->source);
	return ok;
}
