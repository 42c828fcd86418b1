/* orm/postgresql/types_alter.c - changes of types, and types made anew */
#include <string.h>

#include "base/text.h"
#include "orm/ddl/rename.h"
#include "orm/postgresql/alter.h"
#include "orm/postgresql/create.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/not_null.h"
#include "orm/postgresql/parts.h"
#include "orm/postgresql/postgresql.h"
#include "orm/postgresql/types.h"

static size_t place_of(const struct names *names, const char *name)
{
	size_t i = 0;

	while (i < names->len && !text_same(names->items[i], name))
		i++;
	return i;
}

/* What the value is called from now on. */
static const char *renamed(const struct orm_definition *from, const struct orm_definition *to,
                           const char *value)
{
	const struct names *renames = &to->renamed_values;

	if (place_of(&to->columns, value) < to->columns.len)
		return value;
	for (size_t i = 0; i + 1 < renames->len; i += 2)
		if (text_same(renames->items[i + 1], value) &&
		    place_of(&from->columns, renames->items[i]) == from->columns.len &&
		    place_of(&to->columns, renames->items[i]) < to->columns.len)
			return renames->items[i];
	return value;
}

bool pg_enum_grows(const struct orm_definition *from, const struct orm_definition *to)
{
	size_t next = 0;

	for (size_t i = 0; i < from->columns.len; i++) {
		size_t at = place_of(&to->columns, renamed(from, to, from->columns.items[i]));

		if (at == to->columns.len || at < next)
			return false;
		next = at + 1;
	}
	return true;
}

/* New values one by one, each after the one before it. */
static void add_values(struct ddl *d, const struct orm_definition *from,
                       const struct orm_definition *to)
{
	const char *name = pg_reference(d->arena, to);

	for (size_t i = 0; i < to->columns.len; i++) {
		const char *value = to->columns.items[i], *where = "";

		if (place_of(&from->columns, value) < from->columns.len)
			continue;
		if (i > 0)
			where = arena_printf(d->arena, " AFTER %s",
			                     pg_string(d->arena, to->columns.items[i - 1]));
		else if (from->columns.len)
			where = arena_printf(d->arena, " BEFORE %s",
			                     pg_string(d->arena, from->columns.items[0]));
		ddl_addf(d, DDL_OUTSIDE, "a new value can be used after the commit only",
		         "ALTER TYPE %s ADD VALUE %s%s", name, pg_string(d->arena, value), where);
	}
}

/* The type with its values under their new names. */
static struct orm_definition rename_values(struct ddl *d, const struct orm_definition *from,
                                           const struct orm_definition *to)
{
	struct orm_definition is = *from;
	const char *type = pg_reference(d->arena, from);

	is.columns = (struct names){ 0 };
	for (size_t i = 0; i < from->columns.len; i++) {
		const char *was = from->columns.items[i], *now = renamed(from, to, was);

		vec_push(d->arena, &is.columns, now);
		if (now != was)
			ddl_addf(d, 0, NULL, "ALTER TYPE %s RENAME VALUE %s TO %s", type,
			         pg_string(d->arena, was), pg_string(d->arena, now));
	}
	return is;
}

bool pg_alter_enum(struct ddl *d, const struct orm_change *c, struct error *err)
{
	const struct orm_definition *to = (const struct orm_definition *)c->to;
	const struct orm_definition from =
	    rename_values(d, (const struct orm_definition *)c->from, to);

	if (!pg_enum_grows(&from, to))
		return pg_replace_type(d, &from, to, err);
	add_values(d, &from, to);
	return true;
}

/* Is the column of this type, or an array of it? */
static bool is_of(struct arena *a, const struct orm_column *c, const struct orm_definition *type)
{
	const char *base = c->type ? pg_base_type(a, c->type->name) : "";
	const char *name = pg_full_name(a, type->object.schema, type->object.name);

	return !strcmp(base, name) ||
	       (!type->object.schema && !strcmp(base, arena_printf(a, "public.%s", name)));
}

/* Is the default a value that the new type has no more?  A change of its own follows then. */
static bool is_gone(struct arena *a, const struct orm_default *v, const struct orm_definition *to)
{
	struct orm_token t = { 0 };

	if (v->text && to->object.kind == ORM_ENUM)
		t = pg_next_word(v->text, strlen(v->text));
	return t.kind == ORM_TOKEN_STRING && *t.start == '\'' && t.start[1] != '{' &&
	       place_of(&to->columns, orm_unquote(a, &orm_postgresql, &t)) == to->columns.len;
}

/* The default, which the catalogs have with the names from before. */
static struct orm_default default_of(struct arena *a, const struct orm_column *c,
                                     const struct orm_definition *to)
{
	const struct names *renames = &to->renamed_values;
	struct orm_default v = c->server_default;

	for (size_t i = 0; v.text && i + 1 < renames->len; i += 2)
		if (place_of(&to->columns, renames->items[i + 1]) == to->columns.len)
			v.text = orm_rename_value_in_text(a, &orm_postgresql, to, v.text,
			                                  renames->items[i + 1], renames->items[i]);
	return v;
}

/* What turns a column's value into one of the new type; NULL: nothing does. */
static const char *conversion(struct arena *a, const struct orm_column *c,
                              const struct orm_definition *from, const struct orm_definition *to)
{
	const char *column = pg_name(a, c->object.name), *type = pg_reference(a, to);
	const char *array = text_ends(c->type->name, "]") ? "[]" : "";

	if (to->object.kind == ORM_COMPOSITE)
		return *array ? NULL : pg_composite_value(a, column, from, to);
	return arena_printf(a, "%s::text%s::%s%s", column, array, type, array);
}

/* The new type comes with a storage of its own; a column that fits in a page has no other. */
static void keep_storage(struct ddl *d, struct buf *b, const struct orm_column *c,
                         const struct orm_definition *to)
{
	const char *storage = pg_option(&c->object, "storage");
	const char *compression = pg_option(&c->object, "compression");

	if (to->object.kind != ORM_DOMAIN)
		return;
	if (storage)
		buf_addf(b, ", ALTER COLUMN %s SET STORAGE %s", pg_name(d->arena, c->object.name),
		         storage);
	if (compression)
		buf_addf(b, ", ALTER COLUMN %s SET COMPRESSION %s",
		         pg_name(d->arena, c->object.name), compression);
}

static bool convert_column(struct ddl *d, const struct orm_column *c,
                           const struct orm_definition *from, const struct orm_definition *to,
                           struct error *err)
{
	const struct orm_table *t = c->object.table;
	const char *column = pg_name(d->arena, c->object.name);
	const char *value = conversion(d->arena, c, from, to);
	struct orm_default v = default_of(d->arena, c, to);
	bool fallback = !c->computed && v.kind != ORM_DEFAULT_NONE;
	struct buf b = { 0 };

	if (!value) {
		fail(err, ERR_UNSUPPORTED, "%s is an array of composite type \"%s\"",
		     orm_object_label(d->arena, &c->object), to->object.name);
		return fail_hint(err, "PostgreSQL can't convert it: make another type, and another "
		                      "column of it.");
	}
	buf_addf(&b, "ALTER TABLE %s", pg_full_name(d->arena, t->object.schema, t->object.name));
	if (fallback)
		buf_addf(&b, " ALTER COLUMN %s DROP DEFAULT,", column);
	buf_addf(&b, " ALTER COLUMN %s TYPE %s%s", column, pg_reference(d->arena, to),
	         text_ends(c->type->name, "]") ? "[]" : "");
	if (c->collation && to->object.kind == ORM_DOMAIN) {
		buf_adds(&b, " COLLATE ");
		pg_collation_text(&b, c->collation);
	}
	buf_addf(&b, " USING %s", value);
	if (fallback && !is_gone(d->arena, &v, to)) {
		buf_addf(&b, ", ALTER COLUMN %s SET DEFAULT ", column);
		ddl_default(&b, &orm_postgresql, &v);
	}
	keep_storage(d, &b, c, to);
	ddl_add(d, DDL_REWRITE, NULL, buf_str(&b));
	buf_release(&b);
	return true;
}

/* The columns of the type as they are now, but for those that have it of a parent. */
static struct orm_columns users(struct ddl *d, const struct orm_definition *type)
{
	const char *schema, *bare;
	struct orm_metadata *m = pg_look_up(d, pg_reference(d->arena, type), &schema, &bare);
	struct orm_columns out = { 0 };

	for (size_t i = 0; m && i < m->tables.len; i++) {
		const struct orm_table *t = m->tables.items[i];

		for (size_t j = 0; j < t->columns.len; j++)
			if (!t->columns.items[j]->inherited &&
			    is_of(d->arena, t->columns.items[j], type))
				vec_push(d->arena, &out, t->columns.items[j]);
	}
	return out;
}

bool pg_is_used(struct ddl *d, const struct orm_definition *type)
{
	return users(d, type).len > 0;
}

bool pg_replace_type(struct ddl *d, const struct orm_definition *from,
                     const struct orm_definition *to, struct error *err)
{
	const char *words = pg_kind_words(to->object.kind);
	struct orm_columns columns = users(d, from);
	struct orm_definition old = *from;

	old.object.name = pg_usual_name(d->arena, from->object.name, NULL, "_limbeck_old");
	ddl_addf(d, 0, NULL, "ALTER %s %s RENAME TO %s", words, pg_reference(d->arena, from),
	         pg_name(d->arena, old.object.name));
	pg_create_definition(d, to, false, false);
	for (size_t i = 0; i < columns.len; i++)
		if (!convert_column(d, columns.items[i], from, to, err))
			return false;
	ddl_addf(d, 0, NULL, "DROP %s %s", words, pg_reference(d->arena, &old));
	return true;
}

static const struct orm_constraint *same_check(const struct orm_constraints *all,
                                               const struct orm_constraint *k)
{
	for (size_t i = 0; i < all->len; i++)
		if (text_same(all->items[i]->object.name, k->object.name) &&
		    orm_same_expr(&orm_postgresql, all->items[i]->expr, k->expr) &&
		    (all->items[i]->not_valid == k->not_valid || all->items[i]->not_valid))
			return all->items[i];
	return NULL;
}

/*
 * After DROP CONSTRAINT the servers (15.20) have invalidations that wait for the next
 * change of a catalog; when that is in a subtransaction they give up.
 */
static void settle(struct ddl *d, const struct orm_definition *to, const char *name)
{
	struct buf b = { 0 };

	if (to->server_default.kind != ORM_DEFAULT_NONE) {
		buf_adds(&b, "SET DEFAULT ");
		ddl_default(&b, &orm_postgresql, &to->server_default);
	}
	ddl_addf(d, 0, "as it is: so that the server takes in what was dropped",
	         "ALTER DOMAIN %s %s", name, b.len ? buf_str(&b) : "DROP DEFAULT");
	buf_release(&b);
}

static void alter_checks(struct ddl *d, const struct orm_definition *from,
                         const struct orm_definition *to, const char *name)
{
	struct buf b = { 0 };

	bool dropped = false;

	for (size_t i = 0; i < from->checks.len; i++) {
		const struct orm_constraint *k = from->checks.items[i];
		bool stays = false;

		for (size_t j = 0; j < to->checks.len; j++)
			stays = stays || (same_check(&from->checks, to->checks.items[j]) == k);
		if (stays || !k->object.name)
			continue;
		ddl_addf(d, 0, NULL, "ALTER DOMAIN %s DROP CONSTRAINT %s", name,
		         pg_name(d->arena, k->object.name));
		dropped = true;
	}
	if (dropped)
		settle(d, to, name);
	for (size_t i = 0; i < to->checks.len; i++) {
		const struct orm_constraint *k = to->checks.items[i];
		const struct orm_constraint *was = same_check(&from->checks, k);

		buf_cut(&b, 0);
		pg_constraint_text(&b, k);
		if (!was)
			ddl_addf(d, 0, NULL, "ALTER DOMAIN %s ADD %s%s", name, buf_str(&b),
			         k->not_valid ? " NOT VALID" : "");
		else if (was->not_valid && !k->not_valid)
			ddl_addf(d, 0, NULL, "ALTER DOMAIN %s VALIDATE CONSTRAINT %s", name,
			         pg_name(d->arena, k->object.name));
		if (was && !text_same(was->object.comment, k->object.comment))
			ddl_addf(d, 0, NULL, "COMMENT ON CONSTRAINT %s ON DOMAIN %s IS %s",
			         pg_name(d->arena, k->object.name), name,
			         k->object.comment ? pg_string(d->arena, k->object.comment)
			                           : "NULL");
	}
	buf_release(&b);
}

bool pg_alter_domain(struct ddl *d, const struct orm_change *c, struct error *err)
{
	const struct orm_definition *from = (const struct orm_definition *)c->from;
	const struct orm_definition *to = (const struct orm_definition *)c->to;
	const char *name = pg_reference(d->arena, to);
	struct buf b = { 0 };

	if (pg_gives(c, "definition") || pg_gives(c, "collation")) {
		if (!pg_same_type(from->definition, to->definition, false) ||
		    !text_same(from->collation, to->collation))
			return pg_replace_type(d, from, to, err);
	}
	if (pg_gives(c, "server_default")) {
		if (to->server_default.kind == ORM_DEFAULT_NONE) {
			ddl_addf(d, 0, NULL, "ALTER DOMAIN %s DROP DEFAULT", name);
		} else {
			ddl_default(&b, &orm_postgresql, &to->server_default);
			ddl_addf(d, 0, NULL, "ALTER DOMAIN %s SET DEFAULT %s", name, buf_str(&b));
		}
	}
	buf_release(&b);
	pg_alter_domain_not_null(d, c);
	alter_checks(d, from, to, name);
	return true;
}
