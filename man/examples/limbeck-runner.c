/* man/examples/limbeck-runner.c - the example of limbeck-runner(3) */
#include "base/file.h"
#include "migrate/runner.h"
#include <stdio.h>

static const char script[] = "-- revision: 0001\n"
			     "-- limbeck: upgrade\n"
			     "CREATE TABLE notes (text TEXT);\n"
			     "-- limbeck: downgrade\n"
			     "DROP TABLE notes;\n";

/* All scripts of a folder, in the order of their links. */
static bool read_all(struct arena *a, struct migrate_formats *formats, struct migrate_graph *graph,
                     struct error *err)
{
	struct migrate_revisions revisions = { 0 };

	vec_push(a, formats, &migrate_sql_format);
	return migrate_scripts_read(a, "scripts", formats, &revisions, err) &&
	       migrate_graph_build(a, &revisions, graph, err);
}

int main(void)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_url url;
	struct orm_conn *c;
	struct orm_connect_options create = { .create = true };
	struct migrate_formats formats = { 0 };
	struct migrate_graph graph;
	struct migrate_report report = { 0 };

	if (!file_mkdir("scripts", &err) ||
	    !file_write("scripts/0001_notes.sql", script, sizeof script - 1, true, &err) ||
	    !read_all(&a, &formats, &graph, &err) ||
	    !orm_url_parse(&a, "sqlite:///notes.db", &url, &err) ||
	    !orm_connect(&url, &create, &c, &err)) {
		puts(err.message);
		return 1;
	}
	struct migrate_runner runner = { .conn = c,
		                         .graph = &graph,
		                         .formats = &formats,
		                         .limbeck_version = "1",
		                         .wait_ms = -1 };
	bool ok = migrate_upgrade(&a, &runner, "head", &report, &err);
	puts(ok ? report.done.items[0]->id : err.message);
	orm_close(c);
	arena_release(&a);
	return ok ? 0 : 1;
}
