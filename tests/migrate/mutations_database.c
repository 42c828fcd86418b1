/* tests/migrate/mutations_database.c - what isn't in a schema */
#include "base/arena.h"
#include "mutations.h"

#define T "CREATE TABLE t (a int, b int); INSERT INTO t VALUES (1, 2); CREATE TABLE u (a int)"
#define PUBLISHED(x, y)                                                                            \
	{                                                                                          \
		"publication.definition", T, "CREATE PUBLICATION p " x, "CREATE PUBLICATION p " y, \
		    NULL, 0                                                                        \
	}
#define FDW "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w"
#define SERVER(x, y)                                                    \
	{                                                               \
		"server.definition", "CREATE TABLE z ()", x, y, NULL, 0 \
	}
#define MAPPING "CREATE USER MAPPING FOR lb_one SERVER s"
#define EVENT   "CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'"
#define DEFAULTS(x, y)                                                               \
	{                                                                            \
		"privilege.definition", T, x, "ALTER DEFAULT PRIVILEGES " y, NULL, 0 \
	}

static const struct mutation rows[] = {
	{ "schema.name", "CREATE TABLE z ()", "", "CREATE SCHEMA x", NULL, 0 },
	{ "schema.name table.name", "CREATE TABLE z ()", "",
	  "CREATE SCHEMA x; CREATE TABLE x.t (a int)", NULL, 0 },
	{ "schema.comment", "CREATE SCHEMA x", "", "COMMENT ON SCHEMA x IS 'x'", NULL, 0 },
	{ "schema.comment", "CREATE TABLE z ()", "", "COMMENT ON SCHEMA public IS 'changed'", NULL,
	  0 },
	{ "privilege.definition", "CREATE SCHEMA x", "", "GRANT USAGE ON SCHEMA x TO lb_one", NULL,
	  0 },
	{ "extension.name", "CREATE TABLE z ()", "", "CREATE EXTENSION citext", NULL, 0 },
	{ "extension.name column.type", T, "",
	  "CREATE EXTENSION citext; ALTER TABLE t ADD c citext", NULL, 0 },
	{ "extension.schema", "CREATE SCHEMA x", "CREATE EXTENSION citext",
	  "CREATE EXTENSION citext SCHEMA x", NULL, 0 },
	{ "extension.comment", "CREATE EXTENSION citext", "",
	  "COMMENT ON EXTENSION citext IS 'mine'", NULL, 0 },
	{ "cast.name", "CREATE TYPE c AS (x int)", "", "CREATE CAST (c AS text) WITH INOUT", NULL,
	  0 },
	{ "cast.definition", "CREATE TYPE c AS (x int)", "CREATE CAST (c AS text) WITH INOUT",
	  "CREATE CAST (c AS text) WITH INOUT AS ASSIGNMENT", NULL, 0 },
	{ "cast.comment", "CREATE TYPE c AS (x int); CREATE CAST (c AS text) WITH INOUT", "",
	  "COMMENT ON CAST (c AS text) IS 'c'", NULL, 0 },
	{ "language.name", "CREATE TABLE z ()", "",
	  "CREATE LANGUAGE l HANDLER plpgsql_call_handler", NULL, 0 },
	{ "language.trusted", "CREATE TABLE z ()", "CREATE LANGUAGE l HANDLER plpgsql_call_handler",
	  "CREATE TRUSTED LANGUAGE l HANDLER plpgsql_call_handler", NULL, 0 },
	{ "language.definition", "CREATE TABLE z ()",
	  "CREATE LANGUAGE l HANDLER plpgsql_call_handler",
	  "CREATE LANGUAGE l HANDLER plpgsql_call_handler VALIDATOR plpgsql_validator", NULL, 0 },
	{ "language.comment", "CREATE LANGUAGE l HANDLER plpgsql_call_handler", "",
	  "COMMENT ON LANGUAGE l IS 'l'", NULL, 0 },
	{ "event_trigger.name", EVENT, "",
	  "CREATE EVENT TRIGGER et ON ddl_command_end EXECUTE FUNCTION f()", NULL, 0 },
	{ "event_trigger.definition", EVENT,
	  "CREATE EVENT TRIGGER et ON ddl_command_end EXECUTE FUNCTION f()",
	  "CREATE EVENT TRIGGER et ON ddl_command_start WHEN TAG IN ('CREATE TABLE', 'DROP TABLE') "
	  "EXECUTE FUNCTION f()",
	  NULL, 0 },
	{ "event_trigger.enabled",
	  EVENT "; CREATE EVENT TRIGGER et ON ddl_command_end EXECUTE FUNCTION f()", "",
	  "ALTER EVENT TRIGGER et DISABLE", NULL, 0 },
	{ "event_trigger.comment",
	  EVENT "; CREATE EVENT TRIGGER et ON ddl_command_end EXECUTE FUNCTION f()", "",
	  "COMMENT ON EVENT TRIGGER et IS 'et'", NULL, 0 },
	{ "publication.name", T, "", "CREATE PUBLICATION p FOR ALL TABLES", NULL, 0 },
	PUBLISHED("", "FOR TABLE t"),
	PUBLISHED("FOR TABLE t", "FOR TABLE t, u"),
	PUBLISHED("FOR TABLE t", "FOR TABLE ONLY u"),
	PUBLISHED("FOR TABLE t", "FOR ALL TABLES"),
	PUBLISHED("FOR TABLE t", "FOR TABLE t WITH (publish = 'insert, delete')"),
	PUBLISHED("FOR TABLE t", "FOR TABLE t WITH (publish_via_partition_root)"),
	{ "publication.definition", T, "CREATE PUBLICATION p FOR TABLE t",
	  "CREATE PUBLICATION p FOR TABLE t (a) WHERE (a > 1)", NULL, 150000 },
	{ "publication.definition", T, "CREATE PUBLICATION p FOR TABLE t",
	  "CREATE PUBLICATION p FOR TABLES IN SCHEMA public", NULL, 150000 },
	{ "column.type", T,
	  "CREATE PUBLICATION p FOR TABLE t (a, b) WHERE (a > 1), u (a); COMMENT ON PUBLICATION p "
	  "IS 'p'",
	  "ALTER TABLE t ALTER a TYPE bigint; CREATE PUBLICATION p FOR TABLE t (a, b) WHERE (a > "
	  "1), u (a); COMMENT ON PUBLICATION p IS 'p'",
	  NULL, 150000 },
	{ "column.name publication.definition", T, "CREATE PUBLICATION p FOR TABLE t WHERE (b > 1)",
	  "ALTER TABLE t DROP b; CREATE PUBLICATION p FOR TABLE t", "SELECT a FROM t", 150000 },
	{ "publication.comment", T "; CREATE PUBLICATION p", "", "COMMENT ON PUBLICATION p IS 'p'",
	  NULL, 0 },
	{ "foreign_data_wrapper.name foreign_data_wrapper.comment", "CREATE TABLE z ()", "",
	  "CREATE FOREIGN DATA WRAPPER w OPTIONS (\"a b\" 'it''s'); CREATE SERVER s FOREIGN DATA "
	  "WRAPPER w; GRANT USAGE ON FOREIGN DATA WRAPPER w TO lb_one; COMMENT ON FOREIGN DATA "
	  "WRAPPER w IS 'w'",
	  NULL, 0 },
	{ "foreign_data_wrapper.definition", FDW "; " MAPPING " OPTIONS (password 'x')",
	  "ALTER FOREIGN DATA WRAPPER w OPTIONS (a 'b', c 'd')",
	  "ALTER FOREIGN DATA WRAPPER w OPTIONS (e 'f', c 'g')",
	  "SELECT umoptions::text FROM pg_user_mappings", 0 },
	{ "server.name", "CREATE FOREIGN DATA WRAPPER w", "",
	  "CREATE SERVER s FOREIGN DATA WRAPPER w", NULL, 0 },
	SERVER(FDW, FDW " OPTIONS (host 'x', port '1')"),
	SERVER(FDW " OPTIONS (host 'x')", FDW " OPTIONS (host 'it''s', \"a b\" 'c')"),
	SERVER("CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s TYPE 'a' VERSION '1' FOREIGN DATA "
	       "WRAPPER w",
	       "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s TYPE 'a' VERSION '2' FOREIGN DATA "
	       "WRAPPER w"),
	SERVER("CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s TYPE 'a' FOREIGN DATA WRAPPER w",
	       "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s TYPE 'b' FOREIGN DATA WRAPPER w"),
	{ "server.definition", FDW "; CREATE FOREIGN TABLE ft (a int) SERVER s; " MAPPING,
	  "ALTER SERVER s VERSION '1'", "ALTER SERVER s OPTIONS (host 'it''s')", NULL, 0 },
	{ "server.user_mappings", FDW, "", MAPPING " OPTIONS (\"a b\" 'it''s\n', c 'd')", NULL, 0 },
	{ "server.user_mappings", FDW "; " MAPPING, "", "DROP USER MAPPING FOR lb_one SERVER s",
	  NULL, 0 },
	{ "server.user_mappings", FDW "; CREATE USER MAPPING FOR PUBLIC SERVER s",
	  MAPPING " OPTIONS (user 'x', password 'secret')",
	  MAPPING " OPTIONS (user 'y', z '1', password 'secret')", NULL, 0 },
	{ "server.name server.user_mappings", "CREATE FOREIGN DATA WRAPPER w", "",
	  "CREATE SERVER s FOREIGN DATA WRAPPER w; " MAPPING " OPTIONS (user 'x')", NULL, 0 },
	{ "server.comment", FDW, "", "COMMENT ON SERVER s IS 's'", NULL, 0 },
	{ "table.name table.server", FDW, "",
	  "CREATE FOREIGN TABLE ft (a int OPTIONS (n 'x') NOT NULL) SERVER s OPTIONS (t 'y')", NULL,
	  0 },
	{ "table.server", FDW "; CREATE SERVER s2 FOREIGN DATA WRAPPER w",
	  "CREATE FOREIGN TABLE ft (a int) SERVER s", "CREATE FOREIGN TABLE ft (a int) SERVER s2",
	  NULL, 0 },
	{ "table.options", FDW, "CREATE FOREIGN TABLE ft (a int) SERVER s OPTIONS (x '1', y '2')",
	  "CREATE FOREIGN TABLE ft (a int) SERVER s OPTIONS (x '3', z '4')", NULL, 0 },
	{ "column.options", FDW, "CREATE FOREIGN TABLE ft (a int OPTIONS (x '1')) SERVER s",
	  "CREATE FOREIGN TABLE ft (a int OPTIONS (y '2')) SERVER s", NULL, 0 },
	{ "column.type column.name", FDW, "CREATE FOREIGN TABLE ft (a int) SERVER s",
	  "CREATE FOREIGN TABLE ft (a bigint, b text) SERVER s", NULL, 0 },
	{ "table.using", "CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler; " T,
	  "", "ALTER TABLE t SET ACCESS METHOD heap2", NULL, 150000 },
	DEFAULTS("", "GRANT SELECT ON TABLES TO lb_one"),
	DEFAULTS("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO lb_one",
	         "GRANT SELECT, INSERT ON TABLES TO lb_one"),
	DEFAULTS("", "IN SCHEMA public GRANT USAGE ON SEQUENCES TO lb_one"),
	DEFAULTS("", "REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC"),
	DEFAULTS("", "FOR ROLE lb_two GRANT USAGE ON TYPES TO lb_one WITH GRANT OPTION"),
	DEFAULTS("", "GRANT USAGE ON SCHEMAS TO lb_one"),
};

const struct mutations mutations_database = { "database", rows, COUNT(rows), 1 };
