-- reflect/mysql/queries/routines.sql - functions, procedures, packages and their bodies; of one name, or all
--
-- Unsorted, for the sake of MariaDB: it makes files to sort them in, however few they are.
SELECT ROUTINE_TYPE, ROUTINE_NAME
FROM information_schema.ROUTINES
WHERE ROUTINE_SCHEMA = :'database' AND HEX(ROUTINE_SCHEMA) = HEX(:'database')
	AND (:'name' IS NULL OR ROUTINE_NAME = :'name')
