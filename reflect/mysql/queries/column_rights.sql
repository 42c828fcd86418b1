-- reflect/mysql/queries/column_rights.sql - who has rights on columns
SELECT CONCAT(GRANTEE, ' on ', TABLE_NAME, '.', COLUMN_NAME)
FROM information_schema.COLUMN_PRIVILEGES
WHERE TABLE_SCHEMA = :'database'
