/*
 * cli/cmd_squash.c - limbeck squash: one script in place of several
 */
#include <string.h>

#include "cli/command.h"
#include "cli/describe.h"
#include "cli/draft.h"
#include "cli/draft_file.h"
#include "cli/project.h"
#include "lua/luax.h"
#include "migrate/compare.h"
#include "migrate/squash.h"
#include "reflect/reflect.h"

struct squash_args {
	const char *range;
	struct revision_args script;
};

static const struct option options[] = {
	{ 'm', "message", TEXT(squash_args, script.message), "TEXT", "one-line summary" },
	{ 0, "version-path", TEXT(squash_args, script.version_path), "DIR",
	  "in which of several folders of scripts it is to be" },
	{ 0, "rev-id", TEXT(squash_args, script.rev_id), "ID", "its id, instead of a random one" },
	{ 0, "no-verify", FLAG(squash_args, script.no_verify), NULL,
	  "don't run both on scratch copies" },
	{ 0 },
};

static const struct argument arguments[] = {
	{ "FROM:TO", TEXT(squash_args, range), "the first and the last to replace", false },
	{ 0 },
};

static const char *const examples[] = {
	"limbeck squash base:head -m \"the first year\"",
	"one script for all there are",
	NULL,
};

/* The range: what is replaced, and what comes before it, in order. */
struct range {
	struct migrate_revisions before, list;
	struct migrate_set inside;
	struct migrate_revision *last;
};

static bool find_one(struct cli *cli, const struct migrate_graph *g, const char *text,
                     struct migrate_revision **out, struct error *err)
{
	struct migrate_revisions found = { 0 };

	*out = NULL;
	if (!strcmp(text, "base"))
		return true;
	return migrate_graph_resolve(cli->arena, g, NULL, text, &found, err) &&
	       describe_one(cli->arena, text, &found, out, err);
}

static bool find_ends(struct cli *cli, const struct migrate_graph *g, const char *range,
                      struct migrate_revision **first, struct migrate_revision **last,
                      struct error *err)
{
	const char *colon = strchr(range, ':');

	if (!colon || colon == range || !colon[1])
		return fail(err, ERR_USAGE, "the range is to be FROM:TO, not \"%s\"", range);
	if (!find_one(cli, g, arena_strndup(cli->arena, range, (size_t)(colon - range)), first,
	              err) ||
	    !find_one(cli, g, colon + 1, last, err))
		return false;
	return *last || fail(err, ERR_STATE, "a range can't end at base");
}

/* What is between: descendants of the first that the last one needs, and what else it needs. */
static bool find_range(struct cli *cli, const struct migrate_graph *g, const char *text,
                       struct range *out, struct error *err)
{
	struct migrate_set needed = { .ids = map_new(cli->arena) };
	struct migrate_revision *first;

	out->inside.ids = map_new(cli->arena);
	if (!find_ends(cli, g, text, &first, &out->last, err))
		return false;
	migrate_graph_ancestors(cli->arena, out->last, &needed);
	for (size_t i = 0; i < g->all.len; i++) {
		struct migrate_revision *r = g->all.items[i];
		struct migrate_set own = { .ids = map_new(cli->arena) };

		if (!migrate_set_has(&needed, r->id))
			continue;
		migrate_graph_ancestors(cli->arena, r, &own);
		if (first && !migrate_set_has(&own, first->id)) {
			vec_push(cli->arena, &out->before, r);
			continue;
		}
		vec_push(cli->arena, &out->list, r);
		map_put(out->inside.ids, r->id, r);
	}
	if (out->list.len > 1)
		return true;
	fail(err, ERR_STATE,
	     out->list.len ? "there is nothing to squash in \"%s\"" : "\"%s\" is no range", text);
	return fail_hint(err, "The first comes before the last.");
}

static bool has(const struct names *list, const char *id)
{
	for (size_t i = 0; i < list->len; i++)
		if (!strcmp(list->items[i], id))
			return true;
	return false;
}

static void add_new(struct cli *cli, struct names *list, const char *id)
{
	if (!has(list, id))
		vec_push(cli->arena, list, id);
}

/* Every way in and out leads through its ends, or the new one couldn't stand there. */
static bool check_way(const struct range *range, const struct migrate_revision *r,
                      struct error *err)
{
	if (r->replaces.len) {
		fail(err, ERR_STATE, "revision \"%s\" replaces others itself", r->id);
		return fail_hint(err, "Once every database has it, delete the scripts that it "
		                      "replaces and the line replaces in it.");
	}
	for (size_t i = 0; r != range->last && i < r->children.len; i++)
		if (!migrate_set_has(&range->inside, r->children.items[i]->id)) {
			fail(err, ERR_STATE,
			     "revision \"%s\" follows \"%s\", from outside the range",
			     r->children.items[i]->id, r->id);
			return fail_hint(err, "Squash up to \"%s\", or all branches at once.",
			                 r->id);
		}
	return true;
}

static bool gather(struct cli *cli, const struct range *range, struct migrate_revision *out,
                   struct error *err)
{
	for (size_t i = 0; i < range->list.len; i++) {
		struct migrate_revision *r = range->list.items[i];

		if (!check_way(range, r, err))
			return false;
		vec_push(cli->arena, &out->replaces, r->id);
		for (size_t k = 0; k < r->parents.len; k++)
			if (!migrate_set_has(&range->inside, r->parents.items[k]->id))
				add_new(cli, &out->down, r->parents.items[k]->id);
		for (size_t k = 0; k < r->needs.len; k++)
			if (!migrate_set_has(&range->inside, r->needs.items[k]->id))
				add_new(cli, &out->depends_on, r->needs.items[k]->id);
		for (size_t k = 0; k < r->labels.len; k++)
			add_new(cli, &out->labels, r->labels.items[k]);
	}
	return true;
}

static bool make_schema(struct cli *cli, const struct migrate_graph *g,
                        const struct source_terms *terms, const struct migrate_revisions *before,
                        const struct migrate_revisions *list, struct orm_metadata **out,
                        struct error *err)
{
	struct migrate_revisions all = { 0 };
	struct migrate_runner runner;
	struct source_scratch scratch;

	for (size_t i = 0; i < before->len; i++)
		vec_push(cli->arena, &all, before->items[i]);
	for (size_t i = 0; i < list->len; i++)
		vec_push(cli->arena, &all, list->items[i]);
	if (!plan_runner(cli, NULL, g, &runner, err) || !source_scratch_open(terms, &scratch, err))
		return false;
	bool ok = migrate_replay_list(cli->arena, &runner, scratch.conn, &all, err) &&
	          reflect_database(cli->arena, scratch.conn, NULL, out, err);
	return source_scratch_close(&scratch, ok, err);
}

static bool prove(struct cli *cli, const struct migrate_graph *g, const struct range *range,
                  struct migrate_revision *r, struct error *err)
{
	struct migrate_revisions one = { 0 };
	struct orm_metadata *wanted = NULL, *made = NULL;
	struct compare_result left = { 0 };
	struct source_terms terms;

	vec_push(cli->arena, &one, r);
	if (!source_unbound(cli, &terms, err) ||
	    !make_schema(cli, g, &terms, &range->before, &range->list, &wanted, err) ||
	    !make_schema(cli, g, &terms, &range->before, &one, &made, err) ||
	    !migrate_compare(cli->arena, terms.dialect, made, wanted, NULL, &left, err))
		return false;
	if (!left.ops.len)
		return true;
	fail(err, ERR_REFUSED, "one script doesn't give what the range gives: %s",
	     migrate_op_text(cli->arena, terms.dialect, &left.ops.items[0]));
	return fail_hint(err, "Nothing was written; --no-verify writes it as it is.");
}

static bool write(struct cli *cli, const struct migrate_graph *g, const struct range *range,
                  struct migrate_revision *r, bool verify, struct error *err)
{
	struct buf text = { 0 };
	bool ok =
	    migrate_squash_text(&text, r,
	                        verify ? "tried on scratch copies: it gives the same schema as "
	                                 "the scripts that it replaces"
	                               : "not tried on a scratch copy",
	                        &range->list, err);

	r->text = buf_take(&text, cli->arena);
	r->text_len = strlen(r->text);
	r->format = &luax_script_format;
	if (!ok || (verify && !prove(cli, g, range, r, err)))
		return false;
	buf_adds(&text, r->text);
	ok = draft_file(cli, r, "lua", &text, err);
	buf_release(&text);
	return ok;
}

static void report(struct cli *cli, const struct migrate_revision *r, bool proven)
{
	if (!cli->options.json) {
		buf_addf(&cli->out, "%s\n", r->path);
		cli_say(cli,
		        "it replaces %zu scripts, which are to stay until every database has "
		        "run them all or none",
		        r->replaces.len);
		return;
	}
	struct json j = cli_json(cli);
	json_open_object(&j);
	json_key(&j, "revision");
	json_put_string(&j, r->id);
	json_key(&j, "path");
	json_put_string(&j, r->path);
	json_key(&j, "proven");
	json_put_bool(&j, proven);
	cli_json_names(&j, "replaces", &r->replaces);
	json_close(&j);
	buf_addc(&cli->out, '\n');
}

static bool run(struct cli *cli, const void *data, struct error *err)
{
	const struct squash_args *args = data;
	struct migrate_graph graph;
	struct migrate_revisions none = { 0 };
	struct migrate_revision r = { 0 };
	struct range range = { 0 };

	if (!plan_graph(cli, NULL, &graph, err) ||
	    !find_range(cli, &graph, args->range, &range, err))
		return false;
	const char *usual =
	    arena_printf(cli->arena, "%s to %s in one", range.list.items[0]->id, range.last->id);
	if (!draft_revision(cli, &graph, &args->script, &none, usual, &r, err) ||
	    !gather(cli, &range, &r, err) ||
	    !write(cli, &graph, &range, &r, !args->script.no_verify, err))
		return false;
	report(cli, &r, !args->script.no_verify);
	return true;
}

const struct command squash_command = {
	.name = "squash",
	.group = GROUP_PROJECT,
	.summary = "write one script in place of several",
	.args_size = sizeof(struct squash_args),
	.options = options,
	.arguments = arguments,
	.examples = examples,
	.run = run,
};
