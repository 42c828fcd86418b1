-- reflect/postgresql/queries/views.sql - views and materialized views
--
-- rule: the row of pg_rewrite on whose behalf the view depends on things.
SELECT
	CASE c.relkind WHEN 'v' THEN 'view' ELSE 'materialized_view' END AS kind,
	'pg_class'::regclass::oid AS class,
	c.oid,
	n.nspname AS schema,
	c.relname AS name,
	d.description AS comment,
	pg_get_viewdef(c.oid) AS definition,
	c.reltype AS row_type,
	t.typarray AS array_type,
	r.oid AS rule,
	ts.spcname AS option_tablespace,
	CASE WHEN am.amname <> 'heap' THEN am.amname END AS option_using,
	(SELECT string_agg(x.option_name || '=' || CASE WHEN x.option_value ~ '^[a-zA-Z0-9_.]+$'
			THEN x.option_value ELSE quote_literal(x.option_value) END, ', ')
		FROM pg_options_to_table(c.reloptions) AS x) AS option_with,
	k.relname AS option_cluster_on,
	CASE WHEN NOT c.relispopulated THEN 'false' END AS option_with_data,
	w.defaults AS option_defaults,
	w.comments AS option_column_comments,
	\if :pg14
	w.compression AS option_column_compression,
	\endif
	w.statistics AS option_statistics,
	w.storage AS option_column_storage
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_type t ON t.oid = c.reltype
LEFT JOIN pg_rewrite r ON r.ev_class = c.oid AND r.rulename = '_RETURN'
LEFT JOIN pg_description d
	ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_am am ON am.oid = c.relam
LEFT JOIN (
	SELECT ix.indrelid, x.relname
	FROM pg_index ix JOIN pg_class x ON x.oid = ix.indexrelid
	WHERE ix.indisclustered) k ON k.indrelid = c.oid
LEFT JOIN (
	SELECT
		a.attrelid,
		string_agg(quote_ident(a.attname) || ' ' || pg_get_expr(ad.adbin, ad.adrelid), E'\n'
			ORDER BY a.attnum) AS defaults,
		string_agg(quote_ident(a.attname) || ' ' || quote_literal(ds.description), E'\n'
			ORDER BY a.attnum) AS comments,
		\if :pg14
		string_agg(quote_ident(a.attname) || CASE a.attcompression WHEN 'p' THEN ' pglz'
				WHEN 'l' THEN ' lz4' END, E'\n' ORDER BY a.attnum) AS compression,
		\endif
		string_agg(quote_ident(a.attname) || CASE WHEN v.relkind = 'm' AND a.attstattarget >= 0
			THEN ' ' || a.attstattarget END, E'\n' ORDER BY a.attnum) AS statistics,
		string_agg(quote_ident(a.attname) || CASE WHEN v.relkind = 'm'
			AND a.attstorage <> t.typstorage THEN CASE a.attstorage WHEN 'p' THEN ' PLAIN'
				WHEN 'e' THEN ' EXTERNAL' WHEN 'm' THEN ' MAIN' ELSE ' EXTENDED' END END, E'\n'
			ORDER BY a.attnum) AS storage
	FROM pg_class v
	JOIN pg_attribute a ON a.attrelid = v.oid AND a.attnum > 0
	JOIN pg_type t ON t.oid = a.atttypid
	LEFT JOIN pg_attrdef ad ON ad.adrelid = a.attrelid AND ad.adnum = a.attnum
	LEFT JOIN pg_description ds ON ds.objoid = a.attrelid
		AND ds.classoid = 'pg_class'::regclass AND ds.objsubid = a.attnum
	WHERE v.relkind IN ('v', 'm') AND v.oid >= 16384
		AND (ad.oid IS NOT NULL OR ds.objoid IS NOT NULL OR v.relkind = 'm' AND (
			a.attstattarget >= 0 OR a.attstorage <> t.typstorage
			\if :pg14
			OR a.attcompression <> ''
			\endif
		))
	GROUP BY a.attrelid) w ON w.attrelid = c.oid
WHERE c.relkind IN ('v', 'm')
	AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
	AND (:'schema' = '' OR n.nspname = :'schema')
	AND (:'oids' = '{}' OR c.oid = ANY (:'oids'::oid[]))
	AND NOT EXISTS (
		SELECT FROM pg_depend e
		WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
ORDER BY n.nspname <> :'default', n.nspname, c.relname
