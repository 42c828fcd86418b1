/* tests/migrate/mutations_privileges.c - comments, and what is granted to whom */
#include "base/arena.h"
#include "mutations.h"

#define T                                                                                          \
	"CREATE TABLE t (id int CONSTRAINT pk PRIMARY KEY, a int CONSTRAINT ck CHECK (a > 0) "     \
	"CONSTRAINT uq UNIQUE, b int "                                                             \
	"CONSTRAINT fk REFERENCES t, r int4range, CONSTRAINT ex EXCLUDE USING gist (r WITH &&)); " \
	"CREATE SEQUENCE s; CREATE "                                                               \
	"TYPE e AS ENUM ('a'); CREATE DOMAIN d AS int CONSTRAINT dc CHECK (VALUE > 0); CREATE "    \
	"FUNCTION f(int) RETURNS int "                                                             \
	"LANGUAGE sql AS 'SELECT 1'; CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1'; CREATE "     \
	"VIEW v AS SELECT a FROM t"
#define COMMENT(of, on)                                                                          \
	{                                                                                        \
		of,   T, "COMMENT ON " on " IS 'it''s\n\\ \"a\"'", "COMMENT ON " on " IS 'b %'", \
		NULL, 0                                                                          \
	},                                                                                       \
	{                                                                                        \
		of, T, "", "COMMENT ON " on " IS 'new'", NULL, 0                                 \
	}
#define GRANT(x, y)                                      \
	{                                                \
		"privilege.definition", T, x, y, NULL, 0 \
	}

static const struct mutation rows[] = {
	COMMENT("table.comment", "TABLE t"),
	COMMENT("column.comment", "COLUMN t.a"),
	COMMENT("primary_key.comment", "CONSTRAINT pk ON t"),
	COMMENT("check.comment", "CONSTRAINT ck ON t"),
	COMMENT("unique.comment", "CONSTRAINT uq ON t"),
	COMMENT("foreign_key.comment", "CONSTRAINT fk ON t"),
	COMMENT("exclude.comment", "CONSTRAINT ex ON t"),
	COMMENT("primary_key.index_comment", "INDEX pk"),
	COMMENT("unique.index_comment", "INDEX uq"),
	COMMENT("exclude.index_comment", "INDEX ex"),
	COMMENT("sequence.comment", "SEQUENCE s"),
	COMMENT("check.comment", "CONSTRAINT dc ON DOMAIN d"),
	GRANT("", "GRANT SELECT ON t TO lb_one"),
	GRANT("GRANT SELECT ON t TO lb_one", "GRANT SELECT, INSERT, UPDATE, DELETE ON t TO lb_one"),
	GRANT("GRANT SELECT ON t TO lb_one", "GRANT SELECT ON t TO lb_one WITH GRANT OPTION"),
	GRANT("GRANT ALL ON t TO lb_one", "GRANT ALL ON t TO lb_one, lb_two"),
	GRANT("GRANT ALL ON t TO PUBLIC", "GRANT TRIGGER ON t TO PUBLIC"),
	GRANT("", "GRANT SELECT (a, b), UPDATE (a) ON t TO lb_one"),
	GRANT("GRANT SELECT (a) ON t TO lb_one", "GRANT SELECT (b) ON t TO lb_one"),
	GRANT("GRANT SELECT ON t TO lb_one; GRANT SELECT (a) ON t TO lb_one",
	      "GRANT SELECT (a) ON t TO lb_one"),
	GRANT("GRANT SELECT (a) ON t TO lb_one WITH GRANT OPTION; GRANT SELECT ON t TO lb_one WITH "
	      "GRANT OPTION",
	      "GRANT SELECT (a) ON t TO lb_one WITH GRANT OPTION; GRANT SELECT ON t TO lb_one"),
	{ "privilege.definition column.name", "CREATE TABLE g (a int)",
	  "ALTER TABLE g ADD f int; GRANT SELECT (a, f) ON g TO lb_one",
	  "GRANT SELECT (a) ON g TO lb_one", NULL, 0 },
	{ "column.computed", "CREATE TABLE g (a int)",
	  "ALTER TABLE g ADD f int; GRANT UPDATE (f) ON g TO lb_one",
	  "ALTER TABLE g ADD f int GENERATED ALWAYS AS (a + 1) STORED; GRANT UPDATE (f) ON g TO "
	  "lb_one",
	  NULL, 0 },
	GRANT("", "REVOKE TRUNCATE ON t FROM CURRENT_USER"),
	GRANT("", "REVOKE INSERT ON t FROM CURRENT_USER; GRANT INSERT ON t TO CURRENT_USER WITH "
	          "GRANT OPTION"),
	GRANT("REVOKE ALL ON t FROM CURRENT_USER; GRANT SELECT, INSERT ON t TO CURRENT_USER",
	      "REVOKE ALL ON t FROM CURRENT_USER; GRANT SELECT ON t TO CURRENT_USER"),
	GRANT("REVOKE UPDATE ON t FROM CURRENT_USER; GRANT UPDATE (a) ON t TO CURRENT_USER", ""),
	GRANT("REVOKE ALL ON FUNCTION f(int) FROM PUBLIC, CURRENT_USER", ""),
	GRANT("", "GRANT SELECT ON v TO lb_one"),
	GRANT("GRANT USAGE ON SEQUENCE s TO lb_one", "GRANT SELECT ON SEQUENCE s TO lb_one"),
	GRANT("", "GRANT EXECUTE ON FUNCTION f(int) TO lb_one"),
	GRANT("", "REVOKE EXECUTE ON FUNCTION f(int) FROM PUBLIC"),
	GRANT("", "GRANT EXECUTE ON PROCEDURE p() TO lb_one"),
	GRANT("", "GRANT USAGE ON TYPE e TO lb_one"),
	GRANT("", "REVOKE USAGE ON DOMAIN d FROM PUBLIC"),
	{ "unique.index_comment unique.columns", T,
	  "ALTER TABLE t ADD CONSTRAINT k UNIQUE (b); COMMENT ON INDEX k IS 'x'",
	  "ALTER TABLE t ADD CONSTRAINT k UNIQUE (b, a); COMMENT ON INDEX k IS 'y'", NULL, 0 },
	{ "column.sequence_comment", "CREATE TABLE i (id int GENERATED ALWAYS AS IDENTITY)", "",
	  "COMMENT ON SEQUENCE i_id_seq IS 'it''s'", NULL, 0 },
	{ "column.sequence_comment column.sequence",
	  "CREATE TABLE i (id int GENERATED ALWAYS AS IDENTITY)",
	  "COMMENT ON SEQUENCE i_id_seq IS 'x'",
	  "ALTER SEQUENCE i_id_seq RENAME TO q; COMMENT ON SEQUENCE q IS 'y'", NULL, 0 },
	{ "column.sequence_comment column.identity", "CREATE TABLE i (id int NOT NULL)", "",
	  "ALTER TABLE i ALTER id ADD GENERATED ALWAYS AS IDENTITY; COMMENT ON SEQUENCE i_id_seq "
	  "IS 'x'",
	  NULL, 0 },
	{ "column.name", "CREATE TABLE i ()", "",
	  "ALTER TABLE i ADD id int GENERATED ALWAYS AS IDENTITY; COMMENT ON SEQUENCE i_id_seq IS "
	  "'x'",
	  NULL, 0 },
	{ "privilege.on", T, "GRANT SELECT ON t TO lb_one", "GRANT SELECT ON v TO lb_one", NULL,
	  0 },
};

const struct mutations mutations_privileges = { "privileges", rows, COUNT(rows), 0 };
