/* tests/orm/test_order_changes.c - changes in an order that a database accepts */
#include <criterion/criterion.h>

#include "base/buf.h"
#include "orm/ddl/order.h"
#include "orm/dialect.h"

static struct arena arena;
static struct orm_changes changes;

static void begin(void)
{
	changes = (struct orm_changes){ 0 };
}

static void end(void)
{
	arena_release(&arena);
}

static struct orm_table *table(const char *name)
{
	struct orm_table *t = orm_table_new(&arena, NULL, name);
	struct orm_column *c = orm_column_new(&arena, "id");

	c->type = orm_type_exact(&arena, "integer");
	orm_table_add_column(&arena, t, c);
	return t;
}

static struct orm_constraint *refer(struct orm_table *t, const char *name, const char *to)
{
	struct orm_constraint *k = orm_constraint_new(&arena, ORM_FOREIGN_KEY);

	k->object.name = name;
	k->referred_table = to;
	vec_push(&arena, &k->elements, (struct orm_element){ .column = "id" });
	vec_push(&arena, &k->referred_columns, "id");
	orm_table_add_constraint(&arena, t, k);
	return k;
}

static struct orm_definition *definition(enum orm_kind kind, const char *name, const char *needs)
{
	struct orm_definition *d = orm_definition_new(&arena, kind, name);

	d->definition = "SELECT 1";
	if (needs)
		vec_push(&arena, &d->object.depends, needs);
	return d;
}

static void add(enum orm_verb verb, struct orm_object *from, struct orm_object *to)
{
	const struct orm_object *o = from ? from : to;
	const struct orm_table *t = o->table;

	vec_push(&arena, &changes,
	         (struct orm_change){ .verb = verb,
	                              .kind = o->kind,
	                              .from = from,
	                              .to = to,
	                              .mask = ORM_ATTR_ALL,
	                              .table = t ? t->object.name : NULL });
}

static void create(struct orm_object *o)
{
	add(ORM_CREATE, NULL, o);
}

static void drop(struct orm_object *o)
{
	add(ORM_DROP, o, NULL);
}

/* The order as text: "+a -b ~c >d", a foreign key as its name. */
static const char *sorted(void)
{
	static const char marks[] = {
		[ORM_CREATE] = '+', [ORM_DROP] = '-', [ORM_ALTER] = '~', [ORM_RENAME] = '>'
	};
	struct orm_order order;
	struct buf b = { 0 };

	orm_order_changes(&arena, &orm_postgresql, &changes, &order);
	for (size_t i = 0; i < order.len; i++) {
		const struct orm_change *c = &order.items[i].change;

		buf_addf(&b, "%s%c%s", i ? " " : "", marks[c->verb],
		         c->to ? c->to->name : c->from->name);
	}
	for (size_t i = 0; i < order.circles.len; i++)
		buf_addf(&b, " (%s)", order.circles.items[i]);
	return buf_take(&b, &arena);
}

TestSuite(order_changes, .init = begin, .fini = end);

Test(order_changes, referred_tables_come_first_and_go_last)
{
	struct orm_table *a = table("a"), *b = table("b");

	refer(a, "fk", "b");
	create(&a->object);
	create(&b->object);
	cr_expect_str_eq(sorted(), "+b +a");
	begin();
	drop(&b->object);
	drop(&a->object);
	cr_expect_str_eq(sorted(), "-a -b");
}

Test(order_changes, a_circle_of_foreign_keys_is_opened)
{
	struct orm_table *a = table("a"), *b = table("b");

	refer(a, "ab", "b");
	refer(b, "ba", "a");
	refer(a, "aa", "a");
	create(&a->object);
	create(&b->object);
	cr_expect_str_eq(sorted(), "+b +a +ba");
	begin();
	drop(&a->object);
	drop(&b->object);
	cr_expect_str_eq(sorted(), "-ab -b -a");
}

Test(order_changes, the_tables_of_a_circle_lose_the_key_that_stands_alone)
{
	struct orm_table *a = table("a"), *b = table("b");
	struct orm_order order;

	refer(a, "ab", "b");
	refer(b, "ba", "a");
	create(&a->object);
	create(&b->object);
	orm_order_changes(&arena, &orm_postgresql, &changes, &order);
	cr_assert_eq(order.len, 3);
	for (size_t i = 0; i < 2; i++) {
		const struct orm_table *t = (struct orm_table *)order.items[i].change.to;

		cr_expect_eq(t->constraints.len, !strcmp(t->object.name, "a"));
	}
	cr_expect_eq(b->constraints.len, 1, "what was given stays as it is");
	cr_expect(order.items[2].split);
	cr_expect_eq(order.items[2].index, 1);
}

Test(order_changes, what_is_needed_is_pulled_before_its_kind_s_turn)
{
	struct orm_table *a = table("a");
	struct orm_definition *f = definition(ORM_FUNCTION, "f", NULL);
	struct orm_definition *g = definition(ORM_FUNCTION, "g", "table a");

	f->signature = g->signature = "";
	vec_push(&arena, &a->columns.items[0]->object.depends, "function f()");
	create(&g->object);
	create(&a->object);
	create(&f->object);
	cr_expect_str_eq(sorted(), "+f +a +g");
}

Test(order_changes, dependents_go_first_and_a_name_is_free_before_it_is_taken)
{
	struct orm_table *a = table("a");
	struct orm_definition *v = definition(ORM_VIEW, "v", "table a");
	struct orm_definition *w = definition(ORM_VIEW, "w", "view v");
	struct orm_table *t = table("v");

	create(&t->object);
	drop(&a->object);
	drop(&v->object);
	drop(&w->object);
	cr_expect_str_eq(sorted(), "-w -v -a +v");
}

Test(order_changes, a_sequence_is_there_before_the_column_that_owns_it)
{
	struct orm_table *a = table("a");
	struct orm_definition *s = orm_definition_new(&arena, ORM_SEQUENCE, "s");

	s->owned_by = "a.id";
	vec_push(&arena, &s->object.depends, "column a.id");
	vec_push(&arena, &a->columns.items[0]->object.depends, "sequence s");
	create(&a->object);
	create(&s->object);
	cr_expect_str_eq(sorted(), "+s +a ~s");
	begin();
	drop(&s->object);
	drop(&a->object);
	cr_expect_str_eq(sorted(), "~s -a -s");
}

Test(order_changes, a_function_stands_in_for_itself_in_a_circle)
{
	struct orm_definition *f = definition(ORM_FUNCTION, "f", "view v");
	struct orm_definition *v = definition(ORM_VIEW, "v", "function f()");

	f->signature = "";
	f->definition = "RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT 1; END";
	create(&v->object);
	create(&f->object);
	cr_expect_str_eq(sorted(), "+f +v ~f");
	begin();
	drop(&v->object);
	drop(&f->object);
	cr_expect_str_eq(sorted(), "~f -v -f");
}

Test(order_changes, a_circle_that_can_t_be_opened_is_told)
{
	struct orm_definition *v = definition(ORM_VIEW, "v", "view w");
	struct orm_definition *w = definition(ORM_VIEW, "w", "view v");

	create(&v->object);
	create(&w->object);
	cr_expect_str_eq(sorted(), "+w +v (view \"w\")");
}

Test(order_changes, models_say_what_they_need_by_its_name_alone)
{
	struct orm_table *a = table("a");
	struct orm_definition *v = definition(ORM_VIEW, "v", NULL);
	struct orm_definition *u = definition(ORM_VIEW, "u", NULL);

	v->definition = "SELECT id FROM a";
	u->definition = "SELECT id FROM \"v\"";
	create(&u->object);
	create(&v->object);
	create(&a->object);
	cr_expect_str_eq(sorted(), "+a +v +u");
}

Test(order_changes, all_of_a_schema_can_be_made)
{
	struct orm_metadata *m = orm_metadata_new(&arena);
	struct orm_table *a = table("a"), *b = table("b");
	struct orm_index *x = orm_index_new(&arena, "x");
	struct orm_order order;

	m->dialect = &orm_postgresql;
	vec_push(&arena, &x->elements, (struct orm_element){ .column = "id" });
	orm_table_add_index(&arena, a, x);
	refer(a, "fk", "b");
	orm_metadata_add_table(m, a);
	orm_metadata_add_table(m, b);
	orm_metadata_add_definition(m, definition(ORM_VIEW, "v", "table a"));
	orm_creation(&arena, m, &order);
	cr_assert_eq(order.len, 4);
	cr_expect_str_eq(order.items[0].change.to->name, "b");
	cr_expect_str_eq(order.items[1].change.to->name, "a");
	cr_expect_str_eq(order.items[2].change.to->name, "x");
	cr_expect_str_eq(order.items[3].change.to->name, "v");
	cr_expect_eq(((struct orm_table *)order.items[1].change.to)->indexes.len, 0);
}
