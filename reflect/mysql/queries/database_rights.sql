-- reflect/mysql/queries/database_rights.sql - who has which rights on the database; is it this user?
SELECT GRANTEE, PRIVILEGE_TYPE, GRANTEE = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''')
FROM information_schema.SCHEMA_PRIVILEGES
WHERE :'database' LIKE TABLE_SCHEMA
