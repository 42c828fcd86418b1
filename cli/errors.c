/*
 * cli/errors.c - errors as people and programs read them
 */
#include "cli/errors.h"

#include <string.h>

#include "base/text.h"
#include "cli/terminal.h"
#include "orm/url.h"

static const struct {
	const char *name;
	enum cli_status status;
} codes[] = {
	[ERR_NONE] = { "unknown", STATUS_FAILED },
	[ERR_USAGE] = { "usage", STATUS_USAGE },
	[ERR_INPUT] = { "input", STATUS_FAILED },
	[ERR_IO] = { "io", STATUS_FAILED },
	[ERR_CONNECT] = { "connect", STATUS_FAILED },
	[ERR_DATABASE] = { "database", STATUS_FAILED },
	[ERR_INTEGRITY] = { "integrity", STATUS_FAILED },
	[ERR_UNSUPPORTED] = { "unsupported", STATUS_FAILED },
	[ERR_STATE] = { "state", STATUS_FAILED },
	[ERR_REFUSED] = { "refused", STATUS_REFUSED },
	[ERR_LOCKED] = { "locked", STATUS_LOCKED },
	[ERR_INTERRUPTED] = { "interrupted", STATUS_FAILED },
};

enum cli_status error_status(const struct error *e)
{
	return codes[e->code].status;
}

/* Lines longer than this are cut around the marked position. */
enum { EXCERPT = 76 };

static void add_spaced(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		buf_addc(out, text[i] == '\t' ? ' ' : text[i]);
}

/* The line of the statement that holds the position, and a caret below it. */
static void add_position(struct buf *out, const char *sql, size_t position)
{
	size_t start = position, end = position;
	int line = 1;

	while (start > 0 && sql[start - 1] != '\n')
		start--;
	while (sql[end] && sql[end] != '\n')
		end++;
	for (size_t i = 0; i < start; i++)
		line += sql[i] == '\n';
	bool cut = position - start > EXCERPT / 2 && end - start > EXCERPT;
	if (cut)
		start = position - EXCERPT / 2;
	/* Don't begin inside of a character. */
	while (start < position && ((unsigned char)sql[start] & 0xc0) == 0x80)
		start++;
	size_t shown = end - start > EXCERPT ? EXCERPT : end - start;
	while (shown && shown < end - start && ((unsigned char)sql[start + shown] & 0xc0) == 0x80)
		shown--;

	struct buf head = { 0 };
	struct buf before = { 0 };
	buf_addf(&head, "  LINE %d: %s", line, cut ? "..." : "");
	buf_add(&before, sql + start, position - start);
	buf_adds(out, buf_str(&head));
	add_spaced(out, sql + start, shown);
	buf_adds(out, shown < end - start ? "...\n" : "\n");
	buf_fill(out, ' ', head.len + utf8_width(buf_str(&before)));
	buf_adds(out, "^\n");
	buf_release(&head);
	buf_release(&before);
}

static void add_whole(struct buf *out, const char *sql)
{
	buf_adds(out, "  statement: ");
	for (const char *s = sql; *s; s++) {
		buf_addc(out, *s);
		if (*s == '\n' && s[1])
			buf_adds(out, "    ");
	}
	buf_addc(out, '\n');
}

static void add_statement(struct buf *out, const char *sql, long position)
{
	if (position >= 0 && (size_t)position <= strlen(sql)) {
		add_position(out, sql, (size_t)position);
		return;
	}
	add_whole(out, sql);
}

/* What is in error texts may come from databases and URLs. */
static void add_clean(struct buf *out, const char *text)
{
	struct arena a = { 0 };

	terminal_escape(out, orm_url_redact(&a, text));
	arena_release(&a);
}

void error_render(struct buf *out, const struct error *e, bool colour)
{
	struct buf text = { 0 };

	if (e->file[0] && e->line)
		buf_addf(&text, "%s:%d: ", e->file, e->line);
	else if (e->file[0])
		buf_addf(&text, "%s: ", e->file);
	buf_addf(&text, "%s\n", e->message[0] ? e->message : "failed, without saying why");
	if (e->object[0] && !strstr(e->message, e->object))
		buf_addf(&text, "  in %s\n", e->object);
	if (e->statement[0])
		add_statement(&text, e->statement, e->position);
	buf_adds(out, colour ? "\033[1;31mlimbeck:\033[0m " : "limbeck: ");
	add_clean(out, buf_str(&text));
	buf_cut(&text, 0);
	if (e->hint[0]) {
		buf_adds(out, colour ? "\033[1;36m  hint:\033[0m " : "  hint: ");
		add_clean(out, e->hint);
		buf_addc(out, '\n');
	}
	buf_release(&text);
}

static void detail(struct buf *out, const char *name, const char *text)
{
	if (text[0])
		buf_addf(out, "  %s: %s\n", name, text);
}

void error_render_details(struct buf *out, const struct error *e)
{
	struct buf text = { 0 };

	detail(&text, "kind", codes[e->code].name);
	detail(&text, "sqlstate", e->sqlstate);
	detail(&text, "file", e->file);
	if (e->line)
		buf_addf(&text, "  line: %d\n", e->line);
	detail(&text, "object", e->object);
	if (e->statement[0] && e->position >= 0) {
		buf_addf(&text, "  position: %ld\n", e->position);
		add_whole(&text, e->statement);
	}
	add_clean(out, buf_str(&text));
	buf_release(&text);
}

static void member(struct json *j, struct arena *a, const char *key, const char *text)
{
	if (!text[0])
		return;
	json_key(j, key);
	json_put_string(j, orm_url_redact(a, text));
}

void error_render_json(struct buf *out, const struct error *e)
{
	struct arena a = { 0 };
	struct json j = { .out = out };

	json_open_object(&j);
	json_key(&j, "error");
	json_open_object(&j);
	member(&j, &a, "code", codes[e->code].name);
	member(&j, &a, "message", e->message);
	member(&j, &a, "hint", e->hint);
	member(&j, &a, "file", e->file);
	if (e->line) {
		json_key(&j, "line");
		json_put_int(&j, e->line);
	}
	member(&j, &a, "object", e->object);
	member(&j, &a, "sqlstate", e->sqlstate);
	member(&j, &a, "statement", e->statement);
	if (e->statement[0] && e->position >= 0) {
		json_key(&j, "position");
		json_put_int(&j, e->position);
	}
	json_close(&j);
	json_close(&j);
	buf_addc(out, '\n');
	arena_release(&a);
}
