/* cli/backfill.c - plans that work on full tables: values asked for, rows in the way shown */
#include "cli/backfill.h"

#include "cli/terminal.h"
#include "migrate/backfill.h"
#include "migrate/obstacle.h"

static void add_note(struct cli *cli, struct plan *p, const struct migrate_obstacle *o)
{
	const char *text = arena_printf(
	    cli->arena, "where \"%s\" has rows, \"%s\" needs backfill = \"...\", or a default",
	    o->change->table, migrate_backfill_name(cli->arena, o->change));

	for (size_t i = 0; i < p->result.ops.len; i++) {
		struct migrate_op *op = &p->result.ops.items[i];
		struct orm_change *first = op->changes.items;

		if (o->change >= first && o->change < first + op->changes.len)
			op->note =
			    op->note ? arena_printf(cli->arena, "%s; %s", op->note, text) : text;
	}
}

/* What a person says on a terminal takes the obstacle away. */
static bool ask(struct cli *cli, const struct migrate_obstacle *o)
{
	struct buf answer = { 0 }, question = { 0 };
	bool said;

	buf_addf(&question, "%s\n", o->text);
	buf_addf(&question, "SQL for their value, such as 0 or '' (none: nothing is done): ");
	said = terminal_ask(buf_str(&question), &answer) && answer.len;
	if (said)
		o->change->backfill = buf_take(&answer, cli->arena);
	buf_release(&question);
	buf_release(&answer);
	return said;
}

/* `--backfill orders.note=SQL --backfill ...`, for all that lack it. */
static const char *options(struct cli *cli, const struct migrate_obstacles *all)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < all->len; i++)
		if (all->items[i].needs_value)
			buf_addf(&b, "%s--backfill \"%s=...\"", b.len ? " " : "",
			         migrate_backfill_name(cli->arena, all->items[i].change));
	return b.len ? buf_take(&b, cli->arena) : NULL;
}

static bool refuse(struct cli *cli, const struct backfill *b, const struct migrate_obstacles *left,
                   struct error *err)
{
	const struct migrate_obstacle *first = &left->items[0];
	const char *given = options(cli, left), *hint = first->hint;

	if (b->goes_on) {
		for (size_t i = 0; i < left->len; i++)
			cli_say(cli, "warning: %s", left->items[i].text);
		return true;
	}
	for (size_t i = 1; i < left->len; i++)
		cli_say(cli, "%s", left->items[i].text);
	(void)fail(err, ERR_REFUSED, "%s", first->text);
	if (given)
		hint = arena_printf(cli->arena,
		                    b->fixed ? "Make the plan anew with limbeck diff, and give the "
		                               "rows a value in SQL, such as 0 or '': %s."
		                             : "Give the rows a value in SQL, such as 0 or '': %s.",
		                    given);
	return fail_hint(err, "%s%s%s", hint, b->otherwise ? " " : "",
	                 b->otherwise ? b->otherwise : "");
}

bool backfill_plan(struct cli *cli, struct orm_conn *conn, const struct backfill *b, struct plan *p,
                   struct error *err)
{
	struct migrate_obstacles found = { 0 }, left = { 0 };
	struct migrate_ops *ops = &p->result.ops;

	if (!migrate_backfill(cli->arena, p->dialect, ops, p->to, b->texts, err) ||
	    !migrate_find_obstacles(cli->arena, conn, p->from, p->to, ops, &found, err))
		return false;
	for (size_t i = 0; i < found.unread.len; i++)
		cli_say(cli,
		        "not known whether rows stand in the way, for want of the right to read %s",
		        found.unread.items[i]);
	for (size_t i = 0; i < found.len; i++) {
		const struct migrate_obstacle *o = &found.items[i];

		if (!o->rows && b->notes)
			add_note(cli, p, o);
		else if (o->rows && !(o->needs_value && b->asks && !b->fixed && ask(cli, o)))
			vec_push(cli->arena, &left, *o);
	}
	return !left.len || refuse(cli, b, &left, err);
}
