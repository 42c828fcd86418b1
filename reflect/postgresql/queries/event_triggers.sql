-- reflect/postgresql/queries/event_triggers.sql - event triggers
SELECT
	'event_trigger' AS kind,
	'pg_event_trigger'::regclass::oid AS class,
	t.oid,
	t.evtname AS name,
	d.description AS comment,
	'ON ' || t.evtevent
		|| coalesce(' WHEN TAG IN (' || (
			SELECT string_agg(quote_literal(u), ', ') FROM unnest(t.evttags) AS u) || ')', '')
		|| ' EXECUTE FUNCTION ' || t.evtfoid::regproc::text || '()' AS definition,
	CASE WHEN t.evtenabled <> 'O' THEN t.evtenabled::text END AS option_enabled
FROM pg_event_trigger t
LEFT JOIN pg_description d
	ON d.objoid = t.oid AND d.classoid = 'pg_event_trigger'::regclass AND d.objsubid = 0
WHERE :'schema' = ''
	AND (:'oids' = '{}' OR t.oid = ANY (:'oids'::oid[]))
	AND NOT EXISTS (
		SELECT FROM pg_depend e
		WHERE e.classid = 'pg_event_trigger'::regclass AND e.objid = t.oid AND e.deptype = 'e')
ORDER BY t.evtname
