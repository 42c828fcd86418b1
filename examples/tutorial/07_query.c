/*
 * examples/tutorial/07_query.c - query
 *
 * SELECT gives the objects that a query finds, EACH goes through them.  What a query
 * consists of are named members, all of which can be left out; where takes any
 * expression.  Single columns, rather than objects, are a statement of orm/dsl.h that
 * is run on the session's connection.
 */
#include "tutorial.h"

static void print_all(const struct orm_objects *found)
{
	EACH(User, u, found)
	print_user(u);
}

int main(int argc, char **argv)
{
	struct tutorial t;
	begin(&t, argc, argv, models);
	struct orm_session *s = t.session;
	add_users(&t);

	printf("all, in order:\n");
	struct orm_objects found = SELECT(s, User, .order_by = LIST(User.id));
	print_all(&found);

	printf("the second and third:\n");
	found = SELECT(s, User, .order_by = LIST(User.id), .limit = 2, .offset = 1);
	print_all(&found);

	printf("those called Ed Jones:\n");
	found = SELECT(s, User, .where = EQ(User.fullname, "Ed Jones"));
	print_all(&found);

	printf("names of two columns, by name, descending:\n");
	struct orm_select names = {
		.columns = LIST(User.name, LABEL(User.fullname, "full")),
		.order_by = LIST(DESC(User.name)),
	};
	struct orm_result *rows;
	enum orm_step step;
	if (!orm_execute(orm_session_conn(s), QUERY(&names), &rows, &t.err))
		must(&t, false);
	while ((step = orm_next(rows, &t.err)) == ORM_ROW)
		printf("%s | %s\n", orm_get_text(rows, 0), orm_get_text(rows, 1));
	printf("the second is called \"%s\"\n", orm_column_name(rows, 1));
	orm_result_close(rows);
	return step == ORM_FAILED ? 1 : end(&t);
}
