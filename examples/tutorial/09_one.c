/*
 * examples/tutorial/09_one.c - all, the first, the only one
 *
 * FIRST takes what comes first, or NULL.  ONE wants exactly one row: none, or a second,
 * is an error, which orm_session_error tells.  GET finds by key, without a statement when
 * the object is here already.
 */
#include "tutorial.h"

int main(int argc, char **argv)
{
	struct tutorial t;
	begin(&t, argc, argv, models);
	struct orm_session *s = t.session;
	add_users(&t);

	struct orm_objects all =
	    SELECT(s, User, .where = LIKE(User.name, "%ed"), .order_by = LIST(User.id));
	printf("all: %zu\n", all.len);
	struct user *first =
	    FIRST(s, User, .where = LIKE(User.name, "%ed"), .order_by = LIST(User.id));
	must(&t, first);
	print_user(first);

	struct user *one = ONE(s, User, .where = EQ(User.name, "wendy"));
	must(&t, one);
	print_user(one);
	printf("the same by its key: %s\n", GET(s, User, one->id) == one ? "yes" : "no");

	if (!ONE(s, User, .where = LIKE(User.name, "%ed")))
		printf("not one: %s\n", orm_session_error(s)->message);
	if (!ONE(s, User, .where = EQ(User.name, "jack")))
		printf("not one: %s\n", orm_session_error(s)->message);

	/* Nobody is no error here. */
	if (!orm_session_one_or_none(s, ORM_FIND(User, .where = EQ(User.name, "jack"))))
		printf("no jack: %s\n", orm_session_error(s)->code ? "an error" : "fine");
	return end(&t);
}
