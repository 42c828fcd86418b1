-- reflect/postgresql/queries/text_search.sql - text search dictionaries and configurations
--
-- definition: DICTIONARY (...), or CONFIGURATION (...) and then a line for every
-- kind of token: ADD MAPPING FOR token WITH dictionaries.
SELECT
	'text_search' AS kind,
	'pg_ts_dict'::regclass::oid AS class,
	t.oid,
	n.nspname AS schema,
	t.dictname AS name,
	d.description AS comment,
	'DICTIONARY (TEMPLATE = ' || quote_ident(mn.nspname) || '.' || quote_ident(m.tmplname)
		|| coalesce(', ' || t.dictinitoption, '') || ')' AS definition
FROM pg_ts_dict t
JOIN pg_namespace n ON n.oid = t.dictnamespace
JOIN pg_ts_template m ON m.oid = t.dicttemplate
JOIN pg_namespace mn ON mn.oid = m.tmplnamespace
LEFT JOIN pg_description d
	ON d.objoid = t.oid AND d.classoid = 'pg_ts_dict'::regclass AND d.objsubid = 0
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
	AND (:'schema' = '' OR n.nspname = :'schema')
	AND (:'oids' = '{}' OR t.oid = ANY (:'oids'::oid[]))
	AND NOT EXISTS (
		SELECT FROM pg_depend e
		WHERE e.classid = 'pg_ts_dict'::regclass AND e.objid = t.oid AND e.deptype = 'e')
UNION ALL
SELECT
	'text_search',
	'pg_ts_config'::regclass::oid,
	c.oid,
	n.nspname,
	c.cfgname,
	d.description,
	'CONFIGURATION (PARSER = ' || quote_ident(pn.nspname) || '.' || quote_ident(p.prsname) || ')'
		|| coalesce((
			SELECT string_agg(E'\nADD MAPPING FOR ' || quote_ident(x.token) || ' WITH ' || x.dicts, ''
				ORDER BY x.number)
			FROM (
				SELECT m.maptokentype AS number,
					(SELECT tt.alias FROM ts_token_type(c.cfgparser) AS tt
						WHERE tt.tokid = m.maptokentype) AS token,
					string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno) AS dicts
				FROM pg_ts_config_map m
				WHERE m.mapcfg = c.oid
				GROUP BY m.maptokentype) x), '')
FROM pg_ts_config c
JOIN pg_namespace n ON n.oid = c.cfgnamespace
JOIN pg_ts_parser p ON p.oid = c.cfgparser
JOIN pg_namespace pn ON pn.oid = p.prsnamespace
LEFT JOIN pg_description d
	ON d.objoid = c.oid AND d.classoid = 'pg_ts_config'::regclass AND d.objsubid = 0
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
	AND (:'schema' = '' OR n.nspname = :'schema')
	AND (:'oids' = '{}' OR c.oid = ANY (:'oids'::oid[]))
	AND NOT EXISTS (
		SELECT FROM pg_depend e
		WHERE e.classid = 'pg_ts_config'::regclass AND e.objid = c.oid AND e.deptype = 'e')
ORDER BY class, schema, name
