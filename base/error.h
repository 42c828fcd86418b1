/*
 * base/error.h - what went wrong, as a value
 *
 * The struct needs no freeing.  The message is one line, lower case, without a
 * full stop, names in double quotes; the hint is a sentence that says what to
 * do.  A lower error is passed on untouched.  Only cli/ prints.
 */
#ifndef LIMBECK_BASE_ERROR_H
#define LIMBECK_BASE_ERROR_H

#include <stdarg.h>
#include <stdbool.h>

#include "base/arena.h"

enum error_code {
	ERR_NONE,
	ERR_USAGE,       /* the command line or a call's arguments are off */
	ERR_INPUT,       /* a model, script, config or snapshot is wrong */
	ERR_IO,          /* a file can't be read or written */
	ERR_CONNECT,     /* no connection to the database */
	ERR_DATABASE,    /* the database refused a statement */
	ERR_INTEGRITY,   /* ... because a constraint would be violated */
	ERR_UNSUPPORTED, /* this database or library version can't do it */
	ERR_STATE,       /* history and database don't fit together */
	ERR_REFUSED,     /* data would be lost, or the plan isn't proven */
	ERR_LOCKED,      /* the lock was not to be had */
	ERR_INTERRUPTED, /* cancelled by the user */
};

struct error {
	enum error_code code;
	char sqlstate[6]; /* five characters, "" when not from a database */
	bool denied;      /* by the database, for want of a right */
	char message[1024];
	char hint[4096];
	char file[512];       /* model or script; "" when not about a file */
	int line;             /* in `file`, from 1; 0 = unknown */
	char object[256];     /* what it is about: table "orders" */
	char statement[4096]; /* the failed SQL, possibly cut; "" = none */
	long position;        /* byte offset in `statement`, from 0; -1 = unknown */
};

/* Fills `err` and returns false, so that it can be returned at once. */
bool fail(struct error *err, enum error_code code, const char *format, ...) PRINTF_LIKE(3, 4);

/* Sets the hint; returns false. */
bool fail_hint(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* Says which file and line it is about, unless that is known already. */
bool fail_at(struct error *err, const char *file, int line);

/* Keeps the statement that failed, unless one is kept; position -1 = unknown. */
bool fail_statement(struct error *err, const char *sql, long position);

/* Names the object it is about, unless one is named already. */
bool fail_object(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

void error_clear(struct error *err);

#endif
