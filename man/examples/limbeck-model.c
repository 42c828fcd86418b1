/* man/examples/limbeck-model.c - the example of limbeck-model(3) */
#include "orm/model/model.h"
#include <stdio.h>

struct author {
	int64_t id;
	const char *name;
	struct orm_many books; /* of struct book */
};

struct book {
	int64_t id, author_id;
	const char *title;
	struct author *author;
};

extern const struct author_schema {
	ORM_SCHEMA(struct author);
	ORM_COLUMNS(id, name);
	ORM_RELATIONS(books);
} Author;

extern const struct book_schema {
	ORM_SCHEMA(struct book);
	ORM_COLUMNS(id, author_id, title);
	ORM_RELATIONS(author);
} Book;

const struct author_schema Author = {
	.model = ORM_MODEL(Author, "authors", .comment = "who writes"),
	.id = { COLUMN(Author, id), .primary_key = true },
	.name = { COLUMN(Author, name) },
	.books = { HAS_MANY(Author, books, Book.author_id), .back = &Book.author,
	           .cascade = ORM_CASCADE_DELETE },
};

/* No author has two books of the same title. */
static const struct orm_model_key keys[] = {
	{ .kind = ORM_UNIQUE, .fields = { &Book.author_id, &Book.title } },
	{ 0 },
};

const struct book_schema Book = {
	.model = ORM_MODEL(Book, "books", .keys = keys),
	.id = { COLUMN(Book, id), .primary_key = true },
	.author_id = { COLUMN(Book, author_id), .references = &Author.id },
	.title = { COLUMN(Book, title), .type = "String(100)" },
	.author = { BELONGS_TO(Book, author, Author, Book.author_id), .back = &Author.books },
};

int main(void)
{
	printf("%s has %zu columns\n", Book.model.name, Book.model.field_count);
	return 0;
}
