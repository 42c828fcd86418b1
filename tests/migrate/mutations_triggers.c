/* tests/migrate/mutations_triggers.c - triggers */
#include "base/arena.h"
#include "mutations.h"

#define T                                                                                         \
	"CREATE TABLE t (id int PRIMARY KEY, a int, b text); INSERT INTO t VALUES (1, 10, '7'); " \
	"CREATE TABLE u (a "                                                                      \
	"int); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; " \
	"CREATE FUNCTION g() "                                                                    \
	"RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; "
#define PARTS                                                                                      \
	"CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE " \
	"TABLE p (a int) PARTITION BY RANGE (a); CREATE TABLE q PARTITION OF p FOR VALUES FROM "   \
	"(0) TO (9) PARTITION BY RANGE (a); CREATE TABLE r PARTITION OF q DEFAULT; CREATE "        \
	"TRIGGER tr AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION f(); "
#define RUN " EXECUTE FUNCTION f()"
#define TRIGGER(of, x, y)                                                      \
	{                                                                      \
		of, T, "CREATE TRIGGER tr " x, "CREATE TRIGGER tr " y, NULL, 0 \
	}
#define ENABLED(x, y)                                                              \
	{                                                                          \
		"trigger.enabled", T "CREATE TRIGGER tr AFTER INSERT ON t" RUN, x, \
		    "ALTER TABLE t " y " TRIGGER tr", NULL, 0                      \
	}

static const struct mutation rows[] = {
	{ "trigger.name", T, "", "CREATE TRIGGER tr AFTER INSERT ON t" RUN, NULL, 0 },
	TRIGGER("trigger.definition", "AFTER INSERT ON t" RUN, "BEFORE INSERT ON t" RUN),
	TRIGGER("trigger.definition", "AFTER INSERT ON t" RUN,
	        "AFTER INSERT ON t FOR EACH ROW" RUN),
	TRIGGER("trigger.definition", "AFTER INSERT ON t" RUN,
	        "AFTER INSERT OR DELETE OR UPDATE ON t" RUN),
	TRIGGER("trigger.definition", "AFTER INSERT ON t" RUN, "AFTER TRUNCATE ON t" RUN),
	TRIGGER("trigger.definition", "AFTER UPDATE ON t" RUN, "AFTER UPDATE OF a, b ON t" RUN),
	TRIGGER("trigger.definition", "AFTER UPDATE OF a ON t FOR EACH ROW" RUN,
	        "AFTER UPDATE OF a ON t FOR EACH ROW WHEN (old.a IS DISTINCT FROM new.a)" RUN),
	TRIGGER("trigger.definition", "AFTER INSERT ON t" RUN,
	        "AFTER INSERT ON t EXECUTE FUNCTION g()"),
	TRIGGER("trigger.definition", "AFTER INSERT ON t" RUN,
	        "AFTER INSERT ON t EXECUTE FUNCTION f('x', 'it''s\\')"),
	TRIGGER("trigger.definition", "AFTER UPDATE ON t" RUN,
	        "AFTER UPDATE ON t REFERENCING OLD TABLE AS o NEW TABLE AS n" RUN),
	TRIGGER("trigger.on", "AFTER INSERT ON t" RUN, "AFTER INSERT ON u" RUN),
	{ "trigger.constraint", T, "CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW" RUN,
	  "CREATE CONSTRAINT TRIGGER tr AFTER INSERT ON t FOR EACH ROW" RUN, NULL, 0 },
	{ "trigger.definition", T,
	  "CREATE CONSTRAINT TRIGGER tr AFTER INSERT ON t FOR EACH ROW" RUN,
	  "CREATE CONSTRAINT TRIGGER tr AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH "
	  "ROW" RUN,
	  NULL, 0 },
	{ "trigger.definition", T,
	  "CREATE CONSTRAINT TRIGGER tr AFTER INSERT ON t FOR EACH ROW" RUN,
	  "CREATE CONSTRAINT TRIGGER tr AFTER INSERT ON t FROM u FOR EACH ROW" RUN, NULL, 0 },
	{ "trigger.name", T "CREATE VIEW v AS SELECT a FROM t", "",
	  "CREATE TRIGGER tr INSTEAD OF INSERT ON v FOR EACH ROW" RUN, NULL, 0 },
	{ "view.definition", T,
	  "CREATE VIEW v AS SELECT a FROM t; CREATE TRIGGER tr INSTEAD OF INSERT ON v FOR EACH "
	  "ROW" RUN,
	  "CREATE VIEW v AS SELECT b, a FROM t; CREATE TRIGGER tr INSTEAD OF INSERT ON v FOR EACH "
	  "ROW" RUN,
	  NULL, 0 },
	{ "column.type",
	  T "CREATE TRIGGER tr AFTER UPDATE OF a ON t FOR EACH ROW WHEN (new.a > 1)" RUN, "",
	  "DROP TRIGGER tr ON t; ALTER TABLE t ALTER a TYPE bigint; CREATE TRIGGER tr AFTER UPDATE "
	  "OF a ON t FOR EACH ROW WHEN "
	  "(new.a > 1)" RUN,
	  NULL, 0 },
	{ "function.definition", T "CREATE TRIGGER tr AFTER INSERT ON t" RUN, "",
	  "CREATE OR REPLACE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; "
	  "END'",
	  NULL, 0 },
	ENABLED("", "DISABLE"),
	ENABLED("", "ENABLE REPLICA"),
	ENABLED("ALTER TABLE t DISABLE TRIGGER tr", "ENABLE ALWAYS"),
	{ "trigger.enabled trigger.inherited", PARTS, "", "ALTER TABLE q DISABLE TRIGGER tr", NULL,
	  0 },
	{ "trigger.enabled", PARTS, "ALTER TABLE r DISABLE TRIGGER tr",
	  "ALTER TABLE r ENABLE ALWAYS TRIGGER tr", NULL, 0 },
	{ "trigger.enabled trigger.inherited", PARTS,
	  "ALTER TABLE q ENABLE REPLICA TRIGGER tr; ALTER TABLE r ENABLE TRIGGER tr",
	  "ALTER TABLE p DISABLE TRIGGER tr; ALTER TABLE r ENABLE TRIGGER tr", NULL, 0 },
	{ "trigger.comment", PARTS "ALTER TABLE r DISABLE TRIGGER tr", "",
	  "COMMENT ON TRIGGER tr ON r IS 'r'", NULL, 0 },
	{ "trigger.definition", PARTS "ALTER TABLE r DISABLE TRIGGER tr", "",
	  "DROP TRIGGER tr ON p; CREATE TRIGGER tr AFTER UPDATE ON p FOR EACH ROW EXECUTE FUNCTION "
	  "f(); ALTER TABLE r DISABLE TRIGGER tr",
	  NULL, 0 },
	{ "trigger.comment", T "CREATE TRIGGER tr AFTER INSERT ON t" RUN, "",
	  "COMMENT ON TRIGGER tr ON t IS 'tr'", NULL, 0 },
};

const struct mutations mutations_triggers = { "triggers", rows, COUNT(rows), 0 };
