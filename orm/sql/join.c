/* orm/sql/join.c - joins, and the foreign key that says how */
#include "orm/sql/write.h"

#include "base/text.h"

/* A foreign key that leads from one source to another. */
struct key {
	const struct orm_constraint *fk;
	const struct orm_source *from, *to;
};

struct keys {
	VEC(struct key);
};

static void add_keys(struct writer *w, struct keys *out, const struct orm_source *from,
                     const struct orm_source *to)
{
	if (!from->table || !to->table)
		return;
	for (size_t i = 0; i < from->table->constraints.len; i++) {
		const struct orm_constraint *c = from->table->constraints.items[i];
		if (c->object.kind == ORM_FOREIGN_KEY &&
		    w->d->same_name(c->referred_table, to->table->object.name) &&
		    text_same(c->referred_schema, to->table->object.schema))
			vec_push(w->a, out, (struct key){ c, from, to });
	}
}

static void write_column_of(struct writer *w, const struct orm_source *s, const char *name)
{
	write_qualifier(w, s);
	buf_addc(&w->out, '.');
	write_name(w, name);
}

static const char *referred(const struct key *k, size_t i)
{
	const struct orm_constraint *pk = orm_table_primary_key(k->to->table);
	if (i < k->fk->referred_columns.len)
		return k->fk->referred_columns.items[i];
	return pk && i < pk->elements.len ? pk->elements.items[i].column : NULL;
}

static void write_pairs(struct writer *w, const struct key *k)
{
	for (size_t i = 0; i < k->fk->elements.len; i++) {
		const char *column = referred(k, i);
		if (!column) {
			writer_fail(w, ERR_INPUT, "the foreign key to \"%s\" has no columns there",
			            k->to->table->object.name);
			return;
		}
		buf_adds(&w->out, i ? " AND " : "");
		write_column_of(w, k->from, k->fk->elements.items[i].column);
		buf_adds(&w->out, " = ");
		write_column_of(w, k->to, column);
	}
}

void write_key(struct writer *w, const struct scope *left, const struct orm_source *s)
{
	struct keys keys = { 0 };
	for (size_t i = 0; i < left->len; i++) {
		add_keys(w, &keys, s, left->items[i]);
		add_keys(w, &keys, left->items[i], s);
	}
	if (keys.len == 1) {
		write_pairs(w, &keys.items[0]);
		return;
	}
	bool first = keys.len ? writer_fail(w, ERR_INPUT, "%zu foreign keys could join \"%s\"",
	                                    keys.len, source_name(w, s))
	                      : writer_fail(w, ERR_INPUT,
	                                    "no foreign key joins \"%s\" to the tables before it",
	                                    source_name(w, s));
	if (first)
		writer_hint(w, "Give the join a condition.");
}

static void write_join(struct writer *w, const struct orm_join *j, const struct scope *left)
{
	static const char *const words[] = {
		[ORM_JOIN_INNER] = " JOIN ",       [ORM_JOIN_LEFT] = " LEFT JOIN ",
		[ORM_JOIN_RIGHT] = " RIGHT JOIN ", [ORM_JOIN_FULL] = " FULL JOIN ",
		[ORM_JOIN_CROSS] = " CROSS JOIN ",
	};
	if (j->kind == ORM_JOIN_RIGHT)
		writer_need(w, ORM_CAN_RIGHT_JOIN);
	if (j->kind == ORM_JOIN_FULL)
		writer_need(w, ORM_CAN_FULL_JOIN);
	buf_adds(&w->out, words[j->kind]);
	write_source(w, j->source);
	if (j->kind == ORM_JOIN_CROSS) {
		if (j->on)
			writer_fail(w, ERR_INPUT, "a cross join has no condition");
		return;
	}
	buf_adds(&w->out, " ON ");
	if (j->on)
		write_expr(w, j->on);
	else
		write_key(w, left, j->source);
}

void write_joins(struct writer *w, const struct orm_joins *joins, const struct scope *before)
{
	struct scope left = { .up = before->up };
	for (size_t i = 0; i < before->len - joins->len; i++)
		vec_push(w->a, &left, before->items[i]);
	for (size_t i = 0; i < joins->len; i++) {
		write_join(w, &joins->items[i], &left);
		vec_push(w->a, &left, joins->items[i].source);
	}
}
