/*
 * examples/tutorial/15_eager.c - load what belongs to the objects along with them
 *
 * LOAD asks for one object's list, which is a statement each time.  With ALSO a query
 * brings the lists of all the objects that it finds, in one more statement, however many
 * those are; a second relation may lead on from what the first one brings.  What is
 * joined comes in the rows of the query itself: good for a pointer, as to an owner.
 */
#include "tutorial.h"

static void add_all(struct tutorial *t)
{
	static const char *const names[] = { "jack", "jill", "joan" };
	struct orm_session *s = t->session;

	for (int i = 0; i < 3; i++) {
		struct user *u = ADD(s, User, .name = names[i], .fullname = names[i]);
		for (int n = 0; n < i; n++)
			must(t, APPEND(s, u, User.addresses,
			               ADD(s, Address,
			                   .email = arena_printf(&t->arena, "%s%d@example.com",
			                                         names[i], n))));
	}
	must(t, orm_session_commit(s));
	orm_session_clear(s);
}

int main(int argc, char **argv)
{
	struct tutorial t;
	begin(&t, argc, argv, models);
	struct orm_session *s = t.session;
	add_all(&t);

	struct orm_objects found =
	    SELECT(s, User, .order_by = LIST(User.id), .load = ALSO(User.addresses));
	EACH(User, u, &found)
	{
		printf("%s:", u->name);
		EACH(Address, a, &u->addresses)
		printf(" %s", a->email);
		printf("\n");
	}

	orm_session_clear(s);
	printf("from the other side, and back:\n");
	struct orm_objects addresses = SELECT(s, Address, .order_by = LIST(Address.id),
	                                      .load = ALSO(Address.user, User.addresses));
	EACH(Address, a, &addresses)
	printf("%s is of %s, who has %zu\n", a->email, a->user->name, a->user->addresses.len);

	orm_session_clear(s);
	printf("in one statement:\n");
	addresses = SELECT(s, Address, .order_by = LIST(DESC(Address.id)), .limit = 2,
	                   .joined = ALSO(Address.user));
	EACH(Address, a, &addresses)
	printf("%s is of %s\n", a->email, a->user->name);
	return end(&t);
}
