/* migrate/backfill.c - the values of rows that have none, for a plan */
#include "migrate/backfill.h"

#include <string.h>

#include "base/text.h"
#include "orm/dialect.h"

const char *migrate_backfill_name(struct arena *a, const struct orm_change *c)
{
	return arena_printf(a, "%s%s%s.%s", c->schema ? c->schema : "", c->schema ? "." : "",
	                    c->table, c->to->name);
}

/* `text` begins with the name and an equals sign: what follows; else NULL. */
static const char *value_for(struct arena *a, const struct orm_dialect *d, const char *text,
                             const char *schema, const char *table, const char *column)
{
	const char *name =
	    arena_printf(a, "%s%s%s.%s", schema ? schema : "", schema ? "." : "", table, column);
	size_t len = strlen(name);

	if (strlen(text) <= len || text[len] != '=' ||
	    !d->same_name(arena_strndup(a, text, len), name))
		return schema ? value_for(a, d, text, NULL, table, column) : NULL;
	return text + len + 1;
}

static const char *value_for_change(struct arena *a, const struct orm_dialect *d, const char *text,
                                    const struct orm_change *c)
{
	if (c->kind != ORM_COLUMN || (c->verb != ORM_CREATE && c->verb != ORM_ALTER))
		return NULL;
	return value_for(a, d, text, c->schema, c->table, c->to->name);
}

static bool names_column(struct arena *a, const struct orm_dialect *d,
                         const struct orm_metadata *to, const char *text)
{
	for (size_t i = 0; i < to->tables.len; i++) {
		const struct orm_table *t = to->tables.items[i];

		for (size_t k = 0; k < t->columns.len; k++)
			if (value_for(a, d, text, t->object.schema, t->object.name,
			              t->columns.items[k]->object.name))
				return true;
	}
	return false;
}

static bool check_form(const char *text, struct error *err)
{
	const char *equals = strchr(text, '='), *dot = strchr(text, '.');

	if (equals && equals[1] && dot && dot > text && dot + 1 < equals)
		return true;
	(void)fail(err, ERR_USAGE,
	           "option \"--backfill\" expects TABLE.COLUMN=EXPRESSION, not \"%s\"", text);
	return fail_hint(err, "The expression is SQL: orders.state='open', or orders.paid=total.");
}

static bool set(struct arena *a, const struct orm_dialect *d, struct migrate_ops *ops,
                const char *text)
{
	bool found = false;

	for (size_t i = 0; i < ops->len; i++)
		for (size_t k = 0; k < ops->items[i].changes.len; k++) {
			struct orm_change *c = &ops->items[i].changes.items[k];
			const char *value = value_for_change(a, d, text, c);

			if (value) {
				c->backfill = value;
				found = true;
			}
		}
	return found;
}

bool migrate_backfill(struct arena *a, const struct orm_dialect *d, struct migrate_ops *ops,
                      const struct orm_metadata *to, const struct names *texts, struct error *err)
{
	for (size_t i = 0; i < texts->len; i++) {
		const char *text = texts->items[i];

		if (!check_form(text, err))
			return false;
		if (!set(a, d, ops, text) && !names_column(a, d, to, text))
			return fail(err, ERR_USAGE,
			            "option \"--backfill\": there is no column \"%.*s\"",
			            (int)strcspn(text, "="), text);
	}
	return true;
}

static bool has_default(const struct orm_default *v)
{
	return v->kind != ORM_DEFAULT_NONE && v->kind != ORM_DEFAULT_NULL &&
	       !text_same_nocase(v->text, "NULL");
}

/* A default that comes with the type. */
static bool has_domain_default(const struct orm_metadata *m, const struct orm_column *c)
{
	const char *name = c->type && c->type->name ? c->type->name : "", *dot = strrchr(name, '.');

	for (size_t i = 0; m && i < m->definitions.len; i++) {
		const struct orm_definition *d = m->definitions.items[i];

		if (d->object.kind == ORM_DOMAIN && has_default(&d->server_default) &&
		    text_same(d->object.name, dot ? dot + 1 : name))
			return true;
	}
	return false;
}

/* The alias of SQLite's rowid, for one. */
static bool is_numbered(const struct orm_dialect *d, const struct orm_column *c)
{
	const struct orm_table *t = c->object.table;
	const struct orm_column *own = t ? orm_table_column(t, d, c->object.name) : NULL;

	return (d->numbers_itself && d->numbers_itself(c)) || c->identity || c->computed ||
	       (own && d->key_may_be_null(t, own));
}

bool migrate_needs_backfill(const struct orm_dialect *d, const struct orm_change *c,
                            const struct orm_metadata *to)
{
	const struct orm_column *is = (const struct orm_column *)c->to;
	const struct orm_column *was = (const struct orm_column *)c->from;

	if (c->kind != ORM_COLUMN || !is || c->backfill || is->nullable != ORM_NO ||
	    is_numbered(d, is))
		return false;
	if (c->verb == ORM_CREATE)
		return !has_default(&is->server_default) && !has_domain_default(to, is);
	return c->verb == ORM_ALTER && (c->mask & orm_attr_bit(ORM_COLUMN, "nullable")) &&
	       was->nullable != ORM_NO && !was->computed;
}
