/* reflect/write/lua.c - a whole schema as Lua models */
#include <stdlib.h>

#include "orm/ddl/simplify.h"
#include "orm/dialect.h"
#include "reflect/write/lua.h"
#include "reflect/write/write.h"

/* Tables are written so that those referred to come first, where they can. */
enum state { UNSEEN, OPEN, DONE };

struct node {
	const struct orm_table *table;
	enum state state;
	size_t next; /* the constraint to look at */
};

struct nodes {
	VEC(struct node *);
};

struct sorter {
	struct arena arena;
	const struct orm_metadata *metadata;
	struct node *nodes; /* sorted by address of the table */
	struct nodes stack;
	struct orm_tables out;
};

static int by_address(const void *x, const void *y)
{
	const struct node *p = x, *q = y;

	return (p->table > q->table) - (p->table < q->table);
}

static struct node *find_node(struct sorter *s, const struct orm_table *t)
{
	struct node key = { .table = t };

	return bsearch(&key, s->nodes, s->metadata->tables.len, sizeof key, by_address);
}

/* The next table that the node's foreign keys want first, or NULL. */
static struct node *next_wanted(struct sorter *s, struct node *n)
{
	while (n->next < n->table->constraints.len) {
		const struct orm_constraint *c = n->table->constraints.items[n->next++];
		const struct orm_table *t;
		struct node *wanted;

		if (c->object.kind != ORM_FOREIGN_KEY)
			continue;
		t = orm_metadata_table(s->metadata, c->referred_schema, c->referred_table);
		wanted = t ? find_node(s, t) : NULL;
		if (wanted && wanted->state == UNSEEN)
			return wanted;
	}
	return NULL;
}

static void visit(struct sorter *s, struct node *start)
{
	start->state = OPEN;
	vec_push(&s->arena, &s->stack, start);
	while (s->stack.len) {
		struct node *n = s->stack.items[s->stack.len - 1], *wanted = next_wanted(s, n);

		if (wanted) {
			wanted->state = OPEN;
			vec_push(&s->arena, &s->stack, wanted);
			continue;
		}
		n->state = DONE;
		vec_push(&s->arena, &s->out, (struct orm_table *)(uintptr_t)n->table);
		s->stack.len--;
	}
}

static void sort_tables(struct sorter *s)
{
	const struct orm_tables *all = &s->metadata->tables;

	s->nodes = arena_alloc(&s->arena, (all->len + 1) * sizeof *s->nodes);
	for (size_t i = 0; i < all->len; i++)
		s->nodes[i].table = all->items[i];
	qsort(s->nodes, all->len, sizeof *s->nodes, by_address);
	for (size_t i = 0; i < all->len; i++) {
		struct node *n = find_node(s, all->items[i]);

		if (n->state == UNSEEN)
			visit(s, n);
	}
}

static void write_template(struct buf *out, const char *name, const char *template)
{
	if (!template)
		return;
	buf_addf(out, "    %s = ", name);
	write_lua_string(out, template);
	buf_adds(out, ",\n");
}

static void write_naming(struct buf *out, const struct orm_naming *n)
{
	if (!n->ix && !n->uq && !n->ck && !n->fk && !n->pk)
		return;
	buf_adds(out, "MetaData{\n  naming_convention = {\n");
	write_template(out, "ix", n->ix);
	write_template(out, "uq", n->uq);
	write_template(out, "ck", n->ck);
	write_template(out, "fk", n->fk);
	write_template(out, "pk", n->pk);
	buf_adds(out, "  },\n}\n");
}

static void write_tables(struct buf *out, struct sorter *s)
{
	struct lua_scope scope = { s->metadata->dialect, s->metadata };

	sort_tables(s);
	for (size_t i = 0; i < s->out.len; i++) {
		buf_adds(out, out->len ? "\n" : "");
		lua_table(out, &scope, s->out.items[i], 0);
		buf_addc(out, '\n');
	}
}

/* A model says what is wanted, not in which state it once was. */
static struct orm_options without_states(struct arena *a, const struct orm_dialect *d,
                                         const struct orm_object *o)
{
	struct orm_options out = { 0 };

	for (size_t i = 0; i < o->options.len; i++) {
		const struct orm_option_info *info =
		    d ? orm_option_find(d, o->kind, o->options.items[i].name) : NULL;

		if (!info || info->value != ORM_ATTR_STATE || orm_option_is_flag(info))
			vec_push(a, &out, o->options.items[i]);
	}
	return out;
}

static void write_definitions(struct buf *out, struct arena *a, const struct orm_metadata *m)
{
	struct lua_scope scope = { m->dialect, m };

	for (size_t i = 0; i < m->definitions.len; i++) {
		struct orm_definition d = *m->definitions.items[i];

		d.object.options = without_states(a, m->dialect, &d.object);
		buf_adds(out, out->len ? "\n" : "");
		lua_named(out, &scope, &d.object);
		buf_addc(out, '\n');
	}
}

bool write_lua(struct buf *out, const struct orm_metadata *m, struct error *err)
{
	struct sorter s = { 0 };
	struct buf text = { 0 };

	(void)err;
	s.metadata = m = orm_simplified(&s.arena, m);
	write_naming(&text, &m->naming);
	write_tables(&text, &s);
	write_definitions(&text, &s.arena, m);
	if (text.len && m->left_out.len)
		buf_addc(&text, '\n');
	write_left_out(&text, m);
	buf_add(out, buf_str(&text), text.len);
	buf_release(&text);
	arena_release(&s.arena);
	return true;
}
