-- reflect/mysql/queries/own_rights.sql - what this user may see in any database
SELECT PRIVILEGE_TYPE
FROM information_schema.USER_PRIVILEGES
WHERE GRANTEE = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''')
	AND PRIVILEGE_TYPE IN ('EVENT', 'TRIGGER')
