-- reflect/postgresql/queries/functions.sql - functions, procedures, aggregates
--
-- arguments: as declared; signature: what tells the function apart; definition:
-- what follows the arguments' parentheses.
SELECT
	CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END AS kind,
	'pg_proc'::regclass::oid AS class,
	p.oid,
	n.nspname AS schema,
	p.proname AS name,
	d.description AS comment,
	pg_get_function_arguments(p.oid) AS arguments,
	-- types alone tell functions apart; an ordered-set aggregate has ORDER BY among them
	CASE WHEN EXISTS (SELECT FROM pg_aggregate g WHERE g.aggfnoid = p.oid AND g.aggkind <> 'n')
		THEN pg_get_function_identity_arguments(p.oid)
		ELSE oidvectortypes(p.proargtypes) END AS signature,
	CASE p.prokind WHEN 'a' THEN
		'(SFUNC = ' || a.aggtransfn::text
		|| ', STYPE = ' || format_type(a.aggtranstype, NULL)
		|| CASE WHEN a.aggtransspace <> 0 THEN ', SSPACE = ' || a.aggtransspace ELSE '' END
		|| CASE WHEN a.aggfinalfn <> 0 THEN ', FINALFUNC = ' || a.aggfinalfn::text
			|| CASE WHEN a.aggfinalextra THEN ', FINALFUNC_EXTRA' ELSE '' END
			|| CASE WHEN a.aggfinalmodify <> CASE a.aggkind WHEN 'n' THEN 'r'::"char" ELSE 'w' END
				THEN ', FINALFUNC_MODIFY = ' || CASE a.aggfinalmodify WHEN 'r' THEN 'READ_ONLY'
					WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END ELSE '' END ELSE '' END
		|| CASE WHEN a.aggcombinefn <> 0 THEN ', COMBINEFUNC = ' || a.aggcombinefn::text ELSE '' END
		|| CASE WHEN a.aggserialfn <> 0 THEN ', SERIALFUNC = ' || a.aggserialfn::text ELSE '' END
		|| CASE WHEN a.aggdeserialfn <> 0 THEN ', DESERIALFUNC = ' || a.aggdeserialfn::text ELSE '' END
		|| coalesce(', INITCOND = ' || quote_literal(a.agginitval), '')
		|| CASE WHEN a.aggmtransfn <> 0 THEN ', MSFUNC = ' || a.aggmtransfn::text
			|| ', MINVFUNC = ' || a.aggminvtransfn::text
			|| ', MSTYPE = ' || format_type(a.aggmtranstype, NULL)
			|| CASE WHEN a.aggmtransspace <> 0 THEN ', MSSPACE = ' || a.aggmtransspace ELSE '' END
			|| CASE WHEN a.aggmfinalfn <> 0 THEN ', MFINALFUNC = ' || a.aggmfinalfn::text
				|| CASE WHEN a.aggmfinalextra THEN ', MFINALFUNC_EXTRA' ELSE '' END
				|| CASE WHEN a.aggmfinalmodify <> CASE a.aggkind WHEN 'n' THEN 'r'::"char" ELSE 'w' END
					THEN ', MFINALFUNC_MODIFY = ' || CASE a.aggmfinalmodify WHEN 'r' THEN 'READ_ONLY'
						WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END ELSE '' END ELSE '' END
			|| coalesce(', MINITCOND = ' || quote_literal(a.aggminitval), '') ELSE '' END
		|| coalesce(', SORTOP = OPERATOR(' || quote_ident(son.nspname) || '.' || so.oprname || ')', '')
		|| CASE p.proparallel WHEN 's' THEN ', PARALLEL = safe' WHEN 'r' THEN ', PARALLEL = restricted'
			ELSE '' END
		|| CASE a.aggkind WHEN 'h' THEN ', HYPOTHETICAL' ELSE '' END
		|| ')'
	ELSE
		btrim(substr(pg_get_functiondef(p.oid), length('CREATE OR REPLACE '
			|| CASE p.prokind WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END
			|| quote_ident(n.nspname) || '.' || quote_ident(p.proname)
			|| '(' || pg_get_function_arguments(p.oid) || ')') + 1), E' \n')
	END AS definition
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
LEFT JOIN pg_aggregate a ON a.aggfnoid = p.oid
LEFT JOIN pg_operator so ON so.oid = a.aggsortop
LEFT JOIN pg_namespace son ON son.oid = so.oprnamespace
LEFT JOIN pg_description d
	ON d.objoid = p.oid AND d.classoid = 'pg_proc'::regclass AND d.objsubid = 0
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
	AND (:'schema' = '' OR n.nspname = :'schema')
	AND (:'oids' = '{}' OR p.oid = ANY (:'oids'::oid[]))
	AND NOT EXISTS (
		SELECT FROM pg_depend e
		WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype IN ('e', 'i'))
ORDER BY n.nspname <> :'default', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)
