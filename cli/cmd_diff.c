/*
 * cli/cmd_diff.c - limbeck diff: what would turn one schema into another
 */
#include "base/text.h"
#include "cli/command.h"
#include "cli/left_out.h"
#include "cli/project.h"
#include "cli/source.h"
#include "migrate/backfill.h"
#include "migrate/obstacle.h"
#include "migrate/plan_file.h"
#include "migrate/render.h"
#include "migrate/stored.h"
#include "orm/schema/translate.h"

#include <string.h>

struct diff_args {
	const char *from, *to, *format, *output;
	struct names backfill;
	bool exit_code, online;
};

static const char *const formats[] = { "text", "sql", "lua", "json", NULL };

static const struct option options[] = {
	{ 'f', "format", TEXT(diff_args, format), "FORMAT", "what to print", formats },
	{ 'o', "output", TEXT(diff_args, output), "FILE", "write there" },
	{ 0, "backfill", LIST(diff_args, backfill), "COLUMN=SQL",
	  "value of table.column in rows that have none" },
	{ 0, "online", FLAG(diff_args, online), NULL, "statements during which others can write" },
	{ 0, "exit-code", FLAG(diff_args, exit_code), NULL, "exit with 1 when they differ" },
	{ 0 },
};

static const struct argument arguments[] = {
	{ "FROM", TEXT(diff_args, from), "what there is", false },
	{ "TO", TEXT(diff_args, to), "what there should be", false },
	{ 0 },
};

static const char *const examples[] = {
	"limbeck diff sqlite:///app.db models.lua",
	"what the models say and the database lacks",
	"limbeck diff old.sql new.sql --format sql",
	"statements for the native client, none when equal",
	NULL,
};

/* What is compared, and what came out. */
struct job {
	const struct diff_args *args;
	struct source_terms terms;
	struct orm_metadata *from, *to;
	struct compare_result result;
	struct orm_left_outs left_out;
	struct names stored; /* what the database puts in other words */
	struct migrate_obstacles in_the_way;
	struct migrate_statements statements;
	struct migrate_sizes sizes;
};

static struct migrate_server server_of(const struct job *j)
{
	return (struct migrate_server){ j->terms.dialect, j->terms.version, j->args->online };
}

/*
 * The statements, unless they can't be told without a database to ask, and the
 * sizes of their tables, where there is one.
 */
static bool weigh(struct cli *cli, struct job *j, struct render_plan *p, struct error *err)
{
	struct error untold = { .position = -1 };
	struct orm_conn *c;

	struct migrate_server server = server_of(j);

	if (!migrate_costs(cli->arena, &server, j->from, &j->result.ops, &j->statements, &untold)) {
		cli_say(cli, "statements can't be told: %s", untold.message);
		return true;
	}
	p->statements = &j->statements;
	if (!orm_url_looks_like(j->args->from) || !j->statements.len)
		return true;
	if (!database_open(cli, j->args->from, DATABASE_READ, &c, err))
		return false;
	bool ok = migrate_sizes_read(cli->arena, c, &j->statements, &j->sizes, err);
	orm_close(c);
	p->sizes = &j->sizes;
	return ok;
}

/* As JSON that apply can carry out, if the database is still the same then. */
static bool save(struct cli *cli, const struct job *j, const struct render_plan *p,
                 struct error *err)
{
	struct migrate_plan_file file = { .dialect = p->dialect,
		                          .scope = j->terms.scope,
		                          .no_privileges = j->terms.no_privileges,
		                          .target = j->to };

	migrate_fingerprint(cli->arena, j->from, &file.start);
	return migrate_plan_write(&cli->out, p, &file, err);
}

static bool print_json(struct cli *cli, struct job *j, struct render_plan *p, struct error *err)
{
	struct json json = cli_json(cli);

	p->stored = &j->stored;
	if (!weigh(cli, j, p, err))
		return false;
	/* a plan that is kept has no values of rows, and apply asks for them again */
	if (j->args->output && orm_url_looks_like(j->args->from))
		return save(cli, j, p, err);
	p->in_the_way = &j->in_the_way;
	render_plan_json(&json, p);
	buf_addc(&cli->out, '\n');
	return true;
}

static bool print_text(struct cli *cli, struct job *j, struct render_plan *p, struct error *err)
{
	p->colour = cli->coloured = cli->colour_out && !cli->out_path;
	render_text(&cli->out, p->dialect, &j->result, p->colour);
	if (!cli->options.verbose)
		return true;
	p->stored = &j->stored;
	render_stored_text(&cli->out, p);
	if (!weigh(cli, j, p, err))
		return false;
	if (p->statements && p->statements->len) {
		buf_addc(&cli->out, '\n');
		render_statements_text(&cli->out, p);
	}
	return true;
}

static bool print(struct cli *cli, const char *format, struct job *j, struct error *err)
{
	struct render_plan p = { .dialect = j->terms.dialect,
		                 .result = &j->result,
		                 .left_out = &j->left_out };
	struct migrate_server server = server_of(j);

	if (!strcmp(format, "json"))
		return print_json(cli, j, &p, err);
	if (!j->result.ops.len && !(cli->options.verbose && !strcmp(format, "text")))
		return true;
	if (!strcmp(format, "sql"))
		return render_sql_for(&cli->out, &server, j->from, &j->result.ops, err);
	if (strcmp(format, "lua") != 0)
		return print_text(cli, j, &p, err);
	render_lua_ops(&cli->out, p.dialect, &j->result.ops, 0);
	return true;
}

/* A source in the database's own words; what it said before in other words is noted. */
static bool spell(struct cli *cli, const char *text, struct job *j, struct orm_metadata **m,
                  struct error *err)
{
	const struct orm_metadata *said = *m, *other = *m == j->from ? j->to : j->from;
	struct source_terms *terms = &j->terms;

	if (!source_spell(cli, text, terms, other, &j->result.ops, m, err))
		return false;
	source_without_privileges(terms, *m);
	if (*m != said)
		migrate_stored(cli->arena, terms->dialect, said, *m, &j->stored);
	return true;
}

/*
 * What is the same in other words, as far as that is known without a scratch database:
 * a model stands beside the database that has it.
 */
static void note_stored(struct cli *cli, struct job *j)
{
	const struct orm_metadata *said = j->from->reflected ? j->to : j->from;
	const struct orm_metadata *is = j->from->reflected ? j->from : j->to;

	bool asked =
	    cli->options.verbose || cli->options.json || text_same(j->args->format, "json");

	if (asked && is->reflected && !said->reflected)
		migrate_stored(cli->arena, j->terms.dialect, said, is, &j->stored);
}

/* What is translated takes after what it is compared with. */
static bool load(struct cli *cli, struct job *j, struct error *err)
{
	if (j->terms.translated) {
		if (!source_load(cli, j->args->to, &j->terms, &j->to, err))
			return false;
		j->terms.like = j->to;
		return source_load(cli, j->args->from, &j->terms, &j->from, err);
	}
	return source_load_both(cli, j->args->from, j->args->to, &j->terms, &j->from, &j->to, err);
}

/* Nothing can be said of what couldn't be translated. */
static void forget(struct job *j)
{
	if (!j->terms.translated)
		return;
	orm_forget_untranslated(j->from, &j->left_out);
	orm_forget_untranslated(j->to, &j->left_out);
}

/* What seems to differ is looked at again in the database's own words. */
static bool compare(struct cli *cli, struct job *j, struct error *err)
{
	struct source_terms *terms = &j->terms;
	const struct orm_dialect *d;
	bool spelled;

	if (!load(cli, j, err))
		return false;
	d = terms->dialect;
	left_out_add(cli, &j->left_out, j->from);
	left_out_add(cli, &j->left_out, j->to);
	forget(j);
	source_without_privileges(terms, j->from);
	source_without_privileges(terms, j->to);
	if (!migrate_compare(cli->arena, d, j->from, j->to, NULL, &j->result, err))
		return false;
	spelled = j->from->reflected && j->to->reflected;
	if (!j->result.ops.len)
		note_stored(cli, j);
	if (!j->result.ops.len || spelled || !d->canonicalises)
		return true;
	terms->as_loaded = true;
	if (!spell(cli, j->args->from, j, &j->from, err) ||
	    !spell(cli, j->args->to, j, &j->to, err))
		return false;
	forget(j);
	return migrate_compare(cli->arena, d, j->from, j->to, NULL, &j->result, err);
}

static bool can_be_online(const struct job *j, struct error *err)
{
	const struct orm_dialect *d = j->terms.dialect;

	if (!j->args->online || d->takes_locks || d->goes_by_steps)
		return true;
	fail(err, ERR_UNSUPPORTED, "%s can't be asked to refuse what others would wait for",
	     d->title);
	return fail_hint(err, "Leave out --online.");
}

/* What the statements would stop at, where the rows of a database can be asked. */
static bool warn_of_rows(struct cli *cli, struct job *j, struct error *err)
{
	struct migrate_ops *ops = &j->result.ops;
	struct migrate_obstacles *found = &j->in_the_way;
	struct orm_conn *c;

	if (!ops->len || j->terms.translated || !orm_url_looks_like(j->args->from))
		return true;
	if (!database_open(cli, j->args->from, DATABASE_READ, &c, err))
		return false;
	bool ok = migrate_find_obstacles(cli->arena, c, j->from, j->to, ops, found, err);
	orm_close(c);
	for (size_t i = 0; ok && i < found->len; i++)
		if (found->items[i].rows)
			cli_say(cli, "warning: %s", found->items[i].text);
	return ok;
}

static bool run(struct cli *cli, const void *data, struct error *err)
{
	const struct diff_args *args = data;
	const char *format = or_default(args->format, cli->options.json ? "json" : "text");
	struct job job = { .args = args };

	if (!source_agree(cli, args->from, args->to, false, &job.terms, err) ||
	    !can_be_online(&job, err) || !compare(cli, &job, err) ||
	    !migrate_backfill(cli->arena, job.terms.dialect, &job.result.ops, job.to,
	                      &args->backfill, err) ||
	    !warn_of_rows(cli, &job, err))
		return false;
	left_out_say(cli, &job.left_out);
	cli->out_path = args->output;
	if (args->exit_code && job.result.ops.len)
		cli->status = STATUS_DIFFERENT;
	return print(cli, format, &job, err);
}

const struct command diff_command = {
	.name = "diff",
	.group = GROUP_SCHEMA,
	.summary = "list what would turn one schema into another",
	.description =
	    "FROM and TO are database URLs, models (*.lua), SQL (*.sql or a folder of them),\n"
	    "snapshots (*.json) or histories (a folder of scripts, FOLDER@REVISION).",
	.args_size = sizeof(struct diff_args),
	.options = options,
	.arguments = arguments,
	.examples = examples,
	.run = run,
};
