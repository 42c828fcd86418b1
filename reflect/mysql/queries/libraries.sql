-- reflect/mysql/queries/libraries.sql - libraries of JavaScript, which MySQL 9.2 brought
SELECT LIBRARY_NAME
FROM information_schema.LIBRARIES
WHERE LIBRARY_SCHEMA = :'database' AND HEX(LIBRARY_SCHEMA) = HEX(:'database')
ORDER BY LIBRARY_NAME
