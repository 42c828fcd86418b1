/*
 * examples/tutorial/14_exists.c - conditions about what belongs to an object
 *
 * EXISTS takes a statement; the columns of the query around it are known in it.
 */
#include "tutorial.h"

int main(int argc, char **argv)
{
	struct tutorial t;
	begin(&t, argc, argv, models);
	struct orm_session *s = t.session;
	add_users(&t);
	struct user *jack = ADD(s, User, .name = "jack", .fullname = "Jack Bean");
	must(&t, APPEND(s, jack, User.addresses, ADD(s, Address, .email = "jack@example.com")));
	must(&t, orm_session_commit(s));

	struct orm_select his = {
		.columns = LIST(1),
		.from = FROM(&Address.model.source),
		.where = EQ(Address.user_id, User.id),
	};
	printf("with an address:\n");
	struct orm_objects found = SELECT(s, User, .where = EXISTS(&his));
	EACH(User, u, &found)
	print_user(u);
	printf("without: %d\n", (int)HOW_MANY(s, User, .where = NOT(EXISTS(&his))));

	struct orm_select of_google = his;
	of_google.where = AND(his.where, LIKE(Address.email, "%google%"));
	printf("with one at google: %d\n", (int)HOW_MANY(s, User, .where = EXISTS(&of_google)));

	printf("addresses of jack: %d\n",
	       (int)HOW_MANY(s, Address, .where = EQ(Address.user_id, jack->id)));
	return end(&t);
}
