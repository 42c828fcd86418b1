-- reflect/postgresql/queries/publications.sql - publications
SELECT
	'publication' AS kind,
	'pg_publication'::regclass::oid AS class,
	p.oid,
	p.pubname AS name,
	d.description AS comment,
	CASE WHEN p.puballtables THEN 'FOR ALL TABLES '
		ELSE coalesce('FOR ' || nullif(concat_ws(', ',
			(SELECT 'TABLE ' || string_agg('ONLY ' || r.prrelid::regclass::text
				\if :pg15
				|| coalesce(' (' || (
					SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
					FROM unnest(r.prattrs) AS u
					JOIN pg_attribute a ON a.attrelid = r.prrelid AND a.attnum = u) || ')', '')
				|| coalesce(' WHERE (' || pg_get_expr(r.prqual, r.prrelid) || ')', '')
				\endif
				, ', ' ORDER BY r.prrelid::regclass::text COLLATE "C")
			FROM pg_publication_rel r
			WHERE r.prpubid = p.oid)
			\if :pg15
			, (SELECT string_agg('TABLES IN SCHEMA ' || quote_ident(n.nspname), ', ' ORDER BY n.nspname)
			FROM pg_publication_namespace r JOIN pg_namespace n ON n.oid = r.pnnspid
			WHERE r.pnpubid = p.oid)
			\endif
			), '') || ' ', '')
	END || 'WITH (publish = ' || quote_literal(concat_ws(', ',
			CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
			CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END))
		|| CASE WHEN p.pubviaroot THEN ', publish_via_partition_root = true' ELSE '' END
		\if :pg18
		|| CASE p.pubgencols WHEN 's' THEN ', publish_generated_columns = stored' ELSE '' END
		\endif
		|| ')' AS definition
FROM pg_publication p
LEFT JOIN pg_description d
	ON d.objoid = p.oid AND d.classoid = 'pg_publication'::regclass AND d.objsubid = 0
WHERE :'schema' = ''
	AND (:'oids' = '{}' OR p.oid = ANY (:'oids'::oid[]))
ORDER BY p.pubname
