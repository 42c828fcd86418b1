/* orm/mysql/effect.c - what can be changed in place, and what is in the way */
#include "orm/mysql/mysql.h"

bool my_can_alter(const struct orm_change *c)
{
	(void)c;
	return true;
}

enum orm_effect my_effect(const struct orm_change *c, const struct orm_object *dependent)
{
	(void)c;
	(void)dependent;
	return ORM_STAYS;
}
