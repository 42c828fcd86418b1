/* base/text.c - small questions about strings */
#include "base/text.h"

#include <stdint.h>
#include <string.h>

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool text_same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

bool text_same_nocase(const char *a, const char *b)
{
	return a && b ? text_compare_nocase(a, b) == 0 : a == b;
}

int text_compare_nocase(const char *a, const char *b)
{
	while (*a && lower(*a) == lower(*b))
		a++, b++;
	return (unsigned char)lower(*a) - (unsigned char)lower(*b);
}

bool text_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_ends(const char *text, const char *suffix)
{
	size_t len = strlen(text), n = strlen(suffix);
	return len >= n && memcmp(text + len - n, suffix, n) == 0;
}

bool text_empty(const char *text)
{
	return !text || !*text;
}

char *text_lower(struct arena *a, const char *text)
{
	char *copy = arena_strdup(a, text);
	for (char *p = copy; p && *p; p++)
		*p = lower(*p);
	return copy;
}

const char *text_folded(struct arena *a, const char *text)
{
	for (const char *p = text; p && *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			return text_lower(a, text);
	return text;
}

char *text_trim(struct arena *a, const char *text, size_t len)
{
	while (len && is_space(text[len - 1]))
		len--;
	while (len && is_space(*text))
		text++, len--;
	return arena_strndup(a, text, len);
}

enum { NEAREST_MAX = 64 };

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * Optimal string alignment: insert, delete, replace, or swap two neighbours,
 * each for one.  Letters that differ in case only are the same.
 */
static size_t distance(const char *a, size_t alen, const char *b, size_t blen)
{
	size_t rows[3][NEAREST_MAX + 1];
	size_t *before = rows[0], *above = rows[1], *row = rows[2];
	for (size_t j = 0; j <= blen; j++)
		above[j] = j;
	for (size_t i = 1; i <= alen; i++) {
		row[0] = i;
		for (size_t j = 1; j <= blen; j++) {
			char x = lower(a[i - 1]), y = lower(b[j - 1]);
			size_t d = least(above[j], row[j - 1]) + 1;
			d = least(d, above[j - 1] + (x != y));
			if (i > 1 && j > 1 && x == lower(b[j - 2]) && y == lower(a[i - 2]))
				d = least(d, before[j - 2] + 1);
			row[j] = d;
		}
		size_t *oldest = before;
		before = above;
		above = row;
		row = oldest;
	}
	return above[blen];
}

const char *text_nearest(const char *word, const char *const *candidates, size_t count)
{
	size_t len = strlen(word);
	size_t limit = len / 3 ? len / 3 : 1;
	const char *nearest = NULL;
	if (len > NEAREST_MAX)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		size_t n = strlen(candidates[i]);
		if (n > NEAREST_MAX || n > len + limit)
			continue;
		size_t d = distance(word, len, candidates[i], n);
		/* With nothing in common, one letter isn't like another. */
		if (d > limit || d >= (n > len ? n : len))
			continue;
		nearest = candidates[i];
		if (d == 0)
			break;
		limit = d - 1;
	}
	return nearest;
}

/* One character further; a byte that belongs to none counts as one. */
static const char *next_character(const char *text)
{
	do
		text++;
	while (((unsigned char)*text & 0xC0) == 0x80);
	return text;
}

/* After a mismatch only the last star needs another try. */
bool text_glob(const char *pattern, const char *text)
{
	const char *star = NULL, *resume = NULL;
	while (*text) {
		if (*pattern == '*') {
			star = ++pattern;
			resume = text;
		} else if (*pattern == '?') {
			pattern++;
			text = next_character(text);
		} else if (*pattern && *pattern == *text) {
			pattern++;
			text++;
		} else if (star) {
			pattern = star;
			text = resume = next_character(resume);
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}
