/* reflect/mysql/table.c - one table: what it is made of, what it needs, what keeps it from changes
 */
#include "base/text.h"
#include "orm/dialect.h"
#include "reflect/mysql/parse.h"
#include "reflect/mysql/reader.h"

/* The columns that an expression speaks of. */
static void note_columns(struct my_reader *r, const struct orm_table *t, struct orm_object *o,
                         const char *expr)
{
	for (const char *at = expr ? expr : "", *end = at + strlen(at); at < end;) {
		struct orm_token token = r->dialect->next_token(at, (size_t)(end - at));
		const struct orm_column *c = NULL;

		at = token.start + token.len;
		if (token.kind == ORM_TOKEN_WORD || token.kind == ORM_TOKEN_QUOTED)
			c = orm_table_column(t, r->dialect,
			                     orm_unquote(&r->scratch, r->dialect, &token));
		if (c && &c->object != o)
			vec_push(r->arena, &o->depends,
			         orm_object_key(r->arena, r->dialect, &c->object));
	}
}

static void note_expressions(struct my_reader *r, struct orm_table *t)
{
	for (size_t i = 0; i < t->columns.len; i++)
		note_columns(r, t, &t->columns.items[i]->object, t->columns.items[i]->computed);
	for (size_t i = 0; i < t->constraints.len; i++)
		note_columns(r, t, &t->constraints.items[i]->object, t->constraints.items[i]->expr);
	for (size_t i = 0; i < t->indexes.len; i++)
		for (size_t k = 0; k < t->indexes.items[i]->elements.len; k++)
			note_columns(r, t, &t->indexes.items[i]->object,
			             t->indexes.items[i]->elements.items[k].expr);
}

/* Tables that this one can't be made before. */
static void note_depends(struct my_reader *r, struct orm_table *t)
{
	for (size_t i = 0; i < t->constraints.len; i++) {
		struct orm_constraint *k = t->constraints.items[i];
		struct orm_object referred = { .kind = ORM_TABLE,
			                       .schema = k->referred_schema,
			                       .name = k->referred_table };

		if (k->object.kind == ORM_FOREIGN_KEY)
			vec_push(r->arena, &k->object.depends,
			         orm_object_key(r->arena, r->dialect, &referred));
	}
}

/* The text is kept only where it is all that limbeck can do with the table. */
static void judge(struct my_reader *r, struct orm_table *t, const char *text)
{
	const char *why = t->opaque ? t->opaque : my_unfaithful(r->arena, r, t, text);

	if (!why)
		return;
	t->opaque = NULL;
	orm_metadata_hold(r->m, t, why);
	t->object.text = arena_strdup(r->arena, text);
}

/* Models take a single integer key for one that counts up; these don't. */
static void mark_plain_key(struct orm_table *t, const struct orm_dialect *d)
{
	const struct orm_constraint *pk = orm_table_primary_key(t);
	struct orm_column *c;
	const char *type;

	if (!pk || pk->elements.len != 1 || !pk->elements.items[0].column)
		return;
	c = orm_table_column(t, d, pk->elements.items[0].column);
	type = c ? c->type->name : "";
	type += strspn(type, "abcdefghijklmnopqrstuvwxyz");
	if (c && type - c->type->name >= 3 && !strncmp(type - 3, "int", 3) &&
	    !orm_option_get(&c->object.options, NULL, "auto_increment"))
		c->autoincrement = ORM_NO;
}

void my_add_table(struct my_reader *r, const struct my_context *context, const char *name,
                  const char *text)
{
	struct orm_table *t = orm_table_new(r->arena, r->schema, name);
	const char *why = "its definition is hidden";

	if (!text || !my_parse_table(r->arena, context, text, t, &why)) {
		orm_metadata_leave_out(r->m, "table", t->object.name, why);
		return;
	}
	judge(r, t, text);
	mark_plain_key(t, r->dialect);
	note_depends(r, t);
	note_expressions(r, t);
	orm_metadata_add_table(r->m, t);
}
