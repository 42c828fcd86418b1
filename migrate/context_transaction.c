/*
 * migrate/context_transaction.c - statements that begin or end a transaction
 */
#include "migrate/context_private.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "orm/dialect.h"

/* A statement's first words, in the dialect's terms. */
struct words {
	struct orm_token at[4];
};

static struct words first_words(const struct orm_dialect *d, const char *sql)
{
	struct words w = { 0 };

	for (size_t i = 0; i < COUNT(w.at); i++)
		do {
			w.at[i] = d->next_token(sql, strlen(sql));
			sql = w.at[i].start + w.at[i].len;
		} while (w.at[i].kind == ORM_TOKEN_SPACE || w.at[i].kind == ORM_TOKEN_COMMENT);
	return w;
}

static bool is_word(const struct orm_token *t, const char *word)
{
	return t->kind == ORM_TOKEN_WORD && t->len == strlen(word) &&
	       !strncasecmp(t->start, word, t->len);
}

static bool is_one_of(const struct orm_token *t, const char *const *words)
{
	while (*words && !is_word(t, *words))
		words++;
	return *words;
}

/* Is there nothing after the first word but those that say nothing more? */
static bool is_plain(const struct words *w, const char *const *fillers)
{
	size_t i = 1;

	while (i < COUNT(w->at) && is_one_of(&w->at[i], fillers))
		i++;
	return i < COUNT(w->at) && w->at[i].kind == ORM_TOKEN_END;
}

enum context_transaction context_transaction(const struct orm_dialect *d, const char *sql)
{
	/* How SQLite takes its lock is the runner's choice as well. */
	static const char *const begin_fillers[] = { "WORK",      "TRANSACTION", "DEFERRED",
		                                     "IMMEDIATE", "EXCLUSIVE",   NULL };
	static const char *const end_fillers[] = { "WORK", "TRANSACTION", NULL };
	static const char *const others[] = { "BEGIN", "COMMIT", "END", "ABORT", NULL };
	struct words w = first_words(d, sql);
	bool starts = is_word(&w.at[0], "START") && is_word(&w.at[1], "TRANSACTION");

	if ((starts || is_word(&w.at[0], "BEGIN")) && is_plain(&w, begin_fillers))
		return CONTEXT_BEGINS;
	if ((is_word(&w.at[0], "COMMIT") || is_word(&w.at[0], "END")) && is_plain(&w, end_fillers))
		return CONTEXT_ENDS;
	if (starts || is_one_of(&w.at[0], others) ||
	    (is_word(&w.at[0], "PREPARE") && is_word(&w.at[1], "TRANSACTION")))
		return CONTEXT_INTERFERES;
	/* ROLLBACK TO only goes back to a savepoint, which is the script's own business. */
	if (is_word(&w.at[0], "ROLLBACK") && !is_word(&w.at[1], "TO") &&
	    !((is_word(&w.at[1], "WORK") || is_word(&w.at[1], "TRANSACTION")) &&
	      is_word(&w.at[2], "TO")))
		return CONTEXT_INTERFERES;
	return CONTEXT_WITHIN;
}

bool context_sets_session(const struct orm_dialect *d, const char *sql)
{
	static const char *const setting[] = { "SET", "RESET", "PREPARE", "DEALLOCATE", NULL };
	struct words w = first_words(d, sql);

	return is_one_of(&w.at[0], setting);
}
