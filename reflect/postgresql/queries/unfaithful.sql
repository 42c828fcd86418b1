-- reflect/postgresql/queries/unfaithful.sql - what tables have that no metadata holds
--
-- table: which; why: what a table made again would not be like, in words.
SELECT k.conrelid AS "table", 'its constraint "' || k.conname || '" is of the kind "'
	|| k.contype::text || '"' AS why
FROM pg_constraint k
WHERE k.conrelid <> 0 AND k.contype NOT IN ('p', 'u', 'f', 'c', 'x', 't', 'n')
UNION ALL
SELECT k.conrelid, 'its foreign key "' || k.conname || '" has MATCH or actions of an unknown kind'
FROM pg_constraint k
WHERE k.contype = 'f' AND (k.confmatchtype NOT IN ('f', 's')
	OR k.confupdtype NOT IN ('a', 'r', 'c', 'n', 'd') OR k.confdeltype NOT IN ('a', 'r', 'c', 'n', 'd'))
UNION ALL
-- DISABLE TRIGGER ALL, by a superuser
SELECT g.tgrelid, 'the triggers of constraint "' || k.conname || '" are '
	|| CASE g.tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'for replicas alone'
		ELSE 'for replicas, too' END
FROM pg_trigger g JOIN pg_constraint k ON k.oid = g.tgconstraint
WHERE g.tgisinternal AND g.tgenabled <> 'O' AND k.contype <> 't'
\if :pg14
UNION ALL
SELECT h.inhrelid, 'its DETACH PARTITION CONCURRENTLY was not finished'
FROM pg_inherits h
WHERE h.inhdetachpending
\endif
UNION ALL
SELECT d.refobjid, 'the sequence of its column "' || a.attname || '" is of type '
	|| format_type(s.seqtypid, NULL)
FROM pg_sequence s
JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid
	AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'i'
JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE s.seqtypid <> a.atttypid
-- of those that there are all are known
\if :pg19
UNION ALL
SELECT a.attrelid, 'its column "' || a.attname || '" is kept or generated in an unknown way'
FROM pg_attribute a
WHERE a.attrelid >= 16384 AND (a.attidentity NOT IN ('', 'a', 'd')
	OR a.attgenerated NOT IN ('', 's', 'v') OR a.attstorage NOT IN ('p', 'e', 'm', 'x')
	OR a.attcompression NOT IN ('', 'p', 'l'))
\endif
ORDER BY "table", why
