/*
 * examples/tutorial/05_change.c - change objects, and see what is new and changed
 *
 * A change is an assignment.  The session finds it by comparing each object with its
 * row as it was loaded: nothing has to be told to it.  A commit writes what is pending
 * and what was changed, in an order that foreign keys allow, and ends the transaction.
 */
#include "tutorial.h"

int main(int argc, char **argv)
{
	struct tutorial t;
	begin(&t, argc, argv, models);
	struct orm_session *s = t.session;

	struct user *ed =
	    ADD(s, User, .name = "ed", .fullname = "Ed Jones", .nickname = "edsnickname");
	must(&t, orm_session_flush(s));

	ADD(s, User, .name = "wendy", .fullname = "Wendy Williams", .nickname = "windy");
	ADD(s, User, .name = "mary", .fullname = "Mary Contrary");
	ADD(s, User, .name = "fred", .fullname = "Fred Flintstone", .nickname = "freddy");
	ed->nickname = "eddie";

	struct orm_objects changed = orm_session_changed(s);
	printf("changed:\n");
	EACH(User, u, &changed)
	print_user(u);
	struct orm_objects pending = orm_session_pending(s);
	printf("new:\n");
	EACH(User, u, &pending)
	print_user(u);

	must(&t, orm_session_commit(s));
	printf("after the commit: %zu changed, %zu new; ed has the id %d\n",
	       orm_session_changed(s).len, orm_session_pending(s).len, (int)ed->id);

	/* The same text again is no change, and no UPDATE. */
	ed->nickname = "eddie";
	printf("is ed changed? %s\n", orm_session_is_changed(s, ed) ? "yes" : "no");
	return end(&t);
}
