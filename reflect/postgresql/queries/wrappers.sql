-- reflect/postgresql/queries/wrappers.sql - foreign data wrappers that no extension brought
SELECT
	'foreign_data_wrapper' AS kind,
	'pg_foreign_data_wrapper'::regclass::oid AS class,
	w.oid,
	w.fdwname AS name,
	d.description AS comment,
	concat_ws(' ',
		'HANDLER ' || nullif(w.fdwhandler, 0)::regproc::text,
		'VALIDATOR ' || nullif(w.fdwvalidator, 0)::regproc::text,
		'OPTIONS (' || (
			SELECT string_agg(quote_ident(x.option_name) || ' ' || quote_literal(x.option_value), ', '
				ORDER BY x.option_name)
			FROM pg_options_to_table(w.fdwoptions) AS x) || ')') AS definition
FROM pg_foreign_data_wrapper w
LEFT JOIN pg_description d
	ON d.objoid = w.oid AND d.classoid = 'pg_foreign_data_wrapper'::regclass AND d.objsubid = 0
WHERE w.oid >= 16384
	AND :'schema' = ''
	AND (:'oids' = '{}' OR w.oid = ANY (:'oids'::oid[]))
	AND NOT EXISTS (
		SELECT FROM pg_depend e
		WHERE e.classid = 'pg_foreign_data_wrapper'::regclass AND e.objid = w.oid
			AND e.deptype = 'e')
ORDER BY w.fdwname
