/*
 * orm/postgresql/public.c - the schema that every database has from the start
 *
 * It is among the objects only where its comment isn't the usual one: who says nothing
 * of it doesn't want it dropped.
 */
#include <string.h>

#include "orm/postgresql/create.h"
#include "orm/schema/attribute.h"

#define USUAL "standard public schema"

bool pg_is_public(const struct orm_object *o)
{
	return o->kind == ORM_SCHEMA && !strcmp(o->name, "public");
}

void pg_comment_public(struct ddl *d, const char *comment)
{
	pg_comment(d, "SCHEMA public", comment);
}

void pg_drop_public(struct ddl *d)
{
	pg_comment_public(d, USUAL);
}

/* One that was dropped and made again has no comment, which is no difference to anybody. */
void pg_keep_public(struct arena *a, struct orm_changes *changes)
{
	for (size_t i = 0; i < changes->len; i++) {
		struct orm_change *c = &changes->items[i];
		struct orm_definition *usual;

		if (c->verb != ORM_DROP || !c->from || !pg_is_public(c->from))
			continue;
		usual = c->from->comment
		            ? orm_definition_copy(a, (const struct orm_definition *)c->from)
		            : NULL;
		if (usual) {
			usual->object.comment = USUAL;
			c->verb = ORM_ALTER;
			c->mask = orm_attr_bit(ORM_SCHEMA, "comment");
		}
		c->to = usual ? &usual->object : NULL;
		c->from = usual ? c->from : NULL;
	}
}
