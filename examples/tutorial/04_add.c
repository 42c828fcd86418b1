/*
 * examples/tutorial/04_add.c - add objects, and look at what waits
 *
 * ADD makes an object of a session.  It is pending: no statement has been sent, its
 * key is 0.  A query flushes first, so that it finds what was added; and what it finds
 * is the very object, for a session has one object for each row.
 */
#include "tutorial.h"

int main(int argc, char **argv)
{
	struct tutorial t;
	begin(&t, argc, argv, models);
	struct orm_session *s = t.session;

	struct user *ed =
	    ADD(s, User, .name = "ed", .fullname = "Ed Jones", .nickname = "edsnickname");
	print_user(ed);
	printf("id %d, pending: %s\n", (int)ed->id,
	       orm_session_state(s, ed) == ORM_PENDING ? "yes" : "no");
	printf("%zu object waits to be written\n", orm_session_pending(s).len);

	struct user *ours = FIRST(s, User, .where = EQ(User.name, "ed"));
	must(&t, ours);
	print_user(ours);
	printf("the same object: %s\n", ours == ed ? "yes" : "no");
	printf("id %d, persistent: %s\n", (int)ed->id,
	       orm_session_state(s, ed) == ORM_PERSISTENT ? "yes" : "no");
	return end(&t);
}
