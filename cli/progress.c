/*
 * cli/progress.c - how a running migration shows on standard error
 *
 * A line per revision: begun when it starts, so that one sees what takes long,
 * and ended with what it did.
 */
#include "cli/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "cli/terminal.h"

enum { FIRST_MS = 1000, AGAIN_MS = 250 };

static void put(const char *text)
{
	struct buf clean = { 0 };

	terminal_escape(&clean, text);
	fputs(buf_str(&clean), stderr);
	buf_release(&clean);
}

void progress_end(struct progress *p)
{
	if (p->cli->line_open)
		fputc('\n', stderr);
	p->cli->line_open = false;
}

static void on_waiting(struct progress *p, const struct migrate_event *e)
{
	const struct orm_lock_holder *h = e->holder;

	progress_end(p);
	if (!h || !h->user[0])
		cli_say(p->cli, "waiting for another run to finish");
	else
		cli_say(p->cli, "waiting for %s@%s (process %ld, since %s) to finish", h->user,
		        h->host, h->pid, h->since);
}

static void on_starting(struct progress *p, const struct migrate_event *e)
{
	const char *message = e->revision->message;

	p->line = arena_printf(p->cli->arena, "%s %zu/%zu %s%s%s",
	                       e->direction == MIGRATE_UP ? "upgrade" : "downgrade", e->index + 1,
	                       e->total, e->revision->id, text_empty(message) ? "" : " ",
	                       text_empty(message) ? "" : message);
	put(p->line);
	fflush(stderr);
	p->cli->line_open = true;
	p->since = clock_ms();
	p->shown = 0;
}

/* Over what is on the line: its beginning, as far as there is room for it, and `end`. */
static void put_over(struct progress *p, const char *end)
{
	size_t columns = terminal_columns() - 1, taken = strlen(end);
	struct buf line = { 0 };

	terminal_fit(&line, p->line, columns > taken ? columns - taken : 0);
	terminal_fit(&line, end, columns);
	fprintf(stderr, "\r\033[K%s", buf_str(&line));
	buf_release(&line);
}

static void on_progress(struct progress *p, const struct migrate_event *e)
{
	int64_t now = clock_ms();
	struct buf end = { 0 };

	if (!p->terminal || !p->cli->line_open || now - p->since < FIRST_MS ||
	    now - p->shown < AGAIN_MS)
		return;
	p->shown = now;
	buf_addf(&end, " ... %lld rows of \"%s\", %lld s", (long long)e->rows, e->text,
	         (long long)(now - p->since) / 1000);
	put_over(p, buf_str(&end));
	buf_release(&end);
	fflush(stderr);
}

static void on_running(struct progress *p, const struct migrate_event *e)
{
	/* With --echo the connection shows it already. */
	if (!p->cli->options.verbose || p->cli->options.echo)
		return;
	progress_end(p);
	fputs("  ", stderr);
	put(e->sql);
	fputs(";\n", stderr);
}

static void on_finished(struct progress *p, const struct migrate_event *e)
{
	struct buf end = { 0 };

	buf_addf(&end, "%s (%u statement%s, %lld ms)", p->cli->line_open ? " ... ok" : "  ok",
	         e->statements, e->statements == 1 ? "" : "s", (long long)e->duration_ms);
	if (p->cli->line_open && p->shown)
		put_over(p, buf_str(&end));
	else
		fputs(buf_str(&end), stderr);
	fputc('\n', stderr);
	buf_release(&end);
	p->cli->line_open = false;
}

void progress_event(void *data, const struct migrate_event *e)
{
	struct progress *p = data;

	if (p->cli->options.quiet && e->kind != MIGRATE_WARNING)
		return;
	switch (e->kind) {
	case MIGRATE_WAITING:
		on_waiting(p, e);
		break;
	case MIGRATE_STARTING:
		on_starting(p, e);
		break;
	case MIGRATE_RUNNING:
		on_running(p, e);
		break;
	case MIGRATE_FINISHED:
		on_finished(p, e);
		break;
	case MIGRATE_PROGRESS:
		on_progress(p, e);
		break;
	case MIGRATE_WARNING:
		progress_end(p);
		fputs("warning: ", stderr);
		put(e->text);
		fputc('\n', stderr);
		break;
	}
}

void progress_attach(struct progress *p, struct cli *cli, struct migrate_runner *r)
{
	const char *term = getenv("TERM");

	*p = (struct progress){ .cli = cli,
		                .terminal =
		                    isatty(STDERR_FILENO) && term && !text_same(term, "dumb") };
	r->event = progress_event;
	r->data = p;
}
