/*
 * migrate/builtin.c - revisions that a C program holds itself
 */
#include "migrate/builtin.h"

#include <string.h>

#include "base/sha256.h"
#include "base/version.h"

/* Long enough for another process that starts at the same time. */
enum { WAIT_MS = 300000 };

/* What there is of such a revision isn't text. */
static bool read_header(struct arena *a, const char *path, const char *text, size_t len,
                        struct migrate_revision *r, struct error *err)
{
	(void)a;
	(void)text;
	(void)len;
	(void)r;
	return fail(err, ERR_INPUT, "\"%s\" is part of a program", path);
}

static bool run(struct migrate_context *ctx, const struct migrate_revision *r,
                enum migrate_direction direction, struct error *err)
{
	const struct migrate_builtin *b = r->builtin;

	if (!b)
		return fail(err, ERR_UNSUPPORTED, "revision \"%s\" is part of another program",
		            r->id);
	if (direction == MIGRATE_UP)
		return !b->upgrade || b->upgrade(ctx, err);
	if (b->downgrade)
		return b->downgrade(ctx, err);
	return fail(err, ERR_UNSUPPORTED, "revision \"%s\" can't be undone", r->id);
}

const struct migrate_format migrate_builtin_format = {
	.extension = "c",
	.read_header = read_header,
	.run = run,
};

static void add_names(struct arena *a, const char *const list[MIGRATE_BUILTIN_NAMES],
                      struct names *out)
{
	for (size_t i = 0; i < MIGRATE_BUILTIN_NAMES && list[i]; i++)
		vec_push(a, out, list[i]);
}

static bool read_script(struct arena *a, const struct migrate_builtin *b,
                        struct migrate_revision *r, struct error *err)
{
	r->format = &migrate_sql_format;
	r->text = b->script;
	r->text_len = strlen(b->script);
	sha256_hex(r->text, r->text_len, r->checksum);
	if (!migrate_sql_format.read_header(a, b->id, r->text, r->text_len, r, err))
		return fail_at(err, b->id, 0);
	return !strcmp(r->id, b->id) ||
	       fail(err, ERR_INPUT, "the script of revision \"%s\" is that of \"%s\"", b->id,
	            r->id);
}

bool migrate_builtins(struct arena *a, const struct migrate_builtin *list, size_t count,
                      struct migrate_revisions *out, struct error *err)
{
	for (size_t i = 0; i < count; i++) {
		const struct migrate_builtin *b = &list[i];
		struct migrate_revision *r = ARENA_NEW(a, struct migrate_revision);

		vec_push(a, out, r);
		if (b->script && !read_script(a, b, r, err))
			return false;
		if (b->script)
			continue;
		r->id = b->id;
		r->message = b->message;
		r->format = &migrate_builtin_format;
		r->builtin = b;
		r->text = "";
		add_names(a, b->down, &r->down);
		add_names(a, b->labels, &r->labels);
		add_names(a, b->depends_on, &r->depends_on);
	}
	return true;
}

bool migrate_to_heads(struct arena *a, struct orm_conn *conn, const struct migrate_builtin *list,
                      size_t count, struct migrate_report *report, struct error *err)
{
	struct migrate_revisions revisions = { 0 };
	struct migrate_report ignored = { 0 };
	struct migrate_formats formats = { 0 };
	struct migrate_graph graph;
	struct migrate_runner runner = { .conn = conn,
		                         .graph = &graph,
		                         .formats = &formats,
		                         .limbeck_version = LIMBECK_VERSION,
		                         .wait_ms = WAIT_MS };

	vec_push(a, &formats, &migrate_sql_format);
	vec_push(a, &formats, &migrate_builtin_format);
	report = report ? report : &ignored;
	if (!migrate_builtins(a, list, count, &revisions, err) ||
	    !migrate_graph_build(a, &revisions, &graph, err))
		return false;
	/* Most starts find nothing to do, some of them on a medium that can't be written to. */
	return migrate_nothing_to_do(a, &runner, MIGRATE_UP, "heads", report) ||
	       migrate_upgrade(a, &runner, "heads", report, err);
}
