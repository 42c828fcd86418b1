/*
 * examples/tutorial/12_relations.c - objects that belong together
 *
 * models.c says that a user has many addresses, by the foreign key of the address, and
 * that an address belongs to a user.  APPEND changes both sides at once; a pointer that
 * is assigned plainly gets into the list with the next flush.  Keys are filled in when
 * they are known.
 */
#include "tutorial.h"

int main(int argc, char **argv)
{
	struct tutorial t;
	begin(&t, argc, argv, models);
	struct orm_session *s = t.session;

	struct user *jack = ADD(s, User, .name = "jack", .fullname = "Jack Bean");
	must(&t, APPEND(s, jack, User.addresses, ADD(s, Address, .email = "jack@example.com")));
	struct address *second = ADD(s, Address, .email = "j25@example.org");
	second->user = jack;
	must(&t, orm_session_commit(s));
	printf("%s has the id %d, his second address is of user %d\n", jack->name, (int)jack->id,
	       (int)second->user_id.value);

	/* As another part of the program would find him. */
	orm_session_clear(s);
	jack = ONE(s, User, .where = EQ(User.name, "jack"));
	must(&t, jack);
	printf("loaded: %s\n", jack->addresses.loaded ? "yes" : "no");
	must(&t, LOAD(s, jack, User.addresses));
	EACH(Address, a, &jack->addresses)
	printf("%s, of %s\n", a->email, a->user->name);
	return end(&t);
}
