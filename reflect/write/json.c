/* reflect/write/json.c - a whole schema as a JSON snapshot */
#include "base/text.h"
#include "orm/dialect.h"
#include "orm/schema/attribute.h"
#include "reflect/write/json_members.h"
#include "reflect/write/write.h"

const char *const json_default_names[] = {
	[ORM_DEFAULT_NONE] = "none",     [ORM_DEFAULT_SQL] = "sql",
	[ORM_DEFAULT_STRING] = "string", [ORM_DEFAULT_NUMBER] = "number",
	[ORM_DEFAULT_BOOL] = "bool",     [ORM_DEFAULT_NULL] = "null",
	[ORM_DEFAULT_FUNC] = "func",
};

/* A member, unless there is nothing to say. */
static void text_member(struct json *j, const char *key, const char *text)
{
	if (!text)
		return;
	json_key(j, key);
	json_put_string(j, text);
}

static void flag_member(struct json *j, const char *key, bool value)
{
	if (!value)
		return;
	json_key(j, key);
	json_put_bool(j, true);
}

static void number_member(struct json *j, const char *key, int value, int none)
{
	if (value == none)
		return;
	json_key(j, key);
	json_put_int(j, value);
}

static void write_names(struct json *j, const struct names *names)
{
	json_open_array(j);
	for (size_t i = 0; i < names->len; i++)
		json_put_string(j, names->items[i]);
	json_close(j);
}

/* {"paid": "payed"} */
static void write_renames(struct json *j, const struct names *renames)
{
	json_open_object(j);
	for (size_t i = 0; i + 1 < renames->len; i += 2) {
		json_key(j, renames->items[i]);
		json_put_string(j, renames->items[i + 1]);
	}
	json_close(j);
}

/* "VARCHAR(7)" for an exact type, {"type": "String", ...} for a generic one. */
static void write_type(struct json *j, const struct orm_type *t)
{
	if (t->id == ORM_TYPE_EXACT && !t->renamed_values.len) {
		json_put_string(j, t->name ? t->name : "");
		return;
	}
	json_open_object(j);
	if (t->id != ORM_TYPE_EXACT)
		text_member(j, "type", orm_type_infos[t->id].name);
	text_member(j, "name", t->name);
	number_member(j, "length", t->length, 0);
	number_member(j, "precision", t->precision, -1);
	number_member(j, "scale", t->scale, -1);
	flag_member(j, "timezone", t->timezone);
	flag_member(j, "create_constraint", t->create_constraint);
	flag_member(j, "not_native", t->not_native);
	number_member(j, "dimensions", t->dimensions, 0);
	if (t->values.len) {
		json_key(j, "values");
		write_names(j, &t->values);
	}
	if (t->renamed_values.len) {
		json_key(j, "values_renamed_from");
		write_renames(j, &t->renamed_values);
	}
	if (t->item) {
		json_key(j, "item");
		write_type(j, t->item);
	}
	json_close(j);
}

static void write_default(struct json *j, const struct orm_default *v)
{
	json_open_object(j);
	json_key(j, json_default_names[v->kind]);
	json_put_string(j, v->text);
	json_close(j);
}

static void write_element(struct json *j, const struct orm_element *e)
{
	if (e->column && !e->descending && !e->collation && !e->opclass && !e->nulls &&
	    !e->length) {
		json_put_string(j, e->column);
		return;
	}
	json_open_object(j);
	text_member(j, "column", e->column);
	text_member(j, "expr", e->expr);
	flag_member(j, "descending", e->descending);
	text_member(j, "collation", e->collation);
	text_member(j, "opclass", e->opclass);
	text_member(j, "nulls", e->nulls);
	number_member(j, "length", e->length, 0);
	json_close(j);
}

static void write_elements(struct json *j, const struct orm_elements *elements)
{
	json_open_array(j);
	for (size_t i = 0; i < elements->len; i++)
		write_element(j, &elements->items[i]);
	json_close(j);
}

static void write_identity(struct json *j, const struct orm_identity *i)
{
	json_open_object(j);
	flag_member(j, "always", i->always);
	flag_member(j, "cycle", i->cycle);
	text_member(j, "start", i->start);
	text_member(j, "increment", i->increment);
	text_member(j, "minvalue", i->minvalue);
	text_member(j, "maxvalue", i->maxvalue);
	text_member(j, "cache", i->cache);
	json_close(j);
}

static void write_attr(struct json *j, const struct orm_object *o, const struct orm_attr *attr)
{
	const void *p = orm_attr_at(o, attr);

	switch (attr->kind) {
	case ORM_ATTR_BOOL:
		json_put_bool(j, *(const bool *)p);
		break;
	case ORM_ATTR_FLAG:
		json_put_bool(j, *(const enum orm_flag *)p == ORM_YES);
		break;
	case ORM_ATTR_NAMES:
		write_names(j, p);
		break;
	case ORM_ATTR_RENAMES:
		write_renames(j, p);
		break;
	case ORM_ATTR_TYPE:
		write_type(j, *(struct orm_type *const *)p);
		break;
	case ORM_ATTR_DEFAULT:
		write_default(j, p);
		break;
	case ORM_ATTR_ELEMENTS:
		write_elements(j, p);
		break;
	case ORM_ATTR_IDENTITY:
		write_identity(j, *(struct orm_identity *const *)p);
		break;
	default:
		json_put_string(j, *(const char *const *)p);
		break;
	}
}

/* {"strict": "true", "postgresql.where": "..."} */
static void write_options(struct json *j, const struct orm_options *options)
{
	struct arena a = { 0 };

	json_open_object(j);
	for (size_t i = 0; i < options->len; i++) {
		const struct orm_option *o = &options->items[i];

		json_key(j, o->dialect ? arena_printf(&a, "%s.%s", o->dialect, o->name) : o->name);
		json_put_string(j, o->value);
	}
	json_close(j);
	arena_release(&a);
}

static void write_header(struct json *j, const struct orm_object *o)
{
	text_member(j, "name", o->name);
	/* what a table holds is in its schema */
	if (ORM_STANDS_ALONE(o->kind))
		text_member(j, "schema", o->schema);
	text_member(j, "comment", o->comment);
	text_member(j, "renamed_from", o->renamed_from);
	if (o->options.len) {
		json_key(j, "options");
		write_options(j, &o->options);
	}
}

static void write_constraints(struct json *j, const struct orm_constraints *list)
{
	if (!list->len)
		return;
	json_key(j, "constraints");
	json_open_array(j);
	for (size_t i = 0; i < list->len; i++)
		write_json_object(j, &list->items[i]->object);
	json_close(j);
}

static void write_indexes(struct json *j, const struct orm_indexes *list)
{
	if (!list->len)
		return;
	json_key(j, "indexes");
	json_open_array(j);
	for (size_t i = 0; i < list->len; i++)
		write_json_object(j, &list->items[i]->object);
	json_close(j);
}

static void write_members(struct json *j, const struct orm_table *t)
{
	text_member(j, "opaque", t->opaque);
	json_key(j, "columns");
	json_open_array(j);
	for (size_t i = 0; i < t->columns.len; i++)
		write_json_object(j, &t->columns.items[i]->object);
	json_close(j);
	write_constraints(j, &t->constraints);
	write_indexes(j, &t->indexes);
}

void write_json_object(struct json *j, const struct orm_object *o)
{
	const struct orm_kind_info *k = &orm_kinds[o->kind];

	json_open_object(j);
	if (json_says_kind(o->kind))
		text_member(j, "kind", k->name);
	write_header(j, o);
	for (size_t i = 0; i < k->attr_count; i++) {
		if (orm_attr_empty(o, &k->attrs[i]))
			continue;
		json_key(j, k->attrs[i].name);
		write_attr(j, o, &k->attrs[i]);
	}
	if (o->kind == ORM_TABLE)
		write_members(j, (const struct orm_table *)o);
	if (o->kind == ORM_COLUMN)
		write_constraints(j, &((const struct orm_column *)o)->attached);
	if (o->kind == ORM_DOMAIN)
		write_constraints(j, &((const struct orm_definition *)o)->checks);
	if (o->kind == ORM_MATERIALIZED_VIEW)
		write_indexes(j, &((const struct orm_definition *)o)->indexes);
	text_member(j, "text", o->text);
	text_member(j, "lead", o->lead);
	text_member(j, "trail", o->trail);
	json_close(j);
}

static void write_naming(struct json *j, const struct orm_naming *n)
{
	if (!n->ix && !n->uq && !n->ck && !n->fk && !n->pk)
		return;
	json_key(j, "naming");
	json_open_object(j);
	text_member(j, "ix", n->ix);
	text_member(j, "uq", n->uq);
	text_member(j, "ck", n->ck);
	text_member(j, "fk", n->fk);
	text_member(j, "pk", n->pk);
	json_close(j);
}

void write_left_out_list(struct json *j, const struct orm_left_outs *list)
{
	json_key(j, "left_out");
	json_open_array(j);
	for (size_t i = 0; i < list->len; i++) {
		json_open_object(j);
		text_member(j, "kind", list->items[i].kind);
		text_member(j, "name", list->items[i].name);
		text_member(j, "why", list->items[i].why);
		json_close(j);
	}
	json_close(j);
}

void write_json_metadata(struct json *j, const struct orm_metadata *m)
{
	json_open_object(j);
	json_key(j, "limbeck");
	json_put_int(j, JSON_VERSION);
	text_member(j, "dialect", m->dialect ? m->dialect->name : NULL);
	json_key(j, "reflected");
	json_put_bool(j, m->reflected);
	write_naming(j, &m->naming);
	if (m->settings.len) {
		json_key(j, "settings");
		write_options(j, &m->settings);
	}
	json_key(j, "tables");
	json_open_array(j);
	for (size_t i = 0; i < m->tables.len; i++)
		write_json_object(j, &m->tables.items[i]->object);
	json_close(j);
	json_key(j, "definitions");
	json_open_array(j);
	for (size_t i = 0; i < m->definitions.len; i++)
		write_json_object(j, &m->definitions.items[i]->object);
	json_close(j);
	if (m->left_out.len)
		write_left_out_list(j, &m->left_out);
	json_close(j);
}

void write_json(struct buf *out, const struct orm_metadata *m)
{
	struct json j = { .out = out, .pretty = true };

	write_json_metadata(&j, m);
	buf_addc(out, '\n');
}
