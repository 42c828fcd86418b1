/*
 * cli/option.c - read a command line into a struct
 */
#include "cli/option.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* Where parsing stands. */
struct reader {
	const struct option_parser *p;
	int argc;
	char *const *argv;
	int next;          /* index of the word to read next */
	size_t positional; /* arguments filled so far */
	bool only_words;   /* "--" was seen */
};

static const struct option *find_in(const struct option *table, const char *name, size_t len)
{
	for (const struct option *o = table; o && o->name; o++)
		if (strlen(o->name) == len && !memcmp(o->name, name, len))
			return o;
	return NULL;
}

static const struct option *find_letter_in(const struct option *table, char letter)
{
	for (const struct option *o = table; o && o->name; o++)
		if (o->letter && o->letter == letter)
			return o;
	return NULL;
}

/* A command's own option hides a common one of the same name. */
static const struct option *find(const struct option_parser *p, const char *name, size_t len,
                                 void **base)
{
	const struct option *o = find_in(p->options, name, len);

	*base = o ? p->args : p->common_args;
	return o ? o : find_in(p->common, name, len);
}

static const struct option *find_letter(const struct option_parser *p, char letter, void **base)
{
	const struct option *o = find_letter_in(p->options, letter);

	*base = o ? p->args : p->common_args;
	return o ? o : find_letter_in(p->common, letter);
}

static bool unknown(const struct option_parser *p, const char *name, size_t len, struct error *err)
{
	struct names known = { 0 };
	const struct option *tables[] = { p->options, p->common };
	char *word = arena_strndup(p->arena, name, len);

	for (size_t i = 0; i < COUNT(tables); i++)
		for (const struct option *o = tables[i]; o && o->name; o++)
			vec_push(p->arena, &known, o->name);
	fail(err, ERR_USAGE, "unknown option \"--%s\"", word);
	const char *near = text_nearest(word, known.items, known.len);
	if (near)
		fail_hint(err, "Did you mean --%s?", near);
	return false;
}

static bool store_int(const struct option *o, const char *value, int *out, struct error *err)
{
	char *end;

	if (!strcmp(value, "none")) {
		*out = -1;
		return true;
	}
	errno = 0;
	long n = strtol(value, &end, 10);
	if (errno || end == value || *end || n < 0 || n > INT_MAX)
		return fail(err, ERR_USAGE, "option \"--%s\" expects a number, not \"%s\"", o->name,
		            value);
	*out = (int)n;
	return true;
}

static bool check_choice(struct arena *a, const struct option *o, const char *value,
                         struct error *err)
{
	const char *list = "";

	for (size_t i = 0; o->choices[i]; i++) {
		if (!strcmp(o->choices[i], value))
			return true;
		list = arena_printf(a, "%s%s%s", list, i ? ", " : "", o->choices[i]);
	}
	fail(err, ERR_USAGE, "option \"--%s\" can't be \"%s\"", o->name, value);
	return fail_hint(err, "It is one of: %s.", list);
}

/* `at` is the member; the table's macros made sure of its type. */
static bool store(struct arena *a, const struct option *o, void *at, const char *value,
                  struct error *err)
{
	if (o->kind == OPTION_FLAG) {
		*(bool *)at = true;
		return true;
	}
	assert(value);
	if (o->choices && !check_choice(a, o, value, err))
		return false;
	switch (o->kind) {
	case OPTION_FLAG:
		break;
	case OPTION_TEXT:
		*(const char **)at = value;
		return true;
	case OPTION_LIST:
		vec_push(a, (struct names *)at, value);
		return true;
	case OPTION_INT:
		return store_int(o, value, at, err);
	}
	return true;
}

static void *member(void *base, size_t offset)
{
	return (char *)base + offset;
}

static bool read_long(struct reader *r, const char *word, struct error *err)
{
	const char *equals = strchr(word, '=');
	size_t len = equals ? (size_t)(equals - word) : strlen(word);
	const char *value = equals ? equals + 1 : NULL;
	void *base;
	const struct option *o = find(r->p, word, len, &base);

	if (!o)
		return unknown(r->p, word, len, err);
	if (o->kind == OPTION_FLAG && value)
		return fail(err, ERR_USAGE, "option \"--%s\" takes no value", o->name);
	if (o->kind != OPTION_FLAG && !value) {
		if (r->next >= r->argc)
			return fail(err, ERR_USAGE, "option \"--%s\" needs a value", o->name);
		value = r->argv[r->next++];
	}
	return store(r->p->arena, o, member(base, o->offset), value, err);
}

static bool read_short(struct reader *r, const char *letters, struct error *err)
{
	for (const char *l = letters; *l; l++) {
		void *base;
		const struct option *o = find_letter(r->p, *l, &base);

		if (!o)
			return fail(err, ERR_USAGE, "unknown option \"-%c\"", *l);
		const char *value = NULL;
		if (o->kind != OPTION_FLAG) {
			value = l[1] ? l + 1 : r->next < r->argc ? r->argv[r->next++] : NULL;
			if (!value)
				return fail(err, ERR_USAGE, "option \"-%c\" needs a value", *l);
		}
		if (!store(r->p->arena, o, member(base, o->offset), value, err))
			return false;
		if (value)
			break;
	}
	return true;
}

static bool read_word(struct reader *r, const char *word, struct error *err)
{
	const struct argument *arg = r->p->arguments;

	for (size_t i = 0; arg && arg->name && i < r->positional; i++)
		arg++;
	if (!arg || !arg->name)
		return fail(err, ERR_USAGE, "unexpected argument \"%s\"", word);
	void *at = member(r->p->args, arg->offset);
	if (arg->kind == OPTION_LIST) {
		vec_push(r->p->arena, (struct names *)at, word);
		return true;
	}
	*(const char **)at = word;
	r->positional++;
	return true;
}

static bool check_missing(const struct reader *r, struct error *err)
{
	size_t i = 0;

	for (const struct argument *arg = r->p->arguments; arg && arg->name; arg++, i++) {
		if (arg->optional || i < r->positional)
			continue;
		if (arg->kind == OPTION_LIST &&
		    ((struct names *)member(r->p->args, arg->offset))->len)
			continue;
		return fail(err, ERR_USAGE, "%s is missing", arg->name);
	}
	return true;
}

/* -1 and the like are revisions (downgrade -1), not options. */
static bool is_option(const struct reader *r, const char *word)
{
	return !r->only_words && word[0] == '-' && word[1] && !(word[1] >= '0' && word[1] <= '9');
}

bool option_parse(const struct option_parser *p, int argc, char *const *argv, struct error *err)
{
	struct reader r = { .p = p, .argc = argc, .argv = argv };

	while (r.next < argc) {
		const char *word = argv[r.next++];
		bool ok;

		if (!is_option(&r, word))
			ok = read_word(&r, word, err);
		else if (!strcmp(word, "--"))
			ok = r.only_words = true;
		else if (word[1] == '-')
			ok = read_long(&r, word + 2, err);
		else
			ok = read_short(&r, word + 1, err);
		if (!ok)
			return false;
	}
	return check_missing(&r, err);
}

int option_first_word(const struct option *common, int argc, char *const *argv)
{
	for (int i = 0; i < argc; i++) {
		const char *word = argv[i];
		const struct option *o;

		if (word[0] != '-' || !word[1])
			return i;
		if (word[1] == '-') {
			o = strchr(word, '=') ? NULL : find_in(common, word + 2, strlen(word + 2));
			i += o && o->kind != OPTION_FLAG;
			continue;
		}
		for (const char *l = word + 1; *l; l++) {
			o = find_letter_in(common, *l);
			if (o && o->kind != OPTION_FLAG) {
				i += !l[1];
				break;
			}
		}
	}
	return argc;
}
