/*
 * migrate/runner_stamp_sql.c - SQL that says what is applied, for somebody else to run
 */
#include "migrate/run.h"

#include "base/buf.h"
#include "base/text.h"
#include "orm/dialect.h"

/* What a database at `start` has; the plan is all else. */
static bool place(struct run *run, const char *start, struct error *err)
{
	struct arena *a = run->arena;
	struct migrate_set none = { .ids = map_new(a) };
	struct migrate_revisions has = { 0 };

	run->applied.ids = map_new(a);
	if (!text_empty(start) && !migrate_graph_upgrade(a, &run->graph, &none, start, &has, err))
		return false;
	for (size_t i = 0; i < has.len; i++)
		map_put(run->applied.ids, has.items[i]->id, has.items[i]);
	for (size_t i = 0; i < run->graph.all.len; i++)
		if (!migrate_set_has(&run->applied, run->graph.all.items[i]->id))
			vec_push(a, &run->plan, run->graph.all.items[i]);
	return true;
}

static void take_out(const struct run *run, const struct orm_dialect *d,
                     const struct migrate_set *wanted, struct buf *out)
{
	for (size_t i = run->graph.all.len; i-- > 0;) {
		const char *id = run->graph.all.items[i]->id;

		if (migrate_set_has(&run->applied, id) && !migrate_set_has(wanted, id))
			buf_addf(out, "%s;\n", migrate_version_delete_sql(run->arena, d, id));
	}
}

static void put_in(const struct run *run, const struct orm_dialect *d,
                   const struct migrate_revisions *list, struct map *made, struct buf *out)
{
	for (size_t i = 0; i < list->len; i++) {
		struct migrate_applied row = run_row(run->runner, list->items[i]);
		const struct names *objects = map_get(made, row.revision);

		if (migrate_set_has(&run->applied, row.revision))
			continue;
		if (objects)
			row.objects = *objects;
		buf_addf(out, "%s;\n", migrate_version_insert_sql(run->arena, d, &row));
	}
}

static bool write(struct run *run, const struct orm_dialect *d, const char *start,
                  const struct migrate_set *wanted, struct buf *out, struct error *err)
{
	struct map *made = map_new(run->arena);
	struct migrate_revisions list = { 0 };
	char *ddl;

	for (size_t i = 0; i < run->graph.all.len; i++)
		if (migrate_set_has(wanted, run->graph.all.items[i]->id))
			vec_push(run->arena, &list, run->graph.all.items[i]);
	if (!migrate_version_ddl(run->arena, d, &ddl, err) ||
	    (list.len && run->runner->made &&
	     !run->runner->made(run->runner->made_data, &list, made, err)))
		return false;
	buf_addf(out, "%s%s;\n", d->script_begin ? d->script_begin : "", ddl);
	if (start) {
		run_guard(run, d, out);
		take_out(run, d, wanted, out);
	} else {
		buf_addf(out, "DELETE FROM %s;\n", MIGRATE_VERSION_TABLE);
	}
	put_in(run, d, &list, made, out);
	buf_adds(out, d->script_end ? d->script_end : "");
	return true;
}

bool migrate_stamp_offline(struct arena *a, struct migrate_runner *r, const struct orm_dialect *d,
                           const char *start, const struct names *targets, struct buf *out,
                           struct error *err)
{
	struct run run = { .arena = a, .runner = r, .graph = *r->graph };
	struct migrate_set wanted;

	return place(&run, start, err) &&
	       migrate_graph_stamp(a, &run.graph, &run.applied, targets, !start, &wanted, err) &&
	       write(&run, d, start, &wanted, out, err);
}
