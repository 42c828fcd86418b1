/*
 * examples/tutorial/18_many_to_many.c - many to many
 *
 * A post has keywords, and a keyword has posts: a table between them holds both keys.
 * It is a model as well, of which the program makes no objects: putting a keyword into
 * a post's list makes the row, taking it out deletes it.
 */
#include "tutorial.h"

struct post {
	int64_t id, user_id;
	const char *headline;
	struct user *author;
	struct orm_many keywords; /* of struct keyword */
};

struct keyword {
	int64_t id;
	const char *word;
	struct orm_many posts; /* of struct post */
};

struct post_keyword {
	int64_t post_id, keyword_id;
};

extern const struct post_schema {
	ORM_SCHEMA(struct post);
	ORM_COLUMNS(id, user_id, headline);
	ORM_RELATIONS(author, keywords);
} Post;

extern const struct keyword_schema {
	ORM_SCHEMA(struct keyword);
	ORM_COLUMNS(id, word);
	ORM_RELATIONS(posts);
} Keyword;

extern const struct post_keyword_schema {
	ORM_SCHEMA(struct post_keyword);
	ORM_COLUMNS(post_id, keyword_id);
} PostKeyword;

const struct post_schema Post = {
	.model = ORM_MODEL(Post, "posts"),
	.id = { COLUMN(Post, id), .primary_key = true },
	.user_id = { COLUMN(Post, user_id), .references = &User.id },
	.headline = { COLUMN(Post, headline), .type = "String(255)" },
	.author = { BELONGS_TO(Post, author, User, Post.user_id) },
	.keywords = { MANY_TO_MANY(Post, keywords, PostKeyword.post_id, PostKeyword.keyword_id),
	              .back = &Keyword.posts },
};

const struct keyword_schema Keyword = {
	.model = ORM_MODEL(Keyword, "keywords"),
	.id = { COLUMN(Keyword, id), .primary_key = true },
	.word = { COLUMN(Keyword, word), .type = "String(50)", .unique = true },
	.posts = { MANY_TO_MANY(Keyword, posts, PostKeyword.keyword_id, PostKeyword.post_id),
	           .back = &Post.keywords },
};

const struct post_keyword_schema PostKeyword = {
	.model = ORM_MODEL(PostKeyword, "post_keywords"),
	.post_id = { COLUMN(PostKeyword, post_id), .primary_key = true, .references = &Post.id },
	.keyword_id = { COLUMN(PostKeyword, keyword_id), .primary_key = true,
	                .references = &Keyword.id },
};

static const struct orm_model *const blog[] = {
	&User.model, &Address.model, &Post.model, &Keyword.model, &PostKeyword.model, NULL,
};

int main(int argc, char **argv)
{
	struct tutorial t;
	begin(&t, argc, argv, blog);
	struct orm_session *s = t.session;
	add_users(&t);

	struct user *wendy = ONE(s, User, .where = EQ(User.name, "wendy"));
	must(&t, wendy);
	struct post *post = ADD(s, Post, .headline = "Wendy's Blog Post", .author = wendy);
	struct keyword *first = ADD(s, Keyword, .word = "firstpost");
	must(&t, APPEND(s, post, Post.keywords, ADD(s, Keyword, .word = "wendy")));
	must(&t, APPEND(s, post, Post.keywords, first));
	must(&t, orm_session_commit(s));
	orm_session_clear(s);

	/* Posts with this keyword: by way of the table between. */
	struct orm_objects found = SELECT(
	    s, Post, .joins = JOINS(JOIN(&PostKeyword.model.source), JOIN(&Keyword.model.source)),
	    .where = EQ(Keyword.word, "firstpost"), .load = ALSO(Post.author, Post.keywords));
	EACH(Post, p, &found)
	printf("\"%s\" by %s has %zu keywords\n", p->headline, p->author->name, p->keywords.len);

	must(&t, found.len == 1);
	post = found.items[0];
	first = ONE(s, Keyword, .where = EQ(Keyword.word, "firstpost"));
	must(&t, first && REMOVE(s, post, Post.keywords, first));
	must(&t, orm_session_commit(s));
	must(&t, LOAD(s, first, Keyword.posts));
	printf("firstpost is the keyword of %zu posts\n", first->posts.len);
	return end(&t);
}
