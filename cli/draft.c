/*
 * cli/draft.c - the content of a new script: compared, proven, written
 */
#include "cli/draft.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/backfill.h"
#include "cli/draft_file.h"
#include "cli/project.h"
#include "migrate/faithful.h"
#include "migrate/render.h"

static bool compare(struct cli *cli, struct orm_conn *conn, const struct migrate_graph *graph,
                    struct draft *d, struct error *err)
{
	struct migrate_status status = { 0 };
	int64_t wanted = d->plan.rows.wanted;
	struct backfill fill = { .texts = &d->args->backfill,
		                 .asks = true,
		                 .notes = true,
		                 .goes_on = d->args->no_verify,
		                 .otherwise = "--no-verify writes the script all the same." };

	if (!migrate_read_status(cli->arena, conn, graph, &status, err) ||
	    !plan_need_heads(&status, err) ||
	    !plan_compare(cli, conn, NULL, &status.history, d->args->drop_unmanaged, &d->plan,
	                  err) ||
	    !plan_ask_renames(cli, conn, &status.history, d->args->drop_unmanaged, &d->plan, err))
		return false;
	d->plan.rows.wanted = wanted;
	return backfill_plan(cli, conn, &fill, &d->plan, err);
}

static void report(const struct cli *cli, const struct draft *d)
{
	struct buf text = { 0 };

	render_text(&text, d->plan.dialect, &d->plan.result, false);
	/* cli_say ends the line itself. */
	if (text.len)
		buf_cut(&text, text.len - 1);
	cli_say(cli, "%s", buf_str(&text));
	buf_release(&text);
}

/* Comparing again wouldn't know of these. */
static bool has_renames(const struct migrate_ops *ops)
{
	for (size_t i = 0; i < ops->len; i++)
		for (size_t k = 0; k < ops->items[i].changes.len; k++)
			if (ops->items[i].changes.items[k].verb == ORM_RENAME)
				return true;
	return false;
}

/* What the values of an enum are called again when all is undone; NULL = as they were. */
static const struct names *values_renamed(const struct migrate_ops *down,
                                          const struct orm_definition *d)
{
	for (size_t i = 0; i < down->len; i++)
		for (size_t k = 0; k < down->items[i].changes.len; k++) {
			const struct orm_change *c = &down->items[i].changes.items[k];
			const struct orm_definition *to = (const struct orm_definition *)c->to;

			if (c->verb == ORM_ALTER && c->kind == ORM_ENUM && to->renamed_values.len &&
			    text_same(to->object.name, d->object.name) &&
			    text_same(to->object.schema, d->object.schema))
				return &to->renamed_values;
		}
	return NULL;
}

/* The state, whose enums say what `down` calls their values; NULL = they say nothing. */
static const struct orm_metadata *backwards(struct cli *cli, const struct orm_metadata *m,
                                            const struct migrate_ops *down)
{
	struct orm_metadata *out = arena_copy(cli->arena, m, sizeof *m);

	out->definitions = (struct orm_definitions){ 0 };
	for (size_t i = 0; i < m->definitions.len; i++) {
		struct orm_definition *x = m->definitions.items[i];

		if (x->object.kind == ORM_ENUM) {
			const struct names *renamed = down ? values_renamed(down, x) : NULL;

			x = orm_definition_copy(cli->arena, x);
			x->renamed_values = renamed ? *renamed : (struct names){ 0 };
		}
		vec_push(cli->arena, &out->definitions, x);
	}
	return out;
}

/*
 * What undoes a change may have dependents in its way that the change itself had
 * not: an enum type takes a new value as it is, but has to be made anew to lose it.
 * Comparing backwards finds them; what is inverted reads better, so it comes first.
 */
static bool prove_backwards(struct cli *cli, struct draft *d)
{
	struct compare_result back = { 0 };
	struct error problem = { .position = -1 };

	if (!d->can_undo || has_renames(&d->down) ||
	    !migrate_compare(cli->arena, d->plan.dialect, backwards(cli, d->plan.to, NULL),
	                     backwards(cli, d->plan.from, &d->down), NULL, &back, &problem) ||
	    !plan_prove(cli, &d->plan, &back.ops, &problem))
		return false;
	d->down = back.ops;
	return true;
}

bool draft_prove(struct cli *cli, struct draft *d, struct error *err)
{
	struct error problem = { .position = -1 };

	report(cli, d);
	if (!migrate_check_faithful(d->plan.from, &d->plan.result.ops, err))
		return false;
	d->can_undo = migrate_invert(cli->arena, &d->plan.result.ops, &d->down, &problem);
	snprintf(d->undo_problem, sizeof d->undo_problem, "%.255s", problem.message);
	if (cli->options.verbose && !plan_weigh(cli, NULL, &d->plan, err))
		return false;
	if (d->args->no_verify)
		plan_show_statements(cli, &d->plan);
	if (d->args->no_verify)
		return true;
	if (!plan_prove(cli, &d->plan, d->can_undo ? &d->down : NULL, err) &&
	    (err->code != ERR_REFUSED || !prove_backwards(cli, d))) {
		if (!err->hint[0])
			fail_hint(err, "Nothing was written; --no-verify writes it as it is.");
		return false;
	}
	error_clear(err);
	d->proven = true;
	plan_show_statements(cli, &d->plan);
	if (!d->plan.told)
		cli_say(cli, "%s", d->plan.proof);
	return true;
}

bool draft_compare(struct cli *cli, const struct migrate_graph *graph, struct draft *d,
                   struct error *err)
{
	struct orm_conn *conn;

	if (!project_open(cli, DATABASE_READ, &conn, err))
		return false;
	bool ok = compare(cli, conn, graph, d, err);
	orm_close(conn);
	if (!ok)
		return false;
	if (!d->plan.result.ops.len) {
		plan_say_unmanaged(cli, &d->plan.result);
		return true;
	}
	return draft_prove(cli, d, err);
}

/* What the reader of the script should know, as lines of its header. */
static char *comment(struct cli *cli, const struct draft *d)
{
	const struct compare_result *r = &d->plan.result;
	struct buf text = { 0 };

	if (d->proven && !d->note)
		buf_addf(&text, "proven on a scratch copy: %s no difference%s\n",
		         d->can_undo ? "up and down leave" : "up leaves",
		         plan_rows_text(cli->arena, &d->plan.rows));
	else if (r->ops.len)
		buf_adds(&text, "not proven on a scratch copy\n");
	if (r->ops.len && !d->can_undo)
		buf_addf(&text, "can't be undone: %s\n", d->undo_problem);
	for (size_t i = 0; i < r->hints.len; i++)
		buf_addf(&text, "%s\n", r->hints.items[i].text);
	/* statements have no place for what Lua has beside its calls */
	for (size_t i = 0; !strcmp(d->format, "sql") && i < r->ops.len; i++)
		if (r->ops.items[i].note)
			buf_addf(&text, "%s\n", r->ops.items[i].note);
	if (d->note)
		buf_addf(&text, "%s\n", d->note);
	if (!text.len)
		return NULL;
	buf_cut(&text, text.len - 1);
	return buf_take(&text, cli->arena);
}

static bool render(struct cli *cli, const struct migrate_revision *r, const struct draft *d,
                   struct buf *out, struct error *err)
{
	const struct migrate_ops *up = d->args->autogenerate ? &d->plan.result.ops : NULL;
	const struct migrate_ops *down = up && d->can_undo ? &d->down : NULL;
	const struct orm_dialect *dialect = d->plan.dialect;
	const char *note = comment(cli, d);

	if (!dialect && !project_dialect(cli, &dialect, err))
		return false;
	if (!strcmp(d->format, "sql"))
		return render_sql_script(out, dialect, d->plan.terms.version, r, note, d->plan.from,
		                         up, d->plan.to, down, err);
	return draft_render_lua(cli, out, dialect, r, note, up, down, err);
}

bool draft_write(struct cli *cli, struct migrate_revision *r, struct draft *d, struct error *err)
{
	struct buf text = { 0 };

	d->written = render(cli, r, d, &text, err) && draft_file(cli, r, d->format, &text, err);
	buf_release(&text);
	return d->written;
}
