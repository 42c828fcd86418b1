/* reflect/mysql/parse_options.c - table options, as SHOW CREATE TABLE has them */
#include "base/buf.h"
#include "base/text.h"
#include "orm/dialect.h"
#include "reflect/mysql/show.h"

/* Words up to the equals sign, as an option's name: DATA DIRECTORY = data_directory. */
static const char *read_name(struct show *s)
{
	struct buf name = { 0 };
	const char *word;

	(void)show_skip(s, "default");
	do {
		if (!(word = show_word(s))) {
			buf_release(&name);
			return NULL;
		}
		buf_addf(&name, "%s%s", name.len ? "_" : "", text_lower(s->arena, word));
	} while (s->t.kind == ORM_TOKEN_WORD);
	return buf_take(&name, s->arena);
}

/* UNION=(`a`,`b`): with its parentheses. */
static const char *read_list(struct show *s)
{
	const char *start = s->t.start;

	return show_parenthesised(s) ? show_text(s, start) : NULL;
}

static const char *read_value(struct show *s)
{
	if (s->t.kind == ORM_TOKEN_STRING)
		return show_string(s);
	if (s->t.kind == ORM_TOKEN_QUOTED)
		return show_name(s);
	return show_at_op(s, '(') ? read_list(s) : show_word(s);
}

static bool set_charset(struct show *s, struct orm_table *t, const char *charset)
{
	const char *collation =
	    s->context->defaults ? map_get(s->context->defaults, charset) : NULL;

	if (collation)
		show_option(s, &t->object, "collate", collation);
	else
		show_option(s, &t->object, "charset", charset);
	return true;
}

/* name = value */
static bool read_option(struct show *s, struct orm_table *t)
{
	const char *name = read_name(s), *value;

	if (!name || !show_expect_op(s, '=') || !(value = read_value(s)))
		return false;
	if (!strcmp(name, "charset") || !strcmp(name, "character_set"))
		return set_charset(s, t, value);
	if (!strcmp(name, "comment")) {
		t->object.comment = value;
		return true;
	}
	if (!orm_option_find(s->context->dialect, ORM_TABLE, name))
		return show_refuse(s,
		                   arena_printf(s->arena, "table option \"%s\" isn't known", name));
	show_option(s, &t->object, name, value);
	return true;
}

static bool read_tablespace(struct show *s, struct orm_table *t)
{
	const char *name;

	(void)show_skip_op(s, '=');
	if (!(name = show_name(s)))
		return false;
	show_option(s, &t->object, "tablespace", name);
	return true;
}

static bool read_storage(struct show *s, struct orm_table *t)
{
	const char *where = show_word(s);

	if (!where)
		return false;
	show_option(s, &t->object, "storage", where);
	return true;
}

static bool read_versioning(struct show *s, struct orm_table *t)
{
	show_option(s, &t->object, "system_versioning", NULL);
	return show_expect(s, "system") && show_expect(s, "versioning");
}

static bool read_partitions(struct show *s, struct orm_table *t)
{
	if (!show_expect(s, "by"))
		return false;
	t->partition_by = show_rest(s);
	return true;
}

static const struct {
	const char *word;
	bool (*read)(struct show *s, struct orm_table *t);
} special[] = {
	{ "tablespace", read_tablespace },
	{ "storage", read_storage },
	{ "with", read_versioning },
	{ "partition", read_partitions },
};

static bool read_any(struct show *s, struct orm_table *t)
{
	if (show_at_attribute(s))
		return show_attribute(s, &t->object);
	for (size_t i = 0; i < COUNT(special); i++)
		if (show_skip(s, special[i].word))
			return special[i].read(s, t);
	return read_option(s, t);
}

bool show_table_options(struct show *s, struct orm_table *t)
{
	while (!show_at_end(s))
		if (!read_any(s, t))
			return false;
	return true;
}
