/* reflect/write/lua_table.c - a table as a Lua constructor, one member a line */
#include "base/text.h"
#include "orm/dialect.h"
#include "reflect/write/lua.h"
#include "reflect/write/write.h"

/* Which constraints stand in which column, and which after the columns. */
struct layout {
	struct arena arena;
	struct orm_constraints *inlined; /* one list for each column */
	struct orm_constraints rest;
};

static size_t column_index(const struct orm_table *t, const struct orm_dialect *d, const char *name)
{
	const struct orm_column *c = orm_table_column(t, d, name);
	size_t i = 0;

	while (i < t->columns.len && t->columns.items[i] != c)
		i++;
	return i;
}

/* A flag such as unique = true can be said once. */
static bool is_said(const struct orm_constraints *list, const struct orm_constraint *c)
{
	if (c->object.kind == ORM_FOREIGN_KEY)
		return false;
	for (size_t i = 0; i < list->len; i++)
		if (list->items[i]->object.kind == c->object.kind)
			return true;
	return false;
}

static void lay_out(struct layout *l, const struct orm_dialect *d, const struct orm_table *t)
{
	l->inlined = arena_alloc(&l->arena, (t->columns.len + 1) * sizeof *l->inlined);
	for (size_t i = 0; i < t->constraints.len; i++) {
		struct orm_constraint *c = t->constraints.items[i];
		size_t at = t->columns.len;

		if (lua_inlines(c))
			at = column_index(t, d, c->elements.items[0].column);
		if (at == t->columns.len || is_said(&l->inlined[at], c))
			vec_push(&l->arena, &l->rest, c);
		else
			vec_push(&l->arena, &l->inlined[at], c);
	}
}

static void end_line(struct buf *out)
{
	buf_adds(out, ",\n");
}

/* `keywords` as write_lua_attrs gives them, without the comma in front. */
static void write_keywords(struct buf *out, struct buf *keywords, int level)
{
	if (keywords->len) {
		lua_indent(out, level);
		buf_adds(out, buf_str(keywords) + 2);
		end_line(out);
	}
	buf_cut(keywords, 0);
}

static void table_keywords(struct buf *out, const struct orm_dialect *d, const struct orm_table *t,
                           int level)
{
	const struct orm_object *o = &t->object;
	uint64_t mask = lua_keywords(o);
	struct buf b = { 0 };

	if (o->schema) {
		buf_adds(&b, ", schema = ");
		write_lua_string(&b, o->schema);
	}
	write_keywords(out, &b, level);
	if (o->renamed_from) {
		buf_adds(&b, ", renamed_from = ");
		write_lua_string(&b, o->renamed_from);
	}
	write_keywords(out, &b, level);
	for (int bit = 0; bit < 64; bit++)
		if (mask & ORM_ATTR_BIT(bit)) {
			write_lua_attrs(&b, d, o, ORM_ATTR_BIT(bit), "");
			write_keywords(out, &b, level);
		}
	buf_release(&b);
}

void lua_table(struct buf *out, const struct lua_scope *s, const struct orm_table *t, int indent)
{
	struct layout l = { 0 };
	int inner = indent + 1;

	lay_out(&l, s->dialect, t);
	buf_adds(out, "Table{");
	write_lua_string(out, t->object.name);
	end_line(out);
	/* the module makes the columns */
	for (size_t i = 0; i < t->columns.len && !t->module; i++) {
		lua_indent(out, inner);
		lua_column(out, s, t->columns.items[i], t, &l.inlined[i]);
		end_line(out);
	}
	for (size_t i = 0; i < l.rest.len; i++) {
		lua_indent(out, inner);
		lua_constraint(out, s, l.rest.items[i]);
		end_line(out);
	}
	for (size_t i = 0; i < t->indexes.len; i++) {
		lua_indent(out, inner);
		lua_named(out, s, &t->indexes.items[i]->object);
		end_line(out);
	}
	table_keywords(out, s->dialect, t, inner);
	lua_indent(out, indent);
	buf_addc(out, '}');
	arena_release(&l.arena);
}
