/*
 * migrate/runner_check.c - do history, files and database fit together?
 */
#include "migrate/run.h"

#include "base/buf.h"
#include "base/text.h"

#define SHOWN 5

bool run_is_edited(const struct migrate_applied *row, const struct migrate_revision *r)
{
	return r && *r->checksum && !text_empty(row->checksum) &&
	       strcmp(row->checksum, r->checksum) != 0;
}

static bool is_planned(const struct run *run, const char *id)
{
	for (size_t i = 0; i < run->plan.len; i++)
		if (!strcmp(run->plan.items[i]->id, id))
			return true;
	return false;
}

static bool fail_interrupted(const struct migrate_applied *row, bool was_up, bool has_script,
                             struct error *err)
{
	(void)fail(err, ERR_STATE,
	           "%s revision \"%s\" was interrupted after %d statement%s (by %s, %s)",
	           was_up ? "applying" : "undoing", row->revision, row->step,
	           row->step == 1 ? "" : "s", row->by, row->applied_at);
	return fail_hint(err,
	                 "%s it with limbeck %s %s; or put the schema right by hand, then record "
	                 "where it is with limbeck stamp.",
	                 has_script ? "Finish" : "Bring its script back and finish",
	                 was_up ? "upgrade" : "downgrade", was_up ? row->revision : "-1");
}

/* The first that an earlier run left half way and this one doesn't go on with. */
static bool check_half_way(const struct run *run,
                           bool (*goes_on)(const struct run *run, const char *id),
                           struct error *err)
{
	for (size_t i = 0; i < run->history.len; i++) {
		const struct migrate_applied *row = &run->history.items[i];
		bool was_up = strcmp(row->state, run_state(MIGRATE_DOWN)) != 0;

		if (!strcmp(row->state, "applied") ||
		    (was_up == (run->direction == MIGRATE_UP) && goes_on(run, row->revision)))
			continue;
		return fail_interrupted(
		    row, was_up, migrate_graph_find(&run->graph, row->revision) != NULL, err);
	}
	return true;
}

static bool has_script(const struct run *run, const char *id)
{
	return migrate_graph_find(&run->graph, id) != NULL;
}

bool run_check_interrupted(const struct run *run, struct error *err)
{
	return check_half_way(run, is_planned, err);
}

static void name_row(struct buf *out, const struct migrate_applied *row)
{
	buf_addf(out, "\"%s\"", row->revision);
	if (!text_empty(row->message))
		buf_addf(out, " (%s)", row->message);
	buf_addf(out, ", applied %s by %s", row->applied_at, row->by);
}

static bool check_unknown(const struct run *run, struct error *err)
{
	struct buf list = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < run->history.len; i++) {
		const struct migrate_applied *row = &run->history.items[i];

		if (migrate_graph_find(&run->graph, row->revision))
			continue;
		if (count++ < SHOWN) {
			buf_adds(&list, count > 1 ? "; " : "");
			name_row(&list, row);
		}
	}
	if (count) {
		(void)fail(err, ERR_STATE, "%zu applied revision%s no script here: %s%s", count,
		           count == 1 ? " has" : "s have", buf_str(&list),
		           count > SHOWN ? "; ..." : "");
		(void)fail_hint(err, "Bring the script back, undo it with limbeck downgrade, or "
		                     "record where the database is with limbeck stamp.");
	}
	buf_release(&list);
	return !count;
}

/* It is the one script that may well be put right. */
static bool fail_half_edited(const struct migrate_applied *row, const struct migrate_revision *r,
                             struct error *err)
{
	const char *s = row->step == 1 ? "" : "s";

	(void)fail(err, ERR_STATE,
	           "revision \"%s\" was interrupted after %d statement%s, and its script \"%s\" "
	           "was edited since",
	           row->revision, row->step, s, r->path ? r->path : r->id);
	return fail_hint(err,
	                 "limbeck %s --allow-edited goes on after the %d statement%s, which the "
	                 "script has to begin with as it did.",
	                 strcmp(row->state, run_state(MIGRATE_DOWN)) != 0 ? "upgrade" : "downgrade",
	                 row->step, s);
}

static bool check_edited(const struct run *run, struct error *err)
{
	struct buf list = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < run->history.len && !run->runner->allow_edited; i++) {
		const struct migrate_applied *row = &run->history.items[i];
		const struct migrate_revision *r = migrate_graph_find(&run->graph, row->revision);

		if (!run_is_edited(row, r))
			continue;
		if (strcmp(row->state, "applied") != 0) {
			buf_release(&list);
			return fail_half_edited(row, r, err);
		}
		if (count++ < SHOWN)
			buf_addf(&list, "%s\"%s\" (applied %s by %s)", count > 1 ? "; " : "",
			         r->path ? r->path : r->id, row->applied_at, row->by);
	}
	if (count) {
		(void)fail(err, ERR_STATE, "%zu script%s edited after being applied: %s%s", count,
		           count == 1 ? " was" : "s were", buf_str(&list),
		           count > SHOWN ? "; ..." : "");
		(void)fail_hint(err, "Put it back and write a new revision instead; or go on this "
		                     "once with --allow-edited, or accept the files as they are "
		                     "with limbeck stamp current.");
	}
	buf_release(&list);
	return !count;
}

static const struct migrate_revision *missing_of(const struct run *run,
                                                 const struct migrate_revision *r)
{
	for (size_t i = 0; i < r->parents.len; i++)
		if (!migrate_set_has(&run->applied, r->parents.items[i]->id))
			return r->parents.items[i];
	for (size_t i = 0; i < r->needs.len; i++)
		if (!migrate_set_has(&run->applied, r->needs.items[i]->id))
			return r->needs.items[i];
	return NULL;
}

/* A revision was put below one that had run already, which --allow-edited lets pass. */
static bool check_closed(const struct run *run, struct error *err)
{
	for (size_t i = 0; i < run->graph.all.len && !run->runner->allow_edited; i++) {
		const struct migrate_revision *r = run->graph.all.items[i], *missing;

		if (!migrate_set_has(&run->applied, r->id) || !(missing = missing_of(run, r)))
			continue;
		(void)fail(err, ERR_STATE,
		           "revision \"%s\" is applied, but \"%s\", which comes before it, is not",
		           r->id, missing->id);
		(void)fail_hint(err,
		                "Let \"%s\" follow what is applied; or run it late with "
		                "--allow-edited; or, if the database has what it makes, record "
		                "that with limbeck stamp current.",
		                missing->id);
		return missing->path ? fail_at(err, missing->path, 0) : false;
	}
	return true;
}

bool run_check_upgrade(struct run *run, struct error *err)
{
	return check_half_way(run, has_script, err) && check_unknown(run, err) &&
	       check_edited(run, err) && check_closed(run, err);
}

bool run_check_downgrade(struct run *run, struct error *err)
{
	return check_edited(run, err);
}
