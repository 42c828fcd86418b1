/* tests/migrate/mysql_mutations_tables.c - tables and sequences of MySQL and MariaDB, one changed
 */
#include "mysql_pairs.h"

#define TABLE "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a INT, b VARCHAR(20)) "
#define OPTION(of, server, x, y)                            \
	{                                                   \
		"table." of, server, TABLE x, TABLE y, 0, 0 \
	}
#define MYISAM(of, x, y) OPTION(of, BOTH, "ENGINE=MyISAM " x, "ENGINE=MyISAM " y)
#define ARIA(of, x, y)   OPTION(of, MARIADB, "ENGINE=Aria " x, "ENGINE=Aria " y)
#define PLAIN            "CREATE TABLE t (a INT, b VARCHAR(20)) "
#define PARTED(x, y)                                               \
	{                                                          \
		"table.partition_by", BOTH, PLAIN x, PLAIN y, 0, 0 \
	}
#define DATED                                                                                   \
	"CREATE TABLE t (a INT, s DATE NOT NULL DEFAULT '2000-01-01', e DATE NOT NULL DEFAULT " \
	"'2001-01-01', `s t` DATE NOT NULL DEFAULT '2000-01-01', `e``t` DATE NOT NULL DEFAULT " \
	"'2001-01-01'"
#define SEQUENCE(of, x, y)                                                               \
	{                                                                                \
		"sequence." of, MARIADB, "CREATE TABLE u (a INT); CREATE SEQUENCE s " x, \
		    "CREATE TABLE u (a INT); CREATE SEQUENCE s " y, 0, 0                 \
	}

const struct mysql_pair mysql_table_mutations[] = {
	{ "table.name", BOTH, "CREATE TABLE u (a INT)", "CREATE TABLE u (a INT); " TABLE, 0, 0 },
	OPTION("comment", BOTH, "", "COMMENT='it''s \\\\ \"x\" `y` %s /* */ -- ü'"),
	OPTION("comment", BOTH, "COMMENT='a\\nb'", "COMMENT='b'"),
	OPTION("engine", BOTH, "", "ENGINE=MyISAM"),
	OPTION("engine", BOTH, "ENGINE=MyISAM", "ENGINE=MEMORY"),
	OPTION("collate", BOTH, "DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
	       "DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci"),
	OPTION("collate", BOTH, "DEFAULT CHARSET=latin1", "DEFAULT CHARSET=utf8mb4"),
	OPTION("avg_row_length", BOTH, "", "AVG_ROW_LENGTH=100"),
	OPTION("avg_row_length", BOTH, "AVG_ROW_LENGTH=50", "AVG_ROW_LENGTH=100"),
	OPTION("checksum", BOTH, "", "CHECKSUM=1"),
	MYISAM("checksum", "", "CHECKSUM=1"),
	MYISAM("delay_key_write", "", "DELAY_KEY_WRITE=1"),
	OPTION("key_block_size", BOTH, "", "KEY_BLOCK_SIZE=8 ROW_FORMAT=COMPRESSED"),
	OPTION("key_block_size", BOTH, "KEY_BLOCK_SIZE=4 ROW_FORMAT=COMPRESSED",
	       "KEY_BLOCK_SIZE=8 ROW_FORMAT=COMPRESSED"),
	OPTION("max_rows", BOTH, "", "MAX_ROWS=1000"),
	OPTION("min_rows", BOTH, "MIN_ROWS=5", "MIN_ROWS=10"),
	MYISAM("pack_keys", "", "PACK_KEYS=1"),
	MYISAM("pack_keys", "PACK_KEYS=1", "PACK_KEYS=0"),
	OPTION("row_format", BOTH, "", "ROW_FORMAT=COMPACT"),
	OPTION("row_format", BOTH, "ROW_FORMAT=DYNAMIC", "ROW_FORMAT=COMPRESSED"),
	OPTION("stats_auto_recalc", BOTH, "", "STATS_AUTO_RECALC=0"),
	OPTION("stats_auto_recalc", BOTH, "STATS_AUTO_RECALC=1", "STATS_AUTO_RECALC=0"),
	OPTION("stats_persistent", BOTH, "", "STATS_PERSISTENT=0"),
	OPTION("stats_sample_pages", BOTH, "", "STATS_SAMPLE_PAGES=30"),
	{ "table.union", BOTH,
	  "CREATE TABLE x (a INT) ENGINE=MyISAM; CREATE TABLE y (a INT) ENGINE=MyISAM; CREATE "
	  "TABLE t (a INT) ENGINE=MERGE UNION=(x)",
	  "CREATE TABLE x (a INT) ENGINE=MyISAM; CREATE TABLE y (a INT) ENGINE=MyISAM; CREATE "
	  "TABLE t (a INT) ENGINE=MERGE UNION=(x,y)",
	  0, 1 },
	{ "table.insert_method", BOTH,
	  "CREATE TABLE x (a INT) ENGINE=MyISAM; CREATE TABLE t (a INT) ENGINE=MERGE UNION=(x)",
	  "CREATE TABLE x (a INT) ENGINE=MyISAM; CREATE TABLE t (a INT) ENGINE=MERGE UNION=(x) "
	  "INSERT_METHOD=LAST",
	  0, 1 },

	PARTED("", "PARTITION BY HASH (a) PARTITIONS 3"),
	PARTED("PARTITION BY HASH (a) PARTITIONS 3", "PARTITION BY LINEAR HASH (a) PARTITIONS 3"),
	PARTED("PARTITION BY HASH (a) PARTITIONS 3", "PARTITION BY HASH (a + 1) PARTITIONS 2"),
	PARTED("PARTITION BY KEY (a) PARTITIONS 2",
	       "PARTITION BY KEY ALGORITHM=1 (a) PARTITIONS 2"),
	PARTED("PARTITION BY KEY (b) PARTITIONS 2", "PARTITION BY LINEAR KEY (b) PARTITIONS 2"),
	PARTED("PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (10) COMMENT 'x', PARTITION "
	       "q VALUES LESS THAN MAXVALUE)",
	       "PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (10) COMMENT 'y', PARTITION "
	       "q VALUES LESS THAN MAXVALUE)"),
	PARTED("PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (10), PARTITION q VALUES "
	       "LESS THAN MAXVALUE)",
	       "PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (20), PARTITION q VALUES "
	       "LESS THAN MAXVALUE)"),
	PARTED("PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (10), PARTITION q VALUES "
	       "LESS THAN MAXVALUE)",
	       "PARTITION BY RANGE (a) (PARTITION `a``b c` VALUES LESS THAN (10), PARTITION q "
	       "VALUES LESS THAN MAXVALUE)"),
	PARTED("PARTITION BY RANGE COLUMNS (a, b) (PARTITION p VALUES LESS THAN (10, 'it''s'), "
	       "PARTITION q VALUES LESS THAN (MAXVALUE, MAXVALUE))",
	       "PARTITION BY RANGE COLUMNS (a, b) (PARTITION p VALUES LESS THAN (10, 'z'), "
	       "PARTITION q VALUES LESS THAN (MAXVALUE, MAXVALUE))"),
	PARTED("PARTITION BY LIST (a) (PARTITION p VALUES IN (1, NULL), PARTITION q VALUES IN (2))",
	       "PARTITION BY LIST (a) (PARTITION p VALUES IN (1), PARTITION q VALUES IN (2, "
	       "NULL))"),
	PARTED("PARTITION BY LIST COLUMNS (b) (PARTITION p VALUES IN ('a', NULL))",
	       "PARTITION BY LIST COLUMNS (b) (PARTITION p VALUES IN ('a', NULL, 'it''s'))"),
	PARTED(
	    "PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN MAXVALUE)",
	    "PARTITION BY RANGE (a) SUBPARTITION BY HASH (a) SUBPARTITIONS 2 (PARTITION p VALUES "
	    "LESS THAN MAXVALUE)"),
	PARTED(
	    "PARTITION BY RANGE (a) SUBPARTITION BY HASH (a) SUBPARTITIONS 2 (PARTITION p VALUES "
	    "LESS THAN MAXVALUE)",
	    "PARTITION BY RANGE (a) SUBPARTITION BY KEY (a) (PARTITION p VALUES LESS THAN MAXVALUE "
	    "(SUBPARTITION x COMMENT 'c', SUBPARTITION y, SUBPARTITION z))"),
	{ "table.partition_by", MARIADB,
	  "CREATE TABLE t (a INT) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME (PARTITION p "
	  "HISTORY, PARTITION n CURRENT)",
	  "CREATE TABLE t (a INT) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME LIMIT 100 "
	  "(PARTITION p HISTORY, PARTITION n CURRENT)",
	  0, 0 },

	OPTION("autoextend_size", MYSQL, "", "AUTOEXTEND_SIZE=4M"),
	OPTION("compression", MYSQL, "", "COMPRESSION='zlib'"),
	OPTION("compression", MYSQL, "COMPRESSION='zlib'", "COMPRESSION='lz4'"),
	OPTION("secondary_engine", MYSQL, "", "SECONDARY_ENGINE=rapid"),
	OPTION("secondary_engine_attribute", MYSQL, "",
	       "SECONDARY_ENGINE_ATTRIBUTE='{\"a\": \"it''s\"}'"),
	OPTION("tablespace", MYSQL, "TABLESPACE innodb_file_per_table", "TABLESPACE innodb_system"),
	OPTION("storage", MYSQL, "TABLESPACE innodb_system STORAGE MEMORY",
	       "TABLESPACE innodb_system STORAGE DISK"),

	{ "table.ietf_quotes", MARIADB, "CREATE TABLE t (a INT NOT NULL DEFAULT 1) ENGINE=CSV",
	  "CREATE TABLE t (a INT NOT NULL DEFAULT 1) ENGINE=CSV IETF_QUOTES=YES", 0, 0 },
	OPTION("encrypted", MARIADB, "", "ENCRYPTED=NO"),
	OPTION("page_compressed", MARIADB, "", "PAGE_COMPRESSED=1"),
	OPTION("page_compression_level", MARIADB, "PAGE_COMPRESSED=1",
	       "PAGE_COMPRESSED=1 PAGE_COMPRESSION_LEVEL=4"),
	OPTION("page_compression_level", MARIADB, "PAGE_COMPRESSED=1 PAGE_COMPRESSION_LEVEL=3",
	       "PAGE_COMPRESSED=1 PAGE_COMPRESSION_LEVEL=4"),
	ARIA("page_checksum", "PAGE_CHECKSUM=0", "PAGE_CHECKSUM=1"),
	ARIA("transactional", "", "TRANSACTIONAL=1"),
	ARIA("transactional", "TRANSACTIONAL=0", "TRANSACTIONAL=1"),
	OPTION("system_versioning", MARIADB, "", "WITH SYSTEM VERSIONING"),
	{ "table.period_p", MARIADB, DATED ")", DATED ", PERIOD FOR p (s, e))", 0, 0 },
	{ "table.period_p", MARIADB, DATED ", PERIOD FOR p (s, e))",
	  DATED ", PERIOD FOR p (`s t`, `e``t`))", 0, 0 },

	{ "sequence.name", MARIADB, "CREATE TABLE u (a INT)",
	  "CREATE TABLE u (a INT); CREATE SEQUENCE s", 0, 0 },
	SEQUENCE("start", "MAXVALUE 9", "MAXVALUE 9 START WITH 5"),
	SEQUENCE("increment", "INCREMENT BY 2", "INCREMENT BY 3"),
	SEQUENCE("increment", "MINVALUE 1 MAXVALUE 9 START WITH 5",
	         "MINVALUE 1 MAXVALUE 9 START WITH 5 INCREMENT BY -1"),
	SEQUENCE("minvalue", "MINVALUE 5 START WITH 20", "MINVALUE -10 START WITH 20"),
	SEQUENCE("maxvalue", "", "MAXVALUE 1000"),
	SEQUENCE("maxvalue", "MAXVALUE 5", "MAXVALUE 1000"),
	SEQUENCE("cache", "", "CACHE 5"),
	SEQUENCE("cache", "NOCACHE", "CACHE 5"),
	SEQUENCE("cycle", "", "CYCLE"),
	SEQUENCE("engine", "", "ENGINE=MyISAM"),
	SEQUENCE("comment", "", "COMMENT='it''s \\\\ %s'"),
	{ 0 },
};
