-- tests/support/catalogs.sql - all that PostgreSQL's catalogs say of users' objects
--
-- What pg_dump is to servers as old as itself: every column of every catalog
-- counts, those too that a new version brings, with names in the place of numbers.
-- Left out is what two equal databases don't share: numbers, sizes, notes of the
-- server's own.  For servers since 14.
--
--   psql -f tests/support/catalogs.sql -c 'TABLE pg_temp.catalogs ORDER BY header, line'

CREATE TEMP TABLE catalogs (header text, line text);

DO $do$
DECLARE
	c record;
BEGIN
	SET LOCAL search_path = pg_catalog;
	FOR c IN SELECT * FROM (VALUES
		-- rows x of a catalog: whose they are, what of them is left out, what
		-- comes instead, and the kind of their privileges
		('pg_class', NULL, 'x.oid', '0',
			'relfilenode relpages reltuples relallvisible relallfrozen reltoastrelid relhasindex relnatts relhasrules relhastriggers relhassubclass relrewrite relfrozenxid relminmxid relpartbound relacl reltype',
			$$'bound', pg_get_expr(x.relpartbound, x.oid), 'toast options',
			(SELECT to_jsonb(t.reloptions) FROM pg_class t WHERE t.oid = x.reltoastrelid)$$,
			'x.relnamespace NOT IN (''pg_toast''::regnamespace, pg_my_temp_schema())',
			'x.relacl', $$CASE x.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char"$$, 'x.relowner'),
		('pg_attribute', '1259', 'x.attrelid', 'x.attnum',
			'attrelid attnum attcacheoff atthasmissing attmissingval attndims attacl attoptions',
			$$'options', (SELECT jsonb_agg(o) FROM unnest(x.attoptions) AS o
				WHERE NOT starts_with(o, 'pg_'))$$,
			$$x.attnum > 0 AND NOT x.attisdropped AND EXISTS (SELECT FROM pg_class r WHERE r.oid = x.attrelid
				AND r.relkind <> 'S'
				AND r.relnamespace NOT IN ('pg_toast'::regnamespace, pg_my_temp_schema()))$$,
			'x.attacl', '''c''', '10'),
		('pg_attrdef', '1259', 'x.adrelid', 'x.adnum', 'adrelid adnum adbin',
			$$'default', pg_get_expr(x.adbin, x.adrelid)$$, NULL, NULL, NULL, NULL),
		-- a key's connoinherit tells only how it came to be
		('pg_constraint', NULL, 'x.oid', '0', 'conbin connoinherit',
			$$'text', pg_get_constraintdef(x.oid),
			'no inherit', CASE WHEN x.contype IN ('c', 'n') THEN x.connoinherit END$$, NULL, NULL, NULL, NULL),
		('pg_index', '1259', 'x.indexrelid', '0',
			'indexrelid indexprs indpred indcheckxmin indisready indislive',
			$$'text', pg_get_indexdef(x.indexrelid)$$,
			$$EXISTS (SELECT FROM pg_class r WHERE r.oid = x.indrelid AND r.relkind <> 't')$$, NULL, NULL, NULL),
		('pg_type', NULL, 'x.oid', '0', 'typdefaultbin typacl typarray', NULL,
			$$x.typcategory <> 'A' AND (x.typrelid = 0 OR EXISTS (SELECT FROM pg_class r
				WHERE r.oid = x.typrelid AND r.relkind = 'c'))$$,
			'x.typacl', '''T''', 'x.typowner'),
		('pg_enum', '1247', 'x.enumtypid', '0', 'enumtypid enumsortorder enumlabel',
			$$'value ' || (SELECT count(*) FROM pg_enum e WHERE e.enumtypid = x.enumtypid
				AND e.enumsortorder <= x.enumsortorder), x.enumlabel$$, NULL, NULL, NULL, NULL),
		('pg_range', '1247', 'x.rngtypid', '0', NULL, NULL, NULL, NULL, NULL, NULL),
		('pg_proc', NULL, 'x.oid', '0', 'prosqlbody proargdefaults proacl',
			$$'text', CASE WHEN x.prokind <> 'a' THEN pg_get_functiondef(x.oid) END,
			'arguments', pg_get_function_arguments(x.oid)$$, NULL, 'x.proacl', '''f''', 'x.proowner'),
		('pg_aggregate', '1255', 'x.aggfnoid::oid', '0', NULL, NULL, NULL, NULL, NULL, NULL),
		('pg_operator', NULL, 'x.oid', '0', NULL, NULL, NULL, NULL, NULL, NULL),
		('pg_opclass', NULL, 'x.oid', '0', NULL, NULL, NULL, NULL, NULL, NULL),
		('pg_opfamily', NULL, 'x.oid', '0', NULL, NULL, NULL, NULL, NULL, NULL),
		('pg_cast', NULL, 'x.oid', '0', NULL, NULL, NULL, NULL, NULL, NULL),
		-- a collation's encoding tells only whether it was copied from one for all
		('pg_collation', NULL, 'x.oid', '0', 'collversion collencoding', NULL, NULL, NULL, NULL, NULL),
		('pg_conversion', NULL, 'x.oid', '0', NULL, NULL, NULL, NULL, NULL, NULL),
		('pg_language', NULL, 'x.oid', '0', 'lanacl', NULL, NULL, 'x.lanacl', '''l''', 'x.lanowner'),
		('pg_trigger', NULL, 'x.oid', '0', 'tgqual', $$'text', pg_get_triggerdef(x.oid)$$,
			'NOT x.tgisinternal', NULL, NULL, NULL),
		('pg_rewrite', NULL, 'x.oid', '0', 'ev_qual ev_action', $$'text', pg_get_ruledef(x.oid)$$,
			NULL, NULL, NULL, NULL),
		('pg_policy', NULL, 'x.oid', '0', 'polqual polwithcheck',
			$$'using', pg_get_expr(x.polqual, x.polrelid),
			'check', pg_get_expr(x.polwithcheck, x.polrelid)$$, NULL, NULL, NULL, NULL),
		('pg_statistic_ext', NULL, 'x.oid', '0', 'stxexprs',
			$$'text', pg_get_statisticsobjdef(x.oid)$$, NULL, NULL, NULL, NULL),
		('pg_sequence', '1259', 'x.seqrelid', '0', 'seqrelid', NULL, NULL, NULL, NULL, NULL),
		('pg_inherits', '1259', 'x.inhrelid', '0', 'inhrelid inhseqno', NULL, NULL, NULL, NULL, NULL),
		('pg_partitioned_table', '1259', 'x.partrelid', '0', 'partrelid partexprs',
			$$'key', pg_get_partkeydef(x.partrelid)$$, NULL, NULL, NULL, NULL),
		('pg_namespace', NULL, 'x.oid', '0', 'nspacl', NULL, NULL, 'x.nspacl', '''n''', 'x.nspowner'),
		('pg_extension', NULL, 'x.oid', '0', 'extconfig', NULL, NULL, NULL, NULL, NULL),
		('pg_foreign_data_wrapper', NULL, 'x.oid', '0', 'fdwacl', NULL, NULL,
			'x.fdwacl', '''F''', 'x.fdwowner'),
		('pg_foreign_server', NULL, 'x.oid', '0', 'srvacl', NULL, NULL,
			'x.srvacl', '''S''', 'x.srvowner'),
		('pg_foreign_table', '1259', 'x.ftrelid', '0', 'ftrelid', NULL, NULL, NULL, NULL, NULL),
		('pg_user_mapping', NULL, 'x.oid', '0', NULL, NULL, NULL, NULL, NULL, NULL),
		('pg_event_trigger', NULL, 'x.oid', '0', NULL, NULL, NULL, NULL, NULL, NULL),
		('pg_publication', NULL, 'x.oid', '0', NULL, NULL, NULL, NULL, NULL, NULL),
		('pg_publication_rel', NULL, 'x.oid', '0', 'prqual',
			$$'where', pg_get_expr(x.prqual, x.prrelid)$$, NULL, NULL, NULL, NULL),
		('pg_publication_namespace', NULL, 'x.oid', '0', NULL, NULL, NULL, NULL, NULL, NULL),
		('pg_ts_dict', NULL, 'x.oid', '0', NULL, NULL, NULL, NULL, NULL, NULL),
		('pg_ts_config', NULL, 'x.oid', '0', NULL, NULL, NULL, NULL, NULL, NULL),
		('pg_ts_config_map', '3602', 'x.mapcfg', '0', 'mapcfg maptokentype mapseqno mapdict',
			$$'token ' || x.maptokentype || ' ' || x.mapseqno, x.mapdict::regdictionary$$, NULL, NULL, NULL, NULL),
		('pg_default_acl', NULL, 'x.oid', '0', 'defaclacl', NULL, NULL, 'x.defaclacl', '''r''', '0'),
		('pg_transform', NULL, 'x.oid', '0', NULL, NULL, NULL, NULL, NULL, NULL),
		('pg_description', 'x.classoid', 'x.objoid', 'x.objsubid', 'objoid objsubid', NULL, NULL,
			NULL, NULL, NULL),
		('pg_depend', '1259', 'x.objid', '0', 'refclassid refobjid refobjsubid objid',
			$$'owned by', pg_describe_object(x.refclassid, x.refobjid, x.refobjsubid)$$,
			$$x.classid = 1259 AND x.refclassid = 1259 AND x.deptype IN ('a', 'i')
				AND EXISTS (SELECT FROM pg_class s WHERE s.oid = x.objid AND s.relkind = 'S')$$, NULL, NULL, NULL)
		) AS v (catalog, class, oid, number, without, instead, condition, acl, acl_kind, owner)
	LOOP
		CONTINUE WHEN to_regclass(c.catalog) IS NULL;
		-- what numbers stand for, by the server's own list of which column leads where
		EXECUTE format($$
			WITH r AS MATERIALIZED (
				SELECT %2$s AS class, %3$s AS oid, %4$s AS number, to_jsonb(x) AS raw,
					to_jsonb(x) - string_to_array('oid %5$s', ' ') || jsonb_build_object(%6$s)
						|| jsonb_build_object('privileges', %8$s) AS doc
				FROM %1$I x
				WHERE %3$s >= 16384 AND %7$s)
			INSERT INTO pg_temp.catalogs
			SELECT '%1$s ' || pg_describe_object(r.class, r.oid, r.number),
				e.key || ': ' || CASE
					WHEN k.pktable IS NOT NULL THEN (
						SELECT string_agg(coalesce(CASE WHEN k.pktable = 'pg_attribute'::regclass THEN (
								SELECT a.attname FROM pg_attribute a
								WHERE a.attrelid = (r.raw ->> k.fkcols[1])::oid AND a.attnum = m.n[1]::int)
							ELSE pg_describe_object(k.pktable, m.n[1]::oid, 0) END, '-'), ', ' ORDER BY m.place)
						FROM regexp_matches(e.value, '\d+', 'g') WITH ORDINALITY AS m (n, place))
					-- the order of options means nothing
					WHEN e.key LIKE '%%options' AND starts_with(e.value, '[') THEN (
						SELECT string_agg(o, ', ' ORDER BY o) FROM jsonb_array_elements_text(e.value::jsonb) AS o)
					ELSE e.value END
			FROM r
			CROSS JOIN jsonb_each_text(r.doc) AS e
			LEFT JOIN pg_get_catalog_foreign_keys() k
				ON k.fktable = %1$L::regclass AND e.key = k.fkcols[cardinality(k.fkcols)]
				AND (k.pkcols = '{oid}' OR k.pktable = 'pg_attribute'::regclass)
			WHERE e.value IS NOT NULL$$,
			c.catalog, coalesce(c.class, quote_literal(c.catalog) || '::regclass::oid'), c.oid,
			c.number, c.without, c.instead, coalesce(c.condition, 'true'),
			-- what a new object has is there without a list too
			CASE WHEN c.acl IS NULL THEN 'NULL' ELSE format($$(
				SELECT string_agg(concat_ws(' ',
					CASE p.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(p.grantee) END,
					p.privilege_type, p.is_grantable), ', '
					ORDER BY pg_get_userbyid(p.grantee), p.privilege_type)
				FROM aclexplode(coalesce(%s, acldefault(%s, %s))) AS p)$$,
				c.acl, c.acl_kind, c.owner) END);
	END LOOP;
	DELETE FROM pg_temp.catalogs WHERE header ~ ' pg_(temp|toast)';
END
$do$;
