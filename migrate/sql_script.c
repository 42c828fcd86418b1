/*
 * migrate/sql_script.c - scripts in SQL: a header of comments, then two sections
 *
 *	-- add orders
 *	-- revision: ae1027a6acf0
 *	-- down_revision: 1975ea83b712
 *	-- created: 2026-11-20T10:00:00Z
 *
 *	-- limbeck: upgrade
 *	CREATE TABLE orders (id INTEGER PRIMARY KEY);
 *
 *	-- limbeck: downgrade
 *	DROP TABLE orders;
 */
#include "migrate/context_private.h"
#include "migrate/script.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "orm/dialect.h"

static const struct key {
	const char *name;
	size_t offset; /* in struct migrate_revision */
	bool list;
} keys[] = {
	{ "revision", offsetof(struct migrate_revision, id), false },
	{ "down_revision", offsetof(struct migrate_revision, down), true },
	{ "branch_labels", offsetof(struct migrate_revision, labels), true },
	{ "depends_on", offsetof(struct migrate_revision, depends_on), true },
	{ "replaces", offsetof(struct migrate_revision, replaces), true },
	{ "created", offsetof(struct migrate_revision, created), false },
};

static const char *const sections[] = { "upgrade", "downgrade" };

/* The parts of a script between its marks; text NULL when there is no such section. */
struct section {
	const char *text;
	size_t len;
	int line; /* of `text` */
};

/* A script being read, line by line. */
struct reader {
	struct arena *arena;
	const char *path;
	const char *next, *end;
	int line;
	struct migrate_revision *revision; /* NULL: only the sections are wanted */
	bool has[COUNT(keys)];
	bool keyed;            /* a key was seen: from now on what looks like one has to be */
	struct section *found; /* as sections[], or NULL */
	struct error *err;
};

static bool bad(struct reader *r, const char *format, ...) PRINTF_LIKE(2, 3);

static bool bad(struct reader *r, const char *format, ...)
{
	va_list args;
	char text[512];

	va_start(args, format);
	(void)vsnprintf(text, sizeof text, format, args);
	va_end(args);
	(void)fail(r->err, ERR_INPUT, "%s", text);
	return fail_at(r->err, r->path, r->line);
}

/* A value without the quotes that people bring along from Lua. */
static char *unquoted(struct arena *a, const char *text, size_t len)
{
	char *value = text_trim(a, text, len);

	len = strlen(value);
	if (len >= 2 && (*value == '"' || *value == '\'') && value[len - 1] == *value)
		return text_trim(a, value + 1, len - 2);
	return value;
}

static bool is_nothing(const char *value)
{
	return !*value || text_same_nocase(value, "none") || text_same_nocase(value, "nil");
}

static void read_list(struct arena *a, const char *value, struct names *out)
{
	for (;; value++) {
		size_t len = strcspn(value, ",");
		char *item = unquoted(a, value, len);

		if (!is_nothing(item))
			vec_push(a, out, item);
		value += len;
		if (!*value)
			return;
	}
}

static const char *near_key(const char *word)
{
	const char *names[COUNT(keys)];

	for (size_t i = 0; i < COUNT(keys); i++)
		names[i] = keys[i].name;
	return text_nearest(word, names, COUNT(keys));
}

static bool set_key(struct reader *r, size_t i, const char *value)
{
	char *member = (char *)r->revision + keys[i].offset;

	if (r->has[i])
		return bad(r, "\"%s\" is given twice", keys[i].name);
	r->has[i] = r->keyed = true;
	if (keys[i].list) {
		read_list(r->arena, value, (struct names *)(void *)member);
		return true;
	}
	value = unquoted(r->arena, value, strlen(value));
	*(const char **)(void *)member = is_nothing(value) ? NULL : value;
	return true;
}

static void add_prose(struct reader *r, const char *text)
{
	struct migrate_revision *rev = r->revision;

	if (!rev->message)
		rev->message = *text ? text : NULL;
	else if (rev->doc)
		rev->doc = arena_printf(r->arena, "%s\n%s", rev->doc, text);
	else if (*text)
		rev->doc = text;
}

/*
 * A comment of the header.  "fix: ..." is a fine first line, so before the first
 * key only what is nearly a key is taken for a mistake.
 */
static bool read_comment(struct reader *r, const char *text)
{
	size_t len = 0, gap;
	char *word;
	const char *near;

	while (text[len] == '_' || isalnum((unsigned char)text[len]))
		len++;
	gap = strspn(text + len, " \t");
	if (!len || (text[len + gap] != ':' && text[len + gap] != '=')) {
		add_prose(r, text);
		return true;
	}
	word = arena_strndup(r->arena, text, len);
	for (size_t i = 0; i < COUNT(keys); i++)
		if (!strcmp(word, keys[i].name))
			return set_key(r, i, text + len + gap + 1);
	near = near_key(word);
	if (!near && !r->keyed) {
		add_prose(r, text);
		return true;
	}
	(void)bad(r, "unknown header \"%s\"", word);
	return near ? fail_hint(r->err, "Did you mean \"%s\"?", near)
	            : fail_hint(r->err, "Headers are revision, down_revision, branch_labels, "
	                                "depends_on, replaces and created.");
}

/* "-- limbeck: NAME" begins a section. */
static bool begin_section(struct reader *r, const char *name)
{
	for (size_t i = 0; i < COUNT(sections); i++) {
		if (strcmp(name, sections[i]) != 0)
			continue;
		if (r->found[i].text)
			return bad(r, "there are two sections \"-- limbeck: %s\"", name);
		r->found[i] = (struct section){ .text = r->next,
			                        .len = (size_t)(r->end - r->next),
			                        .line = r->line + 1 };
		return true;
	}
	(void)bad(r, "unknown section \"-- limbeck: %s\"", name);
	return fail_hint(r->err, "Write \"-- limbeck: upgrade\" or \"-- limbeck: downgrade\".");
}

/* The comment on the line, or NULL when the line is something else. */
static char *comment_on(struct reader *r, const char *line, size_t len)
{
	char *text = text_trim(r->arena, line, len);

	return text_starts(text, "--") ? text_trim(r->arena, text + 2, strlen(text + 2)) : NULL;
}

static const char *section_name(struct reader *r, const char *comment)
{
	if (!comment || !text_starts(comment, "limbeck:"))
		return NULL;
	comment += strlen("limbeck:");
	return text_trim(r->arena, comment, strlen(comment));
}

static const char *take_line(struct reader *r, size_t *len)
{
	const char *line = r->next, *stop = memchr(line, '\n', (size_t)(r->end - line));

	*len = (size_t)((stop ? stop : r->end) - line);
	r->next = stop ? stop + 1 : r->end;
	r->line++;
	return line;
}

static bool read_line(struct reader *r, struct section **open)
{
	size_t len;
	const char *line = take_line(r, &len), *name;
	char *comment;

	/* Most lines are SQL: don't copy them. */
	while (len && (*line == ' ' || *line == '\t'))
		line++, len--;
	comment = len >= 2 && !memcmp(line, "--", 2) ? comment_on(r, line, len) : NULL;
	if ((name = section_name(r, comment))) {
		if (*open)
			(*open)->len = (size_t)(line - (*open)->text);
		if (!begin_section(r, name))
			return false;
		*open = &r->found[!strcmp(name, sections[0]) ? 0 : 1];
		return true;
	}
	if (*open || !r->revision)
		return true;
	if (comment)
		return read_comment(r, comment);
	if (!len || isspace((unsigned char)*line))
		return true;
	(void)bad(r, "there is SQL before \"-- limbeck: upgrade\"");
	return fail_hint(r->err, "Begin with a header of comments, then the sections.");
}

static bool read_all(struct reader *r, const char *text, size_t len)
{
	struct section *open = NULL;

	if (len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
		text += 3, len -= 3;
	r->next = text;
	r->end = text + len;
	while (r->next < r->end)
		if (!read_line(r, &open))
			return false;
	return true;
}

/* Blank comment lines at the end of the doc are only spacing. */
static void trim_doc(struct arena *a, struct migrate_revision *r)
{
	char *doc = r->doc ? text_trim(a, r->doc, strlen(r->doc)) : NULL;

	r->doc = text_empty(doc) ? NULL : doc;
}

static bool sql_read_header(struct arena *a, const char *path, const char *text, size_t len,
                            struct migrate_revision *revision, struct error *err)
{
	struct section found[COUNT(sections)] = { 0 };
	struct reader r = {
		.arena = a, .path = path, .revision = revision, .found = found, .err = err
	};

	if (!read_all(&r, text, len))
		return false;
	trim_doc(a, revision);
	if (revision->id && found[0].text)
		return true;
	r.line = 0;
	if (!revision->id) {
		(void)bad(&r, "there is no revision in the header");
		return fail_hint(err, "Begin the script with \"-- revision: ID\".");
	}
	(void)bad(&r, "there is no section \"-- limbeck: upgrade\"");
	return fail_hint(err, "Put \"-- limbeck: upgrade\" on a line of its own before the SQL.");
}

static enum context_transaction transaction_of(struct migrate_context *ctx,
                                               const struct orm_statement *st)
{
	return context_transaction(orm_conn_dialect(ctx->conn),
	                           arena_strndup(ctx->arena, st->start, st->len));
}

/* Other tools want the transaction in the script: where it is all of the section, it is ours. */
static void leave_out_transaction(struct migrate_context *ctx, struct orm_statements *list)
{
	if (list->len < 2 || transaction_of(ctx, &list->items[0]) != CONTEXT_BEGINS ||
	    transaction_of(ctx, &list->items[list->len - 1]) != CONTEXT_ENDS)
		return;
	list->items++;
	list->len -= 2;
}

/* What isn't finished is left for the database to refuse: it says so more exactly. */
static bool run_section(struct migrate_context *ctx, const struct section *s, struct error *err)
{
	struct orm_statements list = { 0 };

	(void)!orm_split(ctx->arena, orm_conn_dialect(ctx->conn), s->text, s->len, &list);
	leave_out_transaction(ctx, &list);
	for (size_t i = 0; i < list.len; i++) {
		const struct orm_statement *st = &list.items[i];

		ctx->line = s->line + st->line - 1;
		if (!migrate_context_execute(ctx, arena_strndup(ctx->arena, st->start, st->len),
		                             err))
			return false;
	}
	return true;
}

static bool sql_run(struct migrate_context *ctx, const struct migrate_revision *revision,
                    enum migrate_direction direction, struct error *err)
{
	struct section found[COUNT(sections)] = { 0 };
	struct reader r = { .arena = ctx->arena, .path = ctx->file, .found = found, .err = err };

	if (!read_all(&r, revision->text, revision->text_len))
		return false;
	if (found[direction].text)
		return run_section(ctx, &found[direction], err);
	(void)fail(err, ERR_UNSUPPORTED,
	           "revision \"%s\" can't be undone: \"%s\" has no section "
	           "\"-- limbeck: downgrade\"",
	           revision->id, revision->path ? revision->path : "its script");
	(void)fail_hint(err, "Add the section; leave it empty when there is nothing to undo.");
	return fail_at(err, ctx->file, 0);
}

const char *migrate_sql_section(const struct migrate_revision *revision,
                                enum migrate_direction direction, size_t *len)
{
	struct section found[COUNT(sections)] = { 0 };
	struct error ignored = { .position = -1 };
	struct arena a = { 0 };
	struct reader r = { .arena = &a, .path = "", .found = found, .err = &ignored };
	bool ok = read_all(&r, revision->text, revision->text_len);

	arena_release(&a);
	*len = ok ? found[direction].len : 0;
	return ok ? found[direction].text : NULL;
}

const struct migrate_format migrate_sql_format = {
	.extension = "sql",
	.read_header = sql_read_header,
	.run = sql_run,
};
