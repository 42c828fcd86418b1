/* orm/mysql/guard.c - queries that refuse what would lose values unnoticed */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "orm/mysql/alter.h"
#include "orm/mysql/lex.h"
#include "orm/mysql/types.h"

/*
 * Strict mode refuses what is too long or out of range, but rounds: fractions of
 * numbers and seconds, the time of a date.
 */
struct shape {
	const char *word; /* "decimal" */
	size_t len;
	int first, second; /* decimal(first,second); -1 = not given */
};

static struct shape shape_of(const struct orm_type *type)
{
	const char *name = type && type->name ? type->name : "", *at = strchr(name, '(');
	struct shape s = { name, strspn(name, "abcdefghijklmnopqrstuvwxyz"), -1, -1 };
	char *end;

	if (at && at == name + s.len) {
		s.first = (int)strtol(at + 1, &end, 10);
		if (*end == ',')
			s.second = (int)strtol(end + 1, NULL, 10);
	}
	return s;
}

static bool is(const struct shape *s, const char *word)
{
	return s->len == strlen(word) && !strncmp(s->word, word, s->len);
}

static bool is_any(const struct shape *s, const char *const *words)
{
	for (; *words; words++)
		if (is(s, *words))
			return true;
	return false;
}

static const char *const integers[] = { "tinyint", "smallint", "mediumint", "int", "bigint", NULL };
static const char *const floats[] = { "float", "double", NULL };
static const char *const times[] = { "datetime", "timestamp", "time", NULL };

/* Digits after the point of what is kept exactly; 99 = as many as there are. */
static int digits(const struct shape *s)
{
	if (is_any(s, integers))
		return 0;
	if (is(s, "decimal"))
		return s->second < 0 ? 0 : s->second;
	if (is_any(s, floats))
		return s->second < 0 ? 99 : s->second;
	return -1;
}

static int seconds(const struct shape *s)
{
	if (is_any(s, times))
		return s->first < 0 ? 0 : s->first;
	return -1;
}

/* Microseconds in a unit of the last place. */
static int unit(int places)
{
	int n = 1000000;

	for (int i = 0; i < places && n > 1; i++)
		n /= 10;
	return n;
}

/* A condition that holds for values which would be altered; NULL when there are none. */
static const char *altered(struct arena *a, const char *column, const struct shape *from,
                           const struct shape *to)
{
	int was = digits(from), becomes = digits(to);

	if (was > becomes && becomes >= 0)
		return arena_printf(a, "%s <> ROUND(%s, %d)", column, column, becomes);
	if (is(from, "double") && is(to, "float"))
		return arena_printf(a, "%s <> CAST(%s AS FLOAT)", column, column);
	if (seconds(from) >= 0 && is(to, "date") && !is(from, "time"))
		return arena_printf(a, "TIME(%s) <> 0", column);
	if (seconds(from) > seconds(to) && seconds(to) >= 0)
		return arena_printf(a, "MICROSECOND(%s) %% %d <> 0", column, unit(seconds(to)));
	if (is_any(from, (const char *const[]){ "datetime", "timestamp", NULL }) && is(to, "time"))
		return arena_printf(a, "%s IS NOT NULL", column);
	return NULL;
}

/* How many bits a whole number has. */
static int bits(const struct shape *s)
{
	static const int all[] = { 8, 16, 24, 32, 64 };

	for (size_t i = 0; integers[i]; i++)
		if (is(s, integers[i]))
			return all[i];
	return 0;
}

static bool is_unsigned(const struct shape *s)
{
	return strstr(s->word, "unsigned");
}

static const char *integer_misfit(struct arena *a, const char *column, const struct shape *from,
                                  const struct shape *to)
{
	unsigned long long most = ~0ull >> (64 - bits(to) + !is_unsigned(to));
	bool wider = bits(to) > bits(from) || (bits(to) == bits(from) && !is_unsigned(from));

	if (bits(from) && (is_unsigned(from) == is_unsigned(to) ? bits(to) >= bits(from)
	                                                        : wider && !is_unsigned(to)))
		return NULL;
	if (is_unsigned(to))
		return arena_printf(a, "ROUND(%s) NOT BETWEEN 0 AND %llu", column, most);
	return arena_printf(a, "ROUND(%s) NOT BETWEEN -%llu AND %llu", column, most + 1, most);
}

/* What is renamed fits as well. */
static const char *enum_misfit(struct arena *a, const char *column, const struct orm_type *from,
                               const struct orm_type *to, const char *list)
{
	struct names renames = my_renamed_values(a, from, to);
	const char *where = arena_printf(a, "%s NOT IN %s", column, list);

	for (size_t i = 1; i < renames.len; i += 2)
		where = arena_printf(a, "%s AND %s <> %s", where, column,
		                     my_string(a, renames.items[i]));
	return where;
}

/* Some member of the value is none of the new type. */
static const char *set_misfit(struct arena *a, const char *column, const struct orm_type *from,
                              const struct orm_type *to)
{
	struct my_type was, is;
	const char *out = NULL;

	if (!my_type_read(a, from->name, &was) || !my_type_read(a, to->name, &is))
		return NULL;
	for (size_t i = 0; i < was.values.len; i++) {
		const char *v = was.values.items[i];
		bool stays = false;

		for (size_t k = 0; k < is.values.len && !stays; k++)
			stays = !strcmp(is.values.items[k], v);
		if (stays)
			continue;
		v = arena_printf(a, "FIND_IN_SET(%s, %s)",
		                 my_string(a, my_unescape(a, v, v + strlen(v))), column);
		out = out ? arena_printf(a, "%s OR %s", out, v) : v;
	}
	return out;
}

/* A whole number as a year, or as so many bits. */
static const char *number_misfit(struct arena *a, const char *column, const struct shape *to)
{
	if (is(to, "year"))
		return arena_printf(a, "%s NOT BETWEEN 0 AND 99 AND %s NOT BETWEEN 1901 AND 2155",
		                    column, column);
	if (is(to, "bit") && to->first < 64)
		return arena_printf(a, "%s NOT BETWEEN 0 AND %llu", column,
		                    (1ull << (to->first < 1 ? 1 : to->first)) - 1);
	return NULL;
}

/* How many bytes a value may have; 0: as many as there are. */
static long bytes(const struct shape *s)
{
	static const char *const bounded[] = { "binary", "varbinary", NULL };

	if (is(s, "tinytext") || is(s, "tinyblob"))
		return 255;
	if (is(s, "text") || is(s, "blob"))
		return 65535;
	return is_any(s, bounded) ? (s->first < 0 ? 1 : s->first) : 0;
}

/* Texts that are no number, no day or no document. */
static const char *text_misfit(struct arena *a, const char *column, const struct shape *to)
{
	static const char *const days[] = { "date", "datetime", "timestamp", NULL };

	if (bits(to))
		return arena_printf(a, "%s NOT REGEXP '^ *[-+]?[0-9]+ *$'", column);
	if (digits(to) >= 0)
		return arena_printf(a,
		                    "%s NOT REGEXP '^ *[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)"
		                    "([eE][-+]?[0-9]+)? *$'",
		                    column);
	if (is_any(to, days))
		return arena_printf(a, "%s IS NOT NULL AND CAST(%s AS DATETIME) IS NULL", column,
		                    column);
	if (is(to, "time"))
		return arena_printf(a, "%s IS NOT NULL AND CAST(%s AS TIME) IS NULL", column,
		                    column);
	return is(to, "json") ? arena_printf(a, "NOT JSON_VALID(%s)", column) : NULL;
}

/* How long it gets in the other character set, where the type counts bytes. */
static const char *bytes_misfit(struct arena *a, const char *column, const struct orm_column *from,
                                const struct orm_column *to)
{
	struct shape was = shape_of(from->type), becomes = shape_of(to->type);
	const char *recoded = my_recoded(a, column, from, to);

	if (!recoded && bytes(&was) && bytes(&was) <= bytes(&becomes))
		return NULL;
	return arena_printf(a, "LENGTH(%s) > %ld", recoded ? recoded : column, bytes(&becomes));
}

static const char *type_misfit(struct arena *a, const char *column, const struct orm_column *from,
                               const struct orm_column *to)
{
	static const char *const texts[] = { "varchar",    "char",     "tinytext", "text",
		                             "mediumtext", "longtext", "enum",     NULL };
	struct shape was = shape_of(from->type), becomes = shape_of(to->type);
	bool text = is_any(&was, texts);

	if ((is(&becomes, "varchar") || is(&becomes, "char")) && (text || digits(&was) >= 0))
		return arena_printf(a, "CHAR_LENGTH(%s) > %d", column,
		                    becomes.first < 0 ? 1 : becomes.first);
	if (is(&becomes, "enum") && text)
		return enum_misfit(a, column, from->type, to->type, becomes.word + becomes.len);
	if (is(&becomes, "set") && is(&was, "set"))
		return set_misfit(a, column, from->type, to->type);
	if (bytes(&becomes))
		return bytes_misfit(a, column, from, to);
	if (text && !is(&was, "enum"))
		return text_misfit(a, column, &becomes);
	if (digits(&was) < 0)
		return NULL;
	if (bits(&was) && (is(&becomes, "year") || is(&becomes, "bit")))
		return number_misfit(a, column, &becomes);
	if (bits(&becomes))
		return integer_misfit(a, column, &was, &becomes);
	if (is(&becomes, "decimal"))
		return arena_printf(a, "ABS(ROUND(%s, %d)) >= 1e%d", column, digits(&becomes),
		                    (becomes.first < 0 ? 10 : becomes.first) - digits(&becomes));
	return NULL;
}

const char *my_misfit(struct arena *a, const char *column, const struct orm_column *from,
                      const struct orm_column *to)
{
	bool same = text_same(from->type->name, to->type->name) && !my_recoded(a, column, from, to);
	const char *type = same ? NULL : type_misfit(a, column, from, to);
	const char *characters = my_unwritable(a, column, from, to);

	if (type && characters)
		return arena_printf(a, "%s OR %s", type, characters);
	return type ? type : characters;
}

static void guard(struct my_alter *x, const char *what, const char *from, const char *condition)
{
	struct arena *a = x->ddl->arena;
	const char *table = my_full_name(a, x->schema, x->name);

	if (x->loss)
		return;
	ddl_addf(x->ddl, DDL_CHECK, NULL, "SELECT %s, %s FROM %s%s%s LIMIT 1", my_string(a, what),
	         my_string(a, "Change the rows first, or allow it with allow_data_loss = true or "
	                      "--allow-data-loss."),
	         table, from, condition);
}

void my_guard_column(struct my_alter *x, const struct orm_column *from, const struct orm_column *to)
{
	struct arena *a = x->ddl->arena;
	const char *column = my_name(a, my_name_before(&x->columns, to->object.name));
	struct shape was = shape_of(from->type), is_to = shape_of(to->type);
	const char *condition = altered(a, column, &was, &is_to);

	if (from->computed)
		return;
	if (to->computed) {
		my_guard_values(x, from);
		return;
	}
	if (condition)
		guard(x,
		      arena_printf(a, "values of column \"%s.%s\" would be rounded to fit \"%s\"",
		                   x->name, from->object.name, to->type->name),
		      " WHERE ", condition);
}

void my_guard_values(struct my_alter *x, const struct orm_column *from)
{
	struct arena *a = x->ddl->arena;
	const char *name = my_name_before(&x->columns, from->object.name);

	guard(x, arena_printf(a, "the values of column \"%s.%s\" would be lost", x->name, name),
	      " WHERE ", arena_printf(a, "%s IS NOT NULL", my_name(a, name)));
}

void my_guard_partition(struct my_alter *x, const char *partition)
{
	struct arena *a = x->ddl->arena;
	bool versioned = my_is(&x->base->object, "system_versioning");

	guard(x,
	      arena_printf(a, "the rows of partition \"%s\" of table \"%s\" would be lost",
	                   partition, x->name),
	      arena_printf(a, " PARTITION (%s)", my_name(a, partition)),
	      versioned ? " FOR SYSTEM_TIME ALL" : "");
}

/* The column that says until when a row was there: "a, b" is the period. */
static const char *end_of_rows(const struct my_alter *x)
{
	const char *period = my_option(&x->base->object, "period_system_time");
	const char *at = period ? strchr(period, ',') : NULL;

	return at ? text_trim(x->ddl->arena, at + 1, strlen(at + 1)) : NULL;
}

void my_guard_past(struct my_alter *x)
{
	struct arena *a = x->ddl->arena;
	const char *end = end_of_rows(x);
	const struct orm_column *c = end ? orm_table_column(x->base, x->ddl->dialect, end) : NULL;
	const char *name = end ? my_name(a, end) : "ROW_END";
	bool counted = c && c->type && c->type->name && text_starts(c->type->name, "bigint");

	guard(x, arena_printf(a, "the past of the rows of table \"%s\" would be lost", x->name),
	      " FOR SYSTEM_TIME ALL WHERE ",
	      counted ? arena_printf(a, "%s < 18446744073709551615", name)
	              : arena_printf(a, "%s <= CURRENT_TIMESTAMP(6)", name));
}
