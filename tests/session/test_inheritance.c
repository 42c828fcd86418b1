/* tests/session/test_inheritance.c - several structs in one table, on every database */
#include "tests/session/everywhere.h"

struct worker {
	int64_t id;
	const char *kind;
	const char *name;
};

struct engineer {
	struct worker worker;
	const char *skill;
};

struct chief {
	struct engineer engineer;
	struct orm_opt_int heads;
};

extern const struct worker_schema {
	ORM_SCHEMA(struct worker);
	ORM_COLUMNS(id, kind, name);
} Worker;
extern const struct engineer_schema {
	ORM_SCHEMA(struct engineer);
	ORM_COLUMNS(skill);
} Engineer;
extern const struct chief_schema {
	ORM_SCHEMA(struct chief);
	ORM_COLUMNS(heads);
} Chief;

const struct worker_schema Worker = {
	.model = ORM_MODEL(Worker, "workers", .kind = "worker", .kinds = &Worker.kind),
	.id = { COLUMN(Worker, id), .primary_key = true },
	.kind = { COLUMN(Worker, kind), .type = "String(20)" },
	.name = { COLUMN(Worker, name), .type = "String(50)" },
};
const struct engineer_schema Engineer = {
	.model = ORM_MODEL(Engineer, "workers", .base = &Worker.model, .kind = "engineer"),
	.skill = { COLUMN(Engineer, skill), .type = "String(50)", .nullable = true },
};
const struct chief_schema Chief = {
	.model = ORM_MODEL(Chief, "workers", .base = &Engineer.model, .kind = "chief"),
	.heads = { COLUMN(Chief, heads), .nullable = true },
};

static const struct orm_model *const models[] = { &Chief.model, &Worker.model, &Engineer.model,
	                                          NULL };

SUITES(inheritance, models)

EVERYWHERE(inheritance, m21_a_query_gives_each_row_as_what_it_is)
{
	ADD(s, Worker, .name = "w");
	ADD(s, Engineer, .worker = { .name = "e" }, .skill = "bridges");
	ADD(s, Chief, .engineer = { .worker = { .name = "c" }, .skill = "roads" },
	    .heads = { true, 7 });
	MUST(orm_session_commit(s));
	orm_session_clear(s);
	struct orm_objects all = SELECT(s, Worker, .order_by = LIST(Worker.name));
	MUST(all.len == 3);
	struct chief *c0 = all.items[0];
	struct engineer *e = all.items[1];
	struct worker *w = all.items[2];
	cr_expect_str_eq(c0->engineer.worker.kind, "chief");
	cr_expect_str_eq(c0->engineer.skill, "roads");
	cr_expect_eq(c0->heads.value, 7);
	cr_expect_str_eq(e->skill, "bridges");
	cr_expect_str_eq(w->kind, "worker");
	cr_expect_eq(SELECT(s, Engineer).len, 2);
	cr_expect_eq(SELECT(s, Chief, .where = EQ(Worker.name, "e")).len, 0);
	cr_expect_eq(HOW_MANY(s, Chief), 1);
	cr_expect_eq(GET(s, Worker, c0->engineer.worker.id), (struct worker *)c0);
	cr_expect_null(GET(s, Chief, w->id));
	c0->heads.value = 8;
	MUST(orm_session_delete(s, e));
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM workers WHERE heads = 8 AND kind = 'chief'"), 1);
	cr_expect_eq(number("SELECT count(*) FROM workers"), 2);
}
