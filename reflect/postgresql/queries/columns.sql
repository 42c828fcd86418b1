-- reflect/postgresql/queries/columns.sql - columns of tables, in their order
--
-- number: attnum, the place; generated: 's'tored or 'v'irtual; identity: 'a'lways
-- or by 'd'efault, not a partition's that is its parent's; start ... cycle: its
-- sequence's options, NULL where they are what they would be by themselves;
-- option_sequence: the sequence's name where it isn't TABLE_COLUMN_seq; expr_oid: the
-- row of pg_attrdef, or an identity's sequence.  Options named pg_... are the server's
-- own notes (pg_attver, since the minor releases of November 2026).
SELECT
	a.attrelid AS "table",
	a.attnum AS number,
	a.attname AS name,
	format_type(a.atttypid, a.atttypmod) AS type,
	a.attnotnull AS not_null,
	pg_get_expr(ad.adbin, ad.adrelid) AS expr,
	a.attgenerated AS generated,
	CASE WHEN q.sequence IS NOT NULL THEN a.attidentity END AS identity,
	q.start, q.increment, q.minvalue, q.maxvalue, q.cache, q.cycle,
	CASE WHEN a.attcollation <> t.typcollation THEN
		CASE WHEN cn.nspname IN ('pg_catalog', :'default') THEN co.collname
			ELSE quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END
	END AS collation,
	NOT a.attislocal AS inherited,
	\if :pg18
	CASE WHEN nn.conname <> c.relname || '_' || a.attname || '_not_null' THEN nn.conname END
		AS not_null_name,
	\else
	NULL AS not_null_name,
	\endif
	d.description AS comment,
	coalesce(ad.oid, q.oid) AS expr_oid,
	CASE WHEN a.attstorage <> t.typstorage THEN
		CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN'
			ELSE 'EXTENDED' END
	END AS option_storage,
	\if :pg14
	CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS option_compression,
	\endif
	CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END AS option_statistics,
	CASE WHEN cardinality(a.attoptions) > 1 OR NOT starts_with(a.attoptions[1], 'pg_') THEN (
		SELECT string_agg(o, ', ') FROM unnest(a.attoptions) AS o WHERE NOT starts_with(o, 'pg_'))
	END AS option_with,
	\if :pg18
	CASE WHEN NOT nn.convalidated THEN 'true' END AS option_not_null_not_valid,
	CASE WHEN nn.connoinherit THEN 'true' END AS option_not_null_no_inherit,
	nd.description AS option_not_null_comment,
	CASE
		WHEN c.relispartition OR nn.coninhcount = 0 OR a.attislocal = nn.conislocal THEN NULL
		ELSE nn.conislocal::text
	END AS option_not_null_local,
	\endif
	CASE WHEN q.sequence <> c.relname || '_' || a.attname || '_seq' THEN q.sequence END
		AS option_sequence,
	q.comment AS option_sequence_comment,
	CASE WHEN a.attfdwoptions IS NOT NULL THEN (
		SELECT string_agg(quote_ident(x.option_name) || ' ' || quote_literal(x.option_value), ', '
			ORDER BY x.option_name)
		FROM pg_options_to_table(a.attfdwoptions) AS x)
	END AS option_options
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef ad ON ad.adrelid = a.attrelid AND ad.adnum = a.attnum
LEFT JOIN pg_collation co ON co.oid = a.attcollation AND a.attcollation <> t.typcollation
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
LEFT JOIN pg_description d
	ON d.objoid = a.attrelid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum
\if :pg18
LEFT JOIN pg_constraint nn
	ON nn.contype = 'n' AND nn.conrelid = a.attrelid AND nn.conkey[1] = a.attnum
LEFT JOIN pg_description nd
	ON nd.objoid = nn.oid AND nd.classoid = 'pg_constraint'::regclass AND nd.objsubid = 0
\endif
LEFT JOIN (
	SELECT
		s.seqrelid AS oid, dp.refobjid, dp.refobjsubid, sc.relname AS sequence,
		sd.description AS comment,
		CASE WHEN s.seqstart <> CASE WHEN s.seqincrement > 0 THEN s.seqmin ELSE s.seqmax END
			THEN s.seqstart END AS start,
		CASE WHEN s.seqincrement <> 1 THEN s.seqincrement END AS increment,
		CASE WHEN s.seqmin <> CASE WHEN s.seqincrement > 0 THEN 1 ELSE
			CASE s.seqtypid WHEN 21 THEN -32768 WHEN 23 THEN -2147483648
				ELSE -9223372036854775808 END END
			THEN s.seqmin END AS minvalue,
		CASE WHEN s.seqmax <> CASE WHEN s.seqincrement < 0 THEN -1 ELSE
			CASE s.seqtypid WHEN 21 THEN 32767 WHEN 23 THEN 2147483647
				ELSE 9223372036854775807 END END
			THEN s.seqmax END AS maxvalue,
		CASE WHEN s.seqcache <> 1 THEN s.seqcache END AS cache,
		s.seqcycle AS cycle
	FROM pg_sequence s
	JOIN pg_class sc ON sc.oid = s.seqrelid
	JOIN pg_depend dp
		ON dp.classid = 'pg_class'::regclass AND dp.objid = s.seqrelid
		AND dp.refclassid = 'pg_class'::regclass AND dp.deptype = 'i'
	LEFT JOIN pg_description sd
		ON sd.objoid = s.seqrelid AND sd.classoid = 'pg_class'::regclass AND sd.objsubid = 0) q
	ON a.attidentity <> '' AND q.refobjid = a.attrelid AND q.refobjsubid = a.attnum
WHERE c.relkind IN ('r', 'p', 'f')
	AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
	AND (:'schema' = '' OR n.nspname = :'schema')
	AND (:'oids' = '{}' OR c.oid = ANY (:'oids'::oid[]))
ORDER BY a.attrelid, a.attnum
