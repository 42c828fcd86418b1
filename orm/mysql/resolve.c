/* orm/mysql/resolve.c - models in the terms of MySQL and MariaDB */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "orm/mysql/create.h"
#include "orm/mysql/types.h"

static bool unsupported(struct error *err, const struct orm_dialect *d, const char *what)
{
	return fail(err, ERR_UNSUPPORTED, "%s has no %s", d->title, what);
}

/* Moves an option to the one name that it has here. */
static void rename_option(struct arena *a, struct orm_object *o, const char *from, const char *to)
{
	const char *value = orm_option_get(&o->options, NULL, from);

	if (value && !orm_option_get(&o->options, NULL, to))
		orm_option_set(a, &o->options, NULL, to, value);
	orm_option_set(a, &o->options, NULL, from, NULL);
}

static void settle_charset(struct arena *a, struct orm_object *o)
{
	static const char *const names[] = { "default_charset", "character_set",
		                             "default_character_set" };
	const char *charset, *collation;

	for (size_t i = 0; i < COUNT(names); i++)
		rename_option(a, o, names[i], "charset");
	rename_option(a, o, "default_collate", "collate");
	charset = my_charset_name(a, orm_option_get(&o->options, NULL, "charset"));
	collation = my_charset_name(a, orm_option_get(&o->options, NULL, "collate"));
	if (collation)
		orm_option_set(a, &o->options, NULL, "collate", collation);
	if (charset)
		orm_option_set(a, &o->options, NULL, "charset", collation ? NULL : charset);
}

/* SQLAlchemy says in four options what is one text. */
static void settle_partitions(struct arena *a, struct orm_table *t)
{
	static const struct {
		const char *option, *words;
	} parts[] = {
		{ "partitions", "PARTITIONS" },
		{ "subpartition_by", "SUBPARTITION BY" },
		{ "subpartitions", "SUBPARTITIONS" },
	};

	for (size_t i = 0; i < COUNT(parts); i++) {
		const char *value = orm_option_get(&t->object.options, NULL, parts[i].option);

		if (value && t->partition_by)
			t->partition_by =
			    arena_printf(a, "%s %s %s", t->partition_by, parts[i].words, value);
		orm_option_set(a, &t->object.options, NULL, parts[i].option, NULL);
	}
}

static bool resolve_table(struct arena *a, const struct orm_dialect *d, struct orm_table *t,
                          struct error *err)
{
	const char *comment = orm_option_get(&t->object.options, NULL, "comment");

	if (t->partition_of || t->inherits.len)
		return unsupported(err, d, "tables that belong to another one");
	if (comment && !t->object.comment)
		t->object.comment = comment;
	orm_option_set(a, &t->object.options, NULL, "comment", NULL);
	settle_charset(a, &t->object);
	settle_partitions(a, t);
	return true;
}

/* length = "10", or "title=10, body=20": so much of each column is in the key. */
static bool take_lengths(struct arena *a, struct orm_object *o, struct orm_elements *elements,
                         struct error *err)
{
	const char *given = orm_option_get(&o->options, NULL, "length"), *at = given;

	while (at && *at) {
		const char *end = at + strcspn(at, ","), *eq = memchr(at, '=', (size_t)(end - at));
		const char *name = eq ? text_trim(a, at, (size_t)(eq - at)) : NULL;
		long length = strtol(eq ? eq + 1 : at, NULL, 10);
		bool found = false;

		for (size_t i = 0; i < elements->len; i++) {
			struct orm_element *e = &elements->items[i];

			if (!e->column || (name && !my_same_name(e->column, name)))
				continue;
			e->length = (int)length;
			found = true;
		}
		if (!found || length <= 0)
			return fail(err, ERR_INPUT,
			            "\"%s\" isn't the length of a column in the key", given);
		at = *end ? end + 1 : end;
	}
	orm_option_set(a, &o->options, NULL, "length", NULL);
	return true;
}

/* What changes no answer is left out, what can't be is refused. */
static bool resolve_key(struct arena *a, const struct orm_dialect *d, struct orm_object *o,
                        struct orm_elements *elements, struct error *err)
{
	const char *prefix = orm_option_get(&o->options, NULL, "prefix");

	for (size_t i = 0; i < elements->len; i++) {
		elements->items[i].nulls = elements->items[i].opclass = NULL;
		if (elements->items[i].collation)
			return unsupported(err, d, "collations of their own in keys");
		if (elements->items[i].expr && my_is_mariadb(d))
			return unsupported(err, d, "expressions in keys");
	}
	if (prefix) {
		char *upper = text_trim(a, prefix, strlen(prefix));

		for (char *p = upper; *p; p++)
			if (*p >= 'a' && *p <= 'z')
				*p = (char)(*p - 32);
		orm_option_set(a, &o->options, NULL, "prefix", upper);
	}
	return take_lengths(a, o, elements, err);
}

static bool resolve_index(struct arena *a, const struct orm_dialect *d, struct orm_index *i,
                          struct error *err)
{
	i->include = (struct names){ 0 };
	if (i->where)
		return unsupported(err, d, "indexes with a condition");
	if (i->nulls_not_distinct)
		return unsupported(err, d, "NULLS NOT DISTINCT");
	return resolve_key(a, d, &i->object, &i->elements, err);
}

/* The last column of a key WITHOUT OVERLAPS is a period's name. */
static bool take_period(struct arena *a, const struct orm_dialect *d, struct orm_constraint *k,
                        struct error *err)
{
	if (!k->period)
		return true;
	if (!my_is_mariadb(d) || k->object.kind == ORM_FOREIGN_KEY || !k->elements.len)
		return unsupported(err, d, "such keys with periods");
	orm_option_set(a, &k->object.options, NULL, "without_overlaps",
	               k->elements.items[--k->elements.len].column);
	k->period = false;
	return true;
}

static bool resolve_constraint(struct arena *a, const struct orm_dialect *d,
                               struct orm_constraint *k, struct error *err)
{
	enum orm_kind kind = k->object.kind;

	k->include = k->ondelete_columns = (struct names){ 0 };
	k->not_valid = k->no_inherit = k->inherited = false;
	if (kind == ORM_EXCLUDE)
		return unsupported(err, d, "exclusion constraints");
	if (k->deferrable == ORM_YES)
		return unsupported(err, d, "constraints that are checked later (deferrable)");
	if (k->nulls_not_distinct)
		return unsupported(err, d, "NULLS NOT DISTINCT");
	if (k->not_enforced && (kind != ORM_CHECK || my_is_mariadb(d)))
		return unsupported(err, d, "such constraints that aren't enforced");
	if (k->match && !text_same_nocase(k->match, "SIMPLE"))
		return unsupported(err, d, "foreign keys but MATCH SIMPLE");
	k->match = NULL;
	if (kind == ORM_PRIMARY_KEY)
		k->object.name = NULL;
	else if (kind != ORM_UNIQUE)
		k->object.comment = NULL;
	return take_period(a, d, k, err) && resolve_key(a, d, &k->object, &k->elements, err);
}

static bool resolve_definition(const struct orm_dialect *d, struct orm_definition *def,
                               struct error *err)
{
	switch (def->object.kind) {
	case ORM_VIEW:
	case ORM_TRIGGER:
		def->object.comment = NULL;
		return true;
	case ORM_FUNCTION:
	case ORM_PROCEDURE:
		def->signature = NULL; /* the name says which */
		if (!def->arguments)
			def->arguments = "";
		return true;
	case ORM_EVENT:
		return true;
	case ORM_SEQUENCE:
	case ORM_PACKAGE:
	case ORM_PACKAGE_BODY:
		if (my_is_mariadb(d))
			return true;
		break;
	default:
		break;
	}
	return fail(err, ERR_UNSUPPORTED, "%s has no kind of object called %s", d->title,
	            orm_kinds[def->object.kind].label);
}

/* In quotes, if it is in any. */
static const char *account_part(struct arena *a, const struct orm_dialect *d, const char *text,
                                size_t len)
{
	const char *part = text_trim(a, text, len);
	struct orm_token t = d->next_token(part, strlen(part));
	bool quoted = t.kind == ORM_TOKEN_QUOTED || t.kind == ORM_TOKEN_STRING;

	return my_quoted(a, quoted ? my_unquote(a, &t) : part);
}

/* `user`@`host`, as SHOW CREATE has it; the current user is whoever it is then. */
static void settle_definer(struct arena *a, const struct orm_dialect *d, struct orm_object *o)
{
	const char *text = my_option(o, "definer"), *at = text ? strrchr(text, '@') : NULL;

	if (!text)
		return;
	if (!strncasecmp(text, "CURRENT_USER", strlen("CURRENT_USER")))
		text = NULL;
	else if (at)
		text = arena_printf(a, "%s@%s", account_part(a, d, text, (size_t)(at - text)),
		                    account_part(a, d, at + 1, strlen(at + 1)));
	orm_option_set(a, &o->options, NULL, "definer", text);
}

static bool resolve(struct arena *a, const struct orm_dialect *d, struct orm_object *o,
                    struct error *err)
{
	if (o->kind == ORM_TABLE)
		return resolve_table(a, d, (struct orm_table *)o, err);
	if (o->kind == ORM_COLUMN)
		return my_resolve_column(a, d, (struct orm_column *)o, err);
	if (o->kind == ORM_INDEX)
		return resolve_index(a, d, (struct orm_index *)o, err);
	if (ORM_IS_CONSTRAINT(o->kind))
		return resolve_constraint(a, d, (struct orm_constraint *)o, err);
	settle_definer(a, d, o);
	return resolve_definition(d, (struct orm_definition *)o, err);
}

bool my_resolve(struct arena *a, struct orm_object *o, struct error *err)
{
	return resolve(a, &orm_mysql, o, err);
}

bool mariadb_resolve(struct arena *a, struct orm_object *o, struct error *err)
{
	return resolve(a, &orm_mariadb, o, err);
}

/* Are these the key's first columns, whole and in this order? */
static bool begins_with(const struct orm_elements *key, const struct orm_elements *columns)
{
	if (key->len < columns->len)
		return false;
	for (size_t i = 0; i < columns->len; i++) {
		const struct orm_element *e = &key->items[i];

		if (!e->column || e->length || !columns->items[i].column ||
		    !my_same_name(e->column, columns->items[i].column))
			return false;
	}
	return true;
}

static bool has_key_for(const struct orm_table *t, const struct orm_elements *columns)
{
	const struct orm_constraint *pk = orm_table_primary_key(t);

	if (pk && begins_with(&pk->elements, columns))
		return true;
	for (size_t i = 0; i < t->indexes.len; i++) {
		const struct orm_index *x = t->indexes.items[i];

		if (!my_option(&x->object, "prefix") && begins_with(&x->elements, columns))
			return true;
	}
	return false;
}

/* A foreign key needs an index: the server makes the one that isn't there. */
static void add_keys_of_foreign_keys(struct arena *a, const struct orm_dialect *d,
                                     struct orm_table *t)
{
	const char *engine = my_option(&t->object, "engine");

	if (engine && !text_same_nocase(engine, "InnoDB"))
		return;
	for (size_t i = 0; i < t->constraints.len; i++) {
		const struct orm_constraint *k = t->constraints.items[i];
		struct orm_index *x;

		if (k->object.kind != ORM_FOREIGN_KEY || has_key_for(t, &k->elements))
			continue;
		x = orm_index_new(a, k->object.name);
		x->object.file = k->object.file;
		x->object.line = k->object.line;
		for (size_t j = 0; j < k->elements.len; j++)
			vec_push(a, &x->elements, k->elements.items[j]);
		orm_table_add_index(a, t, x);
		my_settle_keys(a, d, t);
	}
}

static bool resolve_metadata(struct arena *a, const struct orm_dialect *d, struct orm_metadata *m)
{
	for (size_t i = 0; i < m->tables.len; i++) {
		my_settle_keys(a, d, m->tables.items[i]);
		add_keys_of_foreign_keys(a, d, m->tables.items[i]);
	}
	return true;
}

bool my_resolve_metadata(struct arena *a, struct orm_metadata *m, struct error *err)
{
	(void)err;
	return resolve_metadata(a, &orm_mysql, m);
}

bool mariadb_resolve_metadata(struct arena *a, struct orm_metadata *m, struct error *err)
{
	(void)err;
	return resolve_metadata(a, &orm_mariadb, m);
}
