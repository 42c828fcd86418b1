/*
 * examples/tutorial/11_count.c - count
 *
 * HOW_MANY counts what a query would find.  Counting by groups is a statement with a
 * function in it.
 */
#include "tutorial.h"

int main(int argc, char **argv)
{
	struct tutorial t;
	begin(&t, argc, argv, models);
	struct orm_session *s = t.session;
	add_users(&t);
	ADD(s, User, .name = "ed", .fullname = "Ed the Second");

	printf("%d end with ed\n", (int)HOW_MANY(s, User, .where = ENDS_WITH(User.name, "ed")));
	printf("is there a mary? %s\n",
	       orm_session_exists(s, ORM_FIND(User, .where = EQ(User.name, "mary"))) ? "yes"
	                                                                             : "no");

	struct orm_select by_name = {
		.columns = LIST(User.name, LABEL(COUNT_ALL(), "times")),
		.group_by = LIST(User.name),
		.order_by = LIST(DESC(NAME("times")), User.name),
	};
	struct orm_result *rows;
	if (!orm_execute(orm_session_conn(s), QUERY(&by_name), &rows, &t.err)) {
		fprintf(stderr, "%s\n", t.err.message);
		return 1;
	}
	while (orm_next(rows, &t.err) == ORM_ROW)
		printf("%s: %d\n", orm_get_text(rows, 0), (int)orm_get_int(rows, 1));
	orm_result_close(rows);

	struct orm_select all = { .columns = LIST(COUNT_ALL()), .from = FROM(&User.model.source) };
	struct orm_value total;
	if (!orm_scalar(&t.arena, orm_session_conn(s), QUERY(&all), &total, &t.err))
		return 1;
	printf("%d in all\n", (int)total.integer);
	return end(&t);
}
