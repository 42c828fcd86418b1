/*
 * reflect/mysql/parse.h - read what SHOW CREATE TABLE prints
 *
 * A recursive-descent parser after the servers' own printers (sql/sql_show.cc of
 * MariaDB 10.6 to 11.x and of MySQL 8.0 to 9.x) and the grammar in their manuals.
 * The content of versioned comments is code.  Nothing is skipped: what isn't
 * known makes it fail.
 */
#ifndef LIMBECK_REFLECT_MYSQL_PARSE_H
#define LIMBECK_REFLECT_MYSQL_PARSE_H

#include "orm/schema/metadata.h"

/* What the text alone doesn't say. */
struct my_context {
	const struct orm_dialect *dialect;
	/* Character set -> its default collation; where it is missing, option
	 * charset is what remains. */
	const struct map *defaults;
	/* Do TEXT and BLOB columns show DEFAULT NULL?  (MariaDB) */
	bool blobs_have_defaults;
};

/*
 * Fills `t`, which has schema and name already.  False when the text isn't what
 * it expects: `*why` says what and where, in words, and `t` is of no use.
 */
bool my_parse_table(struct arena *a, const struct my_context *context, const char *sql,
                    struct orm_table *t, const char **why);

#endif
