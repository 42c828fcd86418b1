/*
 * migrate/version.c - the table of applied revisions
 *
 * Lists in a cell have a line for each name: neither ids nor labels of objects
 * that a list holds have line ends in them.
 */
#include "migrate/version.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "orm/ddl/ddl.h"
#include "orm/dialect.h"
#include "orm/schema/resolve.h"
#include "reflect/reflect.h"

/* The columns in the order of enum; `position` counts up with each row. */
enum cell {
	REVISION,
	PARENTS,
	MESSAGE,
	CHECKSUM,
	FORMAT,
	SCRIPT,
	OBJECTS,
	APPLIED_AT,
	DURATION,
	APPLIED_BY,
	LIMBECK,
	STATE,
	STEP,
	STATEMENT,
	FINGERPRINT,
	COMPILED,
	CELL_COUNT
};

static const struct column {
	const char *name;
	enum orm_type_id type;
	int length;
	bool required;
} columns[] = {
	[REVISION] = { "revision", ORM_TYPE_STRING, 255, true },
	[PARENTS] = { "parents", ORM_TYPE_TEXT, 0, false },
	[MESSAGE] = { "message", ORM_TYPE_TEXT, 0, false },
	[CHECKSUM] = { "checksum", ORM_TYPE_STRING, 64, false },
	[FORMAT] = { "format", ORM_TYPE_STRING, 32, false },
	[SCRIPT] = { "script", ORM_TYPE_TEXT, 0, false },
	[OBJECTS] = { "objects", ORM_TYPE_TEXT, 0, false },
	[APPLIED_AT] = { "applied_at", ORM_TYPE_STRING, 32, false },
	[DURATION] = { "duration_ms", ORM_TYPE_BIGINTEGER, 0, false },
	[APPLIED_BY] = { "applied_by", ORM_TYPE_STRING, 255, false },
	[LIMBECK] = { "limbeck", ORM_TYPE_STRING, 32, false },
	[STATE] = { "state", ORM_TYPE_STRING, 16, true },
	[STEP] = { "step", ORM_TYPE_INTEGER, 0, false },
	[STATEMENT] = { "statement", ORM_TYPE_TEXT, 0, false },
	[FINGERPRINT] = { "fingerprint", ORM_TYPE_STRING, 64, false },
	[COMPILED] = { "compiled", ORM_TYPE_TEXT, 0, false },
};

#define POSITION "position"

/* More than any script needs, where there has to be a limit. */
enum { LONG_TEXT = 1 << 24 };

static void add_column(struct arena *a, const struct orm_dialect *d, struct orm_table *t,
                       const struct column *c)
{
	struct orm_column *column = orm_column_new(a, c->name);

	column->type = orm_type_new(a, c->type);
	column->type->length = c->type == ORM_TYPE_TEXT && d->text_max ? LONG_TEXT : c->length;
	column->nullable = c->required ? ORM_NO : ORM_YES;
	orm_table_add_column(a, t, column);
}

static struct orm_table *describe(struct arena *a, const struct orm_dialect *d)
{
	static const struct column position = { POSITION, ORM_TYPE_INTEGER, 0, true };
	struct orm_table *t = orm_table_new(a, NULL, MIGRATE_VERSION_TABLE);
	struct orm_constraint *key = orm_constraint_new(a, ORM_PRIMARY_KEY);

	if (d->any_text) /* scripts are UTF-8, whatever the database has */
		orm_option_set(a, &t->object.options, NULL, "collate", d->any_text);
	add_column(a, d, t, &columns[REVISION]);
	add_column(a, d, t, &position);
	for (size_t i = REVISION + 1; i < COUNT(columns); i++)
		add_column(a, d, t, &columns[i]);
	vec_push(a, &key->elements, (struct orm_element){ .column = columns[REVISION].name });
	orm_table_add_constraint(a, t, key);
	return t;
}

static bool compile(struct arena *a, const struct orm_dialect *dialect, struct ddl_statements *out,
                    struct error *err)
{
	struct orm_table *t = describe(a, dialect);
	struct ddl d = { .arena = a, .dialect = dialect };
	struct orm_change create = {
		.verb = ORM_CREATE, .kind = ORM_TABLE, .to = &t->object, .if_exists = true
	};

	if (!orm_resolve_object(a, &t->object, NULL, dialect, err) ||
	    !ddl_compile(&d, &create, 1, err))
		return false;
	*out = d.out;
	return true;
}

bool migrate_version_ddl(struct arena *a, const struct orm_dialect *d, char **out,
                         struct error *err)
{
	struct ddl_statements list;
	struct buf text = { 0 };

	if (!compile(a, d, &list, err))
		return false;
	for (size_t i = 0; i < list.len; i++)
		buf_addf(&text, "%s%s", i ? ";\n" : "", list.items[i].sql);
	*out = buf_take(&text, a);
	return true;
}

bool migrate_version_ensure(struct orm_conn *c, struct error *err)
{
	struct arena a = { 0 };
	struct ddl_statements list;
	bool ok = compile(&a, orm_conn_dialect(c), &list, err);

	for (size_t i = 0; ok && i < list.len; i++)
		ok = orm_exec(c, list.items[i].sql, err);
	arena_release(&a);
	return ok;
}

static char *join(struct arena *a, const struct names *list)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < list->len; i++)
		buf_addf(&b, "%s%s", i ? "\n" : "", list->items[i]);
	return buf_take(&b, a);
}

static struct names split(struct arena *a, const char *text)
{
	struct names out = { 0 };

	while (*text) {
		size_t len = strcspn(text, "\n");

		vec_push(a, &out, arena_strndup(a, text, len));
		text += len + (text[len] == '\n');
	}
	return out;
}

static const char *text_at(struct arena *a, struct orm_result *r, enum cell cell)
{
	const char *text = orm_get_text(r, (int)cell);

	return arena_strdup(a, text ? text : "");
}

static struct migrate_applied read_row(struct arena *a, struct orm_result *r)
{
	return (struct migrate_applied){
		.revision = text_at(a, r, REVISION),
		.parents = split(a, text_at(a, r, PARENTS)),
		.message = text_at(a, r, MESSAGE),
		.checksum = text_at(a, r, CHECKSUM),
		.format = text_at(a, r, FORMAT),
		.script = text_at(a, r, SCRIPT),
		.objects = split(a, text_at(a, r, OBJECTS)),
		.applied_at = text_at(a, r, APPLIED_AT),
		.duration_ms = orm_get_int(r, DURATION),
		.by = text_at(a, r, APPLIED_BY),
		.limbeck = text_at(a, r, LIMBECK),
		.state = text_at(a, r, STATE),
		.step = (int)orm_get_int(r, STEP),
		.statement = text_at(a, r, STATEMENT),
		.fingerprint = text_at(a, r, FINGERPRINT),
		.compiled = text_at(a, r, COMPILED),
		.position = orm_get_int(r, CELL_COUNT),
	};
}

/* Whatever path the session has: read outside of a transaction, too. */
static void add_table(struct buf *out, const struct orm_dialect *d, const char *schema)
{
	ddl_full_name(out, d, d->has_path ? schema : NULL, MIGRATE_VERSION_TABLE);
}

static void add_table_of(struct buf *out, const struct orm_conn *c)
{
	add_table(out, orm_conn_dialect(c), orm_conn_schema(c));
}

static void add_columns(struct buf *out)
{
	for (size_t i = 0; i < COUNT(columns); i++)
		buf_addf(out, "%s%s", i ? ", " : "", columns[i].name);
}

/* Not there is told by the failure of the query, which costs nothing when it is. */
static bool is_absent(struct arena *a, struct orm_conn *c)
{
	struct error ignored = { 0 };
	struct orm_metadata *m = NULL;

	return reflect_table(a, c, NULL, MIGRATE_VERSION_TABLE, &m, &ignored) && !m;
}

#define READING "limbeck_reading"

/* A failure must not be that of the transaction it is in. */
static bool select_rows(struct orm_conn *c, struct orm_result **out, struct error *err)
{
	bool nested = orm_in_transaction(c), ok;
	struct buf sql = { 0 };

	if (nested && !orm_savepoint(c, READING, err))
		return false;
	buf_adds(&sql, "SELECT ");
	add_columns(&sql);
	buf_adds(&sql, ", " POSITION " FROM ");
	add_table_of(&sql, c);
	buf_adds(&sql, " ORDER BY " POSITION);
	ok = orm_query(c, buf_str(&sql), NULL, 0, out, err);
	buf_release(&sql);
	if (nested && !ok)
		orm_rollback_to(c, READING);
	return ok;
}

bool migrate_version_read(struct arena *a, struct orm_conn *c, struct migrate_history *out,
                          struct error *err)
{
	struct orm_result *r;
	enum orm_step step;

	*out = (struct migrate_history){ 0 };
	if (!select_rows(c, &r, err)) {
		if (err->code != ERR_DATABASE || !is_absent(a, c))
			return false;
		error_clear(err);
		return true;
	}
	out->exists = true;
	while ((step = orm_next(r, err)) == ORM_ROW)
		vec_push(a, out, read_row(a, r));
	orm_result_close(r);
	return step == ORM_DONE;
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

static void cells_of(struct arena *a, const struct migrate_applied *row,
                     struct orm_value out[CELL_COUNT])
{
	out[REVISION] = orm_text(row->revision);
	out[PARENTS] = orm_text(join(a, &row->parents));
	out[MESSAGE] = orm_text(or_empty(row->message));
	out[CHECKSUM] = orm_text(or_empty(row->checksum));
	out[FORMAT] = orm_text(or_empty(row->format));
	out[SCRIPT] = orm_text(or_empty(row->script));
	out[OBJECTS] = orm_text(join(a, &row->objects));
	out[APPLIED_AT] = orm_text(row->applied_at);
	out[DURATION] = orm_int(row->duration_ms);
	out[APPLIED_BY] = orm_text(or_empty(row->by));
	out[LIMBECK] = orm_text(or_empty(row->limbeck));
	out[STATE] = orm_text(row->state ? row->state : "applied");
	out[STEP] = orm_int(row->step);
	out[STATEMENT] = orm_text(row->statement);
	out[FINGERPRINT] = orm_text(row->fingerprint);
	out[COMPILED] = orm_text(row->compiled);
}

/*
 * INSERT ... SELECT: MySQL refuses the table that is written to inside VALUES, and
 * among locked tables (orm/mysql/table_locks.c) the same name twice.
 */
static void begin_insert(struct buf *out, const struct orm_dialect *d, const char *schema)
{
	buf_adds(out, "INSERT INTO ");
	add_table(out, d, schema);
	buf_adds(out, " (");
	add_columns(out);
	buf_adds(out, ", " POSITION ")\n");
}

static void end_insert(struct buf *out, const struct orm_dialect *d, const char *schema)
{
	buf_adds(out, "COALESCE(MAX(" POSITION "), 0) + 1 FROM ");
	add_table(out, d, schema);
	buf_adds(out, " AS known");
}

bool migrate_version_insert(struct orm_conn *c, const struct migrate_applied *row,
                            struct error *err)
{
	struct arena a = { 0 };
	struct buf sql = { 0 };
	struct orm_value cells[CELL_COUNT + 1];
	bool known = row->position, ok;

	cells_of(&a, row, cells);
	cells[CELL_COUNT] = orm_int(row->position);
	begin_insert(&sql, orm_conn_dialect(c), orm_conn_schema(c));
	buf_adds(&sql, known ? "VALUES (" : "SELECT ");
	for (size_t i = 0; i < CELL_COUNT; i++)
		buf_adds(&sql, "?, ");
	if (known)
		buf_adds(&sql, "?)");
	else
		end_insert(&sql, orm_conn_dialect(c), orm_conn_schema(c));
	ok = orm_exec_params(c, buf_str(&sql), cells, known ? CELL_COUNT + 1 : CELL_COUNT, err);
	buf_release(&sql);
	arena_release(&a);
	return ok;
}

/* VERB limbeck_version REST, of which REST has the parameters. */
static bool change(struct orm_conn *c, const char *verb, const char *rest,
                   const struct orm_value *values, size_t count, struct error *err)
{
	struct buf sql = { 0 };
	bool ok;

	buf_addf(&sql, "%s ", verb);
	add_table_of(&sql, c);
	buf_adds(&sql, rest);
	ok = orm_exec_params(c, buf_str(&sql), values, count, err);
	buf_release(&sql);
	return ok;
}

static bool changed_one(const struct orm_conn *c, const char *revision, struct error *err)
{
	return orm_changes(c) == 1 ||
	       fail(err, ERR_STATE, "revision \"%s\" is no longer recorded in the database",
	            revision);
}

bool migrate_version_delete(struct orm_conn *c, const char *revision, struct error *err)
{
	struct orm_value id = orm_text(revision);

	return change(c, "DELETE FROM", " WHERE revision = ?", &id, 1, err) &&
	       changed_one(c, revision, err);
}

bool migrate_version_step(struct orm_conn *c, const struct migrate_applied *row, struct error *err)
{
	struct orm_value values[] = { orm_text(row->state),     orm_int(row->step),
		                      orm_text(row->statement), orm_text(row->fingerprint),
		                      orm_text(row->compiled),  orm_text(row->revision) };

	return change(c, "UPDATE",
	              " SET state = ?, step = ?, statement = ?, fingerprint = ?, compiled = ? "
	              "WHERE revision = ?",
	              values, COUNT(values), err) &&
	       changed_one(c, row->revision, err);
}

bool migrate_version_accept(struct orm_conn *c, const struct migrate_applied *row,
                            struct error *err)
{
	struct orm_value values[] = { orm_text(or_empty(row->checksum)),
		                      orm_text(or_empty(row->format)),
		                      orm_text(or_empty(row->script)), orm_text(row->revision) };

	return change(c, "UPDATE", " SET checksum = ?, format = ?, script = ? WHERE revision = ?",
	              values, COUNT(values), err);
}

static void add_cell(struct buf *out, const struct orm_dialect *d, enum cell cell,
                     const struct orm_value *v)
{
	if (v->kind == ORM_INT)
		buf_addf(out, "%lld, ", (long long)v->integer);
	else if (v->kind == ORM_NULL)
		buf_adds(out, cell == APPLIED_AT ? "CURRENT_TIMESTAMP, " : "NULL, ");
	else {
		ddl_string(out, d, v->data);
		buf_adds(out, ", ");
	}
}

char *migrate_version_insert_sql(struct arena *a, const struct orm_dialect *d,
                                 const struct migrate_applied *row)
{
	struct buf sql = { 0 };
	struct orm_value cells[CELL_COUNT];

	cells_of(a, row, cells);
	begin_insert(&sql, d, d->default_schema);
	buf_adds(&sql, "SELECT ");
	for (size_t i = 0; i < CELL_COUNT; i++)
		add_cell(&sql, d, (enum cell)i, &cells[i]);
	end_insert(&sql, d, d->default_schema);
	return buf_take(&sql, a);
}

char *migrate_version_delete_sql(struct arena *a, const struct orm_dialect *d, const char *revision)
{
	struct buf sql = { 0 };

	buf_adds(&sql, "DELETE FROM ");
	add_table(&sql, d, d->default_schema);
	buf_adds(&sql, " WHERE revision = ");
	ddl_string(&sql, d, revision);
	return buf_take(&sql, a);
}

static void add_count(struct buf *out, const struct orm_dialect *d, const struct names *ids,
                      const char *which, size_t expected)
{
	buf_adds(out, "(SELECT COUNT(*) FROM ");
	add_table(out, d, d->default_schema);
	buf_addf(out, " WHERE %srevision IN (", which);
	for (size_t i = 0; i < ids->len; i++) {
		buf_adds(out, i ? ", " : "");
		ddl_string(out, d, ids->items[i]);
	}
	buf_addf(out, ")) = %zu", expected);
}

char *migrate_version_condition(struct arena *a, const struct orm_dialect *d,
                                const struct names *applied, const struct names *absent)
{
	struct buf out = { 0 };

	if (applied->len)
		add_count(&out, d, applied, "state = 'applied' AND ", applied->len);
	buf_adds(&out, applied->len && absent->len ? " AND " : "");
	if (absent->len)
		add_count(&out, d, absent, "", 0);
	return buf_take(&out, a);
}
