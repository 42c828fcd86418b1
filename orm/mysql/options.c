/*
 * orm/mysql/options.c - the options of MySQL's and MariaDB's objects
 *
 * SQLAlchemy's names without "mysql_" and "mariadb_", and what it lacks: those of
 * "CREATE TABLE" and "CREATE INDEX" in both manuals.
 */
#include "base/text.h"
#include "orm/mysql/mysql.h"

/* A model that doesn't give it leaves it as it is. */
#define OPEN ""

#define OF_TABLES                                                           \
	{ ORM_TABLE, "engine", ORM_ATTR_WORDS, OPEN },                      \
	    { ORM_TABLE, "charset", ORM_ATTR_WORDS, OPEN },                 \
	    { ORM_TABLE, "collate", ORM_ATTR_WORDS, OPEN },                 \
	    { ORM_TABLE, "auto_increment", ORM_ATTR_STATE, NULL },          \
	    { ORM_TABLE, "avg_row_length", ORM_ATTR_TEXT, "0" },            \
	    { ORM_TABLE, "checksum", ORM_ATTR_TEXT, "0" },                  \
	    { ORM_TABLE, "connection", ORM_ATTR_TEXT, NULL },               \
	    { ORM_TABLE, "data_directory", ORM_ATTR_TEXT, NULL },           \
	    { ORM_TABLE, "delay_key_write", ORM_ATTR_TEXT, "0" },           \
	    { ORM_TABLE, "index_directory", ORM_ATTR_TEXT, NULL },          \
	    { ORM_TABLE, "insert_method", ORM_ATTR_WORDS, "NO" },           \
	    { ORM_TABLE, "key_block_size", ORM_ATTR_TEXT, "0" },            \
	    { ORM_TABLE, "max_rows", ORM_ATTR_TEXT, "0" },                  \
	    { ORM_TABLE, "min_rows", ORM_ATTR_TEXT, "0" },                  \
	    { ORM_TABLE, "pack_keys", ORM_ATTR_WORDS, "DEFAULT" },          \
	    { ORM_TABLE, "row_format", ORM_ATTR_WORDS, "DEFAULT" },         \
	    { ORM_TABLE, "stats_auto_recalc", ORM_ATTR_WORDS, "DEFAULT" },  \
	    { ORM_TABLE, "stats_persistent", ORM_ATTR_WORDS, "DEFAULT" },   \
	    { ORM_TABLE, "stats_sample_pages", ORM_ATTR_WORDS, "DEFAULT" }, \
	    { ORM_TABLE, "union", ORM_ATTR_EXPR, NULL },                    \
	    { ORM_TABLE, "attributes", ORM_ATTR_EXPR, NULL },               \
	    { ORM_TABLE, "comment", ORM_ATTR_TEXT, NULL },                  \
	    { ORM_TABLE, "partitions", ORM_ATTR_TEXT, NULL },               \
	    { ORM_TABLE, "subpartition_by", ORM_ATTR_EXPR, NULL },          \
	    { ORM_TABLE, "subpartitions", ORM_ATTR_TEXT, NULL },            \
	    { ORM_TABLE, "default_charset", ORM_ATTR_WORDS, NULL },         \
	    { ORM_TABLE, "character_set", ORM_ATTR_WORDS, NULL },           \
	    { ORM_TABLE, "default_character_set", ORM_ATTR_WORDS, NULL },   \
	    { ORM_TABLE, "default_collate", ORM_ATTR_WORDS, NULL },         \
	    { ORM_TABLE, "algorithm", ORM_ATTR_STATE, NULL },               \
	{                                                                   \
		ORM_TABLE, "lock", ORM_ATTR_STATE, NULL                     \
	}

#define OF_COLUMNS                                                      \
	{ ORM_COLUMN, "attributes", ORM_ATTR_EXPR, NULL },              \
	    { ORM_COLUMN, "auto_increment", ORM_ATTR_BOOL, "false" },   \
	    { ORM_COLUMN, "charset", ORM_ATTR_WORDS, OPEN },            \
	    { ORM_COLUMN, "invisible", ORM_ATTR_BOOL, "false" },        \
	    { ORM_COLUMN, "no_default", ORM_ATTR_BOOL, "false" },       \
	    { ORM_COLUMN, "on_update", ORM_ATTR_EXPR, NULL },           \
	    { ORM_COLUMN, "explicit_collation", ORM_ATTR_STATE, NULL }, \
	    { ORM_COLUMN, "algorithm", ORM_ATTR_STATE, NULL },          \
	{                                                               \
		ORM_COLUMN, "lock", ORM_ATTR_STATE, NULL                \
	}

#define OF_KEYS(kind)                                                                          \
	{ kind, "attributes", ORM_ATTR_EXPR, NULL },                                           \
	    { kind, "invisible", ORM_ATTR_BOOL, "false" },                                     \
	    { kind, "key_block_size", ORM_ATTR_TEXT, "0" },                                    \
	    { kind, "length", ORM_ATTR_TEXT, NULL }, { kind, "prefix", ORM_ATTR_WORDS, NULL }, \
	    { kind, "with_parser", ORM_ATTR_NAME, NULL },                                      \
	    { kind, "algorithm", ORM_ATTR_STATE, NULL },                                       \
	{                                                                                      \
		kind, "lock", ORM_ATTR_STATE, NULL                                             \
	}

#define OF_CONSTRAINTS                                              \
	{ ORM_PRIMARY_KEY, "using", ORM_ATTR_WORDS, NULL },         \
	    { ORM_UNIQUE, "using", ORM_ATTR_WORDS, NULL },          \
	    { ORM_FOREIGN_KEY, "algorithm", ORM_ATTR_STATE, NULL }, \
	    { ORM_FOREIGN_KEY, "lock", ORM_ATTR_STATE, NULL },      \
	    { ORM_CHECK, "algorithm", ORM_ATTR_STATE, NULL },       \
	{                                                           \
		ORM_CHECK, "lock", ORM_ATTR_STATE, NULL             \
	}

/* What was in force when a program was made, and for whom it runs. */
#define OF_PROGRAMS(kind)                                                                     \
	{ kind, "definer", ORM_ATTR_TEXT, OPEN }, { kind, "sql_mode", ORM_ATTR_WORDS, OPEN }, \
	    { kind, "character_set_client", ORM_ATTR_STATE, NULL },                           \
	{                                                                                     \
		kind, "collation_connection", ORM_ATTR_STATE, NULL                            \
	}

#define OF_DEFINITIONS                                                              \
	OF_PROGRAMS(ORM_VIEW), OF_PROGRAMS(ORM_TRIGGER), OF_PROGRAMS(ORM_FUNCTION), \
	    OF_PROGRAMS(ORM_PROCEDURE), OF_PROGRAMS(ORM_EVENT),                     \
	    { ORM_VIEW, "algorithm", ORM_ATTR_WORDS, "UNDEFINED" },                 \
	    { ORM_VIEW, "security", ORM_ATTR_WORDS, "DEFINER" },                    \
	    { ORM_VIEW, "check_option", ORM_ATTR_WORDS, NULL },                     \
	    { ORM_TRIGGER, "follows", ORM_ATTR_NAME, NULL },                        \
	    { ORM_EVENT, "time_zone", ORM_ATTR_TEXT, OPEN },                        \
	    { ORM_EVENT, "starts", ORM_ATTR_TEXT, "@started" },                     \
	{                                                                           \
		ORM_EVENT, "started", ORM_ATTR_STATE, NULL                          \
	}

bool my_says(const struct orm_object *o, const char *option)
{
	return my_option(o, option) || text_same(option, "explicit_collation") ||
	       (o->kind == ORM_TABLE && text_same(option, "collate") && my_option(o, "charset"));
}

const struct orm_option_info my_options[] = {
	OF_TABLES,
	{ ORM_TABLE, "autoextend_size", ORM_ATTR_TEXT, "0" },
	{ ORM_TABLE, "compression", ORM_ATTR_TEXT, NULL },
	{ ORM_TABLE, "encryption", ORM_ATTR_WORDS, NULL },
	{ ORM_TABLE, "engine_attribute", ORM_ATTR_TEXT, NULL },
	{ ORM_TABLE, "secondary_engine", ORM_ATTR_WORDS, NULL },
	{ ORM_TABLE, "secondary_engine_attribute", ORM_ATTR_TEXT, NULL },
	{ ORM_TABLE, "storage", ORM_ATTR_WORDS, NULL },
	{ ORM_TABLE, "tablespace", ORM_ATTR_NAME, NULL },
	OF_COLUMNS,
	{ ORM_COLUMN, "column_format", ORM_ATTR_WORDS, "DEFAULT" },
	{ ORM_COLUMN, "engine_attribute", ORM_ATTR_TEXT, NULL },
	{ ORM_COLUMN, "not_secondary", ORM_ATTR_BOOL, "false" },
	{ ORM_COLUMN, "secondary_engine_attribute", ORM_ATTR_TEXT, NULL },
	{ ORM_COLUMN, "srid", ORM_ATTR_TEXT, NULL },
	{ ORM_COLUMN, "storage", ORM_ATTR_WORDS, "DEFAULT" },
	OF_KEYS(ORM_PRIMARY_KEY),
	OF_KEYS(ORM_UNIQUE),
	OF_KEYS(ORM_INDEX),
	OF_CONSTRAINTS,
	{ ORM_PRIMARY_KEY, "engine_attribute", ORM_ATTR_TEXT, NULL },
	{ ORM_PRIMARY_KEY, "secondary_engine_attribute", ORM_ATTR_TEXT, NULL },
	{ ORM_UNIQUE, "engine_attribute", ORM_ATTR_TEXT, NULL },
	{ ORM_UNIQUE, "secondary_engine_attribute", ORM_ATTR_TEXT, NULL },
	{ ORM_INDEX, "engine_attribute", ORM_ATTR_TEXT, NULL },
	{ ORM_INDEX, "secondary_engine_attribute", ORM_ATTR_TEXT, NULL },
	OF_DEFINITIONS,
	{ ORM_VIEW, "json_duality", ORM_ATTR_BOOL, "false" },
	{ 0 },
};

const struct orm_option_info mariadb_options[] = {
	OF_TABLES,
	{ ORM_TABLE, "encrypted", ORM_ATTR_WORDS, NULL },
	{ ORM_TABLE, "encryption_key_id", ORM_ATTR_TEXT, NULL },
	{ ORM_TABLE, "ietf_quotes", ORM_ATTR_WORDS, "NO" },
	{ ORM_TABLE, "page_checksum", ORM_ATTR_TEXT, NULL },
	{ ORM_TABLE, "page_compressed", ORM_ATTR_TEXT, NULL },
	{ ORM_TABLE, "page_compression_level", ORM_ATTR_TEXT, NULL },
	{ ORM_TABLE, "period_*", ORM_ATTR_EXPR, NULL }, /* "starts, ends" */
	{ ORM_TABLE, "system_versioning", ORM_ATTR_BOOL, "false" },
	{ ORM_TABLE, "transactional", ORM_ATTR_TEXT, "0" },
	OF_COLUMNS,
	{ ORM_COLUMN, "check", ORM_ATTR_EXPR, NULL },
	{ ORM_COLUMN, "compressed", ORM_ATTR_WORDS, NULL },
	{ ORM_COLUMN, "ref_system_id", ORM_ATTR_TEXT, "0" },
	{ ORM_COLUMN, "row", ORM_ATTR_WORDS, NULL },
	{ ORM_COLUMN, "with_system_versioning", ORM_ATTR_BOOL, "false" },
	{ ORM_COLUMN, "without_system_versioning", ORM_ATTR_BOOL, "false" },
	OF_KEYS(ORM_PRIMARY_KEY),
	OF_KEYS(ORM_UNIQUE),
	OF_KEYS(ORM_INDEX),
	OF_CONSTRAINTS,
	{ ORM_PRIMARY_KEY, "without_overlaps", ORM_ATTR_NAME, NULL },
	{ ORM_UNIQUE, "without_overlaps", ORM_ATTR_NAME, NULL },
	{ ORM_INDEX, "without_overlaps", ORM_ATTR_NAME, NULL },
	{ ORM_INDEX, "clustering", ORM_ATTR_WORDS, NULL },
	{ ORM_INDEX, "distance", ORM_ATTR_WORDS, NULL },
	{ ORM_INDEX, "m", ORM_ATTR_TEXT, NULL },
	OF_DEFINITIONS,
	OF_PROGRAMS(ORM_PACKAGE),
	OF_PROGRAMS(ORM_PACKAGE_BODY),
	{ ORM_FUNCTION, "aggregate", ORM_ATTR_BOOL, "false" },
	{ ORM_SEQUENCE, "start", ORM_ATTR_TEXT, NULL },
	{ ORM_SEQUENCE, "increment", ORM_ATTR_TEXT, "1" },
	{ ORM_SEQUENCE, "minvalue", ORM_ATTR_TEXT, NULL },
	{ ORM_SEQUENCE, "maxvalue", ORM_ATTR_TEXT, NULL },
	{ ORM_SEQUENCE, "cache", ORM_ATTR_TEXT, "1000" },
	{ ORM_SEQUENCE, "cycle", ORM_ATTR_BOOL, "false" },
	{ ORM_SEQUENCE, "data_type", ORM_ATTR_EXPR, "bigint" },
	{ ORM_SEQUENCE, "engine", ORM_ATTR_WORDS, "InnoDB" },
	{ 0 },
};
