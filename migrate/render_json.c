/* migrate/render_json.c - a comparison for programs */
#include "migrate/describe.h"
#include "migrate/render.h"
#include "orm/dialect.h"
#include "reflect/write/write.h"

static void member(struct json *j, const char *key, const char *text)
{
	if (!text)
		return;
	json_key(j, key);
	json_put_string(j, text);
}

static void write_attributes(struct json *j, const struct orm_change *c)
{
	const struct orm_kind_info *k = &orm_kinds[c->kind];

	json_key(j, "attributes");
	json_open_array(j);
	for (size_t i = 0; i < k->attr_count; i++)
		if (c->mask & ORM_ATTR_BIT(i))
			json_put_string(j, k->attrs[i].name);
	if (c->mask & ORM_ATTR_COMMENT)
		json_put_string(j, "comment");
	if (c->mask & ORM_ATTR_OPTIONS)
		json_put_string(j, "options");
	json_close(j);
}

static void write_object(struct json *j, const char *key, const struct orm_object *o)
{
	if (!o)
		return;
	json_key(j, key);
	write_json_object(j, o);
}

static void write_change(struct json *j, const struct orm_dialect *d, const struct orm_change *c)
{
	const struct orm_object *o = describe_object(c);
	struct buf text = { 0 };

	describe_change(&text, d, c);
	json_open_object(j);
	member(j, "operation", migrate_change_name(c->verb, c->kind));
	member(j, "kind", orm_kinds[c->kind].name);
	member(j, "schema", c->schema ? c->schema : o->schema);
	member(j, "table", describe_owner(c));
	member(j, "name", o->name);
	member(j, "text", buf_str(&text));
	member(j, "backfill", c->backfill);
	if (c->verb == ORM_ALTER)
		write_attributes(j, c);
	write_object(j, "from", c->from);
	write_object(j, "to", c->to);
	json_close(j);
	buf_release(&text);
}

static void write_op(struct json *j, const struct orm_dialect *d, const struct migrate_op *op)
{
	struct arena a = { 0 };

	json_open_object(j);
	member(j, "text", migrate_op_text(&a, d, op));
	member(j, "loses", op->loses);
	member(j, "note", op->note);
	member(j, "sql", op->sql);
	if (op->kind == MIGRATE_CHANGE) {
		json_key(j, "changes");
		json_open_array(j);
		for (size_t i = 0; i < op->changes.len; i++)
			write_change(j, d, &op->changes.items[i]);
		json_close(j);
	}
	json_close(j);
	arena_release(&a);
}

static void write_hint(struct json *j, const struct compare_hint *hint)
{
	struct arena a = { 0 };

	json_open_object(j);
	member(j, "from", hint->from ? orm_object_label(&a, hint->from) : NULL);
	member(j, "to", hint->to ? orm_object_label(&a, hint->to) : NULL);
	member(j, "text", hint->text);
	json_close(j);
	arena_release(&a);
}

void render_json(struct json *j, const struct orm_dialect *d, const struct compare_result *r)
{
	json_open_object(j);
	json_key(j, "operations");
	json_open_array(j);
	for (size_t i = 0; i < r->ops.len; i++)
		write_op(j, d, &r->ops.items[i]);
	json_close(j);
	json_key(j, "hints");
	json_open_array(j);
	for (size_t i = 0; i < r->hints.len; i++)
		write_hint(j, &r->hints.items[i]);
	json_close(j);
	json_key(j, "unmanaged");
	json_open_array(j);
	for (size_t i = 0; i < r->unmanaged.len; i++)
		json_put_string(j, r->unmanaged.items[i]);
	json_close(j);
	json_key(j, "broken");
	json_open_array(j);
	for (size_t i = 0; i < r->broken.len; i++)
		json_put_string(j, r->broken.items[i]);
	json_close(j);
	json_close(j);
}
