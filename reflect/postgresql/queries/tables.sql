-- reflect/postgresql/queries/tables.sql - tables: plain, partitioned, foreign
--
-- By hand:  psql -v pg14=1 -v pg15=1 ... -v schema= -v default=public -v oids='{}' -f tables.sql
-- pgNN: the server is of version NN or newer; schema: only this one ('' = all);
-- default: the one that names without a schema mean; oids: only these objects ('{}' =
-- all).  The same in every query here.  Run with
-- search_path = pg_catalog, so that names of users' objects are qualified.
--
-- row_type, array_type: types that depend on the table; partition_of, inherits:
-- names as SQL writes them, without the schema "public"; option_*: attributes
-- that only PostgreSQL has, NULL where they are as usual.
SELECT
	c.oid,
	n.nspname AS schema,
	c.relname AS name,
	d.description AS comment,
	c.reltype AS row_type,
	t.typarray AS array_type,
	CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END AS partition_by,
	c.relispartition AS is_partition,
	CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS bound,
	CASE WHEN c.relispartition OR i.inhrelid IS NOT NULL THEN ARRAY(
		SELECT CASE pn.nspname WHEN :'default' THEN '' ELSE quote_ident(pn.nspname) || '.' END
			|| quote_ident(p.relname)
		FROM pg_inherits h
		JOIN pg_class p ON p.oid = h.inhparent
		JOIN pg_namespace pn ON pn.oid = p.relnamespace
		WHERE h.inhrelid = c.oid
		ORDER BY h.inhseqno)
	END AS parents,
	CASE c.relpersistence WHEN 'u' THEN 'true' END AS option_unlogged,
	ts.spcname AS option_tablespace,
	-- one that a partitioned table names is its partitions', whatever the session's is
	CASE WHEN am.amname <> 'heap' OR c.relkind = 'p' THEN am.amname END AS option_using,
	(SELECT string_agg(prefix || x.option_name || '='
			|| CASE WHEN x.option_value ~ '^[a-zA-Z0-9_.]+$' THEN x.option_value
				ELSE quote_literal(x.option_value) END, ', ' ORDER BY prefix, ord)
		FROM (VALUES ('', c.reloptions), ('toast.', o.reloptions)) AS l (prefix, list),
			pg_options_to_table(l.list) WITH ORDINALITY AS x (option_name, option_value, ord)
		WHERE c.reloptions IS NOT NULL OR o.reloptions IS NOT NULL) AS option_with,
	CASE WHEN c.relrowsecurity THEN 'true' END AS option_row_security,
	CASE WHEN c.relforcerowsecurity THEN 'true' END AS option_force_row_security,
	CASE c.relreplident
		WHEN 'f' THEN 'FULL'
		WHEN 'n' THEN CASE WHEN c.relkind <> 'f' THEN 'NOTHING' END
		WHEN 'i' THEN (
			SELECT 'USING INDEX ' || quote_ident(x.relname)
			FROM pg_index ix JOIN pg_class x ON x.oid = ix.indexrelid
			WHERE ix.indrelid = c.oid AND ix.indisreplident)
	END AS option_replica_identity,
	k.relname AS option_cluster_on,
	CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END AS option_of_type,
	s.srvname AS option_server,
	(SELECT string_agg(quote_ident(x.option_name) || ' ' || quote_literal(x.option_value), ', '
			ORDER BY x.option_name)
		FROM pg_options_to_table(f.ftoptions) AS x) AS option_options
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_type t ON t.oid = c.reltype
LEFT JOIN pg_description d
	ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_am am ON am.oid = c.relam
LEFT JOIN pg_class o ON o.oid = c.reltoastrelid AND c.reltoastrelid <> 0
LEFT JOIN pg_foreign_table f ON f.ftrelid = c.oid
LEFT JOIN pg_foreign_server s ON s.oid = f.ftserver
LEFT JOIN (SELECT DISTINCT inhrelid FROM pg_inherits) i ON i.inhrelid = c.oid
LEFT JOIN (
	SELECT ix.indrelid, x.relname
	FROM pg_index ix JOIN pg_class x ON x.oid = ix.indexrelid
	WHERE ix.indisclustered) k ON k.indrelid = c.oid
WHERE c.relkind IN ('r', 'p', 'f')
	AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
	AND (:'schema' = '' OR n.nspname = :'schema')
	AND (:'oids' = '{}' OR c.oid = ANY (:'oids'::oid[]))
	AND NOT EXISTS (
		SELECT FROM pg_depend e
		WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
ORDER BY n.nspname <> :'default', n.nspname, c.relname
