/*
 * examples/tutorial/10_text.c - SQL as text
 *
 * TEXT_WITH is SQL with named parameters, whose values are sent beside it.  It can be a
 * condition among others, or a whole statement.  orm_exec and orm_query of
 * orm/engine/conn.h take SQL as it is, with ? for parameters in every database.
 */
#include "tutorial.h"

int main(int argc, char **argv)
{
	struct tutorial t;
	begin(&t, argc, argv, models);
	struct orm_session *s = t.session;
	add_users(&t);

	printf("a condition:\n");
	struct orm_objects found =
	    SELECT(s, User, .where = TEXT_WITH("id < :value", LABEL(3, "value")),
	           .order_by = LIST(TEXT("id")));
	EACH(User, u, &found)
	print_user(u);

	printf("a statement:\n");
	const struct orm_expr *text =
	    TEXT_WITH("SELECT name, nickname FROM users WHERE name = :who", LABEL("ed", "who"));
	struct orm_row row;
	if (!orm_one(&t.arena, orm_session_conn(s), QUERY(text), &row, &t.err)) {
		fprintf(stderr, "%s\n", t.err.message);
		return 1;
	}
	printf("%s is also called %s\n", (const char *)row.values[0].data,
	       (const char *)row.values[1].data);

	/* Objects that are here learn of it: what a statement changes is read again. */
	struct user *ed = found.items[0];
	const struct orm_expr *change =
	    TEXT_WITH("UPDATE users SET nickname = :it WHERE name = 'ed'", LABEL("eddie", "it"));
	must(&t, orm_session_execute(s, QUERY(change)) == 1);
	must(&t, orm_session_refresh(s, ed));
	printf("and now %s\n", ed->nickname);
	return end(&t);
}
