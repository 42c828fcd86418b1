/* migrate/render_json.c - a comparison for programs */
#include "migrate/backfill.h"
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

static void write_names(struct json *j, const char *key, const struct names *list)
{
	json_key(j, key);
	json_open_array(j);
	for (size_t i = 0; i < list->len; i++)
		json_put_string(j, list->items[i]);
	json_close(j);
}

static void write_in_the_way(struct json *j, const struct migrate_obstacles *found)
{
	struct arena a = { 0 };

	json_key(j, "in_the_way");
	json_open_array(j);
	for (size_t i = 0; i < found->len; i++) {
		const struct migrate_obstacle *o = &found->items[i];

		if (!o->rows)
			continue;
		json_open_object(j);
		member(j, "schema", o->change->schema);
		member(j, "table", o->change->table);
		json_key(j, "rows");
		json_put_int(j, o->rows);
		member(j, "text", o->text);
		member(j, "hint", o->hint);
		if (o->needs_value)
			member(j, "backfill", migrate_backfill_name(&a, o->change));
		json_close(j);
	}
	json_close(j);
	arena_release(&a);
}

void render_json_members(struct json *j, const struct render_plan *p)
{
	const struct compare_result *r = p->result;

	json_key(j, "version");
	json_put_int(j, 1);
	json_key(j, "operations");
	json_open_array(j);
	for (size_t i = 0; i < r->ops.len; i++)
		write_op(j, p->dialect, &r->ops.items[i]);
	json_close(j);
	if (p->statements) {
		json_key(j, "statements");
		render_statements_json(j, p);
	}
	json_key(j, "hints");
	json_open_array(j);
	for (size_t i = 0; i < r->hints.len; i++)
		write_hint(j, &r->hints.items[i]);
	json_close(j);
	write_names(j, "unmanaged", &r->unmanaged);
	write_names(j, "broken", &r->broken);
	if (p->left_out)
		write_left_out_list(j, p->left_out);
	if (p->in_the_way)
		write_in_the_way(j, p->in_the_way);
	if (p->stored)
		write_names(j, "stored", p->stored);
	member(j, "proof", p->proof);
}

void render_plan_json(struct json *j, const struct render_plan *p)
{
	json_open_object(j);
	render_json_members(j, p);
	json_close(j);
}

void render_json(struct json *j, const struct orm_dialect *d, const struct compare_result *r)
{
	render_plan_json(j, &(struct render_plan){ .dialect = d, .result = r });
}
