/* orm/mysql/dialect.c - MySQL's dialect */
#include <string.h>
#include <strings.h>

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
	return text_folded(a, name);
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

/* Some sort by number, and compare with a literal as text; literals of a FLOAT are rounded. */
bool my_is_ordered(const struct orm_column *c)
{
	static const char *const others[] = { "enum", "set", "bit", "float" };
	const char *type = c->type->name ? c->type->name : "";

	for (size_t i = 0; i < COUNT(others); i++)
		if (!strncasecmp(type, others[i], strlen(others[i])))
			return false;
	return true;
}

/*
 * Outside of routines nothing is conditional, and SIGNAL can't be prepared; but the name
 * of a table that isn't there is told.
 */
void my_script_guard(struct buf *out, const char *why, const char *condition)
{
	struct buf name = { 0 }, statement = { 0 };
	size_t len = strlen(why);

	if (len > orm_mysql.identifier_max)
		len = orm_mysql.identifier_max;
	while (len && ((why[len] & 0xC0) == 0x80 || why[len - 1] == ' '))
		len--;
	buf_add(&name, why, len);
	buf_adds(&statement, "DO (SELECT 1 FROM ");
	ddl_name(&statement, &orm_mysql, buf_str(&name));
	buf_adds(&statement, ")");
	buf_addf(out, "SET @limbeck_check = IF(%s, 'DO 0', ", condition);
	my_string_text(out, buf_str(&statement));
	buf_adds(out, ");\nPREPARE limbeck_check FROM @limbeck_check;\n"
	              "EXECUTE limbeck_check;\nDEALLOCATE PREPARE limbeck_check;\n");
	buf_release(&name);
	buf_release(&statement);
}

/* The database's own, such as its character set: ALTER DATABASE without a name. */
void my_write_setting(struct buf *out, const struct orm_option *setting)
{
	bool charset = text_same(setting->name, "charset");

	buf_addf(out, "ALTER DATABASE %s %s", charset ? "CHARACTER SET" : "COLLATE",
	         setting->value);
}

static const char *const lacks[] = { "uuid", "inet4", "inet6", "xmltype", NULL };

const struct orm_dialect orm_mysql = {
	.name = "mysql",
	.title = "MySQL",
	.quote = '`',
	.identifier_max = 64,
	.counts_characters = true,
	.text_max = 65535,
	.any_text = "utf8mb4_bin",
	.key_bytes = "varbinary(255)",
	.length_function = "char_length",
	.index_kind = "prefix",

	.has_comments = true,
	.batches = true,
	.indexes_inside = true,
	.orders_columns = true,
	.takes_locks = true,
	.knows_depends = true,
	.canonicalises = true,
	.checks_references = true,
	.refers_to_keys = true,
	.guards_actions = true,
	.true_text = "1",
	.false_text = "0",
	.script_utf8 = "SET NAMES utf8mb4;\n",
	.delimiter = "DELIMITER",

	.options = my_options,
	.samples = my_samples,

	.next_token = my_next_token,
	.is_idle = my_is_introducer,
	.is_reserved = my_is_reserved,
	.ends_statement = my_ends_statement,
	.unquote = my_unquote,
	.accepts = my_accepts,
	.fold = my_fold,
	.same_name = my_same_name,

	.type_text = my_type_text,
	.generic_type = my_generic_type,
	.near_types = my_near_types,
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
	.lacks = lacks,
	.cost = my_statement_cost,
	.sizes = MY_SIZES,
	.sizes_lag = true,
	.key_may_be_null = my_key_may_be_null,
	.is_ordered = my_is_ordered,
	.chose_name = my_chose_name,
	.name_after = my_name_after,
	.whole_column = my_whole_column,
	.short_column = my_short_column,
	.numbers_itself = my_numbers_itself,
	.misfit = my_misfit,
	.unstored = my_unstored,
	.collated = my_collated,
	.unplaced = my_unplaced,
	.unindexed = my_unindexed,
	.keep_values = my_keep_values,
	.script_guard = my_script_guard,
	.write_setting = my_write_setting,
	.sql = &orm_mysql_sql,
};
