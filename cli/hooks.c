/*
 * cli/hooks.c - where limbeck.lua has a say in what is compared and run
 */
#include "cli/hooks.h"

#include "cli/project.h"
#include "migrate/keep.h"
#include "migrate/proof.h"
#include "orm/dialect.h"

static bool before(void *hooks, struct migrate_context *ctx, const struct migrate_revision *r,
                   enum migrate_direction direction, struct error *err)
{
	return luax_hooks_revision(hooks, LUAX_BEFORE_REVISION, ctx, r, direction, err);
}

static bool after(void *hooks, struct migrate_context *ctx, const struct migrate_revision *r,
                  enum migrate_direction direction, struct error *err)
{
	return luax_hooks_revision(hooks, LUAX_AFTER_REVISION, ctx, r, direction, err);
}

void hooks_attach(struct luax_hooks *h, struct migrate_runner *out)
{
	out->hooks = h;
	if (luax_hooks_has(h, LUAX_BEFORE_REVISION))
		out->before = before;
	if (luax_hooks_has(h, LUAX_AFTER_REVISION))
		out->after = after;
}

struct keep {
	struct cli *cli;
	struct luax_hooks *hooks;
	const struct orm_dialect *dialect;
};

static bool takes_part(void *data, const struct orm_object *o, bool reflected,
                       const struct orm_object *other, bool *out, struct error *err)
{
	struct keep *k = data;

	return luax_hooks_include(k->hooks, o, reflected, other, out, err);
}

static bool type_text(const struct keep *k, const struct orm_column *c, char **out,
                      struct error *err)
{
	struct buf text = { 0 };
	bool ok = k->dialect->type_text(&text, c->type, c, c->object.table, err);

	*out = buf_take(&text, k->cli->arena);
	return ok;
}

static bool keeps_type(void *data, const struct orm_column *from, const struct orm_column *to,
                       bool *out, struct error *err)
{
	struct keep *k = data;
	char *one, *other;
	bool differs = true;

	*out = false;
	if (!luax_hooks_has(k->hooks, LUAX_COMPARE_TYPE))
		return true;
	if (!type_text(k, from, &one, err) || !type_text(k, to, &other, err) ||
	    !luax_hooks_differs(k->hooks, LUAX_COMPARE_TYPE, from, to, one, other, &differs, err))
		return false;
	*out = !differs;
	return true;
}

static bool keeps_default(void *data, const struct orm_column *from, const struct orm_column *to,
                          bool *out, struct error *err)
{
	struct keep *k = data;
	bool differs = true;
	bool ok =
	    luax_hooks_differs(k->hooks, LUAX_COMPARE_DEFAULT, from, to, from->server_default.text,
	                       to->server_default.text, &differs, err);

	*out = !differs;
	return ok;
}

bool hooks_keep(struct cli *cli, struct plan *p, struct error *err)
{
	const struct cli_project *project;

	if (!project_get(cli, &project, err))
		return false;
	struct luax_hooks *h = project->config.hooks;
	struct keep k = { .cli = cli, .hooks = h, .dialect = p->dialect };
	struct migrate_keep how = { .takes_part = takes_part,
		                    .keeps_type = keeps_type,
		                    .keeps_default = keeps_default,
		                    .data = &k };
	if (!luax_hooks_has(h, LUAX_INCLUDE_NAME) && !luax_hooks_has(h, LUAX_INCLUDE_OBJECT) &&
	    !luax_hooks_has(h, LUAX_COMPARE_TYPE) && !luax_hooks_has(h, LUAX_COMPARE_DEFAULT))
		return true;
	return migrate_keep(cli->arena, p->from, p->to, &how, &p->to, err);
}

struct outcome {
	const struct cli *cli;
	struct plan *plan;
};

static bool find_outcome(struct orm_conn *scratch, void *data, struct error *err)
{
	const struct outcome *o = data;
	struct plan *p = o->plan;

	return migrate_outcome(o->cli->arena, scratch, p->from, &p->result.ops, &p->to, err);
}

bool hooks_process(struct cli *cli, struct plan *p, struct error *err)
{
	const struct cli_project *project;
	struct outcome o = { .cli = cli, .plan = p };
	bool changed;

	if (!project_get(cli, &project, err) ||
	    !luax_hooks_process(project->config.hooks, p->dialect, &p->result.ops, &changed, err))
		return false;
	if (!changed || !p->result.ops.len)
		return true;
	return source_try(&p->terms, find_outcome, &o, err);
}
