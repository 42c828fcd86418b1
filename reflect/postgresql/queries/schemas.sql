-- reflect/postgresql/queries/schemas.sql - schemas; "public" where its comment isn't
-- what every new database has
--
-- In this query and all that give definitions: kind as in the metadata, class and
-- oid of the object in pg_depend; a column that isn't known is an error.
SELECT
	'schema' AS kind,
	'pg_namespace'::regclass::oid AS class,
	n.oid,
	n.nspname AS name,
	d.description AS comment
FROM pg_namespace n
LEFT JOIN pg_description d
	ON d.objoid = n.oid AND d.classoid = 'pg_namespace'::regclass AND d.objsubid = 0
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
	AND (n.nspname <> 'public' OR d.description IS DISTINCT FROM 'standard public schema')
	AND (:'schema' = '' OR n.nspname = :'schema')
	AND (:'oids' = '{}' OR n.oid = ANY (:'oids'::oid[]))
	AND NOT EXISTS (
		SELECT FROM pg_depend e
		WHERE e.classid = 'pg_namespace'::regclass AND e.objid = n.oid AND e.deptype = 'e')
ORDER BY n.nspname
