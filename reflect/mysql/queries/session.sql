-- reflect/mysql/queries/session.sql - what the session's own are, which needn't be said
SELECT @@time_zone, @@character_set_client, @@collation_connection, CURRENT_USER(),
	COALESCE(CURRENT_ROLE(), 'NONE') <> 'NONE'
