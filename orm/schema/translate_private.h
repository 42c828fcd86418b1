/*
 * orm/schema/translate_private.h - what the files of the translation share
 */
#ifndef LIMBECK_ORM_TRANSLATE_PRIVATE_H
#define LIMBECK_ORM_TRANSLATE_PRIVATE_H

#include "orm/dialect.h"
#include "orm/schema/translate.h"

struct translation {
	struct arena *arena;
	const struct orm_metadata *from, *like;
	const struct orm_dialect *d, *to; /* from which, to which */
	bool related;                     /* one is derived from the other, or both from a third */
	struct orm_metadata *out;
	const struct orm_table
	    *table;        /* that is being made; its columns are there before the rest */
	struct map *names; /* of indexes and constraints so far, folded */
	struct map *left;  /* keys of tables that were left out */
};

/* Lists what can't be kept: `what` is the kind of it, `path` whose it is. */
void translate_note(struct translation *x, const char *what, const char *path, const char *format,
                    ...) PRINTF_LIKE(4, 5);

/* "orders.total", "orders" */
const char *translate_path(struct translation *x, const struct orm_table *t, const char *name);

/*
 * Gives the column of `t` (as it was, `from`) a portable type, or the exact one where the
 * databases are related.
 */
void translate_type(struct translation *x, const struct orm_table *t, const struct orm_column *from,
                    struct orm_column *c);

/* Its default in portable terms; called once it has its type. */
void translate_default(struct translation *x, const struct orm_table *t, struct orm_column *c);

/*
 * The expression over the columns of `t` as the other database has it, NULL where not
 * every word of it is known to mean the same there.
 */
char *translate_expr(struct translation *x, const struct orm_table *t, const char *expr);

/* Integers that refer to one another are equally large, as some databases want it. */
void translate_widen(struct translation *x);

/* Characters that each of so many texts can have in a key where that has a limit. */
int translate_key_length(size_t texts);

/* A column's portable type as it is now; NULL where it is an exact one. */
const struct orm_type *translate_generic(struct translation *x, const struct orm_column *c);

/* A key, index or constraint without what the other database hasn't; false: it is left out. */
bool translate_constraint(struct translation *x, const struct orm_table *t,
                          struct orm_constraint *c);
bool translate_index(struct translation *x, const struct orm_table *t, struct orm_index *i);

/* SQL as tokens, without space and comments. */
struct orm_tokens {
	VEC(struct orm_token);
};

struct orm_tokens translate_tokens(struct translation *x, const char *sql);

/* Is it this word, or this operator? */
bool translate_is(const struct orm_tokens *all, size_t at, const char *text);

/*
 * Number `at` is the :: of a cast: the token after its type, and the type's first word
 * in lower case.
 */
size_t translate_skip_cast(struct translation *x, const struct orm_tokens *all, size_t at,
                           const char **type);

#endif
