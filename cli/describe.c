/*
 * cli/describe.c - revisions as text and JSON
 */
#include "cli/describe.h"

#include <string.h>

#include "base/text.h"
#include "cli/terminal.h"

bool describe_has(const struct migrate_revisions *list, const struct migrate_revision *r)
{
	for (size_t i = 0; list && i < list->len; i++)
		if (!strcmp(list->items[i]->id, r->id))
			return true;
	return false;
}

static void add_names(struct buf *out, const struct names *names)
{
	for (size_t i = 0; i < names->len; i++) {
		buf_adds(out, i ? ", " : "");
		terminal_escape(out, names->items[i]);
	}
}

static bool needs(const struct migrate_revision *by, const struct migrate_revision *r)
{
	for (size_t i = 0; i < by->needs.len; i++)
		if (by->needs.items[i] == r)
			return true;
	return false;
}

/* Linear in what may depend on it; revisions know their dependencies only. */
bool describe_is_needed(const struct migrate_graph *g, const struct migrate_revision *r)
{
	for (size_t i = 0; i < g->all.len; i++)
		if (needs(g->all.items[i], r))
			return true;
	return false;
}

/* A head that another revision needs isn't where a history ends. */
static const char *head_mark(const struct migrate_revision *r, const struct migrate_graph *g)
{
	if (r->children.len)
		return "";
	return g && describe_is_needed(g, r) ? " (effective head)" : " (head)";
}

static void add_marks(struct buf *out, const struct migrate_revision *r, bool points,
                      const struct migrate_revisions *current, const struct migrate_graph *g)
{
	buf_adds(out, head_mark(r, g));
	if (points && r->children.len > 1)
		buf_adds(out, " (branchpoint)");
	if (points && r->parents.len > 1)
		buf_adds(out, " (mergepoint)");
	if (describe_has(current, r))
		buf_adds(out, " (current)");
}

void describe_line(struct buf *out, const struct migrate_revision *r, const struct describe *d)
{
	if (d->parents) {
		if (r->down.len)
			add_names(out, &r->down);
		else
			buf_adds(out, "<base>");
		if (r->depends_on.len) {
			buf_adds(out, " (");
			add_names(out, &r->depends_on);
			buf_addc(out, ')');
		}
		buf_adds(out, " -> ");
	}
	terminal_escape(out, r->id);
	if (d->labels && r->branch.len) {
		buf_adds(out, " (");
		add_names(out, &r->branch);
		buf_addc(out, ')');
	}
	add_marks(out, r, d->points, d->current, d->graph);
	if (d->message && !text_empty(r->message)) {
		buf_adds(out, ", ");
		terminal_escape(out, r->message);
	}
	buf_addc(out, '\n');
}

static void add_field(struct buf *out, const char *title, const struct names *names)
{
	if (!names->len)
		return;
	buf_addf(out, "%s: ", title);
	add_names(out, names);
	buf_addc(out, '\n');
}

static void add_branches(struct buf *out, const struct migrate_revision *r)
{
	if (r->children.len < 2)
		return;
	buf_adds(out, "Branches into: ");
	for (size_t i = 0; i < r->children.len; i++) {
		buf_adds(out, i ? ", " : "");
		terminal_escape(out, r->children.items[i]->id);
	}
	buf_addc(out, '\n');
}

static void add_indented(struct buf *out, const char *text)
{
	struct buf clean = { 0 };

	terminal_escape(&clean, text);
	for (const char *s = buf_str(&clean); *s;) {
		size_t len = strcspn(s, "\n");

		buf_adds(out, len ? "    " : "");
		buf_add(out, s, len);
		buf_addc(out, '\n');
		s += len + (s[len] == '\n');
	}
	buf_release(&clean);
}

void describe_block(struct buf *out, const struct migrate_revision *r, const struct describe *d)
{
	buf_adds(out, "Rev: ");
	terminal_escape(out, r->id);
	add_marks(out, r, true, d->current, d->graph);
	buf_addc(out, '\n');
	if (!r->down.len)
		buf_adds(out, "Parent: <base>\n");
	add_field(out, r->down.len > 1 ? "Merges" : "Parent", &r->down);
	add_field(out, "Also depends on", &r->depends_on);
	add_branches(out, r);
	add_field(out, "Branch names", &r->branch);
	if (r->path)
		buf_addf(out, "Path: %s\n", r->path);
	if (!text_empty(r->created))
		buf_addf(out, "Created: %s\n", r->created);
	if (!text_empty(r->message)) {
		buf_addc(out, '\n');
		add_indented(out, r->message);
	}
	if (!text_empty(r->doc)) {
		buf_addc(out, '\n');
		add_indented(out, r->doc);
	}
	buf_addc(out, '\n');
}

void describe_json_ids(struct json *j, const char *key, const struct migrate_revisions *list)
{
	json_key(j, key);
	json_open_array(j);
	for (size_t i = 0; i < list->len; i++)
		json_put_string(j, list->items[i]->id);
	json_close(j);
}

static void text_member(struct json *j, const char *key, const char *text)
{
	json_key(j, key);
	json_put_string(j, text);
}

static void flag_member(struct json *j, const char *key, bool value)
{
	json_key(j, key);
	json_put_bool(j, value);
}

void describe_json(struct json *j, const struct migrate_revision *r, const struct describe *d)
{
	json_open_object(j);
	text_member(j, "revision", r->id);
	cli_json_names(j, "down_revision", &r->down);
	cli_json_names(j, "branch_labels", &r->labels);
	cli_json_names(j, "depends_on", &r->depends_on);
	text_member(j, "message", r->message);
	text_member(j, "doc", r->doc);
	text_member(j, "created", r->created);
	text_member(j, "path", r->path);
	flag_member(j, "head", !r->children.len);
	if (d->current)
		flag_member(j, "current", describe_has(d->current, r));
	json_close(j);
}

static void add_list(struct cli *cli, const struct migrate_revisions *list,
                     const struct describe *d, bool full)
{
	struct json j = cli_json(cli);

	if (cli->options.json)
		json_open_array(&j);
	for (size_t i = 0; i < list->len; i++) {
		if (cli->options.json)
			describe_json(&j, list->items[i], d);
		else if (full)
			describe_block(&cli->out, list->items[i], d);
		else
			describe_line(&cli->out, list->items[i], d);
	}
	if (cli->options.json) {
		json_close(&j);
		buf_addc(&cli->out, '\n');
	}
}

void describe_list(struct cli *cli, const struct migrate_revisions *list, const struct describe *d)
{
	add_list(cli, list, d, cli->options.verbose);
}

void describe_list_full(struct cli *cli, const struct migrate_revisions *list,
                        const struct describe *d)
{
	add_list(cli, list, d, true);
}

const char *describe_ids(struct arena *a, const struct migrate_revisions *list)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < list->len; i++)
		buf_addf(&text, "%s%s", i ? ", " : "", list->items[i]->id);
	if (!list->len)
		buf_adds(&text, "base");
	return buf_take(&text, a);
}

bool describe_one(struct arena *a, const char *text, const struct migrate_revisions *found,
                  struct migrate_revision **out, struct error *err)
{
	*out = found->len ? found->items[0] : NULL;
	if (found->len == 1)
		return true;
	if (!found->len) {
		(void)fail(err, ERR_STATE, "\"%s\" is no revision", text);
		return fail_hint(err, "\"limbeck history\" lists those that there are.");
	}
	(void)fail(err, ERR_STATE, "\"%s\" is more than one revision: %s", text,
	           describe_ids(a, found));
	return fail_hint(err, "Name one of them.");
}
