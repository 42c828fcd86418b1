-- reflect/postgresql/queries/rights.sql - what CREATE doesn't say, as statements
--
-- For each object that others own, or on which more or less is granted than on
-- what whoever asks makes: what gives that back once it is made again.  owner: is
-- it about the owner, and no grant?  First a row of who asks.  No text: what is
-- granted on a new one isn't what the server grants on any.
WITH me (oid, defaults) AS (
	SELECT r.oid, EXISTS (SELECT FROM pg_default_acl d WHERE d.defaclrole = r.oid)
	FROM pg_roles r
	WHERE r.rolname = current_user
), objects (class, oid, owner, schema, acl, type, by_default) AS (
	SELECT 'pg_class'::regclass::oid, oid, relowner, relnamespace, relacl,
		CASE relkind WHEN 'S' THEN 's' ELSE 'r' END, CASE relkind WHEN 'S' THEN 'S' ELSE 'r' END
	FROM pg_class
	WHERE relkind IN ('v', 'm', 'S')
	UNION ALL SELECT 'pg_proc'::regclass, oid, proowner, pronamespace, proacl, 'f', 'f' FROM pg_proc
	UNION ALL SELECT 'pg_type'::regclass, oid, typowner, typnamespace, typacl, 'T', 'T'
	FROM pg_type
	WHERE typtype IN ('e', 'd', 'r')
		OR typtype = 'c' AND EXISTS (SELECT FROM pg_class c WHERE c.oid = typrelid AND c.relkind = 'c')
	UNION ALL SELECT 'pg_namespace'::regclass, oid, nspowner, 0, nspacl, 'n', 'n' FROM pg_namespace
	UNION ALL SELECT 'pg_language'::regclass, oid, lanowner, 0, lanacl, 'l', '-' FROM pg_language
	UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid, fdwowner, 0, fdwacl, 'F', '-'
	FROM pg_foreign_data_wrapper
	UNION ALL SELECT 'pg_foreign_server'::regclass, oid, srvowner, 0, srvacl, 'S', '-'
	FROM pg_foreign_server
	UNION ALL SELECT 'pg_statistic_ext'::regclass, oid, stxowner, 0, NULL, NULL, NULL
	FROM pg_statistic_ext
	UNION ALL SELECT 'pg_collation'::regclass, oid, collowner, 0, NULL, NULL, NULL FROM pg_collation
	UNION ALL SELECT 'pg_operator'::regclass, oid, oprowner, 0, NULL, NULL, NULL FROM pg_operator
	UNION ALL SELECT 'pg_ts_config'::regclass, oid, cfgowner, 0, NULL, NULL, NULL FROM pg_ts_config
	UNION ALL SELECT 'pg_ts_dict'::regclass, oid, dictowner, 0, NULL, NULL, NULL FROM pg_ts_dict
	UNION ALL SELECT 'pg_publication'::regclass, oid, pubowner, 0, NULL, NULL, NULL
	FROM pg_publication
	UNION ALL SELECT 'pg_event_trigger'::regclass, oid, evtowner, 0, NULL, NULL, NULL
	FROM pg_event_trigger
), others AS MATERIALIZED (
	SELECT o.*, me.oid AS me, i.identity,
		CASE i.type WHEN 'statistics object' THEN 'STATISTICS' ELSE upper(replace(i.type, '-', ' '))
			END AS words,
		CASE i.type WHEN 'view' THEN 'TABLE' WHEN 'materialized view' THEN 'TABLE'
			WHEN 'aggregate' THEN 'FUNCTION' WHEN 'server' THEN 'FOREIGN SERVER'
			ELSE upper(replace(i.type, '-', ' ')) END AS on_words
	FROM objects o, me, pg_identify_object(o.class, o.oid, 0) AS i
	WHERE o.oid >= 16384 AND (o.owner <> me.oid OR o.acl IS NOT NULL OR me.defaults)
		AND (:'oids' = '{}' OR o.oid = ANY (:'oids'::oid[]))
), had AS (
	SELECT o.class, o.oid, x.grantee AS role, x.privilege_type AS what, bool_or(x.is_grantable) AS option
	FROM others o, aclexplode(coalesce(o.acl, acldefault(o.type::"char", o.owner))) AS x
	WHERE o.type IS NOT NULL
	GROUP BY 1, 2, 3, 4
), gets AS (
	SELECT o.class, o.oid, CASE x.grantee WHEN o.me THEN o.owner ELSE x.grantee END AS role,
		x.privilege_type AS what, bool_or(x.is_grantable) AS option
	FROM others o, aclexplode(coalesce((
			SELECT d.defaclacl FROM pg_default_acl d
			WHERE d.defaclrole = o.me AND d.defaclobjtype = o.by_default::"char" AND d.defaclnamespace = 0),
			acldefault(o.type::"char", o.me))
		|| coalesce((
			SELECT d.defaclacl FROM pg_default_acl d
			WHERE d.defaclrole = o.me AND d.defaclobjtype = o.by_default::"char"
				AND d.defaclnamespace = o.schema AND o.schema <> 0), '{}')) AS x
	WHERE o.type IS NOT NULL
	GROUP BY 1, 2, 3, 4
), differ AS (
	SELECT class, oid, what, h.option,
		CASE role WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(role)) END AS role,
		CASE WHEN h.option IS NULL THEN 'REVOKE ' WHEN g.option IS NULL OR h.option THEN 'GRANT '
			ELSE 'REVOKE GRANT OPTION FOR ' END AS verb
	FROM had h FULL JOIN gets g USING (class, oid, role, what)
	WHERE h.option IS DISTINCT FROM g.option
)
SELECT class, oid, true AS owner,
	'ALTER ' || words || ' ' || identity || ' OWNER TO ' || quote_ident(pg_get_userbyid(owner)) AS text,
	1 AS place
FROM others o
WHERE owner <> me AND NOT EXISTS (
	SELECT FROM pg_depend d
	WHERE o.words = 'SEQUENCE' AND d.classid = o.class AND d.objid = o.oid AND d.deptype IN ('a', 'i'))
UNION ALL
SELECT class, oid, false, verb || string_agg(what, ', ' ORDER BY what) || ' ON ' || on_words || ' '
	|| identity || CASE verb WHEN 'GRANT ' THEN ' TO ' ELSE ' FROM ' END || role
	|| CASE WHEN verb = 'GRANT ' AND option THEN ' WITH GRANT OPTION' ELSE '' END,
	CASE verb WHEN 'GRANT ' THEN 3 ELSE 2 END
FROM differ JOIN others USING (class, oid)
GROUP BY class, oid, on_words, identity, verb, role, option
UNION ALL
SELECT o.class, o.oid, false, format('GRANT %s (%I) ON TABLE %s TO %s%s', x.privilege_type, a.attname,
	o.identity, CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END,
	CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END), 4
FROM others o JOIN pg_attribute a ON a.attrelid = o.oid AND NOT a.attisdropped,
	aclexplode(a.attacl) AS x
WHERE o.class = 'pg_class'::regclass
UNION ALL
SELECT o.class, o.oid, NULL, NULL, 5
FROM others o, me
WHERE me.defaults
UNION ALL
SELECT 0, 0, NULL, current_user, 0
ORDER BY class, oid, place, text
