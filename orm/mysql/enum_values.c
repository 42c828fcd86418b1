/* orm/mysql/enum_values.c - values of an ENUM that go on under another name */
#include <string.h>
#include <strings.h>

#include "orm/mysql/alter.h"
#include "orm/mysql/lex.h"
#include "orm/mysql/types.h"

static struct names values_of(struct arena *a, const struct orm_type *t)
{
	struct names values = { 0 };
	struct my_type read;

	if (!t || !t->name || !my_type_read(a, t->name, &read) || strcmp(read.name, "enum") != 0)
		return values;
	for (size_t i = 0; i < read.values.len; i++) {
		const char *v = read.values.items[i];

		vec_push(a, &values, my_unescape(a, v, v + strlen(v)));
	}
	return values;
}

static bool has(const struct names *list, const char *value)
{
	for (size_t i = 0; i < list->len; i++)
		if (!strcmp(list->items[i], value))
			return true;
	return false;
}

struct names my_renamed_values(struct arena *a, const struct orm_type *from,
                               const struct orm_type *to)
{
	const struct names *said = &to->renamed_values;
	struct names was, is, out = { 0 };

	if (!said->len)
		return out;
	was = values_of(a, from);
	is = values_of(a, to);
	for (size_t i = 0; i + 1 < said->len; i += 2) {
		const char *now = said->items[i], *before = said->items[i + 1];

		/* by the letter alone: to the server it is the same value */
		if (!strcasecmp(now, before))
			continue;
		if (has(&was, before) && !has(&was, now) && has(&is, now) && !has(&is, before)) {
			vec_push(a, &out, now);
			vec_push(a, &out, before);
		}
	}
	return out;
}

const char *my_with_values(struct arena *a, const struct orm_type *t, const struct names *renames)
{
	size_t end = strlen(t->name);
	struct buf b = { 0 };

	while (end && t->name[end - 1] != ')')
		end--;
	if (!end)
		return t->name;
	buf_add(&b, t->name, end - 1);
	for (size_t i = 0; i < renames->len; i += 2)
		buf_addf(&b, ",%s", my_string(a, renames->items[i]));
	buf_adds(&b, t->name + end - 1);
	return buf_take(&b, a);
}

const char *my_update_values(struct arena *a, const char *table, const char *column,
                             const struct names *renames, const struct orm_table *t)
{
	struct buf b = { 0 }, in = { 0 };
	const char *sql;

	buf_addf(&b, "UPDATE %s SET %s = CASE %s", table, column, column);
	for (size_t i = 0; i < renames->len; i += 2) {
		buf_addf(&b, " WHEN %s THEN %s", my_string(a, renames->items[i + 1]),
		         my_string(a, renames->items[i]));
		buf_addf(&in, "%s%s", i ? ", " : "", my_string(a, renames->items[i + 1]));
	}
	buf_adds(&b, " END");
	my_keep_values(&b, t);
	buf_addf(&b, " WHERE %s IN (%s)", column, buf_str(&in));
	sql = buf_take(&b, a);
	buf_release(&in);
	return sql;
}
