/*
 * orm/mysql/types.h - a type of MySQL or MariaDB, taken apart
 */
#ifndef LIMBECK_ORM_MYSQL_TYPES_H
#define LIMBECK_ORM_MYSQL_TYPES_H

#include "orm/mysql/mysql.h"

struct my_type {
	const char *name;      /* in lower case, one of its names: "int" for "integer" */
	long length, decimals; /* what stands in parentheses; -1 = not given */
	struct names values;   /* enum, set: its members, each as the servers quote them */
	bool is_unsigned, zerofill;
	bool serial;                     /* it was called so: counts up, is unique, never NULL */
	const char *charset, *collation; /* given with the type; NULL = not */
	bool binary;                     /* BINARY: the character set's collation by code */
};

/*
 * Takes a type apart, by any of its names.  False when there is something in it
 * that no type known has.
 */
bool my_type_read(struct arena *a, const char *text, struct my_type *out);

/*
 * As SHOW CREATE TABLE would have it: widths, defaults and lengths filled in or
 * left out as that server does; without character set and collation.
 */
char *my_type_write(struct arena *a, const struct orm_dialect *d, const struct my_type *t);

/* Both at once; what can't be read is returned with its white space cut down. */
char *my_canonical_type(struct arena *a, const struct orm_dialect *d, const char *text);

/* The character set that the column will have, as far as it or its table say; or NULL. */
const char *my_charset_for(struct arena *a, const struct orm_column *c, const struct orm_table *t);

/* The value in the character set of `to`, as SQL; NULL: that is its own, or it isn't known. */
const char *my_recoded(struct arena *a, const char *column, const struct orm_column *from,
                       const struct orm_column *to);

/* A condition for values with characters that the character set of `to` lacks; NULL: none. */
const char *my_unwritable(struct arena *a, const char *column, const struct orm_column *from,
                          const struct orm_column *to);

/* How many bytes a character of the set takes at most; NULL = as of utf8mb4. */
int my_charset_width(const char *charset);

/* MariaDB's JSON is a LONGTEXT that a check looks at. */
#define MY_JSON_TYPE      "longtext"
#define MY_JSON_COLLATION "utf8mb4_bin"
const char *my_json_check(struct arena *a, const struct orm_column *c);

/* A string token as SHOW CREATE TABLE quotes it: 'it''s\\\n'. */
char *my_requote(struct arena *a, const struct orm_token *t);

#endif
