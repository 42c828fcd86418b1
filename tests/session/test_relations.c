/* tests/session/test_relations.c - relations between objects, on every database */
#include "tests/session/everywhere.h"

struct author {
	int64_t id;
	const char *name;
	struct orm_many books;
	struct orm_many drafts; /* deleted by the database */
};

struct book {
	int64_t id;
	struct orm_opt_int author_id;
	const char *title;
	struct author *author;
	struct orm_many tags;
	struct cover *cover;
};

struct cover {
	int64_t id;
	int64_t book_id;
	struct book *book;
};

struct tag {
	int64_t id;
	const char *word;
	struct orm_many books;
};

struct book_tag {
	int64_t book_id, tag_id;
};

struct draft {
	int64_t id;
	int64_t author_id;
};

struct node {
	int64_t id;
	struct orm_opt_int parent_id;
	const char *name;
	struct node *parent;
	struct orm_many children;
};

extern const struct author_schema {
	ORM_SCHEMA(struct author);
	ORM_COLUMNS(id, name);
	ORM_RELATIONS(books, drafts);
} Author;
extern const struct book_schema {
	ORM_SCHEMA(struct book);
	ORM_COLUMNS(id, author_id, title);
	ORM_RELATIONS(author, tags, cover);
} Book;
extern const struct cover_schema {
	ORM_SCHEMA(struct cover);
	ORM_COLUMNS(id, book_id);
	ORM_RELATIONS(book);
} Cover;
extern const struct tag_schema {
	ORM_SCHEMA(struct tag);
	ORM_COLUMNS(id, word);
	ORM_RELATIONS(books);
} Tag;
extern const struct book_tag_schema {
	ORM_SCHEMA(struct book_tag);
	ORM_COLUMNS(book_id, tag_id);
} BookTag;
extern const struct draft_schema {
	ORM_SCHEMA(struct draft);
	ORM_COLUMNS(id, author_id);
} Draft;
extern const struct node_schema {
	ORM_SCHEMA(struct node);
	ORM_COLUMNS(id, parent_id, name);
	ORM_RELATIONS(parent, children);
} Node;

const struct author_schema Author = {
	.model = ORM_MODEL(Author, "authors"),
	.id = { COLUMN(Author, id), .primary_key = true },
	.name = { COLUMN(Author, name), .type = "String(50)" },
	.books = { HAS_MANY(Author, books, Book.author_id), .back = &Book.author },
	.drafts = { HAS_MANY(Author, drafts, Draft.author_id), .cascade = ORM_CASCADE_PASSIVE },
};
const struct book_schema Book = {
	.model = ORM_MODEL(Book, "books"),
	.id = { COLUMN(Book, id), .primary_key = true },
	.author_id = { COLUMN(Book, author_id), .nullable = true, .references = &Author.id },
	.title = { COLUMN(Book, title), .type = "String(50)" },
	.author = { BELONGS_TO(Book, author, Author, Book.author_id), .back = &Author.books },
	.tags = { MANY_TO_MANY(Book, tags, BookTag.book_id, BookTag.tag_id), .back = &Tag.books },
	.cover = { HAS_ONE(Book, cover, Cover, Cover.book_id), .back = &Cover.book,
	           .cascade = ORM_CASCADE_ORPHANS },
};
const struct cover_schema Cover = {
	.model = ORM_MODEL(Cover, "covers"),
	.id = { COLUMN(Cover, id), .primary_key = true },
	.book_id = { COLUMN(Cover, book_id), .references = &Book.id },
	.book = { BELONGS_TO(Cover, book, Book, Cover.book_id), .back = &Book.cover },
};
const struct tag_schema Tag = {
	.model = ORM_MODEL(Tag, "tags"),
	.id = { COLUMN(Tag, id), .primary_key = true },
	.word = { COLUMN(Tag, word), .type = "String(50)" },
	.books = { MANY_TO_MANY(Tag, books, BookTag.tag_id, BookTag.book_id), .back = &Book.tags },
};
const struct book_tag_schema BookTag = {
	.model = ORM_MODEL(BookTag, "book_tags"),
	.book_id = { COLUMN(BookTag, book_id), .primary_key = true, .references = &Book.id },
	.tag_id = { COLUMN(BookTag, tag_id), .primary_key = true, .references = &Tag.id },
};
const struct draft_schema Draft = {
	.model = ORM_MODEL(Draft, "drafts"),
	.id = { COLUMN(Draft, id), .primary_key = true },
	.author_id = { COLUMN(Draft, author_id), .references = &Author.id, .ondelete = "CASCADE" },
};
const struct node_schema Node = {
	.model = ORM_MODEL(Node, "nodes"),
	.id = { COLUMN(Node, id), .primary_key = true },
	.parent_id = { COLUMN(Node, parent_id), .nullable = true, .references = &Node.id },
	.name = { COLUMN(Node, name), .type = "String(50)" },
	.parent = { BELONGS_TO(Node, parent, Node, Node.parent_id), .back = &Node.children },
	.children = { HAS_MANY(Node, children, Node.parent_id), .back = &Node.parent,
	              .cascade = ORM_CASCADE_DELETE },
};

static const struct orm_model *const models[] = {
	&BookTag.model, &Cover.model, &Draft.model,  &Book.model,
	&Tag.model,     &Node.model,  &Author.model, NULL,
};

SUITES(relations, models)

static struct author *author_with(const char *name, int books)
{
	struct author *a = ADD(s, Author, .name = name);
	for (int i = 0; i < books; i++)
		APPEND(s, a, Author.books,
		       ADD(s, Book, .title = arena_printf(&arena, "%s %d", name, i)));
	return a;
}

EVERYWHERE(relations, s7_parents_are_written_first)
{
	struct book *b = ADD(s, Book, .title = "B");
	b->author = ADD(s, Author, .name = "A");
	MUST(orm_session_flush(s));
	cr_expect(b->author_id.has);
	cr_expect_eq(b->author_id.value, b->author->id);
	MUST(orm_session_delete(s, b));
	MUST(orm_session_delete(s, b->author));
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM authors"), 0);
}

EVERYWHERE(relations, m6_a_list_and_its_other_side_are_in_step)
{
	struct author *a = author_with("A", 3);
	struct book *b = a->books.items[0];
	cr_expect_eq(b->author, a);
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM books WHERE author_id IS NOT NULL"), 3);
	struct author *other = ADD(s, Author, .name = "O");
	MUST(orm_session_flush(s));
	MUST(LOAD(s, a, Author.books));
	MUST(LOAD(s, other, Author.books));
	cr_assert_eq(a->books.len, 3);
	/* A plain assignment, which the flush takes to both lists. */
	b->author = other;
	MUST(orm_session_flush(s));
	cr_expect_eq(a->books.len, 2);
	cr_expect_eq(other->books.len, 1);
	cr_expect_eq(b->author_id.value, other->id);
	MUST(REMOVE(s, other, Author.books, b));
	cr_expect_null(b->author);
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM books WHERE author_id IS NULL"), 1);
}

EVERYWHERE(relations, m7_a_pointer_is_loaded_and_follows_its_column)
{
	struct author *a = author_with("A", 1), *o = author_with("O", 0);
	MUST(orm_session_commit(s));
	int64_t id = a->id, other = o->id;
	orm_session_clear(s);
	struct book *b = FIRST(s, Book);
	MUST(b);
	cr_expect_null(b->author);
	MUST(LOAD(s, b, Book.author));
	cr_assert_not_null(b->author);
	cr_expect_eq(b->author->id, id);
	b->author_id.value = other;
	MUST(orm_session_flush(s));
	cr_expect_null(b->author);
	MUST(orm_session_commit(s));
	MUST(LOAD(s, b, Book.author));
	cr_expect_str_eq(b->author->name, "O");
}

EVERYWHERE(relations, m8_one_to_one_with_an_orphan)
{
	struct book *b = ADD(s, Book, .title = "B");
	b->cover = ADD(s, Cover, .book = b);
	MUST(orm_session_commit(s));
	cr_expect_eq(b->cover->book_id, b->id);
	MUST(LOAD(s, b, Book.cover));
	struct cover *old = b->cover;
	old->book = NULL;
	b->cover = ADD(s, Cover, .book = b);
	MUST(orm_session_commit(s));
	cr_expect_eq(orm_session_state(s, old), ORM_DETACHED);
	cr_expect_eq(number("SELECT count(*) FROM covers"), 1);
}

EVERYWHERE(relations, m9_many_to_many_by_a_table_between)
{
	struct book *b = ADD(s, Book, .title = "B"), *d = ADD(s, Book, .title = "D");
	struct tag *t = ADD(s, Tag, .word = "t"), *u = ADD(s, Tag, .word = "u");
	MUST(APPEND(s, b, Book.tags, t));
	MUST(APPEND(s, b, Book.tags, u));
	MUST(APPEND(s, t, Tag.books, d));
	cr_expect_eq(d->tags.len, 1);
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM book_tags"), 3);
	MUST(LOAD(s, t, Tag.books));
	cr_expect_eq(t->books.len, 2);
	MUST(REMOVE(s, b, Book.tags, t));
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM book_tags"), 2);
	MUST(orm_session_delete(s, b));
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM book_tags"), 1);
	orm_session_clear(s);
	struct orm_objects tags =
	    SELECT(s, Tag, .order_by = LIST(Tag.word), .load = ALSO(Tag.books));
	MUST(tags.len == 2);
	cr_expect_eq(((struct tag *)tags.items[0])->books.len, 1);
	cr_expect_eq(((struct tag *)tags.items[1])->books.len, 0);
}

EVERYWHERE(relations, m10_a_tree_is_written_from_the_root_and_deleted_from_the_leaves)
{
	struct node *leaf = ADD(s, Node, .name = "leaf");
	struct node *mid = ADD(s, Node, .name = "mid");
	struct node *root = ADD(s, Node, .name = "root");
	leaf->parent = mid;
	MUST(APPEND(s, root, Node.children, mid));
	MUST(orm_session_commit(s));
	cr_expect_eq(leaf->parent_id.value, mid->id);
	cr_expect_eq(mid->parent_id.value, root->id);
	MUST(orm_session_delete(s, root));
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM nodes"), 0);
	cr_expect_eq(orm_session_state(s, leaf), ORM_DETACHED);
}

EVERYWHERE(relations, m10_a_circle_is_closed_afterwards)
{
	struct node *x = ADD(s, Node, .name = "x"), *y = ADD(s, Node, .name = "y");
	x->parent = y;
	y->parent = x;
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM nodes WHERE parent_id IS NOT NULL"), 2);
}

EVERYWHERE(relations, m12_children_of_a_deleted_parent_lose_it)
{
	struct author *a = author_with("A", 2);
	MUST(orm_session_commit(s));
	MUST(orm_session_delete(s, a));
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM books WHERE author_id IS NULL"), 2);
}

EVERYWHERE(relations, m13_passive_deletes_leave_it_to_the_database)
{
	/* SQLite alone doesn't see to foreign keys by itself; the others don't know this. */
	(void)!orm_exec(c, "PRAGMA foreign_keys = ON", &err);
	struct author *a = ADD(s, Author, .name = "A");
	MUST(orm_session_flush(s));
	struct draft *d = ADD(s, Draft, .author_id = a->id);
	MUST(orm_session_commit(s));
	orm_session_expunge(s, d);
	MUST(orm_session_delete(s, a));
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM drafts"), 0);
}

EVERYWHERE(relations, m17_relations_of_many_come_in_few_queries)
{
	for (int i = 0; i < 5; i++)
		author_with(arena_printf(&arena, "a%d", i), i);
	MUST(orm_session_commit(s));
	orm_session_clear(s);
	struct orm_objects books = SELECT(s, Book, .order_by = LIST(Book.id),
	                                  .load = ALSO(Book.author, Author.books, Book.tags));
	MUST(books.len == 10);
	EACH(Book, b, &books)
	{
		cr_assert_not_null(b->author);
		cr_expect(b->author->books.loaded);
		bool among = false;
		EACH(Book, sibling, &b->author->books)
		among = among || sibling == b;
		cr_expect(among);
	}
}

EVERYWHERE(relations, s11_rollback_brings_back_lists)
{
	struct author *a = author_with("A", 2);
	MUST(orm_session_commit(s));
	MUST(LOAD(s, a, Author.books));
	struct book *b = a->books.items[0];
	MUST(REMOVE(s, a, Author.books, b));
	MUST(orm_session_flush(s));
	cr_expect_eq(a->books.len, 1);
	orm_session_rollback(s);
	cr_expect_eq(a->books.len, 2);
	MUST(LOAD(s, b, Book.author));
	cr_expect_eq(b->author, a);
	cr_expect_eq(number("SELECT count(*) FROM books WHERE author_id IS NULL"), 0);
}

EVERYWHERE(relations, y14_conditions_on_relations)
{
	struct author *a = author_with("A", 2), *b = author_with("B", 1);
	author_with("C", 0);
	struct book *lost = ADD(s, Book, .title = "lost");
	struct tag *t = ADD(s, Tag, .word = "t");
	APPEND(s, t, Tag.books, a->books.items[1]);
	struct node *root = ADD(s, Node, .name = "root");
	ADD(s, Node, .name = "leaf", .parent = root);
	MUST(orm_session_flush(s));
	struct orm_exprs by = LIST(Author.name);
	const struct orm_expr *first = orm_related(s, &arena, &Author.books, EQ(Book.title, "B 0"));
	cr_expect_eq(FIRST(s, Author, .where = first), b);
	cr_expect_eq(HOW_MANY(s, Author, .where = orm_related(s, &arena, &Author.books, NULL)), 2);
	struct author *c0 = ONE(s, Author, .where = orm_related_to(s, &arena, &Author.books, NULL));
	MUST(c0);
	cr_expect_str_eq(c0->name, "C");
	cr_expect_eq(SELECT(s, Book, .where = orm_related_to(s, &arena, &Book.author, a)).len, 2);
	cr_expect_eq(ONE(s, Book, .where = orm_related_to(s, &arena, &Book.author, NULL)), lost);
	cr_expect_eq(ONE(s, Author, .order_by = by,
	                 .where = orm_related_to(s, &arena, &Author.books, b->books.items[0])),
	             b);
	cr_expect_eq(ONE(s, Book, .where = orm_related(s, &arena, &Book.tags, EQ(Tag.word, "t"))),
	             a->books.items[1]);
	cr_expect_eq(ONE(s, Book, .where = orm_related_to(s, &arena, &Book.tags, t)),
	             a->books.items[1]);
	cr_expect_eq(
	    ONE(s, Book, .where = orm_related(s, &arena, &Book.author, EQ(Author.name, "B"))),
	    b->books.items[0]);
	cr_expect_eq(
	    ONE(s, Node, .where = orm_related(s, &arena, &Node.children, EQ(Node.name, "leaf"))),
	    root);
	struct orm_relation stranger = Author.books;
	cr_expect_eq(HOW_MANY(s, Author, .where = orm_related(s, &arena, &stranger, NULL)), -1);
}

Test(relations_sqlite, wrong_use_is_an_error)
{
	struct author *a = ADD(s, Author, .name = "A");
	struct book stranger = { .title = "S" };
	cr_expect_not(APPEND(s, a, Author.books, &stranger));
	cr_expect_eq(orm_session_error(s)->code, ERR_USAGE);
	cr_expect_not(APPEND(s, a, Author.books, a));
	cr_expect_eq(orm_session_error(s)->code, ERR_USAGE);
	cr_expect_not(LOAD(s, a, Book.author));
	struct book *b = ADD(s, Book, .title = "B");
	struct author nobody = { .name = "N" };
	b->author = &nobody;
	cr_expect_not(orm_session_flush(s));
	cr_expect_eq(orm_session_error(s)->code, ERR_USAGE);
	b->author = NULL;
	MUST(orm_session_commit(s));
}
