/*
 * cli/option.h - command lines as tables
 *
 * A row says how an option is written, where its value goes and what it means;
 * parsing, --help and the manual check read the same rows.  Written as
 * examples of one row each:
 *
 *	{ 'm', "message", TEXT(revision_args, message), "TEXT", "one-line summary" },
 *	{ 0, "json", FLAG(cli_options, json), NULL, "results as JSON" },
 *
 * The macros take the struct and the member, and don't compile when the member
 * has another type.  Values are borrowed from argv; absent ones stay zero.
 */
#ifndef LIMBECK_CLI_OPTION_H
#define LIMBECK_CLI_OPTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/vec.h"

enum option_kind {
	OPTION_FLAG, /* bool: set when given */
	OPTION_TEXT, /* const char *: the last one counts */
	OPTION_LIST, /* struct names: may be repeated */
	OPTION_INT,  /* int, not negative, and -1 for "no limit" written as "none" */
};

#define OPTION_AT(S, member, type) \
	_Generic(((struct S *)0)->member, type : offsetof(struct S, member))
#define FLAG(S, member) .kind = OPTION_FLAG, .offset = OPTION_AT(S, member, bool)
#define TEXT(S, member) .kind = OPTION_TEXT, .offset = OPTION_AT(S, member, const char *)
#define LIST(S, member) .kind = OPTION_LIST, .offset = OPTION_AT(S, member, struct names)
#define INT(S, member)  .kind = OPTION_INT, .offset = OPTION_AT(S, member, int)

struct option {
	char letter;      /* -m; 0 = none */
	const char *name; /* --message; the table ends with NULL */
	enum option_kind kind;
	size_t offset;
	const char *value; /* how help calls the value: "TEXT" */
	const char *help;
	const char *const *choices; /* the only values allowed, NULL-ended; or NULL = any */
};

struct argument {
	const char *name;      /* "FROM"; the table ends with NULL */
	enum option_kind kind; /* TEXT, or LIST for all that remain (the last row) */
	size_t offset;
	const char *help;
	bool optional;
};

/* What one command line is parsed with. */
struct option_parser {
	struct arena *arena;
	const struct option *common; /* options that hold for every command */
	void *common_args;
	const struct option *options; /* the command's own; NULL = none */
	const struct argument *arguments;
	void *args;
};

/*
 * Parses argv[0..argc) into the structs.  Short options bundle (-qv), a value
 * follows as -mTEXT, -m TEXT, --message=TEXT or --message TEXT, "--" ends the
 * options, names aren't abbreviated.  ERR_USAGE, with the nearest name as hint.
 */
bool option_parse(const struct option_parser *p, int argc, char *const *argv,
                  struct error *err) MUST_CHECK;

/*
 * Index of the first word that is no option (nor the value of one in
 * `common`), or argc: the command's name.  Options before it that `common`
 * doesn't know are left for option_parse to complain about.
 */
int option_first_word(const struct option *common, int argc, char *const *argv);

#endif
