/* tests/session/test_batches.c - queries read a batch at a time, on every database */
#include "tests/session/everywhere.h"

enum { MANY = 2500, SIZE = 400 };

struct rack {
	int64_t id;
	const char *name;
	struct orm_many bottles;
};

struct bottle {
	int64_t id, rack_id;
	const char *label;
	struct rack *rack;
};

extern const struct rack_schema {
	ORM_SCHEMA(struct rack);
	ORM_COLUMNS(id, name);
	ORM_RELATIONS(bottles);
} Rack;
extern const struct bottle_schema {
	ORM_SCHEMA(struct bottle);
	ORM_COLUMNS(id, rack_id, label);
	ORM_RELATIONS(rack);
} Bottle;

const struct rack_schema Rack = {
	.model = ORM_MODEL(Rack, "racks"),
	.id = { COLUMN(Rack, id), .primary_key = true },
	.name = { COLUMN(Rack, name), .type = "String(50)" },
	.bottles = { HAS_MANY(Rack, bottles, Bottle.rack_id), .back = &Bottle.rack },
};
const struct bottle_schema Bottle = {
	.model = ORM_MODEL(Bottle, "bottles"),
	.id = { COLUMN(Bottle, id), .primary_key = true },
	.rack_id = { COLUMN(Bottle, rack_id), .references = &Rack.id },
	.label = { COLUMN(Bottle, label), .type = "String(50)" },
	.rack = { BELONGS_TO(Bottle, rack, Rack, Bottle.rack_id), .back = &Rack.bottles },
};

static const struct orm_model *const cellar[] = { &Rack.model, &Bottle.model, NULL };

SUITES(batches, cellar)

/* Ten racks, and bottles on them by turns. */
static void fill(void)
{
	struct rack racks[10];
	struct bottle *bottles = arena_alloc(&arena, MANY * sizeof *bottles);
	for (int n = 0; n < 10; n++)
		racks[n] = (struct rack){ .id = n + 1, .name = arena_printf(&arena, "rack %d", n) };
	for (int n = 0; n < MANY; n++)
		bottles[n] =
		    (struct bottle){ .id = n + 1, .rack_id = n % 10 + 1, .label = "unlabelled" };
	MUST(orm_session_insert_all(s, &Rack.model, racks, 10));
	MUST(orm_session_insert_all(s, &Bottle.model, bottles, MANY));
	MUST(orm_session_commit(s));
}

static int64_t sum(struct orm_objects *some)
{
	int64_t keys = 0;
	EACH(Bottle, b, some)
	keys += b->id;
	return keys;
}

EVERYWHERE(batches, y13_c13_all_objects_come_a_batch_at_a_time)
{
	int64_t keys = 0, count = 0;
	struct orm_objects some;
	fill();
	MUST(BATCHES(s, SIZE, Bottle, .order_by = LIST(Bottle.id), .joined = ALSO(Bottle.rack)));
	while ((some = orm_session_next(s)).len) {
		cr_expect_eq(some.len, count == MANY / SIZE ? MANY % SIZE : SIZE);
		EACH(Bottle, b, &some)
		cr_assert_eq(b->rack->id, b->rack_id);
		keys += sum(&some);
		count++;
		cr_expect_eq(orm_session_state(s, some.items[0]), ORM_PERSISTENT);
	}
	MUST(orm_session_error(s)->code == ERR_NONE);
	cr_expect_eq(count, MANY / SIZE + 1);
	cr_expect_eq(keys, (int64_t)MANY * (MANY + 1) / 2);
	/* As many as there are, and none at all. */
	MUST(BATCHES(s, MANY, Bottle));
	cr_expect_eq(orm_session_next(s).len, MANY);
	cr_expect_eq(orm_session_next(s).len, 0);
	MUST(BATCHES(s, 1, Bottle, .where = EQ(Bottle.label, "another")));
	cr_expect_eq(orm_session_next(s).len, 0);
	MUST(orm_session_error(s)->code == ERR_NONE);
}

EVERYWHERE(batches, y13_other_statements_run_between_them)
{
	struct orm_objects some;
	int64_t keys = 0, racks = 0;
	fill();
	MUST(BATCHES(s, SIZE, Bottle, .where = GT(Bottle.id, 0), .order_by = LIST(Bottle.id)));
	while ((some = orm_session_next(s)).len) {
		keys += sum(&some);
		struct bottle *first = some.items[0];
		MUST(LOAD(s, first, Bottle.rack));
		first->label = "a first one";
		first->rack->name = "a rack";
		MUST(HOW_MANY(s, Bottle, .where = GT(Bottle.id, 0)) == MANY);
		/* The same statement as is being read. */
		MUST(
		    SELECT(s, Bottle, .where = GT(Bottle.id, MANY - 2), .order_by = LIST(Bottle.id))
			.len == 2);
		/* More of them than stay prepared. */
		for (int n = 0; n < 40; n++)
			cr_assert(orm_exec_params(
				      orm_session_conn(s), arena_printf(&arena, "SELECT ? + %d", n),
				      (const struct orm_value[]){ orm_int(1) }, 1, &err),
			          "%s", err.message);
	}
	MUST(orm_session_error(s)->code == ERR_NONE);
	cr_expect_eq(keys, (int64_t)MANY * (MANY + 1) / 2);
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM bottles WHERE label = 'a first one'"),
	             MANY / SIZE + 1);
	orm_session_clear(s);
	MUST(BATCHES(s, 4, Rack, .order_by = LIST(Rack.id), .load = ALSO(Rack.bottles)));
	while ((some = orm_session_next(s)).len)
		EACH(Rack, x, &some)
		{
			cr_assert_eq(x->bottles.len, MANY / 10);
			racks++;
		}
	cr_expect_eq(racks, 10);
}

static void ended(void)
{
	cr_expect_eq(orm_session_next(s).len, 0);
	cr_expect_eq(orm_session_error(s)->code, ERR_USAGE);
	cr_expect_str_eq(orm_session_error(s)->message, "no query is being read in batches");
	orm_session_clear(s);
	MUST(BATCHES(s, SIZE, Bottle, .order_by = LIST(Bottle.id)));
	cr_expect_eq(orm_session_next(s).len, SIZE);
}

EVERYWHERE(batches, y13_they_end_with_their_transaction)
{
	fill();
	MUST(BATCHES(s, SIZE, Bottle));
	cr_expect_eq(orm_session_next(s).len, SIZE);
	MUST(orm_session_commit(s));
	ended();
	orm_session_rollback(s);
	ended();
	orm_session_clear(s);
	ended();
	orm_session_batches_end(s);
	ended();
	MUST(orm_session_begin_nested(s));
	orm_session_rollback_nested(s);
	ended();
	/* A statement that the database refuses. */
	ADD(s, Bottle, .id = 1, .rack_id = 1, .label = "twice");
	cr_expect_eq(orm_session_next(s).len, 0);
	cr_expect_eq(orm_session_error(s)->code, ERR_INTEGRITY);
	orm_session_rollback(s);
	ended();
	/* The session is closed while one is read. */
}

EVERYWHERE(batches, y13_wrong_use_of_them_is_an_error)
{
	fill();
	cr_expect_not(BATCHES(s, 0, Bottle));
	cr_expect_not(BATCHES(s, SIZE, Rack, .joined = ALSO(Rack.bottles)));
	cr_expect_str_eq(orm_session_error(s)->message,
	                 "the list \"bottles\" can't be joined in batches");
	MUST(FIRST(s, Bottle));
	cr_expect_not(BATCHES(s, SIZE, Bottle));
	cr_expect_str_eq(orm_session_error(s)->message,
	                 "the session has objects, which reading in batches would free");
	orm_session_clear(s);
	MUST(BATCHES(s, SIZE, Bottle));
	cr_expect_not(BATCHES(s, SIZE, Rack));
	cr_expect_eq(orm_session_error(s)->code, ERR_USAGE);
	cr_expect_eq(orm_session_next(s).len, SIZE);
}

Test(batches_sqlite, y13_memory_is_that_of_a_batch)
{
	struct orm_objects some;
	const void *first = NULL;
	size_t again = 0;
	fill();
	MUST(BATCHES(s, SIZE, Bottle, .order_by = LIST(Bottle.id)));
	while ((some = orm_session_next(s)).len) {
		again += some.items[0] == first;
		first = some.items[0];
	}
	cr_expect_eq(again, MANY / SIZE, "objects take the place of those before them");
}
