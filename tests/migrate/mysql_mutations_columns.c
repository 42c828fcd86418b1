/* tests/migrate/mysql_mutations_columns.c - columns of MySQL and MariaDB, one attribute changed */
#include "mysql_pairs.h"

#define TABLE "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, "

/* The column `a` between two others. */
#define COLUMN(of, server, x, y)                                                                  \
	{                                                                                         \
		of, server, TABLE "a " x ", z INT DEFAULT 7)", TABLE "a " y ", z INT DEFAULT 7)", \
		    0, 0                                                                          \
	}
#define TYPE(server, x, y) COLUMN("column.type", server, x, y)

/* What a filled table doesn't take. */
#define EMPTY(of, server, x, y)                                      \
	{                                                            \
		of, server, TABLE "a " x ")", TABLE "a " y ")", 0, 1 \
	}

#define VERSIONED(of, x, y)                                               \
	{                                                                 \
		of, MARIADB, TABLE "a INT " x ") WITH SYSTEM VERSIONING", \
		    TABLE "a INT " y ") WITH SYSTEM VERSIONING", 0, 0     \
	}

const struct mysql_pair mysql_column_mutations[] = {
	{ "column.name", BOTH, TABLE "z INT)", TABLE "a INT, z INT)", 0, 0 },
	{ "column.name column.comment", BOTH, TABLE "z INT)",
	  TABLE "z INT, a VARCHAR(10) NOT NULL DEFAULT 'x' COMMENT 'it''s')", 0, 0 },

	TYPE(BOTH, "TINYINT", "SMALLINT"),
	TYPE(BOTH, "MEDIUMINT UNSIGNED", "INT UNSIGNED"),
	TYPE(BOTH, "INT DEFAULT 4", "BIGINT UNSIGNED DEFAULT 4"),
	TYPE(BOTH, "INT", "INT UNSIGNED ZEROFILL"),
	TYPE(BOTH, "TINYINT(1)", "TINYINT UNSIGNED"),
	TYPE(MARIADB, "INT(5)", "INT(11)"),
	TYPE(BOTH, "DECIMAL(10,2) DEFAULT 1.5", "DECIMAL(12,4) DEFAULT 1.5"),
	TYPE(BOTH, "DECIMAL(5,0)", "DECIMAL(5,0) UNSIGNED"),
	TYPE(BOTH, "FLOAT", "DOUBLE"),
	TYPE(BOTH, "FLOAT(7,3)", "DOUBLE(9,3) UNSIGNED"),
	TYPE(BOTH, "BIT(3)", "BIT(64)"),
	TYPE(BOTH, "CHAR(3)", "CHAR(200)"),
	TYPE(BOTH, "VARCHAR(20)", "VARCHAR(300)"),
	TYPE(BOTH, "VARCHAR(20)", "TEXT"),
	TYPE(BOTH, "TINYTEXT", "MEDIUMTEXT"),
	TYPE(BOTH, "TEXT", "LONGTEXT"),
	TYPE(BOTH, "BINARY(4)", "VARBINARY(40)"),
	TYPE(BOTH, "TINYBLOB", "BLOB"),
	TYPE(BOTH, "MEDIUMBLOB", "LONGBLOB"),
	TYPE(BOTH, "DATE", "DATETIME"),
	TYPE(BOTH, "DATETIME", "DATETIME(6)"),
	TYPE(BOTH, "TIME", "TIME(3)"),
	TYPE(BOTH, "TIMESTAMP NULL", "TIMESTAMP(2) NULL"),
	TYPE(BOTH, "YEAR", "SMALLINT"),
	TYPE(BOTH, "ENUM('a','b')", "ENUM('a','b','c')"),
	TYPE(BOTH, "ENUM('it''s','\\\\','a,b','\"')", "ENUM('\"','a,b','it''s','\\\\','')"),
	TYPE(BOTH, "SET('a','b')", "SET('b','a','ü')"),
	TYPE(MYSQL, "JSON", "LONGTEXT"),
	TYPE(MARIADB, "CHAR(36)", "UUID"),
	TYPE(MARIADB, "INET6", "VARCHAR(45)"),
	TYPE(MARIADB, "INET4", "VARCHAR(20)"),
	TYPE(MYSQL, "VECTOR(3)", "VECTOR(5)"),
	TYPE(BOTH, "GEOMETRY", "POINT"),
	TYPE(BOTH, "LINESTRING", "GEOMETRY"),
	TYPE(BOTH, "MULTIPOLYGON", "GEOMETRYCOLLECTION"),

	COLUMN("column.nullable", BOTH, "INT NOT NULL DEFAULT 1", "INT DEFAULT 1"),
	COLUMN("column.nullable", BOTH, "VARCHAR(10) COLLATE utf8mb4_bin NOT NULL DEFAULT ''",
	       "VARCHAR(10) COLLATE utf8mb4_bin DEFAULT ''"),
	COLUMN("column.nullable", BOTH, "TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP",
	       "TIMESTAMP NULL DEFAULT CURRENT_TIMESTAMP"),
	COLUMN("column.nullable", MYSQL, "INT AS (z + 1) VIRTUAL",
	       "INT AS (z + 1) VIRTUAL NOT NULL"),

	COLUMN("column.server_default", BOTH, "INT", "INT DEFAULT 3"),
	COLUMN("column.server_default", BOTH, "INT DEFAULT -3", "INT DEFAULT 0"),
	COLUMN("column.server_default", BOTH, "VARCHAR(20)", "VARCHAR(20) DEFAULT ''"),
	COLUMN("column.server_default", BOTH, "VARCHAR(20) DEFAULT 'NULL'", "VARCHAR(20)"),
	COLUMN("column.server_default", BOTH, "VARCHAR(20) DEFAULT 'a'", "VARCHAR(20) DEFAULT 'A'"),
	COLUMN("column.server_default", BOTH, "VARCHAR(40) DEFAULT 'it''s \\\\ \"x\" `y` %s ü'",
	       "VARCHAR(40) DEFAULT 'a\\nb'"),
	COLUMN("column.server_default", BOTH, "VARCHAR(40) DEFAULT 'current_timestamp()'",
	       "VARCHAR(40) DEFAULT (uuid())"),
	COLUMN("column.server_default", BOTH, "BIT(4) DEFAULT b'101'", "BIT(4) DEFAULT b'1'"),
	COLUMN("column.server_default", BOTH, "DECIMAL(6,2) DEFAULT 1.50",
	       "DECIMAL(6,2) DEFAULT 2"),
	COLUMN("column.server_default", BOTH, "DOUBLE DEFAULT 1e10", "DOUBLE DEFAULT 0.1"),
	COLUMN("column.server_default", BOTH, "DATETIME DEFAULT '2000-01-01'",
	       "DATETIME DEFAULT CURRENT_TIMESTAMP"),
	COLUMN("column.server_default", BOTH, "DATETIME(3) DEFAULT NULL",
	       "DATETIME(3) DEFAULT CURRENT_TIMESTAMP(3)"),
	COLUMN("column.server_default", BOTH, "ENUM('a','b') DEFAULT 'a'",
	       "ENUM('a','b') DEFAULT 'b'"),
	COLUMN("column.server_default", BOTH, "SET('a','b')", "SET('a','b') DEFAULT 'a,b'"),
	COLUMN("column.server_default", BOTH, "INT DEFAULT (1 + 2)", "INT DEFAULT (2 + 2)"),
	COLUMN("column.server_default", BOTH, "JSON", "JSON DEFAULT (json_object('a', 1))"),
	COLUMN("column.server_default", BOTH, "TEXT", "TEXT DEFAULT ('x')"),
	COLUMN("column.server_default", BOTH, "VARBINARY(8) DEFAULT 'ab'",
	       "VARBINARY(8) DEFAULT 0x00ff"),
	COLUMN("column.server_default", BOTH, "DATE DEFAULT '2000-01-01'",
	       "DATE DEFAULT (curdate() + INTERVAL 1 DAY)"),

	COLUMN("column.computed", BOTH, "INT AS (z + 1) STORED", "INT AS (z + 2) STORED"),
	COLUMN("column.computed", BOTH, "INT AS (z + 1) VIRTUAL", "INT AS (z * 2) VIRTUAL"),
	COLUMN("column.computed", BOTH, "VARCHAR(20) AS (concat('it''s \\\\ ', z)) VIRTUAL",
	       "VARCHAR(20) AS (concat('it\"s', z)) VIRTUAL"),
	COLUMN("column.computed", BOTH, "INT", "INT AS (z + 1) STORED"),
	COLUMN("column.persisted", BOTH, "INT AS (z + 1) STORED", "INT AS (z + 1) VIRTUAL"),
	COLUMN("column.collation", BOTH, "VARCHAR(20) COLLATE utf8mb4_bin",
	       "VARCHAR(20) COLLATE utf8mb4_unicode_ci"),
	COLUMN("column.collation", BOTH, "TEXT", "TEXT CHARACTER SET latin1"),
	COLUMN("column.collation", BOTH, "ENUM('a','b') CHARACTER SET ascii",
	       "ENUM('a','b') CHARACTER SET latin1 COLLATE latin1_bin"),
	COLUMN("column.comment", BOTH, "INT", "INT COMMENT 'it''s \\\\ \"x\" `y` %s /* */ -- ü'"),
	COLUMN("column.comment", BOTH, "INT COMMENT 'a\\nb'", "INT COMMENT ' '"),
	COLUMN("column.comment", BOTH, "INT AS (z + 1) STORED COMMENT 'a'",
	       "INT AS (z + 1) STORED COMMENT 'b'"),

	{ "column.auto_increment", BOTH, "CREATE TABLE t (a INT NOT NULL PRIMARY KEY, b INT)",
	  "CREATE TABLE t (a INT NOT NULL AUTO_INCREMENT PRIMARY KEY, b INT)", 0, 0 },
	COLUMN("column.invisible", BOTH, "INT DEFAULT 3", "INT DEFAULT 3 INVISIBLE"),
	COLUMN("column.invisible", BOTH, "INT AS (z + 1) STORED",
	       "INT AS (z + 1) STORED INVISIBLE"),
	{ "column.no_default", MYSQL, TABLE "a INT)",
	  TABLE "a INT); ALTER TABLE t ALTER a DROP DEFAULT", 0, 1 },
	COLUMN("column.on_update", BOTH, "TIMESTAMP NULL",
	       "TIMESTAMP NULL ON UPDATE CURRENT_TIMESTAMP"),
	COLUMN("column.on_update", BOTH, "DATETIME(3)",
	       "DATETIME(3) ON UPDATE CURRENT_TIMESTAMP(3)"),
	COLUMN("column.column_format", MYSQL, "INT", "INT COLUMN_FORMAT FIXED"),
	COLUMN("column.column_format", MYSQL, "INT COLUMN_FORMAT DYNAMIC",
	       "INT COLUMN_FORMAT FIXED"),
	COLUMN("column.storage", MYSQL, "INT", "INT STORAGE DISK"),
	COLUMN("column.storage", MYSQL, "INT STORAGE MEMORY", "INT STORAGE DISK"),
	COLUMN("column.secondary_engine_attribute", MYSQL, "INT",
	       "INT SECONDARY_ENGINE_ATTRIBUTE '{\"a\": \"it''s\"}'"),
	COLUMN("column.secondary_engine_attribute", MYSQL, "INT SECONDARY_ENGINE_ATTRIBUTE '{}'",
	       "INT SECONDARY_ENGINE_ATTRIBUTE '{\"a\": 1}'"),
	COLUMN("column.not_secondary", MYSQL, "INT", "INT NOT SECONDARY"),
	EMPTY("column.srid", MYSQL, "POINT NOT NULL", "POINT NOT NULL SRID 4326"),
	EMPTY("column.srid", MYSQL, "GEOMETRY NOT NULL SRID 0", "GEOMETRY NOT NULL SRID 3857"),

	COLUMN("column.check", MARIADB, "INT", "INT CHECK (a > 0)"),
	COLUMN("column.check", MARIADB, "VARCHAR(10) CHECK (a <> 'it''s')",
	       "VARCHAR(10) CHECK (a <> 'it\\\\s')"),
	COLUMN("column.compressed", MARIADB, "TEXT", "TEXT COMPRESSED"),
	COLUMN("column.ref_system_id", MARIADB, "POINT", "POINT REF_SYSTEM_ID=101"),
	{ "column.row", MARIADB, "CREATE TABLE t (a INT)",
	  "CREATE TABLE t (a INT, s TIMESTAMP(6) GENERATED ALWAYS AS ROW START, e TIMESTAMP(6) "
	  "GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING",
	  0, 0 },
	VERSIONED("column.without_system_versioning", "", "WITHOUT SYSTEM VERSIONING"),
	{ 0 },
};
