/* tests/migrate/shrink.c - the smallest pair of schemas that fails as well */
#include "shrink.h"

#include <stdlib.h>
#include <string.h>

/* `parts` without `count` of them. */
static struct names without(struct arena *a, const struct names *parts, size_t first, size_t count)
{
	struct names out = { 0 };

	for (size_t i = 0; i < parts->len; i++)
		if (i < first || i >= first + count)
			vec_push(a, &out, parts->items[i]);
	return out;
}

static bool has(const struct names *parts, const char *part)
{
	for (size_t i = 0; i < parts->len; i++)
		if (!strcmp(parts->items[i], part))
			return true;
	return false;
}

/* The same parts of both sides, or those that only one has. */
static bool drop_some(const struct shrinker *s, struct names parts[2], int side, size_t first,
                      size_t count, const char **wrong)
{
	struct names smaller[2] = { parts[0], parts[1] };
	const char *still;

	smaller[side] = without(s->arena, &parts[side], first, count);
	for (size_t i = first; i < first + count && i < parts[side].len; i++)
		for (size_t k = smaller[!side].len; k-- > 0;)
			if (!strcmp(smaller[!side].items[k], parts[side].items[i]))
				smaller[!side] = without(s->arena, &smaller[!side], k, 1);
	still = s->check(s->data, smaller);
	if (!still)
		return false;
	parts[0] = smaller[0];
	parts[1] = smaller[1];
	*wrong = still;
	return true;
}

const char *shrink(const struct shrinker *s, struct names parts[2], const char *wrong)
{
	for (size_t count = parts[0].len / 2; count; count /= 2)
		for (int side = 0; side < 2; side++)
			for (size_t i = 0; i < parts[side].len;)
				if (!drop_some(s, parts, side, i, count, &wrong))
					i += count;
	return wrong;
}

const char *shrink_text(struct arena *a, const struct names *parts, const struct names *other,
                        const char *end)
{
	const char *text = "";

	for (size_t i = 0; i < parts->len; i++)
		text =
		    arena_printf(a, "%s%s%s%s\n", text, has(other, parts->items[i]) ? "  " : "* ",
		                 parts->items[i], end);
	return text;
}

bool shrink_is_off(void)
{
	return getenv("LIMBECK_TEST_WHOLE") != NULL;
}

uint64_t shrink_number(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 10) : otherwise;
}
