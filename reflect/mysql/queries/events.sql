-- reflect/mysql/queries/events.sql - the events, when they start, and whether the server chose that; of one name, or all
--
-- Then it is the moment in which the event was made or changed; starts are in the event's own zone.
SELECT EVENT_NAME, STARTS, STARTS IN (
		COALESCE(CONVERT_TZ(CREATED, @@SESSION.time_zone, TIME_ZONE), CREATED),
		COALESCE(CONVERT_TZ(LAST_ALTERED, @@SESSION.time_zone, TIME_ZONE), LAST_ALTERED))
FROM information_schema.EVENTS
WHERE EVENT_SCHEMA = :'database' AND HEX(EVENT_SCHEMA) = HEX(:'database')
	AND (:'name' IS NULL OR EVENT_NAME = :'name')
ORDER BY EVENT_NAME
