/*
 * cli/fleet_report.c - what became of a fleet's targets
 */
#include "cli/fleet_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "cli/terminal.h"
#include "orm/url.h"

/* What takes less needs no progress. */
enum { SHOWN_AFTER_MS = 1000 };

static const struct {
	const char *text, *key;
} names[FLEET_STATES] = {
	[FLEET_NOT_BEGUN] = { "not begun", "not_begun" },
	[FLEET_RUNNING] = { "running", "running" },
	[FLEET_DONE] = { "done", "done" },
	[FLEET_NOTHING] = { "unchanged", "unchanged" },
	[FLEET_DIFFERENT] = { "different", "different" },
	[FLEET_FAILED] = { "failed", "failed" },
	[FLEET_INTERRUPTED] = { "interrupted", "interrupted" },
};

/* All but what is running: a report is made in the end. */
static const enum fleet_state in_order[] = { FLEET_DONE,   FLEET_NOTHING,     FLEET_DIFFERENT,
	                                     FLEET_FAILED, FLEET_INTERRUPTED, FLEET_NOT_BEGUN };

static const char *name_of(const struct fleet_report *r, enum fleet_state state)
{
	return r->reads && state == FLEET_NOTHING ? "ok" : names[state].text;
}

static const char *key_of(const struct fleet_report *r, enum fleet_state state)
{
	return r->reads && state == FLEET_NOTHING ? "ok" : names[state].key;
}

static size_t count(const struct fleet_report *r, enum fleet_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < r->count; i++)
		n += r->entries[i].state == state;
	return n;
}

static bool on_terminal(void)
{
	const char *term = getenv("TERM");

	return isatty(STDERR_FILENO) && !text_same(term, "dumb");
}

static void clear_line(struct fleet_report *r)
{
	if (r->cli->line_open)
		fputs("\r\033[K", stderr);
	r->cli->line_open = false;
}

static void put(struct fleet_report *r, const char *text)
{
	struct buf clean = { 0 };

	terminal_escape(&clean, text);
	clear_line(r);
	fprintf(stderr, "%s\n", buf_str(&clean));
	buf_release(&clean);
}

void fleet_report_progress(struct fleet_report *r)
{
	size_t failed = count(r, FLEET_FAILED);

	if (r->cli->options.quiet || !on_terminal() || clock_ms() - r->since < SHOWN_AFTER_MS ||
	    (r->cli->line_open && r->shown == r->ended))
		return;
	r->shown = r->ended;
	clear_line(r);
	fprintf(stderr, "%zu of %zu, %zu running", r->ended, r->count, r->running);
	if (failed)
		fprintf(stderr, ", %zu failed", failed);
	fflush(stderr);
	r->cli->line_open = true;
}

void fleet_report_ended(struct fleet_report *r, const struct fleet_entry *e)
{
	bool bad = e->state == FLEET_FAILED || e->state == FLEET_INTERRUPTED;
	const struct fleet_outcome *o = &e->outcome;
	struct buf line = { 0 };

	/* Whoever watches the progress wants to know of trouble only. */
	if (!r->cli->options.quiet && (bad || !on_terminal())) {
		buf_addf(&line, "[%zu/%zu] %s %s", r->ended, r->count, name_of(r, e->state),
		         e->target->name);
		if (*o->brief)
			buf_addf(&line, ": %s", o->brief);
		if (!bad)
			buf_addf(&line, " (%lld ms)", (long long)o->duration_ms);
		put(r, buf_str(&line));
	}
	buf_release(&line);
	fleet_report_progress(r);
}

void fleet_report_said(struct fleet_report *r, const struct fleet_entry *e, const char *line)
{
	struct buf text = { 0 };

	buf_addf(&text, "%s: %s", e->target->name, line);
	put(r, buf_str(&text));
	buf_release(&text);
}

/* The lines of `text`, each behind two more blanks. */
static void add_indented(struct buf *out, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		buf_adds(out, "  ");
		buf_add(out, text, len);
		buf_addc(out, '\n');
		text += len + (text[len] == '\n');
	}
}

static void add_entry(struct fleet_report *r, struct buf *out, const struct fleet_entry *e)
{
	const struct fleet_outcome *o = &e->outcome;
	struct buf text = { 0 };

	buf_addf(&text, "%-11s %s", name_of(r, e->state), e->target->name);
	if (!text_empty(o->brief))
		buf_addf(&text, ": %s", o->brief);
	terminal_escape(out, buf_str(&text));
	buf_addc(out, '\n');
	buf_release(&text);
	/* The first line of an error is the brief one. */
	if (!text_empty(o->error))
		add_indented(out, o->error + strcspn(o->error, "\n") + 1);
	if (r->cli->options.verbose && o->results)
		add_indented(out, o->results);
}

static void report_text(struct fleet_report *r)
{
	struct buf sum = { 0 };

	for (size_t i = 0; i < r->count; i++)
		add_entry(r, &r->cli->out, &r->entries[i]);
	clear_line(r);
	buf_addf(&sum, "%zu target%s", r->count, r->count == 1 ? "" : "s");
	for (size_t i = 0; i < COUNT(in_order); i++)
		if (count(r, in_order[i]))
			buf_addf(&sum, "%s %zu %s", strchr(buf_str(&sum), ':') ? "," : ":",
			         count(r, in_order[i]), name_of(r, in_order[i]));
	cli_say(r->cli, "%s", buf_str(&sum));
	if (r->stopped)
		cli_say(r->cli, "%s", r->stopped);
	buf_release(&sum);
}

static void json_text(struct json *j, const char *key, const char *text)
{
	json_key(j, key);
	json_put_string(j, text);
}

/* What the target's run has printed as JSON itself; null = nothing. */
static void json_own(struct json *j, const char *key, const char *text)
{
	json_key(j, key);
	if (!text || !*text)
		json_put_null(j);
	else
		json_put_json(j, text, strcspn(text, "\n"));
}

/* {"error":{...}}: what is in it. */
static void json_error(struct json *j, struct arena *a, const char *text)
{
	static const char head[] = "{\"error\":";
	size_t len = text ? strcspn(text, "\n") : 0;

	json_own(j, "error",
	         len > sizeof head && text_starts(text, head)
	             ? arena_strndup(a, text + sizeof head - 1, len - sizeof head)
	             : NULL);
}

static void json_entry(struct json *j, const struct fleet_report *r, const struct fleet_entry *e)
{
	struct arena *a = r->cli->arena;
	const struct fleet_outcome *o = &e->outcome;

	json_open_object(j);
	json_text(j, "name", e->target->name);
	json_text(j, "url", orm_url_redact(a, e->target->url));
	json_text(j, "state", key_of(r, e->state));
	json_text(j, "brief", text_empty(o->brief) ? NULL : o->brief);
	json_key(j, "duration_ms");
	json_put_int(j, o->duration_ms);
	json_own(j, "result", o->results);
	json_error(j, a, o->error_json);
	json_close(j);
}

static void json_counts(struct json *j, const struct fleet_report *r)
{
	json_key(j, "counts");
	json_open_object(j);
	for (size_t i = 0; i < COUNT(in_order); i++) {
		json_key(j, key_of(r, in_order[i]));
		json_put_int(j, (int64_t)count(r, in_order[i]));
	}
	json_close(j);
}

static void json_groups(struct json *j, const struct fleet_report *r)
{
	if (!r->groups.len)
		return;
	json_key(j, "groups");
	json_open_array(j);
	for (size_t i = 0; i < r->groups.len; i++) {
		const struct fleet_group *g = r->groups.items[i];

		json_open_object(j);
		json_text(j, "state", g->state);
		json_key(j, "targets");
		json_put_int(j, (int64_t)g->count);
		json_text(j, "planned_by", g->planned_by);
		json_close(j);
	}
	json_close(j);
}

static void report_json(struct fleet_report *r)
{
	struct json j = cli_json(r->cli);

	json_open_object(&j);
	json_key(&j, "targets");
	json_open_array(&j);
	for (size_t i = 0; i < r->count; i++)
		json_entry(&j, r, &r->entries[i]);
	json_close(&j);
	json_counts(&j, r);
	json_groups(&j, r);
	json_text(&j, "stopped", r->stopped);
	json_close(&j);
	buf_addc(&r->cli->out, '\n');
	clear_line(r);
}

/* That of the failures, where they agree. */
static enum cli_status status_of(const struct fleet_report *r)
{
	enum cli_status status = STATUS_OK;
	bool failed = false;

	for (size_t i = 0; i < r->count; i++) {
		const struct fleet_entry *e = &r->entries[i];

		if (e->state == FLEET_DIFFERENT && !failed)
			status = STATUS_DIFFERENT;
		if (e->state != FLEET_FAILED)
			continue;
		if (failed && e->outcome.status != status)
			return STATUS_FAILED;
		failed = true;
		status = e->outcome.status;
	}
	return !failed && (count(r, FLEET_NOT_BEGUN) || count(r, FLEET_INTERRUPTED)) ? STATUS_FAILED
	                                                                             : status;
}

void fleet_report(struct fleet_report *r)
{
	if (r->cli->options.json)
		report_json(r);
	else
		report_text(r);
	r->cli->status = status_of(r);
}
