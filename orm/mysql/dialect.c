/* orm/mysql/dialect.c - MySQL's dialect */
#include <string.h>

#include "base/text.h"
#include "orm/mysql/lex.h"
#include "orm/sql/dialect.h"

/*
 * Names compare without regard to ASCII case: columns, indexes, routines and
 * events do so on every server, tables where lower_case_table_names isn't 0.
 * Where it is 0, two tables whose names differ in case alone would be taken for
 * one: reflection refuses such a database.
 */
const char *my_fold(struct arena *a, const char *name)
{
	return text_lower(a, name);
}

bool my_same_name(const char *x, const char *y)
{
	return text_same_nocase(x, y);
}

bool my_key_may_be_null(const struct orm_table *t, const struct orm_column *c)
{
	(void)t;
	(void)c;
	return false;
}

/* The database's own, such as its character set: ALTER DATABASE without a name. */
void my_write_setting(struct buf *out, const struct orm_option *setting)
{
	bool charset = text_same(setting->name, "charset");

	buf_addf(out, "ALTER DATABASE %s %s", charset ? "CHARACTER SET" : "COLLATE",
	         setting->value);
}

const struct orm_dialect orm_mysql = {
	.name = "mysql",
	.title = "MySQL",
	.quote = '`',
	.identifier_max = 64,
	.counts_characters = true,
	.text_max = 65535,

	.has_comments = true,
	.batches = true,
	.indexes_inside = true,
	.orders_columns = true,
	.takes_locks = true,
	.knows_depends = true,
	.canonicalises = true,
	.checks_references = true,
	.true_text = "1",
	.false_text = "0",
	.script_utf8 = "SET NAMES utf8mb4;\n",
	.delimiter = "DELIMITER",

	.options = my_options,
	.samples = my_samples,

	.next_token = my_next_token,
	.is_reserved = my_is_reserved,
	.ends_statement = my_ends_statement,
	.unquote = my_unquote,
	.accepts = my_accepts,
	.fold = my_fold,
	.same_name = my_same_name,

	.type_text = my_type_text,
	.generic_type = my_generic_type,
	.same_type = my_same_type,
	.same_default = my_same_default,
	.string_text = my_string_text,
	.says = my_says,
	.function_text = my_function_text,
	.resolve = my_resolve,
	.resolve_metadata = my_resolve_metadata,
	.compile = my_compile,
	.can_alter = my_can_alter,
	.effect = my_effect,
	.losses = my_losses,
	.classify = my_classify,
	.outside = my_outside,
	.cost = my_statement_cost,
	.sizes = MY_SIZES,
	.sizes_lag = true,
	.key_may_be_null = my_key_may_be_null,
	.whole_column = my_whole_column,
	.short_column = my_short_column,
	.numbers_itself = my_numbers_itself,
	.misfit = my_misfit,
	.keep_values = my_keep_values,
	.write_setting = my_write_setting,
	.sql = &orm_mysql_sql,
};
