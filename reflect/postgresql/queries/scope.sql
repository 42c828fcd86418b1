-- reflect/postgresql/queries/scope.sql - a table (view, type) and what depends on it
--
-- One row: the value of :oids that restricts the other queries to these objects,
-- '{}' when there is no such table.  :'table' is its name; :'schema' its schema.
WITH RECURSIVE scope (class, oid) AS (
	SELECT 'pg_class'::regclass::oid, c.oid
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE c.relname = :'table' AND n.nspname = :'schema' AND c.relkind NOT IN ('i', 'I', 't')
	UNION
	SELECT 'pg_type'::regclass::oid, t.oid
	FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
	WHERE t.typname = :'table' AND n.nspname = :'schema'
	UNION
	SELECT
		CASE WHEN coalesce(r.ev_class, a.adrelid, nullif(k.conrelid, 0)) IS NOT NULL
				THEN 'pg_class'::regclass::oid
			WHEN k.contypid <> 0 THEN 'pg_type'::regclass::oid
			ELSE d.classid END,
		coalesce(r.ev_class, a.adrelid, nullif(k.conrelid, 0), nullif(k.contypid, 0), d.objid)
	FROM scope s
	JOIN pg_depend d ON d.refclassid = s.class AND d.refobjid = s.oid
		AND d.deptype IN ('n', 'a', 'i', 'P')
	LEFT JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
	LEFT JOIN pg_attrdef a ON d.classid = 'pg_attrdef'::regclass AND a.oid = d.objid
	LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid
)
SELECT ARRAY(SELECT DISTINCT oid FROM scope ORDER BY oid)::text AS oids
