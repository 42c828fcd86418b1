-- reflect/postgresql/queries/indexes.sql - indexes that belong to no constraint
--
-- table: of a table or a materialized view; definition: the whole CREATE INDEX;
-- invalid: a build that failed half-way, or an index of a partitioned table that not
-- all partitions have; inherited: part of a partitioned index.
SELECT
	i.indexrelid AS oid,
	i.indrelid AS "table",
	x.relname AS name,
	pg_get_indexdef(i.indexrelid) AS definition,
	i.indkey AS columns,
	NOT i.indisvalid AS invalid,
	x.relispartition AS inherited,
	d.description AS comment,
	ts.spcname AS option_tablespace,
	CASE WHEN x.reloptions IS NOT NULL THEN (
		SELECT string_agg(o.option_name || '=' || CASE WHEN o.option_value ~ '^[a-zA-Z0-9_.]+$'
			THEN o.option_value ELSE quote_literal(o.option_value) END, ', ')
		FROM pg_options_to_table(x.reloptions) AS o)
	END AS option_with,
	(SELECT string_agg(a.attnum || ' ' || a.attstattarget, ', ' ORDER BY a.attnum)
		FROM pg_attribute a
		WHERE i.indexprs IS NOT NULL AND a.attrelid = i.indexrelid AND a.attstattarget >= 0)
		AS option_statistics
FROM pg_index i
JOIN pg_class x ON x.oid = i.indexrelid
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_tablespace ts ON ts.oid = x.reltablespace
LEFT JOIN pg_description d
	ON d.objoid = i.indexrelid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
WHERE c.relkind IN ('r', 'p', 'm')
	AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
	AND (:'schema' = '' OR n.nspname = :'schema')
	AND (:'oids' = '{}' OR c.oid = ANY (:'oids'::oid[]))
	AND NOT EXISTS (
		SELECT FROM pg_constraint k
		WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x'))
ORDER BY i.indrelid, x.relname
