/* orm/engine/insert.c - many rows at once */
#include "base/buf.h"
#include "orm/driver.h"
#include "orm/engine/pooled.h"

#define SAVEPOINT "limbeck_rows"

char *orm_insert_sql(struct arena *a, const struct orm_rows *rows)
{
	struct buf b = { 0 };
	buf_addf(&b, "INSERT INTO %s (", rows->table);
	for (size_t i = 0; i < rows->column_count; i++)
		buf_addf(&b, "%s%s", i ? ", " : "", rows->columns[i]);
	buf_adds(&b, ") VALUES (");
	for (size_t i = 0; i < rows->column_count; i++)
		buf_adds(&b, i ? ", ?" : "?");
	buf_addc(&b, ')');
	return buf_take(&b, a);
}

bool orm_plain_insert_rows(struct orm_conn *c, const struct orm_rows *rows, struct error *err)
{
	struct arena a = { 0 };
	const char *sql = orm_insert_sql(&a, rows);
	bool ok = orm_may_run(c, sql, err);
	for (size_t i = 0; i < rows->row_count && ok; i++)
		ok = c->driver->exec(c, sql, rows->values + i * rows->column_count,
		                     rows->column_count, err);
	arena_release(&a);
	return ok;
}

/* Inside a transaction all or none is a matter of a savepoint. */
static bool insert_nested(struct orm_conn *c, const struct orm_rows *rows, struct error *err)
{
	if (!orm_savepoint(c, SAVEPOINT, err))
		return false;
	if (c->driver->insert_rows(c, rows, err))
		return orm_release(c, SAVEPOINT, err);
	orm_rollback_to(c, SAVEPOINT);
	return false;
}

static bool insert(struct orm_conn *c, const struct orm_rows *rows, struct error *err)
{
	bool ok = true;
	if (orm_in_transaction(c)) {
		ok = insert_nested(c, rows, err);
	} else if (!orm_begin(c, err)) {
		return false;
	} else if (!c->driver->insert_rows(c, rows, err) || !orm_commit(c, err)) {
		orm_rollback(c);
		ok = false;
	}
	c->changes = ok ? (int64_t)rows->row_count : 0;
	return ok;
}

/* Of an engine: a transaction begins, and who listens is told once. */
static bool insert_pooled(struct orm_conn *c, const struct orm_rows *rows, struct error *err)
{
	struct arena a = { 0 };
	const struct orm_execution s = { orm_insert_sql(&a, rows), rows->values, rows->column_count,
		                         rows->row_count };
	bool ok = orm_may_run(c, s.sql, err) && orm_pooled_before(c, &s, err);
	if (ok)
		ok = orm_pooled_after(c, &s, insert(c, rows, err), err);
	arena_release(&a);
	return ok;
}

bool orm_insert_rows(struct orm_conn *c, const struct orm_rows *rows, struct error *err)
{
	if (rows->row_count == 0)
		return true;
	return c->pooled ? insert_pooled(c, rows, err) : insert(c, rows, err);
}

bool orm_plain_exec_rows(struct orm_conn *c, const char *sql, const struct orm_value *values,
                         size_t count, size_t rows, int64_t *changes, struct error *err)
{
	for (size_t i = 0; i < rows; i++) {
		c->changes = 0;
		if (!c->driver->exec(c, sql, values + i * count, count, err))
			return false;
		changes[i] = c->changes;
	}
	return true;
}

bool orm_exec_rows(struct orm_conn *c, const char *sql, const struct orm_value *values,
                   size_t count, size_t rows, int64_t *changes, struct error *err)
{
	const struct orm_execution s = { sql, values, count, rows };
	bool several = rows > 1 && count && c->driver->exec_rows;
	int64_t sum = 0;

	c->changes = 0;
	if (rows == 0)
		return true;
	if (!orm_may_run(c, sql, err) || (c->pooled && !orm_pooled_before(c, &s, err)))
		return false;
	bool ok = (several ? c->driver->exec_rows : orm_plain_exec_rows)(c, sql, values, count,
	                                                                 rows, changes, err);
	for (size_t i = 0; ok && i < rows; i++)
		sum += changes[i];
	c->changes = sum;
	return c->pooled ? orm_pooled_after(c, &s, ok, err) : ok;
}
