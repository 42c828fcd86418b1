/* orm/mysql/alter.c - changes of one table, in as few statements as can be */
#include "orm/mysql/mysql.h"

bool my_alter_table(struct ddl *d, const struct orm_change *changes, size_t count,
                    struct error *err)
{
	(void)d;
	(void)changes;
	(void)count;
	return fail(err, ERR_UNSUPPORTED, "tables can't be changed");
}
