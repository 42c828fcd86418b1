-- reflect/postgresql/queries/triggers.sql - triggers, rules and policies
--
-- table: whose it is; definition: what follows the name in CREATE.  A trigger's
-- copies on partitions are the server's own affair, but for those that are enabled
-- otherwise than what they are copied from, or have a comment: inherited is how that
-- is enabled; needs: whose changes reach it, the nearest one above that is here.
WITH RECURSIVE triggers AS (
	SELECT g.*, p.tgenabled AS inherited,
		g.tgparentid = 0 OR g.tgenabled <> p.tgenabled OR EXISTS (
			SELECT FROM pg_description d
			WHERE d.objoid = g.oid AND d.classoid = 'pg_trigger'::regclass) AS here
	FROM pg_trigger g LEFT JOIN pg_trigger p ON p.oid = g.tgparentid
	-- before 15 copies are internal; since then copies of foreign keys' triggers are, too
	\if :pg15
	WHERE NOT g.tgisinternal
	\else
	WHERE NOT g.tgisinternal OR g.tgparentid <> 0
	\endif
), above (oid, needs, found) AS (
	SELECT g.oid, g.tgparentid, p.here
	FROM triggers g JOIN triggers p ON p.oid = g.tgparentid
	WHERE g.here
	UNION ALL
	SELECT a.oid, p.tgparentid, q.here
	FROM above a JOIN triggers p ON p.oid = a.needs JOIN triggers q ON q.oid = p.tgparentid
	WHERE NOT a.found
)
SELECT
	'trigger' AS kind,
	'pg_trigger'::regclass::oid AS class,
	g.oid,
	n.nspname AS schema,
	g.tgname AS name,
	d.description AS comment,
	g.tgrelid AS "table",
	c.relname AS "on",
	CASE WHEN g.tgparentid = 0 THEN ltrim(substr(x.def, length(x.head) + 1))
		ELSE '' END AS definition,
	'pg_trigger'::regclass::oid AS needs_class,
	a.needs,
	CASE WHEN g.tgconstraint <> 0 AND g.tgparentid = 0 THEN 'true' END AS option_constraint,
	g.inherited::text AS option_inherited,
	CASE WHEN g.tgenabled <> 'O' THEN g.tgenabled::text END AS option_enabled
FROM triggers g
LEFT JOIN above a ON a.oid = g.oid AND a.found
JOIN pg_class c ON c.oid = g.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (
	SELECT pg_get_triggerdef(g.oid) AS def,
		'CREATE ' || CASE WHEN g.tgconstraint <> 0 THEN 'CONSTRAINT ' ELSE '' END || 'TRIGGER '
			|| quote_ident(g.tgname) AS head) x
LEFT JOIN pg_description d
	ON d.objoid = g.oid AND d.classoid = 'pg_trigger'::regclass AND d.objsubid = 0
WHERE g.here
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
	NULL,
	NULL,
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
	NULL,
	NULL,
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
ORDER BY kind DESC, option_inherited NULLS FIRST, schema, "on", name
