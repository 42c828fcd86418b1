/* tests/lua/test_models.c - what models become, and what is wrong with them */
#include "orm/schema/attribute.h"
#include "support.h"

static const char shop[] =
    "local status = Enum{\"draft\", \"paid\", \"void\", name = \"order_status\"}\n"
    "\n"
    "Table{\"customers\",\n"
    "  Column{\"id\", BigInteger, primary_key = true, identity = true},\n"
    "  Column{\"email\", String(255), nullable = false, unique = true},\n"
    "  Column{\"created_at\", DateTime{timezone = true}, nullable = false, server_default = "
    "func.now()},\n"
    "  comment = \"people who buy\",\n"
    "}\n"
    "\n"
    "Table{\"orders\",\n"
    "  Column{\"id\", BigInteger, primary_key = true, identity = true},\n"
    "  Column{\"customer_id\", BigInteger, ForeignKey{\"customers.id\", ondelete = \"CASCADE\"}, "
    "nullable = false, index = true},\n"
    "  Column{\"status\", status, nullable = false, server_default = \"draft\"},\n"
    "  Column{\"total\", Numeric(12, 2), nullable = false},\n"
    "  CheckConstraint{\"total >= 0\", name = \"ck_orders_total\"},\n"
    "  Index{\"ix_orders_open\", \"customer_id\", postgresql_where = \"status <> 'void'\"},\n"
    "}\n";

static struct orm_column *column(struct world *w, const char *table, const char *name)
{
	struct orm_table *t = orm_metadata_table(w->m, NULL, table);
	struct orm_column *c = t ? orm_table_column(t, NULL, name) : NULL;

	cr_assert(c, "%s.%s", table, name);
	return c;
}

static struct orm_constraint *constraint(struct orm_table *t, enum orm_kind kind)
{
	for (size_t i = 0; i < t->constraints.len; i++)
		if (t->constraints.items[i]->object.kind == kind)
			return t->constraints.items[i];
	cr_assert_fail("%s has no %s", t->object.name, orm_kinds[kind].label);
	return NULL;
}

Test(models, the_shop_is_read_whole)
{
	struct world w = { 0 };
	struct orm_table *t;
	struct orm_constraint *k;
	struct orm_column *c;

	cr_assert(world_models(&w, shop), "%s:%d: %s", w.err.file, w.err.line, w.err.message);
	cr_assert_eq(w.m->tables.len, 2);
	t = w.m->tables.items[0];
	cr_expect_str_eq(t->object.name, "customers");
	cr_expect_str_eq(t->object.comment, "people who buy");
	cr_expect_str_eq(t->object.file, "models.lua");
	cr_expect_eq(t->object.line, 3);
	cr_expect_eq(t->columns.items[1]->object.line, 5);
	k = constraint(t, ORM_PRIMARY_KEY);
	cr_expect_str_eq(k->elements.items[0].column, "id");
	cr_expect_str_eq(k->inline_column, "id");
	k = constraint(t, ORM_UNIQUE);
	cr_expect_null(k->object.name);
	cr_expect_eq(k->object.line, 5);
	c = column(&w, "customers", "created_at");
	cr_expect_eq(c->type->id, ORM_TYPE_DATETIME);
	cr_expect(c->type->timezone);
	cr_expect_eq(c->nullable, ORM_NO);
	cr_expect_eq(c->server_default.kind, ORM_DEFAULT_FUNC);
	cr_expect_str_eq(c->server_default.text, "now()");
	cr_expect(column(&w, "customers", "id")->identity);
	world_release(&w);
}

Test(models, keys_indexes_and_options_are_read)
{
	struct world w = { 0 };
	struct orm_table *t;
	struct orm_constraint *k;

	cr_assert(world_models(&w, shop), "%s", w.err.message);
	t = w.m->tables.items[1];
	k = constraint(t, ORM_FOREIGN_KEY);
	cr_expect_str_eq(k->referred_table, "customers");
	cr_expect_str_eq(k->referred_columns.items[0], "id");
	cr_expect_str_eq(k->ondelete, "CASCADE");
	cr_expect_str_eq(k->elements.items[0].column, "customer_id");
	cr_expect_str_eq(k->inline_column, "customer_id");
	cr_expect_str_eq(constraint(t, ORM_CHECK)->expr, "total >= 0");
	cr_assert_eq(t->indexes.len, 2);
	cr_expect_str_eq(t->indexes.items[0]->elements.items[0].column, "customer_id");
	cr_expect_str_eq(
	    orm_option_get(&t->indexes.items[1]->object.options, "postgresql", "where"),
	    "status <> 'void'");
	cr_expect_eq(column(&w, "orders", "status")->type->values.len, 3);
	cr_expect_str_eq(column(&w, "orders", "status")->type->name, "order_status");
	cr_expect_eq(column(&w, "orders", "status")->server_default.kind, ORM_DEFAULT_STRING);
	cr_expect_eq(column(&w, "orders", "total")->type->precision, 12);
	cr_expect_eq(column(&w, "orders", "total")->type->scale, 2);
	world_release(&w);
}

static const struct {
	const char *lua;
	const char *name;
	enum orm_type_id id;
	int length, precision, scale;
} types[] = {
	{ "Integer", NULL, ORM_TYPE_INTEGER, 0, -1, -1 },
	{ "String(50)", NULL, ORM_TYPE_STRING, 50, -1, -1 },
	{ "String{50}", NULL, ORM_TYPE_STRING, 50, -1, -1 },
	{ "String{length = 50}", NULL, ORM_TYPE_STRING, 50, -1, -1 },
	{ "String", NULL, ORM_TYPE_STRING, 0, -1, -1 },
	{ "Numeric(12)", NULL, ORM_TYPE_NUMERIC, 0, 12, -1 },
	{ "Numeric(12, 2)", NULL, ORM_TYPE_NUMERIC, 0, 12, 2 },
	{ "Numeric{precision = 5, scale = 0}", NULL, ORM_TYPE_NUMERIC, 0, 5, 0 },
	{ "LargeBinary(10)", NULL, ORM_TYPE_LARGEBINARY, 10, -1, -1 },
	{ "JSON", NULL, ORM_TYPE_JSON, 0, -1, -1 },
	{ "Type\"any text(3)\"", "any text(3)", ORM_TYPE_EXACT, 0, -1, -1 },
	{ "Type(\"x\")", "x", ORM_TYPE_EXACT, 0, -1, -1 },
	{ "VARCHAR(7)", "VARCHAR(7)", ORM_TYPE_EXACT, 0, -1, -1 },
	{ "INTEGER", "INTEGER", ORM_TYPE_EXACT, 0, -1, -1 },
	{ "INTEGER{unsigned = true}", "INTEGER UNSIGNED", ORM_TYPE_EXACT, 0, -1, -1 },
	{ "DECIMAL(10, 2)", "DECIMAL(10, 2)", ORM_TYPE_EXACT, 0, -1, -1 },
	{ "DOUBLE_PRECISION", "DOUBLE PRECISION", ORM_TYPE_EXACT, 0, -1, -1 },
	{ "INT8RANGE", "INT8RANGE", ORM_TYPE_EXACT, 0, -1, -1 },
	{ "SET(\"a\", \"it's\")", "SET('a', 'it''s')", ORM_TYPE_EXACT, 0, -1, -1 },
	{ "Uuid", NULL, ORM_TYPE_UUID, 0, -1, -1 },
};

Test(models, types_take_arguments_by_position_and_by_name)
{
	struct world w = { 0 };

	for (size_t i = 0; i < COUNT(types); i++) {
		const struct orm_type *t;

		cr_assert(world_models(&w, arena_printf(&w.arena, "Table{\"t\", Column{\"c\", %s}}",
		                                        types[i].lua)),
		          "%s: %s", types[i].lua, w.err.message);
		t = column(&w, "t", "c")->type;
		cr_expect_eq(t->id, types[i].id, "%s", types[i].lua);
		cr_expect_eq(t->length, types[i].length, "%s", types[i].lua);
		cr_expect_eq(t->precision, types[i].precision, "%s", types[i].lua);
		cr_expect_eq(t->scale, types[i].scale, "%s", types[i].lua);
		if (types[i].name)
			cr_expect_str_eq(t->name, types[i].name);
	}
	world_release(&w);
}

Test(models, enums_arrays_and_collations)
{
	struct world w = { 0 };
	struct orm_column *c;

	cr_assert(world_models(&w, "Table{\"t\",\n"
	                           "Column{\"a\", Enum{\"x\", \"y\", native_enum = false, "
	                           "create_constraint = true}},\n"
	                           "Column{\"b\", ARRAY(Integer)}, Column{\"c\", String{50, "
	                           "collation = \"NOCASE\"}},\n"
	                           "Column{\"d\", Uuid{native_uuid = false}}, Column{\"e\"},\n"
	                           "Column{\"f\", Boolean{create_constraint = true}}}"),
	          "%s", w.err.message);
	c = column(&w, "t", "a");
	cr_expect(c->type->not_native);
	cr_expect(c->type->create_constraint);
	cr_expect_eq(column(&w, "t", "b")->type->item->id, ORM_TYPE_INTEGER);
	cr_expect_str_eq(column(&w, "t", "c")->collation, "NOCASE");
	cr_expect(column(&w, "t", "d")->type->not_native);
	cr_expect_str_eq(column(&w, "t", "e")->type->name, "");
	cr_expect(column(&w, "t", "f")->type->create_constraint);
	world_release(&w);
}

static const struct {
	const char *lua;
	enum orm_default_kind kind;
	const char *text;
} defaults[] = {
	{ "\"draft\"", ORM_DEFAULT_STRING, "draft" },
	{ "0", ORM_DEFAULT_NUMBER, "0" },
	{ "-1.5", ORM_DEFAULT_NUMBER, "-1.5" },
	{ "true", ORM_DEFAULT_BOOL, "true" },
	{ "false", ORM_DEFAULT_BOOL, "false" },
	{ "null", ORM_DEFAULT_NULL, NULL },
	{ "none", ORM_DEFAULT_NONE, NULL },
	{ "text\"CURRENT_TIMESTAMP\"", ORM_DEFAULT_SQL, "CURRENT_TIMESTAMP" },
	{ "func.now()", ORM_DEFAULT_FUNC, "now()" },
	{ "func.coalesce(1, \"it's\", null, text\"x\", func.now())", ORM_DEFAULT_FUNC,
	  "coalesce(1, 'it''s', NULL, x, now())" },
};

Test(models, defaults_keep_their_kind)
{
	struct world w = { 0 };

	for (size_t i = 0; i < COUNT(defaults); i++) {
		const struct orm_default *d;

		cr_assert(world_models(
			      &w, arena_printf(
				      &w.arena,
				      "Table{\"t\", Column{\"c\", Integer, server_default = %s}}",
				      defaults[i].lua)),
		          "%s: %s", defaults[i].lua, w.err.message);
		d = &column(&w, "t", "c")->server_default;
		cr_expect_eq(d->kind, defaults[i].kind, "%s", defaults[i].lua);
		if (defaults[i].text)
			cr_expect_str_eq(d->text, defaults[i].text);
	}
	world_release(&w);
}

Test(models, generated_columns_and_identity)
{
	struct world w = { 0 };
	struct orm_column *c;

	cr_assert(world_models(
		      &w,
		      "Table{\"t\", Column{\"a\", Integer, Identity{start = 5, always = true}},\n"
		      "Column{\"b\", Integer, Computed(\"a + 1\", {persisted = true})},\n"
		      "Column{\"c\", Integer, Computed{\"a + 2\", persisted = false}},\n"
		      "Column{\"d\", Integer, Computed\"a\"}}"),
	          "%s", w.err.message);
	c = column(&w, "t", "a");
	cr_assert(c->identity);
	cr_expect_str_eq(c->identity->start, "5");
	cr_expect(c->identity->always);
	cr_expect_str_eq(column(&w, "t", "b")->computed, "a + 1");
	cr_expect_eq(column(&w, "t", "b")->persisted, ORM_YES);
	cr_expect_eq(column(&w, "t", "c")->persisted, ORM_NO);
	cr_expect_eq(column(&w, "t", "d")->persisted, ORM_UNSPECIFIED);
	world_release(&w);
}

Test(models, elements_are_columns_or_expressions)
{
	struct world w = { 0 };
	struct orm_elements *e;

	cr_assert(
	    world_models(&w,
	                 "Table{\"t\", Column{\"a\", Integer}, Column{\"b\", Text},\n"
	                 "Index{\"ix\", \"a\", desc\"b\", asc\"a\", collate(\"b\", \"NOCASE\"),\n"
	                 "text\"lower(b)\", desc(collate(\"b\", \"RTRIM\")), desc(text\"a + 1\"),\n"
	                 "nulls_last(desc\"a\"), func.lower(text\"b\"), unique = true,\n"
	                 "sqlite_where = \"a > 0\"}}"),
	    "%s", w.err.message);
	e = &w.m->tables.items[0]->indexes.items[0]->elements;
	cr_assert_eq(e->len, 9);
	cr_expect(e->items[1].descending);
	cr_expect(!e->items[2].descending);
	cr_expect_str_eq(e->items[3].collation, "NOCASE");
	cr_expect_str_eq(e->items[4].expr, "lower(b)");
	cr_expect_null(e->items[4].column);
	cr_expect(e->items[5].descending);
	cr_expect_str_eq(e->items[5].collation, "RTRIM");
	cr_expect_str_eq(e->items[6].expr, "a + 1");
	cr_expect_str_eq(e->items[7].nulls, "LAST");
	cr_expect_str_eq(e->items[8].expr, "lower(b)");
	cr_expect(w.m->tables.items[0]->indexes.items[0]->unique);
	cr_expect_str_eq(orm_option_get(&w.m->tables.items[0]->indexes.items[0]->object.options,
	                                "sqlite", "where"),
	                 "a > 0");
	world_release(&w);
}

Test(models, constraints_at_table_level)
{
	struct world w = { 0 };
	struct orm_table *t;
	struct orm_constraint *k;

	cr_assert(world_models(&w, "Table{\"p\", Column{\"x\", Integer}, Column{\"y\", Integer},\n"
	                           "PrimaryKeyConstraint{\"x\", desc\"y\", name = \"pk_p\"},\n"
	                           "UniqueConstraint{\"y\", name = \"uq\", deferrable = true, "
	                           "initially = \"DEFERRED\"}}\n"
	                           "Table{\"c\", Column{\"a\", Integer, primary_key = true},\n"
	                           "Column{\"b\", Integer, primary_key = true}, schema = \"s\", "
	                           "renamed_from = \"old\",\n"
	                           "ForeignKeyConstraint{{\"a\", \"b\"}, {\"p.x\", \"p.y\"}, name "
	                           "= \"fk\", match = \"FULL\"},\n"
	                           "ForeignKeyConstraint{{\"a\"}, {\"p\"}},\n"
	                           "ForeignKeyConstraint{{\"a\"}, referred_table = \"p\", "
	                           "referred_columns = {\"x\"}},\n"
	                           "CheckConstraint\"a > 0\"}"),
	          "%s", w.err.message);
	k = constraint(w.m->tables.items[0], ORM_PRIMARY_KEY);
	cr_expect_str_eq(k->object.name, "pk_p");
	cr_expect(k->elements.items[1].descending);
	k = constraint(w.m->tables.items[0], ORM_UNIQUE);
	cr_expect_eq(k->deferrable, ORM_YES);
	cr_expect_str_eq(k->initially, "DEFERRED");
	t = w.m->tables.items[1];
	cr_expect_str_eq(t->object.schema, "s");
	cr_expect_str_eq(t->object.renamed_from, "old");
	k = constraint(t, ORM_PRIMARY_KEY);
	cr_expect_eq(k->elements.len, 2);
	cr_expect_null(k->inline_column);
	cr_expect_str_eq(t->constraints.items[0]->match, "FULL");
	cr_expect_eq(t->constraints.items[0]->referred_columns.len, 2);
	cr_expect_eq(t->constraints.items[1]->referred_columns.len, 0);
	cr_expect_str_eq(t->constraints.items[1]->referred_table, "p");
	cr_expect_str_eq(t->constraints.items[2]->referred_columns.items[0], "x");
	world_release(&w);
}

Test(models, members_may_be_shared_between_tables)
{
	struct world w = { 0 };

	cr_assert(
	    world_models(
		&w,
		"local id = Column{\"id\", Integer, ForeignKey\"r.id\", primary_key = true}\n"
		"local function stamps()\n"
		"  return Column{\"made\", DateTime}, Column{\"changed\", DateTime, index = true}\n"
		"end\n"
		"Table{\"r\", Column{\"id\", Integer, primary_key = true}}\n"
		"Table{\"a\", id, stamps()}\n"
		"Table{\"b\", id, stamps()}"),
	    "%s", w.err.message);
	for (size_t i = 1; i < 3; i++) {
		struct orm_table *t = w.m->tables.items[i];

		cr_expect_eq(t->columns.len, 3);
		cr_expect_eq(t->constraints.len, 2);
		cr_expect_eq(t->constraints.items[0]->object.table, t);
		cr_expect_eq(t->columns.items[0]->object.table, t);
		cr_expect_eq(t->indexes.len, 1);
	}
	world_release(&w);
}

Test(models, views_triggers_and_conventions)
{
	struct world w = { 0 };
	struct orm_definition *d;

	cr_assert(world_models(&w,
	                       "MetaData{naming_convention = {pk = \"pk_%(table_name)s\"}}\n"
	                       "Table{\"t\", Column{\"a\", Integer}, sqlite_strict = true}\n"
	                       "View{\"v\", \"SELECT a FROM t\", columns = {\"a\"}}\n"
	                       "Trigger{\"g\", \"t\", \"AFTER UPDATE ON t BEGIN SELECT 1; END\"}\n"
	                       "Table{\"f\", module = \"fts5(title, body)\"}"),
	          "%s", w.err.message);
	cr_expect_str_eq(w.m->naming.pk, "pk_%(table_name)s");
	cr_expect_null(w.m->naming.ix);
	cr_expect_str_eq(orm_option_get(&w.m->tables.items[0]->object.options, "sqlite", "strict"),
	                 "true");
	cr_assert_eq(w.m->definitions.len, 2);
	d = w.m->definitions.items[0];
	cr_expect_str_eq(d->definition, "SELECT a FROM t");
	cr_expect_str_eq(d->columns.items[0], "a");
	d = w.m->definitions.items[1];
	cr_expect_str_eq(d->on, "t");
	cr_expect_str_eq(d->definition, "AFTER UPDATE ON t BEGIN SELECT 1; END");
	cr_expect_str_eq(w.m->tables.items[1]->module, "fts5(title, body)");
	world_release(&w);
}

#define T "Table{\"t\", Column{\"a\", Integer}, "

static const struct {
	const char *lua;
	int line;
	const char *message;
} mistakes[] = {
	{ "\nTable{\"t\",\n\nColumn{\"a\", Integer, nulable = true}}", 4,
	  "unknown option \"nulable\" of Column; did you mean \"nullable\"?" },
	{ "Table{\"t\",\n Column{\"a\", Integer, nullable = \"x\"}}", 2,
	  "\"nullable\" of Column expects true or false, got string" },
	{ "local a = Strin(3)", 1, "unknown name \"Strin\"; did you mean \"String\"?" },
	{ T "sqlite_strikt = true}", 1,
	  "unknown option \"sqlite_strikt\" of Table; did you mean \"sqlite_strict\"?" },
	{ T "sqlite_strict = 3}", 1,
	  "\"sqlite_strict\" of Table expects true or false, got number" },
	{ T "\nColumn{\"a\", Text}}", 2, "column \"a\" is declared twice in \"t\"" },
	{ T "}\nTable{\"t\"}", 2, "table \"t\" is declared twice" },
	{ "View{\"v\", \"SELECT 1\"}\nView{\"v\", \"SELECT 2\"}", 2,
	  "view \"v\" is declared twice" },
	{ "Table{\"customers\"}\n" T "\nColumn{\"b\", Integer, ForeignKey\"custmers.id\"}}", 3,
	  "a foreign key of \"t\" refers to table \"custmers\", which isn't declared; did you mean "
	  "\"customers\"?" },
	{ T "\n Index{\"ix\", \"aa\"}}", 2,
	  "Index names column \"aa\", which \"t\" doesn't have; did you mean \"a\"?" },
	{ T "UniqueConstraint{\"zzz\"}}", 1,
	  "UniqueConstraint names column \"zzz\", which \"t\" doesn't have" },
	{ "Table{\"t\", Column{\"a\", \"Integer\"}}", 1,
	  "argument 2 of Column expects a type, a constraint, Computed or Identity, got string" },
	{ "Table{\"t\", Column{\"a\", nil, ForeignKey\"x.y\"}}", 1,
	  "argument 2 of Column expects a type, a constraint, Computed or Identity, got nothing" },
	{ "Table{\"t\", Column{Integer}}", 1,
	  "argument 1 of Column expects the name of the column, got Integer" },
	{ "Table{}", 1, "argument 1 of Table expects the name of the table, got nothing" },
	{ "Table{\"t\", \"a\"}", 1,
	  "argument 2 of Table expects a column, constraint or index, got string" },
	{ "Table{\"t\", ForeignKey\"a.b\"}", 1,
	  "ForeignKey stands inside a Column; ForeignKeyConstraint names its columns" },
	{ T "PrimaryKeyConstraint{\"a\"}, PrimaryKeyConstraint{\"a\"}}", 1,
	  "\"t\" has two primary keys" },
	{ "String(\"x\")", 1, "argument 1 of String expects a whole number, got string" },
	{ "String{50, collatoin = \"x\"}", 1,
	  "unknown option \"collatoin\" of String; did you mean \"collation\"?" },
	{ "Enum{}", 1, "Enum needs at least one value" },
	{ "ARRAY{}", 1, "argument 1 of ARRAY expects a type, got nothing" },
	{ "Integer(5)", 1, "Integer takes 0 arguments, got 1" },
	{ "Index{\"ix\"}", 1, "Index needs at least one column" },
	{ "ForeignKeyConstraint{{\"a\"}, {\"p.x\", \"p.y\"}}", 1,
	  "ForeignKeyConstraint has 1 columns that refer to 2" },
	{ "ForeignKeyConstraint{{\"a\", \"b\"}, {\"p.x\", \"q.y\"}}", 1,
	  "\"q.y\" of ForeignKeyConstraint isn't \"table.column\" or \"schema.table.column\" of "
	  "one "
	  "table" },
	{ "CheckConstraint{}", 1,
	  "argument 1 of CheckConstraint expects one condition as a string, got nothing" },
	{ "MetaData{naming_convention = {xx = \"\"}}", 1,
	  "unknown option \"xx\" of naming_convention; did you mean \"ix\"?" },
	{ T "server_default = 3}", 1, "unknown option \"server_default\" of Table" },
	{ "Table{\"t\", Column{\"a\", Integer, server_default = func.now}}", 1,
	  "\"server_default\" of Column expects a string, number, boolean, func, text or null, got "
	  "function" },
	{ "Table{\"t\", Column{\"a\", Integer, Text}}", 1, "column \"a\" has two types" },
	{ "\n\nlocal x = {", 3, NULL },
	{ "error(\"oh no\")", 1, "oh no" },
	{ "error{}", 0, "the code raised a table instead of a message" },
	{ "local t\nlocal y = t.z", 2, NULL },
	{ "Integer.x = 1", 1, "Integer has no member \"x\"" },
	{ "null()", 1, "null can't be called" },
	{ "Table{\"t\", Column{\"a\\0b\", Integer}}", 1,
	  "a text with a zero byte can't be used here" },
};

Test(models, every_mistake_has_a_place_and_a_message)
{
	struct world w = { 0 };

	for (size_t i = 0; i < COUNT(mistakes); i++) {
		cr_expect(!world_models(&w, mistakes[i].lua), "%s", mistakes[i].lua);
		cr_expect_eq(w.err.code, ERR_INPUT, "%s", mistakes[i].lua);
		cr_expect_str_eq(w.err.file, "models.lua", "%s", mistakes[i].lua);
		cr_expect_eq(w.err.line, mistakes[i].line, "%s: line %d", mistakes[i].lua,
		             w.err.line);
		if (mistakes[i].message)
			cr_expect_str_eq(w.err.message, mistakes[i].message);
	}
	world_release(&w);
}

Test(models, a_foreign_key_may_lead_out_of_the_models)
{
	struct world w = { 0 };

	cr_expect(world_models(&w, "Table{\"t\", Column{\"a\", Integer, "
	                           "ForeignKey{\"elsewhere.id\", external = true}}}"),
	          "%s", w.err.message);
	cr_expect(world_models(&w,
	                       "Table{\"Customers\", Column{\"id\", Integer}}\n"
	                       "Table{\"t\", Column{\"a\", Integer, ForeignKey\"customers.ID\"}}"),
	          "%s", w.err.message);
	world_release(&w);
}

Test(models, a_missing_file_is_named)
{
	struct world w = { 0 };

	cr_expect(!luax_models_load(&w.arena, "/nowhere/models.lua", NULL, &w.m, &w.err));
	cr_expect_eq(w.err.code, ERR_IO);
	cr_expect(strstr(w.err.message, "/nowhere/models.lua"), "%s", w.err.message);
	world_release(&w);
}

Test(models, ten_thousand_tables_load_in_linear_time)
{
	struct world w = { 0 };

	cr_assert(world_models(&w,
	                       "for i = 1, 10000 do Table{\"t\" .. i, Column{\"id\", Integer, "
	                       "primary_key = true}, Column{\"r\", Integer, ForeignKey(\"t\" .. "
	                       "(i // 2 + 1) .. \".id\"), index = true}} end"),
	          "%s", w.err.message);
	cr_expect_eq(w.m->tables.len, 10000);
	world_release(&w);
}
