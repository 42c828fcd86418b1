/*
 * orm/mysql/split.c - where a statement ends
 *
 * At a semicolon that isn't inside the body of a routine, trigger, event or
 * package, or of a compound statement on its own (MariaDB).  BEGIN, END, IF and
 * the like may be names or functions too, so what counts is where they stand: at
 * the beginning of a statement of the body.
 */
#include <string.h>

#include "orm/mysql/lex.h"

enum phase {
	START,
	FIRST,    /* one word that might be a label */
	MAYBE,    /* BEGIN: a block if NOT ATOMIC follows */
	PLAIN,    /* ends at the next semicolon */
	CREATE,   /* CREATE or ALTER: of what? */
	NAME,     /* of the routine, after IF NOT EXISTS */
	TIME,     /* of a trigger or event, up to ROW or DO */
	HEADER,   /* parameters and what else stands before the body */
	MAYBE_AS, /* IS or AS: of Oracle's routines, or an operator */
	BODY,
};

/* What was seen so far; fits the splitter's `state`. */
struct seen {
	unsigned phase : 4;
	unsigned parens : 4;   /* open ones, before the body */
	unsigned depth : 8;    /* blocks that are open */
	unsigned cases : 5;    /* CASE expressions that are open */
	unsigned start : 1;    /* a statement begins here */
	unsigned ended : 1;    /* after END */
	unsigned dot : 1;      /* after a point: a name follows */
	unsigned handler : 1;  /* in DECLARE ... HANDLER */
	unsigned until : 1;    /* in UNTIL ... END REPEAT */
	unsigned package : 1;  /* the outermost block is a package */
	unsigned routine : 1;  /* in a package: a routine's BEGIN is to come */
	unsigned declares : 1; /* Oracle's declarations come before BEGIN */
	unsigned event : 1;
	unsigned trigger : 1;
	unsigned value : 1; /* what follows belongs to the token before it */
};

_Static_assert(sizeof(struct seen) <= sizeof(unsigned), "the splitter's state holds it");

static bool is_any(const struct orm_token *t, const char *const *words)
{
	for (; *words; words++)
		if (my_token_is(t, *words))
			return true;
	return false;
}

static void push(struct seen *s)
{
	if (s->depth < 255)
		s->depth++;
	s->phase = BODY;
}

/* After END: its block is closed. */
static void pop(struct seen *s)
{
	if (s->depth)
		s->depth--;
	s->until = 0;
	s->ended = 1;
	if (!s->depth)
		s->phase = PLAIN;
}

static bool opens_loop(const struct orm_token *t)
{
	static const char *const words[] = { "if", "loop", "repeat", "while", "for", NULL };

	return is_any(t, words);
}

/* Does a statement begin right after this word, which opens a block? */
static bool starts_inside(const struct orm_token *t)
{
	static const char *const words[] = { "begin", "loop", "repeat", NULL };

	return is_any(t, words);
}

/* The first word of all. */
static void see_first(struct seen *s, const struct orm_token *t)
{
	static const char *const creates[] = { "create", "alter", NULL };

	s->phase = t->kind == ORM_TOKEN_WORD || t->kind == ORM_TOKEN_QUOTED ? FIRST : PLAIN;
	if (is_any(t, creates))
		s->phase = CREATE;
	else if (my_token_is(t, "begin"))
		s->phase = MAYBE;
	else if (opens_loop(t) || my_token_is(t, "case"))
		push(s);
	s->start = starts_inside(t);
}

static void see_kind(struct seen *s, const struct orm_token *t)
{
	static const char *const before[] = { "or",        "replace",      "definer",
		                              "aggregate", "current_user", "current_role",
		                              NULL };

	s->event = my_token_is(t, "event");
	if (my_token_is_op(t, "=")) {
		s->value = 1;
		return;
	}
	if (t->kind != ORM_TOKEN_WORD || s->value || is_any(t, before))
		s->value = 0;
	else if (my_token_is(t, "procedure") || my_token_is(t, "function") || s->event ||
	         my_token_is(t, "trigger") || my_token_is(t, "package"))
		s->phase = NAME;
	else
		s->phase = PLAIN;
	if (s->phase != NAME)
		return;
	s->package = my_token_is(t, "package");
	s->trigger = my_token_is(t, "trigger");
}

static void see_name(struct seen *s, const struct orm_token *t)
{
	static const char *const before[] = { "if", "not", "exists", "body", NULL };

	if (is_any(t, before))
		return;
	s->phase = s->event || s->trigger ? TIME : HEADER;
	if (!s->package)
		return;
	push(s);
	s->start = 1;
}

static void see_time(struct seen *s, const struct orm_token *t)
{
	if (my_token_is(t, s->event ? "do" : "row"))
		s->phase = HEADER;
}

/* Words with which a body of one statement begins. */
static bool begins_single(const struct orm_token *t)
{
	static const char *const words[] = { "select", "insert", "update",   "delete", "replace",
		                             "with",   "call",   "truncate", "create", "drop",
		                             "alter",  "show",   "load",     "values", "do",
		                             "signal", NULL };

	return is_any(t, words);
}

/* Is SET the beginning of a statement?  Not in CHARACTER SET, nor RETURNS SET('a'). */
static bool is_before_set(const struct orm_token *t)
{
	static const char *const words[] = { "character", "char", "returns", NULL };

	return is_any(t, words);
}

/* The first word of the body, or nothing of it yet. */
static void see_header_word(struct seen *s, const struct orm_token *t, bool value)
{
	bool opens = opens_loop(t) || my_token_is(t, "case");

	if (my_token_is(t, "begin") || (opens && !s->routine && !s->declares)) {
		push(s);
		s->start = starts_inside(t);
		s->routine = s->declares = 0;
	} else if (my_token_is(t, "as") || my_token_is(t, "is")) {
		s->phase = MAYBE_AS;
	} else if (my_token_is(t, "return")) {
		s->routine = 1; /* an expression follows, or a type */
	} else if (!s->declares && (begins_single(t) || (my_token_is(t, "set") && !value))) {
		s->phase = PLAIN;
	}
}

static void see_header(struct seen *s, const struct orm_token *t)
{
	bool value = s->value;

	s->value = is_before_set(t);
	if (my_token_is_op(t, "(") && s->parens < 15)
		s->parens++;
	else if (my_token_is_op(t, ")") && s->parens)
		s->parens--;
	if (!s->parens && t->kind == ORM_TOKEN_WORD)
		see_header_word(s, t, value);
}

static void see_after_as(struct seen *s, const struct orm_token *t)
{
	static const char *const operands[] = { "null", "not", "true", "false", "unknown", NULL };

	s->phase = HEADER;
	if (t->kind != ORM_TOKEN_STRING && !is_any(t, operands))
		s->declares = 1;
	see_header(s, t);
}

/* BEGIN in a package begins a routine's body, or what the package does at first. */
static void see_begin(struct seen *s)
{
	if (!s->package || s->depth != 1 || s->routine)
		push(s);
	s->routine = s->declares = 0;
	s->start = 1;
}

/* Between the routines of a package: true when that is all there is to it. */
static bool see_package(struct seen *s, const struct orm_token *t)
{
	if (my_token_is(t, "procedure") || my_token_is(t, "function")) {
		s->routine = 1;
	} else if (my_token_is(t, "as") || my_token_is(t, "is")) {
		s->declares = s->routine;
		s->start = 1;
	} else if (my_token_is(t, "begin")) {
		see_begin(s);
	} else if (my_token_is_op(t, ";") && !s->declares) {
		s->routine = 0; /* it was only announced */
		s->start = 1;
	} else {
		return false;
	}
	return true;
}

/* A word where a statement begins; false when it has nothing to do with blocks. */
static bool see_start(struct seen *s, const struct orm_token *t)
{
	if (my_token_is(t, "begin")) {
		see_begin(s);
	} else if (my_token_is(t, "end")) {
		pop(s);
	} else if (opens_loop(t) || my_token_is(t, "case")) {
		push(s);
		s->start = starts_inside(t);
	} else if (my_token_is(t, "until")) {
		s->until = 1;
	} else {
		return false;
	}
	return true;
}

/* A word inside of a statement. */
static void see_inside(struct seen *s, const struct orm_token *t, bool ended)
{
	if (my_token_is(t, "case") && !ended && s->cases < 31)
		s->cases++;
	else if (my_token_is(t, "end") && s->cases)
		s->cases--;
	else if (my_token_is(t, "end") && s->until)
		pop(s);
	else if (my_token_is(t, "handler"))
		s->handler = 1;
	else if (my_token_is(t, "begin") && s->handler)
		see_begin(s);
}

/* Does a statement begin after this token of one? */
static bool starts_after(const struct seen *s, const struct orm_token *t, bool was_start)
{
	static const char *const words[] = { "then", "else", "loop", "atomic", NULL };
	static const char *const conditions[] = { "sqlexception", "sqlwarning", "found", NULL };

	if (my_token_is_op(t, ";") || my_token_is_op(t, ":"))
		return true;
	/* Oracle's <<label>> */
	if (was_start && (s->value || my_token_is_op(t, "<<") || my_token_is_op(t, ">>")))
		return true;
	if (s->cases)
		return false;
	return is_any(t, words) || (my_token_is(t, "do") && !was_start) ||
	       (s->handler && (is_any(t, conditions) || t->kind == ORM_TOKEN_STRING ||
	                       t->kind == ORM_TOKEN_NUMBER));
}

static void see_body(struct seen *s, const struct orm_token *t)
{
	bool start = s->start, ended = s->ended;

	s->start = s->ended = 0;
	if (s->package && s->depth == 1 && see_package(s, t))
		return;
	if (start && see_start(s, t))
		return;
	if (!start)
		see_inside(s, t, ended);
	if (my_token_is_op(t, ";"))
		s->cases = s->handler = s->until = 0;
	s->start = s->start || starts_after(s, t, start);
	s->value = start && my_token_is_op(t, "<<");
}

static void see(struct seen *s, const struct orm_token *t)
{
	switch ((enum phase)s->phase) {
	case START:
		see_first(s, t);
		break;
	case FIRST:
		s->phase = my_token_is_op(t, ":") ? START : PLAIN;
		break;
	case MAYBE:
		s->phase = PLAIN;
		if (my_token_is(t, "not"))
			push(s);
		break;
	case PLAIN:
		break;
	case CREATE:
		see_kind(s, t);
		break;
	case NAME:
		see_name(s, t);
		break;
	case TIME:
		see_time(s, t);
		break;
	case HEADER:
		see_header(s, t);
		break;
	case MAYBE_AS:
		see_after_as(s, t);
		break;
	case BODY:
		see_body(s, t);
		break;
	}
}

bool my_ends_statement(unsigned *state, const struct orm_token *t)
{
	struct seen s = { 0 };
	bool named, ends;

	memcpy(&s, state, sizeof s);
	named = s.dot && t->kind == ORM_TOKEN_WORD;
	ends = my_token_is_op(t, ";") && !s.depth && !s.declares;
	s.dot = my_token_is_op(t, ".");
	if (!named)
		see(&s, t);
	memcpy(state, &s, sizeof s);
	return ends;
}
