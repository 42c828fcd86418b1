/*
 * reflect/mysql/session.c - the session as it was when it began, while a database is read
 *
 * What SHOW CREATE prints depends on sql_mode, and what objects were made with is
 * told by comparing with the session's own: a script may have set it otherwise.
 */
#include "reflect/mysql/reader.h"

/* What is against what orm_connect noted (orm/mysql/open.c), if it did. */
const char my_session_differs[] =
    "COALESCE(NOT (@@SESSION.sql_mode = @limbeck_own_sql_mode AND @@SESSION.time_zone = "
    "@limbeck_own_time_zone AND @@SESSION.character_set_client = 'utf8mb4'), 0)";

static const char enter[] =
    "SET @limbeck_was_sql_mode = @@SESSION.sql_mode, "
    "@limbeck_was_time_zone = @@SESSION.time_zone, "
    "@limbeck_was_client = @@SESSION.character_set_client, "
    "@limbeck_was_results = @@SESSION.character_set_results, "
    "@limbeck_was_collation = @@SESSION.collation_connection, NAMES utf8mb4, "
    "SESSION sql_mode = COALESCE(@limbeck_own_sql_mode, @@SESSION.sql_mode), "
    "SESSION time_zone = COALESCE(@limbeck_own_time_zone, @@SESSION.time_zone)";

static const char leave[] = "SET SESSION sql_mode = @limbeck_was_sql_mode, "
			    "SESSION time_zone = @limbeck_was_time_zone, "
			    "SESSION character_set_client = @limbeck_was_client, "
			    "SESSION character_set_results = @limbeck_was_results, "
			    "SESSION collation_connection = @limbeck_was_collation";

bool my_enter_session(struct my_reader *r, struct error *err)
{
	return orm_exec(r->conn, enter, err);
}

bool my_leave_session(struct my_reader *r, struct error *err)
{
	return orm_exec(r->conn, leave, err);
}
