-- reflect/postgresql/queries/leftovers.sql - what users made and no other query takes
--
-- kind and name, and why it is left out.
WITH user_schemas AS (
	SELECT oid, nspname
	FROM pg_namespace
	WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
		AND (:'schema' = '' OR nspname = :'schema')
), granted (class, oid, sub, namespace, owner, acl, base) AS (
	SELECT 'pg_class'::regclass, c.oid, 0, c.relnamespace, c.relowner, c.relacl,
		acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)
	FROM pg_class c
	WHERE c.relacl IS NOT NULL
	UNION ALL
	SELECT 'pg_class'::regclass, a.attrelid, a.attnum, 11, 10, a.attacl, '{}'
	FROM pg_attribute a
	WHERE a.attrelid < 16384 AND a.attacl IS NOT NULL
	UNION ALL
	SELECT 'pg_proc'::regclass, p.oid, 0, p.pronamespace, p.proowner, p.proacl,
		acldefault('f', p.proowner)
	FROM pg_proc p
	WHERE p.proacl IS NOT NULL
	UNION ALL
	SELECT 'pg_type'::regclass, t.oid, 0, t.typnamespace, t.typowner, t.typacl,
		acldefault('T', t.typowner)
	FROM pg_type t
	WHERE t.typacl IS NOT NULL
	UNION ALL
	SELECT 'pg_namespace'::regclass, n.oid, 0, n.oid, n.nspowner, n.nspacl, acldefault('n', n.nspowner)
	FROM pg_namespace n
	WHERE n.nspacl IS NOT NULL
	UNION ALL
	SELECT 'pg_language'::regclass, l.oid, 0, 0, l.lanowner, l.lanacl, acldefault('l', l.lanowner)
	FROM pg_language l
	WHERE l.lanacl IS NOT NULL
	UNION ALL
	SELECT 'pg_foreign_data_wrapper'::regclass, w.oid, 0, 0, w.fdwowner, w.fdwacl,
		acldefault('F', w.fdwowner)
	FROM pg_foreign_data_wrapper w
	WHERE w.fdwacl IS NOT NULL
), found (class, oid, kind, name, why) AS (
	SELECT 'pg_class'::regclass, c.oid, 'relation of kind ' || c.relkind::text, c.oid::regclass::text,
		'unknown kind of relation'
	FROM pg_class c JOIN user_schemas n ON n.oid = c.relnamespace
	WHERE c.relkind NOT IN ('r', 'p', 'f', 'v', 'm', 'S', 'i', 'I', 'c', 't')
	UNION ALL
	SELECT 'pg_type'::regclass, t.oid, CASE WHEN t.typisdefined THEN 'base type' ELSE 'shell type' END,
		t.oid::regtype::text, 'its functions are in C'
	FROM pg_type t JOIN user_schemas n ON n.oid = t.typnamespace
	WHERE t.typtype NOT IN ('c', 'd', 'e', 'r', 'm')
		AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
	UNION ALL
	SELECT 'pg_operator'::regclass, o.oid, 'operator', o.oid::regoperator::text,
		'a shell without a function'
	FROM pg_operator o JOIN user_schemas n ON n.oid = o.oprnamespace
	WHERE o.oprcode = 0
	UNION ALL
	SELECT 'pg_opclass'::regclass, o.oid, 'operator class',
		quote_ident(n.nspname) || '.' || quote_ident(o.opcname), 'not represented'
	FROM pg_opclass o JOIN user_schemas n ON n.oid = o.opcnamespace
	UNION ALL
	SELECT 'pg_opfamily'::regclass, o.oid, 'operator family',
		quote_ident(n.nspname) || '.' || quote_ident(o.opfname), 'not represented'
	FROM pg_opfamily o JOIN user_schemas n ON n.oid = o.opfnamespace
	UNION ALL
	SELECT 'pg_conversion'::regclass, c.oid, 'conversion',
		quote_ident(n.nspname) || '.' || quote_ident(c.conname), 'not represented'
	FROM pg_conversion c JOIN user_schemas n ON n.oid = c.connamespace
	UNION ALL
	SELECT 'pg_ts_parser'::regclass, p.oid, 'text search parser',
		quote_ident(n.nspname) || '.' || quote_ident(p.prsname), 'its functions are in C'
	FROM pg_ts_parser p JOIN user_schemas n ON n.oid = p.prsnamespace
	UNION ALL
	SELECT 'pg_ts_template'::regclass, t.oid, 'text search template',
		quote_ident(n.nspname) || '.' || quote_ident(t.tmplname), 'its functions are in C'
	FROM pg_ts_template t JOIN user_schemas n ON n.oid = t.tmplnamespace
	UNION ALL
	SELECT 'pg_am'::regclass, a.oid, 'access method', quote_ident(a.amname), 'not represented'
	FROM pg_am a
	WHERE a.oid >= 16384 AND :'schema' = ''
	UNION ALL
	SELECT 'pg_transform'::regclass, t.oid, 'transform', format_type(t.trftype, NULL) || ' for '
		|| quote_ident(l.lanname), 'not represented'
	FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang
	WHERE t.oid >= 16384 AND :'schema' = ''
	UNION ALL
	SELECT 'pg_user_mapping'::regclass, u.umid, 'option of a user mapping', quote_ident(u.usename)
		|| ' on ' || quote_ident(u.srvname) || ': ' || quote_ident(x.option_name),
		'it holds a password'
	FROM pg_user_mappings u, pg_options_to_table(u.umoptions) AS x
	WHERE :'schema' = '' AND x.option_name ~* '(passw|secret|token|credential|(^|_)key$)'
	UNION ALL
	SELECT 'pg_subscription'::regclass, s.oid, 'subscription', quote_ident(s.subname),
		'it holds passwords'
	\if :pg14
	FROM pg_subscription s
	WHERE s.subdbid = (SELECT b.oid FROM pg_database b WHERE b.datname = current_database())
	\else
	-- the catalog itself is for superusers only
	FROM (SELECT DISTINCT subid AS oid, subname FROM pg_stat_subscription) s
	WHERE s.oid IN (SELECT r.srsubid FROM pg_subscription_rel r)
	\endif
		AND :'schema' = ''
	UNION ALL
	SELECT 'pg_largeobject_metadata'::regclass, 0, 'large objects', count(*)::text, 'they are data'
	FROM pg_largeobject_metadata
	WHERE :'schema' = ''
	HAVING count(*) > 0
	UNION ALL
	SELECT 'pg_seclabel'::regclass, 0, 'security label', coalesce(
		(SELECT i.identity FROM pg_identify_object(s.classoid, s.objoid, s.objsubid) AS i), ''),
		'not represented'
	FROM pg_seclabel s
	WHERE :'schema' = ''
	UNION ALL
	SELECT x.classid::regclass, x.objid, 'dependency on an extension', i.type || ' ' || i.identity
		|| ' on ' || quote_ident(e.extname), 'not represented'
	FROM pg_depend x
	JOIN pg_extension e ON e.oid = x.refobjid,
	pg_identify_object(x.classid, x.objid, x.objsubid) AS i
	WHERE x.refclassid = 'pg_extension'::regclass AND x.deptype = 'x' AND :'schema' = ''
	UNION ALL
	SELECT 'pg_class'::regclass, x.oid, 'attached index', x.oid::regclass || ' to '
		|| h.inhparent::regclass, 'not all partitions have one'
	FROM pg_index p
	JOIN pg_inherits h ON h.inhparent = p.indexrelid
	JOIN pg_class x ON x.oid = h.inhrelid
	JOIN user_schemas n ON n.oid = x.relnamespace
	WHERE NOT p.indisvalid
	UNION ALL
	-- as they were when the database or the extension was made is how they are made again
	SELECT g.class, 0, 'privileges', i.type || ' ' || i.identity,
		'on what the server or an extension made'
	FROM granted g
	LEFT JOIN pg_init_privs p
		ON p.classoid = g.class AND p.objoid = g.oid AND p.objsubid = g.sub
	LEFT JOIN pg_namespace n ON n.oid = g.namespace,
	pg_identify_object(g.class, g.oid, g.sub) AS i
	WHERE :'schema' = ''
		AND (n.nspname = 'pg_catalog' OR EXISTS (
			SELECT FROM pg_depend e
			WHERE e.classid = g.class AND e.objid = g.oid AND e.deptype = 'e'))
		AND ARRAY(SELECT a FROM unnest(g.acl::text[]) AS a ORDER BY a)
			<> ARRAY(SELECT a FROM unnest(coalesce(p.initprivs, g.base)::text[]) AS a ORDER BY a)
	UNION ALL
	SELECT g.class, g.oid, 'grantor', pg_get_userbyid(x.grantor) || ' on ' || i.type || ' ' || i.identity,
		'privileges are granted by owners'
	FROM granted g
	JOIN user_schemas n ON n.oid = g.namespace,
	LATERAL (SELECT DISTINCT grantor FROM aclexplode(g.acl)) AS x,
	pg_identify_object(g.class, g.oid, g.sub) AS i
	WHERE x.grantor <> g.owner
)
SELECT kind, name, why
FROM found f
WHERE :'oids' = '{}'
	AND NOT EXISTS (
		SELECT FROM pg_depend e
		WHERE e.classid = f.class AND e.objid = f.oid AND f.oid <> 0 AND e.deptype = 'e')
ORDER BY kind, name
