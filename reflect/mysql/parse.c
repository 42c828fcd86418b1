/* reflect/mysql/parse.c - SHOW CREATE TABLE as a table */
#include "reflect/mysql/parse.h"

#include "base/text.h"
#include "reflect/mysql/show.h"

static bool read_item(struct show *s, struct orm_table *t)
{
	const char *name;

	if (show_part(s, t))
		return true;
	if (s->why || !(name = show_name(s)))
		return false;
	return show_column(s, t, orm_column_new(s->arena, name));
}

static bool read_items(struct show *s, struct orm_table *t)
{
	if (!show_expect_op(s, '('))
		return false;
	do {
		if (!read_item(s, t))
			return false;
	} while (show_skip_op(s, ','));
	return show_expect_op(s, ')');
}

static bool read_head(struct show *s)
{
	if (!show_expect(s, "create"))
		return false;
	if (show_at(s, "temporary")) {
		s->why = "a temporary table of this session hides it";
		return false;
	}
	return show_expect(s, "table") && show_name(s) != NULL;
}

/*
 * A column's collation is its own where it isn't the table's.  MySQL remembers
 * whether the table's own was said with its character set, and shows it then.
 */
static void share_collation(struct show *s, struct orm_table *t)
{
	const char *own = orm_option_get(&t->object.options, NULL, "collate");

	if (own)
		orm_option_set(s->arena, &t->object.options, NULL, "charset", NULL);
	for (size_t i = 0; i < t->columns.len; i++) {
		struct orm_column *c = t->columns.items[i];

		if (own && text_same(c->collation, own))
			c->collation = NULL;
		else
			orm_option_set(s->arena, &c->object.options, NULL, "explicit_collation",
			               NULL);
	}
}

bool my_parse_table(struct arena *a, const struct my_context *context, const char *sql,
                    struct orm_table *t, const char **why)
{
	struct show s;

	show_start(&s, a, context, sql);
	if (read_head(&s) && read_items(&s, t) && show_table_options(&s, t)) {
		share_collation(&s, t);
		if (s.disabled)
			t->opaque =
			    arena_printf(a, "the server doesn't know its option %s", s.disabled);
		return true;
	}
	*why = s.why;
	return false;
}
