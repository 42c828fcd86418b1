/*
 * orm/sqlite/rebuild.c - replace a table by a changed copy of itself
 *
 * SQLite's own procedure (sqlite.org/lang_altertable.html#otheralter), as
 * statements for one transaction in which foreign keys are not enforced.  That
 * has to be switched off before the transaction begins, since DROP TABLE would
 * else delete the rows that refer to the table: whoever runs the statements does
 * it (orm_migrating, dialect.script_begin).
 */
#include <string.h>

#include "base/text.h"
#include "orm/sqlite/sqlite.h"

struct rebuild {
	struct ddl *ddl;
	const struct orm_metadata *state;
	const struct orm_table *from, *to;
	bool allow_data_loss;
	struct map *backfills;
	const char *old, *new;         /* full names, quoted */
	const char *old_lit, *new_lit; /* bare names as string literals */
	const char *prefix;            /* "aux." or "" for the attached schema */
};

static const char *quoted(struct rebuild *r, const char *schema, const char *name)
{
	struct buf b = { 0 };

	ddl_full_name(&b, &orm_sqlite, schema, name);
	return buf_take(&b, r->ddl->arena);
}

static const char *literal(struct rebuild *r, const char *text)
{
	struct buf b = { 0 };

	ddl_string(&b, &orm_sqlite, text);
	return buf_take(&b, r->ddl->arena);
}

static const struct orm_column *old_column(const struct rebuild *r, const struct orm_column *c)
{
	return orm_table_column(r->from, &orm_sqlite, c->object.name);
}

/* What gives rows a value that have none; or NULL. */
static const char *backfill(const struct rebuild *r, const struct orm_column *c)
{
	return map_get(r->backfills, orm_sqlite.fold(r->ddl->arena, c->object.name));
}

/* In a STRICT table the type ANY keeps every value as it is. */
static enum sqlite_affinity affinity(const struct orm_table *t, const struct orm_column *c)
{
	if (sqlite_table_is(t, "strict") && text_same_nocase(c->type->name, "ANY"))
		return SQLITE_AFF_BLOB;
	return sqlite_affinity(c->type->name);
}

static const char change_rows[] = "Change these rows first.";

/* A query that gives one row, reason and hint, when `where` holds for any row of `rows`. */
static void add_check_of(struct rebuild *r, const char *reason, const char *hint,
                         const char *example, const char *rows, const char *where)
{
	ddl_addf(r->ddl, DDL_CHECK, NULL,
	         "SELECT replace(replace(%s, '%%n', n), '%%x', coalesce(example, 'NULL')), %s FROM "
	         "(SELECT count(*) AS n, min(%s) AS example FROM %s WHERE %s) WHERE n > 0",
	         literal(r, reason), literal(r, hint), example, rows, where);
}

static void add_check(struct rebuild *r, const char *reason, const char *hint, const char *example,
                      const char *where)
{
	add_check_of(r, reason, hint, example, r->old, where);
}

/* For those who run the statements themselves: fails when `where` holds for any row. */
static void add_guard(struct rebuild *r, const char *reason, const char *rows, const char *where)
{
	r->ddl->out.items[r->ddl->out.len - 1].guard = arena_printf(
	    r->ddl->arena,
	    "CREATE TEMP TABLE limbeck_check (kept CONSTRAINT %s CHECK (kept));\n"
	    "INSERT INTO temp.limbeck_check SELECT NOT EXISTS (SELECT 1 FROM %s WHERE %s);\n"
	    "DROP TABLE temp.limbeck_check",
	    quoted(r, NULL, reason), rows, where);
}

/* SQLite would make numbers up for a key without values. */
static void check_rowid(struct rebuild *r)
{
	const struct orm_column *c = sqlite_rowid_column(r->to);
	const struct orm_column *was = c ? old_column(r, c) : NULL;
	struct arena *a = r->ddl->arena;
	const char *where;

	if (!was || sqlite_rowid_column(r->from) == was || was->nullable == ORM_NO)
		return;
	where = arena_printf(a, "%s IS NULL", quoted(r, NULL, c->object.name));
	add_check(r,
	          arena_printf(a,
	                       "column \"%s\" of \"%s\" can't be the primary key: %%n rows have no "
	                       "value there",
	                       c->object.name, r->from->object.name),
	          change_rows, "1", where);
	add_guard(r,
	          arena_printf(a, "column \"%s\" of \"%s\" has no NULL", c->object.name,
	                       r->from->object.name),
	          r->old, where);
}

/* A backfill that leaves rows of a NOT NULL column without a value. */
static void check_backfill(struct rebuild *r, const struct orm_column *c, const char *fill)
{
	const char *name = quoted(r, NULL, c->object.name);
	struct arena *a = r->ddl->arena;

	add_check(r,
	          arena_printf(a,
	                       "column \"%s\" of \"%s\" can't be NOT NULL: its backfill (%s) "
	                       "gives %%n rows no value",
	                       c->object.name, r->from->object.name, fill),
	          "Choose another backfill, such as coalesce(..., 0).", "1",
	          old_column(r, c) ? arena_printf(a, "%s IS NULL AND (%s) IS NULL", name, fill)
	                           : arena_printf(a, "(%s) IS NULL", fill));
}

static void check_not_null(struct rebuild *r, const struct orm_column *c)
{
	const struct orm_column *was = old_column(r, c);
	const char *name = quoted(r, NULL, c->object.name);
	struct arena *a = r->ddl->arena;

	if (c->nullable != ORM_NO || c->computed)
		return;
	if (backfill(r, c))
		check_backfill(r, c, backfill(r, c));
	else if (was && was->nullable != ORM_NO && sqlite_rowid_column(r->from) != was)
		add_check(
		    r,
		    arena_printf(a,
		                 "column \"%s\" of \"%s\" can't be made NOT NULL: %%n "
		                 "rows have no value there",
		                 c->object.name, r->from->object.name),
		    "Give them a value by backfill = \"...\", or --backfill where limbeck makes "
		    "the plan.",
		    "1", arena_printf(a, "%s IS NULL", name));
	else if (!was && c->server_default.kind == ORM_DEFAULT_NONE &&
	         sqlite_rowid_column(r->to) != c)
		add_check(
		    r,
		    arena_printf(a,
		                 "column \"%s\" is NOT NULL without a default, and "
		                 "\"%s\" has %%n rows",
		                 c->object.name, r->from->object.name),
		    "Give the rows a value by backfill = \"...\", or --backfill where limbeck "
		    "makes the plan; or give the column a server_default.",
		    "1", "true");
}

/* What CAST to the new affinity would not give back unchanged; `x` is the column. */
static const char *altered_by(enum sqlite_affinity to)
{
	switch (to) {
	case SQLITE_AFF_INTEGER:
		return "(typeof(x) = 'text' AND CAST(CAST(x AS NUMERIC) AS TEXT) IS NOT x) OR "
		       "(typeof(x) = 'real' AND CAST(x AS INTEGER) <> x)";
	case SQLITE_AFF_REAL:
		return "(typeof(x) = 'text' AND CAST(CAST(x AS NUMERIC) AS TEXT) IS NOT x) OR "
		       "(typeof(x) = 'integer' AND CAST(x AS REAL) <> x)";
	case SQLITE_AFF_NUMERIC:
		return "typeof(x) = 'text' AND CAST(CAST(x AS NUMERIC) AS TEXT) IS NOT x";
	case SQLITE_AFF_TEXT:
		return "typeof(x) = 'real' AND CAST(CAST(x AS TEXT) AS REAL) IS NOT x";
	case SQLITE_AFF_BLOB:
		break;
	}
	return NULL;
}

static void check_type(struct rebuild *r, const struct orm_column *c)
{
	const struct orm_column *was = old_column(r, c);
	enum sqlite_affinity to = affinity(r->to, c);
	struct arena *a = r->ddl->arena;
	const char *type = *c->type->name ? c->type->name : "untyped";
	const char *altered = altered_by(to), *values, *reason;

	if (!was || c->computed || affinity(r->from, was) == to || !altered)
		return;
	values =
	    arena_printf(a, "(SELECT %s AS x FROM %s)", quoted(r, NULL, was->object.name), r->old);
	reason = arena_printf(a,
	                      "column \"%s\" of \"%s\" can't become %s without altering %%n "
	                      "values, such as %%x",
	                      c->object.name, r->from->object.name, type);
	add_check_of(r, reason, "Change these values first, or allow it with --allow-data-loss.",
	             "quote(x)", values, altered);
	/* text that is no number stays what it is when it is stored */
	add_guard(
	    r,
	    arena_printf(a, "values of column \"%s\" of \"%s\" fit %s unaltered", c->object.name,
	                 r->from->object.name, type),
	    values,
	    arena_printf(a, "(%s) AND (typeof(x) <> 'text' OR x = CAST(x AS NUMERIC))", altered));
}

/* The value that rows get for a column that is new, as an expression. */
static const char *value_of_new(struct rebuild *r, const struct orm_column *c)
{
	struct buf b = { 0 };

	if (c->computed)
		return c->computed;
	if (backfill(r, c))
		return backfill(r, c);
	if (c->server_default.kind == ORM_DEFAULT_NONE)
		return "NULL";
	ddl_default(&b, &orm_sqlite, &c->server_default);
	return buf_take(&b, r->ddl->arena);
}

/* The rows as far as `expr` sees them: with the new columns that it names. */
static const char *with_new(struct rebuild *r, const char *rows, const char *expr, unsigned depth)
{
	for (size_t i = 0; i < r->to->columns.len && depth < r->to->columns.len; i++) {
		const struct orm_column *c = r->to->columns.items[i];
		const char *value;

		if (old_column(r, c) || !orm_mentions(&orm_sqlite, expr, c->object.name))
			continue;
		value = value_of_new(r, c);
		rows = arena_printf(r->ddl->arena, "(SELECT *, (%s) AS %s FROM %s)", value,
		                    quoted(r, NULL, c->object.name),
		                    with_new(r, rows, value, depth + 1));
	}
	return rows;
}

/* A column that becomes a generated one is filled anew. */
static void check_generated(struct rebuild *r, const struct orm_column *c)
{
	const struct orm_column *was = old_column(r, c);
	struct arena *a = r->ddl->arena;
	const char *rows, *where;

	if (!was || was->computed || !c->computed)
		return;
	rows = with_new(r, r->old, c->computed, 0);
	where = arena_printf(a, "%s IS NOT (%s)", quoted(r, NULL, c->object.name), c->computed);
	add_check_of(r,
	             arena_printf(a,
	                          "column \"%s\" of \"%s\" can't be generated: %%n rows have "
	                          "another value there than (%s)",
	                          c->object.name, r->from->object.name, c->computed),
	             "Change these values first, or allow it with --allow-data-loss.", "1", rows,
	             where);
	add_guard(r,
	          arena_printf(a, "column \"%s\" of \"%s\" has what would be generated",
	                       c->object.name, r->from->object.name),
	          rows, where);
}

static bool known_columns(const struct rebuild *r, const struct orm_elements *e)
{
	for (size_t i = 0; i < e->len; i++)
		if (!e->items[i].column ||
		    !orm_table_column(r->from, &orm_sqlite, e->items[i].column))
			return false;
	return e->len > 0;
}

static bool had_unique(const struct rebuild *r, const struct orm_elements *e)
{
	for (size_t i = 0; i < r->from->constraints.len; i++) {
		const struct orm_constraint *k = r->from->constraints.items[i];
		bool same = (k->object.kind == ORM_UNIQUE || k->object.kind == ORM_PRIMARY_KEY) &&
		            k->elements.len == e->len;

		for (size_t j = 0; same && j < e->len; j++)
			same = text_same_nocase(k->elements.items[j].column, e->items[j].column);
		if (same)
			return true;
	}
	return false;
}

/* A new key: the rows that it can't have together. */
static void check_unique(struct rebuild *r, const struct orm_constraint *k)
{
	struct buf columns = { 0 }, nulls = { 0 };
	struct arena *a = r->ddl->arena;

	if (!known_columns(r, &k->elements) || had_unique(r, &k->elements))
		return;
	for (size_t i = 0; i < k->elements.len; i++) {
		const char *name = quoted(r, NULL, k->elements.items[i].column);

		buf_addf(&columns, "%s%s", i ? ", " : "", name);
		buf_addf(&nulls, "%s%s IS NOT NULL", i ? " AND " : "", name);
	}
	ddl_addf(
	    r->ddl, DDL_CHECK, NULL,
	    "SELECT replace(%s, '%%n', n), %s FROM (SELECT count(*) AS n FROM (SELECT 1 FROM %s "
	    "WHERE %s GROUP BY %s HAVING count(*) > 1)) WHERE n > 0",
	    literal(r, arena_printf(a,
	                            "\"%s\" can't have a unique key on (%s): %%n values "
	                            "stand there more than once",
	                            r->from->object.name, buf_str(&columns))),
	    literal(r, change_rows), r->old, buf_str(&nulls), buf_str(&columns));
	buf_release(&columns);
	buf_release(&nulls);
}

/* A new condition: the rows that don't meet it; only when it is about old columns. */
static void check_check(struct rebuild *r, const struct orm_constraint *k)
{
	for (size_t i = 0; i < r->to->columns.len; i++)
		if (!old_column(r, r->to->columns.items[i]) &&
		    orm_mentions(&orm_sqlite, k->expr, r->to->columns.items[i]->object.name))
			return;
	for (size_t i = 0; i < r->from->constraints.len; i++)
		if (orm_same_expr(&orm_sqlite, r->from->constraints.items[i]->expr, k->expr))
			return;
	add_check(r,
	          arena_printf(r->ddl->arena,
	                       "\"%s\" can't have the check (%s): %%n rows don't meet it",
	                       r->from->object.name, k->expr),
	          change_rows, "1", arena_printf(r->ddl->arena, "NOT (%s)", k->expr));
}

static void add_checks(struct rebuild *r)
{
	check_rowid(r);
	for (size_t i = 0; i < r->to->columns.len; i++) {
		check_not_null(r, r->to->columns.items[i]);
		if (r->allow_data_loss)
			continue;
		check_type(r, r->to->columns.items[i]);
		check_generated(r, r->to->columns.items[i]);
	}
	for (size_t i = 0; i < r->to->constraints.len; i++) {
		const struct orm_constraint *k = r->to->constraints.items[i];

		if (k->object.kind == ORM_UNIQUE || k->object.kind == ORM_PRIMARY_KEY)
			check_unique(r, k);
		else if (k->object.kind == ORM_CHECK)
			check_check(r, k);
	}
}

/* A name under which both tables give their rowid, or NULL. */
static const char *rowid_name(const struct rebuild *r)
{
	static const char *const names[] = { "rowid", "_rowid_", "oid" };

	if (sqlite_without_rowid(r->from) || sqlite_without_rowid(r->to) ||
	    sqlite_rowid_column(r->to))
		return NULL;
	for (size_t i = 0; i < COUNT(names); i++)
		if (!orm_table_column(r->from, &orm_sqlite, names[i]) &&
		    !orm_table_column(r->to, &orm_sqlite, names[i]))
			return names[i];
	return NULL;
}

static void add_value(struct rebuild *r, struct buf *out, const struct orm_column *c)
{
	static const char *const casts[] = { [SQLITE_AFF_TEXT] = "TEXT",
		                             [SQLITE_AFF_NUMERIC] = "NUMERIC",
		                             [SQLITE_AFF_INTEGER] = "INTEGER",
		                             [SQLITE_AFF_REAL] = "REAL" };
	const struct orm_column *was = old_column(r, c);
	enum sqlite_affinity to = affinity(r->to, c);

	const char *fill = backfill(r, c), *value;

	if (!was) {
		buf_addf(out, "(%s)", fill);
		return;
	}
	value = quoted(r, NULL, was->object.name);
	if (r->allow_data_loss && to != SQLITE_AFF_BLOB && affinity(r->from, was) != to)
		value = arena_printf(r->ddl->arena, "CAST(%s AS %s)", value, casts[to]);
	if (fill)
		buf_addf(out, "coalesce(%s, (%s))", value, fill);
	else
		buf_adds(out, value);
}

static void copy_rows(struct rebuild *r)
{
	struct buf names = { 0 }, values = { 0 };
	const char *rowid = rowid_name(r);

	if (rowid) {
		buf_adds(&names, rowid);
		buf_adds(&values, rowid);
	}
	for (size_t i = 0; i < r->to->columns.len; i++) {
		const struct orm_column *c = r->to->columns.items[i];

		if (c->computed || (!old_column(r, c) && !backfill(r, c)))
			continue;
		buf_addf(&names, "%s%s", names.len ? ", " : "", quoted(r, NULL, c->object.name));
		buf_adds(&values, values.len ? ", " : "");
		add_value(r, &values, c);
	}
	/* an ON CONFLICT of the new table would drop or change rows without a word */
	if (names.len)
		ddl_addf(r->ddl, DDL_REWRITE, NULL,
		         "INSERT OR ABORT INTO %s (%s) SELECT %s FROM %s", r->new, buf_str(&names),
		         buf_str(&values), r->old);
	buf_release(&names);
	buf_release(&values);
}

/* The counter, so that ids aren't used a second time. */
static void copy_sequence(struct rebuild *r)
{
	if (!sqlite_table_is(r->from, "autoincrement") || !sqlite_table_is(r->to, "autoincrement"))
		return;
	ddl_addf(r->ddl, 0, NULL, "DELETE FROM %ssqlite_sequence WHERE name = %s", r->prefix,
	         r->new_lit);
	ddl_addf(r->ddl, 0, NULL,
	         "INSERT INTO %ssqlite_sequence (name, seq) SELECT %s, seq FROM "
	         "%ssqlite_sequence WHERE name = %s",
	         r->prefix, r->new_lit, r->prefix, r->old_lit);
}

/* What ANALYZE found out would go with the old table. */
static void move_statistics(struct rebuild *r, const char *from, const char *to)
{
	const char *tables = orm_option_get(&r->state->settings, "sqlite", "statistics");

	if (!tables)
		return;
	ddl_addf(r->ddl, 0, NULL, "UPDATE %ssqlite_stat1 SET tbl = %s WHERE tbl = %s", r->prefix,
	         to, from);
	if (strstr(tables, "sqlite_stat4"))
		ddl_addf(r->ddl, 0, NULL, "UPDATE %ssqlite_stat4 SET tbl = %s WHERE tbl = %s",
		         r->prefix, to, from);
}

static void bring_back(struct rebuild *r)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < r->to->indexes.len; i++) {
		sqlite_create_index(&b, r->to->indexes.items[i], false);
		ddl_add(r->ddl, 0, NULL, buf_str(&b));
		buf_cut(&b, 0);
	}
	for (size_t i = 0; i < r->state->definitions.len; i++) {
		const struct orm_definition *t = r->state->definitions.items[i];

		if (t->object.kind != ORM_TRIGGER || !text_same_nocase(t->on, r->from->object.name))
			continue;
		sqlite_create_trigger(&b, t);
		ddl_add(r->ddl, 0, NULL, buf_str(&b));
		buf_cut(&b, 0);
	}
	buf_release(&b);
}

bool sqlite_rebuild(struct ddl *d, const struct orm_metadata *state, const struct orm_table *from,
                    const struct orm_table *to, bool allow_data_loss, struct map *backfills,
                    struct error *err)
{
	struct rebuild r = { .ddl = d,
		             .state = state,
		             .from = from,
		             .to = to,
		             .allow_data_loss = allow_data_loss,
		             .backfills = backfills,
		             .prefix = "" };
	const char *name = from->object.name, *schema = from->object.schema;
	const char *temporary = arena_printf(d->arena, "limbeck_new_%s", name);
	struct buf b = { 0 };

	if (from->opaque)
		return fail(err, ERR_UNSUPPORTED, "table \"%s\" can't be changed: %s", name,
		            from->opaque);
	r.old = quoted(&r, schema, name);
	r.new = quoted(&r, schema, temporary);
	r.old_lit = literal(&r, name);
	r.new_lit = literal(&r, temporary);
	if (schema)
		r.prefix = arena_printf(d->arena, "%s.", quoted(&r, NULL, schema));
	add_checks(&r);
	sqlite_create_table(&b, to, temporary);
	ddl_add(d, DDL_REWRITE, "a changed copy of the table takes its place", buf_str(&b));
	buf_release(&b);
	copy_rows(&r);
	copy_sequence(&r);
	move_statistics(&r, r.old_lit, r.new_lit);
	/* else the new name would be checked against views and triggers that
	 * name a table which isn't there at the moment */
	ddl_add(d, 0, NULL, "PRAGMA legacy_alter_table = ON");
	ddl_addf(d, DDL_REWRITE, NULL, "DROP TABLE %s", r.old);
	ddl_addf(d, DDL_REWRITE, NULL, "ALTER TABLE %s RENAME TO %s", r.new,
	         quoted(&r, NULL, name));
	ddl_add(d, 0, NULL, "PRAGMA legacy_alter_table = OFF");
	move_statistics(&r, r.new_lit, r.old_lit);
	bring_back(&r);
	return true;
}
