/* reflect/write/json_read.c - a whole schema out of a JSON snapshot */
#include <string.h>

#include "base/text.h"
#include "orm/dialect.h"
#include "reflect/write/json_fields.h"
#include "reflect/write/json_members.h"
#include "reflect/write/write.h"

static const struct json_field header_fields[] = {
	JSON_FIELD("name", FIELD_TEXT, orm_object, name),
	JSON_FIELD("schema", FIELD_TEXT, orm_object, schema),
	JSON_FIELD("comment", FIELD_TEXT, orm_object, comment),
	JSON_FIELD("renamed_from", FIELD_TEXT, orm_object, renamed_from),
	JSON_FIELD("text", FIELD_TEXT, orm_object, text),
	JSON_FIELD("lead", FIELD_TEXT, orm_object, lead),
	JSON_FIELD("trail", FIELD_TEXT, orm_object, trail),
};

static const struct json_field naming_fields[] = {
	JSON_FIELD("ix", FIELD_TEXT, orm_naming, ix), JSON_FIELD("uq", FIELD_TEXT, orm_naming, uq),
	JSON_FIELD("ck", FIELD_TEXT, orm_naming, ck), JSON_FIELD("fk", FIELD_TEXT, orm_naming, fk),
	JSON_FIELD("pk", FIELD_TEXT, orm_naming, pk),
};

static const struct json_field left_out_fields[] = {
	JSON_FIELD("kind", FIELD_TEXT, orm_left_out, kind),
	JSON_FIELD("name", FIELD_TEXT, orm_left_out, name),
	JSON_FIELD("why", FIELD_TEXT, orm_left_out, why),
};

/* The objects inside a table, column, domain or materialized view. */
enum part { COLUMNS, CONSTRAINTS, INDEXES, OPAQUE, NO_PART };

static const char *const part_names[] = { "columns", "constraints", "indexes", "opaque" };

static bool has_part(enum orm_kind kind, enum part part)
{
	if (part == CONSTRAINTS && (kind == ORM_COLUMN || kind == ORM_DOMAIN))
		return true;
	return kind == ORM_TABLE || (kind == ORM_MATERIALIZED_VIEW && part == INDEXES);
}

static enum part find_part(enum orm_kind kind, const char *name)
{
	for (int i = COLUMNS; i < NO_PART; i++)
		if (has_part(kind, (enum part)i) && !strcmp(part_names[i], name))
			return (enum part)i;
	return NO_PART;
}

static bool unknown_member(struct json_reading *r, const struct json_node *n, enum orm_kind kind)
{
	struct names known = { 0 };

	for (size_t i = 0; i < COUNT(header_fields); i++)
		vec_push(r->arena, &known, header_fields[i].name);
	for (size_t i = 0; i < orm_kinds[kind].attr_count; i++)
		vec_push(r->arena, &known, orm_kinds[kind].attrs[i].name);
	for (int i = COLUMNS; i < NO_PART; i++)
		if (has_part(kind, (enum part)i))
			vec_push(r->arena, &known, part_names[i]);
	vec_push(r->arena, &known, "options");
	return json_unknown(r, n, &known);
}

static bool get_object(struct json_reading *r, const struct json_node *n, struct orm_object *o);

static bool get_constraint(struct json_reading *r, const struct json_node *n,
                           struct orm_constraint **out)
{
	const struct json_node *kind = json_find_member(n, "kind");
	struct names known = { 0 };
	const char *near;

	if (!json_check_object(r, n))
		return false;
	for (int k = ORM_PRIMARY_KEY; k <= ORM_EXCLUDE; k++) {
		vec_push(r->arena, &known, orm_kinds[k].name);
		if (!kind || !text_same(kind->text, orm_kinds[k].name))
			continue;
		*out = orm_constraint_new(r->arena, (enum orm_kind)k);
		return get_object(r, n, &(*out)->object);
	}
	if (!kind)
		return json_wrong(r, n, "\"kind\" is missing");
	json_wrong(r, kind, "unknown kind of constraint");
	near = kind->text ? text_nearest(kind->text, known.items, known.len) : NULL;
	return near ? fail_hint(r->err, "Did you mean \"%s\"?", near) : false;
}

static bool get_columns(struct json_reading *r, const struct json_node *n, struct orm_table *t)
{
	for (n = n->first; n; n = n->next) {
		struct orm_column *c = orm_column_new(r->arena, NULL);

		if (!get_object(r, n, &c->object))
			return false;
		if (orm_table_column(t, r->metadata->dialect, c->object.name))
			return json_wrong(r, n, "column \"%s\" is given twice", c->object.name);
		orm_table_add_column(r->arena, t, c);
	}
	return true;
}

static bool get_indexes(struct json_reading *r, const struct json_node *n, struct orm_object *o)
{
	for (n = n->first; n; n = n->next) {
		struct orm_index *i = orm_index_new(r->arena, NULL);

		if (!get_object(r, n, &i->object))
			return false;
		if (o->kind == ORM_TABLE)
			orm_table_add_index(r->arena, (struct orm_table *)o, i);
		else
			vec_push(r->arena, &((struct orm_definition *)o)->indexes, i);
	}
	return true;
}

static bool get_constraints(struct json_reading *r, const struct json_node *n, struct orm_object *o)
{
	for (n = n->first; n; n = n->next) {
		struct orm_constraint *c = NULL;

		if (!get_constraint(r, n, &c))
			return false;
		if (o->kind == ORM_TABLE)
			orm_table_add_constraint(r->arena, (struct orm_table *)o, c);
		else if (o->kind == ORM_DOMAIN)
			vec_push(r->arena, &((struct orm_definition *)o)->checks, c);
		else
			vec_push(r->arena, &((struct orm_column *)o)->attached, c);
	}
	return true;
}

static bool get_part(struct json_reading *r, const struct json_node *n, struct orm_object *o,
                     enum part part)
{
	struct orm_table *t = (struct orm_table *)o;

	if (part == OPAQUE)
		return json_get_text(r, n, &t->opaque);
	if (!json_check_array(r, n))
		return false;
	if (part == CONSTRAINTS)
		return get_constraints(r, n, o);
	return part == COLUMNS ? get_columns(r, n, t) : get_indexes(r, n, o);
}

static bool get_member(struct json_reading *r, const struct json_node *n, struct orm_object *o)
{
	const struct json_field *f = json_find_field(header_fields, COUNT(header_fields), n->key);
	const struct orm_attr *attr = orm_attr_find(o->kind, n->key);
	enum part part = find_part(o->kind, n->key);

	if (f)
		return json_get_field(r, n, f, o);
	if (attr)
		return json_get_attr(r, n, o, attr);
	if (part != NO_PART)
		return get_part(r, n, o, part);
	if (!strcmp(n->key, "options"))
		return json_get_options(r, n, &o->options);
	if (!strcmp(n->key, "kind") && json_says_kind(o->kind))
		return true;
	return unknown_member(r, n, o->kind);
}

/* Of other kinds options may say it all, or the name does. */
static bool needs_definition(enum orm_kind kind)
{
	return kind == ORM_VIEW || kind == ORM_MATERIALIZED_VIEW || kind == ORM_TRIGGER ||
	       kind == ORM_RULE || kind == ORM_DOMAIN || kind == ORM_RANGE;
}

/* What no object of the kind can be without. */
static const char *missing(const struct orm_object *o)
{
	const struct orm_kind_info *k = &orm_kinds[o->kind];

	if (!o->name && !ORM_IS_CONSTRAINT(o->kind) && o->kind != ORM_INDEX)
		return "name";
	if (o->kind == ORM_FOREIGN_KEY && !((const struct orm_constraint *)o)->referred_table)
		return "referred_table";
	if (ORM_IS_DEFINITION(o->kind) && !needs_definition(o->kind))
		return NULL;
	for (size_t i = 0; i < k->attr_count; i++)
		if (k->attrs[i].positional && orm_attr_empty(o, &k->attrs[i]) &&
		    (o->kind != ORM_FOREIGN_KEY || k->attrs[i].kind == ORM_ATTR_ELEMENTS))
			return k->attrs[i].name;
	return NULL;
}

static bool get_object(struct json_reading *r, const struct json_node *n, struct orm_object *o)
{
	const char *lacks;

	if (!json_check_object(r, n))
		return false;
	for (const struct json_node *m = n->first; m; m = m->next)
		if (!json_check_once(r, m) || !get_member(r, m, o))
			return false;
	if (o->kind == ORM_COLUMN && !((struct orm_column *)o)->type)
		((struct orm_column *)o)->type = orm_type_exact(r->arena, "");
	lacks = missing(o);
	return lacks ? json_wrong(r, n, "\"%s\" is missing", lacks) : true;
}

static bool get_tables(struct json_reading *r, const struct json_node *n)
{
	if (!json_check_array(r, n))
		return false;
	for (n = n->first; n; n = n->next) {
		struct orm_table *t = orm_table_new(r->arena, NULL, NULL);

		if (!get_object(r, n, &t->object))
			return false;
		if (orm_metadata_table(r->metadata, t->object.schema, t->object.name))
			return json_wrong(r, n, "table \"%s\" is given twice", t->object.name);
		orm_metadata_add_table(r->metadata, t);
	}
	return true;
}

static bool get_definitions(struct json_reading *r, const struct json_node *n)
{
	if (!json_check_array(r, n))
		return false;
	for (n = n->first; n; n = n->next) {
		const struct json_node *kind = json_find_member(n, "kind");
		enum orm_kind k = ORM_VIEW;
		struct orm_definition *d;

		while (k < ORM_KIND_COUNT && !(kind && text_same(kind->text, orm_kinds[k].name)))
			k++;
		if (k == ORM_KIND_COUNT)
			return json_wrong(r, n,
			                  "\"kind\" must be that of a definition, such as "
			                  "\"view\" or \"trigger\"");
		d = orm_definition_new(r->arena, k, NULL);
		if (!get_object(r, n, &d->object))
			return false;
		if (d->on)
			d->object.table = orm_metadata_table(r->metadata, d->object.schema, d->on);
		orm_metadata_add_definition(r->metadata, d);
	}
	return true;
}

static bool get_left_outs(struct json_reading *r, const struct json_node *n)
{
	if (!json_check_array(r, n))
		return false;
	for (n = n->first; n; n = n->next) {
		struct orm_left_out l = { "", "", "" };

		if (!json_get_fields(r, n, left_out_fields, COUNT(left_out_fields), &l))
			return false;
		vec_push(r->arena, &r->metadata->left_out, l);
	}
	return true;
}

static bool get_naming(struct json_reading *r, const struct json_node *n)
{
	return json_get_fields(r, n, naming_fields, COUNT(naming_fields), &r->metadata->naming);
}

static bool get_settings(struct json_reading *r, const struct json_node *n)
{
	return json_get_options(r, n, &r->metadata->settings);
}

static bool get_reflected(struct json_reading *r, const struct json_node *n)
{
	return json_get_bool(r, n, &r->metadata->reflected);
}

static bool get_dialect(struct json_reading *r, const struct json_node *n)
{
	const char *name = NULL;

	if (!json_get_text(r, n, &name))
		return false;
	r->metadata->dialect = orm_dialect_find(name);
	if (!r->metadata->dialect)
		return json_wrong(r, n, "unknown database \"%s\"", name);
	return true;
}

static bool get_version(struct json_reading *r, const struct json_node *n)
{
	int version = 0;

	if (!json_get_int(r, n, &version))
		return false;
	if (version != JSON_VERSION)
		return json_wrong(r, n, "version %d of the format is not known, only %d is",
		                  version, JSON_VERSION);
	return true;
}

/* In the order in which they are needed, wherever they stand. */
static const struct {
	const char *name;
	bool (*get)(struct json_reading *r, const struct json_node *n);
} members[] = {
	{ "limbeck", get_version },         { "dialect", get_dialect },
	{ "reflected", get_reflected },     { "naming", get_naming },
	{ "settings", get_settings },       { "tables", get_tables },
	{ "definitions", get_definitions }, { "left_out", get_left_outs },
};

static bool check_members(struct json_reading *r, const struct json_node *root)
{
	struct names known = { 0 };

	for (size_t i = 0; i < COUNT(members); i++)
		vec_push(r->arena, &known, members[i].name);
	for (const struct json_node *n = root->first; n; n = n->next) {
		size_t i = 0;

		while (i < known.len && strcmp(known.items[i], n->key) != 0)
			i++;
		if (i == known.len)
			return json_unknown(r, n, &known);
		if (!json_check_once(r, n))
			return false;
	}
	return true;
}

bool read_json_metadata(struct arena *a, const char *path, const struct json_node *root,
                        struct orm_metadata **out, struct error *err)
{
	struct json_reading r = { a, path, orm_metadata_new(a), err };

	*out = r.metadata;
	if (!json_find_member(root, "limbeck")) {
		fail(err, ERR_INPUT, "it is not a snapshot: there is no member \"limbeck\"");
		fail_hint(err, "Snapshots are written by limbeck reflect --format json.");
		return fail_at(err, path, 0);
	}
	if (!check_members(&r, root))
		return false;
	for (size_t i = 0; i < COUNT(members); i++) {
		const struct json_node *n = json_find_member(root, members[i].name);

		if (n && !members[i].get(&r, n))
			return false;
	}
	return true;
}

bool read_json(struct arena *a, const char *path, const char *text, size_t len,
               struct orm_metadata **out, struct error *err)
{
	struct json_node *root;

	return json_tree_parse(a, path, text, len, &root, err) &&
	       read_json_metadata(a, path, root, out, err);
}
