/* orm/session/statement.c - the statements that a flush sends */
#include "orm/session/statement.h"

#include "orm/dialect.h"

void statement_begin(struct buf *b, const struct orm_session *s, const char *words,
                     const struct orm_mapped *m)
{
	buf_addf(b, "%s ", words);
	ddl_full_name(b, s->conn->dialect, m->table->object.schema, m->table->object.name);
}

void statement_name(struct buf *b, const struct orm_session *s, const struct orm_field *f)
{
	ddl_name(b, s->conn->dialect, orm_field_column(f));
}

void statement_fields(struct buf *b, const struct orm_session *s,
                      const struct orm_field *const *fields, size_t count, const char *between,
                      const char *after)
{
	for (size_t n = 0; n < count; n++) {
		buf_adds(b, n ? between : "");
		statement_name(b, s, fields[n]);
		buf_adds(b, after);
	}
}

void statement_where_row(struct buf *b, const struct orm_session *s, const struct orm_mapped *m)
{
	buf_adds(b, " WHERE ");
	statement_fields(b, s, m->keys.items, m->keys.len, " AND ", " = ?");
	if (m->version) {
		buf_adds(b, " AND ");
		statement_fields(b, s, &m->version, 1, "", " = ?");
	}
}

void statement_marks(struct buf *b, size_t count)
{
	for (size_t n = 0; n < count; n++)
		buf_adds(b, n ? ", ?" : "?");
}

size_t statement_values(struct arena *a, const struct orm_field *const *fields, size_t count,
                        const void *object, struct orm_value *out)
{
	for (size_t n = 0; n < count; n++)
		out[n] = orm_member_get(a, fields[n], object);
	return count;
}

size_t statement_row_values(struct arena *a, const struct instance *i, struct orm_value *out)
{
	const struct orm_mapped *m = i->mapped;
	size_t count = statement_values(a, m->keys.items, m->keys.len, i->row, out);
	return count + statement_values(a, &m->version, m->version ? 1 : 0, i->row, out + count);
}

size_t statement_row_width(const struct orm_mapped *m)
{
	return m->keys.len + (m->version ? 1 : 0);
}

bool statement_run(struct orm_session *s, const struct orm_mapped *m, const char *sql,
                   const struct orm_value *values, size_t count)
{
	struct error err;
	if (orm_exec_params(s->conn, sql, values, count, &err))
		return true;
	fail_object(&err, "%s", m->model->name);
	return session_fail(s, &err);
}

bool statement_run_rows(struct orm_session *s, const struct orm_mapped *m, const char *sql,
                        const struct orm_value *values, size_t count, size_t rows, int64_t *changes)
{
	struct error err;
	if (orm_exec_rows(s->conn, sql, values, count, rows, changes, &err))
		return true;
	fail_object(&err, "%s", m->model->name);
	return session_fail(s, &err);
}

bool statement_insert_rows(struct orm_session *s, const struct orm_mapped *m,
                           const struct orm_fields *fields, struct orm_rows rows)
{
	struct error err;
	struct arena a = { 0 };
	struct buf table = { 0 };
	const char **columns = arena_alloc(&a, (fields->len + 1) * sizeof *columns);
	for (size_t n = 0; n < fields->len; n++) {
		struct buf b = { 0 };
		statement_name(&b, s, fields->items[n]);
		columns[n] = buf_take(&b, &a);
	}
	ddl_full_name(&table, s->conn->dialect, m->table->object.schema, m->table->object.name);
	rows.table = buf_take(&table, &a);
	rows.columns = columns;
	rows.column_count = fields->len;
	bool ok = orm_insert_rows(s->conn, &rows, &err);
	arena_release(&a);
	if (ok)
		return true;
	fail_object(&err, "%s", m->model->name);
	return session_fail(s, &err);
}
