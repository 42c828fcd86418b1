/* man/examples/limbeck-apply.c - the example of limbeck-apply(3) */
#include "migrate/apply.h"
#include <stdio.h>

/* What there is to do; a comparison of limbeck-compare(3) gives such operations too. */
static bool plan(void *data, struct migrate_ops *out, struct error *err)
{
	struct migrate_op op = { .kind = MIGRATE_EXECUTE, .sql = "CREATE TABLE notes (text TEXT)" };

	(void)err;
	vec_push((struct arena *)data, out, op);
	return true;
}

static bool verify(void *data, struct error *err)
{
	(void)data;
	(void)err;
	return true;
}

int main(void)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_url url;
	struct orm_conn *c;

	if (!orm_url_parse(&a, "sqlite://", &url, &err) || !orm_connect(&url, NULL, &c, &err)) {
		puts(err.message);
		return 1;
	}
	struct migrate_apply apply = { .conn = c, .plan = plan, .verify = verify, .data = &a };
	bool ok = migrate_apply(&a, &apply, &err) && orm_exec(c, "SELECT text FROM notes", &err);
	puts(ok ? "done" : err.message);
	orm_close(c);
	arena_release(&a);
	return ok ? 0 : 1;
}
