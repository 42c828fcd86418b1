-- reflect/mysql/queries/routines.sql - functions, procedures, packages and their bodies
SELECT ROUTINE_TYPE, ROUTINE_NAME
FROM information_schema.ROUTINES
WHERE ROUTINE_SCHEMA = :'database' AND HEX(ROUTINE_SCHEMA) = HEX(:'database')
ORDER BY ROUTINE_NAME, ROUTINE_TYPE
