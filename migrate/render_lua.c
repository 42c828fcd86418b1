/* migrate/render_lua.c - operations as calls in Lua scripts */
#include <string.h>

#include "migrate/render.h"
#include "migrate/render_call.h"
#include "reflect/write/write.h"

static void indent_by(struct buf *out, int indent)
{
	buf_fill(out, ' ', 2 * (size_t)indent);
}

/* `-- about: text`, each line at the depth of the code. */
static void comment(struct buf *out, int indent, const char *about, const char *text)
{
	struct buf plain = { 0 }, lines = { 0 };

	if (!text)
		return;
	buf_addf(&plain, "%s%s", about, text);
	write_comment(&lines, buf_str(&plain));
	for (const char *p = buf_str(&lines); *p;) {
		size_t len = strcspn(p, "\n") + 1;

		indent_by(out, indent);
		buf_add(out, p, len);
		p += len;
	}
	buf_release(&plain);
	buf_release(&lines);
}

static void render_batch(struct buf *out, const struct orm_dialect *d,
                         const struct orm_changes *changes, int indent)
{
	const struct orm_change *first = &changes->items[0];

	buf_adds(out, "op.batch_alter_table(");
	write_lua_string(out, render_call_table(first));
	buf_adds(out, ", function(batch)\n");
	for (size_t i = 0; i < changes->len; i++) {
		indent_by(out, indent + 1);
		render_call(out, d, "batch", &changes->items[i], indent + 1);
		buf_addc(out, '\n');
	}
	indent_by(out, indent);
	buf_adds(out, "end");
	if (first->schema) {
		buf_adds(out, ", {schema = ");
		write_lua_string(out, first->schema);
		buf_addc(out, '}');
	}
	buf_addc(out, ')');
}

static void render_op(struct buf *out, const struct orm_dialect *d, const struct migrate_op *op,
                      int indent)
{
	comment(out, indent, "", op->note);
	comment(out, indent, "loses data: ", op->loses);
	indent_by(out, indent);
	if (op->kind == MIGRATE_EXECUTE) {
		buf_adds(out, "op.execute(");
		write_lua_string(out, op->sql);
		buf_addc(out, ')');
	} else if (op->kind == MIGRATE_BULK_INSERT) {
		render_insert(out, op, indent);
	} else if (op->changes.len == 1) {
		render_call(out, d, "op", &op->changes.items[0], indent);
	} else if (op->changes.len) {
		render_batch(out, d, &op->changes, indent);
	}
	buf_addc(out, '\n');
}

void render_lua_ops(struct buf *out, const struct orm_dialect *d, const struct migrate_ops *ops,
                    int indent)
{
	if (!ops->len)
		comment(out, indent, "", "nothing to do");
	for (size_t i = 0; i < ops->len; i++)
		render_op(out, d, &ops->items[i], indent);
}

static void header_value(struct buf *out, const char *key, const char *value)
{
	buf_addf(out, "%-13s = ", key);
	if (value)
		write_lua_string(out, value);
	else
		buf_adds(out, "nil");
	buf_addc(out, '\n');
}

static void header_list(struct buf *out, const char *key, const struct names *list)
{
	if (list->len <= 1) {
		header_value(out, key, list->len ? list->items[0] : NULL);
		return;
	}
	buf_addf(out, "%-13s = {", key);
	for (size_t i = 0; i < list->len; i++) {
		buf_adds(out, i ? ", " : "");
		write_lua_string(out, list->items[i]);
	}
	buf_adds(out, "}\n");
}

static void render_function(struct buf *out, const struct orm_dialect *d, const char *name,
                            const struct migrate_ops *ops)
{
	buf_addf(out, "\nfunction %s()\n", name);
	if (ops)
		render_lua_ops(out, d, ops, 1);
	buf_adds(out, "end\n");
}

void render_lua_header(struct buf *out, const struct migrate_revision *r, const char *text)
{
	bool said = r->message && *r->message;

	if (said || r->doc || text)
		comment(out, 0, "", said ? r->message : "");
	comment(out, 0, "", r->doc);
	comment(out, 0, "", text);
	header_value(out, "revision", r->id);
	header_list(out, "down_revision", &r->down);
	header_list(out, "branch_labels", &r->labels);
	header_list(out, "depends_on", &r->depends_on);
	if (r->replaces.len)
		header_list(out, "replaces", &r->replaces);
	header_value(out, "created", r->created);
}

void render_lua_script(struct buf *out, const struct orm_dialect *d,
                       const struct migrate_revision *r, const char *text,
                       const struct migrate_ops *up, const struct migrate_ops *down)
{
	render_lua_header(out, r, text);
	render_function(out, d, "upgrade", up);
	if (up && !down)
		buf_adds(out, "\nfunction downgrade()\n"
		              "  op.raise_irreversible(\"this revision can't be undone\")\nend\n");
	else
		render_function(out, d, "downgrade", down);
}
