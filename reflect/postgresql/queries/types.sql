-- reflect/postgresql/queries/types.sql - enums, domains, composite and range types
--
-- names: an enum's labels; definition: a domain's base type, else what follows
-- the name (range) or is between the parentheses (composite); array_type,
-- extra_type: types that come with it.
SELECT
	CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'c' THEN 'composite'
		ELSE 'range' END AS kind,
	'pg_type'::regclass::oid AS class,
	t.oid,
	n.nspname AS schema,
	t.typname AS name,
	d.description AS comment,
	CASE t.typtype WHEN 'e' THEN ARRAY(
		SELECT e.enumlabel FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder)
	END AS names,
	CASE t.typtype
		WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod)
		WHEN 'c' THEN (
			SELECT coalesce(string_agg(quote_ident(a.attname) || ' '
				|| format_type(a.atttypid, a.atttypmod)
				|| CASE WHEN a.attcollation <> at.typcollation
					THEN ' COLLATE ' || a.attcollation::regcollation::text ELSE '' END,
				', ' ORDER BY a.attnum), '')
			FROM pg_attribute a JOIN pg_type at ON at.oid = a.atttypid
			WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)
		WHEN 'r' THEN 'AS RANGE (subtype = ' || format_type(r.rngsubtype, NULL)
			|| coalesce(', subtype_opclass = ' || quote_ident(ocn.nspname) || '.'
				|| quote_ident(oc.opcname), '')
			|| CASE WHEN r.rngcollation <> st.typcollation
				THEN ', collation = ' || r.rngcollation::regcollation::text ELSE '' END
			|| CASE WHEN r.rngcanonical <> 0 THEN ', canonical = ' || r.rngcanonical::text ELSE '' END
			|| CASE WHEN r.rngsubdiff <> 0 THEN ', subtype_diff = ' || r.rngsubdiff::text ELSE '' END
			\if :pg14
			|| CASE WHEN mt.typname <> CASE WHEN t.typname ~ 'range'
				THEN regexp_replace(t.typname, 'range', 'multirange') ELSE t.typname || '_multirange' END
				THEN ', multirange_type_name = ' || quote_ident(mn.nspname) || '.'
					|| quote_ident(mt.typname) ELSE '' END
			\endif
			|| ')'
	END AS definition,
	CASE t.typtype WHEN 'd' THEN t.typnotnull END AS not_null,
	CASE t.typtype WHEN 'd' THEN pg_get_expr(t.typdefaultbin, 0) END AS expr,
	CASE WHEN t.typtype = 'd' AND t.typcollation <> b.typcollation THEN
		CASE WHEN cn.nspname IN ('pg_catalog', :'default') THEN co.collname
			ELSE quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END
	END AS collation,
	t.typarray AS array_type,
	\if :pg14
	r.rngmultitypid AS extra_type,
	mt.typarray AS extra_array_type,
	\endif
	CASE t.typtype WHEN 'c' THEN t.typrelid END AS relation,
	(SELECT string_agg(quote_ident(a.attname) || ' ' || quote_literal(ds.description), E'\n'
			ORDER BY a.attnum)
		FROM pg_attribute a
		JOIN pg_description ds ON ds.objoid = a.attrelid
			AND ds.classoid = 'pg_class'::regclass AND ds.objsubid = a.attnum
		WHERE t.typtype = 'c' AND a.attrelid = t.typrelid) AS option_column_comments
	\if :pg17
	, CASE WHEN nn.conname <> t.typname || '_not_null' THEN nn.conname END AS option_not_null_name
	, nd.description AS option_not_null_comment
	\endif
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_class c ON c.oid = t.typrelid AND t.typrelid <> 0
LEFT JOIN pg_type b ON b.oid = t.typbasetype AND t.typbasetype <> 0
LEFT JOIN pg_collation co ON co.oid = t.typcollation AND t.typcollation <> b.typcollation
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
LEFT JOIN pg_range r ON r.rngtypid = t.oid
LEFT JOIN pg_type st ON st.oid = r.rngsubtype
LEFT JOIN pg_opclass oc ON oc.oid = r.rngsubopc AND NOT oc.opcdefault
LEFT JOIN pg_namespace ocn ON ocn.oid = oc.opcnamespace
\if :pg14
LEFT JOIN pg_type mt ON mt.oid = r.rngmultitypid
LEFT JOIN pg_namespace mn ON mn.oid = mt.typnamespace
\endif
\if :pg17
LEFT JOIN pg_constraint nn ON nn.contype = 'n' AND nn.contypid = t.oid
LEFT JOIN pg_description nd
	ON nd.objoid = nn.oid AND nd.classoid = 'pg_constraint'::regclass AND nd.objsubid = 0
\endif
LEFT JOIN pg_description d
	ON d.objoid = t.oid AND d.classoid = 'pg_type'::regclass AND d.objsubid = 0
WHERE (t.typtype IN ('e', 'd', 'r') OR (t.typtype = 'c' AND c.relkind = 'c'))
	AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
	AND (:'schema' = '' OR n.nspname = :'schema')
	AND (:'oids' = '{}' OR t.oid = ANY (:'oids'::oid[]))
	AND NOT EXISTS (
		SELECT FROM pg_depend e
		WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid AND e.deptype = 'e')
ORDER BY n.nspname <> :'default', n.nspname, t.typname
