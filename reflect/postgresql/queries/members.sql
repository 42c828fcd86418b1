-- reflect/postgresql/queries/members.sql - what belongs to extensions and
-- publications, to tell what depends on them, and on what these depend
SELECT classid AS class, objid AS oid, refclassid AS whole_class, refobjid AS whole
FROM pg_depend
WHERE refobjid >= 16384
	AND (deptype = 'e' AND refclassid = 'pg_extension'::regclass
		OR deptype = 'a' AND classid = 'pg_publication_rel'::regclass
			AND refclassid = 'pg_publication'::regclass)
