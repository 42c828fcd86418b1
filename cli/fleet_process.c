/*
 * cli/fleet_process.c - the process in which one target is worked on
 */
#include "cli/fleet_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/clock.h"
#include "cli/errors.h"
#include "cli/interrupt.h"
#include "cli/terminal.h"

/* The texts of an outcome as they are sent, each with its zero. */
enum { STATUS, CODE, CHANGED, BRIEF, RESULTS, ERROR, ERROR_JSON, MADE, FIELDS };

static bool fail_errno(struct error *err, const char *what)
{
	return fail(err, ERR_IO, "can't %s: %s", what, strerror(errno));
}

/* Who has started this one may be gone already. */
static void end_with(pid_t parent)
{
#ifdef __linux__
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
	if (getppid() != parent)
		_exit(STATUS_FAILED);
}

static void use_pipes(const struct fleet_work *w, int said)
{
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);

	for (size_t i = 0; i < w->other_count; i++) {
		(void)close(w->others[i].result);
		(void)close(w->others[i].said);
	}
	(void)dup2(nothing, STDIN_FILENO);
	(void)dup2(said, STDOUT_FILENO);
	(void)dup2(said, STDERR_FILENO);
	(void)close(nothing);
	(void)close(said);
}

static void write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno != EINTR)
			return; /* nobody listens any more */
		if (n > 0) {
			data += n;
			len -= (size_t)n;
		}
	}
}

static void add_field(struct buf *out, const char *text)
{
	buf_add(out, text, strlen(text) + 1);
}

/* "orders.sql:3: message", on one line. */
static char *error_line(struct cli *cli, const struct error *e)
{
	struct buf text = { 0 }, line = { 0 };

	error_render(&text, e, false);
	size_t head = strlen("limbeck: ");
	terminal_escape(&line, arena_strndup(cli->arena, buf_str(&text) + head,
	                                     strcspn(buf_str(&text) + head, "\n")));
	buf_release(&text);
	return buf_take(&line, cli->arena);
}

static void send(struct cli *cli, int fd, bool ok, const struct error *e)
{
	struct buf all = { 0 }, text = { 0 }, json = { 0 };
	const char *brief = ok ? cli->brief : error_line(cli, e);

	if (!ok) {
		error_render(&text, e, false);
		if (cli->options.raiseerr)
			error_render_details(&text, e);
		error_render_json(&json, e);
	}
	buf_addf(&all, "%d", (int)(ok ? cli->status : error_status(e)));
	buf_addc(&all, '\0');
	buf_addf(&all, "%d", ok ? ERR_NONE : (int)e->code);
	buf_addc(&all, '\0');
	add_field(&all, cli->changed ? "1" : "0");
	add_field(&all, or_default(brief, ""));
	add_field(&all, buf_str(&cli->out));
	add_field(&all, buf_str(&text));
	add_field(&all, buf_str(&json));
	add_field(&all, or_default(cli->fleet_made, ""));
	write_all(fd, buf_str(&all), all.len);
	buf_release(&all);
	buf_release(&text);
	buf_release(&json);
}

/* The memory of the process goes with it; its parent's is not for it to give back. */
static _Noreturn void work(struct cli *cli, const struct fleet_work *w, int result)
{
	struct error err = { .position = -1 };

	(void)signal(SIGPIPE, SIG_IGN);
	interrupt_default();
	cli->colour_out = cli->colour_err = cli->line_open = false;
	bool ok = w->run(cli, w->data, &err);
	(void)fflush(stderr);
	send(cli, result, ok, &err);
	_exit(0);
}

static void close_both(const int fds[2])
{
	(void)close(fds[0]);
	(void)close(fds[1]);
}

static bool make_pipes(int result[2], int said[2], struct error *err)
{
	if (pipe2(result, O_CLOEXEC)) {
		(void)fail_errno(err, "make a pipe");
		return false;
	}
	if (pipe2(said, O_CLOEXEC)) {
		(void)fail_errno(err, "make a pipe");
		close_both(result);
		return false;
	}
	(void)fcntl(result[0], F_SETFL, O_NONBLOCK);
	(void)fcntl(said[0], F_SETFL, O_NONBLOCK);
	return true;
}

bool fleet_process_start(struct cli *cli, const struct fleet_work *w, struct fleet_process *out,
                         struct error *err)
{
	int result[2], said[2];
	pid_t parent = getpid();

	if (!make_pipes(result, said, err))
		return false;
	/* What is in a buffer would be written twice. */
	(void)fflush(NULL);
	pid_t pid = fork();
	if (pid < 0) {
		(void)fail_errno(err, "start a process");
		close_both(result);
		close_both(said);
		return false;
	}
	if (!pid) {
		(void)setpgid(0, 0);
		end_with(parent);
		(void)close(result[0]);
		(void)close(said[0]);
		use_pipes(w, said[1]);
		work(cli, w, result[1]);
	}
	/* Here too, for either may be the first. */
	(void)setpgid(pid, pid);
	(void)close(result[1]);
	(void)close(said[1]);
	*out = (struct fleet_process){
		.pid = pid, .result = result[0], .said = said[0], .since = clock_ms()
	};
	return true;
}

/* False at the end. */
static bool read_some(int fd, struct buf *out)
{
	char part[16384];
	ssize_t n;

	while ((n = read(fd, part, sizeof part)) > 0)
		buf_add(out, part, (size_t)n);
	return n < 0 && (errno == EAGAIN || errno == EINTR);
}

bool fleet_process_read(struct fleet_process *p)
{
	bool open = read_some(p->result, &p->results);

	(void)read_some(p->said, &p->lines);
	return open;
}

const char *fleet_process_line(struct fleet_process *p, struct arena *a, bool rest)
{
	const char *text = buf_str(&p->lines) + p->used;
	size_t left = p->lines.len - p->used;
	const char *end = memchr(text, '\n', left);
	size_t len = end ? (size_t)(end - text) : left;

	if (!end && (!rest || !len))
		return NULL;
	char *line = arena_strndup(a, text, len);
	p->used += len + (end != NULL);
	if (p->used == p->lines.len) {
		buf_cut(&p->lines, 0);
		p->used = 0;
	}
	return line;
}

/* Of one that ended before it could say anything. */
static void tell_death(int status, struct arena *a, struct fleet_outcome *out)
{
	int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	out->status = STATUS_FAILED;
	out->code = ERR_DATABASE;
	out->brief = "its process ended without saying why";
	if (number)
		out->brief = arena_printf(a, "its process was ended by signal %d (%s)", number,
		                          strsignal(number));
	if (number == SIGINT || number == SIGTERM || number == SIGHUP) {
		out->code = ERR_INTERRUPTED;
		out->brief = "interrupted";
	}
	out->error = arena_printf(a, "limbeck: %s\n", out->brief);
	struct buf json = { 0 };
	struct error e = { .code = out->code, .position = -1 };
	(void)fail(&e, out->code, "%s", out->brief);
	error_render_json(&json, &e);
	out->error_json = buf_take(&json, a);
}

/* Are all fields there? */
static bool split(const struct buf *b, struct arena *a, const char *fields[FIELDS])
{
	const char *at = buf_str(b), *end = at + b->len;

	for (int i = 0; i < FIELDS; i++) {
		const char *zero = at < end ? memchr(at, '\0', (size_t)(end - at)) : NULL;

		if (!zero)
			return false;
		fields[i] = arena_strdup(a, at);
		at = zero + 1;
	}
	return true;
}

void fleet_process_end(struct fleet_process *p, struct arena *a, struct fleet_outcome *out)
{
	const char *f[FIELDS];
	int status = 0;

	(void)close(p->result);
	while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
		;
	(void)read_some(p->said, &p->lines);
	(void)close(p->said);
	*out = (struct fleet_outcome){ .results = "",
		                       .error = "",
		                       .error_json = "",
		                       .made = "",
		                       .duration_ms = clock_ms() - p->since };
	if (!split(&p->results, a, f)) {
		tell_death(status, a, out);
	} else {
		out->status = (enum cli_status)strtol(f[STATUS], NULL, 10);
		out->code = (enum error_code)strtol(f[CODE], NULL, 10);
		out->changed = *f[CHANGED] == '1';
		out->brief = f[BRIEF];
		out->results = f[RESULTS];
		out->error = f[ERROR];
		out->error_json = f[ERROR_JSON];
		out->made = f[MADE];
	}
	buf_release(&p->results);
}
