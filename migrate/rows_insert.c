/* migrate/rows_insert.c - rows of one table, tried until the server takes them */
#include "base/text.h"
#include "migrate/rows_value.h"
#include "orm/dialect.h"

#define STEP "limbeck_rows"

/* Tries for the first row, which finds out what works; for others; rows of a statement. */
enum { FIRST = 200, NEXT = 20, GIVE_UP = 3, CHUNK = 250, EVERY = 4 };

const char *rows_referred(const struct orm_table *t, const struct orm_constraint *k, size_t part)
{
	const struct orm_constraint *key = orm_table_primary_key(t);

	if (part < k->referred_columns.len)
		return k->referred_columns.items[part];
	return key && part < key->elements.len ? key->elements.items[part].column : NULL;
}

bool rows_count(struct rows_filler *f, const char *sql, int64_t *out, struct error *err)
{
	struct orm_result *r;
	enum orm_step step;

	*out = 0;
	if (!orm_query(f->conn, sql, NULL, 0, &r, err))
		return false;
	step = orm_next(r, err);
	if (step == ORM_ROW)
		*out = orm_get_int(r, 0);
	orm_result_close(r);
	return step != ORM_FAILED;
}

/* "FROM parent WHERE a IS NOT NULL AND b IS NOT NULL", of what a key leads to. */
static void add_source(struct buf *out, const struct rows_filler *f, const struct orm_table *parent,
                       const struct orm_constraint *k)
{
	buf_adds(out, " FROM ");
	ddl_full_name(out, f->dialect, parent->object.schema, parent->object.name);
	for (size_t i = 0; i < k->elements.len; i++) {
		buf_adds(out, i ? " AND " : " WHERE ");
		ddl_name(out, f->dialect, rows_referred(parent, k, i));
		buf_adds(out, " IS NOT NULL");
	}
}

/* SQLite has keys to columns, or to the primary key, that a table hasn't: they lead nowhere. */
static bool leads(const struct rows_filler *f, const struct orm_table *parent,
                  const struct orm_constraint *k)
{
	for (size_t i = 0; i < k->elements.len; i++) {
		const char *column = rows_referred(parent, k, i);

		if (!column || !orm_table_column(parent, f->dialect, column))
			return false;
	}
	return true;
}

/* The rows that each foreign key may lead to. */
static bool count_referred(struct rows_filler *f, struct rows_table *t, struct error *err)
{
	for (size_t i = 0; i < t->columns.len; i++) {
		struct rows_column *c = &t->columns.items[i];
		const struct rows_table *parent =
		    c->reference
			? rows_find(f, c->reference->referred_schema, c->reference->referred_table)
			: NULL;
		struct buf sql = { 0 };

		if (!parent || parent == t || !leads(f, parent->table, c->reference))
			continue;
		buf_adds(&sql, "SELECT count(*)");
		add_source(&sql, f, parent->table, c->reference);
		bool ok = rows_count(f, buf_str(&sql), &c->referred, err);
		buf_release(&sql);
		if (!ok)
			return false;
	}
	return true;
}

/* Within a table of its own, so that it may be the one that is filled. */
static void add_reference(struct buf *out, const struct rows_filler *f,
                          const struct orm_table *parent, const struct rows_column *c, int64_t n)
{
	const struct orm_constraint *k = c->reference;

	buf_adds(out, "(SELECT ");
	ddl_name(out, f->dialect, rows_referred(parent, k, c->part));
	add_source(out, f, parent, k);
	for (size_t i = 0; i < k->elements.len; i++) {
		buf_adds(out, i ? ", " : " ORDER BY ");
		ddl_name(out, f->dialect, rows_referred(parent, k, i));
	}
	buf_addf(out, " LIMIT 1 OFFSET %lld)", (long long)((n - 1) % c->referred));
}

/* What row `n` of the table has there, or will have. */
static const struct rows_column *column_of(const struct rows_filler *f, const struct rows_table *t,
                                           const char *name)
{
	for (size_t i = 0; name && i < t->columns.len; i++)
		if (f->dialect->same_name(t->columns.items[i].column->object.name, name))
			return &t->columns.items[i];
	return NULL;
}

static void add_value(struct buf *out, const struct rows_filler *f, const struct rows_table *t,
                      const struct rows_column *c, int64_t n)
{
	const struct orm_constraint *k = c->reference;
	const struct rows_table *parent =
	    k ? rows_find(f, k->referred_schema, k->referred_table) : NULL;
	const struct rows_column *there =
	    parent ? column_of(f, parent, rows_referred(parent->table, k, c->part)) : NULL;
	bool null = c->null_ok && t->nulls && (n + (k ? 0 : (int64_t)c->form)) % EVERY == 0;

	if (null || (k && !parent) || (k && !there && !c->referred) ||
	    (k && parent != t && !c->referred && c->null_ok))
		buf_adds(out, "NULL");
	else if (k && c->referred)
		add_reference(out, f, parent->table, c, n);
	else if (k && !there->reference)
		rows_value(out, f->dialect, there, there->form, n);
	else
		rows_value(out, f->dialect, c, c->form, n);
}

static void add_row(struct buf *out, const struct rows_filler *f, const struct rows_table *t,
                    int64_t n)
{
	buf_addc(out, '(');
	for (size_t i = 0; i < t->columns.len; i++) {
		buf_adds(out, i ? ", " : "");
		add_value(out, f, t, &t->columns.items[i], n);
	}
	buf_addc(out, ')');
}

static void add_names(struct buf *out, const struct rows_filler *f, const struct rows_table *t)
{
	buf_addc(out, '(');
	for (size_t i = 0; i < t->columns.len; i++) {
		buf_adds(out, i ? ", " : "");
		ddl_name(out, f->dialect, t->columns.items[i].column->object.name);
	}
	buf_adds(out, ") VALUES ");
}

static bool is_over(const struct error *err)
{
	return err->code == ERR_INTERRUPTED || err->code == ERR_CONNECT;
}

/* All of the statement or nothing; `*taken` tells.  False: the connection failed. */
static bool try(struct rows_filler *f, const char *sql, bool *taken, struct error *why,
                struct error *err)
{
	error_clear(why);
	*taken = false;
	if (!orm_savepoint(f->conn, STEP, err))
		return false;
	*taken = orm_exec(f->conn, sql, why);
	if (*taken)
		return orm_release(f->conn, STEP, err);
	if (is_over(why)) {
		*err = *why;
		return false;
	}
	orm_rollback_to(f->conn, STEP);
	return true;
}

static bool try_rows(struct rows_filler *f, struct rows_table *t, int64_t first, int64_t last,
                     bool *taken, struct error *why, struct error *err)
{
	struct buf sql = { 0 };

	buf_adds(&sql, "INSERT INTO ");
	ddl_full_name(&sql, f->dialect, t->table->object.schema, t->table->object.name);
	buf_addc(&sql, ' ');
	if (t->columns.len)
		add_names(&sql, f, t);
	for (int64_t n = first; t->columns.len && n <= last; n++) {
		buf_adds(&sql, n > first ? ", " : "");
		add_row(&sql, f, t, n);
	}
	if (!t->columns.len)
		buf_adds(&sql, "DEFAULT VALUES");
	bool ok = try(f, buf_str(&sql), taken, why, err);
	buf_release(&sql);
	return ok;
}

static uint64_t mixed(uint64_t a, uint64_t b)
{
	uint64_t z = a * 0x9e3779b97f4a7c15u + b + 0x632be59bd9b4e019u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* Another form for some of the columns of which conditions speak. */
static void vary(struct rows_table *t, uint64_t attempt)
{
	t->nulls = attempt % 2 == 0;
	for (size_t i = 0; i < t->columns.len; i++) {
		struct rows_column *c = &t->columns.items[i];

		if (c->forms.len > 1 && (c->bound || c->in_turn) && mixed(attempt, i) % 3)
			c->form = mixed(attempt, i + 1000) % c->forms.len;
	}
}

/* Tries other values for row `n`, `tries` times. */
static bool try_hard(struct rows_filler *f, struct rows_table *t, int64_t n, int tries, bool *taken,
                     struct error *why, struct error *err)
{
	struct error first = { 0 };

	*taken = false;
	for (int i = 0; i < tries && !*taken; i++) {
		if (i)
			vary(t, (uint64_t)(n * FIRST + i));
		if (!try_rows(f, t, n, n, taken, why, err))
			return false;
		if (!i)
			first = *why;
	}
	if (!*taken)
		*why = first;
	return true;
}

/* Row by row; when several in turn are refused there is no more to be had. */
static bool insert_singly(struct rows_filler *f, struct rows_table *t, int64_t first, int64_t last,
                          struct error *why, struct error *err)
{
	int refused = 0;

	for (int64_t n = first; n <= last && refused < GIVE_UP; n++) {
		bool taken;

		if (!try_hard(f, t, n, NEXT, &taken, why, err))
			return false;
		refused = taken ? 0 : refused + 1;
	}
	return true;
}

static bool insert_all(struct rows_filler *f, struct rows_table *t, struct error *why,
                       struct error *err)
{
	bool taken;

	if (!try_hard(f, t, 1, FIRST, &taken, why, err))
		return false;
	for (int64_t n = 2; taken && n <= f->wanted; n += CHUNK) {
		int64_t last = n + CHUNK - 1 < f->wanted ? n + CHUNK - 1 : f->wanted;
		bool all;

		if (!try_rows(f, t, n, last, &all, why, err))
			return false;
		if (!all && !insert_singly(f, t, n, last, why, err))
			return false;
	}
	return true;
}

bool rows_insert(struct rows_filler *f, struct rows_table *t, struct error *err)
{
	struct error why = { .position = -1 };
	struct buf sql = { 0 };

	buf_adds(&sql, "SELECT count(*) FROM ");
	ddl_full_name(&sql, f->dialect, t->table->object.schema, t->table->object.name);
	bool ok = count_referred(f, t, err) && insert_all(f, t, &why, err) &&
	          rows_count(f, buf_str(&sql), &t->rows, err);
	buf_release(&sql);
	t->done = true;
	if (ok && !t->rows)
		t->why = arena_strdup(f->arena, why.message);
	return ok;
}
