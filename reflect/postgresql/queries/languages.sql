-- reflect/postgresql/queries/languages.sql - languages that no extension brought
SELECT
	'language' AS kind,
	'pg_language'::regclass::oid AS class,
	l.oid,
	l.lanname AS name,
	d.description AS comment,
	'HANDLER ' || l.lanplcallfoid::regproc::text
		|| CASE WHEN l.laninline <> 0 THEN ' INLINE ' || l.laninline::regproc::text ELSE '' END
		|| CASE WHEN l.lanvalidator <> 0 THEN ' VALIDATOR ' || l.lanvalidator::regproc::text
			ELSE '' END AS definition,
	CASE WHEN l.lanpltrusted THEN 'true' END AS option_trusted
FROM pg_language l
LEFT JOIN pg_description d
	ON d.objoid = l.oid AND d.classoid = 'pg_language'::regclass AND d.objsubid = 0
WHERE l.oid >= 16384 AND l.lanplcallfoid <> 0
	AND :'schema' = ''
	AND (:'oids' = '{}' OR l.oid = ANY (:'oids'::oid[]))
	AND NOT EXISTS (
		SELECT FROM pg_depend e
		WHERE e.classid = 'pg_language'::regclass AND e.objid = l.oid AND e.deptype = 'e')
ORDER BY l.lanname
