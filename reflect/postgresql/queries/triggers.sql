-- reflect/postgresql/queries/triggers.sql - triggers, rules and policies
--
-- table: whose it is; definition: what follows the name in CREATE.  A trigger's
-- copies on partitions are the server's own affair.
SELECT
	'trigger' AS kind,
	'pg_trigger'::regclass::oid AS class,
	g.oid,
	n.nspname AS schema,
	g.tgname AS name,
	d.description AS comment,
	g.tgrelid AS "table",
	c.relname AS "on",
	ltrim(substr(x.def, length(x.head) + 1)) AS definition,
	CASE WHEN g.tgconstraint <> 0 THEN 'true' END AS option_constraint,
	CASE WHEN g.tgenabled <> 'O' THEN g.tgenabled::text END AS option_enabled
FROM pg_trigger g
JOIN pg_class c ON c.oid = g.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (
	SELECT pg_get_triggerdef(g.oid) AS def,
		'CREATE ' || CASE WHEN g.tgconstraint <> 0 THEN 'CONSTRAINT ' ELSE '' END || 'TRIGGER '
			|| quote_ident(g.tgname) AS head) x
LEFT JOIN pg_description d
	ON d.objoid = g.oid AND d.classoid = 'pg_trigger'::regclass AND d.objsubid = 0
WHERE NOT g.tgisinternal
	AND g.tgparentid = 0
	AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
	AND (:'schema' = '' OR n.nspname = :'schema')
	AND (:'oids' = '{}' OR g.tgrelid = ANY (:'oids'::oid[]) OR g.oid = ANY (:'oids'::oid[]))
	AND NOT EXISTS (
		SELECT FROM pg_depend e
		WHERE e.classid = 'pg_trigger'::regclass AND e.objid = g.oid AND e.deptype = 'e')
UNION ALL
SELECT
	'rule',
	'pg_rewrite'::regclass::oid,
	r.oid,
	n.nspname,
	r.rulename,
	d.description,
	r.ev_class,
	c.relname,
	rtrim(substr(pg_get_ruledef(r.oid), length('CREATE RULE ' || quote_ident(r.rulename)) + 2), ';'),
	NULL,
	CASE WHEN r.ev_enabled <> 'O' THEN r.ev_enabled::text END
FROM pg_rewrite r
JOIN pg_class c ON c.oid = r.ev_class
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_description d
	ON d.objoid = r.oid AND d.classoid = 'pg_rewrite'::regclass AND d.objsubid = 0
WHERE r.rulename <> '_RETURN'
	AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
	AND (:'schema' = '' OR n.nspname = :'schema')
	AND (:'oids' = '{}' OR r.ev_class = ANY (:'oids'::oid[]) OR r.oid = ANY (:'oids'::oid[]))
	AND NOT EXISTS (
		SELECT FROM pg_depend e
		WHERE e.classid = 'pg_rewrite'::regclass AND e.objid = r.oid AND e.deptype = 'e')
UNION ALL
SELECT
	'policy',
	'pg_policy'::regclass::oid,
	p.oid,
	n.nspname,
	p.polname,
	d.description,
	p.polrelid,
	c.relname,
	'AS ' || CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END
		|| ' FOR ' || CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT'
			WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END
		|| ' TO ' || (SELECT string_agg(coalesce(quote_ident(a.rolname), 'PUBLIC'), ', '
				ORDER BY a.rolname)
			FROM unnest(p.polroles) AS u LEFT JOIN pg_roles a ON a.oid = u)
		|| coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
		|| coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', ''),
	NULL,
	NULL
FROM pg_policy p
JOIN pg_class c ON c.oid = p.polrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_description d
	ON d.objoid = p.oid AND d.classoid = 'pg_policy'::regclass AND d.objsubid = 0
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
	AND (:'schema' = '' OR n.nspname = :'schema')
	AND (:'oids' = '{}' OR p.polrelid = ANY (:'oids'::oid[]) OR p.oid = ANY (:'oids'::oid[]))
ORDER BY kind DESC, schema, "on", name
