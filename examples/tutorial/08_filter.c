/*
 * examples/tutorial/08_filter.c - operators of conditions
 *
 * Each condition below is tried on the four users.  Values are never part of the SQL:
 * they are sent beside it, whatever they contain.
 */
#include "tutorial.h"

static void try(struct tutorial *t, const char *what, const struct orm_expr *condition)
{
	struct orm_objects found =
	    SELECT(t->session, User, .where = condition, .order_by = LIST(User.id));

	must(t, !orm_session_error(t->session)->code);
	printf("%-12s", what);
	EACH(User, u, &found)
	printf(" %s", u->name);
	printf("\n");
}

int main(int argc, char **argv)
{
	struct tutorial t;
	begin(&t, argc, argv, models);
	add_users(&t);

	try(&t, "equals", EQ(User.name, "ed"));
	try(&t, "not equals", NE(User.name, "ed"));
	try(&t, "LIKE", LIKE(User.name, "%ed%"));
	try(&t, "contains", CONTAINS(User.name, "e"));
	try(&t, "starts with", STARTS_WITH(User.fullname, "Wendy"));
	try(&t, "IN", IN(User.name, "ed", "wendy", "jack"));
	try(&t, "NOT IN", NOT(IN(User.name, "ed", "wendy", "jack")));
	try(&t, "IS NULL", IS_NULL(User.nickname));
	try(&t, "IS NOT NULL", NOT_NULL(User.nickname));
	try(&t, "between", BETWEEN(User.id, 2, 3));
	try(&t, "AND", AND(EQ(User.name, "ed"), EQ(User.fullname, "Ed Jones")));
	try(&t, "OR", OR(EQ(User.name, "ed"), EQ(User.name, "wendy")));
	try(&t, "a function", EQ(FUNC("upper", User.name), "MARY"));

	/* A list of any length, also an empty one, which nobody is in. */
	try(&t, "IN nothing", IN_VALUES(User.name, NULL, 0));

	/* A condition that grows: parts that are left out are NULL. */
	bool only_named = true;
	try(&t, "grown", AND(GT(User.id, 1), only_named ? NOT_NULL(User.nickname) : NULL));
	return end(&t);
}
