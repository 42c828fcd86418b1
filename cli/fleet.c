/*
 * cli/fleet.c - one command for many databases
 */
#include "cli/fleet.h"

#include <poll.h>
#include <signal.h>
#include <string.h>

#include "base/clock.h"
#include "base/map.h"
#include "base/text.h"
#include "cli/fleet_report.h"
#include "cli/interrupt.h"
#include "cli/plan.h"
#include "cli/project.h"

/* How long a signal may go unnoticed. */
enum { TICK_MS = 200 };

struct running {
	struct fleet_process *processes; /* room for `jobs` */
	struct fleet_entry **entries;    /* what each is for */
	size_t count;
};

struct run {
	struct cli *cli;
	const struct fleet *fleet;
	struct fleet_report report;
	struct running now;
	size_t jobs, canary, proven; /* targets that were changed well */
	size_t looking;              /* processes that see which state a target is in */
	size_t unlooked;             /* targets whose state isn't known yet */
	bool told;                   /* running targets know of the signal */
	struct map *groups;          /* of struct fleet_group */
};

bool fleet_asked(const struct cli *cli, const struct fleet_args *a)
{
	return !cli->target && (a->targets || a->query || a->jobs || a->canary || a->keep_going);
}

static bool check_usage(const struct cli *cli, const struct fleet_args *a, struct error *err)
{
	if (!a->targets && !a->query)
		return fail(err, ERR_USAGE, "option \"--%s\" needs --targets or --targets-query",
		            a->jobs     ? "jobs"
		            : a->canary ? "canary"
		                        : "keep-going");
	if (a->targets && a->query)
		return fail(err, ERR_USAGE,
		            "options \"--targets\" and \"--targets-query\" exclude each other");
	if (a->targets && cli->options.url)
		return fail(err, ERR_USAGE,
		            "options \"--targets\" and \"--url\" exclude each other");
	if (a->jobs < 0 || a->canary < 0)
		return fail(err, ERR_USAGE, "option \"--%s\" expects a number",
		            a->jobs < 0 ? "jobs" : "canary");
	return true;
}

/* What the process of a target begins with. */
struct task {
	const struct run *run;
	const struct fleet_entry *entry;
};

/* Is the state that it is in what comes next? */
static bool is_unlooked(const struct run *r, const struct fleet_entry *e)
{
	return r->fleet->look && !e->looked;
}

static bool run_task(struct cli *cli, void *data, struct error *err)
{
	const struct task *t = data;
	const struct fleet *f = t->run->fleet;
	struct cli_target *target = ARENA_NEW(cli->arena, struct cli_target);

	target->name = t->entry->target->name;
	target->plan = t->entry->group ? t->entry->group->plan : NULL;
	target->looked = t->entry->group && t->entry->group->state;
	cli->target = target;
	project_set_url(cli, t->entry->target->url);
	/* Its lines would be many, and go between those of others. */
	cli->options.quiet = cli->options.quiet || !cli->options.verbose;
	if (!is_unlooked(t->run, t->entry))
		return f->run(cli, f->data, err);
	return f->look(cli, f->data, &cli->fleet_made, err);
}

static void stop(struct run *r, const char *why)
{
	if (!r->report.stopped)
		r->report.stopped = why;
}

static bool begin(struct run *r, struct fleet_entry *e, struct error *err)
{
	struct task task = { .run = r, .entry = e };
	struct fleet_work work = { .run = run_task,
		                   .data = &task,
		                   .others = r->now.processes,
		                   .other_count = r->now.count };

	if (!fleet_process_start(r->cli, &work, &r->now.processes[r->now.count], err))
		return false;
	r->now.entries[r->now.count++] = e;
	r->report.running = r->now.count;
	r->looking += is_unlooked(r, e);
	e->state = FLEET_RUNNING;
	if (e->group && !e->group->plan && !e->group->alone)
		e->group->planning = true;
	return true;
}

static enum fleet_state state_of(const struct fleet_outcome *o)
{
	if (o->code != ERR_NONE)
		return o->code == ERR_INTERRUPTED ? FLEET_INTERRUPTED : FLEET_FAILED;
	if (o->status == STATUS_DIFFERENT)
		return FLEET_DIFFERENT;
	return o->changed ? FLEET_DONE : FLEET_NOTHING;
}

/* Also those that can't tell have a group, of one. */
static void put_in_group(struct run *r, struct fleet_entry *e)
{
	struct fleet_group *g = map_get(r->groups, e->outcome.made);

	if (!g) {
		g = ARENA_NEW(r->cli->arena, struct fleet_group);
		g->state = e->outcome.made;
		map_put(r->groups, g->state, g);
	}
	g->count++;
	e->group = g;
	e->state = FLEET_NOT_BEGUN;
}

/* Was it looked at only?  Where that failed its own turn will tell. */
static bool put_off(struct run *r, struct fleet_entry *e)
{
	if (!is_unlooked(r, e))
		return false;
	e->looked = true;
	r->looking--;
	r->unlooked--;
	if (e->state == FLEET_NOTHING && !text_empty(e->outcome.made)) {
		put_in_group(r, e);
		return true;
	}
	if (e->state != FLEET_FAILED || !r->fleet->one_by_one)
		return false;
	e->group = ARENA_NEW(r->cli->arena, struct fleet_group);
	e->group->alone = true;
	e->state = FLEET_NOT_BEGUN;
	return true;
}

static void keep_plan(struct fleet_entry *e)
{
	struct fleet_group *g = e->group;

	if (!g || !g->planning || g->plan)
		return;
	g->planning = false;
	if (text_empty(e->outcome.made)) {
		g->alone = e->outcome.code == ERR_NONE;
		return;
	}
	g->plan = e->outcome.made;
	g->planned_by = e->target->name;
}

static void say_lines(struct run *r, struct fleet_process *p, const struct fleet_entry *e, bool all)
{
	const char *line;

	while ((line = fleet_process_line(p, r->cli->arena, all)))
		fleet_report_said(&r->report, e, line);
}

static void end(struct run *r, size_t i)
{
	struct fleet_process *p = &r->now.processes[i];
	struct fleet_entry *e = r->now.entries[i];
	const struct fleet_args *args = r->fleet->args;

	fleet_process_end(p, r->cli->arena, &e->outcome);
	say_lines(r, p, e, true);
	buf_release(&p->lines);
	r->now.count--;
	r->now.processes[i] = r->now.processes[r->now.count];
	r->now.entries[i] = r->now.entries[r->now.count];
	r->report.running = r->now.count;
	e->state = state_of(&e->outcome);
	if (put_off(r, e))
		return;
	keep_plan(e);
	r->report.ended++;
	r->proven += e->state == FLEET_DONE;
	if (e->state == FLEET_FAILED && !r->fleet->reads) {
		if (r->proven < r->canary)
			stop(r, "stopped, since one of the first targets has failed (--canary)");
		else if (!args->keep_going)
			stop(r, "stopped, since a target has failed (--keep-going goes on)");
	}
	fleet_report_ended(&r->report, e);
}

/* Who plans for the others of a group goes before them. */
static bool is_ready(const struct fleet_entry *e)
{
	return e->state == FLEET_NOT_BEGUN && !(e->group && e->group->planning);
}

/* A look changes nothing: it goes on when a target has failed in its own turn. */
static struct fleet_entry *next_look(const struct run *r)
{
	if (!r->unlooked || interrupt_seen() || (r->report.stopped && !r->fleet->one_by_one))
		return NULL;
	for (size_t i = 0; i < r->report.count; i++) {
		struct fleet_entry *e = &r->report.entries[i];

		if (!e->looked && e->state == FLEET_NOT_BEGUN)
			return e;
	}
	return NULL;
}

/* The first of each group plans for it: all before a target have to be known. */
static struct fleet_entry *next_turn(const struct run *r)
{
	size_t turns = r->now.count - r->looking;

	if (r->report.stopped || (r->unlooked && !r->fleet->one_by_one) ||
	    (r->proven < r->canary && turns >= r->canary - r->proven))
		return NULL;
	for (size_t i = 0; i < r->report.count; i++) {
		struct fleet_entry *e = &r->report.entries[i];

		if (is_unlooked(r, e))
			return NULL;
		if (is_ready(e))
			return e;
	}
	return NULL;
}

/* Looks and turns share the processes: what some wait for leaves room for others. */
static struct fleet_entry *next(const struct run *r)
{
	if (r->now.count == r->jobs)
		return NULL;
	struct fleet_entry *turn = next_turn(r), *look = next_look(r);
	bool enough = r->now.count - r->looking >= r->jobs / 2;
	return look && (!turn || enough) ? look : turn;
}

static void watch_signals(struct run *r)
{
	if (!interrupt_seen() || r->told)
		return;
	stop(r, "interrupted");
	for (size_t i = 0; i < r->now.count; i++)
		(void)kill(r->now.processes[i].pid, SIGINT);
	r->told = true;
}

static void read_processes(struct run *r)
{
	for (size_t i = 0; i < r->now.count;) {
		struct fleet_process *p = &r->now.processes[i];
		bool open = fleet_process_read(p);

		say_lines(r, p, r->now.entries[i], false);
		if (open)
			i++;
		else
			end(r, i);
	}
}

static void wait_for_some(struct run *r, struct pollfd *fds)
{
	for (size_t i = 0; i < r->now.count; i++) {
		fds[2 * i] = (struct pollfd){ .fd = r->now.processes[i].result, .events = POLLIN };
		fds[2 * i + 1] =
		    (struct pollfd){ .fd = r->now.processes[i].said, .events = POLLIN };
	}
	if (!poll(fds, 2 * r->now.count, TICK_MS))
		fleet_report_progress(&r->report);
}

/* No process was to be had: fewer will do, if there are any. */
static void cope(struct run *r, struct fleet_entry *e, const struct error *err)
{
	r->jobs = r->now.count;
	if (r->jobs)
		return;
	e->state = FLEET_FAILED;
	e->outcome.status = STATUS_FAILED;
	e->outcome.code = err->code;
	e->outcome.brief = arena_strdup(r->cli->arena, err->message);
	stop(r, e->outcome.brief);
}

/* All targets, as many at the same time as may be. */
static void run_all(struct run *r)
{
	struct pollfd *fds = arena_alloc(r->cli->arena, 2 * r->jobs * sizeof *fds);
	struct error err = { .position = -1 };
	struct fleet_entry *e;

	for (;;) {
		watch_signals(r);
		while ((e = next(r)))
			if (!begin(r, e, &err))
				cope(r, e, &err);
		if (!r->now.count)
			return;
		wait_for_some(r, fds);
		read_processes(r);
	}
}

/* In the order of the targets, whichever was looked at first. */
static void list_groups(struct run *r)
{
	struct fleet_report *report = &r->report;

	for (size_t i = 0; i < report->count; i++) {
		struct fleet_group *g = report->entries[i].group;
		size_t k = 0;

		while (k < report->groups.len && report->groups.items[k] != g)
			k++;
		if (g && g->state && k == report->groups.len)
			vec_push(r->cli->arena, &report->groups, g);
	}
}

/* What every target needs is read once, and wrong once. */
static bool prepare(struct run *r, struct fleet_targets *targets, struct error *err)
{
	struct cli *cli = r->cli;
	struct migrate_graph *graph = ARENA_NEW(cli->arena, struct migrate_graph);
	const struct fleet_args *args = r->fleet->args;

	if (!check_usage(cli, args, err) || !fleet_targets_read(cli, args, targets, err) ||
	    !plan_graph(cli, NULL, graph, err))
		return false;
	cli->graph = graph;
	r->report.count = targets->len;
	r->report.entries = arena_alloc(cli->arena, targets->len * sizeof *r->report.entries);
	for (size_t i = 0; i < targets->len; i++)
		r->report.entries[i] = (struct fleet_entry){ .target = &targets->items[i] };
	r->jobs = args->jobs ? (size_t)args->jobs : 1;
	if (r->jobs > targets->len)
		r->jobs = targets->len;
	r->canary = (size_t)args->canary;
	r->now.processes = arena_alloc(cli->arena, r->jobs * sizeof *r->now.processes);
	r->now.entries = arena_alloc(cli->arena, r->jobs * sizeof(struct fleet_entry *));
	r->groups = map_new(cli->arena);
	r->unlooked = r->fleet->look ? targets->len : 0;
	return true;
}

bool fleet_run(struct cli *cli, const struct fleet *f, struct error *err)
{
	struct fleet_targets targets = { 0 };
	struct run r = { .cli = cli,
		         .fleet = f,
		         .report = { .cli = cli, .reads = f->reads, .since = clock_ms() } };

	if (!prepare(&r, &targets, err))
		return false;
	(void)interrupt_watch(NULL);
	run_all(&r);
	list_groups(&r);
	fleet_report(&r.report);
	return true;
}
