/* tests/session/test_mapping.c - what structs become, on every database */
#include "tests/session/everywhere.h"

/* Columns that several structs share. */
struct stamps {
	const char *made_by;
	struct orm_opt_datetime made_at;
};
#define STAMP_COLUMNS made_by, made_at
#define STAMPS(S)                                                                      \
	.made_by = { COLUMN(S, stamps.made_by), .column = "made_by", .nullable = true, \
		     .type = "String(20)" },                                           \
	.made_at = { COLUMN(S, stamps.made_at), .column = "made_at", .nullable = true }

struct person {
	int64_t id;
	const char *name;
	struct stamps stamps;
	struct orm_many posts; /* of struct post: what the person is, and since when */
};

struct club {
	int64_t id;
	const char *name;
	struct stamps stamps;
	struct orm_many posts;
};

/* An association with something to say of its own. */
struct post {
	int64_t person_id, club_id;
	const char *title;
	struct person *person;
	struct club *club;
};

/* One member of each kind. */
struct all_kinds {
	int64_t id;
	bool yes;
	int16_t small;
	int32_t whole;
	uint32_t natural;
	float real;
	double wide;
	const char *text;
	struct orm_bytes bytes;
	struct orm_datetime time;
	struct orm_uuid uuid;
	struct orm_opt_bool maybe;
	struct orm_opt_int number;
	struct orm_opt_double fraction;
	struct orm_opt_uuid token;
};

extern const struct person_schema {
	ORM_SCHEMA(struct person);
	ORM_COLUMNS(id, name, STAMP_COLUMNS);
	ORM_RELATIONS(posts);
} Person;
extern const struct club_schema {
	ORM_SCHEMA(struct club);
	ORM_COLUMNS(id, name, STAMP_COLUMNS);
	ORM_RELATIONS(posts);
} Club;
extern const struct post_schema {
	ORM_SCHEMA(struct post);
	ORM_COLUMNS(person_id, club_id, title);
	ORM_RELATIONS(person, club);
} Post;
extern const struct all_kinds_schema {
	ORM_SCHEMA(struct all_kinds);
	ORM_COLUMNS(id, yes, small, whole, natural, real, wide, text, bytes, time, uuid, maybe,
	            number, fraction, token);
} AllKinds;

static bool has_a_name(const void *object, struct error *why)
{
	const struct person *p = object;
	return *p->name || fail(why, ERR_INPUT, "nobody is without a name");
}

const struct person_schema Person = {
	.model = ORM_MODEL(Person, "people", .validate = has_a_name, .comment = "who there is"),
	.id = { COLUMN(Person, id), .primary_key = true },
	.name = { COLUMN(Person, name), .type = "String(50)" },
	STAMPS(Person),
	.posts = { HAS_MANY(Person, posts, Post.person_id), .back = &Post.person },
};

static const struct orm_model_key club_keys[] = {
	{ .kind = ORM_UNIQUE, .name = "uq_club", .fields = { &Club.name, &Club.made_by } },
	{ .kind = ORM_CHECK, .name = "ck_club", .check = "name <> 'none'" },
	{ .kind = ORM_INDEX, .name = "ix_club", .fields = { &Club.made_at, &Club.name } },
	{ 0 },
};

const struct club_schema Club = {
	.model = ORM_MODEL(Club, "clubs", .keys = club_keys),
	.id = { COLUMN(Club, id), .primary_key = true },
	.name = { COLUMN(Club, name), .type = "String(50)" },
	STAMPS(Club),
	.posts = { HAS_MANY(Club, posts, Post.club_id), .back = &Post.club },
};
const struct post_schema Post = {
	.model = ORM_MODEL(Post, "posts"),
	.person_id = { COLUMN(Post, person_id), .primary_key = true, .references = &Person.id },
	.club_id = { COLUMN(Post, club_id), .primary_key = true, .references = &Club.id },
	.title = { COLUMN(Post, title), .type = "String(50)" },
	.person = { BELONGS_TO(Post, person, Person, Post.person_id), .back = &Person.posts },
	.club = { BELONGS_TO(Post, club, Club, Post.club_id), .back = &Club.posts },
};
const struct all_kinds_schema AllKinds = {
	.model = ORM_MODEL(AllKinds, "all_kinds"),
	.id = { COLUMN(AllKinds, id), .primary_key = true },
	.yes = { COLUMN(AllKinds, yes) },
	.small = { COLUMN(AllKinds, small) },
	.whole = { COLUMN(AllKinds, whole) },
	.natural = { COLUMN(AllKinds, natural) },
	.real = { COLUMN(AllKinds, real) },
	.wide = { COLUMN(AllKinds, wide) },
	.text = { COLUMN(AllKinds, text) },
	.bytes = { COLUMN(AllKinds, bytes) },
	.time = { COLUMN(AllKinds, time) },
	.uuid = { COLUMN(AllKinds, uuid) },
	.maybe = { COLUMN(AllKinds, maybe), .nullable = true },
	.number = { COLUMN(AllKinds, number), .nullable = true },
	.fraction = { COLUMN(AllKinds, fraction), .nullable = true },
	.token = { COLUMN(AllKinds, token), .nullable = true },
};

static const struct orm_model *const models[] = { &Person.model, &Club.model, &Post.model,
	                                          &AllKinds.model, NULL };

SUITES(mapping, models)

EVERYWHERE(mapping, m1_members_have_columns_that_hold_them)
{
	struct all_kinds *x = ADD(s, AllKinds, .yes = true, .small = INT16_MIN, .whole = INT32_MIN,
	                          .natural = UINT32_MAX, .real = 0.5f, .wide = 0.1, .text = "é",
	                          .bytes = { "\0\1", 2 },
	                          .time = { .year = 2026, .month = 11, .day = 21, .hour = 10 },
	                          .uuid = { { 1, 2, 3, 255 } }, .number = { true, INT64_MIN },
	                          .fraction = { true, -0.25 });
	MUST(orm_session_commit(s));
	MUST(orm_session_refresh(s, x));
	cr_expect(x->yes);
	cr_expect_eq(x->small, INT16_MIN);
	cr_expect_eq(x->whole, INT32_MIN);
	cr_expect_eq(x->natural, UINT32_MAX);
	cr_expect_float_eq(x->real, 0.5f, 0);
	cr_expect_float_eq(x->wide, 0.1, 0);
	cr_expect_str_eq(x->text, "é");
	cr_expect(x->bytes.len == 2 && !memcmp(x->bytes.data, "\0\1", 2));
	cr_expect(x->time.year == 2026 && x->time.hour == 10);
	cr_expect_eq(x->uuid.bytes[3], 255);
	cr_expect_not(x->maybe.has);
	cr_expect(x->number.has && x->number.value == INT64_MIN);
	cr_expect(x->fraction.has && x->fraction.value == -0.25);
	cr_expect_not(x->token.has);
}

Test(mapping_sqlite, m1_a_model_without_a_key_is_refused)
{
	struct orm_model m = { .source.name = "t", .name = "Thing", .field_count = 1 };
	struct orm_field name = { .source = &m.source, .member = "name", .kind = ORM_MEMBER_TEXT };
	const struct orm_model *const list[] = { &m, NULL };
	m.fields = &name;
	cr_expect_not(orm_registry_new(&arena, list, &registry, &err));
	cr_expect_eq(err.code, ERR_INPUT);
	cr_expect_str_eq(err.message, "Thing: no column is its primary key");
}

EVERYWHERE(mapping, m3_groups_of_columns_are_shared)
{
	struct person *p = ADD(s, Person, .name = "Ed", .stamps.made_by = "me");
	ADD(s, Club, .name = "Chess", .stamps.made_by = "me");
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM people WHERE made_by = 'me'"), 1);
	cr_expect_eq(number("SELECT count(*) FROM clubs WHERE made_by = 'me'"), 1);
	cr_expect_eq(ONE(s, Person, .where = EQ(Person.made_by, "me")), p);
}

EVERYWHERE(mapping, m4_a_table_has_keys_checks_and_indexes)
{
	const struct orm_table *t =
	    orm_metadata_table(orm_registry_metadata(registry), NULL, "clubs");
	cr_assert(t);
	cr_expect(orm_table_index(t, NULL, "ix_club"));
	cr_expect(orm_table_constraint(t, NULL, "ck_club"));
	ADD(s, Club, .name = "Chess", .stamps.made_by = "me");
	ADD(s, Club, .name = "Go", .stamps.made_by = "me");
	MUST(orm_session_commit(s));
	ADD(s, Club, .name = "Go", .stamps.made_by = "me");
	cr_expect_not(orm_session_commit(s));
	cr_expect_eq(orm_session_error(s)->code, ERR_INTEGRITY);
	orm_session_rollback(s);
	ADD(s, Club, .name = "none");
	cr_expect_not(orm_session_commit(s));
	cr_expect_eq(orm_session_error(s)->code, ERR_INTEGRITY);
	orm_session_rollback(s);
	cr_expect_eq(HOW_MANY(s, Club), 2);
}

EVERYWHERE(mapping, m11_an_association_is_an_object)
{
	struct person *ed = ADD(s, Person, .name = "Ed");
	struct club *chess = ADD(s, Club, .name = "Chess");
	struct post *p = ADD(s, Post, .title = "treasurer", .person = ed, .club = chess);
	MUST(orm_session_commit(s));
	cr_expect(p->person_id == ed->id && p->club_id == chess->id);
	orm_session_clear(s);
	chess = ONE(s, Club, .load = ALSO(Club.posts, Post.person));
	MUST(chess);
	cr_assert_eq(chess->posts.len, 1);
	p = chess->posts.items[0];
	cr_expect_str_eq(p->title, "treasurer");
	cr_expect_str_eq(p->person->name, "Ed");
}

EVERYWHERE(mapping, m14_what_is_put_into_a_list_is_written_with_it)
{
	struct person *ed = ADD(s, Person, .name = "Ed");
	struct post *p = ADD(s, Post, .title = "member");
	p->club = ADD(s, Club, .name = "Chess");
	MUST(APPEND(s, ed, Person.posts, p));
	cr_expect_eq(p->person, ed);
	cr_expect_eq(orm_session_state(s, p), ORM_PENDING);
	MUST(orm_session_commit(s));
	cr_expect_eq(orm_session_state(s, p), ORM_PERSISTENT);
	cr_expect_eq(p->person_id, ed->id);
}

EVERYWHERE(mapping, m15_s15_a_list_is_loaded_once_and_not_of_what_was_let_go)
{
	struct person *ed = ADD(s, Person, .name = "Ed");
	ADD(s, Post, .title = "member", .person = ed, .club = ADD(s, Club, .name = "Chess"));
	struct club *go = ADD(s, Club, .name = "Go");
	MUST(orm_session_commit(s));
	orm_session_clear(s);
	ed = ONE(s, Person);
	go = ONE(s, Club, .where = EQ(Club.name, "Go"));
	MUST(ed && go);
	cr_expect_not(ed->posts.loaded);
	MUST(LOAD(s, ed, Person.posts));
	cr_expect_eq(ed->posts.len, 1);
	const char *sql = arena_printf(&arena, "INSERT INTO posts VALUES (%d, %d, 'x')",
	                               (int)ed->id, (int)go->id);
	cr_assert(orm_exec(c, sql, &err), "%s", err.message);
	MUST(LOAD(s, ed, Person.posts));
	cr_expect_eq(ed->posts.len, 1);
	MUST(orm_session_expunge(s, go));
	cr_expect_not(LOAD(s, go, Club.posts));
	cr_expect_eq(orm_session_error(s)->code, ERR_USAGE);
}

EVERYWHERE(mapping, m22_an_object_may_be_refused)
{
	struct person *p = ADD(s, Person, .name = "");
	cr_expect_not(orm_session_flush(s));
	cr_expect_eq(orm_session_error(s)->code, ERR_INPUT);
	cr_expect(strstr(orm_session_error(s)->message, "nobody is without a name"));
	orm_session_rollback(s);
	p->name = "Ed";
	MUST(orm_session_add_again(s, p));
	MUST(orm_session_commit(s));
	p->name = "";
	cr_expect_not(orm_session_flush(s));
	orm_session_rollback(s);
	cr_expect_str_eq(p->name, "Ed");
	cr_expect_eq(number("SELECT count(*) FROM people WHERE name = 'Ed'"), 1);
}

EVERYWHERE(mapping, y14_conditions_are_about_what_belongs_to_an_object)
{
	struct person *ed = ADD(s, Person, .name = "Ed"), *al = ADD(s, Person, .name = "Al");
	struct club *chess = ADD(s, Club, .name = "Chess");
	ADD(s, Post, .title = "member", .person = ed, .club = chess);
	MUST(orm_session_flush(s));
	struct orm_select any = { .columns = LIST(1),
		                  .from = FROM(&Post.model.source),
		                  .where = EQ(Post.person_id, Person.id) };
	cr_expect_eq(ONE(s, Person, .where = EXISTS(&any)), ed);
	cr_expect_eq(ONE(s, Person, .where = NOT(EXISTS(&any))), al);
	cr_expect_eq(HOW_MANY(s, Post, .where = EQ(Post.club_id, chess->id)), 1);
}
