/* orm/schema/translate_type.c - exact types of one database as portable ones */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "orm/schema/translate_private.h"

/* How long a key's text is made where text without a limit can't be one. */
/* A key has 3072 bytes: four for a character, three more for a column. */
enum { KEY_LENGTH = 191, KEY_CHARACTERS = 764 };

/* Longer than anything that an interval is written as. */
#define INTERVAL_LENGTH 64

static bool same_as_path(const struct orm_dialect *d, const char *text, const struct orm_object *o)
{
	const char *schema = o->schema ? o->schema : d->default_schema;
	struct buf bare = { 0 }, full = { 0 };
	bool same;

	ddl_name(&bare, d, o->name);
	ddl_full_name(&full, d, schema, o->name);
	same = !strcmp(text, buf_str(&full)) || (!o->schema && !strcmp(text, buf_str(&bare)));
	buf_release(&bare);
	buf_release(&full);
	return same;
}

/* The enum type or domain that the exact type's text names, or NULL. */
static const struct orm_definition *named_type(const struct orm_metadata *m, enum orm_kind kind,
                                               const char *text)
{
	for (size_t i = 0; i < m->definitions.len; i++) {
		const struct orm_definition *d = m->definitions.items[i];

		if (d->object.kind == kind && same_as_path(m->dialect, text, &d->object))
			return d;
	}
	return NULL;
}

const struct orm_type *translate_generic(struct translation *x, const struct orm_column *c)
{
	const struct orm_type *type = c->type;

	if (!type || type->id != ORM_TYPE_EXACT)
		return type;
	if (type->declared)
		return type->declared;
	return x->d->generic_type(x->arena, type->name);
}

static struct orm_type *enum_type(struct translation *x, const struct orm_definition *d)
{
	struct orm_type *t = orm_type_new(x->arena, ORM_TYPE_ENUM);

	t->name = arena_strdup(x->arena, d->object.name);
	for (size_t i = 0; i < d->columns.len; i++)
		vec_push(x->arena, &t->values, arena_strdup(x->arena, d->columns.items[i]));
	return t;
}

/* "decimal(10,2) unsigned" is "decimal unsigned" with 10 and 2. */
static char *without_arguments(struct arena *a, const char *text, int *first, int *second)
{
	const char *open = strchr(text, '('), *close = open ? strchr(open, ')') : NULL;
	char *end;

	*first = *second = -1;
	if (!close)
		return arena_strdup(a, text);
	*first = (int)strtol(open + 1, &end, 10);
	if (end == open + 1)
		*first = -1;
	if (*end == ',')
		*second = (int)strtol(end + 1, NULL, 10);
	return arena_printf(a, "%.*s%s", (int)(open - text), text, close + 1);
}

static void give_arguments(struct orm_type *t, int first, int second)
{
	switch (t->id) {
	case ORM_TYPE_STRING:
		t->length = first > 0 ? first : 0;
		break;
	case ORM_TYPE_NUMERIC:
		t->precision = first;
		t->scale = first >= 0 ? (second > 0 ? second : 0) : -1;
		break;
	case ORM_TYPE_FLOAT:
		t->precision = first > 0 ? first : -1;
		break;
	case ORM_TYPE_DATETIME:
	case ORM_TYPE_TIME:
		t->precision = first > 0 ? first : -1;
		break;
	default:
		break;
	}
	/* text of any length */
	if (t->id == ORM_TYPE_STRING && !t->length)
		t->id = ORM_TYPE_TEXT;
}

/* The nearest that the dialect's table knows. */
static struct orm_type *near_type(struct translation *x, const char *text, bool *same)
{
	const char *lower = text_lower(x->arena, text);
	int first, second;
	const char *base = text_trim(x->arena, lower, strlen(lower));

	base = without_arguments(x->arena, base, &first, &second);
	for (const struct orm_near_type *n = x->d->near_types; n && n->name; n++) {
		struct orm_type *t;

		if (!text_glob(n->name, lower) && !text_glob(n->name, base))
			continue;
		t = orm_type_new(x->arena, n->id);
		if (n->first)
			give_arguments(t, n->first, n->second);
		else
			give_arguments(t, first, second);
		*same = n->same;
		return t;
	}
	*same = false;
	return orm_type_new(x->arena, ORM_TYPE_TEXT);
}

/* The domain's own type; what it checks is said to be left out. */
static const char *base_of(struct translation *x, const struct orm_column *from, const char *path,
                           struct orm_column *c)
{
	const struct orm_definition *domain = named_type(x->from, ORM_DOMAIN, from->type->name);

	if (!domain)
		return from->type->name;
	if (domain->nullable == ORM_NO)
		c->nullable = ORM_NO;
	if (c->server_default.kind == ORM_DEFAULT_NONE)
		c->server_default = domain->server_default;
	translate_note(x, "domain", path, "domain \"%s\" is its type alone, without its checks",
	               domain->object.name);
	return domain->definition;
}

static struct orm_type *generic_of(struct translation *x, const struct orm_column *from,
                                   const char *path, struct orm_column *c)
{
	const char *text;
	const struct orm_definition *named;
	struct orm_type *t;
	bool same;

	if (from->type->id != ORM_TYPE_EXACT || from->type->declared)
		return orm_type_copy(x->arena, translate_generic(x, from));
	text = base_of(x, from, path, c);
	named = named_type(x->from, ORM_ENUM, text);
	if (named)
		return enum_type(x, named);
	t = x->d->generic_type(x->arena, text);
	if (t)
		return t;
	t = near_type(x, text, &same);
	if (!same)
		translate_note(x, "type", path, "type \"%s\" is %s there", text,
		               orm_type_infos[t->id].name);
	return t;
}

static bool has_column(const struct orm_elements *elements, const struct orm_dialect *d,
                       const char *name)
{
	for (size_t i = 0; i < elements->len; i++)
		if (elements->items[i].column && d->same_name(elements->items[i].column, name))
			return true;
	return false;
}

/* Is it in a key, or does it refer to one, or is it referred to? */
static bool is_keyed(struct translation *x, const struct orm_table *t, const char *name)
{
	for (size_t i = 0; i < t->constraints.len; i++)
		if (t->constraints.items[i]->object.kind != ORM_CHECK &&
		    t->constraints.items[i]->object.kind != ORM_EXCLUDE &&
		    has_column(&t->constraints.items[i]->elements, x->d, name))
			return true;
	for (size_t i = 0; i < t->indexes.len; i++)
		if (t->indexes.items[i]->unique &&
		    has_column(&t->indexes.items[i]->elements, x->d, name))
			return true;
	return false;
}

int translate_key_length(size_t texts)
{
	int each = KEY_CHARACTERS / (int)(texts ? texts : 1);

	return each < KEY_LENGTH ? each : KEY_LENGTH;
}

/* Of a column that was a text of any length: the longest of its keys says it. */
static int key_length(struct translation *x, const struct orm_table *t, const char *name)
{
	size_t most = 1;

	for (size_t i = 0; i < t->constraints.len; i++) {
		const struct orm_elements *key = &t->constraints.items[i]->elements;

		if (key->len > most && has_column(key, x->d, name))
			most = key->len;
	}
	for (size_t i = 0; i < t->indexes.len; i++) {
		const struct orm_elements *key = &t->indexes.items[i]->elements;

		if (key->len > most && has_column(key, x->d, name))
			most = key->len;
	}
	return translate_key_length(most);
}

static bool is_unlimited(const struct orm_type *t)
{
	return t->id == ORM_TYPE_TEXT || t->id == ORM_TYPE_UNICODETEXT ||
	       ((t->id == ORM_TYPE_STRING || t->id == ORM_TYPE_UNICODE) && !t->length);
}

/* More characters, of four bytes, than a String has there. */
static bool is_too_long(const struct translation *x, const struct orm_type *t)
{
	return (t->id == ORM_TYPE_STRING || t->id == ORM_TYPE_UNICODE) && x->to->text_max &&
	       t->length > x->to->text_max / 4;
}

static bool can_be_told(struct translation *x, const struct orm_type *t, struct buf *out)
{
	struct error ignored = { 0 };
	bool can;

	buf_cut(out, 0);
	can = x->to->type_text(out, t, NULL, NULL, &ignored);
	error_clear(&ignored);
	return can;
}

static void become(struct orm_type *t, enum orm_type_id id, int length)
{
	*t = (struct orm_type){ .id = id, .length = length, .precision = -1, .scale = -1 };
}

static bool same_values(const struct names *x, const struct names *y)
{
	bool same = x->len == y->len;

	for (size_t i = 0; same && i < x->len; i++)
		same = text_same(x->items[i], y->items[i]);
	return same;
}

/* What the same column's type of the same values is called there, or after the column. */
static const char *name_of_enum(struct translation *x, const struct orm_table *t,
                                const char *column, const struct orm_type *type)
{
	const struct orm_table *twin =
	    x->like ? orm_metadata_table(x->like, t->object.schema, t->object.name) : NULL;
	const struct orm_column *c = twin ? orm_table_column(twin, x->to, column) : NULL;
	const struct orm_definition *named = NULL;

	if (c && c->type && c->type->id == ORM_TYPE_EXACT)
		named = named_type(x->like, ORM_ENUM, c->type->name);
	if (named && same_values(&named->columns, &type->values))
		return named->object.name;
	return arena_printf(x->arena, "%s_%s", t->object.name, column);
}

/* What the other database can't be told, or not as a key. */
static void make_possible(struct translation *x, const struct orm_table *t, const char *path,
                          const char *column, struct orm_type *type)
{
	const char *name = orm_type_infos[type->id].name;
	struct buf b = { 0 };

	if (type->id == ORM_TYPE_ENUM && !type->name)
		type->name = name_of_enum(x, t, column, type);
	if (x->to->text_max && is_unlimited(type) && is_keyed(x, t, column)) {
		become(type, ORM_TYPE_STRING, key_length(x, t, column));
		translate_note(x, "type", path, "a key of type %s is String(%d) there", name,
		               (int)type->length);
	} else if (x->to->key_bytes && type->id == ORM_TYPE_LARGEBINARY && is_keyed(x, t, column)) {
		become(type, ORM_TYPE_EXACT, 0);
		type->name = x->to->key_bytes;
		translate_note(x, "type", path, "a key of type %s is %s there", name, type->name);
	} else if (is_too_long(x, type)) {
		translate_note(x, "type", path, "type String(%d) is Text there", type->length);
		become(type, ORM_TYPE_TEXT, type->length);
	} else if (!can_be_told(x, type, &b)) {
		become(type, type->id == ORM_TYPE_ARRAY ? ORM_TYPE_JSON : ORM_TYPE_TEXT, 0);
		translate_note(x, "type", path, "type %s is %s there", name,
		               orm_type_infos[type->id].name);
	}
	if (!x->to->text_max && (type->id == ORM_TYPE_TEXT || type->id == ORM_TYPE_LARGEBINARY))
		type->length = 0;
	buf_release(&b);
}

/* What it comes to there, where that holds less. */
static void compare_with_result(struct translation *x, const char *path, struct orm_type *type)
{
	struct buf b = { 0 };
	const struct orm_type *back =
	    can_be_told(x, type, &b) ? x->to->generic_type(x->arena, buf_str(&b)) : NULL;
	const char *there = arena_strdup(x->arena, buf_str(&b));

	buf_release(&b);
	if (!back)
		return;
	if (type->id == ORM_TYPE_ENUM && back->id == ORM_TYPE_STRING) {
		type->create_constraint = true;
	} else if (type->id == ORM_TYPE_INTERVAL && back->id != type->id) {
		become(type, ORM_TYPE_STRING, INTERVAL_LENGTH);
		translate_note(x, "type", path, "type Interval is String(%d) there",
		               INTERVAL_LENGTH);
	} else if (type->id == ORM_TYPE_NUMERIC && type->precision < 0 && back->precision >= 0) {
		type->precision = 38;
		type->scale = 10;
		translate_note(x, "type", path,
		               "type Numeric of any size is Numeric(38, 10) there");
	} else if (type->id == ORM_TYPE_UUID && back->id != type->id) {
		translate_note(x, "type", path, "type Uuid is %s there", there);
	} else if (type->timezone && !back->timezone) {
		translate_note(x, "type", path, "type %s has no time zone there",
		               orm_type_infos[type->id].name);
	}
}

static bool is_lacking(const struct translation *x, const char *type)
{
	for (const char *const *p = x->to->lacks; p && *p; p++)
		if (text_same_nocase(*p, type))
			return true;
	return false;
}

void translate_type(struct translation *x, const struct orm_table *t, const struct orm_column *from,
                    struct orm_column *c)
{
	const char *path = translate_path(x, t, c->object.name);

	if (!from->type)
		return;
	if (x->related && from->type->id == ORM_TYPE_EXACT && !strchr(from->type->name, '.') &&
	    !is_lacking(x, from->type->name)) {
		c->type = orm_type_exact(x->arena, from->type->name);
		return;
	}
	c->type = generic_of(x, from, path, c);
	make_possible(x, t, path, c->object.name, c->type);
	compare_with_result(x, path, c->type);
}

static bool is_integer(const struct orm_type *t)
{
	return t && (t->id == ORM_TYPE_SMALLINTEGER || t->id == ORM_TYPE_INTEGER ||
	             t->id == ORM_TYPE_BIGINTEGER);
}

/* Both as large as the larger; false: they are already. */
static bool widen(struct orm_column *x, struct orm_column *y)
{
	if (!x || !y || !is_integer(x->type) || !is_integer(y->type) || x->type->id == y->type->id)
		return false;
	if (x->type->id < y->type->id)
		x->type->id = y->type->id;
	else
		y->type->id = x->type->id;
	return true;
}

static bool widen_pairs(struct translation *x, const struct orm_table *t,
                        const struct orm_constraint *c)
{
	const struct orm_table *other = orm_metadata_table(x->out, NULL, c->referred_table);
	const struct orm_constraint *pk = other ? orm_table_primary_key(other) : NULL;
	bool any = false;

	for (size_t i = 0; other && i < c->elements.len; i++) {
		const char *name = NULL;

		if (i < c->referred_columns.len)
			name = c->referred_columns.items[i];
		else if (pk && i < pk->elements.len)
			name = pk->elements.items[i].column;
		if (name && c->elements.items[i].column)
			any |= widen(orm_table_column(t, x->d, c->elements.items[i].column),
			             orm_table_column(other, x->d, name));
	}
	return any;
}

void translate_widen(struct translation *x)
{
	bool again = !x->related;

	while (again) {
		again = false;
		for (size_t i = 0; i < x->out->tables.len; i++) {
			const struct orm_table *t = x->out->tables.items[i];

			for (size_t j = 0; j < t->constraints.len; j++)
				if (t->constraints.items[j]->object.kind == ORM_FOREIGN_KEY)
					again |= widen_pairs(x, t, t->constraints.items[j]);
		}
	}
}
