-- reflect/postgresql/queries/depends.sql - what needs what, as pg_depend has it
--
-- Between users' objects only, and without what follows from the objects
-- themselves: keys and indexes on columns of their own table (but for those that
-- have a statistics target, which the server forgets), a sequence that goes with a
-- column, a table that is published.  Before 15 a generated column itself needs what
-- it is made from, not its expression.
SELECT
	d.classid AS class,
	d.objid AS oid,
	d.objsubid AS number,
	d.refclassid AS needed_class,
	d.refobjid AS needed,
	d.refobjsubid AS needed_number
FROM pg_depend d
WHERE d.refobjid >= 16384
	AND d.objid >= 16384
	AND d.deptype IN ('n', 'a')
	AND NOT (d.deptype = 'a' AND d.classid = 'pg_class'::regclass AND d.objsubid = 0
		AND d.refclassid = 'pg_class'::regclass
		AND d.objid NOT IN (
			SELECT i.indexrelid
			FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indexrelid
			WHERE i.indexprs IS NOT NULL AND a.attnum > 0 AND a.attstattarget >= 0))
	AND NOT (d.deptype = 'a' AND d.classid = 'pg_publication_rel'::regclass)
	AND NOT (d.deptype = 'a' AND d.classid = 'pg_attrdef'::regclass AND EXISTS (
		SELECT FROM pg_attrdef ad
		WHERE ad.oid = d.objid AND ad.adrelid = d.refobjid AND ad.adnum = d.refobjsubid))
	AND NOT (d.deptype = 'a' AND d.classid = 'pg_constraint'::regclass AND EXISTS (
		SELECT FROM pg_constraint k
		WHERE k.oid = d.objid AND k.contype IN ('p', 'u', 'f', 'n')))
