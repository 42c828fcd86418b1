/* orm/mysql/zero_dates.c - defaults that are no day, which strict sessions refuse to repeat */
#include <string.h>

#include "base/text.h"
#include "orm/mysql/create.h"

/* '0000-00-00', '2020-01-00', 0 */
static bool is_no_day(const char *text)
{
	if (*text == '\'')
		text++;
	return strstr(text, "-00") || (*text == '0' && !text[strspn(text, "0-: .'")]);
}

bool my_has_zero_dates(const struct orm_table *t)
{
	for (size_t i = 0; i < t->columns.len; i++) {
		const struct orm_column *c = t->columns.items[i];
		const char *type = c->type ? c->type->name : NULL;

		if (type && (text_starts(type, "date") || text_starts(type, "timestamp")) &&
		    c->server_default.text && is_no_day(c->server_default.text))
			return true;
	}
	return false;
}

/* TRADITIONAL would set the others again. */
void my_allow_zero_dates(struct ddl *d)
{
	ddl_add(d, DDL_CONNECTION, NULL,
	        "SET @limbeck_sql_mode = COALESCE(@limbeck_sql_mode, @@SESSION.sql_mode), "
	        "SESSION sql_mode = REPLACE(REPLACE(REPLACE(@@SESSION.sql_mode, "
	        "'NO_ZERO_DATE', ''), 'NO_ZERO_IN_DATE', ''), 'TRADITIONAL', '')");
}

void my_mind_zero_dates(struct ddl *d)
{
	ddl_add(d, DDL_CONNECTION, NULL,
	        "SET SESSION sql_mode = @limbeck_sql_mode, @limbeck_sql_mode = NULL");
}
