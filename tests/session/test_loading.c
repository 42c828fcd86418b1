/* tests/session/test_loading.c - what comes along with a query, and what doesn't, on every database
 */
#include "orm/driver.h"
#include "tests/session/everywhere.h"

struct writer {
	int64_t id;
	const char *name;
	const char *biography;       /* deferred */
	struct orm_bytes manuscript; /* read by queries that name it alone */
	struct orm_many books, letters;
};

struct novel {
	int64_t id, writer_id;
	const char *title;
	struct writer *writer;
	struct orm_many pages, subjects;
};

struct page {
	int64_t id, book_id;
	int32_t number;
	struct novel *book;
};

struct subject {
	int64_t id;
	const char *word;
};

struct novel_subject {
	int64_t book_id, subject_id;
};

struct letter {
	int64_t id, writer_id;
	const char *words;
	struct writer *writer; /* joined always */
};

extern const struct writer_schema {
	ORM_SCHEMA(struct writer);
	ORM_COLUMNS(id, name, biography, manuscript);
	ORM_RELATIONS(books, letters);
} Writer;
extern const struct novel_schema {
	ORM_SCHEMA(struct novel);
	ORM_COLUMNS(id, writer_id, title);
	ORM_RELATIONS(writer, pages, subjects);
} Novel;
extern const struct page_schema {
	ORM_SCHEMA(struct page);
	ORM_COLUMNS(id, book_id, number);
	ORM_RELATIONS(book);
} Page;
extern const struct subject_schema {
	ORM_SCHEMA(struct subject);
	ORM_COLUMNS(id, word);
} Subject;
extern const struct novel_subject_schema {
	ORM_SCHEMA(struct novel_subject);
	ORM_COLUMNS(book_id, subject_id);
} NovelSubject;
extern const struct letter_schema {
	ORM_SCHEMA(struct letter);
	ORM_COLUMNS(id, writer_id, words);
	ORM_RELATIONS(writer);
} Letter;

const struct writer_schema Writer = {
	.model = ORM_MODEL(Writer, "writers"),
	.id = { COLUMN(Writer, id), .primary_key = true },
	.name = { COLUMN(Writer, name), .type = "String(50)" },
	.biography = { COLUMN(Writer, biography), .nullable = true, .deferred = ORM_DEFERRED },
	.manuscript = { COLUMN(Writer, manuscript), .nullable = true, .deferred = ORM_DEFER_RAISE },
	.books = { HAS_MANY(Writer, books, Novel.writer_id), .back = &Novel.writer },
	.letters = { HAS_MANY(Writer, letters, Letter.writer_id), .loading = ORM_LOAD_RAISE },
};
const struct novel_schema Novel = {
	.model = ORM_MODEL(Novel, "books"),
	.id = { COLUMN(Novel, id), .primary_key = true },
	.writer_id = { COLUMN(Novel, writer_id), .references = &Writer.id },
	.title = { COLUMN(Novel, title), .type = "String(50)" },
	.writer = { BELONGS_TO(Novel, writer, Writer, Novel.writer_id), .back = &Writer.books,
	            .always = true },
	.pages = { HAS_MANY(Novel, pages, Page.book_id), .back = &Page.book,
	           .order_by = ORDERED_BY(DOWN(Page, number), UP(Page, id)) },
	.subjects = { MANY_TO_MANY(Novel, subjects, NovelSubject.book_id,
	                           NovelSubject.subject_id) },
};
const struct page_schema Page = {
	.model = ORM_MODEL(Page, "pages"),
	.id = { COLUMN(Page, id), .primary_key = true },
	.book_id = { COLUMN(Page, book_id), .references = &Novel.id },
	.number = { COLUMN(Page, number) },
	.book = { BELONGS_TO(Page, book, Novel, Page.book_id), .back = &Novel.pages },
};
const struct subject_schema Subject = {
	.model = ORM_MODEL(Subject, "subjects"),
	.id = { COLUMN(Subject, id), .primary_key = true },
	.word = { COLUMN(Subject, word), .type = "String(50)" },
};
const struct novel_subject_schema NovelSubject = {
	.model = ORM_MODEL(NovelSubject, "book_subjects"),
	.book_id = { COLUMN(NovelSubject, book_id), .primary_key = true, .references = &Novel.id },
	.subject_id = { COLUMN(NovelSubject, subject_id), .primary_key = true,
	                .references = &Subject.id },
};
const struct letter_schema Letter = {
	.model = ORM_MODEL(Letter, "letters"),
	.id = { COLUMN(Letter, id), .primary_key = true },
	.writer_id = { COLUMN(Letter, writer_id), .references = &Writer.id },
	.words = { COLUMN(Letter, words), .type = "String(50)" },
	.writer = { BELONGS_TO(Letter, writer, Writer, Letter.writer_id),
	            .loading = ORM_LOAD_JOINED },
};

static const struct orm_model *const models[] = { &Writer.model, &Novel.model,
	                                          &Page.model,   &Subject.model,
	                                          &Letter.model, &NovelSubject.model,
	                                          NULL };

/* How many statements the session has sent, of those that read. */
static int64_t selects;

static void count_selects(void *data, const char *sql)
{
	(void)data;
	selects += strncmp(sql, "SELECT", 6) == 0;
}

/*
 * Writers a, b, c; a has two books, b one, c none; each book has as many pages, 1
 * first, as its title says, and the subjects x and y.
 */
static void fill(void)
{
	static const struct {
		int writer;
		const char *title;
		int pages;
	} books[] = { { 0, "2 pages", 2 }, { 0, "3 pages", 3 }, { 1, "no page", 0 } };
	struct writer *w[3];
	for (int i = 0; i < 3; i++)
		w[i] = ADD(s, Writer, .name = (const char *const[]){ "a", "b", "c" }[i],
		           .biography = "born", .manuscript = { "m", 1 });
	struct subject *x = ADD(s, Subject, .word = "x"), *y = ADD(s, Subject, .word = "y");
	for (size_t i = 0; i < COUNT(books); i++) {
		struct novel *b = ADD(s, Novel, .title = books[i].title);
		APPEND(s, w[books[i].writer], Writer.books, b);
		for (int p = 0; p < books[i].pages; p++)
			ADD(s, Page, .number = p + 1, .book = b);
		APPEND(s, b, Novel.subjects, y);
		APPEND(s, b, Novel.subjects, x);
	}
	MUST(orm_session_flush(s));
	ADD(s, Letter, .writer_id = w[0]->id, .words = "dear b");
	MUST(orm_session_commit(s));
	orm_session_clear(s);
	c->options.echo = count_selects;
	selects = 0;
}

SUITES(loading, models)

EVERYWHERE(loading, m16_r11_lists_come_joined_and_each_object_once)
{
	fill();
	struct orm_objects all = SELECT(s, Writer, .order_by = LIST(DESC(Writer.name)),
	                                .joined = ALSO(Writer.books, Novel.pages, Novel.subjects));
	MUST(all.len == 3);
	cr_expect_eq(selects, 1);
	struct writer *b = all.items[1], *a = all.items[2];
	cr_expect_str_eq(a->name, "a");
	cr_assert_eq(a->books.len, 2);
	cr_assert_eq(b->books.len, 1);
	cr_expect_eq(((struct writer *)all.items[0])->books.len, 0);
	cr_expect(((struct writer *)all.items[0])->books.loaded);
	struct novel *two = a->books.items[0], *three = a->books.items[1];
	cr_expect_str_eq(two->title, "2 pages");
	cr_expect_eq(two->writer, a);
	cr_assert_eq(three->pages.len, 3);
	cr_expect_eq(((struct page *)three->pages.items[0])->number, 3);
	cr_expect_eq(((struct page *)three->pages.items[0])->book, three);
	cr_expect_eq(three->subjects.len, 2);
	cr_expect_eq(((struct novel *)b->books.items[0])->pages.len, 0);
	/* Nothing is left to load, and nothing has changed. */
	MUST(LOAD(s, a, Writer.books));
	MUST(LOAD(s, two, Novel.writer));
	MUST(LOAD(s, two, Novel.pages));
	cr_expect_eq(selects, 1);
	cr_expect_eq(orm_session_changed(s).len, 0);
}

EVERYWHERE(loading, m16_a_limit_counts_objects)
{
	fill();
	struct orm_objects some = SELECT(s, Writer, .order_by = LIST(Writer.name),
	                                 .joined = ALSO(Writer.books), .limit = 2, .offset = 0);
	MUST(some.len == 2);
	cr_expect_eq(selects, 1);
	cr_expect_eq(((struct writer *)some.items[0])->books.len, 2);
	cr_expect_str_eq(((struct writer *)some.items[1])->name, "b");
	orm_session_clear(s);
	struct writer *a = FIRST(s, Writer, .order_by = LIST(Writer.name),
	                         .joined = ALSO(Writer.books, Novel.pages));
	MUST(a);
	cr_expect_eq(a->books.len, 2);
	cr_expect_eq(((struct novel *)a->books.items[1])->pages.len, 3);
	cr_expect_eq(ONE(s, Writer, .where = EQ(Writer.id, a->id), .joined = ALSO(Writer.books)),
	             a);
	some = SELECT(s, Writer, .joins = JOINS(JOIN(&Novel.model.source)), .distinct = true,
	              .order_by = LIST(DESC(Writer.name)), .joined = ALSO(Writer.books));
	MUST(some.len == 2);
	cr_expect_eq(some.items[1], a);
}

EVERYWHERE(loading, m16_pointers_come_joined)
{
	fill();
	struct orm_objects books = SELECT(
	    s, Novel, .where = EQ(Writer.name, "a"), .joins = JOINS(JOIN(&Writer.model.source)),
	    .order_by = LIST(Novel.id), .joined = ALSO(Novel.writer), .limit = 5);
	MUST(books.len == 2);
	EACH(Novel, b, &books)
	{
		cr_assert_not_null(b->writer);
		cr_expect_str_eq(b->writer->name, "a");
	}
	cr_expect_eq(selects, 1);
	/* What its model wants joined is so by itself. */
	orm_session_clear(s);
	struct letter *l = FIRST(s, Letter);
	MUST(l && l->writer);
	cr_expect_str_eq(l->writer->name, "a");
	cr_expect_eq(selects, 2);
	int64_t id = l->id;
	orm_session_clear(s);
	l = FIRST(s, Letter, .leave = ALSO(Letter.writer));
	MUST(l);
	cr_expect_null(l->writer);
	orm_session_clear(s);
	l = GET(s, Letter, id);
	MUST(l && l->writer);
}

EVERYWHERE(loading, m16_rows_that_are_locked_load_by_themselves)
{
	fill();
	struct orm_objects all = SELECT(s, Writer, .joined = ALSO(Writer.books, Novel.pages),
	                                .lock = { .kind = ORM_FOR_UPDATE });
	MUST(all.len == 3);
	struct writer *a = all.items[0];
	cr_expect_eq(a->books.len, 2);
	cr_expect(((struct novel *)a->books.items[0])->pages.loaded);
	cr_expect_eq(selects, 3);
}

EVERYWHERE(loading, y12_contained_lists_are_what_the_rows_have)
{
	fill();
	struct orm_objects some =
	    SELECT(s, Writer, .joins = JOINS(JOIN(&Novel.model.source)),
	           .where = EQ(Novel.title, "3 pages"), .contained = ALSO(Writer.books),
	           .load = ALSO(Novel.pages));
	MUST(some.len == 1);
	struct writer *a = some.items[0];
	cr_assert_eq(a->books.len, 1);
	cr_expect_eq(((struct novel *)a->books.items[0])->pages.len, 3);
	cr_expect_eq(selects, 2);
	cr_expect_eq(SELECT(s, Writer, .contained = ALSO(Writer.books)).len, 0);
	cr_expect_eq(orm_session_error(s)->code, ERR_USAGE);
	cr_expect_eq(SELECT(s, Writer, .joined = ALSO(Page.book)).len, 0);
	cr_expect_eq(orm_session_error(s)->code, ERR_USAGE);
}

EVERYWHERE(loading, m18_relations_are_raised)
{
	fill();
	struct orm_objects all = SELECT(s, Writer, .order_by = LIST(Writer.name),
	                                .load = ALSO(Writer.books), .raise = ALSO(Novel.pages));
	MUST(all.len == 3);
	struct writer *a = all.items[0];
	struct novel *b = a->books.items[0];
	cr_expect_not(LOAD(s, b, Novel.pages));
	cr_expect_eq(orm_session_error(s)->code, ERR_USAGE);
	cr_expect_not(LOAD(s, a, Writer.letters));
	cr_expect_eq(orm_session_error(s)->code, ERR_USAGE);
	MUST(SELECT(s, Writer, .order_by = LIST(Writer.name), .joined = ALSO(Writer.letters)).len);
	cr_expect_eq(a->letters.len, 1);
	MUST(LOAD(s, a, Writer.letters));
}

EVERYWHERE(loading, m20_columns_are_deferred)
{
	fill();
	struct writer *a = FIRST(s, Writer, .order_by = LIST(Writer.name));
	MUST(a);
	cr_expect_null(a->biography);
	cr_expect_null(a->manuscript.data);
	/* What was not read isn't written. */
	a->name = "A";
	MUST(orm_session_flush(s));
	cr_expect_eq(number("SELECT count(*) FROM writers WHERE biography = 'born'"), 3);
	selects = 0;
	MUST(FETCH(s, a, Writer.biography));
	MUST(FETCH(s, a, Writer.biography));
	cr_expect_eq(selects, 1);
	cr_expect_str_eq(a->biography, "born");
	cr_expect_not(orm_session_is_changed(s, a));
	cr_expect_not(FETCH(s, a, Writer.manuscript));
	cr_expect_eq(orm_session_error(s)->code, ERR_USAGE);
	MUST(SELECT(s, Writer, .undefer = MEMBERS(Writer.manuscript)).len == 3);
	cr_assert_not_null(a->manuscript.data);
	cr_expect_eq(memcmp(a->manuscript.data, "m", 1), 0);
	/* After a commit they are to be asked for again. */
	MUST(orm_session_commit(s));
	MUST(orm_session_fresh(s, a));
	cr_expect_null(a->biography);
	a->biography = "died";
	MUST(FETCH(s, a, Writer.biography));
	cr_expect_str_eq(a->biography, "died");
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM writers WHERE biography = 'died'"), 1);
}

EVERYWHERE(loading, y12_columns_are_left_out_and_named)
{
	fill();
	struct novel *b = FIRST(s, Novel, .order_by = LIST(Novel.id), .only = MEMBERS(Novel.id),
	                        .joined = ALSO(Novel.writer), .defer = MEMBERS(Writer.name));
	MUST(b && b->writer);
	cr_expect_null(b->title);
	cr_expect_null(b->writer->name);
	cr_expect_neq(b->writer_id, 0);
	MUST(FETCH(s, b, Novel.title));
	cr_expect_str_eq(b->title, "2 pages");
	/* A query that reads it fills what was left out. */
	MUST(SELECT(s, Writer).len == 3);
	cr_expect_str_eq(b->writer->name, "a");
	cr_expect_not(FETCH(s, b, Writer.name));
	cr_expect_eq(orm_session_error(s)->code, ERR_USAGE);
}
