/* migrate/render_sql.c - operations as SQL statements */
#include <string.h>

#include "base/text.h"
#include "migrate/faithful.h"
#include "migrate/literal.h"
#include "migrate/render.h"
#include "migrate/rights.h"
#include "migrate/steps.h"
#include "orm/dialect.h"
#include "reflect/write/write.h"

/* The schema as it is after the operations so far. */
struct state {
	struct arena *arena;
	struct orm_metadata *now;
	struct ddl ddl;
	struct migrate_rights rights;
	struct names dropped; /* for ddl.dropped */
	bool online;          /* in steps during which others go on, but for new tables */
	struct orm_changes made;
	bool elsewhere; /* for other databases than that of the schema */
	bool grants;    /* no change says what is granted */
};

static struct orm_metadata *copy_metadata(struct arena *a, const struct orm_dialect *d,
                                          const struct orm_metadata *from)
{
	struct orm_metadata *m = orm_metadata_new(a);

	m->dialect = d;
	if (!from)
		return m;
	m->reflected = from->reflected;
	m->left_out = from->left_out;
	m->settings = from->settings;
	m->naming = from->naming;
	for (size_t i = 0; i < from->tables.len; i++)
		orm_metadata_add_table(m, orm_table_copy(a, from->tables.items[i]));
	for (size_t i = 0; i < from->definitions.len; i++)
		orm_metadata_add_definition(m, orm_definition_copy(a, from->definitions.items[i]));
	return m;
}

static bool is_known(const struct orm_metadata *m, const char *schema, const char *name)
{
	if (orm_metadata_table(m, schema, name))
		return true;
	for (int kind = ORM_VIEW; kind < ORM_KIND_COUNT; kind++)
		if (orm_metadata_definition(m, (enum orm_kind)kind, schema, name))
			return true;
	return false;
}

static bool lookup(void *data, const char *schema, const char *name, struct orm_metadata **out,
                   struct error *err)
{
	struct state *s = data;

	(void)err;
	*out = is_known(s->now, schema, name) ? s->now : NULL;
	return true;
}

static void insert_rows(struct state *s, const struct migrate_op *op)
{
	const struct orm_dialect *d = s->ddl.dialect;

	for (size_t i = 0; i < op->rows.len; i++) {
		const struct migrate_row *row = &op->rows.items[i];
		struct buf sql = { 0 };

		buf_adds(&sql, "INSERT INTO ");
		ddl_full_name(&sql, d, op->schema, op->table);
		buf_adds(&sql, " (");
		ddl_names(&sql, d, &op->columns);
		buf_adds(&sql, ") VALUES (");
		for (size_t j = 0; j < row->len; j++) {
			buf_adds(&sql, j ? ", " : "");
			write_literal(&sql, d, &row->items[j]);
		}
		buf_addc(&sql, ')');
		ddl_add(&s->ddl, 0, NULL, buf_str(&sql));
		buf_release(&sql);
	}
}

/* Does somebody else know the table already? */
static bool is_old(const struct state *s, const struct orm_change *c)
{
	for (size_t i = 0; i < s->made.len; i++)
		if (text_same(s->made.items[i].to->schema, c->schema) &&
		    text_same(s->made.items[i].to->name, c->table))
			return false;
	return true;
}

static bool compile_changes(struct state *s, const struct orm_changes *changes, struct error *err)
{
	const struct orm_change *c = changes->items;

	s->ddl.online = s->online && is_old(s, c);
	if (s->online && c->kind == ORM_TABLE && c->verb == ORM_CREATE)
		vec_push(s->arena, &s->made, *c);
	if (!ddl_compile(&s->ddl, changes->items, changes->len, err))
		return false;
	for (size_t i = 0; i < changes->len; i++)
		if (!orm_change_apply(s->arena, s->now, &changes->items[i], err))
			return false;
	return true;
}

static bool compile_steps(struct state *s, const struct orm_changes *changes, struct error *err)
{
	const struct orm_change *c = changes->items;
	struct migrate_steps steps = { 0 };

	migrate_steps(s->arena, s->ddl.dialect, changes,
	              c && c->table ? orm_metadata_table(s->now, c->schema, c->table) : NULL,
	              &steps);
	for (size_t i = 0; i < steps.len; i++) {
		if (steps.items[i].sql)
			ddl_add(&s->ddl, s->online ? DDL_OUTSIDE : 0, NULL, steps.items[i].sql);
		else if (!compile_changes(s, &steps.items[i].changes, err))
			return false;
	}
	return true;
}

static bool compile_op(struct state *s, const struct migrate_op *op, struct error *err)
{
	switch (op->kind) {
	case MIGRATE_EXECUTE:
		ddl_add(&s->ddl, 0, NULL, op->sql);
		return true;
	case MIGRATE_BULK_INSERT:
		insert_rows(s, op);
		return true;
	case MIGRATE_CHANGE:
		break;
	}
	return compile_steps(s, &op->changes, err) ||
	       (op->file ? fail_at(err, op->file, op->line) : false);
}

/* The statements of operation number `i`, and what they must not lose. */
static bool compile_numbered(struct state *s, const struct migrate_op *op, size_t i,
                             struct error *err)
{
	size_t first = s->ddl.out.len;

	for (size_t k = 0; k < op->changes.len; k++)
		migrate_rights_before(&s->rights, &s->ddl, &op->changes.items[k]);
	if (!compile_op(s, op, err))
		return false;
	for (size_t k = first; k < s->ddl.out.len; k++)
		s->ddl.out.items[k].op = i;
	for (size_t k = 0; k < op->changes.len && s->elsewhere; k++)
		migrate_rights_unknown(&s->rights, &s->ddl, &op->changes.items[k]);
	for (size_t k = 0; k < op->changes.len && !s->elsewhere; k++)
		migrate_rights_known(&s->rights, &s->ddl, &op->changes.items[k], s->grants);
	return true;
}

static bool has_privileges(const struct orm_metadata *m)
{
	for (size_t i = 0; m && i < m->definitions.len; i++)
		if (m->definitions.items[i]->object.kind == ORM_PRIVILEGE)
			return true;
	return false;
}

static bool compile_all(struct state *s, const struct orm_metadata *from,
                        const struct migrate_ops *ops, struct ddl_statements *out,
                        struct error *err)
{
	bool done = !from || migrate_check_faithful(from, ops, err);

	if (ops->len)
		s->now = copy_metadata(s->arena, s->ddl.dialect, from);
	s->ddl.lookup = lookup;
	s->ddl.lookup_data = s;
	s->ddl.dropped = &s->dropped;
	s->grants = !has_privileges(s->now);
	for (size_t i = 0; done && i < ops->len; i++)
		done = compile_numbered(s, &ops->items[i], i, err);
	*out = s->ddl.out;
	return done;
}

bool render_statements_for(struct arena *a, const struct migrate_server *server,
                           const struct orm_metadata *from, const struct migrate_ops *ops,
                           struct ddl_statements *out, struct error *err)
{
	struct state s = {
		.arena = a,
		.ddl = { .arena = a, .dialect = server->dialect, .version = server->version },
		.online = server->online,
	};

	return compile_all(&s, from, ops, out, err);
}

bool render_statements(struct arena *a, const struct orm_dialect *d, int version,
                       const struct orm_metadata *from, const struct migrate_ops *ops,
                       struct ddl_statements *out, struct error *err)
{
	struct migrate_server server = { .dialect = d, .version = version };

	return render_statements_for(a, &server, from, ops, out, err);
}

/* Statements for reading: the queries that ask before they are run only as their guards. */
static void write_statements(struct buf *out, const struct orm_dialect *d,
                             const struct ddl_statements *list, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		const struct ddl_statement *s = &list->items[i];

		if (!(s->flags & DDL_CHECK))
			write_sql_statement(out, d, s->sql);
		else if (s->guard)
			write_sql_statement(out, d, s->guard);
	}
}

static bool is_outside(const struct ddl_statement *s)
{
	return s->flags & DDL_OUTSIDE;
}

/* What can't run inside a transaction goes between two of them. */
static void write_transactions(struct buf *out, const struct orm_dialect *d,
                               const struct ddl_statements *list)
{
	const char *begin = d->script_begin ? d->script_begin : "";
	const char *end = d->script_end ? d->script_end : "";
	bool inside = false;

	for (size_t i = 0; i < list->len; i++) {
		if (inside == is_outside(&list->items[i]))
			buf_adds(out, inside ? end : begin);
		inside = !is_outside(&list->items[i]);
		write_statements(out, d, list, i, i + 1);
	}
	buf_adds(out, inside ? end : "");
}

bool render_sql_for(struct buf *out, const struct migrate_server *server,
                    const struct orm_metadata *from, const struct migrate_ops *ops,
                    struct error *err)
{
	struct arena a = { 0 };
	struct ddl_statements list = { 0 };
	size_t start = out->len;
	bool done = render_statements_for(&a, server, from, ops, &list, err);

	if (done && list.len)
		write_transactions(out, server->dialect, &list);
	write_encoding(out, start, server->dialect);
	arena_release(&a);
	return done;
}

bool render_sql(struct buf *out, const struct orm_dialect *d, int version,
                const struct orm_metadata *from, const struct migrate_ops *ops, struct error *err)
{
	struct migrate_server server = { .dialect = d, .version = version };

	return render_sql_for(out, &server, from, ops, err);
}

/* What the connection must be set to is the runner's job. */
static bool write_section(struct buf *out, const struct orm_dialect *d, int version,
                          const char *name, const struct orm_metadata *from,
                          const struct migrate_ops *ops, struct error *err)
{
	struct arena a = { 0 };
	struct state s = { .arena = &a,
		           .ddl = { .arena = &a, .dialect = d, .version = version },
		           .elsewhere = true };
	struct ddl_statements list = { 0 };
	bool done = !ops || compile_all(&s, from, ops, &list, err);

	buf_addf(out, "\n-- limbeck: %s\n", name);
	for (size_t i = 0; done && i < list.len; i++)
		if (!(list.items[i].flags & DDL_CONNECTION))
			write_statements(out, d, &list, i, i + 1);
	arena_release(&a);
	return done;
}

static const char *const header_keys[] = { "revision",   "down_revision", "branch_labels",
	                                   "depends_on", "replaces",      "created" };

/* Would the reader of scripts take this line of prose for one of its own? */
static bool looks_like_header(const char *line, size_t len)
{
	struct arena a = { 0 };
	size_t n = 0;
	bool looks;

	while (n < len && (line[n] == '_' || (line[n] >= '0' && line[n] <= '9') ||
	                   ((line[n] | 32) >= 'a' && (line[n] | 32) <= 'z')))
		n++;
	looks = text_nearest(arena_strndup(&a, line, n), header_keys, COUNT(header_keys)) ||
	        (n == strlen("limbeck") && !memcmp(line, "limbeck", n));
	n += strspn(line + n, " \t");
	arena_release(&a);
	return looks && n < len && (line[n] == ':' || line[n] == '=');
}

static void write_prose(struct buf *out, const char *text)
{
	struct arena a = { 0 };

	while (text && *text) {
		size_t len = strcspn(text, "\r\n");
		const char *start = text + strspn(text, " \t");
		bool guard =
		    start < text + len && looks_like_header(start, (size_t)(text + len - start));

		write_comment(out, arena_printf(&a, "%s%.*s", guard ? "- " : "", (int)len, text));
		text += len;
		text += text[0] == '\r' && text[1] == '\n' ? 2 : *text != '\0';
	}
	arena_release(&a);
}

static void write_header_list(struct buf *out, const char *key, const struct names *list)
{
	if (!list->len && strcmp(key, "down_revision") != 0)
		return;
	buf_addf(out, "-- %s:%s", key, list->len ? " " : "");
	for (size_t i = 0; i < list->len; i++)
		buf_addf(out, "%s%s", i ? ", " : "", list->items[i]);
	buf_addc(out, '\n');
}

/* A line in a name or a text that begins as the mark of a section would be taken for one. */
static bool check_marks(const struct buf *script, int marks, struct error *err)
{
	const char *line = buf_str(script);

	for (; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		line += strspn(line, " \t");
		if (!text_starts(line, "--"))
			continue;
		line += 2 + strspn(line + 2, " \t");
		marks -= text_starts(line, "limbeck:");
	}
	if (marks == 0)
		return true;
	(void)fail(err, ERR_UNSUPPORTED,
	           "a name or text has a line \"-- limbeck: ...\" in it, which "
	           "begins a section in an SQL script");
	return fail_hint(err, "Write the script in Lua.");
}

bool render_sql_script(struct buf *out, const struct orm_dialect *d, int version,
                       const struct migrate_revision *r, const char *comment,
                       const struct orm_metadata *from, const struct migrate_ops *up,
                       const struct orm_metadata *to, const struct migrate_ops *down,
                       struct error *err)
{
	write_prose(out, r->message);
	if ((!r->message || !*r->message) && (r->doc || comment))
		buf_adds(out, "--\n");
	write_prose(out, r->doc);
	write_prose(out, comment);
	buf_addf(out, "-- revision: %s\n", r->id);
	write_header_list(out, "down_revision", &r->down);
	write_header_list(out, "branch_labels", &r->labels);
	write_header_list(out, "depends_on", &r->depends_on);
	if (r->created)
		buf_addf(out, "-- created: %s\n", r->created);
	if (!write_section(out, d, version, "upgrade", from, up, err))
		return false;
	/* without the section the revision can't be undone, which is so */
	if (up && !down)
		return check_marks(out, 1, err);
	return write_section(out, d, version, "downgrade", to, down, err) &&
	       check_marks(out, 2, err);
}
