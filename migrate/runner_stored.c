/*
 * migrate/runner_stored.c - revisions whose file is gone, as the database keeps them
 */
#include "migrate/run.h"

#include "base/text.h"

static const struct migrate_format *format_named(const struct run *run, const char *extension)
{
	const struct migrate_formats *formats = run->runner->formats;

	for (size_t i = 0; formats && i < formats->len; i++)
		if (!strcmp(formats->items[i]->extension, extension))
			return formats->items[i];
	return NULL;
}

/*
 * What it depends on is only in its header.  That was sound when it ran, so a
 * header that can't be read now just tells nothing; labels are left out, since
 * a newer script may have them.
 */
static void read_dependencies(struct run *run, struct migrate_revision *r)
{
	struct migrate_revision header = { 0 };
	struct error ignored = { 0 };

	if (r->format &&
	    r->format->read_header(run->arena, r->path, r->text, r->text_len, &header, &ignored))
		r->depends_on = header.depends_on;
}

static struct migrate_revision *stored(struct run *run, const struct migrate_applied *row)
{
	struct migrate_revision *r = ARENA_NEW(run->arena, struct migrate_revision);

	r->id = row->revision;
	r->down = row->parents;
	r->message = row->message;
	r->created = row->applied_at;
	r->path = arena_printf(run->arena, "%s (kept in %s)", row->revision, MIGRATE_VERSION_TABLE);
	if (!text_empty(row->script) && (r->format = format_named(run, row->format))) {
		r->text = row->script;
		r->text_len = strlen(row->script);
	}
	read_dependencies(run, r);
	return r;
}

/* The links of a copy are its own, so that the caller's graph stays as it is. */
static struct migrate_revision *copy(struct run *run, const struct migrate_revision *r)
{
	return arena_copy(run->arena, r, sizeof *r);
}

/* Leaves out what is neither in a file nor applied: it can't be undone anyway. */
static void keep_known(struct run *run, struct names *list)
{
	struct names kept = { 0 };

	for (size_t i = 0; i < list->len; i++)
		if (migrate_graph_find(&run->graph, list->items[i]) ||
		    map_has(run->graph.by_label, list->items[i]) ||
		    migrate_set_has(&run->applied, list->items[i]))
			vec_push(run->arena, &kept, list->items[i]);
	*list = kept;
}

bool run_add_stored(struct run *run, struct error *err)
{
	struct migrate_revisions all = { 0 };

	for (size_t i = 0; i < run->graph.all.len; i++)
		vec_push(run->arena, &all, copy(run, run->graph.all.items[i]));
	for (size_t i = 0; i < run->history.len; i++) {
		const struct migrate_applied *row = &run->history.items[i];
		struct migrate_revision *r;

		if (migrate_graph_find(&run->graph, row->revision))
			continue;
		r = stored(run, row);
		keep_known(run, &r->down);
		keep_known(run, &r->depends_on);
		vec_push(run->arena, &all, r);
	}
	if (all.len == run->graph.all.len)
		return true;
	return migrate_graph_build(run->arena, &all, &run->graph, err);
}

bool run_can_undo(const struct run *run, struct error *err)
{
	for (size_t i = 0; i < run->plan.len; i++) {
		const struct migrate_revision *r = run->plan.items[i];

		if (r->format)
			continue;
		(void)fail(err, ERR_UNSUPPORTED,
		           "revision \"%s\" can't be undone: its script is gone, and the database "
		           "keeps none that can be read",
		           r->id);
		return fail_hint(err, "Bring the script back, or record where the database is with "
		                      "limbeck stamp.");
	}
	return true;
}
