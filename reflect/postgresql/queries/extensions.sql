-- reflect/postgresql/queries/extensions.sql - extensions; plpgsql is always there
--
-- :'beside': a schema whose extensions are those of all others.
SELECT
	'extension' AS kind,
	'pg_extension'::regclass::oid AS class,
	x.oid,
	x.extname AS name,
	d.description AS comment,
	n.nspname AS option_schema,
	x.extversion AS option_version
FROM pg_extension x
JOIN pg_namespace n ON n.oid = x.extnamespace
LEFT JOIN pg_description d
	ON d.objoid = x.oid AND d.classoid = 'pg_extension'::regclass AND d.objsubid = 0
WHERE x.oid >= 16384
	AND (:'schema' = '' OR n.nspname IN (:'schema', :'beside'))
	AND (:'oids' = '{}' OR x.oid = ANY (:'oids'::oid[]))
ORDER BY x.extname
