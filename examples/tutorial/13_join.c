/*
 * examples/tutorial/13_join.c - queries over several tables
 *
 * JOIN finds the foreign key between the tables by itself where there is just one.  The
 * same table twice needs names; a subquery is a statement that stands for a table.
 */
#include "tutorial.h"

static void add_jack(struct tutorial *t)
{
	struct orm_session *s = t->session;
	struct user *jack = ADD(s, User, .name = "jack", .fullname = "Jack Bean");

	must(t, APPEND(s, jack, User.addresses, ADD(s, Address, .email = "jack@example.com")));
	must(t, APPEND(s, jack, User.addresses, ADD(s, Address, .email = "j25@example.org")));
	must(t, orm_session_commit(s));
}

/* Two addresses of one user: the table of addresses under two names. */
static void with_aliases(struct tutorial *t)
{
	const struct orm_source *a = NAMED_AS("addresses", "a"), *b = NAMED_AS("addresses", "b");
	struct orm_objects found =
	    SELECT(t->session, User,
	           .joins = JOINS(JOIN_ON(a, EQ(COL(a, "user_id"), User.id)),
	                          JOIN_ON(b, EQ(COL(b, "user_id"), User.id))),
	           .where = AND(EQ(COL(a, "email"), "jack@example.com"),
	                        EQ(COL(b, "email"), "j25@example.org")));
	EACH(User, u, &found)
	print_user(u);
}

/* Everybody, with how many addresses they have: those without any as well. */
static bool with_subquery(struct tutorial *t)
{
	struct orm_select counts = {
		.columns = LIST(Address.user_id, LABEL(COUNT_ALL(), "n")),
		.group_by = LIST(Address.user_id),
	};
	const struct orm_source *c = SUBQUERY_AS(&counts, "counts");
	struct orm_select all = {
		.columns = LIST(User.name, FUNC("coalesce", COL(c, "n"), 0)),
		.from = FROM(&User.model.source),
		.joins = JOINS(LEFT_JOIN_ON(c, EQ(COL(c, "user_id"), User.id))),
		.order_by = LIST(User.id),
	};
	struct orm_result *rows;
	if (!orm_execute(orm_session_conn(t->session), QUERY(&all), &rows, &t->err))
		return false;
	while (orm_next(rows, &t->err) == ORM_ROW)
		printf("%s: %d\n", orm_get_text(rows, 0), (int)orm_get_int(rows, 1));
	orm_result_close(rows);
	return true;
}

int main(int argc, char **argv)
{
	struct tutorial t;
	begin(&t, argc, argv, models);
	add_users(&t);
	add_jack(&t);

	printf("who has this address:\n");
	struct orm_objects found =
	    SELECT(t.session, User, .joins = JOINS(JOIN(&Address.model.source)),
	           .where = EQ(Address.email, "jack@example.com"));
	EACH(User, u, &found)
	print_user(u);

	printf("who has both:\n");
	with_aliases(&t);

	printf("how many everybody has:\n");
	if (!with_subquery(&t)) {
		fprintf(stderr, "%s\n", t.err.message);
		return 1;
	}
	return end(&t);
}
