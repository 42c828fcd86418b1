/* tests/session/test_work.c - sessions at work, one expectation after the other, on every database
 */
#include "base/buf.h"
#include "orm/session/listen.h"
#include "tests/session/everywhere.h"
#include "tests/session/models.h"

/* A group of columns that two structs share, and what the program gives by itself. */
struct stamps {
	int64_t made, changed;
};
#define STAMPS made, changed
#define STAMPS_OF(S)                                                           \
	.made = { COLUMN(S, stamps.made), .column = "made_at", .fill = tick }, \
	.changed = { COLUMN(S, stamps.changed), .fill = tick, .refill = tick }

struct note {
	int64_t id;
	const char *text;
	struct stamps stamps;
};

struct memo {
	int64_t id;
	const char *about;
	struct stamps stamps;
};

/* Lent to a reader: an association that says more than that there is one. */
struct shelf {
	int32_t room;
	const char *letter;
	struct orm_many volumes;
};

struct volume {
	int64_t id;
	int32_t room;
	const char *letter;
	int32_t thickness;
	struct shelf *shelf;
	struct orm_many loans;
};

struct reader {
	int64_t id;
	const char *name;
	struct orm_many loans;
};

struct loan {
	int64_t volume_id, reader_id;
	int32_t days;
	struct volume *volume;
	struct reader *reader;
};

extern const struct note_schema {
	ORM_SCHEMA(struct note);
	ORM_COLUMNS(id, text, STAMPS);
} Note;
extern const struct memo_schema {
	ORM_SCHEMA(struct memo);
	ORM_COLUMNS(id, about, STAMPS);
} Memo;
extern const struct shelf_schema {
	ORM_SCHEMA(struct shelf);
	ORM_COLUMNS(room, letter);
	ORM_RELATIONS(volumes);
} Shelf;
extern const struct volume_schema {
	ORM_SCHEMA(struct volume);
	ORM_COLUMNS(id, room, letter, thickness);
	ORM_RELATIONS(shelf, loans);
} Volume;
extern const struct reader_schema {
	ORM_SCHEMA(struct reader);
	ORM_COLUMNS(id, name);
	ORM_RELATIONS(loans);
} Reader;
extern const struct loan_schema {
	ORM_SCHEMA(struct loan);
	ORM_COLUMNS(volume_id, reader_id, days);
	ORM_RELATIONS(volume, reader);
} Loan;

static int64_t ticks;

static struct orm_value tick(void)
{
	return orm_int(++ticks);
}

static bool is_thick(const void *object, struct error *e)
{
	const struct volume *v = object;
	return v->thickness > 0 || fail(e, ERR_INPUT, "a volume has a thickness");
}

const struct note_schema Note = {
	.model = ORM_MODEL(Note, "notes"),
	.id = { COLUMN(Note, id), .primary_key = true },
	.text = { COLUMN(Note, text), .type = "String(50)" },
	STAMPS_OF(Note),
};
const struct memo_schema Memo = {
	.model = ORM_MODEL(Memo, "memos"),
	.id = { COLUMN(Memo, id), .primary_key = true },
	.about = { COLUMN(Memo, about), .type = "String(50)" },
	STAMPS_OF(Memo),
};
const struct shelf_schema Shelf = {
	.model = ORM_MODEL(Shelf, "shelves"),
	.room = { COLUMN(Shelf, room), .primary_key = true },
	.letter = { COLUMN(Shelf, letter), .primary_key = true, .type = "String(5)" },
	.volumes = { HAS_MANY_BY(Shelf, volumes, &Volume.room, &Volume.letter),
	             .back = &Volume.shelf },
};
static const struct orm_model_key volume_keys[] = {
	{ ORM_FOREIGN_KEY, .fields = { &Volume.room, &Volume.letter },
	  .references = { &Shelf.room, &Shelf.letter } },
	{ ORM_CHECK, "ck_volumes_thin", .check = "thickness < 100" },
	{ ORM_INDEX, "ix_volumes_place", .fields = { &Volume.letter, &Volume.room } },
	{ 0 },
};
const struct volume_schema Volume = {
	.model = ORM_MODEL(Volume, "volumes", .keys = volume_keys, .validate = is_thick),
	.id = { COLUMN(Volume, id), .primary_key = true },
	.room = { COLUMN(Volume, room) },
	.letter = { COLUMN(Volume, letter), .type = "String(5)" },
	.thickness = { COLUMN(Volume, thickness) },
	.shelf = { BELONGS_TO_BY(Volume, shelf, Shelf, &Volume.room, &Volume.letter),
	           .back = &Shelf.volumes },
	.loans = { HAS_MANY(Volume, loans, Loan.volume_id), .back = &Loan.volume,
	           .cascade = ORM_CASCADE_DELETE },
};
const struct reader_schema Reader = {
	.model = ORM_MODEL(Reader, "readers"),
	.id = { COLUMN(Reader, id), .primary_key = true },
	.name = { COLUMN(Reader, name), .type = "String(50)" },
	.loans = { HAS_MANY(Reader, loans, Loan.reader_id), .back = &Loan.reader },
};
const struct loan_schema Loan = {
	.model = ORM_MODEL(Loan, "loans"),
	.volume_id = { COLUMN(Loan, volume_id), .primary_key = true, .references = &Volume.id },
	.reader_id = { COLUMN(Loan, reader_id), .primary_key = true, .references = &Reader.id },
	.days = { COLUMN(Loan, days) },
	.volume = { BELONGS_TO(Loan, volume, Volume, Loan.volume_id), .back = &Volume.loans },
	.reader = { BELONGS_TO(Loan, reader, Reader, Loan.reader_id), .back = &Reader.loans },
};

static const struct orm_model *const models[] = { &User.model,   &Address.model, &Note.model,
	                                          &Memo.model,   &Shelf.model,   &Volume.model,
	                                          &Reader.model, &Loan.model,    NULL };

SUITES(work, models)

static struct user *add_user(const char *name)
{
	return ADD(s, User, .name = name);
}

EVERYWHERE(work, s2_s5_s6_s17_what_is_new_changed_and_doomed)
{
	struct user *ed = add_user("Ed"), *al = add_user("Al");
	cr_expect_eq(orm_session_pending(s).len, 2);
	cr_expect_eq(number("SELECT count(*) FROM users"), 0);
	/* A query flushes first, and keys are there then; nothing is committed. */
	cr_expect_eq(HOW_MANY(s, User), 2);
	cr_expect_neq(ed->id, 0);
	cr_expect_eq(orm_session_pending(s).len, 0);
	ed->score = 2;
	cr_expect_eq(orm_session_changed(s).len, 1);
	ed->score = 0;
	cr_expect_eq(orm_session_changed(s).len, 0);
	MUST(orm_session_delete(s, al));
	cr_expect_eq(orm_session_doomed(s).len, 1);
	cr_expect_eq(number("SELECT count(*) FROM users"), 2);
	MUST(orm_session_flush(s));
	cr_expect_eq(number("SELECT count(*) FROM users"), 1);
	cr_expect_eq(orm_session_doomed(s).len, 0);
	orm_session_rollback(s);
	cr_expect_eq(number("SELECT count(*) FROM users"), 0);
	struct orm_session *lazy =
	    orm_session_new(c, registry, &(struct orm_session_options){ .no_autoflush = true });
	cr_assert_not_null(ADD(lazy, User, .name = "X"));
	cr_expect_eq(HOW_MANY(lazy, User), 0);
	orm_session_close(lazy);
}

/* What is written, in its order: the names of users. */
static struct buf order;

static void note_update(void *data, struct orm_session *of, const struct orm_model *m, void *object)
{
	(void)data;
	(void)of;
	(void)m;
	buf_adds(&order, ((struct user *)object)->name);
}

EVERYWHERE(work, s8_r15_q54_many_are_inserted_in_order_and_updated_by_key)
{
	enum { MANY = 25 };
	struct user *all[MANY];
	orm_session_listen(s, &(struct orm_session_listener){ .after_update = note_update });
	for (int i = 0; i < MANY; i++)
		all[i] = add_user(arena_printf(&arena, "%c", 'a' + i));
	MUST(orm_session_flush(s));
	for (int i = 0; i < MANY; i++) {
		struct orm_value name;
		struct orm_value id = orm_int(all[i]->id);
		cr_expect(i == 0 || all[i]->id > all[i - 1]->id);
		cr_assert(orm_query_value(&arena, c, "SELECT name FROM users WHERE id = ?", &id, 1,
		                          &name, &err));
		cr_expect_str_eq(name.data, all[i]->name);
	}
	MUST(orm_session_commit(s));
	orm_session_clear(s);
	struct orm_objects back = SELECT(s, User, .order_by = LIST(DESC(User.id)), .limit = 5);
	EACH(User, u, &back)
	u->score++;
	MUST(orm_session_flush(s));
	cr_expect_str_eq(buf_str(&order), "uvwxy");
	buf_release(&order);
}

EVERYWHERE(work, s9_a_key_is_free_after_the_flush_of_its_delete)
{
	struct user *ed = ADD(s, User, .name = "Ed", .email = "e");
	MUST(orm_session_commit(s));
	MUST(orm_session_delete(s, ed));
	ADD(s, User, .name = "Al", .email = "e");
	cr_expect_not(orm_session_flush(s));
	cr_expect_eq(orm_session_error(s)->code, ERR_INTEGRITY);
	cr_expect(orm_session_error(s)->object[0] && orm_session_error(s)->statement[0]);
	orm_session_rollback(s);
	MUST(orm_session_delete(s, ed));
	MUST(orm_session_flush(s));
	ADD(s, User, .name = "Al", .email = "e");
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM users WHERE name = 'Al'"), 1);
}

EVERYWHERE(work, s4_s10_s13_y3_y13_objects_expire_and_are_read_again)
{
	struct user *ed = add_user("Ed");
	MUST(orm_session_commit(s));
	cr_assert(orm_exec(c, "UPDATE users SET name = 'Out'", &err));
	cr_expect_str_eq(ed->name, "Ed");
	cr_expect_eq(GET(s, User, ed->id), ed);
	cr_expect_str_eq(ed->name, "Out");
	/* Within the transaction it isn't read again, unless it is asked for. */
	cr_assert(orm_exec(c, "UPDATE users SET name = 'Again'", &err));
	cr_expect_eq(GET(s, User, ed->id), ed);
	cr_expect_str_eq(ed->name, "Out");
	MUST(SELECT(s, User).len == 1);
	cr_expect_str_eq(ed->name, "Out");
	MUST(SELECT(s, User, .fresh = true, .lock = { .kind = ORM_FOR_UPDATE }).len == 1);
	cr_expect_str_eq(ed->name, "Again");
	cr_assert(orm_exec(c, "UPDATE users SET name = 'Third'", &err));
	MUST(orm_session_expire(s, ed));
	MUST(orm_session_fresh(s, ed));
	cr_expect_str_eq(ed->name, "Third");
	ed->name = "lost";
	MUST(orm_session_refresh(s, ed));
	cr_expect_str_eq(ed->name, "Third");
	cr_assert(orm_exec(c, "DELETE FROM users", &err));
	cr_expect_not(orm_session_refresh(s, ed));
	cr_expect_eq(orm_session_error(s)->code, ERR_STATE);
	cr_expect_null(GET(s, User, 12345));
	cr_expect_eq(orm_session_error(s)->code, ERR_NONE);
}

EVERYWHERE(work, s14_s15_who_is_let_go_loads_nothing)
{
	struct reader *r = ADD(s, Reader, .name = "R");
	MUST(orm_session_commit(s));
	MUST(orm_session_expunge(s, r));
	cr_expect_eq(orm_session_state(s, r), ORM_DETACHED);
	cr_expect_str_eq(r->name, "R");
	cr_expect_not(LOAD(s, r, Reader.loans));
	cr_expect_eq(orm_session_error(s)->code, ERR_USAGE);
	cr_expect_neq(GET(s, Reader, r->id), r);
	orm_session_clear(s);
	cr_expect_eq(HOW_MANY(s, Reader), 1);
}

EVERYWHERE(work, s19_a_session_is_a_guest_in_the_programs_transaction)
{
	cr_assert(orm_begin(c, &err));
	add_user("kept");
	MUST(orm_session_commit(s));
	add_user("lost");
	MUST(orm_session_flush(s));
	orm_session_rollback(s);
	cr_expect(orm_in_transaction(c));
	cr_expect_eq(number("SELECT count(*) FROM users"), 1);
	orm_rollback(c);
	cr_expect_eq(number("SELECT count(*) FROM users"), 0);
}

EVERYWHERE(work, s20_bulk_inserts_and_updates)
{
	struct note notes[] = { { .text = "a" }, { .text = "b" }, { .text = "c" } };
	MUST(orm_session_insert_all(s, &Note.model, notes, COUNT(notes)));
	struct orm_objects all = SELECT(s, Note, .order_by = LIST(Note.id));
	MUST(all.len == 3);
	EACH(Note, n, &all)
	notes[n_at].id = n->id;
	notes[0].text = "A";
	notes[2].text = "C";
	MUST(orm_session_update_all(s, &Note.model, notes, COUNT(notes), MEMBERS(Note.text)));
	struct note *third = all.items[2];
	MUST(orm_session_fresh(s, third));
	cr_expect_str_eq(third->text, "C");
	cr_expect_neq(third->stamps.made, 0);
	cr_expect_not(orm_session_update_all(s, &Note.model, notes, 1, MEMBERS(Note.id)));
	cr_expect_eq(orm_session_error(s)->code, ERR_USAGE);
	notes[0].id = 99999;
	cr_expect_not(orm_session_update_all(s, &Note.model, notes, 1, MEMBERS(Note.text)));
	cr_expect_eq(orm_session_error(s)->code, ERR_STATE);
}

EVERYWHERE(work, s21_y9_statements_reach_the_objects)
{
	struct user *ed = ADD(s, User, .name = "Ed", .score = 1), *al = add_user("Al");
	struct orm_update u = { .table = &User.model.source,
		                .set = SET(TO(User.score, 7)),
		                .where = EQ(User.name, "Ed") };
	struct orm_delete d = { .table = &User.model.source, .where = EQ(User.name, "Al") };
	cr_expect_eq(orm_session_execute(s, QUERY(&u)), 1);
	MUST(orm_session_fresh(s, ed));
	cr_expect_float_eq(ed->score, 7, 0.001);
	cr_expect_eq(orm_session_execute(s, QUERY(&d)), 1);
	cr_expect_null(GET(s, User, al->id));
	cr_expect_not(orm_session_fresh(s, al));
	MUST(orm_session_commit(s));
}

EVERYWHERE(work, m3_q53_shared_columns_are_filled_and_refilled)
{
	ticks = 0;
	struct note *n = ADD(s, Note, .text = "n"),
		    *given = ADD(s, Note, .stamps = { 77, 0 }, .text = "g");
	struct memo *m = ADD(s, Memo, .about = "m");
	MUST(orm_session_flush(s));
	cr_expect_neq(n->stamps.made, 0);
	cr_expect_neq(n->stamps.made, n->stamps.changed);
	cr_expect_eq(given->stamps.made, 77);
	cr_expect_neq(m->stamps.made, 0);
	int64_t made = n->stamps.made, changed = n->stamps.changed;
	n->text = "N";
	MUST(orm_session_flush(s));
	cr_expect_eq(n->stamps.made, made);
	cr_expect_gt(n->stamps.changed, changed);
	/* Statements that don't say it get it as well, for each row. */
	struct orm_insert rows = { .into = &Memo.model.source,
		                   .columns = LIST(Memo.about),
		                   .rows = LIST(TUPLE("x"), TUPLE("y")) };
	struct orm_insert one = { .into = &Memo.model.source,
		                  .set = SET(TO(Memo.about, "z"), TO(Memo.made, 5)) };
	struct orm_update all = { .table = &Note.model.source, .set = SET(TO(Note.text, "t")) };
	cr_expect_eq(orm_session_execute(s, QUERY(&rows)), 2);
	cr_expect_eq(orm_session_execute(s, QUERY(&one)), 1);
	cr_expect_eq(number("SELECT count(DISTINCT made_at) FROM memos"), 4);
	cr_expect_eq(number("SELECT count(*) FROM memos WHERE made_at = 5 AND changed > 0"), 1);
	cr_expect_eq(orm_session_execute(s, QUERY(&all)), 2);
	cr_expect_eq(number("SELECT count(*) FROM notes WHERE changed = (SELECT max(changed) "
	                    "FROM notes)"),
	             2);
}

EVERYWHERE(work, m4_m22_what_models_demand)
{
	struct shelf *a = ADD(s, Shelf, .room = 1, .letter = "a");
	struct volume *v = ADD(s, Volume, .shelf = a);
	cr_expect_not(orm_session_flush(s));
	cr_expect_eq(orm_session_error(s)->code, ERR_INPUT);
	cr_expect_str_eq(orm_session_error(s)->object, "Volume");
	/* After a rollback it can be put right. */
	orm_session_rollback(s);
	MUST(orm_session_add_again(s, a) && orm_session_add_again(s, v));
	v->thickness = 3;
	MUST(orm_session_commit(s));
	v->thickness = 100;
	cr_expect_not(orm_session_flush(s));
	cr_expect_eq(orm_session_error(s)->code, ERR_INTEGRITY);
	orm_session_rollback(s);
	cr_expect_eq(v->thickness, 3);
}

EVERYWHERE(work, m11_m14_m15_an_association_with_a_life_of_its_own)
{
	struct shelf *a = ADD(s, Shelf, .room = 1, .letter = "a");
	struct shelf *b = ADD(s, Shelf, .room = 1, .letter = "b");
	struct volume *v = ADD(s, Volume, .thickness = 1, .shelf = a);
	struct reader *r = ADD(s, Reader, .name = "R"), *q = ADD(s, Reader, .name = "Q");
	struct loan *l = ADD(s, Loan, .days = 7, .reader = r);
	MUST(APPEND(s, v, Volume.loans, l));
	MUST(APPEND(s, v, Volume.loans, ADD(s, Loan, .days = 3, .reader = q)));
	MUST(orm_session_commit(s));
	cr_expect_eq(l->volume_id, v->id);
	cr_expect_eq(l->reader_id, r->id);
	cr_expect_str_eq(v->letter, "a");
	/* A key of two columns leads to the shelf, and back. */
	orm_session_clear(s);
	struct orm_objects shelves = SELECT(s, Shelf, .order_by = LIST(Shelf.letter),
	                                    .joined = ALSO(Shelf.volumes, Volume.loans));
	MUST(shelves.len == 2);
	a = shelves.items[0];
	b = shelves.items[1];
	cr_assert_eq(a->volumes.len, 1);
	cr_expect_eq(b->volumes.len, 0);
	v = a->volumes.items[0];
	cr_expect_eq(v->loans.len, 2);
	MUST(LOAD(s, v, Volume.shelf));
	cr_expect_eq(v->shelf, a);
	v->shelf = b;
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM volumes WHERE letter = 'b'"), 1);
	MUST(LOAD(s, b, Shelf.volumes));
	cr_expect_eq(b->volumes.len, 1);
	MUST(orm_session_delete(s, v));
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM loans"), 0);
	cr_expect_eq(number("SELECT count(*) FROM readers"), 2);
}

EVERYWHERE(work, y1_y4_y6_y7_y8_y11_queries)
{
	for (int i = 0; i < 6; i++) {
		struct user *u = ADD(s, User, .name = i % 2 ? "odd" : "even", .score = i);
		MUST(orm_session_flush(s));
		ADD(s, Address, .user_id = u->id, .street = "s");
		ADD(s, Address, .user_id = u->id, .street = "t");
	}
	struct orm_exprs by = LIST(User.score);
	struct user *first = FIRST(s, User, .order_by = by, .where = EQ(User.name, "odd"));
	MUST(first);
	cr_expect_float_eq(first->score, 1, 0.001);
	cr_expect_null(FIRST(s, User, .where = AND(EQ(User.name, "odd"), GT(User.score, 9))));
	/* Two rows for each, and each is one. */
	struct orm_objects all =
	    SELECT(s, User, .joins = JOINS(JOIN(&Address.model.source)), .order_by = by);
	MUST(all.len == 6);
	all = SELECT(s, User, .order_by = by, .offset = 2, .limit = 3);
	MUST(all.len == 3);
	cr_expect_float_eq(((struct user *)all.items[0])->score, 2, 0.001);
	cr_expect_eq(HOW_MANY(s, User, .limit = 4), 4);
	cr_expect_eq(HOW_MANY(s, User, .where = EQ(User.name, "odd")), 3);
	cr_expect(orm_session_exists(s, ORM_FIND(User, .where = GT(User.score, 4))));
	cr_expect_not(orm_session_exists(s, ORM_FIND(User, .where = GT(User.score, 5))));
	cr_expect_eq(HOW_MANY(s, User, .distinct = true), 6);
}
