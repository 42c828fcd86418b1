/* migrate/render_cost.c - the statements of a plan with what each costs, for people and programs */
#include <string.h>

#include "base/text.h"
#include "migrate/describe.h"
#include "migrate/render.h"
#include "orm/dialect.h"

static const char *const works[] = {
	[DDL_UNKNOWN] = "unknown cost", [DDL_INSTANT] = "instant", [DDL_SCAN] = "scan",
	[DDL_BUILD] = "index build",    [DDL_COPY] = "rewrite",
};

static const char *const waits[] = {
	[DDL_WAIT_NONE] = "nobody waits",
	[DDL_WAIT_CHANGES] = "reads and writes go on",
	[DDL_WAIT_WRITES] = "writes wait",
	[DDL_WAIT_ALL] = "reads and writes wait",
};

static void write_bytes(struct buf *out, int64_t bytes)
{
	static const char *const units[] = { "bytes", "kB", "MB", "GB", "TB" };
	double n = (double)bytes;
	size_t unit = 0;

	for (; n >= 1000 && unit + 1 < COUNT(units); unit++)
		n /= 1000;
	buf_addf(out, unit && n < 10 ? "%.1f %s" : "%.0f %s", n, units[unit]);
}

/* " of about 2.1 GB", where that matters. */
static void write_size(struct buf *out, enum ddl_work work, const struct migrate_size *size)
{
	if (!size || size->bytes < 0 || work < DDL_SCAN)
		return;
	if (size->rows == 0) {
		buf_adds(out, " of an empty table");
		return;
	}
	buf_adds(out, size->whole ? " of at most " : " of about ");
	write_bytes(out, size->bytes);
	if (size->rows > 0)
		buf_addf(out, " (%lld row%s)", (long long)size->rows, size->rows == 1 ? "" : "s");
}

static void write_touch(struct buf *out, const struct ddl_touched *t,
                        const struct migrate_sizes *sizes)
{
	const struct ddl_cost *c = &t->cost;

	buf_addc(out, '"');
	if (t->schema) {
		describe_safe(out, t->schema);
		buf_addc(out, '.');
	}
	describe_safe(out, t->table);
	buf_addf(out, "\": %s", works[c->work]);
	write_size(out, c->work, migrate_size_of(sizes, t->schema, t->table));
	if (c->lock)
		buf_addf(out, ", %s lock%s", text_same(c->lock, "NONE") ? "no" : c->lock,
		         t->held ? " held already" : "");
	buf_addf(out, ", %s", waits[c->wait]);
}

/* All lines of the statement under its number. */
static void write_sql_lines(struct buf *out, const char *sql, size_t indent)
{
	const char *line = sql;

	while (*line) {
		size_t len = strcspn(line, "\n");
		struct arena a = { 0 };

		if (line > sql)
			buf_fill(out, ' ', indent);
		describe_safe(out, arena_strndup(&a, line, len));
		buf_addc(out, '\n');
		line += len + (line[len] == '\n');
		arena_release(&a);
	}
}

/* The first of an operation says what for, the others refer to it. */
static void write_why(struct buf *out, const struct render_plan *p, size_t i, size_t indent)
{
	const struct migrate_statement *s = &p->statements->items[i];
	const struct migrate_op *op = &p->result->ops.items[s->op];
	struct arena a = { 0 };
	size_t first = i;

	while (first && p->statements->items[first - 1].op == s->op)
		first--;
	if (first < i) {
		buf_fill(out, ' ', indent);
		buf_addf(out, "with statement %zu%s", first + 1, text_empty(s->note) ? "" : ": ");
		describe_safe(out, s->note ? s->note : "");
		buf_addc(out, '\n');
		return;
	}
	if (op->loses) {
		buf_fill(out, ' ', indent);
		buf_adds(out, p->colour ? "\033[31mloses data\033[0m: " : "loses data: ");
		describe_safe(out, op->loses);
		buf_addc(out, '\n');
	}
	buf_fill(out, ' ', indent);
	buf_addf(out, "to %s", migrate_op_text(&a, p->dialect, op));
	if (!text_empty(s->note)) {
		buf_adds(out, ": ");
		describe_safe(out, s->note);
	}
	buf_addc(out, '\n');
	arena_release(&a);
}

static void write_statement(struct buf *out, const struct render_plan *p, size_t i)
{
	const struct migrate_statement *s = &p->statements->items[i];
	size_t before = out->len, indent;

	buf_addf(out, "%zu. ", i + 1);
	indent = out->len - before;
	write_sql_lines(out, s->sql, indent);
	for (size_t k = 0; k < s->touched.len; k++) {
		buf_fill(out, ' ', indent);
		write_touch(out, &s->touched.items[k], p->sizes);
		buf_addc(out, '\n');
	}
	if (!s->touched.len) {
		buf_fill(out, ' ', indent);
		buf_addf(out, "%s%s\n", works[s->work],
		         s->work == DDL_INSTANT ? ", nobody waits" : "");
	}
	write_why(out, p, i, indent);
}

/* Asked of a server, or known of it. */
static void write_origin(struct buf *out, const struct render_plan *p)
{
	size_t observed = 0, all = 0;

	for (size_t i = 0; i < p->statements->len; i++) {
		all += p->statements->items[i].touched.len > 0;
		observed +=
		    p->statements->items[i].touched.len > 0 && p->statements->items[i].observed;
	}
	/* what is new is nobody's yet */
	if (!all)
		return;
	if (!observed)
		buf_addf(out, "\nlocks and costs are what is known of %s\n", p->dialect->title);
	else if (observed == all)
		buf_adds(out, "\nlocks and costs were observed on the scratch copy\n");
	else
		buf_addf(out,
		         "\nlocks and costs of %zu of them were observed on the scratch copy, the "
		         "others' are what is known of %s\n",
		         observed, p->dialect->title);
}

void render_statements_text(struct buf *out, const struct render_plan *p)
{
	size_t count = p->statements->len, outside = 0;
	size_t shown = p->most && p->most < count ? p->most : count;

	if (!count)
		return;
	for (size_t i = 0; i < count; i++)
		outside += p->statements->items[i].outside;
	buf_addf(out, "%zu statement%s%s\n\n", count, count == 1 ? "" : "s",
	         outside || count == 1           ? ""
	         : p->dialect->transactional_ddl ? ", in one transaction: locks last to its end"
	                                         : ", each of which stays once it is done");
	for (size_t i = 0; i < shown; i++)
		write_statement(out, p, i);
	if (shown < count)
		buf_addf(out, "... and %zu more; -v shows all of them\n", count - shown);
	write_origin(out, p);
	if (p->proof)
		buf_addf(out, "\n%s\n", p->proof);
}

void render_stored_text(struct buf *out, const struct render_plan *p)
{
	if (!p->stored || !p->stored->len)
		return;
	buf_addf(out, "%s%zu in %s's own words\n\n", out->len ? "\n" : "", p->stored->len,
	         p->dialect->title);
	for (size_t i = 0; i < p->stored->len; i++)
		buf_addf(out, "  %s\n", p->stored->items[i]);
}

static void member(struct json *j, const char *key, const char *text)
{
	if (!text)
		return;
	json_key(j, key);
	json_put_string(j, text);
}

static void number_member(struct json *j, const char *key, int64_t value)
{
	if (value < 0)
		return;
	json_key(j, key);
	json_put_int(j, value);
}

static void write_json_touch(struct json *j, const struct ddl_touched *t,
                             const struct migrate_sizes *sizes)
{
	const struct migrate_size *size = migrate_size_of(sizes, t->schema, t->table);

	json_open_object(j);
	member(j, "schema", t->schema);
	member(j, "table", t->table);
	member(j, "cost", migrate_work_name(t->cost.work));
	member(j, "lock", t->cost.lock);
	if (t->held) {
		json_key(j, "held");
		json_put_bool(j, true);
	}
	member(j, "waits", migrate_wait_name(t->cost.wait));
	if (size) {
		number_member(j, "rows", size->rows);
		number_member(j, size->whole ? "at_most_bytes" : "bytes", size->bytes);
	}
	json_close(j);
}

void render_statements_json(struct json *j, const struct render_plan *p)
{
	json_open_array(j);
	for (size_t i = 0; i < p->statements->len; i++) {
		const struct migrate_statement *s = &p->statements->items[i];

		json_open_object(j);
		member(j, "sql", s->sql);
		json_key(j, "operation");
		json_put_int(j, (int64_t)s->op);
		member(j, "note", s->note);
		member(j, "cost", migrate_work_name(s->work));
		json_key(j, "observed");
		json_put_bool(j, s->observed);
		json_key(j, "tables");
		json_open_array(j);
		for (size_t k = 0; k < s->touched.len; k++)
			write_json_touch(j, &s->touched.items[k], p->sizes);
		json_close(j);
		json_close(j);
	}
	json_close(j);
}
