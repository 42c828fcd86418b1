-- reflect/postgresql/queries/own.sql - what texts name with the schema that is one's own
--
-- name; own: or is it an extension's, in the schema that is beside?
SELECT DISTINCT
	o.name,
	n.nspname = :'default' AS own
FROM (
	SELECT 'pg_class'::regclass::oid, oid, relname, relnamespace FROM pg_class
	UNION ALL
	SELECT 'pg_type'::regclass::oid, oid, typname, typnamespace FROM pg_type
	UNION ALL
	SELECT 'pg_proc'::regclass::oid, oid, proname, pronamespace FROM pg_proc
	UNION ALL
	SELECT 'pg_operator'::regclass::oid, oid, oprname, oprnamespace FROM pg_operator
	UNION ALL
	SELECT 'pg_opclass'::regclass::oid, oid, opcname, opcnamespace FROM pg_opclass
	UNION ALL
	SELECT 'pg_collation'::regclass::oid, oid, collname, collnamespace FROM pg_collation
	UNION ALL
	SELECT 'pg_ts_config'::regclass::oid, oid, cfgname, cfgnamespace FROM pg_ts_config
	UNION ALL
	SELECT 'pg_ts_dict'::regclass::oid, oid, dictname, dictnamespace FROM pg_ts_dict
	UNION ALL
	SELECT 'pg_statistic_ext'::regclass::oid, oid, stxname, stxnamespace FROM pg_statistic_ext
) AS o (class, oid, name, schema)
JOIN pg_namespace n ON n.oid = o.schema
WHERE n.nspname = :'default' OR (
	n.nspname = :'beside' AND EXISTS (
		SELECT FROM pg_depend e
		WHERE e.classid = o.class AND e.objid = o.oid AND e.deptype = 'e'))
