/* reflect/postgresql/definitions.c - all that is kept as a definition text */
#include "base/text.h"
#include "orm/schema/attribute.h"
#include "reflect/postgresql/reader.h"

/* What a query's column gives; options have the prefix option_ instead. */
enum field {
	KIND,
	CLASS,
	OID,
	SCHEMA,
	NAME,
	COMMENT,
	DEFINITION,
	ARGUMENTS,
	SIGNATURE,
	ON,
	OWNED_BY,
	OWNER,
	TABLE,
	NAMES,
	NOT_NULL,
	EXPR,
	COLLATION,
	ROW_TYPE,
	ARRAY_TYPE,
	EXTRA_TYPE,
	EXTRA_ARRAY_TYPE,
	RULE,
	RELATION,
	NEEDS_CLASS,
	NEEDS,
	FIELDS
};

static const char *const field_names[FIELDS] = {
	[KIND] = "kind",
	[CLASS] = "class",
	[OID] = "oid",
	[SCHEMA] = "schema",
	[NAME] = "name",
	[COMMENT] = "comment",
	[DEFINITION] = "definition",
	[ARGUMENTS] = "arguments",
	[SIGNATURE] = "signature",
	[ON] = "on",
	[OWNED_BY] = "owned_by",
	[OWNER] = "owner",
	[TABLE] = "table",
	[NAMES] = "names",
	[NOT_NULL] = "not_null",
	[EXPR] = "expr",
	[COLLATION] = "collation",
	[ROW_TYPE] = "row_type",
	[ARRAY_TYPE] = "array_type",
	[EXTRA_TYPE] = "extra_type",
	[EXTRA_ARRAY_TYPE] = "extra_array_type",
	[RULE] = "rule",
	[RELATION] = "relation",
	[NEEDS_CLASS] = "needs_class",
	[NEEDS] = "needs",
};

/* A result and where its fields are, -1 = not there. */
struct shape {
	struct pg_reader *reader;
	struct orm_result *rows;
	int at[FIELDS];
};

static struct shape shape_of(struct pg_reader *r, struct orm_result *rows)
{
	struct shape s = { r, rows, { 0 } };

	for (int f = 0; f < FIELDS; f++)
		s.at[f] = -1;
	for (int i = 0; i < orm_columns(rows); i++)
		for (int f = 0; f < FIELDS; f++)
			if (!strcmp(orm_column_name(rows, i), field_names[f]))
				s.at[f] = i;
	return s;
}

static const char *peek(const struct shape *s, enum field f)
{
	return s->at[f] < 0 ? NULL : orm_get_text(s->rows, s->at[f]);
}

static const char *text(const struct shape *s, enum field f)
{
	return arena_strdup(s->reader->arena, peek(s, f));
}

/* A function's body in quotes is its author's text, not the server's. */
static const char *sql(const struct shape *s, enum field f)
{
	const char *t = text(s, f);

	return t && strstr(t, "\nAS $") ? t : pg_faithful(s->reader->arena, t);
}

static int64_t number(const struct shape *s, enum field f)
{
	return s->at[f] < 0 ? 0 : pg_number(s->rows, s->at[f]);
}

static enum orm_kind kind_named(const char *name)
{
	for (int k = ORM_VIEW; k < ORM_KIND_COUNT; k++)
		if (!strcmp(orm_kinds[k].name, name))
			return (enum orm_kind)k;
	return ORM_KIND_COUNT;
}

/* Does it belong to a table that isn't wanted, or isn't wanted itself? */
static bool left_aside(const struct shape *s, enum orm_kind kind)
{
	const struct pg_reader *r = s->reader;
	int64_t owner = number(s, OWNER) ? number(s, OWNER) : number(s, TABLE);

	if (kind == ORM_VIEW || kind == ORM_MATERIALIZED_VIEW)
		return !reflect_wanted(r->options, peek(s, NAME));
	return owner && !pg_registered(r->registry, PG_CLASS, owner);
}

static const char *without_end(const struct shape *s, const char *definition)
{
	size_t len = definition ? strlen(definition) : 0;

	while (len && strchr("; \n", definition[len - 1]))
		len--;
	return definition ? text_trim(s->reader->arena, definition, len) : NULL;
}

static void read_domain(const struct shape *s, struct orm_definition *d)
{
	const char *expr = sql(s, EXPR);

	d->nullable = pg_true(s->rows, s->at[NOT_NULL]) ? ORM_NO : ORM_YES;
	d->collation = text(s, COLLATION);
	if (expr)
		d->server_default = (struct orm_default){ expr, ORM_DEFAULT_SQL };
}

static struct orm_definition *read_definition(const struct shape *s, enum orm_kind kind)
{
	struct orm_definition *d = orm_definition_new(s->reader->arena, kind, text(s, NAME));
	struct pg_entry *owner;

	if (s->at[SCHEMA] >= 0)
		d->object.schema = pg_schema(s->reader, s->rows, s->at[SCHEMA]);
	d->object.comment = text(s, COMMENT);
	d->definition = sql(s, DEFINITION);
	if (kind == ORM_VIEW || kind == ORM_MATERIALIZED_VIEW || kind == ORM_RULE)
		d->definition = without_end(s, d->definition);
	d->arguments = sql(s, ARGUMENTS);
	d->signature = text(s, SIGNATURE);
	d->on = text(s, ON);
	d->owned_by = text(s, OWNED_BY);
	if (kind == ORM_ENUM)
		pg_names(s->reader->arena, peek(s, NAMES), &d->columns);
	if (kind == ORM_DOMAIN)
		read_domain(s, d);
	owner = d->on ? pg_registered(s->reader->registry, PG_CLASS, number(s, TABLE)) : NULL;
	if (owner && owner->object->kind == ORM_TABLE)
		d->object.table = (struct orm_table *)owner->object;
	pg_read_options(s->reader, s->rows, &d->object);
	return d;
}

static void add_definition(const struct shape *s)
{
	struct pg_reader *r = s->reader;
	enum orm_kind kind = kind_named(peek(s, KIND));
	struct orm_definition *d;
	struct pg_entry *e, *needed;

	if (kind == ORM_KIND_COUNT || left_aside(s, kind))
		return;
	d = read_definition(s, kind);
	needed = pg_registered(r->registry, number(s, NEEDS_CLASS), number(s, NEEDS));
	if (needed)
		vec_push(r->arena, &d->object.depends,
		         orm_object_key(r->arena, r->dialect, needed->object));
	orm_metadata_add_definition(r->m, d);
	e = pg_register(r->registry, &d->object, NULL, number(s, CLASS), number(s, OID));
	pg_register_alias(r->registry, e, PG_TYPE, number(s, ROW_TYPE));
	pg_register_alias(r->registry, e, PG_TYPE, number(s, ARRAY_TYPE));
	pg_register_alias(r->registry, e, PG_TYPE, number(s, EXTRA_TYPE));
	pg_register_alias(r->registry, e, PG_TYPE, number(s, EXTRA_ARRAY_TYPE));
	pg_register_alias(r->registry, e, PG_REWRITE, number(s, RULE));
	pg_register_alias(r->registry, e, PG_CLASS, number(s, RELATION));
	vec_push(r->arena, &r->entries, e);
}

bool pg_read_definitions(struct pg_reader *r, struct orm_result *rows, struct error *err)
{
	struct shape s = shape_of(r, rows);
	enum orm_step step;

	while ((step = orm_next(rows, err)) == ORM_ROW)
		add_definition(&s);
	return step == ORM_DONE;
}

/* Whoever depends on a member depends on its extension; a publication on what its parts need. */
bool pg_read_members(struct pg_reader *r, struct orm_result *rows, struct error *err)
{
	enum orm_step step;

	while ((step = orm_next(rows, err)) == ORM_ROW) {
		struct pg_entry *e =
		    pg_registered(r->registry, pg_number(rows, 2), pg_number(rows, 3));

		if (e)
			pg_register_alias(r->registry, e, pg_number(rows, 0), pg_number(rows, 1));
	}
	return step == ORM_DONE;
}

bool pg_read_rights(struct pg_reader *r, struct orm_result *rows, struct error *err)
{
	enum orm_step step;

	while ((step = orm_next(rows, err)) == ORM_ROW) {
		struct pg_entry *e =
		    pg_registered(r->registry, pg_number(rows, 0), pg_number(rows, 1));

		if (!pg_number(rows, 0))
			r->m->definer = pg_text(r, rows, 3);
		if (!e || !ORM_IS_DEFINITION(e->object->kind))
			continue;
		if (!orm_get_text(rows, 3))
			((struct orm_definition *)e->object)->by_default = true;
		else if (pg_true(rows, 2))
			((struct orm_definition *)e->object)->ownership = pg_text(r, rows, 3);
		else
			vec_push(r->arena, &((struct orm_definition *)e->object)->grants,
			         pg_text(r, rows, 3));
	}
	return step == ORM_DONE;
}

bool pg_read_leftovers(struct pg_reader *r, struct orm_result *rows, struct error *err)
{
	enum orm_step step;

	while ((step = orm_next(rows, err)) == ORM_ROW)
		orm_metadata_leave_out(r->m, pg_text(r, rows, 0), pg_text(r, rows, 1),
		                       pg_text(r, rows, 2));
	return step == ORM_DONE;
}
