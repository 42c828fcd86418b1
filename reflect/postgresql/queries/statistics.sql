-- reflect/postgresql/queries/statistics.sql - extended statistics
SELECT
	'statistics' AS kind,
	'pg_statistic_ext'::regclass::oid AS class,
	s.oid,
	n.nspname AS schema,
	s.stxname AS name,
	d.description AS comment,
	s.stxrelid AS "table",
	substr(pg_get_statisticsobjdef(s.oid), length('CREATE STATISTICS ' || quote_ident(n.nspname)
		|| '.' || quote_ident(s.stxname)) + 2) AS definition,
	CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget END AS option_statistics
FROM pg_statistic_ext s
JOIN pg_namespace n ON n.oid = s.stxnamespace
LEFT JOIN pg_description d
	ON d.objoid = s.oid AND d.classoid = 'pg_statistic_ext'::regclass AND d.objsubid = 0
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
	AND (:'schema' = '' OR n.nspname = :'schema')
	AND (:'oids' = '{}' OR s.oid = ANY (:'oids'::oid[]) OR s.stxrelid = ANY (:'oids'::oid[]))
	AND NOT EXISTS (
		SELECT FROM pg_depend e
		WHERE e.classid = 'pg_statistic_ext'::regclass AND e.objid = s.oid AND e.deptype = 'e')
ORDER BY n.nspname <> :'default', n.nspname, s.stxname
