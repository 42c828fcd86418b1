/* orm/mysql/column.c - a column as SHOW CREATE TABLE has it */
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "orm/mysql/create.h"

struct column {
	struct ddl *ddl;
	struct buf *out;
	const struct orm_table *table;
	const struct orm_column *c;
	bool mariadb;
};

static void add_option(const struct column *x, const char *option, const char *before,
                       const char *after)
{
	const char *value = my_option(&x->c->object, option);

	if (value)
		buf_addf(x->out, "%s%s%s", before, value, after);
}

static void add_text_option(const struct column *x, const char *option, const char *before,
                            const char *after)
{
	const char *value = my_option(&x->c->object, option);

	if (value)
		buf_addf(x->out, "%s%s%s", before, my_string(x->ddl->arena, value), after);
}

static bool add_type(const struct column *x, struct error *err)
{
	const struct orm_type *type = x->c->type;
	const char *compressed = my_option(&x->c->object, "compressed");

	if (type->id == ORM_TYPE_EXACT)
		buf_adds(x->out, type->name);
	else if (!x->ddl->dialect->type_text(x->out, type, x->c, x->table, err))
		return false;
	if (compressed && text_same(compressed, "true"))
		buf_adds(x->out, " /*M!100301 COMPRESSED*/");
	else if (compressed)
		buf_addf(x->out, " COMPRESSED=%s", compressed);
	return true;
}

/* Both, so that the character set's default doesn't count. */
static void add_charset(const struct column *x)
{
	const char *charset = my_option(&x->c->object, "charset"), *collation = x->c->collation;

	/* what was said of texts isn't of what they become */
	if (!collation && x->table && my_is_text(x->c->type) &&
	    my_is(&x->c->object, "explicit_collation"))
		collation = my_option(&x->table->object, "collate");
	if (collation)
		charset = my_charset_of(x->ddl->arena, collation);
	if (charset)
		buf_addf(x->out, " CHARACTER SET %s", charset);
	if (collation)
		buf_addf(x->out, " COLLATE %s", collation);
}

static void add_invisible(const struct column *x)
{
	if (my_is(&x->c->object, "invisible"))
		buf_adds(x->out, x->mariadb ? " INVISIBLE" : " /*!80023 INVISIBLE */");
}

static void add_generated(const struct column *x)
{
	buf_addf(x->out, " GENERATED ALWAYS AS (%s) %s", x->c->computed,
	         x->c->persisted == ORM_YES ? "STORED" : "VIRTUAL");
	if (x->c->nullable == ORM_NO && !x->mariadb)
		buf_adds(x->out, " NOT NULL");
	add_invisible(x);
}

static bool is_timestamp(const struct orm_column *c)
{
	return c->type->name && !strncmp(c->type->name, "timestamp", strlen("timestamp"));
}

static bool is_blob(const struct orm_column *c)
{
	return c->type->name &&
	       (text_ends(c->type->name, "text") || text_ends(c->type->name, "blob"));
}

/* MySQL refuses a literal as a default of these, and takes it in parentheses. */
static bool wants_expression(const struct orm_column *c)
{
	return is_blob(c) ||
	       (c->type->name && (!strcmp(c->type->name, "json") || my_is_geometry(c->type->name)));
}

/* Said, or because a primary key has no nulls. */
static bool is_not_null(const struct column *x)
{
	return x->c->nullable == ORM_NO ||
	       (x->table && orm_column_is_key(x->table, x->ddl->dialect, x->c->object.name));
}

static void add_null(const struct column *x)
{
	const char *row = my_option(&x->c->object, "row");

	if (row)
		buf_addf(x->out, " GENERATED ALWAYS AS ROW %s",
		         text_same_nocase(row, "start") ? "START" : "END");
	else if (is_not_null(x))
		buf_adds(x->out, " NOT NULL");
	else if (is_timestamp(x->c))
		buf_adds(x->out, " NULL");
}

/* Can it stand after DEFAULT as it is, on a server that wants expressions in parentheses? */
static bool is_plain_default(const struct orm_dialect *d, const char *text)
{
	static const char *const words[] = { "null",          "true",      "false",
		                             "now",           "localtime", "current_timestamp",
		                             "localtimestamp" };
	struct orm_token t = d->next_token(text, strlen(text));
	bool ends = !text[t.len];

	if (*text == '(' || t.kind == ORM_TOKEN_STRING || t.kind == ORM_TOKEN_BLOB)
		return *text == '(' || ends;
	if (t.kind == ORM_TOKEN_NUMBER)
		return ends;
	if (*text == '-' || *text == '+')
		return is_plain_default(d, text + 1);
	if (*text == '_')
		return strchr(text, '\'') != NULL;
	for (size_t i = 0; i < COUNT(words); i++)
		if (t.kind == ORM_TOKEN_WORD && t.len == strlen(words[i]) &&
		    !strncasecmp(t.start, words[i], t.len))
			return true;
	return false;
}

static void add_value(const struct column *x)
{
	const struct orm_default *v = &x->c->server_default;
	struct buf text = { 0 };

	if (v->kind == ORM_DEFAULT_STRING)
		buf_adds(&text, my_string(x->ddl->arena, v->text));
	else
		ddl_default(&text, x->ddl->dialect, v);
	if (!x->mariadb && (!is_plain_default(x->ddl->dialect, buf_str(&text)) ||
	                    (wants_expression(x->c) && *buf_str(&text) != '(')))
		buf_addf(x->out, " DEFAULT (%s)", buf_str(&text));
	else
		buf_addf(x->out, " DEFAULT %s", buf_str(&text));
	buf_release(&text);
}

static void add_default(const struct column *x)
{
	const struct orm_column *c = x->c;
	bool none = c->server_default.kind == ORM_DEFAULT_NONE ||
	            c->server_default.kind == ORM_DEFAULT_NULL;

	if (!none)
		add_value(x);
	else if (!is_not_null(x) && !my_is(&c->object, "auto_increment") &&
	         !my_option(&c->object, "row") && !my_is(&c->object, "no_default") &&
	         (x->mariadb || !is_blob(c)))
		buf_adds(x->out, " DEFAULT NULL");
}

static void add_plain(const struct column *x)
{
	add_null(x);
	if (x->mariadb)
		add_invisible(x);
	if (my_is(&x->c->object, "not_secondary"))
		buf_adds(x->out, " NOT SECONDARY");
	add_option(x, "srid", " /*!80003 SRID ", " */");
	add_option(x, "storage", " /*!50606 STORAGE ", " */");
	add_option(x, "column_format", " /*!50606 COLUMN_FORMAT ", " */");
	add_default(x);
	if (my_is(&x->c->object, "without_system_versioning"))
		buf_adds(x->out, " WITHOUT SYSTEM VERSIONING");
	if (my_is(&x->c->object, "with_system_versioning"))
		buf_adds(x->out, " WITH SYSTEM VERSIONING");
	add_option(x, "on_update", " ON UPDATE ", "");
	if (my_is(&x->c->object, "auto_increment"))
		buf_adds(x->out, " AUTO_INCREMENT");
	if (!x->mariadb)
		add_invisible(x);
}

void my_add_attributes(struct buf *out, const struct orm_object *o)
{
	const char *attributes = my_option(o, "attributes");

	if (attributes)
		buf_addf(out, " %s", attributes);
}

bool my_is_text(const struct orm_type *type)
{
	static const char *const names[] = { "char",       "varchar",  "tinytext", "text",
		                             "mediumtext", "longtext", "enum",     "set" };
	const char *name = type && type->name ? type->name : "";
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

	for (size_t i = 0; i < COUNT(names); i++)
		if (len == strlen(names[i]) && !strncasecmp(name, names[i], len))
			return true;
	return false;
}

bool my_column_text(struct ddl *d, struct buf *out, const struct orm_table *t,
                    const struct orm_column *c, struct error *err)
{
	struct column x = { d, out, t, c, my_is_mariadb(d->dialect) };

	buf_addf(out, "%s ", my_name(d->arena, c->object.name));
	if (!add_type(&x, err))
		return false;
	add_charset(&x);
	add_option(&x, "ref_system_id", " REF_SYSTEM_ID=", "");
	if (c->computed)
		add_generated(&x);
	else
		add_plain(&x);
	if (c->object.comment)
		buf_addf(out, " COMMENT %s", my_string(d->arena, c->object.comment));
	add_text_option(&x, "engine_attribute", " /*!80021 ENGINE_ATTRIBUTE ", " */");
	add_text_option(&x, "secondary_engine_attribute", " /*!80021 SECONDARY_ENGINE_ATTRIBUTE ",
	                " */");
	my_add_attributes(out, &c->object);
	add_option(&x, "check", " CHECK (", ")");
	return true;
}

bool my_numbers_itself(const struct orm_column *c)
{
	return my_is(&c->object, "auto_increment");
}

void my_keep_values(struct buf *out, const struct orm_table *t)
{
	struct arena a = { 0 };

	for (size_t i = 0; i < t->columns.len; i++) {
		const struct orm_object *c = &t->columns.items[i]->object;

		if (my_option(c, "on_update"))
			buf_addf(out, ", %s = %s", my_name(&a, c->name), my_name(&a, c->name));
	}
	arena_release(&a);
}

const struct orm_column *my_whole_column(struct arena *a, const struct orm_table *t,
                                         const struct orm_column *c)
{
	const char *collation = my_option(&t->object, "collate");
	struct orm_column *copy;

	if (!collation || c->collation || !my_is_text(c->type) || my_option(&c->object, "charset"))
		return c;
	copy = arena_copy(a, c, sizeof *c);
	copy->collation = collation;
	return copy;
}
