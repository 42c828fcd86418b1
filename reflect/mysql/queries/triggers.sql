-- reflect/mysql/queries/triggers.sql - the triggers, in the order in which they run; of one table or name, or all
--
-- The table's schema, which is the trigger's too: by the other, MariaDB looks into every database.
SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION
FROM information_schema.TRIGGERS
WHERE EVENT_OBJECT_SCHEMA = :'database' AND HEX(EVENT_OBJECT_SCHEMA) = HEX(:'database')
	AND (:'name' IS NULL OR EVENT_OBJECT_TABLE = :'name' OR TRIGGER_NAME = :'name')
ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER
