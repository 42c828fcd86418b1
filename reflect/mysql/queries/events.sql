-- reflect/mysql/queries/events.sql - the events, when they start, and whether the server chose that
SELECT EVENT_NAME, STARTS, STARTS IN (CREATED, LAST_ALTERED)
FROM information_schema.EVENTS
WHERE EVENT_SCHEMA = :'database' AND HEX(EVENT_SCHEMA) = HEX(:'database')
ORDER BY EVENT_NAME
