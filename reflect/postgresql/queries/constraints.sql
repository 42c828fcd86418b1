-- reflect/postgresql/queries/constraints.sql - constraints of tables and domains
--
-- type: as in pg_constraint; columns, set_columns, include: attnums of the table;
-- referred_columns: names; inherited: a copy of the parent's; invalid: a partitioned
-- table's key that not all partitions have.  The copies of a foreign key that lead to
-- the partitions of its target are the server's own affair and are not here.
SELECT
	k.oid,
	k.conrelid AS "table",
	k.contypid AS domain,
	k.contype AS type,
	k.conname AS name,
	k.conkey AS columns,
	CASE WHEN rn.nspname <> :'default' THEN rn.nspname END AS referred_schema,
	r.relname AS referred_table,
	CASE WHEN cardinality(k.confkey) = 1 THEN ARRAY(
		SELECT ra.attname
		FROM pg_attribute ra
		WHERE ra.attrelid = k.confrelid AND ra.attnum = k.confkey[1])
	WHEN k.contype = 'f' THEN ARRAY(
		SELECT ra.attname
		FROM unnest(k.confkey) WITH ORDINALITY AS u (attnum, place)
		JOIN pg_attribute ra ON ra.attrelid = k.confrelid AND ra.attnum = u.attnum
		ORDER BY u.place)
	END AS referred_columns,
	k.confupdtype AS on_update,
	k.confdeltype AS on_delete,
	k.confmatchtype AS match,
	\if :pg15
	k.confdelsetcols AS set_columns,
	\else
	NULL AS set_columns,
	\endif
	k.condeferrable AS deferrable,
	k.condeferred AS deferred,
	NOT k.convalidated AS not_valid,
	k.connoinherit AS no_inherit,
	k.conparentid <> 0 OR (k.coninhcount > 0 AND NOT k.conislocal) AS inherited,
	\if :pg18
	NOT k.conenforced AS not_enforced,
	k.conperiod AS period,
	\else
	false AS not_enforced,
	false AS period,
	\endif
	CASE k.contype
		WHEN 'c' THEN pg_get_expr(k.conbin, k.conrelid)
		WHEN 'x' THEN pg_get_constraintdef(k.oid)
	END AS expr,
	CASE WHEN i.indnatts > i.indnkeyatts THEN i.indkey END AS include,
	i.indnkeyatts AS keys,
	\if :pg15
	i.indnullsnotdistinct AS nulls_not_distinct,
	\else
	false AS nulls_not_distinct,
	\endif
	coalesce(NOT i.indisvalid, false) AS invalid,
	d.description AS comment,
	k.conindid AS index,
	CASE WHEN ic.reloptions IS NOT NULL AND k.contype IN ('p', 'u', 'x') THEN (
		SELECT string_agg(x.option_name || '=' || CASE WHEN x.option_value ~ '^[a-zA-Z0-9_.]+$'
			THEN x.option_value ELSE quote_literal(x.option_value) END, ', ')
		FROM pg_options_to_table(ic.reloptions) AS x)
	END AS option_with,
	CASE WHEN k.contype IN ('p', 'u', 'x') THEN xd.description END AS option_index_comment,
	ts.spcname AS option_tablespace
FROM pg_constraint k
JOIN pg_namespace n ON n.oid = k.connamespace
LEFT JOIN pg_constraint p ON p.oid = k.conparentid AND k.conparentid <> 0
LEFT JOIN pg_class r ON r.oid = k.confrelid AND k.confrelid <> 0
LEFT JOIN pg_namespace rn ON rn.oid = r.relnamespace
LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_class ic ON ic.oid = i.indexrelid
LEFT JOIN pg_tablespace ts ON ts.oid = ic.reltablespace
LEFT JOIN pg_description d
	ON d.objoid = k.oid AND d.classoid = 'pg_constraint'::regclass AND d.objsubid = 0
LEFT JOIN pg_description xd
	ON xd.objoid = i.indexrelid AND xd.classoid = 'pg_class'::regclass AND xd.objsubid = 0
WHERE k.contype IN ('p', 'u', 'f', 'c', 'x')
	AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
	AND (:'schema' = '' OR n.nspname = :'schema')
	AND (:'oids' = '{}' OR k.conrelid = ANY (:'oids'::oid[]) OR k.contypid = ANY (:'oids'::oid[]))
	AND (k.contype <> 'f' OR p.oid IS NULL OR p.conrelid <> k.conrelid)
ORDER BY k.conrelid, k.contypid, position(k.contype::text IN 'pufcx'), k.conname
