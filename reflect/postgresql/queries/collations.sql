-- reflect/postgresql/queries/collations.sql - collations
SELECT
	'collation' AS kind,
	'pg_collation'::regclass::oid AS class,
	c.oid,
	n.nspname AS schema,
	c.collname AS name,
	d.description AS comment,
	'(provider = ' || CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin'
			WHEN 'd' THEN 'default' ELSE 'libc' END
		|| CASE WHEN NOT c.collisdeterministic THEN ', deterministic = false' ELSE '' END
		\if :pg17
		|| coalesce(', locale = ' || quote_literal(c.colllocale), '')
		\else
		\if :pg15
		|| coalesce(', locale = ' || quote_literal(c.colliculocale), '')
		\endif
		\endif
		|| CASE WHEN c.collcollate = c.collctype THEN ', locale = ' || quote_literal(c.collcollate)
			ELSE coalesce(', lc_collate = ' || quote_literal(c.collcollate), '')
				|| coalesce(', lc_ctype = ' || quote_literal(c.collctype), '') END
		\if :pg16
		|| coalesce(', rules = ' || quote_literal(c.collicurules), '')
		\endif
		|| ')' AS definition
FROM pg_collation c
JOIN pg_namespace n ON n.oid = c.collnamespace
LEFT JOIN pg_description d
	ON d.objoid = c.oid AND d.classoid = 'pg_collation'::regclass AND d.objsubid = 0
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
	AND (:'schema' = '' OR n.nspname = :'schema')
	AND (:'oids' = '{}' OR c.oid = ANY (:'oids'::oid[]))
	AND NOT EXISTS (
		SELECT FROM pg_depend e
		WHERE e.classid = 'pg_collation'::regclass AND e.objid = c.oid AND e.deptype = 'e')
ORDER BY n.nspname <> :'default', n.nspname, c.collname
