-- reflect/postgresql/queries/servers.sql - foreign servers, with their user mappings
--
-- option_user_mappings: a line for each, ROLE OPTIONS (a 'b'), without the options
-- that hold passwords.
SELECT
	'server' AS kind,
	'pg_foreign_server'::regclass::oid AS class,
	s.oid,
	s.srvname AS name,
	d.description AS comment,
	coalesce('TYPE ' || quote_literal(s.srvtype) || ' ', '')
		|| coalesce('VERSION ' || quote_literal(s.srvversion) || ' ', '')
		|| 'FOREIGN DATA WRAPPER ' || quote_ident(w.fdwname)
		|| coalesce(' OPTIONS (' || (
			SELECT string_agg(quote_ident(x.option_name) || ' ' || quote_literal(x.option_value), ', '
				ORDER BY x.option_name)
			FROM pg_options_to_table(s.srvoptions) AS x) || ')', '') AS definition,
	(SELECT string_agg(
		CASE u.umuser WHEN 0 THEN 'PUBLIC' ELSE quote_ident(u.usename) END
		|| coalesce(' OPTIONS (' || (
			SELECT string_agg(quote_ident(x.option_name) || ' ' || quote_literal(x.option_value), ', '
				ORDER BY x.option_name)
			FROM pg_options_to_table(u.umoptions) AS x
			WHERE x.option_name !~* '(passw|secret|token|credential|(^|_)key$)') || ')', ''),
		E'\n' ORDER BY u.umuser <> 0, u.usename)
		FROM pg_user_mappings u
		WHERE u.srvid = s.oid) AS option_user_mappings
FROM pg_foreign_server s
JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
LEFT JOIN pg_description d
	ON d.objoid = s.oid AND d.classoid = 'pg_foreign_server'::regclass AND d.objsubid = 0
WHERE :'schema' = ''
	AND (:'oids' = '{}' OR s.oid = ANY (:'oids'::oid[]))
	AND NOT EXISTS (
		SELECT FROM pg_depend e
		WHERE e.classid = 'pg_foreign_server'::regclass AND e.objid = s.oid AND e.deptype = 'e')
ORDER BY s.srvname
