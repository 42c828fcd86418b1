/* orm/mysql/resolve_column.c - a model's column in the terms of MySQL and MariaDB */
#include <string.h>

#include "base/text.h"
#include "orm/mysql/types.h"

struct column {
	struct arena *arena;
	const struct orm_dialect *dialect;
	struct orm_column *c;
	struct orm_table *t;
	struct my_type type;
};

static void set_option(struct column *x, const char *name, const char *value)
{
	orm_option_set(x->arena, &x->c->object.options, NULL, name, value);
}

static const char *option(const struct column *x, const char *name)
{
	return orm_option_get(&x->c->object.options, NULL, name);
}

static void set_type(struct column *x, const char *text)
{
	struct orm_type *exact = orm_type_exact(x->arena, text);

	exact->declared = x->c->type->declared;
	exact->renamed_values = x->c->type->renamed_values;
	x->c->type = exact;
}

const char *my_json_check(struct arena *a, const struct orm_column *c)
{
	return arena_printf(a, "json_valid(%s)", my_quoted(a, c->object.name));
}

static void settle_json(struct column *x)
{
	set_type(x, MY_JSON_TYPE);
	x->c->collation = MY_JSON_COLLATION;
	if (!option(x, "check") && !x->c->computed)
		set_option(x, "check", my_json_check(x->arena, x->c));
}

static bool is_unicode(const char *charset)
{
	return text_starts(charset, "utf") || text_starts(charset, "ucs") ||
	       !strcmp(charset, "gb18030");
}

/* Unicode holds any character, whatever the table's character set. */
static void settle_unicode(struct column *x)
{
	const struct orm_type *declared = x->c->type->declared;
	const char *charset = my_charset_for(x->arena, x->c, x->t);

	if (declared && charset && !is_unicode(charset) &&
	    (declared->id == ORM_TYPE_UNICODE || declared->id == ORM_TYPE_UNICODETEXT))
		set_option(x, "charset", "utf8mb4");
}

/* CHARACTER SET, COLLATE and BINARY that were given with the type. */
static void take_charset(struct column *x)
{
	const char *charset = x->type.charset ? x->type.charset : option(x, "charset");
	const char *collation = x->c->collation ? x->c->collation : x->type.collation;

	if (x->type.binary && !collation) {
		if (!charset)
			charset = my_charset_for(x->arena, x->c, x->t);
		collation = arena_printf(x->arena, "%s_bin", charset ? charset : "utf8mb4");
	}
	x->c->collation = my_charset_name(x->arena, collation);
	set_option(x, "charset", collation ? NULL : my_charset_name(x->arena, charset));
}

/* What the table says is said for the column. */
static void drop_charset_of_table(struct column *x)
{
	const struct orm_object *t = x->t ? &x->t->object : NULL;
	const char *collation = t ? my_option(t, "collate") : NULL;
	const char *charset = t && !collation ? my_option(t, "charset") : NULL;

	if (collation && text_same_nocase(collation, x->c->collation))
		x->c->collation = NULL;
	if (charset && text_same_nocase(charset, option(x, "charset")))
		set_option(x, "charset", NULL);
}

/* bigint unsigned NOT NULL AUTO_INCREMENT UNIQUE */
static void settle_serial(struct column *x)
{
	struct orm_constraint *unique;

	x->c->nullable = ORM_NO;
	x->c->autoincrement = ORM_YES;
	if (!x->t)
		return;
	unique = orm_constraint_new(x->arena, ORM_UNIQUE);
	vec_push(x->arena, &unique->elements, (struct orm_element){ .column = x->c->object.name });
	orm_table_add_constraint(x->arena, x->t, unique);
}

/* Values are the column's own here, and so are their renames. */
static void take_renames(struct column *x)
{
	const struct orm_type *declared = x->c->type->declared;

	if (declared && declared->renamed_values.len)
		x->c->type->renamed_values = declared->renamed_values;
}

static void settle_type(struct column *x)
{
	const char *name;

	take_renames(x);
	x->type = (struct my_type){ .name = "", .length = -1, .decimals = -1 };
	if (!my_type_read(x->arena, x->c->type->name, &x->type))
		return;
	settle_unicode(x);
	take_charset(x);
	if (!x->type.charset)
		x->type.charset = my_charset_for(x->arena, x->c, x->t);
	name = my_type_write(x->arena, x->dialect, &x->type);
	if (my_is_mariadb(x->dialect) && !strcmp(name, "json"))
		settle_json(x);
	else if (strcmp(name, x->c->type->name) != 0)
		set_type(x, name);
	if (x->type.serial)
		settle_serial(x);
	drop_charset_of_table(x);
}

static bool refers(const struct orm_table *t, const char *column)
{
	for (size_t i = 0; i < t->constraints.len; i++) {
		const struct orm_constraint *k = t->constraints.items[i];

		if (k->object.kind == ORM_FOREIGN_KEY && k->elements.len == 1 &&
		    text_same_nocase(k->elements.items[0].column, column))
			return true;
	}
	return false;
}

static bool is_alone_in_key(const struct column *x)
{
	const struct orm_constraint *pk = x->t ? orm_table_primary_key(x->t) : NULL;

	for (size_t i = 0; i < x->c->attached.len; i++)
		if (x->c->attached.items[i]->object.kind == ORM_PRIMARY_KEY)
			return true;
	return pk && pk->elements.len == 1 &&
	       text_same_nocase(pk->elements.items[0].column, x->c->object.name);
}

/* A model's integer key counts up by itself, unless it says how it gets its value. */
static bool counts_up(const struct column *x)
{
	const struct orm_column *c = x->c;

	if (c->autoincrement == ORM_NO || c->computed || c->nullable == ORM_YES)
		return false;
	if (c->autoincrement == ORM_YES || c->identity)
		return true;
	return c->server_default.kind == ORM_DEFAULT_NONE && text_ends(x->type.name, "int") &&
	       is_alone_in_key(x) && !(x->t && refers(x->t, c->object.name));
}

static bool settle_counter(struct column *x, struct error *err)
{
	const struct orm_identity *identity = x->c->identity;

	if (!counts_up(x))
		return true;
	set_option(x, "auto_increment", "true");
	x->c->nullable = ORM_NO;
	x->c->identity = NULL;
	if (!identity)
		return true;
	if (identity->increment && strcmp(identity->increment, "1") != 0)
		return fail(err, ERR_UNSUPPORTED, "%s counts by the server's increment, not by %s",
		            x->dialect->title, identity->increment);
	if (x->t && identity->start && strcmp(identity->start, "1") != 0 &&
	    !my_option(&x->t->object, "auto_increment"))
		orm_option_set(x->arena, &x->t->object.options, NULL, "auto_increment",
		               identity->start);
	return true;
}

static bool is_time(const struct column *x)
{
	return !strcmp(x->type.name, "datetime") || !strcmp(x->type.name, "timestamp");
}

/* The servers want the column's own precision, which a model needn't repeat. */
static const char *now_text(struct column *x, const char *text)
{
	struct buf b = { 0 };
	long precision;

	if (!my_is_now(text, &precision))
		return text;
	if (!precision && is_time(x) && x->type.length > 0)
		precision = x->type.length;
	my_now_text(&b, x->dialect, precision);
	return buf_take(&b, x->arena);
}

static void settle_default(struct column *x)
{
	struct orm_default *v = &x->c->server_default;
	const char *on_update = option(x, "on_update");
	long precision;

	if (on_update)
		set_option(x, "on_update", now_text(x, on_update));
	if (v->kind == ORM_DEFAULT_NULL || x->c->computed ||
	    (v->kind == ORM_DEFAULT_SQL && text_same_nocase(v->text, "NULL")))
		*v = (struct orm_default){ 0 };
	else if (v->kind == ORM_DEFAULT_SQL)
		v->text = now_text(x, v->text);
	else if (v->kind == ORM_DEFAULT_FUNC && my_is_now(v->text, &precision) && !precision &&
	         is_time(x) && x->type.length > 0)
		v->text = arena_printf(x->arena, "now(%ld)", x->type.length);
}

bool my_resolve_column(struct arena *a, const struct orm_dialect *d, struct orm_column *c,
                       struct error *err)
{
	struct column x = { .arena = a, .dialect = d, .c = c, .t = c->object.table };

	c->not_null_name = NULL;
	c->hidden = c->inherited = false;
	/* an operation may say how a column is kept, and not what is computed */
	if (c->computed && c->persisted == ORM_UNSPECIFIED)
		c->persisted = ORM_NO;
	if (!c->type || c->type->id != ORM_TYPE_EXACT)
		x.type = (struct my_type){ .name = "", .length = -1, .decimals = -1 };
	else
		settle_type(&x);
	settle_default(&x);
	return settle_counter(&x, err);
}
