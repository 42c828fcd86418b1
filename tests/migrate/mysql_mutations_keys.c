/* tests/migrate/mysql_mutations_keys.c - keys and constraints of MySQL and MariaDB, one changed */
#include "mysql_pairs.h"

#define TABLE                                                                                    \
	"CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT, a INT, b VARCHAR(200), c TEXT, KEY id " \
	"(id)"
#define INSIDE(of, server, x, y)                           \
	{                                                  \
		of, server, TABLE x ")", TABLE y ")", 0, 0 \
	}

/* The same of each kind of key. */
#define PRIMARY(of, server, x, y) \
	INSIDE("primary_key." of, server, ", PRIMARY KEY" x, ", PRIMARY KEY" y)
#define UNIQUE(of, server, x, y) INSIDE("index." of, server, ", UNIQUE KEY k" x, ", UNIQUE KEY k" y)
#define INDEX(of, server, x, y)  INSIDE("index." of, server, ", KEY k" x, ", KEY k" y)
#define FULLTEXT(of, server, x, y) \
	INSIDE("index." of, server, ", FULLTEXT KEY k" x, ", FULLTEXT KEY k" y)

#define PARENT                                                                                 \
	"CREATE TABLE p (id INT AUTO_INCREMENT PRIMARY KEY, u INT, v INT, UNIQUE (u), UNIQUE " \
	"(v), "                                                                                \
	"UNIQUE (v, u)); CREATE TABLE q (id INT AUTO_INCREMENT PRIMARY KEY, u INT, UNIQUE (u)); "
#define CHILD                                                                                     \
	"CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a INT, b INT, KEY a (a), KEY b (b), " \
	"KEY ab (a, b)"
#define FOREIGN(of, x, y)                                                             \
	{                                                                             \
		"foreign_key." of, BOTH, PARENT CHILD x ")", PARENT CHILD y ")", 0, 0 \
	}

#define PERIOD(kind, x, y)                                                                      \
	{                                                                                       \
		kind ".without_overlaps", MARIADB,                                              \
		    "CREATE TABLE t (a INT NOT NULL, s DATE NOT NULL, e DATE NOT NULL, PERIOD " \
		    "FOR p "                                                                    \
		    "(s, e), " x ")",                                                           \
		    "CREATE TABLE t (a INT NOT NULL, s DATE NOT NULL, e DATE NOT NULL, PERIOD " \
		    "FOR p "                                                                    \
		    "(s, e), " y ")",                                                           \
		    0, 0                                                                        \
	}

#define PAIR(id, a, more)                                                 \
	"CREATE TABLE p (id " id "); CREATE TABLE t (a " a ", b INT" more \
	", FOREIGN KEY (a) REFERENCES p (id) ON DELETE CASCADE)"
#define SERVED(of, id, a, more, new_id, new_a, new_more)                         \
	{                                                                        \
		of, BOTH, PAIR(id, a, more), PAIR(new_id, new_a, new_more), 0, 0 \
	}

const struct mysql_pair mysql_key_mutations[] = {
	INSIDE("primary_key.name primary_key.columns", BOTH, "", ", PRIMARY KEY (id)"),
	PRIMARY("columns", BOTH, " (id)", " (id DESC)"),
	PRIMARY("columns", BOTH, " (id, a)", " (a, id)"),
	{ "primary_key.columns", BOTH,
	  "CREATE TABLE t (b VARCHAR(200) NOT NULL DEFAULT 'x', PRIMARY KEY (b(10)))",
	  "CREATE TABLE t (b VARCHAR(200) NOT NULL DEFAULT 'x', PRIMARY KEY (b(20)))", 0, 0 },
	PRIMARY("using", BOTH, " (id)", " (id) USING BTREE"),
	PRIMARY("comment", BOTH, " (id)", " (id) COMMENT 'it''s \\\\ %s'"),
	PRIMARY("secondary_engine_attribute", MYSQL, " (id)",
	        " (id) SECONDARY_ENGINE_ATTRIBUTE '{\"a\": 1}'"),

	INSIDE("index.name index.unique", BOTH, "", ", UNIQUE KEY k (a)"),
	UNIQUE("columns", BOTH, " (a)", " (a, b)"),
	UNIQUE("columns", BOTH, " (b(10))", " (b(20))"),
	/* keys cover all of the text, not as much of it as the number had bytes */
	{ "column.type", BOTH,
	  "CREATE TABLE t (a SET('x','y') NOT NULL, b ENUM('x'), PRIMARY KEY (a), KEY k (b, a)) "
	  "CHARSET latin1",
	  "CREATE TABLE t (a CHAR(30) NOT NULL, b VARCHAR(9), PRIMARY KEY (a), KEY k (b, a)) "
	  "CHARSET latin1",
	  0, 0 },
	/* indexes that the server made for a foreign key stay */
	SERVED("column.type", "INT PRIMARY KEY", "INT", "", "BIGINT PRIMARY KEY", "BIGINT", ""),
	SERVED("column.auto_increment", "INT PRIMARY KEY", "INT", "",
	       "INT AUTO_INCREMENT PRIMARY KEY", "INT", ""),
	SERVED("index.name", "INT PRIMARY KEY", "INT", "", "INT PRIMARY KEY", "INT",
	       ", KEY a (a), KEY k (a, b)"),
	INSIDE("index.unique", BOTH, ", UNIQUE KEY k (a, b)", ", KEY k (a, b)"),
	INSIDE("index.name", BOTH, "", ", KEY k (a)"),
	INDEX("columns", BOTH, " (a)", " (a DESC)"),
	INDEX("columns", BOTH, " (a)", " (b)"),
	INDEX("columns", BOTH, " (a, b)", " (b, a)"),
	INDEX("columns", BOTH, " (c(10))", " (c(11))"),
	INDEX("columns", MYSQL, " ((a + 1))", " ((a + 2), b)"),
	INDEX("columns", MYSQL, " ((lower(`b`)))", " ((concat(b, 'it''s \\\\')))"),
	INDEX("using", BOTH, " (a)", " (a) USING BTREE"),
	{ "index.using", BOTH, "CREATE TABLE t (a INT, KEY k (a)) ENGINE=MEMORY",
	  "CREATE TABLE t (a INT, KEY k (a) USING BTREE) ENGINE=MEMORY", 0, 0 },
	{ "index.using", BOTH, "CREATE TABLE t (a INT, KEY k (a) USING HASH) ENGINE=MEMORY",
	  "CREATE TABLE t (a INT, KEY k (a) USING BTREE) ENGINE=MEMORY", 0, 0 },
	INDEX("comment", BOTH, " (a)", " (a) COMMENT 'it''s \\\\ \"%s\" ü'"),
	INDEX("comment", BOTH, " (a) COMMENT 'a\\nb'", " (a) COMMENT 'b'"),
	{ "index.key_block_size primary_key.key_block_size", BOTH,
	  "CREATE TABLE t (a INT PRIMARY KEY, b INT, KEY k (b)) ENGINE=MyISAM",
	  "CREATE TABLE t (a INT, b INT, PRIMARY KEY (a) KEY_BLOCK_SIZE=2048, KEY k (b) "
	  "KEY_BLOCK_SIZE=4096) ENGINE=MyISAM",
	  0, 0 },
	{ "index.key_block_size", MARIADB, "CREATE TABLE t (a INT, KEY k (a) KEY_BLOCK_SIZE=4)",
	  "CREATE TABLE t (a INT, KEY k (a) KEY_BLOCK_SIZE=8)", 0, 0 },
	INDEX("invisible", MYSQL, " (a)", " (a) INVISIBLE"),
	INDEX("invisible", MARIADB, " (a)", " (a) IGNORED"),
	UNIQUE("invisible", MYSQL, " (a)", " (a) INVISIBLE"),
	UNIQUE("invisible", MARIADB, " (a)", " (a) IGNORED"),
	INDEX("secondary_engine_attribute", MYSQL, " (a)",
	      " (a) SECONDARY_ENGINE_ATTRIBUTE '{\"a\": \"it''s\"}'"),
	FULLTEXT("with_parser", MYSQL, " (c)", " (c) WITH PARSER ngram"),
	FULLTEXT("columns", BOTH, " (c)", " (b, c)"),
	FULLTEXT("comment", BOTH, " (c)", " (c) COMMENT 'x'"),
	INSIDE("index.prefix", BOTH, ", KEY k (b)", ", FULLTEXT KEY k (b)"),
	{ "index.prefix", MARIADB, "CREATE TABLE t (p POINT NOT NULL, a INT)",
	  "CREATE TABLE t (p POINT NOT NULL, a INT, SPATIAL KEY k (p))", 0, 1 },
	{ "index.prefix", MYSQL, "CREATE TABLE t (p POINT NOT NULL SRID 0, a INT)",
	  "CREATE TABLE t (p POINT NOT NULL SRID 0, a INT, SPATIAL KEY k (p))", 0, 1 },
	PERIOD("primary_key", "PRIMARY KEY (a, s)", "PRIMARY KEY (a, p WITHOUT OVERLAPS)"),
	PERIOD("index", "UNIQUE KEY k (a, s)", "UNIQUE KEY k (a, p WITHOUT OVERLAPS)"),

	FOREIGN("name", "", ", CONSTRAINT f FOREIGN KEY (a) REFERENCES p (u)"),
	FOREIGN("columns", ", CONSTRAINT f FOREIGN KEY (a) REFERENCES p (u)",
	        ", CONSTRAINT f FOREIGN KEY (b) REFERENCES p (u)"),
	FOREIGN("columns foreign_key.referred_columns",
	        ", CONSTRAINT f FOREIGN KEY (a) REFERENCES p (u)",
	        ", CONSTRAINT f FOREIGN KEY (a, b) REFERENCES p (v, u)"),
	FOREIGN("referred_columns", ", CONSTRAINT f FOREIGN KEY (a) REFERENCES p (u)",
	        ", CONSTRAINT f FOREIGN KEY (a) REFERENCES p (v)"),
	FOREIGN("referred_table", ", CONSTRAINT f FOREIGN KEY (a) REFERENCES p (u)",
	        ", CONSTRAINT f FOREIGN KEY (a) REFERENCES q (u)"),
	FOREIGN("ondelete", ", CONSTRAINT f FOREIGN KEY (a) REFERENCES p (u)",
	        ", CONSTRAINT f FOREIGN KEY (a) REFERENCES p (u) ON DELETE SET NULL"),
	FOREIGN(
	    "ondelete",
	    ", CONSTRAINT f FOREIGN KEY (a) REFERENCES p (u) ON DELETE CASCADE ON UPDATE CASCADE",
	    ", CONSTRAINT f FOREIGN KEY (a) REFERENCES p (u) ON DELETE SET NULL ON UPDATE CASCADE"),
	FOREIGN("onupdate", ", CONSTRAINT f FOREIGN KEY (a) REFERENCES p (u)",
	        ", CONSTRAINT f FOREIGN KEY (a) REFERENCES p (u) ON UPDATE CASCADE"),
	FOREIGN("onupdate", ", CONSTRAINT f FOREIGN KEY (a) REFERENCES p (u) ON UPDATE SET NULL",
	        ", CONSTRAINT f FOREIGN KEY (a) REFERENCES p (u) ON UPDATE CASCADE"),

	/* tables of the servers' own that every one has */
	{ "foreign_key.referred_schema", MYSQL,
	  "CREATE TABLE sys_config (variable VARCHAR(128) CHARACTER SET utf8mb4 COLLATE "
	  "utf8mb4_0900_ai_ci PRIMARY KEY); CREATE TABLE t (v VARCHAR(128) CHARACTER SET utf8mb4 "
	  "COLLATE utf8mb4_0900_ai_ci, CONSTRAINT f FOREIGN KEY (v) REFERENCES sys_config "
	  "(variable))",
	  "CREATE TABLE sys_config (variable VARCHAR(128) CHARACTER SET utf8mb4 COLLATE "
	  "utf8mb4_0900_ai_ci PRIMARY KEY); CREATE TABLE t (v VARCHAR(128) CHARACTER SET utf8mb4 "
	  "COLLATE utf8mb4_0900_ai_ci, CONSTRAINT f FOREIGN KEY (v) REFERENCES sys.sys_config "
	  "(variable))",
	  0, 1 },
	{ "foreign_key.referred_schema", MARIADB,
	  "CREATE TABLE gtid_slave_pos (domain_id INT UNSIGNED PRIMARY KEY); CREATE TABLE t (d INT "
	  "UNSIGNED, CONSTRAINT f FOREIGN KEY (d) REFERENCES gtid_slave_pos (domain_id))",
	  "CREATE TABLE gtid_slave_pos (domain_id INT UNSIGNED PRIMARY KEY); CREATE TABLE t (d INT "
	  "UNSIGNED, CONSTRAINT f FOREIGN KEY (d) REFERENCES mysql.gtid_slave_pos (domain_id))",
	  0, 1 },

	INSIDE("check.name", BOTH, "", ", CONSTRAINT k CHECK (a > 0)"),
	INSIDE("check.expr", BOTH, ", CONSTRAINT k CHECK (a > 0)", ", CONSTRAINT k CHECK (a > 1)"),
	INSIDE("check.expr", BOTH, ", CONSTRAINT k CHECK (b <> 'it''s \\\\ %')",
	       ", CONSTRAINT k CHECK (b <> 'it\"s' AND a IN (1, 2))"),
	INSIDE("check.expr", BOTH, ", CONSTRAINT k CHECK (b <> 'x')",
	       ", CONSTRAINT k CHECK (b <> 'X')"),
	INSIDE("check.not_enforced", MYSQL, ", CONSTRAINT k CHECK (a > 0)",
	       ", CONSTRAINT k CHECK (a > 0) NOT ENFORCED"),
	{ 0 },
};
