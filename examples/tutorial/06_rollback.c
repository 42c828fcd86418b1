/*
 * examples/tutorial/06_rollback.c - roll back
 *
 * A session works in a transaction, which the first statement begins.  After a rollback
 * the objects have again what they had when it began: changes are undone, what was
 * added is of no session any more, what was deleted is a row again.
 */
#include "tutorial.h"

int main(int argc, char **argv)
{
	struct tutorial t;
	begin(&t, argc, argv, models);
	struct orm_session *s = t.session;
	add_users(&t);

	struct user *ed = ONE(s, User, .where = EQ(User.name, "ed"));
	must(&t, ed);
	ed->name = "Edwardo";
	struct user *fake = ADD(s, User, .name = "fakeuser", .fullname = "Invalid");
	struct orm_objects both = SELECT(s, User, .where = IN(User.name, "Edwardo", "fakeuser"),
	                                 .order_by = LIST(User.id));
	printf("in the transaction:\n");
	EACH(User, u, &both)
	print_user(u);

	orm_session_rollback(s);
	printf("after the rollback:\n");
	print_user(ed);
	printf("fakeuser is transient: %s\n",
	       orm_session_state(s, fake) == ORM_TRANSIENT ? "yes" : "no");
	printf("%d of them is found\n",
	       (int)HOW_MANY(s, User, .where = IN(User.name, "ed", "fakeuser")));

	/* A savepoint is a transaction within one. */
	must(&t, orm_session_begin_nested(s));
	ed->name = "Eddie";
	must(&t, orm_session_flush(s));
	orm_session_rollback_nested(s);
	printf("after the savepoint's end it is %s again\n", ed->name);
	return end(&t);
}
