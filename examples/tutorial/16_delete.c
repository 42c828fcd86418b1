/*
 * examples/tutorial/16_delete.c - delete
 *
 * An object that is marked is deleted by the next flush.  What belonged to it stays,
 * unless the model says otherwise, and belongs to nobody: its foreign key becomes NULL.
 */
#include "tutorial.h"

int main(int argc, char **argv)
{
	struct tutorial t;
	begin(&t, argc, argv, models);
	struct orm_session *s = t.session;

	struct user *jack = ADD(s, User, .name = "jack", .fullname = "Jack Bean");
	must(&t, APPEND(s, jack, User.addresses, ADD(s, Address, .email = "jack@example.com")));
	must(&t, APPEND(s, jack, User.addresses, ADD(s, Address, .email = "j25@example.org")));
	must(&t, orm_session_commit(s));

	must(&t, orm_session_delete(s, jack));
	printf("%zu is about to be deleted\n", orm_session_doomed(s).len);
	printf("jacks: %d\n", (int)HOW_MANY(s, User, .where = EQ(User.name, "jack")));
	printf("addresses: %d, of nobody: %d\n", (int)HOW_MANY(s, Address),
	       (int)HOW_MANY(s, Address, .where = IS_NULL(Address.user_id)));

	/* It isn't done before the commit. */
	orm_session_rollback(s);
	printf("jacks after the rollback: %d\n",
	       (int)HOW_MANY(s, User, .where = EQ(User.name, "jack")));
	return end(&t);
}
