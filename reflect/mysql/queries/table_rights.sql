-- reflect/mysql/queries/table_rights.sql - who has rights on tables
SELECT CONCAT(GRANTEE, ' on ', TABLE_NAME)
FROM information_schema.TABLE_PRIVILEGES
WHERE TABLE_SCHEMA = :'database'
