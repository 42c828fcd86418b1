/*
 * orm/postgresql/guard.c - values that a change of a column's type would alter, or that it can't
 * take
 *
 * The server rounds numbers and times, takes 007 for 7 and one element of an array
 * for the whole, without a word.  What is too long or out of range it refuses.
 */
#include "orm/postgresql/guard.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "orm/postgresql/parts.h"
#include "orm/postgresql/postgresql.h"
#include "orm/postgresql/types.h"

/* The whole numbers, by size; what they hold is between these. */
static const struct {
	const char *type, *least, *most;
} integers[] = {
	{ "smallint", "-32768", "32767" },
	{ "integer", "-2147483648", "2147483647" },
	{ "bigint", "-9223372036854775808", "9223372036854775807" },
};

static const char *const texts[] = { "text", "character varying", "character", "bpchar", "name" };

/* Its place among the whole numbers from 1 on; 0 = none. */
static size_t integer_rank(const char *base)
{
	for (size_t i = 0; i < COUNT(integers); i++)
		if (!strcmp(integers[i].type, base))
			return i + 1;
	return 0;
}

static bool is_text(const char *base)
{
	for (size_t i = 0; i < COUNT(texts); i++)
		if (!strcmp(texts[i], base))
			return true;
	return false;
}

static bool is_float(const char *base)
{
	return !strcmp(base, "real") || !strcmp(base, "double precision");
}

/* The number in parentheses, the `n`th; -1 = not given. */
static int number(const char *type, int n)
{
	const char *at = strchr(type, '(');

	if (at && n)
		at = strchr(at, ',');
	return at && at[1] >= '0' && at[1] <= '9' ? (int)strtol(at + 1, NULL, 10) : -1;
}

/* Digits after the point; 99 = as many as there are. */
static int digits(const char *base, const char *type)
{
	if (integer_rank(base))
		return 0;
	if (is_float(base))
		return 99;
	if (strcmp(base, "numeric") != 0)
		return -1;
	if (number(type, 0) < 0)
		return 99;
	return number(type, 1) < 0 ? 0 : number(type, 1);
}

/* Digits of a second, of times and the like. */
static int seconds(const char *base, const char *type)
{
	if (!text_starts(base, "time") && strcmp(base, "interval") != 0)
		return -1;
	return number(type, 0) < 0 ? 6 : number(type, 0);
}

/* Does a float hold fewer digits than there may be? */
static bool loses_digits(const char *from, const char *to)
{
	if (!strcmp(to, "real"))
		return !strcmp(from, "double precision") || !strcmp(from, "numeric") ||
		       integer_rank(from) > 1;
	return !strcmp(to, "double precision") &&
	       (!strcmp(from, "numeric") || integer_rank(from) > 2);
}

/* Is what comes back from the type `y` another value, where it was `x`? */
static bool comes_back_other(const char *from, const char *x, const char *to, const char *y)
{
	int was = digits(from, x), is = digits(to, y);

	if (!strcmp(from, "money") || !strcmp(to, "money"))
		return (!strcmp(to, "numeric") && is < 99) || (!strcmp(from, "numeric") && was);
	if (was > is && is >= 0)
		return true;
	if (loses_digits(from, to))
		return true;
	if (!strcmp(to, "date"))
		return text_starts(from, "timestamp");
	return seconds(from, x) > seconds(to, y) && seconds(to, y) >= 0;
}

/* A condition that holds for values which would be altered; NULL when there are none. */
static const char *altered(struct arena *a, const char *column, const char *x, const char *y)
{
	const char *from = pg_base_type(a, x), *to = pg_base_type(a, y);
	bool array = text_ends(x, "[]");

	if (array && !text_ends(y, "[]") && !is_text(to))
		return arena_printf(a, "cardinality(%s) > 1", column);
	if (array || text_ends(y, "[]"))
		return NULL;
	if (text_starts(from, "timestamp") && text_starts(to, "time") &&
	    !text_starts(to, "timestamp"))
		return arena_printf(a, "%s IS NOT NULL", column);
	if (integer_rank(from) && !strcmp(to, "boolean"))
		return arena_printf(a, "%s NOT IN (0, 1)", column);
	if (is_text(from) && (integer_rank(to) || !strcmp(to, "numeric")))
		return arena_printf(a, "%s::text <> %s::text::%s::text", column, column, y);
	if (comes_back_other(from, x, to, y))
		return arena_printf(a, "%s <> %s::%s::%s", column, column, y, x);
	return NULL;
}

static const char hint[] = "Change these values first, or allow it with allow_data_loss = true or "
			   "--allow-data-loss.";

void pg_guard_type(struct pg_batch *b, const struct orm_column *c, const char *column,
                   const char *from, const char *to)
{
	struct ddl *d = b->ddl;
	struct arena *a = d->arena;
	const char *x = pg_canonical_type(a, pg_not_serial(from));
	const char *y = pg_canonical_type(a, pg_not_serial(to));
	const char *where = altered(a, column, x, y);
	const char *what;

	if (!where || d->scratch)
		return;
	what = arena_printf(a, "values of column \"%s.%s\" would be altered to fit %s", b->name,
	                    c->object.name, y);
	ddl_addf(d, DDL_CHECK, NULL, "SELECT %s, %s FROM %s WHERE %s LIMIT 1", pg_string(a, what),
	         pg_string(a, hint), b->table, where);
	d->out.items[d->out.len - 1].guard = arena_printf(
	    a,
	    "DO $limbeck$BEGIN IF EXISTS (SELECT 1 FROM %s WHERE %s) THEN RAISE EXCEPTION "
	    "USING MESSAGE = %s; END IF; END$limbeck$",
	    b->table, where, pg_string(a, what));
}

/* What every text of a type matches; what doesn't is certainly none. */
static const struct {
	const char *type, *pattern;
} written[] = {
	{ "timestamp", "[0-9]|epoch|infinity|now|today|tomorrow|yesterday|allballs" },
	{ "date", "[0-9]|epoch|infinity|now|today|tomorrow|yesterday|allballs" },
	{ "uuid", "^[{]?([0-9a-f]{4}-?){8}[}]?$" },
	{ "json", "^\\s*([[{\"0-9-]|true|false|null)" },
	{ "inet", "^[0-9a-f.:/]+$" },
	{ "cidr", "^[0-9a-f.:/]+$" },
};

/* Texts that are no number, or no boolean. */
static const char *text_misfit(struct arena *a, const char *column, const char *to)
{
	if (integer_rank(to))
		return arena_printf(a, "%s::text !~ '^\\s*[-+]?[0-9]+\\s*$'", column);
	if (!strcmp(to, "numeric") || is_float(to))
		return arena_printf(a,
		                    "%s::text !~* '^\\s*([-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)"
		                    "(e[-+]?[0-9]+)?|nan|[-+]?inf(inity)?)\\s*$'",
		                    column);
	if (!strcmp(to, "boolean"))
		return arena_printf(a,
		                    "%s::text !~* '^\\s*(t(r(ue?)?)?|f(a(l(se?)?)?)?|y(es?)?|no?|"
		                    "on|off?|1|0)\\s*$'",
		                    column);
	for (size_t i = 0; i < COUNT(written); i++)
		if (text_starts(to, written[i].type))
			return arena_printf(a, "%s::text !~* '%s'", column, written[i].pattern);
	return NULL;
}

static bool is_day(const char *base)
{
	return text_starts(base, "timestamp") || !strcmp(base, "date");
}

/* By way of text a number is hardly a day, and a day no number. */
static const char *day_misfit(struct arena *a, const char *column, const char *from, const char *to)
{
	if (is_day(to) && integer_rank(from))
		return arena_printf(a, "%s < 100000", column);
	return is_day(from) && integer_rank(to) ? arena_printf(a, "%s IS NOT NULL", column) : NULL;
}

const char *pg_misfit(struct arena *a, const char *column, const struct orm_column *from,
                      const struct orm_column *to)
{
	const char *x = pg_canonical_type(a, pg_not_serial(from->type->name));
	const char *y = pg_canonical_type(a, pg_not_serial(to->type->name));
	const char *was = pg_base_type(a, x), *is = pg_base_type(a, y);
	size_t rank = integer_rank(is);
	int most = number(y, 0);

	if (!strcmp(x, y) || text_ends(x, "[]") || text_ends(y, "[]"))
		return NULL;
	/* blanks at the end are cut without an error, and mean nothing */
	if (text_starts(is, "character"))
		return most < 0
		           ? NULL
		           : arena_printf(a, "char_length(rtrim(%s::text)) > %d", column, most);
	if (is_text(was))
		return text_misfit(a, column, is);
	if (is_day(was) || is_day(is))
		return day_misfit(a, column, was, is);
	if (digits(was, x) < 0)
		return NULL;
	if (rank && (!integer_rank(was) || integer_rank(was) > rank))
		return arena_printf(a, "round(%s::numeric) NOT BETWEEN %s AND %s", column,
		                    integers[rank - 1].least, integers[rank - 1].most);
	if (!strcmp(is, "numeric") && most >= 0)
		return arena_printf(a, "abs(round(%s::numeric, %d)) >= 1e%d", column, digits(is, y),
		                    most - digits(is, y));
	return NULL;
}

/* Only a collation that somebody made may take different texts for the same. */
const char *pg_collated(struct arena *a, const char *column, const struct orm_column *from,
                        const struct orm_column *to)
{
	struct buf b = { 0 };

	if (!to->collation || text_same(from->collation, to->collation))
		return NULL;
	buf_addf(&b, "%s COLLATE ", column);
	pg_collation_text(&b, to->collation);
	return buf_take(&b, a);
}
