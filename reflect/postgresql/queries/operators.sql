-- reflect/postgresql/queries/operators.sql - operators and casts
--
-- signature: an operator's argument types, NONE for none; a cast's name is
-- SOURCE AS TARGET.
SELECT
	'operator' AS kind,
	'pg_operator'::regclass::oid AS class,
	o.oid,
	n.nspname AS schema,
	o.oprname::text AS name, -- a cast's is longer than a name can be
	d.description AS comment,
	CASE WHEN o.oprleft = 0 THEN 'NONE' ELSE format_type(o.oprleft, NULL) END || ', '
		|| CASE WHEN o.oprright = 0 THEN 'NONE' ELSE format_type(o.oprright, NULL) END AS signature,
	'(FUNCTION = ' || o.oprcode::text
		|| CASE WHEN o.oprleft <> 0 THEN ', LEFTARG = ' || format_type(o.oprleft, NULL) ELSE '' END
		|| CASE WHEN o.oprright <> 0 THEN ', RIGHTARG = ' || format_type(o.oprright, NULL) ELSE '' END
		|| coalesce(', COMMUTATOR = OPERATOR(' || quote_ident(cn.nspname) || '.' || c.oprname || ')', '')
		|| coalesce(', NEGATOR = OPERATOR(' || quote_ident(gn.nspname) || '.' || g.oprname || ')', '')
		|| CASE WHEN o.oprrest <> 0 THEN ', RESTRICT = ' || o.oprrest::text ELSE '' END
		|| CASE WHEN o.oprjoin <> 0 THEN ', JOIN = ' || o.oprjoin::text ELSE '' END
		|| CASE WHEN o.oprcanhash THEN ', HASHES' ELSE '' END
		|| CASE WHEN o.oprcanmerge THEN ', MERGES' ELSE '' END
		|| ')' AS definition
FROM pg_operator o
JOIN pg_namespace n ON n.oid = o.oprnamespace
LEFT JOIN pg_operator c ON c.oid = o.oprcom AND o.oprcom <> 0
LEFT JOIN pg_namespace cn ON cn.oid = c.oprnamespace
LEFT JOIN pg_operator g ON g.oid = o.oprnegate AND o.oprnegate <> 0
LEFT JOIN pg_namespace gn ON gn.oid = g.oprnamespace
LEFT JOIN pg_description d
	ON d.objoid = o.oid AND d.classoid = 'pg_operator'::regclass AND d.objsubid = 0
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
	AND o.oprcode <> 0
	AND (:'schema' = '' OR n.nspname = :'schema')
	AND (:'oids' = '{}' OR o.oid = ANY (:'oids'::oid[]))
	AND NOT EXISTS (
		SELECT FROM pg_depend e
		WHERE e.classid = 'pg_operator'::regclass AND e.objid = o.oid AND e.deptype = 'e')
UNION ALL
SELECT
	'cast',
	'pg_cast'::regclass::oid,
	k.oid,
	NULL,
	format_type(k.castsource, NULL) || ' AS ' || format_type(k.casttarget, NULL),
	d.description,
	NULL,
	CASE k.castmethod
		WHEN 'i' THEN 'WITH INOUT'
		WHEN 'b' THEN 'WITHOUT FUNCTION'
		ELSE 'WITH FUNCTION ' || k.castfunc::regprocedure::text
	END || CASE k.castcontext WHEN 'i' THEN ' AS IMPLICIT' WHEN 'a' THEN ' AS ASSIGNMENT' ELSE '' END
FROM pg_cast k
LEFT JOIN pg_description d
	ON d.objoid = k.oid AND d.classoid = 'pg_cast'::regclass AND d.objsubid = 0
WHERE k.oid >= 16384
	AND :'schema' = ''
	AND (:'oids' = '{}' OR k.oid = ANY (:'oids'::oid[]))
	AND NOT EXISTS (
		SELECT FROM pg_depend e
		WHERE e.classid = 'pg_cast'::regclass AND e.objid = k.oid AND e.deptype IN ('e', 'i'))
ORDER BY kind DESC, schema, name, signature
