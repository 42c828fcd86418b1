/* tests/orm/test_postgresql_ddl.c - changes as PostgreSQL's statements */
#include <criterion/criterion.h>
#include <string.h>

#include "orm/dialect.h"

static struct arena arena;
static struct orm_metadata *now; /* what the compiler finds when it looks */

static bool lookup(void *data, const char *schema, const char *name, struct orm_metadata **out,
                   struct error *err)
{
	(void)data;
	(void)schema;
	(void)name;
	(void)err;
	*out = now;
	return true;
}

static void set_up(void)
{
	now = orm_metadata_new(&arena);
	now->dialect = &orm_postgresql;
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(postgresql_ddl, .init = set_up, .fini = tear_down);

/* The statements with " ; " between them, runs of white space as one space. */
static const char *compile(const struct orm_change *changes, size_t count, int version)
{
	struct ddl d = {
		.arena = &arena, .dialect = &orm_postgresql, .version = version, .lookup = lookup
	};
	struct error err = { 0 };
	struct buf b = { 0 };

	cr_assert(ddl_compile(&d, changes, count, &err), "%s", err.message);
	for (size_t i = 0; i < d.out.len; i++) {
		buf_adds(&b, i ? " ; " : "");
		for (const char *p = d.out.items[i].sql; *p; p++) {
			bool space = *p == ' ' || *p == '\n';

			if (!space || buf_str(&b)[b.len - 1] != ' ')
				buf_addc(&b, space ? ' ' : *p);
		}
	}
	return buf_take(&b, &arena);
}

static struct orm_column *column(const char *name, const char *type)
{
	struct orm_column *c = orm_column_new(&arena, name);

	c->type = orm_type_exact(&arena, type);
	return c;
}

static struct orm_change alter(void *from, void *to, const char *attr)
{
	struct orm_object *o = to;

	return (struct orm_change){ .verb = ORM_ALTER,
		                    .kind = o->kind,
		                    .from = from,
		                    .to = to,
		                    .mask = attr ? orm_attr_bit(o->kind, attr) : ORM_ATTR_OPTIONS,
		                    .table = "t" };
}

static void expect_column(struct orm_column *from, struct orm_column *to, const char *attr,
                          int version, const char *sql)
{
	struct orm_change c = alter(from, to, attr);

	/* what is asked before is another matter */
	c.allow_data_loss = true;
	cr_expect_str_eq(compile(&c, 1, version), sql, "%s", compile(&c, 1, version));
}

Test(postgresql_ddl, alters_types_with_a_cast_where_one_is_needed)
{
	struct orm_column *from = column("a", "text"), *to = column("a", "integer");

	expect_column(column("a", "integer"), column("a", "bigint"), "type", 0,
	              "ALTER TABLE t ALTER COLUMN a TYPE bigint");
	expect_column(from, to, "type", 0,
	              "ALTER TABLE t ALTER COLUMN a TYPE integer USING a::integer");
	from->server_default = to->server_default = (struct orm_default){ "'1'", ORM_DEFAULT_SQL };
	expect_column(from, to, "type", 0,
	              "ALTER TABLE t ALTER COLUMN a DROP DEFAULT, ALTER COLUMN a TYPE integer "
	              "USING a::integer, ALTER COLUMN a SET DEFAULT '1'");
}

/* The condition that must not hold when a column of type `from` becomes one of `to`. */
static void expect_guard(const char *from, const char *to, const char *where)
{
	struct orm_change c = alter(column("a", from), column("a", to), "type");
	const char *sql = compile(&c, 1, 0);

	if (!where) {
		cr_expect(strncmp(sql, "ALTER TABLE", 11) == 0, "%s", sql);
		return;
	}
	where = arena_printf(&arena, "FROM t WHERE %s LIMIT 1 ; ALTER TABLE", where);
	cr_expect_not_null(strstr(sql, where), "%s", sql);
}

Test(postgresql_ddl, asks_before_a_type_alters_values)
{
	expect_guard("integer", "bigint", NULL);
	expect_guard("bigint", "integer", NULL);
	expect_guard("integer", "double precision", NULL);
	expect_guard("numeric(5,2)", "numeric(9,3)", NULL);
	expect_guard("character varying(9)", "text", NULL);
	expect_guard("text", "character varying(9)", NULL);
	expect_guard("date", "timestamp without time zone", NULL);
	expect_guard("numeric(9,3)", "numeric(9,2)", "a <> a::numeric(9,2)::numeric(9,3)");
	expect_guard("double precision", "real", "a <> a::real::double precision");
	expect_guard("double precision", "integer", "a <> a::integer::double precision");
	expect_guard("bigint", "double precision", "a <> a::double precision::bigint");
	expect_guard("text", "numeric", "a::text <> a::text::numeric::text");
	expect_guard("timestamp without time zone", "date",
	             "a <> a::date::timestamp without time zone");
	expect_guard("timestamp with time zone", "timestamp(0) with time zone",
	             "a <> a::timestamp(0) with time zone::timestamp with time zone");
	expect_guard("timestamp without time zone", "time without time zone", "a IS NOT NULL");
	expect_guard("integer[]", "integer", "cardinality(a) > 1");
	expect_guard("integer", "boolean", "a NOT IN (0, 1)");
}

Test(postgresql_ddl, alters_every_other_attribute_of_a_column)
{
	struct orm_column *from = column("a", "integer"), *to = column("a", "integer");

	to->server_default = (struct orm_default){ "x'y", ORM_DEFAULT_STRING };
	to->nullable = ORM_NO;
	to->object.comment = "it's";
	expect_column(from, to, "server_default", 0,
	              "ALTER TABLE t ALTER COLUMN a SET DEFAULT 'x''y'");
	expect_column(to, from, "server_default", 0, "ALTER TABLE t ALTER COLUMN a DROP DEFAULT");
	expect_column(from, to, "nullable", 0, "ALTER TABLE t ALTER COLUMN a SET NOT NULL");
	expect_column(from, to, "comment", 0, "COMMENT ON COLUMN t.a IS 'it''s'");
	expect_column(to, from, "comment", 0, "COMMENT ON COLUMN t.a IS NULL");
	orm_option_set(&arena, &to->object.options, NULL, "storage", "EXTERNAL");
	orm_option_set(&arena, &to->object.options, NULL, "statistics", "5");
	orm_option_set(&arena, &to->object.options, NULL, "with", "n_distinct=5");
	orm_option_set(&arena, &from->object.options, NULL, "storage", "");
	orm_option_set(&arena, &from->object.options, NULL, "statistics", "");
	orm_option_set(&arena, &from->object.options, NULL, "with", "");
	expect_column(from, to, NULL, 0,
	              "ALTER TABLE t ALTER COLUMN a SET STORAGE EXTERNAL, ALTER COLUMN a SET "
	              "STATISTICS 5, ALTER COLUMN a SET (n_distinct=5)");
	expect_column(to, from, NULL, 150000,
	              "ALTER TABLE t ALTER COLUMN a SET STORAGE PLAIN, ALTER COLUMN a SET "
	              "STATISTICS -1, ALTER COLUMN a RESET (n_distinct)");
	expect_column(to, from, NULL, 160000,
	              "ALTER TABLE t ALTER COLUMN a SET STORAGE DEFAULT, ALTER COLUMN a SET "
	              "STATISTICS -1, ALTER COLUMN a RESET (n_distinct)");
}

Test(postgresql_ddl, moves_between_serial_and_identity)
{
	struct orm_column *serial = column("id", "integer"), *identity = column("id", "integer");
	struct orm_column *other = column("id", "integer");

	serial->nullable = identity->nullable = ORM_NO;
	serial->server_default =
	    (struct orm_default){ "nextval('public.t_id_seq'::regclass)", ORM_DEFAULT_SQL };
	identity->identity = ARENA_NEW(&arena, struct orm_identity);
	other->identity = ARENA_NEW(&arena, struct orm_identity);
	other->identity->always = true;
	other->identity->minvalue = "5";
	expect_column(
	    serial, identity, "identity", 0,
	    "ALTER SEQUENCE public.t_id_seq RENAME TO t_id_seq__limbeck_old ; ALTER TABLE t "
	    "ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY ; SELECT setval('t_id_seq', "
	    "last_value, is_called) FROM t_id_seq__limbeck_old WHERE last_value >= 1 ; DROP "
	    "SEQUENCE t_id_seq__limbeck_old");
	expect_column(identity, serial, "identity", 0,
	              "ALTER TABLE t ALTER COLUMN id DROP IDENTITY");
	expect_column(identity, other, "identity", 0,
	              "ALTER TABLE t ALTER COLUMN id SET GENERATED ALWAYS SET MINVALUE 5 SET START "
	              "WITH 5 RESTART ; SELECT setval('t_id_seq', max(id)) FROM t HAVING max(id) "
	              ">= 5");
}

static struct orm_definition *mood(const char *const *values)
{
	struct orm_definition *d = orm_definition_new(&arena, ORM_ENUM, "mood");

	for (; *values; values++)
		vec_push(&arena, &d->columns, *values);
	return d;
}

Test(postgresql_ddl, enums_grow_in_place_and_shrink_anew)
{
	static const char *const few[] = { "b", "d", NULL };
	static const char *const many[] = { "a", "b", "c", "d", "e", NULL };
	struct orm_change grows = alter(mood(few), mood(many), "values");
	struct orm_change shrinks = alter(mood(many), mood(few), "values");
	struct orm_column *c = column("m", "public.mood");
	struct orm_table *t = orm_table_new(&arena, NULL, "t");

	c->server_default = (struct orm_default){ "'b'::public.mood", ORM_DEFAULT_SQL };
	orm_table_add_column(&arena, t, c);
	orm_metadata_add_table(now, t);
	cr_expect_str_eq(compile(&grows, 1, 0), "ALTER TYPE mood ADD VALUE 'a' BEFORE 'b' ; "
	                                        "ALTER TYPE mood ADD VALUE 'c' AFTER 'b' ; "
	                                        "ALTER TYPE mood ADD VALUE 'e' AFTER 'd'");
	cr_expect_str_eq(
	    compile(&shrinks, 1, 0),
	    "ALTER TYPE mood RENAME TO mood__limbeck_old ; CREATE TYPE mood AS ENUM ('b', 'd') ; "
	    "ALTER TABLE t ALTER COLUMN m DROP DEFAULT, ALTER COLUMN m TYPE mood USING "
	    "m::text::mood, ALTER COLUMN m SET DEFAULT 'b'::public.mood ; DROP TYPE "
	    "mood__limbeck_old");
	cr_expect_eq(orm_postgresql.effect(&grows, &c->object), ORM_STAYS);
	cr_expect_eq(orm_postgresql.effect(&shrinks, &c->object), ORM_FOLLOWS);
}

static struct orm_constraint *foreign_key(void)
{
	struct orm_constraint *k = orm_constraint_new(&arena, ORM_FOREIGN_KEY);

	k->object.name = "fk";
	vec_push(&arena, &k->elements, (struct orm_element){ .column = "a" });
	k->referred_schema = "S x";
	k->referred_table = "u";
	vec_push(&arena, &k->referred_columns, "id");
	return k;
}

Test(postgresql_ddl, constraints_change_in_place_where_they_can)
{
	struct orm_constraint *from = foreign_key(), *to = foreign_key();
	struct orm_change c = alter(from, to, "deferrable");

	to->deferrable = ORM_YES;
	to->initially = "DEFERRED";
	from->not_valid = true;
	c.mask |= orm_attr_bit(ORM_FOREIGN_KEY, "not_valid");
	cr_expect(orm_postgresql.can_alter(&c));
	cr_expect_str_eq(compile(&c, 1, 0),
	                 "ALTER TABLE t ALTER CONSTRAINT fk DEFERRABLE INITIALLY DEFERRED, "
	                 "VALIDATE CONSTRAINT fk");
	c = alter(from, to, "ondelete");
	cr_expect(!orm_postgresql.can_alter(&c));
	c = (struct orm_change){
		.verb = ORM_CREATE, .kind = ORM_FOREIGN_KEY, .to = &from->object, .table = "t"
	};
	cr_expect_str_eq(compile(&c, 1, 0), "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (a) "
	                                    "REFERENCES \"S x\".u (id) NOT VALID");
}

Test(postgresql_ddl, one_alter_table_holds_what_it_can)
{
	struct orm_column *was = column("old", "text"), *is = column("new", "text");
	struct orm_column *gone = column("b", "text"), *added = column("c", "text");
	struct orm_constraint *k = orm_constraint_new(&arena, ORM_UNIQUE);
	struct orm_change all[4] = {
		{ .verb = ORM_RENAME,
		  .kind = ORM_COLUMN,
		  .from = &was->object,
		  .to = &is->object,
		  .schema = "s",
		  .table = "t" },
		{ .verb = ORM_DROP,
		  .kind = ORM_COLUMN,
		  .from = &gone->object,
		  .to = NULL,
		  .schema = "s",
		  .table = "t" },
		{ .verb = ORM_CREATE,
		  .kind = ORM_COLUMN,
		  .from = NULL,
		  .to = &added->object,
		  .schema = "s",
		  .table = "t" },
		{ .verb = ORM_CREATE,
		  .kind = ORM_UNIQUE,
		  .from = NULL,
		  .to = &k->object,
		  .schema = "s",
		  .table = "t" },
	};

	vec_push(&arena, &k->elements, (struct orm_element){ .column = "c" });
	added->object.comment = "new";
	cr_expect_str_eq(
	    compile(all, 4, 0),
	    "ALTER TABLE s.t RENAME COLUMN old TO new ; ALTER TABLE s.t DROP COLUMN b, "
	    "ADD COLUMN c text, ADD UNIQUE (c) ; COMMENT ON COLUMN s.t.c IS 'new'");
}

static void expect_created(struct orm_object *o, const char *sql)
{
	struct orm_change c = { .verb = ORM_CREATE, .kind = o->kind, .to = o, .table = "t" };

	cr_expect_str_eq(compile(&c, 1, 0), sql, "%s", compile(&c, 1, 0));
}

Test(postgresql_ddl, indexes_say_everything)
{
	struct orm_index *x = orm_index_new(&arena, "I x");

	vec_push(&arena, &x->elements,
	         (struct orm_element){ .expr = "lower(a)",
	                               .collation = "C",
	                               .opclass = "text_pattern_ops",
	                               .descending = true,
	                               .nulls = "LAST" });
	vec_push(&arena, &x->elements, (struct orm_element){ .expr = "(a + b)" });
	vec_push(&arena, &x->include, "c");
	x->unique = x->nulls_not_distinct = true;
	x->method = "btree";
	x->where = "a > 0";
	orm_option_set(&arena, &x->object.options, NULL, "with", "fillfactor=70");
	expect_created(&x->object,
	               "CREATE UNIQUE INDEX \"I x\" ON t USING btree ((lower(a)) "
	               "COLLATE \"C\" text_pattern_ops DESC NULLS LAST, (a + b)) "
	               "INCLUDE (c) NULLS NOT DISTINCT WITH (fillfactor=70) WHERE a > 0");
}

Test(postgresql_ddl, privileges_change_by_what_differs)
{
	struct orm_definition *from = orm_definition_new(&arena, ORM_PRIVILEGE, "R x");
	struct orm_definition *to = orm_definition_new(&arena, ORM_PRIVILEGE, "R x");
	struct orm_change c;

	from->on = to->on = "TABLE public.t";
	from->definition = "SELECT, INSERT WITH GRANT OPTION";
	to->definition = "INSERT, UPDATE (a, b)";
	c = alter(from, to, "definition");
	cr_expect_str_eq(compile(&c, 1, 0),
	                 "REVOKE SELECT ON TABLE public.t FROM \"R x\" ; REVOKE GRANT OPTION FOR "
	                 "INSERT ON TABLE public.t FROM \"R x\" ; GRANT UPDATE (a, b) ON TABLE "
	                 "public.t TO \"R x\"");
	to->on = "DEFAULT FOR ROLE o IN SCHEMA s TABLES";
	to->object.name = "PUBLIC";
	expect_created(&to->object, "ALTER DEFAULT PRIVILEGES FOR ROLE o IN SCHEMA s GRANT INSERT, "
	                            "UPDATE (a, b) ON TABLES TO PUBLIC");
}

static struct orm_definition *routine(const char *arguments, const char *definition)
{
	struct orm_definition *d = orm_definition_new(&arena, ORM_FUNCTION, "f");

	d->arguments = d->signature = arguments;
	d->definition = definition;
	return d;
}

Test(postgresql_ddl, routines_and_views_are_replaced_only_where_that_works)
{
	struct orm_definition *f = routine("a integer", " RETURNS integer LANGUAGE sql AS 'x'");
	struct orm_definition *body = routine("a integer", " RETURNS integer LANGUAGE sql AS 'y'");
	struct orm_definition *result = routine("a integer", " RETURNS text LANGUAGE sql AS 'y'");
	struct orm_definition *named = routine("b integer", " RETURNS integer LANGUAGE sql AS 'x'");
	struct orm_definition *v = orm_definition_new(&arena, ORM_VIEW, "v");
	struct orm_definition *more = orm_definition_new(&arena, ORM_VIEW, "v");
	struct orm_change c = alter(f, body, "definition");

	cr_expect(orm_postgresql.can_alter(&c));
	cr_expect_str_eq(compile(&c, 1, 0), "CREATE OR REPLACE FUNCTION f(a integer) RETURNS "
	                                    "integer LANGUAGE sql AS 'y'");
	c = alter(f, result, "definition");
	cr_expect(!orm_postgresql.can_alter(&c));
	c = alter(f, named, "arguments");
	cr_expect(!orm_postgresql.can_alter(&c));
	v->definition = "SELECT a FROM t";
	more->definition = "SELECT a, b FROM t WHERE c";
	c = alter(v, more, "definition");
	cr_expect(orm_postgresql.can_alter(&c));
	cr_expect_str_eq(compile(&c, 1, 0),
	                 "CREATE OR REPLACE VIEW v AS SELECT a, b FROM t WHERE c");
	c = alter(more, v, "definition");
	cr_expect(!orm_postgresql.can_alter(&c));
}

Test(postgresql_ddl, partitions_are_attached)
{
	struct orm_table *p = orm_table_new(&arena, NULL, "p"),
			 *q = orm_table_new(&arena, NULL, "q");
	struct orm_change c = alter(p, q, "partition_of");

	q->object.name = "p";
	q->partition_of = "whole";
	q->bound = "FOR VALUES IN (1)";
	cr_expect_str_eq(compile(&c, 1, 0),
	                 "ALTER TABLE whole ATTACH PARTITION p FOR VALUES IN (1)");
	c = alter(q, p, "partition_of");
	cr_expect_str_eq(compile(&c, 1, 0), "ALTER TABLE whole DETACH PARTITION p");
	expect_created(&q->object, "CREATE TABLE p PARTITION OF whole FOR VALUES IN (1)");
}
