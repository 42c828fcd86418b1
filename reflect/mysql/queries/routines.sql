-- reflect/mysql/queries/routines.sql - functions, procedures, packages and their bodies
--
-- Unsorted, for the sake of MariaDB: it makes files to sort them in, however few they are.
SELECT ROUTINE_TYPE, ROUTINE_NAME
FROM information_schema.ROUTINES
WHERE ROUTINE_SCHEMA = :'database' AND HEX(ROUTINE_SCHEMA) = HEX(:'database')
