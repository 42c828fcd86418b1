/* orm/mysql/alter_options.c - clauses of ALTER TABLE about the table itself */
#include <string.h>

#include "base/text.h"
#include "orm/mysql/alter.h"

static enum my_step step_of(const char *option)
{
	static const struct {
		const char *option;
		enum my_step step;
	} steps[] = {
		{ "engine", MY_SET_ENGINE },         { "row_format", MY_SET_FORMAT },
		{ "key_block_size", MY_SET_FORMAT }, { "tablespace", MY_SET_FORMAT },
		{ "encryption", MY_SET_ENCRYPTION }, { "page_compressed", MY_SET_FORMAT },
		{ "data_directory", MY_SET_FORMAT },
	};

	for (size_t i = 0; i < COUNT(steps); i++)
		if (!strcmp(steps[i].option, option))
			return steps[i].step;
	return MY_SET_OPTION;
}

static void set_option(struct my_alter *x, const char *name, const char *value)
{
	const char *text = my_table_option(x->ddl->arena, x->ddl->dialect, name, value);

	if (text)
		my_clause(x, &x->main, step_of(name), "%s", text);
}

static void alter_charset(struct my_alter *x)
{
	const char *was = my_table_charset(x->ddl->arena, x->base);
	const char *is = my_table_charset(x->ddl->arena, x->to);

	if (is && !text_same_nocase(was, is))
		my_clause(x, &x->main, MY_SET_CHARSET, "%s", is);
}

static void alter_periods(struct my_alter *x)
{
	const struct orm_options *was = &x->base->object.options, *is = &x->to->object.options;

	for (size_t i = 0; i < was->len; i++) {
		const struct orm_option *o = &was->items[i];
		const char *name = o->name + strlen("period_");

		/* that of the system goes with its columns */
		if (!my_period_text(x->ddl->arena, o) || text_same(name, "system_time") ||
		    text_same(my_option(&x->to->object, o->name), o->value))
			continue;
		my_clause(x, &x->main, MY_SET_PERIOD, "DROP PERIOD FOR %s",
		          my_name(x->ddl->arena, name));
	}
	for (size_t i = 0; i < is->len; i++) {
		const char *text = my_period_text(x->ddl->arena, &is->items[i]);

		if (text &&
		    !text_same(my_option(&x->base->object, is->items[i].name), is->items[i].value))
			my_clause(x, &x->main, MY_SET_PERIOD, "ADD %s", text);
	}
}

/* Rows that have their times in columns that aren't seen can't get others for them. */
static bool check_versioning(struct my_alter *x, bool was, bool is)
{
	if (!was || !is || my_option(&x->base->object, "period_system_time") ||
	    !my_option(&x->to->object, "period_system_time"))
		return true;
	fail(x->err, ERR_UNSUPPORTED,
	     "table \"%s\" has system versioning: it can't get columns for the times of its rows",
	     x->name);
	return fail_hint(x->err, "Drop its system versioning, with the past of its rows, and add "
	                         "it again with the columns.");
}

static bool alter_versioning(struct my_alter *x)
{
	bool was = my_is(&x->base->object, "system_versioning");
	bool is = my_is(&x->to->object, "system_versioning");

	if (!check_versioning(x, was, is))
		return false;
	if (was && !is)
		my_guard_past(x);
	alter_periods(x);
	if (was != is)
		my_clause(x, &x->main, is ? MY_ADD_VERSIONING : MY_DROP_VERSIONING,
		          "%s SYSTEM VERSIONING", is ? "ADD" : "DROP");
	return true;
}

/* Those that came, changed or went. */
static void alter_each(struct my_alter *x)
{
	const struct orm_options *was = &x->base->object.options, *is = &x->to->object.options;

	for (size_t i = 0; i < is->len; i++) {
		const char *name = is->items[i].name, *value = my_option(&x->to->object, name);

		if (value && !text_same(value, my_option(&x->base->object, name)))
			set_option(x, name, value);
	}
	for (size_t i = 0; i < was->len; i++) {
		const char *name = was->items[i].name;

		if (my_option(&x->base->object, name) && !my_option(&x->to->object, name))
			set_option(x, name, NULL);
	}
}

bool my_alter_options(struct my_alter *x)
{
	const char *comment = x->to->object.comment;

	alter_charset(x);
	alter_each(x);
	if (!text_same(text_empty(comment) ? NULL : comment, x->base->object.comment))
		my_clause(x, &x->main, MY_SET_OPTION, "COMMENT=%s",
		          my_string(x->ddl->arena, comment ? comment : ""));
	return alter_versioning(x);
}
