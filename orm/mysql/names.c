/* orm/mysql/names.c - names, literals and options of objects, as SQL */
#include <string.h>

#include "base/text.h"
#include "orm/mysql/mysql.h"

bool my_is_mariadb(const struct orm_dialect *d)
{
	return d == &orm_mariadb;
}

const char *my_name(struct arena *a, const char *name)
{
	return my_full_name(a, NULL, name);
}

const char *my_quoted(struct arena *a, const char *name)
{
	struct buf b = { 0 };

	buf_addc(&b, '`');
	for (; *name; name++) {
		if (*name == '`')
			buf_addc(&b, '`');
		buf_addc(&b, *name);
	}
	buf_addc(&b, '`');
	return buf_take(&b, a);
}

const char *my_full_name(struct arena *a, const char *schema, const char *name)
{
	struct buf b = { 0 };

	if (!schema && ddl_is_plain(&orm_mysql, name))
		return arena_strdup(a, name);
	ddl_full_name(&b, &orm_mysql, schema, name);
	return buf_take(&b, a);
}

/* As the servers themselves write strings in SHOW CREATE TABLE. */
void my_string_text(struct buf *out, const char *text)
{
	buf_addc(out, '\'');
	for (; *text; text++) {
		if (*text == '\'')
			buf_adds(out, "''");
		else if (*text == '\\')
			buf_adds(out, "\\\\");
		else if (*text == '\n')
			buf_adds(out, "\\n");
		else if (*text == '\r')
			buf_adds(out, "\\r");
		else
			buf_addc(out, *text);
	}
	buf_addc(out, '\'');
}

const char *my_string(struct arena *a, const char *text)
{
	struct buf b = { 0 };

	my_string_text(&b, text);
	return buf_take(&b, a);
}

/* They are sorted: what is said of no dialect comes first, then of "mariadb". */
const char *my_option(const struct orm_object *o, const char *name)
{
	for (size_t i = 0; i < o->options.len; i++) {
		const struct orm_option *x = &o->options.items[i];

		if (*x->name == *name && !strcmp(x->name, name) && !text_empty(x->value) &&
		    (!x->dialect || !strcmp(x->dialect, "mariadb") || !strcmp(x->dialect, "mysql")))
			return x->value;
	}
	return NULL;
}

bool my_is(const struct orm_object *o, const char *name)
{
	return text_same_nocase(my_option(o, name), "true");
}

bool my_gives(const struct orm_change *c, const char *attr)
{
	if (!strcmp(attr, "comment"))
		return (c->mask & ORM_ATTR_COMMENT) != 0;
	return (c->mask & orm_attr_bit(c->kind, attr)) != 0;
}

/* A number, and nothing else? */
static bool is_number(const char *text)
{
	return *text && !text[strspn(text, "0123456789")];
}

/* "t_ibfk_1", "t_chk_1", "CONSTRAINT_1"; a unique key is called after its first column. */
bool my_chose_name(const struct orm_table *t, const struct orm_constraint *c)
{
	const char *name = c->object.name, *table = t->object.name;
	size_t len = strlen(table);

	if (c->object.kind == ORM_UNIQUE) {
		const char *column = c->elements.len ? c->elements.items[0].column : NULL;

		len = column ? strlen(column) : 0;
		return column && !strncmp(name, column, len) &&
		       (!name[len] || (name[len] == '_' && is_number(name + len + 1)));
	}
	if (text_starts(name, "CONSTRAINT_"))
		return is_number(name + strlen("CONSTRAINT_"));
	if (strncmp(name, table, len) != 0)
		return false;
	name += len;
	return (text_starts(name, "_ibfk_") && is_number(name + strlen("_ibfk_"))) ||
	       (text_starts(name, "_chk_") && is_number(name + strlen("_chk_")));
}

/* Whatever follows; and letters are the same in one case only. */
static const char *with_table(struct arena *a, const char *name, const char *from, const char *to,
                              const char *infix)
{
	size_t len = strlen(from);

	if (!name || strncmp(name, from, len) != 0 || !text_starts(name + len, infix))
		return name;
	return arena_printf(a, "%s%s", to, name + len);
}

const char *mariadb_name_after(struct arena *a, const struct orm_constraint *c, const char *from,
                               const char *to)
{
	const char *name = c->object.name;

	return c->object.kind == ORM_FOREIGN_KEY ? with_table(a, name, from, to, "_ibfk_") : name;
}

const char *my_name_after(struct arena *a, const struct orm_constraint *c, const char *from,
                          const char *to)
{
	const char *name = c->object.name;

	return c->object.kind == ORM_CHECK ? with_table(a, name, from, to, "_chk_")
	                                   : mariadb_name_after(a, c, from, to);
}
