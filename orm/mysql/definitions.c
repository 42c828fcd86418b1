/* orm/mysql/definitions.c - views, triggers, routines, events, sequences: made and changed */
#include "orm/mysql/mysql.h"

bool my_create_definition(struct ddl *d, const struct orm_definition *o, bool replace,
                          struct error *err)
{
	(void)d;
	(void)o;
	(void)replace;
	return fail(err, ERR_UNSUPPORTED, "definitions can't be made");
}

bool my_alter_definition(struct ddl *d, const struct orm_change *c, struct error *err)
{
	(void)d;
	(void)c;
	return fail(err, ERR_UNSUPPORTED, "definitions can't be changed");
}
