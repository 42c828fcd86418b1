/* orm/mysql/mariadb.c - MariaDB's dialect: MySQL's, with some slots of its own */
#include "orm/mysql/lex.h"

const struct orm_dialect orm_mariadb = {
	.name = "mariadb",
	.base = "mysql",
	.title = "MariaDB",
	.quote = '`',
	.identifier_max = 64,
	.text_max = 65535,

	.has_comments = true,
	.batches = true,
	.indexes_inside = true,
	.orders_columns = true,
	.knows_depends = true,
	.canonicalises = true,
	.checks_references = true,
	.true_text = "1",
	.false_text = "0",
	.delimiter = "DELIMITER",

	.options = mariadb_options,

	.next_token = mariadb_next_token,
	.is_reserved = my_is_reserved,
	.ends_statement = my_ends_statement,
	.unquote = my_unquote,
	.accepts = my_accepts,
	.fold = my_fold,
	.same_name = my_same_name,

	.type_text = mariadb_type_text,
	.generic_type = mariadb_generic_type,
	.same_type = mariadb_same_type,
	.same_default = my_same_default,
	.string_text = my_string_text,
	.function_text = my_function_text,
	.resolve = mariadb_resolve,
	.resolve_metadata = mariadb_resolve_metadata,
	.compile = my_compile,
	.can_alter = my_can_alter,
	.effect = my_effect,
	.classify = my_classify,
	.outside = mariadb_outside,
	.key_may_be_null = my_key_may_be_null,
	.whole_column = my_whole_column,
	.write_setting = my_write_setting,
};
