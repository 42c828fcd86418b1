/* orm/postgresql/bound.c - rows that a table may not have as a partition of another */
#include <string.h>

#include "orm/postgresql/lex.h"
#include "orm/postgresql/postgresql.h"

/* The text between the first parenthesis behind `word` and the one that closes it; NULL: none. */
static char *in_parentheses(struct arena *a, const char *text, const char *word)
{
	const char *at = strstr(text, word), *open = at ? strchr(at, '(') : NULL;
	size_t depth = 0, len = open ? strlen(open) : 0;

	for (size_t i = 0; i < len;) {
		struct orm_token t = orm_postgresql.next_token(open + i, len - i);

		depth += pg_token_is_op(&t, "(");
		depth -= pg_token_is_op(&t, ")");
		if (!depth)
			return arena_strndup(a, open + 1, i - 1);
		i += t.len;
	}
	return NULL;
}

/* The only column of the key; NULL where there are several, or expressions. */
static const char *key_column(struct arena *a, const char *key)
{
	struct orm_token t;

	if (!key)
		return NULL;
	t = orm_postgresql.next_token(key, strlen(key));
	return t.len == strlen(key) && (t.kind == ORM_TOKEN_WORD || t.kind == ORM_TOKEN_QUOTED)
	           ? arena_strdup(a, key)
	           : NULL;
}

static const char *outside_list(struct arena *a, const char *column, const char *bound)
{
	struct names values = pg_pieces(a, in_parentheses(a, bound, "IN"), ',');
	struct buf b = { 0 };
	bool null = false;

	for (size_t i = 0; i < values.len; i++) {
		if (!strcmp(values.items[i], "NULL"))
			null = true;
		else
			buf_addf(&b, "%s%s", b.len ? ", " : "", values.items[i]);
	}
	if (!values.len)
		return NULL;
	if (!b.len)
		buf_addf(&b, "%s IS NOT NULL", column);
	else
		return arena_printf(a, "%s NOT IN (%s)%s", column, buf_take(&b, a),
		                    null ? "" : arena_printf(a, " OR %s IS NULL", column));
	return buf_take(&b, a);
}

static const char *outside_range(struct arena *a, const char *column, const char *bound)
{
	const char *from = in_parentheses(a, bound, "FROM"), *to = in_parentheses(a, bound, "TO");
	struct buf b = { 0 };

	if (!from || !to)
		return NULL;
	buf_addf(&b, "%s IS NULL", column);
	if (strcmp(from, "MINVALUE") != 0)
		buf_addf(&b, " OR %s < %s", column, from);
	if (strcmp(to, "MAXVALUE") != 0)
		buf_addf(&b, " OR %s >= %s", column, to);
	return buf_take(&b, a);
}

const char *pg_outside_bound(struct arena *a, const struct orm_table *parent,
                             const struct orm_table *partition)
{
	const char *by = parent->partition_by, *bound = partition->bound, *column;

	if (!by || !bound)
		return NULL;
	column = key_column(a, in_parentheses(a, by, ""));
	if (!column)
		return NULL;
	if (!strncmp(by, "LIST", 4))
		return outside_list(a, column, bound);
	return strncmp(by, "RANGE", 5) ? NULL : outside_range(a, column, bound);
}
