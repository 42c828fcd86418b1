/* cli/plan_shared.c - one plan for all databases that are in the same state */
#include "cli/plan_shared.h"

#include "base/sha256.h"
#include "cli/project.h"
#include "lua/hooks.h"
#include "migrate/version.h"

/* What may be dropped is part of it: two schemas can be the same, and made by other scripts. */
static char *state_text(struct arena *a, const struct orm_conn *conn, const struct orm_metadata *m,
                        const struct migrate_history *history)
{
	struct migrate_fingerprint print = { 0 };
	struct buf text = { 0 };
	char *hex = arena_alloc(a, 65);

	migrate_fingerprint(a, m, &print);
	buf_addf(&text, "%s %d\n", orm_conn_dialect(conn)->name, orm_conn_version(conn));
	for (size_t i = 0; i < print.len; i++)
		buf_addf(&text, "%s %s\n", print.items[i].object, print.items[i].hash);
	for (size_t i = 0; i < history->len; i++)
		for (size_t k = 0; k < history->items[i].objects.len; k++)
			buf_addf(&text, "made %s\n", history->items[i].objects.items[k]);
	sha256_hex(buf_str(&text), text.len, hex);
	buf_release(&text);
	hex[16] = '\0';
	return hex;
}

bool plan_shared_state(struct cli *cli, const char **out, struct error *err)
{
	struct migrate_history history = { 0 };
	struct source_terms terms;
	struct orm_metadata *m;
	struct orm_conn *conn;

	if (!project_open(cli, DATABASE_READ, &conn, err))
		return false;
	bool ok = migrate_version_read(cli->arena, conn, &history, err) &&
	          source_beside(cli, conn, &terms, err) &&
	          reflect_database(cli->arena, conn, &terms.scope, &m, err);
	if (ok)
		*out = state_text(cli->arena, conn, m, &history);
	orm_close(conn);
	return ok;
}

bool plan_shared_read(struct cli *cli, struct migrate_plan_file **out, struct error *err)
{
	const char *text = cli->target ? cli->target->plan : NULL;
	bool is_plan;

	*out = NULL;
	if (!text)
		return true;
	*out = ARENA_NEW(cli->arena, struct migrate_plan_file);
	return migrate_plan_read(cli->arena, "plan", text, strlen(text), &is_plan, *out, err);
}

bool plan_shared_give(struct cli *cli, struct plan *p, struct error *err)
{
	struct migrate_plan_file file = { .dialect = p->dialect,
		                          .scope = p->terms.scope,
		                          .no_privileges = p->terms.no_privileges,
		                          .target = p->to };
	struct render_plan rendered = plan_rendered(cli, p);
	const struct cli_project *project;
	struct buf text = { 0 };

	if (!cli->target || !project_get(cli, &project, err))
		return !cli->target;
	/* What a hook makes of a list of operations it is asked for every time. */
	if (luax_hooks_has(project->config.hooks, LUAX_PROCESS_OPERATIONS) ||
	    (p->result.ops.len && !p->told))
		return true;
	plan_keep_unmanaged(cli, p);
	migrate_fingerprint(cli->arena, p->from, &file.start);
	bool ok = migrate_plan_write(&text, &rendered, &file, err);
	cli->fleet_made = buf_take(&text, cli->arena);
	return ok;
}
