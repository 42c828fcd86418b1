/*
 * migrate/scratch_make.c - a model, made in a scratch database and read back
 *
 * A model's order is a guess from the names in its texts.  What fails is tried
 * again once others are there, for as long as that helps.
 */
#include <string.h>

#include "base/text.h"
#include "migrate/scratch.h"
#include "orm/ddl/ddl.h"
#include "orm/ddl/order.h"
#include "orm/dialect.h"
#include "orm/engine/scratch.h"
#include "reflect/reflect.h"

#define STEP "limbeck_step"

struct maker {
	struct arena *arena;
	struct orm_conn *conn;
	const struct orm_metadata *metadata;
	struct orm_changes left;
};

static bool lookup(void *data, const char *schema, const char *name, struct orm_metadata **out,
                   struct error *err)
{
	struct maker *m = data;

	return reflect_table(m->arena, m->conn, schema, name, out, err);
}

static bool lookup_columns(void *data, const char *schema, const char *name,
                           struct orm_metadata **out, struct error *err)
{
	struct maker *m = data;

	return reflect_columns(m->arena, m->conn, schema, name, out, err);
}

static bool run(struct maker *m, const struct orm_change *c, struct error *err)
{
	struct ddl d = { .arena = m->arena,
		         .scratch = true,
		         .dialect = orm_conn_dialect(m->conn),
		         .version = orm_conn_version(m->conn),
		         .lookup = lookup,
		         .lookup_columns = lookup_columns,
		         .lookup_data = m };

	if (!ddl_compile(&d, c, 1, err))
		return false;
	for (size_t i = 0; i < d.out.len; i++)
		if (!(d.out.items[i].flags & DDL_CHECK) &&
		    !orm_exec(m->conn, d.out.items[i].sql, err)) {
			return fail_statement(err, d.out.items[i].sql, -1);
		}
	return true;
}

static bool fail_change(struct maker *m, const struct orm_change *c, struct error *err)
{
	const struct orm_object *o = c->to;

	if (!o->file && o->table && o->table->object.file)
		o = &o->table->object;
	if (o->file)
		(void)fail_at(err, o->file, o->line);
	if (orm_scratch_is_inside(m->conn) && !err->hint[0])
		(void)fail_hint(err,
		                "The role may not create databases, so this was tried inside of "
		                "its own, where other schemas aren't seen; --scratch URL names a "
		                "server, or another role, for it.");
	return fail_object(err, "%s", orm_object_label(m->arena, c->to));
}

/* One change, all of it or nothing; where nothing rolls back it has one statement. */
static bool try(struct maker *m, const struct orm_change *c, struct error *err)
{
	if (!orm_conn_dialect(m->conn)->transactional_ddl)
		return run(m, c, err);
	if (!orm_savepoint(m->conn, STEP, err))
		return false;
	if (run(m, c, err))
		return orm_release(m->conn, STEP, err);
	orm_rollback_to(m->conn, STEP);
	return false;
}

/* Nothing can be made after it. */
static bool is_the_end(const struct error *err)
{
	return err->code == ERR_INTERRUPTED || err->code == ERR_CONNECT;
}

/* Runs what can be run; false when that was nothing. */
static bool make_some(struct maker *m, struct error *first)
{
	struct orm_changes later = { 0 };
	bool some = false;

	for (size_t i = 0; i < m->left.len; i++) {
		struct error err = { .position = -1 };

		if (try(m, &m->left.items[i], &err)) {
			some = true;
			continue;
		}
		if (!later.len || is_the_end(&err)) {
			*first = err;
			(void)fail_change(m, &m->left.items[i], first);
		}
		vec_push(m->arena, &later, m->left.items[i]);
		if (is_the_end(&err))
			return false;
	}
	m->left = later;
	return some;
}

/* All of it, or with `partly` what can be made of it. */
static bool make(struct orm_conn *scratch, const struct orm_metadata *metadata, bool partly,
                 struct error *err)
{
	struct arena a = { 0 };
	struct maker m = { .arena = &a, .conn = scratch, .metadata = metadata };
	struct error late = { 0 };
	struct orm_order order;
	bool ok;

	orm_creation(&a, metadata, &order);
	for (size_t i = 0; i < order.len; i++)
		vec_push(&a, &m.left, order.items[i].change);
	ok = orm_migrating(scratch, true, err);
	if (ok) {
		ok = orm_begin(scratch, err);
		while (ok && m.left.len)
			ok = make_some(&m, err);
		ok = (ok || (partly && !is_the_end(err))) && orm_commit(scratch, err);
		if (!ok)
			orm_rollback(scratch);
		ok = orm_migrating(scratch, false, ok ? err : &late) && ok;
	}
	arena_release(&a);
	return ok;
}

bool migrate_scratch_make(struct orm_conn *scratch, const struct orm_metadata *metadata,
                          struct error *err)
{
	return make(scratch, metadata, false, err);
}

bool migrate_scratch_furnish(struct orm_conn *scratch, const struct orm_metadata *m,
                             struct error *err)
{
	if (!make(scratch, m, true, err))
		return false;
	error_clear(err);
	return true;
}

static struct map *by_key(struct arena *a, const struct orm_metadata *m)
{
	struct map *map = map_new(a);

	for (size_t i = 0; i < m->tables.len; i++) {
		struct orm_table *t = m->tables.items[i];

		map_put(map, orm_object_key(a, m->dialect, &t->object), t);
		for (size_t k = 0; k < t->columns.len; k++)
			map_put(map, orm_object_key(a, m->dialect, &t->columns.items[k]->object),
			        t->columns.items[k]);
		for (size_t k = 0; k < t->constraints.len; k++)
			map_put(map,
			        orm_object_key(a, m->dialect, &t->constraints.items[k]->object),
			        t->constraints.items[k]);
		for (size_t k = 0; k < t->indexes.len; k++)
			map_put(map, orm_object_key(a, m->dialect, &t->indexes.items[k]->object),
			        t->indexes.items[k]);
	}
	for (size_t i = 0; i < m->definitions.len; i++)
		map_put(map, orm_object_key(a, m->dialect, &m->definitions.items[i]->object),
		        m->definitions.items[i]);
	return map;
}

static bool is_said(const struct orm_dialect *d, const struct orm_object *model, const char *name)
{
	return d->says ? d->says(model, name) : orm_option_get(&model->options, NULL, name) != NULL;
}

/* In a scratch database all belongs to who made it, whatever the model says. */
static void keep_said(struct arena *a, const struct orm_object *model, struct orm_object *o,
                      const char *name)
{
	const char *said = orm_option_get(&model->options, NULL, name);

	for (size_t i = 0; said && i < o->options.len; i++)
		if (text_same(o->options.items[i].name, name) && !*o->options.items[i].value)
			orm_option_set(a, &o->options, NULL, name, said);
}

/* What was done in the scratch database, or not, isn't what the model says of it. */
static void keep_state(struct arena *a, const struct orm_object *model, struct orm_object *o,
                       const char *name)
{
	orm_option_set(a, &o->options, NULL, name, orm_option_get(&model->options, NULL, name));
}

/* What the model doesn't say isn't what the scratch database chose for itself. */
static void leave_open(struct arena *a, const struct orm_dialect *d, const struct orm_object *model,
                       struct orm_object *o)
{
	for (const struct orm_option_info *info = d->options; info && info->name; info++) {
		if (info->kind != o->kind)
			continue;
		if (info->value == ORM_ATTR_STATE && orm_option_is_flag(info)) {
			keep_state(a, model, o, info->name);
			continue;
		}
		if (is_said(d, model, info->name)) {
			keep_said(a, model, o, info->name);
			continue;
		}
		if (orm_option_is_open(d, o->kind, info->name))
			orm_option_set(a, &o->options, NULL, info->name, "");
		else if (info->value == ORM_ATTR_STATE)
			orm_option_set(a, &o->options, NULL, info->name, NULL);
	}
}

/* It was the scratch table's own, which is left open. */
static void keep_collation(const struct orm_column *model, struct orm_column *c)
{
	if (!c->collation)
		c->collation = model->collation;
}

static void keep_renames(const struct orm_column *model, struct orm_column *c)
{
	if (model->type && c->type)
		c->type->renamed_values = model->type->renamed_values;
}

/* What only the model knows of an object. */
static void carry(struct arena *a, const struct orm_dialect *d, const struct map *from,
                  struct orm_object *to)
{
	const struct orm_object *o = map_get(from, orm_object_key(a, d, to));

	if (!o)
		return;
	to->file = o->file;
	to->line = o->line;
	to->renamed_from = o->renamed_from;
	if (to->kind == ORM_ENUM)
		((struct orm_definition *)to)->renamed_values =
		    ((const struct orm_definition *)o)->renamed_values;
	if (to->kind == ORM_COLUMN)
		keep_renames((const struct orm_column *)o, (struct orm_column *)to);
	if (d->whole_column && to->kind == ORM_COLUMN)
		keep_collation((const struct orm_column *)o, (struct orm_column *)to);
	leave_open(a, d, o, to);
}

static void carry_all(struct arena *a, const struct orm_metadata *from, struct orm_metadata *to)
{
	const struct orm_dialect *d = to->dialect;
	struct map *map = by_key(a, from);

	for (size_t i = 0; i < to->tables.len; i++) {
		struct orm_table *t = to->tables.items[i];

		carry(a, d, map, &t->object);
		for (size_t k = 0; k < t->columns.len; k++)
			carry(a, d, map, &t->columns.items[k]->object);
		for (size_t k = 0; k < t->constraints.len; k++)
			carry(a, d, map, &t->constraints.items[k]->object);
		for (size_t k = 0; k < t->indexes.len; k++)
			carry(a, d, map, &t->indexes.items[k]->object);
	}
	for (size_t i = 0; i < to->definitions.len; i++)
		carry(a, d, map, &to->definitions.items[i]->object);
}

bool migrate_scratch_spell(struct arena *a, struct orm_conn *scratch, const struct orm_metadata *m,
                           struct orm_metadata **out, struct error *err)
{
	static const struct reflect_options all = { .scratch = true };

	if (!migrate_scratch_make(scratch, m, err) || !reflect_database(a, scratch, &all, out, err))
		return false;
	for (size_t i = 0; i < m->definitions.len; i++)
		if (!migrate_scratch_holds(scratch, m->definitions.items[i]))
			orm_metadata_add_definition(
			    *out, orm_definition_copy(a, m->definitions.items[i]));
	carry_all(a, m, *out);
	(*out)->naming = m->naming;
	return true;
}
