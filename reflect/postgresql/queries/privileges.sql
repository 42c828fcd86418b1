-- reflect/postgresql/queries/privileges.sql - privileges that aren't those a new object has
--
-- One row for each object and role: name is the role, PUBLIC for all; on says what
-- for, as GRANT writes it (DEFAULT ... TABLES: by default, for what the role will
-- make); definition: "SELECT, INSERT WITH GRANT OPTION, UPDATE (a, b), NOT DELETE,
-- GRANT OPTION FOR TRUNCATE": what the role has more than on a new object, and what it
-- hasn't.
WITH objects (class, oid, owner, label, acl, base) AS (
	SELECT
		'pg_class'::regclass::oid, c.oid, CASE WHEN c.relkind <> 'S' THEN c.oid END,
		CASE c.relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END
			|| quote_ident(n.nspname) || '.' || quote_ident(c.relname),
		c.relacl,
		acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND c.relacl IS NOT NULL
		AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
		AND (:'schema' = '' OR n.nspname = :'schema')
	UNION ALL
	SELECT
		'pg_proc'::regclass::oid, p.oid, NULL,
		CASE p.prokind WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END
			|| quote_ident(n.nspname) || '.' || quote_ident(p.proname)
			|| '(' || pg_get_function_identity_arguments(p.oid) || ')',
		p.proacl, acldefault('f', p.proowner)
	FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
	WHERE p.proacl IS NOT NULL
		AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
		AND (:'schema' = '' OR n.nspname = :'schema')
	UNION ALL
	SELECT
		'pg_type'::regclass::oid, t.oid, NULL,
		'TYPE ' || quote_ident(n.nspname) || '.' || quote_ident(t.typname),
		t.typacl, acldefault('T', t.typowner)
	FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
	WHERE t.typacl IS NOT NULL
		AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
		AND (:'schema' = '' OR n.nspname = :'schema')
	UNION ALL
	SELECT
		'pg_namespace'::regclass::oid, n.oid, NULL, 'SCHEMA ' || quote_ident(n.nspname),
		n.nspacl, coalesce(i.initprivs, acldefault('n', n.nspowner))
	FROM pg_namespace n
	LEFT JOIN pg_init_privs i
		ON i.classoid = 'pg_namespace'::regclass AND i.objoid = n.oid AND i.objsubid = 0
	WHERE n.nspacl IS NOT NULL
		AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
		AND (:'schema' = '' OR n.nspname = :'schema')
	UNION ALL
	SELECT
		'pg_foreign_data_wrapper'::regclass::oid, w.oid, NULL,
		'FOREIGN DATA WRAPPER ' || quote_ident(w.fdwname), w.fdwacl, acldefault('F', w.fdwowner)
	FROM pg_foreign_data_wrapper w
	WHERE w.fdwacl IS NOT NULL AND :'schema' = ''
	UNION ALL
	SELECT
		'pg_foreign_server'::regclass::oid, s.oid, NULL, 'FOREIGN SERVER ' || quote_ident(s.srvname),
		s.srvacl, acldefault('S', s.srvowner)
	FROM pg_foreign_server s
	WHERE s.srvacl IS NOT NULL AND :'schema' = ''
	UNION ALL
	SELECT
		'pg_language'::regclass::oid, l.oid, NULL, 'LANGUAGE ' || quote_ident(l.lanname),
		l.lanacl, coalesce(i.initprivs, acldefault('l', l.lanowner))
	FROM pg_language l
	LEFT JOIN pg_init_privs i
		ON i.classoid = 'pg_language'::regclass AND i.objoid = l.oid AND i.objsubid = 0
	WHERE l.lanacl IS NOT NULL AND :'schema' = ''
	UNION ALL
	SELECT
		'pg_default_acl'::regclass::oid, a.oid, NULL,
		'DEFAULT FOR ROLE ' || quote_ident(pg_get_userbyid(a.defaclrole))
			|| coalesce(' IN SCHEMA ' || quote_ident(n.nspname), '')
			|| CASE a.defaclobjtype WHEN 'r' THEN ' TABLES' WHEN 'S' THEN ' SEQUENCES'
				WHEN 'f' THEN ' FUNCTIONS' WHEN 'T' THEN ' TYPES' WHEN 'n' THEN ' SCHEMAS'
				ELSE ' LARGE OBJECTS' END,
		a.defaclacl,
		CASE WHEN a.defaclnamespace = 0 THEN acldefault(
			CASE a.defaclobjtype WHEN 'S' THEN 's' ELSE a.defaclobjtype END::"char", a.defaclrole) END
	FROM pg_default_acl a LEFT JOIN pg_namespace n ON n.oid = a.defaclnamespace
	WHERE :'schema' = '' OR n.nspname = :'schema'
), given (class, oid, grantee, place, what, grantable) AS (
	SELECT o.class, o.oid, x.grantee,
		position(x.privilege_type IN 'SELECT INSERT UPDATE DELETE TRUNCATE REFERENCES TRIGGER MAINTAIN'),
		x.privilege_type, x.is_grantable
	FROM objects o, aclexplode(o.acl) AS x
), base (class, oid, grantee, place, what, grantable) AS (
	SELECT o.class, o.oid, x.grantee,
		position(x.privilege_type IN 'SELECT INSERT UPDATE DELETE TRUNCATE REFERENCES TRIGGER MAINTAIN'),
		x.privilege_type, x.is_grantable
	FROM objects o, aclexplode(o.base) AS x
), columns (class, oid, grantee, place, what, grantable) AS (
	SELECT 'pg_class'::regclass::oid, a.attrelid, x.grantee,
		100 + position(x.privilege_type IN 'SELECT INSERT UPDATE REFERENCES'),
		x.privilege_type || ' (' || string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname) || ')',
		x.is_grantable
	FROM pg_attribute a
	JOIN pg_class c ON c.oid = a.attrelid
	JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(a.attacl) AS x
	WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
		AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
		AND (:'schema' = '' OR n.nspname = :'schema')
	GROUP BY a.attrelid, x.grantee, x.privilege_type, x.is_grantable
), pieces (class, oid, grantee, place, piece) AS (
	SELECT more.class, more.oid, more.grantee, more.place,
		CASE WHEN has.what IS NOT NULL THEN 'GRANT OPTION FOR ' ELSE '' END || more.what
			|| CASE WHEN more.grantable AND has.what IS NULL THEN ' WITH GRANT OPTION' ELSE '' END
	FROM (SELECT * FROM given EXCEPT SELECT * FROM base) more
	LEFT JOIN base has ON has.class = more.class AND has.oid = more.oid
		AND has.grantee = more.grantee AND has.what = more.what
	UNION ALL
	SELECT class, oid, grantee, place,
		what || CASE WHEN grantable THEN ' WITH GRANT OPTION' ELSE '' END
	FROM columns
	UNION ALL
	SELECT class, oid, grantee, 200 + place, 'NOT ' || what
	FROM (SELECT class, oid, grantee, place, what FROM base
		EXCEPT SELECT class, oid, grantee, place, what FROM given) less
), lists (class, oid, grantee, definition) AS (
	SELECT class, oid, grantee, string_agg(piece, ', ' ORDER BY place, piece)
	FROM pieces
	GROUP BY class, oid, grantee
)
SELECT
	'privilege' AS kind,
	CASE l.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(l.grantee) END AS name,
	coalesce(o.label, 'TABLE ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname)) AS "on",
	l.definition,
	coalesce(o.owner, c.oid) AS owner,
	l.class AS needs_class,
	l.oid AS needs
FROM lists l
LEFT JOIN objects o ON o.class = l.class AND o.oid = l.oid
LEFT JOIN pg_class c ON o.oid IS NULL AND c.oid = l.oid
LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE (:'oids' = '{}' OR l.oid = ANY (:'oids'::oid[]))
	AND NOT EXISTS (
		SELECT FROM pg_depend e
		WHERE e.classid = l.class AND e.objid = l.oid AND e.deptype = 'e')
ORDER BY "on", name
