-- reflect/mysql/queries/leftovers.sql - what belongs to the database and isn't represented
--
-- kind and name, and why it is left out.  What a right is missing for isn't even listed: then the
-- whole kind is named.  A role's rights can't be seen here, so that nothing is said then.
SELECT kind, name, why
FROM (
	SELECT DISTINCT 'privileges' AS kind, GRANTEE AS name, 'not represented' AS why
	FROM information_schema.SCHEMA_PRIVILEGES
	WHERE :'database' LIKE TABLE_SCHEMA
	UNION ALL
	SELECT DISTINCT 'privileges', CONCAT(GRANTEE, ' on ', TABLE_NAME), 'not represented'
	FROM information_schema.TABLE_PRIVILEGES
	WHERE TABLE_SCHEMA = :'database'
	UNION ALL
	SELECT DISTINCT 'privileges', CONCAT(GRANTEE, ' on ', TABLE_NAME, '.', COLUMN_NAME),
		'not represented'
	FROM information_schema.COLUMN_PRIVILEGES
	WHERE TABLE_SCHEMA = :'database'
	UNION ALL
	SELECT CONCAT(LOWER(PRIVILEGE_TYPE), 's'), CONCAT('of ', :'database'),
		CONCAT('they can''t be seen without the right ', PRIVILEGE_TYPE)
	FROM (SELECT 'EVENT' AS PRIVILEGE_TYPE UNION ALL SELECT 'TRIGGER') AS wanted
	WHERE COALESCE(CURRENT_ROLE(), 'NONE') = 'NONE'
		AND PRIVILEGE_TYPE NOT IN (
			SELECT PRIVILEGE_TYPE
			FROM information_schema.USER_PRIVILEGES
			WHERE GRANTEE = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''')
			UNION ALL
			SELECT PRIVILEGE_TYPE
			FROM information_schema.SCHEMA_PRIVILEGES
			WHERE GRANTEE = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''')
				AND :'database' LIKE TABLE_SCHEMA
		)
) AS found
ORDER BY kind, name
