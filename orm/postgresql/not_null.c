/*
 * orm/postgresql/not_null.c - NOT NULL as a constraint
 *
 * Since version 18 it has a name, may be NO INHERIT or NOT VALID, and carries a
 * comment; a domain's has its name since 17.  Where it has the name that the server
 * gives, the metadata doesn't say it.
 */
#include "orm/postgresql/not_null.h"

#include "base/text.h"
#include "orm/postgresql/capability.h"
#include "orm/postgresql/create.h"
#include "orm/postgresql/online.h"
#include "orm/postgresql/postgresql.h"

const char *pg_not_null_name(struct arena *a, const char *table, const struct orm_column *c)
{
	return c && c->not_null_name
	           ? c->not_null_name
	           : pg_usual_name(a, table, c ? c->object.name : NULL, "not_null");
}

const char *pg_domain_not_null_name(struct arena *a, const struct orm_definition *o)
{
	const char *name = pg_option(&o->object, "not_null_name");

	return text_empty(name) ? pg_not_null_name(a, o->object.name, NULL) : name;
}

static void add_name(struct buf *out, const char *name)
{
	if (text_empty(name))
		return;
	buf_adds(out, "CONSTRAINT ");
	ddl_name(out, &orm_postgresql, name);
	buf_addc(out, ' ');
}

bool pg_not_null_is_parents(const struct orm_column *c)
{
	return text_same(pg_option(&c->object, "not_null_local"), "false");
}

void pg_own_not_null_text(struct buf *out, const char *table, const struct orm_column *c)
{
	struct arena a = { 0 };

	add_name(out, pg_not_null_name(&a, table, c));
	buf_addf(out, "NOT NULL %s", pg_name(&a, c->object.name));
	arena_release(&a);
}

void pg_not_null_text(struct buf *out, const struct orm_column *c)
{
	/* one that old rows needn't hold to is added later */
	if (c->nullable != ORM_NO || pg_is(&c->object, "not_null_not_valid") ||
	    pg_not_null_is_parents(c))
		return;
	buf_addc(out, ' ');
	add_name(out, c->not_null_name);
	buf_adds(out, "NOT NULL");
	if (pg_is(&c->object, "not_null_no_inherit"))
		buf_adds(out, " NO INHERIT");
}

/* As an action of ALTER TABLE. */
static const char *added(struct arena *a, const char *name, const struct orm_column *c)
{
	struct buf b = { 0 };

	buf_adds(&b, "ADD ");
	add_name(&b, name);
	buf_addf(&b, "NOT NULL %s", pg_name(a, c->object.name));
	if (pg_is(&c->object, "not_null_no_inherit"))
		buf_adds(&b, " NO INHERIT");
	if (pg_is(&c->object, "not_null_not_valid"))
		buf_adds(&b, " NOT VALID");
	return buf_take(&b, a);
}

void pg_finish_not_null(struct ddl *d, const char *table, const char *bare,
                        const struct orm_column *c)
{
	const char *comment = pg_option(&c->object, "not_null_comment");

	if (c->nullable != ORM_NO)
		return;
	if (pg_is(&c->object, "not_null_not_valid"))
		ddl_addf(d, 0, NULL, "ALTER TABLE %s %s", table,
		         added(d->arena, c->not_null_name, c));
	if (!text_empty(comment) && pg_can(d->version, PG_NOT_NULL_CONSTRAINT))
		pg_comment_on_constraint(d, table, pg_not_null_name(d->arena, bare, c), comment);
}

const char *pg_set_not_null(struct ddl *d, const struct orm_column *c)
{
	bool is_plain = !c->not_null_name && !pg_is(&c->object, "not_null_not_valid") &&
	                !pg_is(&c->object, "not_null_no_inherit");

	if (is_plain || !pg_can(d->version, PG_NOT_NULL_CONSTRAINT))
		return arena_printf(d->arena, "ALTER COLUMN %s SET NOT NULL",
		                    pg_name(d->arena, c->object.name));
	return added(d->arena, c->not_null_name, c);
}

static void comment_on(struct pg_batch *b, const char *name, const char *comment)
{
	pg_after(b, "COMMENT ON CONSTRAINT %s ON %s IS %s", pg_name(b->ddl->arena, name), b->table,
	         text_empty(comment) ? "NULL" : pg_string(b->ddl->arena, comment));
}

/* The column as the database has it, if that can be asked. */
static const struct orm_column *column_now(struct pg_batch *b, const struct orm_column *c)
{
	const char *schema, *name;
	struct orm_metadata *m = pg_look_up(b->ddl, b->table, &schema, &name);
	const struct orm_table *t = m ? orm_metadata_table(m, schema, name) : NULL;

	return t ? orm_table_column(t, &orm_postgresql, c->object.name) : NULL;
}

/* What the database calls it: a name that heirs have keeps through renames. */
static const char *name_now(struct pg_batch *b, const struct orm_column *c)
{
	const struct orm_column *now = column_now(b, c);

	return pg_not_null_name(b->ddl->arena, b->name, now && now->nullable == ORM_NO ? now : c);
}

/* The constraint stays one: what is said of it changes.  `is`: what it will be called. */
static void alter(struct pg_batch *b, const struct orm_change *c, const char *was, const char *is)
{
	const struct orm_column *to = (const struct orm_column *)c->to;
	struct arena *a = b->ddl->arena;
	const char *value;
	bool anew = pg_gives_option(c, "not_null_not_valid", &value) && value;

	if (anew) {
		const char *comment = pg_option(&to->object, "not_null_comment");

		pg_action(b, "ALTER COLUMN %s DROP NOT NULL", pg_name(a, to->object.name));
		pg_action(b, "%s", added(a, is, to));
		if (!text_empty(comment))
			comment_on(b, is, comment);
		return;
	}
	if (pg_gives_option(c, "not_null_not_valid", &value))
		pg_action(b, "VALIDATE CONSTRAINT %s", pg_name(a, was));
	if (pg_gives_option(c, "not_null_no_inherit", &value))
		pg_action(b, "ALTER CONSTRAINT %s %sINHERIT", pg_name(a, was), value ? "NO " : "");
	if (strcmp(was, is) != 0)
		/* of a foreign table, too: ALTER FOREIGN TABLE hasn't got it */
		pg_after(b, "ALTER TABLE %s RENAME CONSTRAINT %s TO %s", b->table, pg_name(a, was),
		         pg_name(a, is));
}

/* Did it go with its parent's, and the comment with it? */
static bool is_gone(struct pg_batch *b, const struct orm_column *c, const char *comment)
{
	const struct orm_column *now = text_empty(comment) ? column_now(b, c) : NULL;

	return now && now->nullable == ORM_YES;
}

void pg_alter_not_null(struct pg_batch *b, const struct orm_change *c)
{
	const struct orm_column *from = (const struct orm_column *)c->from;
	const struct orm_column *to = (const struct orm_column *)c->to;
	bool turns = pg_gives(c, "nullable") && to->nullable != ORM_UNSPECIFIED;
	const char *is = pg_not_null_name(b->ddl->arena, b->name, to), *was = is, *comment;

	if (turns && to->nullable == ORM_YES) {
		pg_action(b, "ALTER COLUMN %s DROP NOT NULL",
		          pg_name(b->ddl->arena, to->object.name));
		return;
	}
	if (!turns) {
		was = name_now(b, from ? from : to);
		is = pg_gives(c, "not_null_name") ? is : was;
	}
	if (turns && !pg_set_not_null_online(b, to))
		pg_action(b, "%s", pg_set_not_null(b->ddl, to));
	else if (!turns && to->nullable != ORM_YES &&
	         pg_can(b->ddl->version, PG_NOT_NULL_CONSTRAINT))
		alter(b, c, was, is);
	if (pg_gives_option(c, "not_null_comment", &comment) &&
	    pg_can(b->ddl->version, PG_NOT_NULL_CONSTRAINT) && !is_gone(b, to, comment))
		comment_on(b, is, comment);
}

void pg_domain_not_null_text(struct buf *out, const struct orm_definition *o)
{
	if (o->nullable != ORM_NO)
		return;
	buf_addc(out, ' ');
	add_name(out, pg_option(&o->object, "not_null_name"));
	buf_adds(out, "NOT NULL");
}

static const char *on_domain(struct arena *a, const struct orm_definition *o)
{
	return arena_printf(a, "DOMAIN %s", pg_reference(a, o));
}

void pg_finish_domain_not_null(struct ddl *d, const struct orm_definition *o)
{
	const char *comment = pg_option(&o->object, "not_null_comment");

	if (o->nullable == ORM_NO && !text_empty(comment) && pg_can(d->version, PG_DOMAIN_NOT_NULL))
		pg_comment_on_constraint(d, on_domain(d->arena, o),
		                         pg_domain_not_null_name(d->arena, o), comment);
}

void pg_alter_domain_not_null(struct ddl *d, const struct orm_change *c)
{
	const struct orm_definition *from = (const struct orm_definition *)c->from;
	const struct orm_definition *to = (const struct orm_definition *)c->to;
	const char *domain = on_domain(d->arena, to), *name = pg_domain_not_null_name(d->arena, to),
		   *value;
	bool named = pg_can(d->version, PG_DOMAIN_NOT_NULL);
	bool turns = pg_gives(c, "nullable") && to->nullable != from->nullable;

	if (turns && to->nullable == ORM_NO && named)
		ddl_addf(d, 0, NULL, "ALTER %s ADD CONSTRAINT %s NOT NULL", domain,
		         pg_name(d->arena, name));
	else if (turns)
		ddl_addf(d, 0, NULL, "ALTER %s %s NOT NULL", domain,
		         to->nullable == ORM_NO ? "SET" : "DROP");
	if (!named || to->nullable != ORM_NO)
		return;
	if (!turns && strcmp(name, pg_domain_not_null_name(d->arena, from)) != 0)
		ddl_addf(d, 0, NULL, "ALTER %s RENAME CONSTRAINT %s TO %s", domain,
		         pg_name(d->arena, pg_domain_not_null_name(d->arena, from)),
		         pg_name(d->arena, name));
	if (pg_gives_option(c, "not_null_comment", &value))
		pg_comment_on_constraint(d, domain, name, value);
}
