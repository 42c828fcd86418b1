/* reflect/write/json_attrs.c - attributes of objects out of JSON */
#include <string.h>

#include "base/text.h"
#include "reflect/write/json_fields.h"
#include "reflect/write/json_members.h"

enum { ITEM_DEPTH = 8 };

static const struct json_field type_fields[] = {
	JSON_FIELD("name", FIELD_TEXT, orm_type, name),
	JSON_FIELD("length", FIELD_INT, orm_type, length),
	JSON_FIELD("precision", FIELD_INT, orm_type, precision),
	JSON_FIELD("scale", FIELD_INT, orm_type, scale),
	JSON_FIELD("timezone", FIELD_BOOL, orm_type, timezone),
	JSON_FIELD("create_constraint", FIELD_BOOL, orm_type, create_constraint),
	JSON_FIELD("not_native", FIELD_BOOL, orm_type, not_native),
	JSON_FIELD("dimensions", FIELD_INT, orm_type, dimensions),
};

static const struct json_field element_fields[] = {
	JSON_FIELD("column", FIELD_TEXT, orm_element, column),
	JSON_FIELD("expr", FIELD_TEXT, orm_element, expr),
	JSON_FIELD("descending", FIELD_BOOL, orm_element, descending),
	JSON_FIELD("collation", FIELD_TEXT, orm_element, collation),
	JSON_FIELD("opclass", FIELD_TEXT, orm_element, opclass),
	JSON_FIELD("nulls", FIELD_TEXT, orm_element, nulls),
	JSON_FIELD("length", FIELD_INT, orm_element, length),
};

static const struct json_field identity_fields[] = {
	JSON_FIELD("always", FIELD_BOOL, orm_identity, always),
	JSON_FIELD("cycle", FIELD_BOOL, orm_identity, cycle),
	JSON_FIELD("start", FIELD_TEXT, orm_identity, start),
	JSON_FIELD("increment", FIELD_TEXT, orm_identity, increment),
	JSON_FIELD("minvalue", FIELD_TEXT, orm_identity, minvalue),
	JSON_FIELD("maxvalue", FIELD_TEXT, orm_identity, maxvalue),
	JSON_FIELD("cache", FIELD_TEXT, orm_identity, cache),
};

static bool type_id(struct json_reading *r, const struct json_node *n, enum orm_type_id *out)
{
	const char *name = NULL;
	struct names known = { 0 };

	if (!json_get_text(r, n, &name))
		return false;
	for (int id = ORM_TYPE_EXACT + 1; id < ORM_TYPE_COUNT; id++) {
		*out = (enum orm_type_id)id;
		if (!strcmp(orm_type_infos[id].name, name))
			return true;
		vec_push(r->arena, &known, orm_type_infos[id].name);
	}
	json_wrong(r, n, "unknown type \"%s\"", name);
	name = text_nearest(name, known.items, known.len);
	return name ? fail_hint(r->err, "Did you mean \"%s\"?", name) : false;
}

static bool get_type(struct json_reading *r, const struct json_node *n, struct orm_type **out,
                     int depth);

static bool get_renames(struct json_reading *r, const struct json_node *n, struct names *out)
{
	if (!json_check_object(r, n))
		return false;
	for (n = n->first; n; n = n->next) {
		const char *before = NULL;

		if (!json_check_once(r, n) || !json_get_text(r, n, &before))
			return false;
		vec_push(r->arena, out, n->key);
		vec_push(r->arena, out, before);
	}
	return true;
}

static bool type_member(struct json_reading *r, const struct json_node *n, struct orm_type *t,
                        int depth)
{
	const struct json_field *f = json_find_field(type_fields, COUNT(type_fields), n->key);
	struct names known = { 0 };
	struct orm_type *item = NULL;

	if (f)
		return json_get_field(r, n, f, t);
	if (!strcmp(n->key, "type"))
		return type_id(r, n, &t->id);
	if (!strcmp(n->key, "values"))
		return json_get_names(r, n, &t->values);
	if (!strcmp(n->key, "values_renamed_from"))
		return get_renames(r, n, &t->renamed_values);
	if (!strcmp(n->key, "item")) {
		bool done = get_type(r, n, &item, depth + 1);

		t->item = item;
		return done;
	}
	for (size_t i = 0; i < COUNT(type_fields); i++)
		vec_push(r->arena, &known, type_fields[i].name);
	vec_push(r->arena, &known, "values");
	vec_push(r->arena, &known, "values_renamed_from");
	vec_push(r->arena, &known, "item");
	return json_unknown(r, n, &known);
}

static bool get_type(struct json_reading *r, const struct json_node *n, struct orm_type **out,
                     int depth)
{
	struct orm_type *t = orm_type_new(r->arena, ORM_TYPE_EXACT);

	*out = t;
	if (n->kind == JSON_TEXT) {
		t->name = n->text;
		return true;
	}
	if (depth > ITEM_DEPTH)
		return json_wrong(r, n, "arrays of arrays go too deep");
	if (!json_check_object(r, n))
		return false;
	for (const struct json_node *m = n->first; m; m = m->next)
		if (!json_check_once(r, m) || !type_member(r, m, t, depth))
			return false;
	if (t->id == ORM_TYPE_EXACT && !t->name)
		return json_wrong(r, n, "\"type\" is missing");
	if (orm_type_infos[t->id].item && !t->item)
		return json_wrong(r, n, "\"item\" is missing");
	return true;
}

static bool get_default(struct json_reading *r, const struct json_node *n, struct orm_default *out)
{
	const struct json_node *value = n->first;
	struct names known = { 0 };

	if (!json_check_object(r, n))
		return false;
	if (!value || value->next)
		return json_wrong(r, n, "one member is expected");
	for (int kind = ORM_DEFAULT_SQL; kind <= ORM_DEFAULT_FUNC; kind++) {
		vec_push(r->arena, &known, json_default_names[kind]);
		if (strcmp(json_default_names[kind], value->key) != 0)
			continue;
		out->kind = (enum orm_default_kind)kind;
		if (kind == ORM_DEFAULT_NULL && value->kind == JSON_NULL)
			return true;
		return json_get_text(r, value, &out->text);
	}
	return json_unknown(r, value, &known);
}

static bool get_elements(struct json_reading *r, const struct json_node *n,
                         struct orm_elements *out)
{
	if (!json_check_array(r, n))
		return false;
	for (n = n->first; n; n = n->next) {
		struct orm_element e = { 0 };

		if (n->kind == JSON_TEXT)
			e.column = n->text;
		else if (!json_get_fields(r, n, element_fields, COUNT(element_fields), &e))
			return false;
		if (!e.column == !e.expr)
			return json_wrong(r, n, "either \"column\" or \"expr\" is expected");
		vec_push(r->arena, out, e);
	}
	return true;
}

static bool get_flag(struct json_reading *r, const struct json_node *n, enum orm_flag *out)
{
	bool value = false;

	if (!json_get_bool(r, n, &value))
		return false;
	*out = value ? ORM_YES : ORM_NO;
	return true;
}

static bool get_identity(struct json_reading *r, const struct json_node *n,
                         struct orm_identity **out)
{
	*out = ARENA_NEW(r->arena, struct orm_identity);
	return json_get_fields(r, n, identity_fields, COUNT(identity_fields), *out);
}

bool json_get_attr(struct json_reading *r, const struct json_node *n, struct orm_object *o,
                   const struct orm_attr *attr)
{
	void *p = orm_attr_at(o, attr);

	switch (attr->kind) {
	case ORM_ATTR_BOOL:
		return json_get_bool(r, n, p);
	case ORM_ATTR_FLAG:
		return get_flag(r, n, p);
	case ORM_ATTR_NAMES:
		return json_get_names(r, n, p);
	case ORM_ATTR_RENAMES:
		return get_renames(r, n, p);
	case ORM_ATTR_TYPE:
		return get_type(r, n, p, 0);
	case ORM_ATTR_DEFAULT:
		return get_default(r, n, p);
	case ORM_ATTR_ELEMENTS:
		return get_elements(r, n, p);
	case ORM_ATTR_IDENTITY:
		return get_identity(r, n, p);
	default:
		return json_get_text(r, n, p);
	}
}
