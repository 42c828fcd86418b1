/* migrate/render_text.c - a comparison for people: counts, then a tree by table */
#include <string.h>

#include "base/map.h"
#include "base/text.h"
#include "migrate/describe.h"
#include "migrate/render.h"
#include "orm/dialect.h"

/* One line: a change, or an operation that is no change of schema. */
struct line {
	const struct orm_change *change; /* NULL: `op` says it */
	const struct migrate_op *op;
};

/* What concerns one table, view or nothing, in the order of first mention. */
struct group {
	const char *name; /* NULL: not about a table or view */
	enum orm_kind kind;
	const char *schema;
	struct line whole; /* creates, drops or renames the thing itself */
	struct {
		VEC(struct line);
	} lines;
};

struct tree {
	struct arena arena;
	struct buf *out;
	const struct orm_dialect *dialect;
	bool colour;
	struct {
		VEC(struct group *);
	} groups;
	struct map *by_name;
	size_t counts[ORM_RENAME + 1];
};

static const struct look {
	const char *mark, *colour;
} looks[] = {
	[ORM_CREATE] = { "+", "\033[32m" },
	[ORM_DROP] = { "-", "\033[31m" },
	[ORM_ALTER] = { "~", "\033[33m" },
	[ORM_RENAME] = { "\u2192", "\033[36m" },
};

static const char reset[] = "\033[0m", warning[] = "\033[31m";

/* Tables and views share their names; what is neither has a line of its own. */
static bool is_relation(enum orm_kind kind)
{
	return !ORM_IS_DEFINITION(kind) || kind == ORM_VIEW || kind == ORM_MATERIALIZED_VIEW ||
	       kind == ORM_TRIGGER || kind == ORM_RULE || kind == ORM_POLICY;
}

static struct group *find_group(struct tree *t, const struct orm_object *o, const char *schema,
                                const char *name)
{
	const char *key = "";
	struct group *g;

	if (name && is_relation(o->kind))
		key = arena_printf(&t->arena, "t%s.%s", schema ? schema : "", name);
	else if (name)
		key = orm_object_key(&t->arena, NULL, o);
	if (name && t->dialect)
		key = t->dialect->fold(&t->arena, key);
	g = map_get(t->by_name, key);
	if (g)
		return g;
	g = ARENA_NEW(&t->arena, struct group);
	g->name = name;
	g->kind = ORM_TABLE;
	g->schema = schema;
	map_put(t->by_name, key, g);
	vec_push(&t->arena, &t->groups, g);
	return g;
}

/* A table's objects follow it, triggers of a view the view. */
static void add_change(struct tree *t, const struct orm_change *c, const struct migrate_op *op)
{
	const struct orm_object *o = describe_object(c);
	const char *owner = describe_owner(c);
	bool whole =
	    !is_relation(c->kind) || (!owner && (c->verb != ORM_ALTER || c->kind == ORM_VIEW));
	const char *name = owner ? owner : c->verb == ORM_RENAME ? c->to->name : o->name;
	struct group *g = find_group(t, o, c->schema ? c->schema : o->schema, name);

	t->counts[c->verb]++;
	if (!owner && c->kind != ORM_TABLE)
		g->kind = c->kind;
	else if (c->kind == ORM_TRIGGER && !o->table)
		g->kind = ORM_VIEW;
	if (whole && !g->whole.op)
		g->whole = (struct line){ c, op };
	else
		vec_push(&t->arena, &g->lines, (struct line){ c, op });
}

static void add_op(struct tree *t, const struct migrate_op *op)
{
	for (size_t i = 0; i < op->changes.len; i++)
		add_change(t, &op->changes.items[i], op);
	if (op->kind != MIGRATE_CHANGE) {
		struct group *g = find_group(t, NULL, NULL, NULL);

		t->counts[ORM_ALTER]++;
		vec_push(&t->arena, &g->lines, (struct line){ NULL, op });
	}
}

static void count(struct buf *out, size_t n, const char *what)
{
	if (!n)
		return;
	buf_addf(out, "%s%zu to %s", out->len ? ", " : "", n, what);
}

static void write_counts(struct tree *t)
{
	struct buf line = { 0 };

	count(&line, t->counts[ORM_CREATE], "add");
	count(&line, t->counts[ORM_ALTER], "change");
	count(&line, t->counts[ORM_RENAME], "rename");
	count(&line, t->counts[ORM_DROP], "drop");
	buf_addf(t->out, "%s\n", buf_str(&line));
	buf_release(&line);
}

static void write_mark(struct tree *t, enum orm_verb verb, int indent)
{
	buf_fill(t->out, ' ', (size_t)indent);
	buf_addf(t->out, "%s%s%s ", t->colour ? looks[verb].colour : "", looks[verb].mark,
	         t->colour ? reset : "");
}

/* What is lost, and what there is to know, each on a line below. */
static void write_remarks(struct tree *t, const struct migrate_op *op, int indent)
{
	if (op->loses) {
		buf_fill(t->out, ' ', (size_t)indent);
		buf_addf(t->out, "%sloses data%s: ", t->colour ? warning : "",
		         t->colour ? reset : "");
		describe_safe(t->out, op->loses);
		buf_addc(t->out, '\n');
	}
	if (op->note) {
		buf_fill(t->out, ' ', (size_t)indent);
		describe_safe(t->out, op->note);
		buf_addc(t->out, '\n');
	}
}

static void write_line(struct tree *t, const struct line *line, int indent)
{
	const struct orm_change *c = line->change;

	if (!c) {
		char *text = migrate_op_text(&t->arena, t->dialect, line->op);

		write_mark(t, ORM_ALTER, indent);
		buf_addf(t->out, "%s\n", text);
		return;
	}
	write_mark(t, c->verb, indent);
	/* the table is the line above */
	describe_label(t->out, describe_object(c), NULL);
	describe_rest(t->out, t->dialect, c);
	buf_addc(t->out, '\n');
}

static void write_title(struct tree *t, const struct group *g)
{
	struct orm_object o = { .kind = g->kind, .schema = g->schema, .name = g->name };
	const struct orm_change *c = g->whole.change;

	write_mark(t, c ? c->verb : ORM_ALTER, 0);
	describe_label(t->out, c ? describe_object(c) : &o, NULL);
	if (c)
		describe_rest(t->out, t->dialect, c);
	buf_addc(t->out, '\n');
	if (c)
		write_remarks(t, g->whole.op, 2);
}

static void write_group(struct tree *t, const struct group *g)
{
	int indent = g->name ? 4 : 0;

	if (g->name)
		write_title(t, g);
	for (size_t i = 0; i < g->lines.len; i++) {
		const struct line *line = &g->lines.items[i];
		bool last = i + 1 == g->lines.len || g->lines.items[i + 1].op != line->op;

		write_line(t, line, indent);
		if (last)
			write_remarks(t, line->op, indent + 2);
	}
}

static void write_hints(struct tree *t, const struct compare_result *r)
{
	for (size_t i = 0; i < r->hints.len; i++) {
		buf_adds(t->out, i ? "hint: " : "\nhint: ");
		describe_safe(t->out, r->hints.items[i].text);
		buf_addc(t->out, '\n');
	}
	for (size_t i = 0; i < r->unmanaged.len; i++) {
		buf_adds(t->out, i || (!r->ops.len && !r->hints.len) ? "" : "\n");
		buf_adds(t->out, "left alone: ");
		describe_safe(t->out, r->unmanaged.items[i]);
		buf_addc(t->out, '\n');
	}
	for (size_t i = 0; i < r->broken.len; i++) {
		buf_adds(t->out, i || r->unmanaged.len ? "" : "\n");
		buf_addf(t->out, "%swarning%s: ", t->colour ? warning : "", t->colour ? reset : "");
		describe_safe(t->out, r->broken.items[i]);
		buf_addc(t->out, '\n');
	}
}

void render_text(struct buf *out, const struct orm_dialect *d, const struct compare_result *r,
                 bool colour)
{
	struct tree t = { .out = out, .dialect = d, .colour = colour };

	t.by_name = map_new(&t.arena);
	for (size_t i = 0; i < r->ops.len; i++)
		add_op(&t, &r->ops.items[i]);
	if (r->ops.len) {
		write_counts(&t);
		buf_addc(out, '\n');
	}
	for (size_t i = 0; i < t.groups.len; i++)
		write_group(&t, t.groups.items[i]);
	write_hints(&t, r);
	arena_release(&t.arena);
}
