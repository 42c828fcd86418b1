/* man/examples/limbeck-dsl.c - the example of limbeck-dsl(3) */
#include "orm/dialect.h"
#include "orm/dsl.h"
#include "orm/model/model.h"
#include "orm/sql/compile.h"
#include <stdio.h>

struct user {
	int64_t id;
	const char *name;
};

extern const struct user_schema {
	ORM_SCHEMA(struct user);
	ORM_COLUMNS(id, name);
} User;

const struct user_schema User = {
	.model = ORM_MODEL(User, "users"),
	.id = { COLUMN(User, id), .primary_key = true },
	.name = { COLUMN(User, name), .type = "String(50)" },
};

int main(void)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_select s = {
		.columns = LIST(User.name, LABEL(COUNT_ALL(), "times")),
		.where = OR(STARTS_WITH(User.name, "E"), BETWEEN(User.id, 10, 20)),
		.group_by = LIST(User.name),
		.order_by = LIST(DESC(NAME("times"))),
	};
	const char *sql;

	if (!orm_compile_literal(&a, QUERY(&s), orm_dialect_find("mysql"), 0, &sql, &err)) {
		puts(err.message);
		return 1;
	}
	puts(sql);
	arena_release(&a);
	return 0;
}
