-- reflect/postgresql/queries/sequences.sql - sequences but those of identity columns
--
-- owned_by: table.column as SQL writes it, without the schema "public"; options
-- are NULL where they are as a bare CREATE SEQUENCE makes them.
SELECT
	'sequence' AS kind,
	'pg_class'::regclass::oid AS class,
	c.oid,
	n.nspname AS schema,
	c.relname AS name,
	d.description AS comment,
	o.owner AS owned_by,
	o.owner_oid AS owner,
	CASE c.relpersistence WHEN 'u' THEN 'true' END AS option_unlogged,
	CASE s.seqtypid WHEN 20 THEN NULL ELSE format_type(s.seqtypid, NULL) END AS option_data_type,
	CASE WHEN s.seqstart <> CASE WHEN s.seqincrement > 0 THEN s.seqmin ELSE s.seqmax END
		THEN s.seqstart END AS option_start,
	CASE WHEN s.seqincrement <> 1 THEN s.seqincrement END AS option_increment,
	CASE WHEN s.seqmin <> CASE WHEN s.seqincrement > 0 THEN 1 ELSE
		CASE s.seqtypid WHEN 21 THEN -32768 WHEN 23 THEN -2147483648
			ELSE -9223372036854775808 END END
		THEN s.seqmin END AS option_minvalue,
	CASE WHEN s.seqmax <> CASE WHEN s.seqincrement < 0 THEN -1 ELSE
		CASE s.seqtypid WHEN 21 THEN 32767 WHEN 23 THEN 2147483647
			ELSE 9223372036854775807 END END
		THEN s.seqmax END AS option_maxvalue,
	CASE WHEN s.seqcache <> 1 THEN s.seqcache END AS option_cache,
	CASE WHEN s.seqcycle THEN 'true' END AS option_cycle
FROM pg_sequence s
JOIN pg_class c ON c.oid = s.seqrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_description d
	ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
LEFT JOIN (
	SELECT
		dp.objid, dp.deptype, t.oid AS owner_oid,
		CASE tn.nspname WHEN :'default' THEN '' ELSE quote_ident(tn.nspname) || '.' END
			|| quote_ident(t.relname) || '.' || quote_ident(a.attname) AS owner
	FROM pg_depend dp
	JOIN pg_class t ON t.oid = dp.refobjid
	JOIN pg_namespace tn ON tn.oid = t.relnamespace
	JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = dp.refobjsubid
	WHERE dp.classid = 'pg_class'::regclass AND dp.refclassid = 'pg_class'::regclass
		AND dp.refobjsubid > 0 AND dp.deptype IN ('a', 'i') AND dp.objsubid = 0
) o ON o.objid = c.oid
WHERE o.deptype IS DISTINCT FROM 'i'
	AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
	AND (:'schema' = '' OR n.nspname = :'schema')
	AND (:'oids' = '{}' OR c.oid = ANY (:'oids'::oid[]) OR o.owner_oid = ANY (:'oids'::oid[]))
	AND NOT EXISTS (
		SELECT FROM pg_depend e
		WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
ORDER BY n.nspname <> :'default', n.nspname, c.relname
