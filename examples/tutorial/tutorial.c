/* examples/tutorial/tutorial.c - how each step begins and ends */
#include "tutorial.h"

#include <stdlib.h>
#include <string.h>

#include "migrate/create_all.h"
#include "reflect/reflect.h"

static void give_up(const struct error *err)
{
	fprintf(stderr, "tutorial: %s\n", err->message);
	if (err->hint[0])
		fprintf(stderr, "  hint: %s\n", err->hint);
	exit(1);
}

static void show(void *data, const char *sql)
{
	(void)data;
	fprintf(stderr, "-- %s\n", sql);
}

/* Nobody's tables are to be mistaken for ours, which `end` drops. */
static bool is_empty(struct tutorial *t)
{
	struct orm_metadata *found;

	if (!reflect_database(&t->arena, t->conn, NULL, &found, &t->err))
		return false;
	if (!found->tables.len)
		return true;
	return fail(&t->err, ERR_USAGE, "the database isn't empty");
}

void begin(struct tutorial *t, int argc, char **argv, const struct orm_model *const *list)
{
	struct orm_connect_options options = { .create = true };
	struct orm_url url;

	*t = (struct tutorial){ 0 };
	if (argc > 1 && !strcmp(argv[1], "-v")) {
		options.echo = show;
		argc--;
		argv++;
	}
	if (!orm_url_parse(&t->arena, argc > 1 ? argv[1] : "sqlite://", &url, &t->err) ||
	    !orm_connect(&url, &options, &t->conn, &t->err) || !is_empty(t) ||
	    !orm_registry_new(&t->arena, list, &t->registry, &t->err) ||
	    !migrate_create_all(t->conn, orm_registry_metadata(t->registry), &t->err))
		give_up(&t->err);
	t->session = orm_session_new(t->conn, t->registry, NULL);
}

int end(struct tutorial *t)
{
	orm_session_close(t->session);
	if (!migrate_drop_all(t->conn, orm_registry_metadata(t->registry), &t->err))
		give_up(&t->err);
	orm_close(t->conn);
	arena_release(&t->arena);
	return 0;
}

void must(struct tutorial *t, bool ok)
{
	if (!ok)
		give_up(orm_session_error(t->session));
}

void add_users(struct tutorial *t)
{
	struct orm_session *s = t->session;

	ADD(s, User, .name = "ed", .fullname = "Ed Jones", .nickname = "edsnickname");
	ADD(s, User, .name = "wendy", .fullname = "Wendy Williams", .nickname = "windy");
	ADD(s, User, .name = "mary", .fullname = "Mary Contrary");
	ADD(s, User, .name = "fred", .fullname = "Fred Flintstone", .nickname = "freddy");
	must(t, orm_session_commit(s));
}

void print_user(const struct user *u)
{
	printf("<User %s, \"%s\">\n", u->name, u->fullname);
}
