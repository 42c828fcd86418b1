-- reflect/postgresql/queries/members.sql - what belongs to extensions, to tell
-- what depends on them
SELECT classid AS class, objid AS oid, refobjid AS extension
FROM pg_depend
WHERE deptype = 'e' AND refclassid = 'pg_extension'::regclass AND refobjid >= 16384
